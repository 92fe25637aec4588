"""The sign kernel: what it shows, what it must not show, and a fuzz test of its soundness."""

import pytest

from mmlbook.derive import (
    Dim,
    Index,
    Max,
    Sum,
    cos,
    eq,
    exp,
    eye,
    ge,
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
    sqrt,
)
from mmlbook.derive.conditions import obligations
from mmlbook.derive.models import models
from mmlbook.derive.numbers import UndefinedError
from mmlbook.derive.signs import Signs
from mmlbook.derive.terms import symbol

n, k = Dim("n"), Dim("k", 2)
i, j = Index("i", n), Index("j", n)
u, v = symbol("u", n), symbol("v", n)
w = symbol("w", n, nonzero=True)
A = symbol("A", n, n, invertible=True)
B = symbol("B", n, n)
a, b = symbol("a"), symbol("b")
c = symbol("c", positive=True)
kernel = Signs()


@pytest.mark.parametrize(
    "term",
    [
        a**2,
        norm2(u - v),
        u.T @ u,
        a * a,
        a * norm(u) * a,
        abs(a) - a,
        abs(a) + a,
        norm(u) * abs(a) / norm(w),
        Sum((i, j), (u[i] - v[j]) ** 2),
        Sum(i, u[i] ** 2) - Max(i, u[i] ** 2),
        n - Sum(i, number(1)) + Sum(i, 1),
        k - 1,
        1 - cos(a),
        number(1) - cos(a) ** 2,
        Sum(i, 1) - Sum(i, sign(u[i]) ** 2),
        sqrt(c + 1) - sqrt(c),
        2 * abs(u.T @ v) - 2 * (u.T @ v),
        exp(a),
    ],
    ids=lambda t: t.latex(),
)
def test_shows_nonnegative(term):
    assert kernel.nonnegative(term)


@pytest.mark.parametrize(
    "term",
    [
        a,
        u.T @ v,
        a * b,
        a**3,
        -(a**2),
        a**2 - 1,
        norm(u) - norm(v),
        norm(u) - a,
        a - abs(a),
        Sum(i, u[i]),
        Sum(i, u[i]) - Max(i, u[i]),
        Max(i, u[i] ** 2) - Sum(i, u[i] ** 2),
        norm(u) + norm(v) - 2 * norm(u + v),
        norm1(u) - norm(v),
        n - 2,
        k - 3,
        cos(a),
        1 - 2 * cos(a),
        sqrt(c) - sqrt(c + 1),
        1 - norm_inf(u),
        2 * (u.T @ v) - 2 * abs(u.T @ v),
        log(c),
    ],
    ids=lambda t: t.latex(),
)
def test_does_not_show_what_is_false(term):
    assert not kernel.nonnegative(term)


def test_positive_and_nonzero():
    assert kernel.positive(norm(w))
    assert not kernel.positive(norm(u))
    assert kernel.positive(norm(u) + 1)
    assert kernel.nonzero(w)
    assert not kernel.nonzero(a)
    assert not kernel.nonzero(w.T @ w - 1)
    assert kernel.invertible(A.T @ inv(A))
    assert not kernel.invertible(B)
    assert not kernel.invertible(A + eye(n))


def test_facts_are_used():
    assert Signs([le(a, b)]).nonnegative(b - a)
    assert not Signs([le(a, b)]).nonnegative(a - b)
    assert Signs([ge(a, 0)]).nonnegative(a)
    assert Signs([ne(u, 0)]).nonzero(norm(u))
    assert Signs([eq(norm(u), 1)]).nonzero(u)
    assert Signs([eq(a, norm(u)), ne(u, 0)]).positive(norm(u))
    assert Signs([le(abs(u.T @ v), norm(u) * norm(v))]).nonnegative(norm(u) * norm(v) - u.T @ v)


def test_roots_need_a_nonnegative_larger_side():
    squares = le(a**2, b**2)
    assert Signs([squares, ge(b, 0)]).nonnegative(b - a)
    assert not Signs([squares]).nonnegative(b - a)


def test_every_positive_answer_holds_in_random_models(random_terms):
    shown = 0
    for term in random_terms(1500, seed=3):
        positive, nonnegative = kernel.positive(term), kernel.nonnegative(term)
        if not (positive or nonnegative):
            continue
        for model in models([term], ordered=True, styles=("mixed", "negative")):
            try:
                value = model.evaluate(term)[0][0]
            except (UndefinedError, ZeroDivisionError, OverflowError):
                continue
            shown += 1
            assert not model.field.negative(value), term
            assert not positive or value > 0, term
    assert shown > 300


def test_obligations_are_collected():
    found = obligations(a / norm(u), sqrt(b), log(c), inv(B))
    assert [kind for kind, _ in found] == ["nonzero", "nonnegative", "positive", "invertible"]
