"""Pairs for the chapter `linear_systems`: elimination against LAPACK."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import scipy.linalg

from benchmarks.measure import Growth, Pair
from mmlbook.linear_algebra import linear_systems as e

__all__ = ["growths", "pairs"]

TARGET = 10.0  # where the inner work is vectorized, at 200 unknowns


def pairs() -> Iterator[Pair]:
    """Yield every pair; only the large systems have a target."""
    rng = np.random.default_rng(0)
    for d, target in ((10, None), (200, TARGET)):
        A, b, B = rng.normal(size=(d, d)), rng.normal(size=d), rng.normal(size=(d, 20))
        L, size = np.tril(A) + d * np.eye(d), f"{d} x {d}"
        yield Pair(
            "lu_decomposition",
            size,
            "scipy.linalg.lu",
            lambda A=A: np.vstack(e.lu_decomposition(A)),
            lambda A=A: np.vstack(scipy.linalg.lu(A)),
            target,
        )
        yield Pair(
            "solve",
            size,
            "scipy.linalg.solve",
            lambda A=A, b=b: e.solve(A, b),
            lambda A=A, b=b: scipy.linalg.solve(A, b),
            target,
        )
        yield Pair(
            "solve_many, 20 right sides",
            size,
            "scipy.linalg.solve",
            lambda A=A, B=B: e.solve_many(A, B),
            lambda A=A, B=B: scipy.linalg.solve(A, B),
        )
        yield Pair(
            "forward_substitution",
            size,
            "scipy.linalg.solve_triangular",
            lambda L=L, b=b: e.forward_substitution(L, b),
            lambda L=L, b=b: scipy.linalg.solve_triangular(L, b, lower=True),
        )
        yield Pair(
            "inverse_gauss_jordan",
            size,
            "scipy.linalg.inv",
            lambda A=A: e.inverse_gauss_jordan(A),
            lambda A=A: scipy.linalg.inv(A),
        )


def growths() -> Iterator[Growth]:
    """Yield what shall grow like the cube of the number of unknowns."""

    def factor(d: int) -> Callable[[], object]:
        A = np.random.default_rng(d).normal(size=(d, d))
        return lambda: e.lu_decomposition(A)

    yield Growth("lu_decomposition", factor, theory=3, sizes=(800, 2400))
