"""Rewriting in the free algebra of matrices with transposes: what kernel 1 computes with.

A letter is a matrix with a name and a transpose flag; a word is a product of letters; a form maps
words to coefficients, which are polynomials of kernel 4.  A word is cut wherever an inner size is
one: a piece with one row and one column is a number and moves into the coefficient, where a piece
and its transpose are one atom.  A trace is an atom up to rotation and transposition.  Rules
replace words; their overlaps are resolved a fixed number of times (Knuth and Bendix).

Theorem (soundness): products of matrices are associative and linear, transposes reverse them, and
every rule is an equation between matrices; so a form that is rewritten keeps its value.  Rules are
typed by shapes, so rewriting never leaves the words that can be multiplied.

Trusted for: every mark ``∀`` of a matrix identity.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from fractions import Fraction
from itertools import product
from typing import Any, NamedTuple, TypeAlias

from mmlbook.derive.names import Stack
from mmlbook.derive.scalars import OutOfReachError, Poly, Scalars
from mmlbook.derive.terms import SCALAR, Dim, Shape, Size

__all__ = ["Form", "Letter", "Name", "Rewriting", "Word"]

Letter: TypeAlias = "tuple[int, int]"
Word: TypeAlias = "tuple[Letter, ...]"
Form: TypeAlias = "dict[Word, Poly]"
REWRITES, ROUNDS, RULES = 4_000, 3, 60


class Name(NamedTuple):
    """What a letter stands for; a symmetric letter has no transpose flag, a fixed one no groups."""

    kind: str
    key: Any
    shape: Shape
    symmetric: bool
    groups: frozenset[str]


class Rewriting:
    """Letters, rules and normal forms of words.  One instance serves one question."""

    def __init__(self, *, inverse: bool = True) -> None:
        self.scalars, self.inverse = Scalars(), inverse
        self.names: list[Name] = []
        self.ids: dict[tuple[str, Hashable], int] = {}
        self.rules: list[tuple[Word, Form]] = []
        self.reduced: dict[Word, Form] = {}
        self.inverted: dict[int, Form] = {}  # letters Z = S^-1, with S
        self.equations: list[Poly] = []  # numbers that the rules make zero
        self.steps = 0

    # --- letters and words ----------------------------------------------------------------------

    def letter(
        self,
        kind: str,
        key: Hashable,
        shape: Shape,
        symmetric: bool = False,
        groups: frozenset[str] = frozenset(),
    ) -> Letter:
        """Return the letter with this name."""
        k = self.ids.setdefault((kind, key), len(self.names))
        if k == len(self.names):
            self.names.append(Name(kind, key, shape, symmetric, groups))
        return (k, 0)

    def shape(self, a: Letter) -> Shape:
        """Return the shape of a letter."""
        rows, columns = self.names[a[0]].shape
        return (columns, rows) if a[1] else (rows, columns)

    def turn(self, w: Word) -> Word:
        """Return the transpose of a word: reversed, letter by letter."""
        return tuple((k, 0 if self.names[k].symmetric else 1 - t) for k, t in reversed(w))

    def pieces(self, w: Word) -> list[Word]:
        """Cut a word wherever an inner size is one."""
        out, start = [], 0
        for i in range(1, len(w)):
            if self.shape(w[i])[0] == 1:
                out.append(w[start:i])
                start = i
        return [*out, w[start:]]

    def is_number(self, w: Word) -> bool:
        """Return whether a nonempty word has one row and one column."""
        return self.shape(w[0])[0] == 1 and self.shape(w[-1])[1] == 1

    # --- forms ----------------------------------------------------------------------------------

    def subtract(self, f: Form, g: Form) -> Form:
        """Return f - g."""
        return self.total([(f, self.scalars.number(1)), (g, self.scalars.number(-1))])

    def total(self, parts: Iterable[tuple[Form, Poly]]) -> Form:
        """Return a sum of multiples of forms."""
        out: Form = {}
        for f, c in parts:
            for w, x in f.items():
                s = self.scalars.add(out.get(w, {}), self.scalars.mul(c, x))
                if s:
                    out[w] = s
                else:
                    out.pop(w, None)
        return out

    def times(self, f: Form, g: Form) -> Form:
        """Return the product of two forms."""
        return self.total(
            (self.reduce(v + w), self.scalars.mul(c, x))
            for (v, c), (w, x) in product(f.items(), g.items())
        )

    def transpose(self, f: Form) -> Form:
        """Return the transpose of a form."""
        return self.total((self.reduce(self.turn(w)), c) for w, c in f.items())

    def renew(self, f: Form) -> Form:
        """Return a form reduced by all rules there are now."""
        return self.total((self.reduce(w), self.scalars.refresh(c)) for w, c in f.items())

    def unit(self, w: Word = ()) -> Form:
        """Return a word as a form."""
        return {w: self.scalars.number(1)}

    # --- rewriting ------------------------------------------------------------------------------

    def reduce(self, w: Word) -> Form:
        """Return the normal form of a word."""
        if w not in self.reduced:
            self.steps += 1
            if self.steps > REWRITES:
                raise OutOfReachError("too many rewriting steps")
            self.reduced[w] = self._reduce(w)
        return self.reduced[w]

    def _reduce(self, w: Word) -> Form:
        if not w:
            return self.unit()
        pieces = self.pieces(w)
        numbers = [p for p in pieces if self.is_number(p)]
        if numbers and len(pieces) > 1:
            rest = tuple(a for p in pieces if not self.is_number(p) for a in p)
            c = self.scalars.product(self.reduce(p).get((), {}) for p in numbers)
            return self.total([(self.reduce(rest), c)])
        for lhs, rhs in self.rules:
            for i in range(len(w) - len(lhs) + 1):
                if w[i : i + len(lhs)] == lhs:
                    before, after = w[:i], w[i + len(lhs) :]
                    return self.total((self.reduce(before + m + after), c) for m, c in rhs.items())
        return {(): self.number_atom(w)} if numbers else self.unit(w)

    def number_atom(self, w: Word) -> Poly:
        """Return the atom of a word with one row and one column."""
        if len(w) == 2 and all(self.names[k].kind == "ones" for k, _ in w):
            return self.size(self.shape(w[1])[0])
        other = self.turn(w)
        half = len(w) // 2
        square = len(w) % 2 == 0 and w[:half] == self.turn(w[half:])
        return self.scalars.atom("word", min(w, other), sign=int(square))

    def trace(self, w: Word, n: Size) -> Poly:
        """Return the trace of a word, an atom up to rotation and transposition."""
        if not w:
            return self.size(n)
        turns = [w[i:] + w[:i] for i in range(len(w))]
        for v in turns:
            if self.shape(v[0])[0] == 1:
                return self.reduce(v).get((), {})
            if (f := self.reduce(v)) != self.unit(v):
                parts = [
                    self.scalars.mul(c, self.trace(x, self.shape(v[0])[0])) for x, c in f.items()
                ]
                return self.scalars.add({}, *parts)
        back = self.turn(w)
        turns += [back[i:] + back[:i] for i in range(len(back))]
        return self.scalars.atom("trace", min(turns))

    def size(self, n: Size) -> Poly:
        """Return a size as a number."""
        if isinstance(n, Dim):
            return self.scalars.atom("size", n, sign=2, least=n.least)
        if isinstance(n, int):
            return self.scalars.number(n)
        parts = [self.size(p) for p in n.parts]
        return self.scalars.add({}, *parts) if isinstance(n, Stack) else self.scalars.product(parts)

    @staticmethod
    def key(f: Form) -> Hashable:
        """Return a form as a key."""
        return frozenset((w, Scalars.key(c)) for w, c in f.items())

    def inverse_letter(self, a: Letter) -> Form:
        """Return the inverse of a letter: S for Z = S^-1, else a letter with two rules."""
        if a[0] in self.inverted:
            f = self.inverted[a[0]]
            return self.transpose(f) if a[1] else f
        name = self.names[a[0]]
        new = ("inverse", a[0]) not in self.ids
        k, _ = self.letter("inverse", a[0], name.shape, name.symmetric, name.groups)
        if new:
            self.inverted[k] = self.unit(((a[0], 0),))
            if self.inverse:
                self._rule(((a[0], 0), (k, 0)), self.unit())
                self._rule(((k, 0), (a[0], 0)), self.unit())
        return self.reduce(((k, a[1]),))

    # --- rules ----------------------------------------------------------------------------------

    def _order(self, w: Word) -> tuple[int, Word]:
        return (len(w), w)

    def _nonzero(self, c: Poly) -> bool:
        """Return whether a coefficient is a nonzero number, positive, or divided by anyway."""
        if self.scalars.sign(c) == 2 or self.scalars.sign(self.scalars.scale(c, -1)) == 2:
            return True
        _, shared, rest = self.scalars.split(c)
        return not shared and ("inv", Scalars.key(rest)) in self.scalars.ids

    def _lead(self, f: Form, *, strict: bool = False) -> Word | None:
        """Return the word that a rule may replace: the largest, if its coefficient is not zero."""
        words = sorted((w for w in f if w), key=self._order, reverse=True)
        if strict:
            return words[0] if words and self._nonzero(f[words[0]]) else None
        whole = [w for w in words if self._nonzero(f[w])]
        return next((w for w in whole if len(self.pieces(w)) == 1), whole[0] if whole else None)

    def _rule(self, lhs: Word, rhs: Form) -> None:
        """Add a rule and its transpose."""
        known = {w for w, _ in self.rules}
        for w, f in ((lhs, rhs), (self.turn(lhs), {self.turn(v): c for v, c in rhs.items()})):
            if w not in known and w:
                self.rules.append((w, f))
                known.add(w)
        self.reduced.clear()

    def _inside(self, w: Word, f: Form) -> bool:
        return any(v[i : i + len(w)] == w for v in f for i in range(len(v)))

    def _solve(self, f: Form, lead: Word) -> None:
        rest = self.subtract({lead: f[lead]}, f)
        self._rule(lead, self.total([(rest, self.scalars.invert(f[lead]))]))

    # --- the verdict ----------------------------------------------------------------------------

    def vanishes(self, f: Form, shape: Shape) -> bool:
        """Return whether a form is shown to be zero, by itself or after completing the rules."""
        if self._zero(f):
            return True
        if shape != SCALAR and self.inverse and self._zero(self._cleared(f)):
            return True
        for _ in range(ROUNDS if self.rules else 0):
            if not self._complete():
                return False
            if self._zero(self.renew(f)):
                return True
        return False

    def _zero(self, f: Form) -> bool:
        return all(self.scalars.is_zero(c) or self._follows(c) for c in f.values())

    def _follows(self, p: Poly) -> bool:
        """Return whether `p` is a multiple of what the rules have been found to make zero."""
        return any(
            self.scalars.is_zero(self.scalars.add(p, self.scalars.scale(e, -k)))
            for e in self.equations
            for k in [p.get(m, Fraction(0)) / c for m, c in e.items()][:1]
        )

    def _cleared(self, f: Form) -> Form:
        """Multiply by S wherever S^-1 stands at the left; S is invertible, so zero stays zero."""
        for left in (True, False):
            for _ in range(6):
                ends = {w[0] if left else w[-1] for w in f if w}
                inverses = [a for a in ends if a[0] in self.inverted]
                if not inverses:
                    break
                z = max(inverses, key=lambda a: (self.names[a[0]].kind == "sum", a))
                S = self.inverse_letter(z)
                f = self.times(S, f) if left else self.times(f, S)
        return f

    def _complete(self) -> bool:
        """Resolve the overlaps of the rules (Knuth and Bendix), once; return whether any is new."""
        found = False
        for f in list(self._overlaps()):
            for g in (f, {self.turn(w): c for w, c in f.items()}):
                h = {w: c for w, c in self.renew(g).items() if not self.scalars.is_zero(c)}
                if list(h) == [()] and not self._follows(h[()]):
                    self.equations.append(h[()])
                    found = True
                lead = self._lead(h, strict=True)
                if lead is not None and len(self.rules) < RULES:
                    self._solve(h, lead)
                    found = True
        return found

    def _overlaps(self) -> Iterator[Form]:
        for (v, f), (w, g) in product(list(self.rules), repeat=2):
            for k in range(1, min(len(v), len(w))):
                if v[-k:] == w[:k]:
                    one = self.total((self.reduce(x + w[k:]), c) for x, c in f.items())
                    two = self.total((self.reduce(v[:-k] + x), c) for x, c in g.items())
                    yield self.subtract(one, two)
