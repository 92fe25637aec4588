"""Trying to refute a claimed identity, with exact numbers.

A formula is worth a proof only if it survives this.  What it survives is not yet proved.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import numpy as np
import sympy as sp

__all__ = ["check_identity"]

LARGEST = 50  # numerators and denominators are at most this large
Point = dict[sp.Symbol, sp.Rational]


def check_identity(
    lhs: sp.Expr,
    rhs: sp.Expr,
    symbols: Sequence[sp.Symbol],
    n_trials: int = 20,
    rng: np.random.Generator | None = None,
) -> Point | None:
    r"""Look for fractions at which the two sides of a claimed identity differ.

    Parameters
    ----------
    lhs, rhs : sympy.Expr
        The two sides: sums, products, quotients and whole powers of the symbols and of fractions.
    symbols : sequence of sympy.Symbol
        All symbols that occur in them.
    n_trials : int, default=20
        How many points to try; only points at which both sides are defined count.
    rng : numpy.random.Generator, optional
        Chooses the points; without it they are always the same.

    Returns
    -------
    counterexample : dict or None
        A point where the sides differ: the claim is false.  None if there is none among the trials.

    Raises
    ------
    ValueError
        If a side is not made of the symbols by those operations, or is defined (almost) nowhere.

    Notes
    -----
    Fractions are exact, so a difference is a difference and never a rounding error.  For one
    symbol, polynomials of degree `D` that agree at more than `D` different points are equal: then
    enough trials are a proof.  In several symbols a false identity survives one trial with a
    chance of at most `D` divided by the number of values from which each symbol is drawn, if all
    of them are equally likely (Schwartz and Zippel).

    Source: Schwartz (1980), section 2.

    Examples
    --------
    >>> a, b = sp.symbols("a b")
    >>> check_identity((a + b) * (a - b), a**2 - b**2, [a, b]) is None
    True
    >>> point = check_identity((a + b) ** 2, a**2 + b**2, [a, b])
    >>> 2 * point[a] * point[b] != 0
    True
    """
    lhs, rhs = _rational(lhs, "lhs", symbols), _rational(rhs, "rhs", symbols)
    rng = np.random.default_rng(0) if rng is None else rng
    if n_trials < 1:
        raise ValueError(f"n_trials must be at least 1; got {n_trials}")

    points = _defined(lhs, rhs, symbols, 10 * n_trials, rng)
    return first_difference(lhs, rhs, islice(points, n_trials))


def first_difference(lhs: sp.Expr, rhs: sp.Expr, points: Iterable[Point]) -> Point | None:
    """Return the first of some points at which two sides differ, or None."""
    for point in points:
        if lhs.xreplace(point) != rhs.xreplace(point):
            return point
    return None


def _defined(
    lhs: sp.Expr, rhs: sp.Expr, symbols: Sequence[sp.Symbol], limit: int, rng: np.random.Generator
) -> Iterator[Point]:
    """Draw points at random and pass on those at which both sides are numbers."""
    for _ in range(limit):
        point = {s: _fraction(rng) for s in symbols}
        if lhs.xreplace(point).is_Rational and rhs.xreplace(point).is_Rational:
            yield point
    raise ValueError(f"lhs and rhs must both be defined somewhere; got {lhs} and {rhs}")


def _fraction(rng: np.random.Generator) -> sp.Rational:
    """Return a fraction at random, now and then a whole number."""
    above, below = rng.integers(-LARGEST, LARGEST + 1), rng.integers(1, LARGEST + 1)
    return sp.Rational(int(above), int(below))


def _rational(side: sp.Expr, name: str, symbols: Sequence[sp.Symbol]) -> sp.Expr:
    """Return a side that is made of the symbols and of fractions by the four operations."""
    side = sp.sympify(side, strict=True)
    made = all(
        part.is_Symbol
        or part.is_Rational
        or part.is_Add
        or part.is_Mul
        or (part.is_Pow and part.exp.is_Integer)
        for part in sp.preorder_traversal(side)
    )
    if not made or not side.free_symbols <= set(symbols):
        raise ValueError(f"{name} must be a quotient of polynomials in {symbols}; got {side}")
    return side
