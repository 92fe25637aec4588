"""Pairs for the chapter `matrices`: products in several orders against BLAS."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from benchmarks.measure import Pair
from mmlbook.linear_algebra import matrices as m

__all__ = ["pairs"]


def pairs() -> Iterator[Pair]:
    """Yield every pair; the loops are there to be read, so none has a target."""
    rng = np.random.default_rng(0)
    for n in (10, 200):
        A, B = rng.normal(size=(2, n, n)) / np.sqrt(n)
        size = f"{n} x {n}"
        for method in ("dot", "columns", "rows", "outer"):
            yield Pair(
                f"matmul, {method}",
                size,
                "A @ B",
                lambda A=A, B=B, method=method: m.matmul(A, B, method),
                lambda A=A, B=B: A @ B,
            )
        yield Pair(
            "block_matmul",
            size,
            "A @ B",
            lambda A=A, B=B: m.block_matmul(A, B, 64),
            lambda A=A, B=B: A @ B,
        )
        yield Pair(
            "strassen",
            size,
            "A @ B",
            lambda A=A, B=B: m.strassen(A, B, 64),
            lambda A=A, B=B: A @ B,
        )
        yield Pair(
            "matrix_power, 13",
            size,
            "numpy.linalg.matrix_power",
            lambda A=A: m.matrix_power(A, 13),
            lambda A=A: np.linalg.matrix_power(A, 13),
        )
