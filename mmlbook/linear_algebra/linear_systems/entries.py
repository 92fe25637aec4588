"""Chapter linear_systems: entries that are floats, or fractions for exact answers."""

from __future__ import annotations

from fractions import Fraction
from numbers import Rational
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mmlbook import _check
from mmlbook.orientation.mathematics_in_code import machine_epsilon

__all__ = ["Numbers", "identity", "matrix", "ratio", "rounding", "same_kind", "square", "vector"]

Numbers = NDArray[Any]  # floats, or Python's fractions
EPS = machine_epsilon(np.float64)


def matrix(A: ArrayLike, name: str = "A") -> Numbers:
    """Return a matrix of floats, or of fractions if there is one and all entries are rational."""
    checked = _check.matrix(A, name)
    return _fractions(A) if _exact(A) else checked


def square(A: ArrayLike, name: str = "A") -> Numbers:
    """Return a square matrix of floats or of fractions."""
    _check.matrix(A, name, square=True)
    return matrix(A, name)


def vector(b: ArrayLike, name: str, length: int) -> Numbers:
    """Return a vector of floats or of fractions."""
    checked = _check.vector(b, name, length=length)
    return _fractions(b) if _exact(b) else checked


def same_kind(A: Numbers, b: Numbers) -> tuple[Numbers, Numbers]:
    """Return both as fractions if one is and the other holds only whole numbers, else as floats."""
    if A.dtype == b.dtype:
        return A, b
    if all(float(x).is_integer() for a in (A, b) if a.dtype != object for x in a.flat):
        return _fractions(A), _fractions(b)
    return A.astype(np.float64), b.astype(np.float64)


def identity(d: int, like: Numbers) -> Numbers:
    """Return the identity with entries of the kind of another array."""
    return _fractions(np.eye(d)) if like.dtype == object else np.eye(d)


def rounding(A: Numbers) -> float:
    """Return the size below which an entry that elimination leaves is taken for zero."""
    if A.dtype == object:
        return 0.0
    return float(max(A.shape, default=0) * EPS * np.abs(A).max(initial=0.0))


def ratio(b: Numbers, A: Numbers) -> float:
    """Return a power of two by which the largest entry of b exceeds that of A; 1 for fractions."""
    if A.dtype == object or not (A.any() and b.any()):
        return 1
    exponents = [int(np.frexp(np.abs(x).max())[1]) for x in (b, A)]
    return float(np.ldexp(1.0, exponents[0] - exponents[1]))


def _exact(x: ArrayLike) -> bool:
    entries = np.asarray(x)
    return (
        entries.dtype == object
        and any(isinstance(entry, Fraction) for entry in entries.flat)
        and all(isinstance(entry, Rational) for entry in entries.flat)
    )


def _fractions(x: ArrayLike) -> Numbers:
    entries = np.asarray(x)
    exact = [Fraction(entry) for entry in entries.ravel().tolist()]
    return np.array(exact, dtype=object).reshape(entries.shape)
