"""Chapter mathematics_in_code: numbers that keep the precision in which they come.

The other chapters calculate in float64 whatever they are given.  This one is about precision: half
and single stay as they are.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mmlbook import _check

__all__ = ["Floats", "array", "common", "matrix", "vector"]

Floats = NDArray[np.floating[Any]]
KEPT = (np.float16, np.float32)


def vector(x: ArrayLike, name: str) -> Floats:
    """Return a finite, read-only vector of float16, float32 or else float64."""
    return _keep(_check.vector(x, name), x)


def matrix(X: ArrayLike, name: str, *, columns: int | None = None) -> Floats:
    """Return a finite, read-only matrix of float16, float32 or else float64."""
    return _keep(_check.matrix(X, name, columns=columns), X)


def array(x: ArrayLike, name: str, *, minus_infinity: bool = False) -> Floats:
    """Return finite numbers with any number of axes; minus infinity only on request."""
    numbers = np.asanyarray(x)  # a masked array stays one, and is refused
    zeros = np.asarray(numbers == -np.inf) & minus_infinity
    finite = np.where(zeros, 0, numbers) if zeros.any() else numbers
    checked = _check.vector(finite.reshape(-1), name).reshape(numbers.shape)
    return _keep(np.where(zeros, -np.inf, checked) if zeros.any() else checked, x)


def common(A: Floats, B: Floats) -> tuple[Floats, Floats]:
    """Return both arrays in the finer precision of the two."""
    kind = np.result_type(A, B)
    return A.astype(kind, copy=False), B.astype(kind, copy=False)


def _keep(checked: NDArray[np.float64], x: ArrayLike) -> Floats:
    """Return checked numbers in the precision of `x`."""
    kind = np.asarray(x).dtype
    kept: Floats = checked.astype(kind) if kind in KEPT else checked
    kept.flags.writeable = False
    return kept
