"""The sign kernel against models: random terms and facts, and a search for violations.

A question is the name of a method of `Signs`; a positive answer is a claim about every model in
which the term is defined and the facts hold.  `violated` looks for one where the claim is false, at
sizes that include 1, with exact fractions where possible and with 40 digits otherwise.  What is
close to the border there is computed again with 400 and with 5,000 digits.  That a term is defined
is asked of exact fractions only: there a root of a number near zero is not a matter of rounding.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations

from mmlbook.derive import (
    Dim,
    E,
    Index,
    Max,
    Sum,
    arccos,
    binomial,
    cos,
    definite,
    det,
    diag,
    eq,
    exp,
    eye,
    factorial,
    gamma,
    ge,
    gt,
    had,
    inv,
    kron,
    le,
    log,
    lt,
    ne,
    norm,
    norm1,
    norm2,
    norm_inf,
    number,
    ones,
    pi,
    semidefinite,
    series,
    sign,
    sin,
    sqrt,
    tr,
)
from mmlbook.derive import terms as T  # noqa: N812
from mmlbook.derive.arrays import product_of
from mmlbook.derive.conditions import obligations
from mmlbook.derive.evaluate import Hypothesis, Model
from mmlbook.derive.models import _holds, choose_field
from mmlbook.derive.numbers import UndefinedError, _mp
from mmlbook.derive.signs import Signs
from mmlbook.derive.terms import ShapeError, symbol
from mmlbook.derive.traverse import dims, symbols

N, M, K = Dim("n"), Dim("m"), Dim("k", 2)
I, J = Index("i", N), Index("j", N)
a, b, e = symbol("a"), symbol("b"), symbol("e", nonzero=True)
c, d = symbol("c", positive=True), symbol("d", positive=True)
l, t = symbol("lambda", nonnegative=True), symbol("t", nonnegative=True)
u, v, w = symbol("u", N), symbol("v", N), symbol("w", N, nonzero=True)
A, D = symbol("A", N, N, invertible=True), symbol("D", N, N)
S = symbol("S", N, N, symmetric=True)
P = symbol("P", N, N, symmetric=True, invertible=True)
B, R = symbol("B", M, N, full_column_rank=True), symbol("R", N, N, full_column_rank=True)
Y, C = symbol("Y", M, N), symbol("C", N, M)
p, q = symbol("p", N, positive=True), symbol("q", N, nonnegative=True)
F, G = symbol("F", N, N, positive_definite=True), symbol("G", N, N, positive_semidefinite=True)
O, Q = symbol("O", N, N, orthonormal=True), symbol("Q", M, N, orthonormal=True)
Pi, L = symbol("Pi", N, N, permutation=True), symbol("L", N, N, diagonal=True)
k, k1, n1 = (symbol(name, natural=True) for name in ("k", "k_1", "n_1"))
x, y = symbol("x", N, group="x"), symbol("y", N, group="y", positive=True)
s, r = symbol("s", group="s"), symbol("r", group="s", positive=True)
h = symbol("h", group="h", indicator=True)
mean = T.let("mean", 1 / N * Sum(I, u[I]))
SCALARS, VECTORS = [a, b, c, d, e, l, t], [u, v, w, p, q]
SQUARE = [A, D, S, P, R, F, G, O, Pi, L]
CONSTRUCTED = {"positive_semidefinite", "orthonormal", "selection", "diagonal", "natural"}
ERRORS = (ShapeError, TypeError, ValueError, ZeroDivisionError)
UNDEFINED = (UndefinedError, ZeroDivisionError, OverflowError)


# --- points: models with every property, and nothing but the properties ---------------------------

STYLES = ("mixed", "zeros", "units", "small", "negative", "zeros", "units")


class Point(Model):
    """A model whose symbols are drawn so that the borders of their properties occur.

    `Model` gives numbers that are `nonnegative` only positive values, and does not look whether a
    matrix that should be invertible is.
    """

    def _entry_of(self, rng, low):
        style = self.style
        if style == "zeros" and rng.random() < 0.5:
            return Fraction(0)
        q = Fraction(1) if style == "units" else Fraction(rng.randint(1, 9), rng.randint(1, 9))
        if style == "units" and rng.random() < 0.3:
            q = Fraction(0)
        q = q / 10**6 if style == "small" else q
        return -q if low is None and rng.random() < (0.9 if style == "negative" else 0.5) else q

    def _random(self, t):
        flags = t.data.properties
        if t.data.group:
            return super()._random(t)
        if t not in self.raw and flags & CONSTRUCTED:
            self.raw[t] = self._draw(t, random.Random(f"{self.seed}/{t.data.name}"))
        if t not in self.raw:
            rows, columns = self.size(t.shape[0]), self.size(t.shape[1])
            for attempt in range(40):
                rng = random.Random(f"{self.seed}/{t.data.name}/{attempt}")
                low = 0 if flags & {"positive", "nonnegative"} else None
                rational = [[self._entry_of(rng, low) for _ in range(columns)] for _ in range(rows)]
                if "symmetric" in flags:
                    rational = [
                        [rational[max(i, j)][min(i, j)] for j in range(columns)]
                        for i in range(rows)
                    ]
                if has_properties(rational, flags):
                    break
            else:
                raise UndefinedError(f"no value for {t.data.name}")
            self.raw[t] = [[self.field.number(q) for q in row] for row in rational]
        return self.raw[t]


def has_properties(value, flags):
    """Return whether a matrix of fractions has the declared properties."""
    transposed = [list(row) for row in zip(*value, strict=True)]
    flat = [q for row in value for q in row]
    return all({
        "positive": lambda: all(q > 0 for q in flat),
        "nonnegative": lambda: all(q >= 0 for q in flat),
        "nonzero": lambda: any(flat),
        "symmetric": lambda: value == transposed,
        "invertible": lambda: determinant(value) != 0,
        "full_column_rank": lambda: determinant(product_of(transposed, value)) != 0,
    }[flag]() for flag in flags)  # fmt: skip


def point(term, hypotheses, seed, style):
    """Return a random point of all sizes from one on, at which the hypotheses hold; or None."""
    rng = random.Random(f"{seed}/sizes")
    everything = [term, *(x for h in hypotheses for x in h.terms())]
    sizes = {n: n.least + rng.choice([0, 0, 1, 1, 2]) for n in dims(*everything)}
    for s in symbols(*everything):
        if "full_column_rank" in s.data.properties and s.shape[0] in sizes:
            sizes[s.shape[0]] = max(sizes[s.shape[0]], sizes[s.shape[1]])
    over = choose_field(everything, ordered=True)
    model = Point(over, sizes, seed, hypotheses, style)
    model.indices = {i: rng.randint(1, model.size(i.over)) for i in (I, J) if i.over in sizes}
    try:
        return model if all(_holds(model, h.relation) for h in hypotheses) else None
    except UNDEFINED:
        return None


# --- what a positive answer claims ----------------------------------------------------------------


def determinant(value):
    """Return the determinant, by elimination with the largest pivots."""
    rows, out = [list(row) for row in value], 1
    for c in range(len(rows)):
        top = max(range(c, len(rows)), key=lambda r: abs(rows[r][c]))
        if rows[top][c] == 0:
            return 0
        rows[c], rows[top] = rows[top], rows[c]
        out = out * rows[c][c] * (1 if top == c else -1)
        for r in range(c + 1, len(rows)):
            k = rows[r][c] / rows[c][c]
            rows[r] = [x - k * y for x, y in zip(rows[r], rows[c], strict=True)]
    return out


def minors(value, leading):
    """Return the determinants of the leading, or of all, principal submatrices."""
    n = len(value)
    if leading:
        chosen = [range(k + 1) for k in range(n)]
    else:
        chosen = [s for k in range(n) for s in combinations(range(n), k + 1)]
    return [determinant([[value[i][j] for j in s] for i in s]) for s in chosen]


def lopsided(value, margin):
    pairs = combinations(range(len(value)), 2)
    return any(abs(value[i][j] - value[j][i]) > margin for i, j in pairs)


FALSE = {
    "defined": lambda x, margin: False,
    "nonnegative": lambda x, margin: any(q < -margin for row in x for q in row),
    "positive": lambda x, margin: any(q <= margin for row in x for q in row),
    "nonzero": lambda x, margin: all(abs(q) <= margin for row in x for q in row),
    "invertible": lambda x, margin: abs(determinant(x)) <= margin,
    "definite": lambda x, margin: (
        lopsided(x, margin) or any(m <= margin for m in minors(x, leading=True))
    ),
    "semidefinite": lambda x, margin: (
        lopsided(x, margin) or any(m < -margin for m in minors(x, leading=False))
    ),
}
RUNGS = ((40, 25), (400, 300), (5000, 3000))


def false_at(question, term, hypotheses, seed, style):
    """Return whether a claim is false at one point; None if the point does not exist."""
    for digits, near in RUNGS:
        with _mp().workdps(digits):
            model = point(term, hypotheses, seed, style)
            if model is None:
                return None
            try:
                value = model.evaluate(term)
            except UNDEFINED:
                return model.field.exact if question == "defined" else None
            margin = 0 if model.field.exact else _mp().mpf(10) ** -near
            if not FALSE[question](value, margin):
                return False
            if model.field.exact:
                return True
    return True


def violated(question, term, hypotheses=(), seed=0, points=7):
    """Return whether some point contradicts the claim, and how many points were looked at."""
    seen = 0
    for k in range(points):
        verdict = false_at(question, term, hypotheses, seed * 1000 + k, STYLES[k % len(STYLES)])
        if verdict:
            return True, seen + 1
        seen += verdict is not None
    return False, seen


# --- random facts ---------------------------------------------------------------------------------


def fact(relation, **witness):
    """Return a fact with the values that make it true."""
    by_name = {s.data.name: s for s in (a, b, e, c, d, u, v, w, A, D, S)}
    return Hypothesis(relation, tuple((by_name[name], x) for name, x in witness.items()))


def random_fact(rng, draw):
    """Return a fact that is true by construction, about `a`, `b`, `u`, `v`, `D` and other terms."""
    other = draw.scalar(rng.randint(0, 1), names=[c, d, e, l, t])
    return rng.choice([
        lambda: fact(le(a, b), b=a + abs(b)),
        lambda: fact(lt(a, b), b=a + 1 + abs(b)),
        lambda: fact(gt(a, 0), a=1 + abs(a)),
        lambda: fact(gt(a, other), a=other + c),
        lambda: fact(lt(a, 1), a=a / (1 + abs(a))),
        lambda: fact(definite(D), D=D.T @ D + eye(N)),
        lambda: fact(semidefinite(S), S=Y.T @ Y),
        lambda: fact(definite(S), S=Y.T @ Y + c * eye(N)),
        lambda: fact(semidefinite(D - eye(N)), D=eye(N) + Y.T @ Y),
        lambda: fact(le(abs(a), b), b=abs(a) + b**2),
        lambda: fact(ge(a, b), a=b + b**2),
        lambda: fact(le(b, a), a=b + t),
        lambda: fact(ge(a, 0), a=abs(a)),
        lambda: fact(ge(a, rng.randint(-2, 2)), a=abs(a) + 2),
        lambda: fact(le(a, rng.randint(-2, 2)), a=-2 - abs(a)),
        lambda: fact(ge(a, other), a=other + abs(a)),
        lambda: fact(le(a, other), a=other - a**2),
        lambda: fact(eq(a, other), a=other),
        lambda: fact(eq(other, b), b=other),
        lambda: fact(ne(a, 0), a=a),
        lambda: fact(ne(a - b, 0), a=a),
        lambda: fact(ne(u, 0), u=u),
        lambda: fact(ne(u - v, 0), u=u),
        lambda: fact(ne(norm2(u + v), 0), v=v),
        lambda: fact(ne(det(D), 0), D=D),
        lambda: fact(ne(det(S), 0), S=S),
        lambda: fact(ne(ones(N).T @ u, 0), u=u),
        lambda: fact(le(a**2, b**2), a=a, b=sign(b) * (abs(a) + abs(b))),
        lambda: fact(le(a**2, norm2(u)), a=a / (1 + abs(a)) * norm_inf(u)),
        lambda: fact(le(norm2(u), norm2(v)), v=u * 2),
        lambda: fact(eq(norm2(u), a**2), a=norm(u) * sign(a)),
        lambda: fact(eq(norm(u), 1), u=u / norm(u)),
        lambda: fact(le(abs(u.T @ v), norm(u) * norm(v)), u=u),
        lambda: fact(le(u.T @ v, a), a=u.T @ v + abs(a)),
        lambda: fact(eq(norm(v), c), v=c * (v / norm(v))),
        lambda: fact(le(u[I], a), a=Max(I, u[I])),
        lambda: fact(ge(u[J], 0), u=abs(u)),
        lambda: fact(le(u[I], v[I]), v=u + abs(v)),
        lambda: fact(ne(u - mean * ones(N), 0), u=u),
    ])()  # fmt: skip


def facts(rng, draw):
    """Return up to three facts that do not choose the same symbol twice."""
    out, taken = [], set()
    for _ in range(rng.choice([0, 1, 1, 2, 3])):
        h = random_fact(rng, draw)
        chosen = {s for s, _ in h.witness}
        if not chosen & taken:
            out.append(h)
            taken |= chosen
    return out


# --- random terms ---------------------------------------------------------------------------------


class Draw:
    """Random terms; half of the time of a form about which some rule has an opinion."""

    def __init__(self, rng):
        self.rng = rng
        self.known = []

    def learn(self, hypotheses):
        """Remember what the facts compare, and the roots of what they compare."""
        for r in (h.relation for h in hypotheses):
            low, high = (r.rhs, r.lhs) if r.op == ">=" else (r.lhs, r.rhs)
            if low.scalar and r.op != "!=":
                self.known += [(low, high), *((x, y) for x in root(low) for y in root(high))]

    def leaf(self, free, names):
        leaves = [*names, number(2), number(-1), number(1, 2), number(1)]
        leaves += [N + 0, N - 1, K - 1, K - 2, mean]
        leaves += [self.rng.choice(VECTORS)[i] for i in free] * 4
        leaves += [D[i, j] for i in free for j in free]
        return self.rng.choice(leaves)

    def scalar(self, depth, free=(), names=SCALARS):
        if depth <= 0:
            return self.leaf(free, names)
        less, rng = depth - 1, self.rng

        def inner():
            return self.scalar(less, free, names)

        picks = [
            lambda: inner() + inner(),
            lambda: inner() + inner() + inner(),
            lambda: inner() - inner(),
            lambda: inner() * inner(),
            lambda: T.mul(x := inner(), inner(), x),
            lambda: -inner(),
            lambda: inner() / inner(),
            lambda: inner() ** rng.randint(2, 4),
            lambda: abs(inner()),
            lambda: sqrt(inner()),
            lambda: abs(x := inner()) + rng.choice([x, -x]),
            lambda: rng.choice([cos, sin, sign])(inner()),
            lambda: exp(self.leaf(free, names)),
            lambda: log(self.leaf(free, names)),
            lambda: arccos(self.leaf(free, names)),
            lambda: 1 - rng.choice([cos, sin, sign])(inner()) ** rng.randint(1, 2),
            lambda: self.bound(less, free, names),
            lambda: self.over_vectors(less),
            lambda: self.over_vectors(less),
            lambda: self.over_matrices(less),
            lambda: self.ordered(less, free, names),
            lambda: self.ordered(less, free, names),
            lambda: self.powers(free, names),
            lambda: self.chances(free, names),
            lambda: self.counted(free, names),
        ]
        return rng.choice(picks)()

    def bound(self, depth, free, names):
        unused = [i for i in (I, J) if i not in free]
        if not unused:
            return self.leaf(free, names)
        if len(unused) == 2 and self.rng.random() < 0.3:
            return Sum((I, J), self.scalar(depth, (I, J), names))
        i = unused[0]
        return self.rng.choice([Sum, Sum, Max])(i, self.scalar(depth, (*free, i), names))

    def powers(self, free, names):
        base, rng = self.leaf(free, names), self.rng
        exponent = rng.choice([a, c, -c, number(1, 2), number(-1), number(-2), k, 2 * k, k + 1])
        if rng.random() < 0.3:
            return gamma(self.leaf(free, names))
        return (abs(base) if rng.random() < 0.3 else base) ** exponent

    def chances(self, free, names):
        body = self.scalar(1, free, [*names, *[s, r, h] * 5, *(y[i] for i in free)])
        return self.rng.choice([
            lambda: E(body),
            lambda: E(abs(body)),
            lambda: E(body**2),
            lambda: E(body**2) - E(body) ** 2,
            lambda: E(norm2(x - self.vector(0))),
            lambda: E(self.rng.choice([x, y, p]).T @ self.rng.choice([x, y, q])),
            lambda: E(x.T @ self.matrix(1) @ x),
        ])()  # fmt: skip

    def counted(self, free, names):
        body, rng = self.scalar(1, free, [*names, *[k1, k1 + 1, k1 - 1] * 4]), self.rng
        return rng.choice([
            lambda: series(k1, body, rng.choice([0, 1, 2]), n1 + rng.choice([0, 1, 2])),
            lambda: series(k1, rng.choice([c, a, number(-1), number(1, 2)]) ** k1, 0, n1),
            lambda: factorial(k + rng.choice([-1, 0, 1])),
            lambda: binomial(k + rng.choice([0, 1, 2]), rng.choice([k, 1, 2, n1])),
            lambda: pi - rng.choice([3, 4]),
            lambda: k - rng.choice([0, 1]),
        ])()  # fmt: skip

    def over_vectors(self, depth):
        x, y = self.vector(depth), self.vector(depth)
        return self.rng.choice([
            lambda: x.T @ x,
            lambda: x.T @ y,
            lambda: norm(x),
            lambda: norm2(x),
            lambda: norm1(x),
            lambda: norm_inf(x),
            lambda: x.T @ self.matrix(1) @ y,
            lambda: norm2(x) * norm2(y) - (x.T @ y) ** 2,
        ])()  # fmt: skip

    def over_matrices(self, depth):
        return self.rng.choice([det, tr])(self.matrix(depth))

    def ordered(self, depth, free, names):
        """Return a difference of two terms, the first of which is often the larger one."""
        rng, x = self.rng, self.scalar(depth, free, names)
        i = next((i for i in (I, J) if i not in free), None)
        low, high = rng.choice([
            (x, abs(x)), (-x, abs(x)), (cos(x), number(1)), (a, b), (abs(a), b), (b, a),
            (u.T @ v, norm(u) * norm(v)), (number(1), N + 0), (number(2), K + 0), (x, x + t),
            (x, x + self.scalar(0, free, names)), (norm(u), norm(v)), (number(-1), number(1)),
        ])  # fmt: skip
        if i is not None and rng.random() < 0.3:
            body = self.scalar(1, (*free, i), names)
            low, high = Max(i, body), Sum(i, body)
        if self.known and rng.random() < 0.6:
            low, high = rng.choice(self.known)
        for _ in range(rng.randint(0, 2)):
            low, high = self.both(low, high, free, names)
        return high - low if rng.random() < 0.85 else low - high

    def both(self, low, high, free, names):
        """Do the same to two terms; sometimes it keeps their order."""
        rng = self.rng
        by, k = self.scalar(rng.randint(0, 1), free, names), rng.randint(2, 3)
        return rng.choice([
            lambda: (low * by, high * by),
            lambda: (by * low, by * high),
            lambda: (low / by, high / by),
            lambda: (low**k, high**k),
            lambda: (sqrt(low), sqrt(high)),
            lambda: (low + by, by + high),
            lambda: (low, high + by),
            lambda: (low, high) if I in free else (Sum(I, low), Sum(I, high)),
        ])()  # fmt: skip

    def vector(self, depth):
        if depth <= 0:
            return self.rng.choice([*VECTORS, w, ones(N)])
        x = self.vector(depth - 1)
        return self.rng.choice([
            lambda: u - mean * ones(N),
            lambda: x + self.vector(0),
            lambda: u - v,
            lambda: -x,
            lambda: self.scalar(0) * x,
            lambda: x / self.scalar(0),
            lambda: self.matrix(0) @ x,
            lambda: abs(x),
            lambda: had(x, self.vector(0)),
            lambda: exp(self.vector(0)),
            lambda: Pi @ x,
            lambda: O @ x,
            lambda: diag(self.vector(0)) @ x,
            lambda: self.scalar(0) * had(x, x),
        ])()  # fmt: skip

    def matrix(self, depth):
        rng = self.rng
        if depth <= 0:
            return rng.choice([*SQUARE, eye(N), B.T @ B, Y.T @ Y, C @ C.T, B.T @ Y, u @ u.T])
        X, Z, f = self.matrix(depth - 1), self.matrix(rng.randint(0, 1)), self.scalar(0)
        return rng.choice([
            lambda: X + Z,
            lambda: X + Z,
            lambda: X - Z,
            lambda: -X,
            lambda: X @ Z,
            lambda: X.T,
            lambda: inv(X),
            lambda: f * X,
            lambda: X * f,
            lambda: X / f,
            lambda: f * Z + X,
            lambda: self.square_form(depth),
            lambda: self.square_form(depth),
            lambda: diag(self.vector(1)),
            lambda: had(X, Z),
            lambda: self.vector(0) @ self.vector(0).T,
            lambda: E(rng.choice([x, y]) @ x.T + X),
            lambda: E((x - E(x)) @ (x - E(x)).T) * f,
            lambda: E(s * X),
            lambda: E(r * X),
        ])()  # fmt: skip

    def square_form(self, depth):
        X = self.matrix(depth - 1)
        F = self.rng.choice([A, D, R, X, O, Pi, L, diag(p), eye(N)])
        return self.rng.choice([
            lambda: F.T @ F,
            lambda: F @ F.T,
            lambda: F.T @ X @ F,
            lambda: F @ X @ F.T,
            lambda: C @ B @ X if self.rng.random() < 0.2 else C @ C.T,
            lambda: B.T @ B,
            lambda: Q.T @ Q,
            lambda: inv(F.T @ F) @ (X.T @ X + eye(N)),
        ])()  # fmt: skip


def root(x):
    """Return what `x` is the square of, as far as that is plain to see."""
    return [x.args[0]] if x.op == "pow" and x.data == 2 else []


# --- the fuzz -------------------------------------------------------------------------------------

ORDERED = ("nonnegative", "positive", "nonzero")
SHAPES = {"scalar": ORDERED, "vector": ORDERED,
          "matrix": ("invertible", "definite", "semidefinite", "nonzero")}  # fmt: skip


@dataclass
class Count:
    """Terms drawn, questions answered with yes, points at which that was tried, contradictions."""

    terms: int = 0
    positive: Counter = field(default_factory=Counter)
    points: int = 0
    untested: int = 0
    violations: list = field(default_factory=list)


def random_term(rng):
    draw = Draw(rng)
    shape = rng.choices(["scalar", "vector", "matrix"], [6, 1, 4])[0]
    hypotheses = facts(rng, draw)
    draw.learn(hypotheses)
    depth = rng.randint(1, 3 if shape == "scalar" else 2)
    term = getattr(draw, shape)(depth)
    if shape == "matrix" and rng.random() < 0.15:
        term = kron(term, draw.matrix(0))
    return shape, term, hypotheses


def answer(kernel, question, term):
    """Return what the kernel says; a term is ``defined`` if all its side conditions are shown."""
    if question != "defined":
        return getattr(kernel, question)(term)
    conditions = obligations(term)
    return bool(conditions) and all(map(kernel.discharges, conditions))


def fuzz(count, seed, stop_at=None):
    """Ask the kernel about random terms, and look for violations of every positive answer."""
    out, rng = Count(), random.Random(seed)
    while out.terms < count:
        try:
            shape, term, hypotheses = random_term(rng)
        except ERRORS:
            continue
        out.terms += 1
        kernel = Signs([h.relation for h in hypotheses])
        for question in (*SHAPES[shape], "defined"):
            if not answer(kernel, question, term):
                continue
            out.positive[question] += 1
            broken, seen = violated(question, term, hypotheses, seed=out.terms)
            out.points += seen
            out.untested += not seen
            if broken:
                out.violations.append((question, term, [h.relation.latex() for h in hypotheses]))
        if stop_at is not None and len(out.violations) >= stop_at:
            break
    return out
