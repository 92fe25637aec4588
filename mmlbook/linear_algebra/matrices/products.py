"""Chapter matrices: the products, the transpose, the trace."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from mmlbook import _check
from mmlbook._check import Array
from mmlbook.linear_algebra.vectors import dot, linear_combination

__all__ = ["factors", "hadamard", "matmul", "matvec", "outer", "trace", "transpose"]


def matvec(A: ArrayLike, x: ArrayLike, by: str = "rows") -> Array:
    r"""Multiply a matrix by a vector, :math:`Ax`, row by row or column by column.

    Parameters
    ----------
    A : array_like, shape (m, d)
        The matrix.
    x : array_like, shape (d,)
        The vector.
    by : {"rows", "columns"}, default="rows"
        Dot products of the rows with `x`, or the columns combined with coefficients `x`.

    Returns
    -------
    y : ndarray, shape (m,)
        The product.

    Raises
    ------
    ValueError
        If `A` has not as many columns as `x` has entries, an entry is not finite, or `by` is
        neither of the two.

    Notes
    -----
    Book: ``alg-matvec``.  Cost: :math:`2md` flops both ways.  Not handled here: sparse matrices.

    Source: Golub and Van Loan (2013), section 1.1.

    Examples
    --------
    >>> matvec([[1, 2], [3, 4], [5, 6]], [10, 1])
    array([12., 34., 56.])
    """
    A, x = _check.matrix(A), _check.vector(x, "x")
    if A.shape[1] != len(x):
        raise ValueError(f"A must have {len(x)} columns, like x; got shape {A.shape}")

    if _check.choice(by, "by", ("rows", "columns")) == "rows":
        return np.array([dot(row, x) for row in A])
    return linear_combination(x, A.T)


def matmul(A: ArrayLike, B: ArrayLike, method: str = "dot") -> Array:
    r"""Multiply two matrices, :math:`C = AB`, in one of four ways.

    Parameters
    ----------
    A : array_like, shape (m, d)
        The left factor.
    B : array_like, shape (d, k)
        The right factor.
    method : {"dot", "columns", "rows", "outer"}, default="dot"
        Entry by entry, column by column, row by row, or as a sum of outer products.

    Returns
    -------
    C : ndarray, shape (m, k)
        The product.

    Raises
    ------
    ValueError
        If `A` has not as many columns as `B` has rows, an entry is not finite, or `method` is
        none of the four.

    Notes
    -----
    Book: ``alg-matmul``.  Cost: :math:`2mdk` flops in every way.  For work use ``A @ B``.

    Source: Golub and Van Loan (2013), section 1.1; Strang (2016), section 2.4.

    Examples
    --------
    >>> matmul([[1, 2], [3, 4]], [[0, 1], [1, 0]])
    array([[2., 1.],
           [4., 3.]])
    """
    A, B = factors(A, B)
    _check.choice(method, "method", ("dot", "columns", "rows", "outer"))

    C = np.zeros((A.shape[0], B.shape[1]))
    if method == "dot":
        for i, j in np.ndindex(C.shape):
            C[i, j] = A[i] @ B[:, j]
    elif method == "columns":
        for j in range(C.shape[1]):
            C[:, j] = A @ B[:, j]
    elif method == "rows":
        for i in range(C.shape[0]):
            C[i] = A[i] @ B
    else:
        for k in range(len(B)):
            C += outer(A[:, k], B[k])
    return C


def factors(A: ArrayLike, B: ArrayLike) -> tuple[Array, Array]:
    """Return two checked matrices of which the first has as many columns as the second has rows."""
    A, B = _check.matrix(A, "A"), _check.matrix(B, "B")
    if A.shape[1] != B.shape[0]:
        raise ValueError(f"the columns of A must be as many as the rows of B; got shapes {A.shape} "
                         f"and {B.shape}")  # fmt: skip
    return A, B


def transpose(A: ArrayLike) -> Array:
    r"""Exchange rows and columns, :math:`(A^\top)_{ji} = a_{ij}`.

    Parameters
    ----------
    A : array_like, shape (m, d)
        The matrix.

    Returns
    -------
    B : ndarray, shape (d, m)
        The transpose, in memory of its own.

    Raises
    ------
    ValueError
        If `A` is not a finite matrix.

    Notes
    -----
    Book: ``alg-transpose``.  Cost: :math:`md` copies; NumPy's ``A.T`` copies nothing.

    Source: Golub and Van Loan (2013), section 1.1.

    Examples
    --------
    >>> transpose([[1, 2, 3], [4, 5, 6]])
    array([[1., 4.],
           [2., 5.],
           [3., 6.]])
    """
    A = _check.matrix(A)

    B = np.empty((A.shape[1], A.shape[0]))
    for i, row in enumerate(A):
        B[:, i] = row
    return B


def trace(A: ArrayLike) -> float:
    r"""Add up the diagonal, :math:`\operatorname{tr} A = \sum_i a_{ii}`.

    Parameters
    ----------
    A : array_like, shape (n, n)
        A square matrix.

    Returns
    -------
    t : float
        The trace.

    Raises
    ------
    ValueError
        If `A` is not a finite, square matrix.

    Notes
    -----
    Book: ``alg-transpose``.  Cost: `n` additions.

    Source: Deisenroth, Faisal and Ong (2020), section 4.1.

    Examples
    --------
    >>> trace([[1, 2], [3, 4]])
    5.0
    """
    A = _check.matrix(A, square=True)

    return float(sum(A[i, i] for i in range(len(A))))


def outer(u: ArrayLike, v: ArrayLike) -> Array:
    r"""Multiply each entry of `u` with each entry of `v`: :math:`uv^\top`.

    Parameters
    ----------
    u : array_like, shape (m,)
        The column.
    v : array_like, shape (d,)
        The row.

    Returns
    -------
    A : ndarray, shape (m, d)
        The outer product; each row is a multiple of `v`, each column a multiple of `u`.

    Raises
    ------
    ValueError
        If an argument is not a finite vector.

    Notes
    -----
    Book: ``alg-transpose``.  Cost: :math:`md` multiplications.

    Source: Golub and Van Loan (2013), section 1.1.

    Examples
    --------
    >>> outer([1, 10], [1, 2, 3])
    array([[ 1.,  2.,  3.],
           [10., 20., 30.]])
    """
    u, v = _check.vector(u, "u"), _check.vector(v, "v")

    return u[:, None] * v


def hadamard(A: ArrayLike, B: ArrayLike) -> Array:
    r"""Multiply entry by entry, :math:`(A \odot B)_{ij} = a_{ij} b_{ij}`.

    Parameters
    ----------
    A, B : array_like, shape (m, d)
        Matrices of one shape.

    Returns
    -------
    C : ndarray, shape (m, d)
        The products of the entries.

    Raises
    ------
    ValueError
        If the shapes differ or an entry is not finite.

    Notes
    -----
    Book: ``alg-transpose``.  NumPy's ``*``, but without broadcasting.
    Cost: :math:`md` multiplications.

    Source: Boyd and Vandenberghe (2018), section 10.1.

    Examples
    --------
    >>> hadamard([[1, 2], [3, 4]], [[0, 1], [1, 0]])
    array([[0., 2.],
           [3., 0.]])
    """
    A, B = _check.matrix(A, "A"), _check.matrix(B, "B")
    if A.shape != B.shape:
        raise ValueError(f"A and B must have one shape; got {A.shape} and {B.shape}")

    return A * B
