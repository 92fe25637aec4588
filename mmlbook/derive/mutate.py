"""False neighbors of a term: flip a sign, drop a term, change a coefficient, and so on.

Trusted for: nothing.  A neighbor counts as a decoy only after the models have refuted it.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import chain

from mmlbook.derive.terms import (
    FUNCTIONS,
    ShapeError,
    Term,
    add,
    as_term,
    div,
    eye,
    function,
    mul,
    neg,
    ones,
    power,
    transpose,
)
from mmlbook.derive.traverse import rebuild, symbols
from mmlbook.derive.vocabulary import norm, norm1, norm_inf

__all__ = ["neighbors"]

Mutation = tuple[str, Term]
ERRORS = (ShapeError, TypeError, ValueError, ZeroDivisionError)


def neighbors(t: Term, seed: str = "") -> list[Mutation]:
    r"""Return well-formed terms of the same shape that differ from `t` at one place, shuffled.

    Examples
    --------
    >>> from mmlbook.derive.terms import Dim, symbol
    >>> u, v = symbol("u", Dim("n")), symbol("v", Dim("n"))
    >>> for name, other in sorted(neighbors(u + v), key=str)[-3:]:
    ...     print(name, "gives", other.latex())
    flip sign gives \vect{u} - \vect{v}
    swap symbol gives \vect{u} + \vect{u}
    swap symbol gives \vect{v} + \vect{v}
    """
    pool = symbols(t)
    seen, out = {t.latex()}, []
    for name, mutant in chain(_everywhere(t, pool), _as_a_whole(t)):
        if mutant.shape == t.shape and mutant.latex() not in seen:
            seen.add(mutant.latex())
            out.append((name, mutant))
    random.Random(f"{seed}/{t.latex()}").shuffle(out)
    return out


def _everywhere(t: Term, pool: list[Term]) -> Iterator[Mutation]:
    yield from _attempt(_here(t, pool))
    if t.op == "let":  # a change inside the body would not show
        return
    for k, arg in enumerate(t.args):
        for name, mutant in _everywhere(arg, pool):
            try:
                yield name, rebuild(t, (*t.args[:k], mutant, *t.args[k + 1 :]))
            except ERRORS:
                continue


def _as_a_whole(t: Term) -> Iterator[Mutation]:
    """Yield neighbors that every term has: multiples, and one more or less."""
    yield from (("change coefficient", x) for x in (mul(2, t), div(t, 2), mul(3, t)))
    if t.scalar:
        one = as_term(1)
    elif t.shape[0] == t.shape[1]:
        one = eye(t.shape[0])
    elif t.shape[1] == 1:
        one = ones(t.shape[0])
    else:
        return
    yield from (("add one", x) for x in (add(t, one), add(t, neg(one))))


def _attempt(candidates: Iterator[Mutation]) -> Iterator[Mutation]:
    while True:
        try:
            yield next(candidates)
        except StopIteration:
            return
        except ERRORS:
            return


def _here(t: Term, pool: list[Term]) -> Iterator[Mutation]:
    a = t.args
    yield "flip sign", neg(t)
    if t.op == "add":
        for k in range(len(a)):
            yield "flip sign", add(*a[:k], neg(a[k]), *a[k + 1 :])
            yield "drop term", add(*a[:k], *a[k + 1 :])
            yield "change coefficient", add(*a[:k], mul(2, a[k]), *a[k + 1 :])
    elif t.op == "mul":
        for k in range(len(a) - 1):
            try:
                yield "swap factors", mul(*a[:k], a[k + 1], a[k], *a[k + 2 :])
            except ShapeError:
                continue
        for k in range(len(a)):
            rest = (*a[:k], *a[k + 1 :])
            try:
                yield "drop factor", mul(*rest)
            except ShapeError:
                continue
    elif t.op == "num":
        yield "change number", as_term(t.data + 1)
    elif t.op == "size":
        yield "change number", t + 1
    elif t.op == "div":
        yield "drop denominator", a[0]
        yield "change coefficient", div(a[0], mul(2, a[1]))
    elif t.op == "pow":
        yield "exponent", power(a[0], t.data + 1)
        yield "exponent", power(a[0], t.data - 1)
    elif t.op == "T":
        yield "transpose", a[0]
    elif t.op == "norm":
        for other in (norm, norm1, norm_inf):
            yield "other norm", other(a[0])
    elif t.op == "fn":
        yield "drop function", a[0]
        for name in FUNCTIONS[:2]:
            yield "other function", function(name, a[0])
    elif t.op == "sum" and t.data.pairs:
        yield "drop factor", 2 * t
    elif t.op in ("sum", "max"):
        yield "change coefficient", 2 * t
    elif t.op in ("cross", "kron"):
        yield "swap factors", rebuild(t, (a[1], a[0]))
    elif t.op == "had":
        yield from (("drop factor", x) for x in a)
    elif t.op == "column":
        yield "swap entries", rebuild(t, (a[1], a[0], *a[2:]))
    elif t.op == "sym":
        yield from (("swap symbol", s) for s in pool if s.shape == t.shape and s != t)
        if not t.scalar:
            yield "transpose", transpose(t)
    elif t.op == "E":
        yield "drop expectation", a[0]
    elif t.op == "rpow":
        yield "exponent", power(a[0], a[1] + 1)
    elif t.op in ("let", "block"):
        yield "change coefficient", 2 * t
    if t.op in ("sym", "entry", "norm") and t.scalar:
        yield "change coefficient", 2 * t
