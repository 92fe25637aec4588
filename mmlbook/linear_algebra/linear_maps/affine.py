"""Chapter linear_maps: linear maps followed by a shift, and what they do to pictures."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from mmlbook import _check
from mmlbook._check import Array
from mmlbook.linear_algebra.linear_systems import inverse_gauss_jordan
from mmlbook.linear_algebra.linear_systems.entries import (
    Numbers,
    identity,
    matrix,
    same_kind,
    vector,
)

__all__ = ["AffineMap", "to_homogeneous", "warp_image"]


@dataclass(frozen=True, eq=False)
class AffineMap:
    r"""The map :math:`x \mapsto A x + b`.

    Parameters
    ----------
    A : array_like, shape (m, d)
        The linear part; floats or fractions.
    b : array_like, shape (m,)
        The shift.

    Notes
    -----
    Book: ``alg-affine-map``.  A layer without its activation is one.

    Source: Deisenroth, Faisal and Ong (2020), section 2.8.2.

    Examples
    --------
    >>> f = AffineMap([[2, 0], [0, 2]], [1, 0])
    >>> f([3, 4]), f.inverse()([7, 8]), f.compose(f)([3, 4])
    (array([7., 8.]), array([3., 4.]), array([15., 16.]))
    """

    A: Numbers
    b: Numbers

    def __post_init__(self) -> None:
        A = matrix(self.A)
        A, b = same_kind(A, vector(self.b, "b", len(A)))
        object.__setattr__(self, "A", A)
        object.__setattr__(self, "b", b)

    def __call__(self, x: ArrayLike) -> Numbers:
        """Return the image of a point, or of each row of a table of points."""
        checked: Numbers = _check.points(x, "x", columns=self.A.shape[1])
        if self.A.dtype == object:
            checked = matrix(x, "x") if checked.ndim == 2 else vector(x, "x", len(checked))
        A, X = same_kind(self.A, checked)
        b, images = same_kind(self.b, X @ A.T)
        moved: Numbers = images + b
        return moved

    def compose(self, other: AffineMap) -> AffineMap:
        """Return the map that applies `other` first and this one second."""
        if (d := self.A.shape[1]) != len(other.b):
            raise ValueError(f"other must have {d} outputs; got {len(other.b)}")
        A, B = same_kind(self.A, other.A)
        return AffineMap(A @ B, self(other.b))

    def inverse(self) -> AffineMap:
        """Return the map that undoes this one; the linear part must be invertible."""
        A_inv = inverse_gauss_jordan(self.A)
        return AffineMap(A_inv, -(A_inv @ self.b))


def to_homogeneous(A: ArrayLike, b: ArrayLike) -> Numbers:
    r"""Return the matrix that does :math:`x \mapsto A x + b` to vectors with one more entry, 1.

    Parameters
    ----------
    A : array_like, shape (m, d)
        The linear part; floats or fractions.
    b : array_like, shape (m,)
        The shift.

    Returns
    -------
    H : ndarray, shape (m + 1, d + 1)
        `A` and `b` side by side, and below them a row of zeros with a 1 at its end.

    Raises
    ------
    ValueError
        If the shapes do not fit or an entry is not finite.

    Notes
    -----
    Book: ``alg-affine-map``.  Cost: none.

    Source: Strang (2016), section 10.6.

    Examples
    --------
    >>> to_homogeneous([[0, -1], [1, 0]], [5, 6])
    array([[ 0., -1.,  5.],
           [ 1.,  0.,  6.],
           [ 0.,  0.,  1.]])
    """
    A = matrix(A)
    A, b = same_kind(A, vector(b, "b", len(A)))

    last = identity(A.shape[1] + 1, A)[-1:]
    return np.vstack([np.column_stack([A, b]), last])


def warp_image(image: ArrayLike, affine_map: AffineMap) -> Array:
    r"""Move a picture by an affine map of the plane.

    Coordinates are pixels: the origin is the middle of the picture, the first axis points right
    and the second one up.

    Parameters
    ----------
    image : array_like, shape (m, d)
        Gray values; outside of the picture they count as zero.
    affine_map : AffineMap
        From the plane to the plane, invertible.

    Returns
    -------
    warped : ndarray, shape (m, d)
        What is at `x` in the picture is at ``affine_map(x)`` here.

    Raises
    ------
    ValueError
        If `image` is not a finite matrix, or the map is not one of the plane.
    numpy.linalg.LinAlgError
        If the map is not invertible.

    Notes
    -----
    Book: ``alg-warp-image``.  Each pixel of the result asks the inverse map where its gray value
    comes from, and takes a weighted mean of the four pixels there.  Cost: some 20 flops a pixel.
    Not handled here: shrinking, which should average over more than four pixels.

    Source: Strang (2016), section 10.6, for the moves; bilinear weights are school algebra.

    Examples
    --------
    >>> shift = AffineMap(np.eye(2), [1, 0])
    >>> warp_image([[1, 2, 3], [4, 5, 6]], shift)
    array([[0., 1., 2.],
           [0., 4., 5.]])
    """
    gray = _check.matrix(image, "image")
    if affine_map.A.shape != (2, 2):
        raise ValueError(f"affine_map must be one of the plane; got shape {affine_map.A.shape}")
    back = affine_map.inverse()

    m, d = gray.shape
    rows, columns = np.indices(gray.shape)
    points = np.column_stack([columns.ravel() - (d - 1) / 2, (m - 1) / 2 - rows.ravel()])
    x, y = np.asarray(back(points), dtype=float).T.reshape(2, m, d)
    row, column = (m - 1) / 2 - y, x + (d - 1) / 2
    row, column = np.clip(row, -1, m), np.clip(column, -1, d)  # beyond the frame all is zero
    framed = np.pad(gray, ((1, 2), (1, 2)))
    i, j = np.floor(row).astype(np.intp), np.floor(column).astype(np.intp)
    s, t = row - i, column - j
    upper = (1 - t) * framed[i + 1, j + 1] + t * framed[i + 1, j + 2]
    lower = (1 - t) * framed[i + 2, j + 1] + t * framed[i + 2, j + 2]
    warped: Array = (1 - s) * upper + s * lower
    return warped
