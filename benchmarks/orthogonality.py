"""Pairs for the chapter `orthogonality`: QR and least squares against LAPACK."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import scipy.linalg

from benchmarks.measure import Pair
from mmlbook.linear_algebra import orthogonality as o

__all__ = ["pairs"]

TARGET = 10.0


def pairs() -> Iterator[Pair]:
    """Yield every pair; signs are not fixed by QR, so sizes of entries are compared."""
    rng = np.random.default_rng(0)
    for m, d, target in ((10, 4, None), (200, 200, TARGET)):
        A, b = rng.standard_normal((m, d)), rng.standard_normal(m)
        size = f"{m} x {d}"
        yield Pair(
            "qr_householder", size, "scipy.linalg.qr", *_factors(o.qr_householder, A), target
        )
        yield Pair("qr_givens", size, "scipy.linalg.qr", *_factors(o.qr_givens, A))
        yield Pair("qr_gram_schmidt", size, "scipy.linalg.qr", *_factors(o.qr_gram_schmidt, A))
        yield Pair(
            "least_squares_qr",
            size,
            "numpy.linalg.lstsq",
            lambda A=A, b=b: o.least_squares_qr(A, b),
            lambda A=A, b=b: np.linalg.lstsq(A, b, rcond=None)[0],
        )


def _factors(
    qr: Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]], A: np.ndarray
) -> tuple[Callable[[], np.ndarray], Callable[[], np.ndarray]]:
    return (
        lambda: np.abs(np.vstack(qr(A))),
        lambda: np.abs(np.vstack(scipy.linalg.qr(A, mode="economic"))),
    )
