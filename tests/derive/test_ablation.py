"""Hypothesis ablation: what is needed is found needed, what is not is reported."""

import pytest

from mmlbook.derivations import derivations
from mmlbook.derive import (
    DerivationError,
    check,
    derivation,
    eq,
    exp,
    eye,
    ge,
    inv,
    kernels,
    norm,
    norm2,
    number,
    sqrt,
    tr,
)
from mmlbook.derive.ablation import Finding, _given, _removals, _settled, ablate
from mmlbook.derive.marks import Mark
from mmlbook.derive.names import declared
from mmlbook.derive.signs import Signs

BOOK = list(derivations().values())
write = derivation(chapter="linear_algebra/vectors", title="For a test")


def found(d):
    return {finding.what: finding.step for finding in ablate(d)}


# --- the book -------------------------------------------------------------------------------------

NEEDED = {
    "dot_is_cosine": {r"$\vect{u} \neq \vect{0}$": 3, r"$\vect{v} \neq \vect{0}$": 3},
    "distance_to_hyperplane": {
        r"$\vect{w}^{\T} \vect{z} + b = 0$": 5, r"$\vect{w} \neq \vect{0}$": 1
    },
    "cosine_and_distance": {
        r"$\norm{\vect{u}} = 1$": 2, r"$\norm{\vect{v}} = 1$": 2,
        r"$\vect{u}^{\T} \vect{v} = \cos \varphi$": 3,
    },
    "correlation_is_cosine": {
        r"$\tilde{\vect{x}} \neq \vect{0}$": 3, r"$\tilde{\vect{y}} \neq \vect{0}$": 3,
        r"$n \ge 2$": 1,
    },
    "inverse_2x2": {r"$a d - b c \neq 0$": 4},
    "inverse_of_product": {r"$\mat{A}$: invertible": 1, r"$\mat{B}$: invertible": 1},
    "block_inverse_schur": {r"$\mat{A}$: invertible": 1, r"$\mat{S}$: invertible": 2},
    "sherman_morrison": {r"$1 + \alpha \neq 0$": 1, r"$\mat{A}$: invertible": 1},
    "row_operations_keep_solutions": {
        r"$\mat{E}$: invertible": 2, r"$s \neq 0$": 3, r"$\norm{\vect{e}_{i}}^{2} = 1$": 3,
        r"$\vect{e}_{j}^{\T} \vect{e}_{i} = 0$": 4, r"$\norm{\vect{w}}^{2} = 2$": 5,
    },
    "superposition": {r"$\mat{A} \vect{p} = \vect{b}$": 2},
    "lu_from_elimination": {
        r"$\mat{L} \mat{U} = \mat{B} - \frac{1}{a} \vect{c} \vect{r}^{\T}$": 4,
        r"$a \neq 0$": 1,
    },
    "elimination_cost": {"$d$: natural": 1},
    "interpolation_unique": {r"$\mat{V}$: invertible": 2},
}  # fmt: skip


# Reported as not needed by any step.  A witness divides by it; a square matrix with orthonormal
# columns is invertible anyway; in the first chapter it tells a beginner that a letter counts
# something; a wave has a full period only if its frequency is whole, which the reasons use.
SPARE = {
    "mlp_parameter_count": {"$h$: natural"},
    "orthogonal_maps_keep_geometry": {r"$\mat{S}$: invertible"},
    "householder_reflection": {r"$\vect{x} \neq \vect{0}$", r"$s \neq 0$"},
    "fourier_orthogonality": {"$m$: natural", "$m > 0$", "$n$: natural", "$n > 0$"},
}


@pytest.mark.parametrize("d", BOOK, ids=str)
def test_the_book_assumes_nothing_it_does_not_need(d):
    spare = {finding.what for finding in ablate(d) if not finding.needed}
    assert spare == SPARE.get(d.name, set())


@pytest.mark.parametrize("name", NEEDED)
def test_the_step_is_named_that_needs_it(name):
    """Read off by hand: where each given thing is used first."""
    own = {what: k for what, k in found(derivations()[name]).items() if what.startswith("$")}
    assert own == NEEDED[name]


@pytest.mark.parametrize("d", BOOK, ids=str)
def test_everything_given_is_asked_about(d):
    flags = sum(len(declared(s.data.properties)) for s in d.symbols)
    assumed = sum(h.source == "assumed" for h in d.hypotheses)
    least = len([n for n in {n for s in d.symbols for n in s.shape} if getattr(n, "least", 1) > 1])
    assert len(ablate(d)) == flags + assumed + least + len(d.quotes) + len(d.recalls)


@pytest.mark.parametrize("d", BOOK, ids=str)
def test_the_full_proof_fails_too(d):
    """Without what is found needed, `check.prove` fails as well or proves small sizes only."""
    given = _given(d)
    for finding, (what, rest) in zip(ablate(d), _removals(given), strict=True):
        assert finding.what == what
        rest = _settled(rest)
        for number_, line in enumerate(rest.lines, 1):
            context = check.Context(rest.hypotheses, line.facts)
            proof = check.prove(line.step, context)
            shown = not check._conditions(line.step, context)[1]
            proved = shown and proof is not None and proof.mark is Mark.PROVED
            assert proved is (number_ != finding.step)
            if not proved:
                break


# --- what is not needed is reported ---------------------------------------------------------------


def test_what_nothing_uses_is_not_needed():
    @write
    def d(d):
        "Lengths scale."
        n = d.dim("n", least=3)
        u, w = d.vec("u", n, nonzero=True), d.vec("w", n, nonzero=True)
        a, b = d.scalar("a", positive=True), d.scalar("b")
        d.assume(eq(u.T @ w, b), witness={b: u.T @ w})
        with d.chain(norm(a * u)) as c:
            c.eq(a * norm(u), by="Take the factor out.")

    assert ablate(d) == (
        Finding(r"$\vect{u}^{\T} \vect{w} = b$", needed=False),
        Finding(r"$\vect{u} \neq \vect{0}$", needed=False),
        Finding(r"$\vect{w} \neq \vect{0}$", needed=False),
        Finding(r"$a > 0$", needed=True, step=1),
        Finding(r"$n \ge 3$", needed=False),
    )


def test_of_two_properties_that_each_suffice_none_is_needed():
    @write
    def d(d):
        "A Gram matrix of an invertible matrix can be inverted."
        n = d.dim("n")
        A = d.mat("A", n, n, invertible=True, full_column_rank=True)
        with d.chain(inv(A.T @ A) @ A.T @ A) as c:
            c.eq(eye(n), by="Cancel.")

    assert set(found(d).values()) == {None}


def test_the_first_step_that_fails_is_told():
    @write
    def d(d):
        "Traces, then an inverse, then a root."
        n = d.dim("n")
        A, S = d.mat("A", n, n, invertible=True), d.mat("S", n, n, symmetric=True)
        t = d.scalar("t", nonnegative=True)
        with d.chain(tr(A @ A.T)) as c:
            c.eq(tr(A.T @ A), by="Rotate.")
        with d.chain(sqrt(t) * sqrt(t)) as c:
            c.eq(t, by="A root, squared.")
        with d.chain(A @ inv(A) @ S) as c:
            c.eq(S, by="Cancel.")
            c.eq(S.T, by="Symmetric.")

    assert found(d) == {
        r"$\mat{A}$: invertible": 3,
        r"$\mat{S}$: symmetric": 4,
        r"$t \ge 0$": 2,
    }


def test_inequalities_that_are_assumed():
    @write
    def d(d):
        "The larger of two numbers."
        a, b, c_ = d.scalar("a"), d.scalar("b"), d.scalar("c")
        d.assume(ge(b - a, 0), witness={b: a + b**2})
        d.assume(ge(c_, 0), witness={c_: c_**2})
        with d.chain(exp(a) * (b - a)) as c:
            c.ge(0, by="Both factors are not negative.")

    assert found(d) == {r"$b - a \ge 0$": 1, r"$c \ge 0$": None}


# --- quotes and recalls ---------------------------------------------------------------------------


@write
def product_and_squares(d):
    "For positive numbers; the proof does not need the sign, but the claim is made for those."
    u, v = d.scalar("u", positive=True), d.scalar("v", positive=True)
    with d.chain(u * v) as c:
        c.le(
            u**2 + v**2,
            gap=number(1, 2) * (u - v) ** 2 + number(1, 2) * (u**2 + v**2),
            by="Complete the square.",
        )


def test_what_a_recall_requires_is_needed_with_it():
    """No step uses the properties, but the recalled result is not to be had without them."""

    @write
    def d(d):
        "An inequality that rests on a recalled fact and one that does not."
        n = d.dim("n")
        x, y, z = (d.vec(name, n, nonzero=True) for name in "xyz")
        d.recall(product_and_squares, u=norm(y), v=norm(z))
        with d.chain(norm2(x)) as c:
            c.ge(0, by="A square.")
        with d.chain(norm(y) * norm(z)) as c:
            c.le(norm(y) ** 2 + norm(z) ** 2, by="Recalled.")

    assert found(d) == {
        r"from *For a test*: $\norm{\vect{y}} \norm{\vect{z}} \le "
        r"\norm{\vect{y}}^{2} + \norm{\vect{z}}^{2}$": 2,
        r"$\vect{x} \neq \vect{0}$": None,
        r"$\vect{y} \neq \vect{0}$": 2,
        r"$\vect{z} \neq \vect{0}$": 2,
    }


def test_a_recall_is_understood_when_products_and_sums_have_run_together():
    @write
    def d(d):
        "A product with four factors, of which two were put in for one."
        a, b, c_ = (d.scalar(name, positive=True) for name in "abc")
        d.recall(product_and_squares, u=a * b, v=2 * (b + c_))
        with d.chain(a * b * (2 * (b + c_))) as c:
            c.le((a * b) ** 2 + (2 * (b + c_)) ** 2, by="Recalled.")

    assert set(found(d).values()) == {1}


@write
def below_a_square(d):
    "For numbers that are not negative."
    t = d.scalar("t", nonnegative=True)
    with d.chain(t) as c:
        c.le((1 + t) ** 2, gap=1 + t + t**2, by="Multiply out.")


def test_a_fact_from_an_earlier_line_may_meet_a_requirement():
    @write
    def d(d):
        "The first line shows what the recall requires."
        a, b, c_ = d.scalar("a"), d.scalar("b", nonnegative=True), d.scalar("c")
        d.assume(eq(a - c_**2, b), witness={a: b + c_**2})
        with d.chain(a) as c:
            c.ge(0, gap=c_**2 + b, by="A square and a number that is not negative.")
        d.recall(below_a_square, t=a)
        with d.chain(a) as c:
            c.le((1 + a) ** 2, by="Recalled.")

    assert list(found(d).values()) == [1, 2, 1]
    (_, loan, _) = (rest for _, rest in _removals(_given(d)))
    assert len(_settled(_given(d)).lines[1].facts) == len(loan.lines[1].facts) + 1


# --- the check can fail ---------------------------------------------------------------------------


def test_a_step_that_fails_anyway_is_not_ablated():
    @write
    def d(d):
        "False."
        a = d.scalar("a")
        with d.chain(a) as c:
            c.ge(0, by="Wishful.")

    with pytest.raises(DerivationError, match="fails with everything given"):
        ablate(d)


def test_a_kernel_that_shows_everything_needs_nothing(monkeypatch):
    """What `needed` says comes from the kernels: with a broken one the answer changes."""
    d = derivations()["distance_to_hyperplane"]
    monkeypatch.setattr(Signs, "nonzero", lambda self, t: True)
    assert found(d)[r"$\vect{w} \neq \vect{0}$"] is None
    monkeypatch.setattr(kernels, "prove", lambda *a: kernels.Proof("words"))
    assert set(found(d).values()) == {None}
