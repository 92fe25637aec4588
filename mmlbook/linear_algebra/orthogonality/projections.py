"""Chapter orthogonality: projections and complements."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from mmlbook import _check
from mmlbook._check import Array
from mmlbook.linear_algebra.orthogonality.factors import basis, mirror, reflect
from mmlbook.linear_algebra.orthogonality.rulers import EPS
from mmlbook.linear_algebra.vectors import norm, normalize

__all__ = [
    "orthogonal_complement",
    "project_onto_affine",
    "project_onto_line",
    "project_onto_subspace",
    "projection_matrix",
]


def project_onto_line(x: ArrayLike, b: ArrayLike) -> Array:
    r"""Return the point of the line through the origin along `b` that is closest to `x`.

    Parameters
    ----------
    x : array_like, shape (d,)
        A point.
    b : array_like, shape (d,)
        The direction of the line; not zero.

    Returns
    -------
    p : ndarray, shape (d,)
        :math:`\frac{b^\top x}{b^\top b} b`.

    Raises
    ------
    ValueError
        If `b` is zero, the lengths differ or an entry is not finite.

    Notes
    -----
    Book: ``alg-projection``.  Cost: about :math:`6 d` flops.

    Source: Deisenroth, Faisal and Ong (2020), section 3.8.1.

    Examples
    --------
    >>> project_onto_line([7, 1], [3, 4]).round(12)
    array([3., 4.])
    """
    x = _check.vector(x, "x")
    b = _check.nonzero(_check.vector(b, "b", length=len(x)), "b")

    u = normalize(b)
    return (u @ x) * u


def projection_matrix(B: ArrayLike) -> Array:
    r"""Return the matrix :math:`B (B^\top B)^{-1} B^\top` that projects onto the columns of `B`.

    Parameters
    ----------
    B : array_like, shape (d, k)
        Independent columns.

    Returns
    -------
    P : ndarray, shape (d, d)
        Symmetric, and its own square.

    Raises
    ------
    ValueError
        If `B` is not a finite matrix, or has more columns than rows.
    numpy.linalg.LinAlgError
        If a column depends on those before it, up to rounding.

    Notes
    -----
    Book: ``alg-projection``.  Computed as :math:`Q Q^\top` with :math:`B = Q R`.  To project a
    single point use ``project_onto_subspace``, which needs no matrix.  Cost: that of
    ``qr_householder``, and :math:`2 d^2 k` flops.

    Source: Deisenroth, Faisal and Ong (2020), section 3.8.2.

    Examples
    --------
    >>> projection_matrix([[1], [1]]).round(12)
    array([[0.5, 0.5],
           [0.5, 0.5]])
    """
    Q, _ = basis(_check.matrix(B, "B"), "B")
    return Q @ Q.T


def project_onto_subspace(x: ArrayLike, B: ArrayLike) -> Array:
    r"""Return the combination of the columns of `B` that is closest to `x`.

    Parameters
    ----------
    x : array_like, shape (d,)
        A point.
    B : array_like, shape (d, k)
        Independent columns.

    Returns
    -------
    p : ndarray, shape (d,)
        The foot of the perpendicular from `x` onto the span of the columns.

    Raises
    ------
    ValueError
        If the shapes do not fit, an entry is not finite, or `B` has more columns than rows.
    numpy.linalg.LinAlgError
        If a column depends on those before it, up to rounding.

    Notes
    -----
    Book: ``alg-projection``.  Cost: that of ``qr_householder``, and :math:`4 d k` flops.

    Source: Deisenroth, Faisal and Ong (2020), section 3.8.2.

    Examples
    --------
    >>> project_onto_subspace([6, 0, 0], [[1, 0], [1, 1], [1, 2]]).round(12)
    array([ 5.,  2., -1.])
    """
    B = _check.matrix(B, "B")
    x = _check.vector(x, "x", length=len(B))

    Q, _ = basis(B, "B")
    return Q @ (Q.T @ x)


def project_onto_affine(x: ArrayLike, x0: ArrayLike, B: ArrayLike) -> Array:
    r"""Return the point closest to `x` of the form `x0` plus a combination of columns of `B`.

    Parameters
    ----------
    x, x0 : array_like, shape (d,)
        A point, and a point of the affine subspace.
    B : array_like, shape (d, k)
        Independent directions in columns.

    Returns
    -------
    p : ndarray, shape (d,)
        The foot of the perpendicular from `x`.

    Raises
    ------
    ValueError
        If the shapes do not fit, an entry is not finite, or `B` has more columns than rows.
    numpy.linalg.LinAlgError
        If a column depends on those before it, up to rounding.

    Notes
    -----
    Book: ``alg-projection``.  Shift `x0` into the origin, project, shift back.  Cost: that of
    ``project_onto_subspace``.

    Source: Deisenroth, Faisal and Ong (2020), section 3.8.4.

    Examples
    --------
    >>> project_onto_affine([3, 3], [0, 1], [[1], [0]])
    array([3., 1.])
    """
    x0 = _check.vector(x0, "x0")
    x = _check.vector(x, "x", length=len(x0))

    return x0 + project_onto_subspace(x - x0, B)


def orthogonal_complement(B: ArrayLike) -> Array:
    r"""Return an orthonormal basis of all vectors that are orthogonal to the columns of `B`.

    Parameters
    ----------
    B : array_like, shape (d, k)
        Any columns; they may depend on each other.

    Returns
    -------
    N : ndarray, shape (d, d - r)
        Orthonormal columns, where `r` is the rank of `B`.

    Raises
    ------
    ValueError
        If `B` is not a finite matrix.

    Notes
    -----
    Book: ``alg-complement``.  A column whose rest is not larger than `d` times machine precision
    times its length counts as dependent.  Cost: that of a QR factorization with full `Q`.

    Source: Golub and Van Loan (2013), section 5.2.

    Examples
    --------
    >>> orthogonal_complement([[0], [1]]).round(12) + 0.0
    array([[-1.],
           [ 0.]])
    """
    B = _check.matrix(B, "B")
    d = len(B)

    mirrors: list[Array] = []
    rest = B.copy()
    for j in range(B.shape[1]):
        r = len(mirrors)
        if norm(rest[r:, j]) > d * EPS * norm(B[:, j]):
            mirrors.append(mirror(rest[r:, j]))
            reflect(mirrors[-1], rest[r:, j:])
    Q = np.eye(d)
    for r, v in reversed(list(enumerate(mirrors))):
        reflect(v, Q[r:, r:])
    return Q[:, len(mirrors) :]
