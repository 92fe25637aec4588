"""Kernel 2, differentials: the rate of change of a term, for all sizes.

``d`` is the derivation that sends the variable x to a new symbol dx: it is linear, obeys the
product and the chain rule, and knows the derivatives of the functions of one number.  A gradient G
is claimed by ``df = tr(G' dx)`` for every dx, a Jacobian J by ``df = J dx``; kernels 1 and 3 decide
that.

Theorem (soundness): where a term is differentiable, its derivative in the direction dx is what
these rules give; and a linear function of dx determines its coefficients.  No gradient formula is
trusted.

Trusted for: every mark ``∀`` of a derivative, with the kernel that compares the two sides.
"""

from __future__ import annotations

from collections.abc import Callable

from mmlbook.derive.names import Function
from mmlbook.derive.structure import E, col, kron, random_groups, vec
from mmlbook.derive.terms import (
    Term,
    _term,
    add,
    as_term,
    div,
    entry,
    function,
    inv,
    mul,
    neg,
    power,
    symbol,
    tr,
    transpose,
    zeros,
)
from mmlbook.derive.traverse import rebuild, symbols, unfold
from mmlbook.derive.vocabulary import column, cos, cross, diag, had, sign, sin, sqrt

__all__ = ["claim", "differential", "second_claim"]

_RATES: dict[str, Callable[[Term], Term]] = {
    "exp": lambda x: function("exp", x),
    "log": lambda x: 1 / x,
    "sqrt": lambda x: 1 / (2 * sqrt(x)),
    "sin": cos,
    "cos": lambda x: -sin(x),
    "abs": sign,
    "sign": lambda x: as_term(0),
    "arccos": lambda x: -(1 / sqrt(1 - power(x, 2))),
}


def claim(f: Term, x: Term, derivative: Term) -> tuple[Term, Term]:
    r"""Return the two sides that must be equal for `derivative` to be the derivative of f in x.

    Examples
    --------
    >>> from mmlbook.derive.terms import Dim
    >>> from mmlbook.derive.vocabulary import norm
    >>> u = symbol("u", Dim("n"))
    >>> left, right = claim(power(norm(u), 2), u, 2 * u)
    >>> print(left.latex(), "=", right.latex())
    2 \vect{u}^{\T} \mathrm{d}\vect{u} = \left(2 \vect{u}\right)^{\T} \mathrm{d}\vect{u}
    """
    if x.data.group:
        raise KeyError("an expectation does not vary with a random symbol")
    dx = symbol(f"d {x.data.name}", *x.shape, latex=rf"\mathrm{{d}}{x.latex()}")
    if dx in symbols(f, derivative):
        raise KeyError("the name of the differential is taken")
    left = differential(unfold(f), x, dx)
    if not f.scalar:
        return left, mul(derivative, dx)
    inner = mul(transpose(derivative), dx)
    return left, inner if inner.scalar else tr(inner)


def second_claim(f: Term, x: Term, hessian: Term) -> tuple[Term, Term]:
    """Return the two sides that must be equal for `hessian` to be the Hessian of f in a column x.

    The rate of the rate of change, first along dx and then along another dx, is dx' H dx for every
    pair of directions; such a form determines H, and H is symmetric.
    """
    if x.data.group:
        raise KeyError("an expectation does not vary with a random symbol")
    first, last = (
        symbol(f"{k} d {x.data.name}", *x.shape, latex=rf"\mathrm{{d}}_{k}{x.latex()}")
        for k in (1, 2)
    )
    if {first, last} & set(symbols(f, hessian)):
        raise KeyError("the name of the differential is taken")
    left = differential(unfold(differential(unfold(f), x, first)), x, last)
    return left, mul(transpose(first), hessian, last)


def differential(t: Term, x: Term, dx: Term) -> Term:
    """Return d t, where d x = dx; `t` has no names left in it."""
    if t == x:
        return dx
    if x not in symbols(t):
        return zeros(*t.shape)
    return _RULES[t.op](t, lambda a: differential(a, x, dx))


Rule = Callable[[Term, Callable[[Term], Term]], Term]


def _factors(t: Term, d: Callable[[Term], Term], build: Callable[..., Term]) -> Term:
    """Return the product rule: one term for every factor."""
    a = t.args
    return add(*(build(*a[:k], d(a[k]), *a[k + 1 :]) for k in range(len(a))))


def _quotient(t: Term, d: Callable[[Term], Term]) -> Term:
    a, b = t.args
    return div(d(a), b) - div(mul(d(b), a), power(b, 2))


def _power(t: Term, d: Callable[[Term], Term]) -> Term:
    (a,) = t.args
    if a.op == "norm" and a.data == 2 and t.data == 2:  # no division, so it holds at zero as well
        return mul(2, mul(transpose(a.args[0]), d(a.args[0])))
    if t.scalar:
        return mul(t.data, power(a, t.data - 1) if t.data > 1 else 1, d(a))
    return add(*(mul(*[a] * k, d(a), *[a] * (t.data - 1 - k)) for k in range(t.data)))


def _norm(t: Term, d: Callable[[Term], Term]) -> Term:
    if t.data != 2:
        raise KeyError("norm with kinks")
    (x,) = t.args
    return div(mul(transpose(x), d(x)), t)


def _rate(f: str | Function, x: Term) -> Term:
    return function(f.prime, x) if isinstance(f, Function) else _RATES[f](x)


def _raised(t: Term, d: Callable[[Term], Term]) -> Term:
    base, exponent = t.args
    return mul(exponent, power(base, exponent - 1), d(base)) + (
        mul(t, function("log", base), d(exponent)) if d(exponent) != zeros(1) else zeros(1)
    )


def _expectation(t: Term, d: Callable[[Term], Term]) -> Term:
    inner = d(t.args[0])
    return E(inner) if random_groups(inner) else inner


def _function(t: Term, d: Callable[[Term], Term]) -> Term:
    (x,) = t.args
    entrywise = isinstance(t.data, Function) or t.data in ("exp", "sin", "cos", "abs")
    if not t.scalar and not entrywise:
        raise KeyError("no rate entry by entry")
    rate = _rate(t.data, x)
    return mul(rate, d(x)) if t.scalar else had(rate, d(x))


_RULES: dict[str, Rule] = {
    "add": lambda t, d: add(*map(d, t.args)),
    "neg": lambda t, d: neg(d(t.args[0])),
    "mul": lambda t, d: _factors(t, d, mul),
    "cross": lambda t, d: _factors(t, d, cross),
    "had": lambda t, d: _factors(t, d, had),
    "diag": lambda t, d: diag(d(t.args[0])),
    "det": lambda t, d: mul(t, tr(mul(inv(t.args[0]), d(t.args[0])))),
    "div": _quotient,
    "pow": _power,
    "T": lambda t, d: transpose(d(t.args[0])),
    "tr": lambda t, d: tr(d(t.args[0])),
    "inv": lambda t, d: neg(mul(t, d(t.args[0]), t)),
    "norm": _norm,
    "fn": _function,
    "rpow": _raised,
    "E": _expectation,
    "block": lambda t, d: rebuild(t, tuple(map(d, t.args))),
    "kron": lambda t, d: _factors(t, d, kron),
    "vec": lambda t, d: vec(d(t.args[0])),
    "col": lambda t, d: col(d(t.args[0]), *t.data),
    "column": lambda t, d: column(*map(d, t.args)),
    "entry": lambda t, d: entry(d(t.args[0]), *t.data),
    "sum": lambda t, d: _term("sum", (d(t.args[0]),), t.data, t.shape),
}
