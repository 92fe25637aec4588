"""Chapter orthogonality: rotations in space and beyond."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from mmlbook import _check
from mmlbook._check import Array
from mmlbook.linear_algebra.vectors import normalize

__all__ = ["rotation_3d", "rotation_nd"]


def rotation_3d(axis: ArrayLike, phi: float) -> Array:
    r"""Return the rotation of space about an axis (Rodrigues' formula).

    Parameters
    ----------
    axis : array_like, shape (3,)
        Direction of the axis, of any length but zero.
    phi : float
        Angle in radians; counterclockwise when the axis points at you.

    Returns
    -------
    R : ndarray, shape (3, 3)
        :math:`I + \sin\varphi\, K + (1 - \cos\varphi) K^2`, where :math:`K x` is the cross product
        of the unit axis with `x`.

    Raises
    ------
    TypeError
        If `phi` is not a real number.
    ValueError
        If `axis` is zero, has not three entries, or an entry is not finite.

    Notes
    -----
    Book: ``alg-rotation``.  Cost: a few dozen flops.

    Source: Deisenroth, Faisal and Ong (2020), section 3.9.2, for rotations about the axes.

    Examples
    --------
    >>> rotation_3d([0, 0, 2], np.pi / 2).round(12) + 0.0
    array([[ 0., -1.,  0.],
           [ 1.,  0.,  0.],
           [ 0.,  0.,  1.]])
    """
    axis = _check.nonzero(_check.vector(axis, "axis", length=3), "axis")
    phi = _check.scalar(phi, "phi")

    a, b, c = normalize(axis)
    K = np.array([[0, -c, b], [c, 0, -a], [-b, a, 0]])
    R: Array = np.eye(3) + np.sin(phi) * K + 2 * np.sin(phi / 2) ** 2 * (K @ K)
    return R


def rotation_nd(d: int, i: int, j: int, phi: float) -> Array:
    r"""Return the rotation in the plane of coordinates `i` and `j`, from `i` towards `j`.

    Parameters
    ----------
    d : int
        Dimension, at least 2.
    i, j : int
        Two different coordinates, counted from 0.
    phi : float
        Angle in radians.

    Returns
    -------
    R : ndarray, shape (d, d)
        The identity but for four entries.

    Raises
    ------
    TypeError
        If `d`, `i` or `j` is not an integer, or `phi` not a real number.
    ValueError
        If there is no such plane, or `phi` is not finite.

    Notes
    -----
    Book: ``alg-rotation``.  Every rotation of :math:`\R^d` is a product of such ones.  Cost:
    :math:`d^2` numbers to store; programs change two rows and never form the matrix.

    Source: Deisenroth, Faisal and Ong (2020), section 3.9.3.

    Examples
    --------
    >>> rotation_nd(3, 0, 1, np.pi / 2).round(12) + 0.0
    array([[ 0., -1.,  0.],
           [ 1.,  0.,  0.],
           [ 0.,  0.,  1.]])
    """
    d = _check.integer(d, "d", low=2)
    i = _check.integer(i, "i", low=0, high=d - 1)
    if (j := _check.integer(j, "j", low=0, high=d - 1)) == i:
        raise ValueError(f"i and j must be different coordinates; got {i} twice")
    phi = _check.scalar(phi, "phi")

    R = np.eye(d)
    R[i, i] = R[j, j] = np.cos(phi)
    R[j, i] = np.sin(phi)
    R[i, j] = -R[j, i]
    return R
