"""Derivations of calculus and of the models from the study, as a corpus for the engine."""

from mmlbook.derive import (
    Sum,
    derivation,
    det,
    diag,
    eq,
    exp,
    eye,
    inv,
    log,
    norm,
    norm2,
    number,
    ones,
    tr,
    zeros,
)


@derivation(chapter="calculus/gradients", title="Gradients with matrices")
def matrix_gradients(d):
    """A quadratic form, two traces and the logarithm of a determinant."""
    m, n = d.dims("m n")
    A, B = d.mat("A", m, n), d.mat("B", n, m)
    X, G = d.mat("X", n, n, invertible=True), d.mat("G", n, n)
    x, b = d.vec("x", n), d.vec("b", n)
    d.gradient(x.T @ G @ x + b.T @ x, x, (G + G.T) @ x + b, by="Product rule.")
    d.gradient(tr(A @ X @ B), X, A.T @ B.T, by="Rotate the differential to the end.")
    d.gradient(tr(G @ inv(X)), X, -(inv(X) @ G @ inv(X)).T, by="The rate of an inverse.")
    d.gradient(det(X), X, det(X) * inv(X).T, by="Jacobi's formula.")
    d.jacobian(A @ (x - b), x, A, by="Linear.")


@derivation(chapter="models/linear_regression", title="Ridge regression")
def ridge(d):
    """With a positive penalty there is exactly one minimizer."""
    n, k = d.dims("n d")
    X, y, w = d.mat("X", n, k), d.vec("y", n), d.vec("w", k)
    lam = d.scalar("lambda", positive=True)
    M = X.T @ X + lam * eye(k)
    L = d.let("L", norm2(y - X @ w) + lam * norm2(w))
    w_hat = d.let("w_hat", inv(M) @ X.T @ y, latex=r"\hat{\vect{w}}")
    d.gradient(L, w, 2 * (M @ w - X.T @ y), by="Chain rule.")
    d.solve(M @ w - X.T @ y, w, w_hat, coefficient=M, by="The matrix is positive definite.")
    d.minimum(
        norm2(y - X @ w) + lam * norm2(w), w, w_hat,
        gap=norm2(X @ (w - w_hat)) + lam * norm2(w - w_hat),
        by="Complete the square.",
    )  # fmt: skip
    with d.chain(w_hat) as c:
        c.eq(X.T @ inv(X @ X.T + lam * eye(n)) @ y, by="Push through: the dual form.")


@derivation(chapter="models/linear_regression", title="The normal equations")
def normal_equations(d):
    """Least squares has exactly one minimizer if the columns are independent."""
    n, k = d.dims("n d")
    X, y, w = d.mat("X", n, k, full_column_rank=True), d.vec("y", n), d.vec("w", k)
    L = d.let("L", norm2(y - X @ w))
    w_hat = d.let("w_hat", inv(X.T @ X) @ X.T @ y, latex=r"\hat{\vect{w}}")
    with d.chain(L) as c:
        c.eq(y.T @ y - 2 * (w.T @ X.T @ y) + w.T @ X.T @ X @ w, by="Multiply out.")
    d.gradient(L, w, 2 * (X.T @ (X @ w - y)), by="Chain rule.")
    d.solve(X.T @ (X @ w - y), w, w_hat, coefficient=X.T @ X, by="Full column rank.")
    with d.chain(X.T @ (y - X @ w_hat)) as c:
        c.eq(zeros(k), by="The residual is orthogonal.")
    d.minimum(norm2(y - X @ w), w, w_hat, gap=norm2(X @ (w - w_hat)), by="Pythagoras.")


@derivation(chapter="models/kalman", title="The gain of the Kalman filter")
def kalman(d):
    """Three forms of the covariance after an observation are one."""
    n, k = d.dims("n k")
    B, H, c_ = d.mat("B", n, n, invertible=True), d.mat("H", k, n), d.scalar("r", positive=True)
    P = d.let("P", B.T @ B)
    S = d.let("S", c_ * eye(k) + H @ (B.T @ B) @ H.T)
    K = d.let("K", P @ H.T @ inv(S))
    with d.chain((eye(n) - K @ H) @ P @ (eye(n) - K @ H).T + c_ * (K @ K.T)) as c:
        c.eq((eye(n) - K @ H) @ P, by="Joseph's form collapses at the optimal gain.")
    with d.chain(inv(inv(P) + (1 / c_) * (H.T @ H))) as c:
        c.eq((eye(n) - K @ H) @ P, by="The information form.")


@derivation(chapter="models/gaussians", title="Scatter about any point")
def scatter(d):
    """The scatter about a point is the scatter about the mean and the distance to it."""
    n = d.dim("n")
    x, a, i = d.vec("x", n), d.scalar("a"), d.index("i", n)
    x_bar = d.let("x_bar", 1 / n * Sum(i, x[i]), latex=r"\bar{x}")
    with d.chain(Sum(i, (x[i] - a) ** 2)) as c:
        c.eq(Sum(i, (x[i] - x_bar) ** 2) + n * (x_bar - a) ** 2, by="Add and subtract the mean.")
        c.ge(Sum(i, (x[i] - x_bar) ** 2), by="A square is not negative.")


@derivation(chapter="optimization/gradient_descent", title="Gradient descent on a quadratic")
def descent_on_a_quadratic(d):
    """The error is multiplied by one matrix in every step; Newton's method needs one step."""
    n = d.dim("n")
    A = d.mat("A", n, n, symmetric=True, invertible=True)
    x, b, eta = d.vec("x", n), d.vec("b", n), d.scalar("eta")
    best = d.let("s", inv(A) @ b)
    f = number(1, 2) * (x.T @ A @ x) - b.T @ x
    d.gradient(f, x, A @ x - b, by="The matrix is symmetric.")
    with d.chain(x - eta * (A @ x - b) - best) as c:
        c.eq((eye(n) - eta * A) @ (x - best), by="The gradient vanishes at the solution.")
    with d.chain(x - inv(A) @ (A @ x - b)) as c:
        c.eq(best, by="Newton.")


@derivation(chapter="models/kernels", title="Derivatives of exponentials")
def exponentials(d):
    """Rates of functions that act on every entry are diagonal matrices."""
    m, n = d.dims("m n")
    W, x, b = d.mat("W", m, n), d.vec("x", n), d.vec("b", m)
    t = d.scalar("t", positive=True)
    d.jacobian(exp(W @ x + b), x, diag(exp(W @ x + b)) @ W, by="Chain rule.")
    d.gradient(ones(m).T @ exp(W @ x), x, W.T @ exp(W @ x), by="Chain rule.")
    d.gradient(t * log(t) - t, t, log(t), by="Product rule.")


@derivation(chapter="models/pca", title="The direction of largest variance")
def pca_variance(d):
    """A stationary direction is an eigenvector, and the variance along it is its eigenvalue."""
    n = d.dim("d")
    S = d.mat("S", n, n, symmetric=True)
    b, v, lam = d.vec("b", n), d.vec("v", n, nonzero=True), d.scalar("lambda")
    d.gradient(
        b.T @ S @ b - lam * (b.T @ b - 1), b, 2 * (S @ b - lam * b), by="The matrix is symmetric."
    )
    d.assume(
        eq(S @ v, lam * v),
        witness={
            S: lam / norm2(v) * (v @ v.T)
            + (eye(n) - v @ v.T / norm2(v)) @ S @ (eye(n) - v @ v.T / norm2(v))
        },
    )
    with d.chain(v.T @ S @ v / norm2(v)) as c:
        c.eq(lam * (v.T @ v) / norm2(v), by="The equation of the eigenvector.")
        c.eq(lam, by="The variance along a direction is taken for its unit vector.")


@derivation(chapter="models/pca", title="Variance kept and error made")
def pca_reconstruction(d):
    """What a projection on one direction loses is what it does not keep."""
    n, k = d.dims("n d")
    X, b = d.mat("X", n, k), d.vec("b", k)
    d.assume(eq(norm(b), 1), witness={b: b / norm(b)})
    S = d.let("S", 1 / n * (X.T @ X))
    R = X - X @ b @ b.T
    with d.chain(1 / n * tr(R.T @ R)) as c:
        c.eq(
            1 / n * (tr(X.T @ X) - 2 * (b.T @ X.T @ X @ b) + (b.T @ X.T @ X @ b) * (b.T @ b)),
            by="Multiply out, and rotate the traces.",
        )
        c.eq(1 / n * (tr(X.T @ X) - b.T @ X.T @ X @ b), by="The direction has length one.")
        c.eq(tr(S) - b.T @ S @ b, by="The smallest error is where the variance is largest.")


@derivation(chapter="models/kalman", title="The best gain of the Kalman filter")
def kalman_gain(d):
    """The trace of Joseph's form is stationary where the gain solves K S = P H'."""
    n, k = d.dims("n k")
    P, R = d.mat("P", n, n, symmetric=True), d.mat("R", k, k, symmetric=True)
    H, K = d.mat("H", k, n), d.mat("K", n, k)
    J = d.let("J", (eye(n) - K @ H) @ P @ (eye(n) - K @ H).T + K @ R @ K.T)
    S = d.let("S", H @ P @ H.T + R)
    with d.chain(J) as c:
        c.eq(P - K @ H @ P - P @ H.T @ K.T + K @ S @ K.T, by="Multiply out.")
    d.gradient(tr(J), K, 2 * (K @ S - P @ H.T), by="Both covariances are symmetric.")


@derivation(chapter="models/matrix_factorization", title="The gradients of matrix factorization")
def matrix_factorization(d):
    """In each factor the loss is a ridge regression whose features are the other factor."""
    n, k, r = d.dims("n k r")
    R, U, V = d.mat("R", n, k), d.mat("U", n, r), d.mat("V", k, r)
    lam = d.scalar("lambda", positive=True)
    E = R - U @ V.T
    L = d.let("L", tr(E.T @ E) + lam * (tr(U.T @ U) + tr(V.T @ V)))
    M = d.let("M", V.T @ V + lam * eye(r))
    d.gradient(L, U, -2 * (E @ V) + 2 * lam * U, by="Chain rule.")
    d.gradient(L, V, -2 * (E.T @ U) + 2 * lam * V, by="The same for the transpose.")
    with d.chain(-2 * (E @ V) + 2 * lam * U) as c:
        c.eq(2 * (U @ M - R @ V), by="Multiply out: for a fixed second factor this is affine.")
        c.eq(2 * (U - R @ V @ inv(M)) @ M, by="So it vanishes at one matrix only.")


@derivation(chapter="models/graphs", title="Message passing does not care about the numbering")
def message_passing(d):
    """Renumbering the nodes of a graph renumbers what a linear layer computes, and nothing else."""
    n, p, q = d.dims("n p q")
    P, A = d.mat("P", n, n), d.mat("A", n, n)
    H, W = d.mat("H", n, p), d.mat("W", p, q)
    d.assume(eq(P.T @ P, eye(n)), witness={P: inv(eye(n) + P - P.T) @ (eye(n) - P + P.T)})
    with d.chain((P @ A @ P.T) @ (P @ H) @ W) as c:
        c.eq(P @ A @ (P.T @ P) @ H @ W, by="Regroup.")
        c.eq(P @ (A @ H @ W), by="Renumbering there and back changes nothing.")


@derivation(chapter="models/graphs", title="The Laplacian of a graph")
def laplacian(d):
    """The quadratic form of the Laplacian adds the squared differences along the edges."""
    n = d.dim("n")
    A, x = d.mat("A", n, n, symmetric=True), d.vec("x", n)
    i, j = d.indices("i j", n)
    L = d.let("L", diag(A @ ones(n)) - A)
    with d.chain(x.T @ L @ x) as c:
        c.eq(
            Sum(i, Sum(j, A[i, j] * x[i] ** 2)) - Sum(i, Sum(j, A[i, j] * x[i] * x[j])),
            by="Write the form with the entries.",
        )
        c.eq(
            number(1, 2) * Sum(i, Sum(j, A[i, j] * (x[i] - x[j]) ** 2)),
            by="Exchange the indices in half of the first sum.",
        )
    with d.chain(L @ ones(n)) as c:
        c.eq(zeros(n), by="Constants have no differences.")


@derivation(chapter="models/attention", title="Attention is a weighted mean")
def weighted_mean(d):
    """Weights that add up to one move with a shift, and the mean minimizes the weighted squares."""
    n, k = d.dims("n d")
    X, a, c_, w = d.mat("X", n, k), d.vec("a", n), d.vec("c", k), d.vec("w", k)
    d.assume(eq(ones(n).T @ a, 1), witness={a: a + (1 - ones(n).T @ a) / n * ones(n)})
    mean = d.let("m", X.T @ a, latex=r"\vect{m}")
    with d.chain((X + ones(n) @ c_.T).T @ a) as c:
        c.eq(X.T @ a + c_ * (ones(n).T @ a), by="Multiply out.")
        c.eq(mean + c_, by="The weights add up to one.")
    with d.chain(tr((X - ones(n) @ w.T).T @ diag(a) @ (X - ones(n) @ w.T))) as c:
        c.eq(
            tr((X - ones(n) @ mean.T).T @ diag(a) @ (X - ones(n) @ mean.T)) + norm2(w - mean),
            by="Add and subtract the mean; the mixed terms add up to zero.",
        )
        c.ge(
            tr((X - ones(n) @ mean.T).T @ diag(a) @ (X - ones(n) @ mean.T)),
            by="A square is not negative.",
        )
