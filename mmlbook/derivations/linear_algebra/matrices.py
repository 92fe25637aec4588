"""Chapter: matrices.  Text: book/linear_algebra/matrices.md."""

# ruff: noqa: D205, D401 -- the docstring of a derivation is its claim, in words

from __future__ import annotations

from mmlbook.derive import (
    Author,
    Sum,
    block,
    col,
    derivation,
    eye,
    inv,
    kron,
    ne,
    ones,
    tr,
    vec,
    zeros,
)

__all__ = [
    "block_inverse_schur",
    "centering_is_projection",
    "cost_of_orders",
    "inverse_2x2",
    "inverse_of_product",
    "product_is_sum_of_outer_products",
    "sherman_morrison",
    "strassen_identity",
    "trace_is_cyclic",
    "transpose_of_product",
    "vec_identity",
]

CHAPTER = "linear_algebra/matrices"
CODE = "mmlbook.linear_algebra.matrices"


@derivation(chapter=CHAPTER, title="The transpose of a product")
def transpose_of_product(d: Author) -> None:
    r"""Transposing a product exchanges the factors:
    $(\mat{A} \mat{B})^{\T} = \mat{B}^{\T} \mat{A}^{\T}$.
    """
    m, n, k = d.dims("m d k")
    A, B = d.mat("A", m, n), d.mat("B", n, k)
    i, j, r = d.index("i", m), d.index("j", k), d.index("r", n)

    with d.chain((A @ B).T[j, i]) as c:
        c.eq(
            Sum(r, A[i, r] * B[r, j]),
            by="The definitions of the transpose, exchange row and column, and of the product.",
        )
        c.eq(
            Sum(r, B.T[j, r] * A.T[r, i]),
            by="Numbers commute, even where matrices do not; write both as entries of transposes.",
        )
        c.eq((B.T @ A.T)[j, i], by="Read it as row $j$ times column $i$ of another product.")
    with d.chain((A @ B).T) as c:
        c.eq(B.T @ A.T, by="All entries are equal, so the matrices are.")

    d.implements(f"{CODE}.matmul", returns=(A @ B).T, A=B.T, B=A.T)


@derivation(chapter=CHAPTER, title="A product is a sum of outer products")
def product_is_sum_of_outer_products(d: Author) -> None:
    r"""Columns of the left factor times rows of the right one add up to the product:
    entry by entry, $\mat{A} \mat{B} = \sum_r \vect{a}_{:r} \vect{b}_{r:}^{\T}$.
    """
    m, n, k = d.dims("m d k")
    A, B = d.mat("A", m, n), d.mat("B", n, k)
    r = d.index("r", n)

    with d.chain(A @ B) as c:
        c.eq(
            Sum(r, col(A, r) @ col(B.T, r).T),
            by="Entry $(i, j)$ on the left is the sum of all $a_{ir} b_{rj}$, and each of these "
            "is entry $(i, j)$ of column $r$ times row $r$. So the sum may stand outside.",
        )

    d.implements(f"{CODE}.matmul", returns=A @ B, A=A, B=B, method="outer")


@derivation(chapter=CHAPTER, title="The trace is cyclic")
def trace_is_cyclic(d: Author) -> None:
    r"""The last factor may move to the front:
    $\tr(\mat{A} \mat{B} \mat{C}) = \tr(\mat{C} \mat{A} \mat{B})$.
    """
    m, n, k = d.dims("m d k")
    A, B, C = d.mat("A", m, n), d.mat("B", n, k), d.mat("C", k, m)
    i, r = d.index("i", m), d.index("r", k)

    with d.chain(tr(A @ B @ C)) as c:
        c.eq(
            Sum(i, Sum(r, (A @ B)[i, r] * C[r, i])),
            by="Group the first two factors. The diagonal entry $(i, i)$ of a product is a sum.",
        )
        c.eq(
            Sum(r, Sum(i, C[r, i] * (A @ B)[i, r])),
            by="Add the same numbers in another order, and exchange each pair of them.",
        )
        c.eq(
            tr(C @ A @ B),
            by="The inner sum is the diagonal entry $(r, r)$ of the product with "
            "$\\mat{C}$ in front.",
        )

    d.implements(f"{CODE}.trace", returns=tr(C @ A @ B), A=A @ B @ C)


@derivation(chapter=CHAPTER, title="The inverse of a 2 by 2 matrix")
def inverse_2x2(d: Author) -> None:
    r"""Exchange the diagonal, change the other two signs, divide by $ad - bc$."""
    a, b = d.scalar("a"), d.scalar("b")
    e, f = d.scalar("c"), d.scalar("d")
    x, z = d.scalar("x"), d.scalar("z")
    A = d.let("A", block([[a, b], [e, f]]))
    J = d.let("B", block([[f, -b], [-e, a]]))
    d.assume(ne(a * f - b * e, 0), witness={a: (a**2 + 1 + b * e) / f})

    with d.chain(f * (a * x + b * z) - b * (e * x + f * z)) as c:
        c.eq(
            (a * f - b * e) * x,
            by="A column $(x, z)$ of the inverse solves equations with left sides $ax + bz$ and "
            "$cx + dz$. Multiply the first by $d$, the second by $b$, and subtract: $z$ is gone.",
        )
    with d.chain(a * (e * x + f * z) - e * (a * x + b * z)) as c:
        c.eq(
            (a * f - b * e) * z,
            by="Multiply the second by $a$, the first by $c$, and subtract: now $x$ is gone. The "
            "multipliers $d, -b$ and $-c, a$ are the rows of $\\mat{B}$.",
        )
    with d.chain(A @ J) as c:
        c.eq(
            (a * f - b * e) * eye(2),
            by="Check, rows times columns: off the diagonal stand $-ab + ba$ and $cd - dc$.",
        )
    with d.chain(A @ (1 / (a * f - b * e) * J)) as c:
        c.eq(eye(2), by="Divide by the number, which is not zero.")
    with d.chain((1 / (a * f - b * e) * J) @ A) as c:
        c.eq(eye(2), by="So it is in the other order: this is the inverse.")
    d.implements(f"{CODE}.inverse_2x2", returns=1 / (a * f - b * e) * J, A=A)


@derivation(chapter=CHAPTER, title="The inverse of a product")
def inverse_of_product(d: Author) -> None:
    r"""Undo the last step first: $(\mat{A} \mat{B})^{-1} = \mat{B}^{-1} \mat{A}^{-1}$."""
    n = d.dim("n")
    A, B = d.mat("A", n, n, invertible=True), d.mat("B", n, n, invertible=True)

    with d.chain((A @ B) @ (inv(B) @ inv(A))) as c:
        c.eq(
            eye(n),
            by="Move the parentheses: in the middle $\\mat{B} \\mat{B}^{-1}$ cancels, and then "
            "$\\mat{A} \\mat{A}^{-1}$.",
        )
    with d.chain((inv(B) @ inv(A)) @ (A @ B)) as c:
        c.eq(eye(n), by="In the other order, the same.")
    with d.chain(inv(A @ B)) as c:
        c.eq(inv(B) @ inv(A), by="Both products are the identity, so this is the inverse.")


@derivation(chapter=CHAPTER, title="The inverse of a block matrix")
def block_inverse_schur(d: Author) -> None:
    r"""A block matrix is inverted with inverses of the size of its blocks: that of $\mat{A}$ and
    that of the Schur complement $\mat{S} = \mat{D} - \mat{C} \mat{A}^{-1} \mat{B}$.
    """
    p, q = d.dims("p q")
    A, B = d.mat("A", p, p, invertible=True), d.mat("B", p, q)
    C, S = d.mat("C", q, p), d.mat("S", q, q, invertible=True)
    D = d.let("D", S + C @ inv(A) @ B)
    M = d.let("M", block([[A, B], [C, D]]))
    one = block([[eye(p), zeros(p, q)], [zeros(q, p), eye(q)]])
    down = d.let("L", block([[eye(p), zeros(p, q)], [-(C @ inv(A)), eye(q)]]))
    upper = block([[A, B], [zeros(q, p), S]])
    back = d.let("R", block([[inv(A), -(inv(A) @ B @ inv(S))], [zeros(q, p), inv(S)]]))
    whole = block(
        [
            [inv(A) + inv(A) @ B @ inv(S) @ C @ inv(A), -(inv(A) @ B @ inv(S))],
            [-(inv(S) @ C @ inv(A)), inv(S)],
        ]
    )

    with d.chain(down @ M) as c:
        c.eq(
            upper,
            by="Subtract $\\mat{C} \\mat{A}^{-1}$ times the first block row from the second: below "
            "the diagonal nothing is left, and of $\\mat{D}$ the Schur complement.",
        )
    with d.chain(back @ upper) as c:
        c.eq(
            one,
            by="Block triangular matrices are inverted like triangular 2 by 2 matrices. (The "
            "corner is $\\mat{A}^{-1} \\mat{B} - \\mat{A}^{-1} \\mat{B} \\mat{S}^{-1} "
            "\\mat{S}$.)",
        )
    with d.chain(back @ down) as c:
        c.eq(whole, by="So this product takes $\\mat{M}$ to the identity from the left.")
    with d.chain(M @ (back @ down)) as c:
        c.eq(one, by="And from the right, too.")


@derivation(chapter=CHAPTER, title="The formula of Sherman and Morrison")
def sherman_morrison(d: Author) -> None:
    r"""Add an outer product to $\mat{A}$, and the inverse changes by an outer product."""
    n = d.dim("n")
    A = d.mat("A", n, n, invertible=True)
    u, v, b = d.vec("u", n), d.vec("v", n), d.vec("b", n)
    a = d.let("alpha", v.T @ inv(A) @ u)
    d.assume(ne(1 + a, 0), witness={u: u})
    R = d.let("R", inv(A) - inv(A) @ u @ v.T @ inv(A) / (1 + a))

    with d.chain((A + u @ v.T) @ R) as c:
        c.eq(
            eye(n)
            - u @ v.T @ inv(A) / (1 + a)
            + u @ v.T @ inv(A)
            - u @ (v.T @ inv(A) @ u) @ v.T @ inv(A) / (1 + a),
            by="Multiply out the four products.",
        )
        c.eq(
            eye(n),
            by="In the last one a row, a matrix and a column make the number $\\alpha$: pull it "
            "out, and three terms are multiples of one matrix. They cancel, for "
            "$(1 + \\alpha) / (1 + \\alpha)$ is one.",
        )
    with d.chain(R @ (A + u @ v.T)) as c:
        c.eq(
            eye(n),
            by="From the other side the middle makes the number $\\alpha$, too, and three "
            "multiples of $\\mat{A}^{-1} \\vect{u} \\vect{v}^{\\T}$ cancel.",
        )
    with d.chain(R @ b) as c:
        c.eq(
            inv(A) @ b - (v.T @ (inv(A) @ b)) / (1 + a) * (inv(A) @ u),
            by="Applied to a right-hand side, it needs the solutions of two systems with "
            "$\\mat{A}$.",
        )


@derivation(chapter=CHAPTER, title="Vectorizing a product")
def vec_identity(d: Author) -> None:
    r"""What stands left and right of an unknown matrix becomes one matrix that acts on its stacked
    columns: $\operatorname{vec}(\mat{A} \mat{X} \mat{B})
    = (\mat{B}^{\T} \otimes \mat{A})\, \operatorname{vec}(\mat{X})$.
    """
    m, n, p, q = d.dims("m n p q")
    A, X, B = d.mat("A", m, n), d.mat("X", n, p), d.mat("B", p, q)
    j, r = d.index("j", q), d.index("r", p)

    with d.chain(col(A @ X @ B, j)) as c:
        c.eq(
            A @ X @ col(B, j),
            by="A column of a product needs one column of the last factor (columns again without "
            "the colon; $\\vect{x}_r$ is no example here).",
        )
        c.eq(
            Sum(r, B[r, j] * (A @ col(X, r))),
            by="A matrix times a column combines the columns of the matrix, here those of "
            "$\\mat{A} \\mat{X}$.",
        )
    with d.chain(vec(A @ X @ B)) as c:
        c.eq(
            kron(B.T, A) @ vec(X),
            by="Stack the columns. In block row $j$ the matrix $\\mat{A}$ has the factor "
            "$b_{rj}$, and that is block $(j, r)$ of the Kronecker product.",
        )

    d.implements(f"{CODE}.vec", returns=kron(B.T, A) @ vec(X), A=A @ X @ B)


@derivation(chapter=CHAPTER, title="Centering is a projection")
def centering_is_projection(d: Author) -> None:
    r"""The matrix $\mat{H} = \mat{I} - \frac{1}{n} \vect{1} \vect{1}^{\T}$ subtracts the mean.
    It is symmetric, $\mat{H} \vect{1} = \vect{0}$, and once is enough: $\mat{H}^2 = \mat{H}$.
    """
    n = d.dim("n")
    x, i = d.vec("x", n), d.index("i", n)
    H = d.let("H", eye(n) - 1 / n * (ones(n) @ ones(n).T))
    x_bar = d.let("x_bar", 1 / n * Sum(i, x[i]), latex=r"\bar{x}")

    with d.chain(H @ x) as c:
        c.eq(
            x - x_bar * ones(n),
            by="Multiply out: $\\vect{1}^{\\T} \\vect{x}$ adds up the entries.",
        )
    with d.chain(H.T) as c:
        c.eq(H, by="The identity is symmetric, and so is a column times its own row.")
    with d.chain(H @ ones(n)) as c:
        c.eq(zeros(n), by="$\\vect{1}^{\\T} \\vect{1} = n$: equal entries are their mean.")
    with d.chain(H @ H) as c:
        c.eq(
            H,
            by="Multiply out the second factor: $\\mat{H} \\vect{1}$ appears, which is zero.",
        )

    d.implements(f"{CODE}.matvec", returns=x - x_bar * ones(n), A=H, x=x)


@derivation(chapter=CHAPTER, title="The cost of two orders")
def cost_of_orders(d: Author) -> None:
    r"""For $\mat{A} \in \R^{m \times d}$ and $\mat{B} \in \R^{d \times k}$,
    $(\mat{A} \mat{B}) \vect{x}$ costs $2mdk + 2mk$ flops and $\mat{A} (\mat{B} \vect{x})$ costs
    $2dk + 2md$.
    """
    m, n, k = d.dims("m d k")
    i, j, r = d.index("i", m), d.index("j", k), d.index("r", n)
    first = d.let("f_1", Sum(i, Sum(j, 2 * n)) + Sum(i, 2 * k))
    second = d.let("f_2", Sum(r, 2 * k) + Sum(i, 2 * n))

    with d.chain(first) as c:
        c.eq(
            2 * m * n * k + 2 * m * k,
            by="Each of the $mk$ entries of $\\mat{A} \\mat{B}$ needs $2d$ flops; then each of $m$ "
            "entries needs $2k$.",
        )
    with d.chain(second) as c:
        c.eq(
            2 * n * k + 2 * m * n,
            by="Two products of a matrix with a vector, and no product of matrices.",
        )
    with d.chain(first - second) as c:
        c.eq(
            2 * n * k * (m - 1) + 2 * m * (k - n),
            by="Subtract and collect.",
        )


@derivation(chapter=CHAPTER, title="Seven products")
def strassen_identity(d: Author) -> None:
    r"""Two matrices of two by two blocks can be multiplied with seven products of blocks instead of
    eight.
    """
    m, n, r = d.dims("m d r")
    A, B, C, D = (d.mat(f"A_{k}", m, n, rf"\mat{{A}}_{{{k}}}") for k in (11, 12, 21, 22))
    E, F, G, H = (d.mat(f"B_{k}", n, r, rf"\mat{{B}}_{{{k}}}") for k in (11, 12, 21, 22))
    M1 = d.let("M_1", (A + D) @ (E + H))
    M2 = d.let("M_2", (C + D) @ E)
    M3 = d.let("M_3", A @ (F - H))
    M4 = d.let("M_4", D @ (G - E))
    M5 = d.let("M_5", (A + B) @ H)
    M6 = d.let("M_6", (C - A) @ (E + F))
    M7 = d.let("M_7", (B - D) @ (G + H))

    with d.chain(M3 + M5) as c:
        c.eq(
            A @ F + B @ H,
            by="Multiply out: $\\mat{A}_{11}\\mat{B}_{22}$ comes once with each sign.",
        )
    with d.chain(M2 + M4) as c:
        c.eq(C @ E + D @ G, by="In the same way.")
    with d.chain(M1 + M4 - M5 + M7) as c:
        c.eq(
            A @ E + B @ G,
            by="Twelve products; ten of them cancel in pairs.",
        )
    with d.chain(M1 - M2 + M3 + M6) as c:
        c.eq(C @ F + D @ H, by="Again all but two cancel.")
    with d.chain(block([[A, B], [C, D]]) @ block([[E, F], [G, H]])) as c:
        c.eq(
            block([[M1 + M4 - M5 + M7, M3 + M5], [M2 + M4, M1 - M2 + M3 + M6]]),
            by="Four blocks from seven products, and no two factors were ever exchanged.",
        )
    d.implements(
        f"{CODE}.strassen",
        returns=block([[A, B], [C, D]]) @ block([[E, F], [G, H]]),
        A=block([[A, B], [C, D]]),
        B=block([[E, F], [G, H]]),
        leaf_size=1,
    )
