"""The vocabulary of integrals and sums with limits, powers of any exponent, factorials.

These terms are statements about limits.  The kernels take them as they stand; what is proved of
them is proved by the certificates of `steps`.

Trusted for: shapes, and that a bound variable is free nowhere else.
"""

from __future__ import annotations

from mmlbook.derive.names import declared
from mmlbook.derive.terms import (
    SCALAR,
    Operand,
    ShapeError,
    Term,
    _term,
    as_term,
    div,
    function,
    mul,
)
from mmlbook.derive.traverse import symbols

__all__ = [
    "binomial",
    "factorial",
    "gamma",
    "infinite",
    "integral",
    "one_sided",
    "oo",
    "pi",
    "series",
]

pi = _term("const", (), "pi", SCALAR)
oo = _term("const", (), "oo", SCALAR)  # only for ends of integrals and sums, and for limits


def infinite(t: Term) -> int:
    """Return 1 for infinity, -1 for minus infinity, 0 for a number.

    Examples
    --------
    >>> infinite(oo), infinite(-oo), infinite(pi)
    (1, -1, 0)
    """
    if t.op == "neg":
        return -infinite(t.args[0])
    return int(t.op == "const" and t.data == "oo")


def one_sided(x: Term, end: Term) -> bool:
    """Return whether x can come to an end from one side only."""
    at_zero = end.op == "num" and end.data == 0
    return bool(infinite(end)) or (at_zero and "nonnegative" in x.data.properties)


def _finite(t: Term) -> None:
    if any(infinite(s) for s in t.subterms()):
        raise ShapeError("infinity may only stand at the end of an integral, a sum or a limit")


def _bound(x: Term, body: Operand, lower: Operand, upper: Operand) -> tuple[Term, Term, Term]:
    terms = as_term(body), as_term(lower), as_term(upper)
    if x.op != "sym" or not all(t.scalar for t in (x, *terms)):
        raise ShapeError(
            "an integral or a sum needs a scalar symbol, a scalar body and scalar ends"
        )
    if x in symbols(*terms[1:]):
        raise ShapeError(f"the ends must not depend on {x.data.name}")
    _finite(terms[0])
    for t in terms[1:]:
        if not infinite(t):
            _finite(t)
    return terms


def integral(x: Term, body: Operand, lower: Operand, upper: Operand) -> Term:
    r"""Return the integral of `body` over x from `lower` to `upper`, which may be infinite.

    Examples
    --------
    >>> from mmlbook.derive.terms import symbol
    >>> from mmlbook.derive.vocabulary import exp
    >>> x = symbol("x")
    >>> integral(x, exp(-x), 0, oo)
    Term(\int_{0}^{\infty} \exp\left(-x\right) \, \mathrm{d}x)
    """
    own = declared(x.data.properties) if x.op == "sym" else []
    if own not in ([], ["positive"], ["nonnegative"]) or x.data.group:
        raise ShapeError("the variable of an integral may be positive or nonnegative, nothing else")
    return _term("int", _bound(x, body, lower, upper), x, SCALAR)


def series(k: Term, body: Operand, lower: Operand, upper: Operand) -> Term:
    r"""Return the sum of `body` for k = lower, ..., upper; k is a natural number.

    Examples
    --------
    >>> from mmlbook.derive.terms import symbol
    >>> k, q = symbol("k", natural=True), symbol("q")
    >>> series(k, q**k, 0, oo)
    Term(\sum_{k=0}^{\infty} q^{k})
    """
    if k.op != "sym" or declared(k.data.properties) != ["natural"] or k.data.group:
        raise ShapeError("a sum runs over a symbol that is declared natural, and nothing else")
    if not all(whole(as_term(e)) or infinite(as_term(e)) for e in (lower, upper)):
        raise ShapeError("the ends of a sum must be whole numbers")
    return _term("series", _bound(k, body, lower, upper), k, SCALAR)


def gamma(x: Operand) -> Term:
    r"""Return the gamma function, which extends the factorial: gamma(n + 1) = n!.

    Examples
    --------
    >>> from mmlbook.derive.terms import symbol
    >>> gamma(symbol("a"))
    Term(\Gamma\left(a\right))
    """
    return function("gamma", _scalar(x))


def factorial(n: Operand) -> Term:
    r"""Return the factorial.

    Examples
    --------
    >>> from mmlbook.derive.terms import symbol
    >>> factorial(symbol("n", natural=True) + 1)
    Term(\left(n + 1\right)!)
    """
    return function("factorial", _scalar(n))


def binomial(n: Operand, k: Operand) -> Term:
    r"""Return the binomial coefficient n! / (k! (n - k)!).

    Examples
    --------
    >>> from mmlbook.derive.terms import symbol
    >>> binomial(symbol("n", natural=True), symbol("k", natural=True))
    Term(\binom{n}{k})
    """
    return _term("binom", (_scalar(n), _scalar(k)), None, SCALAR)


def written_out(t: Term) -> Term:
    """Return a binomial coefficient with factorials."""
    n, k = t.args
    return div(factorial(n), mul(factorial(k), factorial(n - k)))


def whole(t: Term) -> bool:
    """Return whether a term is a whole number by its form."""
    if t.op in ("add", "neg", "mul", "pow"):
        return all(map(whole, t.args))
    if t.op == "num":
        return bool(t.data.denominator == 1)
    return t.op == "size" or (t.op == "sym" and "natural" in t.data.properties)


def _scalar(x: Operand) -> Term:
    t = as_term(x)
    if not t.scalar:
        raise ShapeError("a factorial needs a scalar")
    return t
