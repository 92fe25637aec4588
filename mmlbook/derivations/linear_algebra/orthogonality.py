"""Chapter: orthogonality.  Text: book/linear_algebra/orthogonality.md."""

# ruff: noqa: D205, D401 -- the docstring of a derivation is its claim, in words

from __future__ import annotations

from mmlbook.derive import (
    Author,
    Term,
    block,
    cos,
    derivation,
    det,
    eq,
    eye,
    integral,
    inv,
    ne,
    norm,
    norm2,
    number,
    pi,
    sign,
    sin,
    sqrt,
    zeros,
)

__all__ = [
    "cauchy_schwarz_general", "closest_point", "fourier_orthogonality", "gram_schmidt_step",
    "householder_reflection", "legendre_by_gram_schmidt", "normal_equations",
    "orthogonal_maps_keep_geometry", "projection_onto_line", "projection_onto_subspace",
    "projection_properties", "qr_solves_least_squares", "rodrigues",
]  # fmt: skip

CHAPTER = "linear_algebra/orthogonality"
CODE = "mmlbook.linear_algebra.orthogonality"
HALF = number(1, 2)


@derivation(chapter=CHAPTER, title="Cauchy and Schwarz for every ruler")
def cauchy_schwarz_general(d: Author) -> None:
    r"""In every inner product, $\inner{\vect{x}}{\vect{y}}^2 \le \inner{\vect{x}}{\vect{x}}
    \inner{\vect{y}}{\vect{y}}$; here $\inner{\vect{x}}{\vect{y}} =
    \vect{x}^{\T} \mat{A} \vect{y}$ and $\vect{y} \neq \vect{0}$.
    """
    n = d.dim("d")
    A = d.mat("A", n, n, positive_definite=True)
    x, y = d.vec("x", n), d.vec("y", n, nonzero=True)
    t = d.scalar("t")
    s = d.let("s", -(x.T @ A @ y) / (y.T @ A @ y))

    with d.chain((x + t * y).T @ A @ (x + t * y)) as c:
        c.eq(
            x.T @ A @ x + 2 * t * (x.T @ A @ y) + t**2 * (y.T @ A @ y),
            by="Multiply out: a parabola in $t$.  It is a squared length, so it never "
            "falls below zero.",
        )
    with d.chain((x + s * y).T @ A @ (x + s * y)) as c:
        c.eq(
            x.T @ A @ x - (x.T @ A @ y) ** 2 / (y.T @ A @ y),
            by="Its lowest point lies at $t = s$.  Put that in.",
        )
    with d.chain((x.T @ A @ y) ** 2 / (y.T @ A @ y)) as c:
        c.le(
            x.T @ A @ x,
            gap=(x + s * y).T @ A @ (x + s * y),
            by="What is left there is not negative.  Multiply this line by "
            "$\\vect{y}^{\\T} \\mat{A} \\vect{y} > 0$, and it is the claim.",
        )

    d.implements(f"{CODE}.inner_product", returns=x.T @ A @ y, x=x, y=y, A=A)


@derivation(chapter=CHAPTER, title="Orthogonal matrices keep the geometry")
def orthogonal_maps_keep_geometry(d: Author) -> None:
    r"""If $\mat{Q}^{\T} \mat{Q} = \mat{I}$, then $\mat{Q}$ keeps dot products, lengths and
    distances, and if it is square, $\det \mat{Q} = \pm 1$.
    """
    m, n = d.dims("m d")
    Q = d.mat("Q", m, n, orthonormal=True)
    S = d.mat("S", n, n, orthonormal=True)
    x, y = d.vec("x", n), d.vec("y", n)

    with d.chain((Q @ x).T @ (Q @ y)) as c:
        c.eq(
            x.T @ y,
            by="Transpose the first factor: $\\mat{Q}$ moves across, and $\\mat{Q}^{\\T}\\mat{Q} = "
            "\\mat{I}$.  So dot products stay.",
        )
    with d.chain(norm2(Q @ x)) as c:
        c.eq(
            norm2(x),
            by="The case $\\vect{y} = \\vect{x}$: lengths stay.  So do distances, since "
            "$\\mat{Q}\\vect{x} - \\mat{Q}\\vect{y} = \\mat{Q}(\\vect{x} - \\vect{y})$; and "
            "angles, which are made of these.",
        )
    with d.chain(det(S) ** 2) as c:
        c.eq(
            det(S.T) * det(S),
            by="Now let $\\mat{S}$ be square with orthonormal columns.  A matrix and its "
            "transpose have the same determinant.",
        )
        c.eq(
            1,
            by="The product is the determinant of $\\mat{S}^{\\T}\\mat{S} = \\mat{I}$.  So the "
            "determinant is 1 or $-1$.",
        )


@derivation(chapter=CHAPTER, title="Projection onto a line")
def projection_onto_line(d: Author) -> None:
    r"""The projection of $\vect{x}$ onto the line along $\vect{b}$ is
    $\frac{\vect{b} \vect{b}^{\T}}{\vect{b}^{\T} \vect{b}} \vect{x}$.
    """
    n = d.dim("d")
    x, b = d.vec("x", n), d.vec("b", n, nonzero=True)
    t = d.scalar("lambda", latex=r"\lambda")

    with d.chain(b.T @ (x - t * b)) as c:
        c.eq(
            b.T @ x - t * (b.T @ b),
            by="The walk from the foot $\\lambda\\vect{b}$ to $\\vect{x}$ must be orthogonal to "
            "the line.  Multiply out.",
        )
    d.solve(
        b.T @ x - t * (b.T @ b),
        t,
        (b.T @ x) / (b.T @ b),
        coefficient=-(b.T @ b),
        by="One equation, one unknown, and $\\vect{b}^{\\T}\\vect{b}$ is not zero.",
    )
    with d.chain((b.T @ x) / (b.T @ b) * b) as c:
        c.eq(
            1 / (b.T @ b) * (b @ b.T) @ x,
            by="The number may stand behind the column, and products can be bracketed at will.  "
            "This matrix knows only the line.",
        )

    d.implements(f"{CODE}.project_onto_line", returns=(b.T @ x) / (b.T @ b) * b, x=x, b=b)


@derivation(chapter=CHAPTER, title="Projection onto a subspace")
def projection_onto_subspace(d: Author) -> None:
    r"""The projection onto the space of the columns of $\mat{B}$ is
    $\mat{P} = \mat{B} (\mat{B}^{\T} \mat{B})^{-1} \mat{B}^{\T}$.
    """
    n, k = d.dims("d k")
    B = d.mat("B", n, k, full_column_rank=True)
    x, t = d.vec("x", n), d.vec("t", k)
    P = d.let("P", B @ inv(B.T @ B) @ B.T)

    with d.chain(B.T @ (x - B @ t)) as c:
        c.eq(
            B.T @ x - B.T @ B @ t,
            by="The walk from the foot $\\mat{B}\\vect{t}$ to $\\vect{x}$ must be "
            "orthogonal to every column.  Multiply out.",
        )
    d.solve(
        B.T @ x - B.T @ B @ t,
        t,
        inv(B.T @ B) @ B.T @ x,
        coefficient=-(B.T @ B),
        by="The columns are independent, so $\\mat{B}^{\\T}\\mat{B}$ has an inverse.",
    )
    with d.chain(B @ (inv(B.T @ B) @ B.T @ x)) as c:
        c.eq(P @ x, by="Put the coordinates back, and bracket.")

    d.implements(f"{CODE}.projection_matrix", returns=P, B=B)
    d.implements(f"{CODE}.project_onto_subspace", returns=P @ x, x=x, B=B)


@derivation(chapter=CHAPTER, title="Twice is as good as once")
def projection_properties(d: Author) -> None:
    r"""$\mat{P} = \mat{B} (\mat{B}^{\T} \mat{B})^{-1} \mat{B}^{\T}$ is symmetric and its own
    square, and a number $\lambda$ with $\mat{P}\vect{v} = \lambda\vect{v}$ for some
    $\vect{v} \neq \vect{0}$ is 0 or 1.
    """
    n, k = d.dims("d k")
    B = d.mat("B", n, k, full_column_rank=True)
    v = d.vec("v", n)
    t = d.scalar("lambda", latex=r"\lambda")
    P = d.let("P", B @ inv(B.T @ B) @ B.T)
    d.assume(eq(P @ v, t * v), witness={v: P @ v, t: number(1)})

    with d.chain(P @ P) as c:
        c.eq(B @ inv(B.T @ B) @ (B.T @ B) @ inv(B.T @ B) @ B.T, by="Write it twice.")
        c.eq(P, by="In the middle something meets its inverse.")
    with d.chain(P.T) as c:
        c.eq(
            P,
            by="Transpose in reverse order.  $\\mat{B}^{\\T}\\mat{B}$ is symmetric, and so is its "
            "inverse.",
        )
    with d.chain(t**2 * v) as c:
        c.eq(P @ (P @ v), by="Now let $\\mat{P}\\vect{v} = \\lambda\\vect{v}$.  Apply it twice.")
        c.eq(P @ v, by="Twice is as good as once.")
        c.eq(
            t * v,
            by="So $(\\lambda^2 - \\lambda)\\,\\vect{v} = \\vect{0}$, "
            "and if $\\vect{v}$ is not zero, $\\lambda$ is 0 or 1.",
        )


@derivation(chapter=CHAPTER, title="The closest point")
def closest_point(d: Author) -> None:
    r"""For every point $\vect{u} = \mat{B}\vect{c}$ of the space,
    $\norm{\vect{x} - \vect{u}}^2 = \norm{\vect{x} - \mat{P}\vect{x}}^2 +
    \norm{\mat{P}\vect{x} - \vect{u}}^2$.
    """
    n, k = d.dims("d k")
    B = d.mat("B", n, k, full_column_rank=True)
    x, a = d.vec("x", n), d.vec("c", k)
    P = d.let("P", B @ inv(B.T @ B) @ B.T)
    u = d.let("u", B @ a)

    with d.chain((x - P @ x).T @ (P @ x - u)) as c:
        c.eq(
            (x - P @ x).T @ B @ (inv(B.T @ B) @ B.T @ x - a),
            by="The leg inside the space is a combination of the columns.",
        )
        c.eq(0, by="And the other leg is orthogonal to all columns: a right angle.")
    with d.chain(norm2(x - u)) as c:
        c.eq(
            norm2(x - P @ x) + norm2(P @ x - u),
            by="Walk by way of the foot, $\\vect{x} - \\mat{P}\\vect{x}$ and then "
            "$\\mat{P}\\vect{x} - \\vect{u}$, and multiply out.  The mixed term is zero: "
            "this is the theorem of Pythagoras.",
        )
    with d.chain(norm2(x - P @ x)) as c:
        c.le(
            norm2(x - u),
            gap=norm2(P @ x - u),
            by="So no other point of the space is as close; equality needs "
            "$\\vect{u} = \\mat{P}\\vect{x}$.",
        )


@derivation(chapter=CHAPTER, title="The normal equations")
def normal_equations(d: Author) -> None:
    r"""If the columns of $\mat{A}$ are independent, $\norm{\mat{A}\vect{x} - \vect{b}}^2$ is least
    exactly where $\mat{A}^{\T} \mat{A} \vect{x} = \mat{A}^{\T} \vect{b}$.
    """
    m, n = d.dims("m d")
    A = d.mat("A", m, n, full_column_rank=True)
    x, b = d.vec("x", n), d.vec("b", m)
    best = d.let("x_hat", inv(A.T @ A) @ A.T @ b, latex=r"\hat{\vect{x}}")

    d.solve(
        A.T @ A @ x - A.T @ b,
        x,
        best,
        coefficient=A.T @ A,
        by="The equations have exactly one solution.",
    )
    with d.chain(A.T @ (A @ best - b)) as c:
        c.eq(zeros(n), by="At the solution the residual is orthogonal to every column.")
    d.minimum(
        norm2(A @ x - b),
        x,
        best,
        gap=norm2(A @ (x - best)),
        by="Go from $\\mat{A}\\vect{x}$ to $\\vect{b}$ by way of $\\mat{A}\\hat{\\vect{x}}$: a "
        "right angle, by the line before.  The excess is a squared length, and zero only if "
        "$\\vect{x} = \\hat{\\vect{x}}$, since the columns are independent.",
    )

    d.implements(f"{CODE}.least_squares_normal_equations", returns=best, A=A, b=b)


@derivation(chapter=CHAPTER, title="One step of Gram and Schmidt")
def gram_schmidt_step(d: Author) -> None:
    r"""Subtract from $\vect{v}$ its shadows on orthogonal vectors, and what is left is orthogonal
    to each of them.
    """
    n, k = d.dims("d k")
    v, Q = d.vec("v", n), d.mat("Q", n, k, orthonormal=True)
    S = d.mat("S", k, k, invertible=True, diagonal=True)
    U = d.let("U", Q @ S)

    with d.chain(U.T @ U) as c:
        c.eq(
            S @ S,
            by="Put the orthogonal vectors into the columns of $\\mat{U}$: unit vectors in "
            "$\\mat{Q}$, lengths in $\\mat{S}$.  Their Gram matrix is diagonal and holds the "
            "squared lengths.",
        )
    with d.chain(U.T @ (v - U @ inv(S @ S) @ U.T @ v)) as c:
        c.eq(
            U.T @ v - S @ S @ inv(S @ S) @ U.T @ v,
            by="Subtract all shadows, each divided by its squared length, and take the dot "
            "product with every column.",
        )
        c.eq(
            zeros(k),
            by="Of all shadows each column meets only its own, the denominator cancels, and "
            "nothing is left.",
        )

    left = v - Q @ Q.T @ v  # a further row keeps the columns independent, whatever the sizes
    size, o = sqrt(norm2(left) + 1), zeros(1, k)
    d.implements(
        f"{CODE}.gram_schmidt",
        returns=block([[Q, left / size], [o, 1 / size]]),
        V=block([[Q, v], [o, number(1)]]),
    )


@derivation(chapter=CHAPTER, title="Householder's mirror")
def householder_reflection(d: Author) -> None:
    r"""$\mat{H} = \mat{I} - 2\,\frac{\vect{v}\vect{v}^{\T}}{\vect{v}^{\T}\vect{v}}$ is symmetric
    and orthogonal, and with $\vect{v} = \vect{x} - \vect{y}$ it sends $\vect{x}$ to any other
    vector $\vect{y}$ of the same length, such as $\vect{y} = -s\,\norm{\vect{x}}\,\vect{e}$ with a
    unit vector $\vect{e}$ and $s = \pm 1$.
    """
    n = d.dim("d")
    v, x, y = d.vec("v", n, nonzero=True), d.vec("x", n, nonzero=True), d.vec("y", n)
    e, s = d.vec("e", n), d.scalar("s", nonzero=True)
    d.assume(eq(norm2(y), norm2(x)), witness={y: x - 2 * (v.T @ x) / norm2(v) * v})
    d.assume(ne(norm2(x - y), 0), witness={x: (v.T @ x) / (v.T @ x) * x})  # not in the mirror
    d.assume(eq(norm2(e), 1), witness={e: e / norm(e)})
    d.assume(eq(s**2, 1), witness={s: sign(s)})
    H = d.let("H", eye(n) - 2 / norm2(v) * (v @ v.T))

    with d.chain(H.T) as c:
        c.eq(H, by="$\\vect{v}\\vect{v}^{\\T}$ is its own transpose.")
    with d.chain(H.T @ H) as c:
        c.eq(
            eye(n) - 4 / norm2(v) * (v @ v.T) + 4 / norm2(v) ** 2 * (v @ (v.T @ v) @ v.T),
            by="Multiply out.",
        )
        c.eq(eye(n), by="The number in the middle cancels one of the denominators.")
    with d.chain(norm2(x - y)) as c:
        c.eq(
            2 * ((x - y).T @ x),
            by="Now take $\\vect{v} = \\vect{x} - \\vect{y}$.  Multiply out both sides, with "
            "$\\norm{\\vect{y}}^2 = \\norm{\\vect{x}}^2$.",
        )
    with d.chain(x - 2 * ((x - y).T @ x) / norm2(x - y) * (x - y)) as c:
        c.eq(
            y,
            by="Apply the mirror: the factor is 1, by the line before.  So $\\vect{x}$ lands on "
            "$\\vect{y}$.",
        )
    with d.chain(norm2(-s * norm(x) * e)) as c:
        c.eq(norm2(x), by="A target on a given axis: it has the right length, with either sign.")


@derivation(chapter=CHAPTER, title="Least squares by QR")
def qr_solves_least_squares(d: Author) -> None:
    r"""If $\mat{A} = \mat{Q}\mat{R}$ with orthonormal columns in $\mat{Q}$ and an invertible
    triangle $\mat{R}$, the least squares solution is that of
    $\mat{R}\hat{\vect{x}} = \mat{Q}^{\T}\vect{b}$.
    """
    m, n = d.dims("m d")
    Q, R = d.mat("Q", m, n, orthonormal=True), d.mat("R", n, n, invertible=True)
    x, b = d.vec("x", n), d.vec("b", m)
    A = d.let("A", Q @ R)

    with d.chain(A.T @ A @ x - A.T @ b) as c:
        c.eq(
            R.T @ (Q.T @ Q) @ R @ x - R.T @ Q.T @ b,
            by="Put the factors into the normal equations.",
        )
        c.eq(R.T @ (R @ x - Q.T @ b), by="The columns of $\\mat{Q}$ are orthonormal; factor out.")
    d.solve(
        A.T @ A @ x - A.T @ b,
        x,
        inv(R) @ Q.T @ b,
        coefficient=R.T @ R,
        by="$\\mat{R}^{\\T}$ has an inverse and cancels.  What remains is a triangle.",
    )

    d.implements(f"{CODE}.least_squares_qr", returns=inv(R) @ Q.T @ b, A=A, b=b)


@derivation(chapter=CHAPTER, title="Legendre's polynomials")
def legendre_by_gram_schmidt(d: Author) -> None:
    r"""Gram–Schmidt turns $1, x, x^2, x^3$ on the interval from $-1$ to $1$ into multiples of
    $1$, $x$, $\tfrac12(3x^2 - 1)$ and $\tfrac12(5x^3 - 3x)$.
    """
    x = d.scalar("x")
    a, b, c0 = d.scalar("a"), d.scalar("b"), d.scalar("c")
    third, fifth, sixth = number(1, 3), number(1, 5), number(1, 6)
    p, q = HALF * (3 * x**2 - 1), HALF * (5 * x**3 - 3 * x)

    def whole(f: Term) -> Term:
        return integral(x, f, -1, 1)

    d.antiderivative(
        whole(a * x + b * x**3 + c0 * x**5),
        HALF * a * x**2 + b * x**4 / 4 + sixth * c0 * x**6,
        0,
        by="Odd powers integrate to zero, whatever $a$, $b$, $c$ are: $x$ and $x^3$ are "
        "orthogonal to $1$ and $x^2$ already.  So $x$ stays as it is.",
    )
    d.antiderivative(
        whole(a + b * x**2 + c0 * x**4),
        a * x + third * b * x**3 + fifth * c0 * x**5,
        2 * a + number(2, 3) * b + number(2, 5) * c0,
        by="Even powers.  The factor of $a$ is the squared length of $1$, that of $b$ the squared "
        "length of $x$ and the product of $1$ and $x^2$, that of $c$ the product of $x$ and $x^3$.",
    )
    with d.chain(x**2 - number(2, 3) / 2 * 1) as c:
        c.eq(number(2, 3) * p, by="Subtract from $x^2$ its shadow on $1$.  Up to scale, the third.")
    with d.chain(x**3 - number(2, 5) / number(2, 3) * x) as c:
        c.eq(
            number(2, 5) * q, by="Subtract from $x^3$ its shadow on $x$.  Up to scale, the fourth."
        )


@derivation(chapter=CHAPTER, title="Waves are orthogonal")
def fourier_orthogonality(d: Author) -> None:
    r"""Integrals of products of waves are differences of values at the two ends.  After a full
    period the values agree, and only the square of a wave leaves something: half the length.
    """
    m, n = (d.scalar(letter, natural=True, positive=True) for letter in "mn")
    a, b, x = d.scalar("a"), d.scalar("b"), d.scalar("x")

    def first(t: Term) -> Term:
        return m * cos(m * t) * cos(n * t) + n * sin(m * t) * sin(n * t)

    def second(t: Term) -> Term:
        return m * sin(m * t) * cos(n * t) - n * cos(m * t) * sin(n * t)

    d.antiderivative(
        integral(x, (m**2 - n**2) * sin(m * x) * cos(n * x), a, b),
        -first(x),
        first(a) - first(b),
        by="Differentiate by the product rule: of four terms two cancel.",
    )
    d.antiderivative(
        integral(x, (m**2 - n**2) * cos(m * x) * cos(n * x), a, b),
        second(x),
        second(b) - second(a),
        by="In the same way.  After a full period, $b = a + 2\\pi$, the values at both ends agree.",
    )
    d.antiderivative(
        integral(x, 2 * n * cos(n * x) ** 2, a, b),
        n * x + sin(n * x) * cos(n * x),
        n * (b - a) + sin(n * b) * cos(n * b) - sin(n * a) * cos(n * a),
        by="The squared length, with $\\sin^2 + \\cos^2 = 1$.",
    )
    with d.chain(HALF * ((a + 2 * pi) - a)) as c:
        c.eq(pi, by="Divide the last line by $2n$.  After a full period only the length is left.")


@derivation(chapter=CHAPTER, title="Rodrigues' formula")
def rodrigues(d: Author) -> None:
    r"""For a unit vector $\vect{k}$, $\mat{R} = \mat{I} + \sin\varphi\,\mat{K} +
    (1 - \cos\varphi)\,\mat{K}^2$ is orthogonal and leaves $\vect{k}$ in place; here
    $\mat{K}\vect{x} = \vect{k} \times \vect{x}$.
    """
    k, phi = d.vec("k", 3), d.scalar("phi", latex=r"\varphi")
    d.assume(eq(norm2(k), 1), witness={k: k / norm(k)})
    a, b, g = k[1], k[2], k[3]
    o = number(0)
    K = d.let("K", block([[o, -g, b], [g, o, -a], [-b, a, o]]))
    R = d.let("R", eye(3) + sin(phi) * K + (1 - cos(phi)) * (K @ K))

    with d.chain(K @ K) as c:
        c.eq(k @ k.T - eye(3), by="Multiply out, and use $k_1^2 + k_2^2 + k_3^2 = 1$.")
    with d.chain(K @ k) as c:
        c.eq(zeros(3), by="The cross product of a vector with itself.")
    with d.chain(K @ K @ K) as c:
        c.eq(-K, by="The two lines before: a quarter turn three times is a quarter turn back.")
    with d.chain(R.T @ R) as c:
        c.eq(
            eye(3) + (2 * (1 - cos(phi)) - sin(phi) ** 2 - (1 - cos(phi)) ** 2) * (K @ K),
            by="Multiply out, with $\\mat{K}^{\\T} = -\\mat{K}$, $\\mat{K}^3 = -\\mat{K}$ and "
            "$\\mat{K}^4 = -\\mat{K}^2$.",
        )
        c.eq(eye(3), by="Since $\\sin^2\\varphi + \\cos^2\\varphi = 1$ the factor is zero.")
    with d.chain(R @ k) as c:
        c.eq(k, by="The axis stays where it is.")

    d.implements(f"{CODE}.rotation_3d", returns=R, axis=k, phi=phi)
