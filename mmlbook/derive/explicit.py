"""Generic entries at small sizes: exact decisions in SymPy's polynomial rings.

Every entry of every symbol becomes a polynomial variable; a random symbol has one for each of two
outcomes, with chances p and 1 - p.  `ideal` says what happens to roots, quotients and functions.
An identity is *proved at these sizes, for every value for which both sides are defined*, when its
two sides agree modulo the ideal of the relations and of the hypotheses (a Groebner basis).

Trusted for: every mark ``▦``.  A mark ``∀`` it can only veto.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from functools import reduce
from itertools import product

from mmlbook.derive.ideal import Ideal, Poly, UndecidedError
from mmlbook.derive.names import Index, count
from mmlbook.derive.structure import random_groups
from mmlbook.derive.terms import SCALAR, Dim, Size, Term
from mmlbook.derive.traverse import symbols, unfold

__all__ = ["Explicit", "Poly", "UndecidedError"]

Matrix = list[list[Poly]]
Entry = tuple[Term, int, int, int]


class Explicit(Ideal):
    """The entries of terms as polynomials, at fixed sizes."""

    def __init__(self, terms: Sequence[Term], sizes: dict[Dim, int]) -> None:
        self.sizes = sizes
        entries = [e for s in symbols(*terms) for e in self._entries_of(s)]
        groups = sorted({s.data.group for s in symbols(*terms)} - {""})
        names = [f"{s.data.name}[{i},{j},{w}]" for s, i, j, w in entries]
        super().__init__([*names, *(f"p({g})" for g in groups)])
        self.entries: dict[Entry, Poly] = dict(zip(entries, self.variables, strict=False))
        chances = self.variables[len(entries) :]
        self.chances = {g: (p, 1 - p) for g, p in zip(groups, chances, strict=True)}
        self.nonnegative = {
            g for (s, *_), g in self.entries.items()
            if s.data.properties & {"positive", "nonnegative"}
        }  # fmt: skip
        self.indices: dict[Index, int] = {}
        self.outcome: dict[str, int] = {}
        self.memory: dict[Hashable, Matrix] = {}

    def _entries_of(self, s: Term) -> Iterator[Entry]:
        flags = s.data.properties
        if flags & {"selection", "standardized", "indicator", "one_hot"}:
            raise UndecidedError("a property that generic entries do not have")
        for i in range(self.size(s.shape[0])):
            for j in range(self.size(s.shape[1])):
                if ("symmetric" in flags and j > i) or ("diagonal" in flags and i != j):
                    continue
                for w in range(2 if s.data.group else 1):
                    yield s, i, j, w

    def size(self, n: Size) -> int:
        """Return a size as a number."""
        return count(n, self.sizes.__getitem__)

    def conditions(self, terms: Sequence[Term]) -> list[Poly]:
        """Return the polynomials that vanish by the declared properties of symbols."""
        out: list[Poly] = []
        for s in symbols(*terms):
            if "orthonormal" in s.data.properties:
                Q = self._value(s)
                gram = _times([list(row) for row in zip(*Q, strict=True)], Q)
                out += [p - int(i == j) for i, row in enumerate(gram) for j, p in enumerate(row)]
        return out

    # --- evaluation -----------------------------------------------------------------------------

    def evaluate(self, t: Term) -> Matrix:
        """Return the entries of a term as polynomials."""
        return self._value(unfold(t))

    def _value(self, t: Term) -> Matrix:
        key = (t, tuple(self.indices.items()), tuple(self.outcome.items()))
        if key not in self.memory:
            method = getattr(self, f"_{t.op}", None)
            if method is None:
                raise UndecidedError(t.op)
            self.memory[key] = [[self.reduce(p) for p in row] for row in method(t)]
        return self.memory[key]

    def _one(self, t: Term) -> Poly:
        return self._value(t)[0][0]

    def _num(self, t: Term) -> Matrix:
        return [[self.constant(t.data)]]

    def _size(self, t: Term) -> Matrix:
        return [[self.constant(self.size(t.data))]]

    def _const(self, t: Term) -> Matrix:
        g, _ = self._atom(t.data)
        self.nonnegative.add(g)
        return [[g]]

    def _sym(self, t: Term) -> Matrix:
        rows, columns = self.size(t.shape[0]), self.size(t.shape[1])
        flags, w = t.data.properties, self.outcome.get(t.data.group, 0)

        def at(i: int, j: int) -> Poly:
            if "diagonal" in flags and i != j:
                return self.ring.zero
            i, j = (max(i, j), min(i, j)) if "symmetric" in flags else (i, j)
            return self.entries[t, i, j, w]

        return [[at(i, j) for j in range(columns)] for i in range(rows)]

    def _eye(self, t: Term) -> Matrix:
        n = self.size(t.shape[0])
        return [[self.constant(int(i == j)) for j in range(n)] for i in range(n)]

    def _ones(self, t: Term) -> Matrix:
        return [[self.constant(1)] for _ in range(self.size(t.shape[0]))]

    def _zeros(self, t: Term) -> Matrix:
        return [
            [self.ring.zero for _ in range(self.size(t.shape[1]))]
            for _ in range(self.size(t.shape[0]))
        ]

    def _add(self, t: Term) -> Matrix:
        return reduce(_plus, [self._value(a) for a in t.args])

    def _neg(self, t: Term) -> Matrix:
        return [[-p for p in row] for row in self._value(t.args[0])]

    def _mul(self, t: Term) -> Matrix:
        left, shape = self._value(t.args[0]), t.args[0].shape
        for x in t.args[1:]:
            right = self._value(x)
            if SCALAR in (shape, x.shape):
                k, M = (left, right) if shape == SCALAR else (right, left)
                left = [[k[0][0] * p for p in row] for row in M]
                shape = x.shape if shape == SCALAR else shape
            else:
                left, shape = _times(left, right), (shape[0], x.shape[1])
        return left

    def _div(self, t: Term) -> Matrix:
        k = self.invert(self._one(t.args[1]))
        return [[k * p for p in row] for row in self._value(t.args[0])]

    def _pow(self, t: Term) -> Matrix:
        base = t.args[0]
        if base.op == "norm" and base.data == 2 and t.data == 2:
            return [[sum((p * p for (p,) in self._value(base.args[0])), self.ring.zero)]]
        return reduce(_times, [self._value(base)] * t.data)

    def _T(self, t: Term) -> Matrix:
        return [list(row) for row in zip(*self._value(t.args[0]), strict=True)]

    def _tr(self, t: Term) -> Matrix:
        A = self._value(t.args[0])
        return [[sum((A[i][i] for i in range(len(A))), self.ring.zero)]]

    def _inv(self, t: Term) -> Matrix:
        A = self._value(t.args[0])
        n = len(A)
        k = self.invert(_determinant(A))
        return [
            [k * (-1) ** (i + j) * _determinant(_minor(A, j, i)) for j in range(n)]
            for i in range(n)
        ]

    def _norm(self, t: Term) -> Matrix:
        x = [row[0] for row in self._value(t.args[0])]
        if t.data == 2:
            return [[self.root(sum((p * p for p in x), self.ring.zero))]]
        sizes = [self.absolute(p) for p in x]
        return [[sum(sizes, self.ring.zero) if t.data == 1 else self.largest(sizes)]]

    def _cross(self, t: Term) -> Matrix:
        u, v = ([row[0] for row in self._value(a)] for a in t.args)
        return [[u[i - 2] * v[i - 1] - u[i - 1] * v[i - 2]] for i in range(3)]

    def _column(self, t: Term) -> Matrix:
        return [[self._one(a)] for a in t.args]

    def _had(self, t: Term) -> Matrix:
        rows = zip(*map(self._value, t.args), strict=True)
        return [[p * q for p, q in zip(r, s, strict=True)] for r, s in rows]

    def _diag(self, t: Term) -> Matrix:
        x = [row[0] for row in self._value(t.args[0])]
        return [[p if i == j else self.ring.zero for j in range(len(x))] for i, p in enumerate(x)]

    def _det(self, t: Term) -> Matrix:
        return [[_determinant(self._value(t.args[0]))]]

    def _entry(self, t: Term) -> Matrix:
        place = [self.indices[k] if isinstance(k, Index) else k for k in t.data]
        row = self._value(t.args[0])[place[0] - 1]
        return [[row[place[1] - 1 if len(place) > 1 else 0]]]

    def _fn(self, t: Term) -> Matrix:
        (x,) = t.args
        if t.data == "sqrt" and x.scalar and x.op == "pow" and x.data % 2 == 0:
            return [[self.absolute(self._one(x.args[0])) ** (x.data // 2)]]
        return [[self.apply(t.data, p) for p in row] for row in self._value(t.args[0])]

    def _sum(self, t: Term) -> Matrix:
        return reduce(_plus, self._runs(t), self._zeros(t))

    def _max(self, t: Term) -> Matrix:
        return [[self.largest([v[0][0] for v in self._runs(t)])]]

    def _runs(self, t: Term) -> list[Matrix]:
        n, outer, out = self.size(t.data.indices[0].over), dict(self.indices), []
        for i in range(1, n + 1):
            for place in [(i, j) for j in range(i + 1, n + 1)] if t.data.pairs else [(i,)]:
                self.indices.update(zip(t.data.indices, place, strict=True))
                out.append(self._value(t.args[0]))
        self.indices = outer
        return out

    # --- blocks, pairs, chance ------------------------------------------------------------------

    def _block(self, t: Term) -> Matrix:
        width, out = t.data[1], []
        for k in range(0, len(t.args), width):
            parts = [self._value(a) for a in t.args[k : k + width]]
            out += [[x for row in rows for x in row] for rows in zip(*parts, strict=True)]
        return out

    def _kron(self, t: Term) -> Matrix:
        A, B = map(self._value, t.args)
        return [[p * q for p in r for q in s] for r in A for s in B]

    def _vec(self, t: Term) -> Matrix:
        X = self._value(t.args[0])
        return [[row[j]] for j in range(len(X[0])) for row in X]

    def _col(self, t: Term) -> Matrix:
        (j,) = t.data
        k = self.indices[j] if isinstance(j, Index) else j
        return [[row[k - 1]] for row in self._value(t.args[0])]

    def _E(self, t: Term) -> Matrix:
        groups, outer = sorted(random_groups(t.args[0])), dict(self.outcome)
        out = self._zeros(t)
        for choice in product(range(2), repeat=len(groups)):
            self.outcome = outer | dict(zip(groups, choice, strict=True))
            weight = reduce(
                lambda p, gk: p * self.chances[gk[0]][gk[1]],
                zip(groups, choice, strict=True),
                self.constant(1),
            )
            value = self._value(t.args[0])
            out = _plus(out, [[weight * p for p in row] for row in value])
        self.outcome = outer
        return out


def _plus(A: Matrix, B: Matrix) -> Matrix:
    return [[p + q for p, q in zip(r, s, strict=True)] for r, s in zip(A, B, strict=True)]


def _times(A: Matrix, B: Matrix) -> Matrix:
    columns = list(zip(*B, strict=True))
    return [
        [reduce(lambda s, pq: s + pq[0] * pq[1], zip(r, c, strict=True), 0 * r[0]) for c in columns]
        for r in A
    ]


def _minor(A: Matrix, i: int, j: int) -> Matrix:
    return [row[:j] + row[j + 1 :] for k, row in enumerate(A) if k != i]


def _determinant(A: Matrix) -> Poly:
    if len(A) <= 1:
        return A[0][0] if A else 1
    return reduce(
        lambda s, j: s + (-1) ** j * A[0][j] * _determinant(_minor(A, 0, j)),
        range(len(A)),
        0 * A[0][0],
    )
