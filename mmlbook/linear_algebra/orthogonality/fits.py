"""Chapter orthogonality: least squares."""

from __future__ import annotations

from numpy.typing import ArrayLike

from mmlbook import _check
from mmlbook._check import Array
from mmlbook.linear_algebra.linear_systems import back_substitution, solve
from mmlbook.linear_algebra.linear_systems.entries import Numbers, matrix, same_kind, vector
from mmlbook.linear_algebra.orthogonality.factors import basis

__all__ = ["least_squares_normal_equations", "least_squares_qr"]


def least_squares_normal_equations(A: ArrayLike, b: ArrayLike) -> Numbers:
    r"""Minimize :math:`\|A x - b\|` by solving :math:`A^\top A x = A^\top b`.

    Parameters
    ----------
    A : array_like, shape (m, d)
        Independent columns; floats, or fractions for the exact minimizer.
    b : array_like, shape (m,)
        What is to be reached.

    Returns
    -------
    x : ndarray, shape (d,)
        The minimizer: exact for fractions; for floats with twice as many digits lost as necessary.

    Raises
    ------
    ValueError
        If the shapes do not fit or an entry is not finite.
    numpy.linalg.LinAlgError
        If elimination meets a pivot that is exactly zero.

    Notes
    -----
    Book: ``alg-normal-equations``.  Not a way to compute with rounded numbers, unless the columns
    are nearly orthogonal; see ``least_squares_qr``.  Cost: :math:`2 m d^2 + \tfrac23 d^3` flops.

    Source: Golub and Van Loan (2013), section 5.3.2.

    Examples
    --------
    >>> least_squares_normal_equations([[1, 0], [1, 1], [1, 2]], [6, 0, 0])
    array([ 5., -3.])
    """
    A = matrix(A)
    A, b = same_kind(A, vector(b, "b", len(A)))

    return solve(A.T @ A, A.T @ b)


def least_squares_qr(A: ArrayLike, b: ArrayLike) -> Array:
    r"""Minimize :math:`\|A x - b\|` by solving :math:`R x = Q^\top b`, where :math:`A = Q R`.

    Parameters
    ----------
    A : array_like, shape (m, d)
        Independent columns.
    b : array_like, shape (m,)
        What is to be reached.

    Returns
    -------
    x : ndarray, shape (d,)
        The minimizer.

    Raises
    ------
    ValueError
        If the shapes do not fit, an entry is not finite, or there are more columns than rows.
    numpy.linalg.LinAlgError
        If a column depends on those before it, up to rounding.

    Notes
    -----
    Book: ``alg-least-squares-qr``.  Cost: that of ``qr_householder``.

    Source: Golub and Van Loan (2013), section 5.3.3.

    Examples
    --------
    >>> least_squares_qr([[1, 0], [1, 1], [1, 2]], [6, 0, 0]).round(12)
    array([ 5., -3.])
    """
    A = _check.matrix(A)
    b = _check.vector(b, "b", length=len(A))

    Q, R = basis(A, "A")
    return back_substitution(R, Q.T @ b)
