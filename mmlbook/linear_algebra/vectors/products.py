"""Chapter vectors: combinations and products, areas and volumes."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from mmlbook import _check
from mmlbook._check import Array
from mmlbook.linear_algebra.vectors.norms import norm

__all__ = [
    "cross",
    "dot",
    "linear_combination",
    "scalar_triple_product",
    "triangle_area",
]


def linear_combination(coeffs: ArrayLike, vectors: ArrayLike) -> Array:
    r"""Combine vectors: :math:`\alpha_1 v_1 + \dots + \alpha_k v_k`.

    Parameters
    ----------
    coeffs : array_like, shape (k,)
        The coefficients.
    vectors : array_like, shape (k, d)
        The vectors, one in each row.

    Returns
    -------
    x : ndarray, shape (d,)
        The combination; the zero vector if `k` is 0.

    Raises
    ------
    ValueError
        If the arguments are not finite, or not as many coefficients as rows.

    Notes
    -----
    Book: ``alg-dot``.  The sum over rows is the product of the row of coefficients
    with the matrix.  Cost: :math:`2kd` flops.  Not handled here: sparse vectors.

    Source: Boyd and Vandenberghe (2018), section 1.3.

    Examples
    --------
    >>> linear_combination([2, -1], [[1, 0, 3], [0, 1, 1]])
    array([ 2., -1.,  5.])
    """
    vectors = _check.matrix(vectors, "vectors")
    coeffs = _check.vector(coeffs, "coeffs", length=len(vectors))

    return coeffs @ vectors


def dot(u: ArrayLike, v: ArrayLike) -> float:
    r"""Multiply entry by entry and add: :math:`u^\top v = \sum_j u_j v_j`.

    Parameters
    ----------
    u, v : array_like, shape (d,)
        Vectors of equal length.

    Returns
    -------
    product : float
        The dot product.

    Raises
    ------
    ValueError
        If the lengths differ or an entry is not finite.

    Notes
    -----
    Book: ``alg-dot``.  Cost: :math:`2d` flops.  The error is at most about
    :math:`d \varepsilon \sum_j |u_j v_j|`, which may exceed the result when terms cancel.
    Not handled here: products beyond 1e308, which overflow with a warning; complex vectors.

    Source: Boyd and Vandenberghe (2018), section 1.4.

    Examples
    --------
    >>> dot([1, 2, 3], [4, -5, 6])
    12.0
    """
    u = _check.vector(u, "u")
    v = _check.vector(v, "v", length=len(u))

    return float(u @ v)


def cross(u: ArrayLike, v: ArrayLike) -> Array:
    r"""Return :math:`u \times v`, perpendicular to both, as long as their parallelogram is large.

    Parameters
    ----------
    u, v : array_like, shape (3,)
        Vectors of three-dimensional space.

    Returns
    -------
    w : ndarray, shape (3,)
        The cross product, oriented by the right-hand rule.

    Raises
    ------
    ValueError
        If an argument does not have three finite entries.

    Notes
    -----
    Book: ``alg-cross``.  Cost: 9 flops.  Not handled here: other dimensions, rows of a matrix.

    Source: Strang (2016), section 5.3.

    Examples
    --------
    >>> cross([1, 2, 3], [4, 5, 6])
    array([-3.,  6., -3.])
    """
    u1, u2, u3 = _check.vector(u, "u", length=3)
    v1, v2, v3 = _check.vector(v, "v", length=3)

    return np.array([u2 * v3 - u3 * v2, u3 * v1 - u1 * v3, u1 * v2 - u2 * v1])


def scalar_triple_product(u: ArrayLike, v: ArrayLike, w: ArrayLike) -> float:
    r"""Return the signed volume :math:`u^\top (v \times w)` of a parallelepiped.

    Parameters
    ----------
    u, v, w : array_like, shape (3,)
        The edges, in order.

    Returns
    -------
    volume : float
        Positive if the edges are right-handed, zero if they lie in a plane.

    Raises
    ------
    ValueError
        If an argument does not have three finite entries.

    Notes
    -----
    Book: ``alg-cross``.  Cost: 14 flops.  Not handled here: certainty about the sign
    when the edges nearly lie in a plane.

    Source: Strang (2016), section 5.3.

    Examples
    --------
    >>> scalar_triple_product([1, 0, 0], [0, 2, 0], [5, 7, 3])
    6.0
    """
    u = _check.vector(u, "u", length=3)
    v = _check.vector(v, "v", length=3)
    w = _check.vector(w, "w", length=3)

    return dot(u, cross(v, w))


def triangle_area(a: ArrayLike, b: ArrayLike, c: ArrayLike) -> float:
    r"""Return the area of a triangle in any dimension.

    Parameters
    ----------
    a, b, c : array_like, shape (d,)
        The corners.

    Returns
    -------
    area : float
        Zero if the corners lie on a line.

    Raises
    ------
    ValueError
        If the corners differ in length or an entry is not finite.

    Notes
    -----
    Book: ``alg-cross``.  With the edges `u`, `v` from `a`, Lagrange's identity
    :math:`\lVert u \rVert^2 \lVert v \rVert^2 - (u^\top v)^2 = \sum_{i<j} (u_i v_j - u_j v_i)^2`
    gives twice the area, squared; its right side does not cancel as the left does.
    Cost: :math:`O(d^2)`.  Not handled here: orientation, very many dimensions.

    Source: Steele (2004), chapter 3.

    Examples
    --------
    >>> triangle_area([0, 0], [4, 0], [0, 3]), triangle_area([1, 0, 0], [1, 2, 0], [1, 0, 5])
    (6.0, 5.0)
    """
    a = _check.vector(a, "a")
    u = _check.vector(b, "b", length=len(a)) - a
    v = _check.vector(c, "c", length=len(a)) - a

    minors = np.outer(u, v) - np.outer(v, u)
    return norm(minors[np.triu_indices(len(a), 1)]) / 2
