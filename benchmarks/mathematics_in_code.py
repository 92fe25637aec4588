"""Pairs for the chapter `mathematics_in_code`, each at a small and at a large size."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from scipy.spatial.distance import cdist
from scipy.special import logsumexp

from benchmarks.measure import Pair
from mmlbook.orientation import mathematics_in_code as m

__all__ = ["pairs"]


def pairs() -> Iterator[Pair]:
    """Yield every pair; what works on whole arrays shall cost about what NumPy costs."""
    rng = np.random.default_rng(0)
    for n, d in ((30, 10), (1_000, 64)):
        yield from _distances(rng.standard_normal((n, d)))
    for n in (100, 100_000):
        yield from _sums(rng.standard_normal(n))
    A, B = rng.standard_normal((12, 10)), rng.standard_normal((10, 8))
    yield Pair(
        "einsum_two",
        "12 x 10 x 8",
        "numpy.einsum",
        lambda: m.einsum_two("ij,jk->ik", A, B),
        lambda: np.einsum("ij,jk->ik", A, B),
    )


def _distances(X: np.ndarray) -> Iterator[Pair]:
    size = f"{len(X):,} x {X.shape[1]}"
    yield Pair(
        "pairwise_sq_dists",
        size,
        "scipy, cdist",
        lambda: m.pairwise_sq_dists(X, X),
        lambda: cdist(X, X, "sqeuclidean"),
    )
    few = X[:30]
    yield Pair(
        "pairwise_sq_dists_loop",
        f"{len(few)} x {X.shape[1]}",
        "scipy, cdist",
        lambda: m.pairwise_sq_dists_loop(few, few),
        lambda: cdist(few, few, "sqeuclidean"),
    )


def _sums(x: np.ndarray) -> Iterator[Pair]:
    size = f"{len(x):,}"
    yield Pair("pairwise_sum", size, "numpy.sum", lambda: m.pairwise_sum(x), lambda: np.sum(x))
    yield Pair("kahan_sum", size, "math.fsum", lambda: m.kahan_sum(x), lambda: math.fsum(x))
    yield Pair(
        "welford",
        size,
        "numpy.mean, numpy.var",
        lambda: [part[-1] for part in m.welford(x)],
        lambda: [np.mean(x), np.var(x)],
    )
    yield Pair(
        "logsumexp", size, "scipy.special", lambda: m.logsumexp(x), lambda: logsumexp(x), 3.0
    )
    coeffs = np.linspace(-1, 1, 9)
    yield Pair(
        "horner",
        f"degree 8, {size}",
        "numpy.polyval",
        lambda: m.horner(coeffs, x),
        lambda: np.polyval(coeffs[::-1], x),
    )
