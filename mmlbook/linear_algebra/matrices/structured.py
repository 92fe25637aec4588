"""Chapter matrices: matrices of a special form, and the Kronecker product."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from mmlbook import _check
from mmlbook._check import Array

__all__ = ["centering_matrix", "kron", "permutation_matrix", "unvec", "vec"]


def kron(A: ArrayLike, B: ArrayLike) -> Array:
    r"""Put a multiple of `B` in the place of every entry of `A`: :math:`A \otimes B`.

    Parameters
    ----------
    A : array_like, shape (m, d)
        The multiples.
    B : array_like, shape (p, q)
        The matrix to repeat.

    Returns
    -------
    K : ndarray, shape (m * p, d * q)
        The Kronecker product; its block `i, j` is :math:`a_{ij} B`.

    Raises
    ------
    ValueError
        If an argument is not a finite matrix.

    Notes
    -----
    Book: ``alg-kron``.  Cost: :math:`mdpq` multiplications and numbers to store.

    Source: Golub and Van Loan (2013), section 1.3.6.

    Examples
    --------
    >>> kron([[1, 2]], [[1, 0], [0, 1]])
    array([[1., 0., 2., 0.],
           [0., 1., 0., 2.]])
    """
    A, B = _check.matrix(A, "A"), _check.matrix(B, "B")

    (m, d), (p, q) = A.shape, B.shape
    K = np.empty((m * p, d * q))
    for i, j in np.ndindex(m, d):
        K[i * p : (i + 1) * p, j * q : (j + 1) * q] = A[i, j] * B
    return K


def vec(A: ArrayLike) -> Array:
    r"""Stack the columns of a matrix into one vector.

    Parameters
    ----------
    A : array_like, shape (m, d)
        The matrix.

    Returns
    -------
    a : ndarray, shape (m * d,)
        First column, second column, and so on.

    Raises
    ------
    ValueError
        If `A` is not a finite matrix.

    Notes
    -----
    Book: ``alg-kron``.  NumPy's ``ravel`` reads rows; the identity
    :math:`\operatorname{vec}(AXB) = (B^\top \otimes A) \operatorname{vec} X` wants columns.
    Cost: :math:`md` copies.

    Source: Golub and Van Loan (2013), section 1.3.7.

    Examples
    --------
    >>> vec([[1, 2], [3, 4]])
    array([1., 3., 2., 4.])
    """
    A = _check.matrix(A)

    columns: Array = A.T.flatten()
    return columns


def unvec(a: ArrayLike, shape: tuple[int, int]) -> Array:
    r"""Cut a vector into columns: the inverse of `vec`.

    Parameters
    ----------
    a : array_like, shape (m * d,)
        The columns, one below the other.
    shape : tuple of int
        The shape `(m, d)` of the matrix.

    Returns
    -------
    A : ndarray, shape (m, d)
        The matrix.

    Raises
    ------
    ValueError
        If `a` is not a finite vector of that many entries, or a size is negative.

    Notes
    -----
    Book: ``alg-kron``.  Cost: :math:`md` copies.

    Source: Golub and Van Loan (2013), section 1.3.7.

    Examples
    --------
    >>> unvec([1, 3, 2, 4], (2, 2))
    array([[1., 2.],
           [3., 4.]])
    """
    m, d = (_check.integer(size, "a size of the shape", low=0) for size in shape)
    a = _check.vector(a, "a", length=m * d)

    A: Array = a.reshape(d, m).T.copy()
    return A


def centering_matrix(n: int) -> Array:
    r"""Return :math:`H = I - \frac1n \mathbf{1}\mathbf{1}^\top`, which subtracts the mean.

    Parameters
    ----------
    n : int
        The number of examples, at least 1.

    Returns
    -------
    H : ndarray, shape (n, n)
        Symmetric; :math:`HX` has columns of mean zero.

    Raises
    ------
    ValueError
        If `n` is less than 1.

    Notes
    -----
    Book: ``alg-special-matrices``.  For proofs; for work subtract ``X.mean(axis=0)``, which costs
    :math:`2nd` flops instead of :math:`2n^2 d`.

    Source: Deisenroth, Faisal and Ong (2020), section 10.2; Mardia, Kent and Bibby (1979),
    section 1.4.

    Examples
    --------
    >>> centering_matrix(2)
    array([[ 0.5, -0.5],
           [-0.5,  0.5]])
    """
    n = _check.integer(n, "n", low=1)

    H: Array = np.eye(n) - np.full((n, n), 1 / n)
    return H


def permutation_matrix(p: ArrayLike) -> Array:
    r"""Return the matrix that puts entry `p[i]` into place `i`.

    Parameters
    ----------
    p : array_like, shape (n,)
        The numbers from 0 to ``n - 1`` in any order.

    Returns
    -------
    P : ndarray, shape (n, n)
        The rows of the identity in that order, so that ``P @ x`` is ``x[p]``.

    Raises
    ------
    ValueError
        If `p` is not a permutation.

    Notes
    -----
    Book: ``alg-special-matrices``.  For proofs; for work index with `p`, which moves `n` numbers
    instead of multiplying :math:`n^2`.

    Source: Golub and Van Loan (2013), section 1.2.8.

    Examples
    --------
    >>> permutation_matrix([2, 0, 1]) @ [10, 20, 30]
    array([30., 10., 20.])
    """
    order = _check.vector(p, "p")
    if not np.array_equal(np.sort(order), np.arange(len(order))):
        raise ValueError(f"p must hold each of 0, ..., {len(order) - 1} once; got {p!r}")

    P: Array = np.eye(len(order))[order.astype(np.intp)]
    return P
