"""The sign kernel: false neighbors of every rule, planted errors, and the fuzz against models."""

import os

import pytest
from derive.sign_fuzz import (
    FALSE,
    A,
    B,
    C,
    D,
    I,
    J,
    K,
    M,
    N,
    P,
    R,
    S,
    Y,
    a,
    b,
    c,
    d,
    e,
    fact,
    fuzz,
    l,
    t,
    u,
    v,
    violated,
    w,
)  # fmt: skip

from mmlbook.derive import (
    DerivationError,
    Max,
    ShapeError,
    Sum,
    arccos,
    cos,
    derivation,
    det,
    diag,
    eq,
    exp,
    eye,
    ge,
    had,
    inv,
    le,
    log,
    ne,
    norm,
    norm1,
    norm2,
    norm_inf,
    number,
    sign,
    signs,
    sin,
    sqrt,
)
from mmlbook.derive.conditions import kinks, obligations
from mmlbook.derive.signs import Signs
from mmlbook.derive.terms import symbol

# --- false neighbors of every rule ----------------------------------------------------------------

Z = symbol("Z", N, N, nonzero=True)
i, j = I, J
below, squares = fact(le(a, b), b=a + abs(b)), fact(le(a**2, b**2), b=sign(b) * (abs(a) + abs(b)))
NEAR_MISSES = {
    "numbers": [("nonnegative", number(-1)), ("positive", number(0)), ("nonzero", number(0))],
    "sizes": [("nonnegative", N - 2), ("positive", N - 1), ("positive", K - 2),
              ("nonnegative", -(N + 0)), ("nonnegative", N - M), ("nonnegative", K - 3)],
    "declared signs": [("nonnegative", a), ("nonnegative", e), ("positive", e), ("positive", l),
                       ("nonzero", l), ("nonnegative", -c), ("nonzero", a)],
    "functions with a sign": [("nonnegative", cos(a)), ("nonnegative", sin(c)),
                              ("nonnegative", sign(a)), ("nonnegative", log(c)),
                              ("positive", sqrt(l)), ("positive", arccos(a)),
                              ("nonnegative", exp(a) - 1)],
    "norms": [("positive", norm(u)), ("positive", norm(w - u)), ("positive", norm_inf(v)),
              ("nonnegative", -norm(u)), ("positive", norm1(w - w)), ("positive", abs(a))],
    "powers": [("nonnegative", a**3), ("positive", a**2), ("positive", e**3), ("positive", l**3),
               ("nonnegative", -(a**2)), ("nonzero", Z**2), ("nonzero", a**2)],
    "sums over an index": [("nonnegative", Sum(i, u[i])), ("nonnegative", Max(i, u[i])),
                           ("positive", Sum(i, u[i] ** 2)), ("positive", Sum((i, j), c)),
                           ("nonnegative", Sum(i, u[i] * v[i]))],
    "quotients": [("nonnegative", a / c), ("nonnegative", l / e), ("nonnegative", c / e),
                  ("positive", l / c), ("nonzero", a / c), ("nonzero", u / c)],
    "products": [("nonnegative", a * b), ("nonnegative", a * a * a), ("nonnegative", a * a * b),
                 ("nonnegative", u.T @ v), ("nonnegative", u.T @ D @ u),
                 ("nonnegative", u.T @ S @ u), ("nonnegative", l * e), ("positive", c * l),
                 ("nonnegative", (u.T @ v) * (u.T @ u)), ("nonzero", e * l),
                 ("nonzero", w.T @ A @ w), ("nonzero", w.T @ v), ("nonzero", Z @ w),
                 ("nonzero", a * w)],
    "sums": [("nonnegative", c - d), ("nonnegative", l + a), ("nonnegative", abs(a) + a + a),
             ("nonnegative", abs(a) - a - a), ("nonnegative", abs(a) + b),
             ("nonnegative", l - l - l), ("nonnegative", abs(a) + a + b), ("positive", l + t),
             ("positive", c + a), ("positive", c - c), ("positive", abs(a) + a),
             ("positive", c + l - d), ("nonzero", e + c), ("nonzero", w - u), ("nonzero", c - d)],
    "sums with facts": [("nonnegative", b + c - 2 * a, below), ("nonnegative", b - a - a, below),
                        ("nonnegative", b + a - c, fact(le(a, b + c), a=b + c - a**2)),
                        ("nonnegative", b - a, fact(le(a, b + c), a=b + c - a**2))],
    "facts": [("nonnegative", a - b, below), ("nonnegative", b, below),
              ("nonnegative", b - abs(a), below), ("nonnegative", a, fact(ge(a, -1), a=abs(a) - 1)),
              ("nonnegative", a, fact(le(a, 2), a=2 - abs(a))), ("positive", b - a, below),
              ("nonnegative", e - a, below, fact(le(e, c), c=c + abs(e))),
              ("nonnegative", d - a, below, fact(le(d, b), d=d)),
              ("positive", a, fact(ge(a, 0), a=abs(a))), ("nonzero", b - a, below)],
    "equations": [("nonnegative", a, fact(eq(a, b), a=b)), ("nonzero", a, fact(eq(a, t), a=t)),
                  ("nonnegative", a, fact(eq(a**2, c), a=-sqrt(c))),
                  ("positive", a, fact(eq(abs(a), c), a=sign(e) * c)),
                  ("nonzero", u, fact(eq(norm(u), t), u=t * (w / norm(w)))),
                  ("nonnegative", a - norm(u), fact(eq(norm2(u), a**2), a=-norm(u)))],
    "differences": [("positive", a, fact(ne(a, 0), a=a)), ("nonnegative", a, fact(ne(a, 0), a=a)),
                    ("nonzero", u, fact(ne(u - v, 0), u=u)), ("nonzero", a, fact(ne(a, 1), a=a)),
                    ("nonzero", u, fact(ne(norm2(u + v), 0), u=u)),
                    ("nonzero", b, fact(ne(a, 0), a=a)),
                    ("positive", a - b, fact(ne(a - b, 0), a=a))],
    "absolute values": [("nonnegative", abs(a) - b), ("nonnegative", a - abs(a)),
                        ("nonnegative", abs(a) - 2 * a), ("nonnegative", abs(a) - abs(b))],
    "at most one": [("nonnegative", 1 - 2 * cos(a)), ("nonnegative", number(1, 2) - cos(a)),
                    ("nonnegative", 1 - exp(a)), ("nonnegative", 1 - abs(a)),
                    ("nonnegative", 1 - a**2), ("nonnegative", 1 - arccos(a)),
                    ("nonnegative", 1 - norm_inf(u)), ("nonnegative", cos(a) - 1),
                    ("positive", 1 - sign(a)), ("nonnegative", 1 - sin(a) - sin(b)),
                    ("nonnegative", 1 - norm2(sign(u)))],
    "a largest term and a sum": [("nonnegative", Sum(i, u[i]) - Max(i, u[i])),
                                 ("nonnegative", Sum(i, u[i] ** 2) - Max(i, v[i] ** 2)),
                                 ("nonnegative", Max(i, u[i] ** 2) - Sum(i, u[i] ** 2)),
                                 ("nonnegative", Sum((i, j), u[i] ** 2) - Max(i, u[i] ** 2)),
                                 ("nonnegative", Sum(i, u[i] ** 2) - Max(j, v[j] ** 2))],
    "order inside": [("nonnegative", sqrt(c) - sqrt(c + 1)), ("nonnegative", norm(v) - norm(u)),
                     ("nonnegative", Sum(i, v[i]) - Sum(i, u[i])),
                     ("nonnegative", b**2 - a**2, below),
                     ("nonnegative", b / e - a / e, below), ("nonnegative", b / c - a / d, below),
                     ("nonnegative", c / d - c / (c + d) - 1),
                     ("nonnegative", b**4 - a**4, below), ("nonnegative", cos(b) - cos(a), below),
                     ("nonnegative", abs(b) - abs(a), below),
                     ("nonnegative", Sum(i, b) - Sum((i, j), a), below)],
    "common factors": [("nonnegative", e * b - e * a, below), ("nonnegative", c * b - d * a, below),
                       ("nonnegative", b * b - a * b, below), ("nonnegative", a * b - a * a, below),
                       ("nonnegative", (u.T @ v) * b - (u.T @ v) * a, below),
                       ("nonnegative", 2 * l - 3 * l), ("nonnegative", c * l - c * t)],
    "order of squares": [("nonnegative", b - a, squares), ("nonnegative", b + a, squares),
                         ("nonnegative", abs(a) - b, squares), ("nonnegative", b - abs(a), squares),
                         ("nonnegative", a - norm(u), fact(le(norm2(u), a**2), a=-norm(u))),
                         ("nonnegative", b * c - a * c, squares)],
    "determinants": [("nonzero", det(D)), ("nonzero", det(S)), ("positive", det(A)),
                     ("nonnegative", det(A)), ("nonzero", det(A + P)),
                     ("nonnegative", det(A.T @ P))],
    "invertible": [("invertible", D.T), ("invertible", -S), ("invertible", A @ D),
                   ("invertible", C @ B), ("invertible", B @ C), ("invertible", l * A),
                   ("invertible", A * a), ("invertible", S), ("invertible", A + P),
                   ("invertible", A + eye(N)), ("invertible", A - A), ("invertible", Y.T @ Y),
                   ("invertible", B @ B.T), ("invertible", u @ u.T), ("invertible", diag(w)),
                   ("invertible", had(A, A)), ("invertible", (u.T @ v) * A),
                   ("invertible", S, fact(ne(det(D), 0), D=D)), ("invertible", Z)],
    "definite": [("definite", P), ("definite", A), ("definite", inv(P)), ("definite", -eye(N)),
                 ("definite", Y.T @ Y), ("definite", B @ B.T), ("definite", u @ u.T),
                 ("definite", R.T @ A), ("definite", A.T @ P @ A), ("definite", A.T @ A + S),
                 ("definite", Y.T @ Y + u @ u.T), ("definite", A.T @ A - eye(N)),
                 ("definite", a * (A.T @ A)), ("definite", (A.T @ A) / e), ("definite", l * eye(N)),
                 ("definite", A.T @ A @ P.T @ P),
                 ("definite", inv(A.T @ A) @ (P.T @ P + eye(N))), ("definite", A @ A),
                 ("definite", -1 * (A.T @ A)),
                 ("definite", A.T @ D.T @ D @ A), ("definite", eye(N) + S),
                 ("definite", (A.T @ A).T - inv(A.T @ A))],
    "semidefinite": [("semidefinite", S), ("semidefinite", A.T @ S @ A), ("semidefinite", u @ v.T),
                     ("semidefinite", B.T @ Y), ("semidefinite", -(Y.T @ Y)),
                     ("semidefinite", A.T @ A + S), ("semidefinite", a * (Y.T @ Y)),
                     ("semidefinite", (Y.T @ Y) / e), ("semidefinite", D @ D),
                     ("semidefinite", Y.T @ Y @ A.T @ A), ("semidefinite", B.T @ B - Y.T @ Y),
                     ("semidefinite", (u.T @ v) * eye(N)), ("semidefinite", (A.T @ A) * (u.T @ v)),
                     ("semidefinite", A.T @ D @ A), ("semidefinite", inv(S))],
}  # fmt: skip

# Where each of these is defined or differentiable depends on the values, so nothing may show it.
NOT_ALWAYS_DEFINED = [
    a / b, a / l, u / a, 1 / norm(u), 1 / (c - d), 1 / Sum(i, u[i]), inv(D), inv(A + P), inv(C @ B),
    inv(Y.T @ Y), sqrt(a), sqrt(c - d), sqrt(-c), log(l), log(a), log(a**2), log(norm(u)),
    arccos(a), arccos(2 * cos(a)), log(det(A)), sqrt(u), log(u), 1 / det(D), 1 / (N - 1),
    Sum(i, 1 / u[i]), Max(i, log(u[i])), exp(1 / a), det(inv(S)), sqrt(log(c)),
]  # fmt: skip
NOT_SMOOTH = [
    abs(a), norm(u), norm(u - v), norm(A @ u), sign(a), norm1(u), norm_inf(u), sqrt(l),
    sqrt(norm2(u)), abs(u).T @ v, a * abs(b), Sum(i, abs(u[i])), exp(norm(u)), abs(a - b), det(D),
]  # fmt: skip


# --- errors planted in the kernel -----------------------------------------------------------------


def method(name, make):
    """Return a patch that replaces a method of `Signs` by one made from the healthy one."""
    return lambda patch: patch.setattr(Signs, name, make(getattr(Signs, name)))


def helper(name, make):
    """Return a patch that replaces a function of the module by one made from the healthy one."""
    return lambda patch: patch.setattr(signs, name, make(getattr(signs, name)))


def careless(condition):
    """Return a maker: whenever the condition holds, the answer is yes."""
    return lambda healthy: lambda self, t, *depth: condition(self, t) or healthy(self, t, *depth)


def _any_sum(self, t, depth):
    return any(self._nonnegative(x, depth - 1) for x in t.args)


def _without_looking(self, low, high, depth):
    (left, right), common = (list(map(signs.segments, (low, high)))), False
    for s in list(left):
        if s in right:
            left.remove(s)
            right.remove(s)
            common = True
    return common and self._below(signs.product(left), signs.product(right), depth - 1)


def _squares_only(self, low, high, depth):
    known = [*self.below, *self.equal]
    return any(x in set(signs.squares(low)) and y in set(signs.squares(high)) for x, y in known)


def _monotone(healthy):
    def patched(self, low, high, depth):
        alike = low.op == high.op in ("pow", "div") and low.data == high.data
        return (alike and low.args[1:] == high.args[1:]
                and self._below(low.args[0], high.args[0], depth - 1)) or healthy(
                    self, low, high, depth)  # fmt: skip

    return patched


def _both_ways(healthy):
    def patched(self, facts=()):
        healthy(self, facts)
        self.below += [(high, low) for low, high in self.below]

    return patched


def _different_is_larger(healthy):
    def patched(self, facts=()):
        healthy(self, facts)
        self.below += [(number(0), x) for x in self.different]

    return patched


SABOTAGES = {
    "inverses and transposes are invertible without asking": method(
        "invertible", careless(lambda self, t: t.op in ("inv", "T"))),
    "square factors are not asked for": method("invertible", careless(
        lambda self, t: t.op == "mul" and all(
            self.definite(x.T @ x) for x in t.args if not x.scalar))),
    "a sum of invertible matrices is invertible": method("invertible", careless(
        lambda self, t: t.op == "add" and all(map(self.invertible, t.args)))),
    "a multiple of an invertible matrix is invertible": method("invertible", careless(
        lambda self, t: t.op == "mul" and t.args[0].scalar and len(t.args) == 2
        and self.invertible(t.args[1]))),
    "definite without full rank": helper("full_rank", lambda f: lambda t: t.op == "sym"),
    "a sum with one definite matrix is definite": method("definite", careless(
        lambda self, t: t.op == "add" and any(map(self.definite, t.args)))),
    "the middle of a form is not looked at": method("semidefinite", careless(
        lambda self, t: signs.gram(t) is not None)),
    "any two factors make a Gram matrix": helper("gram", lambda f: lambda t: (
        (t.args[1], None) if t.op == "mul" and len(t.args) == 2 and t.args[0].op == "T" else f(t))),
    "multiples keep definiteness": helper("scaled", lambda f: lambda t: (
        (number(1), f(t)[1]) if f(t)[0] is not None else f(t))),
    "a product of definite matrices is definite": method("definite", careless(
        lambda self, t: t.op == "mul" and all(not x.scalar and self.definite(x) for x in t.args))),
    "a sum and anything": method("_nonnegative_sum", lambda f: _any_sum),
    "a product of two unknown numbers": method("_nonnegative_product", careless(
        lambda self, segments: len(segments) % 2 == 0)),
    "a form is a square": method("_is_square", lambda f: lambda self, s: s[0].op == "T"),
    "odd powers": method("_plainly_nonnegative", careless(lambda self, t: t.op == "pow")),
    "every function is nonnegative": method(
        "_plainly_nonnegative", careless(lambda self, t: t.op == "fn")),
    "sums are nonnegative": method("_plainly_nonnegative", careless(lambda self, t: t.op == "sum")),
    "quotients ask the numerator only": method("_plainly_nonnegative", careless(
        lambda self, t: t.op == "div" and self.nonnegative(t.args[0]))),
    "sizes are larger than their least value": method("_positive_sum", careless(
        lambda self, t: t.args[0].op == "size" and t.args[1].op == "num"
        and t.args[0].data.least + t.args[1].data >= 0)),
    "a sum of nonnegative numbers is positive": method(
        "_positive_sum", careless(lambda self, t: all(map(self.nonnegative, t.args)))),
    "roots are positive": method(
        "_positive", careless(lambda self, t: t.op == "fn" and t.data == "sqrt")),
    "norms are positive": method("_positive", careless(lambda self, t: t.op == "norm")),
    "even powers are positive": method(
        "_positive", careless(lambda self, t: t.op == "pow" and t.scalar and t.data % 2 == 0)),
    "a positive factor is enough": method("_positive", careless(
        lambda self, t: t.op == "mul" and any(self.positive(x) for x in t.args))),
    "a sum of what is not zero is not zero": method("_nonzero", careless(
        lambda self, t: t.op == "add" and all(self.nonzero(x) for x in t.args))),
    "products of vectors that are not zero": method("_nonzero", careless(
        lambda self, t: t.op == "mul" and all(self.nonzero(x) for x in t.args))),
    "every determinant": method("_nonzero", careless(lambda self, t: t.op == "det")),
    "everything below an absolute value": method("_below_by_form", lambda f: (
        lambda self, low, high, depth: (high.op == "fn" and high.data == "abs")
        or f(self, low, high, depth))),
    "powers are at most one": helper(
        "at_most_one", lambda f: lambda t: f(t.args[0] if t.op == "mul" else t) or t.op == "pow"),
    "a largest term of any sign": method("_below_by_form", lambda f: (
        lambda self, low, high, depth: ((low.op, high.op) == ("max", "sum")
        and low.args == high.args) or f(self, low, high, depth))),
    "factors of any sign are canceled": method(
        "_below_by_factors", lambda f: _without_looking),
    "squares keep the order": method("_below_by_squares", lambda f: _squares_only),
    "powers and quotients keep the order": method("_below_inside", _monotone),
    "facts are read in both directions": method("__init__", _both_ways),
    "different is larger": method("__init__", _different_is_larger),
}  # fmt: skip


# --- tests ----------------------------------------------------------------------------------------

MISSES = [(rule, *miss) for rule, misses in NEAR_MISSES.items() for miss in misses]
NEAR = [miss for misses in NEAR_MISSES.values() for miss in misses]


def shown(question, term, *hypotheses):
    return getattr(Signs([h.relation for h in hypotheses]), question)(term)


@pytest.mark.parametrize("miss", MISSES, ids=lambda m: f"{m[0]}: {m[1]} {m[2].latex()}")
def test_near_misses_are_false_and_not_shown(miss):
    _, question, term, *hypotheses = miss
    assert not shown(question, term, *hypotheses)
    assert violated(question, term, hypotheses, points=70)[0]


@pytest.mark.parametrize("term", NOT_ALWAYS_DEFINED, ids=lambda t: t.latex())
def test_what_may_be_undefined_has_a_side_condition(term):
    assert not all(map(Signs().discharges, obligations(term)))


@pytest.mark.parametrize("term", NOT_SMOOTH, ids=lambda t: t.latex())
def test_what_may_have_a_kink_has_a_side_condition(term):
    assert not all(map(Signs().discharges, [*obligations(term), *kinks(term)]))


def test_fuzz():
    count = fuzz(3000, seed=2026)
    assert not count.violations, count.violations[:3]
    assert count.untested < 0.05 * sum(count.positive.values())
    assert all(count.positive[question] >= 50 for question in FALSE), count.positive
    assert count.points > 8000


@pytest.mark.nightly
@pytest.mark.skipif("MMLBOOK_NIGHTLY" not in os.environ, reason="takes minutes")
def test_long_fuzz():
    count = fuzz(60_000, seed=4052)
    assert not count.violations, count.violations[:3]
    assert sum(count.positive.values()) > 30_000


def test_the_healthy_kernel_accepts_no_near_miss():
    assert not any(shown(*miss) for miss in NEAR)


@pytest.mark.parametrize("name", SABOTAGES)
def test_near_misses_catch_sabotage(monkeypatch, name):
    SABOTAGES[name](monkeypatch)
    assert any(shown(*miss) for miss in NEAR)


@pytest.mark.parametrize(
    "name",
    [
        "inverses and transposes are invertible without asking",
        "definite without full rank",
        "a sum with one definite matrix is definite",
        "a product of two unknown numbers",
        "quotients ask the numerator only",
        "sizes are larger than their least value",
        "roots are positive",
        "squares keep the order",
    ],
)
def test_the_fuzz_alone_catches_sabotage(monkeypatch, name):
    SABOTAGES[name](monkeypatch)
    assert fuzz(1500, seed=5, stop_at=1).violations


@pytest.mark.nightly
@pytest.mark.skipif("MMLBOOK_NIGHTLY" not in os.environ, reason="takes minutes")
def test_the_long_fuzz_alone_catches_nearly_all():
    caught = 0
    for sabotage in SABOTAGES.values():
        with pytest.MonkeyPatch.context() as patch:
            sabotage(patch)
            caught += bool(fuzz(6000, seed=6, stop_at=1).violations)
    assert caught >= 0.9 * len(SABOTAGES)


# --- false steps that were accepted once ----------------------------------------------------------


def no_size_is_zero(d):
    "False for n = 0, which `least` allows."
    n = d.dim("n", least=0)
    with d.chain(n * (1 / n)) as chain:
        chain.eq(1, by="Cancel.")


def arccos_is_smooth(d):
    "Where the cosine is zero there is a kink."
    x = d.scalar("x")
    with d.chain(sin(x) ** 2) as chain:
        chain.le(number(1) ** 2, gap=cos(x) ** 2, by="Pythagoras.")
    d.gradient(arccos(sin(x)), x, -sign(cos(x)), by="Chain rule.")


def nonnegative_means_positive(d):
    "False for t = 0, which no model draws."
    x = d.scalar("t", nonnegative=True)
    with d.chain(sign(x)) as chain:
        chain.eq(1, by="The sign of a number that is not negative.")


def sizes_begin_at_two(d):
    "False for n = 1, which no model draws."
    n, x = d.dim("n"), d.scalar("x")
    with d.chain(sign((n - 1) * x**2 + (n - 1))) as chain:
        chain.eq(1, by="Both summands are positive.")


def roots_of_a_vector_by_entries(d):
    "The side condition of an arccosine by entries cannot be written down."
    x = d.vec("x", d.dim("n"))
    with d.chain(arccos(x) + x) as chain:
        chain.eq(x + arccos(x), by="Exchange.")


def a_hypothesis_for_every_entry(d):
    "A running index in a hypothesis that no sum binds."
    n = d.dim("n")
    k, x = d.index("k", n), d.vec("x", n)
    d.assume(ge(x[k], 0), witness={x: abs(x)})
    with d.chain(x[k] + 1) as chain:
        chain.ge(1, gap=x[k], by="Assumed.")


FALSE_STEPS = [
    no_size_is_zero, arccos_is_smooth, nonnegative_means_positive, sizes_begin_at_two,
    a_hypothesis_for_every_entry,
]  # fmt: skip


def verified(script):
    """Return whether a derivation can be written down and is verified."""
    try:
        return derivation(chapter="linear_algebra/vectors", title="Test")(script).verify().ok
    except (DerivationError, ShapeError, ValueError):
        return False


@pytest.mark.parametrize("script", FALSE_STEPS, ids=lambda script: script.__name__)
def test_false_steps_are_not_accepted(script):
    assert not verified(script)


def test_nothing_that_can_be_written_raises():
    verified(roots_of_a_vector_by_entries)
