"""Chapter: Vector spaces, bases and rank.  Text: book/linear_algebra/vector_spaces.md."""

from mmlbook.linear_algebra.vector_spaces.affine import AffineSubspace
from mmlbook.linear_algebra.vector_spaces.axioms import check_vector_space_axioms, is_group
from mmlbook.linear_algebra.vector_spaces.bases import (
    basis_of_span,
    coordinates,
    extend_to_basis,
    is_linearly_independent,
    span_contains,
)
from mmlbook.linear_algebra.vector_spaces.ranks import cr_factorization, rank, rank_gf2
from mmlbook.linear_algebra.vector_spaces.subspaces import (
    column_space,
    is_direct_sum,
    left_null_space,
    null_space,
    row_space,
    subspace_intersection,
    subspace_sum,
)

__all__ = [
    "AffineSubspace",
    "basis_of_span",
    "check_vector_space_axioms",
    "column_space",
    "coordinates",
    "cr_factorization",
    "extend_to_basis",
    "is_direct_sum",
    "is_group",
    "is_linearly_independent",
    "left_null_space",
    "null_space",
    "rank",
    "rank_gf2",
    "row_space",
    "span_contains",
    "subspace_intersection",
    "subspace_sum",
]
