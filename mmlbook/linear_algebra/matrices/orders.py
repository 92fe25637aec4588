"""Chapter matrices: the same product in another order, by blocks, by squaring."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from mmlbook import _check
from mmlbook._check import Array
from mmlbook.linear_algebra.matrices.products import factors

__all__ = ["block_matmul", "matrix_chain_order", "matrix_power", "strassen"]

Order = int | tuple["Order", "Order"]


def block_matmul(A: ArrayLike, B: ArrayLike, block_size: int) -> Array:
    r"""Multiply block by block, :math:`C_{ij} = \sum_k A_{ik} B_{kj}`.

    Parameters
    ----------
    A : array_like, shape (m, d)
        The left factor.
    B : array_like, shape (d, k)
        The right factor.
    block_size : int
        Rows and columns of a block, at least 1; the last blocks may be smaller.

    Returns
    -------
    C : ndarray, shape (m, k)
        The product.

    Raises
    ------
    ValueError
        If the shapes do not fit, an entry is not finite or `block_size` is less than 1.

    Notes
    -----
    Book: ``alg-block-matmul``.  Three blocks at a time are in use; if they fit into the cache,
    each entry is fetched from memory about :math:`n / s` times instead of `n` times.
    Cost: :math:`2mdk` flops.

    Source: Golub and Van Loan (2013), section 1.3.

    Examples
    --------
    >>> block_matmul([[1, 2, 3]], [[1], [10], [100]], block_size=2)
    array([[321.]])
    """
    A, B = factors(A, B)
    s = _check.integer(block_size, "block_size", low=1)

    C = np.zeros((A.shape[0], B.shape[1]))
    for i in range(0, A.shape[0], s):
        for j in range(0, B.shape[1], s):
            for k in range(0, A.shape[1], s):
                left, right = A[i : i + s, k : k + s], B[k : k + s, j : j + s]
                C[i : i + s, j : j + s] += left @ right
    return C


def strassen(A: ArrayLike, B: ArrayLike, leaf_size: int = 32) -> Array:
    r"""Multiply with seven products of half the size instead of eight, again and again.

    Parameters
    ----------
    A : array_like, shape (m, d)
        The left factor.
    B : array_like, shape (d, k)
        The right factor.
    leaf_size : int, default=32
        Where the smallest of `m`, `d`, `k` is not larger, the ordinary product is taken.

    Returns
    -------
    C : ndarray, shape (m, k)
        The product.

    Raises
    ------
    ValueError
        If the shapes do not fit, an entry is not finite or `leaf_size` is less than 1.

    Notes
    -----
    Book: ``alg-strassen``.  Odd sizes get one row or column of zeros.  The errors are small next to
    the largest entry of the product, not next to each entry.
    Cost: :math:`O(n^{\log_2 7})` flops for square matrices of size `n`.

    Source: Strassen (1969); Higham (2002), chapter 23.

    Examples
    --------
    >>> strassen([[1, 2], [3, 4]], [[5, 6], [7, 8]], leaf_size=1)
    array([[19., 22.],
           [43., 50.]])
    """
    return _seven(*factors(A, B), _check.integer(leaf_size, "leaf_size", low=1))


def _seven(A: Array, B: Array, leaf: int) -> Array:
    (m, d), k = A.shape, B.shape[1]
    if min(m, d, k) <= leaf:
        return A @ B
    A11, A12, A21, A22 = _quarters(A)
    B11, B12, B21, B22 = _quarters(B)
    M1 = _seven(A11 + A22, B11 + B22, leaf)
    M2 = _seven(A21 + A22, B11, leaf)
    M3 = _seven(A11, B12 - B22, leaf)
    M4 = _seven(A22, B21 - B11, leaf)
    M5 = _seven(A11 + A12, B22, leaf)
    M6 = _seven(A21 - A11, B11 + B12, leaf)
    M7 = _seven(A12 - A22, B21 + B22, leaf)
    C = np.block([[M1 + M4 - M5 + M7, M3 + M5], [M2 + M4, M1 - M2 + M3 + M6]])
    return C[:m, :k]


def _quarters(A: Array) -> tuple[Array, Array, Array, Array]:
    """Return four blocks of one size, after a row or column of zeros if a size is odd."""
    A = np.pad(A, [(0, size % 2) for size in A.shape])
    m, d = A.shape[0] // 2, A.shape[1] // 2
    return A[:m, :d], A[:m, d:], A[m:, :d], A[m:, d:]


def matrix_power(A: ArrayLike, k: int) -> Array:
    r"""Return :math:`A^k` by repeated squaring.

    Parameters
    ----------
    A : array_like, shape (n, n)
        A square matrix.
    k : int
        The exponent, at least 0.

    Returns
    -------
    P : ndarray, shape (n, n)
        The power; the identity if `k` is 0.

    Raises
    ------
    ValueError
        If `A` is not a finite, square matrix or `k` is negative.

    Notes
    -----
    Book: ``alg-matrix-power``.  The binary digits of `k` say which of :math:`A, A^2, A^4, \dots`
    are factors.  Cost: at most :math:`2 \log_2 k + 1` products if `k` is not 0.
    Not handled here: entries beyond 1e308, which overflow with a warning.

    Source: Golub and Van Loan (2013), section 9.2.

    Examples
    --------
    >>> matrix_power([[1, 1], [1, 0]], 10)  # Fibonacci's numbers
    array([[89., 55.],
           [55., 34.]])
    """
    A = _check.matrix(A, square=True)
    k = _check.integer(k, "k", low=0)

    P, square = np.eye(len(A)), A
    while k:
        if k % 2:
            P = P @ square
        k //= 2
        if k:
            square = square @ square
    return P


def matrix_chain_order(dims: Sequence[int]) -> tuple[int, Order]:
    r"""Find the cheapest order to multiply a chain of matrices.

    Parameters
    ----------
    dims : sequence of int
        Matrix `i` has shape ``(dims[i], dims[i + 1])``.

    Returns
    -------
    cost : int
        The number of multiplications of numbers.
    order : int or tuple
        Nested pairs of positions: ``(0, (1, 2))`` means first the product of the last two.

    Raises
    ------
    ValueError
        If there is no matrix or a dimension is less than 1.
    TypeError
        If a dimension is not an integer.

    Notes
    -----
    Book: ``alg-matrix-chain``.  A best order splits the chain somewhere, and both halves are in
    best order; so it is enough to know the best order of every shorter stretch.
    Cost: :math:`O(n^3)` for `n` matrices.

    Source: Cormen, Leiserson, Rivest and Stein (2022), section 14.2.

    Examples
    --------
    >>> matrix_chain_order([30, 35, 15, 5, 10, 20, 25])
    (15125, ((0, (1, 2)), ((3, 4), 5)))
    """
    p = [_check.integer(size, "a dimension", low=1) for size in dims]
    if len(p) < 2:
        raise ValueError(f"dims must have at least 2 entries; got {len(p)}")

    best: dict[tuple[int, int], tuple[int, Order]] = {(i, i): (0, i) for i in range(len(p) - 1)}
    for length in range(1, len(p) - 1):
        for i in range(len(p) - 1 - length):
            j = i + length
            costs = [
                best[i, k][0] + best[k + 1, j][0] + p[i] * p[k + 1] * p[j + 1] for k in range(i, j)
            ]
            k = i + costs.index(min(costs))
            best[i, j] = min(costs), (best[i, k][1], best[k + 1, j][1])
    return best[0, len(p) - 2]
