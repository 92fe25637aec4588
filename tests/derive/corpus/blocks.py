"""Derivations with block matrices and Kronecker products."""

from mmlbook.derive import (
    block,
    derivation,
    det,
    eye,
    inv,
    kron,
    ne,
    norm2,
    number,
    tr,
    vec,
    zeros,
)

CHAPTER = "linear_algebra/{}".format
HALF = number(1, 2)


@derivation(chapter=CHAPTER("blocks"), title="Block elimination and the Schur complement")
def block_elimination(d):
    """Elimination with blocks factors a matrix; the last block is the Schur complement."""
    p, q = d.dims("p q")
    A, B = d.mat("A", p, p, invertible=True), d.mat("B", p, q)
    C, D = d.mat("C", q, p), d.mat("D", q, q)
    S = d.let("S", D - C @ inv(A) @ B)
    lower = block([[eye(p), zeros(p, q)], [C @ inv(A), eye(q)]])
    middle = block([[A, zeros(p, q)], [zeros(q, p), S]])
    upper = block([[eye(p), inv(A) @ B], [zeros(q, p), eye(q)]])
    with d.chain(lower @ middle @ upper) as c:
        c.eq(lower @ block([[A, B], [zeros(q, p), S]]), by="Rows times columns, block by block.")
        c.eq(block([[A, B], [C, C @ inv(A) @ B + S]]), by="Again, block by block.")
        c.eq(block([[A, B], [C, D]]), by="The Schur complement is what was missing.")
    back = block([[eye(p), zeros(p, q)], [-C @ inv(A), eye(q)]])
    with d.chain(back @ lower) as c:
        c.eq(
            block([[eye(p), zeros(p, q)], [zeros(q, p), eye(q)]]),
            by="Elimination is undone with the opposite sign.",
        )


@derivation(chapter=CHAPTER("blocks"), title="The inverse of a block matrix")
def block_inverse(d):
    """The inverse of a block matrix is made from two inverses of its blocks' size."""
    p, q = d.dims("p q")
    A, B = d.mat("A", p, p, invertible=True), d.mat("B", p, q)
    C, D = d.mat("C", q, p), d.mat("D", q, q)
    S = d.let("S", D - C @ inv(A) @ B)
    d.assume(ne(det(D - C @ inv(A) @ B), 0), witness={D: D})
    M = block([[A, B], [C, D]])
    N = block(
        [
            [inv(A) + inv(A) @ B @ inv(S) @ C @ inv(A), -inv(A) @ B @ inv(S)],
            [-inv(S) @ C @ inv(A), inv(S)],
        ]
    )
    with d.chain(M @ N) as c:
        c.eq(block([[eye(p), zeros(p, q)], [zeros(q, p), eye(q)]]), by="Multiply block by block.")
    with d.chain(N @ M) as c:
        c.eq(block([[eye(p), zeros(p, q)], [zeros(q, p), eye(q)]]), by="The same from the left.")


@derivation(chapter=CHAPTER("blocks"), title="Solving a block triangular system")
def block_triangular(d):
    """A block triangular system is solved from the bottom up."""
    p, q = d.dims("p q")
    A, B = d.mat("A", p, p, invertible=True), d.mat("B", p, q)
    D, a, b = d.mat("D", q, q, invertible=True), d.vec("a", p), d.vec("b", q)
    y = d.let("y", inv(D) @ b, latex=r"\vect{y}")
    x = d.let("x", inv(A) @ (a - B @ y), latex=r"\vect{x}")
    T = block([[A, B], [zeros(q, p), D]])
    with d.chain(T @ block([[x], [y]])) as c:
        c.eq(block([[A @ x + B @ y], [D @ y]]), by="Rows times columns.")
        c.eq(block([[a], [b]]), by="Put in the solutions, the lower one first.")


@derivation(chapter="probability/gaussians", title="The exponent of a joint Gaussian")
def joint_gaussian(d):
    """The exponent of a joint Gaussian splits into a conditional and a marginal one."""
    p, q = d.dims("p q")
    Laa = d.mat("L_aa", p, p, latex=r"\mat{\Lambda}_{aa}", positive_definite=True)
    Lab = d.mat("L_ab", p, q, latex=r"\mat{\Lambda}_{ab}")
    Lbb = d.mat("L_bb", q, q, latex=r"\mat{\Lambda}_{bb}", symmetric=True)
    xa, xb = d.vec("x_a", p), d.vec("x_b", q)
    x = d.let("x", block([[xa], [xb]]), latex=r"\vect{x}")
    L = d.let("L", block([[Laa, Lab], [Lab.T, Lbb]]), latex=r"\mat{\Lambda}")
    m = d.let("m", -inv(Laa) @ Lab @ xb, latex=r"\vect{m}")
    S = d.let("S", Lbb - Lab.T @ inv(Laa) @ Lab)
    with d.chain(x.T @ L @ x) as c:
        c.eq(
            xa.T @ Laa @ xa + 2 * (xa.T @ Lab @ xb) + xb.T @ Lbb @ xb,
            by="Multiply out, block by block.",
        )
        c.eq((xa - m).T @ Laa @ (xa - m) + xb.T @ S @ xb, by="Complete the square.")


@derivation(chapter="optimization/duality", title="The equations of Karush, Kuhn and Tucker")
def kkt_system(d):
    """A quadratic with linear constraints is solved by one linear system with blocks."""
    m, n = d.dims("m n")
    Q, A = d.mat("Q", n, n, positive_definite=True), d.mat("A", n, m, full_column_rank=True)
    b, e, x, nu = d.vec("b", n), d.vec("e", m), d.vec("x", n), d.vec("nu", m)
    S = d.let("S", A.T @ inv(Q) @ A)
    nu_star = d.let("nu_star", inv(S) @ (A.T @ inv(Q) @ b - e), latex=r"\vect{\nu}^{*}")
    x_star = d.let("x_star", inv(Q) @ (b - A @ nu_star), latex=r"\vect{x}^{*}")
    L = HALF * (x.T @ Q @ x) - b.T @ x + nu.T @ (A.T @ x - e)
    d.gradient(L, x, Q @ x - b + A @ nu, by="The matrix is symmetric.")
    d.gradient(L, nu, A.T @ x - e, by="The multipliers enter linearly.")
    K = block([[Q, A], [A.T, zeros(m, m)]])
    with d.chain(K @ block([[x_star], [nu_star]])) as c:
        c.eq(block([[Q @ x_star + A @ nu_star], [A.T @ x_star]]), by="Rows times columns.")
        c.eq(
            block([[b], [A.T @ inv(Q) @ b - S @ nu_star]]),
            by="Put the minimizer into both rows.",
        )
        c.eq(block([[b], [e]]), by="The multipliers solve the Schur complement's system.")


@derivation(chapter=CHAPTER("kronecker"), title="Vectorizing a matrix equation")
def vec_of_product(d):
    """A product with an unknown in the middle is linear in its entries."""
    m, n, p, q = d.dims("m n p q")
    A, X, B = d.mat("A", m, n), d.mat("X", n, p), d.mat("B", p, q)
    with d.chain(vec(A @ X @ B)) as c:
        c.eq(kron(B.T, A) @ vec(X), by="Entry by entry.")
    with d.chain(vec(A @ X)) as c:
        c.eq(kron(eye(p), A) @ vec(X), by="Nothing on the right.")
    with d.chain(vec(X @ B)) as c:
        c.eq(kron(B.T, eye(n)) @ vec(X), by="Nothing on the left.")


@derivation(chapter=CHAPTER("kronecker"), title="Rules of the Kronecker product")
def kronecker_rules(d):
    """Kronecker products multiply, transpose and invert factor by factor; traces multiply."""
    m, n, p, q, r, s = d.dims("m n p q r s")
    A, B = d.mat("A", m, n), d.mat("B", p, q)
    C, D = d.mat("C", n, r), d.mat("D", q, s)
    F, G = d.mat("F", m, m, invertible=True), d.mat("G", n, n, invertible=True)
    with d.chain(kron(A, B) @ kron(C, D)) as c:
        c.eq(kron(A @ C, B @ D), by="The mixed product.")
    with d.chain(kron(A, B).T) as c:
        c.eq(kron(A.T, B.T), by="Transpose blocks and entries.")
    with d.chain(kron(F, G) @ kron(inv(F), inv(G))) as c:
        c.eq(kron(F @ inv(F), G @ inv(G)), by="The mixed product.")
        c.eq(kron(eye(m), eye(n)), by="Both inverses cancel.")
    with d.chain(tr(kron(F, G))) as c:
        c.eq(tr(F) * tr(G), by="The diagonal consists of all products of diagonal entries.")


@derivation(chapter=CHAPTER("kronecker"), title="Least squares for a matrix")
def least_squares_for_matrices(d):
    """Regression on several targets is one regression with a Kronecker product as features."""
    n, k, m = d.dims("n d m")
    X, Y, W = d.mat("X", n, k, full_column_rank=True), d.mat("Y", n, m), d.mat("W", k, m)
    L = tr((Y - X @ W).T @ (Y - X @ W))
    W_hat = d.let("W_hat", inv(X.T @ X) @ X.T @ Y, latex=r"\hat{\mat{W}}")
    with d.chain(L) as c:
        c.eq(norm2(vec(Y - X @ W)), by="Both add up the squares of all entries.")
        c.eq(norm2(vec(Y) - kron(eye(m), X) @ vec(W)), by="Vectorize the product.")
    d.gradient(L, W, 2 * (X.T @ (X @ W - Y)), by="Chain rule.")
    with d.chain(X.T @ (X @ W_hat - Y)) as c:
        c.eq(zeros(k, m), by="Each target has its own normal equations, with one matrix.")
    with d.chain(L) as c:
        c.eq(
            tr((Y - X @ W_hat).T @ (Y - X @ W_hat)) + tr((W - W_hat).T @ X.T @ X @ (W - W_hat)),
            by="Complete the square.",
        )


@derivation(chapter=CHAPTER("kronecker"), title="The equation of Lyapunov")
def lyapunov(d):
    """A linear matrix equation is a linear system for the entries of the unknown."""
    n = d.dim("n")
    A, X, Q = d.mat("A", n, n), d.mat("X", n, n), d.mat("Q", n, n)
    with d.chain(vec(A @ X + X @ A.T + Q)) as c:
        c.eq(vec(A @ X) + vec(X @ A.T) + vec(Q), by="Vectorizing is linear.")
        c.eq((kron(eye(n), A) + kron(A, eye(n))) @ vec(X) + vec(Q), by="Vectorize both products.")
