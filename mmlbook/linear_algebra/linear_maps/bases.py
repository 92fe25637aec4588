"""Chapter linear_maps: the matrix of a map, and what becomes of it in another basis."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from mmlbook.linear_algebra.linear_maps.determinants import determinant
from mmlbook.linear_algebra.linear_systems import solve_many
from mmlbook.linear_algebra.linear_systems.entries import Numbers, matrix, same_kind, square
from mmlbook.linear_algebra.matrices import trace
from mmlbook.linear_algebra.vector_spaces import coordinates, is_linearly_independent, rank

__all__ = ["are_similar_invariants", "change_of_basis", "matrix_of_map"]

TOLERANCE = 1e-10  # rounding in traces and determinants of matrices with entries up to 1


def matrix_of_map(
    f: Callable[[Numbers], ArrayLike], basis_in: ArrayLike, basis_out: ArrayLike
) -> Numbers:
    r"""Return the matrix of a linear map: its values at a basis, in coordinates.

    Parameters
    ----------
    f : callable of an ndarray, shape (d,)
        A linear map; returns a vector of length `m`.
    basis_in : array_like, shape (d, k)
        A basis in columns, of all of :math:`\R^d` or of a subspace; floats or fractions.
    basis_out : array_like, shape (m, r)
        A basis in columns of a space that contains all values.

    Returns
    -------
    A : ndarray, shape (r, k)
        Column `j` holds the coordinates of `f(basis_in[:, j])`.

    Raises
    ------
    ValueError
        If the columns of a basis are dependent, or a value is not in the span of `basis_out`.

    Notes
    -----
    Book: ``alg-matrix-of-map``.  Cost: `k` evaluations and `k` linear systems.  Not handled here:
    a map that is not linear; it gets a matrix, too, and the matrix means nothing.

    Source: Deisenroth, Faisal and Ong (2020), section 2.7.1.

    Examples
    --------
    >>> matrix_of_map(lambda x: [x[1], x[0]], np.eye(2), [[1, 1], [1, -1]])
    array([[ 0.5,  0.5],
           [-0.5,  0.5]])
    """
    B = matrix(basis_in, "basis_in")
    if not is_linearly_independent(B):
        raise ValueError("basis_in must have independent columns")

    return np.column_stack([coordinates(f(B[:, j]), basis_out) for j in range(len(B.T))])


def change_of_basis(A: ArrayLike, B_in: ArrayLike, B_out: ArrayLike) -> Numbers:
    r"""Return the matrix of a map in other bases, :math:`T^{-1} A S`.

    Parameters
    ----------
    A : array_like, shape (m, d)
        The matrix in the standard bases; floats or fractions.
    B_in : array_like, shape (d, d)
        The new basis of the inputs in columns: :math:`S`.
    B_out : array_like, shape (m, m)
        The new basis of the outputs in columns: :math:`T`.

    Returns
    -------
    A_new : ndarray, shape (m, d)
        Takes coordinates in `B_in` to coordinates in `B_out`.

    Raises
    ------
    ValueError
        If the shapes do not fit, or the columns of `B_in` or `B_out` are dependent.

    Notes
    -----
    Book: ``alg-change-of-basis``.  Cost: two products and :math:`d` right sides for one
    factorization of `B_out`; no inverse is formed.

    Source: Deisenroth, Faisal and Ong (2020), section 2.7.2.

    Examples
    --------
    >>> S = [[1, 1], [1, -1]]
    >>> change_of_basis([[0, 1], [1, 0]], S, S)
    array([[ 1.,  0.],
           [ 0., -1.]])
    """
    A = matrix(A)
    S, T = square(B_in, "B_in"), square(B_out, "B_out")
    for B, name, size in ((S, "B_in", A.shape[1]), (T, "B_out", A.shape[0])):
        if len(B) != size:
            raise ValueError(f"{name} must have shape ({size}, {size}); got {B.shape}")
        if not is_linearly_independent(B):
            raise ValueError(f"{name} must have independent columns")

    A, S = same_kind(A, S)
    return solve_many(T, A @ S) + 0


def are_similar_invariants(A: ArrayLike, B: ArrayLike) -> bool:
    r"""Return whether trace, determinant and rank of two square matrices agree.

    Parameters
    ----------
    A, B : array_like, shape (d, d)
        Floats, or fractions for a comparison without rounding.

    Returns
    -------
    agree : bool
        False shows that no change of basis leads from one to the other.  True shows nothing.

    Raises
    ------
    ValueError
        If a matrix is not square and finite, or the sizes differ.

    Notes
    -----
    Book: ``alg-similar-invariants``.  Cost: two eliminations each.

    Source: Strang (2016), section 6.2.

    Examples
    --------
    >>> are_similar_invariants([[2, 0], [0, 3]], [[3, 1], [0, 2]])
    True
    >>> are_similar_invariants([[1, 0], [0, 1]], [[1, 1], [0, 1]])  # and yet not similar
    True
    """
    pair = same_kind(square(A), square(B, "B"))
    if pair[0].shape != pair[1].shape:
        raise ValueError(f"A and B must have one shape; got {pair[0].shape} and {pair[1].shape}")

    tol = 0.0
    if pair[0].dtype != object:
        scale = 2.0 ** np.frexp(np.abs(pair).max(initial=0))[1]
        pair = pair[0] / scale, pair[1] / scale
        tol = TOLERANCE * len(pair[0])
    traces, determinants = map(trace_of, pair), map(determinant, pair)
    close = [abs(p - q) <= tol for p, q in (traces, determinants)]
    return all(close) and rank(pair[0], tol) == rank(pair[1], tol)


def trace_of(A: Numbers) -> Any:
    """Return the trace, exactly for fractions."""
    return sum(A.diagonal()) if A.dtype == object else trace(A)
