"""Derivations of optimization from the study: quadratics, rates, multipliers, the perceptron."""

from mmlbook.derive import (
    column,
    derivation,
    eq,
    eye,
    ge,
    inv,
    le,
    ne,
    norm,
    norm2,
    number,
    sqrt,
)

CHAPTER = "optimization/{}".format
HALF = number(1, 2)


@derivation(chapter=CHAPTER("newton"), title="Newton's method on a quadratic")
def newton_on_a_quadratic(d):
    """On a quadratic with a positive definite matrix one step of Newton's method is enough."""
    m, n = d.dims("m n")
    B = d.mat("B", m, n, full_column_rank=True)
    w, b = d.vec("w", n), d.vec("b", n)
    A = d.let("A", B.T @ B)
    w_star = d.let("w_star", inv(A) @ b, latex=r"\vect{w}^{*}")
    f = HALF * (w.T @ A @ w) - b.T @ w
    d.gradient(f, w, A @ w - b, by="The matrix is symmetric.")
    d.jacobian(A @ w - b, w, A, by="The Hessian is the Jacobian of the gradient.")
    with d.chain(w - inv(A) @ (A @ w - b)) as c:
        c.eq(w - inv(A) @ A @ w + inv(A) @ b, by="Multiply out.")
        c.eq(w_star, by="The inverse cancels: the start does not matter.")
    d.solve(A @ w - b, w, w_star, coefficient=A, by="The matrix is positive definite.")
    d.minimum(
        f,
        w,
        w_star,
        gap=HALF * norm2(B @ (w - w_star)),
        by="Complete the square: $\\mat{A}$ is $\\mat{B}^{\\T} \\mat{B}$.",
    )


@derivation(chapter=CHAPTER("gradient_descent"), title="The best step size for a quadratic")
def gradient_descent_rate(d):
    """With the step 2 / (L + m) no eigenvalue between m and L shrinks the error less than the ends.

    An eigenvalue between $m$ and $L$ is written as $m + a$ with $L = m + a + b$.
    """
    m = d.scalar("m", positive=True)
    a, b = d.scalar("a", nonnegative=True), d.scalar("b", nonnegative=True)
    L = d.let("L", m + a + b)
    lam = d.let("lambda", m + a)
    eta = d.let("eta", 2 / (L + m))
    rate = d.let("rho", (L - m) / (L + m))
    with d.chain(1 - eta * m) as c:
        c.eq(rate, by="Put everything over the denominator $L + m$.")
    with d.chain(1 - eta * L) as c:
        c.eq(-rate, by="At the other end the sign changes, and the size is the same.")
    with d.chain(rate**2 - (1 - eta * lam) ** 2) as c:
        c.eq(
            (rate - (1 - eta * lam)) * (rate + (1 - eta * lam)),
            by="A difference of squares.",
        )
        c.eq(
            4 * (lam - m) * (L - lam) / (L + m) ** 2,
            by="Both factors are quotients with the denominator $L + m$.",
        )
    with d.chain((1 - eta * lam) ** 2) as c:
        c.le(
            rate**2,
            gap=4 * a * b / (L + m) ** 2,
            by="The eigenvalue lies between the ends, so the product is not negative.",
        )
    with d.chain(abs(1 - eta * lam)) as c:
        c.le(rate, by="Roots keep the order of numbers that are not negative.")


@derivation(chapter=CHAPTER("duality"), title="The least-norm solution")
def least_norm(d):
    r"""The shortest solution of an underdetermined system is the one in the row space.

    The matrix of the system, with independent rows, is written $\mat{B}^{\T}$.
    """
    m, n = d.dims("m n")
    B = d.mat("B", n, m, full_column_rank=True)
    b, x, z, nu = d.vec("b", m), d.vec("x", n), d.vec("z", n), d.vec("nu", m)
    x_star = d.let("x_star", B @ inv(B.T @ B) @ b, latex=r"\vect{x}^{*}")
    nu_star = d.let("nu_star", inv(B.T @ B) @ b, latex=r"\vect{\nu}^{*}")
    d.gradient(
        HALF * norm2(x) + nu.T @ (b - B.T @ x), x, x - B @ nu, by="The Lagrangian, term by term."
    )
    d.solve(
        B.T @ (B @ nu) - b,
        nu,
        nu_star,
        coefficient=B.T @ B,
        by="Put the stationary point into the constraint; the rows are independent.",
    )
    with d.chain(B.T @ x_star) as c:
        c.eq(b, by="The inverse cancels: this is a solution.")
    d.assume(eq(B.T @ z, b), witness={b: B.T @ z})
    with d.chain(x_star.T @ (z - x_star)) as c:
        c.eq(
            nu_star.T @ (B.T @ z - B.T @ x_star),
            by="The shortest solution is a combination of the rows.",
        )
        c.eq(0, by="The constraint is the same for every other solution.")
    with d.chain(norm2(z)) as c:
        c.eq(
            norm2(x_star) + 2 * (x_star.T @ (z - x_star)) + norm2(z - x_star),
            by="Go by way of the shortest solution, and multiply out.",
        )
        c.eq(norm2(x_star) + norm2(z - x_star), by="Pythagoras.")
        c.ge(norm2(x_star), by="A square is not negative.")


@derivation(chapter=CHAPTER("duality"), title="The dual of ridge regression")
def ridge_dual(d):
    """The dual of ridge regression has one unknown for every observation, not every feature."""
    n, k = d.dims("n d")
    X, y, a = d.mat("X", n, k), d.vec("y", n), d.vec("alpha", n)
    lam = d.scalar("lambda", positive=True)
    K = d.let("K", X @ X.T)
    a_hat = d.let("a_hat", inv(K + lam * eye(n)) @ y, latex=r"\hat{\vect{\alpha}}")
    q = HALF * (a.T @ (K + lam * eye(n)) @ a) - y.T @ a
    d.gradient(q, a, (K + lam * eye(n)) @ a - y, by="The matrix is symmetric.")
    d.solve(
        (K + lam * eye(n)) @ a - y,
        a,
        a_hat,
        coefficient=K + lam * eye(n),
        by="With a positive penalty the matrix is positive definite.",
    )
    with d.chain(X.T @ a_hat) as c:
        c.eq(
            inv(X.T @ X + lam * eye(k)) @ X.T @ y,
            by="Push through: the weights of the primal problem.",
        )
    with d.chain(y - X @ (X.T @ a_hat)) as c:
        c.eq((K + lam * eye(n)) @ a_hat - K @ a_hat, by="The equation of the dual variables.")
        c.eq(lam * a_hat, by="The dual variables are the residuals, divided by the penalty.")


@derivation(chapter=CHAPTER("perceptron"), title="One update of the perceptron")
def perceptron_update(d):
    r"""A mistake moves the weights towards a separating vector, and lengthens them only a bit.

    The observation $\vect{x}$ is already multiplied by its label, so a mistake is
    $\vect{w}^{\T} \vect{x} \le 0$.
    """
    n = d.dim("d")
    w, u, x = d.vec("w", n), d.vec("u", n), d.vec("x", n, nonzero=True)
    margin, R = d.scalar("gamma"), d.scalar("R", nonnegative=True)
    mistake = w.T @ x
    d.assume(le(mistake, 0), witness={w: w - (mistake + abs(mistake)) / (2 * norm2(x)) * x})
    d.assume(le(margin, u.T @ x), witness={margin: u.T @ x - margin**2})
    d.assume(le(norm2(x), R**2), witness={R: norm(x) + R})
    new = d.let("w_new", w + x, latex=r"\vect{w}'")
    with d.chain(u.T @ new) as c:
        c.eq(u.T @ w + u.T @ x, by="Multiply out.")
        c.ge(u.T @ w + margin, by="The separating vector has at least this margin.")
    with d.chain(norm2(new)) as c:
        c.eq(norm2(w) + 2 * (w.T @ x) + norm2(x), by="Multiply out.")
        c.le(norm2(w) + norm2(x), by="After a mistake the mixed term is not positive.")
        c.le(norm2(w) + R**2, by="No observation is longer than $R$.")


@derivation(chapter=CHAPTER("momentum"), title="Momentum with real eigenvalues")
def momentum_real(d):
    r"""If the discriminant is not negative, momentum has two real rates, whose product is beta.

    An error $e$ and its predecessor $p$ become $a e - \beta p$ and $e$, where
    $a = 1 + \beta - t$, and $t$ is the step size times an eigenvalue.
    """
    b, t = d.scalar("beta", positive=True), d.scalar("t", positive=True)
    a = d.let("a", 1 + b - t)
    d.assume(ge((1 + b - t) ** 2 - 4 * b, 0), witness={b: (1 + sqrt(t)) ** 2 + b})
    root = sqrt(a**2 - 4 * b)
    z1 = d.let("z_1", HALF * (a + root))
    z2 = d.let("z_2", HALF * (a - root))
    with d.chain(column(a * z1 - b, z1)) as c:
        c.eq(z1 * column(z1, 1), by="One step multiplies the vector $(z_1, 1)$ by $z_1$.")
    with d.chain(column(a * z2 - b, z2)) as c:
        c.eq(z2 * column(z2, 1), by="The same for the other root.")
    with d.chain(z1 * z2) as c:
        c.eq(HALF**2 * (a**2 - (a**2 - 4 * b)), by="A difference of squares.")
        c.eq(b, by="Cancel.")


@derivation(chapter=CHAPTER("momentum"), title="Momentum with complex eigenvalues")
def momentum_complex(d):
    """If the discriminant is not positive, the squared size of both rates of momentum is beta.

    Real and imaginary part of the root are $x$ and $y$, and $t$ is the step size
    times an eigenvalue.
    """
    b, t = d.scalar("beta", positive=True), d.scalar("t", positive=True)
    a = d.let("a", 1 + b - t)
    d.assume(ge(4 * b - (1 + b - t) ** 2, 0), witness={b: 1 + t})
    x = d.let("x", HALF * a)
    y = d.let("y", HALF * sqrt(4 * b - a**2))
    with d.chain(x**2 - y**2 - a * x + b) as c:
        c.eq(0, by="The real part of the characteristic polynomial.")
    with d.chain(2 * x * y - a * y) as c:
        c.eq(0, by="The imaginary part.")
    with d.chain(x**2 + y**2) as c:
        c.eq(HALF**2 * (a**2 + (4 * b - a**2)), by="Put in both parts.")
        c.eq(b, by="The squared size is the momentum, whatever the eigenvalue of the quadratic.")


@derivation(chapter=CHAPTER("gradient_descent"), title="The best step along a line")
def exact_line_search(d):
    """Along a direction a quadratic has exactly one best step, and it lowers the value the most."""
    m, n = d.dims("m n")
    B = d.mat("B", m, n, full_column_rank=True)
    x, p, b, t = d.vec("x", n), d.vec("p", n, nonzero=True), d.vec("b", n), d.scalar("t")
    A = d.let("A", B.T @ B)
    g = d.let("g", A @ x - b, latex=r"\vect{g}")
    q = HALF * ((x + t * p).T @ A @ (x + t * p)) - b.T @ (x + t * p)
    d.assume(ne(B @ p, 0), witness={p: p})
    curvature = norm2(B @ p)
    d.gradient(q, t, g.T @ p + t * curvature, by="Chain rule.")
    d.solve(
        g.T @ p + t * curvature,
        t,
        -(g.T @ p) / curvature,
        coefficient=curvature,
        by="The curvature along the direction is positive.",
    )
