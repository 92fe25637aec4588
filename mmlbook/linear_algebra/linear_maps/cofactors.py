"""Chapter linear_maps: formulas that are made of determinants."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from mmlbook.linear_algebra.linear_maps.determinants import determinant
from mmlbook.linear_algebra.linear_systems.entries import (
    Numbers,
    identity,
    same_kind,
    square,
    vector,
)

__all__ = ["adjugate", "cramer"]


def adjugate(A: ArrayLike) -> Numbers:
    r"""Return the matrix of cofactors, transposed: :math:`A \operatorname{adj}A = \det(A)\,I`.

    Parameters
    ----------
    A : array_like, shape (d, d)
        A square matrix, singular or not; floats or fractions.

    Returns
    -------
    adj : ndarray, shape (d, d)
        Entry `i, j` is the determinant of `A` without row `j` and column `i`, with a sign.

    Raises
    ------
    ValueError
        If `A` is not a finite square matrix.

    Notes
    -----
    Book: ``alg-adjugate``.  Cost: :math:`d^2` determinants.  For proofs; for an inverse use
    elimination.

    Source: Strang (2016), section 5.3.

    Examples
    --------
    >>> adjugate([[3, 1], [4, -2]])
    array([[-2., -1.],
           [-4.,  3.]])
    """
    A = square(A)

    adj = identity(len(A), A)
    if len(A) > 1:
        for i, j in np.ndindex(A.shape):
            minor = np.delete(np.delete(A, j, axis=0), i, axis=1)
            adj[i, j] = (-1) ** (i + j) * determinant(minor)
    return adj + 0


def cramer(A: ArrayLike, b: ArrayLike) -> Numbers:
    r"""Solve :math:`A x = b` by Cramer's rule: a formula, not a method.

    Parameters
    ----------
    A : array_like, shape (d, d)
        Invertible; floats or fractions.
    b : array_like, shape (d,)
        Right side.

    Returns
    -------
    x : ndarray, shape (d,)
        :math:`x_i = \det A_i / \det A`, where :math:`A_i` has `b` in place of column `i`.

    Raises
    ------
    ValueError
        If `A` is not square, the lengths differ or an entry is not finite.
    numpy.linalg.LinAlgError
        If the determinant is exactly zero.

    Notes
    -----
    Book: ``alg-adjugate``.  Cost: ``d + 1`` determinants instead of one.  Use ``solve``.

    Source: Strang (2016), section 5.3.

    Examples
    --------
    >>> cramer([[3, 1], [4, -2]], [9, 5]).round(12)
    array([2.3, 2.1])
    """
    A = square(A)
    A, b = same_kind(A, vector(b, "b", len(A)))
    if (whole := determinant(A)) == 0:
        raise np.linalg.LinAlgError("the matrix is singular: its determinant is zero")

    x = b.copy()
    for i in range(len(x)):
        A_i = A.copy()
        A_i[:, i] = b
        x[i] = determinant(A_i) / whole
    return x
