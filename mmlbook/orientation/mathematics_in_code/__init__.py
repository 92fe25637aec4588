"""Chapter: Paper and code.  Text: book/orientation/mathematics_in_code.md."""

from mmlbook.orientation.mathematics_in_code.arrays import broadcast_shapes, einsum_two
from mmlbook.orientation.mathematics_in_code.distances import (
    pairwise_sq_dists,
    pairwise_sq_dists_loop,
)
from mmlbook.orientation.mathematics_in_code.formulas import horner, logsumexp, quadratic_roots
from mmlbook.orientation.mathematics_in_code.numbers import FloatBits, float_bits, machine_epsilon
from mmlbook.orientation.mathematics_in_code.sums import kahan_sum, pairwise_sum, welford

__all__ = [
    "FloatBits",
    "broadcast_shapes",
    "einsum_two",
    "float_bits",
    "horner",
    "kahan_sum",
    "logsumexp",
    "machine_epsilon",
    "pairwise_sq_dists",
    "pairwise_sq_dists_loop",
    "pairwise_sum",
    "quadratic_roots",
    "welford",
]
