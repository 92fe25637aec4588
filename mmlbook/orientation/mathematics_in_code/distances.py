"""Chapter mathematics_in_code: all distances between two lists of points, in two ways."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from mmlbook.orientation.mathematics_in_code.entries import Floats, common, matrix

__all__ = ["pairwise_sq_dists", "pairwise_sq_dists_loop"]


def pairwise_sq_dists_loop(X: ArrayLike, Y: ArrayLike) -> Floats:
    r"""Return all squared distances, :math:`D_{ij} = \sum_k (x_{ik} - y_{jk})^2`, by three loops.

    Parameters
    ----------
    X : array_like, shape (n, d)
        Points in rows.
    Y : array_like, shape (m, d)
        Other points in rows.

    Returns
    -------
    D : ndarray, shape (n, m)
        The squared distances, in the precision of the points.

    Raises
    ------
    ValueError
        If the rows differ in length or an entry is not finite.

    Notes
    -----
    Book: ``alg-pairwise-distances``.  Cost: :math:`3nmd` flops.  Differences come first, so that
    the relative error of each entry is small, at most about :math:`(d + 2)u`, wherever the points
    lie (:math:`u` is half of the machine epsilon), unless a square overflows or underflows.

    Source: Boyd and Vandenberghe (2018), section 3.2.

    Examples
    --------
    >>> pairwise_sq_dists_loop([[0, 0], [1, 1]], [[3, 4]])
    array([[25.],
           [13.]])
    """
    X = matrix(X, "X")
    X, Y = common(X, matrix(Y, "Y", columns=X.shape[1]))

    D = np.zeros((len(X), len(Y)), dtype=X.dtype)
    for i in range(len(X)):
        for j in range(len(Y)):
            for k in range(X.shape[1]):
                D[i, j] += (X[i, k] - Y[j, k]) ** 2
    return D


def pairwise_sq_dists(X: ArrayLike, Y: ArrayLike) -> Floats:
    r"""Return all squared distances by :math:`\|x\|^2 - 2x^\top y + \|y\|^2`.

    Parameters
    ----------
    X : array_like, shape (n, d)
        Points in rows.
    Y : array_like, shape (m, d)
        Other points in rows.

    Returns
    -------
    D : ndarray, shape (n, m)
        The squared distances, in the precision of the points; never negative.

    Raises
    ------
    ValueError
        If the rows differ in length or an entry is not finite.

    Notes
    -----
    Book: ``alg-pairwise-distances``.  Cost: about :math:`2nmd` flops, nearly all of them in one
    product, which is fast.  The error is a few :math:`\varepsilon` times the squares of the
    *points*, not of their distances: far from the origin near points lose all digits.

    Source: Boyd and Vandenberghe (2018), section 3.1.

    Examples
    --------
    >>> pairwise_sq_dists([[0, 0], [1, 1]], [[3, 4]])
    array([[25.],
           [13.]])
    """
    X = matrix(X, "X")
    X, Y = common(X, matrix(Y, "Y", columns=X.shape[1]))

    D = -2 * (X @ Y.T)
    D += np.sum(X**2, axis=1)[:, None]
    D += np.sum(Y**2, axis=1)
    return np.maximum(D, 0, out=D)
