"""The data of the book: real data that ship with the package, and seeded generators of toy data."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mmlbook import _check
from mmlbook._check import Array

__all__ = [
    "Dataset",
    "Texts",
    "load_digits",
    "load_iris",
    "load_longley",
    "load_seattle_day",
    "load_texts",
    "make_bars",
    "make_blobs",
    "make_moons",
    "make_rings",
    "make_spirals",
]

Labels = NDArray[np.int64]
T = TypeVar("T", bound=np.generic)


@dataclass(frozen=True, eq=False)
class Dataset:
    """A table of examples with what one must know to use it.

    Attributes
    ----------
    name : str
        What the examples are.
    X : ndarray, shape (n, d)
        Examples in rows; read-only.
    y : ndarray, shape (n,)
        Targets: numbers, or class labels, which are indices into `target_names`; read-only.
    feature_names, units : tuple of str, length d
        What a column measures, and in which unit.
    target_names : tuple of str
        The classes, or the name of the number that is to be predicted.
    source, license, description : str
        Where the data come from, on which terms, and what they are.

    Examples
    --------
    >>> iris = load_iris()
    >>> iris.target_names[iris.y[0]]
    'setosa'
    """

    name: str
    X: Array
    y: NDArray[Any]
    feature_names: tuple[str, ...]
    units: tuple[str, ...]
    target_names: tuple[str, ...]
    source: str
    license: str
    description: str

    def __repr__(self) -> str:
        n, d = self.X.shape
        classes = len(self.target_names)
        target = f"{classes} classes" if classes > 1 else f"target {self.target_names[0]}"
        return f"<Dataset {self.name}: {n} examples, {d} features, {target}>"


@dataclass(frozen=True, eq=False)
class Texts:
    """A few texts with their titles.

    Attributes
    ----------
    name : str
        What the texts are.
    titles, texts : tuple of str
        One of each for every text, in the same order.
    source, license, description : str
        Where the texts come from, on which terms, and what they are.

    Examples
    --------
    >>> load_texts().titles[5]
    'iris'
    """

    name: str
    titles: tuple[str, ...]
    texts: tuple[str, ...]
    source: str
    license: str
    description: str

    def __repr__(self) -> str:
        return f"<Texts {self.name}: {len(self.texts)} texts>"


@cache
def load_iris() -> Dataset:
    """Return Fisher's irises: 150 flowers of three species, measured in centimeters.

    Returns
    -------
    iris : Dataset
        150 examples, 4 features, 3 classes of 50.

    Notes
    -----
    The numbers are those of Fisher's paper, as in R and scikit-learn; the file of the UCI
    repository differs from them in two flowers.

    Source: Fisher (1936), table I.

    Examples
    --------
    >>> load_iris().X[0]
    array([5.1, 3.5, 1.4, 0.2])
    """
    names, table = _read_table("iris.csv")
    return Dataset(
        name="iris",
        X=_frozen(table[:, :-1]),
        y=_frozen(table[:, -1].astype(np.int64)),
        feature_names=names[:-1],
        units=("cm",) * 4,
        target_names=("setosa", "versicolor", "virginica"),
        source="R. A. Fisher (1936); UCI Machine Learning Repository, doi:10.24432/C56C76",
        license="CC BY 4.0",
        description="Length and width of the sepals and petals of 150 flowers of three species.",
    )


@cache
def load_digits() -> Dataset:
    """Return 1797 handwritten digits, each a picture of 8 by 8 pixels.

    Returns
    -------
    digits : Dataset
        1797 examples, 64 features in rows of 8 pixels, 10 classes.

    Notes
    -----
    Each pixel counts the inked dots, 0 to 16, in a block of 4 by 4 of a finer picture.  This is
    the test part of the original data, written by 13 people.

    Source: Alpaydin and Kaynak (1998).

    Examples
    --------
    >>> load_digits().X[0].reshape(8, 8)[0]
    array([ 0.,  0.,  5., 13.,  9.,  1.,  0.,  0.])
    """
    names, table = _read_table("digits.csv.gz")
    return Dataset(
        name="digits",
        X=_frozen(table[:, :-1]),
        y=_frozen(table[:, -1].astype(np.int64)),
        feature_names=names[:-1],
        units=("dots",) * 64,
        target_names=tuple("0123456789"),
        source="E. Alpaydin, C. Kaynak (1998); UCI Machine Learning Repository, "
        "doi:10.24432/C50P49 (test part)",
        license="CC BY 4.0",
        description="Handwritten digits as 8 by 8 counts of inked dots, from 0 to 16.",
    )


@cache
def load_seattle_day() -> Dataset:
    """Return the temperatures of one day in Seattle, August 1, 2010, at 24 full hours.

    Returns
    -------
    day : Dataset
        24 examples, 1 feature (the hour), and the temperature in degrees Fahrenheit.

    Notes
    -----
    Source: NOAA, in the file ``seattle-temps.csv`` of vega_datasets 0.9.0.

    Examples
    --------
    >>> day = load_seattle_day()
    >>> day.X[:2, 0], day.y[:2]
    (array([0., 1.]), array([61.7, 60.6]))
    """
    names, table = _read_table("seattle-day.csv")
    return Dataset(
        name="a day in Seattle",
        X=_frozen(table[:, :-1]),
        y=_frozen(table[:, -1]),
        feature_names=names[:-1],
        units=("h",),
        target_names=names[-1:],
        source="NOAA; vega_datasets 0.9.0, seattle-temps.csv",
        license="public domain",
        description="Temperature in degrees Fahrenheit at each full hour of August 1, 2010.",
    )


@cache
def load_longley() -> Dataset:
    """Return Longley's table: the economy of the United States in the years 1947 to 1962.

    Returns
    -------
    longley : Dataset
        16 examples (years), 6 features, and the number of employed people in thousands.

    Notes
    -----
    The columns grow together; it has tested programs for least squares ever since.

    Source: Longley (1967), table in the appendix.

    Examples
    --------
    >>> longley = load_longley()
    >>> longley.X[0], longley.y[0]
    (array([8.30000e+01, 2.34289e+05, 2.35600e+03, 1.59000e+03, 1.07608e+05,
           1.94700e+03]), np.float64(60323.0))
    """
    names, table = _read_table("longley.csv")
    return Dataset(
        name="Longley's economy",
        X=_frozen(table[:, :-1]),
        y=_frozen(table[:, -1]),
        feature_names=names[:-1],
        units=("1954 = 100", "million dollars", "thousands", "thousands", "thousands", "year"),
        target_names=names[-1:],
        source="J. W. Longley (1967), doi:10.1080/01621459.1967.10500896; NIST StRD",
        license="public domain",
        description="Six indicators of the economy of the United States, and employment.",
    )


@cache
def load_texts() -> Texts:
    """Return the descriptions of 14 data sets, in English.

    Returns
    -------
    texts : Texts
        14 texts of 80 to 1300 words.

    Notes
    -----
    Source: scikit-learn 1.9.1, folder ``sklearn/datasets/descr``.

    Examples
    --------
    >>> load_texts().texts[5].splitlines()[2]
    'Iris plants dataset'
    """
    entries = json.loads(_read("texts.json"))
    return Texts(
        name="descriptions of data sets",
        titles=tuple(entry["title"] for entry in entries),
        texts=tuple(entry["text"] for entry in entries),
        source="scikit-learn 1.9.1, sklearn/datasets/descr",
        license="BSD-3-Clause",
        description="Descriptions of data sets from the documentation of scikit-learn.",
    )


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


def _read(name: str) -> bytes:
    """Return the contents of a file of the package, unpacked."""
    data = (files("mmlbook") / "data" / name).read_bytes()
    return gzip.decompress(data) if name.endswith(".gz") else data


def _read_table(name: str) -> tuple[tuple[str, ...], Array]:
    """Return the column names and the numbers of a table."""
    header, *lines = _read(name).decode().splitlines()
    return tuple(header.split(",")), np.loadtxt(lines, delimiter=",")


def _frozen(a: NDArray[T]) -> NDArray[T]:
    """Return a copy of `a` in memory that cannot be made writable."""
    return np.frombuffer(a.tobytes(), dtype=a.dtype).reshape(a.shape)


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
