"""Derivations of calculus from the study: rates of change of the functions that models use."""

from mmlbook.derive import (
    derivation,
    det,
    exp,
    eye,
    had,
    inv,
    log,
    norm,
    norm2,
    number,
    tr,
    zeros,
)

CHAPTER = "calculus/{}".format
HALF = number(1, 2)


@derivation(chapter=CHAPTER("functions"), title="The logistic sigmoid")
def sigmoid(d):
    """The sigmoid turns into its complement when the sign changes, and its rate is s (1 - s)."""
    x = d.scalar("x")
    s = d.let("s", 1 / (1 + exp(-x)))
    with d.chain(s + 1 / (1 + exp(x))) as c:
        c.eq(
            1 / (1 + exp(-x)) + exp(-x) / (exp(-x) + 1),
            by="Multiply numerator and denominator of the second quotient by $\\exp(-x)$.",
        )
        c.eq(1, by="Add over the common denominator.")
    d.gradient(s, x, exp(-x) / (1 + exp(-x)) ** 2, by="Quotient rule.")
    with d.chain(exp(-x) / (1 + exp(-x)) ** 2) as c:
        c.eq(
            1 / (1 + exp(-x)) * (exp(-x) / (1 + exp(-x))),
            by="Split the square in the denominator.",
        )
        c.eq(s * (1 - s), by="The second factor is what is missing to one.")
    d.gradient(s, x, s * (1 - s), by="The two lines above together.")
    d.gradient(log(1 + exp(x)), x, s, by="Chain rule; then divide through by $\\exp(x)$.")


@derivation(chapter=CHAPTER("functions"), title="The hyperbolic tangent is a stretched sigmoid")
def tanh(d):
    """The hyperbolic tangent is a stretched sigmoid; its rate is one minus its square."""
    x = d.scalar("x")
    t = d.let("t", (exp(x) - exp(-x)) / (exp(x) + exp(-x)))
    with d.chain(t) as c:
        c.eq(
            (1 - exp(-2 * x)) / (1 + exp(-2 * x)),
            by="Divide numerator and denominator by $\\exp(x)$.",
        )
        c.eq(2 * (1 / (1 + exp(-2 * x))) - 1, by="Write the numerator as $2 - (1 + \\exp(-2x))$.")
    d.gradient(
        t,
        x,
        ((exp(x) + exp(-x)) ** 2 - (exp(x) - exp(-x)) ** 2) / (exp(x) + exp(-x)) ** 2,
        by="Quotient rule.",
    )
    d.gradient(t, x, 1 - t**2, by="Divide term by term.")


@derivation(chapter=CHAPTER("gradients"), title="The gradient of a linear layer")
def linear_layer(d):
    """Backpropagation through a linear layer: the error goes back with the transposed weights."""
    m, n = d.dims("m n")
    W, x, b, t = d.mat("W", m, n), d.vec("x", n), d.vec("b", m), d.vec("t", m)
    r = d.let("r", W @ x + b - t, latex=r"\vect{r}")
    L = d.let("L", HALF * norm2(r))
    d.gradient(L, W, r @ x.T, by="Each weight meets one input and one error.")
    d.gradient(L, b, r, by="The rate of the sum in its last term is the identity.")
    d.gradient(L, x, W.T @ r, by="Chain rule: the Jacobian of the layer is its matrix.")


@derivation(chapter=CHAPTER("gradients"), title="Backpropagation through two layers")
def backpropagation(d):
    """The errors of a two-layer network with exponential units are computed from back to front."""
    p, h, k = d.dims("p h k")
    W, b, x = d.mat("W", h, p), d.vec("b", h), d.vec("x", p)
    V, c_, t = d.mat("V", k, h), d.vec("c", k), d.vec("t", k)
    a = d.let("a", exp(W @ x + b), latex=r"\vect{a}")
    e = d.let("e", V @ a + c_ - t, latex=r"\vect{e}")
    L = d.let("L", HALF * norm2(e))
    g = d.let("delta", had(V.T @ e, a), latex=r"\vect{\delta}")
    d.gradient(L, V, e @ a.T, by="The last layer is linear.")
    d.gradient(L, c_, e, by="The last layer is linear.")
    d.gradient(
        L, b, g, by="The error goes back through the weights, then through the rate of the units."
    )
    d.gradient(L, W, g @ x.T, by="Each weight meets one input and one error.")
    d.gradient(L, x, W.T @ g, by="The error goes back once more.")


@derivation(chapter=CHAPTER("gradients"), title="The gradient of the logarithm of a determinant")
def log_det(d):
    """The gradient of the logarithm of the absolute determinant is the transposed inverse."""
    n = d.dim("n")
    X = d.mat("X", n, n, invertible=True)
    d.gradient(det(X), X, det(X) * inv(X).T, by="Jacobi's formula.")
    d.gradient(log(abs(det(X))), X, inv(X).T, by="Chain rule; the determinant cancels.")


@derivation(chapter=CHAPTER("gradients"), title="The gradient of a length")
def gradient_of_norm(d):
    """The gradient of the length is the unit vector; its Jacobian projects that vector away."""
    n = d.dim("n")
    x = d.vec("x", n, nonzero=True)
    u = d.let("u", x / norm(x), latex=r"\vect{u}")
    d.gradient(norm(x), x, u, by="Chain rule: the rate of a root.")
    d.jacobian(u, x, (eye(n) - u @ u.T) / norm(x), by="Quotient rule.")
    with d.chain((eye(n) - u @ u.T) @ x) as c:
        c.eq(x - u * norm(x), by="The unit vector times the vector is the length.")
        c.eq(zeros(n), by="Along itself the direction does not change.")


@derivation(chapter=CHAPTER("gradients"), title="The gradient of a Rayleigh quotient")
def rayleigh_quotient(d):
    """The Rayleigh quotient is stationary exactly where the residual of the eigenvalue is zero."""
    n = d.dim("n")
    S = d.mat("S", n, n, symmetric=True)
    x = d.vec("x", n, nonzero=True)
    R = d.let("R", x.T @ S @ x / norm2(x))
    g = d.let("g", 2 / norm2(x) * (S @ x - R * x), latex=r"\vect{g}")
    d.gradient(R, x, g, by="Quotient rule; the matrix is symmetric.")
    with d.chain(x.T @ g) as c:
        c.eq(2 / norm2(x) * (x.T @ S @ x - R * norm2(x)), by="Multiply out.")
        c.eq(0, by="The quotient does not change when the vector is stretched.")


@derivation(chapter=CHAPTER("gradients"), title="Gradients of squared lengths of matrices")
def frobenius_gradients(d):
    """A squared Frobenius norm is a trace, so its gradient is linear in the matrix."""
    m, n, k = d.dims("m n k")
    A, X, B = d.mat("A", m, n), d.mat("X", n, k), d.mat("B", m, k)
    r = A @ X - B
    d.gradient(tr(X.T @ X), X, 2 * X, by="Every entry is squared.")
    d.gradient(tr(r.T @ r), X, 2 * (A.T @ r), by="Chain rule.")
    with d.chain(tr(r.T @ r)) as c:
        c.eq(
            tr(X.T @ A.T @ A @ X) - 2 * tr(B.T @ A @ X) + tr(B.T @ B),
            by="Multiply out; a trace does not change under transposition.",
        )
