"""Expectations of words: what does not depend on chance moves out.

The expectation is linear.  A product of letters keeps inside what is random, from its first random
letter to its last; a number inside, such as x'Ax, is first turned into a trace, tr(A xx'), so that
A moves out; independent neighbors are separated.  What is left is a new letter or atom.

Theorem (soundness): the expectation is linear, commutes with transposes and traces, and multiplies
over independent factors.

Trusted for: every mark ``∀`` of an identity with expectations.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mmlbook.derive.rewriting import Form, Rewriting, Word
from mmlbook.derive.scalars import Monomial, Poly
from mmlbook.derive.structure import random_groups
from mmlbook.derive.terms import Term

__all__ = ["Expectations"]

Groups = frozenset[str]
ANY = frozenset({"any"})  # of what cannot be looked into: it stays inside, with everything else


def meet(a: Groups, b: Groups) -> bool:
    """Return whether two things may depend on each other."""
    return bool(a & b) or bool(a >= ANY and b) or bool(b >= ANY and a)


class Expectations(Rewriting):
    """Rewriting with random letters and atoms."""

    def groups_of_word(self, w: Word) -> Groups:
        """Return the groups of random symbols in a word."""
        return frozenset().union(*(self.names[k].groups for k, _ in w))

    def groups_of_poly(self, p: Poly) -> Groups:
        """Return the groups of random symbols in a number."""
        return frozenset().union(*(self.groups_of_atom(a) for m in p for a, _ in m))

    def groups_of_form(self, f: Form) -> Groups:
        """Return the groups of random symbols in a form."""
        return frozenset().union(
            *(self.groups_of_word(w) | self.groups_of_poly(c) for w, c in f.items())
        )

    def groups_of_atom(self, a: int) -> Groups:
        """Return the groups of random symbols in an atom."""
        kind, key, argument, *_ = self.scalars.atoms[a]
        if isinstance(key, Term):
            return random_groups(key)
        if kind in ("word", "trace"):
            return self.groups_of_word(key)
        if kind in ("size", "E"):
            return frozenset()
        if kind == "det":
            return self.names[key].groups if isinstance(key, int) else self._groups_of_keys(key)
        if kind == "to the size":
            return self._groups_of_keys(key[:1])
        return self.groups_of_poly(argument) if argument else ANY

    def _groups_of_keys(self, keys: Iterable[Any]) -> Groups:
        """Return the groups in forms that have become keys."""
        out: Groups = frozenset()
        for form in keys:
            for w, c in form:
                out |= self.groups_of_word(w) | self.groups_of_poly(dict(c))
        return out

    def expectation(self, f: Form) -> Form:
        """Return the expectation of a form."""
        one = self.scalars.number(1)
        return self.total(
            (self._expected(m, w), self.scalars.scale(one, x))
            for w, c in f.items()
            for m, x in c.items()
        )

    def _expected(self, m: Monomial, w: Word) -> Form:
        """Return the expectation of a product of atoms and letters."""
        fixed = {a: e for a, e in m if not self.groups_of_atom(a)}
        moving = tuple((a, e) for a, e in m if a not in fixed)
        random = [i for i, a in enumerate(w) if self.groups_of_word((a,))]
        first, last = (random[0], random[-1] + 1) if random else (len(w), len(w))
        inner = self._random(moving, w[first:last])
        outer = self.times(self.times(self.unit(w[:first]), inner), self.unit(w[last:]))
        return self.total([(outer, self.scalars.monomial(fixed))])

    def _random(self, moving: Monomial, w: Word) -> Form:
        """Return the expectation of what begins and ends with random letters."""
        if not w:
            return {(): c} if (c := self._number(moving)) else {}
        for i in range(1, len(w)):
            left, right = self.groups_of_word(w[:i]), self.groups_of_word(w[i:])
            beside = [x for x in moving if meet(self.groups_of_atom(x[0]), left)]
            others = tuple(x for x in moving if x not in beside)
            groups = left.union(*(self.groups_of_atom(a) for a, _ in beside))
            far = right.union(*(self.groups_of_atom(a) for a, _ in others))
            if not meet(groups, far):
                return self.times(
                    self._expected(tuple(beside), w[:i]), self._expected(others, w[i:])
                )
        if (known := self._moment(moving, w)) is not None:
            return known
        back = self.turn(w)
        if back < w:
            return self.transpose(self._random(moving, back))
        shape = (self.shape(w[0])[0], self.shape(w[-1])[1])
        return self.reduce((self.letter("E", (moving, w), shape, symmetric=back == w),))

    def _number(self, moving: Monomial) -> Poly:
        """Return the expectation of a product of random atoms, independent ones apart."""
        if not moving:
            return self.scalars.number(1)
        together, groups = [moving[0]], self.groups_of_atom(moving[0][0])
        while more := [
            x for x in moving if x not in together and meet(groups, self.groups_of_atom(x[0]))
        ]:
            together += more
            groups = groups.union(*(self.groups_of_atom(a) for a, _ in more))
        rest = tuple(x for x in moving if x not in together)
        ((a, e), *others) = together
        if not others and (known := self._number_moment(a, e)) is not None:
            return self.scalars.mul(known, self._number(rest))
        if not others and e == 1 and self.scalars.atoms[a].kind == "word":
            own = self._cyclic(self.scalars.atoms[a].key)
        elif (w := self._product(together)) is not None:
            own = self._expected((), w).get((), {})
        else:
            own = self.scalars.atom("E", tuple(sorted(together)))
        return self.scalars.mul(own, self._number(rest))

    def _moment(self, moving: Monomial, w: Word) -> Form | None:
        """Return the moments of standardized and one-hot vectors: E z = 0, E zz' = I, ..."""
        flags = [self._flags(a[0]) for a in w]
        if moving or len(w) > 2 or (w != self.turn(w)[-len(w) :] and len(w) == 2):
            return None
        if all("standardized" in f for f in flags):
            outer = len(w) == 2 and self.shape(w[0])[1] == 1
            return {} if len(w) == 1 else self.unit() if outer else None
        if all("one_hot" in f for f in flags) and len(w) == 2 and self.shape(w[0])[1] == 1:
            mean = self._random((), w[:1])
            groups: Groups = frozenset()
            shape = (self.shape(w[0])[0], self.shape(w[0])[0])
            return self.reduce((self.letter("diag", self.key(mean), shape, True, groups),))
        return None

    def _flags(self, k: int) -> Groups:
        key = self.names[k].key
        return key.data.properties if isinstance(key, Term) and key.op == "sym" else frozenset()

    def _number_moment(self, a: int, e: int) -> Poly | None:
        """Return E z = 0 and E z^2 = 1 for a standardized number z."""
        key = self.scalars.atoms[a].key
        if not isinstance(key, Term) or key.op != "sym":
            return None
        if "standardized" not in key.data.properties or e not in (1, 2):
            return None
        return self.scalars.number(e - 1)

    def _product(self, together: list[tuple[int, int]]) -> Word | None:
        """Return a product of two numbers a'x and x'b as one word, random letters side by side."""
        words = [self.scalars.atoms[a].key for a, e in together for _ in range(max(e, 0))]
        kinds = {self.scalars.atoms[a].kind for a, _ in together}
        if len(words) != 2 or kinds != {"word"} or any(e < 0 for _, e in together):
            return None
        ways = [v + w for v in (words[0], self.turn(words[0])) for w in
                (words[1], self.turn(words[1]))]  # fmt: skip

        def spread(w: Word) -> int:
            random = [i for i, a in enumerate(w) if self.groups_of_word((a,))]
            return random[-1] - random[0]

        best = min(ways, key=lambda w: (spread(w), w))
        return best if spread(best) == 1 else None

    def _cyclic(self, w: Word) -> Poly:
        """Return the expectation of a number x'Ax as the trace of A E[xx']."""
        turns = [w[i:] + w[:i] for i in range(1, len(w))] or [w]

        def fixed(v: Word) -> int:
            return next(i for i, a in enumerate(v) if self.groups_of_word((a,)))

        v = max(turns, key=lambda v: (fixed(v), v))
        cut = fixed(v)
        size = self.shape(v[0])[0]
        inner = self.times(self.unit(v[:cut]), self._expected((), v[cut:]))
        parts = [self.scalars.mul(c, self.trace(x, size)) for x, c in inner.items()]
        return self.scalars.add({}, *parts)
