"""Kernels 1 and 3 together: inverses and determinants inside sums over indices.

An inverse is brought to the normal form of words, and its words are then read entry by entry, so
that functions, products by entries and sums may stand around it.

Theorem (soundness): both normal forms keep the value of a term.

Trusted for: every mark ``∀`` of an identity with indices.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from mmlbook.derive.indices import Indices, Place
from mmlbook.derive.relations import Relation
from mmlbook.derive.rewriting import Form, Letter, Word
from mmlbook.derive.scalars import Monomial, OutOfReachError, Poly
from mmlbook.derive.terms import Dim, Term, free_indices
from mmlbook.derive.words import Words

__all__ = ["Mixed", "equal"]


def equal(lhs: Term, rhs: Term, hypotheses: Sequence[Relation] = ()) -> bool:
    """Return whether lhs = rhs is proved for all sizes, wherever both sides are defined.

    Examples
    --------
    >>> from mmlbook.derive.terms import Dim, Index, inv, symbol, tr
    >>> from mmlbook.derive.vocabulary import Sum
    >>> n = Dim("n")
    >>> i, A, B = Index("i", n), symbol("A", n, n), symbol("B", n, n)
    >>> equal(Sum(i, inv(A @ B)[i, i]), tr(inv(B) @ inv(A)))
    True
    """
    try:
        kernel = Mixed(hypotheses)
        return all(
            kernel.scalars.is_zero(kernel.difference(lhs, rhs, i, j))
            for i, j in kernel.places(lhs, rhs)
        )
    except (OutOfReachError, RecursionError):
        return False


class Mixed(Indices):
    """The kernel of indices, which asks the kernel of words for inverses and determinants."""

    def __init__(self, hypotheses: Sequence[Relation] = ()) -> None:
        self.words, self.learned = Words(), 0  # the kernel of words is given no hypotheses
        super().__init__(hypotheses)

    def _det(self, t: Term, *_: object) -> Poly:
        if isinstance(t.args[0].shape[0], int):
            return super()._det(t)
        return self._inv(t, None, None)

    def _inv(self, t: Term, i: Place | None, j: Place | None) -> Poly:
        if free_indices(t):
            raise OutOfReachError("an inverse that depends on an index")
        form = self.words.form(t)
        if self.words.groups_of_form(form):
            raise OutOfReachError("an inverse that depends on chance")
        self._learn()
        return self._read(form, i, j)

    def _read(self, form: Form, i: Place | None, j: Place | None) -> Poly:
        parts = [self.scalars.mul(self._number(c), self._word(w, i, j)) for w, c in form.items()]
        return self.scalars.add({}, *parts)

    def _learn(self) -> None:
        """Take over the rules for inverses, entry by entry."""
        rules, self.learned = self.words.rules[self.learned :], len(self.words.rules)
        for lhs, rhs in rules:
            shape = (self.words.shape(lhs[0])[0], self.words.shape(lhs[-1])[1])
            i, j = (Place("parameter", k, n) for k, n in zip("ij", shape, strict=True))
            if all(isinstance(n, Dim) for n in shape):
                self.rule(self._word(lhs, i, j), self._read(rhs, i, j))

    def _word(self, w: Word, i: Place | None, j: Place | None) -> Poly:
        """Return the entry (i, j) of a word."""
        if not w:
            return self.delta(i, j) if i and j else self.scalars.number(1)
        *front, last = w
        size = self.words.shape(last)[0]
        if not front:
            return self._letter(last, i, j)
        if size == 1:
            return self.scalars.mul(self._word(tuple(front), i, None), self._letter(last, None, j))
        return self.total(
            size,
            lambda k: self.scalars.mul(self._word(tuple(front), i, k), self._letter(last, k, j)),
        )

    def _letter(self, a: Letter, i: Place | None, j: Place | None) -> Poly:
        i, j = (j, i) if a[1] else (i, j)
        name = self.words.names[a[0]]
        if name.kind in ("sym", "ones", "term") and isinstance(name.key, Term):
            return self.value(name.key, i, j)
        if name.kind == "E":
            moving, w = name.key
            return self._expected(moving, w, i, j)
        at = [x for x in (i, j) if x is not None]
        return self.entry(("letter", a[0]), name.symmetric, *at)

    def _number(self, p: Poly) -> Poly:
        """Return a coefficient of words as a polynomial of this kernel, atom by atom."""
        parts = [
            self.scalars.scale(
                self.scalars.product(self.scalars.power(self._atom(a), e) for a, e in m), c
            )
            for m, c in p.items()
        ]
        return self.scalars.add({}, *parts)

    def _atom(self, a: int) -> Poly:
        kind, key, argument, sign, _ = self.words.scalars.atoms[a]
        if kind == "word":
            return self._word(key, None, None)
        if kind == "trace":
            n = self.words.shape(key[0])[0]
            return self.total(n, lambda k: self._word(key, k, k))
        if kind == "E":
            return self._expected(key, (), None, None)
        if kind == "size":
            return self.size(key)
        if kind in ("sym", "term"):
            return self.one(key)
        if kind in ("inv", "sqrt", "abs", "sign"):
            return self.scalars.apply(kind, self._number(argument))
        return self.scalars.atom("outside", a, sign=sign)

    def _expected(self, moving: Monomial, w: Word, i: Place | None, j: Place | None) -> Poly:
        groups = self.words.groups_of_form({w: {moving: Fraction(1)}})
        if "any" in groups:
            raise OutOfReachError("an expectation that cannot be looked into")
        return self.expect(
            sorted(groups),
            lambda: self.scalars.mul(self._number({moving: Fraction(1)}), self._word(w, i, j)),
        )
