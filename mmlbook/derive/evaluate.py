"""One random model: numbers for every size and symbol, and the value of every term there.

Expectations are taken over finite probability spaces with random weights, one for every group of
random symbols; unknown functions are random polynomials.

Trusted for: refutation only.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from itertools import combinations
from itertools import product as every
from math import perm
from typing import Any

from mmlbook.derive.analysis import infinite, written_out
from mmlbook.derive.arrays import Matrix, determinant, inverse, part, plus, power, product_of, times
from mmlbook.derive.names import Function, Index, count
from mmlbook.derive.numbers import (
    Dual,
    Field,
    UndefinedError,
    UnsettledError,
    apply,
    constant,
    quadrature,
    raised,
)
from mmlbook.derive.properties import dependent, has_all, keeps_its_place
from mmlbook.derive.relations import Relation
from mmlbook.derive.structure import random_groups
from mmlbook.derive.terms import SCALAR, Dim, Size, Term
from mmlbook.derive.traverse import free_symbols, symbols, unfold

__all__ = ["Hypothesis", "Matrix", "Model"]

OUTCOMES, DEGREE = 6, 6
REMEMBERED = 10_000
_INTEGRALS: dict[Hashable, Any] = {}  # the same integral comes back in every false neighbor
PRECISION, SETTLED = 600, 5  # terms of an infinite sum; negligible ones before it ends


@dataclass(frozen=True)
class Hypothesis:
    """An assumed relation, and a witness: values of symbols that make it true.

    In its own witness a symbol stands for its random value, so ``{u: u / norm(u)}`` reads "draw u,
    then divide it by its length".
    """

    relation: Relation
    witness: tuple[tuple[Term, Term], ...]
    source: str = "assumed"

    def terms(self) -> tuple[Term, ...]:
        """Return every term in the hypothesis."""
        return (self.relation.lhs, self.relation.rhs, *(t for pair in self.witness for t in pair))


class Model:
    """One random model: sizes, values of symbols, and an evaluator."""

    def __init__(
        self,
        over: Field,
        sizes: dict[Dim, int],
        seed: int,
        hypotheses: Sequence[Hypothesis] = (),
        style: str = "mixed",
    ) -> None:
        self.field, self.sizes, self.seed, self.style = over, sizes, seed, style
        self.raw: dict[Term, Matrix] = {}
        self.values: dict[tuple[Term, Hashable], Matrix] = {}
        self.drawn: dict[tuple[Term, int], Matrix] = {}
        self.indices: dict[Index, int] = {}
        self.outcome: dict[str, int] = {}
        self.memory: dict[tuple[Term, Hashable], Matrix] = {}
        self.rotations: dict[str, Matrix] = {}
        self.choosing: set[Term] = set()
        self.witness = {s: w for h in hypotheses for s, w in h.witness}

    def size(self, n: Size) -> int:
        """Return a size as a number."""
        return count(n, self.sizes.__getitem__)

    def evaluate(self, t: Term) -> Matrix:
        """Return the value of a term as a list of rows."""
        return [list(row) for row in self._value(unfold(t))]

    def _value(self, t: Term) -> Matrix:
        place = (tuple(self.indices.items()), tuple(self.outcome.items()))
        key = (t, (place, frozenset(self.choosing)))
        if key not in self.memory:
            self.memory[key] = getattr(self, f"_{t.op}")(t)
        return self.memory[key]

    def give(self, x: Term, value: Matrix | None) -> None:
        """Give a symbol a value, or take it away."""
        self.memory.clear()
        if value is None:
            self.raw.pop(x, None)
        else:
            self.raw[x] = value

    def move(self, x: Term, value: Matrix) -> None:
        """Give a symbol another value; what a witness chose is chosen again."""
        self.values.clear()
        self.give(x, value)

    def _number(self, t: Term) -> Any:
        return self._value(t)[0][0]

    # --- leaves ---------------------------------------------------------------------------------

    def _num(self, t: Term) -> Matrix:
        return [[self.field.number(t.data)]]

    def _size(self, t: Term) -> Matrix:
        return [[self.field.number(Fraction(self.size(t.data)))]]

    def _const(self, t: Term) -> Matrix:
        if infinite(t):
            raise UndefinedError("infinity is not a number")
        return [[constant(t.data)]]

    def _sym(self, t: Term) -> Matrix:
        if t in self.choosing or t not in self.witness:
            return self._random(t)
        key = (t, tuple(sorted(self.outcome.items())) if t.data.group else ())
        if key not in self.values:
            self.choosing.add(t)
            try:
                self.values[key] = self.evaluate(self.witness[t])
            finally:
                self.choosing.discard(t)
        return self.values[key]

    def _random(self, t: Term) -> Matrix:
        if t.data.group:
            key = (t, self.outcome.get(t.data.group, 0))
            if key not in self.drawn:
                self.drawn[key] = self._draw_outcome(t, key[1])
            return self.drawn[key]
        if t not in self.raw:
            self.raw[t] = self._draw(t, random.Random(f"{self.seed}/{t.data.name}"))
        return self.raw[t]

    def _draw_outcome(self, t: Term, outcome: int) -> Matrix:
        """Draw the value of a random symbol at one outcome.

        For orthonormal columns q, r, s, ... of a rotation, and chances q q, the numbers r / q,
        s / q, ... are standardized: they have mean 0, variance 1 and covariance 0.  Each symbol
        turns them in its own way.
        """
        flags, rows = t.data.properties, self.size(t.shape[0])
        rng = random.Random(f"{self.seed}/{t.data.name}/{outcome}")
        if "standardized" in flags:
            first, *others = self._turn(t.data.group)[outcome]
            turned = product_of([others], self._turn(f"columns of {t.data.name}", OUTCOMES - 1))
            return [[x / first] for x in turned[0][:rows]]
        if flags & {"indicator", "one_hot"}:
            hit = rng.randrange(2 if "indicator" in flags else rows)
            return self._numbers([[int(k == hit)] for k in range(rows)])
        return self._draw(t, rng)

    def _draw(self, t: Term, rng: random.Random) -> Matrix:
        """Draw a value with the declared properties."""
        M = self._draw_in(self.style, t, rng)
        while t.data.properties & {"invertible", "full_column_rank"} and dependent(M, self.field):
            M = self._draw_in("mixed", t, rng)  # too many zeros
        return M

    def declared(self, t: Term) -> bool:
        """Return whether a symbol that a witness chose is still not zero, or has full rank."""
        return keeps_its_place(self.evaluate(t), t.data.properties, self.field)

    def keeps(self, t: Term) -> bool:
        """Return whether the value of a symbol has all declared properties, as far as they show."""
        return has_all(self.evaluate(t), t.data.properties, self.field)

    def _draw_in(self, style: str, t: Term, rng: random.Random) -> Matrix:
        flags = t.data.properties
        rows, columns = self.size(t.shape[0]), self.size(t.shape[1])
        if "natural" in flags:
            least = int("positive" in flags)
            k = least if style in ("zeros", "nothing") else rng.randint(least, 6)
            return [[self.field.number(Fraction(k))]]
        if "selection" in flags:
            places = rng.sample(range(columns), rows)
            return self._numbers([[int(j == p) for j in range(columns)] for p in places])
        if "orthonormal" in flags:
            turn = rng.choice((1, -1))  # a rotation, or with one column turned a reflection
            return [[turn * row[0], *row[1:columns]] for row in self._rotation(rows, rng)]
        if flags & {"positive_definite", "positive_semidefinite"}:
            short = max(1, rows - ("positive_definite" not in flags))
            B = [[self.field.sample(rng) for _ in range(short)] for _ in range(rows)]
            return product_of(B, [list(row) for row in zip(*B, strict=True)])
        positive = "nonnegative" in flags
        M = [
            [self.field.sample(rng, positive=positive, style=style) for _ in range(columns)]
            for _ in range(rows)
        ]
        if "positive" not in flags and (
            style == "nothing" or (style == "zeros" and t.scalar and "nonzero" not in flags)
        ):
            M = self._numbers([[0] * columns for _ in range(rows)])
        if "nonzero" in flags and all(self.field.equal(x, 0) for row in M for x in row):
            M[0][0] = self.field.number(Fraction(1))
        if "diagonal" in flags:
            M = [[x if i == j else 0 * x for j, x in enumerate(row)] for i, row in enumerate(M)]
        if "symmetric" in flags:
            M = [[M[max(i, j)][min(i, j)] for j in range(columns)] for i in range(rows)]
        return M

    def _rotation(self, n: int, rng: random.Random) -> Matrix:
        """Return an orthogonal matrix (I - K)(I + K)^-1 with a random K = -K' (Cayley)."""
        K = [[self.field.sample(rng) for _ in range(n)] for _ in range(n)]
        eye = self._numbers([[int(i == j) for j in range(n)] for i in range(n)])
        skew = [[K[i][j] - K[j][i] for j in range(n)] for i in range(n)]
        below = [[-x for x in row] for row in skew]
        return product_of(plus(eye, below), inverse(plus(eye, skew), self.field))

    def _numbers(self, M: list[list[int]]) -> Matrix:
        return [[self.field.number(Fraction(x)) for x in row] for row in M]

    def _eye(self, t: Term) -> Matrix:
        n, one = self.size(t.shape[0]), self.field.number(Fraction(1))
        return [[one if i == j else 0 * one for j in range(n)] for i in range(n)]

    def _ones(self, t: Term) -> Matrix:
        return [[self.field.number(Fraction(1))] for _ in range(self.size(t.shape[0]))]

    def _zeros(self, t: Term) -> Matrix:
        zero = self.field.number(Fraction(0))
        return [[zero] * self.size(t.shape[1]) for _ in range(self.size(t.shape[0]))]

    # --- algebra --------------------------------------------------------------------------------

    def _add(self, t: Term) -> Matrix:
        return reduce(plus, map(self._value, t.args))

    def _neg(self, t: Term) -> Matrix:
        return [[-x for x in row] for row in self._value(t.args[0])]

    def _mul(self, t: Term) -> Matrix:
        value, shape = self._value(t.args[0]), t.args[0].shape
        for x in t.args[1:]:
            other = self._value(x)
            if shape == SCALAR:
                value, shape = times(value[0][0], other), x.shape
            elif x.shape == SCALAR:
                value = times(other[0][0], value)
            else:
                value, shape = product_of(value, other), (shape[0], x.shape[1])
        return value

    def _div(self, t: Term) -> Matrix:
        k = self._number(t.args[1])
        if self.field.equal(part(k), 0):
            raise UndefinedError("division by zero")
        return [[x / k for x in row] for row in self._value(t.args[0])]

    def _pow(self, t: Term) -> Matrix:
        if t.args[0].op == "norm" and t.args[0].data == 2 and t.data == 2:
            return [[sum(x * x for (x,) in self._value(t.args[0].args[0]))]]
        return power(self._value(t.args[0]), t.data)

    def _T(self, t: Term) -> Matrix:
        return [list(row) for row in zip(*self._value(t.args[0]), strict=True)]

    def _tr(self, t: Term) -> Matrix:
        A = self._value(t.args[0])
        return [[sum(A[i][i] for i in range(len(A)))]]

    def _inv(self, t: Term) -> Matrix:
        return inverse(self._value(t.args[0]), self.field)

    # --- vectors --------------------------------------------------------------------------------

    def _norm(self, t: Term) -> Matrix:
        x = [row[0] for row in self._value(t.args[0])]
        if t.data == 2:
            return [[apply("sqrt", sum(c * c for c in x))]]
        sizes = [apply("abs", c) for c in x]
        return [[sum(sizes) if t.data == 1 else max(sizes, key=part)]]

    def _cross(self, t: Term) -> Matrix:
        (a, b, c), (p, q, r) = ([row[0] for row in self._value(x)] for x in t.args)
        return [[b * r - c * q], [c * p - a * r], [a * q - b * p]]

    def _column(self, t: Term) -> Matrix:
        return [[self._number(x)] for x in t.args]

    def _had(self, t: Term) -> Matrix:
        A, B = map(self._value, t.args)
        return [[x * y for x, y in zip(r, s, strict=True)] for r, s in zip(A, B, strict=True)]

    def _diag(self, t: Term) -> Matrix:
        x = [row[0] for row in self._value(t.args[0])]
        return [[c if i == j else 0 * c for j in range(len(x))] for i, c in enumerate(x)]

    def _det(self, t: Term) -> Matrix:
        return [[determinant(self._value(t.args[0]), self.field)]]

    def _entry(self, t: Term) -> Matrix:
        i, j = ([self.indices[k] if isinstance(k, Index) else k for k in t.data] + [1])[:2]
        return [[self._value(t.args[0])[i - 1][j - 1]]]

    def _fn(self, t: Term) -> Matrix:
        one = self._polynomial if isinstance(t.data, Function) else apply
        return [[one(t.data, x) for x in row] for row in self._value(t.args[0])]

    def _polynomial(self, f: Function, x: Any) -> Any:
        """Return the value of an unknown function: a random polynomial, with its derivatives."""
        if isinstance(x, Dual):
            return Dual(self._polynomial(f, x.a), self._polynomial(f.prime, x.a) * x.b)
        rng = random.Random(f"{self.seed}/function {f.name}")
        out = self.field.number(Fraction(0))
        for k in range(DEGREE, -1, -1):
            c = Fraction(rng.randint(-9, 9) or 1) * perm(k, min(f.order, k + 1))
            if k >= f.order:
                out = out * x + self.field.number(c)
        return out

    def _rpow(self, t: Term) -> Matrix:
        base, exponent = map(self._number, t.args)
        return [[raised(base, exponent)]]

    def _binom(self, t: Term) -> Matrix:
        return self._value(written_out(t))

    # --- blocks and pairs -----------------------------------------------------------------------

    def _block(self, t: Term) -> Matrix:
        width, out = t.data[1], []
        for k in range(0, len(t.args), width):
            parts = [self._value(a) for a in t.args[k : k + width]]
            out += [[x for row in rows for x in row] for rows in zip(*parts, strict=True)]
        return out

    def _kron(self, t: Term) -> Matrix:
        A, B = map(self._value, t.args)
        return [[x * y for x in r for y in s] for r in A for s in B]

    def _vec(self, t: Term) -> Matrix:
        return [[x] for column in zip(*self._value(t.args[0]), strict=True) for x in column]

    def _col(self, t: Term) -> Matrix:
        (j,) = t.data
        k = self.indices[j] if isinstance(j, Index) else j
        return [[row[k - 1]] for row in self._value(t.args[0])]

    # --- chance and limits ----------------------------------------------------------------------

    def _E(self, t: Term) -> Matrix:
        groups, outer, out = sorted(random_groups(t.args[0])), dict(self.outcome), None
        for choice in every(range(OUTCOMES), repeat=len(groups)):
            self.outcome = outer | dict(zip(groups, choice, strict=True))
            weights = (self._weights(g)[k] for g, k in zip(groups, choice, strict=True))
            value = times(reduce(lambda p, q: p * q, weights), self._value(t.args[0]))
            out = value if out is None else plus(out, value)
        self.outcome = outer
        return out or []

    def _weights(self, group: str) -> list[Any]:
        """Return the chances of the outcomes: the squares of the first column of a rotation."""
        return [row[0] * row[0] for row in self._turn(group)]

    def _turn(self, name: str, size: int = OUTCOMES) -> Matrix:
        """Return the rotation that belongs to a name."""
        if name not in self.rotations:
            rng = random.Random(f"{self.seed}/rotation of {name}")
            self.rotations[name] = self._rotation(size, rng)
        return self.rotations[name]

    def _int(self, t: Term) -> Matrix:
        known = tuple(
            (x, tuple(map(tuple, self._value(x)))) for x in sorted(free_symbols(t), key=str)
        )
        place = (tuple(self.indices.items()), tuple(self.outcome.items()))
        key = (t, known, place, self.seed, self.style, tuple(self.sizes.items()))
        if key not in _INTEGRALS:
            if len(_INTEGRALS) >= REMEMBERED:
                _INTEGRALS.clear()
            _INTEGRALS[key] = self._integral(t)
        return [[_INTEGRALS[key]]]

    def _integral(self, t: Term) -> Any:
        body, *ends = t.args
        lower, upper = (infinite(e) or self._number(e) for e in ends)
        with self._bound(t.data) as move:

            def at(x: Any) -> Any:
                move(x)
                return self._number(body)

            return quadrature(at, lower, upper, *(infinite(e) for e in ends))

    def _series(self, t: Term) -> Matrix:
        body, lower, upper = t.args
        k, last = int(part(self._number(lower))), None
        if not infinite(upper):
            last = int(part(self._number(upper)))
        total, small = self.field.number(Fraction(0)), 0
        with self._bound(t.data) as move:

            def later(k: int) -> bool:
                move(self.field.number(Fraction(k)))
                return not self.field.negligible(self._number(body))

            while (last is None or k <= last) and k < PRECISION:
                move(self.field.number(Fraction(k)))
                x = self._number(body)
                total, k = total + x, k + 1
                small = small + 1 if self.field.negligible(x) else 0
                if last is None and small > SETTLED and not any(map(later, range(k, PRECISION, k))):
                    return [[total]]
        if last is None or k <= last:
            raise UnsettledError("the sum does not settle")
        return [[total]]

    @contextmanager
    def _bound(self, x: Term) -> Iterator[Callable[[Any], None]]:
        """Let a bound variable move; what does not depend on it is computed once."""
        outer, chosen, memory = self.raw.get(x), x in self.choosing, self.memory
        self.choosing.add(x)  # it has the value that it is given
        self.memory, fixed = {}, dict[tuple[Term, Hashable], Matrix]()

        def move(value: Any) -> None:
            if self.memory and not fixed:
                fixed.update({k: v for k, v in self.memory.items() if x not in symbols(k[0])})
            self.memory = dict(fixed)
            self.raw[x] = [[value]]

        try:
            yield move
        finally:
            self.memory = memory
            self.raw.pop(x, None)
            if outer is not None:
                self.raw[x] = outer
            if not chosen:
                self.choosing.discard(x)

    # --- binders --------------------------------------------------------------------------------

    def _sum(self, t: Term) -> Matrix:
        return reduce(plus, self._over(t), self._zeros(t))

    def _max(self, t: Term) -> Matrix:
        return [[max((v[0][0] for v in self._over(t)), key=part)]]

    def _over(self, t: Term) -> list[Matrix]:
        indices, n = t.data.indices, self.size(t.data.indices[0].over)
        choices = combinations(range(1, n + 1), len(indices))
        outer, out = dict(self.indices), []
        for choice in choices:
            self.indices |= dict(zip(indices, choice, strict=True))
            out.append(self._value(t.args[0]))
        self.indices = outer
        return out
