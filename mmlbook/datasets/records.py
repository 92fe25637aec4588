"""What a data set is: its numbers, with what one must know to use them."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from mmlbook._check import Array

__all__ = ["Dataset", "Graph", "Picture", "Texts", "frozen", "read", "read_table"]

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
    categories : mapping from str to ndarray of str, shape (n,)
        Columns that hold words instead of numbers, by name; most tables have none.

    Examples
    --------
    >>> from mmlbook.datasets import load_iris
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
    categories: Mapping[str, NDArray[np.str_]] = field(default_factory=dict)

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
    >>> from mmlbook.datasets import load_texts
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


@dataclass(frozen=True, eq=False)
class Picture:
    """A picture in shades of gray.

    Attributes
    ----------
    name : str
        What is to be seen.
    pixels : ndarray, shape (m, d)
        How dark each pixel is, from 0 for white to 255 for black; read-only.
    source, license, description : str
        Where the picture comes from, on which terms, and what it is.

    Examples
    --------
    >>> from mmlbook.datasets import load_china
    >>> load_china().pixels.shape
    (106, 160)
    """

    name: str
    pixels: Array
    source: str
    license: str
    description: str

    def __repr__(self) -> str:
        m, d = self.pixels.shape
        return f"<Picture {self.name}: {m} rows of {d} pixels>"


def read(name: str) -> bytes:
    """Return the contents of a file of the package, unpacked."""
    data = (files("mmlbook") / "data" / name).read_bytes()
    return gzip.decompress(data) if name.endswith(".gz") else data


def read_table(name: str) -> tuple[tuple[str, ...], Array]:
    """Return the column names and the numbers of a table."""
    header, *lines = read(name).decode().splitlines()
    return tuple(header.split(",")), np.loadtxt(lines, delimiter=",")


def frozen(a: NDArray[T]) -> NDArray[T]:
    """Return a copy of `a` in memory that cannot be made writable."""
    return np.frombuffer(a.tobytes(), dtype=a.dtype).reshape(a.shape)
