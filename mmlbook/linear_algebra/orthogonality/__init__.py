"""Chapter: Analytic geometry.  Text: book/linear_algebra/orthogonality.md."""

from mmlbook.linear_algebra.orthogonality.factors import (
    givens_rotation,
    householder_vector,
    qr_givens,
    qr_householder,
)
from mmlbook.linear_algebra.orthogonality.fits import (
    least_squares_normal_equations,
    least_squares_qr,
)
from mmlbook.linear_algebra.orthogonality.functions import (
    fourier_coefficients,
    legendre_basis,
)
from mmlbook.linear_algebra.orthogonality.gram_schmidt import gram_schmidt, qr_gram_schmidt
from mmlbook.linear_algebra.orthogonality.projections import (
    orthogonal_complement,
    project_onto_affine,
    project_onto_line,
    project_onto_subspace,
    projection_matrix,
)
from mmlbook.linear_algebra.orthogonality.rotations import rotation_3d, rotation_nd
from mmlbook.linear_algebra.orthogonality.rulers import (
    gram_matrix,
    inner_product,
    is_inner_product_matrix,
)

__all__ = [
    "fourier_coefficients",
    "givens_rotation",
    "gram_matrix",
    "gram_schmidt",
    "householder_vector",
    "inner_product",
    "is_inner_product_matrix",
    "least_squares_normal_equations",
    "least_squares_qr",
    "legendre_basis",
    "orthogonal_complement",
    "project_onto_affine",
    "project_onto_line",
    "project_onto_subspace",
    "projection_matrix",
    "qr_givens",
    "qr_gram_schmidt",
    "qr_householder",
    "rotation_3d",
    "rotation_nd",
]
