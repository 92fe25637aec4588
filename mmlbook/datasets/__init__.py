"""The data of the book: real data that ship with the package, and seeded generators of toy data."""

from mmlbook.datasets.pictures import load_china
from mmlbook.datasets.records import Dataset, Graph, Picture, Texts
from mmlbook.datasets.relations import load_les_miserables, load_texts
from mmlbook.datasets.tables import (
    load_breast_cancer,
    load_co2,
    load_diabetes,
    load_digits,
    load_iris,
    load_longley,
    load_penguins,
    load_seattle_day,
    load_seattle_weather,
)
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
    "Picture",
    "Texts",
    "load_breast_cancer",
    "load_china",
    "load_co2",
    "load_diabetes",
    "load_digits",
    "load_iris",
    "load_les_miserables",
    "load_longley",
    "load_penguins",
    "load_seattle_day",
    "load_seattle_weather",
    "load_texts",
    "make_bars",
    "make_blobs",
    "make_moons",
    "make_rings",
    "make_spirals",
]
