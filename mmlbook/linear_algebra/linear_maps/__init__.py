"""Chapter: Linear maps, determinants, bases.  Text: book/linear_algebra/linear_maps.md."""

from mmlbook.linear_algebra.linear_maps.affine import AffineMap, to_homogeneous, warp_image
from mmlbook.linear_algebra.linear_maps.bases import (
    are_similar_invariants,
    change_of_basis,
    matrix_of_map,
)
from mmlbook.linear_algebra.linear_maps.cofactors import adjugate, cramer
from mmlbook.linear_algebra.linear_maps.determinants import (
    determinant,
    determinant_laplace,
    determinant_leibniz,
    permutation_sign,
    slogdet,
    volume_parallelepiped,
)
from mmlbook.linear_algebra.linear_maps.maps import (
    image,
    is_injective,
    is_linear,
    is_surjective,
    kernel,
)
from mmlbook.linear_algebra.linear_maps.planes import (
    reflection_2d,
    rotation_2d,
    scaling_2d,
    shear_2d,
)

__all__ = [
    "AffineMap",
    "adjugate",
    "are_similar_invariants",
    "change_of_basis",
    "cramer",
    "determinant",
    "determinant_laplace",
    "determinant_leibniz",
    "image",
    "is_injective",
    "is_linear",
    "is_surjective",
    "kernel",
    "matrix_of_map",
    "permutation_sign",
    "reflection_2d",
    "rotation_2d",
    "scaling_2d",
    "shear_2d",
    "slogdet",
    "to_homogeneous",
    "volume_parallelepiped",
    "warp_image",
]
