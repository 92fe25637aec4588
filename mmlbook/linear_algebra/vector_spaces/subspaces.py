"""Chapter vector_spaces: the four subspaces of a matrix; sums and intersections.

A subspace is given and returned as a matrix whose columns span it.  A basis of the subspace that
holds nothing but zero has no columns.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from mmlbook.linear_algebra.linear_systems import null_space_minus_one_trick, rref
from mmlbook.linear_algebra.linear_systems.entries import Numbers, matrix, ratio, same_kind
from mmlbook.linear_algebra.vector_spaces.bases import basis_of_span
from mmlbook.linear_algebra.vector_spaces.ranks import cr_factorization, rank

__all__ = [
    "column_space",
    "is_direct_sum",
    "left_null_space",
    "null_space",
    "row_space",
    "subspace_intersection",
    "subspace_sum",
]


def column_space(A: ArrayLike) -> Numbers:
    r"""Return a basis of all right sides :math:`A x`.

    Parameters
    ----------
    A : array_like, shape (m, d)
        Any matrix; floats or fractions.

    Returns
    -------
    B : ndarray, shape (m, r)
        Independent columns of `A`.

    Raises
    ------
    ValueError
        If `A` is not a finite matrix.

    Notes
    -----
    Book: ``alg-four-subspaces``.  Cost: that of ``rref``.

    Source: Strang (2016), section 3.5.

    Examples
    --------
    >>> column_space([[1, 2], [2, 4]])
    array([[1.],
           [2.]])
    """
    return basis_of_span(matrix(A))


def row_space(A: ArrayLike) -> Numbers:
    r"""Return a basis of all combinations of rows.

    Parameters
    ----------
    A : array_like, shape (m, d)
        Any matrix; floats or fractions.

    Returns
    -------
    B : ndarray, shape (d, r)
        The nonzero rows of the reduced echelon form, as columns.

    Raises
    ------
    ValueError
        If `A` is not a finite matrix.

    Notes
    -----
    Book: ``alg-four-subspaces``.  Cost: that of ``rref``.

    Source: Strang (2016), section 3.5.

    Examples
    --------
    >>> row_space([[1, 2], [2, 4]])
    array([[1.],
           [2.]])
    """
    return cr_factorization(A)[1].T


def null_space(A: ArrayLike) -> Numbers:
    r"""Return a basis of all solutions of :math:`A x = 0`.

    Parameters
    ----------
    A : array_like, shape (m, d)
        Any matrix; floats or fractions.

    Returns
    -------
    B : ndarray, shape (d, d - r)
        One column for each free variable, with a 1 in that variable's place.

    Raises
    ------
    ValueError
        If `A` is not a finite matrix.

    Notes
    -----
    Book: ``alg-four-subspaces``.  Cost: that of ``rref``.

    Source: Strang (2016), section 3.5.

    Examples
    --------
    >>> null_space([[1, 2], [2, 4]])
    array([[-2.],
           [ 1.]])
    """
    return -null_space_minus_one_trick(A) + 0


def left_null_space(A: ArrayLike) -> Numbers:
    r"""Return a basis of all ways to combine the rows to zero, :math:`A^\top y = 0`.

    Parameters
    ----------
    A : array_like, shape (m, d)
        Any matrix; floats or fractions.

    Returns
    -------
    B : ndarray, shape (m, m - r)
        The null space of the transpose.

    Raises
    ------
    ValueError
        If `A` is not a finite matrix.

    Notes
    -----
    Book: ``alg-four-subspaces``.  Cost: that of ``rref``.

    Source: Strang (2016), section 3.5.

    Examples
    --------
    >>> left_null_space([[1, 2], [2, 4]])
    array([[-2.],
           [ 1.]])
    """
    return null_space(matrix(A).T)


def subspace_sum(U: ArrayLike, V: ArrayLike) -> Numbers:
    r"""Return a basis of all sums of a vector of one span and a vector of the other.

    Parameters
    ----------
    U, V : array_like, shapes (d, p) and (d, q)
        Two subspaces, spanned by columns; floats or fractions.

    Returns
    -------
    B : ndarray, shape (d, k)
        Columns of `U` and of `V`, independent.

    Raises
    ------
    ValueError
        If an argument is not a finite matrix or their numbers of rows differ.

    Notes
    -----
    Book: ``alg-subspace-sum``.  Cost: that of ``rref`` for :math:`[U \; V]`.

    Source: Strang (2016), section 3.1; Axler (2024), section 1C.

    Examples
    --------
    >>> subspace_sum([[1], [0], [0]], [[1], [1], [0]])
    array([[1., 1.],
           [0., 1.],
           [0., 0.]])
    """
    U, V = _pair(U, V)
    _, pivots = rref(np.hstack([U, V / ratio(V, U)]))
    return np.hstack([U, V])[:, list(pivots)]


def subspace_intersection(U: ArrayLike, V: ArrayLike) -> Numbers:
    r"""Return a basis of the vectors that lie in both spans.

    Parameters
    ----------
    U, V : array_like, shapes (d, p) and (d, q)
        Two subspaces, spanned by columns; floats or fractions.

    Returns
    -------
    B : ndarray, shape (d, k)
        Independent vectors; no column if the spans share only zero.

    Raises
    ------
    ValueError
        If an argument is not a finite matrix or their numbers of rows differ.

    Notes
    -----
    Book: ``alg-subspace-sum``.  Solutions of :math:`U x = V y`, first reduced to bases.
    Cost: three times that of ``rref``.

    Source: Golub and Van Loan (2013), section 6.4, with orthonormal bases.

    Examples
    --------
    >>> subspace_intersection([[1, 0], [0, 1], [0, 0]], [[1, 0], [1, 0], [0, 1]])
    array([[1.],
           [1.],
           [0.]])
    """
    U, V = _pair(U, V)
    U, V = basis_of_span(U), basis_of_span(V)
    scale = ratio(V, U)
    N = null_space(np.hstack([U, -V / scale]))
    return U @ N[: U.shape[1]] * scale


def is_direct_sum(U: ArrayLike, V: ArrayLike) -> bool:
    r"""Return whether two spans share nothing but zero.

    Parameters
    ----------
    U, V : array_like, shapes (d, p) and (d, q)
        Two subspaces, spanned by columns; floats or fractions.

    Returns
    -------
    verdict : bool
        Whether every vector of the sum splits in one way only.

    Raises
    ------
    ValueError
        If an argument is not a finite matrix or their numbers of rows differ.

    Notes
    -----
    Book: ``alg-subspace-sum``.  Counts dimensions.  Cost: three times that of ``rref``.

    Source: Axler (2024), section 1C.

    Examples
    --------
    >>> is_direct_sum([[1], [0]], [[1], [1]])
    True
    """
    U, V = _pair(U, V)
    return len(subspace_sum(U, V).T) == rank(U) + rank(V)


def _pair(U: ArrayLike, V: ArrayLike) -> tuple[Numbers, Numbers]:
    """Return two matrices of one kind with equally many rows."""
    U, V = same_kind(matrix(U, "U"), matrix(V, "V"))
    if len(U) != len(V):
        raise ValueError(f"V must have {len(U)} rows; got shape {V.shape}")
    return U, V
