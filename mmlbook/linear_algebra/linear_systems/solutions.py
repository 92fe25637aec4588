"""Chapter linear_systems: all solutions of a system."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from mmlbook.linear_algebra.linear_systems import entries
from mmlbook.linear_algebra.linear_systems.elimination import rref
from mmlbook.linear_algebra.linear_systems.entries import Numbers

__all__ = ["SolutionSet", "general_solution", "null_space_minus_one_trick"]


@dataclass(frozen=True, eq=False)
class SolutionSet:
    """All solutions: one of them, plus every combination of the directions.

    Attributes
    ----------
    status : {"none", "one", "infinitely many"}
        How many solutions there are.
    particular : ndarray, shape (d,), or None
        One solution: the one whose free variables are zero.
    directions : ndarray, shape (d, k)
        Columns that solve the system with right side zero; one for each free variable.

    Notes
    -----
    Book: ``alg-general-solution``.

    Source: Deisenroth, Faisal and Ong (2020), section 2.3.1.
    """

    status: str
    particular: Numbers | None
    directions: Numbers


def null_space_minus_one_trick(A: ArrayLike, tol: float | None = None) -> Numbers:
    r"""Return columns whose combinations are all solutions of :math:`A x = 0`.

    Parameters
    ----------
    A : array_like, shape (m, d)
        Any matrix; floats, or fractions for an exact result.
    tol : float, optional
        What elimination takes for zero, as in ``rref``.

    Returns
    -------
    N : ndarray, shape (d, k)
        One column for each free variable, with a -1 in that variable's place.

    Raises
    ------
    ValueError
        If `A` is not a finite matrix, or `tol` is negative.

    Notes
    -----
    Book: ``alg-minus-one-trick``.  Spread the rows of the reduced echelon form so that every pivot
    is on the diagonal, put -1 on the rest of the diagonal, and read off those columns.
    Cost: that of ``rref``.

    Source: Deisenroth, Faisal and Ong (2020), section 2.3.3.

    Examples
    --------
    >>> null_space_minus_one_trick([[1, 2, 0], [0, 0, 1]])
    array([[ 2.],
           [-1.],
           [ 0.]])
    """
    A = entries.matrix(A)
    R, pivots = rref(A, tol)

    d = A.shape[1]
    square = -entries.identity(d, A)
    square[list(pivots)] = R[: len(pivots)]
    free = [j for j in range(d) if j not in pivots]
    return square[:, free] + 0


def general_solution(A: ArrayLike, b: ArrayLike, tol: float | None = None) -> SolutionSet:
    r"""Find all solutions of :math:`A x = b`: none, one or infinitely many.

    Parameters
    ----------
    A : array_like, shape (m, d)
        Any matrix; floats, or fractions for an exact result.
    b : array_like, shape (m,)
        Right side.
    tol : float, optional
        What elimination takes for zero, as in ``rref``.

    Returns
    -------
    solutions : SolutionSet
        Its status, a particular solution, and the directions in which one may walk from it.

    Raises
    ------
    ValueError
        If the shapes do not fit, an entry is not finite or `tol` is negative.

    Notes
    -----
    Book: ``alg-general-solution``.  There is no solution if and only if the last column of the
    reduced augmented matrix holds a pivot.  The right side is first scaled to the size of `A`, so
    that the unit of `b` does not decide what counts as zero.  Cost: that of ``rref``.

    Source: Deisenroth, Faisal and Ong (2020), section 2.3.

    Examples
    --------
    >>> from fractions import Fraction
    >>> general_solution([[2, 4]], [Fraction(5)]).particular
    array([Fraction(5, 2), Fraction(0, 1)], dtype=object)
    >>> general_solution([[1, 2], [2, 4]], [5, 11]).status
    'none'
    """
    A = entries.matrix(A)
    A, b = entries.same_kind(A, entries.vector(b, "b", len(A)))

    d = A.shape[1]
    scale = entries.ratio(b, A)  # one tolerance for both needs one size
    R, pivots = rref(np.column_stack([A, b / scale]), tol)
    directions = -null_space_minus_one_trick(R[:, :d], 0.0) + 0
    if d in pivots:
        return SolutionSet("none", None, directions)
    particular = entries.identity(d + 1, A)[0, 1:]  # zeros of its kind
    particular[list(pivots)] = R[: len(pivots), d] * scale
    status = "infinitely many" if directions.shape[1] else "one"
    return SolutionSet(status, particular, directions)
