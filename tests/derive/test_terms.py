"""The term language and its printer."""

import re

import pytest

from mmlbook.derive import (
    Dim,
    Index,
    Max,
    ShapeError,
    Sum,
    Term,
    column,
    cos,
    cross,
    eq,
    eye,
    inv,
    le,
    norm,
    norm2,
    norm_inf,
    number,
    ones,
    sqrt,
    zeros,
)
from mmlbook.derive.latex import break_lines, latex, visual_width
from mmlbook.derive.terms import let, symbol
from mmlbook.derive.traverse import substitute, unfold

n, m = Dim("n"), Dim("m")
i, j, k = (Index(name, n) for name in "ijk")
u, v, y = symbol("u", n), symbol("v", n), symbol("y", m)
p, q = symbol("p", 3), symbol("q", 3)
A = symbol("A", m, n)
a = symbol("a")


# --- known values: LaTeX --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        (u.T @ v, r"\vect{u}^{\T} \vect{v}"),
        (v - u, r"\vect{v} - \vect{u}"),
        (u - (v - u), r"\vect{u} - \left(\vect{v} - \vect{u}\right)"),
        (-(u + v), r"-\left(\vect{u} + \vect{v}\right)"),
        (2 * (u.T @ v), r"2 \vect{u}^{\T} \vect{v}"),
        (a * 2, r"a \cdot 2"),
        (norm(u), r"\norm{\vect{u}}"),
        (norm2(u), r"\norm{\vect{u}}^{2}"),
        (norm_inf(A @ u), r"\norm{\mat{A} \vect{u}}_{\infty}"),
        (abs(u.T @ v) / norm(u), r"\frac{\abs{\vect{u}^{\T} \vect{v}}}{\norm{\vect{u}}}"),
        (sqrt(n) * norm(u), r"\sqrt{n} \norm{\vect{u}}"),
        (cos(symbol("phi")), r"\cos \phi"),
        (Sum(i, u[i] * v[i]), r"\sum_{i=1}^{n} u_{i} v_{i}"),
        (Sum((i, j), u[i]), r"\sum_{1 \le i < j \le n} u_{i}"),
        (Sum(i, u[i]) * Sum(j, v[j]), r"\left(\sum_{i=1}^{n} u_{i}\right) \sum_{j=1}^{n} v_{j}"),
        (Max(i, abs(u[i])), r"\max_{1 \le i \le n} \abs{u_{i}}"),
        (cross(p, q), r"\vect{p} \times \vect{q}"),
        (p.T @ cross(p, q), r"\vect{p}^{\T} \left(\vect{p} \times \vect{q}\right)"),
        (cross(p, q)[2], r"\left(\vect{p} \times \vect{q}\right)_{2}"),
        (column(1, a, 0), r"\begin{pmatrix} 1 \\ a \\ 0 \end{pmatrix}"),
        (symbol("theta", n), r"\gvect{\theta}"),
        (symbol("x_1", n), r"\vect{x}_{1}"),
        (number(-1, 2) * a, r"\left(-\tfrac{1}{2}\right) a"),
        (u - a * ones(n), r"\vect{u} - a \vect{1}_{n}"),
        (inv(eye(n) + symbol("S", n, n)), r"\left(\mat{I}_{n} + \mat{S}\right)^{-1}"),
    ],
)
def test_prints_as_on_paper(term, expected):
    assert latex(term) == expected


def test_author_order_is_kept():
    assert (v + u).latex() != (u + v).latex()
    assert (a * 3).latex() != (3 * a).latex()


def test_a_name_prints_as_the_name_and_means_its_body():
    r = let("r", u - v)
    assert norm2(r).latex() == r"\norm{\vect{r}}^{2}"
    assert unfold(norm2(r)) == norm2(u - v)


# --- properties -----------------------------------------------------------------------------------


def test_same_latex_means_same_term(random_terms):
    printed = {}
    for term in random_terms(4000, seed=1):
        assert printed.setdefault(term.latex(), term) == term


def test_braces_balance(random_terms):
    for term in random_terms(300, seed=2):
        source = term.latex()
        assert source.count("{") == source.count("}")
        assert len(re.findall(r"\\left\(", source)) == len(re.findall(r"\\right\)", source))


def test_long_lines_are_broken():
    long = u
    for _ in range(40):
        long = long + v
    source = break_lines("x", "=", long)
    assert source.startswith(r"\begin{aligned} x &= ")
    assert all(visual_width(line) <= 75 for line in source.split(r"\\"))


def test_substitution_replaces_symbols_and_sizes():
    assert substitute(norm2(u + v), {u: y, v: 2 * y}, {n: m}) == norm2(y + 2 * y)
    assert substitute(Sum(i, u[i]), {u: y}, {n: m}) == Sum(Index("i", m), y[Index("i", m)])


def test_substitution_does_not_capture():
    with pytest.raises(ShapeError, match="captured"):
        substitute(Sum(i, a * u[i]), {a: u[i]}, {})


# --- refusals -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "build",
    [
        lambda: u + y,
        lambda: u + 1,
        lambda: u @ v,
        lambda: A @ y,
        lambda: u / v,
        lambda: norm(a),
        lambda: norm(A),
        lambda: inv(A),
        lambda: inv(a),
        lambda: u**2,
        lambda: cross(u, v),
        lambda: column(u, a),
        lambda: y[i],
        lambda: u[1],
        lambda: p[0],
        lambda: p[4],
        lambda: A[i],
        lambda: Sum(i, Sum(i, u[i])),
        lambda: Sum((i, Index("j", m)), u[i]),
        lambda: Sum((i, i), u[i]),
        lambda: Max(i, u),
        lambda: let("r", u[i]),
        lambda: eq(u, y),
        lambda: le(u, v),
        lambda: symbol("S", m, n, symmetric=True),
        lambda: symbol("X", n, m, positive=True),
    ],
)
def test_ill_formed_terms_cannot_be_built(build):
    with pytest.raises(ShapeError):
        build()


@pytest.mark.parametrize(
    ("build", "error"),
    [
        (lambda: Term("add", (u, y)), TypeError),
        (lambda: a + 0.5, TypeError),
        (lambda: a + True, TypeError),
        (lambda: u**-1, TypeError),
        (lambda: a / 0, ZeroDivisionError),
        (lambda: setattr(u, "shape", (m, 1)), AttributeError),
        (lambda: list(p), TypeError),
        (lambda: symbol("x", n, orthogonal=True), TypeError),
    ],
)
def test_no_way_round_the_constructors(build, error):
    with pytest.raises(error):
        build()


def test_zero_stands_for_any_shape_in_a_relation():
    assert eq(u, 0).rhs == zeros(n)
    assert eq(a, 0).rhs == number(0)
