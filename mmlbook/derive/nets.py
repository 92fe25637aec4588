"""Sums over indices in normal form: what kernel 3 computes with.

A place is a position on an axis: a number, a running index, or a dummy of a sum.  An axis of pairs
has pairs of places, an axis of blocks has a block and a place in it; the image of a place under a
selection matrix is a place too.  Entries, deltas and orders have places; a *net* is a sum over
dummies of a product that cannot be split.  Dummies are named canonically, by the least of all
namings; a delta replaces an index; a sum over an index that does not occur is the size.  Equations
between entries and nets are rules that replace parts of nets.  For pairs,

    [i < j] = (1 - delta(i, j) + order(i, j)) / 2,    order(j, i) = - order(i, j).

An expectation is a sum over outcomes with chances that add up to one.

Theorem (soundness): the sum is linear, does not care for the names of dummies, and distributes over
products; so equal normal forms are equal numbers for every size, every index and every value.  By
Tchakaloff's theorem, what holds in all finite probability spaces holds for all expectations that
exist.

Trusted for: every mark ``∀`` of an identity with indices or expectations.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import chain, permutations, product
from math import factorial, prod
from typing import Any, NamedTuple

from mmlbook.derive.names import Stack, Times
from mmlbook.derive.scalars import Monomial, OutOfReachError, Poly, Scalars
from mmlbook.derive.terms import Dim

__all__ = ["Chance", "Nets", "Place"]

NAMINGS, WRITTEN_OUT = 720, 6
Factors = list[tuple[int, int]]


class Chance(NamedTuple):
    """The axis of the outcomes of a group of random symbols."""

    group: str


class Place(NamedTuple):
    """A position on an axis.

    Kinds: ``#`` a fixed number, ``free`` and ``dummy`` and others a name, ``pair`` two places,
    ``part`` a number of a block and a place, ``image`` a matrix with a direction and a place.
    """

    kind: str
    name: Any
    size: Any


class Rule(NamedTuple):
    """A product of entries, summed over dummies, and what it is equal to."""

    factors: tuple[tuple[int, int], ...]
    dummies: frozenset[Place]
    value: Poly


def inside(p: Place) -> Iterator[Place]:
    """Yield the simple places of which a place is made."""
    if p.kind in ("pair", "part"):
        for q in p.name:
            yield from inside(q)
    elif p.kind == "image":
        yield from inside(p.name[2])
    elif p.kind != "#":
        yield p


def moved(p: Place, new: Mapping[Place, Place]) -> Place:
    """Return a place with simple places or images replaced."""
    if p in new:
        return new[p]
    if p.kind in ("pair", "part"):
        return Place(p.kind, tuple(moved(q, new) for q in p.name), p.size)
    if p.kind == "image":
        return image(p.name[0], p.name[1], moved(p.name[2], new), p.size)
    return p


def image(matrix: Hashable, forward: bool, p: Place, size: Any) -> Place:
    """Return where a selection sends a place; there and back again is the place itself."""
    if p.kind == "image" and p.name[0] == matrix and p.name[1] != forward:
        return p.name[2]  # type: ignore[no-any-return]
    return Place("image", (matrix, forward, p), size)


class Nets:
    """Atoms with places, sums over them, and rules.  One instance serves one question."""

    def __init__(self) -> None:
        self.scalars = Scalars()
        self.rules: list[Rule] = []
        self.singles: list[Rule] = []  # rules for one entry, without a sum
        self.ranks: dict[Hashable, int] = {}
        self.within: dict[int, frozenset[Place]] = {}
        self.fresh = 0

    # --- atoms ----------------------------------------------------------------------------------

    def entry(self, name: Hashable, symmetric: bool, *at: Place) -> Poly:
        """Return an entry of a vector or matrix."""
        flat = tuple(q for p in at for q in (p.name if p.kind in ("pair", "part") else (p,)))
        if flat != at:
            return self.entry(name, False, *flat)
        key = (name, symmetric, tuple(sorted(at, key=str)) if symmetric else at)
        p = self.scalars.atom("entry", key)
        for ((a, _),), _, value in self.singles:
            for new in self._fit(a, self.scalars.ids["entry", key], frozenset(), set(), {}):
                return self.rename(value, new)
        return p

    def delta(self, i: Place, j: Place) -> Poly:
        """Return 1 if i = j, else 0."""
        if i == j:
            return self.scalars.number(1)
        if i.kind == j.kind == "#":
            return {}
        if i.kind == j.kind and i.kind in ("pair", "part"):
            parts = (self.delta(p, q) for p, q in zip(i.name, j.name, strict=True))
            return self.scalars.product(parts)
        if i.kind == j.kind == "image" and i.name[:2] == j.name[:2]:
            return self.delta(i.name[2], j.name[2])
        return self.scalars.atom("delta", tuple(sorted((i, j), key=str)), sign=1)

    def order(self, i: Place, j: Place) -> Poly:
        """Return 1 if i < j, -1 if i > j, 0 if i = j."""
        if i.kind == j.kind == "#":
            a, b = int(i.name), int(j.name)
            return self.scalars.number((a < b) - (a > b))
        if i == j:
            return {}
        first, last = sorted((i, j), key=str)
        return self.scalars.scale(
            self.scalars.atom("order", (first, last)), 1 if first == i else -1
        )

    def spots(self, a: int) -> frozenset[Place]:
        """Return the places in an atom that are not bound there, images as they are."""
        if a not in self.within:
            kind, key, argument, *_ = self.scalars.atoms[a]
            found = {p for m in argument for b, _ in m for p in self.spots(b)}
            if kind in ("delta", "order"):
                found = set(key)
            elif kind == "entry":
                found = set(key[2])
            elif kind in ("net", "max"):
                found = {p for p in found if not set(inside(p)) & set(key[0])}
            self.within[a] = frozenset(p for p in found if p.kind != "#")
        return self.within[a]

    def occur(self, a: int) -> frozenset[Place]:
        """Return the simple places in an atom that are not bound there."""
        return frozenset(q for p in self.spots(a) for q in inside(p))

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
        if not (self.occur(a) | self.spots(a)) & new.keys():
            return {((a, 1),): Fraction(1)}
        if kind == "entry":
            name, symmetric, at = key
            return self.entry(name, symmetric, *(moved(x, new) for x in at))
        if kind in ("delta", "order"):
            i, j = (moved(x, new) for x in key)
            return self.delta(i, j) if kind == "delta" else self.order(i, j)
        if kind in ("net", "max"):
            own = {x: self.dummy(x.size) for x in key[0]}
            body = self.rename(argument, {**new, **own})
            if kind == "max":
                return self.largest(body, *own.values())
            return self._nets(body, list(own.values()))
        return self.scalars.apply(kind, self.rename(argument, new))

    def dummy(self, size: Any) -> Place:
        """Return a new place."""
        self.fresh += 1
        return Place("dummy", self.fresh, size)

    # --- sums -----------------------------------------------------------------------------------

    def total(self, size: Any, body: Callable[[Place], Poly]) -> Poly:
        """Return the sum of a body over an axis."""
        if isinstance(size, Times):
            first, last = size.parts
            return self.total(
                first,
                lambda p: self.total(last, lambda q: body(Place("pair", (p, q), size))),
            )
        if isinstance(size, Stack):
            return self.scalars.add({}, *(
                self.total(part, lambda p, b=b: body(block_place(b, p, size)))  # type: ignore[misc]
                for b, part in enumerate(size.parts)
            ))  # fmt: skip
        if isinstance(size, Dim | Chance):
            k = self.dummy(size)
            return self.close(body(k), k)
        if size > WRITTEN_OUT:
            raise OutOfReachError("too many terms to write out")
        return self.scalars.add({}, *(body(Place("#", k, size)) for k in range(1, size + 1)))

    def close(self, p: Poly, k: Place) -> Poly:
        """Return the sum of `p` over k, term by term; what does not depend on k moves out."""
        parts = []
        for m, c in p.items():
            bound = [(a, e) for a, e in m if k in self.occur(a)]
            outside = {tuple(x for x in m if x not in bound): c}
            parts.append(self.scalars.mul(outside, self._close_product(bound, k)))
        return self.scalars.add({}, *parts)

    def _close_product(self, bound: Factors, k: Place) -> Poly:
        if not bound:
            return self.size(k.size)
        if isinstance(k.size, Chance) and {tuple(bound)} == set(self.chance(k)):
            return self.scalars.number(1)
        for a, e in bound:
            if self.scalars.atoms[a].kind == "delta" and e > 0:
                other = self._instead(self.scalars.atoms[a].key, k)
                if other is not None:
                    return self._rename_product([x for x in bound if x != (a, e)], {k: other})
        factors, dummies = list[Poly](), [k]
        for a, e in bound:
            if self.scalars.atoms[a].kind == "net" and e > 0:
                for _ in range(e):
                    net = self.scalars.atoms[a]
                    own = {x: self.dummy(x.size) for x in net.key[0]}
                    factors.append(self.rename(net.argument, own))
                    dummies += own.values()
            else:
                factors.append({((a, e),): Fraction(1)})
        return self._nets(self.scalars.product(factors), dummies)

    def _instead(self, key: tuple[Place, Place], k: Place) -> Place | None:
        """Return the place that a delta puts into the place of k; None if it does not."""
        for i, j in (key, key[::-1]):
            if i == k and k not in inside(j):
                return j
            if i.kind == "image" and i.name[2] == k and k not in inside(j) and self.onto(i.name[0]):
                return image(i.name[0], not i.name[1], j, k.size)
        return None

    def onto(self, matrix: Any) -> bool:
        """Return whether a selection is a permutation."""
        return "permutation" in matrix.data.properties

    def chance(self, k: Place) -> Poly:
        """Return the chance of an outcome."""
        return self.entry(("chance", k.size.group), False, k)

    def _nets(self, p: Poly, dummies: list[Place]) -> Poly:
        parts = [self.scalars.scale(self._net(list(m), dummies), c) for m, c in p.items()]
        return self.scalars.add({}, *parts)

    def _net(self, factors: Factors, dummies: list[Place]) -> Poly:
        """Return the sum of a product that cannot be split, with canonical names of dummies."""
        free = {x for a, _ in factors for x in self.occur(a)}
        if not free >= set(dummies):
            raise OutOfReachError("an index has vanished")
        if (simpler := self._simplified(factors, dummies)) is not None:
            value, left = simpler
            for k in left:
                value = self.close(value, k)
            return value
        level = 1 + max((int(x.name) for x in free if x.kind == "bound"), default=-1)
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
        own = {x for x in self._free(body) if x.kind == "bound" and int(x.name) >= level}
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

    # --- rules ----------------------------------------------------------------------------------

    def _simplified(
        self, factors: Factors, dummies: list[Place]
    ) -> tuple[Poly, list[Place]] | None:
        """Return an equal product and its dummies, if a rule or a permutation gives one."""
        for a, e in factors:
            if self.scalars.atoms[a].kind == "delta" and e > 0:
                for k in dummies:
                    if (other := self._instead(self.scalars.atoms[a].key, k)) is not None:
                        rest = [x for x in factors if x != (a, e)]
                        left = [d for d in dummies if d != k]
                        return self._rename_product(rest, {k: other}), left
        for k in dummies:
            spots = {p for a, _ in factors for p in self.spots(a) if k in inside(p)}
            if len(spots) == 1 and (outer := spots.pop()).kind == "image":
                p = outer
                while p.name[2] != k:
                    p = p.name[2]
                if self.onto(p.name[0]):
                    new = {outer: moved(outer, {p: k})}
                    return self._rename_product(factors, new), dummies
        for rule in self.rules:
            for rest, new in self._matches(rule, factors, set(dummies)):
                others = (self.scalars.power(self.scalars.variable(a), e) for a, e in rest)
                value = self.scalars.mul(self.scalars.product(others), self.rename(rule.value, new))
                summed = {new[x] for x in rule.dummies}
                return value, [k for k in dummies if k not in summed]
        return None

    def rule(self, left: Poly, right: Poly) -> None:
        """Use left = right as a rule if the left side is a product of entries or a sum of one."""
        if len(left) != 1:
            return
        ((m, c),) = left.items()
        dummies: tuple[Place, ...] = ()
        if len(m) == 1 and m[0][1] == 1 and self.scalars.atoms[m[0][0]].kind == "net":
            dummies, m = self.scalars.atoms[m[0][0]].key
        kinds = {self.scalars.atoms[a].kind for a, _ in m}
        if kinds != {"entry"} or any(e < 0 for _, e in m) or not self._smaller(right, m):
            return
        spots = {p for a, _ in m for p in self.spots(a)}
        if any(p.kind == "image" for p in spots) or not self._free(right) <= spots:
            return
        single = tuple((a, 1) for a, e in m for _ in range(e))
        rule = Rule(single, frozenset(dummies), self.scalars.scale(right, 1 / c))
        if dummies:
            self.rules.append(rule)
        elif len(m) == 1 and m[0][1] == 1:
            self.singles.append(rule)

    def _smaller(self, p: Poly, m: Monomial) -> bool:
        """Return whether every product in `p` has fewer of the entries of m, so rules end."""
        names = {self.scalars.atoms[a].key[0] for a, _ in m}
        return all(self._entries(n, names) < self._entries(m, names) for n in p)

    def _entries(self, m: Monomial, names: set[Hashable]) -> int:
        """Count the entries with some names in a product, in sums and functions too."""
        out = 0
        for a, e in m:
            kind, key, argument, *_ = self.scalars.atoms[a]
            inner = max((self._entries(n, names) for n in argument), default=0)
            out += abs(e) * (key[0] in names if kind == "entry" else inner)
        return out

    def _matches(
        self, rule: Rule, factors: Factors, dummies: set[Place]
    ) -> Iterator[tuple[Factors, dict[Place, Place]]]:
        """Yield what a match leaves over, and the places that it puts into the rule."""

        def search(
            todo: Sequence[tuple[int, int]], left: Factors, new: dict[Place, Place]
        ) -> Iterator[tuple[Factors, dict[Place, Place]]]:
            if not todo:
                own = {new[x] for x in rule.dummies}
                taken = {q for p, place in new.items() if p not in rule.dummies
                          for q in inside(place)}  # fmt: skip
                taken |= {x for a, _ in left for x in self.occur(a)}
                if len(own) == len(rule.dummies) and not own & taken:
                    yield left, new
                return
            (a, _), *rest = todo
            for i, (b, e) in enumerate(left):
                if e > 0:
                    others = [*left[:i], *left[i + 1 :], *([(b, e - 1)] if e > 1 else [])]
                    for more in self._fit(a, b, rule.dummies, dummies, new):
                        yield from search(rest, others, more)

        yield from search(rule.factors, factors, {})

    def _fit(
        self, a: int, b: int, bound: frozenset[Place], dummies: set[Place], new: dict[Place, Place]
    ) -> Iterator[dict[Place, Place]]:
        """Yield the extensions of `new` under which the entry a becomes the entry b."""
        kind, key, *_ = self.scalars.atoms[b]
        name, symmetric, at = self.scalars.atoms[a].key
        if kind != "entry" or key[:2] != (name, symmetric):
            return
        for there in (key[2], key[2][::-1])[: 1 + symmetric]:
            more = dict(new)
            if all(
                p == q if p.kind == "#" else more.setdefault(p, q) == q
                and (p not in bound or q in dummies)
                for p, q in zip(at, there, strict=True)
            ):  # fmt: skip
                yield more

    # --- largest --------------------------------------------------------------------------------

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
        names = [int(x.name) for x in self._free(p) if x.kind == "largest"]
        own = Place("largest", 1 + max(names, default=-1), k.size)
        p = self.rename(p, {k: own})
        key = ((own,), Scalars.key(p))
        sign = 1 if self.scalars.sign(p) else 0
        return self.scalars.scale(self.scalars.atom("max", key, p, sign), c)

    def size(self, n: Any) -> Poly:
        """Return a size as a number."""
        if isinstance(n, Dim):
            return self.scalars.atom("size", n, sign=2, least=n.least)
        if isinstance(n, Chance):
            raise OutOfReachError("a sum over outcomes without chances")
        parts = [self.size(p) for p in n.parts] if isinstance(n, Stack | Times) else []
        if isinstance(n, Stack):
            return self.scalars.add({}, *parts)
        return self.scalars.product(parts) if parts else self.scalars.number(n)


def block_place(b: int, p: Place, size: Stack) -> Place:
    """Return a place in a block."""
    return Place("part", (Place("#", b, "block"), p), size)
