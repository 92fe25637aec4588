"""Derivations of probability from the study: Gaussians, finite distributions, covariances."""

from mmlbook.derive import (
    Sum,
    derivation,
    eq,
    eye,
    had,
    inv,
    log,
    ne,
    norm2,
    number,
    ones,
)

CHAPTER = "probability/{}".format
HALF = number(1, 2)


@derivation(chapter=CHAPTER("gaussians"), title="The product of two Gaussians")
def product_of_gaussians(d):
    """Two Gaussians in one variable multiply to a Gaussian whose precision is the sum of theirs."""
    x, a, b = d.scalar("x"), d.scalar("m_1"), d.scalar("m_2")
    s, t = d.scalar("sigma_1", positive=True), d.scalar("sigma_2", positive=True)
    lam = d.let("lambda", 1 / s**2 + 1 / t**2)
    m = d.let("m", (a / s**2 + b / t**2) / lam)
    with d.chain((x - a) ** 2 / s**2 + (x - b) ** 2 / t**2) as c:
        c.eq(
            lam * x**2 - 2 * lam * m * x + a**2 / s**2 + b**2 / t**2,
            by="Multiply out, and collect the powers of $x$.",
        )
        c.eq(lam * (x - m) ** 2 + a**2 / s**2 + b**2 / t**2 - lam * m**2, by="Complete the square.")
        c.eq(
            lam * (x - m) ** 2 + (a - b) ** 2 / (s**2 + t**2),
            by="What is left does not contain $x$: the means disagree.",
        )
    with d.chain(m) as c:
        c.eq(
            (t**2 * a + s**2 * b) / (s**2 + t**2),
            by="The mean with the smaller variance has the larger weight.",
        )


@derivation(chapter=CHAPTER("gaussians"), title="The conditional of a joint Gaussian")
def gaussian_conditional(d):
    """In precision form the conditional is read off by completing the square in the first block."""
    p, q = d.dims("p q")
    B = d.mat("B", p, p, invertible=True)
    Laa = d.let("L_aa", B.T @ B, latex=r"\mat{\Lambda}_{aa}")
    Lab = d.mat("L_ab", p, q, latex=r"\mat{\Lambda}_{ab}")
    Lbb = d.mat("L_bb", q, q, symmetric=True, latex=r"\mat{\Lambda}_{bb}")
    xa, xb = d.vec("x_a", p), d.vec("x_b", q)
    m = d.let("m", -inv(Laa) @ Lab @ xb, latex=r"\vect{m}_{a \mid b}")
    S = d.let("S", Lbb - Lab.T @ inv(Laa) @ Lab)
    with d.chain(xa.T @ Laa @ xa + 2 * (xa.T @ Lab @ xb) + xb.T @ Lbb @ xb) as c:
        c.eq(
            xa.T @ Laa @ xa - 2 * (xa.T @ Laa @ m) + xb.T @ Lbb @ xb,
            by="Write the mixed term with the conditional mean.",
        )
        c.eq(
            (xa - m).T @ Laa @ (xa - m) + xb.T @ Lbb @ xb - m.T @ Laa @ m,
            by="Complete the square.",
        )
        c.eq(
            (xa - m).T @ Laa @ (xa - m) + xb.T @ S @ xb,
            by="The rest is the exponent of the marginal: its matrix is the Schur complement.",
        )


@derivation(chapter=CHAPTER("gaussians"), title="The distance of Mahalanobis")
def mahalanobis(d):
    """The distance of Mahalanobis is the length after whitening."""
    n = d.dim("d")
    L = d.mat("L", n, n, invertible=True)
    x, mu = d.vec("x", n), d.vec("mu", n)
    S = d.let("Sigma", L @ L.T)
    z = d.let("z", inv(L) @ (x - mu), latex=r"\vect{z}")
    with d.chain((x - mu).T @ inv(S) @ (x - mu)) as c:
        c.eq(
            (x - mu).T @ inv(L).T @ inv(L) @ (x - mu),
            by="The inverse of a product is the product of the inverses, in reverse.",
        )
        c.eq(norm2(z), by="This is a squared length.")
        c.ge(0, by="A square is not negative.")
    with d.chain(inv(L) @ S @ inv(L).T) as c:
        c.eq(eye(n), by="The covariance of the whitened variable is the identity.")
    d.gradient(
        HALF * ((x - mu).T @ inv(S) @ (x - mu)), x, inv(S) @ (x - mu), by="The matrix is symmetric."
    )


@derivation(chapter=CHAPTER("gaussians"), title="Sampling and changes of coordinates")
def affine_covariance(d):
    """An affine map of the data maps their mean and their covariance."""
    n, p, q = d.dims("n p q")
    X, A, b = d.mat("X", n, p), d.mat("A", q, p), d.vec("b", q)
    one = ones(n)
    mean = d.let("mu", 1 / n * (X.T @ one), latex=r"\vect{\mu}")
    S = d.let("S", 1 / n * ((X - one @ mean.T).T @ (X - one @ mean.T)))
    Y = d.let("Y", X @ A.T + one @ b.T)
    new = d.let("nu", 1 / n * (Y.T @ one), latex=r"\vect{\nu}")
    with d.chain(new) as c:
        c.eq(A @ mean + b, by="Means are linear, and the ones add up to $n$.")
    with d.chain(1 / n * ((Y - one @ new.T).T @ (Y - one @ new.T))) as c:
        c.eq(
            1 / n * (((X - one @ mean.T) @ A.T).T @ ((X - one @ mean.T) @ A.T)),
            by="The shift cancels: it moves the points and their mean alike.",
        )
        c.eq(A @ S @ A.T, by="Take the matrix out on both sides.")


@derivation(chapter=CHAPTER("statistics"), title="Three forms of the covariance")
def covariance_forms(d):
    """The covariance is a mean of squares minus a squared mean; data need not be centered first."""
    n, p = d.dims("n d")
    X, v = d.mat("X", n, p), d.vec("v", p)
    one = ones(n)
    mean = d.let("mu", 1 / n * (X.T @ one), latex=r"\vect{\mu}")
    H = d.let("H", eye(n) - 1 / n * (one @ one.T))
    S = d.let("S", 1 / n * ((X - one @ mean.T).T @ (X - one @ mean.T)))
    with d.chain(S) as c:
        c.eq(1 / n * ((H @ X).T @ (H @ X)), by="Centering is a matrix.")
        c.eq(1 / n * (X.T @ H @ X), by="The centering matrix is a symmetric projection.")
        c.eq(1 / n * (X.T @ X) - mean @ mean.T, by="Multiply out.")
    with d.chain(v.T @ S @ v) as c:
        c.eq(
            1 / n * norm2((X - one @ mean.T) @ v),
            by="In every direction the covariance is a mean of squares.",
        )
        c.ge(0, by="So it is positive semidefinite.")


@derivation(chapter=CHAPTER("discrete"), title="Mean and variance of a coin")
def bernoulli(d):
    """A coin that shows one with probability p has mean p and variance p (1 - p)."""
    p = d.scalar("p")
    with d.chain((1 - p) * 0 + p * 1) as c:
        c.eq(p, by="The mean: two terms.")
    with d.chain((1 - p) * (0 - p) ** 2 + p * (1 - p) ** 2) as c:
        c.eq(p * (1 - p) * (p + (1 - p)), by="Take out the common factor.")
        c.eq(p * (1 - p), by="The probabilities add up to one.")


@derivation(
    chapter=CHAPTER("information"), title="Two distributions, and the sum below Gibbs' inequality"
)
def gibbs_sum(d):
    """The linear bound of the logarithm adds up to zero over two distributions."""
    n = d.dim("n")
    i = d.index("i", n)
    p, q = d.vec("p", n), d.vec("q", n)
    d.assume(eq(ones(n).T @ p, 1), witness={p: p + (1 - ones(n).T @ p) / n * ones(n)})
    d.assume(eq(ones(n).T @ q, 1), witness={q: q + (1 - ones(n).T @ q) / n * ones(n)})
    with d.chain(Sum(i, q[i] - p[i])) as c:
        c.eq(ones(n).T @ q - ones(n).T @ p, by="Add the two parts one by one.")
        c.eq(0, by="Both add up to one.")


@derivation(chapter=CHAPTER("information"), title="Where the entropy is stationary")
def entropy_stationary(d):
    """In the Lagrangian of the entropy the rate of a term contains only its own probability."""
    p, nu = d.scalar("p", positive=True), d.scalar("nu")
    d.gradient(-p * log(p) + nu * p, p, nu - 1 - log(p), by="Product rule.")


@derivation(chapter=CHAPTER("markov"), title="The forward recursion keeps probabilities")
def hmm_forward(d):
    """One step with a transition matrix keeps a distribution; dividing by the total restores it."""
    n = d.dim("n")
    A, a, b = d.mat("A", n, n), d.vec("alpha", n), d.vec("b", n)
    one = ones(n)
    d.assume(eq(A @ one, one), witness={A: A - 1 / n * ((A @ one - one) @ one.T)})
    d.assume(eq(one.T @ a, 1), witness={a: a + (1 - one.T @ a) / n * one})
    total = d.let("c", one.T @ had(b, A.T @ a))
    d.assume(ne(one.T @ had(b, A.T @ a), 0), witness={b: b})
    with d.chain(one.T @ (A.T @ a)) as c:
        c.eq((A @ one).T @ a, by="Transpose the product.")
        c.eq(one.T @ a, by="Every row adds up to one.")
        c.eq(1, by="The distribution adds up to one.")
    with d.chain(one.T @ (had(b, A.T @ a) / total)) as c:
        c.eq(1, by="Divide by the total.")


@derivation(chapter=CHAPTER("markov"), title="The stationary distribution of two states")
def two_states(d):
    """A chain with two states forgets its start at the rate of its second eigenvalue."""
    p = d.scalar("p")
    a, b = d.scalar("a", positive=True), d.scalar("b", positive=True)
    stay = d.let("pi", b / (a + b), latex=r"\pi")
    step = p * (1 - a) + (1 - p) * b
    d.solve(step - p, p, stay, coefficient=-(a + b), by="What flows out must flow in.")
    with d.chain(step - stay) as c:
        c.eq((1 - a - b) * (p - stay), by="Collect the multiples of $p$.")


@derivation(chapter=CHAPTER("information"), title="The evidence lower bound")
def elbo(d):
    r"""Evidence is the lower bound plus a divergence, whatever distribution is used to split it.

    $a_z$ and $c_z$ are the logarithms of the posterior and of the chosen distribution $q_z$, and
    $\ell$ is the logarithm of the evidence.
    """
    n = d.dim("K")
    z = d.index("z", n)
    q, a, c_ = d.vec("q", n), d.vec("a", n), d.vec("c", n)
    ell = d.scalar("ell", latex=r"\ell")
    d.assume(eq(Sum(z, q[z]), 1), witness={q: q + (1 - ones(n).T @ q) / n * ones(n)})
    with d.chain(Sum(z, q[z] * ((a[z] + ell) - c_[z])) + Sum(z, q[z] * (c_[z] - a[z]))) as c:
        c.eq(ell * Sum(z, q[z]), by="The logarithms cancel in pairs, except that of the evidence.")
        c.eq(ell, by="The probabilities add up to one.")
