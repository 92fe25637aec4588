"""Chapter: Matrices: data tables and linear machines.  Text: book/linear_algebra/matrices.md."""

from mmlbook.linear_algebra.matrices.inverses import (
    inverse_2x2,
    is_inverse,
    sherman_morrison_solve,
)
from mmlbook.linear_algebra.matrices.layers import dense_layer
from mmlbook.linear_algebra.matrices.orders import (
    block_matmul,
    matrix_chain_order,
    matrix_power,
    strassen,
)
from mmlbook.linear_algebra.matrices.products import (
    hadamard,
    matmul,
    matvec,
    outer,
    trace,
    transpose,
)
from mmlbook.linear_algebra.matrices.structured import (
    centering_matrix,
    kron,
    permutation_matrix,
    unvec,
    vec,
)

__all__ = [
    "block_matmul",
    "centering_matrix",
    "dense_layer",
    "hadamard",
    "inverse_2x2",
    "is_inverse",
    "kron",
    "matmul",
    "matrix_chain_order",
    "matrix_power",
    "matvec",
    "outer",
    "permutation_matrix",
    "sherman_morrison_solve",
    "strassen",
    "trace",
    "transpose",
    "unvec",
    "vec",
]
