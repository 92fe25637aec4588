"""Pairs for the chapter `vector_spaces`, each at a small and at a large size."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import scipy.linalg

from benchmarks.measure import Pair
from mmlbook.datasets import load_digits
from mmlbook.linear_algebra import vector_spaces as s

__all__ = ["pairs"]


def pairs() -> Iterator[Pair]:
    """Yield every pair; Python loops over rows, so none has a target."""
    rng = np.random.default_rng(0)
    tables = [np.array([[1, 2, 0, 1], [0, 1, 1, 0], [1, 3, 1, 1]]), load_digits().X.T]
    for table in tables:
        A = table.astype(float)
        size = f"{A.shape[0]} x {A.shape[1]}"
        yield Pair(
            "rank",
            size,
            "numpy.linalg.matrix_rank",
            lambda A=A: s.rank(A),
            lambda A=A: np.linalg.matrix_rank(A),
        )
        yield Pair(
            "rank_gf2",
            size,
            "numpy.linalg.matrix_rank",
            lambda A=A: s.rank_gf2(A),
            lambda A=A: np.linalg.matrix_rank(A),
        )
        yield Pair(
            "null_space, its dimension",
            size,
            "scipy.linalg.null_space",
            lambda A=A: s.null_space(A.T).shape[1],
            lambda A=A: scipy.linalg.null_space(A.T).shape[1],
        )
    B, a = rng.standard_normal((60, 60)), rng.standard_normal(60)
    yield Pair(
        "coordinates",
        "60",
        "numpy.linalg.solve",
        lambda: s.coordinates(B @ a, B),
        lambda: np.linalg.solve(B, B @ a),
    )
