"""Derivations of linear models from the study: regression, its Bayesian form, kernels."""

from mmlbook.derive import (
    Sum,
    derivation,
    exp,
    eye,
    inv,
    log,
    norm2,
    number,
    ones,
    tr,
    zeros,
)

CHAPTER = "models/{}".format
HALF = number(1, 2)


@derivation(
    chapter=CHAPTER("linear_regression"), title="The mode of the posterior is ridge regression"
)
def map_is_ridge(d):
    """With Gaussian noise and a Gaussian prior the mode of the posterior is ridge regression.

    The penalty is the ratio of the two variances.
    """
    n, k = d.dims("n d")
    X, y, w = d.mat("X", n, k), d.vec("y", n), d.vec("w", k)
    s, t = d.scalar("sigma", positive=True), d.scalar("tau", positive=True)
    lam = d.let("lambda", s**2 / t**2)
    J = d.let("J", norm2(y - X @ w) / (2 * s**2) + norm2(w) / (2 * t**2))
    M = X.T @ X + lam * eye(k)
    w_hat = d.let("w_hat", inv(M) @ X.T @ y, latex=r"\hat{\vect{w}}")
    with d.chain(2 * s**2 * J) as c:
        c.eq(
            norm2(y - X @ w) + lam * norm2(w),
            by="Multiplying by a positive number does not move the minimum.",
        )
    d.gradient(J, w, X.T @ (X @ w - y) / s**2 + w / t**2, by="Chain rule, term by term.")
    d.solve(
        X.T @ (X @ w - y) / s**2 + w / t**2,
        w,
        w_hat,
        coefficient=1 / s**2 * M,
        by="Multiplied by the variance of the noise, these are the equations of ridge regression.",
    )


@derivation(chapter=CHAPTER("linear_regression"), title="The Hessian of ridge regression")
def ridge_hessian(d):
    """The Hessian of ridge regression is constant, and in every direction at least the penalty."""
    n, k = d.dims("n d")
    X, y, w, v = d.mat("X", n, k), d.vec("y", n), d.vec("w", k), d.vec("v", k)
    lam = d.scalar("lambda", positive=True)
    L = d.let("L", norm2(y - X @ w) + lam * norm2(w))
    H = d.let("H", 2 * (X.T @ X + lam * eye(k)))
    d.gradient(L, w, H @ w - 2 * (X.T @ y), by="Chain rule.")
    d.jacobian(H @ w - 2 * (X.T @ y), w, H, by="The gradient is affine.")
    with d.chain(v.T @ H @ v) as c:
        c.eq(2 * norm2(X @ v) + 2 * lam * norm2(v), by="Multiply out.")
        c.ge(2 * lam * norm2(v), by="A square is not negative.")


@derivation(
    chapter=CHAPTER("linear_regression"), title="The posterior of Bayesian linear regression"
)
def bayesian_regression(d):
    """Prior and likelihood multiply to a Gaussian; a completed square gives mean and precision."""
    n, k = d.dims("n d")
    X, y, w = d.mat("X", n, k), d.vec("y", n), d.vec("w", k)
    s, B = d.scalar("sigma", positive=True), d.mat("B", k, k, invertible=True)
    m = d.vec("m_0", k)
    prior = d.let("L_0", B.T @ B, latex=r"\mat{\Lambda}_{0}")
    post = d.let("L_n", B.T @ B + 1 / s**2 * (X.T @ X), latex=r"\mat{\Lambda}_{n}")
    b = d.let("b", prior @ m + 1 / s**2 * (X.T @ y), latex=r"\vect{b}")
    m_n = d.let("m_n", inv(post) @ b, latex=r"\vect{m}_{n}")
    with d.chain(1 / s**2 * norm2(y - X @ w) + (w - m).T @ prior @ (w - m)) as c:
        c.eq(
            w.T @ post @ w - 2 * (w.T @ b) + 1 / s**2 * norm2(y) + m.T @ prior @ m,
            by="Multiply out, and collect the powers of $\\vect{w}$.",
        )
        c.eq(
            (w - m_n).T @ post @ (w - m_n) - b.T @ inv(post) @ b
            + 1 / s**2 * norm2(y) + m.T @ prior @ m,
            by="Complete the square.",
        )  # fmt: skip
    d.solve(post @ w - b, w, m_n, coefficient=post, by="The precision is positive definite.")


@derivation(chapter=CHAPTER("linear_regression"), title="Learning one observation at a time")
def recursive_least_squares(d):
    """A new observation corrects the weights by the error of their prediction."""
    n = d.dim("d")
    B = d.mat("B", n, n, invertible=True)
    w, x, y = d.vec("w", n), d.vec("x", n), d.scalar("y")
    P = d.let("P", inv(B.T @ B))
    P_new = d.let("P_new", inv(B.T @ B + x @ x.T), latex=r"\mat{P}'")
    k = d.let("k", P_new @ x, latex=r"\vect{k}")
    with d.chain(P_new @ (inv(P) @ w + y * x)) as c:
        c.eq(
            P_new @ ((inv(P) + x @ x.T) @ w + (y - x.T @ w) * x),
            by="Add and subtract the prediction.",
        )
        c.eq(w + (y - x.T @ w) * k, by="The first part is the identity.")


@derivation(chapter=CHAPTER("linear_regression"), title="Regression with one feature")
def simple_regression(d):
    """For one feature and an intercept the normal equations are two, and the line passes through
    the means."""
    n = d.dim("n", least=2)
    x, y, i = d.vec("x", n), d.vec("y", n), d.index("i", n)
    a, b = d.scalar("a"), d.scalar("b")
    x_bar = d.let("x_bar", 1 / n * Sum(i, x[i]), latex=r"\bar{x}")
    y_bar = d.let("y_bar", 1 / n * Sum(i, y[i]), latex=r"\bar{y}")
    L = d.let("L", Sum(i, (y[i] - a - b * x[i]) ** 2))
    d.gradient(L, a, -2 * Sum(i, y[i] - a - b * x[i]), by="Chain rule.")
    d.gradient(L, b, -2 * Sum(i, x[i] * (y[i] - a - b * x[i])), by="Chain rule.")
    d.solve(
        Sum(i, y[i] - a - b * x[i]),
        a,
        y_bar - b * x_bar,
        coefficient=-n,
        by="The residuals add up to zero: the line passes through the means.",
    )


@derivation(chapter=CHAPTER("logistic_regression"), title="Logistic regression, one observation")
def logistic_observation(d):
    """The gradient is the error of the prediction times the features; the Hessian has rank one."""
    n = d.dim("d")
    w, x, v, y = d.vec("w", n), d.vec("x", n), d.vec("v", n), d.scalar("y")
    z = x.T @ w
    s = d.let("s", 1 / (1 + exp(-z)))
    L = d.let("L", log(1 + exp(z)) - y * z)
    d.gradient(L, w, (s - y) * x, by="Chain rule; the rate of the softplus is the sigmoid.")
    d.jacobian((s - y) * x, w, s * (1 - s) * (x @ x.T), by="The rate of the sigmoid.")
    with d.chain(v.T @ (s * (1 - s) * (x @ x.T)) @ v) as c:
        c.eq(s * (1 - s) * (x.T @ v) ** 2, by="Regroup.")
        c.eq(
            exp(-z) / (1 + exp(-z)) ** 2 * (x.T @ v) ** 2,
            by="What the sigmoid misses to one is a quotient of positive numbers.",
        )
        c.ge(0, by="So the loss is convex.")


@derivation(chapter=CHAPTER("kernels"), title="A Gaussian process is regression with features")
def gaussian_process(d):
    """The mean and the variance of a Gaussian process need only inner products of features."""
    n, k, m = d.dims("n d m")
    F, G, y = d.mat("Phi", n, k), d.mat("G", m, k), d.vec("y", n)
    s = d.scalar("sigma", positive=True)
    small = d.let("A", F.T @ F + s**2 * eye(k))
    large = d.let("C", F @ F.T + s**2 * eye(n))
    with d.chain(G @ inv(small) @ F.T @ y) as c:
        c.eq(G @ (F.T @ inv(large)) @ y, by="Push through.")
        c.eq((G @ F.T) @ inv(large) @ y, by="Only inner products of features are left.")
    with d.chain(s**2 * inv(small)) as c:
        c.eq(eye(k) - F.T @ inv(large) @ F, by="The identity of Woodbury.")
    with d.chain(G @ (eye(k) - F.T @ inv(large) @ F) @ G.T) as c:
        c.eq(
            G @ G.T - (G @ F.T) @ inv(large) @ (F @ G.T),
            by="Multiply out: again only inner products.",
        )


@derivation(chapter=CHAPTER("kernels"), title="The quadratic kernel")
def quadratic_kernel(d):
    """The squared dot product is a dot product of all products of two entries."""
    n = d.dim("n")
    x, z = d.vec("x", n), d.vec("z", n)
    i, j = d.indices("i j", n)
    with d.chain((x.T @ z) ** 2) as c:
        c.eq(Sum(i, x[i] * z[i]) * Sum(j, x[j] * z[j]), by="Write both factors with the entries.")
        c.eq(
            Sum(i, Sum(j, (x[i] * x[j]) * (z[i] * z[j]))),
            by="Multiply every term of one sum with every term of the other.",
        )
        c.eq(
            Sum(i, x[i] ** 2 * z[i] ** 2) + 2 * Sum((i, j), (x[i] * x[j]) * (z[i] * z[j])),
            by="The pairs $(i, j)$ and $(j, i)$ give equal terms.",
        )
        c.eq(tr((x @ x.T).T @ (z @ z.T)), by="The features are the entries of the outer product.")
    with d.chain((x.T @ z + 1) ** 2) as c:
        c.eq(
            Sum(i, Sum(j, (x[i] * x[j]) * (z[i] * z[j]))) + 2 * Sum(i, x[i] * z[i]) + 1,
            by="With a constant, the entries themselves and a constant are features as well.",
        )


@derivation(chapter=CHAPTER("kernels"), title="The distance in feature space")
def kernel_distance(d):
    """Distances and distances to a mean need only inner products."""
    n, k = d.dims("n d")
    F, f, g = d.mat("Phi", n, k), d.vec("f", k), d.vec("g", k)
    mean = d.let("m", 1 / n * (F.T @ ones(n)), latex=r"\vect{m}")
    with d.chain(norm2(f - g)) as c:
        c.eq(f.T @ f - 2 * (f.T @ g) + g.T @ g, by="Multiply out.")
    with d.chain(norm2(f - mean)) as c:
        c.eq(
            f.T @ f - 2 / n * (ones(n).T @ (F @ f)) + 1 / n**2 * (ones(n).T @ (F @ F.T) @ ones(n)),
            by="The mean enters with the inner products of all pairs.",
        )


@derivation(chapter=CHAPTER("kernels"), title="Centering a kernel matrix")
def kernel_centering(d):
    """Centering the features centers the kernel matrix from both sides."""
    n, k = d.dims("n d")
    F = d.mat("Phi", n, k)
    H = d.let("H", eye(n) - 1 / n * (ones(n) @ ones(n).T))
    K = d.let("K", F @ F.T)
    with d.chain((F - 1 / n * (ones(n) @ (ones(n).T @ F))) @ (H @ F).T) as c:
        c.eq((H @ F) @ (H @ F).T, by="Subtracting the means is a matrix.")
        c.eq(H @ K @ H, by="The centering matrix is symmetric.")
    with d.chain(H @ K @ H @ ones(n)) as c:
        c.eq(zeros(n), by="Every row now adds up to zero.")
