"""Chapter vectors: length and distance."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from mmlbook import _check
from mmlbook._check import Array

__all__ = [
    "distance",
    "norm",
    "norm_ball_boundary",
    "norm_unscaled",
    "normalize",
]

SMALL, LARGE = 1e-10, 1e10  # between them a sum of powers is safe, and so is its root
TINY = float(np.finfo(np.float64).tiny)  # the smallest number that has all its digits


def norm(x: ArrayLike, p: float = 2) -> float:
    r"""Measure length: :math:`\lVert x \rVert_p = \bigl(\sum_j |x_j|^p\bigr)^{1/p}`.

    Parameters
    ----------
    x : array_like, shape (d,)
        A vector.
    p : float, default=2
        The exponent, ``0 < p <= inf``; infinity gives the largest :math:`|x_j|`.

    Returns
    -------
    length : float
        The `p`-norm.

    Raises
    ------
    ValueError
        If `x` is not finite or `p` is not positive.

    Notes
    -----
    Book: ``alg-norm``.  For ``p < 1`` the triangle inequality fails, so the value is a measure
    of size but not a norm.  If the sum of powers is extreme (it may have overflowed or
    underflowed), it is taken again after division by the largest entry, so only a result beyond
    1e308 is infinite.  Cost: one pass, else three.  Not handled here: ``p = 0``, axes.

    Source: Golub and Van Loan (2013), section 2.2; Higham (2002), section 27.8.

    Examples
    --------
    >>> norm([3, -4]), norm([3, -4], p=1), norm([3, -4], p=float("inf"))
    (5.0, 7.0, 4.0)
    >>> norm([3 * 2.0**600, 4 * 2.0**600]) == 5 * 2.0**600  # the squares overflow
    True
    """
    x = _check.vector(x, "x")
    p = _check.positive(p, "p", infinite=True)

    if p == math.inf:
        return float(np.abs(x).max(initial=0.0))
    with np.errstate(over="ignore", under="ignore"):
        total = _sum_of_powers(x, p)
        if SMALL < total < LARGE or not x.any():
            return float(total ** (1 / p))
        scale = np.abs(x).max()
        total = _sum_of_powers(x / scale, p)
    return float(scale * total ** (1 / p))


def norm_unscaled(x: ArrayLike, p: float = 2) -> float:
    r"""Measure length by the bare formula, which overflows and underflows early.

    Parameters
    ----------
    x : array_like, shape (d,)
        A vector.
    p : float, default=2
        The exponent, ``0 < p < inf``.

    Returns
    -------
    length : float
        The `p`-norm, unless a power left the range of floating-point numbers.

    Raises
    ------
    ValueError
        If `x` is not finite, or `p` is not positive and finite.

    Notes
    -----
    Book: ``alg-norm``.  Here to be criticized; use ``norm``.  Cost: one pass.

    Source: Higham (2002), section 27.8.

    Examples
    --------
    >>> norm_unscaled([3, 4])
    5.0
    >>> norm_unscaled([3e-200, 4e-200])  # the length is 5e-200
    0.0
    """
    x = _check.vector(x, "x")
    p = _check.positive(p, "p")

    return float(_sum_of_powers(x, p) ** (1 / p))


def normalize(x: ArrayLike, p: float = 2) -> Array:
    r"""Keep the direction and make the length one: :math:`x / \lVert x \rVert_p`.

    Parameters
    ----------
    x : array_like, shape (d,)
        A vector that is not zero.
    p : float, default=2
        The norm's exponent.

    Returns
    -------
    u : ndarray, shape (d,)
        The unit vector.

    Raises
    ------
    ValueError
        If `x` is zero or not finite, or `p` is not positive.

    Notes
    -----
    Book: ``alg-norm``.  If the norm overflows, or underflows so that digits are lost, the
    largest entry is divided out first: the direction exists.  Cost: two passes.
    Not handled here: rows of a matrix.

    Source: Deisenroth, Faisal and Ong (2020), section 3.1.

    Examples
    --------
    >>> normalize([3, -4])
    array([ 0.6, -0.8])
    """
    x = _check.nonzero(_check.vector(x, "x"), "x")

    with np.errstate(over="ignore"):
        length = norm(x, p)
    if TINY <= length < math.inf:
        return x / length
    direction: Array = x / np.abs(x).max()
    return direction / norm(direction, p)


def distance(x: ArrayLike, y: ArrayLike, p: float = 2) -> float:
    r"""Measure how far apart two points are: :math:`\lVert x - y \rVert_p`.

    Parameters
    ----------
    x, y : array_like, shape (d,)
        Two points.
    p : float, default=2
        The norm's exponent: 2 Euclidean, 1 Manhattan, infinity Chebyshev.

    Returns
    -------
    length : float
        The distance.

    Raises
    ------
    ValueError
        If the lengths differ, an entry or a difference is not finite, or `p` is not positive.

    Notes
    -----
    Book: ``alg-norm``.  Cost: :math:`3d` flops.  Not handled here: points whose difference
    overflows; all pairs at once.

    Source: Boyd and Vandenberghe (2018), section 3.2.

    Examples
    --------
    >>> distance([1, 1], [4, 5]), distance([1, 1], [4, 5], p=1)
    (5.0, 7.0)
    """
    x = _check.vector(x, "x")
    y = _check.vector(y, "y", length=len(x))

    return norm(_check.vector(x - y, "x - y"), p)


def norm_ball_boundary(p: float, n_points: int) -> Array:
    r"""Return points of the plane with :math:`\lVert x \rVert_p = 1`, once around.

    Parameters
    ----------
    p : float
        The norm's exponent, ``0 < p <= inf``.
    n_points : int
        At least 2.  With one more than a multiple of eight, the corners are among them.

    Returns
    -------
    points : ndarray, shape (n_points, 2)
        Counterclockwise, at equal angles from (1, 0); the last point is the first again.

    Raises
    ------
    ValueError
        If `p` is not positive or `n_points` is less than 2.

    Notes
    -----
    Book: ``alg-norm``.  A direction divided by its norm has norm one.
    Cost: :math:`O(n)`.  Not handled here: more than two dimensions.

    Source: Boyd and Vandenberghe (2004), section 2.2.3.

    Examples
    --------
    >>> norm_ball_boundary(1, 5).round(12) + 0.0
    array([[ 1.,  0.],
           [ 0.,  1.],
           [-1.,  0.],
           [ 0., -1.],
           [ 1.,  0.]])
    """
    n_points = _check.integer(n_points, "n_points", low=2)

    angles = 2 * np.pi * np.arange(n_points - 1) / (n_points - 1)
    directions = np.column_stack([np.cos(angles), np.sin(angles)])
    points = [direction / norm(direction, p) for direction in directions]
    return np.array([*points, points[0]])


def _sum_of_powers(x: Array, p: float) -> np.float64:
    """Return the sum of ``|x_j| ** p``."""
    if p == 2:
        return np.float64(x @ x)
    size = np.abs(x)
    return np.float64(np.sum(size if p == 1 else size**p))
