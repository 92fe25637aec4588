"""Input checks.  Public functions call these; step functions and helpers never do.

The checked arrays are float64 and read-only: an algorithm cannot modify its argument, and one that
works in place says so by ``A.copy()``.  Nothing is copied without need, so a check costs one pass.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Collection
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = [
    "Array",
    "choice",
    "generator",
    "integer",
    "matrix",
    "nonzero",
    "points",
    "positive",
    "scalar",
    "strings",
    "symmetric",
    "vector",
]

Array = NDArray[np.float64]


def matrix(
    A: ArrayLike, name: str = "A", *, square: bool = False, columns: int | None = None
) -> Array:
    """Return `A` as a finite, two-dimensional, read-only float64 array."""
    A = _real(A, name)
    if A.ndim != 2:
        raise ValueError(f"{name} must be a matrix (2 axes); got {_axes(A)}")
    if square and A.shape[0] != A.shape[1]:
        raise ValueError(f"{name} must be square; got shape {A.shape}")
    return _finite(_columns(A, name, columns), name)


def vector(b: ArrayLike, name: str = "b", *, length: int | None = None) -> Array:
    """Return `b` as a finite, one-dimensional, read-only float64 array."""
    b = _real(b, name)
    if b.ndim != 1:
        raise ValueError(f"{name} must be a vector (1 axis); got {_axes(b)}")
    if length is not None and b.size != length:
        raise ValueError(f"{name} must have length {length}; got {b.size}")
    return _finite(b, name)


def points(X: ArrayLike, name: str = "X", *, columns: int | None = None) -> Array:
    """Return one point (a vector) or several (the rows of a matrix), finite and read-only."""
    X = _real(X, name)
    if X.ndim not in (1, 2):
        raise ValueError(f"{name} must be a vector or a matrix of rows; got {_axes(X)}")
    return _finite(_columns(X, name, columns), name)


def symmetric(A: Array, name: str = "A", rtol: float = 1e-12) -> Array:
    """Return the checked square matrix `A`, or raise if it is not symmetric up to rounding."""
    if not np.allclose(A, A.T, rtol=rtol, atol=rtol * np.abs(A).max(initial=0.0)):
        raise ValueError(f"{name} must be symmetric")
    return A


def nonzero(x: Array, name: str) -> Array:
    """Return the checked vector `x`, or raise if it is the zero vector."""
    if not x.any():
        raise ValueError(f"{name} must not be the zero vector")
    return x


def scalar(x: Any, name: str) -> float:
    """Return `x` as a finite float."""
    number = _number(x, name)
    if not math.isfinite(number):
        raise ValueError(f"{name} must be finite; got {x}")
    return number


def positive(x: Any, name: str, *, infinite: bool = False) -> float:
    """Return `x` as a float greater than zero; infinity only on request."""
    number = _number(x, name)
    if not number > 0 or (math.isinf(number) and not infinite):
        raise ValueError(f"{name} must be positive{'' if infinite else ' and finite'}; got {x}")
    return number


def integer(k: Any, name: str, *, low: int | None = None, high: int | None = None) -> int:
    """Return `k` as an int between `low` and `high`, both included."""
    try:
        if isinstance(k, (bool, np.bool_)):
            raise TypeError
        number = operator.index(k)
    except TypeError:
        raise TypeError(f"{name} must be an integer; got {k!r}") from None
    if (low is not None and number < low) or (high is not None and number > high):
        bounds = f"at least {low}" if high is None else f"from {low} to {high}"
        raise ValueError(f"{name} must be {bounds}; got {k}")
    return number


def choice(value: str, name: str, options: Collection[str]) -> str:
    """Return `value`, one of `options`."""
    if value not in options:
        raise ValueError(f"{name} must be one of {', '.join(map(repr, options))}; got {value!r}")
    return value


def strings(words: Any, name: str) -> list[str]:
    """Return the strings of a sequence, which is not itself a string, as a list."""
    if isinstance(words, (str, bytes)) or not all(isinstance(word, str) for word in words):
        raise TypeError(f"{name} must be a sequence of strings; got {words!r:.60}")
    return list(words)


def generator(rng: Any, name: str = "rng") -> np.random.Generator:
    """Return the random generator `rng`; seeds and global state are refused."""
    if not isinstance(rng, np.random.Generator):
        raise TypeError(f"{name} must be a numpy.random.Generator; got {type(rng).__name__}")
    return rng


def _real(x: ArrayLike, name: str) -> Array:
    """Return a read-only view of `x` as float64."""
    if hasattr(x, "filled"):
        raise TypeError(f"{name} must not be a masked array: the mask would be lost")
    try:
        raw = np.asarray(x)
        if raw.dtype.kind not in "biufO":
            raise TypeError(f"got dtype {raw.dtype}")
        view = raw.astype(np.float64, copy=False).view()
    except TypeError as error:
        raise TypeError(f"{name} must contain real numbers: {error}") from None
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{name} must be a rectangular array of numbers: {error}") from None
    view.flags.writeable = False
    return view


def _finite(x: Array, name: str) -> Array:
    """Return `x`, all of whose entries are finite; a finite sum of squares is proof enough."""
    with np.errstate(all="ignore"):
        total = np.vdot(x, x)
    if not (np.isfinite(total) or np.isfinite(x).all()):
        raise ValueError(f"{name} contains NaN or infinity")
    return x


def _columns(X: Array, name: str, columns: int | None) -> Array:
    """Return `X`, whose last axis has the expected length."""
    if columns is not None and X.shape[-1] != columns:
        raise ValueError(f"{name} must have {columns} columns; got shape {X.shape}")
    return X


def _number(x: Any, name: str) -> float:
    """Return the real number `x` as a float."""
    if isinstance(x, (str, bytes, bool, np.bool_)):
        raise TypeError(f"{name} must be a real number; got {x!r}")
    try:
        return float(x)
    except (TypeError, ValueError):
        raise TypeError(f"{name} must be a real number; got {x!r}") from None


def _axes(x: Array) -> str:
    """Say how many axes `x` has."""
    return "1 axis" if x.ndim == 1 else f"{x.ndim} axes"
