"""Chapter orthogonality: inner products, and the matrices that make them."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from mmlbook import _check
from mmlbook._check import Array
from mmlbook.linear_algebra.linear_systems import gaussian_elimination
from mmlbook.orientation.mathematics_in_code import machine_epsilon

__all__ = ["gram_matrix", "inner_product", "is_inner_product_matrix", "ruler"]

EPS = machine_epsilon(np.float64)


def is_inner_product_matrix(A: ArrayLike) -> bool:
    r"""Return whether :math:`x^\top A y` is an inner product: `A` symmetric positive definite.

    Parameters
    ----------
    A : array_like, shape (d, d)
        Any square matrix.

    Returns
    -------
    answer : bool
        True if `A` is symmetric and all pivots of its elimination are positive.

    Raises
    ------
    ValueError
        If `A` is not a finite square matrix.

    Notes
    -----
    Book: ``alg-inner-product``.  A pivot counts as positive if rounding cannot have made it so: if
    it is larger than `d` times machine precision times the diagonal entry it came from.
    Cost: that of elimination, :math:`\tfrac23 d^3` flops; half of that would do.

    Source: Strang (2016), section 6.5.

    Examples
    --------
    >>> is_inner_product_matrix([[2, 1], [1, 2]]), is_inner_product_matrix([[1, 2], [2, 1]])
    (True, False)
    """
    A = _check.matrix(A, "A", square=True)
    try:
        _check.symmetric(A)
        with np.errstate(all="ignore"):
            U, _ = gaussian_elimination(A, np.zeros(len(A)), pivoting="none")
    except (ValueError, np.linalg.LinAlgError):
        return False
    return bool(np.all(np.diagonal(U) > len(A) * EPS * np.abs(np.diagonal(A))))


def inner_product(x: ArrayLike, y: ArrayLike, A: ArrayLike | None = None) -> float:
    r"""Return :math:`\langle x, y \rangle = x^\top A y`; without `A` the dot product.

    Parameters
    ----------
    x, y : array_like, shape (d,)
        Two vectors.
    A : array_like, shape (d, d), optional
        Symmetric positive definite.

    Returns
    -------
    value : float
        Linear in `x` and in `y`, the same if they change places, positive for `x = y` not zero.

    Raises
    ------
    ValueError
        If the shapes do not fit, an entry is not finite, or `A` is not symmetric positive definite.

    Notes
    -----
    Book: ``alg-inner-product``.  Cost: :math:`2 d^2` flops, and the check of `A`.

    Source: Deisenroth, Faisal and Ong (2020), section 3.2.

    Examples
    --------
    >>> inner_product([1, 0], [0, 1], [[2, 1], [1, 2]])
    1.0
    """
    x = _check.vector(x, "x")
    y = _check.vector(y, "y", length=len(x))
    return float(x @ ruler(A, len(x)) @ y)


def gram_matrix(V: ArrayLike, A: ArrayLike | None = None) -> Array:
    r"""Return the inner products of all pairs of columns, :math:`V^\top A V`.

    Parameters
    ----------
    V : array_like, shape (d, k)
        Vectors in columns.
    A : array_like, shape (d, d), optional
        Symmetric positive definite; the identity by default.

    Returns
    -------
    G : ndarray, shape (k, k)
        Symmetric; entry (i, j) is the inner product of columns i and j.

    Raises
    ------
    ValueError
        If the shapes do not fit, an entry is not finite, or `A` is not symmetric positive definite.

    Notes
    -----
    Book: ``alg-inner-product``.  The identity if and only if the columns are orthonormal.
    Cost: :math:`2 d k (d + k)` flops.

    Source: Deisenroth, Faisal and Ong (2020), section 3.2.3.

    Examples
    --------
    >>> gram_matrix([[1, 1], [1, -1]])
    array([[2., 0.],
           [0., 2.]])
    """
    V = _check.matrix(V, "V")
    return V.T @ ruler(A, len(V)) @ V


def ruler(A: ArrayLike | None, d: int) -> Array:
    """Return the matrix of an inner product in d dimensions; the identity if there is none."""
    if A is None:
        return np.eye(d)
    A = _check.matrix(A, "A", square=True)
    if len(A) != d:
        raise ValueError(f"A must have shape ({d}, {d}); got {A.shape}")
    if not is_inner_product_matrix(A):
        raise ValueError("A must be symmetric positive definite")
    return A
