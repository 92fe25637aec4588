"""Derivations about N observations: means, likelihoods, mixtures, margins, logistic regression."""

from mmlbook.derive import (
    Sum,
    derivation,
    det,
    exp,
    inv,
    log,
    norm2,
    number,
    tr,
    zeros,
)

HALF = number(1, 2)


@derivation(chapter="probability/statistics", title="Scatter of vectors about any point")
def scatter_matrix(d):
    """The scatter about a point is the scatter about the mean, and N times that of the mean."""
    k, N = d.dims("d N")
    x, mu, n = d.family("x", k, N), d.vec("mu", k), d.index("n", N)
    mean = d.let("x_bar", 1 / N * Sum(n, x[n]), latex=r"\bar{\vect{x}}")
    S = Sum(n, (x[n] - mean) @ (x[n] - mean).T)
    with d.chain(Sum(n, x[n] - mean)) as c:
        c.eq(Sum(n, x[n]) - N * mean, by="The mean does not depend on the index.")
        c.eq(zeros(k), by="The sum is $N$ times the mean.")
    with d.chain(Sum(n, (x[n] - mu) @ (x[n] - mu).T)) as c:
        c.eq(
            S
            + Sum(n, x[n] - mean) @ (mean - mu).T
            + (mean - mu) @ Sum(n, x[n] - mean).T
            + N * ((mean - mu) @ (mean - mu).T),
            by="Go by way of the mean, and multiply out.",
        )
        c.eq(S + N * ((mean - mu) @ (mean - mu).T), by="The deviations add up to zero.")


@derivation(chapter="probability/statistics", title="The mean minimizes squared distances")
def mean_minimizes(d):
    """Of all points the mean has the least sum of squared distances; so it is a center."""
    k, N = d.dims("d N")
    x, mu, n = d.family("x", k, N), d.vec("mu", k), d.index("n", N)
    mean = d.let("x_bar", 1 / N * Sum(n, x[n]), latex=r"\bar{\vect{x}}")
    L = Sum(n, norm2(x[n] - mu))
    d.gradient(L, mu, -2 * Sum(n, x[n] - mu), by="Chain rule, term by term.")
    d.solve(Sum(n, x[n] - mu), mu, mean, coefficient=-N, by="The deviations must add up to zero.")
    d.minimum(L, mu, mean, gap=N * norm2(mu - mean), by="Multiply out.")


@derivation(chapter="models/clustering", title="The centers of k-means")
def k_means(d):
    """A center moves to the mean of its points, weighted by their membership.

    The membership $r_n$ of a point is positive: the form of the claim for soft assignments.
    """
    k, N = d.dims("d N")
    x, mu, n = d.family("x", k, N), d.vec("mu", k), d.index("n", N)
    r = d.vec("r", N, positive=True)
    total = d.let("R", Sum(n, r[n]))
    mean = d.let("m", 1 / total * Sum(n, r[n] * x[n]), latex=r"\vect{m}")
    L = Sum(n, r[n] * norm2(x[n] - mu))
    d.gradient(L, mu, -2 * Sum(n, r[n] * (x[n] - mu)), by="Chain rule, term by term.")
    d.solve(
        Sum(n, r[n] * (x[n] - mu)),
        mu,
        mean,
        coefficient=-total,
        by="The weighted deviations must add up to zero.",
    )
    d.minimum(L, mu, mean, gap=total * norm2(mu - mean), by="Multiply out.")


@derivation(chapter="probability/gaussians", title="Maximum likelihood for a Gaussian")
def gaussian_mle(d):
    r"""The likelihood of a Gaussian is stationary at the mean and the covariance of the data.

    $\mat{P}$ is the precision; constants are left out of the logarithm $\ell$ of the likelihood.
    """
    k, N = d.dims("d N")
    x, mu, n = d.family("x", k, N), d.vec("mu", k), d.index("n", N)
    P = d.mat("P", k, k, positive_definite=True)
    M = d.mat("M", k, k, invertible=True)
    mean = d.let("x_bar", 1 / N * Sum(n, x[n]), latex=r"\bar{\vect{x}}")
    S = d.let("S", Sum(n, (x[n] - mu) @ (x[n] - mu).T))
    ell = N / 2 * log(det(P)) - HALF * Sum(n, (x[n] - mu).T @ P @ (x[n] - mu))
    d.gradient(ell, mu, Sum(n, P @ (x[n] - mu)), by="The precision is symmetric.")
    d.solve(
        Sum(n, P @ (x[n] - mu)),
        mu,
        mean,
        coefficient=-N * P,
        by="The precision is invertible, so the deviations add up to zero.",
    )
    with d.chain(Sum(n, (x[n] - mu).T @ P @ (x[n] - mu))) as c:
        c.eq(tr(P @ S), by="A number is its own trace; rotate, and add up.")
    d.gradient(
        N / 2 * log(abs(det(M))) - HALF * tr(M @ S),
        M,
        N / 2 * inv(M).T - HALF * S,
        by="In every entry of the precision: it vanishes where its inverse is the mean scatter.",
    )


@derivation(chapter="models/mixtures", title="The M-step for a mixture of Gaussians")
def em_m_step(d):
    r"""With responsibilities as weights, mean and covariance are weighted means.

    $\mat{P}$ is the precision of one component, and $r_n$ its responsibility for $\vect{x}_n$.
    """
    k, N = d.dims("d N")
    x, mu, n = d.family("x", k, N), d.vec("mu", k), d.index("n", N)
    r = d.vec("r", N, positive=True)
    P = d.mat("P", k, k, positive_definite=True)
    M = d.mat("M", k, k, invertible=True)
    total = d.let("R", Sum(n, r[n]))
    mean = d.let("m", 1 / total * Sum(n, r[n] * x[n]), latex=r"\vect{m}")
    S = d.let("S", Sum(n, r[n] * ((x[n] - mu) @ (x[n] - mu).T)))
    Q = Sum(n, r[n] * (HALF * log(det(P)) - HALF * ((x[n] - mu).T @ P @ (x[n] - mu))))
    with d.chain(Q) as c:
        c.eq(
            total / 2 * log(det(P)) - HALF * tr(P @ S),
            by="A number is its own trace; rotate, and add up.",
        )
    d.gradient(Q, mu, Sum(n, r[n] * (P @ (x[n] - mu))), by="The precision is symmetric.")
    d.solve(
        Sum(n, r[n] * (P @ (x[n] - mu))),
        mu,
        mean,
        coefficient=-total * P,
        by="The responsibilities are positive, and the precision is invertible.",
    )
    d.gradient(
        total / 2 * log(abs(det(M))) - HALF * tr(M @ S),
        M,
        total / 2 * inv(M).T - HALF * S,
        by="In every entry of the precision: it vanishes where its inverse is the mean scatter.",
    )


@derivation(chapter="models/mixtures", title="The weights of a mixture")
def em_weights(d):
    r"""The weights of a mixture are the shares of the components in all responsibilities.

    $R_k$ is the total responsibility of component $k$; the first lines treat one weight $w$ with
    the responsibility $r$, and the multiplier $\lambda$.
    """
    K = d.dim("K")
    R, k = d.vec("R", K, positive=True), d.index("k", K)
    w, r = d.scalar("w", positive=True), d.scalar("r", positive=True)
    lam = d.scalar("lambda", positive=True)
    d.gradient(r * log(w) - lam * w, w, r / w - lam, by="The Lagrangian, in one of the weights.")
    d.solve(r - lam * w, w, r / lam, coefficient=-lam, by="Multiply by the weight.")
    with d.chain(Sum(k, R[k] / lam)) as c:
        c.eq(Sum(k, R[k]) / lam, by="The multiplier is the same for all components.")
    d.solve(
        Sum(k, R[k]) - lam,
        lam,
        Sum(k, R[k]),
        coefficient=-1,
        by="The weights add up to one if the multiplier is the total.",
    )


@derivation(chapter="models/svm", title="The dual value of a support vector machine")
def svm_dual(d):
    r"""At a stationary point of the Lagrangian only inner products of observations are left.

    $y_n$ is the label, $\alpha_n$ the multiplier of the margin of $\vect{x}_n$.
    """
    k, N = d.dims("d N")
    x, w, b = d.family("x", k, N), d.vec("w", k), d.scalar("b")
    y, a = d.vec("y", N), d.vec("alpha", N)
    n, m = d.indices("n m", N)
    L = d.let("L", HALF * norm2(w) + Sum(n, a[n] * (1 - y[n] * (w.T @ x[n] + b))))
    w_star = d.let("w_star", Sum(n, a[n] * y[n] * x[n]), latex=r"\vect{w}^{*}")
    d.gradient(L, w, w - w_star, by="Chain rule, term by term.")
    d.gradient(L, b, -Sum(n, a[n] * y[n]), by="Only the offsets are left.")
    with d.chain(HALF * norm2(w_star) + Sum(n, a[n] * (1 - y[n] * (w_star.T @ x[n] + b)))) as c:
        c.eq(
            Sum(n, a[n]) - HALF * norm2(w_star) - b * Sum(n, a[n] * y[n]),
            by="The sum of the margins is the squared length of the weights.",
        )
        c.eq(
            Sum(n, a[n])
            - HALF * Sum(n, Sum(m, a[n] * a[m] * y[n] * y[m] * (x[n].T @ x[m])))
            - b * Sum(n, a[n] * y[n]),
            by="Multiply the sum by itself.",
        )


@derivation(chapter="models/pca", title="Reconstruction from k directions")
def pca_subspace(d):
    """What a projection on k orthonormal directions loses is the scatter it does not keep."""
    p, k, N = d.dims("d k N")
    B, x, n = d.mat("B", p, k, orthonormal=True), d.family("x", p, N), d.index("n", N)
    S = d.let("S", Sum(n, x[n] @ x[n].T))
    with d.chain(Sum(n, norm2(x[n] - B @ (B.T @ x[n])))) as c:
        c.eq(
            Sum(n, norm2(x[n])) - Sum(n, norm2(B.T @ x[n])),
            by="Pythagoras: the residual is orthogonal to the directions.",
        )
        c.eq(tr(S) - tr(B.T @ S @ B), by="A squared length is the trace of an outer product.")
        c.le(tr(S), by="A projection never adds scatter.")


@derivation(chapter="models/pca", title="The best coordinates for given directions")
def pca_coordinates(d):
    """For orthonormal directions the best coordinates of a point are its dot products."""
    p, k = d.dims("d k")
    B, x, z = d.mat("B", p, k, orthonormal=True), d.vec("x", p), d.vec("z", k)
    L = norm2(x - B @ z)
    d.gradient(L, z, 2 * (B.T @ (B @ z - x)), by="Chain rule.")
    with d.chain(2 * (B.T @ (B @ z - x))) as c:
        c.eq(2 * (z - B.T @ x), by="The directions are orthonormal.")
    d.minimum(L, z, B.T @ x, gap=norm2(z - B.T @ x), by="Pythagoras.")


@derivation(chapter="models/logistic_regression", title="Linear models with any loss")
def generalized_linear_model(d):
    r"""The gradient is a combination of the observations; so is the Hessian, of outer products.

    $\varphi$ is the loss as a function of the score $\vect{x}_n^{\T} \vect{w}$.
    """
    k, N = d.dims("d N")
    x, w, v, n = d.family("x", k, N), d.vec("w", k), d.vec("v", k), d.index("n", N)
    f = d.function("phi", latex=r"\varphi")
    L = Sum(n, f(x[n].T @ w))
    H = Sum(n, f.prime.prime(x[n].T @ w) * (x[n] @ x[n].T))
    d.gradient(L, w, Sum(n, f.prime(x[n].T @ w) * x[n]), by="Chain rule, term by term.")
    d.hessian(L, w, H, by="Chain rule again; the score is linear.")
    with d.chain(v.T @ H @ v) as c:
        c.eq(
            Sum(n, f.prime.prime(x[n].T @ w) * (x[n].T @ v) ** 2),
            by="So the loss curves along a direction where the observations are not orthogonal.",
        )


@derivation(chapter="models/logistic_regression", title="Logistic regression for N observations")
def logistic_regression(d):
    """The gradient adds the errors times the features; the Hessian weighs outer products.

    A prediction $s$ is $e / (1 + e)$, where $e$ is the exponential of the score; the weight is
    $s - s^2$.
    """
    k, N = d.dims("d N")
    x, w, n, y = d.family("x", k, N), d.vec("w", k), d.index("n", N), d.vec("y", N)
    e = exp(x[n].T @ w)
    L = Sum(n, log(1 + e) - y[n] * (x[n].T @ w))
    with d.chain(-Sum(n, y[n] * log(e / (1 + e)) + (1 - y[n]) * log(1 / (1 + e)))) as c:
        c.eq(L, by="The logarithm of a quotient; the score is the logarithm of the odds.")
    d.gradient(L, w, Sum(n, (e / (1 + e) - y[n]) * x[n]), by="Chain rule, term by term.")
    d.hessian(
        L,
        w,
        Sum(n, (e / (1 + e) - e**2 / (1 + e) ** 2) * (x[n] @ x[n].T)),
        by="Quotient rule; the labels do not depend on the weights.",
    )


@derivation(chapter="models/logistic_regression", title="Poisson regression for N observations")
def poisson_regression(d):
    """With an exponential rate the gradient has the form of all linear models with that link."""
    k, N = d.dims("d N")
    x, w, v, n = d.family("x", k, N), d.vec("w", k), d.vec("v", k), d.index("n", N)
    y = d.vec("y", N)
    rate = exp(x[n].T @ w)
    L = Sum(n, rate - y[n] * (x[n].T @ w))
    H = Sum(n, rate * (x[n] @ x[n].T))
    d.gradient(L, w, Sum(n, (rate - y[n]) * x[n]), by="Chain rule, term by term.")
    d.hessian(L, w, H, by="The counts do not depend on the weights.")
    with d.chain(v.T @ H @ v) as c:
        c.eq(Sum(n, rate * (x[n].T @ v) ** 2), by="Multiply out.")
        c.ge(0, by="Exponentials are positive, and squares are not negative.")


@derivation(chapter="models/linear_regression", title="Weighted least squares")
def weighted_least_squares(d):
    """Observations with larger weights pull more."""
    n, k = d.dims("n d")
    X, y, w = d.mat("X", n, k, full_column_rank=True), d.vec("y", n), d.vec("w", k)
    W = d.mat("W", n, n, positive_definite=True)
    M = X.T @ W @ X
    w_hat = d.let("w_hat", inv(M) @ X.T @ W @ y, latex=r"\hat{\vect{w}}")
    L = (y - X @ w).T @ W @ (y - X @ w)
    d.gradient(L, w, 2 * (X.T @ W @ (X @ w - y)), by="The weights are symmetric.")
    d.solve(X.T @ W @ (X @ w - y), w, w_hat, coefficient=M, by="Full column rank.")
    d.minimum(
        L, w, w_hat, gap=(X @ (w - w_hat)).T @ W @ (X @ (w - w_hat)), by="Complete the square."
    )
