"""Real data that are no tables: who meets whom, and texts."""

from __future__ import annotations

import json
from functools import cache

import numpy as np

from mmlbook.datasets.records import Graph, Texts, frozen, read

__all__ = ["load_les_miserables", "load_texts"]


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
    rows = [line.split(",") for line in read("les_miserables.csv").decode().split()[1:]]
    vertices = sorted({name for row in rows for name in row[:2]})
    place = {name: i for i, name in enumerate(vertices)}
    A = np.zeros((len(vertices), len(vertices)))
    for first, second, chapters in rows:
        A[place[first], place[second]] = A[place[second], place[first]] = float(chapters)
    return Graph(
        name="Les Miserables",
        A=frozen(A),
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
    entries = json.loads(read("texts.json"))
    return Texts(
        name="descriptions of data sets",
        titles=tuple(entry["title"] for entry in entries),
        texts=tuple(entry["text"] for entry in entries),
        source="scikit-learn 1.9.1, sklearn/datasets/descr",
        license="BSD-3-Clause",
        description="Descriptions of data sets from the documentation of scikit-learn.",
    )
