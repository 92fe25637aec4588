"""The kernels alone: what they prove, what they must not accept, and whether errors are caught."""

import os

import pytest
from derive import fuzz
from derive.false_steps import FALSE_STEPS, QUIET_STEPS, TRUE_STEPS, UNDEFINED
from derive.near_misses import FALSE_DERIVATIVES, FALSE_HESSIANS, NEAR_MISSES, UNSEEN
from derive.sabotage import SABOTAGES, STEP_SABOTAGES
from derive.truths import TRUTHS

from mmlbook.derive import (
    Dim,
    Index,
    Max,
    Sum,
    check,
    det,
    diag,
    eq,
    exp,
    eye,
    had,
    integral,
    inv,
    log,
    norm,
    norm2,
    norm_inf,
    number,
    ones,
    oo,
    sqrt,
    tr,
)
from mmlbook.derive.conditions import obligations
from mmlbook.derive.kernels import Proof, prove, prove_derivative, prove_hessian
from mmlbook.derive.models import compare, compare_derivative, compare_hessian
from mmlbook.derive.signs import Signs
from mmlbook.derive.terms import as_term, let, symbol
from mmlbook.derive.trust import trusted_base

n, m, k = Dim("n"), Dim("m"), Dim("k")
i, j, l = (Index(name, n) for name in "ijl")
A, B, C = (symbol(name, n, n) for name in "ABC")
S = symbol("S", n, n, symmetric=True)
X, U, V = symbol("X", m, n), symbol("U", n, k), symbol("V", k, n)
Ck, Q = symbol("R", k, k), symbol("Q", k, k, symmetric=True)
P, H = symbol("P", n, n, symmetric=True), symbol("H", k, n)
W = symbol("W", n, k)
u, v, w, y = symbol("u", n), symbol("v", n), symbol("w", n), symbol("y", m)
a, b, c = symbol("a"), symbol("b"), symbol("c", positive=True)
s, t = symbol("s", positive=True), symbol("t", positive=True)
In, Ik, Im = eye(n), eye(k), eye(m)
hat = X @ inv(X.T @ X) @ X.T
gain = P @ H.T @ inv(H @ P @ H.T + Q)
average = let("average", 1 / n * Sum(i, u[i]))
H0 = In - (1 / n) * (ones(n) @ ones(n).T)

TRUE = {
    "projection is idempotent": (hat @ hat, hat),
    "projection is symmetric": (hat.T, hat),
    "its trace is the rank": (tr(hat), n + 0),
    "the residual is orthogonal": (X.T @ (y - hat @ y), 0 * (X.T @ y)),
    "Sherman and Morrison": (
        inv(A + u @ v.T), inv(A) - inv(A) @ u @ v.T @ inv(A) / (1 + v.T @ inv(A) @ u)
    ),
    "Woodbury": (
        inv(A + U @ Ck @ V), inv(A) - inv(A) @ U @ inv(inv(Ck) + V @ inv(A) @ U) @ V @ inv(A)
    ),
    "push-through": (inv(In + U @ V) @ U, U @ inv(Ik + V @ U)),
    "ridge, dual": (inv(X.T @ X + c * In) @ X.T, X.T @ inv(X @ X.T + c * Im)),
    "Kalman, information form": (inv(inv(P) + H.T @ inv(Q) @ H), P - gain @ H @ P),
    "Kalman, Joseph form": (
        (In - gain @ H) @ P @ (In - gain @ H).T + gain @ Q @ gain.T, P - gain @ H @ P
    ),
    "difference of inverses": (inv(A) - inv(B), inv(A) @ (B - A) @ inv(B)),
    "Hua": (A - inv(inv(A) + inv(inv(B) - A)), A @ B @ A),
    "centering is idempotent": (H0 @ H0, H0),
    "cyclic trace": (tr(A @ B @ C), tr(C.T @ B.T @ A.T)),
    "completing the square": (
        norm2(u) - 2 * (u.T @ A @ v), norm2(u - A @ v) - v.T @ A.T @ A @ v
    ),
    "trace of a product, by entries": (tr(A @ B), Sum(i, Sum(j, A[i, j] * B[j, i]))),
    "variance": (
        Sum(i, (u[i] - 1 / n * Sum(j, u[j])) ** 2), Sum(i, u[i] ** 2) - 1 / n * Sum(j, u[j]) ** 2
    ),
    "centered entries, with a name that binds the same index": (
        Sum(i, (average - u[i]) ** 2), norm2(u) - n * average**2
    ),
    "variance by pairs": (
        Sum((i, j), (u[i] - u[j]) ** 2), n * norm2(u) - Sum(i, u[i]) ** 2
    ),
    "number of pairs": (Sum((i, j), 1), number(1, 2) * n * (n - 1)),
    "antisymmetric pairs": (
        Sum((i, j), u[i] * v[j] - u[j] * v[i]) + Sum((i, j), u[j] * v[i]), Sum((i, j), u[i] * v[j])
    ),
    "Lagrange": (
        norm2(u) * norm2(v) - (u.T @ v) ** 2, Sum((i, j), (u[i] * v[j] - u[j] * v[i]) ** 2)
    ),
    "triangles, renamed": (
        Sum(i, Sum(j, Sum(l, A[i, j] * A[j, l] * A[l, i]))), tr(A @ A @ A)
    ),
    "soft-max shifts": (
        Sum(i, exp(u[i] + a)) / Sum(j, exp(v[j] + a)), Sum(j, exp(u[j])) / Sum(i, exp(v[i]))
    ),
    "entries, by entries": (
        u.T @ had(A, B) @ v, tr(diag(u) @ A @ diag(v) @ B.T)
    ),
    "exponentials multiply by entries": (exp(u + v), had(exp(u), exp(v))),
    "determinant": (det(A @ inv(B) @ A.T), det(A) ** 2 / det(B)),
    "scaled maximum": (norm_inf(2 * u), 2 * Max(j, abs(u[j]))),
    "root of a size": (sqrt(n * norm2(u)), sqrt(n + 0) * norm(u)),
}  # fmt: skip


@pytest.mark.parametrize("name", TRUE)
def test_proved_for_all_sizes(name):
    lhs, rhs = TRUE[name]
    assert prove(lhs, rhs) is not None
    assert compare([eq(lhs, rhs)]).status == "agree"


@pytest.mark.parametrize("k", range(len(TRUTHS)))
def test_truths(k):
    lhs, rhs, hypotheses = TRUTHS[k]
    assert prove(lhs, rhs, hypotheses) is not None
    if not hypotheses:
        assert compare([eq(lhs, rhs)]).status == "agree"


@pytest.mark.parametrize(
    ("f", "x", "derivative"),
    [
        (log(det(A)), A, inv(A).T),
        (tr(inv(A) @ B), A, -(inv(A) @ B @ inv(A)).T),
        (ones(n).T @ exp(u), u, exp(u)),
        (exp(B @ u), u, diag(exp(B @ u)) @ B),
        (log(ones(n).T @ exp(u)), u, exp(u) / (ones(n).T @ exp(u))),
        (
            exp(u) / (ones(n).T @ exp(u)), u,
            diag(exp(u)) / (ones(n).T @ exp(u)) - exp(u) @ exp(u).T / (ones(n).T @ exp(u)) ** 2,
        ),
        (norm2(y - X @ u) + c * norm2(u), u, 2 * ((X.T @ X + c * In) @ u - X.T @ y)),
        (Sum((i, j), (u[i] - u[j]) ** 2), u, 2 * n * (H0 @ u)),
    ],
    ids=lambda t: t.latex(),
)  # fmt: skip
def test_derivatives(f, x, derivative):
    assert prove_derivative(f, x, derivative)
    assert compare_derivative(f, x, derivative).status == "agree"


def test_hypotheses_are_rules_both_ways_round_and_completed():
    symmetric = [eq(S @ u, a * u), eq(S @ v, b * v)]
    assert prove((a - b) * (u.T @ v), number(0), symmetric).uses == ("hypotheses",)
    orthonormal = [eq(W.T @ W, Ik)]
    assert prove((W @ W.T) ** 2, W @ W.T, orthonormal)
    assert prove(norm2(W.T @ W @ V @ u), u.T @ V.T @ V @ u, orthonormal)
    assert prove(A @ B, In, [eq(B @ A @ B, B), eq(A @ B @ A, inv(B))]) is not None


def test_a_proof_says_what_it_needs():
    assert prove((A @ B).T, B.T @ A.T) == Proof("words")
    assert prove(A @ inv(A), In) == Proof("words", ("inverse",))
    assert prove(norm2(u - v), 1 - 2 * (u.T @ v) + norm2(v), [eq(norm(u), 1)]).uses == (
        "hypotheses",
    )
    assert prove(Sum(i, u[i]), ones(n).T @ u).kernel == "indices"


@pytest.mark.parametrize("k", range(len(NEAR_MISSES)))
def test_near_misses(k):
    lhs, rhs, hypotheses = NEAR_MISSES[k]
    assert prove(lhs, rhs, hypotheses) is None
    if not hypotheses:
        assert compare([eq(lhs, rhs)]).status == "refuted"


@pytest.mark.parametrize("pair", UNSEEN, ids=lambda p: p[0].latex())
def test_near_misses_that_models_do_not_refute(pair):
    assert prove(*pair) is None
    assert compare([eq(*pair)]).status == "agree"


@pytest.mark.parametrize("k", range(len(FALSE_DERIVATIVES)))
def test_false_derivatives(k):
    assert prove_derivative(*FALSE_DERIVATIVES[k]) is None
    assert compare_derivative(*FALSE_DERIVATIVES[k]).status == "refuted"


@pytest.mark.parametrize("k", range(len(FALSE_HESSIANS)))
def test_false_hessians(k):
    assert prove_hessian(*FALSE_HESSIANS[k]) is None
    assert compare_hessian(*FALSE_HESSIANS[k]).status == "refuted"


@pytest.mark.parametrize(
    ("f", "rate", "second"),
    [
        (integral(t, exp(-s * t), 0, oo), -1 / s**2, 2 / s**3),
        (integral(t, s**2 * t, 0, 1), s, 1),
        (integral(t, exp(-t), 0, s), exp(-s), None),  # the upper end moves
        (integral(t, exp(-t), s, oo), -exp(-s), None),  # the lower end moves
        (integral(t, s * t, s, 2 * s), number(9, 2) * s**2, None),  # everything moves
    ],
)
def test_rates_of_integrals(f, rate, second):
    """By hand; kernels say nothing about them, the models must know right from wrong."""
    assert compare_derivative(f, s, rate).status == "agree"
    assert compare_derivative(f, s, 2 * rate).status == "refuted"
    if second is not None:
        assert compare_hessian(f, s, as_term(second)).status == "agree"
        assert compare_hessian(f, s, 2 * as_term(second)).status == "refuted"


def test_what_cannot_be_read_is_refused_quietly():
    assert prove(Sum(i, tr(inv((1 + u[i] ** 2) * S))), n * tr(inv(S))) is None
    assert prove(A, X) is None
    power = A
    for _ in range(9):
        power = power @ power + B
    assert prove(tr(power), tr(power.T @ In)) is None  # too long, by count of steps


# --- kernels against models -----------------------------------------------------------------------


def the_kernels_win(pairs, seed):
    count = fuzz.duel(pairs, seed=seed)
    assert not count.unsound, count.unsound[:3]
    assert count.refuted > 0.35 * pairs
    assert count.true > 0.35 * pairs
    assert count.complete >= 0.98, count.missed[:3]


@pytest.mark.parametrize("seed", [2026, 2027, 2028, 2029])
def test_duel_with_the_models(seed):
    """Ten thousand pairs, in four parts."""
    the_kernels_win(2500, seed)


@pytest.mark.nightly
@pytest.mark.skipif("MMLBOOK_NIGHTLY" not in os.environ, reason="takes many minutes")
@pytest.mark.parametrize("seed", range(4000, 4040))
def test_long_duel_with_the_models(seed):
    """Two hundred thousand pairs, in forty parts."""
    the_kernels_win(5000, seed)


# --- sabotage -------------------------------------------------------------------------------------


def proved(step, hypotheses):
    return check.prove(step, check.Context(tuple(hypotheses), ())) is not None


NETS = {
    "conditions": lambda: any(all(map(Signs().discharges, obligations(t))) for t in UNDEFINED),
    "near-misses": lambda: any(prove(*miss) is not None for miss in (*NEAR_MISSES, *UNSEEN)),
    "derivatives": lambda: any(prove_derivative(*x) is not None for x in FALSE_DERIVATIVES),
    "second derivatives": lambda: any(prove_hessian(*x) is not None for x in FALSE_HESSIANS),
    "truths": lambda: any(prove(*pair) is None for pair in (*TRUE.values(), *TRUTHS)),
    "steps": lambda: any(proved(*entry) for entry in (*FALSE_STEPS, *QUIET_STEPS)),
    "true steps": lambda: not all(proved(*entry) for entry in TRUE_STEPS),
    "duel": lambda: bool(fuzz.duel(300, seed=11).unsound),
}


def caught_by(names=tuple(NETS)):
    """Return the first net that notices that a kernel is broken."""
    return next((name for name in names if NETS[name]()), None)


def test_the_healthy_kernels_pass():
    assert caught_by() is None


@pytest.mark.parametrize("name", SABOTAGES)
def test_sabotage_is_caught(monkeypatch, name):
    SABOTAGES[name](monkeypatch)
    assert caught_by() is not None


@pytest.mark.parametrize("name", STEP_SABOTAGES)
def test_sabotage_of_steps_is_caught(monkeypatch, name):
    STEP_SABOTAGES[name](monkeypatch)
    assert caught_by(["conditions", "steps", "true steps"]) is not None


# --- the trusted base -----------------------------------------------------------------------------


def test_the_kernels_are_small():
    assert all(lines <= 410 for lines in trusted_base().values())


def test_the_whole_trusted_base_is_counted():
    assert sum(trusted_base().values()) <= 3700
