"""Chapter matrices: inverses, and what a change of rank one does to them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from mmlbook import _check
from mmlbook._check import Array
from mmlbook.linear_algebra.vectors import dot

__all__ = ["inverse_2x2", "is_inverse", "sherman_morrison_solve"]


def inverse_2x2(A: ArrayLike) -> Array:
    r"""Invert a 2 by 2 matrix by the formula.

    Parameters
    ----------
    A : array_like, shape (2, 2)
        A matrix whose determinant :math:`ad - bc` is not zero.

    Returns
    -------
    B : ndarray, shape (2, 2)
        The inverse.

    Raises
    ------
    ValueError
        If `A` is not a finite 2 by 2 matrix.
    numpy.linalg.LinAlgError
        If the determinant is zero.

    Notes
    -----
    Book: ``alg-inverse-2x2``.  Cost: 7 flops and a change of two signs.  When the two products
    nearly cancel, most digits of the result are lost.  Not handled here: a determinant that
    overflows or underflows.

    Source: Strang (2016), section 2.5.

    Examples
    --------
    >>> inverse_2x2([[2, 1], [5, 3]])
    array([[ 3., -1.],
           [-5.,  2.]])
    """
    A = _check.matrix(A, columns=2, square=True)
    (a, b), (c, d) = A
    determinant = a * d - b * c
    if determinant == 0:
        raise np.linalg.LinAlgError("A has no inverse: its determinant is zero")

    B: Array = np.array([[d, -b], [-c, a]]) / determinant
    return B


def is_inverse(A: ArrayLike, B: ArrayLike, tol: float = 1e-10) -> bool:
    r"""Say whether :math:`AB = I` and :math:`BA = I`, up to `tol` in every entry.

    Parameters
    ----------
    A : array_like, shape (n, n)
        A square matrix.
    B : array_like, shape (n, n)
        The candidate.
    tol : float, default=1e-10
        The largest deviation allowed.

    Returns
    -------
    answer : bool
        Whether both products are the identity, up to `tol`.

    Raises
    ------
    ValueError
        If the matrices are not square, not of one size or not finite, or `tol` is not positive.

    Notes
    -----
    Book: ``alg-inverse-2x2``.  Cost: :math:`4n^3` flops.

    Source: Strang (2016), section 2.5.

    Examples
    --------
    >>> is_inverse([[2, 1], [5, 3]], [[3, -1], [-5, 2]])
    True
    >>> is_inverse([[2, 1], [5, 3]], [[0.5, 1], [0.2, 1 / 3]])  # entry by entry is not it
    False
    """
    A = _check.matrix(A, "A", square=True)
    B = _check.matrix(B, "B", square=True, columns=len(A))
    tol = _check.positive(tol, "tol")

    errors = np.abs([A @ B - np.eye(len(A)), B @ A - np.eye(len(A))])
    return bool(errors.max(initial=0.0) <= tol)


def sherman_morrison_solve(
    solve_A: Callable[[Array], ArrayLike], u: ArrayLike, v: ArrayLike, b: ArrayLike
) -> Array:
    r"""Solve :math:`(A + uv^\top) x = b` with two solutions of systems with `A`.

    Parameters
    ----------
    solve_A : callable, from shape (n,) to shape (n,)
        Takes a vector and returns the solution `x` of :math:`Ax =` that vector.
    u, v : array_like, shape (n,)
        The change of rank one.
    b : array_like, shape (n,)
        The right-hand side.

    Returns
    -------
    x : ndarray, shape (n,)
        The solution.

    Raises
    ------
    ValueError
        If the lengths differ or an entry is not finite.
    numpy.linalg.LinAlgError
        If :math:`1 + v^\top A^{-1} u` is zero, so that the changed matrix has no inverse.

    Notes
    -----
    Book: ``alg-sherman-morrison``.  Cost: two calls of `solve_A` and :math:`O(n)`.  If
    :math:`1 + v^\top A^{-1} u` is tiny, the result is inaccurate.

    Source: Golub and Van Loan (2013), section 2.1.4.

    Examples
    --------
    >>> halves = lambda b: b / 2  # A is twice the identity
    >>> sherman_morrison_solve(halves, [1, 0], [0, 2], [4, 2])  # [[2, 2], [0, 2]] x = b
    array([1., 1.])
    """
    b = _check.vector(b, "b")
    u, v = _check.vector(u, "u", length=len(b)), _check.vector(v, "v", length=len(b))

    y = _check.vector(solve_A(b), "solve_A(b)", length=len(b))
    z = _check.vector(solve_A(u), "solve_A(u)", length=len(b))
    pivot = 1 + dot(v, z)
    if pivot == 0:
        raise np.linalg.LinAlgError("A + uv' has no inverse: 1 + v'z is zero, where Az = u")
    return y - dot(v, y) / pivot * z
