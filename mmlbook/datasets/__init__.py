"""The data of the book: real data that ship with the package, and seeded generators of toy data."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from mmlbook._check import Array
from mmlbook.datasets.toys import (
    make_bars,
    make_blobs,
    make_moons,
    make_rings,
    make_spirals,
)

__all__ = [
    "Dataset",
    "Graph",
    "Texts",
    "load_co2",
    "load_diabetes",
    "load_digits",
    "load_iris",
    "load_les_miserables",
    "load_longley",
    "load_seattle_day",
    "load_texts",
    "make_bars",
    "make_blobs",
    "make_moons",
    "make_rings",
    "make_spirals",
]

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


@dataclass(frozen=True, eq=False)
class Graph:
    """A graph with weighted edges.

    Attributes
    ----------
    name, vertices : str, tuple of str
        What it is, and the name of each vertex.
    A : ndarray, shape (n, n)
        The weights, 0 where there is no edge; symmetric and read-only.
    source, license, description : str
        Where the data come from, on which terms, and what they are.
    """

    name: str
    A: Array
    vertices: tuple[str, ...]
    source: str
    license: str
    description: str


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
    """Return the usual temperatures in Seattle at the 24 full hours of August 1.

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
        description="Temperature in degrees Fahrenheit at each full hour of August 1, 2010, as the "
        "file says; its even course from day to day is that of averages over many years.",
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
    Four of the columns grow almost in step; the table has tested programs for least squares
    ever since.

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
def load_diabetes() -> Dataset:
    """Return 442 diabetes patients, and how far the disease had progressed a year later.

    Returns
    -------
    diabetes : Dataset
        442 examples, 10 features in the units of measurement, and a measure of progression.

    Notes
    -----
    These are the measured numbers; scikit-learn's loader centers and scales them unless asked for
    ``scaled=False``.  The sexes are coded 1 and 2.

    Source: Efron, Hastie, Johnstone and Tibshirani (2004), section 1.

    Examples
    --------
    >>> diabetes = load_diabetes()
    >>> diabetes.X[0, 2:4], diabetes.y[:2]
    (array([ 32.1, 101. ]), array([151.,  75.]))
    """
    names, table = _read_table("diabetes.csv")
    return Dataset(
        name="diabetes",
        X=_frozen(table[:, :-1]),
        y=_frozen(table[:, -1]),
        feature_names=names[:-1],
        units=("years", "code", "kg/m^2", "mmHg", "mg/dl", "mg/dl", "mg/dl", "ratio", "log(mg/dl)",
               "mg/dl"),
        target_names=names[-1:],
        source="B. Efron, T. Hastie, I. Johnstone, R. Tibshirani (2004), "
        "doi:10.1214/009053604000000067; scikit-learn 1.9.1, diabetes_data_raw.csv.gz",
        license="BSD-3-Clause",
        description="Age, sex, body mass index, blood pressure and six serum measurements.",
    )  # fmt: skip


@cache
def load_co2() -> Dataset:
    """Return the carbon dioxide in the air at Mauna Loa, month by month from 1958 to 2001.

    Returns
    -------
    co2 : Dataset
        521 examples (months), 2 features (year and month), and parts per million by volume.

    Notes
    -----
    Each number is the mean of the weekly values of a month.  Seven months are missing.

    Source: Keeling and Whorf, in the file ``co2.csv`` of statsmodels 0.15.0.

    Examples
    --------
    >>> co2 = load_co2()
    >>> co2.X[0], co2.y[:2]
    (array([1958.,    3.]), array([316.1, 317.2]))
    """
    names, table = _read_table("co2.csv")
    return Dataset(
        name="carbon dioxide at Mauna Loa",
        X=_frozen(table[:, :-1]),
        y=_frozen(table[:, -1]),
        feature_names=names[:-1],
        units=("year", "month"),
        target_names=names[-1:],
        source="C. D. Keeling, T. P. Whorf (2004), Carbon Dioxide Information Analysis Center; "
        "statsmodels 0.15.0, co2.csv",
        license="public domain",
        description="Monthly means of carbon dioxide in the air, in parts per million.",
    )


@cache
def load_les_miserables() -> Graph:
    """Return who meets whom in Victor Hugo's novel.

    Returns
    -------
    graph : Graph
        77 characters in alphabetical order; a weight counts the chapters in which two of them
        appear together.  Source: Knuth (1993), pages 74-87.

    Examples
    --------
    >>> load_les_miserables().vertices[:3]
    ('Anzelma', 'Babet', 'Bahorel')
    """
    rows = [line.split(",") for line in _read("les_miserables.csv").decode().split()[1:]]
    vertices = sorted({name for row in rows for name in row[:2]})
    place = {name: i for i, name in enumerate(vertices)}
    A = np.zeros((len(vertices), len(vertices)))
    for first, second, chapters in rows:
        A[place[first], place[second]] = A[place[second], place[first]] = float(chapters)
    return Graph(
        name="Les Miserables",
        A=_frozen(A),
        vertices=tuple(vertices),
        source="D. E. Knuth (1993), The Stanford GraphBase; as in networkx 3.6.1",
        license="BSD-3-Clause",
        description="In how many chapters two characters appear together.",
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
