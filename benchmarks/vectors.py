"""Pairs for the chapter `vectors`, each at a small and at a large size."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import scipy.linalg
import scipy.spatial.distance
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.metrics.pairwise import cosine_similarity
from sklearn.neighbors import NearestNeighbors

from benchmarks.measure import Pair
from mmlbook.datasets import load_texts
from mmlbook.linear_algebra import vectors as v

__all__ = ["pairs"]

TARGET = 2.0
METRICS = ("euclidean", "manhattan", "chebyshev", "cosine")


def pairs() -> Iterator[Pair]:
    """Yield every pair; large sizes of vectorizable work have a target."""
    rng = np.random.default_rng(0)
    for size, target in ((10, None), (1_000_000, TARGET)):
        yield from _vectors(rng.standard_normal((2, size)), target)
    for n, d, target in ((10, 3, None), (2_000, 500, TARGET)):
        yield from _matrices(rng.standard_normal((n, d)), rng.standard_normal(d), target)
    for n, m, d, target in ((50, 5, 4, None), (20_000, 300, 64, TARGET)):
        yield from _neighbors(rng.standard_normal((n, d)), rng.standard_normal((m, d)), target)
    yield from _space(rng.standard_normal((3, 3)))
    yield from _texts()


def _vectors(uv: np.ndarray, target: float | None) -> Iterator[Pair]:
    x, y = uv
    size = f"{x.size:,}"

    def kahan() -> float:
        a, b = x / np.linalg.norm(x), y / np.linalg.norm(y)
        return 2 * math.atan2(np.linalg.norm(a - b), np.linalg.norm(a + b))

    yield Pair("dot", size, "numpy.dot", lambda: v.dot(x, y), lambda: np.dot(x, y), target)
    for p in (1, 2, 3, math.inf):
        yield Pair(
            f"norm, p={p}",
            size,
            "scipy.linalg.norm",
            lambda p=p: v.norm(x, p),
            lambda p=p: scipy.linalg.norm(x, p),
            target,
        )
    yield Pair(
        "norm, p=2",
        size,
        "numpy.linalg.norm (no checks)",
        lambda: v.norm(x),
        lambda: np.linalg.norm(x),
        target,
    )
    yield Pair(
        "normalize",
        size,
        "x / numpy.linalg.norm",
        lambda: v.normalize(x),
        lambda: x / np.linalg.norm(x),
        target,
    )
    yield Pair(
        "distance",
        size,
        "scipy euclidean",
        lambda: v.distance(x, y),
        lambda: scipy.spatial.distance.euclidean(x, y),
        target,
    )
    yield Pair(
        "angle_between", size, "the same by NumPy", lambda: v.angle_between(x, y), kahan, target
    )


def _matrices(X: np.ndarray, w: np.ndarray, target: float | None) -> Iterator[Pair]:
    n, d = X.shape
    size = f"{n:,} x {d}"
    coeffs = X[:, 0].copy()
    unit = w / np.linalg.norm(w)

    def project() -> np.ndarray:
        return X - np.outer(X @ unit + 0.5 / np.linalg.norm(w), unit)

    yield Pair(
        "linear_combination",
        size,
        "coeffs @ V",
        lambda: v.linear_combination(coeffs, X),
        lambda: coeffs @ X,
        target,
    )
    yield Pair(
        "cosine_similarity",
        size,
        "scikit-learn",
        lambda: v.cosine_similarity(X, X),
        lambda: cosine_similarity(X, X),
        target,
    )
    yield Pair(
        "signed_distance_to_hyperplane",
        size,
        "by NumPy",
        lambda: v.signed_distance_to_hyperplane(X, w, 0.5),
        lambda: (X @ w + 0.5) / np.linalg.norm(w),
        target,
    )
    yield Pair(
        "project_onto_hyperplane",
        size,
        "by NumPy",
        lambda: v.project_onto_hyperplane(X, w, 0.5),
        project,
        target,
    )


def _neighbors(X: np.ndarray, Q: np.ndarray, target: float | None) -> Iterator[Pair]:
    size = f"{len(Q)} of {len(X):,} x {X.shape[1]}"
    for metric in METRICS:
        search = NearestNeighbors(n_neighbors=5, algorithm="brute", metric=metric).fit(X)
        yield Pair(
            f"k_nearest_neighbors, {metric}",
            size,
            "scikit-learn, brute",
            lambda m=metric: v.k_nearest_neighbors(X, Q, 5, m)[1],
            lambda s=search: s.kneighbors(Q)[0],
            target,
        )


def _space(edges: np.ndarray) -> Iterator[Pair]:
    a, b, c = edges
    yield Pair("cross", "3", "numpy.cross", lambda: v.cross(a, b), lambda: np.cross(a, b))
    yield Pair(
        "scalar_triple_product",
        "3",
        "numpy.linalg.det",
        lambda: v.scalar_triple_product(a, b, c),
        lambda: np.linalg.det(edges),
    )
    yield Pair(
        "triangle_area",
        "3",
        "numpy.cross",
        lambda: v.triangle_area(a, b, c),
        lambda: np.linalg.norm(np.cross(b - a, c - a)) / 2,
    )


def _texts() -> Iterator[Pair]:
    texts = load_texts().texts
    for copies in (1, 20):
        many = texts * copies
        yield Pair(
            "bag_of_words",
            f"{len(many)} texts",
            "CountVectorizer, dense",
            lambda t=many: v.bag_of_words(t)[0],
            lambda t=many: CountVectorizer().fit_transform(t).toarray(),
            TARGET if copies > 1 else None,
        )
