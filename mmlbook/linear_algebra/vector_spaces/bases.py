"""Chapter vector_spaces: independence, span, basis, coordinates.  Vectors are columns."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from mmlbook.linear_algebra.linear_systems import general_solution, rref
from mmlbook.linear_algebra.linear_systems.entries import (
    Numbers,
    identity,
    matrix,
    ratio,
    same_kind,
    vector,
)
from mmlbook.linear_algebra.vector_spaces.ranks import rank

__all__ = [
    "basis_of_span",
    "coordinates",
    "extend_to_basis",
    "is_linearly_independent",
    "span_contains",
]


def is_linearly_independent(V: ArrayLike, tol: float | None = None) -> bool:
    r"""Return whether no column is a combination of the others.

    Parameters
    ----------
    V : array_like, shape (d, k)
        The vectors, in columns; floats or fractions.
    tol : float, optional
        What elimination takes for zero, as in ``rref``.

    Returns
    -------
    verdict : bool
        Whether :math:`V a = 0` only for :math:`a = 0`: whether every column has a pivot.

    Raises
    ------
    ValueError
        If `V` is not a finite matrix, or `tol` is negative.

    Notes
    -----
    Book: ``alg-independent``.  Cost: that of ``rref``.

    Source: Deisenroth, Faisal and Ong (2020), section 2.5.

    Examples
    --------
    >>> is_linearly_independent([[1, 1], [0, 1], [0, 0]])
    True
    >>> is_linearly_independent([[1, 1, 2], [0, 1, 1], [0, 0, 0]])
    False
    """
    V = matrix(V, "V")
    return rank(V, tol) == len(V.T)


def span_contains(V: ArrayLike, v: ArrayLike, tol: float | None = None) -> bool:
    r"""Return whether a vector is a combination of the columns.

    Parameters
    ----------
    V : array_like, shape (d, k)
        Vectors in columns; floats or fractions.
    v : array_like, shape (d,)
        The vector in question.
    tol : float, optional
        What elimination takes for zero, as in ``rref``.

    Returns
    -------
    verdict : bool
        Whether :math:`V a = v` has a solution.

    Raises
    ------
    ValueError
        If the shapes do not fit, an entry is not finite or `tol` is negative.

    Notes
    -----
    Book: ``alg-independent``.  The length of `v` does not matter: it is first brought to the
    size of `V`.  Cost: that of ``rref``.

    Source: Strang (2016), section 3.1.

    Examples
    --------
    >>> span_contains([[1, 0], [0, 1], [1, 1]], [2, 3, 5])
    True
    """
    V = matrix(V, "V")
    return general_solution(V, vector(v, "v", len(V)), tol).status != "none"


def basis_of_span(V: ArrayLike) -> Numbers:
    r"""Drop every column that is a combination of those before it.

    Parameters
    ----------
    V : array_like, shape (d, k)
        Vectors in columns; floats or fractions.

    Returns
    -------
    B : ndarray, shape (d, r)
        Columns of `V`, independent, with the same span.

    Raises
    ------
    ValueError
        If `V` is not a finite matrix.

    Notes
    -----
    Book: ``alg-basis``.  They are the columns with a pivot.  Cost: that of ``rref``.

    Source: Deisenroth, Faisal and Ong (2020), section 2.6.1.

    Examples
    --------
    >>> basis_of_span([[1, 2, 0], [1, 2, 1]])
    array([[1., 0.],
           [1., 1.]])
    """
    V = matrix(V, "V")
    return V[:, list(rref(V)[1])]


def extend_to_basis(V: ArrayLike) -> Numbers:
    r"""Complete independent vectors to a basis of the whole space by unit vectors.

    Parameters
    ----------
    V : array_like, shape (d, k)
        Independent columns; floats or fractions.

    Returns
    -------
    B : ndarray, shape (d, d)
        The columns of `V`, then columns of the identity.

    Raises
    ------
    ValueError
        If `V` is not a finite matrix or its columns are dependent.

    Notes
    -----
    Book: ``alg-basis``.  The pivots of :math:`[V \; I]`, with the identity brought to the size
    of `V`.  Cost: :math:`2d^2(d + k)` flops.

    Source: Axler (2024), section 2B.

    Examples
    --------
    >>> extend_to_basis([[1], [1]])
    array([[1., 1.],
           [1., 0.]])
    """
    V = matrix(V, "V")
    d, k = V.shape
    V, unit = same_kind(V, identity(d, V))

    _, pivots = rref(np.hstack([V, unit * ratio(V, unit)]))
    if pivots[:k] != tuple(range(k)):
        raise ValueError("V must have independent columns")
    return np.hstack([V, unit])[:, list(pivots)]


def coordinates(v: ArrayLike, B: ArrayLike) -> Numbers:
    r"""Return the coefficients with which a basis combines to a vector.

    Parameters
    ----------
    v : array_like, shape (d,)
        A vector of the span of `B`.
    B : array_like, shape (d, k)
        A basis in columns, of the whole space or of a subspace; floats or fractions.

    Returns
    -------
    a : ndarray, shape (k,)
        The only coefficients with :math:`B a = v`.

    Raises
    ------
    ValueError
        If the shapes do not fit, the columns of `B` are dependent, or `v` is not in their span.

    Notes
    -----
    Book: ``alg-coordinates``.  Cost: that of ``rref``.

    Source: Deisenroth, Faisal and Ong (2020), section 2.7.1.

    Examples
    --------
    >>> coordinates([5, 1], [[1, 1], [1, -1]])
    array([3., 2.])
    """
    B = matrix(B, "B")
    found = general_solution(B, vector(v, "v", len(B)))
    if found.directions.shape[1]:
        raise ValueError("B must have independent columns")
    if found.particular is None:
        raise ValueError("v must be in the span of the columns of B")
    return found.particular
