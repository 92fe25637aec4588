"""Pairs for the chapter `what_is_learning`, each at a small and at a large size."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from sklearn.metrics import accuracy_score
from sklearn.model_selection import train_test_split
from sklearn.neighbors import KNeighborsClassifier
from sklearn.tree import DecisionTreeClassifier

from benchmarks.measure import Pair
from mmlbook.orientation import what_is_learning as w

__all__ = ["pairs"]


def pairs() -> Iterator[Pair]:
    """Yield every pair; none has a target, since these learners are written to be read."""
    rng = np.random.default_rng(0)
    for n, d, m in ((100, 4, 10), (5_000, 30, 200)):
        X, Q = rng.standard_normal((n, d)), rng.standard_normal((m, d))
        yield from _learners(X, rng.integers(3, size=n), Q)
    for n in (100, 100_000):
        yield from _piles(rng.standard_normal((n, 4)), rng.integers(3, size=n))
    for n in (1, 10_000):
        yield from _network(rng.standard_normal((n, 3)), rng.standard_normal(14))


def _learners(X: np.ndarray, y: np.ndarray, Q: np.ndarray) -> Iterator[Pair]:
    size = f"{len(Q)} of {len(X):,} x {X.shape[1]}"
    ours = w.NearestNeighborClassifier().fit(X, y)
    theirs = KNeighborsClassifier(1, algorithm="brute").fit(X, y)
    yield Pair(
        "nearest neighbor",
        size,
        "scikit-learn, brute",
        lambda: ours.predict(Q),
        lambda: theirs.predict(Q),
    )
    stump = DecisionTreeClassifier(max_depth=1)
    yield Pair(
        "threshold",
        f"{min(len(X), 500)} x 1",
        "scikit-learn, depth 1",
        lambda: w.ThresholdClassifier().fit(X[:500, :1], y[:500]).n_features_in_,
        lambda: stump.fit(X[:500, :1], y[:500]).n_features_in_,
    )
    table = w.LookupTableClassifier().fit(X, y)
    known = {tuple(row): k for row, k in zip(X.tolist(), y.tolist(), strict=True)}
    usual = int(np.bincount(y).argmax())
    yield Pair(
        "lookup table",
        size,
        "a dictionary",
        lambda: table.predict(Q),
        lambda: [known.get(tuple(row), usual) for row in Q.tolist()],
    )


def _piles(X: np.ndarray, y: np.ndarray) -> Iterator[Pair]:
    size, rng = f"{len(X):,} x {X.shape[1]}", np.random.default_rng(0)
    yield Pair(
        "train_test_split",
        size,
        "scikit-learn",
        lambda: len(w.train_test_split(X, y, rng=rng)[0]),
        lambda: len(train_test_split(X, y)[0]),
    )
    yield Pair(
        "accuracy", size, "scikit-learn", lambda: w.accuracy(y, y), lambda: accuracy_score(y, y)
    )


def _network(X: np.ndarray, theta: np.ndarray) -> Iterator[Pair]:
    W, b, V, c = theta[:6].reshape(2, 3), theta[6:8], theta[8:12].reshape(2, 2), theta[12:]
    yield Pair(
        "tiny_mlp_forward",
        f"{len(X):,} x 3",
        "the same by NumPy",
        lambda: w.tiny_mlp_forward(X, W, b, V, c).z2,
        lambda: np.tanh(X @ W.T + b) @ V.T + c,
    )
