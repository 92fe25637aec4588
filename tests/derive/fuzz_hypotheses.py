"""Random claims under random hypotheses: the kernels against the models.

A family is an equation with a witness.  A claim is a random term with a hole: on the left the hole
is filled with one side of the equation, on the right with the other side (a true claim) or with
what a careless author could take for it (mostly a false one).  Other claims misuse the indices of a
product entry by entry.  The models alone decide which claims are false.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

from derive.fuzz import (
    CHANCES,
    DIGITS,
    ERRORS,
    FEW,
    MATRICES,
    SCALARS,
    VECTORS,
    Draw,
    I,
    J,
    L,
    M,
    N,
    Pi,
    Sel,
    Tall,
    phi,
    rewrite,
    s1,
    s2,
    swaps,
    t1,
    x1,
    x2,
)

from mmlbook.derive import (
    E,
    Index,
    Sum,
    block,
    det,
    diag,
    eq,
    eye,
    had,
    inv,
    kron,
    norm,
    norm1,
    norm2,
    ones,
    tr,
    zeros,
)
from mmlbook.derive import terms as T  # noqa: N812
from mmlbook.derive.kernels import prove
from mmlbook.derive.models import Hypothesis, broken_hypothesis, compare
from mmlbook.derive.mutate import neighbors
from mmlbook.derive.numbers import _mp
from mmlbook.derive.relations import Relation
from mmlbook.derive.structure import random_groups
from mmlbook.derive.terms import Term, symbol
from mmlbook.derive.traverse import substitute, symbols

a, b, c = SCALARS
u, v, w = VECTORS[N]
y, z = VECTORS[M]
A, B, S = MATRICES[N, N]
X, Y = MATRICES[M, N]
(G,) = MATRICES[N, M]
Q, P = MATRICES[M, M]
one, unit, size = ones(N), eye(N), N + 0
zero = T.number(0)
# symbols of witnesses only
p, q, r = (symbol(name, N) for name in ("p_0", "q_0", "r_0"))
turn, F = symbol("O_0", N, N, orthonormal=True), symbol("F_0", M, N)
spin = det(turn)  # 1 or -1
away = unit - u @ u.T / norm2(u)
across = v - (u.T @ v) / norm2(u) * u
K = symbol("K_1", *kron(A, B).shape)
stack = block([[u], [y]])
high = symbol("h_1", *stack.shape)


@dataclass(frozen=True)
class Family:
    """Hypotheses with witnesses, and further equations that follow from them."""

    name: str
    hypotheses: tuple[Hypothesis, ...]
    follows: tuple[tuple[Term, Term], ...] = ()

    @property
    def equations(self) -> list[tuple[Term, Term]]:
        own = [(h.relation.lhs, h.relation.rhs) for h in self.hypotheses]
        return own * 2 + list(self.follows)


def given(lhs, rhs, *follows, **chosen):
    """Return one equation, the values that make it true, and what follows from it."""
    values = tuple((NAMES[name], t) for name, t in chosen.items())
    return (Hypothesis(eq(lhs, rhs), values),), follows


NAMES = {t.data.name: t for t in (a, b, u, v, w, y, z, A, B, S, X, Y, G, Q, K, high)}
NAMES |= {"x": x1, "x2": x2}


def both(*parts):
    """Return several equations as one family."""
    return tuple(h for hs, _ in parts for h in hs), tuple(f for _, fs in parts for f in fs)


FAMILIES = {
    # products of matrices and vectors
    "eigenvector": given(
        S @ u, a * u, (S @ S @ u, a**2 * u), S=away @ S @ away + a * u @ u.T / norm2(u)
    ),
    "eigenvector of any matrix": given(
        A @ u, a * u, (A @ A @ u, a**2 * u), A=A @ away + a * u @ u.T / norm2(u)
    ),
    "two eigenvectors": both(
        given(S @ u, a * u, ((a - b) * u.T @ v, zero),
              S=a * u @ u.T / norm2(u) + b * v @ v.T / norm2(v)),
        given(S @ v, b * v, (u.T @ S @ v, b * u.T @ v), v=across),
    ),
    "idempotent": given(
        A @ A, A, (A @ A @ A, A), ((unit - A) @ A, zeros(N, N)), A=unit - p @ q.T / (q.T @ p)
    ),
    "projection": given(S @ S, S, (tr(S @ S @ S), tr(S)), S=unit - p @ p.T / norm2(p)),
    "involution": given(A @ A, unit, (A @ A @ A, A), A=unit - 2 * (p @ q.T) / (q.T @ p)),
    "nilpotent": given(
        A @ A, zeros(N, N), A=p @ (q - (q.T @ p) / norm2(p) * p).T
    ),
    "inverse": given(A @ B, unit, (B @ A, unit), (inv(A), B), B=inv(A)),
    "named inverse": given(B, inv(A), (A @ B, unit), B=inv(A)),
    "commuting": given(
        A @ B, B @ A, (A @ A @ B, B @ A @ A), B=2 * (A @ A) + 3 * A - unit
    ),
    "orthonormal": given(A.T @ A, unit, (A @ A.T, unit), (norm2(A @ u), norm2(u)), A=turn),
    "image": given(A @ u, w, (A @ A @ u, A @ w), w=A @ u),
    "one image of two": given(A @ u, B @ v, (norm2(A @ u), u.T @ A.T @ B @ v), v=inv(B) @ A @ u),
    "kernel": given(A @ u, zeros(N, 1), A=A @ away),
    "normal equations": given(
        X.T @ y, zeros(N, 1), (y.T @ X @ u, zero), X=X - y @ y.T @ X / norm2(y)
    ),
    "orthogonal to ones": given(one.T @ A, zeros(1, N), A=A - one @ one.T @ A / size),
    "row sums one": given(A @ one, one, (A @ A @ one, one), A=A + (one - A @ one) @ one.T / size),
    "a name for a product": given(B, A.T @ A, (B.T, B), B=A.T @ A),
    "a name on the right": given(A.T @ A, B, B=A.T @ A),
    "a tall product": given(X.T @ X, B, (B.T, B), B=X.T @ X),
    "rank one more": given(A, B + u @ v.T, (A @ w, B @ w + (v.T @ w) * u), A=B + u @ v.T),
    "rank one": given(A, u @ v.T, (A @ A, (u.T @ v) * A), A=u @ v.T),
    "multiple": given(v, a * u, (u @ v.T, v @ u.T), v=a * u),
    "same vector": given(u, v, u=v),
    "skew": given(A.T, -A, (u.T @ A @ u, zero), A=A - A.T),
    "similar by a permutation": given(B, Pi @ A @ Pi.T, (tr(B), tr(A)), B=Pi @ A @ Pi.T),
    "intertwined": given(
        A @ G, G @ Q, (A @ A @ G, G @ Q @ Q), A=3 * unit + G @ F, Q=3 * eye(M) + F @ G
    ),
    "three factors": given(A @ S @ A.T, B, (B.T, B), B=A @ S @ A.T),
    "a name for a permutation": given(A, Pi, (A.T @ A, unit), A=Pi),
    "a name for a diagonal matrix": given(A, L, (A.T, L), A=L),
    "a name for a diagonal": given(A, diag(u), (A @ one, u), A=diag(u)),
    "fixed by a permutation": given(Pi @ u, u, (Pi.T @ u, u), u=a * one),
    "turned": given(Tall @ u, y, (Tall.T @ y, u), y=Tall @ u),
    "picked": given(Sel @ y, u, u=Sel @ y),
    "inverse of a sum": given((A + S) @ B, unit, (inv(A + S), B), B=inv(A + S)),
    "solution": given(inv(A) @ u, v, (A @ v, u), v=inv(A) @ u),
    "function": given(T.function(phi, u), v, v=T.function(phi, u)),
    "a name for an outer product": given(u @ v.T, A, A=u @ v.T),
    "two terms": given(A @ B + B.T @ A.T, S, S=A @ B + B.T @ A.T),
    "quadratic": given(
        A @ A, 2 * A - unit, (A @ (2 * unit - A), unit),
        A=unit + p @ (q - (q.T @ p) / norm2(p) * p).T
    ),
    "eigenvector of pairs": given(
        K @ kron(u, v), a * kron(u, v), K_1=a * T.eye(K.shape[0])
    ),
    # numbers
    "a name for a size": given(a, size + 1, a=size + 1),
    "same length": given(norm2(u), norm2(v), (u.T @ u, v.T @ v), v=turn @ u),
    "a name for a length": given(norm(u), a, (norm2(u), a**2), a=norm(u)),
    "a multiple of a form": given(a * (u.T @ v), b, b=a * (u.T @ v)),
    "ratio": given(a / c, 2, (a, 2 * c), a=2 * c),
    "a product of forms": given(
        (u.T @ v) * (u.T @ w), 1, (u.T @ v, 1 / (u.T @ w)), v=v / ((u.T @ v) * (u.T @ w))
    ),
    "absolute value": given(abs(a), 1, (a**2, T.number(1)), a=spin),
    "a product of means": given(E(s1) * E(t1), a, (E(s1 * t1), a), a=E(s1) * E(t1)),
    "perpendicular": given(u.T @ v, zero, (norm2(u + v), norm2(u) + norm2(v)), v=across),
    "perpendicular, as a sum": given(Sum(I, u[I] * v[I]), zero, (v.T @ u, zero), v=across),
    "perpendicular under a form": given(
        u.T @ S @ v, zero, v=v - (u.T @ S @ v) / (u.T @ S @ u) * u
    ),
    "unit": given(norm2(u), 1, (u.T @ u, T.number(1)), u=u / norm(u)),
    "unit by its norm": given(norm(u), 1, (norm2(u), T.number(1)), u=u / norm(u)),
    "length one by absolute values": given(norm1(u), 1, u=u / norm1(u)),
    "sum one": given(one.T @ u, 1, (Sum(I, u[I]), T.number(1)), u=u + (1 - one.T @ u) / size * one),
    "sum zero": given(Sum(I, u[I]), 0, (one.T @ u, zero), u=u - one.T @ u / size * one),
    "a name for a square": given(a, norm2(u), (a**2, norm2(u) ** 2), a=norm2(u)),
    "a name for a trace": given(tr(A), a, (tr(A.T), a), a=tr(A)),
    "traceless": given(tr(A), 0, A=A - tr(A) / size * unit),
    "a name for a diagonal sum": given(Sum(I, A[I, I] * u[I]), a, a=Sum(I, A[I, I] * u[I])),
    "a name for a sum of squares": given(
        Sum(I, Sum(J, A[I, J] ** 2)), a, (tr(A.T @ A), a), a=tr(A.T @ A)
    ),
    "a name for a sum over pairs": given(
        Sum((I, J), u[I] * u[J]), a, a=Sum((I, J), u[I] * u[J])
    ),
    "a name for a determinant": given(det(A), a, (det(A @ A), a**2), a=det(A)),
    "reciprocal": given(a * b, 1, (a, 1 / b), a=spin * 3, b=spin / 3),
    "product of three": given(a * b * c, 2, (a * c, 2 / b), a=2 * spin / c, b=spin + 0),
    "product of powers": given(a**2 * b, 1, (b, 1 / a**2), a=3 * spin, b=T.number(1) / 9),
    "sign": given(a**2, 1, (a**3, a), (1 / a, a), a=spin),
    "zero or one": given(a**2, a, (a**3, a), a=(1 + spin) / 2),
    "cube": given(a**3, a, a=spin),
    "sum of numbers": given(a + b, 1, (a, 1 - b), (a**2 - b**2, a - b), b=1 - a),
    "square of numbers": given(a**2, b, (a**4, b**2), b=a**2),
    "square and more": given(a**2, 2 * a - b, (b, 2 * a - a**2), b=2 * a - a**2),
    "no product": given(a * b, 0, (a**2 * b, zero), a=(1 + spin) / 2, b=(1 - spin) * b),
    # chance
    "mean": given(E(x1), v, (E(A @ x1), A @ v), v=E(x1)),
    "mean zero": given(
        E(x1), zeros(N, 1), (E(A @ x1 + u), u), x=x1 - E(x1)
    ),
    "second moments": given(E(x1 @ x1.T), B, (E(norm2(x1)), tr(B)), B=E(x1 @ x1.T)),
    "cross moments": given(E(x1 @ x2.T), B, (E(x2.T @ x1), tr(B)), B=E(x1 @ x2.T)),
    "mean of a number": given(E(s1), a, (E(2 * s1 + b), 2 * a + b), a=E(s1)),
    "mean of a square": given(E(s1**2), b, b=E(s1**2)),
    "mean of a product": given(E(s1 * s2), a, (E(s2 * s1), a), a=E(s1 * s2)),
    "linear model": given(x2, A @ x1 + u, (E(x2), A @ E(x1) + u), x2=A @ x1 + u),
    "mean of a form": given(E(x1.T @ A @ x1), a, a=E(x1.T @ A @ x1)),
    # structure
    "a name for pairs": given(K, kron(A, B), (tr(K), tr(A) * tr(B)), K_1=kron(A, B)),
    "a name for a stack": given(high, stack, (norm2(high), norm2(u) + norm2(y)), h_1=stack),
    "a row of blocks": given(block([[A, G]]) @ stack, w, (A @ u + G @ y, w), w=A @ u + G @ y),
    "a column of blocks": given(
        block([[A], [X]]) @ u, zeros(*high.shape), (A @ u, zeros(N, 1)), (X @ u, zeros(M, 1)),
        A=A @ away, X=X @ away,
    ),
    "between two": given(A @ Pi @ A, B, (tr(B), tr(Pi @ A @ A)), B=A @ Pi @ A),
    "twice an image": given(2 * (A @ u), w, (A @ u, w / 2), w=2 * (A @ u)),
    "no multiple": given(
        a * u, zeros(N, 1), (a * u.T @ v, zero), a=(1 + spin) / 2, u=(1 - spin) * u
    ),
    "the same multiples": given(a * u, a * v, a=(1 + spin) / 2, u=v + (1 - spin) * u),
    "a name for entries": given(had(u, v), w, (u.T @ v, one.T @ w), w=had(u, v)),
}  # fmt: skip
FAMILIES = {name: Family(name, *parts) for name, parts in FAMILIES.items()}
PLACES = [Index(name, N) for name in "kl"]  # of inner sums
NAMED = tuple(sorted(FAMILIES))
# what the kernels do not use, or only where they know that a number is not zero
NO_RULE = {
    "cube", "zero or one", "no product", "a name for entries", "no multiple", "the same multiples",
}  # fmt: skip


@cache
def together(*names: str) -> tuple[Hypothesis, ...] | None:
    """Return the hypotheses of families, if their witnesses make all of them true."""
    out = tuple(h for name in names for h in FAMILIES[name].hypotheses)
    chosen = [s for h in out for s, _ in h.witness]
    if len(chosen) > len(set(chosen)):
        return None
    return None if broken_hypothesis(out) else out


# --- terms with a hole ----------------------------------------------------------------------------


class Holed(Draw):
    """Random terms in which a hole is frequent, beside the symbols of an equation."""

    def __init__(self, rng, hole: Term, pool: list[Term]) -> None:
        super().__init__(rng, rich=rng.random() < 0.4 or bool(random_groups(hole, *pool)))
        self.hole, self.pool = hole, pool

    def fits(self, shape):
        ways = [t for t in (self.hole, self.hole.T) if t.shape == shape] * 2
        ways += [t for s in self.pool for t in (s, s.T) if t.shape == shape]
        return [t for t in ways if self.chance or not random_groups(t)]

    def scalar(self, depth, free=()):
        rng = self.rng
        if rng.random() < 0.25 and (ways := self.fits((1, 1)) + self.entries(free) * 2):
            return rng.choice(ways)
        return super().scalar(depth, free)

    def entries(self, free):
        """Return entries of the hole and of the pool, with equal indices too."""
        out = []
        for t in (self.hole, *self.pool):
            if self.chance or not random_groups(t):
                out += [t[i] for i in free if t.shape == (N, 1)]
                out += [t[i, j] for i in free for j in free if t.shape == (N, N)]
        return out

    def matrix(self, rows, columns, depth):
        if self.rng.random() < 0.35 and (ways := self.fits((rows, columns))):
            return self.rng.choice(ways)
        return super().matrix(rows, columns, depth)

    def frame(self):
        """Return a term around a hole of an unusual shape."""
        H, rng = self.hole, self.rng
        pair = kron(self.matrix(N, 1, 1), self.matrix(N, 1, 0))
        if H.shape == K.shape:
            square = kron(self.matrix(N, N, 1), self.matrix(N, N, 0))
            return rng.choice(
                [tr(H), H @ pair, pair.T @ H @ pair, tr(H @ H), H.T @ H, tr(H @ square)]
            )
        tall = block([[self.matrix(N, 1, 1)], [self.matrix(M, 1, 0)]])
        wide = block([[self.matrix(N, N, 1), self.matrix(N, M, 0)]])
        return rng.choice([H.T @ tall, norm2(H), wide @ H, H @ H.T, (H + tall).T @ H])

    def term(self):
        shape = self.hole.shape
        if not set(shape) <= {N, M, 1}:
            return self.frame()
        kind = self.rng.random()
        if kind < 0.65:
            return self.scalar(self.rng.randint(1, 3))
        own = {(1, 1): (N, N), (1, N): (N, 1)}.get(shape, shape)
        return self.matrix(*self.rng.choice([(N, N), (N, 1), own]), self.rng.randint(1, 2))


def hole_for(t: Term) -> Term:
    groups = sorted(random_groups(t))
    return symbol("hole", *t.shape, group=groups[0] if groups else "")


def misread(L: Term, R: Term, rng: random.Random) -> list[Term]:
    """Return what could be taken for R by mistake."""
    out = [x for _, x in neighbors(R, str(rng.random()))[:3]]
    out += [t for t in (T.mul(size, R), T.mul(2, R), R.T, L.T, zeros(*R.shape)) if t != R]
    out += rng.sample(ways := swaps(L), min(2, len(ways)))
    for s in symbols(L):
        others = [t for t in symbols_like(s) if t not in symbols(L, R)]
        out += [substitute(L, {s: t}) for t in others[:1]]
    return [t for t in out if t.shape == R.shape]


def symbols_like(s: Term) -> list[Term]:
    pool = [
        *SCALARS,
        *CHANCES,
        x1,
        x2,
        *(t for ts in (*VECTORS.values(), *MATRICES.values()) for t in ts),
    ]
    return [t for t in pool if t.shape == s.shape and t.data.group == s.data.group and t != s]


def filled(rng: random.Random, family: Family, pool: list[Term]):
    """Yield a true claim about a random term with a hole, and false ones."""
    L, R = rng.choice(family.equations)
    hole = hole_for(L)
    draw = Holed(rng, hole, pool)
    while hole not in symbols(t := draw.term()):
        draw.inverses = 0
    left, right = (L, R) if rng.random() < 0.7 else (R, L)
    start = substitute(t, {hole: left})
    if random_groups(start):
        return
    for x in (right, *rng.sample(wrong := misread(left, right, rng), min(3, len(wrong)))):
        other = substitute(t, {hole: x})
        for _ in range(rng.randint(0, 2)):
            other = rewrite(other, rng)
        yield start, other, x == right
    yield start, rng.choice([x for _, x in neighbors(other, str(rng.random()))] or [other]), False


# --- entry by entry -------------------------------------------------------------------------------


def factors(t: Term) -> list[Term]:
    """Return the factors of a product of matrices and columns that have entries over N."""
    known = {(N, N), (N, 1), (1, N)}
    ok = t.op == "mul" and all(x.shape in known for x in t.args)
    return list(t.args) if ok and len(t.args) <= 3 else []


def at(t: Term, i, j) -> Term:
    """Return an entry; an axis of size one has no index."""
    if t.shape == (N, N):
        return t[i, j]
    return t[i] if t.shape == (N, 1) else t.T[j] if t.shape == (1, N) else t


def placed(parts: list[Term], rng: random.Random) -> list[Term]:
    """Return entries of the factors of a product: their indices chain, or are equal or swapped."""
    chain = [I, *PLACES[: len(parts) - 1], J]
    kind, places = rng.random(), list(pairwise(chain))
    if kind < 0.3 and len(parts) == 3:  # a factor is forgotten, two sums meet at one index only
        return [at(parts[0], *places[0]), at(parts[2], PLACES[1], I)]
    if kind < 0.8:
        new = {i: rng.choice(chain) for i in rng.sample(chain, rng.randint(1, 2))}
        places = [(new.get(i, i), new.get(j, j)) for i, j in places]
    if rng.random() < 0.3:
        places = [p[:: rng.choice((1, -1))] for p in places]
    return [at(x, *p) for x, p in zip(parts, places, strict=True)]


def by_entries(rng: random.Random, family: Family):
    """Yield claims in which the indices of a product are right, equal, or exchanged."""
    usable = [(L, R) for L, R in family.equations if factors(L) and set(L.shape) <= {N, 1}]
    if not usable:
        return
    L, R = rng.choice(usable)
    i, j, k = (rng.choice([I, J, *PLACES]) for _ in range(3))
    parts = placed(factors(L), rng)
    whole = len(parts) == len(factors(L))
    extra = rng.choice([[], [u[i]], [A[j, k]]]) if whole else []
    body = T.mul(*parts, *extra)
    kept = T.mul(at(R, *(rng.choice([(I, J), (I, I), (J, I)]) if whole else (I, I))), *extra)
    for right in (kept, T.mul(size, kept), at(R, I, I), zero, T.number(1)):
        yield summed(body, ()), summed(right, ()), False
        yield summed(body, (I,)), summed(right, (I,)), False
        yield summed(body, (I, J)), summed(right, (I, J)), False


def summed(t: Term, free) -> Term:
    """Return the sum over all indices that occur, but for the free ones."""
    for i in sorted(T.free_indices(t) - set(free), key=lambda i: i.name):
        t = Sum(i, t)
    return t


# --- the duel -------------------------------------------------------------------------------------


@dataclass
class Count:
    """Claims tried; refuted; true; meant to be true, for completeness; proved by a hypothesis."""

    pairs: int = 0
    refuted: int = 0
    true: int = 0
    meant: int = 0
    by_hypotheses: int = 0
    unsound: list[tuple] = field(default_factory=list)
    missed: list[tuple] = field(default_factory=list)
    families: Counter = field(default_factory=Counter)

    @property
    def complete(self) -> float:
        return 1 - len(self.missed) / max(1, self.meant)


def claims(rng: random.Random, among=NAMED):
    """Yield names of families, hypotheses, the two sides of a claim, and if it is meant to hold."""
    while True:
        names = rng.sample(among, min(len(among), rng.choice((1, 1, 1, 2))))
        hypotheses = together(*names)
        if hypotheses is None:
            continue
        relations = [t for h in hypotheses for t in (h.relation.lhs, h.relation.rhs)]
        family = FAMILIES[rng.choice(names)]
        make = (
            by_entries(rng, family)
            if rng.random() < 0.25
            else filled(rng, family, symbols(*relations))
        )
        try:
            found = [x for x in make if x[0].shape == x[1].shape and x[0].latex() != x[1].latex()]
        except ERRORS:
            continue
        for x in rng.sample(found, min(4, len(found))):
            yield names, hypotheses, *x


def settled(claim: Relation, hypotheses, proved: bool) -> str:
    """Return the verdict of the models; a fault or a gap is looked at again with other seeds."""
    verdict = compare([claim], hypotheses, seed=7)
    if proved and verdict.status == "refuted":
        with _mp().workdps(DIGITS if not verdict.field.exact else 15):
            again = [compare([claim], hypotheses, seed=k).status for k in (7, 8)]
        return "refuted" if again[0] == "refuted" or "refuted" in again else again[0]
    if not proved and verdict.status == "agree":
        more = [compare([claim], hypotheses, seed=k) for k in (8, 9, 10)]
        if any(v.status == "refuted" for v in more):
            return "refuted"
        return "agree" if verdict.points >= FEW else "none"
    return verdict.status


def hunt(count: int, seed: int, among=NAMED) -> tuple | None:
    """Return the first claim that is proved though it is false, if there is one; for sabotage."""
    for k, (names, hypotheses, s, t, _) in enumerate(claims(random.Random(seed), among)):
        if k == count:
            return None
        proved = prove(s, t, [h.relation for h in hypotheses]) is not None
        if proved and settled(Relation(s, "=", t), hypotheses, proved) == "refuted":
            return names, s, t
    return None


def duel(count: int, seed: int, prover=prove) -> Count:
    """Compare kernels and models on random claims under random hypotheses."""
    out = Count()
    for names, hypotheses, s, t, meant in claims(random.Random(seed)):
        if out.pairs == count:
            return out
        proof = prover(s, t, [h.relation for h in hypotheses])
        status = settled(Relation(s, "=", t), hypotheses, proof is not None)
        if status == "none":
            continue
        out.pairs += 1
        out.families.update(names)
        if status == "refuted":
            out.refuted += 1
            if proof is not None:
                out.unsound.append((names, s, t))
        else:
            out.true += 1
            out.by_hypotheses += proof is not None and "hypotheses" in proof.uses
            if meant and not NO_RULE & set(names):
                out.meant += 1
                if proof is None:
                    out.missed.append((names, s, t))
    return out
