"""A chapter backs what it claims, shows what it has, and its code stays short."""

import ast
import importlib
import re

import pytest
from guards.pages import ROOT, Block, Page, chapter_pages, nothing

from mmlbook.derivations import derivations
from tools import sources

CLAIMS = {"prf:theorem", "prf:lemma", "prf:corollary", "prf:proposition"}
BACKING = {"derivation", "prf:proof"}
BOXES = ("before", "frameworks")
END = Block("", "", 0)  # after the last block of a page
BODY, MODULE = 25, 500  # lines of an algorithm, of a module


def unbacked(page):
    """Return the theorems that are followed neither by a derivation nor by a proof."""
    problems, waiting = [], None
    for block in [*page.blocks, END]:
        if waiting and (block.name in CLAIMS or block is END):
            problems.append(
                f"{page.name}.md:{waiting.line}: {waiting.label} has no derivation or proof"
            )
            waiting = None
        if block.name in CLAIMS:
            waiting = block
        elif block.name in BACKING:
            waiting = None
    return problems


def shown_problems(page, known, exported):
    """Compare what a chapter shows with what its modules hold: all derivations, all algorithms."""
    problems = []
    shown = [b.argument for b in page.blocks if b.name == "derivation"]
    problems += [f"there is no derivation {name}" for name in shown if name not in known]
    problems += [f"the derivation {name} is not shown" for name in known if name not in shown]
    printed = [b.argument for b in page.blocks if b.name == "source"]
    for name in printed:
        module, _, attribute = name.rpartition(".")
        try:
            getattr(importlib.import_module(module), attribute)
        except (ImportError, AttributeError, ValueError):
            problems.append(f"{{source}} {name} does not exist")
    code = "\n".join(cell.code for cell in page.cells) + "\n".join(printed)
    problems += [f"{name} is exported and never used" for name in exported
                 if not re.search(rf"\b{name}\b", code)]  # fmt: skip
    if not printed:
        problems.append("no source of the package is printed")
    return [f"{page.name}.md: {problem}" for problem in problems]


def part_problems(page):
    """Check that the parts are there that every chapter has."""
    classes = {word for b in page.blocks for word in b.options.get("class", "").split()}
    problems = [f"no box of the class {name}" for name in BOXES if name not in classes]
    code = "\n".join(cell.code for cell in page.cells)
    if not re.search(r"\bload_\w+\(", code):
        problems.append("no real data set")
    if not re.search(r"\bassert\b", code):
        problems.append("nothing is checked on the page")
    if not re.search(r"\{cite:", page.prose):
        problems.append("nothing is cited")
    headings = re.findall(r"(?m)^# ", page.prose)
    if len(headings) != 1:
        problems.append(f"{len(headings)} titles")
    if page.stem.replace("_", "-") not in page.targets:
        problems.append("the title has no label of the chapter's name")
    return [f"{page.name}.md: {problem}" for problem in problems]


SUMMARY = re.compile(r"(?ms)^## Worth keeping$.*?(?=^## |\Z)")
CHECKED = re.compile(r"\{prf:ref\}`(thm-[\w-]+)`((?: \{ref\}`[^`]+`)*)")


def summary_problems(page, marks):
    """Return the theorems of the summary that do not lead to their check, with its mark."""
    expected, theorem = {}, ""
    for block in page.blocks:
        if block.name in CLAIMS:
            theorem = block.label
        elif block.name == "derivation" and block.argument in marks:
            link = f"{marks[block.argument]} <drv-{block.argument.replace('_', '-')}>"
            expected.setdefault(theorem, []).append(link)
        elif block.name.startswith("prf:") and block.name != "prf:proof":
            theorem = ""
    found = SUMMARY.search(page.text)
    if not found:
        return [f"{page.name}.md: no summary"]
    return [
        f"{page.name}.md: the summary says {links.strip() or 'nothing'} of the check of {name}"
        for name, links in CHECKED.findall(found[0])
        if re.findall(r"`([^`]+)`", links) != expected.get(name, [])
    ]


def size_problems(name, text, algorithms=True):
    """Return the algorithms and the module that have grown too long; docstrings do not count."""
    problems = []
    if (length := text.count("\n")) > MODULE:
        problems.append(f"{name}: {length} lines, more than {MODULE}")
    lines = text.splitlines()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef) and algorithms:
            body = node.body[1:] if ast.get_docstring(node) else node.body
            if body:
                code = lines[body[0].lineno - 1 : node.end_lineno]
                if (length := sum(bool(line.strip()) for line in code)) > BODY:
                    problems.append(f"{name}: {node.name} has {length} lines, more than {BODY}")
    return problems


# --- the project ----------------------------------------------------------------------------------

each_chapter = pytest.mark.parametrize("page", chapter_pages(), ids=lambda page: page.name)


@each_chapter
def test_every_theorem_is_backed(page):
    assert any(block.name in CLAIMS for block in page.blocks)
    nothing(unbacked(page))


@each_chapter
def test_the_chapter_shows_what_it_has(page):
    chapter = page.name.removeprefix("book/")
    exported = importlib.import_module("mmlbook." + chapter.replace("/", ".")).__all__
    nothing(shown_problems(page, list(derivations(chapter)), exported))


@each_chapter
def test_the_chapter_has_its_parts(page):
    nothing(part_problems(page))


@each_chapter
def test_the_summary_leads_to_the_checks(page):
    found = derivations(page.name.removeprefix("book/"))
    nothing(summary_problems(page, {name: d.check().mark.symbol for name, d in found.items()}))


def test_modules_and_algorithms_are_short():
    problems = []
    for path in sorted((ROOT / "mmlbook").rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        algorithms = any(name.startswith(f"mmlbook/{chapter}") for chapter in sources.chapters())
        problems += size_problems(name, path.read_text(), algorithms)
    nothing(problems)


# --- planted faults -------------------------------------------------------------------------------

PAGE = """
(stem)=
# Title

```{admonition} Before you start
:class: before
```

```{prf:theorem} T
:label: thm-one
```

```{derivation} one
```

```{prf:theorem} U
:label: thm-two
```

```{prf:proof}
Clear.
```

```{source} mmlbook.iterate.iterate
```

```{code-cell} python3
from mmlbook.datasets import load_iris
assert norm(load_iris().X)
```

```{admonition} In the frameworks
:class: frameworks
```

After {cite:t}`A`.

## Worth keeping

- {prf:ref}`thm-one` {ref}`∀ <drv-one>`: one; {prf:ref}`thm-two`: two.
"""


def problems_of(text):
    page = Page("book/part/stem", text)
    return (
        unbacked(page)
        + shown_problems(page, ["one"], ["norm"])
        + part_problems(page)
        + summary_problems(page, {"one": "∀"})
    )


def test_accepts_a_good_chapter():
    assert problems_of(PAGE) == []


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("```{prf:proof}\nClear.\n```", "", "thm-two has no derivation or proof"),
        ("```{derivation} one\n```", "", "thm-one has no derivation or proof"),
        ("```{derivation} one\n```", "", "the derivation one is not shown"),
        ("```{derivation} one", "```{derivation} two", "there is no derivation two"),
        ("{source} mmlbook.iterate.iterate", "{source} mmlbook.iterate.gone", "does not exist"),
        ("{source} mmlbook.iterate.iterate", "{raw} html", "no source of the package"),
        ("norm(", "length(", "norm is exported and never used"),
        (":class: before", "", "no box of the class before"),
        (":class: frameworks", "", "no box of the class frameworks"),
        ("load_iris().X", "[1, 2]", "no real data set"),
        ("assert ", "", "nothing is checked"),
        ("{cite:t}`A`", "A", "nothing is cited"),
        ("(stem)=", "", "no label of the chapter's name"),
        ("# Title", "# Title\n\n# Another", "2 titles"),
        (" {ref}`∀ <drv-one>`", "", "says nothing of the check of thm-one"),
        ("{ref}`∀ <drv-one>`", "{ref}`∫ <drv-one>`", "of the check of thm-one"),
        ("`thm-two`: two", "`thm-two` {ref}`∀ <drv-one>`: two", "of the check of thm-two"),
        ("## Worth keeping", "## Gone", "no summary"),
    ],
)
def test_finds_what_is_missing(old, new, complaint):
    assert old in PAGE
    assert any(complaint in problem for problem in problems_of(PAGE.replace(old, new)))


def test_finds_what_is_too_long():
    function = 'def f():\n    """Do it.\n\n    Well.\n    """\n' + "    x = 1\n" * BODY
    assert size_problems("m", function) == []
    assert size_problems("m", function + "    x = 2\n") == ["m: f has 26 lines, more than 25"]
    assert size_problems("m", "x = 1\n" * 501) == ["m: 501 lines, more than 500"]
