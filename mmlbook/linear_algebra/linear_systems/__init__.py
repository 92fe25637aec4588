"""Chapter: Linear equation systems.  Text: book/linear_algebra/linear_systems.md."""

from mmlbook.linear_algebra.linear_systems.elimination import (
    elementary_matrix,
    gaussian_elimination,
    rref,
)
from mmlbook.linear_algebra.linear_systems.factorization import (
    back_substitution,
    forward_substitution,
    inverse_gauss_jordan,
    lu_decomposition,
    solve,
    solve_many,
    tridiagonal_solve,
)
from mmlbook.linear_algebra.linear_systems.interpolation import (
    polynomial_interpolation,
    vandermonde,
)
from mmlbook.linear_algebra.linear_systems.solutions import (
    SolutionSet,
    general_solution,
    null_space_minus_one_trick,
)

__all__ = [
    "SolutionSet",
    "back_substitution",
    "elementary_matrix",
    "forward_substitution",
    "gaussian_elimination",
    "general_solution",
    "inverse_gauss_jordan",
    "lu_decomposition",
    "null_space_minus_one_trick",
    "polynomial_interpolation",
    "rref",
    "solve",
    "solve_many",
    "tridiagonal_solve",
    "vandermonde",
]
