"""Derivations of linear algebra from the study, as a corpus for the engine."""

from mmlbook.derive import (
    Sum,
    column,
    derivation,
    det,
    eq,
    eye,
    had,
    inv,
    ne,
    norm2,
    number,
    ones,
    sqrt,
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


@derivation(chapter=CHAPTER("inverses"), title="The inverse of a block matrix, row by row")
def schur_complement(d):
    """The first column of the inverse of a block matrix is made with the Schur complement."""
    p, q = d.dims("p q")
    A, C = d.mat("A", p, p, symmetric=True), d.mat("C", q, q, symmetric=True, invertible=True)
    B = d.mat("B", p, q)
    S = d.let("S", A - B @ inv(C) @ B.T)
    d.assume(ne(det(A - B @ inv(C) @ B.T), 0), witness={A: A})
    first = d.let("X", inv(S))
    second = d.let("Y", -inv(C) @ B.T @ inv(S))
    with d.chain(A @ first + B @ second) as c:
        c.eq((A - B @ inv(C) @ B.T) @ inv(S), by="Take out the common factor on the right.")
        c.eq(eye(p), by="The first factor is the Schur complement.")
    with d.chain(B.T @ first + C @ second) as c:
        c.eq(B.T @ inv(S) - C @ inv(C) @ B.T @ inv(S), by="Put in the second block.")
        c.eq(zeros(q, p), by="The inverse cancels.")


@derivation(chapter=CHAPTER("decompositions"), title="One step of Cholesky's factorization")
def cholesky_step(d):
    """A factor of a block gives the next row by a triangular system, and the next pivot."""
    n = d.dim("n")
    L = d.mat("L", n, n, invertible=True)
    a, b = d.vec("a", n), d.scalar("alpha")
    A = d.let("A", L @ L.T)
    row = d.let("l", inv(L) @ a, latex=r"\vect{\ell}")
    pivot = d.let("s", b - a.T @ inv(A) @ a)
    with d.chain(L @ row) as c:
        c.eq(a, by="The new row solves a triangular system.")
    with d.chain(row.T @ row) as c:
        c.eq(a.T @ inv(L).T @ inv(L) @ a, by="Transpose the product.")
        c.eq(a.T @ inv(A) @ a, by="The inverse of the factors, in reverse, is that of the block.")
    with d.chain(row.T @ row + pivot) as c:
        c.eq(b, by="The square of the pivot is the Schur complement.")


@derivation(chapter=CHAPTER("eigenvalues"), title="The eigenvalues of a symmetric 2 by 2 matrix")
def eigenvalues_two(d):
    """Both roots of the characteristic polynomial are real, since the discriminant is a sum of
    squares."""
    S = d.mat("S", 2, 2, symmetric=True)
    a, b, e = S[1, 1], S[1, 2], S[2, 2]
    root = d.let("r", sqrt((a - e) ** 2 + 4 * b**2))
    large = d.let("lambda_1", HALF * (a + e + root), latex=r"\lambda_1")
    small = d.let("lambda_2", HALF * (a + e - root), latex=r"\lambda_2")
    with d.chain((a + e) ** 2 - 4 * (a * e - b**2)) as c:
        c.eq((a - e) ** 2 + 4 * b**2, by="The discriminant of the characteristic polynomial.")
        c.ge(0, by="Squares are not negative.")
    with d.chain((a - large) * (e - large) - b**2) as c:
        c.eq(0, by="The larger root.")
    with d.chain((a - small) * (e - small) - b**2) as c:
        c.eq(0, by="The smaller root.")
    with d.chain(large + small) as c:
        c.eq(tr(S), by="The eigenvalues add up to the trace.")
    with d.chain(large * small) as c:
        c.eq(
            HALF**2 * ((a + e) ** 2 - ((a - e) ** 2 + 4 * b**2)),
            by="A difference of squares.",
        )
        c.eq(a * e - b**2, by="The eigenvalues multiply to the determinant.")
    with d.chain(S @ column(b, large - a)) as c:
        c.eq(large * column(b, large - a), by="This is an eigenvector, unless it is zero.")


@derivation(chapter=CHAPTER("low_rank"), title="What rank one can capture, for 2 by 2")
def eckart_young_two(d):
    r"""A direction of rank one captures at most the larger singular value of a diagonal matrix.

    The singular values are $s + t$ and $s$; a direction $\vect{u} \vect{v}^{\T}$ captures at
    most the larger.
    """
    s, t = d.scalar("s", nonnegative=True), d.scalar("t", nonnegative=True)
    u, v = d.vec("u", 2), d.vec("v", 2)
    large = d.let("s_1", s + t)
    certificate = (
        (large**2 - s**2) * (u[2] ** 2 * v[2] ** 2)
        + large * t * ((u[1] * v[2]) ** 2 + (u[2] * v[1]) ** 2)
        + large * s * (u[1] * v[2] - u[2] * v[1]) ** 2
    )
    with d.chain(large**2 - s**2) as c:
        c.eq(t * (2 * s + t), by="A difference of squares.")
        c.ge(0, by="Products of numbers that are not negative.")
    with d.chain((large * u[1] * v[1] + s * u[2] * v[2]) ** 2) as c:
        c.le(
            large**2 * (u[1] ** 2 + u[2] ** 2) * (v[1] ** 2 + v[2] ** 2),
            gap=certificate,
            by="The difference is a sum of terms that are not negative.",
        )


@derivation(chapter=CHAPTER("matrices"), title="Symmetric and antisymmetric parts")
def symmetric_part(d):
    """A quadratic form sees only the symmetric part of its matrix."""
    n = d.dim("n")
    A, x = d.mat("A", n, n), d.vec("x", n)
    S = d.let("S", HALF * (A + A.T))
    K = d.let("K", HALF * (A - A.T))
    with d.chain(S + K) as c:
        c.eq(A, by="The transposes cancel.")
    with d.chain(x.T @ K @ x) as c:
        c.eq(HALF * (x.T @ A @ x - x.T @ A.T @ x), by="Multiply out.")
        c.eq(0, by="A number is its own transpose.")
    with d.chain(x.T @ A @ x) as c:
        c.eq(x.T @ S @ x, by="Only the symmetric part is left.")
    with d.chain(tr(S @ K)) as c:
        c.eq(0, by="The two parts are orthogonal to each other.")


@derivation(chapter=CHAPTER("eigenvalues"), title="Eigenvalues of powers, shifts and inverses")
def eigenvalues_of_functions(d):
    """An eigenvector keeps its role when the matrix is squared, shifted or inverted."""
    n = d.dim("n")
    A = d.mat("A", n, n)
    v, a, b = d.vec("v", n, nonzero=True), d.scalar("lambda", nonzero=True), d.scalar("mu")
    d.assume(eq(A @ v, a * v), witness={A: A + 1 / norm2(v) * (a * v - A @ v) @ v.T})
    d.assume(ne(det(A), 0), witness={v: v})
    with d.chain(A @ A @ v) as c:
        c.eq(a * (A @ v), by="Apply the equation once.")
        c.eq(a**2 * v, by="Apply it again.")
    with d.chain((A - b * eye(n)) @ v) as c:
        c.eq((a - b) * v, by="The shift moves the eigenvalue.")
    with d.chain(inv(A) @ v) as c:
        c.eq(inv(A) @ (1 / a * (A @ v)), by="Divide the equation by the eigenvalue.")
        c.eq(1 / a * v, by="The inverse cancels.")
