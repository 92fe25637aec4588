"""Chapter orthogonality: the method of Gram and Schmidt, in three versions."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from mmlbook import _check
from mmlbook._check import Array
from mmlbook.linear_algebra.orthogonality.rulers import EPS, ruler

__all__ = ["gram_schmidt", "qr_gram_schmidt"]

METHODS = ("classical", "modified", "twice")


def gram_schmidt(V: ArrayLike, method: str = "modified", A: ArrayLike | None = None) -> Array:
    r"""Return orthonormal vectors that span, one by one, what the columns of `V` span.

    Parameters
    ----------
    V : array_like, shape (d, k)
        Independent vectors in columns.
    method : {"modified", "classical", "twice"}, default="modified"
        Subtract the shadows of what is left, one after the other; of the vector as it was given,
        all at once (rounding spoils this); or all at once, and then once more.
    A : array_like, shape (d, d), optional
        Symmetric positive definite: orthonormal in the inner product :math:`x^\top A y`.

    Returns
    -------
    Q : ndarray, shape (d, k)
        Column k is orthogonal to those before it, and has length 1.

    Raises
    ------
    ValueError
        If the shapes do not fit, an entry is not finite, there is no such method, or `A` is not
        symmetric positive definite.
    numpy.linalg.LinAlgError
        If a column depends on those before it, up to rounding.

    Notes
    -----
    Book: ``alg-gram-schmidt``.  Cost: :math:`2 d k^2` flops; twice that for "twice".

    Source: Golub and Van Loan (2013), sections 5.2.7 and 5.2.8.

    Examples
    --------
    >>> gram_schmidt([[3, 1], [4, 1]]).round(3) + 0.0
    array([[ 0.6,  0.8],
           [ 0.8, -0.6]])
    """
    V = _check.matrix(V, "V")
    _check.choice(method, "method", METHODS)
    return _orthogonalize(V, method, None if A is None else ruler(A, len(V)), "V")[0]


def qr_gram_schmidt(A: ArrayLike) -> tuple[Array, Array]:
    r"""Factor :math:`A = Q R` by modified Gram-Schmidt.

    Parameters
    ----------
    A : array_like, shape (m, d)
        Independent columns.

    Returns
    -------
    Q : ndarray, shape (m, d)
        Orthonormal columns, as far as rounding and the condition of `A` allow.
    R : ndarray, shape (d, d)
        Upper triangular with positive diagonal.

    Raises
    ------
    ValueError
        If `A` is not a finite matrix.
    numpy.linalg.LinAlgError
        If a column depends on those before it, up to rounding.

    Notes
    -----
    Book: ``alg-gram-schmidt``.  The product is always accurate; `Q` need not be orthogonal.  Cost:
    :math:`2 m d^2` flops.

    Source: Golub and Van Loan (2013), section 5.2.8.

    Examples
    --------
    >>> Q, R = qr_gram_schmidt([[3, 1], [4, 1]])
    >>> R.round(3)
    array([[5. , 1.4],
           [0. , 0.2]])
    """
    return _orthogonalize(_check.matrix(A), "modified", None, "A")


def _orthogonalize(V: Array, method: str, A: Array | None, name: str) -> tuple[Array, Array]:
    """Return the orthonormal columns and the triangle of coefficients."""
    k = V.shape[1]
    Q, R = np.zeros(V.shape), np.zeros((k, k))

    for j in range(k):
        rest = V[:, j].copy()
        for _ in range(2 if method == "twice" else 1):
            if method == "modified":
                for i in range(j):
                    shadow = _inner(Q[:, i], rest, A)
                    rest -= shadow * Q[:, i]
                    R[i, j] += shadow
            else:
                shadows = _inner(Q[:, :j], rest, A)
                rest -= Q[:, :j] @ shadows
                R[:j, j] += shadows
        R[j, j] = _length(rest, A)
        if R[j, j] <= len(V) * EPS * _length(V[:, j], A):
            raise np.linalg.LinAlgError(f"column {j} of {name} depends on the columns before it")
        Q[:, j] = rest / R[j, j]
    return Q, R


def _inner(U: Array, v: Array, A: Array | None) -> Array:
    """Return the inner products of the columns of U with v."""
    return U.T @ (v if A is None else A @ v)


def _length(v: Array, A: Array | None) -> float:
    """Return the length of v, scaled so that no square over- or underflows."""
    largest = float(np.abs(v).max(initial=0.0))
    return largest and largest * float(np.sqrt(_inner(v / largest, v / largest, A)))
