"""Chapter linear_systems: triangular systems, LU decomposition, solving, inverting."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from mmlbook import _check
from mmlbook._check import Array
from mmlbook.linear_algebra.linear_systems import entries
from mmlbook.linear_algebra.linear_systems.elimination import rref
from mmlbook.linear_algebra.linear_systems.entries import Numbers

__all__ = [
    "back_substitution",
    "forward_substitution",
    "inverse_gauss_jordan",
    "lu_decomposition",
    "solve",
    "solve_many",
    "tridiagonal_solve",
]


def forward_substitution(L: ArrayLike, b: ArrayLike) -> Numbers:
    r"""Solve :math:`L x = b` for a lower triangular matrix, from the top down.

    Parameters
    ----------
    L : array_like, shape (d, d)
        Lower triangular, no zero on the diagonal; floats or fractions.
    b : array_like, shape (d,)
        Right side.

    Returns
    -------
    x : ndarray, shape (d,)
        The solution.

    Raises
    ------
    ValueError
        If `L` is not square and lower triangular, the lengths differ or an entry is not finite.
    numpy.linalg.LinAlgError
        If there is a zero on the diagonal.

    Notes
    -----
    Book: ``alg-forward-substitution``.  Cost: :math:`d^2` flops.

    Source: Golub and Van Loan (2013), section 3.1.1.

    Examples
    --------
    >>> forward_substitution([[2, 0], [1, 4]], [6, 7])
    array([3., 1.])
    """
    L, b = _triangular(L, b, "L", lower=True)

    x = b.copy()
    for i in range(len(x)):
        x[i] = (b[i] - L[i, :i] @ x[:i]) / L[i, i]
    return x


def back_substitution(U: ArrayLike, b: ArrayLike) -> Numbers:
    r"""Solve :math:`U x = b` for an upper triangular matrix, from the bottom up.

    Parameters
    ----------
    U : array_like, shape (d, d)
        Upper triangular, no zero on the diagonal; floats or fractions.
    b : array_like, shape (d,)
        Right side.

    Returns
    -------
    x : ndarray, shape (d,)
        The solution.

    Raises
    ------
    ValueError
        If `U` is not square and upper triangular, the lengths differ or an entry is not finite.
    numpy.linalg.LinAlgError
        If there is a zero on the diagonal.

    Notes
    -----
    Book: ``alg-back-substitution``.  Cost: :math:`d^2` flops.

    Source: Golub and Van Loan (2013), section 3.1.2.

    Examples
    --------
    >>> back_substitution([[4, 1], [0, 2]], [7, 6])
    array([1., 3.])
    """
    U, b = _triangular(U, b, "U", lower=False)

    x = b.copy()
    for i in reversed(range(len(x))):
        x[i] = (b[i] - U[i, i + 1 :] @ x[i + 1 :]) / U[i, i]
    return x


def lu_decomposition(A: ArrayLike) -> tuple[Numbers, Numbers, Numbers]:
    r"""Factor :math:`A = P L U` by elimination with partial pivoting.

    Parameters
    ----------
    A : array_like, shape (d, d)
        A square matrix; floats, or fractions for exact factors.

    Returns
    -------
    P : ndarray, shape (d, d)
        Permutation matrix.
    L : ndarray, shape (d, d)
        Lower triangular, ones on the diagonal, no entry larger than 1 in size: the multipliers.
    U : ndarray, shape (d, d)
        Upper triangular: what elimination leaves.

    Raises
    ------
    ValueError
        If `A` is not a finite square matrix.

    Notes
    -----
    Book: ``alg-lu``.  The factors exist for every square matrix; `U` has a zero on its diagonal
    if `A` is singular.  Cost: :math:`\tfrac23 d^3 + O(d^2)` flops.

    Source: Golub and Van Loan (2013), section 3.4; the order of the work, section 3.2.9.

    Examples
    --------
    >>> P, L, U = lu_decomposition([[3, 1], [4, -2]])
    >>> L, U
    (array([[1.  , 0.  ],
           [0.75, 1.  ]]), array([[ 4. , -2. ],
           [ 0. ,  2.5]]))
    """
    A = entries.square(A)

    LU, order = A.copy(), list(range(len(A)))
    for k in range(len(A)):
        column, row = LU[k:, k], LU[k, k + 1 :]
        column -= LU[k:, :k] @ LU[:k, k]
        p = k + int(np.abs(column).argmax())
        if p != k:
            LU[k], LU[p] = LU[p], LU[k].copy()
            order[k], order[p] = order[p], order[k]
        row -= LU[k, :k] @ LU[:k, k + 1 :]
        if column[0] != 0:
            column[1:] /= column[0]
    eye, L = entries.identity(len(A), A), np.tril(LU, -1)
    U = LU - L
    L += eye
    return eye[order].T, L, U


def solve(A: ArrayLike, b: ArrayLike) -> Numbers:
    r"""Solve :math:`A x = b` for an invertible matrix.

    Parameters
    ----------
    A : array_like, shape (d, d)
        Invertible; floats, or fractions for the exact solution.
    b : array_like, shape (d,)
        Right side.

    Returns
    -------
    x : ndarray, shape (d,)
        The solution.

    Raises
    ------
    ValueError
        If `A` is not square, the lengths differ or an entry is not finite.
    numpy.linalg.LinAlgError
        If a pivot is exactly zero: `A` is singular.

    Notes
    -----
    Book: ``alg-solve``.  Factor, then two triangular systems.  Cost:
    :math:`\tfrac23 d^3 + O(d^2)` flops.  Not handled here: a warning if `A` is nearly singular.

    Source: Golub and Van Loan (2013), section 3.4.

    Examples
    --------
    >>> from fractions import Fraction
    >>> solve([[3, 1], [4, -2]], [Fraction(9), 5])
    array([Fraction(23, 10), Fraction(21, 10)], dtype=object)
    """
    A = entries.square(A)
    A, b = entries.same_kind(A, entries.vector(b, "b", len(A)))

    P, L, U = lu_decomposition(A)
    return back_substitution(U, forward_substitution(L, P.T @ b))


def solve_many(A: ArrayLike, B: ArrayLike) -> Numbers:
    r"""Solve :math:`A X = B`: many right sides, one factorization.

    Parameters
    ----------
    A : array_like, shape (d, d)
        Invertible; floats, or fractions for exact solutions.
    B : array_like, shape (d, k)
        One right side in each column.

    Returns
    -------
    X : ndarray, shape (d, k)
        One solution in each column.

    Raises
    ------
    ValueError
        If `A` is not square, `B` has another number of rows or an entry is not finite.
    numpy.linalg.LinAlgError
        If a pivot is exactly zero: `A` is singular.

    Notes
    -----
    Book: ``alg-solve``.  Cost: :math:`\tfrac23 d^3` flops once, :math:`2d^2` for each column.

    Source: Golub and Van Loan (2013), section 3.4.

    Examples
    --------
    >>> solve_many([[2, 0], [0, 4]], [[2, 4], [4, 8]])
    array([[1., 2.],
           [1., 2.]])
    """
    A, B = entries.same_kind(entries.square(A), entries.matrix(B, "B"))
    if len(A) != len(B):
        raise ValueError(f"B must have {len(A)} rows; got shape {B.shape}")

    P, L, U = lu_decomposition(A)
    X = B.copy()
    for j in range(B.shape[1]):
        X[:, j] = back_substitution(U, forward_substitution(L, P.T @ B[:, j]))
    return X


def inverse_gauss_jordan(A: ArrayLike) -> Numbers:
    r"""Invert a matrix by reducing :math:`[A \; I]` to :math:`[I \; A^{-1}]`.

    Parameters
    ----------
    A : array_like, shape (d, d)
        Invertible; floats, or fractions for the exact inverse.

    Returns
    -------
    A_inv : ndarray, shape (d, d)
        The inverse.

    Raises
    ------
    ValueError
        If `A` is not a finite square matrix.
    numpy.linalg.LinAlgError
        If a column has no pivot but zero: `A` is singular.

    Notes
    -----
    Book: ``alg-inverse``.  Cost: :math:`4d^3 + O(d^2)` flops as written here; :math:`2d^3` if
    known zeros are skipped.  To solve a system, use ``solve``.

    Source: Strang (2016), section 2.5.

    Examples
    --------
    >>> inverse_gauss_jordan([[2, 1], [1, 1]])
    array([[ 1., -1.],
           [-1.,  2.]])
    """
    A = entries.square(A)
    d = len(A)

    R, pivots = rref(np.hstack([A, entries.identity(d, A)]), tol=0.0)
    if pivots != tuple(range(d)):
        raise np.linalg.LinAlgError("the matrix is singular")
    return R[:, d:]


def tridiagonal_solve(lower: ArrayLike, diag: ArrayLike, upper: ArrayLike, b: ArrayLike) -> Array:
    r"""Solve a system whose matrix has entries only on and next to its diagonal.

    Parameters
    ----------
    lower : array_like, shape (d - 1,)
        What is below the diagonal.
    diag : array_like, shape (d,)
        The diagonal.
    upper : array_like, shape (d - 1,)
        What is above the diagonal.
    b : array_like, shape (d,)
        Right side.

    Returns
    -------
    x : ndarray, shape (d,)
        The solution.

    Raises
    ------
    ValueError
        If the lengths do not fit or an entry is not finite.
    numpy.linalg.LinAlgError
        If a pivot is exactly zero; rows are not exchanged.

    Notes
    -----
    Book: ``alg-tridiagonal``.  Elimination without pivoting, safe if in every row the diagonal
    outweighs the rest.  Cost: :math:`8d - 7` flops.

    Source: Golub and Van Loan (2013), section 4.3.6; Higham (2002), section 9.6.

    Examples
    --------
    >>> tridiagonal_solve([1, 1], [4, 4, 4], [1, 1], [6, 12, 14])
    array([1., 2., 3.])
    """
    diag = _check.vector(diag, "diag")
    d = len(diag)
    lower = _check.vector(lower, "lower", length=d - 1)
    upper = _check.vector(upper, "upper", length=d - 1)
    b = _check.vector(b, "b", length=d)

    pivot, x = diag.copy(), b.copy()
    for i in range(1, d):
        if pivot[i - 1] == 0:
            raise np.linalg.LinAlgError(f"pivot {i - 1} is zero")
        factor = lower[i - 1] / pivot[i - 1]
        pivot[i] -= factor * upper[i - 1]
        x[i] -= factor * x[i - 1]
    if pivot[-1] == 0:
        raise np.linalg.LinAlgError(f"pivot {d - 1} is zero")
    x[-1] /= pivot[-1]
    for i in reversed(range(d - 1)):
        x[i] = (x[i] - upper[i] * x[i + 1]) / pivot[i]
    return x


def _triangular(T: ArrayLike, b: ArrayLike, name: str, *, lower: bool) -> tuple[Numbers, Numbers]:
    """Return the checked triangular matrix and right side."""
    T = entries.square(T, name)
    T, b = entries.same_kind(T, entries.vector(b, "b", len(T)))
    if np.any(np.triu(T, 1) if lower else np.tril(T, -1)):
        raise ValueError(f"{name} must be {'lower' if lower else 'upper'} triangular")
    if np.any(np.diagonal(T) == 0):
        raise np.linalg.LinAlgError(f"{name} has a zero on its diagonal")
    return T, b
