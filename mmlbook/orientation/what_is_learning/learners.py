"""Chapter what_is_learning: three learners, from one that stores to one that knows one number."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mmlbook import _check
from mmlbook._check import Array
from mmlbook.estimator import Classifier

__all__ = [
    "LookupTableClassifier",
    "NearestNeighborClassifier",
    "ThresholdClassifier",
    "best_threshold",
    "nearest",
    "nearest_by_loops",
]


@dataclass(eq=False)
class LookupTableClassifier(Classifier):
    """Know by heart: the stored answer to a stored example, the most frequent one to any other.

    Attributes
    ----------
    table_ : dict
        The answer to each example seen, as an index into ``classes_``.
    majority_ : int
        The answer to all others, likewise.
    classes_ : ndarray, shape (n_classes,)
        The classes, sorted.

    Notes
    -----
    Book: ``alg-lookup-table``.  An example seen with several answers gets the most frequent of
    them.  Ties go to the class that is first in ``classes_``.
    Cost: one look-up for each example, whatever the size of the table.

    Source: Shalev-Shwartz and Ben-David (2014), section 2.2.

    Examples
    --------
    >>> table = LookupTableClassifier().fit([[1.0], [2.0], [3.0]], ["a", "b", "b"])
    >>> table.predict([[1.0], [1.1]]).tolist()
    ['a', 'b']
    """

    table_: dict[tuple[float, ...], int] = field(init=False, repr=False)
    majority_: int = field(init=False, repr=False)
    classes_: NDArray[Any] = field(init=False, repr=False)

    def fit(self, X: ArrayLike, y: ArrayLike) -> Self:
        """Store every example with its answer; return the estimator itself."""
        X, y = self._check_fit_y(X, y)

        seen: dict[tuple[float, ...], list[int]] = {}
        for row, label in zip(X.tolist(), y.tolist(), strict=True):
            seen.setdefault(tuple(row), []).append(label)
        self.table_ = {row: most_frequent(labels) for row, labels in seen.items()}
        self.majority_ = most_frequent(y)
        return self

    def predict(self, X: ArrayLike) -> NDArray[Any]:
        """Return the answers, shape (n_samples,)."""
        rows = self._check_X(X).tolist()
        return self.classes_[[self.table_.get(tuple(row), self.majority_) for row in rows]]


@dataclass(eq=False)
class NearestNeighborClassifier(Classifier):
    """Answer as for the most similar example seen, by Euclidean distance.

    Attributes
    ----------
    X_ : ndarray, shape (n_samples, n_features)
        The examples seen.
    y_ : ndarray of int, shape (n_samples,)
        Their answers, as indices into ``classes_``.
    classes_ : ndarray, shape (n_classes,)
        The classes, sorted.

    Notes
    -----
    Book: ``alg-nearest-neighbor``.  Of equally near examples the first one answers.
    Cost: :math:`3nd` flops for each answer.  Not handled here: more than one neighbor.

    Source: Hastie, Tibshirani and Friedman (2009), section 13.3.

    Examples
    --------
    >>> model = NearestNeighborClassifier().fit([[0.0, 0.0], [3.0, 4.0]], ["a", "b"])
    >>> model.predict([[1.0, 1.0], [2.0, 3.0]]).tolist()
    ['a', 'b']
    """

    X_: Array = field(init=False, repr=False)
    y_: NDArray[np.intp] = field(init=False, repr=False)
    classes_: NDArray[Any] = field(init=False, repr=False)

    def fit(self, X: ArrayLike, y: ArrayLike) -> Self:
        """Store the examples; return the estimator itself."""
        self.X_, self.y_ = self._check_fit_y(X, y)
        return self

    def predict(self, X: ArrayLike) -> NDArray[Any]:
        """Return the answers, shape (n_samples,)."""
        X = self._check_X(X)
        return self.classes_[[self.y_[nearest(self.X_, x)] for x in X]]


@dataclass(eq=False)
class ThresholdClassifier(Classifier):
    """Compare one feature with one number, and give one answer below it, another above.

    Parameters
    ----------
    feature : int, default=0
        The column to look at.

    Attributes
    ----------
    threshold_ : float
        The number; "below" includes it.
    below_, above_ : int
        The two answers, as indices into ``classes_``.
    classes_ : ndarray, shape (n_classes,)
        The classes, sorted.

    Notes
    -----
    Book: ``alg-threshold``.  Tried are the midpoints of neighboring values, each with the most
    frequent class on either side; of equally good ones the first is kept.
    Cost: :math:`O(n^2)` for `fit`, one comparison for each answer.

    Source: Shalev-Shwartz and Ben-David (2014), section 10.1.1.

    Examples
    --------
    >>> model = ThresholdClassifier(feature=0).fit([[1.0], [2.0], [5.0]], ["a", "a", "b"])
    >>> model.threshold_, model.predict([[3.0], [4.0]]).tolist()
    (3.5, ['a', 'b'])
    """

    feature: int = 0

    threshold_: float = field(init=False, repr=False)
    below_: int = field(init=False, repr=False)
    above_: int = field(init=False, repr=False)
    classes_: NDArray[Any] = field(init=False, repr=False)

    def fit(self, X: ArrayLike, y: ArrayLike) -> Self:
        """Try every threshold and keep the one with the fewest mistakes; return the estimator."""
        X, y = self._check_fit_y(X, y)
        x = X[:, _check.integer(self.feature, "feature", low=0, high=X.shape[1] - 1)]
        self.threshold_, self.below_, self.above_ = best_threshold(x, y)
        return self

    def predict(self, X: ArrayLike) -> NDArray[Any]:
        """Return the answers, shape (n_samples,)."""
        x = self._check_X(X)[:, self.feature]
        return self.classes_[np.where(x <= self.threshold_, self.below_, self.above_)]

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.classifier_tags.poor_score = True  # it knows two classes and one feature
        return tags


def nearest_by_loops(X: Array, q: Array) -> int:
    """Return the row of `X` that is nearest to `q`, as one does it by hand.

    Examples
    --------
    >>> nearest_by_loops(np.array([[0.0, 0.0], [3.0, 4.0]]), np.array([2.0, 3.0]))
    1
    """
    best, least = 0, math.inf
    for i in range(len(X)):
        squared = 0.0
        for j in range(len(q)):
            squared += (X[i, j] - q[j]) ** 2
        if squared < least:
            best, least = i, squared
    return best


def nearest(X: Array, q: Array) -> int:
    """Return the row of `X` that is nearest to `q`, all distances at once.

    Examples
    --------
    >>> nearest(np.array([[0.0, 0.0], [3.0, 4.0]]), np.array([2.0, 3.0]))
    1
    """
    squared = np.sum((X - q) ** 2, axis=1)
    return int(np.argmin(squared))


def best_threshold(x: Array, y: NDArray[np.intp]) -> tuple[float, int, int]:
    """Return the threshold with the fewest mistakes, and the answers below and above it.

    Examples
    --------
    >>> best_threshold(np.array([1.0, 2.0, 5.0]), np.array([0, 0, 1]))
    (3.5, 0, 1)
    """
    fewest = len(y) + 1
    for t in thresholds(x):
        low, high = most_frequent(y[x <= t]), most_frequent(y[x > t])
        mistakes = np.sum(np.where(x <= t, low, high) != y)
        if mistakes < fewest:
            fewest, best = mistakes, (t, low, high)
    return best


def most_frequent(labels: ArrayLike) -> int:
    """Return the label that is there most often, the smallest of several; 0 if there is none."""
    counts = np.bincount(np.asarray(labels, dtype=np.intp), minlength=1)
    return int(np.argmax(counts))


def thresholds(x: Array) -> list[float]:
    """Return the midpoints of neighboring values, or the value itself if there is only one."""
    values = np.unique(x)
    low, high = values[:-1], values[1:]
    middle = low / 2 + high / 2
    middle = np.where((low <= middle) & (middle < high), middle, low)  # rounding leaves no room
    return [float(t) for t in middle] or [float(values[0])]
