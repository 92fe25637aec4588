"""Every derivation of the book: verified, with the mark it is known to have."""

import re
import subprocess
import sys

import pytest

from mmlbook.derivations import derivations, ledger
from mmlbook.derive import DerivationError, Mark, kernels
from mmlbook.derive.ledger import entries
from mmlbook.derive.models import Hypothesis, broken_hypothesis

# All of the book is proved for every size and value.  What is not stands here, with its mark:
# stronger is welcome (pin it then), weaker is a failure.
PINNED: dict[str, Mark] = {
    "table_coverage": Mark.COMPUTED,
    "rounding_error_of_sums": Mark.COMPUTED,
}
FOR_LATER = {"exponential series"}  # quoted by the corpus in tests/derive, whose chapter comes
ALL = list(derivations().values())
MACROS = {
    "vect", "mat", "gvect", "N", "R", "norm", "abs", "inner", "tr", "sign", "T", "diag", "rank",
    "frac", "tfrac", "sqrt", "sum", "max", "left", "right", "begin", "end", "cos", "sin", "exp",
    "log", "arccos", "times", "cdot", "le", "ge", "neq", "iff", "in", "tilde", "bar", "hat",
    "infty", "varphi", "qquad", "quad", "nabla", "partial", "mathrm", "text",
    "alpha", "operatorname", "otimes", "bmatrix",
    "lim", "to", "Rightarrow", "int", "det", "lambda", "pi", "pm", "delta", "mu", "dots",
}  # fmt: skip


def formulas(d):
    """Return every piece of LaTeX that a page shows of a derivation."""
    shown = d.display()
    steps = [s.latex for s in shown.steps]
    lets = [part for pair in shown.lets for part in pair]
    prose = [shown.claim, *shown.given, *shown.quoted, *(s.reason for s in shown.steps)]
    prose += [s.evidence for s in shown.steps] + [shown.mark[1]] + list(shown.code or ())
    return [*steps, *lets, *(f for text in prose for f in re.findall(r"\$([^$]+)\$", text))]


@pytest.mark.parametrize("d", ALL, ids=str)
def test_verified_with_the_pinned_mark(d):
    report = d.verify(decoys=3)
    assert report.ok, report
    assert not report.conflicts
    assert not report.vacuous
    assert report.mark is PINNED.get(d.name, Mark.PROVED)
    assert all(s.evidence.refused == s.evidence.decoys >= 1 for s in report.steps)
    assert report.code_error < 1e-9


@pytest.mark.parametrize("d", ALL, ids=str)
def test_every_hypothesis_has_a_witness(d):
    assert all(h.witness for h in d.hypotheses)


@pytest.mark.parametrize("d", ALL, ids=str)
def test_every_hypothesis_is_needed(d):
    """Without its hypotheses a derivation is not verified."""
    from mmlbook.derive.check import check_step
    from mmlbook.derive.opinions import Context

    for h in d.hypotheses:
        rest = tuple(other for other in d.hypotheses if other is not h)
        lines = [check_step(x.step, Context(rest, x.facts), 0, "") for x in d.lines]
        assert any(e.problems for e in lines), h.relation.latex()


@pytest.mark.parametrize("d", ALL, ids=str)
def test_latex_uses_only_what_html_and_pdf_know(d):
    for source in formulas(d):
        assert set(re.findall(r"\\([a-zA-Z]+)", source)) <= MACROS, source
        assert source.count("{") == source.count("}")
        assert not re.search(r"[^\x00-\x7f]", source), source


@pytest.mark.parametrize("d", ALL, ids=str)
def test_displays_fit_the_page(d):
    from mmlbook.derive.latex import visual_width

    for step in d.display().steps:
        lines = step.latex.split(r"\\") if "aligned" in step.latex else [step.latex]
        assert all(visual_width(line) <= 75 for line in lines), step.latex


@pytest.mark.parametrize("d", ALL, ids=str)
def test_nothing_shown_depends_on_the_machine(d):
    shown = d.display()
    text = " ".join([shown.mark[1], *(s.evidence for s in shown.steps), *(shown.code or ())])
    assert not re.search(r"\d ?ms|seconds|e-\d", text)


def test_what_is_pinned_exists():
    assert set(PINNED) <= set(derivations())


def test_a_chapter_has_its_derivations_in_order():
    names = list(derivations("linear_algebra/linear_systems"))
    assert names[:4] == ["problem_1", "problem_2", "problem_3", "problem_4"]


def test_unknown_chapter():
    with pytest.raises(ValueError, match="no derivations"):
        derivations("linear_algebra/alchemy")


def test_the_mapping_is_read_only():
    with pytest.raises(TypeError):
        derivations()["new"] = None


def test_ledger_names_references_and_users():
    (law,) = (line for line in ledger() if line.name == "law of cosines")
    assert law.reference.startswith("Euclid")
    assert law.used_by == ("dot_is_cosine",)
    assert all(line.used_by or line.name in FOR_LATER for line in ledger())


def test_every_ledger_entry_holds_for_its_witness():
    for entry in entries().values():
        assert broken_hypothesis([Hypothesis(entry.relation, entry.witness)]) is None


def test_every_step_is_proved_for_every_size_but_the_limits_named():
    weaker = [
        (d.name, s.step.kind, s.evidence.mark)
        for d in ALL
        for s in d.verify().steps
        if s.evidence.mark is not Mark.PROVED
    ]
    assert weaker == [(name, "limit", Mark.COMPUTED) for name in PINNED]


def test_results_say_what_the_chapter_says():
    results = {d.name: d.result.latex() for d in ALL}
    assert results["dot_is_cosine"] == (
        r"\vect{u}^{\T} \vect{v} = \norm{\vect{u}} \norm{\vect{v}} \cos \varphi"
    )
    assert results["triangle_inequality"] == (
        r"\norm{\vect{u} + \vect{v}} \le \norm{\vect{u}} + \norm{\vect{v}}"
    )
    assert results["norm_chain"] == r"\norm{\vect{x}}_{1} \le \sqrt{d} \norm{\vect{x}}"


def test_a_stale_kernel_would_stop_the_book(monkeypatch):
    """A derivation whose steps cannot be proved has no display at this mark."""
    monkeypatch.setattr(kernels, "prove", lambda *a: kernels.Proof("words"))
    fresh = derivations()["cauchy_schwarz"]
    monkeypatch.setattr(fresh, "_reports", {})
    with pytest.raises(DerivationError, match="engine fault"):
        fresh.display()


def test_importing_the_package_loads_no_sympy():
    code = "import sys, mmlbook, mmlbook.derive, mmlbook.derivations; print('sympy' in sys.modules)"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "False"
