"""Code cells are short, plain and seeded; figures say in words what is to be seen."""

import ast
import builtins
import importlib
import re

import pytest
from guards.pages import Page, all_pages, chapter_pages, nothing

import mmlbook
from tools import sources

LINES, COLUMNS = 12, 79
LEGACY = {"seed", "rand", "randn", "randint", "random", "normal", "uniform", "choice", "shuffle",
          "permutation"}  # fmt: skip
# Pictures of code that nobody reads: not part of the text in either edition.
UNSEEN = {"remove-cell", "remove-input"}


def cell_problems(page, lines=LINES):
    """Check each cell by itself."""
    problems = []
    for cell in page.cells:

        def found(what, line=cell.line):
            problems.append(f"{page.name}.md:{line}: {what}")

        code = cell.code.splitlines()
        if lines and len(code) > lines:
            found(f"{len(code)} lines of code, more than {lines}")
        for text in code:
            if len(text) > COLUMNS:
                found(f"{len(text)} columns, more than {COLUMNS}: {text.strip()}")
            if not text.isascii():
                found(f"not ASCII: {text.strip()}")
            if re.match(r"\s*[%!?]|.*\?\?$", text):
                found(f"IPython magic: {text.strip()}")
        try:
            tree = ast.parse(cell.code)
        except SyntaxError as error:
            found(f"does not parse: {error.msg}")
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                call = ast.unparse(node.func)
                if call == "print":
                    found("print(")
                if call.endswith("default_rng") and not node.args:
                    found("a random generator without a seed")
                if re.search(r"\brandom\.\w+$", call) and call.rsplit(".", 1)[1] in LEGACY:
                    found(f"global random state: {call}")
                if call in ("plt.show", "plotting.show"):
                    found(call)
        if cell.figure and ends_with_a_value(tree, cell.code):
            found("the last line of a figure cell needs a semicolon")
    return problems


def ends_with_a_value(tree, code):
    """Return whether a cell would print its last value."""
    return (
        bool(tree.body) and isinstance(tree.body[-1], ast.Expr) and not code.rstrip().endswith(";")
    )


def defined(tree):
    """Yield the names that a piece of code defines: functions, classes, lambdas."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Lambda):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))


def assigned(tree):
    """Yield every name that a piece of code binds other than by an import."""
    yield from defined(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


def redefined(page, exported, imported_only):
    """Return definitions of names that the package exports, and bindings that hide an import."""
    problems, imported = [], set()
    for cell in page.cells:
        tree = ast.parse(cell.code)
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("mmlbook"):
                imported |= {alias.asname or alias.name for alias in node.names}
        taken = set(defined(tree)) & exported
        taken |= set(assigned(tree)) & imported & imported_only
        problems += [
            f"{page.name}.md:{cell.line}: {name} belongs to mmlbook" for name in sorted(taken)
        ]
    return problems


def bound(tree):
    """Yield every name that a piece of code binds anywhere."""
    yield from assigned(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.alias):
            yield (node.asname or node.name).split(".")[0]
        elif isinstance(node, ast.arg):
            yield node.arg


def unexplained(page):
    """Return names that a printed cell uses and only cells that are not printed define."""
    problems, printed, others = [], set(dir(builtins)), set()
    for cell in page.cells:
        tree = ast.parse(cell.code)
        if {"hide-input", *UNSEEN} & set(cell.tags):
            others |= set(bound(tree))
            continue
        printed |= set(bound(tree))
        used = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)}
        problems += [
            f"{page.name}.md:{cell.line}: {name} comes from a cell that is not printed"
            for name in sorted((used - printed) & others)
        ]
    return problems


def figure_problems(page):
    """Check names, captions and alternative texts."""
    problems = []
    for cell in page.cells:

        def found(what, line=cell.line):
            problems.append(f"{page.name}.md:{line}: {what}")

        if not cell.figure:
            if "plotting.figure(" in cell.code and "remove-cell" not in cell.tags:
                found("draws a figure without name and caption")
            continue
        name, caption = cell.figure.get("name") or "", cell.figure.get("caption") or ""
        prefix = f"fig-{page.stem.replace('_', '-')}"
        if not re.fullmatch(r"fig-landing|" + prefix + r"-[a-z0-9-]+", name):
            found(f"the figure's name {name!r} is not {prefix}-…")
        if len(caption.split()) < 5:
            found(f"{name} has no caption that says what it shows")
        if len(cell.alt.split()) < 8:
            found(f"{name} has no alternative text that says what is to be seen")
        if re.search(r"[$\\{}]|\.(svg|png)\b", cell.alt):
            found(f"{name}: markup in the alternative text")
        if cell.alt.split() == caption.split():
            found(f"{name}: caption and alternative text are the same")
    return problems


def too_few_figures(page, least=3):
    count = sum(bool(cell.figure) for cell in page.cells)
    return [] if count >= least else [f"{page.name}.md: {count} figures, fewer than {least}"]


# --- the project ----------------------------------------------------------------------------------

EXPORTED = {
    name
    for chapter in sources.chapters()
    for name in importlib.import_module("mmlbook." + chapter.replace("/", ".")).__all__
}


@pytest.mark.parametrize("page", chapter_pages(), ids=lambda page: page.name)
def test_cells_of_a_chapter(page):
    assert len(page.cells) > 10
    nothing(cell_problems(page))


def test_cells_of_other_pages():
    chapters = {page.name for page in chapter_pages()}
    others = [page for page in all_pages() if page.name not in chapters]
    nothing([p for page in others for p in cell_problems(page, lines=None)])


def test_no_page_defines_what_the_package_exports():
    exported = EXPORTED | set(mmlbook.__all__)
    nothing([p for page in all_pages() for p in redefined(page, exported, exported)])


def test_printed_cells_need_no_others():
    nothing([p for page in chapter_pages() for p in unexplained(page)])


def test_figures():
    nothing([p for page in all_pages() for p in figure_problems(page)])


def test_every_chapter_has_figures():
    nothing([p for page in chapter_pages() for p in too_few_figures(page)])


# --- planted faults -------------------------------------------------------------------------------


def cell(code, *options):
    return "\n".join(["```{code-cell} python3", *options, code, "```"])


def page(*cells):
    return Page("book/part/stem", "\n\n".join(cells))


@pytest.mark.parametrize(
    ("code", "complaint"),
    [
        ("x = 1\n" * 13, "13 lines"),
        ("x = '" + "a" * 80 + "'", "columns"),
        ("x = 'é'", "not ASCII"),
        ("%matplotlib inline", "magic"),
        ("!ls", "magic"),
        ("np.dot??", "magic"),
        ("x = (", "does not parse"),
        ("print(1)", "print("),
        ("rng = np.random.default_rng()", "without a seed"),
        ("np.random.seed(0)", "global random state"),
        ("plt.show()", "plt.show"),
    ],
)
def test_finds_a_bad_cell(code, complaint):
    found = cell_problems(page(cell("x = 1"), cell(code)))
    assert found
    assert any(complaint in problem for problem in found)
    assert all(problem.startswith("book/part/stem.md:5: ") for problem in found)


def test_accepts_a_good_cell():
    assert cell_problems(page(cell("rng = np.random.default_rng(1)\nrng.normal(size=3)"))) == []


def test_finds_a_name_of_the_package():
    names = {"norm"}
    for code in ("def norm(x): ...", "class norm: ...", "norm = lambda x: x"):
        assert len(redefined(page(cell(code)), names, names)) == 1
    hidden = page(cell("from mmlbook.p import norm"), cell("norm = 3"))
    assert len(redefined(hidden, names, names)) == 1
    assert redefined(page(cell("norm = 3")), names, names) == []
    assert redefined(page(cell("from mmlbook.p import norm")), names, names) == []


@pytest.mark.parametrize("tag", ["remove-cell", "remove-input", "hide-input"])
def test_finds_a_name_from_a_cell_that_is_not_printed(tag):
    unseen = cell("import numpy as np\nx = 1", f":tags: [{tag}]", "")
    assert len(unexplained(page(unseen, cell("np.sqrt(x)")))) == 2
    assert len(unexplained(page(unseen, cell("x = 2\nnp.sqrt(x)")))) == 1
    assert unexplained(page(unseen, cell("import numpy as np\nf = lambda x: np.sqrt(x)"))) == []
    assert unexplained(page(cell("x = 1"), unseen, cell("x + len([2])"))) == []


FIGURE = """---
mystnb:
  figure:
    name: fig-stem-one
    caption: |
      The line falls and never rises again.
  image:
    alt: A line that falls from the upper left to the lower right.
---"""


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("fig-stem-one", "fig-other-one", "'fig-other-one' is not fig-stem-…"),
        ("The line falls and never rises again.", "A line.", "no caption"),
        ("    alt: A line that", "    other: A line that", "no alternative text"),
        ("upper left", "upper $l$ left", "markup"),
        ("A line that falls from the upper left to the lower right.",
         "The line falls and never rises again.", "are the same"),
    ],
)  # fmt: skip
def test_finds_a_bad_figure(old, new, complaint):
    assert figure_problems(page(cell("plot(x);", FIGURE))) == []
    found = figure_problems(page(cell("plot(x);", FIGURE.replace(old, new))))
    assert any(complaint in problem for problem in found)


def test_finds_a_figure_without_a_name():
    assert len(figure_problems(page(cell("fig, ax = plotting.figure()")))) == 1


def test_finds_a_figure_cell_that_prints_its_value():
    assert cell_problems(page(cell("plot(x);", FIGURE))) == []
    (found,) = cell_problems(page(cell("plot(x)", FIGURE)))
    assert "semicolon" in found


def test_counts_figures():
    assert len(too_few_figures(page(cell("plot(x);", FIGURE)))) == 1
    assert too_few_figures(page(*[cell("plot(x);", FIGURE)] * 3)) == []
