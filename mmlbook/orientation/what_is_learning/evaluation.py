"""Chapter what_is_learning: examples to learn from, examples to be tested on, and the score."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mmlbook import _check

__all__ = ["accuracy", "train_test_split"]


def train_test_split(
    X: ArrayLike,
    y: ArrayLike,
    test_size: float = 0.25,
    rng: np.random.Generator | None = None,
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any], NDArray[Any]]:
    r"""Deal the examples into two piles at random: one to learn from, one to be tested on.

    Parameters
    ----------
    X : array_like, shape (n, ...)
        One example for each entry along the first axis, usually a row.
    y : array_like, shape (n, ...)
        Its answers, in the same order.
    test_size : float, default=0.25
        The share that is put aside, above 0 and below 1; a part of an example counts as one.
    rng : numpy.random.Generator, optional
        Deals the examples; without it, every call deals anew.

    Returns
    -------
    X_train, X_test : ndarray, shape (n - k, ...) and (k, ...)
        The examples, with :math:`k = \lceil n \cdot \text{test size} \rceil`.
    y_train, y_test : ndarray, shape (n - k, ...) and (k, ...)
        Their answers.

    Raises
    ------
    ValueError
        If `X` and `y` differ in length, or one of the piles would be empty.

    Notes
    -----
    Book: ``alg-train-test-split``.  Every choice of `k` examples is equally likely.
    Cost: :math:`O(n)`.  Not handled here: keeping the shares of the classes, groups, time.

    Source: Hastie, Tibshirani and Friedman (2009), section 7.2.

    Examples
    --------
    >>> X_train, X_test, y_train, y_test = train_test_split(
    ...     [[1], [2], [3], [4]], list("abcd"), rng=np.random.default_rng(0))
    >>> len(X_train), len(X_test), len(set(y_train) | set(y_test))
    (3, 1, 4)
    """
    X, y = np.asarray(X), np.asarray(y)
    if X.ndim == 0 or y.ndim == 0 or len(X) != len(y):
        raise ValueError(f"X and y must have one length; got shapes {X.shape} and {y.shape}")
    share = _check.positive(test_size, "test_size")
    n = len(X)
    k = math.ceil(share * n)
    if share >= 1 or not 0 < k < n:
        raise ValueError(f"test_size must leave both piles an example; got {test_size} of {n}")

    rng = np.random.default_rng() if rng is None else _check.generator(rng)
    order = rng.permutation(n)
    test, train = order[:k], order[k:]
    return X[train], X[test], y[train], y[test]


def accuracy(y_true: ArrayLike, y_pred: ArrayLike) -> float:
    r"""Return the share of right answers, :math:`\frac1n` times their number.

    Parameters
    ----------
    y_true : array_like, shape (n,)
        The answers that are right.
    y_pred : array_like, shape (n,)
        The answers that were given.

    Returns
    -------
    share : float
        From 0 to 1.

    Raises
    ------
    ValueError
        If there is no answer, or the two are not lists of one length.

    Notes
    -----
    Book: ``alg-train-test-split``.  Cost: :math:`n` comparisons.

    Source: Hastie, Tibshirani and Friedman (2009), section 7.2.

    Examples
    --------
    >>> accuracy(["a", "b", "b", "a"], ["a", "b", "a", "a"])
    0.75
    """
    true, given = np.asarray(y_true), np.asarray(y_pred)
    if true.ndim != 1 or true.shape != given.shape or not true.size:
        raise ValueError(
            "y_true and y_pred must be lists of one length, at least 1; "
            f"got shapes {true.shape} and {given.shape}"
        )
    return float(np.mean(true == given))
