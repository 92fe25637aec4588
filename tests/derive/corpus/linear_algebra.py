"""Derivations of linear algebra from the study, as a corpus for the engine."""

from mmlbook.derive import (
    Sum,
    derivation,
    det,
    eq,
    eye,
    had,
    inv,
    ne,
    norm,
    norm2,
    number,
    ones,
    tr,
    zeros,
)

CHAPTER = "linear_algebra/{}".format
HALF = number(1, 2)


@derivation(chapter=CHAPTER("orthogonality"), title="Cauchy and Schwarz by a residual")
def cauchy_schwarz_by_residual(d):
    """The residual of a projection on a line has the squared length that the inequality needs."""
    n = d.dim("n")
    x, y = d.vec("x", n, nonzero=True), d.vec("y", n)
    r = d.let("r", y - (x.T @ y) / norm2(x) * x)
    with d.chain(norm2(r)) as c:
        c.eq(norm2(y) - (x.T @ y) ** 2 / norm2(x), by="Multiply out.")
    with d.chain((x.T @ y) ** 2 / norm2(x)) as c:
        c.le(norm2(y), gap=norm2(r), by="The difference is a squared length.")


@derivation(chapter=CHAPTER("orthogonality"), title="Projection onto a column space")
def projection(d):
    """The projection is idempotent and symmetric; its trace is the dimension of the space."""
    n, k = d.dims("n d")
    B, x = d.mat("B", n, k, full_column_rank=True), d.vec("x", n)
    c_ = d.vec("c", k)
    P = d.let("P", B @ inv(B.T @ B) @ B.T)
    d.gradient(norm2(x - B @ c_), c_, -2 * (B.T @ (x - B @ c_)), by="Chain rule.")
    d.solve(
        B.T @ (B @ c_ - x), c_, inv(B.T @ B) @ B.T @ x, coefficient=B.T @ B, by="Normal equations."
    )
    with d.chain(P @ P) as c:
        c.eq(B @ (inv(B.T @ B) @ (B.T @ B)) @ inv(B.T @ B) @ B.T, by="Regroup.")
        c.eq(P, by="Cancel.")
    with d.chain(P.T) as c:
        c.eq(P, by="The inverse of a symmetric matrix is symmetric.")
    with d.chain(B.T @ (x - P @ x)) as c:
        c.eq(zeros(k), by="The residual is orthogonal to the columns.")
    with d.chain(tr(P)) as c:
        c.eq(tr(inv(B.T @ B) @ (B.T @ B)), by="Rotate the trace.")
        c.eq(k, by="The trace of the identity.")


@derivation(chapter=CHAPTER("orthogonality"), title="One step of Gram and Schmidt")
def gram_schmidt_step(d):
    """What is left of a vector is orthogonal to the orthonormal columns, and shorter."""
    n = d.dim("n")
    Q, u = d.mat("Q", n, n), d.vec("u", n)
    In = eye(n)
    d.assume(eq(Q.T @ Q, In), witness={Q: inv(In + Q - Q.T) @ (In - Q + Q.T)})
    with d.chain(Q.T @ (u - Q @ (Q.T @ u))) as c:
        c.eq(Q.T @ u - (Q.T @ Q) @ (Q.T @ u), by="Multiply out.")
        c.eq(zeros(n), by="The columns are orthonormal.")
    with d.chain(norm2(u - Q @ (Q.T @ u))) as c:
        c.eq(norm2(u) - norm2(Q.T @ u), by="Pythagoras.")
    with d.chain(norm2(Q @ u)) as c:
        c.eq(norm2(u), by="Orthogonal matrices keep lengths.")
    with d.chain(norm(Q @ u)) as c:
        c.eq(norm(u), by="Take roots.")


@derivation(chapter=CHAPTER("pseudoinverse"), title="The four conditions of Penrose")
def penrose(d):
    """The left inverse of a matrix with full column rank is its pseudoinverse."""
    n, k = d.dims("n d")
    B = d.mat("B", n, k, full_column_rank=True)
    Bp = d.let("B_p", inv(B.T @ B) @ B.T)
    with d.chain(B @ Bp @ B) as c:
        c.eq(B, by="First.")
    with d.chain(Bp @ B @ Bp) as c:
        c.eq(Bp, by="Second.")
    with d.chain((B @ Bp).T) as c:
        c.eq(B @ Bp, by="Third.")
    with d.chain((Bp @ B).T) as c:
        c.eq(Bp @ B, by="Fourth.")


@derivation(chapter=CHAPTER("inverses"), title="The formula of Sherman and Morrison")
def sherman_morrison(d):
    """A change of rank one changes the inverse by a matrix of rank one."""
    n = d.dim("n")
    A = d.mat("A", n, n, invertible=True)
    u, v = d.vec("u", n), d.vec("v", n)
    a = d.let("alpha", v.T @ inv(A) @ u)
    d.assume(ne(1 + a, 0), witness={u: u})
    d.assume(ne(det(A + u @ v.T), 0), witness={v: v})
    R = inv(A) - inv(A) @ u @ v.T @ inv(A) / (1 + a)
    with d.chain((A + u @ v.T) @ R) as c:
        c.eq(eye(n) + u @ v.T @ inv(A) - (1 + a) / (1 + a) * (u @ v.T @ inv(A)), by="Multiply out.")
        c.eq(eye(n), by="Cancel.")
    with d.chain(inv(A + u @ v.T)) as c:
        c.eq(R, by="So this is the inverse.")


@derivation(chapter=CHAPTER("inverses"), title="The identity of Woodbury")
def woodbury(d):
    """A change of rank k changes the inverse by a matrix of rank k."""
    n, k = d.dims("n k")
    A = d.mat("A", n, n, invertible=True)
    C = d.mat("C", k, k, invertible=True)
    U, V = d.mat("U", n, k), d.mat("V", k, n)
    K = d.let("K", inv(C) + V @ inv(A) @ U)
    d.assume(ne(det(inv(C) + V @ inv(A) @ U), 0), witness={U: U})
    d.assume(ne(det(A + U @ C @ V), 0), witness={V: V})
    with d.chain(inv(A + U @ C @ V)) as c:
        c.eq(inv(A) - inv(A) @ U @ inv(K) @ V @ inv(A), by="Multiply both sides by the sum.")


@derivation(chapter=CHAPTER("inverses"), title="The push-through identity")
def push_through(d):
    """A matrix moves through a regularized inverse."""
    n, k = d.dims("n d")
    X, lam = d.mat("X", n, k), d.scalar("lambda", positive=True)
    left, right = X.T @ X + lam * eye(k), X @ X.T + lam * eye(n)
    with d.chain(X.T @ right) as c:
        c.eq(left @ X.T, by="Multiply out and regroup.")
    with d.chain(inv(left) @ X.T) as c:
        c.eq(X.T @ inv(right), by="Multiply by both inverses.")


@derivation(chapter=CHAPTER("matrices"), title="The trace is cyclic")
def trace_is_cyclic(d):
    """A factor may move from the end of a trace to its front."""
    n, k, m = d.dims("n d k")
    X, Y, Z = d.mat("X", n, k), d.mat("Y", k, m), d.mat("Z", m, n)
    i, j, l = d.index("i", n), d.index("j", k), d.index("l", m)
    with d.chain(tr(X @ Y @ Z)) as c:
        c.eq(Sum(i, Sum(j, Sum(l, X[i, j] * Y[j, l] * Z[l, i]))), by="The definition.")
        c.eq(tr(Z @ X @ Y), by="Read the sum from another letter on.")


@derivation(chapter=CHAPTER("eigenvalues"), title="Eigenvectors of symmetric matrices")
def eigenvectors_are_orthogonal(d):
    """Eigenvectors of a symmetric matrix that belong to different eigenvalues are orthogonal."""
    n = d.dim("n")
    S = d.mat("S", n, n, symmetric=True)
    u, v = d.vec("u", n, nonzero=True), d.vec("v", n)
    a, b = d.scalar("alpha"), d.scalar("beta")
    orthogonal = v - (u.T @ v) / norm2(u) * u
    d.assume(
        eq(S @ u, a * u),
        witness={v: orthogonal, S: a / norm2(u) * (u @ u.T) + b / norm2(v) * (v @ v.T)},
    )
    d.assume(eq(S @ v, b * v), witness={u: u})
    with d.chain(a * (u.T @ v)) as c:
        c.eq((S @ u).T @ v, by="The first equation.")
        c.eq(u.T @ (S @ v), by="Symmetry.")
        c.eq(b * (u.T @ v), by="The second equation.")


@derivation(chapter=CHAPTER("eigenvalues"), title="Functions of a diagonalized matrix")
def spectral_powers(d):
    """Squares, trace, determinant and inverse act on the eigenvalues."""
    n = d.dim("n")
    Q, L = d.mat("Q", n, n, invertible=True), d.mat("Lambda", n, n, invertible=True)
    S = d.let("S", Q @ L @ inv(Q))
    with d.chain(S @ S) as c:
        c.eq(Q @ L @ (inv(Q) @ Q) @ L @ inv(Q), by="Regroup.")
        c.eq(Q @ (L @ L) @ inv(Q), by="Cancel.")
    with d.chain(S @ (Q @ inv(L) @ inv(Q))) as c:
        c.eq(eye(n), by="Cancel from the inside.")
    with d.chain(tr(S)) as c:
        c.eq(tr(L), by="Rotate the trace.")
    with d.chain(det(S)) as c:
        c.eq(det(Q) * det(L) / det(Q), by="The determinant multiplies.")
        c.eq(det(L), by="Cancel.")


@derivation(chapter=CHAPTER("matrices"), title="The trace of a product by entries")
def hadamard_trace(d):
    """The sum of all products of entries is a trace."""
    m, n = d.dims("m n")
    A, B = d.mat("A", m, n), d.mat("B", m, n)
    i, j = d.index("i", m), d.index("j", n)
    with d.chain(ones(m).T @ had(A, B) @ ones(n)) as c:
        c.eq(Sum(i, Sum(j, A[i, j] * B[i, j])), by="The definition.")
        c.eq(tr(A.T @ B), by="The definition of the trace.")


@derivation(chapter=CHAPTER("matrices"), title="Centering")
def centering(d):
    """The centering matrix is a symmetric projection that removes means."""
    n = d.dim("n")
    x, i = d.vec("x", n), d.index("i", n)
    H = d.let("H", eye(n) - 1 / n * (ones(n) @ ones(n).T))
    x_bar = d.let("x_bar", 1 / n * Sum(i, x[i]), latex=r"\bar{x}")
    with d.chain(H @ H) as c:
        c.eq(H, by="Multiply out; the ones add up to the size.")
    with d.chain(H @ x) as c:
        c.eq(x - x_bar * ones(n), by="Subtract the mean.")
    with d.chain(x.T @ H @ x) as c:
        c.eq(Sum(i, (x[i] - x_bar) ** 2), by="A projection keeps what it has made.")
        c.eq(Sum(i, x[i] ** 2) - n * x_bar**2, by="Multiply out.")
