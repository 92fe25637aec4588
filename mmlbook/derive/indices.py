"""Kernel 3, indices: normal forms of sums over indices, for all sizes.

A term is read entry by entry: the entry (i, j) of a product is the sum over k of the entries (i, k)
and (k, j).  So every term becomes a polynomial of kernel 4 in entries such as ``u[i]``, in deltas,
and in *nets*: sums, over dummy indices, of products of entries that cannot be split.  Dummies are
named canonically, by the least of all namings; a delta replaces an index; a sum over an index that
does not occur is the size.  For pairs,

    [i < j] = (1 - delta(i, j) + order(i, j)) / 2,    order(j, i) = - order(i, j).

Functions are atoms with their argument in normal form; the largest of squares is the square of the
largest absolute value.

Theorem (soundness): the sum is linear, does not care for the names of dummies, and distributes over
products; so equal normal forms are equal numbers for every size, every index and every value.
Axes whose size is a number are written out, index by index.

Trusted for: every mark ``∀`` of an identity with indices.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import chain, permutations, product
from math import factorial, prod
from typing import NamedTuple

from mmlbook.derive.relations import Relation
from mmlbook.derive.scalars import OutOfReachError, Poly, Scalars
from mmlbook.derive.signs import Signs
from mmlbook.derive.terms import SCALAR, Dim, Index, Size, Term, free_indices
from mmlbook.derive.traverse import unfold

__all__ = ["Indices", "Place"]

NAMINGS, WRITTEN_OUT = 720, 6


class Place(NamedTuple):
    """A position on an axis: a fixed number (kind ``#``), a free index, or a dummy."""

    kind: str
    name: Hashable
    size: Size


Factors = list[tuple[int, int]]


class Indices:
    """The kernel: atoms with places, and sums over them.  One instance serves one question.

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
        self.scalars, self.signs = Scalars(), Signs(hypotheses)
        self.bound: dict[Index, Place] = {}
        self.ranks: dict[Hashable, int] = {}
        self.within: dict[int, frozenset[Place]] = {}
        self.fresh = 0
        for h in hypotheses:
            if h.op == "=" and h.lhs.scalar and not free_indices(h.lhs) | free_indices(h.rhs):
                self.scalars.assume_zero(self.difference(h.lhs, h.rhs, None, None))

    def places(self, lhs: Term, rhs: Term) -> Iterator[tuple[Place | None, Place | None]]:
        """Yield the entries to compare; free indices are set on the way."""
        free = sorted(free_indices(lhs) | free_indices(rhs), key=lambda i: i.name)
        axes = [*(_axis("free", i.name, i.over) for i in free)]
        axes += [_axis(k, k, n) for k, n in zip(("row", "column"), lhs.shape, strict=True)]
        for *values, i, j in product(*axes):
            self.bound = {k: v for k, v in zip(free, values, strict=True) if v is not None}
            yield i, j

    def difference(self, lhs: Term, rhs: Term, i: Place | None, j: Place | None) -> Poly:
        """Return one entry of lhs - rhs."""
        right = self.value(unfold(rhs), i, j)
        return self.scalars.add(self.value(unfold(lhs), i, j), self.scalars.scale(right, -1))

    # --- atoms ----------------------------------------------------------------------------------

    def entry(self, name: Hashable, symmetric: bool, *at: Place) -> Poly:
        """Return an entry of a vector or matrix."""
        at = tuple(sorted(at, key=str)) if symmetric else at
        return self.scalars.atom("entry", (name, symmetric, at))

    def delta(self, i: Place, j: Place) -> Poly:
        """Return 1 if i = j, else 0."""
        if i == j:
            return self.scalars.number(1)
        if i.kind == j.kind == "#":
            return {}
        return self.scalars.atom("delta", tuple(sorted((i, j), key=str)), sign=1)

    def order(self, i: Place, j: Place) -> Poly:
        """Return 1 if i < j, -1 if i > j, 0 if i = j."""
        if i.kind == j.kind == "#":
            a, b = int(str(i.name)), int(str(j.name))
            return self.scalars.number((a < b) - (a > b))
        if i == j:
            return {}
        first, last = sorted((i, j), key=str)
        return self.scalars.scale(
            self.scalars.atom("order", (first, last)), 1 if first == i else -1
        )

    def occur(self, a: int) -> frozenset[Place]:
        """Return the places in an atom that are not bound there."""
        if a not in self.within:
            kind, key, argument, *_ = self.scalars.atoms[a]
            found: set[Place] = set(self._free(argument))
            if kind in ("delta", "order"):
                found = set(key)
            elif kind == "entry":
                found = set(key[2])
            elif kind in ("net", "max"):
                found -= set(key[0])
            self.within[a] = frozenset(p for p in found if p.kind != "#")
        return self.within[a]

    def _free(self, p: Poly) -> set[Place]:
        return {x for m in p for a, _ in m for x in self.occur(a)}

    # --- replacing places -----------------------------------------------------------------------

    def rename(self, p: Poly, new: Mapping[Place, Place]) -> Poly:
        """Return `p` with places replaced."""
        parts = [self.scalars.scale(self._rename_product(m, new), c) for m, c in p.items()]
        return self.scalars.add({}, *parts)

    def _rename_product(self, m: Sequence[tuple[int, int]], new: Mapping[Place, Place]) -> Poly:
        return self.scalars.product(self.scalars.power(self._rename(a, new), e) for a, e in m)

    def _rename(self, a: int, new: Mapping[Place, Place]) -> Poly:
        kind, key, argument, *_ = self.scalars.atoms[a]
        if not self.occur(a) & new.keys():
            return {((a, 1),): Fraction(1)}
        if kind == "entry":
            name, symmetric, at = key
            return self.entry(name, symmetric, *(new.get(x, x) for x in at))
        if kind in ("delta", "order"):
            i, j = (new.get(x, x) for x in key)
            return self.delta(i, j) if kind == "delta" else self.order(i, j)
        if kind in ("net", "max"):
            own = {x: self.dummy(x.size) for x in key[0]}
            inside = self.rename(argument, {**new, **own})
            if kind == "max":
                return self.largest(inside, *own.values())
            return self._nets(inside, list(own.values()))
        return self.scalars.apply(kind, self.rename(argument, new))

    def dummy(self, size: Size) -> Place:
        """Return a new place."""
        self.fresh += 1
        return Place("dummy", self.fresh, size)

    # --- sums -----------------------------------------------------------------------------------

    def total(self, size: Size, body: Callable[[Place], Poly]) -> Poly:
        """Return the sum of a body over an axis."""
        if isinstance(size, Dim):
            k = self.dummy(size)
            return self.close(body(k), k)
        if size > WRITTEN_OUT:
            raise OutOfReachError("too many terms to write out")
        return self.scalars.add({}, *(body(Place("#", k, size)) for k in range(1, size + 1)))

    def close(self, p: Poly, k: Place) -> Poly:
        """Return the sum of `p` over k, term by term; what does not depend on k moves out."""
        parts = []
        for m, c in p.items():
            inside = [(a, e) for a, e in m if k in self.occur(a)]
            outside = {tuple(x for x in m if x not in inside): c}
            parts.append(self.scalars.mul(outside, self._close_product(inside, k)))
        return self.scalars.add({}, *parts)

    def _close_product(self, inside: Factors, k: Place) -> Poly:
        if not inside:
            return self.size(k.size)
        for a, e in inside:
            if self.scalars.atoms[a].kind == "delta" and e > 0:
                i, j = self.scalars.atoms[a].key
                rest = [x for x in inside if x != (a, e)]
                return self._rename_product(rest, {k: j if i == k else i})
        factors, dummies = list[Poly](), [k]
        for a, e in inside:
            if self.scalars.atoms[a].kind == "net" and e > 0:
                for _ in range(e):
                    net = self.scalars.atoms[a]
                    own = {x: self.dummy(x.size) for x in net.key[0]}
                    factors.append(self.rename(net.argument, own))
                    dummies += own.values()
            else:
                factors.append({((a, e),): Fraction(1)})
        return self._nets(self.scalars.product(factors), dummies)

    def _nets(self, p: Poly, dummies: list[Place]) -> Poly:
        parts = [self.scalars.scale(self._net(list(m), dummies), c) for m, c in p.items()]
        return self.scalars.add({}, *parts)

    def _net(self, factors: Factors, dummies: list[Place]) -> Poly:
        """Return the sum of a product that cannot be split, with canonical names of dummies."""
        free = {x for a, _ in factors for x in self.occur(a)}
        if not free >= set(dummies):
            raise OutOfReachError("an index has vanished")
        level = 1 + max((int(str(x.name)) for x in free if x.kind == "bound"), default=-1)
        best: dict[tuple[tuple[int, int], ...], Fraction] = {}
        for names in self._namings(factors, dummies):
            new = {x: Place("bound", level + k, x.size) for k, x in enumerate(names)}
            q = self._rename_product(factors, new)
            if len(q) != 1:
                raise OutOfReachError("no canonical names")
            ((m, c),) = q.items()
            if best.get(m, c) != c:
                return {}  # the sum is its own negative
            best[m] = c
        m = min(best)
        body = {m: Fraction(1)}
        own = {x for x in self._free(body) if x.kind == "bound" and int(str(x.name)) >= level}
        bound = tuple(sorted(own, key=str))
        sign = 1 if self.scalars.sign(body) else 0
        return self.scalars.scale(self.scalars.atom("net", (bound, m), body, sign), best[m])

    def _namings(self, factors: Factors, dummies: list[Place]) -> Iterator[tuple[Place, ...]]:
        """Yield the orders of the dummies that no invariant tells apart."""
        groups: defaultdict[Hashable, list[Place]] = defaultdict(list)
        for x in dummies:
            groups[str(x.size), tuple(sorted(self._traits(factors, x)))].append(x)
        if prod(factorial(len(g)) for g in groups.values()) > NAMINGS:
            raise OutOfReachError("too many namings")
        parts = [permutations(groups[g]) for g in sorted(groups, key=str)]
        for choice in product(*parts):
            yield tuple(chain(*choice))

    def _traits(self, factors: Factors, x: Place) -> Iterator[tuple[int, int]]:
        for a, e in factors:
            if x in self.occur(a):
                kind, key, *_ = self.scalars.atoms[a]
                name: Hashable = kind
                if kind == "entry":
                    name, symmetric, at = key
                    name = (name, symmetric or tuple(y == x for y in at))
                yield self.ranks.setdefault(name, len(self.ranks)), e

    def largest(self, p: Poly, k: Place) -> Poly:
        """Return the largest value of `p` over k."""
        if k not in self._free(p):
            return p
        c = abs(p[max(p)])
        p = self.scalars.scale(p, 1 / c)
        ((m, one),) = list(p.items())[:1]
        if len(p) == 1 and one == 1 and all(e % 2 == 0 for _, e in m):
            half = self.scalars.absolute(self.scalars.monomial({a: e // 2 for a, e in m}))
            return self.scalars.scale(self.scalars.power(self.largest(half, k), 2), c)
        names = [int(str(x.name)) for x in self._free(p) if x.kind == "largest"]
        own = Place("largest", 1 + max(names, default=-1), k.size)
        p = self.rename(p, {k: own})
        key = ((own,), Scalars.key(p))
        sign = 1 if self.scalars.sign(p) else 0
        return self.scalars.scale(self.scalars.atom("max", key, p, sign), c)

    def size(self, n: Size) -> Poly:
        """Return a size as a number."""
        if isinstance(n, Dim):
            return self.scalars.atom("size", n, sign=2, least=n.least)
        return self.scalars.number(n)

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
        flags = t.data.properties
        if t.scalar:
            sign = 2 if "positive" in flags else int("nonnegative" in flags)
            return self.scalars.atom("sym", t, sign=sign)
        return self.entry(t, "symmetric" in flags, *(x for x in at if x is not None))

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
        self.scalars.declare_nonnegative(square)
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
        at = [
            self.bound.get(k, Place("free", k.name, k.over)) if isinstance(k, Index)
            else Place("#", k, n)
            for k, n in zip(t.data, A.shape, strict=False)
        ]  # fmt: skip
        row, column, *_rest = [*at, None, None]
        return self.value(A, row if A.shape[0] != 1 else None, column if A.shape[1] != 1 else None)

    def _fn(self, t: Term, i: Place | None, j: Place | None) -> Poly:
        (x,) = t.args
        if t.data == "sqrt" and x.scalar and x.op == "pow" and x.data % 2 == 0:
            size = self.scalars.absolute(self.one(x.args[0]))
            return self.scalars.power(size, x.data // 2)
        for part in (x, *(x.args if x.op in ("mul", "div") else ())):
            if part.scalar and self.signs.nonnegative(part):
                self.scalars.declare_nonnegative(self.one(part))
        return self.scalars.apply(t.data, self.value(x, i, j))

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
    if size > WRITTEN_OUT:
        raise OutOfReachError("too many entries to write out")
    return [None] if size == 1 else [Place("#", k, size) for k in range(1, size + 1)]
