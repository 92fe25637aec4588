"""Chapter: linear_maps.  Text: book/linear_algebra/linear_maps.md."""

# ruff: noqa: D205, D401 -- the docstring of a derivation is its claim, in words

from __future__ import annotations

from mmlbook.derive import (
    Author,
    Sum,
    Term,
    block,
    col,
    column,
    cross,
    derivation,
    det,
    eq,
    eye,
    inv,
    norm2,
    number,
    tr,
    zeros,
)

__all__ = [
    "affine_composition",
    "area_axioms_give_ad_minus_bc",
    "change_of_basis",
    "composition_is_product",
    "cramer_and_adjugate",
    "determinant_by_pivots",
    "determinant_product",
    "gram_determinant_is_volume",
    "map_fixed_by_basis",
    "matrix_determinant_lemma",
    "rank_nullity",
    "similarity_invariants",
    "vandermonde_determinant",
]

CHAPTER = "linear_algebra/linear_maps"
CODE = "mmlbook.linear_algebra.linear_maps"


def grid(*rows: list[Term | int]) -> Term:
    """Return a block matrix; whole numbers are blocks, too."""
    return block([[number(t) if isinstance(t, int) else t for t in row] for row in rows])


@derivation(chapter=CHAPTER, title="A basis fixes the map")
def map_fixed_by_basis(d: Author) -> None:
    r"""Let $\mat{W}$ hold the values of a linear map at a basis.  Then its value at the vector with
    the coordinates $\vect{a}$ is $\mat{W}\vect{a}$, and in a basis $\mat{T}$ of the outputs its
    matrix is $\mat{T}^{-1}\mat{W}$.
    """
    m, n = d.dims("m d")
    W, T = d.mat("W", m, n), d.mat("T", m, m, invertible=True)
    a, j = d.vec("a", n), d.index("j", n)

    with d.chain(Sum(j, a[j] * col(W, j))) as c:
        c.eq(
            W @ a,
            by="By linearity, the left side is the value at $\\sum_j a_j\\vect{b}_j$.  With the "
            "values at the basis side by side in $\\mat{W}$, it is a combination of columns.",
        )
        c.eq(
            T @ (inv(T) @ W @ a),
            by="In a basis $\\mat{T}$ of the outputs: the matrix of the map has in its columns the "
            "coordinates of the values.",
        )


@derivation(chapter=CHAPTER, title="One after the other")
def composition_is_product(d: Author) -> None:
    r"""To apply $\mat{A}$ and then $\mat{B}$ is to apply the product $\mat{B}\mat{A}$."""
    m, n, k = d.dims("m d k")
    A, B = d.mat("A", k, n), d.mat("B", m, k)
    x = d.vec("x", n)
    i, j, r = d.index("i", m), d.index("j", n), d.index("r", k)

    with d.chain((B @ (A @ x))[i]) as c:
        c.eq(
            Sum(r, B[i, r] * Sum(j, A[r, j] * x[j])),
            by="The second map, entry $i$.  What it gets is the output of the first.",
        )
        c.eq(
            Sum(j, Sum(r, B[i, r] * A[r, j]) * x[j]),
            by="Collect what is multiplied by $x_j$.",
        )
        c.eq(
            ((B @ A) @ x)[i],
            by="The inner sum is an entry of the product.",
        )


@derivation(chapter=CHAPTER, title="What is lost and what is left")
def rank_nullity(d: Author) -> None:
    r"""Let $\mat{C}$ hold the $r$ pivot columns of $\mat{A} = \mat{C}[\mat{I} \; \mat{F}]$.  Then
    $r$ numbers choose a point of the image, and the $k$ free variables a point of the kernel.
    """
    m, r, k = d.dims("m r k")
    C, F = d.mat("C", m, r, full_column_rank=True), d.mat("F", r, k)
    x, y = d.vec("x", r), d.vec("y", k)
    A = d.let("A", C @ grid([eye(r), F]))

    with d.chain(A @ grid([x], [y])) as c:
        c.eq(
            C @ (x + F @ y),
            by="Split a vector into its pivot variables and its free ones.  The image is what the "
            "$r$ independent columns of $\\mat{C}$ reach, all of it already with "
            "$\\vect{y} = \\vect{0}$: it has dimension $r$.",
        )
    d.solve(
        C.T @ (A @ grid([x], [y])),
        x,
        -(F @ y),
        coefficient=C.T @ C,
        by="The kernel: since the columns of $\\mat{C}$ are independent, "
        "$\\mat{C}^{\\T}\\mat{C}$ is invertible, and zero comes out only if the pivot variables "
        "are $-\\mat{F}\\vect{y}$; and then it does, by the line above.  The free ones may be "
        "anything: the kernel has dimension $k$.  Together $r + k$, the number of columns.",
    )


@derivation(chapter=CHAPTER, title="The same map in other bases")
def change_of_basis(d: Author) -> None:
    r"""Let $\vect{a}$ be the coordinates of the input in a basis $\mat{S}$, and $\vect{c}$ those of
    the output in a basis $\mat{T}$.  Then $\vect{c} = \mat{T}^{-1}\mat{A}\mat{S}\vect{a}$.
    """
    m, n = d.dims("m d")
    A, S, T = d.mat("A", m, n), d.mat("S", n, n), d.mat("T", m, m, invertible=True)
    a, b = d.vec("a", n), d.vec("c", m)
    B = d.let("B", inv(T) @ A @ S)

    d.solve(
        T @ b - A @ (S @ a),
        b,
        B @ a,
        coefficient=T,
        by="From new to old: the input is $\\mat{S}\\vect{a}$.  Map it.  The output must be "
        "$\\mat{T}\\vect{c}$; from old to new is a linear system, with one solution.",
    )
    with d.chain(T @ (B @ a)) as c:
        c.eq(A @ (S @ a), by="Both ways round end in the same place.")

    d.implements(f"{CODE}.change_of_basis", returns=B, A=A, B_in=S, B_out=T)


@derivation(chapter=CHAPTER, title="Three demands, one formula")
def area_axioms_give_ad_minus_bc(d: Author) -> None:
    r"""A number that depends linearly on each of two vectors $\vect{u} = (a, c)$ and
    $\vect{v} = (b, d)$, is zero if they are equal, and is 1 for the unit square, is
    $ad - bc$.  In space the same demands leave six products.
    """
    n = d.dim("n")
    F, x, y = d.mat("F", n, n), d.vec("x", n), d.vec("y", n)
    G = d.mat("G", 2, 2)
    p, q, r, s = (d.scalar(name) for name in ("a", "b", "c", "d"))
    u, v = column(p, r), column(q, s)
    d.assume(eq(G, grid([0, 1], [-1, 0])), witness={G: grid([0, 1], [-1, 0])})
    A = d.mat("A", 3, 3)

    with d.chain((x + y).T @ F @ (x + y)) as c:
        c.eq(
            x.T @ F @ x + x.T @ F @ y + y.T @ F @ x + y.T @ F @ y,
            by="Linear in each of two places: write it as $\\vect{x}^{\\T}\\mat{F}\\vect{y}$.  If "
            "equal vectors always give zero, the left side, the first and the last term vanish.  "
            "So an exchange of the two changes the sign.",
        )
    with d.chain(u.T @ G @ v) as c:
        c.eq(
            p * q * G[1, 1] + p * s * G[1, 2] + r * q * G[2, 1] + r * s * G[2, 2],
            by="In the plane, expand both vectors in the basis.  $\\mat{G}$ holds the values at "
            "the four pairs of basis vectors, and the demands say what they are.",
        )
        c.eq(
            p * s - q * r,
            by="Drop the repeats.  $\\vect{e}_1$, $\\vect{e}_2$ span the unit square, and the "
            "exchanged pair counts $-1$.",
        )
    with d.chain(det(A)) as c:
        c.eq(
            A[1, 1] * A[2, 2] * A[3, 3]
            + A[1, 2] * A[2, 3] * A[3, 1]
            + A[1, 3] * A[2, 1] * A[3, 2]
            - A[1, 3] * A[2, 2] * A[3, 1]
            - A[1, 2] * A[2, 1] * A[3, 3]
            - A[1, 1] * A[2, 3] * A[3, 2],
            by="In space (the number is called $\\det\\mat{A}$) 27 products remain before the "
            "repeats are dropped, and six after.  Those that none or two exchanges sort count 1, "
            "the others $-1$.",
        )
        c.eq(
            col(A, 1).T @ cross(col(A, 2), col(A, 3)),
            by="The six collected by the first column: the triple product.",
        )


@derivation(chapter=CHAPTER, title="Factors multiply")
def determinant_product(d: Author) -> None:
    r"""$\det(\mat{A}\mat{B}) = \det\mat{A}\,\det\mat{B}$, written out in the plane and in space."""
    a, b, p, q = (d.scalar(name) for name in ("a", "b", "c", "d"))
    r, s, v, w = (d.scalar(name) for name in ("r", "s", "v", "w"))
    A, x, y, z = d.mat("A", 3, 3), *(d.vec(name, 3) for name in ("x", "y", "z"))

    with d.chain(det(grid([a, b], [p, q]) @ grid([r, s], [v, w]))) as c:
        c.eq(
            (a * r + b * v) * (p * s + q * w) - (a * s + b * w) * (p * r + q * v),
            by="Rows times columns.",
        )
        c.eq(
            (a * q - b * p) * (r * w - s * v),
            by="Of the eight products four cancel, and the others factor.",
        )
    with d.chain(det(grid([A @ x, A @ y, A @ z]))) as c:
        c.eq(
            det(A) * det(grid([x, y, z])),
            by="In space, with the columns of the second factor written out: 162 products, of "
            "which 36 survive.",
        )


@derivation(chapter=CHAPTER, title="The product of the pivots")
def determinant_by_pivots(d: Author) -> None:
    r"""Elimination, for three rows: what exchanges and additions of rows do to a determinant, and
    the determinant of the triangle at the end.
    """
    u, v, w = (d.vec(name, 3) for name in ("u", "v", "w"))
    s, t, p, q, r = (d.scalar(name) for name in ("s", "t", "p", "q", "r"))
    a, b, e = (d.scalar(name) for name in ("a", "b", "c"))

    with d.chain(det(grid([v, u + s * v, w + t * u]))) as c:
        c.eq(
            det(grid([v, u, w])),
            by="Three rows, written as columns.  Adding multiples of other rows changes nothing.",
        )
        c.eq(-det(grid([u, v, w])), by="An exchange changes the sign.")
    with d.chain(det(grid([p, a, b], [0, q, e], [0, 0, r]))) as c:
        c.eq(
            p * q * r,
            by="A triangle: every product but one contains a zero below the diagonal.  So the "
            "pivots are left, and a minus for each exchange.",
        )


@derivation(chapter=CHAPTER, title="Cofactors, and Cramer's rule")
def cramer_and_adjugate(d: Author) -> None:
    r"""Three columns: with the cofactors in $\mat{C}$, its transpose times the matrix is the
    determinant times $\mat{I}$.  Any size: with a right side in place of a column a matrix is the
    old one times the identity with the solution in place of that column.
    """
    n = d.dim("d")
    p, q, r = (d.vec(name, 3) for name in ("p", "q", "r"))
    C = d.let("C", grid([cross(q, r), cross(r, p), cross(p, q)]))
    A, x, e = d.mat("A", n, n), d.vec("x", n), d.vec("e_i", n, r"\vect{e}_{i}")

    with d.chain(C.T @ grid([p, q, r])) as c:
        c.eq(
            det(grid([p, q, r])) * eye(3),
            by="A column times its own cofactors is the determinant, expanded along it; times "
            "foreign ones, that of a matrix with two equal columns.",
        )
    with d.chain(A @ (eye(n) + (x - e) @ e.T)) as c:
        c.eq(
            A + (A @ x - A @ e) @ e.T,
            by="Any size: the second factor is the identity with $\\vect{x}$ in place of column "
            "$i$, and the product is $\\mat{A}$ with $\\mat{A}\\vect{x} = \\vect{b}$ in place of "
            "its own.",
        )


@derivation(chapter=CHAPTER, title="A rank-one update")
def matrix_determinant_lemma(d: Author) -> None:
    r"""One block matrix, factored in two ways, compares the determinants of $\mat{A}$ and of
    $\mat{A} + \vect{u}\vect{v}^{\T}$.
    """
    n = d.dim("d")
    A = d.mat("A", n, n, invertible=True)
    u, v = d.vec("u", n), d.vec("v", n)
    M = d.let("M", grid([A, -u], [v.T, 1]))
    s = d.let("s", 1 + v.T @ inv(A) @ u)

    with d.chain(M) as c:
        c.eq(
            grid([eye(n), zeros(n, 1)], [v.T @ inv(A), 1]) @ grid([A, -u], [zeros(1, n), s]),
            by="Eliminate the row below: two triangles of blocks, with the determinants 1 and "
            "$s\\det\\mat{A}$.",
        )
    with d.chain(M) as c:
        c.eq(
            grid([eye(n), -u], [zeros(1, n), 1]) @ grid([A + u @ v.T, zeros(n, 1)], [v.T, 1]),
            by="Eliminate the column beside: the determinants are 1 and that of the updated "
            "matrix.  The products must agree.",
        )


@derivation(chapter=CHAPTER, title="Base times height")
def gram_determinant_is_volume(d: Author) -> None:
    r"""Two vectors in any dimension: the determinant of their dot products is the square of the
    area they span.
    """
    n = d.dim("d")
    u, v = d.vec("u", n, nonzero=True), d.vec("v", n)
    h = d.let("h", v - u.T @ v / (u.T @ u) * u)

    with d.chain(u.T @ h) as c:
        c.eq(
            0,
            by="The height: take away from $\\vect{v}$ its shadow on $\\vect{u}$, and what is left "
            "stands at a right angle.",
        )
    with d.chain(norm2(u) * norm2(h)) as c:
        c.eq(
            norm2(u) * norm2(v) - (u.T @ v) ** 2,
            by="Base times height, squared.  By Pythagoras the height, squared, is "
            "$\\norm{\\vect{v}}^2 - (\\vect{u}^{\\T}\\vect{v})^2/\\norm{\\vect{u}}^2$.  Multiply "
            "out.",
        )
        c.eq(
            det(grid([u.T @ u, u.T @ v], [u.T @ v, v.T @ v])),
            by="It is a determinant, and the gap in the inequality of Cauchy and Schwarz.",
        )


@derivation(chapter=CHAPTER, title="What no change of basis changes")
def similarity_invariants(d: Author) -> None:
    r"""$\mat{T}^{-1}\mat{A}\mat{T}$ has the trace and the determinant of $\mat{A}$."""
    n = d.dim("d")
    A, T = d.mat("A", n, n), d.mat("T", n, n, invertible=True)

    with d.chain(tr(inv(T) @ A @ T)) as c:
        c.eq(tr(A), by="Under a trace the first factor may move to the end.  There it cancels.")
    with d.chain(det(inv(T) @ A @ T)) as c:
        c.eq(det(A), by="Factors multiply, an inverse divides, and numbers cancel.")


@derivation(chapter=CHAPTER, title="Nodes that differ")
def vandermonde_determinant(d: Author) -> None:
    r"""The determinant of the matrix of powers is the product of all differences of nodes, later
    minus earlier.
    """
    p, q, r, s = (d.scalar(name) for name in ("p", "q", "r", "s"))

    with d.chain(det(grid([1, p, p**2], [1, q, q**2], [1, r, r**2]))) as c:
        c.eq(
            det(grid([q - p, q * (q - p)], [r - p, r * (r - p)])),
            by="Three nodes.  From each column, beginning with the last, subtract $p$ times the "
            "column before it; the first row becomes $1, 0, 0$.  Expand along it.",
        )
        c.eq(
            (q - p) * (r - p) * (r - q),
            by="A factor comes out of each row, and two nodes are left.",
        )
    rows: list[list[Term | int]] = [[x - p, x * (x - p), x**2 * (x - p)] for x in (q, r, s)]
    with d.chain(det(grid(*rows))) as c:
        c.eq(
            (q - p) * (r - p) * (s - p) * (r - q) * (s - q) * (s - r),
            by="Four nodes, after the same moves: three are known.  And so on.",
        )


@derivation(chapter=CHAPTER, title="Affine maps as matrices")
def affine_composition(d: Author) -> None:
    r"""First $\mat{A}\vect{x} + \vect{b}$, then the same with $\mat{C}$ and $\vect{c}$: again an
    affine map, and a product of matrices with one more row.
    """
    m, n, k = d.dims("m d k")
    A, b = d.mat("A", k, n), d.vec("b", k)
    C, e, x = d.mat("C", m, k), d.vec("c", m), d.vec("x", n)

    with d.chain(C @ (A @ x + b) + e) as c:
        c.eq((C @ A) @ x + (C @ b + e), by="Put one into the other and multiply out.")
    with d.chain(grid([A, b], [zeros(1, n), 1]) @ grid([x], [1])) as c:
        c.eq(
            grid([A @ x + b], [1]),
            by="A vector with a 1 below it: the last column of the matrix is added.",
        )
    with d.chain(grid([C, e], [zeros(1, k), 1]) @ grid([A, b], [zeros(1, n), 1])) as c:
        c.eq(
            grid([C @ A, C @ b + e], [zeros(1, n), 1]),
            by="The product of two such matrices is the matrix of the two maps, one after the "
            "other.",
        )

    d.implements(
        f"{CODE}.to_homogeneous",
        returns=grid([C @ A, C @ b + e], [zeros(1, n), 1]),
        A=C @ A,
        b=C @ b + e,
    )
