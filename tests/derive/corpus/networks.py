"""Derivations about networks: unknown activations, softmax, and renumbering."""

from mmlbook.derive import (
    Sum,
    derivation,
    diag,
    eq,
    exp,
    had,
    log,
    norm2,
    number,
    ones,
    zeros,
)

GRADIENTS = "calculus/gradients"
HALF = number(1, 2)


@derivation(chapter=GRADIENTS, title="The chain rule through an affine layer")
def affine_layer_chain_rule(d):
    """Whatever the activation, the Jacobian of a layer is a diagonal matrix times the weights."""
    m, n = d.dims("m n")
    W, x, b, g = d.mat("W", m, n), d.vec("x", n), d.vec("b", m), d.vec("g", m)
    f = d.function("phi", latex=r"\varphi")
    z = d.let("z", W @ x + b)
    d.jacobian(f(z), x, diag(f.prime(z)) @ W, by="Chain rule: every entry has its own rate.")
    d.gradient(
        g.T @ f(z), x, W.T @ had(f.prime(z), g), by="The transposed Jacobian carries errors back."
    )
    d.gradient(g.T @ f(z), b, had(f.prime(z), g), by="The offsets enter like the sums themselves.")
    d.gradient(
        g.T @ f(z), W, had(f.prime(z), g) @ x.T, by="Each weight meets one input and one error."
    )


@derivation(chapter=GRADIENTS, title="Backpropagation for any activation")
def backpropagation_any_activation(d):
    """The errors of a two-layer network are computed from back to front, for any activation."""
    p, h, k = d.dims("d h k")
    W1, b1, x = d.mat("W_1", h, p), d.vec("b_1", h), d.vec("x", p)
    W2, b2, t = d.mat("W_2", k, h), d.vec("b_2", k), d.vec("t", k)
    f = d.function("phi", latex=r"\varphi")
    z = d.let("z", W1 @ x + b1)
    a = d.let("a", f(z))
    e2 = d.let("delta_2", W2 @ a + b2 - t, latex=r"\vect{\delta}_{2}")
    e1 = d.let("delta_1", had(W2.T @ e2, f.prime(z)), latex=r"\vect{\delta}_{1}")
    L = d.let("L", HALF * norm2(e2))
    d.gradient(L, W2, e2 @ a.T, by="The last layer is linear: error times input.")
    d.gradient(L, b2, e2, by="The last layer is linear.")
    d.gradient(
        L, b1, e1, by="The error goes back through the weights, then through the activation."
    )
    d.gradient(L, W1, e1 @ x.T, by="Again error times input.")
    d.gradient(L, x, W1.T @ e1, by="The error goes back once more.")


@derivation(chapter=GRADIENTS, title="A residual block")
def residual_block(d):
    """A skip connection adds the identity to the Jacobian, so errors pass it unchanged."""
    n, h = d.dims("n h")
    W, V, x, g = d.mat("W", h, n), d.mat("V", n, h), d.vec("x", n), d.vec("g", n)
    f = d.function("phi", latex=r"\varphi")
    z = d.let("z", W @ x)
    J = d.let("J", V @ diag(f.prime(z)) @ W)
    d.jacobian(V @ f(z), x, J, by="Chain rule.")
    d.gradient(g.T @ (x + V @ f(z)), x, g + J.T @ g, by="The skipped part has the rate $\\mat{I}$.")


@derivation(chapter="models/graphs", title="Activations commute with renumbering")
def activation_commutes(d):
    """What acts on every entry in the same way does not notice the order of the entries."""
    n, k = d.dims("n d")
    P, H, x = d.mat("P", n, n, permutation=True), d.mat("H", n, k), d.vec("x", n)
    f = d.function("phi", latex=r"\varphi")
    with d.chain(f(P @ x)) as c:
        c.eq(P @ f(x), by="The same numbers, in another order.")
    with d.chain(f(P @ H)) as c:
        c.eq(P @ f(H), by="The same rows, in another order.")
    with d.chain(ones(n).T @ f(P @ x)) as c:
        c.eq(ones(n).T @ P @ f(x), by="Renumber after the activation.")
        c.eq(ones(n).T @ f(x), by="A sum does not depend on the order.")


@derivation(chapter="models/graphs", title="A layer of message passing is equivariant")
def message_passing_equivariance(d):
    """Renumbering the nodes renumbers the output of a layer; a sum over the nodes is unchanged."""
    n, p, q = d.dims("n p q")
    P, A = d.mat("P", n, n, permutation=True), d.mat("A", n, n)
    H, W, U = d.mat("H", n, p), d.mat("W", p, q), d.mat("U", p, q)
    f = d.function("phi", latex=r"\varphi")
    with d.chain(f((P @ A @ P.T) @ (P @ H) @ W + (P @ H) @ U)) as c:
        c.eq(f(P @ (A @ H @ W + H @ U)), by="Renumbering there and back changes nothing.")
        c.eq(P @ f(A @ H @ W + H @ U), by="The activation acts on every entry.")
    with d.chain(ones(n).T @ (P @ f(A @ H @ W + H @ U))) as c:
        c.eq(ones(n).T @ f(A @ H @ W + H @ U), by="A sum does not depend on the order.")


@derivation(chapter="models/attention", title="Attention is equivariant")
def attention_equivariance(d):
    """Without positions, attention returns the same values in the new order."""
    n, p, q = d.dims("n p q")
    P, X = d.mat("P", n, n, permutation=True), d.mat("X", n, p)
    Q, K, V = d.mat("Q", p, q), d.mat("K", p, q), d.mat("V", p, p)
    f = d.function("phi", latex=r"\varphi")
    with d.chain(f((P @ X @ Q) @ (P @ X @ K).T) @ (P @ X @ V)) as c:
        c.eq(f(P @ (X @ Q @ K.T @ X.T) @ P.T) @ P @ X @ V, by="Regroup.")
        c.eq(
            P @ f(X @ Q @ K.T @ X.T) @ P.T @ P @ X @ V,
            by="The scores are renumbered in rows and columns.",
        )
        c.eq(P @ (f((X @ Q) @ (X @ K).T) @ (X @ V)), by="There and back changes nothing.")


@derivation(chapter=GRADIENTS, title="The softmax function and its Jacobian")
def softmax_jacobian(d):
    """The entries of softmax add up to one, and its Jacobian is a diagonal minus rank one."""
    n = d.dim("n")
    x, a, i = d.vec("x", n), d.scalar("a"), d.index("i", n)
    Z = d.let("Z", Sum(i, exp(x[i])))
    s = d.let("s", exp(x) / Z, latex=r"\vect{s}", entry="s")
    with d.chain(ones(n).T @ s) as c:
        c.eq(Sum(i, exp(x[i])) / Z, by="Divide the sum instead of every entry.")
        c.eq(1, by="Cancel.")
    d.jacobian(
        s,
        x,
        diag(exp(x)) / Z - exp(x) @ exp(x).T / Z**2,
        by="Quotient rule; the denominator has the rate $\\exp(\\vect{x})^{\\T}$.",
    )
    d.jacobian(s, x, diag(s) - s @ s.T, by="Divide every factor by its own denominator.")
    with d.chain((diag(s) - s @ s.T) @ ones(n)) as c:
        c.eq(s - s * (s.T @ ones(n)), by="The diagonal matrix times ones is its diagonal.")
        c.eq(zeros(n), by="Entries that add up to one cannot all grow.")
    with d.chain(exp(x + a * ones(n)) / Sum(i, exp(x[i] + a))) as c:
        c.eq(exp(a) * exp(x) / (exp(a) * Z), by="The exponential of a sum is a product.")
        c.eq(s, by="Cancel: only differences of scores matter.")


@derivation(chapter="calculus/convexity", title="Log-sum-exp is convex")
def log_sum_exp(d):
    """The gradient of log-sum-exp is softmax, and its Hessian is a matrix of variances."""
    n = d.dim("n")
    x, v, i = d.vec("x", n), d.vec("v", n), d.index("i", n)
    f = d.let("f", log(ones(n).T @ exp(x)))
    s = d.let("s", exp(x) / (ones(n).T @ exp(x)), latex=r"\vect{s}", entry="s")
    H = d.let("H", diag(s) - s @ s.T)
    mean = d.let("v_bar", s.T @ v, latex=r"\bar{v}")
    d.gradient(f, x, s, by="Chain rule.")
    d.hessian(f, x, H, by="The Jacobian of the gradient: that of softmax.")
    with d.chain(v.T @ H @ v) as c:
        c.eq(Sum(i, s[i] * v[i] ** 2) - mean**2, by="Multiply out.")
        c.eq(
            Sum(i, s[i] * (v[i] - mean) ** 2),
            by="The weights add up to one, so this is a variance under the weights.",
        )
        c.ge(0, by="The weights are positive, and squares are not negative.")


@derivation(chapter=GRADIENTS, title="Softmax and cross-entropy")
def softmax_cross_entropy(d):
    """The gradient of the cross-entropy in the scores is prediction minus target."""
    n = d.dim("n")
    x, t, i = d.vec("x", n), d.vec("t", n), d.index("i", n)
    Z = d.let("Z", Sum(i, exp(x[i])))
    s = d.let("s", exp(x) / Z, latex=r"\vect{s}", entry="s")
    d.assume(eq(ones(n).T @ t, 1), witness={t: t + (1 - ones(n).T @ t) / n * ones(n)})
    L = d.let("L", log(Z) - t.T @ x)
    with d.chain(log(exp(x[i]) / Z)) as c:
        c.eq(x[i] - log(Z), by="The logarithm of an entry of the prediction.")
    with d.chain(-Sum(i, t[i] * (x[i] - log(Z)))) as c:
        c.eq(
            log(Z) * (ones(n).T @ t) - t.T @ x,
            by="The logarithm of the denominator is the same in every term.",
        )
        c.eq(L, by="The targets add up to one.")
    d.gradient(L, x, s - t, by="The gradient of log-sum-exp is softmax.")
    d.hessian(L, x, diag(s) - s @ s.T, by="The targets do not depend on the scores.")


@derivation(chapter="models/classification", title="Softmax regression")
def softmax_regression(d):
    """The gradient in the weights is the error of the prediction times the features."""
    k, n = d.dims("k d")
    W, x, t, b = d.mat("W", k, n), d.vec("x", n), d.vec("t", k), d.vec("b", k)
    z = d.let("z", W @ x + b)
    s = d.let("s", exp(z) / (ones(k).T @ exp(z)), latex=r"\vect{s}", entry="s")
    L = d.let("L", log(ones(k).T @ exp(z)) - t.T @ z)
    d.gradient(L, W, (s - t) @ x.T, by="Each weight meets one feature and one error.")
    d.gradient(L, b, s - t, by="The offsets enter like the scores.")
    d.gradient(L, x, W.T @ (s - t), by="The error goes back through the weights.")
