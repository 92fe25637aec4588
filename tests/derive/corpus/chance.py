"""Derivations about expectations: moments, independence, noise, divergences of Gaussians."""

from mmlbook.derive import (
    E,
    derivation,
    diag,
    eye,
    inv,
    log,
    norm2,
    number,
    ones,
    pi,
    tr,
    zeros,
)

CHAPTER = "probability/{}".format
HALF = number(1, 2)


@derivation(chapter=CHAPTER("expectation"), title="Mean and covariance of an affine map")
def affine_moments(d):
    """The mean goes through an affine map; the covariance gets the matrix on both sides."""
    n, k = d.dims("n k")
    x, A, b = d.random("x", n), d.mat("A", k, n), d.vec("b", k)
    mu = d.let("mu", E(x), latex=r"\vect{\mu}")
    S = d.let("Sigma", E((x - mu) @ (x - mu).T))
    y = d.let("y", A @ x + b)
    with d.chain(E(y)) as c:
        c.eq(A @ mu + b, by="Expectations are linear, and constants are their own expectation.")
    with d.chain(E((y - (A @ mu + b)) @ (y - (A @ mu + b)).T)) as c:
        c.eq(E(A @ (x - mu) @ (x - mu).T @ A.T), by="The shift cancels.")
        c.eq(A @ S @ A.T, by="Constant matrices move out of the expectation, to their own side.")


@derivation(chapter=CHAPTER("expectation"), title="The covariance as a difference of moments")
def covariance_as_moments(d):
    """The covariance is the second moment minus the product of the means, and semidefinite."""
    n = d.dim("n")
    x, v = d.random("x", n), d.vec("v", n)
    mu = d.let("mu", E(x), latex=r"\vect{\mu}")
    S = d.let("Sigma", E((x - mu) @ (x - mu).T))
    with d.chain(S) as c:
        c.eq(E(x @ x.T) - E(x) @ mu.T - mu @ E(x).T + mu @ mu.T, by="Multiply out.")
        c.eq(E(x @ x.T) - mu @ mu.T, by="The expectation is the mean.")
    with d.chain(v.T @ S @ v) as c:
        c.eq(E((v.T @ (x - mu)) ** 2), by="The vector is constant, and moves in.")
        c.ge(0, by="The expectation of a square is not negative.")


@derivation(chapter=CHAPTER("expectation"), title="The best constant prediction")
def best_constant(d):
    """The mean is the constant with the least expected squared error, which is the variance."""
    x, a = d.random("x"), d.scalar("c")
    mu = d.let("mu", E(x), latex=r"\mu")
    with d.chain(E((x - a) ** 2)) as c:
        c.eq(
            E((x - mu) ** 2) + 2 * (mu - a) * E(x - mu) + (mu - a) ** 2,
            by="Go by way of the mean, and multiply out.",
        )
        c.eq(E((x - mu) ** 2) + (mu - a) ** 2, by="The deviation from the mean has mean zero.")
    d.minimum(E((x - a) ** 2), a, E(x), gap=(mu - a) ** 2, by="A square is not negative.")
    with d.chain(E(x) ** 2) as c:
        c.le(E(x**2), gap=E((x - mu) ** 2), by="The case $c = 0$: the difference is the variance.")


@derivation(chapter=CHAPTER("expectation"), title="The covariance of a sum")
def covariance_of_sum(d):
    """The covariances of independent vectors add up.

    The covariances are written as products of a root with its transpose.
    """
    n, k, m = d.dims("n k m")
    x = d.normal("x", d.vec("mu", n), d.mat("A", n, k))
    y = d.normal("y", d.vec("nu", n), d.mat("B", n, m))
    mu, nu, A, B = d.names["mu"], d.names["nu"], d.names["A"], d.names["B"]
    with d.chain(E(x @ y.T)) as c:
        c.eq(E(x) @ E(y).T, by="The expectation of a product of independent factors.")
        c.eq(mu @ nu.T, by="Put in the means.")
    with d.chain(E((x + y - (mu + nu)) @ (x + y - (mu + nu)).T)) as c:
        c.eq(
            E((x - mu) @ (x - mu).T) + E((y - nu) @ (y - nu).T)
            + (E(x @ y.T) - mu @ nu.T) + (E(x @ y.T) - mu @ nu.T).T,
            by="Multiply out.",
        )  # fmt: skip
        c.eq(A @ A.T + B @ B.T, by="The mixed terms are zero.")


@derivation(chapter=CHAPTER("expectation"), title="The expectation of a quadratic form")
def expected_quadratic(d):
    """A quadratic form has the value at the mean, plus the trace with the covariance."""
    n, k = d.dims("n k")
    A, mu, R = d.mat("A", n, n), d.vec("mu", n), d.mat("R", n, k)
    x = d.normal("x", mu, R)
    S = d.let("Sigma", R @ R.T)
    with d.chain(E(x.T @ A @ x)) as c:
        c.eq(E(tr(A @ x @ x.T)), by="A number is its own trace, and a trace may be rotated.")
        c.eq(tr(A @ E(x @ x.T)), by="The trace and the constant matrix move out.")
        c.eq(tr(A @ (S + mu @ mu.T)), by="The second moment is covariance plus product of means.")
        c.eq(tr(A @ S) + mu.T @ A @ mu, by="Multiply out, and rotate back.")


@derivation(chapter=CHAPTER("expectation"), title="A trace from random vectors")
def random_trace(d):
    """Quadratic forms of random vectors with covariance I have the trace as their mean."""
    n = d.dim("n")
    A, z = d.mat("A", n, n), d.random("z", n, standardized=True)
    with d.chain(E(z.T @ A @ z)) as c:
        c.eq(tr(A @ E(z @ z.T)), by="A number is its own trace; rotate, and move constants out.")
        c.eq(tr(A), by="The covariance is the identity.")
    with d.chain(E(norm2(z))) as c:
        c.eq(n, by="For the identity: the mean squared length is the number of entries.")


@derivation(chapter=CHAPTER("statistics"), title="Bias and variance")
def bias_variance(d):
    r"""The expected squared error of a prediction is noise, squared bias and variance.

    The prediction $\hat{f}$ depends on the training data, and is independent of the noise
    $\varepsilon$ of a new observation.
    """
    f, s = d.scalar("f"), d.scalar("sigma")
    g = d.random("g", latex=r"\hat{f}")
    e = d.random("epsilon", latex=r"\varepsilon", standardized=True)
    m = d.let("f_bar", E(g), latex=r"\bar{f}")
    y = d.let("y", f + s * e)
    with d.chain(E((y - g) ** 2)) as c:
        c.eq(
            E((f - g) ** 2) + 2 * s * E(e * (f - g)) + s**2 * E(e**2),
            by="Put in the observation, and multiply out.",
        )
        c.eq(
            E((f - g) ** 2) + s**2,
            by="The noise has mean zero and variance one, and is independent of the prediction.",
        )
        c.eq(
            (f - m) ** 2 + 2 * (f - m) * E(m - g) + E((m - g) ** 2) + s**2,
            by="Go by way of the mean prediction.",
        )
        c.eq((f - m) ** 2 + E((g - m) ** 2) + s**2, by="The mixed term is zero.")
        c.ge(s**2, by="No prediction is better than the noise.")


@derivation(chapter=CHAPTER("statistics"), title="The error of a mean")
def monte_carlo(d):
    """The mean of n independent numbers has their mean, and the n-th part of their variance."""
    n = d.dim("n")
    mu, s = d.scalar("mu"), d.scalar("sigma")
    z = d.random("z", n, standardized=True)
    x = d.let("x", mu * ones(n) + s * z)
    mean = d.let("x_bar", 1 / n * (ones(n).T @ x), latex=r"\bar{x}")
    with d.chain(E(mean)) as c:
        c.eq(1 / n * (ones(n).T @ E(x)), by="Expectations are linear.")
        c.eq(mu, by="Every number has this mean.")
    with d.chain(E((mean - mu) ** 2)) as c:
        c.eq(s**2 / n**2 * E((ones(n).T @ z) ** 2), by="Only the deviations are left.")
        c.eq(
            s**2 / n**2 * (ones(n).T @ ones(n)),
            by="Independent numbers are uncorrelated, and each has variance one.",
        )
        c.eq(s**2 / n, by="The ones add up to $n$.")


@derivation(chapter=CHAPTER("statistics"), title="Why the variance is divided by n - 1")
def unbiased_variance(d):
    """Squared deviations from the mean of the sample add up to n - 1 variances, not n."""
    n = d.dim("n", least=2)
    mu, s = d.scalar("mu"), d.scalar("sigma")
    z = d.random("z", n, standardized=True)
    x = d.let("x", mu * ones(n) + s * z)
    H = d.let("H", eye(n) - 1 / n * (ones(n) @ ones(n).T))
    squares = E(norm2(z)) - 1 / n * E((ones(n).T @ z) ** 2)
    with d.chain(E(1 / (n - 1) * (x.T @ H @ x))) as c:
        c.eq(1 / (n - 1) * s**2 * squares, by="Centering removes the mean; multiply out.")
        c.eq(
            1 / (n - 1) * s**2 * (n - 1 / n * E((ones(n).T @ z) ** 2)),
            by="Each of the deviations has variance one.",
        )
        c.eq(
            1 / (n - 1) * s**2 * (n - 1 / n * (ones(n).T @ ones(n))),
            by="Independent deviations are uncorrelated.",
        )
        c.eq(s**2, by="The mean of the sample uses up one of the $n$ variances.")


@derivation(chapter=CHAPTER("gaussians"), title="Whitening a random vector")
def whitening(d):
    """Subtract the mean, multiply with an inverse root: what is left has covariance I."""
    n = d.dim("n")
    mu, L = d.vec("mu", n), d.mat("L", n, n, invertible=True)
    x = d.normal("x", mu, L)
    S = d.let("Sigma", L @ L.T)
    w = d.let("w", inv(L) @ (x - mu), latex=r"\vect{w}")
    with d.chain(E(w)) as c:
        c.eq(inv(L) @ (E(x) - mu), by="Constants move out.")
        c.eq(zeros(n), by="The expectation is the mean.")
    with d.chain(E(w @ w.T)) as c:
        c.eq(inv(L) @ E((x - mu) @ (x - mu).T) @ inv(L).T, by="Constants move out.")
        c.eq(inv(L) @ (L @ L.T) @ inv(L).T, by="In the middle stands the covariance.")
        c.eq(eye(n), by="The inverses cancel.")
    with d.chain(E((x - mu).T @ inv(S) @ (x - mu))) as c:
        c.eq(tr(inv(S) @ E((x - mu) @ (x - mu).T)), by="A number is its own trace; rotate.")
        c.eq(n, by="The mean squared distance of Mahalanobis is the number of entries.")


@derivation(chapter=CHAPTER("gaussians"), title="Predicting the state of a linear system")
def kalman_prediction(d):
    """A linear step multiplies the covariance, and independent noise adds its own."""
    n, k, m = d.dims("n k m")
    mu, R, A, G = d.vec("mu", n), d.mat("R", n, k), d.mat("A", n, n), d.mat("G", n, m)
    x, e = d.normal("x", mu, R), d.random("epsilon", m, standardized=True)
    P, Q = d.let("P", R @ R.T), d.let("Q", G @ G.T)
    new = d.let("x_new", A @ x + G @ e, latex=r"\vect{x}'")
    with d.chain(E(new)) as c:
        c.eq(A @ E(x) + G @ E(e), by="Expectations are linear.")
        c.eq(A @ mu, by="The noise has mean zero.")
    with d.chain(E((new - A @ mu) @ (new - A @ mu).T)) as c:
        c.eq(
            A @ E((x - mu) @ (x - mu).T) @ A.T + G @ E(e @ e.T) @ G.T,
            by="The state and the noise are independent, so the mixed terms are zero.",
        )
        c.eq(A @ P @ A.T + Q, by="Put in both covariances.")


@derivation(chapter=CHAPTER("discrete"), title="The variance of a coin")
def coin_variance(d):
    """A coin that shows one with probability p has variance p (1 - p), at most one quarter."""
    p = d.scalar("p")
    x = d.bernoulli("x", p)
    with d.chain(E((x - p) ** 2)) as c:
        c.eq(E(x**2) - 2 * p * E(x) + p**2, by="Multiply out.")
        c.eq(E(x) - 2 * p * E(x) + p**2, by="Zero and one are their own squares.")
        c.eq(p * (1 - p), by="The mean is $p$.")
    with d.chain(p * (1 - p)) as c:
        c.le(
            number(1, 4),
            gap=(p - HALF) ** 2,
            by="The difference is a square: a fair coin is the most uncertain.",
        )


@derivation(chapter=CHAPTER("discrete"), title="The covariance of a categorical variable")
def categorical_covariance(d):
    """A one-hot vector with probabilities p has the covariance diag(p) minus a product."""
    n, k = d.dims("n k")
    p, G = d.vec("p", n), d.mat("G", k, n)
    x = d.categorical("x", p)
    C = d.let("C", diag(p) - p @ p.T)
    with d.chain(E((x - p) @ (x - p).T)) as c:
        c.eq(E(x @ x.T) - p @ p.T, by="Multiply out; the mean is $\\vect{p}$.")
        c.eq(C, by="Of the products of two entries only the squares can be one.")
    with d.chain(E(G @ x)) as c:
        c.eq(G @ p, by="A column drawn at random is, on average, the weighted mean of columns.")
    with d.chain(E((G @ x - G @ p) @ (G @ x - G @ p).T)) as c:
        c.eq(G @ C @ G.T, by="A linear map multiplies the covariance from both sides.")
        c.eq(G @ diag(p) @ G.T - (G @ p) @ (G @ p).T, by="Multiply out.")


@derivation(chapter=CHAPTER("discrete"), title="The variance of a mixture")
def mixture_variance(d):
    """A mixture has the mean of the variances, plus the variance of the means."""
    p, a, b = d.scalar("p"), d.scalar("m_1"), d.scalar("m_2")
    s, t = d.scalar("sigma_1"), d.scalar("sigma_2")
    z = d.bernoulli("z", p)
    u, v = d.normal("u", a, s), d.normal("v", b, t)
    x = d.let("x", z * u + (1 - z) * v)
    m = d.let("m", p * a + (1 - p) * b)
    with d.chain(E(x)) as c:
        c.eq(E(z) * E(u) + (1 - E(z)) * E(v), by="The label is independent of both parts.")
        c.eq(m, by="Put in the means.")
    with d.chain(E((x - m) ** 2)) as c:
        c.eq(
            p * E((u - m) ** 2) + (1 - p) * E((v - m) ** 2),
            by="The label is one or zero, so one of the parts is the value.",
        )
        c.eq(
            p * s**2 + (1 - p) * t**2 + p * (a - m) ** 2 + (1 - p) * (b - m) ** 2,
            by="The squared deviation from a point is variance plus squared distance.",
        )
        c.eq(
            p * s**2 + (1 - p) * t**2 + p * (1 - p) * (a - b) ** 2,
            by="The last two terms are the variance of the means.",
        )


@derivation(chapter=CHAPTER("information"), title="The divergence between two Gaussians")
def kl_gaussian(d):
    """The divergence of Kullback and Leibler compares the spreads and the means.

    The two logarithms of densities are taken at a value drawn from the first Gaussian.
    """
    m, s = d.scalar("m_1"), d.scalar("sigma_1", positive=True)
    u, t = d.scalar("m_2"), d.scalar("sigma_2", positive=True)
    x = d.normal("x", m, s)
    p = d.let("a", -log(s) - HALF * log(2 * pi) - (x - m) ** 2 / (2 * s**2))
    q = d.let("b", -log(t) - HALF * log(2 * pi) - (x - u) ** 2 / (2 * t**2))
    with d.chain(E(p - q)) as c:
        c.eq(
            log(t / s) - E((x - m) ** 2) / (2 * s**2) + E((x - u) ** 2) / (2 * t**2),
            by="The constant cancels, and the expectation is linear.",
        )
        c.eq(
            log(t / s) - s**2 / (2 * s**2) + (s**2 + (m - u) ** 2) / (2 * t**2),
            by="The squared deviation from a point is variance plus squared distance.",
        )
        c.eq(log(t / s) - HALF + (s**2 + (m - u) ** 2) / (2 * t**2), by="Cancel.")


@derivation(chapter=CHAPTER("information"), title="The penalty of a variational autoencoder")
def vae_kl(d):
    """Against a standard Gaussian the divergence is stationary at mean 0 and spread 1.

    The two logarithms of densities are taken at a value drawn from the first Gaussian.
    """
    m, s = d.scalar("m"), d.scalar("sigma", positive=True)
    x = d.normal("x", m, s)
    p = d.let("a", -log(s) - HALF * log(2 * pi) - (x - m) ** 2 / (2 * s**2))
    q = d.let("b", -HALF * log(2 * pi) - x**2 / 2)
    K = HALF * (m**2 + s**2 - 1 - log(s**2))
    with d.chain(E(p - q)) as c:
        c.eq(-log(s) - E((x - m) ** 2) / (2 * s**2) + E(x**2) / 2, by="The constant cancels.")
        c.eq(-log(s) - HALF + HALF * (m**2 + s**2), by="Put in the second moments.")
        c.eq(K, by="Collect.")
    d.gradient(K, m, m, by="Only the first term contains the mean.")
    d.gradient(K, s, s - 1 / s, by="The logarithm of the square has the rate $2 / \\sigma$.")


@derivation(chapter="models/linear_regression", title="Noise on the inputs is a ridge penalty")
def noise_is_ridge(d):
    """Averaged over noise on the features, the squared error gets a penalty on the weights."""
    n = d.dim("d")
    w, x, y, s = d.vec("w", n), d.vec("x", n), d.scalar("y"), d.scalar("sigma")
    z = d.random("z", n, standardized=True)
    with d.chain(E((y - w.T @ (x + s * z)) ** 2)) as c:
        c.eq(
            (y - w.T @ x) ** 2 - 2 * s * (y - w.T @ x) * (w.T @ E(z)) + s**2 * E((w.T @ z) ** 2),
            by="Multiply out; what is constant moves out.",
        )
        c.eq(
            (y - w.T @ x) ** 2 + s**2 * (w.T @ E(z @ z.T) @ w),
            by="The noise has mean zero.",
        )
        c.eq((y - w.T @ x) ** 2 + s**2 * norm2(w), by="Its covariance is the identity.")


@derivation(chapter="models/linear_regression", title="Mean and covariance of least squares")
def least_squares_moments(d):
    """Least squares finds the true weights on average, and its covariance is known."""
    n, k = d.dims("n d")
    X, w, s = d.mat("X", n, k, full_column_rank=True), d.vec("w", k), d.scalar("sigma")
    e = d.random("epsilon", n, standardized=True)
    y = d.let("y", X @ w + s * e)
    w_hat = d.let("w_hat", inv(X.T @ X) @ X.T @ y, latex=r"\hat{\vect{w}}")
    with d.chain(w_hat) as c:
        c.eq(w + s * (inv(X.T @ X) @ X.T @ e), by="Put in the observations; the inverse cancels.")
    with d.chain(E(w_hat)) as c:
        c.eq(w, by="The noise has mean zero.")
    with d.chain(E((w_hat - w) @ (w_hat - w).T)) as c:
        c.eq(
            s**2 * (inv(X.T @ X) @ X.T @ E(e @ e.T) @ X @ inv(X.T @ X)),
            by="Only the noise is left, and constants move out.",
        )
        c.eq(s**2 * inv(X.T @ X), by="The covariance of the noise is the identity.")
    with d.chain(E(norm2(y - X @ w_hat))) as c:
        c.eq(
            s**2 * E(e.T @ (eye(n) - X @ inv(X.T @ X) @ X.T) @ e),
            by="The residual is the noise outside the column space.",
        )
        c.eq(s**2 * (n - k), by="The trace of the projection is the number of columns.")
