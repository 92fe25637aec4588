"""The pages about verification say what the engine does, and the index shows all of it."""

import ast
import inspect
import re
from types import SimpleNamespace

import pytest
from guards.pages import nothing, page_of
from guards.test_exercise_blocks import answer_problems, exercise_problems
from mml import derivations as directives
from sphinx.errors import ExtensionError

from mmlbook import derive
from mmlbook.derivations import derivations
from mmlbook.derive import Author, Chain, Mark, cos, derivation, opinions, sin
from mmlbook.derive.givens import Givens
from mmlbook.derive.kernels import TRUSTED
from mmlbook.derive.names import IMPLIED
from mmlbook.derive.trust import (
    CARRIERS,
    FOLDER,
    KERNELS,
    LANGUAGE,
    OTHERS,
    VETO,
    lines_of_code,
    trusted_base,
    trusted_for,
)
from mmlbook.exercises.verification import ANSWERS

PAGE, GUIDE = page_of("book/verification"), page_of("book/writing_derivations")


# --- what is trusted ------------------------------------------------------------------------------


def test_lines_of_code_are_counted_by_hand(tmp_path):
    path = tmp_path / "module.py"
    path.write_text(
        '"""Docstring.\n\nMore of it.\n"""\n\n# a comment\nx = [\n    1,  # one\n\n    2,\n]\n\n\n'
        'def f():\n    """Docstring."""\n    return "a\\nb"\n'
    )
    assert lines_of_code(path) == 6  # four of the list with its blank left out, two of the function


def test_every_trusted_file_is_counted_and_says_what_for():
    assert list(trusted_base()) == list(TRUSTED)
    assert all(trusted_for(name) for name in TRUSTED)


def test_every_file_of_the_engine_stands_in_one_list():
    files = sorted(path.stem for path in FOLDER.glob("*.py") if path.stem != "__init__")
    assert sorted((*LANGUAGE, *KERNELS, *CARRIERS, *VETO, *OTHERS)) == files
    assert sorted(LANGUAGE + KERNELS) == sorted(TRUSTED)


def test_what_no_opinion_contradicts_is_small():
    """The language is read by all three; the kernels answer to the two others."""
    assert sum(trusted_base(LANGUAGE).values()) <= 1200


@pytest.mark.parametrize("name", CARRIERS)
def test_the_files_that_carry_a_verdict_are_trusted_for_something(name):
    assert not trusted_for(name).startswith("nothing")


def test_a_file_that_does_not_say_what_for_is_noticed(tmp_path, monkeypatch):
    (tmp_path / "silent.py").write_text('"""Says nothing."""\n')
    monkeypatch.setattr("mmlbook.derive.trust.FOLDER", tmp_path)
    with pytest.raises(ValueError, match="does not say"):
        trusted_for("silent")


STANDARD = {
    "__future__", "abc", "collections", "collections.abc", "contextlib", "dataclasses", "fractions",
    "functools", "itertools", "math", "typing",
}  # fmt: skip


def imported(name):
    """Return what a file imports, wherever it does; files of the engine without their package."""
    found = set()
    for node in ast.walk(ast.parse((FOLDER / f"{name}.py").read_text())):
        source = node.module if isinstance(node, ast.ImportFrom) else None
        if isinstance(node, ast.Import) or source == "mmlbook.derive":
            found |= {alias.name for alias in node.names}
        elif source is not None:
            found.add(source.removeprefix("mmlbook.derive."))
    return found


def test_imports_inside_functions_are_found():
    assert {"sympy", "analysis", "terms"} <= imported("symbolic")
    assert "latex" in imported("terms")


@pytest.mark.parametrize("name", TRUSTED)
def test_a_trusted_file_uses_trusted_files_and_the_standard_library(name):
    """No computer algebra, no numbers drawn at random; names and terms know how they print."""
    printer = {"latex"} if name in ("names", "terms") else set()
    assert imported(name) <= {*TRUSTED, *STANDARD, *printer}


@pytest.mark.parametrize("name", LANGUAGE)
def test_the_language_uses_no_kernel(name):
    assert not imported(name) & set(KERNELS)


@pytest.mark.parametrize("name", VETO)
def test_the_opinions_share_the_language_and_nothing_else(name):
    letters = {"ideal", "explicit", "decide", "sympy", "sympy.polys.groebnertools"}
    numbers = {"numbers", "arrays", "properties", "evaluate", "models", "exceptions"}
    numbers |= {"random", "mpmath"}
    own = letters if name in letters else numbers
    assert imported(name) <= {*LANGUAGE, *STANDARD, *own}


def without_sympy(monkeypatch, says):
    """Let everything that computes with SymPy say the same, whatever it is asked."""
    for name in ("proves", "proves_derivative", "proves_hessian"):
        monkeypatch.setattr(opinions.decide, name, lambda *args: says)
    word = "agrees" if says else "unknown"
    for name in ("opinion", "derivative_opinion"):
        monkeypatch.setattr(opinions.decide, name, lambda *args, **kwargs: word)
    monkeypatch.setattr(opinions, "limit_is", lambda *args: says)


@pytest.mark.parametrize("name", derivations())
def test_no_proof_for_all_sizes_rests_on_sympy(name, monkeypatch):
    """Without SymPy every step that was proved for all sizes still is."""
    before = [s.evidence.mark for s in derivations()[name].verify().steps]
    without_sympy(monkeypatch, says=False)
    after = [s.evidence.mark for s in derivations()[name]._verify(decoys=0).steps]
    assert [a for a, b in zip(after, before, strict=True) if b is Mark.PROVED] == (
        [Mark.PROVED] * before.count(Mark.PROVED)
    )
    assert Mark.PROVED in before


def test_sympy_alone_gives_the_weaker_marks(monkeypatch):
    """Where no kernel finds a proof, a yes of SymPy is a proof at small sizes or a computation."""

    @derivation(chapter="a/b", title="Beyond the kernels")
    def beyond(d):
        """Two steps."""
        x = d.scalar("x", positive=True)
        with d.chain(sin(x) ** 2) as c:
            c.eq((1 - cos(2 * x)) / 2, by="The double angle.")
        d.limit(sin(x) / x, x, 0, 1, by="A limit that the growth of terms does not show.")

    without_sympy(monkeypatch, says=True)
    marks = [s.evidence.mark for s in beyond._verify(decoys=0).steps]
    assert marks == [Mark.SIZES, Mark.COMPUTED]


# --- the guide ------------------------------------------------------------------------------------


def steps_of(*owners):
    """Return the methods that write a step: they ask for a reason."""
    return [
        name
        for owner in owners
        for name, method in vars(owner).items()
        if not name.startswith("_")
        and inspect.isfunction(method)
        and "by" in inspect.signature(method).parameters
    ]


def tables_of_the_guide():
    """Return the tables of the guide: what may be written, and what a step says."""
    found = {}
    for cell in GUIDE.cells:
        for node in ast.parse(cell.code).body if "_TABLE" in cell.code else ():
            if isinstance(node, ast.Assign) and node.targets[0].id.endswith("_TABLE"):
                found[node.targets[0].id] = ast.literal_eval(node.value)
    return found


def calls(table):
    """Return the calls in the first column of a table."""
    for first, *_ in tables_of_the_guide()[table]:
        for node in ast.walk(ast.parse(first)):
            if isinstance(node, ast.Call):
                yield node


def test_every_kind_of_step_is_explained():
    names = steps_of(Author, Chain)
    assert {"eq", "gradient", "minimum"} <= set(names)
    assert set(names) == {call.func.attr for call in calls("STEPS_TABLE")}


@pytest.mark.parametrize("call", list(calls("STEPS_TABLE")), ids=ast.unparse)
def test_a_step_of_the_guide_can_be_written(call):
    """Its arguments are those of the method, so that the guide cannot be out of date."""
    method = getattr({"c": Chain, "d": Author}[call.func.value.id], call.func.attr)
    keywords = {k.arg: None for k in call.keywords}
    inspect.signature(method).bind(None, *call.args, by="", **keywords)


def test_a_step_that_cannot_be_written_is_noticed():
    with pytest.raises(TypeError, match="unexpected keyword"):
        test_a_step_of_the_guide_can_be_written(
            ast.parse("d.series(S, v, telescope=T)", mode="eval").body
        )


def test_the_whole_vocabulary_is_explained():
    tables = tables_of_the_guide()
    rows = tables["GIVENS_TABLE"] + tables["TERMS_TABLE"]
    nodes = [node for first, _ in rows for node in ast.walk(ast.parse(first))]
    written = {n.id for n in nodes if isinstance(n, ast.Name)}
    written |= {n.attr for n in nodes if isinstance(n, ast.Attribute)}
    terms = {name for name in derive.__all__ if name.islower()} | {"E", "Sum", "Max"}
    assert terms - written == {"derivation", "number"}  # the decorator; numbers need no word
    givens = set(dir(Givens)) - {*dir(object), *steps_of(Author)}
    givens = {name for name in givens if not name.startswith("_")}
    assert givens - written == {"assume", "let", "quote", "recall"}  # have paragraphs of their own


def test_every_property_is_explained():
    flags = " ".join(first for first, *_ in tables_of_the_guide()["FLAGS_TABLE"])
    assert set(re.findall(r"\w+", flags)) == set(IMPLIED)


def test_the_example_is_short():
    (cell,) = [cell for cell in GUIDE.cells if "def normal_equations" in cell.code]
    statements = ast.parse(cell.code).body[-1].body
    assert len(statements) <= 12
    assert len(ast.unparse(ast.parse(cell.code).body[-1]).splitlines()) <= 18


# --- exercises ------------------------------------------------------------------------------------


def test_exercises():
    nothing(exercise_problems(PAGE, least=5))
    nothing(answer_problems(PAGE, ANSWERS))


# --- the index ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", derivations())
def test_the_index_can_name_the_evidence_of_every_step(name):
    for step in derivations()[name].verify(decoys=0).steps:
        assert directives.methods([step.evidence.kernels]), step.evidence.method


def test_methods_are_named_once_and_unknown_kernels_are_noticed():
    assert directives.methods([("words",), ("words", "signs")]) == ["words", "rules for signs"]
    assert directives.methods([()]) == ["random points alone"]
    with pytest.raises(ExtensionError, match="no words for the kernels"):
        directives.methods([("tarot",)])


def test_short_evidence_counts_what_was_refused():
    evidence = SimpleNamespace(kernels=("definition",), decoys=3, refused=2)
    derivation = SimpleNamespace(
        check=lambda: SimpleNamespace(steps=[SimpleNamespace(evidence=evidence)] * 2),
        display=lambda: SimpleNamespace(code=("mmlbook.a.b", "words")),
        quoted=("law of cosines",),
    )
    assert directives.short_evidence(derivation) == (
        "2 steps · definition · 4 of 6 false neighbors refused · quotes the law of cosines † · "
        "computed by `b`"
    )


def test_a_false_derivation_stops_the_index(monkeypatch):
    @derivation(chapter="a/b", title="False")
    def false(d):
        """A number is its double."""
        a = d.scalar("a")
        with d.chain(a) as c:
            c.eq(2 * a, by="Hope.")

    monkeypatch.setattr("mmlbook.derivations.derivations", lambda: {"false": false})
    index = directives.DerivationIndex.__new__(directives.DerivationIndex)
    index.state = SimpleNamespace(
        document=SimpleNamespace(
            settings=SimpleNamespace(env=SimpleNamespace(note_dependency=lambda path: None))
        )
    )
    with pytest.raises(ExtensionError, match=r"(?s)derivation false: .*is false"):
        index.run()


def test_summary_counts_steps_by_mark():
    known = [derivations()[name] for name in ("cauchy_schwarz", "triangle_inequality")]
    summary = directives.DerivationIndex.summary(known)
    steps = sum(len(d.steps) for d in known)
    assert summary.startswith(f"{len(known)} derivations, {steps} steps.")
    counts = re.findall(r"\| ([\d,]+) \|$", summary, re.MULTILINE)
    assert sum(int(count.replace(",", "")) for count in counts) == steps
