r"""What a step says, and the plain claims it stands for.

==============  ==============================  ===================================================
kind            printed                         claims
==============  ==============================  ===================================================
eq              a = b                           a = b
le, ge          a <= b                          b - a = gap, gap >= 0
solve           r(x) = 0 iff x = s              r(x) = M (x - s), M invertible
solve_right     the same                        r(x) = (x - s) M, M invertible
minimum         f(x) - f(s) = gap >= 0          the same, so s minimizes f everywhere
gradient        grad f = g                      g is the gradient
jacobian        df/dx = J                       J is the Jacobian
hessian         second derivatives f = H        H is the matrix of second derivatives
definite        A > 0, or A >= 0                A is positive (semi)definite
antiderivative  integral f = v                  F' = f, F(upper) - F(lower) = v
telescope       sum a(k) = R + v                a(k) - r(k) = T(k+1) - T(k), T(end) - T(first) = v
wz              sum F(n, k) = v(n)              F/v grows by differences of G, and is 1 at n = 0
induction       u(n) = c(n)                     c(first) = start, c(n+1) = recursion at c(n)
limit           f tends to v                    f tends to v
proportional    a ~ b in x                      a(x) b(x') = a(x') b(x)
==============  ==============================  ===================================================

Trusted for: that the claims of a step, proved, make what it prints true.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

from mmlbook.derive.analysis import infinite
from mmlbook.derive.names import declared
from mmlbook.derive.relations import Relation
from mmlbook.derive.terms import Term, mul, symbol, zeros
from mmlbook.derive.traverse import free_symbols, substitute, symbols

__all__ = ["Claims", "Ends", "Step"]

CHAINED = {"eq": "=", "le": "<=", "ge": ">="}
PLACED = ("solve", "solve_right", "minimum", "induction")
SHOWN = {"positive", "nonnegative", "nonzero", "invertible"}  # properties that a rule can show


class Ends(NamedTuple):
    """The claim F(upper) - F(lower) = value, an infinite end being a limit."""

    F: Term
    x: Term
    ends: tuple[Term, Term]
    value: Term


@dataclass(frozen=True)
class Claims:
    """What has to be proved, kind by kind."""

    equal: tuple[tuple[Term, Term], ...] = ()
    nonnegative: tuple[Term, ...] = ()
    invertible: tuple[Term, ...] = ()
    definite: tuple[tuple[str, Term], ...] = ()
    derivative: tuple[Term, Term, Term] | None = None
    hessian: tuple[Term, Term, Term] | None = None
    ends: tuple[Ends, ...] = ()
    limit: tuple[Term, Term, Term, Term] | None = None


@dataclass(frozen=True)
class Step:
    """One line of a derivation.

    `slots` depend on the kind:

    ==================================  =====================================
    *eq*; *le*, *ge*                    ``(a, b)``; ``(a, b, gap)``
    *solve*, *solve_right*; *minimum*   ``(r, x, s, M)``; ``(f, x, s, gap)``
    *gradient*, *jacobian*, *hessian*   ``(f, x, G)``
    *succ*, *succeq*                    ``(A,)``
    *antiderivative*; *wz*              ``(I, v, F)``; ``(S, v, G)``
    *telescope*                         ``(S, v, T)`` or ``(S, v, T, R)``
    *induction*                         ``(u, n, first, start, recursion, c)``
    *limit*; *proportional*             ``(f, x, end, v)``; ``(a, b, x)``
    ==================================  =====================================
    """

    kind: str
    slots: tuple[Term, ...]
    by: str
    continues: bool = False

    def claims(self) -> Claims:
        """Return the plain claims this step stands for."""
        return getattr(self, f"_{self.kind}")(*self.slots)  # type: ignore[no-any-return]

    def _eq(self, a: Term, b: Term) -> Claims:
        return Claims(equal=((a, b),))

    def _le(self, a: Term, b: Term, *gap: Term) -> Claims:
        if not gap:
            return Claims(nonnegative=(b - a,))
        return Claims(equal=((b - a, gap[0]),), nonnegative=gap)

    def _ge(self, a: Term, b: Term, *gap: Term) -> Claims:
        return self._le(b, a, *gap)

    def _solve(self, r: Term, x: Term, s: Term, M: Term) -> Claims:
        return Claims(equal=((r, mul(M, x - s)),), invertible=(M,))

    def _solve_right(self, r: Term, x: Term, s: Term, M: Term) -> Claims:
        return Claims(equal=((r, mul(x - s, M)),), invertible=(M,))

    def _minimum(self, f: Term, x: Term, s: Term, gap: Term) -> Claims:
        return Claims(equal=((f - substitute(f, {x: s}), gap),), nonnegative=(gap,))

    def _gradient(self, f: Term, x: Term, G: Term) -> Claims:
        return Claims(derivative=(f, x, G))

    _jacobian = _gradient

    def _hessian(self, f: Term, x: Term, H: Term) -> Claims:
        return Claims(hessian=(f, x, H))

    def _succ(self, A: Term) -> Claims:
        return Claims(definite=((self.kind, A),))

    _succeq = _succ

    def _antiderivative(self, I: Term, value: Term, F: Term) -> Claims:
        body, lower, upper = I.args
        return Claims(derivative=(F, I.data, body), ends=(Ends(F, I.data, (lower, upper), value),))

    def _telescope(self, S: Term, value: Term, T: Term, *others: Term) -> Claims:
        (body, lower, upper), k = S.args, S.data
        last = upper if infinite(upper) else upper + 1
        gap = value
        for R in others:
            body, gap = body - R.args[0], gap - R
        step = substitute(T, {k: k + 1}) - T
        return Claims(equal=((body, step),), ends=(Ends(T, k, (lower, last), gap),))

    def _wz(self, S: Term, value: Term, G: Term) -> Claims:
        (F, lower, n), k = S.args, S.data
        following = {n: n + 1}
        F1, v1 = substitute(F, following), substitute(value, following)
        step = substitute(G, {k: k + 1}) - G
        last, zero = substitute(F1, {k: n + 1}) / v1, {n: lower, k: lower}
        across = substitute(G, {k: n + 1}) - substitute(G, {k: lower}) + last
        return Claims(
            equal=(
                (F1 / v1 - F / value, step),
                (across, zeros(1)),
                (substitute(F, zero), substitute(value, {n: lower})),
            )
        )

    def _induction(
        self, u: Term, n: Term, first: Term, start: Term, recursion: Term, closed: Term
    ) -> Claims:
        following = substitute(closed, {n: n + 1})
        return Claims(
            equal=(
                (substitute(closed, {n: first}), start),
                (substitute(recursion, {u: closed}), following),
            )
        )

    def _limit(self, f: Term, x: Term, end: Term, value: Term) -> Claims:
        return Claims(limit=(f, x, end, value))

    def _proportional(self, a: Term, b: Term, x: Term) -> Claims:
        flags = dict.fromkeys(x.data.properties, True)
        other = symbol(f"{x.data.name} other", *x.shape, rf"{x.latex()}'", "", **flags)
        a1, b1 = (substitute(t, {x: other}) for t in (a, b))
        return Claims(equal=((a * b1, a1 * b),))

    # --- what can be said of it -----------------------------------------------------------------

    def relation(self) -> Relation | None:
        """Return what a reader may use afterwards, if the step relates terms."""
        if self.kind in CHAINED:
            return Relation(self.slots[0], CHAINED[self.kind], self.slots[1])
        if self.kind in ("succ", "succeq"):
            return Relation(self.slots[0], self.kind, zeros(*self.slots[0].shape))
        if self.kind in ("antiderivative", "telescope", "wz"):
            return Relation(self.slots[0], "=", self.slots[1])
        return None

    def statement(self) -> list[Relation]:
        """Return the step as relations that a model can find false."""
        claims, own = self.claims(), self.relation()
        out = [Relation(a, "=", b) for a, b in claims.equal]
        out += [Relation(t, ">=", zeros(1)) for t in claims.nonnegative]
        return [own, *out] if own is not None and self.kind != "eq" else out

    def range(self) -> list[Relation]:
        """Return what is known of the variable of a sum in its certificate."""
        if self.kind not in ("telescope", "wz"):
            return []
        (_, lower, upper), k = self.slots[0].args, self.slots[0].data
        known = [Relation(k, ">=", lower)]
        return known if infinite(upper) else [*known, Relation(k, "<=", upper + 1)]

    def mutable(self) -> tuple[int, ...]:
        """Return the slots in which a decoy may be planted, best first."""
        return {
            "eq": (1, 0), "le": (1, 0), "ge": (1, 0), "solve": (2, 0),
            "solve_right": (2, 0), "minimum": (2, 3),
            "gradient": (2,), "jacobian": (2,), "hessian": (2,), "succ": (0,), "succeq": (0,),
            "antiderivative": (1, 0), "telescope": (1, 0), "wz": (1, 0), "induction": (5, 4),
            "limit": (3, 0), "proportional": (1, 0),
        }[self.kind]  # fmt: skip

    def with_slot(self, k: int, t: Term) -> Step:
        """Return the same step with another term in one slot."""
        return replace(self, slots=(*self.slots[:k], t, *self.slots[k + 1 :]))

    def problem(self) -> str | None:
        """Return what is wrong with the form of the step, if anything."""
        if not self.by.strip():
            return "has no reason"
        if self.kind in CHAINED and self.slots[0].latex() == self.slots[1].latex():
            return "has two sides that print alike"
        if self.kind in ("solve", "solve_right", "minimum") and self.slots[1] in symbols(
            self.slots[2]
        ):
            return "uses the unknown in its own solution"
        bound = self.slots[0].data if self.slots[0].op in ("int", "series") else None
        if self.kind in ("antiderivative", "telescope", "wz") and bound is None:
            return "has neither an integral nor a sum"
        if self.kind in PLACED and (flags := self._unshown()):
            return f"puts something in the place of a symbol that is {' and '.join(flags)}"
        if self.kind == "induction" and self.slots[0] in symbols(self.slots[3], self.slots[5]):
            return "uses the sequence in its own closed form"
        if bound is not None and self.kind not in CHAINED and bound in free_symbols(self.slots[1]):
            return "uses the bound variable in its value"
        if self.kind == "induction" and not _start(*self.slots[1:3]):
            return "must start at a whole number from which on the step is proved"
        if self.kind == "wz" and declared(self.slots[0].args[2].data.properties) != ["natural"]:
            return "must hold from zero on"
        return None

    def _unshown(self) -> list[str]:
        """Return the properties of the unknown that nothing shows of what is put in its place."""
        x = self.slots[0 if self.kind == "induction" else 1]
        return sorted(x.data.properties - SHOWN) if x.op == "sym" else []

    def running(self) -> set[Term]:
        """Return the symbols that must run freely: no hypothesis may restrict them."""
        own = {s.data for t in self.slots for s in t.subterms() if s.op in ("int", "series")}
        if self.kind == "induction":
            own |= set(self.slots[:2])
        if self.kind == "wz":
            own.add(self.slots[0].args[2])
        if self.kind in ("limit", "proportional"):
            own.add(self.slots[1 if self.kind == "limit" else 2])
        return own


def _start(n: Term, first: Term) -> bool:
    """Return whether n is a natural number, and `first` one that n can be."""
    if "natural" not in n.data.properties:
        return False
    least = 1 if "nonzero" in n.data.properties else 0
    return first.op == "num" and first.data.denominator == 1 and bool(first.data >= least)
