"""Chapter linear_maps: the matrices that everybody should recognize."""

from __future__ import annotations

import numpy as np

from mmlbook import _check
from mmlbook._check import Array

__all__ = ["reflection_2d", "rotation_2d", "scaling_2d", "shear_2d"]


def rotation_2d(phi: float) -> Array:
    r"""Return the rotation of the plane about the origin, counterclockwise.

    Parameters
    ----------
    phi : float
        Angle in radians.

    Returns
    -------
    R : ndarray, shape (2, 2)
        Columns :math:`(\cos\varphi, \sin\varphi)` and :math:`(-\sin\varphi, \cos\varphi)`.

    Raises
    ------
    TypeError
        If `phi` is not a real number.
    ValueError
        If `phi` is not finite.

    Notes
    -----
    Book: ``alg-plane-maps``.  Cost: two evaluations.

    Source: Deisenroth, Faisal and Ong (2020), section 3.9.1.

    Examples
    --------
    >>> rotation_2d(np.pi / 2).round(12) + 0.0
    array([[ 0., -1.],
           [ 1.,  0.]])
    """
    phi = _check.scalar(phi, "phi")

    return np.array([[np.cos(phi), -np.sin(phi)], [np.sin(phi), np.cos(phi)]])


def shear_2d(k: float) -> Array:
    r"""Return the shear that moves each point to the right by `k` times its height.

    Parameters
    ----------
    k : float
        How far the point :math:`(0, 1)` moves.

    Returns
    -------
    K : ndarray, shape (2, 2)
        Area and orientation stay as they are.

    Raises
    ------
    TypeError
        If `k` is not a real number.
    ValueError
        If `k` is not finite.

    Notes
    -----
    Book: ``alg-plane-maps``.  Cost: none.

    Source: Strang (2016), section 8.1.

    Examples
    --------
    >>> shear_2d(0.5) @ [1, 2]
    array([2., 2.])
    """
    return np.array([[1.0, _check.scalar(k, "k")], [0.0, 1.0]])


def scaling_2d(sx: float, sy: float) -> Array:
    r"""Return the map that stretches the first coordinate by `sx` and the second by `sy`.

    Parameters
    ----------
    sx, sy : float
        The factors; a negative one mirrors, zero flattens.

    Returns
    -------
    D : ndarray, shape (2, 2)
        A diagonal matrix.

    Raises
    ------
    TypeError
        If a factor is not a real number.
    ValueError
        If a factor is not finite.

    Notes
    -----
    Book: ``alg-plane-maps``.  Cost: none.

    Source: Strang (2016), section 8.1.

    Examples
    --------
    >>> scaling_2d(2, -1) @ [3, 4]
    array([ 6., -4.])
    """
    return np.diag([_check.scalar(sx, "sx"), _check.scalar(sy, "sy")])


def reflection_2d(phi: float) -> Array:
    r"""Return the reflection in the line through the origin at an angle.

    Parameters
    ----------
    phi : float
        Angle of the line with the first axis, in radians.

    Returns
    -------
    S : ndarray, shape (2, 2)
        Symmetric, and its own inverse.

    Raises
    ------
    TypeError
        If `phi` is not a real number.
    ValueError
        If `phi` is not finite.

    Notes
    -----
    Book: ``alg-plane-maps``.  Cost: two evaluations, at the doubled angle.

    Source: Golub and Van Loan (2013), section 5.1.1.

    Examples
    --------
    >>> reflection_2d(np.pi / 4).round(12) + 0.0
    array([[0., 1.],
           [1., 0.]])
    """
    c, s = np.cos(2 * _check.scalar(phi, "phi")), np.sin(2 * phi)

    return np.array([[c, s], [s, -c]])
