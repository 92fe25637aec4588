"""False steps of every kind, written by hand: none of them may be proved.

Each entry is (kind, slots, hypotheses): most have one half of the truth, such as the right
difference and the wrong end, or the right step and the wrong start.
"""

from mmlbook.derive import (
    Dim,
    Function,
    binomial,
    cos,
    eq,
    exp,
    eye,
    factorial,
    gamma,
    ge,
    inv,
    log,
    lt,
    norm2,
    number,
    ones,
    oo,
    sign,
    sin,
    sqrt,
)
from mmlbook.derive.analysis import integral, series
from mmlbook.derive.models import Hypothesis
from mmlbook.derive.steps import Step
from mmlbook.derive.terms import as_term, symbol

n, m = Dim("n"), Dim("m")
A, B = symbol("A", n, n), symbol("B", n, n, invertible=True)
S = symbol("S", n, n, symmetric=True)
D, F = (symbol(name, n, n, positive_definite=True) for name in "DF")
G, X = symbol("G", n, n, positive_semidefinite=True), symbol("X", m, n)
Y = symbol("Y", m, n, full_column_rank=True)
u, v, w = symbol("u", n), symbol("v", n), symbol("w", n)
a, b, x = symbol("a"), symbol("b"), symbol("x")
c, d, p = symbol("c", positive=True), symbol("d", positive=True), symbol("p", positive=True)
t = symbol("t", nonnegative=True)
k, N = symbol("k", natural=True), symbol("N", natural=True)
P = symbol("P", natural=True, positive=True)
s = symbol("s")
phi = Function("phi")
one, zero, two, half = number(1), number(0), number(2), number(1, 2)
pascal = -(k / (N + 1)) * binomial(N + 1, k) / two ** (N + 1)
below_one = Hypothesis(lt(c, 1), ((c, c / (1 + c)),))
three = Hypothesis(eq(k, 3), ((k, number(3)),))
large = Hypothesis(ge(k, 5), ((k, k + 5),))
fixed = Hypothesis(eq(x, 1), ((x, number(1)),))


def powers(q, lower, upper):
    return series(k, q**k, lower, upper)


INTEGRALS = [
    (integral(x, x, 0, 1), one, half * x**2),
    (integral(x, x, 0, 1), -half, half * x**2),
    (integral(x, x, 1, 2), half, half * x**2),
    (integral(x, x, a, b), half * (a**2 - b**2), half * x**2),
    (integral(x, x**2, 0, a), number(1, 3) * a**3, half * x**2),
    (integral(x, x**2, 0, a), half * a**2, half * x**2),
    (integral(x, x * exp(x), 0, 1), exp(one), x * exp(x)),
    (integral(x, exp(-c * x), 0, oo), c, -exp(-c * x) / c),
    (integral(x, exp(-c * x), 0, oo), -1 / c, -exp(-c * x) / c),
    (integral(x, exp(-a * x), 0, oo), 1 / a, -exp(-a * x) / a),
    (integral(x, exp(c * x), 0, oo), -1 / c, exp(c * x) / c),
    (integral(x, x * exp(-x), 0, oo), two, -(x + 1) * exp(-x)),
    (integral(x, cos(x), 0, a), cos(a), sin(x)),
    (integral(x, sin(x), 0, oo), one, -cos(x)),
    (integral(x, 1 / (1 + x**2), 0, 1), half, x / (1 + x**2)),
    (integral(p, 1 / p**2, 1, oo), -one, -1 / p),
    (integral(x, sign(x), -1, 1), two, abs(x)),
    (integral(x, phi.prime(x), 0, 1), phi(one), phi(x)),
]
SUMS = [
    (series(k, 1, 0, N), N, k),
    (series(k, 1, 0, N), N + 2, k),
    (series(k, k, 0, N), half * N * (N - 1), half * k * (k - 1)),
    (series(k, k, 0, N), half * N * (N + 1), half * k * (k + 1)),
    (series(k, k, 1, N), half * N * (N + 1) + 1, half * k * (k - 1)),
    (series(k, k**2, 0, N), number(1, 3) * N**3, number(1, 3) * k**3),
    (powers(two, 0, N), two**N, two**k),
    (powers(two, 0, N), two ** (N + 1) - 2, two**k),
    (powers(half, 0, oo), one, -2 * half**k),
    (powers(half, 1, oo), two, -2 * half**k),
    (series(k, k * factorial(k), 0, N), factorial(N + 1), factorial(k)),
    (series(k, 1 / (k + 1), 0, oo), zero, 1 / (k + 1)),
]
PASCAL = [
    (series(k, binomial(N, k), 0, N), 3 * two**N, pascal / 3),
    (
        series(k, binomial(N + 1, k), 0, N),
        two**N,
        -(k / (N + 2)) * binomial(N + 2, k) / two ** (N + 1),
    ),
    (series(k, binomial(N, k), 0, N), 3 * two**N, 3 * pascal),
    (series(k, binomial(N, k), 0, N), two ** (N + 1), pascal),
    (series(k, binomial(N, k), 0, N), two**N, -pascal),
    (series(k, binomial(N, k), 0, N), two**N, 2 * pascal),
    (series(k, N * binomial(N, k), 0, N), two**N, pascal),
    (series(k, binomial(N, k) * number(-1) ** k, 0, N), two**N, pascal),
]
NATURAL = [
    (s, N, zero, one, s + 1, N),
    (s, N, zero, zero, s + 1, N + 1),
    (s, N, zero, zero, s + 2, N),
    (s, N, zero, one, 2 * s, two ** (N + 1)),
    (s, N, zero, one, s + two**N, two**N + 1),
    (s, N, zero, one, (N + 1) * s, factorial(N + 1)),
    (s, N, one, zero, s + N, half * N * (N + 1)),
    (s, N, zero, zero, s + N, half * N * (N + 1)),
    (s, N, zero, a, c * s + b, a * c**N + b),
]
ENDS = [
    (x * exp(x), x, oo, zero),
    (x * exp(-x), x, oo, one),
    (x**2 * exp(-x), x, -oo, zero),
    (exp(a * x), x, oo, zero),
    (exp(c * x), x, oo, zero),
    (exp(-c * x), x, -oo, zero),
    (exp(c * x - x**2), x, oo, one),
    ((2 * x + 1) / (3 * x + 2), x, oo, half),
    ((2 * x + 1) / (3 * x + 2), x, oo, number(3, 2)),
    ((2 * x**2 + 1) / (3 * x**2 + 2 * x), x, oo, half),
    ((x**2 + 1) / (x + 1), x, oo, one),
    ((x**2 + 1) / (x + 1), x, oo, zero),
    ((a * x + 1) / (c * x + 1), x, oo, c / a),
    (x / (1 + x), x, -oo, number(-1)),
    (abs(x) / x, x, zero, zero),
    (sign(x), x, zero, zero),
    (1 / x, x, zero, zero),
    (sin(x) / x, x, zero, zero),
    (two**k / (k + 1), k, oo, zero),
    (c**k, k, oo, zero),
    ((k + 1) / (k + 2), k, oo, zero),
    (factorial(k) / two**k, k, oo, zero),
    (two**k / factorial(k), k, oo, one),
    (c**k / d**k + d**k / c**k, k, oo, zero),
]
PROPORTIONAL = [
    (exp(-(x**2)), exp(x**2), x),
    (exp(a * x), x, x),
    (x * exp(x), exp(x), x),
    (exp(-((x - a) ** 2)), exp(-(x**2) + a * x), x),
    (exp(-((x - a) ** 2)), exp(-(x**2) - 2 * a * x), x),
    (norm2(u), u.T @ A @ u, u),
    (norm2(u - v), norm2(u), u),
    (x**2 + a, x**2, x),
    (c**x, x**2, x),
    (exp(-norm2(u - v)), exp(2 * (u.T @ v)), u),
    (p ** (c - 1), p**c, p),
    (abs(x), x, x),
    (phi(x), phi(2 * x), x),
]
DEFINITE = [
    ("succ", X.T @ X),
    ("succ", Y @ Y.T),
    ("succ", G),
    ("succ", D - F),
    ("succ", D @ F),
    ("succ", a * D),
    ("succ", t * D),
    ("succ", -inv(D)),
    ("succ", u @ u.T),
    ("succeq", S),
    ("succeq", A @ A),
    ("succeq", D - F),
    ("succeq", G @ D),
    ("succeq", X.T @ X - eye(n)),
    ("succeq", u @ v.T),
    ("succeq", a * G),
    ("succeq", A + A.T),
    ("succeq", B),
]
ORDERS = [
    ("le", a, abs(b)),
    ("le", sqrt(c), c),
    ("le", u.T @ D @ u, u.T @ F @ u),
    ("le", number(0), u.T @ S @ u),
    ("ge", number(-1) ** k, number(0)),
    ("ge", log(c), number(0)),
    ("ge", a**3, number(0)),
    ("ge", series(k, k - 5, 0, 3), number(0)),
    ("ge", exp(a), number(1)),
    ("ge", norm2(u), norm2(u - v)),
]
CHOSEN = [
    ("ge", (series(k, k - 5, 0, 3), zero), [large]),
    ("eq", (series(k, k**2, 0, N), series(k, 3 * k, 0, N)), [three]),
    ("antiderivative", (integral(x, x, 0, 1), one, x), [fixed]),
    ("telescope", (series(k, k**2, 0, 2), number(9), 3 * k), [three]),
    ("telescope", (powers(c, 0, oo), 1 / (1 + c), -(c**k) / (1 - c)), [below_one]),
    ("limit", (c**k, k, oo, one), [below_one]),
    ("limit", ((1 + c) ** k, k, oo, zero), [below_one]),
]
MINIMA = [
    (norm2(A @ u - w), u, w, norm2(A @ (u - w))),
    (norm2(u - v), u, v, -norm2(u - v)),
    (a**2 - 2 * a * b, a, b, (a + b) ** 2),
    (x**3, x, zero, x**3),
]
SOLVED = [
    (B @ u - w, u, w, B),
    (D @ u + w, u, inv(D) @ w, D),
    (c * x - b, x, c * b, c),
]
# What no model refutes: what does not settle, and what is true wherever models look.
QUIET = [
    *(("antiderivative", row, []) for row in [
        (integral(p, 1 / p, 1, oo), zero, log(p)),
        (integral(p, 1 / p**2, 0, 1), -one, -1 / p),
    ]),
    *(("telescope", row, []) for row in [
        (powers(two, 0, oo), -one, two**k),
        (powers(number(-1), 0, oo), half, half * number(-1) ** (k + 1)),
        (powers(c, 0, oo), 1 / (1 - c), -(c**k) / (1 - c)),
        (series(k, 1, 0, oo), zero, k),
        (series(k, 1 / ((k + 1) * (k + 2)), 0, oo), two, -1 / (k + 1)),
        (series(k, 1 / ((k + 1) * (k + 2)), 1, oo), one, -1 / (k + 1)),
    ]),
    *(("induction", row, []) for row in [
        (s, P, zero, zero, s + sign(P), P),
        (s, N, number(-1), zero, s + abs(N) - N, 0 * N),
        (s, N, half, zero, s + 1, N - half),
    ]),
    ("induction", (s, N, zero, zero, s + 1, N**2), [Hypothesis(eq(N, 0), ((N, zero),))]),
    *(("limit", (f, k, oo, zero), []) for f in [
        number(-1) ** k, k * number(-1) ** k / (k + 1),
    ]),
    *(("succ", (M,), []) for M in [A.T @ A, D + S, X.T @ X + G]),
    *(("solve", row, []) for row in [
        (A @ u - w, u, inv(A) @ w, A), (a * x - b, x, b / a, a), (G @ u - G @ w, u, w, G),
    ]),
]  # fmt: skip


def steps(kind, rows):
    return [(kind, row, []) for row in rows]


def built(rows):
    return [(Step(kind, tuple(map(as_term, slots)), "a reason"), h) for kind, slots, h in rows]


FALSE_STEPS = built(
    [
        *steps("antiderivative", INTEGRALS),
        *steps("telescope", SUMS),
        *steps("wz", PASCAL),
        *steps("induction", NATURAL),
        *steps("limit", ENDS),
        *steps("proportional", PROPORTIONAL),
        *((kind, slots, []) for kind, *slots in (*DEFINITE, *ORDERS)),
        *CHOSEN,
        *steps("minimum", MINIMA),
        *steps("solve", SOLVED),
    ]
)
QUIET_STEPS = built(QUIET)
TRUE_STEPS = built(
    [
        ("antiderivative", (integral(x, x, a, b), half * (b**2 - a**2), half * x**2), []),
        ("antiderivative", (integral(x, exp(-c * x), 0, oo), 1 / c, -exp(-c * x) / c), []),
        ("antiderivative", (integral(x, x * exp(-x), 0, oo), one, -(x + 1) * exp(-x)), []),
        ("telescope", (series(k, k, 0, N), half * N * (N + 1), half * k * (k - 1)), []),
        ("telescope", (powers(half, 0, oo), two, -2 * half**k), []),
        ("telescope", (powers(c, 0, oo), 1 / (1 - c), -(c**k) / (1 - c)), [below_one]),
        ("wz", (series(k, binomial(N, k), 0, N), two**N, pascal), []),
        ("induction", (s, N, zero, one, 2 * s, two**N), []),
        ("induction", (s, N, zero, zero, s + N, half * N * (N - 1)), []),
        ("induction", (s, P, one, zero, s + P, half * P * (P - 1)), []),
        ("limit", (x**3 * exp(-x), x, oo, zero), []),
        ("limit", ((2 * x**2 + 1) / (3 * x**2 + 2 * x), x, oo, number(2, 3)), []),
        ("limit", (two**k / factorial(k), k, oo, zero), []),
        ("limit", (c**k, k, oo, zero), [below_one]),
        ("proportional", (exp(-((x - a) ** 2)), exp(-(x**2) + 2 * a * x), x), []),
        ("proportional", (exp(-norm2(u - v)), exp(2 * (u.T @ v) - norm2(u)), u), []),
        ("succ", (X.T @ X + D,), []),
        ("succeq", (X.T @ X + c * G,), []),
        ("eq", (ones(n).T @ D @ ones(n), ones(n).T @ D.T @ ones(n)), []),
    ]
)

# Where each of these is defined depends on the values, so nothing may show it.
UNDEFINED = [
    a**half, a**b, a ** (-1), a ** (N - 1), t**a,
    binomial(N, k), binomial(N, 2), factorial(N - 1), factorial(a), gamma(a), gamma(t), gamma(N),
    series(k, 1 / k, 0, N), series(k, 1 / (k - 1), 1, N), series(k, sqrt(k - 1), 0, N),
    series(k, k, -1, N), series(k, binomial(N, k), 0, N + 1), series(k, a**half, 0, N),
    series(k, series(k, sqrt(k - 1), 0, 5), 1, 9), series(k, k, 0, N - 2),
    integral(x, 1 / x, 1, 2), integral(x, log(x), 1, 2), integral(p, sqrt(p), -1, 1),
    integral(p, log(p), 1, -1), integral(t, 1 / t, 0, 1), integral(x, x**half, 0, 1),
]  # fmt: skip
