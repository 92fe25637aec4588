"""Random models: look for a case in which a claim is false.

A model fixes every size, draws every symbol at random with its declared properties, and replaces
the witnessed symbols so that the hypotheses hold; `evaluate` computes in it.  It shares no code
with `explicit`.

Trusted for: refutation only.  Agreement in models is evidence, never a proof.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import prod
from typing import Any

from mmlbook.derive.arrays import Matrix, determinant, product_of
from mmlbook.derive.evaluate import Hypothesis, Model
from mmlbook.derive.names import Function, count
from mmlbook.derive.numbers import Dual, Field, UndefinedError, UnsettledError, field, precise
from mmlbook.derive.relations import ORDERS, Relation
from mmlbook.derive.terms import Dim, Term, free_indices
from mmlbook.derive.traverse import dims, symbols, unfold

__all__ = [
    "Hypothesis",
    "Matrix",
    "Model",
    "Verdict",
    "broken_hypothesis",
    "choose_field",
    "compare",
    "compare_derivative",
    "compare_hessian",
    "models",
]

STYLES = ("mixed", "negative", "zeros", "small", "positive", "mixed")
SPECIAL = ("tiny",) * 24 + ("nothing",)  # 1, 2, 3 and their negatives: what fails at one value
SLOW_TRIALS = 3  # with integrals and sums: fewer models, since they are slow
SMALL_EXAMPLES = 12  # attempts at a counterexample that is easy to read
LARGE = 10**6  # numbers that are computed modulo a prime
SMALL = 4  # in one trial every size is the least one allowed


# --- verdicts -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Verdict:
    """What the models say: ``agree``, ``refuted``, ``none`` (no model could be built) or ``slow``.

    A ``slow`` limit is one that numbers cannot tell from another value.

    `largest` holds the largest value of every size that occurred.
    """

    status: str
    field: Field | None = None
    points: int = 0
    sizes: tuple[str, ...] = ()
    words: str = ""
    largest: tuple[tuple[Dim, int], ...] = ()
    found: tuple[Model, Relation] | None = None

    @property
    def counterexample(self) -> str:
        """Where the claim fails, with numbers that are easy to read if there are any."""
        if self.found is None:
            return self.words
        return _describe(_readable(*self.found), self.found[1])


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
        if any(
            s.op == "num" and max(abs(s.data.numerator), s.data.denominator) > LARGE
            for s in t.subterms()
        ):  # a multiple of the prime would be taken for zero
            level = max(level, 1)
    return field(("prime", "rational", "real", "limits")[level])


def _level(t: Term) -> int:
    if t.op == "pow" and t.args[0].op == "norm" and t.args[0].data == 2 and t.data == 2:
        return _level(t.args[0].args[0])
    own = 0
    if t.op in ("int", "series"):
        own = 3
    elif t.op in ("rpow", "binom", "const"):
        own = 2
    elif t.op == "fn" and not isinstance(t.data, Function):
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
    styles: Sequence[str] = STYLES,
    seed: int = 0,
) -> Iterable[Model]:
    """Yield random models at several shapes, with even and odd sizes of every dimension."""
    everything = [*terms, *(t for h in hypotheses for t in h.terms())]
    over = choose_field(everything, ordered=ordered)
    names = dims(*everything)
    for trial in range(SLOW_TRIALS if over.name == "limits" else len(styles)):
        rng = random.Random(f"{seed}/{trial}")
        sizes = {}
        for k, n in enumerate(names):
            odd = (trial >> (k % 2)) & 1
            low = max(n.least, 2)
            size = low + rng.randint(0, 2)
            sizes[n] = n.least if trial == SMALL else size + ((size & 1) != odd)
        style = styles[trial]
        own = _fitting(sizes, symbols(*everything))
        yield Model(over, own, seed * 1000 + trial, hypotheses, style)


def _fitting(sizes: dict[Dim, int], names: Sequence[Term]) -> dict[Dim, int]:
    """Return sizes at which matrices of full rank, and selections, can exist."""
    out = dict(sizes)
    for s in names:
        rows, columns = s.shape
        if "selection" in s.data.properties:
            rows, columns = columns, rows
        if s.data.properties & {"full_column_rank", "selection"} and isinstance(rows, Dim):
            out[rows] = max(out[rows], count(columns, out.__getitem__))
    return out


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
    if r.op in ("succ", "succeq"):
        return _definite(model.evaluate(r.lhs), model.field, strict=r.op == "succ")
    gaps = [y - x if r.op in ("<=", "<") else x - y for x, y in pairs]
    if r.op in ("<", ">"):
        return all(not model.field.negative(g) and not model.field.equal(g, 0) for g in gaps)
    return all(not model.field.negative(g) for g in gaps)


def _definite(A: Matrix, over: Field, *, strict: bool) -> bool:
    """Return whether A is symmetric with principal minors that are positive, or nonnegative."""
    n = len(A)
    if not all(over.equal(A[i][j], A[j][i]) for i in range(n) for j in range(i)):
        return False
    for size in range(1, n + 1):
        for rows in [tuple(range(size))] if strict else combinations(range(n), size):
            minor = determinant([[A[i][j] for j in rows] for i in rows], over)
            if not over.exact:  # measured against the largest that it can be
                most = prod(abs(A[i][i]) for i in rows)
                if strict and over.equal(most + abs(minor), most):
                    raise UnsettledError("too close to singular to tell")
                minor = minor / most if most else minor
            if over.negative(minor) or (strict and over.equal(minor, 0)):
                return False
    return True


def compare(
    claims: Sequence[Relation],
    hypotheses: Sequence[Hypothesis] = (),
    *,
    styles: Sequence[str] = STYLES,
    seed: int = 0,
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
    ordered = any(r.op in ORDERS for r in [*claims, *(h.relation for h in hypotheses)])
    over, points, shapes, largest = None, 0, list[str](), dict[Dim, int]()
    for model in models(terms, hypotheses, ordered=ordered, styles=styles, seed=seed):
        over = model.field
        rng = random.Random(f"{seed}/{points}/index")
        model.indices = {i: rng.randint(1, model.size(i.over)) for i in running}
        said = [(r, holds) for r in claims if (holds := _settled(model, r)) is not None]
        if not said:
            continue
        false = next((r for r, holds in said if not holds), None)
        if false is not None:
            found = (model, false)
            return Verdict("refuted", over, points, tuple(shapes), found=found)
        points += 1
        shapes.append(_shape_words(model))
        largest = {n: max(k, largest.get(n, 0)) for n, k in model.sizes.items()}
    status = "agree" if points else "none"
    seen = tuple(dict.fromkeys(shapes))
    return Verdict(status, over, points, seen, largest=tuple(largest.items()))


def compare_derivative(
    f: Term,
    x: Term,
    claimed: Term,
    hypotheses: Sequence[Hypothesis] = (),
    *,
    styles: Sequence[str] = STYLES,
    seed: int = 0,
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
    running = sorted(free_indices(f) | free_indices(claimed), key=lambda i: i.name)
    for model in models([f, x, claimed], hypotheses, styles=styles, seed=seed):
        over = model.field
        rng = random.Random(f"{seed}/{points}/index")
        model.indices = {i: rng.randint(1, model.size(i.over)) for i in running}
        try:
            rates, expected, _ = _rates(model, f, x, claimed)
            same = _same(model, rates, expected)
            if not same and over.name == "real":  # or have digits canceled?
                with precise():
                    rates, expected, _ = _rates(_anew(model), f, x, claimed)
                    same = _same(model, rates, expected)
        except (UndefinedError, ZeroDivisionError):
            continue
        if not same:
            words = _describe_rates(model, f, x, claimed)
            return Verdict("refuted", over, points, tuple(shapes), words)
        points += 1
        shapes.append(_shape_words(model))
    return Verdict("agree" if points else "none", over, points, tuple(dict.fromkeys(shapes)))


def _rates(model: Model, f: Term, x: Term, claimed: Term) -> tuple[list[Any], list[Any], Matrix]:
    """Return the rate of f along a random direction, what the claim says of it, the direction."""
    rng = random.Random(f"{model.seed}/direction")
    at = model.evaluate(x)
    way = [[model.field.sample(rng, style=model.style) for _ in row] for row in at]
    G = model.evaluate(claimed)
    model.give(x, [[Dual(a, b) for a, b in zip(*r, strict=True)]
                   for r in zip(at, way, strict=True)])  # fmt: skip
    try:
        rates = [_rate(row[0]) for row in model.evaluate(f)]
    finally:
        model.give(x, at)
    if not f.scalar:
        return rates, [row[0] for row in product_of(G, way)], way
    products = [g * w for r, s in zip(G, way, strict=True) for g, w in zip(r, s, strict=True)]
    return rates, [sum(products)], way


def _same(model: Model, a: Sequence[Any], b: Sequence[Any]) -> bool:
    return all(model.field.equal(x, y) for x, y in zip(a, b, strict=True))


def _describe_rates(model: Model, f: Term, x: Term, claimed: Term) -> str:
    """Describe where a claimed derivative fails, with small numbers if there are any."""
    for other in _easy(model):
        try:
            rates, expected, way = _rates(other, f, x, claimed)
        except (UndefinedError, ZeroDivisionError):
            continue
        k = next((k for k, r in enumerate(rates) if not _same(other, [r], [expected[k]])), None)
        if k is not None:
            return (
                f"at {where(other)} the rate of change along {_show(way)} is "
                f"{digits(rates[k])}, the claimed derivative gives {digits(expected[k])}"
            )
    place = _shape_words(model) or where(model)
    return f"at {place} the rate of change along a random direction is another"


def compare_hessian(
    f: Term,
    x: Term,
    claimed: Term,
    hypotheses: Sequence[Hypothesis] = (),
    *,
    styles: Sequence[str] = STYLES,
    seed: int = 0,
) -> Verdict:
    """Look for a model in which `claimed` is not the Hessian of `f`: duals of dual numbers.

    Examples
    --------
    >>> from mmlbook.derive.terms import symbol
    >>> A, x = symbol("A", Dim("n"), Dim("n")), symbol("x", Dim("n"))
    >>> compare_hessian(x.T @ A @ x, x, A + A.T).status
    'agree'
    >>> compare_hessian(x.T @ A @ x, x, 2 * A).status
    'refuted'
    """
    over, points, shapes = None, 0, list[str]()
    for model in models([f, x, claimed], hypotheses, styles=styles, seed=seed):
        over = model.field
        key = f"{seed}/{points}/directions"
        try:
            rate, expected, turned = _second_rates(model, f, x, claimed, key)
            same = _same(model, [rate, rate], [expected, turned])
            if not same and over.name == "real":  # or have digits canceled?
                with precise():
                    rate, expected, turned = _second_rates(_anew(model), f, x, claimed, key)
                    same = _same(model, [rate, rate], [expected, turned])
        except (UndefinedError, ZeroDivisionError):
            continue
        if not same:
            place = _shape_words(model) or where(model)
            return Verdict(
                "refuted", over, points, tuple(shapes),
                f"at {place} the second rate of change along two random directions "
                f"is {digits(rate)}, the claimed matrix gives {digits(expected)}",
            )  # fmt: skip
        points += 1
        shapes.append(_shape_words(model))
    return Verdict("agree" if points else "none", over, points, tuple(dict.fromkeys(shapes)))


def _second_rates(model: Model, f: Term, x: Term, claimed: Term, key: str) -> tuple[Any, Any, Any]:
    """Return the second rate of f along two random directions, and what the claim says of it.

    The claim is asked both ways: a Hessian is symmetric.
    """
    rng, at = random.Random(key), model.evaluate(x)
    ways = [[[model.field.sample(rng) for _ in row] for row in at] for _ in range(2)]
    H = model.evaluate(claimed)
    model.give(x, [
        [Dual(Dual(a, v), Dual(w, 0 * w)) for a, v, w in zip(*rows, strict=True)]
        for rows in zip(at, *ways, strict=True)
    ])  # fmt: skip
    try:
        rate = _rate(_rate(model.evaluate(f)[0][0]))
    finally:
        model.give(x, at)
    v, w = ([row[0] for row in way] for way in ways)
    expected = sum(w[i] * H[i][j] * v[j] for i in range(len(v)) for j in range(len(v)))
    turned = sum(v[i] * H[i][j] * w[j] for i in range(len(v)) for j in range(len(v)))
    return rate, expected, turned


def _rate(x: Any) -> Any:
    return x.b if isinstance(x, Dual) else 0 * x


def _shape_words(model: Model) -> str:
    return ", ".join(f"{n} = {k}" for n, k in sorted(model.sizes.items(), key=lambda x: x[0].name))


def _easy(model: Model) -> Iterable[Model]:
    """Yield models like one, but of small sizes and with whole numbers."""
    over = field("rational") if model.field.name == "prime" else model.field
    for seed in range(SMALL_EXAMPLES):
        sizes = {n: max(n.least, 1 + (seed > 2)) for n in model.sizes}
        other = Model(over, _fitting(sizes, list(model.raw)), seed, style="tiny")
        other.witness = model.witness
        other.indices = {i: min(k, other.size(i.over)) for i, k in model.indices.items()}
        yield other
    other = Model(over, model.sizes, model.seed, style=model.style)
    other.witness, other.indices = model.witness, model.indices
    yield other


def _readable(model: Model, false: Relation) -> Model:
    """Return a model with numbers that are easy to read in which the relation is false, if any."""
    return next((other for other in _easy(model) if _fails(other, false)), model)


def _fails(model: Model, r: Relation) -> bool:
    return _settled(model, r) is False


def _settled(model: Model, r: Relation) -> bool | None:
    """Return whether a relation holds; if it seems not to, ask again with many more digits."""
    holds = truth(model, r)
    if holds is False and model.field.name == "real":
        with precise():
            return truth(_anew(model), r)
    return holds


def _anew(model: Model) -> Model:
    """Return the model once more, with nothing computed yet."""
    other = Model(model.field, model.sizes, model.seed, style=model.style)
    other.witness, other.indices = model.witness, model.indices
    return other


def truth(model: Model, r: Relation) -> bool | None:
    """Return whether a relation holds in a model, None where it is not defined."""
    try:
        return _holds(model, r)
    except (UndefinedError, ZeroDivisionError):
        return None


def _show(M: Matrix) -> str:
    rows = [", ".join(digits(x) for x in row) for row in M]
    return rows[0] if len(M) == len(M[0]) == 1 else "[" + "; ".join(rows) + "]"


def where(model: Model) -> str:
    """Return the sizes and the values of the symbols of a model."""
    values = [f"{s.data.name} = {_show(model._sym(s))}" for s in [*model.raw]]
    return "; ".join(filter(None, [_shape_words(model), *values]))


def _describe(model: Model, r: Relation) -> str:
    left, right = (_show(model.evaluate(t)) for t in (r.lhs, r.rhs))
    words = f"the left side is {left}, the right side is {right}"
    return f"at {place} {words}" if (place := where(model)) else words


def digits(x: Any) -> str:
    return str(x.v) if hasattr(x, "v") else f"{float(x):.6g}"


def broken_hypothesis(hypotheses: Sequence[Hypothesis]) -> Hypothesis | None:
    """Return a hypothesis that the witnesses together do not make true, if there is one.

    Examples
    --------
    >>> from mmlbook.derive.relations import eq
    >>> from mmlbook.derive.terms import symbol
    >>> a, b = symbol("a"), symbol("b")
    >>> broken_hypothesis([Hypothesis(eq(a, b), ((a, b),))]) is None
    True
    >>> round_and_round = [Hypothesis(eq(a, b), ((a, b),)), Hypothesis(eq(b, a + 1), ((b, a + 1),))]
    >>> broken_hypothesis(round_and_round).relation.latex()
    'a = b'
    """
    if (h := _circular(hypotheses)) is not None:
        return h
    seen = set[int]()
    chosen = [s.data.properties for h in hypotheses for s, _ in h.witness]
    signed = any(flags & {"nonnegative", "positive_semidefinite"} for flags in chosen)
    ordered = signed or any(h.relation.op in ORDERS for h in hypotheses)
    for model in models([], hypotheses, ordered=ordered):
        for k, h in enumerate(hypotheses):
            try:
                if not _holds(model, h.relation) or not all(model.keeps(s) for s, _ in h.witness):
                    return h
            except (UndefinedError, ZeroDivisionError):
                continue
            seen.add(k)
    return next((h for k, h in enumerate(hypotheses) if k not in seen), None)


def _circular(hypotheses: Sequence[Hypothesis]) -> Hypothesis | None:
    """Return a hypothesis whose witness depends on itself through others, if there is one.

    Then the value of a symbol would depend on which of them is asked for first.
    """
    needs = {s: set(symbols(w)) - {s} for h in hypotheses for s, w in h.witness}
    while free := {s for s, others in needs.items() if not others & needs.keys()}:
        needs = {s: others for s, others in needs.items() if s not in free}
    return next((h for h in hypotheses if any(s in needs for s, _ in h.witness)), None)
