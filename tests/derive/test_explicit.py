"""Exact decisions with generic entries: what they prove, and what they must not."""

import pytest

from mmlbook.derive import (
    Dim,
    Index,
    Max,
    Sum,
    arccos,
    column,
    cos,
    cross,
    eq,
    exp,
    eye,
    inv,
    log,
    norm,
    norm1,
    norm2,
    norm_inf,
    number,
    ones,
    sign,
    sin,
    sqrt,
    tr,
)
from mmlbook.derive.decide import proves, proves_derivative, small_sizes
from mmlbook.derive.models import compare, compare_derivative
from mmlbook.derive.terms import let, symbol

n, m = Dim("n"), Dim("m")
big = Dim("k", 2)
i, j = Index("i", n), Index("j", n)
u, v, w = (symbol(name, n) for name in "uvw")
p, q, r = (symbol(name, 3) for name in "pqr")
A, B, C = (symbol(name, n, n) for name in "ABC")
S = symbol("S", n, n, symmetric=True)
X = symbol("X", m, n)
a, b = symbol("a"), symbol("b")
c, d = symbol("c", positive=True), symbol("d", positive=True)
y = symbol("y", big)
h = Index("h", big)
mean = let("mean", 1 / big * Sum(h, y[h]))

TRUE = [
    (norm2(u + v), norm2(u) + 2 * (u.T @ v) + norm2(v)),
    (norm2(u + v) + norm2(u - v), 2 * norm2(u) + 2 * norm2(v)),
    (u.T @ v, Sum(i, u[i] * v[i])),
    (Sum(i, u[i]) ** 2, Sum(i, u[i] ** 2) + 2 * Sum((i, j), u[i] * u[j])),
    (norm(3 * u), 3 * norm(u)),
    (norm(-a * u), abs(a) * norm(u)),
    (norm(u) ** 3, norm(u) * norm2(u)),
    (norm2(u) / norm(u), norm(u)),
    (norm(u / norm(u)), number(1)),
    (sqrt(norm2(u) * norm2(v)), norm(u) * norm(v)),
    (sqrt((norm(u) + norm(v)) ** 2), norm(u) + norm(v)),
    (abs(a * b), abs(a) * abs(b)),
    (abs(a) ** 2, a**2),
    (abs(-a), abs(a)),
    (sqrt(a**2), abs(a)),
    (sqrt(c * d), sqrt(c) * sqrt(d)),
    (sqrt(12 * c), 2 * sqrt(number(3)) * sqrt(c)),
    (1 / sqrt(c), sqrt(c) / c),
    (sign(a) * a, abs(a)),
    (sign(a) * abs(a), a),
    (sign(a) ** 3, sign(a)),
    (sign(u).T @ u, norm1(u)),
    (norm_inf(u) ** 2, Max(i, u[i] ** 2)),
    (norm_inf(u), Max(i, abs(u[i]))),
    (cos(a) ** 2 + sin(a) ** 2, number(1)),
    (exp(a) / exp(a), number(1)),
    (cross(p, q), -cross(q, p)),
    (p.T @ cross(q, r), q.T @ cross(r, p)),
    (cross(p, cross(q, r)), (p.T @ r) * q - (p.T @ q) * r),
    (cross(p, q)[1], p[2] * q[3] - p[3] * q[2]),
    (column(p[1], p[2], p[3]), p),
    ((A @ B).T, B.T @ A.T),
    (tr(A @ B @ C), tr(C @ A @ B)),
    (S.T, S),
    (norm2(X @ u), u.T @ X.T @ X @ u),
    (inv(A) @ A, eye(n)),
    (inv(A.T), inv(A).T),
    (ones(n).T @ u, Sum(i, u[i])),
    (Sum(h, y[h] - mean), number(0)),
    (Sum(h, (y[h] - mean) ** 2), Sum(h, y[h] ** 2) - big * mean**2),
    ((u + v)[i], u[i] + v[i]),
]  # fmt: skip

# For every law one false neighbor.
FALSE = [
    (norm2(u + v), norm2(u) + norm2(v)),
    (norm2(u - v), norm2(u) + 2 * (u.T @ v) + norm2(v)),
    (norm(u + v), norm(u) + norm(v)),
    (norm(-u), -norm(u)),
    (norm(a * u), a * norm(u)),
    (norm(u), norm2(u)),
    (norm1(u), norm(u)),
    (norm_inf(u), norm1(u)),
    (norm1(u) ** 2, norm2(u)),
    (norm_inf(u), Max(i, u[i])),
    (Max(i, u[i]), abs(Max(i, u[i]))),
    (sqrt(Max(i, u[i]) ** 2), Max(i, u[i])),
    (Max(i, u[i] + v[i]), Max(i, u[i]) + Max(i, v[i])),
    ((u.T @ v) ** 2, norm2(u) * norm2(v)),
    (u @ v.T, v @ u.T),
    (Sum(i, u[i] * v[i]), Sum(i, u[i]) * Sum(j, v[j])),
    (Sum(i, u[i]) ** 2, Sum(i, u[i] ** 2)),
    (Sum(i, u[i]) ** 2, Sum(i, u[i] ** 2) + Sum((i, j), u[i] * u[j])),
    (sqrt(a**2), a),
    (abs(a + b), abs(a) + abs(b)),
    (abs(a) ** 3, a**3),
    (sqrt(c + d), sqrt(c) + sqrt(d)),
    (sqrt(2 * c), 2 * sqrt(c)),
    (sign(a) ** 2, number(1)),
    (sign(a), a / b),
    (sign(u).T @ v, norm1(v)),
    (1 / (a + b), 1 / a + 1 / b),
    (cos(a + b), cos(a) + cos(b)),
    (cos(a) ** 2 - sin(a) ** 2, number(1)),
    (exp(a + b), exp(a) + exp(b)),
    (log(c * d), log(c) * log(d)),
    (cross(p, q), cross(q, p)),
    (cross(p, cross(q, r)), cross(cross(p, q), r)),
    (norm2(cross(p, q)), norm2(p) * norm2(q)),
    ((A @ B).T, A.T @ B.T),
    (A @ B, B @ A),
    (A.T, A),
    (tr(A @ B @ C), tr(A @ C @ B)),
    (tr(A @ B), tr(A) * tr(B)),
    (tr(A @ A.T), tr(A @ A)),
    (inv(A @ B), inv(A) @ inv(B)),
    (inv(A + B), inv(A) + inv(B)),
    (Sum(h, (y[h] - mean) ** 2), Sum(h, y[h] ** 2) - mean**2),
    (u[i], u[j]),
    (n + 0 * a, m + 0 * a),
]  # fmt: skip


@pytest.mark.parametrize(("lhs", "rhs"), TRUE, ids=lambda t: t.latex())
def test_proves_identities(lhs, rhs):
    assert proves(lhs, rhs)
    assert compare([eq(lhs, rhs)]).status == "agree"


@pytest.mark.parametrize(("lhs", "rhs"), FALSE, ids=lambda t: t.latex())
def test_near_misses_are_not_proved_and_are_refuted(lhs, rhs):
    assert not proves(lhs, rhs)
    assert compare([eq(lhs, rhs)]).status == "refuted"


def test_cosine_undoes_arccos():
    assert proves(cos(arccos(a)), a)
    assert not proves(arccos(cos(a)), a)


def test_hypotheses_are_used_and_needed():
    unit = eq(norm(u), 1)
    assert proves(norm2(u - v), 1 - 2 * (u.T @ v) + norm2(v), [unit])
    assert not proves(norm2(u - v), 1 - 2 * (u.T @ v) + norm2(v))
    assert not proves(norm2(v), number(1), [unit])


@pytest.mark.parametrize(
    ("f", "x", "derivative"),
    [
        (norm2(u), u, 2 * u),
        (norm(u), u, u / norm(u)),
        (u.T @ v, u, v),
        (u.T @ A @ u, u, (A + A.T) @ u),
        (tr(A @ B), A, B.T),
        (exp(a) * sin(a), a, exp(a) * sin(a) + exp(a) * cos(a)),
        (log(c), c, 1 / c),
        (A @ u, u, A),
        ((u.T @ v) * u, u, (u.T @ v) * eye(n) + u @ v.T),
    ],
    ids=lambda t: t.latex(),
)
def test_derivatives_and_their_false_neighbors(f, x, derivative):
    assert proves_derivative(f, x, derivative)
    assert compare_derivative(f, x, derivative).status == "agree"
    for wrong in (2 * derivative, -derivative):
        assert not proves_derivative(f, x, wrong)
        assert compare_derivative(f, x, wrong).status == "refuted"


def test_no_kernel_accepts_what_the_models_refute(random_terms):
    """Random pairs and neighbors: the two semantics never contradict each other."""
    from mmlbook.derive.mutate import neighbors

    accepted = 0
    for term in random_terms(60, seed=5, depth=2):
        for _, other in neighbors(term)[:3]:
            if proves(term, other):
                accepted += 1
                assert compare([eq(term, other)]).status != "refuted", (term, other)
    assert accepted  # equivalent neighbors occur, so this loop has tested something


def test_sizes_are_small_and_start_at_the_least():
    assert small_sizes([u]) == [{n: 1}, {n: 2}, {n: 3}]
    assert small_sizes([y]) == [{big: 2}, {big: 3}, {big: 4}]
    assert small_sizes([p]) == [{}]
