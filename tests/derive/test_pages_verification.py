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

from mmlbook.derivations import derivations
from mmlbook.derive import Author, Chain, derivation
from mmlbook.derive.kernels import TRUSTED
from mmlbook.derive.trust import CARRIERS, FOLDER, lines_of_code, trusted_base, trusted_for
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


def test_the_files_that_carry_a_verdict_are_trusted_for_something():
    assert not set(CARRIERS) & set(TRUSTED)
    assert not any(trusted_for(name).startswith("nothing") for name in CARRIERS)


def test_a_file_that_does_not_say_what_for_is_noticed(tmp_path, monkeypatch):
    (tmp_path / "silent.py").write_text('"""Says nothing."""\n')
    monkeypatch.setattr("mmlbook.derive.trust.FOLDER", tmp_path)
    with pytest.raises(ValueError, match="does not say"):
        trusted_for("silent")


def imported(name):
    tree = ast.parse((FOLDER / f"{name}.py").read_text())
    found = [a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names]
    return found + [n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)]


@pytest.mark.parametrize("name", TRUSTED)
def test_no_trusted_file_uses_what_the_page_says_is_not_trusted(name):
    """Neither computer algebra nor the other two opinions."""
    outside = {"sympy", "mpmath", "numpy", "random"}
    outside |= {
        f"mmlbook.derive.{x}" for x in ("explicit", "decide", "models", "numbers", "mutate")
    }
    used = set(imported(name)) | {m.split(".")[0] for m in imported(name)}
    assert not used & outside


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


def test_every_kind_of_step_is_explained():
    names = steps_of(Author, Chain)
    assert {"eq", "gradient", "minimum"} <= set(names)
    text = "\n".join(cell.code for cell in GUIDE.cells)
    assert [name for name in names if not re.search(rf'"[cd]\.{name}\(', text)] == []


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
        assert directives.methods([step.evidence.method]), step.evidence.method


def test_methods_are_named_once_and_unknown_words_give_none():
    words = "Proved: the normal forms of both sides, as words in matrices, are the same"
    assert directives.methods([words, words]) == ["words"]
    assert directives.methods(["Trust me."]) == []


def test_short_evidence_counts_what_was_refused():
    evidence = SimpleNamespace(method="by definition", decoys=3, refused=2)
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
