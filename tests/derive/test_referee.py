"""What a hostile referee found: claims that are false, empty or undefined somewhere.

Each was once accepted.  The truth is said beside it.
"""

import sys
from types import ModuleType

import pytest

from mmlbook.derive import (
    DerivationError,
    Dim,
    E,
    Mark,
    ShapeError,
    derivation,
    eq,
    exp,
    eye,
    integral,
    log,
    ne,
    norm2,
    number,
    ones,
    oo,
    pi,
    sign,
    tr,
)
from mmlbook.derive.analysis import series
from mmlbook.derive.author import Author
from mmlbook.derive.vocabulary import cos, sqrt

FALSE = []


def write(steps):
    return derivation(chapter="a/b", title="Found by a referee")(steps)


def false(steps):
    """Put a derivation on the list of those that must not be accepted."""
    FALSE.append(steps)
    return steps


@false
def an_empty_sum(d):
    "The sum is 0, not -2, at m = 8."
    m, k = d.scalar("m", natural=True), d.scalar("k", natural=True)
    d.series(series(k, number(1), m, 5), 6 - m, telescoping=k, by="Add up.")


@false
def a_leading_coefficient_that_vanishes(d):
    "At a = 1 the limit is 1."
    a, t = d.scalar("a"), d.scalar("t", positive=True)
    d.limit(1 / (1 + abs(a - 1) * t), t, oo, 0, by="It grows.")


@false
def an_integral_that_vanishes(d):
    "At a = 1 the integral is 0, not 1."
    a, x = d.scalar("a"), d.scalar("x", nonnegative=True)
    q = (a - 1) ** 2
    d.antiderivative(
        integral(x, q * exp(q) / (1 + q * x) ** 2, 0, oo), -exp(q) / (1 + q * x), exp(q), by="F."
    )


@false
def a_limit_of_what_has_no_value(d):
    "At a = 0 there is no function."
    a, x = d.scalar("a"), d.scalar("x")
    d.limit(1 / (a * x), x, oo, 0, by="It decays.")


@false
def a_limit_with_a_logarithm(d):
    "For a < 0 there is no function."
    a, x = d.scalar("a"), d.scalar("x")
    d.limit(log(a) / x, x, oo, 0, by="It decays.")


@false
def a_sum_that_jumps(d):
    "The sum is a for 0 < x < 1, so its limit is a."
    x, a = d.scalar("x", nonnegative=True), d.scalar("a")
    k = d.scalar("k", natural=True)
    d.limit(series(k, a * x * (1 - x) ** k, 0, oo), x, 0, 0, by="Put in.")


@false
def an_integral_that_jumps(d):
    "The integral is a for x > 0, so its limit is a."
    x, a = d.scalar("x", nonnegative=True), d.scalar("a")
    t = d.scalar("t", positive=True)
    d.limit(integral(t, a * x * t ** (x - 1), 0, 1), x, 0, 0, by="Put in.")


@false
def an_expectation_that_jumps(d):
    "With the density 2 / y^3 for y > 1 the expectation is exp(-x), so its limit is 1."
    x, Y = d.scalar("x", nonnegative=True), d.random("Y")
    d.limit(E(x * Y**4 * exp(-x * Y**2)), x, 0, 0, by="Put in.")


@false
def an_antiderivative_that_jumps(d):
    "With that density the integral is exp(-1) - 1."
    x, Y = d.scalar("x", nonnegative=True), d.random("Y")
    d.antiderivative(
        integral(x, E(Y**4 * exp(-x * Y**2) * (1 - x * Y**2)), 0, 1),
        E(x * Y**4 * exp(-x * Y**2)), E(Y**4 * exp(-(Y**2))), by="F.",
    )  # fmt: skip


@false
def a_difference_of_infinite_integrals(d):
    "At a = 1/2 the left side is a number, the right side infinity less infinity."
    a, x = d.scalar("a", positive=True), d.scalar("x", positive=True)
    with d.chain(integral(x, x ** (-a) - (x + 1) ** (-a), 1, oo)) as c:
        c.eq(integral(x, x ** (-a), 1, oo) - integral(x, (x + 1) ** (-a), 1, oo), by="Linear.")


@false
def a_difference_of_infinite_sums(d):
    "At q = 1 the left side is 0, the right side infinity less infinity."
    q, k = d.scalar("q"), d.scalar("k", natural=True)
    with d.chain(series(k, q ** (k + 1) - q**k, 0, oo)) as c:
        c.eq(series(k, q ** (k + 1), 0, oo) - series(k, q**k, 0, oo), by="Linear.")


@false
def a_recursion_that_stops(d):
    "After u_1 = 0 comes 0 / 0."
    n, u = d.scalar("n", natural=True), d.scalar("u", nonzero=True)
    d.induction(u, n, 1 - n, first=0, start=1, recursion=u * u / u - 1, by="Step.")


@false
def a_recursion_outside_its_domain(d):
    "It begins with log 0."
    n, u = d.scalar("n", natural=True), d.scalar("u", positive=True)
    d.induction(u, n, -n, first=0, start=0, recursion=u - 1 + log(u) - log(u), by="Step.")


@false
def a_minimum_that_is_not_admitted(d):
    "No positive x makes it 0."
    x = d.scalar("x", positive=True)
    d.minimum((x + 1) ** 2, x, number(-1), gap=(x + 1) ** 2, by="A square.")


@false
def a_matrix_that_is_not_admitted(d):
    "-I is not semidefinite."
    n = d.dim("n")
    A = d.mat("A", n, n, positive_semidefinite=True)
    T = tr((A + eye(n)) @ (A + eye(n)).T)
    d.minimum(T, A, -eye(n), gap=T, by="A square.")


@false
def a_solution_that_is_not_admitted(d):
    "There is no solution that is not zero."
    x = d.scalar("x", nonzero=True)
    d.solve(x * x, x, number(0), coefficient=x, by="Factor.")


@false
def half_a_natural_number(d):
    "No natural number is one half."
    n = d.scalar("n", natural=True)
    d.assume(eq(n, number(1, 2)), witness={n: number(1, 2)})
    with d.chain(2 * n) as c:
        c.eq(number(1), by="Put in.")


@false
def columns_that_are_not_orthonormal(d):
    "The columns of 2 I have length 2."
    n = d.dim("n")
    Q = d.mat("Q", n, n, orthonormal=True)
    d.assume(eq(Q, 2 * eye(n)), witness={Q: 2 * eye(n)})
    with d.chain(Q @ Q) as c:
        c.eq(4 * eye(n), by="Put in.")


@false
def zero_that_is_not_zero(d):
    "A contradiction."
    a, b = d.scalar("a", nonzero=True), d.scalar("b")
    d.assume(eq(a, 0), witness={a: number(0)})
    with d.chain(a * b) as c:
        c.eq(number(0), by="Put in.")


@false
def an_angle_that_is_natural(d):
    "Angles are not whole."
    n = d.dim("n")
    u, v = d.vec("u", n, nonzero=True), d.vec("v", n, nonzero=True)
    phi = d.scalar("phi", natural=True)
    d.quote("law of cosines", u=u, v=v, phi=phi)
    with d.chain(norm2(u - v)) as c:
        c.eq(norm2(u) - 2 * (u.T @ v) + norm2(v), by="Multiply out.")


@false
def a_limit_at_a_fraction(d):
    "Natural numbers do not come close to one half."
    n = d.scalar("n", natural=True)
    d.limit(n**2, n, number(1, 2), number(1, 4), by="Put in.")


@false
def a_slope_in_a_natural_number(d):
    "There is none."
    n = d.scalar("n", natural=True)
    d.gradient(n**2, n, 2 * n, by="The rule.")


@false
def a_size_from_nowhere(d):
    "The size n of x may be less than 5."
    n = d.dim("n")
    x, m = d.vec("x", n), Dim("n", 5)
    with d.chain(norm2(x) * m) as c:
        c.ge(5 * norm2(x), gap=(m - 5) * norm2(x), by="Large.")


@false
def a_multiple_of_the_prime(d):
    "It is zero modulo the prime alone."
    n = d.dim("n")
    x = d.vec("x", n)
    with d.chain((2**61 - 1) * norm2(x)) as c:
        c.eq(number(0), by="Reduce.")


@false
def a_solution_modulo_the_prime(d):
    "The coefficient is 2^61."
    x, a = d.scalar("x"), d.scalar("a")
    d.solve((2**61) * x - a, x, a, coefficient=1, by="Reduce.")


@false
def a_wave_at_whole_numbers(d):
    "It is 1 and -1 in turn."
    n = d.scalar("n", natural=True)
    d.limit(cos(pi * n), n, oo, 1, by="At even numbers.")


@false
def a_negative_number_that_is_positive(d):
    "A contradiction."
    a = d.scalar("a", positive=True)
    d.assume(eq(a, -1), witness={a: number(-1)})
    with d.chain(2 * a) as c:
        c.eq(number(-2), by="Put in.")


@false
def a_negative_matrix_that_is_semidefinite(d):
    "A contradiction."
    n = d.dim("n")
    S = d.mat("S", n, n, positive_semidefinite=True)
    d.assume(eq(S, -eye(n)), witness={S: -eye(n)})
    with d.chain(S @ S) as c:
        c.eq(eye(n), by="Put in.")


@false
def a_diagonal_matrix_that_is_full(d):
    "Ones beside the diagonal."
    n = d.dim("n", least=2)
    D = d.mat("D", n, n, diagonal=True)
    d.assume(eq(D, ones(n) @ ones(n).T), witness={D: ones(n) @ ones(n).T})
    with d.chain(D @ ones(n)) as c:
        c.eq(n * ones(n), by="Put in.")


@false
def a_logarithm_of_what_is_random(d):
    "However far out x is, Y may be larger."
    x, Y = d.scalar("x", positive=True), d.random("Y")
    d.limit((1 / x) * (1 + 0 * E(log(1 - Y / x))), x, oo, 0, by="It decays.")


@false
def a_quotient_inside_a_sum(d):
    "At x = k there is no summand."
    x, k = d.scalar("x", natural=True, positive=True), d.scalar("k", natural=True)
    d.limit(series(k, 1 / ((1 - k / x) * x**2), 0, 3), x, oo, 0, by="It decays.")


@write
def sign_of_a_difference(d):
    "It holds for numbers that differ."
    a, b = d.scalar("a"), d.scalar("b")
    d.assume(ne(a, b), witness={a: b + 1 + b**2})
    with d.chain(sign(a - b) ** 2) as c:
        c.eq(number(1), by="A sign.")


@false
def a_recall_with_equal_numbers(d):
    "They do not differ."
    q = d.scalar("c", nonzero=True)
    d.recall(sign_of_a_difference, a=q, b=q)
    with d.chain(q + q) as c:
        c.eq(2 * q, by="Twice.")


# No kernel proves these, and no model refutes them: numbers drawn at random do not meet the one at
# which they fail.  They are marked as what was seen at points, or computed by the algebra system;
# a chapter may not use the first mark, and must pin the second.
UNSEEN = {
    an_integral_that_vanishes, a_sum_that_jumps, an_integral_that_jumps,
    an_expectation_that_jumps, an_antiderivative_that_jumps,
    a_difference_of_infinite_integrals, a_difference_of_infinite_sums,
}  # fmt: skip


@pytest.mark.parametrize("steps", FALSE, ids=lambda f: f.__name__)
def test_no_longer_accepted(steps):
    try:
        report = write(steps).verify()
    except (DerivationError, ShapeError):
        return
    if steps in UNSEEN:
        assert report.mark in (Mark.NUMERIC, Mark.COMPUTED)
    else:
        assert not report.ok
        assert report.mark is Mark.FAILED


def test_not_a_number_is_no_agreement(monkeypatch):
    module = ModuleType("nobody")
    module.nan = lambda **inputs: float("nan")
    module.crash = lambda **inputs: {}["nothing"]
    module.right = lambda x: float(x @ x)
    monkeypatch.setitem(sys.modules, "nobody", module)

    def code(name):
        @write
        def d(d):
            "A squared length."
            x = d.vec("x", d.dim("n"))
            with d.chain(norm2(x)) as c:
                c.eq(x.T @ x, by="Definition.")
            d.implements(f"nobody.{name}", x=x, returns=norm2(x))

        return d.verify().ok

    assert code("right")
    assert not code("nan")
    assert not code("crash")


# --- what is true stays true ----------------------------------------------------------------------


def positive_entries(d):
    "Every entry of a positive vector may be divided by."
    n = d.dim("n")
    x, i = d.vec("x", n, positive=True), d.index("i", n)
    with d.chain(x[i] / x[i]) as c:
        c.eq(number(1), by="Cancel.")


def a_telescoping_series(d):
    "Its value is one, whatever the derivation is called."
    k = d.scalar("k", natural=True)
    d.series(series(k, 1 / ((k + 1) * (k + 2)), 0, oo), 1, telescoping=-1 / (k + 1), by="Sum.")


def a_limit_that_exists_far_out(d):
    "The logarithm has a value for M > 1."
    M = d.scalar("M", natural=True, positive=True)
    d.limit(1 / (1 - 1 / (2 * M)), M, oo, 1, by="It decays.")


@pytest.mark.parametrize(
    "steps", [positive_entries, a_telescoping_series, a_limit_that_exists_far_out]
)
@pytest.mark.parametrize("name", ["first", "crash_series"])
def test_true_statements_are_accepted(steps, name):
    renamed = type(steps)(steps.__code__, steps.__globals__, name)
    renamed.__doc__ = steps.__doc__
    report = write(renamed).verify()
    assert report.ok, report.problems


SLOW = {
    "a slow power": lambda x: (x ** number(-1, 1000), 0),
    "a slow logarithm": lambda x: (log(x) / x ** number(1, 500), 0),
}


@pytest.mark.parametrize("claim", SLOW.values(), ids=SLOW)
def test_a_slow_limit_is_not_called_false(claim):
    @write
    def slow(d):
        "It takes its time."
        x = d.scalar("x", positive=True)
        f, value = claim(x)
        d.limit(f, x, oo, value, by="A negative power.")

    report = slow.verify()
    assert not report.ok
    assert all("could not be decided" in p for p in report.problems)


def test_a_proof_does_alone_where_numbers_do_not_see():
    @write
    def late(d):
        "It vanishes, but only beyond 10^30."
        x = d.scalar("x", positive=True)
        d.limit(10**30 / (x + 10**30), x, oo, 0, by="The degree below is larger.")

    (step,) = late.verify().steps
    assert step.evidence.mark is Mark.PROVED
    assert "too slow to be seen" in step.evidence.method


def test_a_difference_of_large_numbers_is_not_taken_for_slow():
    @write
    def cancels(d):
        "The limit is 1/2; with a fixed number of digits it becomes 0 far out."
        x = d.scalar("x", positive=True)
        d.limit(sqrt(x**2 + x) - x, x, oo, 0, by="Both grow alike.")

    assert cancels.verify().mark is Mark.FAILED


@pytest.mark.parametrize("first", [6, 12, 30])
def test_a_sum_may_begin_with_zeros(first):
    from fractions import Fraction
    from math import factorial, prod

    from mmlbook.derive.models import compare
    from mmlbook.derive.terms import symbol

    k = symbol("k", natural=True)
    late = series(k, prod((k - j for j in range(first)), start=number(1, 3) ** k), 0, oo)
    true = factorial(first) * Fraction(1, 3) ** first / (1 - Fraction(1, 3)) ** (first + 1)
    value = number(true.numerator, true.denominator)
    assert compare([eq(late, value)]).status == "agree"
    assert compare([eq(late + value, value)]).status == "refuted"


BIG = number(10) ** 60


def rate_of_what_cancels(d, f):
    x = d.scalar("x", positive=True)
    d.gradient(exp(x) + BIG * log(x) - BIG * log(x), x, f(exp(x)), by="Differentiate.")


def second_rate_of_what_cancels(d, f):
    x = d.scalar("x", positive=True)
    d.hessian(exp(x) + BIG * log(x) - BIG * log(x), x, f(exp(x)), by="Differentiate.")


def value_of_what_cancels(d, f):
    x = d.scalar("x", positive=True)
    with d.chain(exp(x) + BIG - BIG) as c:
        c.eq(f(exp(x)), by="It comes and goes.")


def small_difference_of_roots(d, f):
    x = d.scalar("x", positive=True)
    with d.chain(10**30 * (sqrt(x**2 + BIG) - sqrt(BIG))) as c:
        c.eq(f(10**30 * x**2 / (sqrt(x**2 + BIG) + sqrt(BIG))), by="Multiply by the sum.")


@pytest.mark.parametrize(
    "claim",
    [
        value_of_what_cancels,
        small_difference_of_roots,
        rate_of_what_cancels,
        second_rate_of_what_cancels,
    ],
)
def test_digits_that_cancel_are_not_taken_for_a_counterexample(claim):
    def report(factor):
        @write
        def d(d):
            "Forty digits are not enough here."
            claim(d, lambda t: factor * t)

        return d.verify()

    assert report(1).mark is Mark.PROVED
    assert report(number(1001, 1000)).mark is Mark.FAILED


def test_what_has_no_value_with_more_digits_says_nothing():
    from mmlbook.derive.models import compare, compare_derivative
    from mmlbook.derive.terms import symbol

    x = symbol("x", positive=True)
    root = sqrt(BIG - (BIG + x))  # of -x, and with forty digits of 0
    assert compare([eq(root + x, 2 * x)]).status == "none"
    assert compare_derivative(root + x**2, x, x).status == "none"


@pytest.mark.parametrize("width", [10, 100, 1000, 10**6])
@pytest.mark.parametrize("center", [number(1, 3), number(-40)])
def test_a_narrow_integrand_is_not_overlooked(width, center):
    from mmlbook.derive.models import compare
    from mmlbook.derive.terms import symbol

    x = symbol("x")
    bell = exp(-((width * (x - center)) ** 2))
    for value, status in ((sqrt(pi), "agree"), (sqrt(pi) * number(1001, 1000), "refuted")):
        assert compare([eq(integral(x, bell, -oo, oo), value / width)]).status == status
        wide = eq(integral(x, bell, center - 7, center + 2000), value / width)
        assert compare([wide]).status == status


LOOKS = {
    "a size": lambda d: (d.dim("n"), d.scalar("k", latex="n")),
    "an index": lambda d: (d.index("i", d.dim("n")), d.scalar("k", latex="i")),
    "an index before": lambda d: (d.scalar("k", latex="i"), d.index("i", d.dim("n"))),
    "two words": lambda d: d.dim("m n"),
    "a number": lambda d: d.scalar("x", latex="2"),
    "a negative number": lambda d: d.scalar("x", latex="-2"),
    "a known function": lambda d: d.function("g", latex=r"\exp"),
    "infinity": lambda d: d.scalar("x", latex=r"\infty"),
    "spaces": lambda d: (d.scalar("x", latex="x_{ij}"), d.scalar("y", latex="x_{i j}")),
    "two functions": lambda d: (d.function("f"), d.function("g", latex="f")),
}


@pytest.mark.parametrize("declare", LOOKS.values(), ids=LOOKS)
def test_names_that_print_alike_are_refused(declare):
    with pytest.raises(DerivationError):
        declare(Author("looks"))


def test_names_that_print_apart_are_accepted():
    d = Author("looks")
    n = d.dim("n")
    d.indices("i j", n)
    d.scalar("x_1"), d.scalar("E"), d.scalar("x_bar", latex=r"\bar x"), d.function("f")


def _shape(d):
    n = d.dim("n")
    A, x, b = d.mat("A", n, n, invertible=True), d.vec("x", n), d.vec("b", n)
    return A, x, b


SHAPES = {
    "solution": lambda d, A, x, b: d.solve(A @ x - b, x, A, coefficient=A, by="r"),
    "coefficient": lambda d, A, x, b: d.solve(A @ x - b, x, b, coefficient=b.T, by="r"),
    "minimizer": lambda d, A, x, b: d.minimum(norm2(x), x, norm2(b), gap=norm2(x), by="r"),
    "gap": lambda d, A, x, b: d.minimum(norm2(x), x, 0 * x, gap=x, by="r"),
    "vector": lambda d, A, x, b: d.minimum(x, x, b, gap=norm2(x), by="r"),
    "name of a function": lambda d, A, x, b: d.implements("fit", returns=b, b=b),
}


@pytest.mark.parametrize("say", SHAPES.values(), ids=SHAPES)
def test_what_cannot_be_meant_is_refused_at_once(say):
    d = Author("shapes")
    with pytest.raises(DerivationError):
        say(d, *_shape(d))


def test_a_minimum_where_there_is_no_value_is_refused_at_once():
    d = Author("shapes")
    x = d.scalar("x")
    with pytest.raises(DerivationError, match="divides by zero"):
        d.minimum(1 / x, x, number(0), gap=x**2, by="r")


def test_large_powers_are_not_written_out():
    @write
    def powers(d):
        "Powers of one matrix, or number, add up."
        n = d.dim("n")
        A, B, x = d.mat("A", n, n), d.mat("B", n, n), d.scalar("x")
        with d.chain(A**40 @ A) as c:
            c.eq(A @ A**40, by="Associative.")
        with d.chain(x**1_000_000 * x) as c:
            c.eq(x * x**1_000_000, by="Associative.")
        with d.chain((A + B) ** 8 @ A) as c:
            c.eq((A + B) ** 7 @ (A @ A + B @ A), by="Multiply out.")

    assert powers.verify().mark is Mark.PROVED


def test_a_term_that_is_nested_too_deeply_is_refused():
    def deep(d):
        "It is its own cosine, nearly."
        x = d.scalar("x")
        t = x
        for _ in range(400):
            t = cos(t)
        with d.chain(t + x) as c:
            c.eq(x + t, by="Turn around.")

    with pytest.raises(DerivationError, match="nested too deeply"):
        write(deep)


def test_the_least_size_is_printed():
    @write
    def d(d):
        "It needs two."
        n = d.dim("n", least=2)
        with d.chain((n - 1) / (n - 1)) as c:
            c.eq(number(1), by="Cancel.")

    assert any(r"n \ge 2" in line for line in d.display().given)


def test_quotients_stand_in_parentheses_under_a_power():
    from mmlbook.derive.terms import symbol

    x, y = symbol("x"), symbol("y")
    assert ((x / y) ** 2).latex() == r"\left(\frac{x}{y}\right)^{2}"
