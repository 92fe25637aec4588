"""Chapter: vectors.  Text: book/linear_algebra/vectors.md."""

# ruff: noqa: D205, D401 -- the docstring of a derivation is its claim, in words

from __future__ import annotations

import math

from mmlbook.derive import (
    Author,
    Max,
    Sum,
    arccos,
    column,
    cos,
    cross,
    derivation,
    eq,
    ne,
    norm,
    norm1,
    norm2,
    norm_inf,
    number,
    ones,
    sign,
    sqrt,
)

__all__ = [
    "cauchy_schwarz",
    "correlation_is_cosine",
    "cosine_and_distance",
    "cross_product_identities",
    "distance_to_hyperplane",
    "dot_is_cosine",
    "norm_chain",
    "triangle_inequality",
]

CHAPTER = "linear_algebra/vectors"
CODE = "mmlbook.linear_algebra.vectors"
HALF = number(1, 2)


@derivation(chapter=CHAPTER, title="The dot product measures the angle")
def dot_is_cosine(d: Author) -> None:
    r"""For nonzero vectors and an angle $\varphi$ that obey the law of cosines, as arrows in the
    plane and in space do, $\vect{u}^{\T} \vect{v} = \norm{\vect{u}} \norm{\vect{v}} \cos \varphi$.
    """
    n = d.dim("d")
    u, v = d.vec("u", n, nonzero=True), d.vec("v", n, nonzero=True)
    phi = d.scalar("phi", latex=r"\varphi")
    d.quote("law of cosines", u=u, v=v, phi=phi)

    with d.chain(norm2(u - v)) as c:
        c.eq(
            norm2(u) - 2 * (u.T @ v) + norm2(v),
            by="Multiply out the squared length of the third side.",
        )
    with d.chain(u.T @ v) as c:
        c.eq(
            HALF * (norm2(u) + norm2(v) - norm2(u - v)),
            by="Solve this for the dot product.",
        )
        c.eq(
            norm(u) * norm(v) * cos(phi),
            by="The law of cosines gives the same squared length; the rest cancels.",
        )

    d.implements(
        f"{CODE}.angle_between",
        returns=(u.T @ v) / (norm(u) * norm(v)),
        through="cos",
        u=u,
        v=v,
    )


@derivation(chapter=CHAPTER, title="The Cauchy–Schwarz inequality")
def cauchy_schwarz(d: Author) -> None:
    r"""The dot product is at most the product of the lengths:
    $(\vect{u}^{\T} \vect{v})^2 \le \norm{\vect{u}}^2 \norm{\vect{v}}^2$.

    The difference of the two sides is a sum of squares (Lagrange's identity).
    """
    n = d.dim("d")
    u, v = d.vec("u", n), d.vec("v", n)
    i, j = d.indices("i j", n)
    squares = Sum((i, j), (u[i] * v[j] - u[j] * v[i]) ** 2)

    with d.chain(norm2(u) * norm2(v) - (u.T @ v) ** 2) as c:
        c.eq(
            Sum(i, Sum(j, u[i] ** 2 * v[j] ** 2 - u[i] * v[i] * u[j] * v[j])),
            by="With the entries, multiply every term of one sum with every term of the other.",
        )
        c.eq(
            HALF * Sum(i, Sum(j, (u[i] * v[j] - u[j] * v[i]) ** 2)),
            by="Add the double sum to itself with $i$ and $j$ exchanged, and halve: a term becomes "
            "the square of a difference.",
        )
        c.eq(
            squares,
            by="Terms with $i = j$ are zero; the pairs $(i, j)$ and $(j, i)$ give equal terms.",
        )
    with d.chain((u.T @ v) ** 2) as c:
        c.le(
            norm2(u) * norm2(v),
            gap=squares,
            by="The difference is this sum of squares, so it is not negative.",
        )
    with d.chain(abs(u.T @ v)) as c:
        c.le(norm(u) * norm(v), by="Roots keep the order of numbers that are not negative.")

    d.implements(f"{CODE}.dot", returns=Sum(i, u[i] * v[i]), u=u, v=v)


@derivation(chapter=CHAPTER, title="The triangle inequality")
def triangle_inequality(d: Author) -> None:
    r"""A detour is never shorter:
    $\norm{\vect{u} + \vect{v}} \le \norm{\vect{u}} + \norm{\vect{v}}$.
    """
    n = d.dim("d")
    u, v = d.vec("u", n), d.vec("v", n)
    d.recall(cauchy_schwarz, u=u, v=v)

    with d.chain(norm2(u + v)) as c:
        c.eq(norm2(u) + 2 * (u.T @ v) + norm2(v), by="Multiply out.")
        c.le(
            norm2(u) + 2 * norm(u) * norm(v) + norm2(v),
            by="A number is at most its absolute value; then the Cauchy–Schwarz inequality.",
        )
        c.eq((norm(u) + norm(v)) ** 2, by="Recognize the square of a sum.")
    with d.chain(norm(u + v)) as c:
        c.le(norm(u) + norm(v), by="Roots keep the order of numbers that are not negative.")

    d.implements(f"{CODE}.distance", returns=norm(u + v), x=u, y=-v)


@derivation(chapter=CHAPTER, title="Three properties of the cross product")
def cross_product_identities(d: Author) -> None:
    r"""The cross product is orthogonal to both factors, and its squared length is
    $\norm{\vect{u}}^2 \norm{\vect{v}}^2 - (\vect{u}^{\T} \vect{v})^2$, the squared area of the
    parallelogram that they span.
    """
    u, v = d.vec("u", 3), d.vec("v", 3)
    first = u[2] * v[3] - u[3] * v[2]
    second = u[3] * v[1] - u[1] * v[3]
    third = u[1] * v[2] - u[2] * v[1]

    with d.chain(u.T @ cross(u, v)) as c:
        c.eq(0, by="Put in the entries: the six products cancel in pairs.")
    with d.chain(v.T @ cross(u, v)) as c:
        c.eq(0, by="Again the six products cancel in pairs.")
    with d.chain(norm2(cross(u, v))) as c:
        c.eq(
            norm2(u) * norm2(v) - (u.T @ v) ** 2,
            by="Lagrange's identity for three entries: the squares belong to the pairs "
            "$(2, 3)$, $(1, 3)$ and $(1, 2)$.",
        )

    d.implements(f"{CODE}.cross", returns=column(first, second, third), u=u, v=v)


@derivation(chapter=CHAPTER, title="The distance from a point to a hyperplane")
def distance_to_hyperplane(d: Author) -> None:
    r"""The point of the hyperplane $\vect{w}^{\T} \vect{z} + b = 0$ that is nearest to $\vect{x}$
    is reached by walking along $\vect{w}$, and its distance from $\vect{x}$ is
    $\abs{\vect{w}^{\T} \vect{x} + b} / \norm{\vect{w}}$.
    """
    n = d.dim("d")
    w = d.vec("w", n, nonzero=True)
    x, z = d.vec("x", n), d.vec("z", n)
    b, t = d.scalar("b"), d.scalar("t")
    d.assume(eq(w.T @ z + b, 0), witness={b: -(w.T @ z)})
    p = d.let("p", x - (w.T @ x + b) / norm2(w) * w)

    with d.chain(w.T @ (x - t * (w / norm(w))) + b) as c:
        c.eq(
            w.T @ x - t * norm(w) + b,
            by="Walk from $\\vect{x}$ a step of signed length $t$ against the direction of "
            "$\\vect{w}$, and put the point into the equation of the hyperplane.",
        )
    d.solve(
        w.T @ x - t * norm(w) + b,
        t,
        (w.T @ x + b) / norm(w),
        coefficient=-norm(w),
        by="The walk arrives for this $t$ and no other, since $\\norm{\\vect{w}} \\neq 0$.  The "
        "point reached is $\\vect{p}$.",
    )
    with d.chain(w.T @ p + b) as c:
        c.eq(
            0,
            by="Check that $\\vect{p}$ lies on the hyperplane: "
            "$\\vect{w}^{\\T} \\vect{w} = \\norm{\\vect{w}}^2$ cancels the denominator.",
        )
    with d.chain(norm(x - p)) as c:
        c.eq(
            abs(w.T @ x + b) / norm(w),
            by="What remains is the step itself; take the factor out of the norm.",
        )
    with d.chain(norm2(x - z)) as c:
        c.eq(
            norm2(x - p) + norm2(p - z),
            by="To any other point $\\vect{z}$ of the hyperplane, go by way of $\\vect{p}$.  "
            "$\\vect{x} - \\vect{p}$ is a multiple of $\\vect{w}$, and "
            "$\\vect{w}^{\\T}(\\vect{p} - \\vect{z}) = -b + b = 0$: Pythagoras.",
        )
        c.ge(
            norm2(x - p),
            by="A square is not negative: no point of the hyperplane is nearer, and only "
            "$\\vect{z} = \\vect{p}$ is as near.",
        )

    d.implements(
        f"{CODE}.signed_distance_to_hyperplane",
        returns=abs(w.T @ x + b) / norm(w),
        through="abs",
        X=x.T,
        w=w,
        b=b,
    )


@derivation(chapter=CHAPTER, title="How the three norms compare")
def norm_chain(d: Author) -> None:
    r"""In $\R^{d}$ the three norms form a chain:
    $\norm{\vect{x}}_{\infty} \le \norm{\vect{x}} \le \norm{\vect{x}}_{1}
    \le \sqrt{d}\, \norm{\vect{x}}$.
    """
    n = d.dim("d")
    x = d.vec("x", n)
    i, j = d.indices("i j", n)
    d.recall(cauchy_schwarz, u=sign(x), v=x)

    with d.chain(norm_inf(x) ** 2) as c:
        c.le(
            norm2(x),
            gap=Sum(i, x[i] ** 2) - Max(i, x[i] ** 2),
            by="The largest square is one term of the sum; the others are not negative.",
        )
        c.le(
            norm1(x) ** 2,
            gap=2 * Sum((i, j), abs(x[i]) * abs(x[j])),
            by="Multiply out the square of $\\abs{x_1} + \\dots + \\abs{x_d}$: "
            "the mixed products are not negative.",
        )
    with d.chain(norm_inf(x)) as c:
        c.le(norm(x), by="Roots keep the order of numbers that are not negative.")
        c.le(norm1(x), by="Roots again.")
    with d.chain(norm2(sign(x))) as c:
        c.le(
            n,
            gap=Sum(i, 1 - sign(x[i]) ** 2),
            by="The squares of $d$ signs, each $-1$, $0$ or $1$.",
        )
    with d.chain(norm1(x)) as c:
        c.eq(sign(x).T @ x, by="A sign times its number is the absolute value.")
        c.le(
            sqrt(n) * norm(x),
            by="The Cauchy–Schwarz inequality, and $\\norm{\\sign(\\vect{x})} \\le \\sqrt{d}$.",
        )

    d.implements(f"{CODE}.norm", returns=norm_inf(x), x=x, p=math.inf)
    d.implements(f"{CODE}.norm", returns=norm(x), x=x, p=2)
    d.implements(f"{CODE}.norm", returns=norm1(x), x=x, p=1)


@derivation(chapter=CHAPTER, title="Cosine similarity and distance")
def cosine_and_distance(d: Author) -> None:
    r"""For unit vectors with the angle $\varphi$,
    $\norm{\vect{u} - \vect{v}}^2 = 2 (1 - \cos \varphi)$: the nearest vector is the one with the
    largest cosine.
    """
    n = d.dim("d")
    u, v = d.vec("u", n), d.vec("v", n)
    phi = d.scalar("phi", latex=r"\varphi")
    d.assume(eq(norm(u), 1), witness={u: u / norm(u)})
    d.assume(eq(norm(v), 1), witness={v: v / norm(v)})
    d.assume(eq(u.T @ v, cos(phi)), witness={phi: arccos(u.T @ v)})

    with d.chain(norm2(u - v)) as c:
        c.eq(norm2(u) - 2 * (u.T @ v) + norm2(v), by="Multiply out.")
        c.eq(2 - 2 * (u.T @ v), by="Both lengths are one.")
        c.eq(
            2 * (1 - cos(phi)),
            by="The dot product of unit vectors is the cosine of their angle.",
        )

    d.implements(f"{CODE}.distance", returns=sqrt(2 * (1 - cos(phi))), x=u, y=v)


@derivation(chapter=CHAPTER, title="The correlation is a cosine")
def correlation_is_cosine(d: Author) -> None:
    r"""The sample correlation $s_{xy} / (s_{x} s_{y})$ of two features is the cosine of the angle
    between their centered vectors $\tilde{\vect{x}}$ and $\tilde{\vect{y}}$.
    """
    n = d.dim("n", least=2)
    x, y = d.vec("x", n), d.vec("y", n)
    i = d.index("i", n)
    x_bar = d.let("x_bar", 1 / n * Sum(i, x[i]), latex=r"\bar{x}")
    y_bar = d.let("y_bar", 1 / n * Sum(i, y[i]), latex=r"\bar{y}")
    xc = d.let("x_c", x - x_bar * ones(n), latex=r"\tilde{\vect{x}}")
    yc = d.let("y_c", y - y_bar * ones(n), latex=r"\tilde{\vect{y}}")
    s_xy = d.let("s_xy", 1 / (n - 1) * Sum(i, (x[i] - x_bar) * (y[i] - y_bar)), latex="s_{xy}")
    s_x = d.let("s_x", sqrt(1 / (n - 1) * Sum(i, (x[i] - x_bar) ** 2)), latex="s_{x}")
    s_y = d.let("s_y", sqrt(1 / (n - 1) * Sum(i, (y[i] - y_bar) ** 2)), latex="s_{y}")
    d.assume(ne(xc, 0), witness={x: x})
    d.assume(ne(yc, 0), witness={y: y})

    with d.chain(s_xy) as c:
        c.eq(
            xc.T @ yc / (n - 1),
            by="The covariance: the products of the centered entries add up to a dot product.",
        )
    with d.chain(s_x * s_y) as c:
        c.eq(
            norm(xc) * norm(yc) / (n - 1),
            by="The standard deviations: the squares of the centered entries add up to squared "
            "lengths.",
        )
    with d.chain(s_xy / (s_x * s_y)) as c:
        c.eq(
            (xc.T @ yc) / (norm(xc) * norm(yc)),
            by="The correlation is the quotient; $n - 1$ cancels.",
        )

    d.implements(f"{CODE}.cosine_similarity", returns=s_xy / (s_x * s_y), X=xc.T, Y=yc.T)
