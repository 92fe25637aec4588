"""How often can a false identity survive random points?  A bound by degrees.

A nonzero polynomial of degree D vanishes at a random point of a field with p elements with
probability at most D / p (DeMillo and Lipton 1978, Zippel 1979, Schwartz 1980).  All entries of a
term are brought to one common denominator; `degrees` bounds the degrees of numerator and
denominator from above.

Trusted for: the number in the evidence of steps marked ``◇``.
"""

from __future__ import annotations

from collections.abc import Mapping

from mmlbook.derive.names import count
from mmlbook.derive.numbers import PRIME
from mmlbook.derive.terms import Dim, Size, Term
from mmlbook.derive.traverse import unfold

__all__ = ["degrees", "miss_exponent", "uniform"]

Degrees = tuple[int, int]


def miss_exponent(lhs: Term, rhs: Term, sizes: Mapping[Dim, int], points: int) -> int:
    """Return m such that a false identity survives with probability below 2^-m.

    Examples
    --------
    >>> from mmlbook.derive.terms import symbol
    >>> a, b = symbol("a"), symbol("b")
    >>> miss_exponent((a + b) ** 2, a * b, {}, points=1)
    59
    """
    (p, q), (r, s) = degrees(lhs, sizes), degrees(rhs, sizes)
    bound = max(1, p + s, q + r)
    return points * (((PRIME - 1) // bound).bit_length() - 1)


def uniform(*terms: Term) -> bool:
    """Return whether models draw every entry uniformly and evaluate rational functions of them."""
    plain = {"symmetric", "nonzero", "invertible", "full_column_rank"}
    return all(
        s.op not in ("E", "fn") and not (s.op == "sym" and s.data.properties - plain)
        for t in terms
        for s in t.subterms()
    )


def degrees(t: Term, sizes: Mapping[Dim, int]) -> Degrees:
    """Bound the degrees of the numerators and of the common denominator of a term's entries."""
    return _degrees(unfold(t), sizes)


def _degrees(t: Term, sizes: Mapping[Dim, int]) -> Degrees:
    def number(n: Size) -> int:
        return count(n, sizes.__getitem__)

    parts = [_degrees(a, sizes) for a in t.args]
    if t.op in ("num", "size", "eye", "ones", "zeros"):
        return 0, 0
    if t.op == "sym":
        return 1, 0
    if t.op in ("add", "column", "block"):
        below = sum(q for _, q in parts)
        return max(p + below - q for p, q in parts), below
    if t.op in ("mul", "cross", "had", "kron"):
        return sum(p for p, _ in parts), sum(q for _, q in parts)
    p, q = parts[0]
    if t.op == "pow":
        return t.data * p, t.data * q
    if t.op == "norm":  # only squared norms are polynomial; the square doubles again, which is safe
        return p, q
    if t.op == "div":
        r, s = parts[1]
        return p + s, q + r
    if t.op == "inv":
        n = number(t.shape[0])
        return q + (n - 1) * p, n * p
    if t.op == "det":
        n = number(t.args[0].shape[0])
        return n * p, n * q
    if t.op == "sum":
        n = number(t.data.indices[0].over) ** len(t.data.indices)
        return p + (n - 1) * q, n * q
    return p, q  # neg, T, tr, entry
