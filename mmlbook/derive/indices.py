"""Kernel 3, indices: a term is read entry by entry, for all sizes.

The entry (i, j) of a product is the sum over k of the entries (i, k) and (k, j); so every term
becomes a polynomial of kernel 4 in entries, deltas and nets, in the normal form of `nets`.
Functions are atoms with their argument in normal form; the largest of squares is the square of the
largest absolute value.  Axes whose size is a number are written out, index by index.  Hypotheses
between scalars are rules for atoms, hypotheses between vectors and matrices are rules for nets.

Theorem (soundness): reading a term entry by entry is its definition; `nets` says why equal normal
forms are equal numbers.

Trusted for: every mark ``∀`` of an identity with indices or expectations.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import combinations, permutations, product

from mmlbook.derive.analysis import whole, written_out
from mmlbook.derive.names import Index, Stack, Times
from mmlbook.derive.nets import WRITTEN_OUT, Chance, Nets, Place, block_place, image
from mmlbook.derive.relations import Relation
from mmlbook.derive.scalars import OutOfReachError, Poly
from mmlbook.derive.signs import Signs
from mmlbook.derive.structure import random_groups
from mmlbook.derive.terms import SCALAR, Dim, Size, Term, free_indices
from mmlbook.derive.traverse import unfold

__all__ = ["Indices", "Place"]

DETERMINANT = 3  # the largest size of a determinant that is written out


class Indices(Nets):
    """The kernel: from terms to polynomials.  One instance serves one question.

    Examples
    --------
    >>> from mmlbook.derive.terms import symbol
    >>> from mmlbook.derive.vocabulary import Sum, norm2
    >>> n = Dim("n")
    >>> i, j, x = Index("i", n), Index("j", n), symbol("x", n)
    >>> square = norm2(x) + 2 * Sum((i, j), x[i] * x[j])
    >>> Indices().difference(Sum(i, x[i]) ** 2, square, None, None)
    {}
    """

    def __init__(self, hypotheses: Sequence[Relation] = ()) -> None:
        super().__init__()
        self.signs = Signs(hypotheses)
        self.bound: dict[Index, Place] = {}
        self.outcomes: dict[str, Place] = {}
        self.declared: set[Term] = set()
        for h in hypotheses:
            if h.op == "=":
                self.assume(h)

    def assume(self, h: Relation) -> None:
        """Use an equation: as a rule for an atom, or entry by entry as a rule for nets."""
        try:
            if h.lhs.scalar and not free_indices(h.lhs) | free_indices(h.rhs):
                self.scalars.assume_zero(self.difference(h.lhs, h.rhs, None, None))
                return
            for i, j in list(self.places(h.lhs, h.rhs)):
                left = self.value(unfold(h.lhs), i, j)
                self.rule(left, self.value(unfold(h.rhs), i, j))
        except OutOfReachError:
            return

    def places(self, lhs: Term, rhs: Term) -> Iterator[tuple[Place | None, Place | None]]:
        """Yield the entries to compare; free indices are set on the way."""
        free = sorted(free_indices(lhs) | free_indices(rhs), key=lambda i: i.name)
        axes = [*(_axis("free", i.name, i.over) for i in free)]
        axes += [_axis(k, k, n) for k, n in zip(("row", "column"), lhs.shape, strict=True)]
        for *values, i, j in product(*axes):
            self.bound = {k: v for k, v in zip(free, values, strict=True) if v is not None}
            yield i, j
        self.bound = {}

    def difference(self, lhs: Term, rhs: Term, i: Place | None, j: Place | None) -> Poly:
        """Return one entry of lhs - rhs."""
        right = self.value(unfold(rhs), i, j)
        return self.scalars.add(self.value(unfold(lhs), i, j), self.scalars.scale(right, -1))

    # --- terms ----------------------------------------------------------------------------------

    def value(self, t: Term, i: Place | None, j: Place | None) -> Poly:
        """Return the entry (i, j) of a term; an axis of size one has no place."""
        method: Callable[..., Poly] | None = getattr(self, f"_{t.op}", None)
        if method is None:
            raise OutOfReachError(t.op)
        return method(t, i, j)

    def one(self, t: Term) -> Poly:
        """Return a scalar term."""
        return self.value(t, None, None)

    def _num(self, t: Term, *_: object) -> Poly:
        return self.scalars.number(t.data)

    def _size(self, t: Term, *_: object) -> Poly:
        return self.size(t.data)

    def _sym(self, t: Term, *at: Place | None) -> Poly:
        flags, group = t.data.properties, t.data.group
        places = [x for x in at if x is not None]
        if group:
            outcome = self.outcomes.get(group, Place("free", group, Chance(group)))
            if "standardized" in flags and t not in self.declared:
                self.declared.add(t)
                self._standardized(t)
            p = self.entry(t, False, *places, outcome)
            if flags & {"indicator", "one_hot"}:
                self.scalars.idempotent |= {
                    a
                    for m in p
                    for a, _ in m
                    if (x := self.scalars.atoms[a]).kind == "entry" and x.key[0] == t
                }
            return p
        if t.scalar:
            return self.scalars.symbol(t, flags)
        if "selection" in flags:
            return self.delta(image(t, True, places[0], t.shape[1]), places[1])
        if "diagonal" in flags:
            return self.scalars.mul(self.delta(*places), self.entry(t, False, places[0]))
        if "orthonormal" in flags and t not in self.declared:
            self.declared.add(t)
            self._orthonormal(t)
        return self.entry(t, "symmetric" in flags, *places)

    def _standardized(self, z: Term) -> None:
        """Use E z = 0 and E zz' = I."""
        i, j = (Place("parameter", k, z.shape[0]) for k in "ij")
        at = ([i], [j]) if not z.scalar else ([], [])
        if not z.scalar and not isinstance(z.shape[0], Dim):
            return
        axis = Chance(z.data.group)

        def moment(*where: list[Place]) -> Poly:
            return self.total(axis, lambda k: self.scalars.product(
                [self.chance(k), *(self.entry(z, False, *w, k) for w in where)]
            ))  # fmt: skip

        self.rule(moment(at[0]), {})
        self.rule(moment(*at), self.scalars.number(1) if z.scalar else self.delta(i, j))

    def _orthonormal(self, Q: Term) -> None:
        """Use Q'Q = I, and QQ' = I if Q is square."""
        rows, columns = Q.shape
        i, j = (Place("parameter", k, columns) for k in "ij")
        if isinstance(columns, Dim):
            gram = self.total(rows, lambda k: self._pair(Q, k, i, k, j))
            self.rule(gram, self.delta(i, j))
        if rows == columns:
            gram = self.total(rows, lambda k: self._pair(Q, i, k, j, k))
            self.rule(gram, self.delta(i, j))

    def _pair(self, Q: Term, i: Place, j: Place, k: Place, l: Place) -> Poly:
        return self.scalars.mul(self.entry(Q, False, i, j), self.entry(Q, False, k, l))

    def _eye(self, t: Term, i: Place | None, j: Place | None) -> Poly:
        return self.delta(i, j) if i and j else self.scalars.number(1)

    def _ones(self, t: Term, *_: object) -> Poly:
        return self.scalars.number(1)

    def _zeros(self, t: Term, *_: object) -> Poly:
        return {}

    def _add(self, t: Term, i: Place | None, j: Place | None) -> Poly:
        return self.scalars.add({}, *(self.value(a, i, j) for a in t.args))

    def _neg(self, t: Term, i: Place | None, j: Place | None) -> Poly:
        return self.scalars.scale(self.value(t.args[0], i, j), -1)

    def _mul(self, t: Term, i: Place | None, j: Place | None) -> Poly:
        out, now, shape = self.scalars.number(1), list[Term](), SCALAR
        for a in t.args:
            if a.scalar:
                out = self.scalars.mul(out, self.one(a))
            elif shape == SCALAR:
                now, shape = [a], a.shape
            else:
                now, shape = [*now, a], (shape[0], a.shape[1])
                if shape == SCALAR:
                    out, now = self.scalars.mul(out, self._chain(now, None, None)), []
        return self.scalars.mul(out, self._chain(now, i, j)) if now else out

    def _chain(self, factors: Sequence[Term], i: Place | None, j: Place | None) -> Poly:
        """Return the entry (i, j) of a product of matrices."""
        *front, last = factors
        if not front:
            return self.value(last, i, j)
        if last.shape[0] == 1:
            return self.scalars.mul(self._chain(front, i, None), self.value(last, None, j))
        return self.total(
            last.shape[0],
            lambda k: self.scalars.mul(self._chain(front, i, k), self.value(last, k, j)),
        )

    def _div(self, t: Term, i: Place | None, j: Place | None) -> Poly:
        below = self.scalars.invert(self.one(t.args[1]))
        return self.scalars.mul(self.value(t.args[0], i, j), below)

    def _pow(self, t: Term, i: Place | None, j: Place | None) -> Poly:
        if t.scalar:
            return self.scalars.power(self.one(t.args[0]), t.data)
        return self._chain([t.args[0]] * t.data, i, j)

    def _T(self, t: Term, i: Place | None, j: Place | None) -> Poly:
        return self.value(t.args[0], j, i)

    def _tr(self, t: Term, *_: object) -> Poly:
        (A,) = t.args
        return self.one(A) if A.scalar else self.total(A.shape[0], lambda k: self.value(A, k, k))

    def _norm(self, t: Term, *_: object) -> Poly:
        (x,) = t.args
        if t.data == "inf":
            k = self.dummy(x.shape[0])
            return self.largest(self.scalars.absolute(self.value(x, k, None)), k)
        if t.data == 1:
            return self.total(x.shape[0], lambda k: self.scalars.absolute(self.value(x, k, None)))
        square = self.total(x.shape[0], lambda k: self.scalars.power(self.value(x, k, None), 2))
        self.scalars.declare(square, 1)
        return self.scalars.root(square)

    def _cross(self, t: Term, i: Place, _: object) -> Poly:
        if i.kind != "#":
            raise OutOfReachError("an entry of a cross product at a running index")
        (u, v), k, mul = t.args, int(str(i.name)), self.scalars.mul
        after, last = (Place("#", (k + s - 1) % 3 + 1, 3) for s in (1, 2))
        first = mul(self.value(u, after, None), self.value(v, last, None))
        other = mul(self.value(u, last, None), self.value(v, after, None))
        return self.scalars.add(first, self.scalars.scale(other, -1))

    def _had(self, t: Term, i: Place | None, j: Place | None) -> Poly:
        return self.scalars.product(self.value(a, i, j) for a in t.args)

    def _diag(self, t: Term, i: Place, j: Place) -> Poly:
        return self.scalars.mul(self.value(t.args[0], i, None), self.delta(i, j))

    def _column(self, t: Term, i: Place, _: object) -> Poly:
        if i.kind != "#":
            raise OutOfReachError("an entry of a column at a running index")
        return self.one(t.args[int(str(i.name)) - 1])

    def _entry(self, t: Term, *_: object) -> Poly:
        (A,) = t.args
        at = [self._at(k, n) for k, n in zip(t.data, A.shape, strict=False)]
        return self.value(A, *[*at, None][:2])

    # --- blocks, pairs, chance ------------------------------------------------------------------

    def _block(self, t: Term, i: Place | None, j: Place | None) -> Poly:
        width = t.data[1]
        heights = [a.shape[0] for a in t.args[::width]]
        (row, i), (column, j) = (
            _in_block(i, heights),
            _in_block(j, [a.shape[1] for a in t.args[:width]]),
        )
        inner = t.args[row * width + column]
        at = (p if n != 1 else None for p, n in zip((i, j), inner.shape, strict=True))
        return self.value(inner, *at)

    def _kron(self, t: Term, i: Place | None, j: Place | None) -> Poly:
        A, B = t.args
        rows, columns = _halves(i, A.shape[0], B.shape[0]), _halves(j, A.shape[1], B.shape[1])
        first = self.value(A, rows[0], columns[0])
        return self.scalars.mul(first, self.value(B, rows[1], columns[1]))

    def _vec(self, t: Term, i: Place | None, _: object) -> Poly:
        (X,) = t.args
        column, row = _halves(i, X.shape[1], X.shape[0])
        return self.value(X, row, column)

    def _col(self, t: Term, i: Place | None, _: object) -> Poly:
        return self.value(t.args[0], i, self._at(t.data[0], t.args[0].shape[1]))

    def _at(self, k: Index | int, n: Size) -> Place | None:
        if n == 1:
            return None
        if isinstance(k, Index):
            return self.bound[k] if k in self.bound else Place("free", k.name, k.over)
        return Place("#", k, n)

    def _E(self, t: Term, i: Place | None, j: Place | None) -> Poly:
        return self.expect(sorted(random_groups(t.args[0])), lambda: self.value(t.args[0], i, j))

    def expect(self, groups: Sequence[str], body: Callable[[], Poly]) -> Poly:
        """Return the sum of a body over the outcomes of some groups, with their chances."""
        if not groups:
            return body()

        def weighted(k: Place) -> Poly:
            outer, self.outcomes = self.outcomes, {**self.outcomes, groups[0]: k}
            try:
                return self.scalars.mul(self.chance(k), self.expect(groups[1:], body))
            finally:
                self.outcomes = outer

        return self.total(Chance(groups[0]), weighted)

    def _fn(self, t: Term, i: Place | None, j: Place | None) -> Poly:
        (x,) = t.args
        if t.data == "sqrt" and x.scalar and x.op == "pow" and x.data % 2 == 0:
            size = self.scalars.absolute(self.one(x.args[0]))
            return self.scalars.power(size, x.data // 2)
        for part in (x, *(x.args if x.op in ("mul", "div") else ())):
            if part.scalar:
                self.scalars.declare(self.one(part), self.signs.sign(part))
        return self.scalars.apply(t.data, self.value(x, i, j))

    def _det(self, t: Term, *_: object) -> Poly:
        """Return the determinant of a matrix whose size is a number, by its definition."""
        (A,) = t.args
        n = A.shape[0]
        if not isinstance(n, int) or n > DETERMINANT:
            raise OutOfReachError("a determinant of any size")
        parts = []
        for p in permutations(range(1, n + 1)):
            sign = (-1) ** sum(a > b for a, b in combinations(p, 2))
            entries = (
                self.value(A, Place("#", i, n), Place("#", j, n)) for i, j in enumerate(p, 1)
            )
            parts.append(self.scalars.scale(self.scalars.product(entries), sign))
        return self.scalars.add({}, *parts)

    def _const(self, t: Term, *_: object) -> Poly:
        return self.scalars.atom("const", t, sign=2)

    def _rpow(self, t: Term, *_: object) -> Poly:
        base, exponent = map(self.one, t.args)
        self.scalars.declare(base, self.signs.sign(t.args[0]))
        return self.scalars.rise(base, exponent, whole=whole(t.args[1]))

    def _binom(self, t: Term, *_: object) -> Poly:
        return self.one(written_out(t))

    # --- running indices ------------------------------------------------------------------------

    def _with(self, names: Sequence[Index], at: Sequence[Place], body: Callable[[], Poly]) -> Poly:
        outer = dict(self.bound)
        self.bound.update(zip(names, at, strict=True))
        try:
            return body()
        finally:
            self.bound = outer

    def _sum(self, t: Term, i: Place | None, j: Place | None) -> Poly:
        names, size = t.data.indices, t.data.indices[0].over
        if not t.data.pairs:
            return self.total(
                size, lambda k: self._with(names, [k], lambda: self.value(t.args[0], i, j))
            )

        def weighted(k: Place, l: Place) -> Poly:
            body = self._with(names, [k, l], lambda: self.value(t.args[0], i, j))
            parts = [self.scalars.number(1), self.scalars.scale(self.delta(k, l), -1)]
            weight = self.scalars.add(*parts, self.order(k, l))
            return self.scalars.mul(self.scalars.scale(weight, Fraction(1, 2)), body)

        return self.total(size, lambda k: self.total(size, lambda l: weighted(k, l)))

    def _max(self, t: Term, *_: object) -> Poly:
        k = self.dummy(t.data.indices[0].over)
        return self.largest(self._with(t.data.indices, [k], lambda: self.one(t.args[0])), k)


def _axis(kind: str, name: str, size: Size) -> list[Place | None]:
    """Return the places of an axis to look at: one for all of them if the size has a name."""
    if isinstance(size, Dim):
        return [Place(kind, name, size)]
    if isinstance(size, Times):
        halves = [_axis(kind, f"{name}{k}", part) for k, part in enumerate(size.parts)]
        return [Place("pair", pair, size) for pair in product(*halves)]
    if isinstance(size, Stack):
        return [
            block_place(b, p or Place("#", 1, 1), size)
            for b, part in enumerate(size.parts)
            for p in _axis(kind, f"{name}{b}", part)
        ]
    if size > WRITTEN_OUT:
        raise OutOfReachError("too many entries to write out")
    return [None] if size == 1 else [Place("#", k, size) for k in range(1, size + 1)]


def _in_block(p: Place | None, sizes: Sequence[Size]) -> tuple[int, Place | None]:
    """Return the number of the block and the place in it."""
    if p is None or len(sizes) == 1:
        return 0, p
    if p.kind == "part":
        number, place = p.name
        return int(number.name), place
    left = int(p.name) if p.kind == "#" else None
    for b, size in enumerate(sizes):
        if left is None or not isinstance(size, int):
            raise OutOfReachError("a place in blocks of another kind")
        if left <= size:
            return b, Place("#", left, size)
        left -= size
    raise OutOfReachError("a place beyond the blocks")


def _halves(p: Place | None, first: Size, last: Size) -> tuple[Place | None, Place | None]:
    """Return the two places of a pair; an axis of size one has no place."""
    if p is None or 1 in (first, last):
        return (None, p) if first == 1 else (p, None)
    if p.kind != "pair":
        raise OutOfReachError("a number for a pair of numbers")
    one, other = p.name
    return one, other
