"""Pairs for the chapter `linear_maps`, each at a small and at a large size."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import scipy.linalg
import scipy.ndimage

from benchmarks.measure import Pair
from mmlbook.datasets import load_china
from mmlbook.linear_algebra import linear_maps as s

__all__ = ["pairs"]


def pairs() -> Iterator[Pair]:
    """Yield every pair; Python loops over rows, so none has a target."""
    rng = np.random.default_rng(0)
    for d in (5, 100):
        A = rng.standard_normal((d, d))
        yield Pair(
            "determinant",
            f"{d}",
            "scipy.linalg.det",
            lambda A=A: s.determinant(A),
            lambda A=A: scipy.linalg.det(A),
        )
        yield Pair(
            "slogdet",
            f"{d}",
            "numpy.linalg.slogdet",
            lambda A=A: s.slogdet(A)[1],
            lambda A=A: np.linalg.slogdet(A).logabsdet,
        )
    small = rng.standard_normal((6, 6))
    yield Pair(
        "determinant_laplace",
        "6",
        "numpy.linalg.det",
        lambda: s.determinant_laplace(small),
        lambda: np.linalg.det(small),
    )
    T = rng.standard_normal((40, 40))
    yield Pair(
        "change_of_basis",
        "40",
        "numpy.linalg.solve",
        lambda: s.change_of_basis(T.T, T, T),
        lambda: np.linalg.solve(T, T.T @ T),
    )
    china = load_china().pixels
    turn = s.AffineMap(s.rotation_2d(0.3), [0, 0])
    middle = (np.array(china.shape) - 1) / 2
    back = s.rotation_2d(-0.3)
    yield Pair(
        "warp_image",
        "106 x 160",
        "scipy.ndimage.affine_transform",
        lambda: s.warp_image(china, turn),
        lambda: scipy.ndimage.affine_transform(
            china, back, middle - back @ middle, order=1, mode="grid-constant"
        ),
    )
