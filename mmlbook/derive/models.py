"""Semantics 1: evaluate terms in random models, to refute what is false.

A model fixes every size, draws every symbol at random with its declared properties, and replaces
the witnessed symbols so that the hypotheses hold.  It shares no code with `explicit`.

Trusted for: refutation only.  Agreement in models is evidence, never a proof.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from itertools import combinations, permutations
from typing import Any

from mmlbook.derive.numbers import Dual, Field, UndefinedError, apply, field
from mmlbook.derive.relations import Relation
from mmlbook.derive.terms import SCALAR, Dim, Index, Size, Term, free_indices
from mmlbook.derive.traverse import dims, symbols, unfold

__all__ = [
    "Hypothesis",
    "Model",
    "Verdict",
    "choose_field",
    "compare",
    "compare_derivative",
    "models",
]

Matrix = list[list[Any]]
STYLES = ("mixed", "negative", "zeros", "small", "positive", "mixed")
TRIALS = len(STYLES)


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
        self.values: dict[Term, Matrix] = {}
        self.indices: dict[Index, int] = {}
        self.choosing: set[Term] = set()
        self.witness = {s: w for h in hypotheses for s, w in h.witness}

    def size(self, n: Size) -> int:
        """Return a size as a number."""
        return self.sizes[n] if isinstance(n, Dim) else n

    def evaluate(self, t: Term) -> Matrix:
        """Return the value of a term as a list of rows."""
        return [list(row) for row in self._value(unfold(t))]

    def _value(self, t: Term) -> Matrix:
        return getattr(self, f"_{t.op}")(t)  # type: ignore[no-any-return]

    def _number(self, t: Term) -> Any:
        return self._value(t)[0][0]

    # --- leaves ---------------------------------------------------------------------------------

    def _num(self, t: Term) -> Matrix:
        return [[self.field.number(t.data)]]

    def _size(self, t: Term) -> Matrix:
        return [[self.field.number(Fraction(self.size(t.data)))]]

    def _sym(self, t: Term) -> Matrix:
        if t in self.choosing or t not in self.witness:
            return self._random(t)
        if t not in self.values:
            self.choosing.add(t)
            try:
                self.values[t] = self.evaluate(self.witness[t])
            finally:
                self.choosing.discard(t)
        return self.values[t]

    def _random(self, t: Term) -> Matrix:
        if t not in self.raw:
            rng = random.Random(f"{self.seed}/{t.data.name}")
            flags = t.data.properties
            positive = bool(flags & {"positive", "nonnegative"})
            rows, columns = self.size(t.shape[0]), self.size(t.shape[1])
            M = [
                [
                    self.field.sample(rng, positive=positive, style=self.style)
                    for _ in range(columns)
                ]
                for _ in range(rows)
            ]
            if self.style == "zeros" and t.scalar and not flags:
                M = [[self.field.number(Fraction(0))]]
            if "nonzero" in flags and not any(x for row in M for x in row):
                M[0][0] = self.field.number(Fraction(1))
            if "symmetric" in flags:
                M = [[M[max(i, j)][min(i, j)] for j in range(columns)] for i in range(rows)]
            self.raw[t] = M
        return self.raw[t]

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
        return reduce(_plus, map(self._value, t.args))

    def _neg(self, t: Term) -> Matrix:
        return [[-x for x in row] for row in self._value(t.args[0])]

    def _mul(self, t: Term) -> Matrix:
        value, shape = self._value(t.args[0]), t.args[0].shape
        for x in t.args[1:]:
            other = self._value(x)
            if shape == SCALAR:
                value, shape = _scale(value[0][0], other), x.shape
            elif x.shape == SCALAR:
                value = _scale(other[0][0], value)
            else:
                value, shape = _times(value, other), (shape[0], x.shape[1])
        return value

    def _div(self, t: Term) -> Matrix:
        k = self._number(t.args[1])
        if self.field.equal(k.a if isinstance(k, Dual) else k, 0):
            raise UndefinedError("division by zero")
        return [[x / k for x in row] for row in self._value(t.args[0])]

    def _pow(self, t: Term) -> Matrix:
        if t.args[0].op == "norm" and t.args[0].data == 2 and t.data == 2:
            return [[sum(x * x for (x,) in self._value(t.args[0].args[0]))]]
        return reduce(_times, [self._value(t.args[0])] * t.data)

    def _T(self, t: Term) -> Matrix:
        return [list(row) for row in zip(*self._value(t.args[0]), strict=True)]

    def _tr(self, t: Term) -> Matrix:
        A = self._value(t.args[0])
        return [[sum(A[i][i] for i in range(len(A)))]]

    def _inv(self, t: Term) -> Matrix:
        return _inverse(self._value(t.args[0]), self.field)

    # --- vectors --------------------------------------------------------------------------------

    def _norm(self, t: Term) -> Matrix:
        x = [row[0] for row in self._value(t.args[0])]
        if t.data == 2:
            return [[apply("sqrt", sum(c * c for c in x))]]
        sizes = [apply("abs", c) for c in x]
        return [[sum(sizes) if t.data == 1 else max(sizes, key=_part)]]

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
        return [[_leibniz(self._value(t.args[0]))]]

    def _entry(self, t: Term) -> Matrix:
        i, j = ([self.indices[k] if isinstance(k, Index) else k for k in t.data] + [1])[:2]
        return [[self._value(t.args[0])[i - 1][j - 1]]]

    def _fn(self, t: Term) -> Matrix:
        return [[apply(t.data, x) for x in row] for row in self._value(t.args[0])]

    # --- binders --------------------------------------------------------------------------------

    def _sum(self, t: Term) -> Matrix:
        return reduce(_plus, self._over(t), self._zeros(t))

    def _max(self, t: Term) -> Matrix:
        return [[max((v[0][0] for v in self._over(t)), key=_part)]]

    def _over(self, t: Term) -> list[Matrix]:
        indices, n = t.data.indices, self.size(t.data.indices[0].over)
        choices = combinations(range(1, n + 1), len(indices))
        outer, out = dict(self.indices), []
        for choice in choices:
            self.indices |= dict(zip(indices, choice, strict=True))
            out.append(self._value(t.args[0]))
        self.indices = outer
        return out


def _part(x: Any) -> Any:
    return x.a if isinstance(x, Dual) else x


def _plus(A: Matrix, B: Matrix) -> Matrix:
    return [[x + y for x, y in zip(r, s, strict=True)] for r, s in zip(A, B, strict=True)]


def _scale(k: Any, A: Matrix) -> Matrix:
    return [[k * x for x in row] for row in A]


def _times(A: Matrix, B: Matrix) -> Matrix:
    columns = list(zip(*B, strict=True))
    return [[sum(x * y for x, y in zip(row, c, strict=True)) for c in columns] for row in A]


def _inverse(A: Matrix, over: Field) -> Matrix:
    """Gauss and Jordan, over any field."""
    n = len(A)
    one = over.number(Fraction(1))
    M = [[*row, *(one if i == j else 0 * one for j in range(n))] for i, row in enumerate(A)]
    for c in range(n):
        p = next((r for r in range(c, n) if not over.equal(_part(M[r][c]), 0)), None)
        if p is None:
            raise UndefinedError("inverse of a singular matrix")
        M[c], M[p] = M[p], M[c]
        M[c] = [x / M[c][c] for x in M[c]]
        for r in range(n):
            if r != c:
                M[r] = [x - M[r][c] * y for x, y in zip(M[r], M[c], strict=True)]
    return [row[n:] for row in M]


def _leibniz(A: Matrix) -> Any:
    """Return the determinant as the sum over all permutations; models are small."""
    out = 0 * A[0][0]
    for p in permutations(range(len(A))):
        sign = (-1) ** sum(i > j for i, j in combinations(p, 2))
        out = out + reduce(lambda x, i: x * A[i][p[i]], range(len(A)), sign)
    return out


# --- verdicts -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Verdict:
    """What the models say: ``agree``, ``refuted`` or ``none`` (no model could be built).

    `largest` holds the largest value of every size that occurred.
    """

    status: str
    field: Field | None = None
    points: int = 0
    sizes: tuple[str, ...] = ()
    counterexample: str = ""
    largest: tuple[tuple[Dim, int], ...] = ()


def choose_field(terms: Iterable[Term], *, ordered: bool = False) -> Field:
    """Return the simplest field in which all terms can be computed exactly, if there is one.

    Examples
    --------
    >>> from mmlbook.derive.terms import symbol
    >>> from mmlbook.derive.vocabulary import norm, norm2
    >>> u = symbol("u", Dim("n"))
    >>> [choose_field([t]).name for t in (norm2(u), abs(u), norm(u))]
    ['prime', 'rational', 'real']
    """
    level = 1 if ordered else 0
    for t in map(unfold, terms):
        level = max(level, _level(t))
    return field(("prime", "rational", "real")[level])


def _level(t: Term) -> int:
    if t.op == "pow" and t.args[0].op == "norm" and t.args[0].data == 2 and t.data == 2:
        return _level(t.args[0].args[0])
    own = 0
    if t.op == "fn":
        own = 1 if t.data in ("abs", "sign") else 2
    elif t.op == "norm":
        own = 2 if t.data == 2 else 1
    elif t.op == "max":
        own = 1
    return max([own, *map(_level, t.args)])


def models(
    terms: Sequence[Term],
    hypotheses: Sequence[Hypothesis] = (),
    *,
    ordered: bool = False,
    trials: int = TRIALS,
    styles: Sequence[str] = STYLES,
    seed: int = 0,
) -> Iterable[Model]:
    """Yield random models at several shapes, with even and odd sizes of every dimension."""
    everything = [*terms, *(t for h in hypotheses for t in h.terms())]
    over = choose_field(everything, ordered=ordered)
    names = dims(*everything)
    for trial in range(trials):
        rng = random.Random(f"{seed}/{trial}")
        sizes = {}
        for k, n in enumerate(names):
            odd = (trial >> (k % 2)) & 1
            low = max(n.least, 2)
            size = low + rng.randint(0, 2)
            sizes[n] = size + ((size & 1) != odd)
        for s in symbols(*everything):
            rows, columns = s.shape
            if "full_column_rank" in s.data.properties and isinstance(rows, Dim):
                least = sizes[columns] if isinstance(columns, Dim) else columns
                sizes[rows] = max(sizes[rows], least)
        style = styles[trial % len(styles)]
        yield Model(over, sizes, seed * 1000 + trial, hypotheses, style)


def _holds(model: Model, r: Relation) -> bool:
    """Return whether a relation is true in a model (orders need an ordered field)."""
    pairs = [
        (x, y)
        for row, other in zip(model.evaluate(r.lhs), model.evaluate(r.rhs), strict=True)
        for x, y in zip(row, other, strict=True)
    ]
    if r.op == "=":
        return all(model.field.equal(x, y) for x, y in pairs)
    if r.op == "!=":
        return not all(model.field.equal(x, y) for x, y in pairs)
    if not model.field.ordered:
        return True
    return all(not model.field.negative(y - x if r.op == "<=" else x - y) for x, y in pairs)


def compare(
    claims: Sequence[Relation], hypotheses: Sequence[Hypothesis] = (), *, seed: int = 0
) -> Verdict:
    """Look for a model in which one of the claims is false.

    Examples
    --------
    >>> from mmlbook.derive.relations import eq
    >>> from mmlbook.derive.terms import symbol
    >>> from mmlbook.derive.vocabulary import norm2
    >>> u, v = symbol("u", Dim("n")), symbol("v", Dim("n"))
    >>> compare([eq(norm2(u + v), norm2(u) + norm2(v))]).status
    'refuted'
    """
    terms = [t for r in claims for t in (r.lhs, r.rhs)]
    running = sorted(set().union(*map(free_indices, terms)), key=lambda i: i.name)
    ordered = any(r.op in ("<=", ">=") for r in [*claims, *(h.relation for h in hypotheses)])
    over, points, shapes, largest = None, 0, list[str](), dict[Dim, int]()
    for model in models(terms, hypotheses, ordered=ordered, seed=seed):
        over = model.field
        rng = random.Random(f"{seed}/{points}/index")
        model.indices = {i: rng.randint(1, model.size(i.over)) for i in running}
        try:
            false = next((r for r in claims if not _holds(model, r)), None)
        except (UndefinedError, ZeroDivisionError):
            continue
        if false is not None:
            words = _describe(_readable(model, false), false)
            return Verdict("refuted", over, points, tuple(shapes), words)
        points += 1
        shapes.append(_shape_words(model))
        largest = {n: max(k, largest.get(n, 0)) for n, k in model.sizes.items()}
    status = "agree" if points else "none"
    seen = tuple(dict.fromkeys(shapes))
    return Verdict(status, over, points, seen, largest=tuple(largest.items()))


def compare_derivative(
    f: Term, x: Term, claimed: Term, hypotheses: Sequence[Hypothesis] = (), *, seed: int = 0
) -> Verdict:
    """Look for a model in which `claimed` is not the derivative of `f`, by dual numbers.

    Examples
    --------
    >>> from mmlbook.derive.terms import symbol
    >>> from mmlbook.derive.vocabulary import norm2
    >>> x = symbol("x", Dim("n"))
    >>> compare_derivative(norm2(x), x, 2 * x).status, compare_derivative(norm2(x), x, x).status
    ('agree', 'refuted')
    """
    over, points, shapes = None, 0, list[str]()
    for model in models([f, x, claimed], hypotheses, seed=seed):
        over = model.field
        rng = random.Random(f"{seed}/{points}/direction")
        at = model.evaluate(x)
        way = [[model.field.sample(rng) for _ in row] for row in at]
        try:
            G = model.evaluate(claimed)
            model.raw[x] = [[Dual(a, b) for a, b in zip(*r, strict=True)]
                            for r in zip(at, way, strict=True)]  # fmt: skip
            rates = [_rate(row[0]) for row in model.evaluate(f)]
        except (UndefinedError, ZeroDivisionError):
            continue
        if f.scalar:
            expected = [sum(g * w for r, s in zip(G, way, strict=True)
                            for g, w in zip(r, s, strict=True))]  # fmt: skip
        else:
            expected = [row[0] for row in _times(G, way)]
        if not all(model.field.equal(a, b) for a, b in zip(rates, expected, strict=True)):
            return Verdict(
                "refuted", over, points, tuple(shapes),
                f"at {_shape_words(model)} the rate of change along a random direction is "
                f"{_digits(rates[0])}, the claimed derivative gives {_digits(expected[0])}",
            )  # fmt: skip
        points += 1
        shapes.append(_shape_words(model))
    return Verdict("agree" if points else "none", over, points, tuple(dict.fromkeys(shapes)))


def _rate(x: Any) -> Any:
    return x.b if isinstance(x, Dual) else 0 * x


def _shape_words(model: Model) -> str:
    return ", ".join(f"{n} = {k}" for n, k in sorted(model.sizes.items(), key=lambda x: x[0].name))


def _readable(model: Model, false: Relation) -> Model:
    """Return a model with ordinary fractions in which the relation is false too, if possible."""
    if model.field.name != "prime":
        return model
    other = Model(field("rational"), model.sizes, model.seed)
    other.witness, other.indices = model.witness, model.indices
    try:
        return model if _holds(other, false) else other
    except (UndefinedError, ZeroDivisionError):
        return model


def _describe(model: Model, r: Relation) -> str:
    def show(M: Matrix) -> str:
        rows = [", ".join(_digits(x) for x in row) for row in M]
        return rows[0] if len(M) == len(M[0]) == 1 else "[" + "; ".join(rows) + "]"

    values = [f"{s.data.name} = {show(model._sym(s))}" for s in [*model.raw]]
    where = "; ".join(filter(None, [_shape_words(model), *values]))
    left, right = show(model.evaluate(r.lhs)), show(model.evaluate(r.rhs))
    return f"at {where} the left side is {left}, the right side is {right}"


def _digits(x: Any) -> str:
    return str(x.v) if hasattr(x, "v") else f"{float(x):.6g}"


def broken_hypothesis(hypotheses: Sequence[Hypothesis]) -> Hypothesis | None:
    """Return a hypothesis that its witness does not make true, if there is one."""
    for h in hypotheses:
        checked = 0
        for model in models([], hypotheses, ordered=h.relation.op in ("<=", ">=")):
            try:
                if not _holds(model, h.relation):
                    return h
            except (UndefinedError, ZeroDivisionError):
                continue
            checked += 1
        if not checked:
            return h
    return None
