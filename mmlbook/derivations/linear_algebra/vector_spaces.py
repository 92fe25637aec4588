"""Chapter: vector_spaces.  Text: book/linear_algebra/vector_spaces.md."""

# ruff: noqa: D205, D401 -- the docstring of a derivation is its claim, in words

from __future__ import annotations

from mmlbook.derive import (
    Author,
    Sum,
    Term,
    block,
    col,
    column,
    derivation,
    eq,
    eye,
    norm2,
    number,
    ones,
    zeros,
)

__all__ = [
    "coordinates_are_unique",
    "dimension_formula",
    "dummy_trap",
    "exchange_lemma_small",
    "rank_of_gram",
    "rank_of_product",
    "row_rank_is_column_rank",
    "row_space_perp_null_space",
]

CHAPTER = "linear_algebra/vector_spaces"
CODE = "mmlbook.linear_algebra.vector_spaces"


def grid(*rows: list[Term | int]) -> Term:
    """Return a block matrix; whole numbers are blocks, too."""
    return block([[number(t) if isinstance(t, int) else t for t in row] for row in rows])


@derivation(chapter=CHAPTER, title="Coordinates are unique")
def coordinates_are_unique(d: Author) -> None:
    r"""If the columns of $\mat{B}$ are independent, then
    $\mat{B}\vect{a} = \mat{B}\vect{c}$ only for $\vect{a} = \vect{c}$.
    """
    n, k = d.dims("d k")
    B = d.mat("B", n, k, full_column_rank=True)
    a, b = d.vec("a", k), d.vec("c", k)

    with d.chain(B @ a - B @ b) as c:
        c.eq(
            B @ (a - b),
            by="Subtract.  If both give the same vector, the difference is a combination that "
            "gives zero, and independent columns do that only with $\\vect{a} - \\vect{c} = "
            "\\vect{0}$.",
        )
    d.solve(
        B.T @ (B @ a - B @ b),
        a,
        b,
        coefficient=B.T @ B,
        by="Multiply by $\\mat{B}^{\\T}$.  The square matrix $\\mat{B}^{\\T}\\mat{B}$ is "
        "invertible if the columns are independent.",
    )

    d.implements(f"{CODE}.coordinates", returns=a, v=B @ a, B=B)


@derivation(chapter=CHAPTER, title="One vector too many")
def exchange_lemma_small(d: Author) -> None:
    r"""With coefficients $\vect{x}$ the three columns of $\mat{B}\mat{N}$ add up to $\vect{0}$."""
    B = d.mat("B", d.dim("d"), 2)
    p, q, r, s, t, u = (d.scalar(x) for x in "pqrstu")
    N = d.let("N", grid([p, q, r], [s, t, u]))
    x = d.let("x", column(q * u - r * t, r * s - p * u, p * t - q * s))

    with d.chain((B @ N) @ x) as c:
        c.eq(B @ (N @ x), by="Move the parentheses.")
        c.eq(
            zeros(B.shape[0]),
            by="$\\vect{x}$ is the cross product of the rows of $\\mat{N}$, orthogonal to both.",
        )


@derivation(chapter=CHAPTER, title="Row rank is column rank")
def row_rank_is_column_rank(d: Author) -> None:
    r"""If $\mat{A} = \mat{C}\mat{R}$ with $r$ columns in $\mat{C}$, then the columns of $\mat{A}$
    lie in the span of $r$ columns, and its rows in the span of $r$ rows.
    """
    m, n, r = d.dims("m d r")
    C, R = d.mat("C", m, r), d.mat("R", r, n)
    A = d.let("A", C @ R)
    i, j, s = d.index("i", m), d.index("j", n), d.index("s", r)

    with d.chain(col(A, j)) as c:
        c.eq(
            Sum(s, R[s, j] * col(C, s)),
            by="Column $j$ of a product combines the columns of the first factor, with the entries "
            "of column $j$ of the last: $r$ columns for all $j$.",
        )
    with d.chain(col(A.T, i)) as c:
        c.eq(
            Sum(s, C[i, s] * col(R.T, s)),
            by="Row $i$, written as a column: a combination of the $r$ rows of $\\mat{R}$.  The "
            "same numbers, read the other way.",
        )


@derivation(chapter=CHAPTER, title="Where two subspaces meet")
def dimension_formula(d: Author) -> None:
    r"""$(\vect{x}, \vect{y})$ solves $[\mat{U}, -\mat{V}]\,(\vect{x}, \vect{y}) = \vect{0}$ if and
    only if $\mat{U}\vect{x} = \mat{V}\vect{y}$, a vector in both spans.
    """
    n, p, q = d.dims("d p q")
    U, V = d.mat("U", n, p), d.mat("V", n, q)
    x, y = d.vec("x", p), d.vec("y", q)

    with d.chain(grid([U, -V]) @ grid([x], [y])) as c:
        c.eq(
            U @ x - V @ y,
            by="Rows times columns.  It is $\\vect{0}$ if and only if $\\mat{U}\\vect{x} = "
            "\\mat{V}\\vect{y}$, a vector in both spans.",
        )


@derivation(chapter=CHAPTER, title="The rank of a Gram matrix")
def rank_of_gram(d: Author) -> None:
    r"""$\mat{A}^{\T}\mat{A}\vect{x} = \vect{0}$ only if $\mat{A}\vect{x} = \vect{0}$."""
    m, n = d.dims("m d")
    A, x = d.mat("A", m, n), d.vec("x", n)
    d.assume(eq(A.T @ A @ x, zeros(n)), witness={A: x.T @ x * A - A @ x @ x.T})

    with d.chain(norm2(A @ x)) as c:
        c.eq(
            x.T @ (A.T @ A @ x),
            by="The squared length of $\\mat{A}\\vect{x}$ is its dot product with itself.",
        )
        c.eq(
            0,
            by="The parentheses are zero.  A vector of length zero is the zero vector.",
        )


@derivation(chapter=CHAPTER, title="Rows are orthogonal to the null space")
def row_space_perp_null_space(d: Author) -> None:
    r"""$\mat{A}\vect{x} = \vect{0}$ says that $\vect{x}$ is orthogonal to every row, and then to
    every combination $\mat{A}^{\T}\vect{y}$ of rows.
    """
    m, n = d.dims("m d")
    A, x, y = d.mat("A", m, n), d.vec("x", n), d.vec("y", m)
    i = d.index("i", m)
    d.assume(eq(A @ x, zeros(m)), witness={A: x.T @ x * A - A @ x @ x.T})

    with d.chain((A @ x)[i]) as c:
        c.eq(
            col(A.T, i).T @ x,
            by="Entry $i$ of the product is the dot product of row $i$ with $\\vect{x}$.  All "
            "entries are zero exactly if $\\vect{x}$ is orthogonal to all rows.",
        )
    with d.chain((A.T @ y).T @ x) as c:
        c.eq(y.T @ (A @ x), by="Move the parentheses.")
        c.eq(0, by="So $\\vect{x}$ is orthogonal to combinations of rows as well.")


@derivation(chapter=CHAPTER, title="The dummy-variable trap")
def dummy_trap(d: Author) -> None:
    r"""The one-hot columns of $K = q + 1$ categories add up to the column of ones.  Without the
    first of them, and with the ones, the columns are independent.
    """
    n, q = d.dims("n q")
    Q, a, w = d.mat("Q", n, q), d.scalar("a"), d.vec("w", q)
    z = d.let("z", ones(n) - Q @ ones(q))

    with d.chain(grid([z, Q]) @ grid([1], [ones(q)])) as c:
        c.eq(
            ones(n),
            by="All one-hot columns added up: everybody is in exactly one category.  So beside "
            "them the column of ones is one too many.",
        )
    with d.chain(grid([1, zeros(1, q)], [ones(q), eye(q)]) @ grid([a], [w])) as c:
        c.eq(
            grid([a], [a * ones(q) + w]),
            by="Drop $\\vect{z}$, keep the ones, and look at one row of each category, the first "
            "on top.  If the combination is zero, read $a = 0$ and then $\\vect{w} = \\vect{0}$: "
            "$K$ independent columns.",
        )


@derivation(chapter=CHAPTER, title="The rank of a product")
def rank_of_product(d: Author) -> None:
    r"""If $\mat{A} = \mat{C}\mat{R}$ with $r$ columns in $\mat{C}$, then the columns of
    $\mat{A}\mat{B}$ lie in the span of these $r$ columns, too.
    """
    m, n, k, r = d.dims("m d k r")
    C, R, B = d.mat("C", m, r), d.mat("R", r, n), d.mat("B", n, k)
    A = d.let("A", C @ R)

    with d.chain(A @ B) as c:
        c.eq(
            C @ (R @ B),
            by="Move the parentheses: again a product with $\\mat{C}$ on the left, and its "
            "columns are combinations of the $r$ columns of $\\mat{C}$, as before.",
        )
