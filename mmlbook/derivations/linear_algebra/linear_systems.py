"""Chapter: linear_systems.  Text: book/linear_algebra/linear_systems.md."""

# ruff: noqa: D205, D401 -- the docstring of a derivation is its claim, in words

from __future__ import annotations

from mmlbook.derive import (
    Author,
    Term,
    block,
    column,
    derivation,
    eq,
    eye,
    inv,
    norm,
    norm2,
    number,
    oo,
    sqrt,
    zeros,
)

__all__ = [
    "elimination_cost",
    "interpolation_unique",
    "lu_from_elimination",
    "minus_one_trick",
    "problem_1",
    "problem_2",
    "problem_3",
    "problem_4",
    "row_operations_keep_solutions",
    "superposition",
]

CHAPTER = "linear_algebra/linear_systems"
CODE = "mmlbook.linear_algebra.linear_systems"


def grid(*rows: list[Term | int]) -> Term:
    """Return a block matrix; whole numbers are blocks, too."""
    return block([[number(t) if isinstance(t, int) else t for t in row] for row in rows])


@derivation(chapter=CHAPTER, title="Problem 1")
def problem_1(d: Author) -> None:
    r"""$3x = 6$ has exactly one solution, $x = 2$."""
    x = d.scalar("x")

    with d.chain(number(1, 3) * (3 * x - 6)) as c:
        c.eq(
            x - number(1, 3) * 6,
            by="Multiply both sides by $3^{-1}$.  On the left, "
            "$3^{-1}(3x) = (3^{-1} \\cdot 3)\\,x = 1 \\cdot x = x$.",
        )
        c.eq(x - 2, by="On the right, $3^{-1} \\cdot 6 = 2$.  So a solution must be 2.")
    d.solve(
        3 * x - 6,
        x,
        number(2),
        coefficient=3,
        by="And 2 is one: multiplying by 3 leads back.",
    )


@derivation(chapter=CHAPTER, title="Problem 2")
def problem_2(d: Author) -> None:
    r"""$3x + y = 9$ and $4x - 2y = 5$ have exactly one common solution,
    $(x, y) = \left(\tfrac{23}{10}, \tfrac{21}{10}\right)$.
    """
    x, y = d.scalar("x"), d.scalar("y")
    A = grid([3, 1], [4, -2])

    with d.chain(2 * (3 * x + y - 9) + (4 * x - 2 * y - 5)) as c:
        c.eq(10 * x - 23, by="Twice the first equation plus the second: $y$ is eliminated.")
    d.solve(10 * x - 23, x, number(23, 10), coefficient=10, by="As in Problem 1.")
    d.solve(
        3 * number(23, 10) + y - 9,
        y,
        number(21, 10),
        coefficient=1,
        by="Put this $x$ back into the first equation.",
    )
    with d.chain(number(1, 10) * (A @ column(23, 21))) as c:
        c.eq(column(9, 5), by="Check in both equations.")


@derivation(chapter=CHAPTER, title="Problem 3")
def problem_3(d: Author) -> None:
    r"""$2x + 4y - z = 5$, $7x - 2y + 3z = 6$ and $9x + 2y + 2z = 11$ have exactly the common
    solutions $\left(\tfrac{17}{16}, \tfrac{23}{32}, 0\right) +
    t\left(-\tfrac5{16}, \tfrac{13}{32}, 1\right)$.
    """
    x, y, z = d.scalar("x"), d.scalar("y"), d.scalar("z")
    t = d.scalar("t")
    A = grid([2, 4, -1], [7, -2, 3], [9, 2, 2])

    with d.chain((2 * x + 4 * y - z - 5) + (7 * x - 2 * y + 3 * z - 6)) as c:
        c.eq(
            9 * x + 2 * y + 2 * z - 11,
            by="The third equation is the sum of the first two.  It forbids nothing new.",
        )
    with d.chain((7 * x - 2 * y + 3 * z - 6) - number(7, 2) * (2 * x + 4 * y - z - 5)) as c:
        c.eq(
            number(13, 2) * z + number(23, 2) - 16 * y,
            by="Subtract $7/2$ of the first from the second: $x$ is gone, and $z$ has to stay.",
        )
    d.solve(
        number(13, 2) * t + number(23, 2) - 16 * y,
        y,
        number(23, 32) + number(13, 32) * t,
        coefficient=-16,
        by="So $z$ is free.  Call it $t$; then $y$ is fixed.",
    )
    d.solve(
        2 * x + 4 * (number(23, 32) + number(13, 32) * t) - t - 5,
        x,
        number(17, 16) - number(5, 16) * t,
        coefficient=2,
        by="So is $x$, by the first equation.",
    )
    p, v = column(34, 23, 0), column(-10, 13, 32)
    with d.chain(number(1, 32) * (A @ (p + t * v))) as c:
        c.eq(
            column(5, 6, 11),
            by="Check, with one denominator: the point gives the right side, the direction zero.",
        )


@derivation(chapter=CHAPTER, title="Problem 4")
def problem_4(d: Author) -> None:
    r"""All solutions of $2x + 4y = 5$ are $\left(\tfrac52, 0\right) + t(-2, 1)$."""
    x, t = d.scalar("x"), d.scalar("t")
    a = column(2, 4)

    with d.chain(a.T @ column(number(5, 2), 0)) as c:
        c.eq(5, by="A particular solution: set $y = 0$.")
    with d.chain(a.T @ column(-2, 1)) as c:
        c.eq(0, by="A solution of the homogeneous equation $2x + 4y = 0$: set $y = 1$.")
    d.solve(
        2 * x + 4 * t - 5,
        x,
        number(5, 2) - 2 * t,
        coefficient=2,
        by="Nothing else: call $y = t$, and $x$ is fixed.",
    )
    with d.chain(a.T @ (column(number(5, 2), 0) + t * column(-2, 1))) as c:
        c.eq(5, by="So these are all: particular plus multiples of homogeneous, $5 + t \\cdot 0$.")


@derivation(chapter=CHAPTER, title="Row operations keep the solutions")
def row_operations_keep_solutions(d: Author) -> None:
    r"""For an invertible $\mat{E}$ the systems $\mat{A}\vect{x} = \vect{b}$ and
    $\mat{E}\mat{A}\vect{x} = \mat{E}\vect{b}$ have the same solutions, and every elementary row
    operation is such a matrix.
    """
    m, n = d.dims("m d")
    E, A = d.mat("E", m, m, invertible=True), d.mat("A", m, n)
    x, b = d.vec("x", n), d.vec("b", m)
    k, s = d.scalar("k"), d.scalar("s", nonzero=True)
    e, f = d.vec("e_i", m, r"\vect{e}_{i}"), d.vec("e_j", m, r"\vect{e}_{j}")
    w = d.vec("w", m)
    d.assume(eq(norm2(e), 1), witness={e: e / norm(e)})
    d.assume(eq(f.T @ e, 0), witness={f: f - (e.T @ f) * e})
    d.assume(eq(norm2(w), 2), witness={w: sqrt(number(2)) * w / norm(w)})

    with d.chain(E @ A @ x - E @ b) as c:
        c.eq(
            E @ (A @ x - b),
            by="Multiply: if $\\mat{A}\\vect{x} - \\vect{b}$ is zero, so is the new difference.",
        )
    with d.chain(A @ x - b) as c:
        c.eq(
            inv(E) @ (E @ A @ x - E @ b),
            by="Multiply back: if the new difference is zero, so was the old one.",
        )
    with d.chain((eye(m) + (s - 1) * (e @ e.T)) @ (eye(m) + (1 / s - 1) * (e @ e.T))) as c:
        c.eq(
            eye(m),
            by="Multiply row $i$ by $s$; dividing undoes that.  $\\vect{e}_i$ is column $i$ of "
            "$\\mat{I}$, of length 1.",
        )
    with d.chain((eye(m) + k * (e @ f.T)) @ (eye(m) - k * (e @ f.T))) as c:
        c.eq(
            eye(m),
            by="Add $k$ times row $j$ to row $i$; subtracting undoes that.  $\\vect{e}_i$ and "
            "$\\vect{e}_j$ are orthogonal.",
        )
    with d.chain((eye(m) - w @ w.T) @ (eye(m) - w @ w.T)) as c:
        c.eq(
            eye(m),
            by="Exchange rows $i$ and $j$; once more undoes that.  $\\vect{w}$ is $\\vect{e}_i - "
            "\\vect{e}_j$.",
        )


@derivation(chapter=CHAPTER, title="Particular plus homogeneous")
def superposition(d: Author) -> None:
    r"""If $\mat{A}\vect{p} = \vect{b}$, then $\vect{x}$ solves $\mat{A}\vect{x} = \vect{b}$ if and
    only if $\vect{x} - \vect{p}$ solves the homogeneous system.
    """
    m, n = d.dims("m d")
    A = d.mat("A", m, n)
    x, p, v, b = d.vec("x", n), d.vec("p", n), d.vec("v", n), d.vec("b", m)
    d.assume(eq(A @ p, b), witness={b: A @ p})

    with d.chain(A @ (x - p)) as c:
        c.eq(A @ x - A @ p, by="Multiply out.")
        c.eq(
            A @ x - b,
            by="$\\vect{p}$ is a solution.  So one side is zero exactly if the other is.",
        )
    with d.chain(A @ (p + v)) as c:
        c.eq(A @ p + A @ v, by="The other way round, add any $\\vect{v}$ to $\\vect{p}$.")
        c.eq(b + A @ v, by="The right side stays $\\vect{b}$ if $\\mat{A}\\vect{v} = \\vect{0}$.")


@derivation(chapter=CHAPTER, title="Elimination is a factorization")
def lu_from_elimination(d: Author) -> None:
    r"""If no pivot vanishes, elimination writes $\mat{A} = \mat{L}\mat{U}$, and $\mat{L}$ holds the
    multipliers below ones.
    """
    n = d.dim("n")
    a = d.scalar("a", nonzero=True)
    r, q = d.vec("r", n), d.vec("c", n)
    B, L, U = d.mat("B", n, n), d.mat("L", n, n), d.mat("U", n, n)
    A = grid([a, r.T], [q, B])
    E = grid([1, zeros(1, n)], [-(1 / a * q), eye(n)])
    M = grid([1, zeros(1, n)], [1 / a * q, eye(n)])
    S = B - 1 / a * (q @ r.T)
    d.assume(eq(L @ U, S), witness={B: L @ U + 1 / a * (q @ r.T)})

    with d.chain(E @ A) as c:
        c.eq(
            grid([a, r.T], [zeros(n, 1), S]),
            by="One step: subtract multiples of row 1, to have zeros below the pivot $a$.",
        )
    with d.chain(M @ E) as c:
        c.eq(
            grid([1, zeros(1, n)], [zeros(n, 1), eye(n)]),
            by="It is undone by adding the same multiples.",
        )
    with d.chain(A) as c:
        c.eq(
            M @ grid([a, r.T], [zeros(n, 1), S]),
            by="So the first column of multipliers splits off.",
        )
        c.eq(
            M @ grid([a, r.T], [zeros(n, 1), L @ U]),
            by="What remains is smaller; let it be factored already.",
        )
        c.eq(
            grid([1, zeros(1, n)], [1 / a * q, L]) @ grid([a, r.T], [zeros(n, 1), U]),
            by="Multiply out: the new column of multipliers stands beside the old ones.",
        )


@derivation(chapter=CHAPTER, title="What elimination costs")
def elimination_cost(d: Author) -> None:
    r"""Turning $d$ equations in $d$ unknowns into a triangular system takes
    $\tfrac23 d^3 - \tfrac12 d^2 - \tfrac16 d$ operations on the matrix.
    """
    n, u = d.scalar("d", natural=True), d.scalar("c")
    closed = number(2, 3) * n**3 - number(1, 2) * n**2 - number(1, 6) * n

    d.induction(
        u,
        n,
        closed,
        first=1,
        start=0,
        recursion=u + n + 2 * n**2,
        by="One equation costs nothing.  With $d + 1$ equations, the first step takes $d$ "
        "divisions and, in a block of $d^2$ entries, a multiplication and a subtraction each; $d$ "
        "equations remain.",
    )
    with d.chain(closed) as c:
        c.eq(n * (n - 1) * (4 * n + 1) / 6, by="The same in factors.")
    d.limit(
        closed / n**3,
        n,
        oo,
        number(2, 3),
        by="For large systems only the cubes count: twice the size, eight times the work.",
    )


@derivation(chapter=CHAPTER, title="The minus-one trick")
def minus_one_trick(d: Author) -> None:
    r"""If the reduced form is $[\mat{I} \; \mat{F}]$, the columns of $\mat{F}$ with
    $-\mat{I}$ below solve the homogeneous system, and every solution is a combination of them.
    """
    r, k = d.dims("r k")
    F = d.mat("F", r, k)
    u, v = d.vec("u", r), d.vec("v", k)
    R = d.let("R", grid([eye(r), F]))
    N = d.let("N", grid([F], [-eye(k)]))

    with d.chain(R @ N) as c:
        c.eq(eye(r) @ F - F @ eye(k), by="Rows times columns, block by block.")
        c.eq(zeros(r, k), by="Each column of $\\mat{N}$ is a solution.")
    with d.chain(R @ grid([u], [v])) as c:
        c.eq(u + F @ v, by="Any vector, split into pivot variables and free variables.")
    with d.chain(grid([u], [v]) - N @ (-v)) as c:
        c.eq(
            grid([u + F @ v], [zeros(k)]),
            by="Compare it with a combination of the columns.  A solution is that combination.",
        )


@derivation(chapter=CHAPTER, title="One polynomial through given points")
def interpolation_unique(d: Author) -> None:
    r"""If the matrix of powers $\mat{V}$ is invertible, exactly one choice of coefficients fits all
    values; for three different nodes it is invertible.
    """
    n = d.dim("n")
    V = d.mat("V", n, n, invertible=True)
    a, y = d.vec("a", n), d.vec("y", n)
    p, q, r = d.scalar("p"), d.scalar("q"), d.scalar("r")

    with d.chain(grid([1, p, p**2], [1, q, q**2], [1, r, r**2])) as c:
        c.eq(
            grid([1, 0, 0], [1, q - p, 0], [1, r - p, (r - p) * (r - q)])
            @ grid([1, p, p**2], [0, 1, p + q], [0, 0, 1]),
            by="Three nodes, two triangular factors.  If the nodes differ, no diagonal entry is "
            "zero.",
        )
    d.solve(
        V @ a - y,
        a,
        inv(V) @ y,
        coefficient=V,
        by="A matrix of powers that is invertible leaves exactly one choice of coefficients.",
    )

    d.implements(f"{CODE}.solve", returns=inv(V) @ y, A=V, b=y)
