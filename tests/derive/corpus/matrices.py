"""Derivations about orthonormal columns, factorizations, determinants and definite matrices."""

from mmlbook.derive import (
    block,
    column,
    cos,
    derivation,
    det,
    diag,
    eq,
    exp,
    eye,
    gt,
    had,
    inv,
    ne,
    norm,
    norm2,
    number,
    ones,
    sin,
    sqrt,
    tr,
    zeros,
)

CHAPTER = "linear_algebra/{}".format
HALF = number(1, 2)


@derivation(chapter=CHAPTER("orthogonality"), title="Gram and Schmidt with k columns")
def gram_schmidt_columns(d):
    """What is left of a vector is orthogonal to all columns; the coordinates are not longer."""
    n, k = d.dims("n k")
    Q, u = d.mat("Q", n, k, orthonormal=True), d.vec("u", n)
    r = d.let("r", u - Q @ (Q.T @ u), latex=r"\vect{r}")
    with d.chain(Q.T @ r) as c:
        c.eq(Q.T @ u - (Q.T @ Q) @ (Q.T @ u), by="Multiply out.")
        c.eq(zeros(k), by="The columns are orthonormal.")
    with d.chain(norm2(r)) as c:
        c.eq(
            norm2(u) - 2 * norm2(Q.T @ u) + (Q.T @ u).T @ (Q.T @ Q) @ (Q.T @ u),
            by="Multiply out.",
        )
        c.eq(norm2(u) - norm2(Q.T @ u), by="The columns are orthonormal.")
    with d.chain(norm2(Q.T @ u)) as c:
        c.le(norm2(u), gap=norm2(r), by="Bessel's inequality: the difference is a square.")


@derivation(chapter=CHAPTER("orthogonality"), title="Projection with orthonormal columns")
def orthonormal_projection(d):
    """With orthonormal columns no inverse is needed; twice the projection minus I reflects."""
    n, k = d.dims("n k")
    Q = d.mat("Q", n, k, orthonormal=True)
    P = d.let("P", Q @ Q.T)
    R = d.let("R", 2 * P - eye(n))
    with d.chain(Q @ inv(Q.T @ Q) @ Q.T) as c:
        c.eq(P, by="The inverse is the identity.")
    with d.chain(P @ P) as c:
        c.eq(Q @ (Q.T @ Q) @ Q.T, by="Regroup.")
        c.eq(P, by="The columns are orthonormal.")
    with d.chain(tr(P)) as c:
        c.eq(tr(Q.T @ Q), by="Rotate the trace.")
        c.eq(k, by="The trace of the identity.")
    with d.chain(R @ R) as c:
        c.eq(4 * (P @ P) - 4 * P + eye(n), by="Multiply out.")
        c.eq(eye(n), by="Reflecting twice changes nothing.")
    d.definite(P, ">=0", by="It is a matrix times its transpose.")


@derivation(chapter=CHAPTER("orthogonality"), title="Rotations of the plane")
def plane_rotation(d):
    """A rotation keeps lengths and areas."""
    t, x = d.scalar("theta"), d.vec("x", 2)
    G = d.let("G", block([[cos(t), -sin(t)], [sin(t), cos(t)]]))
    with d.chain(G.T @ G) as c:
        c.eq(eye(2), by="Squares of cosine and sine add up to one, and the products cancel.")
    with d.chain(det(G)) as c:
        c.eq(cos(t) ** 2 + sin(t) ** 2, by="The definition.")
        c.eq(1, by="Pythagoras.")
    with d.chain(norm2(G @ x)) as c:
        c.eq(x.T @ (G.T @ G) @ x, by="A squared length is a dot product.")
        c.eq(norm2(x), by="The columns are orthonormal.")


@derivation(chapter=CHAPTER("orthogonality"), title="Givens' rotation")
def givens_rotation(d):
    """A rotation by the right angle makes the second of two entries zero."""
    a, b = d.scalar("a", positive=True), d.scalar("b")
    r = d.let("r", sqrt(a**2 + b**2))
    G = d.let("G", block([[a / r, b / r], [-b / r, a / r]]))
    with d.chain((a / r) ** 2 + (b / r) ** 2) as c:
        c.eq((a**2 + b**2) / r**2, by="Add the quotients.")
        c.eq(1, by="The length of the vector, squared.")
    with d.chain(G.T @ G) as c:
        c.eq(eye(2), by="A rotation: its columns are orthonormal.")
    with d.chain(G @ column(a, b)) as c:
        c.eq(column((a**2 + b**2) / r, 0), by="The products in the second row cancel.")
        c.eq(column(r, 0), by="The length is kept.")


@derivation(chapter=CHAPTER("matrices"), title="What permutations keep")
def permutations(d):
    """Renumbering keeps dot products, sums, products by entries, and traces."""
    n = d.dim("n")
    P, A = d.mat("P", n, n, permutation=True), d.mat("A", n, n)
    x, y = d.vec("x", n), d.vec("y", n)
    with d.chain(P.T @ P) as c:
        c.eq(eye(n), by="Renumber, and back.")
    with d.chain((P @ x).T @ (P @ y)) as c:
        c.eq(x.T @ (P.T @ P) @ y, by="Transpose the product.")
        c.eq(x.T @ y, by="Renumber, and back.")
    with d.chain(P @ ones(n)) as c:
        c.eq(ones(n), by="Equal entries have no order.")
    with d.chain(had(P @ x, P @ y)) as c:
        c.eq(P @ had(x, y), by="Partners stay together.")
    with d.chain(P @ diag(x) @ P.T) as c:
        c.eq(diag(P @ x), by="Rows and columns are renumbered alike.")
    with d.chain(tr(P @ A @ P.T)) as c:
        c.eq(tr(A), by="Rotate the trace.")


@derivation(chapter=CHAPTER("svd"), title="The singular value decomposition from eigenvectors")
def svd_from_eigenvectors(d):
    r"""Eigenvectors of $\mat{A}^{\T} \mat{A}$ give both factors of a singular value decomposition.

    All singular values are positive: the columns of $\mat{A}$ are independent.
    """
    m, n = d.dims("m n")
    A, V = d.mat("A", m, n), d.mat("V", n, n, orthonormal=True)
    S = d.mat("S", n, n, diagonal=True, positive_definite=True)
    Q = d.mat("Q", m, n, orthonormal=True)
    d.assume(eq(A.T @ A, V @ S @ S @ V.T), witness={A: Q @ S @ V.T})
    U = d.let("U", A @ V @ inv(S))
    with d.chain(U.T @ U) as c:
        c.eq(inv(S) @ V.T @ (A.T @ A) @ V @ inv(S), by="Transpose the product.")
        c.eq(
            inv(S) @ (V.T @ V) @ S @ S @ (V.T @ V) @ inv(S),
            by="Put in the decomposition of the symmetric matrix.",
        )
        c.eq(eye(n), by="The columns of $\\mat{V}$ are orthonormal, and the values cancel.")
    with d.chain(U @ S @ V.T) as c:
        c.eq(A @ V @ V.T, by="The values cancel.")
        c.eq(A, by="A square matrix with orthonormal columns has orthonormal rows.")


@derivation(chapter=CHAPTER("svd"), title="The pseudoinverse from singular values")
def pseudoinverse_from_svd(d):
    """Invert the singular values and exchange the sides; Penrose's four conditions hold."""
    m, n, r = d.dims("m n r")
    U, V = d.mat("U", m, r, orthonormal=True), d.mat("V", n, r, orthonormal=True)
    S = d.mat("S", r, r, diagonal=True, positive_definite=True)
    A, P = d.let("A", U @ S @ V.T), d.let("P", V @ inv(S) @ U.T)
    with d.chain(A @ P) as c:
        c.eq(U @ S @ (V.T @ V) @ inv(S) @ U.T, by="Regroup.")
        c.eq(U @ U.T, by="A projection, which is symmetric.")
    with d.chain(P @ A) as c:
        c.eq(V @ V.T, by="The same on the other side.")
    with d.chain(A @ P @ A) as c:
        c.eq(A, by="The projection keeps the columns.")
    with d.chain(P @ A @ P) as c:
        c.eq(P, by="The projection keeps the rows.")
    with d.chain(tr(A.T @ A)) as c:
        c.eq(tr(S @ S), by="The squares of all entries add up to those of the singular values.")


@derivation(chapter=CHAPTER("decompositions"), title="Least squares with orthonormal columns")
def least_squares_by_qr(d):
    """With the factors Q and R least squares needs one triangular system."""
    n, k = d.dims("n k")
    Q, R = d.mat("Q", n, k, orthonormal=True), d.mat("R", k, k, invertible=True)
    y, w = d.vec("y", n), d.vec("w", k)
    X = d.let("X", Q @ R)
    w_hat = d.let("w_hat", inv(R) @ (Q.T @ y), latex=r"\hat{\vect{w}}")
    with d.chain(inv(X.T @ X) @ X.T @ y) as c:
        c.eq(inv(R.T @ R) @ R.T @ Q.T @ y, by="The columns of $\\mat{Q}$ are orthonormal.")
        c.eq(w_hat, by="The transposed factor cancels.")
    with d.chain(norm2(y - X @ w)) as c:
        c.eq(
            norm2(R @ w - Q.T @ y) + norm2(y) - norm2(Q.T @ y),
            by="Only the first part depends on the weights.",
        )
    d.minimum(
        norm2(y - X @ w), w, w_hat, gap=norm2(R @ w - Q.T @ y), by="The first part can be zero."
    )


@derivation(chapter=CHAPTER("decompositions"), title="One step of Cholesky with blocks")
def cholesky_blocks(d):
    """A factor of a block grows by one row and one column."""
    n = d.dim("n")
    L = d.mat("L", n, n, invertible=True)
    a, b = d.vec("a", n), d.scalar("b")
    A = d.let("A", L @ L.T)
    row = d.let("l", inv(L) @ a, latex=r"\vect{\ell}")
    s = d.let("s", b - a.T @ inv(A) @ a)
    d.assume(gt(b - a.T @ inv(A) @ a, 0), witness={b: a.T @ inv(A) @ a + 1 + b**2})
    M = block([[L, zeros(n, 1)], [row.T, sqrt(s)]])
    with d.chain(M @ M.T) as c:
        c.eq(block([[A, L @ row], [(L @ row).T, norm2(row) + s]]), by="Rows times columns.")
        c.eq(block([[A, a], [a.T, b]]), by="The new row solves a triangular system.")


@derivation(chapter=CHAPTER("eigenvalues"), title="The characteristic polynomial, for 2 by 2")
def characteristic_polynomial_two(d):
    """Trace and determinant are its coefficients, and the matrix is a root (Cayley, Hamilton)."""
    A, z = d.mat("A", 2, 2), d.scalar("lambda")
    with d.chain(det(A - z * eye(2))) as c:
        c.eq((A[1, 1] - z) * (A[2, 2] - z) - A[1, 2] * A[2, 1], by="The definition.")
        c.eq(z**2 - tr(A) * z + det(A), by="Multiply out.")
    with d.chain(A @ A - tr(A) * A + det(A) * eye(2)) as c:
        c.eq(zeros(2, 2), by="Entry by entry, everything cancels.")


@derivation(chapter=CHAPTER("eigenvalues"), title="One step of deflation")
def deflation(d):
    """Subtracting an eigenvector's part moves its eigenvalue to zero, and keeps the others."""
    n = d.dim("n")
    S = d.mat("S", n, n, symmetric=True)
    u, v = d.vec("u", n, nonzero=True), d.vec("v", n)
    a, b = d.scalar("alpha"), d.scalar("beta")
    d.assume(eq(u.T @ v, 0), witness={v: v - (u.T @ v) / norm2(u) * u})
    d.assume(
        eq(S @ u, a * u),
        witness={S: a / norm2(u) * (u @ u.T) + b / norm2(v) * (v @ v.T)},
    )
    d.assume(eq(S @ v, b * v), witness={u: u})
    T = d.let("T", S - a / norm2(u) * (u @ u.T))
    with d.chain(T @ u) as c:
        c.eq(S @ u - a / norm2(u) * (u.T @ u) * u, by="Multiply out.")
        c.eq(zeros(n), by="The equation of the eigenvector.")
    with d.chain(T @ v) as c:
        c.eq(b * v - a / norm2(u) * (u.T @ v) * u, by="The equation of the other eigenvector.")
        c.eq(b * v, by="The two eigenvectors are orthogonal.")


@derivation(chapter=CHAPTER("inverses"), title="The inverse of a 2 by 2 matrix")
def inverse_two(d):
    """Exchange the diagonal, change the other signs, and divide by the determinant."""
    a, b = d.scalar("a"), d.scalar("b")
    e, f = d.scalar("c"), d.scalar("d")
    A = d.let("A", block([[a, b], [e, f]]))
    J = d.let("J", block([[f, -b], [-e, a]]))
    with d.chain(det(A)) as c:
        c.eq(a * f - b * e, by="The definition.")
    with d.chain(A @ J) as c:
        c.eq((a * f - b * e) * eye(2), by="The products off the diagonal cancel.")
    with d.chain(J @ A) as c:
        c.eq((a * f - b * e) * eye(2), by="So they do in the other order.")


@derivation(chapter=CHAPTER("definite"), title="Where definite matrices come from")
def definite_matrices(d):
    """Products with a transpose are semidefinite; sums, inverses and congruences keep that."""
    n, k = d.dims("n k")
    A, X = d.mat("A", n, k), d.mat("X", n, k, full_column_rank=True)
    B = d.mat("B", k, k, positive_semidefinite=True)
    P = d.mat("P", k, k, positive_definite=True)
    lam, x = d.scalar("lambda", positive=True), d.vec("x", k)
    with d.chain(x.T @ (A.T @ A) @ x) as c:
        c.eq(norm2(A @ x), by="Transpose the product.")
        c.ge(0, by="A square is not negative.")
    d.definite(A.T @ A, ">=0", by="The quadratic form is a squared length.")
    d.definite(X.T @ X, ">0", by="With independent columns, that length is not zero.")
    d.definite(A.T @ A + lam * eye(k), ">0", by="A positive multiple of the identity helps.")
    d.definite(B + P, ">0", by="The sum of both quadratic forms is positive.")
    d.definite(inv(P), ">0", by="Put $\\mat{P}^{-1} \\vect{x}$ into the form.")
    d.definite(A @ B @ A.T, ">=0", by="Put $\\mat{A}^{\\T} \\vect{x}$ into the form.")


@derivation(chapter=CHAPTER("definite"), title="Cauchy and Schwarz for a definite matrix")
def generalized_cauchy_schwarz(d):
    """A quotient of a squared dot product and a quadratic form is largest in one direction."""
    n = d.dim("d")
    w, m = d.vec("w", n, nonzero=True), d.vec("m", n)
    S = d.mat("S", n, n, positive_definite=True)
    a = d.let("a", (m.T @ w) / (w.T @ S @ w))
    r = d.let("r", inv(S) @ m - a * w, latex=r"\vect{r}")
    with d.chain(r.T @ S @ r) as c:
        c.eq(
            m.T @ inv(S) @ m - 2 * a * (m.T @ w) + a**2 * (w.T @ S @ w),
            by="Multiply out; the inverse cancels.",
        )
        c.eq(m.T @ inv(S) @ m - (m.T @ w) ** 2 / (w.T @ S @ w), by="Put in the factor.")
    with d.chain((m.T @ w) ** 2 / (w.T @ S @ w)) as c:
        c.le(
            m.T @ inv(S) @ m,
            gap=r.T @ S @ r,
            by="The matrix is positive definite; for the direction $\\mat{S}^{-1} \\vect{m}$ "
            "nothing is left.",
        )


@derivation(chapter="models/kernels", title="The Gaussian kernel")
def gaussian_kernel(d):
    """The Gaussian kernel is the exponential of a dot product, with a factor for each point."""
    n = d.dim("d")
    x, z = d.vec("x", n), d.vec("z", n)
    k = d.let("k", exp(-HALF * norm2(x - z)))
    with d.chain(k) as c:
        c.eq(
            exp(-HALF * norm2(x) + x.T @ z - HALF * norm2(z)),
            by="Multiply out the squared distance.",
        )
        c.eq(
            exp(-HALF * norm2(x)) * exp(x.T @ z) * exp(-HALF * norm2(z)),
            by="The exponential of a sum is a product.",
        )
    d.gradient(k, x, -k * (x - z), by="Chain rule: it falls away from the other point.")


@derivation(chapter="models/attention", title="Normalizing a layer")
def layer_normalization(d):
    """A normalized layer has mean zero and mean square one, and forgets shift and scale."""
    n = d.dim("n", least=2)
    x, a, b = d.vec("x", n), d.scalar("a", positive=True), d.scalar("b")
    H = d.let("H", eye(n) - 1 / n * (ones(n) @ ones(n).T))
    d.assume(ne(H @ x, zeros(n)), witness={x: x})
    y = d.let("y", sqrt(n) / norm(H @ x) * (H @ x), latex=r"\vect{y}")
    with d.chain(ones(n).T @ y) as c:
        c.eq(0, by="Centering removes the mean.")
    with d.chain(norm2(y)) as c:
        c.eq(n, by="Divide by the length.")
    with d.chain(H @ (a * x + b * ones(n))) as c:
        c.eq(a * (H @ x), by="A shift is removed.")
    with d.chain(norm(a * (H @ x))) as c:
        c.eq(a * norm(H @ x), by="A positive factor comes out, and then cancels.")


@derivation(chapter="optimization/proximal", title="The proximal point of a quadratic")
def proximal_quadratic(d):
    """Shrinking is the best compromise between staying near and a small length."""
    n = d.dim("n")
    x, v, lam = d.vec("x", n), d.vec("v", n), d.scalar("lambda", positive=True)
    f = HALF * norm2(x - v) + lam / 2 * norm2(x)
    s = d.let("s", 1 / (1 + lam) * v, latex=r"\vect{s}")
    d.gradient(f, x, (1 + lam) * x - v, by="Chain rule.")
    d.solve((1 + lam) * x - v, x, s, coefficient=1 + lam, by="The factor is positive.")
    d.minimum(f, x, s, gap=(1 + lam) / 2 * norm2(x - s), by="Complete the square.")


@derivation(chapter="optimization/gradient_descent", title="How far one step goes down")
def descent_on_definite(d):
    """On a quadratic a step along the gradient gains in proportion, and loses with curvature."""
    n = d.dim("n")
    x, b, eta = d.vec("x", n), d.vec("b", n), d.scalar("eta")
    A = d.mat("A", n, n, positive_definite=True)
    g = d.let("g", A @ x - b, latex=r"\vect{g}")
    new = d.let("x_new", x - eta * g, latex=r"\vect{x}'")
    with d.chain(HALF * (new.T @ A @ new) - b.T @ new) as c:
        c.eq(
            HALF * (x.T @ A @ x) - b.T @ x - eta * (g.T @ (A @ x - b))
            + HALF * eta**2 * (g.T @ A @ g),
            by="Multiply out.",
        )  # fmt: skip
        c.eq(
            HALF * (x.T @ A @ x) - b.T @ x - eta * norm2(g) + HALF * eta**2 * (g.T @ A @ g),
            by="The factor is the gradient itself.",
        )


@derivation(chapter="optimization/conjugate_gradients", title="Conjugate directions")
def conjugate_direction(d):
    """One step of Gram and Schmidt makes directions conjugate; then line searches do not mix."""
    n = d.dim("n")
    A = d.mat("A", n, n, positive_definite=True)
    p, r, x, b = d.vec("p", n, nonzero=True), d.vec("r", n), d.vec("x", n), d.vec("b", n)
    s = d.scalar("s")
    q = d.let("q", r - (p.T @ A @ r) / (p.T @ A @ p) * p, latex=r"\vect{q}")
    with d.chain(p.T @ A @ q) as c:
        c.eq(p.T @ A @ r - (p.T @ A @ r) / (p.T @ A @ p) * (p.T @ A @ p), by="Multiply out.")
        c.eq(0, by="Cancel.")
    with d.chain(p.T @ (A @ (x + s * q) - b)) as c:
        c.eq(p.T @ (A @ x - b) + s * (p.T @ A @ q), by="Multiply out.")
        c.eq(
            p.T @ (A @ x - b),
            by="A step along the new direction does not change the slope along the old one.",
        )


@derivation(chapter="models/autoencoders", title="The gradients of a linear autoencoder")
def linear_autoencoder(d):
    """Encoder and decoder get the residual, multiplied by what the other one does."""
    n, k, p = d.dims("n k p")
    X, W, V = d.mat("X", n, p), d.mat("W", p, k), d.mat("V", k, p)
    R = d.let("R", X @ W @ V - X)
    L = d.let("L", HALF * tr(R.T @ R))
    d.gradient(L, V, (X @ W).T @ R, by="The decoder sees the code.")
    d.gradient(L, W, X.T @ R @ V.T, by="The encoder sees the residual through the decoder.")
