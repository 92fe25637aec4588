"""Chapter linear_systems: row operations and elimination."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from mmlbook import _check
from mmlbook._check import Array
from mmlbook.linear_algebra.linear_systems import entries
from mmlbook.linear_algebra.linear_systems.entries import Numbers

__all__ = ["elementary_matrix", "gaussian_elimination", "rref"]


def elementary_matrix(
    kind: str, d: int, i: int, j: int | None = None, c: float | None = None
) -> Array:
    r"""Return the matrix `E` for which `E @ A` is `A` after one row operation.

    Parameters
    ----------
    kind : {"swap", "scale", "add"}
        Exchange rows `i` and `j`; multiply row `i` by `c`; add `c` times row `j` to row `i`.
    d : int
        Number of rows.
    i : int
        The row that changes, counted from 0.
    j : int, optional
        The other row, different from `i`; for "swap" and "add".
    c : float, optional
        The factor, for "scale" (not zero) and "add".

    Returns
    -------
    E : ndarray, shape (d, d)
        The identity after that operation.

    Raises
    ------
    ValueError
        If there is no such kind or row, if `i` and `j` are equal, or if a row is scaled by zero.
    TypeError
        If `j` or `c` is needed and missing.

    Notes
    -----
    Book: ``alg-elementary-matrix``.  Each of the three is undone by one of its own kind.
    Cost: :math:`d^2` numbers to store.  Programs do the operation and never form the matrix.

    Source: Strang (2016), section 2.3.

    Examples
    --------
    >>> elementary_matrix("add", 2, i=1, j=0, c=2.0)
    array([[1., 0.],
           [2., 1.]])
    """
    _check.choice(kind, "kind", ("swap", "scale", "add"))
    i = _check.integer(i, "i", low=0, high=_check.integer(d, "d", low=1) - 1)
    E = np.eye(d)
    if kind == "scale":
        if (factor := _check.scalar(c, "c")) == 0:
            raise ValueError("c must not be zero: the row would be lost")
        E[i] *= factor
        return E
    if (other := _check.integer(j, "j", low=0, high=d - 1)) == i:
        raise ValueError(f"i and j must be different rows; got {i} twice")

    if kind == "swap":
        E[[i, other]] = E[[other, i]]
    else:
        E[i, other] = _check.scalar(c, "c")
    return E


def gaussian_elimination(
    A: ArrayLike, b: ArrayLike, pivoting: str = "partial"
) -> tuple[Numbers, Numbers]:
    r"""Turn :math:`A x = b` into a triangular system :math:`U x = y` with the same solution.

    Parameters
    ----------
    A : array_like, shape (d, d)
        Invertible; floats, or fractions for an exact result.
    b : array_like, shape (d,)
        Right side.
    pivoting : {"partial", "none"}, default="partial"
        Whether the largest entry of a column is brought into the pivot's place first.

    Returns
    -------
    U : ndarray, shape (d, d)
        Upper triangular, with the pivots on its diagonal.
    y : ndarray, shape (d,)
        The right side after the same row operations.

    Raises
    ------
    ValueError
        If `A` is not square, the lengths differ or an entry is not finite.
    numpy.linalg.LinAlgError
        If a pivot is exactly zero.

    Notes
    -----
    Book: ``alg-gaussian-elimination``.  Cost: :math:`\tfrac23 d^3 + O(d^2)` flops.  Not handled
    here: a pivot that is zero but for rounding; ``rref`` has a tolerance.

    Source: Golub and Van Loan (2013), sections 3.2 and 3.4.

    Examples
    --------
    >>> gaussian_elimination([[4, -2], [3, 1]], [5, 9])
    (array([[ 4. , -2. ],
           [ 0. ,  2.5]]), array([5.  , 5.25]))
    """
    A = entries.square(A)
    A, b = entries.same_kind(A, entries.vector(b, "b", len(A)))
    _check.choice(pivoting, "pivoting", ("partial", "none"))

    U, y = A.copy(), b.copy()
    for k in range(len(U)):
        if pivoting == "partial":
            p = k + int(np.argmax(np.abs(U[k:, k])))
            U[[k, p]], y[[k, p]] = U[[p, k]], y[[p, k]]
        if U[k, k] == 0:
            raise np.linalg.LinAlgError(f"pivot {k} is zero")
        for i in range(k + 1, len(U)):
            factor = U[i, k] / U[k, k]
            U[i, k] *= 0  # a zero of its kind, float or fraction
            U[i, k + 1 :] -= factor * U[k, k + 1 :]
            y[i] -= factor * y[k]
    return U, y


def rref(A: ArrayLike, tol: float | None = None) -> tuple[Numbers, tuple[int, ...]]:
    r"""Return the reduced row echelon form and the columns of the pivots.

    Parameters
    ----------
    A : array_like, shape (m, d)
        Any matrix; floats, or fractions for an exact result.
    tol : float, optional
        What is not larger counts as zero.  By default nothing but zero for fractions, and
        ``max(m, d)`` times machine precision times the largest entry for floats.

    Returns
    -------
    R : ndarray, shape (m, d)
        Each pivot is 1 and alone in its column; pivots move to the right from row to row; rows
        of zeros come last.
    pivots : tuple of int
        Their columns, from 0.  There are as many as the rank.

    Raises
    ------
    ValueError
        If `A` is not a finite matrix, or `tol` is negative.

    Notes
    -----
    Book: ``alg-rref``.  The form is unique; the way to it is not.  Cost: at most
    :math:`2 m d \min(m, d)` flops.

    Source: Deisenroth, Faisal and Ong (2020), section 2.3.2.

    Examples
    --------
    >>> rref([[2, 4, 6], [1, 2, 5]])
    (array([[1., 2., 0.],
           [0., 0., 1.]]), (0, 2))
    """
    A = entries.matrix(A)
    if tol is None:
        tol = entries.rounding(A)
    if _check.scalar(tol, "tol") < 0:
        raise ValueError(f"tol must not be negative; got {tol}")

    R, pivots, row = A.copy(), [], 0
    for column in range(A.shape[1]):
        if row == len(R):
            break
        p = row + int(np.argmax(np.abs(R[row:, column])))
        if abs(R[p, column]) <= tol:
            R[row:, column] *= 0  # no more than rounding errors
            continue
        R[[row, p]] = R[[p, row]]
        R[row] /= R[row, column]
        for i in range(len(R)):
            if i != row:
                R[i] -= R[i, column] * R[row]
        pivots.append(column)
        row += 1
    return R, tuple(pivots)
