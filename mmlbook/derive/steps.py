"""What a step says, and the plain claims it stands for.

==========  ==========================================  =========================================
kind        printed                                     claims
==========  ==========================================  =========================================
eq          a = b                                       a = b
le, ge      a <= b                                      b - a = gap, gap >= 0
solve       r(x) = 0 iff x = s                          r(x) = M (x - s), M invertible
minimum     f(x) - f(s) = gap >= 0                      the same, so s minimizes f everywhere
gradient    grad f = g                                  g is the gradient
jacobian    df/dx = J                                   J is the Jacobian
==========  ==========================================  =========================================

Trusted for: this table.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from mmlbook.derive.relations import Relation
from mmlbook.derive.terms import Term, mul, zeros
from mmlbook.derive.traverse import substitute, symbols

__all__ = ["Claims", "Step"]


@dataclass(frozen=True)
class Claims:
    """Identities to be proved, terms to be shown nonnegative, matrices to be shown invertible."""

    equal: tuple[tuple[Term, Term], ...] = ()
    nonnegative: tuple[Term, ...] = ()
    invertible: tuple[Term, ...] = ()
    derivative: tuple[Term, Term, Term] | None = None


@dataclass(frozen=True)
class Step:
    """One line of a derivation.

    `slots` depend on the kind: ``(a, b)`` for *eq*, ``(a, b, gap)`` for *le* and *ge*,
    ``(r, x, s, M)`` for *solve*, ``(f, x, s, gap)`` for *minimum*, ``(f, x, G)`` for derivatives.
    """

    kind: str
    slots: tuple[Term, ...]
    by: str
    continues: bool = False

    def claims(self) -> Claims:
        """Return the plain claims this step stands for."""
        if self.kind == "eq":
            return Claims(equal=((self.slots[0], self.slots[1]),))
        if self.kind in ("le", "ge"):
            a, b, *gap = self.slots
            difference = b - a if self.kind == "le" else a - b
            if not gap:
                return Claims(nonnegative=(difference,))
            return Claims(equal=((difference, gap[0]),), nonnegative=(gap[0],))
        if self.kind == "solve":
            r, x, s, M = self.slots
            return Claims(equal=((r, mul(M, x - s)),), invertible=(M,))
        if self.kind == "minimum":
            f, x, s, gap_ = self.slots
            at = substitute(f, {x: s})
            return Claims(equal=((f - at, gap_),), nonnegative=(gap_,))
        f, x, G = self.slots
        return Claims(derivative=(f, x, G))

    def relation(self) -> Relation | None:
        """Return what a reader may use afterwards, if the step relates two terms."""
        if self.kind in ("eq", "le", "ge"):
            return Relation(self.slots[0], {"eq": "=", "le": "<=", "ge": ">="}[self.kind],
                            self.slots[1])  # fmt: skip
        return None

    def statement(self) -> list[Relation]:
        """Return the step as relations that a model can find false."""
        claims = self.claims()
        out = [Relation(a, "=", b) for a, b in claims.equal]
        return out + [Relation(t, ">=", zeros(1)) for t in claims.nonnegative]

    def mutable(self) -> tuple[int, ...]:
        """Return the slots in which a decoy may be planted, best first."""
        return {
            "eq": (1, 0), "le": (1, 0), "ge": (1, 0), "solve": (2, 0), "minimum": (2, 3),
            "gradient": (2,), "jacobian": (2,),
        }[self.kind]  # fmt: skip

    def with_slot(self, k: int, t: Term) -> Step:
        """Return the same step with another term in one slot."""
        return replace(self, slots=(*self.slots[:k], t, *self.slots[k + 1 :]))

    def problem(self) -> str | None:
        """Return what is wrong with the form of the step, if anything."""
        if not self.by.strip():
            return "has no reason"
        if self.kind in ("eq", "le", "ge") and self.slots[0].latex() == self.slots[1].latex():
            return "has two sides that print alike"
        if self.kind in ("solve", "minimum") and self.slots[1] in symbols(self.slots[2]):
            return "uses the unknown in its own solution"
        return None
