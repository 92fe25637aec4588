"""The vocabulary of blocks, pairs and chance: block matrices, Kronecker products, expectations.

Trusted for: shapes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mmlbook.derive.names import Index, stack, times
from mmlbook.derive.terms import SCALAR, ShapeError, Term, _term, entry, show_shape

__all__ = ["E", "Family", "block", "col", "kron", "random_groups", "vec"]


def block(rows: Sequence[Sequence[Term]]) -> Term:
    r"""Return the matrix with the given blocks.

    Examples
    --------
    >>> from mmlbook.derive.terms import Dim, eye, symbol, zeros
    >>> n, k = Dim("n"), Dim("k")
    >>> M = block([[eye(n), symbol("B", n, k)], [zeros(k, n), eye(k)]])
    >>> print(M.latex())
    \begin{bmatrix} \mat{I}_{n} & \mat{B} \\ \mat{0}_{k \times n} & \mat{I}_{k} \end{bmatrix}
    >>> [str(size) for size in M.shape]
    ['n + k', 'n + k']
    """
    grid = [list(row) for row in rows]
    if not grid or not grid[0] or any(len(row) != len(grid[0]) for row in grid):
        raise ShapeError("a block matrix needs rows with equally many blocks")
    heights, widths = [row[0].shape[0] for row in grid], [t.shape[1] for t in grid[0]]
    for row, height in zip(grid, heights, strict=True):
        for t, width in zip(row, widths, strict=True):
            if t.shape != (height, width):
                raise ShapeError(
                    f"a block of shape {show_shape(t.shape)} stands where "
                    f"{show_shape((height, width))} fits"
                )
    flat = tuple(t for row in grid for t in row)
    shape = (stack(*heights), stack(*widths))
    return _term("block", flat, (len(heights), len(widths)), shape)


def kron(A: Term, B: Term) -> Term:
    r"""Return the Kronecker product: every entry of A times the matrix B.

    Examples
    --------
    >>> from mmlbook.derive.terms import Dim, symbol
    >>> A, B = symbol("A", Dim("m"), Dim("n")), symbol("B", Dim("p"), Dim("q"))
    >>> print(kron(A, B).latex(), *kron(A, B).shape)
    \mat{A} \otimes \mat{B} m p n q
    """
    if SCALAR in (A.shape, B.shape):
        raise ShapeError("a Kronecker product needs two vectors or matrices")
    shape = (times(A.shape[0], B.shape[0]), times(A.shape[1], B.shape[1]))
    return _term("kron", (A, B), None, shape)


def vec(X: Term) -> Term:
    r"""Return the columns of a matrix under each other.

    Examples
    --------
    >>> from mmlbook.derive.terms import Dim, symbol
    >>> X = symbol("X", Dim("m"), Dim("n"))
    >>> print(vec(X).latex(), *vec(X).shape)
    \operatorname{vec}\left(\mat{X}\right) n m 1
    """
    if 1 in X.shape:
        raise ShapeError(f"vec needs a matrix; got shape {show_shape(X.shape)}")
    return _term("vec", (X,), None, (times(X.shape[1], X.shape[0]), 1))


def col(A: Term, j: Index | int) -> Term:
    r"""Return a column of a matrix.

    Examples
    --------
    >>> from mmlbook.derive.terms import Dim, symbol
    >>> X = symbol("X", Dim("d"), Dim("n"))
    >>> print(col(X, Index("i", Dim("n"))).latex())
    \vect{x}_{i}
    """
    if A.shape[0] == 1:
        raise ShapeError("the columns of a row are its entries")
    entry(A, 1 if isinstance(A.shape[0], int) else Index(" ", A.shape[0]), j)  # checks the range
    return _term("col", (A,), (j,), (A.shape[0], 1))


@dataclass(frozen=True)
class Family:
    """Vectors with an index, the columns of a matrix; ``x[i]`` is one of them."""

    matrix: Term

    def __getitem__(self, i: Index | int) -> Term:
        return col(self.matrix, i)


# --- chance -------------------------------------------------------------------------------------


def E(t: Term) -> Term:
    r"""Return the expectation, over every random symbol in `t` that no inner expectation binds.

    Examples
    --------
    >>> from mmlbook.derive.terms import Dim, symbol
    >>> x = symbol("x", Dim("n"), group="x")
    >>> E(x @ x.T)
    Term(\E\left[\vect{x} \vect{x}^{\T}\right])
    """
    if not random_groups(t):
        raise ShapeError(f"nothing in ${t.latex()}$ is random")
    return _term("E", (t,), None, t.shape)


def random_groups(t: Term) -> frozenset[str]:
    """Return the independent groups of the random symbols in `t` that no expectation binds."""
    if t.op == "E":
        return frozenset()
    own = frozenset({t.data.group} - {""} if t.op == "sym" else ())
    return own.union(*map(random_groups, t.args))
