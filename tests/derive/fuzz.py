"""Random typed terms, equal rewritings, false neighbors: the kernels against the models."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from mmlbook.derive import (
    Dim,
    Index,
    Max,
    ShapeError,
    Sum,
    det,
    diag,
    had,
    inv,
    norm1,
    norm2,
    ones,
    sign,
    tr,
)
from mmlbook.derive import terms as T  # noqa: N812
from mmlbook.derive.kernels import prove
from mmlbook.derive.models import compare
from mmlbook.derive.mutate import neighbors
from mmlbook.derive.relations import Relation
from mmlbook.derive.terms import Term, symbol
from mmlbook.derive.traverse import rebuild

N, M = Dim("n"), Dim("m")
I, J, K = (Index(name, N) for name in "ijk")
SCALARS = [symbol("a"), symbol("b"), symbol("c", positive=True)]
VECTORS = {N: [symbol(x, N) for x in "uvw"], M: [symbol(x, M) for x in "yz"]}
MATRICES = {
    (N, N): [symbol("A", N, N), symbol("B", N, N), symbol("S", N, N, symmetric=True)],
    (M, N): [symbol("X", M, N), symbol("Y", M, N)],
    (N, M): [symbol("G", N, M)],
    (M, M): [symbol("Q", M, M), symbol("P", M, M, symmetric=True)],
}
ERRORS = (ShapeError, TypeError, ValueError, ZeroDivisionError)


class Draw:
    """Random terms of a given shape."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.inverses = 0

    def size(self):
        return self.rng.choice([N, N, M])

    def scalar(self, depth, free=()):
        rng = self.rng
        if depth <= 0:
            leaves = [*SCALARS, T.number(2), T.number(-3), T.number(1, 2), N + 0]
            leaves += [rng.choice(VECTORS[N])[i] for i in free] * 3
            leaves += [MATRICES[N, N][rng.randrange(3)][i, j] for i in free for j in free]
            return rng.choice(leaves)
        less, k = depth - 1, self.size()
        picks = {
            "add": lambda: self.scalar(less, free) + self.scalar(less, free),
            "sub": lambda: self.scalar(less, free) - self.scalar(less, free),
            "mul": lambda: self.scalar(less, free) * self.scalar(less, free),
            "div": lambda: self.scalar(less, free) / self.scalar(0, free),
            "pow": lambda: self.scalar(less, free) ** 2,
            "dot": lambda: self.matrix(k, 1, less).T @ self.matrix(k, 1, less),
            "form": lambda: self.matrix(k, 1, 0).T @ self.matrix(k, k, less) @ self.matrix(k, 1, 0),
            "norm": lambda: norm2(self.matrix(k, 1, less)),
            "trace": lambda: tr(self.matrix(k, k, less)),
            "det": lambda: det(self.matrix(k, k, less)),
            "sum": lambda: self.sum(less, free),
            "pairs": lambda: self.pairs(less, free),
            "one": lambda: norm1(self.matrix(k, 1, less)),
            "abs": lambda: abs(self.scalar(less, free)),
            "sign": lambda: sign(self.scalar(less, free)),
            "max": lambda: self.sum(less, free, Max),
        }
        weights = {"div": 0.5, "sum": 3, "pairs": 2, "trace": 2, "det": 0.5, "one": 0.15,
                   "abs": 0.15, "sign": 0.1, "max": 0.15}  # fmt: skip
        names = list(picks)
        return picks[rng.choices(names, [weights.get(x, 1) for x in names])[0]]()

    def sum(self, depth, free, kind=Sum):
        unused = [i for i in (I, J, K) if i not in free]
        if not unused:
            return self.scalar(0, free)
        return kind(unused[0], self.scalar(depth, (*free, unused[0])))

    def pairs(self, depth, free):
        if free:
            return self.scalar(depth, free)
        return Sum((I, J), self.scalar(max(depth, 1), (I, J)))

    def matrix(self, rows, columns, depth):
        rng = self.rng
        if depth <= 0:
            if columns == 1:
                return rng.choice([*VECTORS[rows]] * 2 + [ones(rows)])
            leaves = list(MATRICES[rows, columns])
            leaves += [m.T for m in MATRICES[columns, rows]]
            leaves += [T.eye(rows)] if rows == columns else []
            return rng.choice(leaves)
        less, inner = depth - 1, self.size()
        pick = rng.randrange(11)
        if pick == 0:
            return self.matrix(rows, columns, less) + self.matrix(rows, columns, less)
        if pick == 1:
            return self.matrix(rows, columns, less) - self.matrix(rows, columns, less)
        if pick == 2 and columns != 1:
            return self.matrix(columns, rows, less).T
        if pick == 3:
            return self.scalar(less) * self.matrix(rows, columns, less)
        if pick == 4 and columns != 1:
            return self.matrix(rows, 1, 0) @ self.matrix(columns, 1, 0).T
        if pick == 5 and rows == columns and columns != 1 and self.inverses < 2:
            self.inverses += 1
            return inv(self.matrix(rows, rows, less))
        if pick == 6:
            return had(self.matrix(rows, columns, less), self.matrix(rows, columns, less))
        if pick == 7 and rows == columns != 1:
            return diag(self.matrix(rows, 1, less))
        return self.matrix(rows, inner, less) @ self.matrix(inner, columns, less)


# --- rewriting by laws that hold ------------------------------------------------------------------


def equal_forms(t: Term) -> list[Term]:
    """Return terms equal to `t` by one law, applied at the top."""
    a, out = t.args, []
    if t.op == "add":
        out += [T.add(*reversed(a)), T.add(*a[1:], a[0]), T.neg(T.add(*map(T.neg, a)))]
    if t.op == "mul":
        out += distributed(t)
        if t.scalar and all(x.scalar for x in a):
            out.append(T.mul(*reversed(a)))
    if t.op == "neg":
        out += [T.mul(-1, a[0]), T.add(a[0], T.mul(-2, a[0]))]
    if t.op == "T" and a[0].op == "mul":
        out.append(T.mul(*(x if x.scalar else x.T for x in reversed(a[0].args))))
    if t.op == "T" and a[0].op == "add":
        out.append(T.add(*(x.T for x in a[0].args)))
    if t.op == "T" and a[0].op == "inv":
        out.append(inv(a[0].args[0].T))
    if t.op == "tr":
        out.append(tr(a[0].T))
        if a[0].op == "mul" and a[0].args[0].shape[0] == a[0].args[0].shape[1] != 1:
            out.append(tr(T.mul(*a[0].args[1:], a[0].args[0])))
        if a[0].op == "add":
            out.append(T.add(*map(tr, a[0].args)))
    if t.op == "pow" and a[0].op == "norm" and t.data == 2:
        out += [a[0].args[0].T @ a[0].args[0], tr(a[0].args[0] @ a[0].args[0].T)]
    if t.op == "pow" and t.scalar:
        out.append(T.mul(*[a[0]] * t.data))
    if t.op == "sum":
        if a[0].op == "add":
            out.append(T.add(*(rebuild(t, (x,)) for x in a[0].args)))
        if a[0].op == "sum" and not t.data.pairs and not a[0].data.pairs:
            out.append(rebuild(a[0], (rebuild(t, a[0].args),)))
    if t.op == "div" and a[0].op == "add":
        out.append(T.add(*(x / a[1] for x in a[0].args)))
    if t.op == "fn" and t.data == "abs":
        out.append(abs(-a[0]))
    if t.op == "had":
        out += [had(a[1], a[0]), had(a[0].T, a[1].T).T]
    if t.op == "det":
        out.append(det(a[0].T))
        if a[0].op == "mul" and all(x.shape == a[0].shape for x in a[0].args):
            out.append(T.mul(*map(det, reversed(a[0].args))))
        if a[0].op == "inv":
            out.append(1 / det(a[0].args[0]))
    if t.op == "diag":
        out += [t.T, diag(a[0] + a[0]) - t]
    if t.op == "inv":
        out.append(inv(T.mul(2, a[0])) * 2)
    if t.op == "entry" and len(t.data) == 2:
        out.append(a[0].T[t.data[1], t.data[0]])
    if t.scalar and t.op not in ("num", "size"):
        out += [t.T, T.add(T.mul(2, t), T.neg(t))]
    return [x for x in out if x.shape == t.shape]


def distributed(t: Term) -> list[Term]:
    for k, x in enumerate(t.args):
        if x.op == "add":
            before, after = t.args[:k], t.args[k + 1 :]
            return [T.add(*(T.mul(*before, y, *after) for y in x.args))]
    return []


def rewrite(t: Term, rng: random.Random) -> Term:
    """Return an equal term: a law applied at a random place."""
    places = []

    def walk(s, build):
        places.extend((s, build, new) for new in safe(s))
        for k, arg in enumerate(s.args):
            walk(
                arg, lambda x, k=k, s=s, b=build: b(rebuild(s, (*s.args[:k], x, *s.args[k + 1 :])))
            )

    def safe(s):
        try:
            return equal_forms(s)
        except ERRORS:
            return []

    walk(t, lambda x: x)
    if not places:
        return t
    _, build, new = rng.choice(places)
    return build(new)


def swaps(t: Term) -> list[Term]:
    """Return `t` with two matrix factors exchanged somewhere, and other confusions of order."""
    out = []
    if t.op == "mul":
        for k in range(len(t.args) - 1):
            try:
                out.append(T.mul(*t.args[:k], t.args[k + 1], t.args[k], *t.args[k + 2 :]))
            except ERRORS:
                continue
    for k, arg in enumerate(t.args):
        for x in swaps(arg):
            try:
                out.append(rebuild(t, (*t.args[:k], x, *t.args[k + 1 :])))
            except ERRORS:
                continue
    return [x for x in out if x.shape == t.shape]


# --- the duel -------------------------------------------------------------------------------------


@dataclass
class Count:
    """Pairs tried; accepted though refuted; agreed upon; agreed but not proved."""

    pairs: int = 0
    refuted: int = 0
    true: int = 0
    unsound: list[tuple[Term, Term]] = field(default_factory=list)
    missed: list[tuple[Term, Term]] = field(default_factory=list)

    @property
    def complete(self) -> float:
        return 1 - len(self.missed) / max(1, self.true)


def pairs(rng: random.Random):
    """Yield pairs of one shape: equal by laws, neighbors, and confusions of order."""
    while True:
        draw = Draw(rng)
        try:
            t = (
                draw.scalar(rng.randint(1, 3))
                if rng.random() < 0.7
                else draw.matrix(*rng.choice([(N, N), (M, N), (N, 1)]), rng.randint(1, 2))
            )
            s = t
            for _ in range(rng.randint(1, 3)):
                s = rewrite(s, rng)
            others = [x for _, x in neighbors(s, str(rng.random()))[:2]] + swaps(s)[:2]
        except ERRORS:
            continue
        for other in (s, *others):
            if other.latex() != t.latex():
                yield t, other


def duel(count: int, seed: int, prover=prove) -> Count:
    """Compare kernels and models on random pairs."""
    out = Count()
    for t, s in pairs(random.Random(seed)):
        if out.pairs == count:
            return out
        verdict = compare([Relation(t, "=", s)], seed=7)
        if verdict.status == "none":
            continue
        out.pairs += 1
        proved = prover(t, s) is not None
        if verdict.status == "refuted":
            out.refuted += 1
            if proved:
                out.unsound.append((t, s))
        else:
            out.true += 1
            if not proved:
                out.missed.append((t, s))
    return out
