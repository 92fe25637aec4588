"""Writing a derivation: what is accepted, what is refused, and whether the checks can fail."""

import dataclasses
import re

import pytest

from mmlbook.derive import (
    Author,
    Derivation,
    DerivationError,
    E,
    Mark,
    Max,
    ShapeError,
    Sum,
    Term,
    arccos,
    cos,
    cross,
    decide,
    derivation,
    eq,
    exp,
    ge,
    kernels,
    le,
    models,
    ne,
    norm,
    norm1,
    norm2,
    norm_inf,
    number,
    sign,
    signs,
    sqrt,
)
from mmlbook.derive.binding import WORDS
from mmlbook.derive.models import Verdict
from mmlbook.derive.numbers import field
from mmlbook.derive.terms import symbol


def build(script, title="A title", chapter="linear_algebra/vectors"):
    """Return the derivation that a script writes."""
    script.__doc__ = "The claim."
    return derivation(chapter=chapter, title=title)(script)


def problems(script):
    return build(script).verify().problems


def one_step(make):
    """Return a script with one equality, from a function of (d, n, u, v)."""

    def script(d):
        n = d.dim("d")
        u, v = d.vec("u", n), d.vec("v", n)
        lhs, rhs = make(d, n, u, v)
        with d.chain(lhs) as c:
            c.eq(rhs, by="a reason")

    return script


# --- broken steps ---------------------------------------------------------------------------------


def test_wrong_sign():
    (problem,) = problems(
        one_step(lambda d, n, u, v: (norm2(u - v), norm2(u) + 2 * (u.T @ v) + norm2(v)))
    )
    assert problem.startswith("step 1 (a reason) is false: at d = ")
    assert "; u = " in problem
    assert r"true would be $\norm{\vect{u}}^{2} - 2 \vect{u}^{\T} \vect{v}" in problem
    assert "the left side is" in problem
    assert "the right side is" in problem


def test_wrong_transposition():
    def make(d, n, u, v):
        A = d.mat("A", n, n)
        return u.T @ A @ v, v.T @ A @ u

    (problem,) = problems(one_step(make))
    assert "is false" in problem
    assert not problems(one_step(lambda d, n, u, v: (u.T @ v, v.T @ u)))


def test_missing_hypothesis():
    def script(d, assume):
        n = d.dim("d")
        u = d.vec("u", n)
        if assume:
            d.assume(ne(u, 0), witness={u: u})
        with d.chain(norm(u / norm(u))) as c:
            c.eq(1, by="divide by the length")

    (problem,) = problems(lambda d: script(d, assume=False))
    assert r"is defined only where $\norm{\vect{u}} \neq 0$" in problem
    assert not problems(lambda d: script(d, assume=True))


def test_sides_that_print_alike():
    (problem, *_) = problems(one_step(lambda d, n, u, v: (norm2(u), norm(u) ** 2)))
    assert "print alike" in problem


def test_missing_reason():
    def script(d):
        a = d.scalar("a")
        with d.chain(a + a) as c:
            c.eq(2 * a, by=" ")

    assert "no reason" in problems(script)[0]


def test_gap_with_the_wrong_sign():
    def script(d, gap):
        a, b = d.scalar("a"), d.scalar("b")
        with d.chain(2 * a * b) as c:
            c.le(a**2 + b**2, gap=gap(a, b), by="a square")

    assert not problems(lambda d: script(d, lambda a, b: (a - b) ** 2))
    assert "is false" in problems(lambda d: script(d, lambda a, b: (a + b) ** 2))[0]
    (problem,) = problems(lambda d: script(d, lambda a, b: a**2 - 2 * a * b + b**2))
    assert "which nothing shows" in problem


def test_true_inequality_without_a_certificate():
    def script(d):
        a = d.scalar("a")
        with d.chain(a) as c:
            c.le(a**2 + 1, by="clear, is it not?")

    assert "which nothing shows" in problems(script)[0]


def test_false_inequality():
    def script(d):
        n = d.dim("d")
        u, v = d.vec("u", n), d.vec("v", n)
        with d.chain(norm(u) + norm(v)) as c:
            c.le(norm(u + v), by="wishful")

    assert "is false" in problems(script)[0]


def test_solution_that_is_none():
    def script(d, value, coefficient):
        a, b, x = d.scalar("a", nonzero=True), d.scalar("b"), d.scalar("x")
        d.solve(a * x + b, x, value(a, b), coefficient=coefficient(a, b), by="divide")

    assert not problems(lambda d: script(d, lambda a, b: -(b / a), lambda a, b: a))
    assert problems(lambda d: script(d, lambda a, b: b / a, lambda a, b: a))
    (problem,) = problems(lambda d: script(d, lambda a, b: -(b / a), lambda a, b: a + 0 * b))
    assert "invertible" in problem


def test_gradient_minimum_and_jacobian():
    def script(d, factor):
        n, m = d.dims("n m")
        A, x, y = d.mat("A", m, n), d.vec("x", n), d.vec("y", n)
        d.gradient(norm2(x - y), x, factor * (x - y), by="differentiate")
        d.jacobian(A @ x, x, A, by="linear")
        d.minimum(norm2(x - y), x, y, gap=norm2(x - y), by="a square is least at zero")

    report = build(lambda d: script(d, 2)).verify()
    assert report.ok, report
    assert [s.evidence.mark for s in report.steps] == [Mark.PROVED] * 3
    assert "rate of change" in problems(lambda d: script(d, 1))[0]


def test_gradient_at_a_kink():
    def script(d, **flags):
        a = d.scalar("a", **flags)
        d.gradient(abs(a), a, sign(a), by="the slope is the sign")

    assert "is defined only where $a \\neq 0$" in problems(script)[0]
    assert not problems(lambda d: script(d, nonzero=True))


def test_code_that_disagrees():
    def script(d, p):
        n = d.dim("d")
        x = d.vec("x", n)
        with d.chain(norm2(x)) as c:
            c.eq(x.T @ x, by="the definition")
        d.implements("mmlbook.linear_algebra.vectors.norm", returns=norm(x), x=x, p=p)

    assert not problems(lambda d: script(d, 2))
    assert "differs" in problems(lambda d: script(d, 1))[0]


def test_code_that_does_not_exist():
    def script(d):
        n = d.dim("d")
        x = d.vec("x", n)
        with d.chain(norm2(x)) as c:
            c.eq(x.T @ x, by="the definition")
        d.implements("mmlbook.linear_algebra.vectors.nrom", returns=norm(x), x=x)

    assert "cannot be found" in problems(script)[0]


def test_witness_that_does_not_do():
    def script(d):
        n = d.dim("d")
        u = d.vec("u", n)
        d.assume(eq(norm(u), 1), witness={u: u / norm2(u)})
        with d.chain(norm2(u)) as c:
            c.eq(1, by="unit length")

    assert "the witness does not make" in problems(script)[0]


def test_witnesses_that_choose_each_other():
    """Each hypothesis alone can be made true, both together cannot: anything would follow."""

    def script(d):
        a, b = d.scalar("a"), d.scalar("b")
        d.assume(eq(a, b), witness={a: b})
        d.assume(eq(b, a + 1), witness={b: a + 1})
        with d.chain(0 * a) as c:
            c.eq(1, by="a = a + 1")

    assert "the witness does not make" in problems(script)[0]


def test_a_witness_that_spoils_an_earlier_one():
    def script(d):
        a, b = d.scalar("a"), d.scalar("b")
        d.assume(eq(a, 1), witness={a: number(1)})
        d.assume(eq(a, 2 + b - b), witness={b: b + 0})
        with d.chain(a) as c:
            c.eq(1, by="given")

    assert "the witness does not make" in problems(script)[0]


def test_recalling_a_derivation_that_is_not_verified():
    wrong = build(one_step(lambda d, n, u, v: (norm2(u + v), norm2(u) + norm2(v))))

    def script(d):
        n = d.dim("d")
        x = d.vec("x", n)
        d.recall(wrong, u=x, v=x)
        with d.chain(norm2(2 * x)) as c:
            c.eq(4 * norm2(x), by="take out the factor")

    assert "which is not verified" in problems(script)[0]


# --- what cannot be written -----------------------------------------------------------------------


def author():
    d = Author("draft")
    n = d.dim("d")
    return d, n, d.vec("u", n), d.vec("v", n)


def test_hypothesis_without_witness():
    d, _, u, _ = author()
    with pytest.raises(DerivationError, match="has no witness"):
        d.assume(eq(norm(u), 1), witness={})


def test_quote_that_is_not_in_the_ledger():
    d, _, u, v = author()
    with pytest.raises(DerivationError, match="not in the ledger"):
        d.quote("folklore", u=u, v=v)


def test_quote_whose_conditions_are_not_met():
    d, _, u, v = author()
    phi = d.scalar("phi")
    with pytest.raises(DerivationError, match="nonzero, which nothing shows"):
        d.quote("law of cosines", u=u, v=v, phi=phi)
    with pytest.raises(DerivationError, match="needs u, v, phi"):
        d.quote("law of cosines", u=u, v=v)


@pytest.mark.parametrize(
    "act",
    [
        lambda d, n, u, v: d.vec("u", 3),
        lambda d, n, u, v: d.scalar("d"),
        lambda d, n, u, v: d.chain(norm(symbol("w", n))),
        lambda d, n, u, v: d.chain(norm(u)).eq(u, by="shapes"),
        lambda d, n, u, v: d.gradient(u, u, u, by="shapes"),
        lambda d, n, u, v: d.gradient(norm(u), u, norm(u), by="shapes"),
        lambda d, n, u, v: d.jacobian(u, u, u, by="shapes"),
        lambda d, n, u, v: d.gradient(norm(u + v), u + v, u, by="not a symbol"),
        lambda d, n, u, v: d.gradient(norm1(u), u, sign(u), by="kinks"),
        lambda d, n, u, v: d.chain(norm(u)).__exit__(None, None, None),
        lambda d, n, u, v: d.implements("a.b", returns=norm(u), through="tan", x=u),
        lambda d, n, u, v: d.assume(eq(norm(u), 1), witness={u + v: u}),
        lambda d, n, u, v: d.assume(eq(norm(u), 1), witness={u: norm(u)}),
    ],
)
def test_refused_at_once(act):
    d, n, u, v = author()
    with pytest.raises(DerivationError, match="draft: "):
        act(d, n, u, v)


def test_a_chain_cannot_go_up_and_down():
    d, _, u, v = author()
    chain = d.chain(norm(u))
    chain.le(norm(u) + norm(v), by="up")
    with pytest.raises(DerivationError, match="up and down"):
        chain.ge(norm(v), by="down")


def test_an_unknown_may_not_be_restricted():
    d, _, u, v = author()
    d.assume(eq(u, v), witness={u: v})
    with pytest.raises(DerivationError, match="no hypothesis restricts"):
        d.solve(u - v, u, v, coefficient=1, by="trivial")


def test_recall_needs_the_hypotheses():
    def script(d):
        n = d.dim("d")
        u = d.vec("u", n)
        d.assume(eq(norm(u), 1), witness={u: u / norm(u)})
        with d.chain(norm2(u)) as c:
            c.eq(1, by="unit length")

    unit = build(script)
    d, _, u, _ = author()
    with pytest.raises(DerivationError, match="which nothing shows"):
        d.recall(unit, u=u)
    d.assume(eq(norm(u), 1), witness={u: u / norm(u)})
    assert d.recall(unit, u=u) == eq(norm2(u), 1)


def test_recall_of_what_is_declared():
    def script(d):
        n, k = d.dim("n"), d.scalar("k", natural=True)
        A, x = d.mat("A", n, n, symmetric=True), d.vec("x", n)
        with d.chain(k * (x.T @ A)) as c:
            c.eq(k * (A @ x).T, by="symmetry")

    symmetric = build(script)
    d, n, u, _ = author()
    B, C = d.mat("B", n, n, symmetric=True), d.mat("C", n, n)
    m, t = d.scalar("m", natural=True), d.scalar("t")
    for k in (m, number(3), m + 2):
        assert d.recall(symmetric, A=B, x=u, k=k) == eq(k * (u.T @ B), k * (B @ u).T)
    for A, k in ((C, m), (B, t), (B, number(-1)), (B, m - 2), (B, number(1, 2))):
        with pytest.raises(DerivationError, match="which nothing shows"):
            d.recall(symmetric, A=A, x=u, k=k)


def test_moments_that_may_not_exist_are_assumed_aloud():
    def script(d):
        x, b = d.random("x"), d.random("b", indicator=True)
        with d.chain(E(x * b)) as c:
            c.eq(E(x) * E(b), by="independence")

    def bounded(d):
        a, b = d.random("a", indicator=True), d.random("b", indicator=True)
        with d.chain(E(a * b)) as c:
            c.eq(E(a) * E(b), by="independence")

    said = "every expectation that is written exists"
    assert said in build(script).display().given
    assert said not in build(bounded).display().given


def test_no_claim_in_words():
    with pytest.raises(DerivationError, match="docstring"):
        derivation(chapter="a/b", title="t")(lambda d: None)


def test_no_steps():
    assert "no steps" in problems(lambda d: d.dim("d"))[0]


def test_no_escape_hatch():
    """No public method of an author takes a function."""
    hints = [str(getattr(Author, name).__annotations__) for name in vars(Author) if name[0] != "_"]
    assert not any("Callable" in hint for hint in hints)


# --- false statements -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "claim",
    [
        lambda u, v, a: eq(norm(u + v), norm(u) + norm(v)),
        lambda u, v, a: eq((u.T @ v) ** 2, norm2(u) * norm2(v)),
        lambda u, v, a: eq(norm(a * u), a * norm(u)),
        lambda u, v, a: eq(sqrt(a**2), a),
        lambda u, v, a: eq(norm1(u), sign(u).T @ v),
        lambda u, v, a: le(norm(u) * norm(v), abs(u.T @ v)),
        lambda u, v, a: le(norm(u) + norm(v), norm(u + v)),
        lambda u, v, a: le(norm(u), norm_inf(u)),
        lambda u, v, a: le(norm1(u), norm(u)),
        lambda u, v, a: le(norm(u - v), norm(u) - norm(v)),
        lambda u, v, a: le(a, a**2),
        lambda u, v, a: le(abs(a), a),
        lambda u, v, a: le(exp(a), 1 + a),
        lambda u, v, a: le(1, cos(a)),
        lambda u, v, a: ge(u.T @ v, 0),
        lambda u, v, a: ge(norm2(u) + u.T @ v, 0),
    ],
)
@pytest.mark.parametrize("with_gap", [False, True])
def test_no_false_statement_is_accepted(claim, with_gap):
    def script(d):
        n = d.dim("d")
        relation = claim(d.vec("u", n), d.vec("v", n), d.scalar("a"))
        a, b = relation.lhs, relation.rhs
        with d.chain(a) as c:
            if relation.op == "=":
                c.eq(b, by="false")
            elif relation.op == "<=":
                c.le(b, by="false", gap=b - a if with_gap else None)
            else:
                c.ge(b, by="false", gap=a - b if with_gap else None)

    report = build(script).verify()
    assert not report.ok
    assert report.mark is Mark.FAILED
    assert "is false" in report.problems[0]


# --- the checks can fail --------------------------------------------------------------------------


def sound(d):
    """Equalities, an inequality by signs, one with a gap, and a derivative."""
    n = d.dim("d")
    i = d.index("i", n)
    u, v = d.vec("u", n), d.vec("v", n)
    with d.chain(norm2(u - v)) as c:
        c.eq(norm2(u) - 2 * (u.T @ v) + norm2(v), by="multiply out")
        c.le(2 * norm2(u) + 2 * norm2(v), gap=norm2(u + v), by="parallelogram")
    with d.chain(Max(i, u[i] ** 2)) as c:
        c.le(Sum(i, u[i] ** 2), by="one of the terms")
    d.gradient(norm2(u - v), u, 2 * (u - v), by="differentiate")


def test_the_example_is_verified():
    report = build(sound).verify()
    assert report.ok, report
    assert not report.conflicts
    assert not report.vacuous
    assert [s.evidence.refused for s in report.steps] == [3, 3, 3, 3]


def always(value):
    return lambda *args, **kwargs: value


@pytest.mark.parametrize(
    ("module", "name", "value", "step"),
    [
        (decide, "proves", True, 1),
        (decide, "proves_derivative", True, 4),
        (kernels, "prove", kernels.Proof("words"), 1),
        (kernels, "prove_derivative", kernels.Proof("differentials, words"), 4),
        (signs.Signs, "nonnegative", True, 3),
    ],
)
def test_a_kernel_that_believes_everything_is_found_out(monkeypatch, module, name, value, step):
    monkeypatch.setattr(module, name, always(value))
    if module is decide:  # decoys are put before what has proved the step
        monkeypatch.setattr(kernels, name.replace("proves", "prove"), always(None))
    report = build(sound).verify()
    assert not report.ok
    assert step in report.conflicts
    assert any("engine fault" in problem for problem in report.problems)


@pytest.mark.parametrize(("name", "step"), [("compare", 1), ("compare_derivative", 4)])
def test_models_that_agree_with_everything_are_found_out(monkeypatch, name, step):
    agrees = Verdict("agree", field("prime"), 4, ("d = 2",))
    monkeypatch.setattr(models, name, always(agrees))
    report = build(sound).verify()
    assert not report.ok
    assert step in report.vacuous
    assert any("cannot fail" in problem for problem in report.problems)


def test_a_kernel_that_proves_what_models_refute_is_a_conflict(monkeypatch):
    monkeypatch.setattr(decide, "proves", always(True))
    wrong = one_step(lambda d, n, u, v: (norm2(u + v), norm2(u) + norm2(v)))
    report = build(wrong).verify()
    assert report.conflicts == (1,)
    assert "proved and refuted at once" in report.problems[0]


def test_without_a_proof_the_mark_drops(monkeypatch):
    monkeypatch.setattr(kernels, "prove", always(None))
    report = build(one_step(lambda d, n, u, v: (norm2(2 * u), 4 * norm2(u)))).verify()
    assert report.mark is Mark.SIZES
    monkeypatch.setattr(decide, "proves", always(False))
    report = build(one_step(lambda d, n, u, v: (norm2(2 * u), 4 * norm2(u)))).verify()
    assert report.ok
    assert report.mark is Mark.POINTS
    assert re.search(r"below \$2\^\{-3\d\d\}\$", report.steps[0].evidence.method)
    report = build(one_step(lambda d, n, u, v: (norm(2 * u), 2 * norm(u)))).verify()
    assert report.mark is Mark.NUMERIC


def test_an_opinion_that_contradicts_a_proof_is_a_conflict(monkeypatch):
    monkeypatch.setattr(decide, "opinion", always("differs"))
    report = build(one_step(lambda d, n, u, v: (norm2(2 * u), 4 * norm2(u)))).verify()
    assert report.conflicts == (1,)
    assert "differ at small sizes" in report.problems[0]


def test_a_step_has_at_most_the_mark_of_the_lines_it_uses(monkeypatch):
    """Without the kernels the gap is shown at small sizes only, and so is what follows from it."""

    def script(d):
        n = d.dim("d")
        i, j = d.indices("i j", n)
        u, v = d.vec("u", n), d.vec("v", n)
        gap = Sum((i, j), (u[i] * v[j] - u[j] * v[i]) ** 2)
        with d.chain((u.T @ v) ** 2) as c:
            c.le(norm2(u) * norm2(v), gap=gap, by="Lagrange")
        with d.chain(abs(u.T @ v)) as c:
            c.le(norm(u) * norm(v), by="roots keep the order")
        with d.chain(norm(2 * u)) as c:
            c.eq(2 * norm(u), by="uses no earlier line")

    assert [s.evidence.mark for s in build(script).verify().steps] == [Mark.PROVED] * 3
    healthy = kernels.prove
    monkeypatch.setattr(
        kernels, "prove", lambda a, b, h: None if "sum" in b.latex() else healthy(a, b, h)
    )
    marks = [s.evidence.mark for s in build(script).verify().steps]
    assert marks == [Mark.SIZES, Mark.SIZES, Mark.PROVED]


def test_the_weakest_step_counts(monkeypatch):
    healthy = kernels.prove
    monkeypatch.setattr(
        kernels, "prove", lambda a, b, h: None if "u" in a.latex() else healthy(a, b, h)
    )

    def script(d):
        n = d.dim("d")
        a, u = d.scalar("a"), d.vec("u", n)
        with d.chain((a + 1) ** 2) as c:
            c.eq(a**2 + 2 * a + 1, by="multiply out")
        with d.chain(norm2(2 * u)) as c:
            c.eq(4 * norm2(u), by="take out the factor")

    report = build(script).verify()
    assert [s.evidence.mark for s in report.steps] == [Mark.PROVED, Mark.SIZES]
    assert report.mark is Mark.SIZES


# --- results and display --------------------------------------------------------------------------


def test_check_raises_and_display_refuses():
    wrong = build(one_step(lambda d, n, u, v: (norm(u + v), norm(u) + norm(v))))
    with pytest.raises(DerivationError, match="is not verified"):
        wrong.check()
    with pytest.raises(DerivationError, match="is not verified"):
        wrong.display()


def test_display_is_plain_frozen_data_without_times():
    shown = build(sound).display()
    assert dataclasses.is_dataclass(shown)
    with pytest.raises(dataclasses.FrozenInstanceError):
        shown.title = "other"
    assert shown == build(sound).display()
    assert shown.claim == "The claim."
    assert shown.given == (r"$\vect{u}, \vect{v} \in \R^{d}$",)
    assert shown.steps[0].latex == (
        r"\norm{\vect{u} - \vect{v}}^{2} = "
        r"\norm{\vect{u}}^{2} - 2 \vect{u}^{\T} \vect{v} + \norm{\vect{v}}^{2}"
    )
    assert shown.steps[1].latex.startswith(r"{}\le ")
    assert shown.steps[0].mark == "∀"
    assert "$d = 1, 2, 3$" in shown.steps[0].evidence
    assert "3 of 3 false neighbors refused" in shown.steps[0].evidence


def test_notebook_shows_every_step():
    markdown = build(sound)._repr_markdown_()
    assert markdown.count("$$") == 8
    assert "**A title**" in markdown


def test_report_is_a_table():
    text = str(build(sound).verify())
    assert "decoys 3/3" in text
    assert "∀" in text


def test_verification_is_kept():
    d = build(sound)
    assert d.verify() is d.verify()


def test_same_derivation_same_evidence():
    def marks(report):
        return [dataclasses.replace(s.evidence, seconds=0.0) for s in report.steps]

    assert marks(build(sound).verify()) == marks(build(sound).verify())


def test_types():
    d = build(sound)
    assert isinstance(d, Derivation)
    assert isinstance(d.result.lhs, Term)
    assert str(d) == "sound"
    assert [s.kind for s in d.steps] == ["eq", "le", "le", "gradient"]
    assert d.latex().count(r"\\") == 3
    assert set(WORDS) == {"cos", "abs"}
    with pytest.raises(ShapeError):
        cross(d.symbols[0], d.symbols[1])
    assert arccos(0).latex() == r"\arccos\left(0\right)"
