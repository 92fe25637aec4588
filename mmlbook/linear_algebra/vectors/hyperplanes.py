"""Chapter vectors: lines, planes and hyperplanes."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from mmlbook import _check
from mmlbook._check import Array
from mmlbook.linear_algebra.vectors.norms import norm, normalize

__all__ = ["project_onto_hyperplane", "signed_distance_to_hyperplane"]


def signed_distance_to_hyperplane(X: ArrayLike, w: ArrayLike, b: float) -> Array:
    r"""Return the signed distance :math:`(w^\top x + b) / \lVert w \rVert` of each row.

    Parameters
    ----------
    X : array_like, shape (n, d) or (d,)
        Points.
    w : array_like, shape (d,)
        Normal vector of the hyperplane :math:`w^\top x + b = 0`, not zero.
    b : float
        Offset.

    Returns
    -------
    s : ndarray, shape (n,)
        Positive on the side to which `w` points; a number if `X` is one point.

    Raises
    ------
    ValueError
        If `w` is zero, the lengths differ or an entry is not finite.

    Notes
    -----
    Book: ``alg-signed-distance``.  Cost: :math:`2nd` flops.

    Source: Deisenroth, Faisal and Ong (2020), section 12.2.

    Examples
    --------
    >>> signed_distance_to_hyperplane([[0, 0], [3, 4]], w=[3, 4], b=-10)
    array([-2.,  3.])
    """
    w = _check.nonzero(_check.vector(w, "w"), "w")
    X, b = _check.points(X, "X", columns=len(w)), _check.scalar(b, "b")

    return (X @ w + b) / norm(w)


def project_onto_hyperplane(X: ArrayLike, w: ArrayLike, b: float) -> Array:
    r"""Return the nearest point with :math:`w^\top x + b = 0` for each row.

    Parameters
    ----------
    X : array_like, shape (n, d) or (d,)
        Points.
    w : array_like, shape (d,)
        Normal vector, not zero.
    b : float
        Offset.

    Returns
    -------
    P : ndarray, shape of `X`
        The feet of the perpendiculars.

    Raises
    ------
    ValueError
        If `w` is zero, the lengths differ or an entry is not finite.

    Notes
    -----
    Book: ``alg-signed-distance``.  From `x` walk back along the unit normal as far as `x` is
    away: :math:`x - s\, w / \lVert w \rVert`.  Cost: :math:`4nd` flops.

    Source: Boyd and Vandenberghe (2018), section 3.4; Deisenroth, Faisal and Ong (2020), 12.2.

    Examples
    --------
    >>> project_onto_hyperplane([[0, 0], [3, 4]], w=[3, 4], b=-25)
    array([[3., 4.],
           [3., 4.]])
    """
    w = _check.nonzero(_check.vector(w, "w"), "w")
    X = _check.points(X, "X", columns=len(w))

    s = signed_distance_to_hyperplane(X, w, b)
    return X - np.multiply.outer(s, normalize(w))
