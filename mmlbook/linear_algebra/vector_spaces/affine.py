"""Chapter vector_spaces: lines, planes and other flat sets that need not contain zero."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from mmlbook.linear_algebra.linear_systems import general_solution
from mmlbook.linear_algebra.linear_systems.entries import (
    Numbers,
    matrix,
    ratio,
    rounding,
    same_kind,
    vector,
)
from mmlbook.linear_algebra.vector_spaces.bases import is_linearly_independent
from mmlbook.linear_algebra.vector_spaces.subspaces import subspace_intersection

__all__ = ["AffineSubspace"]


@dataclass(frozen=True, eq=False)
class AffineSubspace:
    r"""A point and all that is reached from it along some directions.

    Parameters
    ----------
    point : array_like, shape (d,)
        One of its points; floats or fractions.
    directions : array_like, shape (d, k)
        Independent columns; none for a single point.

    Notes
    -----
    Book: ``alg-affine``.  The solutions of a linear system are one, if there are any.

    Source: Deisenroth, Faisal and Ong (2020), section 2.8.1.

    Examples
    --------
    >>> line = AffineSubspace([0, 1], [[1], [1]])
    >>> line.contains([2, 3]), line.contains([2, 2])
    (True, False)
    >>> across = AffineSubspace([0, 5], [[1], [-1]])
    >>> line.intersect(across).point
    array([2., 3.])
    """

    point: Numbers
    directions: Numbers

    def __post_init__(self) -> None:
        directions = matrix(self.directions, "directions")
        point, directions = same_kind(vector(self.point, "point", len(directions)), directions)
        if not is_linearly_independent(directions):
            raise ValueError("directions must be independent columns")
        object.__setattr__(self, "point", point)
        object.__setattr__(self, "directions", directions)

    @property
    def dimension(self) -> int:
        """How many numbers choose one of its points."""
        return len(self.directions.T)

    def contains(self, x: ArrayLike) -> bool:
        """Return whether a point lies in it: whether the way to `x` is a combination."""
        point, x = same_kind(self.point, vector(x, "x", len(self.point)))
        tol = self._tolerance(x, x - point)
        return general_solution(self.directions, x - point, tol).particular is not None

    def parametrize(self, t: ArrayLike) -> Numbers:
        """Return the point that is reached by going `t[j]` times each direction `j`."""
        D, t = same_kind(self.directions, vector(t, "t", self.dimension))
        point, way = same_kind(self.point, D @ t)
        return point + way

    def intersect(self, other: AffineSubspace) -> AffineSubspace | None:
        """Return the common points, again an affine subspace; None if there are none."""
        if (d := len(self.point)) != len(other.point):
            raise ValueError(f"other must lie in dimension {d}; got {len(other.point)}")
        p, q = same_kind(self.point, other.point)
        D = np.hstack(same_kind(self.directions, -other.directions))
        way = general_solution(D, q - p, self._tolerance(q, q - p)).particular
        if way is None:
            return None
        common = subspace_intersection(self.directions, other.directions)
        return AffineSubspace(self.parametrize(way[: self.dimension]), common)

    def _tolerance(self, x: Numbers, way: Numbers) -> float:
        """Return what rounding of the points leaves of a way that general_solution rescales."""
        points = np.column_stack([*same_kind(self.point, x), *self.directions.T])
        return rounding(points) / ratio(*same_kind(way, self.directions))
