"""Chapter orthogonality: QR by reflections and by rotations."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from mmlbook import _check
from mmlbook._check import Array
from mmlbook.linear_algebra.orthogonality.rulers import EPS
from mmlbook.linear_algebra.vectors import norm, normalize

__all__ = ["basis", "givens_rotation", "householder_vector", "qr_givens", "qr_householder"]


def householder_vector(x: ArrayLike) -> Array:
    r"""Return the unit normal of a mirror that maps `x` onto the first axis.

    Parameters
    ----------
    x : array_like, shape (d,)
        Not empty.

    Returns
    -------
    v : ndarray, shape (d,)
        Of length 1, with :math:`x - 2 v (v^\top x) = \mp \|x\| e_1`.  The sign is opposite to that
        of the first entry, so that nothing cancels.  For `x` zero, :math:`e_1`.

    Raises
    ------
    ValueError
        If `x` is not a finite vector, or empty.

    Notes
    -----
    Book: ``alg-householder-vector``.  Cost: about :math:`4 d` flops.

    Source: Trefethen and Bau (1997), lecture 10; Golub and Van Loan (2013), section 5.1.

    Examples
    --------
    >>> v = householder_vector([3, 4])
    >>> v.round(3), ([3, 4] - 2 * v * (v @ [3, 4])).round(3) + 0.0
    (array([0.894, 0.447]), array([-5.,  0.]))
    """
    x = _check.vector(x, "x")
    if not len(x):
        raise ValueError("x must not be empty")
    return mirror(x)


def mirror(x: Array) -> Array:
    """Return the unit normal for a vector that is not empty; scaled, so that nothing overflows."""
    v = x / (np.abs(x).max() or 1.0)
    v[0] += np.copysign(np.sqrt(v @ v) or 1.0, v[0])
    return v / np.sqrt(v @ v)  # type: ignore[no-any-return]


def qr_householder(A: ArrayLike) -> tuple[Array, Array]:
    r"""Factor :math:`A = Q R` by reflections.

    Parameters
    ----------
    A : array_like, shape (m, d)
        Any matrix; write `k` for the smaller of `m` and `d`.

    Returns
    -------
    Q : ndarray, shape (m, k)
        Orthonormal columns, to machine precision, whatever `A` is.
    R : ndarray, shape (k, d)
        Zero below the diagonal; the signs of the diagonal are not fixed.

    Raises
    ------
    ValueError
        If `A` is not a finite matrix.

    Notes
    -----
    Book: ``alg-qr-householder``.  Cost: :math:`4 (m d^2 - \tfrac13 d^3)` flops for :math:`m \ge d`,
    half of it for `R` alone.

    Source: Trefethen and Bau (1997), lecture 10; Golub and Van Loan (2013), section 5.2.2.

    Examples
    --------
    >>> Q, R = qr_householder([[3, 1], [4, 1]])
    >>> R.round(3)
    array([[-5. , -1.4],
           [ 0. , -0.2]])
    """
    A = _check.matrix(A)
    m, k = len(A), min(A.shape)

    R, mirrors = A.copy(), []
    for j in range(min(m - 1, k)):
        v = mirror(R[j:, j])
        reflect(v, R[j:, j:])
        R[j + 1 :, j] = 0
        mirrors.append(v)
    Q = np.eye(m, k)
    for j, v in reversed(list(enumerate(mirrors))):
        reflect(v, Q[j:, j:])
    return Q, R[:k]


def reflect(v: Array, B: Array) -> None:
    """Replace every column of B by its mirror image, in place; v has length 1."""
    B -= np.outer(v, 2 * (v @ B))


def givens_rotation(a: float, b: float) -> Array:
    r"""Return the rotation of the plane that turns (a, b) onto the first axis.

    Parameters
    ----------
    a, b : float
        The two entries.

    Returns
    -------
    G : ndarray, shape (2, 2)
        Orthogonal, with determinant 1, and :math:`G (a, b) = (r, 0)` with :math:`r \ge 0`; the
        identity if both are zero.

    Raises
    ------
    TypeError
        If an entry is not a real number.
    ValueError
        If an entry is not finite.

    Notes
    -----
    Book: ``alg-givens``.  Cost: a few flops and a root.

    Source: Golub and Van Loan (2013), section 5.1.8.

    Examples
    --------
    >>> givens_rotation(3, 4)
    array([[ 0.6,  0.8],
           [-0.8,  0.6]])
    """
    entries = np.array([_check.scalar(a, "a"), _check.scalar(b, "b")])
    c, s = normalize(entries) if entries.any() else (1.0, 0.0)
    return np.array([[c, s], [-s, c]])


def qr_givens(A: ArrayLike) -> tuple[Array, Array]:
    r"""Factor :math:`A = Q R` by rotations of two rows each.

    Parameters
    ----------
    A : array_like, shape (m, d)
        Any matrix; write `k` for the smaller of `m` and `d`.

    Returns
    -------
    Q : ndarray, shape (m, k)
        Orthonormal columns, to machine precision.
    R : ndarray, shape (k, d)
        Zero below the diagonal.

    Raises
    ------
    ValueError
        If `A` is not a finite matrix.

    Notes
    -----
    Book: ``alg-givens``.  An entry that is zero already needs no rotation, which is why this
    method is chosen for matrices with few entries below the diagonal.  Cost: at most
    :math:`6 m d^2` flops and as many again for `Q`.

    Source: Golub and Van Loan (2013), section 5.2.5.

    Examples
    --------
    >>> Q, R = qr_givens([[3, 1], [4, 1]])
    >>> R.round(3)
    array([[ 5. ,  1.4],
           [ 0. , -0.2]])
    """
    A = _check.matrix(A)
    m, k = len(A), min(A.shape)

    R, rotations = A.copy(), []
    for j in range(k):
        for i in reversed(range(j + 1, m)):
            if R[i, j] == 0:
                continue
            G = givens_rotation(R[i - 1, j], R[i, j])
            R[i - 1 : i + 1, j:] = G @ R[i - 1 : i + 1, j:]
            R[i, j] = 0
            rotations.append((i, G))
    Q = np.eye(m, k)
    for i, G in reversed(rotations):
        Q[i - 1 : i + 1] = G.T @ Q[i - 1 : i + 1]
    return Q, R[:k]


def basis(B: Array, name: str) -> tuple[Array, Array]:
    """Return the QR factors of a checked matrix, or raise if its columns are dependent."""
    m, d = B.shape
    if m < d:
        raise ValueError(f"{name} must have at least as many rows as columns; got shape {B.shape}")
    Q, R = qr_householder(B)
    for j in range(d):
        if abs(R[j, j]) <= m * EPS * norm(B[:, j]):
            raise np.linalg.LinAlgError(f"column {j} of {name} depends on the columns before it")
    return Q, R
