"""Chapter vector_spaces: rank, and the factorization that shows it."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from mmlbook import _check
from mmlbook.linear_algebra.linear_systems import rref
from mmlbook.linear_algebra.linear_systems.entries import Numbers, matrix

__all__ = ["cr_factorization", "rank", "rank_gf2"]


def rank(A: ArrayLike, tol: float | None = None) -> int:
    r"""Return the rank: how many columns are independent, and how many rows.

    Parameters
    ----------
    A : array_like, shape (m, d)
        Any matrix; floats, or fractions for a fact instead of a judgment.
    tol : float, optional
        What elimination takes for zero, as in ``rref``.

    Returns
    -------
    r : int
        The number of pivots.

    Raises
    ------
    ValueError
        If `A` is not a finite matrix, or `tol` is negative.

    Notes
    -----
    Book: ``alg-cr``.  Cost: that of ``rref``, at most :math:`2 m d \min(m, d)` flops.  Not
    handled here: a small pivot that hides a nearly dependent column; for such matrices use
    singular values (``numpy.linalg.matrix_rank``).

    Source: Strang (2016), section 3.2.

    Examples
    --------
    >>> rank([[2, 4, -1], [7, -2, 3], [9, 2, 2]])
    2
    """
    return len(rref(A, tol)[1])


def cr_factorization(A: ArrayLike) -> tuple[Numbers, Numbers]:
    r"""Factor :math:`A = C R` into independent columns of `A` and the recipe to rebuild the rest.

    Parameters
    ----------
    A : array_like, shape (m, d)
        Any matrix; floats, or fractions for exact factors.

    Returns
    -------
    C : ndarray, shape (m, r)
        The columns of `A` that do not depend on columns to their left.
    R : ndarray, shape (r, d)
        Column `j` says how column `j` of `A` is combined from those of `C`.

    Raises
    ------
    ValueError
        If `A` is not a finite matrix.

    Notes
    -----
    Book: ``alg-cr``.  `R` is the reduced echelon form without its zero rows.  Cost: that of
    ``rref``.

    Source: Strang and Moler (2022), pages 181-190.

    Examples
    --------
    >>> C, R = cr_factorization([[1, 2, 3], [2, 4, 7]])
    >>> C
    array([[1., 3.],
           [2., 7.]])
    >>> R
    array([[1., 2., 0.],
           [0., 0., 1.]])
    """
    A = matrix(A)
    R, pivots = rref(A)
    return A[:, list(pivots)], R[: len(pivots)] + 0


def rank_gf2(A: ArrayLike) -> int:
    r"""Return the rank over the two numbers 0 and 1, with :math:`1 + 1 = 0`.

    Parameters
    ----------
    A : array_like of int, shape (m, d)
        Whole numbers; only whether they are even or odd counts.

    Returns
    -------
    r : int
        The number of pivots.  It is never larger than the rank over the real numbers.

    Raises
    ------
    ValueError
        If an entry is not a whole number.

    Notes
    -----
    Book: ``alg-rank-gf2``.  To add a row is to flip bits, and nothing is ever rounded.
    Cost: :math:`m d \min(m, d)` flips.

    Source: MacKay (2003), section 1.2.

    Examples
    --------
    >>> rank_gf2([[1, 1], [1, -1]])
    1
    """
    checked = _check.matrix(A)
    if np.any(checked % 1 != 0):
        raise ValueError("A must hold whole numbers")

    B, row = checked % 2 == 1, 0
    for column in range(B.shape[1]):
        ones = row + np.flatnonzero(B[row:, column])
        if ones.size:
            B[[row, ones[0]]] = B[[ones[0], row]]
            B[ones[1:]] ^= B[row]
            row += 1
    return row
