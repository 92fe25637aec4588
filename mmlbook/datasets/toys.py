"""Seeded generators of toy data; import them from ``mmlbook.datasets``."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mmlbook import _check
from mmlbook._check import Array

__all__ = ["make_bars", "make_blobs", "make_moons", "make_rings", "make_spirals"]

Labels = NDArray[np.int64]


def make_blobs(
    n_samples: int, centers: ArrayLike, spread: float = 1.0, *, rng: np.random.Generator
) -> tuple[Array, Labels]:
    r"""Draw points around centers, :math:`x = c_y + \text{spread} \cdot \epsilon`.

    Parameters
    ----------
    n_samples : int
        How many points, shared among the centers as evenly as possible.
    centers : array_like, shape (k, d)
        One center in each row.
    spread : float, default=1.0
        Standard deviation around a center in every direction; 0 gives the centers.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    X : ndarray, shape (n_samples, d)
        The points, in order of their centers.
    y : ndarray of int, shape (n_samples,)
        The center of each.

    Examples
    --------
    >>> X, y = make_blobs(3, [[0, 0], [5, 5]], spread=0, rng=np.random.default_rng(0))
    >>> X
    array([[0., 0.],
           [0., 0.],
           [5., 5.]])
    >>> y
    array([0, 0, 1])
    """
    centers = _check.matrix(centers, "centers")
    y = _labels(n_samples, len(centers))
    return _add_noise(centers[y], spread, rng, "spread"), y


def make_moons(
    n_samples: int, noise: float = 0.0, *, rng: np.random.Generator
) -> tuple[Array, Labels]:
    """Draw two interlocking half circles of radius 1.

    Parameters
    ----------
    n_samples : int
        How many points, at equal steps along the two arcs.
    noise : float, default=0.0
        Standard deviation of what is added to each coordinate.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    X : ndarray, shape (n_samples, 2)
        The points; the upper arc has its center in (0, 0), the lower one in (1, 1/2).
    y : ndarray of int, shape (n_samples,)
        0 on the upper arc, 1 on the lower.

    Examples
    --------
    >>> X, y = make_moons(4, rng=np.random.default_rng(0))
    >>> X.round(12) + 0.0
    array([[ 1. ,  0. ],
           [-1. ,  0. ],
           [ 0. ,  0.5],
           [ 2. ,  0.5]])
    """
    y = _labels(n_samples, 2)
    t = np.pi * _steps(y)
    upper = np.column_stack([np.cos(t), np.sin(t)])
    X = np.where(y[:, None] == 0, upper, [1.0, 0.5] - upper)
    return _add_noise(X, noise, rng), y


def make_rings(
    n_samples: int,
    radii: ArrayLike = (1.0, 2.0),
    noise: float = 0.0,
    *,
    rng: np.random.Generator,
) -> tuple[Array, Labels]:
    """Draw concentric circles.

    Parameters
    ----------
    n_samples : int
        How many points, shared among the rings as evenly as possible.
    radii : array_like, shape (k,)
        The radius of each ring.
    noise : float, default=0.0
        Standard deviation of what is added to each coordinate.
    rng : numpy.random.Generator
        Source of randomness: random angles, then the noise.

    Returns
    -------
    X : ndarray, shape (n_samples, 2)
        The points, at random angles.
    y : ndarray of int, shape (n_samples,)
        The ring of each.

    Examples
    --------
    >>> X, y = make_rings(4, radii=[1, 3], rng=np.random.default_rng(0))
    >>> np.hypot(X[:, 0], X[:, 1]).round(12), y
    (array([1., 1., 3., 3.]), array([0, 0, 1, 1]))
    """
    radii = _check.vector(radii, "radii")
    y = _labels(n_samples, len(radii))
    t = _check.generator(rng).uniform(0.0, 2 * np.pi, len(y))
    X = radii[y, None] * np.column_stack([np.cos(t), np.sin(t)])
    return _add_noise(X, noise, rng), y


def make_spirals(
    n_samples: int,
    arms: int = 2,
    turns: float = 1.0,
    noise: float = 0.0,
    *,
    rng: np.random.Generator,
) -> tuple[Array, Labels]:
    """Draw intertwined spiral arms that start near the origin and end at radius 1.

    Parameters
    ----------
    n_samples : int
        How many points, shared among the arms, at equal steps along each radius.
    arms : int, default=2
        How many arms, rotated against each other by equal angles.
    turns : float, default=1.0
        How often an arm winds around the origin.
    noise : float, default=0.0
        Standard deviation of what is added to each coordinate.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    X : ndarray, shape (n_samples, 2)
        The points, with radii from 0.1 to 1 in each arm.
    y : ndarray of int, shape (n_samples,)
        The arm of each.

    Examples
    --------
    >>> X, y = make_spirals(4, rng=np.random.default_rng(0))
    >>> X.round(12) + 0.0
    array([[ 0.1,  0. ],
           [ 1. ,  0. ],
           [-0.1,  0. ],
           [-1. ,  0. ]])
    """
    arms = _check.integer(arms, "arms", low=1)
    y = _labels(n_samples, arms)
    s = _steps(y)
    angle = 2 * np.pi * (_check.scalar(turns, "turns") * s + y / arms)
    X = (0.1 + 0.9 * s)[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    return _add_noise(X, noise, rng), y


def make_bars(n_samples: int, size: int = 4, *, rng: np.random.Generator) -> tuple[Array, Labels]:
    """Draw square pictures of bars: some whole rows, or some whole columns, are lit.

    Parameters
    ----------
    n_samples : int
        How many pictures.
    size : int, default=4
        Pixels along a side.
    rng : numpy.random.Generator
        Source of randomness: a direction for each picture, then whether each line is lit, all
        by a fair coin.

    Returns
    -------
    X : ndarray, shape (n_samples, size * size)
        Pictures row by row, 1.0 where lit, else 0.0.
    y : ndarray of int, shape (n_samples,)
        0 for rows, 1 for columns.  A picture all dark or all lit may be either.

    Notes
    -----
    Source: MacKay (2003), section 43.3, "bars and stripes".

    Examples
    --------
    >>> X, y = make_bars(1, size=2, rng=np.random.default_rng(5))
    >>> X.reshape(2, 2), y
    (array([[1., 0.],
           [1., 0.]]), array([1]))
    """
    n_samples = _check.integer(n_samples, "n_samples", low=0)
    size = _check.integer(size, "size", low=1)
    y = _check.generator(rng).integers(2, size=n_samples)
    lit = rng.integers(2, size=(n_samples, size)).astype(np.float64)
    rows = np.repeat(lit[:, :, None], size, axis=2)
    X = np.where(y[:, None, None] == 0, rows, rows.transpose(0, 2, 1))
    return X.reshape(n_samples, size * size), y


def _labels(n_samples: int, n_classes: int) -> Labels:
    """Return `n_samples` labels in ascending order, equally many of each or one more."""
    _check.integer(n_classes, "the number of classes", low=1)
    n_samples = _check.integer(n_samples, "n_samples", low=n_classes)
    return np.sort(np.arange(n_samples) % n_classes)


def _steps(y: Labels) -> Array:
    """Return numbers from 0 to 1 in equal steps within each class of sorted labels."""
    return np.concatenate([np.linspace(0.0, 1.0, count) for count in np.bincount(y)])


def _add_noise(X: Array, scale: float, rng: np.random.Generator, name: str = "noise") -> Array:
    """Return `X` plus normal noise."""
    scale = _check.scalar(scale, name)
    if scale < 0:
        raise ValueError(f"{name} must not be negative; got {scale}")
    return X + scale * _check.generator(rng).standard_normal(X.shape)
