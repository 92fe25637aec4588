"""Chapter vectors: nearest neighbors."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mmlbook import _check
from mmlbook._check import Array
from mmlbook.linear_algebra.vectors.angles import unit_rows
from mmlbook.orientation.mathematics_in_code import machine_epsilon

__all__ = ["k_nearest_neighbors"]

EPS = machine_epsilon(np.float64)
BLOCK = 2**20  # scores held at a time: 8 MB
METRICS = {"euclidean": 2.0, "manhattan": 1.0, "chebyshev": math.inf, "cosine": 2.0}


def k_nearest_neighbors(
    X: ArrayLike, query: ArrayLike, k: int, metric: str = "euclidean"
) -> tuple[NDArray[np.intp], Array]:
    r"""Find the `k` rows of `X` nearest to each query, nearest first.

    Parameters
    ----------
    X : array_like, shape (n, d)
        The points among which to search.
    query : array_like, shape (m, d) or (d,)
        Where to search.
    k : int
        How many neighbors, from 1 to `n`.
    metric : {"euclidean", "manhattan", "chebyshev", "cosine"}, default="euclidean"
        The distance; cosine distance is one minus the cosine similarity.

    Returns
    -------
    indices : ndarray of int, shape (m, k)
        Rows of `X`; of equally near rows, the first comes first.  Shape ``(k,)`` for one query.
    distances : ndarray, same shape
        Their distances, not decreasing.

    Raises
    ------
    ValueError
        If `k` or `metric` is none of these, the lengths differ, an entry is not finite, or a
        row is zero and the metric is the cosine.

    Notes
    -----
    Book: ``alg-nearest-neighbors``.  Distances come from differences, never from the expanded
    square, which cancels; that only preselects, within its error bound.  For unit vectors
    :math:`1 - \cos\varphi = \lVert u - v \rVert^2 / 2`, which is exact for small angles too.
    Cost: :math:`O(nmd)`, memory :math:`O(nd)`.  Not handled here: search trees.

    Source: Hastie, Tibshirani and Friedman (2009), section 13.3.

    Examples
    --------
    >>> indices, distances = k_nearest_neighbors([[0, 0], [3, 4], [0, 1]], [0, 0], k=2)
    >>> indices, distances
    (array([0, 2]), array([0., 1.]))
    """
    X = _check.matrix(X, "X")
    query = _check.points(query, "query", columns=X.shape[1])
    k = _check.integer(k, "k", low=1, high=len(X))
    p = METRICS[_check.choice(metric, "metric", METRICS)]

    if metric == "cosine":
        X, query = unit_rows(X, "X"), unit_rows(query, "query")
    Q = np.atleast_2d(query)
    indices, distances = np.empty((len(Q), k), dtype=np.intp), np.empty((len(Q), k))
    for i, near in enumerate(_candidates(X, Q, k, p)):
        d = _lengths(X[near] - Q[i], p)
        first = np.argsort(d, kind="stable")[:k]
        indices[i], distances[i] = near[first], d[first]
    if metric == "cosine":
        distances = distances**2 / 2
    shape = (*query.shape[:-1], k)
    return indices.reshape(shape), distances.reshape(shape)


def _lengths(D: Array, p: float, axis: int = 1) -> Array:
    """Return the norms of differences along one axis, `p` being 1, 2 or infinity; overwrites `D`.

    Squares are taken after division by a power of two, which is exact: ties remain ties.
    """
    np.abs(D, out=D)
    if p == 1:
        return np.asarray(D.sum(axis=axis))
    largest = np.asarray(D.max(axis=axis, initial=0.0))
    if p == math.inf:
        return largest
    scale = _power_of_two(largest)
    D /= np.expand_dims(scale, axis)
    return np.asarray(scale * np.sqrt(np.sum(D**2, axis=axis)))


def _power_of_two(x: Array) -> Array:
    """Return for each positive number the power of two next below it."""
    return np.ldexp(0.5, np.frexp(x)[1])


def _candidates(X: Array, Q: Array, k: int, p: float) -> Iterator[NDArray[np.intp]]:
    """Yield for each query the rows of `X`, in order, among which are its `k` nearest.

    Scores grow with the distance, with an error of at most ``(d + 8) * EPS * size``.  At least
    `k` scores are at most `bound`, hence the `k` nearest have scores of at most `bound` and twice
    the error; the factor 4 leaves room for the rounding of the distances.
    """
    for scores, size in _squares(X, Q) if p == 2 else _distances(X, Q, p):
        bound = _upper_bound(scores, k) + 4 * (X.shape[1] + 8) * EPS * size
        for score, limit in zip(scores, bound, strict=True):
            yield np.flatnonzero(score <= limit)


def _squares(X: Array, Q: Array) -> Iterator[tuple[Array, Array]]:
    """Yield the expanded squares of the Euclidean distances, less a constant, and their size.

    Points are shifted to their center and scaled by a power of two, which is exact.
    """
    scale = _power_of_two(max(np.abs(X).max(initial=0.0), np.abs(Q).max(initial=0.0)))
    center = np.mean(X / scale, axis=0)
    XT, Q = np.ascontiguousarray((X / scale - center).T), Q / scale - center
    squares = np.sum(XT**2, axis=0)
    for block in _blocks(Q, len(X)):
        scores = -2 * block @ XT
        scores += squares
        yield scores, (np.sqrt(squares.max()) + np.sqrt(np.sum(block**2, axis=1))) ** 2


def _distances(X: Array, Q: Array, p: float) -> Iterator[tuple[Array, Array]]:
    """Yield the distances for `p` = 1 or infinity, and their size."""
    XT = np.ascontiguousarray(X.T)
    for block in _blocks(Q, len(X)):
        scores = np.array([_lengths(XT - q[:, None], p, axis=0) for q in block])
        yield scores, scores.max(axis=1)


def _blocks(Q: Array, n: int) -> list[Array]:
    """Return the queries in groups whose scores fit into one block."""
    rows = max(1, BLOCK // n)
    return [Q[start : start + rows] for start in range(0, len(Q), rows)]


def _upper_bound(scores: Array, k: int) -> Array:
    """Return for each query a number that at least `k` scores do not exceed.

    It is the `k`-th smallest among the minima of disjoint groups, which is quick to find.
    """
    m, n = scores.shape
    groups = max(k, n // 16)
    width = n // groups
    minima = scores[:, : groups * width].reshape(m, width, groups).min(axis=1)
    return np.partition(minima, k - 1, axis=1)[:, k - 1]
