"""Chapter vectors: angle and cosine."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from mmlbook import _check
from mmlbook._check import Array
from mmlbook.linear_algebra.vectors.norms import norm, normalize

__all__ = ["angle_between", "angle_between_arccos", "cosine_similarity"]


def cosine_similarity(X: ArrayLike, Y: ArrayLike) -> Array:
    r"""Compare directions: :math:`x^\top y / (\lVert x \rVert \lVert y \rVert)`, row by row.

    Parameters
    ----------
    X : array_like, shape (n, d) or (d,)
        Rows that are not zero, or one vector.
    Y : array_like, shape (m, d) or (d,)
        Likewise.

    Returns
    -------
    C : ndarray, shape (n, m)
        Entry `i, j` compares row `i` of `X` with row `j` of `Y`.  A vector instead of a matrix
        drops its axis; two vectors give a number.

    Raises
    ------
    ValueError
        If a row is zero, an entry is not finite or the rows differ in length.

    Notes
    -----
    Book: ``alg-cosine-similarity``.  By Cauchy-Schwarz the value is between -1 and 1; what
    rounding adds beyond is cut off.  Cost: :math:`2nmd` flops.  Not handled here: sparse rows.

    Source: Manning, Raghavan and Schütze (2008), section 6.3.

    Examples
    --------
    >>> cosine_similarity([[1, 0], [2, 2]], [[0, 3], [-1, 0]])
    array([[ 0.        , -1.        ],
           [ 0.70710678, -0.70710678]])
    """
    X = _check.points(X, "X")
    Y = _check.points(Y, "Y", columns=X.shape[-1])

    C: Array = unit_rows(X, "X") @ unit_rows(Y, "Y").T
    return np.clip(C, -1.0, 1.0)


def angle_between(u: ArrayLike, v: ArrayLike) -> float:
    r"""Return the angle between two vectors, from 0 to :math:`\pi`.

    Parameters
    ----------
    u, v : array_like, shape (d,)
        Vectors that are not zero.

    Returns
    -------
    angle : float
        In radians.

    Raises
    ------
    ValueError
        If a vector is zero or not finite, or the lengths differ.

    Notes
    -----
    Book: ``alg-angle``.  The unit vectors span a rhombus whose diagonals :math:`u - v` and
    :math:`u + v` have lengths :math:`2 \sin(\varphi/2)` and :math:`2 \cos(\varphi/2)`.  The
    arc cosine of the dot product (``angle_between_arccos``) is flat at 1 and loses half the
    digits of a small angle.  Cost: :math:`O(d)`.  Not handled here: the sense of rotation.

    Source: Kahan (2006), "How futile are mindless assessments of roundoff", section 12.

    Examples
    --------
    >>> angle_between([2, 0], [0, 3]) == np.pi / 2
    True
    >>> angle_between([1, 0], [1, 1e-10])
    1e-10
    """
    u = _check.nonzero(_check.vector(u, "u"), "u")
    v = _check.nonzero(_check.vector(v, "v", length=len(u)), "v")

    u, v = normalize(u), normalize(v)
    return 2 * math.atan2(norm(u - v), norm(u + v))


def angle_between_arccos(u: ArrayLike, v: ArrayLike) -> float:
    r"""Return the angle by :math:`\arccos` of the cosine, inaccurate near 0 and :math:`\pi`.

    Parameters
    ----------
    u, v : array_like, shape (d,)
        Vectors that are not zero.

    Returns
    -------
    angle : float
        In radians.

    Raises
    ------
    ValueError
        If a vector is zero or not finite, or the lengths differ.

    Notes
    -----
    Book: ``alg-angle``.  Here to be criticized; use ``angle_between``.  Cost: :math:`O(d)`.

    Source: Kahan (2006), "How futile are mindless assessments of roundoff", section 12.

    Examples
    --------
    >>> angle_between_arccos([1, 0], [1, 1e-10])  # the angle is 1e-10
    0.0
    """
    u = _check.nonzero(_check.vector(u, "u"), "u")
    v = _check.nonzero(_check.vector(v, "v", length=len(u)), "v")

    return float(np.arccos(cosine_similarity(u, v)))


def unit_rows(X: Array, name: str) -> Array:
    """Return each row divided by its length; a single vector is a row, too."""
    largest = np.abs(X).max(axis=-1, initial=0.0)
    if not largest.all():
        row = "" if X.ndim == 1 else f"row {np.flatnonzero(largest == 0)[0]} of "
        raise ValueError(f"{row}{name} is zero, and a zero vector has no direction")
    rows: Array = X / largest[..., None]
    lengths: Array = np.sqrt(np.sum(rows**2, axis=-1))
    return rows / lengths[..., None]
