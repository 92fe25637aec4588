"""Random typed terms, equal rewritings, false neighbors: the kernels against the models.

Half of the terms use the plain vocabulary of matrices, sums and norms; the others add expectations,
blocks, Kronecker products, columns, matrices with a property, unknown functions and powers.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from itertools import pairwise

from mmlbook.derive import (
    Dim,
    E,
    Function,
    Index,
    Max,
    ShapeError,
    Sum,
    block,
    col,
    det,
    diag,
    exp,
    factorial,
    gamma,
    had,
    inv,
    kron,
    log,
    norm1,
    norm2,
    ones,
    sign,
    tr,
    vec,
    zeros,
)
from mmlbook.derive import terms as T  # noqa: N812
from mmlbook.derive.kernels import prove
from mmlbook.derive.models import compare
from mmlbook.derive.mutate import neighbors
from mmlbook.derive.numbers import _mp
from mmlbook.derive.relations import Relation
from mmlbook.derive.structure import random_groups
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

c, d, K1 = SCALARS[2], symbol("d", positive=True), symbol("K", natural=True)
phi = Function("phi")
Pi = symbol("Pi", N, N, permutation=True)
Rho = symbol("Rho", N, N, permutation=True)
Sel = symbol("Sel", N, M, selection=True)
Tall = symbol("T", M, N, orthonormal=True)
O = symbol("O", N, N, orthonormal=True)
L, L2 = symbol("L", N, N, diagonal=True), symbol("L_2", N, N, diagonal=True)
D = symbol("D", N, N, positive_definite=True)
SPECIAL = {(N, N): [Pi, Rho, O, L, L2, D], (M, N): [Tall], (N, M): [Sel]}
x1, x2 = symbol("x_1", N, group="x"), symbol("x_2", N, group="x")
y1, e1 = symbol("y_1", N, group="y"), symbol("e", N, group="e", standardized=True)
s1, s2, t1 = symbol("s", group="s"), symbol("s_2", group="s"), symbol("t", group="y")
h1, e0 = symbol("h", group="h", indicator=True), symbol("e_0", group="f", standardized=True)
RANDOM = {N: [x1, x1, x2, y1, e1], M: [symbol("z", M, group="s")]}
CHANCES = [s1, s1, s2, t1, h1, e0]


class Draw:
    """Random terms of a given shape; `rich` ones use the whole vocabulary."""

    def __init__(self, rng: random.Random, *, rich: bool = False) -> None:
        self.rng, self.rich = rng, rich
        self.inverses = 0
        self.chance = False  # inside an expectation

    def size(self):
        return self.rng.choice([N, N, M])

    def scalar(self, depth, free=()):
        rng = self.rng
        if depth <= 0:
            leaves = [*SCALARS, T.number(2), T.number(-3), T.number(1, 2), N + 0]
            leaves += [rng.choice(VECTORS[N])[i] for i in free] * 3
            leaves += [MATRICES[N, N][rng.randrange(3)][i, j] for i in free for j in free]
            if self.chance:
                leaves += CHANCES * 2 + [rng.choice(RANDOM[N])[i] for i in free] * 3
            return rng.choice(leaves)
        less, k = depth - 1, self.size()
        picks = {
            "add": lambda: self.scalar(less, free) + self.scalar(less, free),
            "sub": lambda: self.scalar(less, free) - self.scalar(less, free),
            "mul": lambda: self.scalar(less, free) * self.scalar(less, free),
            "div": lambda: self.scalar(less, free) / self.divisor(free),
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
        if self.rich:
            picks |= self.rich_scalars(depth, free, k)
            weights |= {"E": 0 if self.chance or free else 5, "columns": 2 if free else 0}
        names = list(picks)
        return picks[rng.choices(names, [weights.get(x, 1) for x in names])[0]]()

    def divisor(self, free):
        while (x := self.scalar(0, free)) == h1:  # an indicator that may be divided by is one
            pass
        return x

    def rich_scalars(self, depth, free, k):
        rng, less, n = self.rng, depth - 1, self.size()

        def column():
            return block([[self.matrix(k, 1, less)], [self.matrix(n, 1, 0)]])

        return {
            "E": lambda: self.expected(lambda: self.scalar(max(less, 1), free)),
            "columns": lambda: col(self.matrix(N, N, 0), free[0]).T @ self.matrix(N, 1, less),
            "stack": lambda: column().T @ column(),
            "blocks": lambda: column().T @ self.blocks(k, n) @ column(),
            "block trace": lambda: tr(self.blocks(k, n) @ self.blocks(k, n)),
            "pairs of vectors": lambda: (
                kron(self.matrix(k, 1, 0), self.matrix(n, 1, less)).T
                @ kron(self.matrix(k, 1, 0), self.matrix(n, 1, 0))
            ),
            "trace of pairs": lambda: tr(kron(self.matrix(k, k, less), self.matrix(n, n, 0))),
            "vec": lambda: vec(self.matrix(M, N, less)).T @ vec(self.matrix(M, N, 0)),
            "vec kron": lambda: (
                vec(self.matrix(M, N, 0)).T
                @ kron(self.matrix(N, N, 0), self.matrix(M, M, 0)) @ vec(self.matrix(M, N, 0))
            ),
            "phi": lambda: T.function(rng.choice([phi, phi.prime]), self.scalar(less, free)),
            "power": lambda: self.power(free),
            "growth": lambda: rng.choice([
                lambda: exp(self.scalar(0, free) + self.scalar(0, free)),
                lambda: log(self.positive(1)),
                lambda: gamma(c + rng.randint(1, 3)) / gamma(c + rng.randint(1, 3)),
                lambda: factorial(K1 + 1) / factorial(K1),
            ])(),
        }  # fmt: skip

    def expected(self, draw):
        """Return the expectation of a term with one or two independent parts."""
        self.chance = True
        try:
            while not 1 <= len(random_groups(body := draw())) <= 2:
                pass
        finally:
            self.chance = False
        return E(body)

    def power(self, free):
        a, b = SCALARS[:2]
        exponent = self.rng.choice([a, b, a + b, 2 * a, -a, a - b, T.number(1, 2), K1, 2 * K1])
        whole = exponent in (K1, 2 * K1)
        return (self.scalar(0, free) if whole else self.positive(1)) ** exponent

    def positive(self, depth):
        if depth == 0 or self.rng.random() < 0.3:
            return self.rng.choice([c, d])
        x, y = self.positive(depth - 1), self.positive(depth - 1)
        return self.rng.choice([x * y, x / y, x + y, 2 * x])

    def blocks(self, k, n):
        return block([[self.matrix(k, k, 0), self.matrix(k, n, 0)],
                      [self.matrix(n, k, 0), self.matrix(n, n, 0)]])  # fmt: skip

    def rich_matrix(self, rows, columns, depth):
        """Return a term of the rich vocabulary."""
        rng, less, k, n = self.rng, depth - 1, self.size(), self.size()
        picks = [
            lambda: (
                block([[self.matrix(rows, k, less), self.matrix(rows, n, 0)]])
                @ block([[self.matrix(k, columns, less)], [self.matrix(n, columns, 0)]])
            ),
            lambda: T.function(phi, self.matrix(rows, columns, less)),
            lambda: self.matrix(rows, N, 0) @ Pi @ self.matrix(N, columns, less),
        ]
        if rows == N:
            picks.append(lambda: T.function(phi, Pi @ self.matrix(N, columns, less)))
        if not self.chance:
            picks += [lambda: self.expected(lambda: self.matrix(rows, columns, max(less, 1)))] * 3
        if columns == 1:
            X = self.matrix(rows, N, less)
            picks.append(lambda: Sum(I, self.scalar(0, (I,)) * col(X, I)))
        if columns == N:
            X = self.matrix(rows, N, less)
            picks.append(lambda: Sum(I, col(X, I) @ col(self.matrix(N, N, 0), I).T))
        return rng.choice(picks)()

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
                chances = RANDOM[rows] * 2 if self.chance else []
                return rng.choice([*VECTORS[rows]] * 2 + [ones(rows)] + chances)
            leaves = list(MATRICES[rows, columns])
            leaves += [m.T for m in MATRICES[columns, rows]]
            if self.rich:
                leaves += SPECIAL.get((rows, columns), [])
                leaves += [m.T for m in SPECIAL.get((columns, rows), [])]
            leaves += [T.eye(rows)] if rows == columns else []
            return rng.choice(leaves)
        less, inner = depth - 1, self.size()
        if self.rich and rng.random() < 0.35:
            return self.rich_matrix(rows, columns, depth)
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
    if t.scalar and t.op not in ("num", "size") and t != K1:
        out += [t.T, T.add(T.mul(2, t), T.neg(t))]
    out += tried(chances(t)) + tried(structures(t)) + tried(properties(t)) + tried(growths(t))
    return [x for x in out if x.shape == t.shape]


def tried(makers):
    """Return the terms that can be made."""
    out = []
    for make in makers:
        try:
            out.append(make())
        except ERRORS:
            continue
    return out


def mean(t: Term) -> Term:
    """Return the expectation of a term; what is not random is its own."""
    return E(t) if random_groups(t) else t


def chances(t: Term):
    """Yield what is equal by the laws of expectations."""
    if t.op != "E":
        return
    (body,), (a) = t.args, t.args[0].args
    if body.op in ("add", "neg", "T", "tr", "sum", "vec", "block"):
        yield lambda: rebuild(body, tuple(map(mean, a)))
    if body.op == "div" and not random_groups(a[1]):
        yield lambda: E(a[0]) / a[1]
    if body.op == "mul":
        for k in range(1, len(a)):
            left, right = random_groups(T.mul(*a[:k])), random_groups(T.mul(*a[k:]))
            if not left & right:
                yield lambda k=k: T.mul(mean(T.mul(*a[:k])), mean(T.mul(*a[k:])))
    if body == e1 @ e1.T:
        yield lambda: T.eye(N)
    if body in (e1, e0):
        yield lambda: zeros(*body.shape)
    if body == h1**2:
        yield lambda: E(h1)


def structures(t: Term):
    """Yield what is equal by the laws of blocks, pairs and columns."""
    a = t.args
    if t.op == "T" and a[0].op in ("block", "kron"):
        width = a[0].data[1] if a[0].op == "block" else 0
        parts = [x.T for x in a[0].args]
        yield lambda: block([parts[k::width] for k in range(width)]) if width else kron(*parts)
    if t.op == "mul":
        for k, (x, y) in enumerate(pairwise(a)):
            before, after = a[:k], a[k + 2 :]
            if x.op == y.op == "kron":
                yield lambda x=x, y=y, b=before, f=after: T.mul(
                    *b, kron(T.mul(x.args[0], y.args[0]), T.mul(x.args[1], y.args[1])), *f
                )
            if x.op == y.op == "block":
                yield lambda x=x, y=y, b=before, f=after: T.mul(*b, block_product(x, y), *f)
            if x.op == "T" and x.args[0].op == y.op == "vec" and not before and not after:
                yield lambda x=x, y=y: tr(x.args[0].args[0].T @ y.args[0])
    if t.op == "tr" and a[0].op == "kron":
        yield lambda: tr(a[0].args[0]) * tr(a[0].args[1])
    if t.op == "tr" and a[0].op == "block":
        width = a[0].data[1]
        yield lambda: T.add(*(tr(x) for x in a[0].args[:: width + 1]))
    if t.op == "kron" and a[0].op == "add":
        yield lambda: T.add(*(kron(x, a[1]) for x in a[0].args))
    if t.op == "vec" and a[0].op == "mul":
        *front, last = a[0].args
        yield lambda: kron(last.T, T.eye(t.args[0].shape[0])) @ vec(T.mul(*front))
    if t.op == "vec" and a[0].op == "add":
        yield lambda: T.add(*map(vec, a[0].args))
    if t.op == "col" and a[0].op in ("mul", "add"):
        *front, last = a[0].args
        yield lambda: (
            T.mul(*front, col(last, *t.data)) if a[0].op == "mul"
            else T.add(*(col(x, *t.data) for x in a[0].args))
        )  # fmt: skip


def block_product(x, y):
    """Return the product of two block matrices, block by block."""
    inner, width = x.data[1], y.data[1]
    return block([
        [T.add(*(x.args[i * inner + k] @ y.args[k * width + j] for k in range(inner)))
         for j in range(width)]
        for i in range(x.data[0])
    ])  # fmt: skip


def properties(t: Term):
    """Yield what is equal by the properties of matrices."""
    a = t.args
    if t.shape[0] == N and not t.scalar and t.op not in ("mul", "T"):
        for x in (Pi.T, Rho, O, Tall.T, Sel):
            yield lambda x=x: T.mul(x, x.T, t)
    if t.op == "T" and a[0] in (L, L2, D):
        yield lambda: a[0]
    if t.op == "inv" and a[0] in (O, Pi, Rho):
        yield lambda: a[0].T
    if t.op == "fn" and a[0].op == "mul" and a[0].args[0] in (Pi, Rho):
        yield lambda: T.mul(a[0].args[0], T.function(t.data, T.mul(*a[0].args[1:])))
    if t.op == "mul":
        for k, pair in enumerate(pairwise(a)):
            if set(pair) == {L, L2}:
                yield lambda k=k: T.mul(*a[:k], a[k + 1], a[k], *a[k + 2 :])
            if pair == (Pi, had) or (pair[0] == Pi and pair[1].op == "had"):
                yield lambda k=k: T.mul(
                    *a[:k], had(*(T.mul(Pi, x) for x in a[k + 1].args)), *a[k + 2 :]
                )


def is_positive(t: Term) -> bool:
    """Return whether a term is positive by its form."""
    if t.op in ("add", "mul", "div"):
        return all(map(is_positive, t.args))
    return t in (c, d) or (t.op == "num" and t.data > 0) or (t.op == "fn" and t.data == "exp")


def growths(t: Term):
    """Yield what is equal by the laws of powers, exponentials, logarithms and factorials."""
    a = t.args
    if t.op == "rpow":
        if a[1].op == "add":
            yield lambda: T.mul(*(a[0] ** x for x in a[1].args))
        if a[0].op in ("mul", "div"):
            yield lambda: rebuild(a[0], tuple(x ** a[1] for x in a[0].args))
        if is_positive(a[0]):
            yield lambda: exp(a[1] * log(a[0]))
    if t.op == "fn" and t.data == "exp" and a[0].op == "add":
        make = T.mul if t.scalar else had
        yield lambda: make(*map(exp, a[0].args))
    if t.op == "fn" and t.data == "log" and a[0].op in ("mul", "div") and is_positive(a[0]):
        first, *rest = map(log, a[0].args)
        yield lambda: T.add(first, *rest) if a[0].op == "mul" else first - rest[0]
    if t.op == "fn" and t.data == "gamma" and a[0].op == "add" and a[0].args[1].data == 1:
        yield lambda: a[0].args[0] * gamma(a[0].args[0])
    if t.op == "fn" and t.data == "factorial":
        yield lambda: gamma(a[0] + 1)


def confusions(t: Term):
    """Yield what a careless author could take for the same."""
    a = t.args
    if t.op == "E" and a[0].op in ("mul", "had"):
        yield lambda: rebuild(a[0], tuple(map(mean, a[0].args)))
    if t.op == "E" and a[0].op in ("pow", "fn", "div"):
        yield lambda: rebuild(a[0], tuple(map(mean, a[0].args)))
    if t.op == "E":
        yield lambda: a[0]
    if t.op == "kron":
        yield lambda: kron(a[1], a[0])
    if t.op == "vec":
        yield lambda: vec(a[0].T)
    if t.op == "block":
        yield lambda: rebuild(t, (a[-1], *a[1:-1], a[0]))
    if t.op == "fn" and a[0].op in ("mul", "add"):
        first, *rest = a[0].args
        make = T.mul if a[0].op == "mul" else T.add
        yield lambda: make(first, T.function(t.data, make(*rest)))
        yield lambda: make(*(T.function(t.data, x) for x in a[0].args))
    if t.op == "rpow" and a[1].op == "add":
        yield lambda: T.add(*(a[0] ** x for x in a[1].args))
    if t.op == "sym" and t in (Pi, Rho, O):
        yield lambda: T.eye(N)
        yield lambda: t.T
    if t.op == "mul":
        for k in range(len(a) - 1):
            dropped = a[k + 1] in (a[k].T, Pi, Rho, O) or a[k] in (Tall, Sel.T)
            if dropped and len(a) > 2:
                yield lambda k=k: T.mul(*a[:k], *a[k + 2 :])


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
    """Return `t` with two matrix factors exchanged somewhere, and other confusions."""
    out = tried(confusions(t))
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
        draw = Draw(rng, rich=rng.random() < 0.6)
        try:
            t = (
                draw.scalar(rng.randint(1, 3))
                if rng.random() < 0.7
                else draw.matrix(*rng.choice([(N, N), (M, N), (N, 1)]), rng.randint(1, 2))
            )
            s = t
            for _ in range(rng.randint(1, 3)):
                s = rewrite(s, rng)
            confused = swaps(s)
            rng.shuffle(confused)
            others = [x for _, x in neighbors(s, str(rng.random()))[:2]] + confused[:2]
        except ERRORS:
            continue
        for other in (s, *others):
            if other.latex() != t.latex():
                yield t, other


DIGITS = 6000  # of large powers little is left after they cancel
FEW = 3  # points at which terms must be defined to count as equal


def settled(t: Term, s: Term, proved: bool) -> str:
    """Return the verdict of the models.

    What would be a fault is computed again with many digits, and what would be a gap at more
    points, since two signs may agree by chance.
    """
    claim = [Relation(t, "=", s)]
    verdict = compare(claim, seed=7)
    if proved and verdict.status == "refuted" and not verdict.field.exact:
        with _mp().workdps(DIGITS):
            return compare(claim, seed=7).status
    if not proved and verdict.status == "agree":
        more = [compare(claim, seed=k) for k in (8, 9, 10)]
        if any(v.status == "refuted" for v in more):
            return "refuted"
        return "agree" if verdict.points >= FEW else "none"
    return verdict.status


def duel(count: int, seed: int, prover=prove) -> Count:
    """Compare kernels and models on random pairs."""
    out = Count()
    for t, s in pairs(random.Random(seed)):
        if out.pairs == count:
            return out
        proved = prover(t, s) is not None
        status = settled(t, s, proved)
        if status == "none":
            continue
        out.pairs += 1
        if status == "refuted":
            out.refuted += 1
            if proved:
                out.unsound.append((t, s))
        else:
            out.true += 1
            if not proved:
                out.missed.append((t, s))
    return out
