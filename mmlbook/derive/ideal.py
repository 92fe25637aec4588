"""Polynomial rings with variables for roots, quotients and functions: what `explicit` computes in.

What is not polynomial becomes a new variable with the relations that define it:

===========  ========================================  =========================
written      new variable                              relations
===========  ========================================  =========================
``1 / q``    t                                         t q = 1
``sqrt(q)``  r                                         r r = q
``abs(q)``   a                                         a a = q q
``sign(x)``  s (x a single variable)                   s x = a, s a = x, s s s = s
``cos(q)``   c, with sin(q) = s                        c c + s s = 1
others       a new variable for every argument         none
===========  ========================================  =========================

No SymPy matrices, no `simplify`, no assumptions.

Trusted for: every mark ``▦``, together with SymPy's polynomial arithmetic.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod
from typing import Any, TypeAlias

from mmlbook.derive.names import Function

__all__ = ["Ideal", "Poly", "UndecidedError"]

Poly: TypeAlias = Any
SLOTS = 28
EFFORT = 8  # the product of the degrees of the hypotheses; more may run for hours


class UndecidedError(Exception):
    """The exact decision does not cover this term."""


@dataclass(frozen=True)
class Atom:
    """A variable that stands for a function of a polynomial."""

    kind: str | Function
    argument: tuple[Poly, ...]
    variable: Poly


class Ideal:
    """A polynomial ring, its variables for functions, and the relations among them."""

    def __init__(self, names: Sequence[str]) -> None:
        from sympy import QQ, ring

        slots = [f"_{k}" for k in reversed(range(SLOTS))]
        self.ring, *gens = ring([*slots, *names], QQ)
        self.slots: list[Poly] = list(reversed(gens[:SLOTS]))
        self.variables: list[Poly] = gens[SLOTS:]
        self.nonnegative: set[Poly] = set()
        self.atoms: list[Atom] = []
        self.relations: list[Poly] = []
        self.inverses: dict[Poly, Poly] = {}

    def constant(self, q: Fraction | int) -> Poly:
        """Return a rational number as a polynomial."""
        q = Fraction(q)
        return self.ring.ground_new(self.ring.domain(q.numerator, q.denominator))

    # --- the ideal ------------------------------------------------------------------------------

    def reduce(self, p: Poly) -> Poly:
        """Return `p` reduced by the defining relations (fast, no Groebner basis)."""
        return p.rem(self.relations) if self.relations and p else p

    def is_zero(self, p: Poly, hypotheses: Sequence[Poly] = ()) -> bool:
        """Return whether `p` lies in the ideal of the relations and hypotheses."""
        if not self.reduce(p):
            return True
        if self.relations or hypotheses:
            return not self._groebner(p, hypotheses)
        return False

    def _groebner(self, p: Poly, hypotheses: Sequence[Poly]) -> Poly:
        from sympy import QQ, ring
        from sympy.polys.groebnertools import groebner

        polys = [h for h in (*self.relations, *hypotheses) if h]
        if prod(max(map(sum, q.monoms())) for q in hypotheses if q) > EFFORT:
            raise UndecidedError("too many hypotheses for a Groebner basis")
        used = [
            k for k, g in enumerate(self.ring.gens)
            if any(q.degree(g) > 0 for q in (*polys, p))
        ]  # fmt: skip
        small, *_ = ring([f"x{k}" for k in used], QQ)

        def shrink(q: Poly) -> Poly:
            return small.from_dict({tuple(m[k] for k in used): c for m, c in q.items()})

        basis = groebner([shrink(q) for q in polys], small)
        return shrink(p).rem(basis)

    def _atom(self, kind: str | Function, *argument: Poly) -> tuple[Poly, bool]:
        """Return the variable for ``kind(argument)`` and whether it is new."""
        for atom in self.atoms:
            if (
                atom.kind == kind
                and len(atom.argument) == len(argument)
                and all(
                    not self.reduce(p - q) for p, q in zip(atom.argument, argument, strict=True)
                )
            ):
                return atom.variable, False
        if len(self.atoms) == SLOTS:
            raise UndecidedError("too many roots, quotients and functions")
        g = self.slots[len(self.atoms)]
        self.atoms.append(Atom(kind, argument, g))
        known = kind == "max" and any(map(self.visibly_nonnegative, argument))
        if known or kind in ("sqrt", "abs", "exp"):
            self.nonnegative.add(g)
        return g, True

    # --- functions ------------------------------------------------------------------------------

    def invert(self, q: Poly) -> Poly:
        """Return 1 / q, where q is not zero."""
        q = self.reduce(q)
        if not q:
            raise UndecidedError("division by zero")
        if q.is_ground:
            return self.constant(1) / q.LC
        if q not in self.inverses:
            c, factors = q.factor_list()
            out = self.constant(1) / c
            for f, k in factors:
                out *= self._inverse_of(f) ** k
            self.inverses[q] = out
        return self.inverses[q]

    def _inverse_of(self, f: Poly) -> Poly:
        root = next(
            (a for a in self.atoms if a.kind == "sqrt" and not self.reduce(a.argument[0] - f)), None
        )
        if root is not None:
            return self._inverse_of(root.variable) ** 2
        t, new = self._atom("inverse", f)
        if new:
            self.relations.insert(0, t * f - 1)
            if self.visibly_nonnegative(f):
                self.nonnegative.add(t)
        return t

    def root(self, q: Poly) -> Poly:
        """Return the square root of q, where q is not negative."""
        q = self.reduce(q)
        if not q:
            return q
        if q.is_ground:
            return self._root_of_number(Fraction(int(q.LC.numerator), int(q.LC.denominator)))
        number, factors = q.factor_list()
        c = Fraction(int(number.numerator), int(number.denominator))
        if c < 0:  # give the sign to a factor that stays below the root
            flip = next((n for n, (_, k) in enumerate(factors) if k % 2), None)
            if flip is None:
                raise UndecidedError("root of a negative number")
            f, k = factors[flip]
            c, factors[flip] = -c, (-f, k)
        out, rest = self._root_of_number(c), self.constant(1)
        for f, k in factors:
            if k > 1:
                out *= self.absolute(f) ** (k // 2)
            if k % 2 and self.visibly_nonnegative(f):
                out *= self._root_of(f)
            elif k % 2:
                rest *= f
        return out if rest.is_ground else out * self._root_of(rest)

    def _root_of(self, f: Poly) -> Poly:
        quotient = next((a for a in self.atoms if a.variable == f and a.kind == "inverse"), None)
        if quotient is not None:
            return self.invert(self.root(quotient.argument[0]))
        r, new = self._atom("sqrt", f)
        if new:
            self.relations.insert(0, r**2 - f)
        return r

    def _root_of_number(self, c: Fraction) -> Poly:
        from sympy import factorint

        if c < 0:
            raise UndecidedError("root of a negative number")
        out = self.constant(Fraction(1, c.denominator))
        for prime, k in factorint(c.numerator * c.denominator).items():
            out *= self.constant(int(prime)) ** (k // 2)
            if k % 2:
                out *= self._root_of(self.constant(int(prime)))
        return out

    def absolute(self, q: Poly) -> Poly:
        """Return the absolute value of q."""
        q = self.reduce(q)
        if self.visibly_nonnegative(q):
            return q
        if self.visibly_nonnegative(-q):
            return -q
        c, factors = q.factor_list()
        out = self.constant(abs(Fraction(int(c.numerator), int(c.denominator))))
        for f, k in factors:
            if k % 2 == 0 or self.visibly_nonnegative(f):
                out *= f**k
            else:
                f = f if f.LC > 0 else -f
                a, new = self._atom("abs", f)
                if new:
                    self.relations.insert(0, a**2 - f**2)
                out *= a**k
        return out

    def visibly_nonnegative(self, q: Poly) -> bool:
        """Return whether all coefficients are positive and all factors squares or nonnegative."""
        gens = self.ring.gens
        return all(
            c > 0 and all(k % 2 == 0 or gens[i] in self.nonnegative for i, k in enumerate(m) if k)
            for m, c in q.items()
        )

    def sign_of(self, q: Poly) -> Poly:
        """Return the sign of q, which must be a variable or a number."""
        q = self.reduce(q)
        if q.is_ground:
            return self.constant((q.LC > 0) - (q.LC < 0)) if q else q
        if q not in self.ring.gens:
            raise UndecidedError("sign of a sum")
        a = self.absolute(q)
        s, new = self._atom("sign", q)
        if new:
            self.relations[:0] = [s**3 - s, s * q - a, s * a - q, s**2 * q - q, s**2 * a - a]
        return s

    def apply(self, name: str | Function, q: Poly) -> Poly:
        """Apply an elementwise function."""
        if name == "sqrt":
            return self.root(q)
        if name == "abs":
            return self.absolute(q)
        if name == "sign":
            return self.sign_of(q)
        if name in ("gamma", "factorial"):
            raise UndecidedError("factorials")
        q = self.reduce(q)
        g, new = self._atom(name, q)
        if new and name in ("cos", "sin"):
            other, _ = self._atom("sin" if name == "cos" else "cos", q)
            self.relations.insert(0, g**2 + other**2 - 1)
        if name == "cos":
            angle = next((a for a in self.atoms if a.kind == "arccos" and a.variable == q), None)
            return angle.argument[0] if angle else g
        return g

    def largest(self, values: Sequence[Poly]) -> Poly:
        """Return the largest of some polynomials; max of squares is the square of max abs."""
        values = [self.reduce(v) for v in values]
        if len(values) == 1:
            return values[0]
        roots = [self._plain_root(v) for v in values]
        if all(r is not None for r in roots):
            return self.largest([self.absolute(r) for r in roots]) ** 2
        return self._atom("max", *values)[0]

    def _plain_root(self, v: Poly) -> Poly | None:
        for g in self.ring.gens:
            if v == g**2:
                return g
        return None

    # --- derivatives ----------------------------------------------------------------------------

    def derivative(self, p: Poly, x: Poly) -> Poly:
        """Return dp/dx, through the defining relations of every variable in p."""
        out = p.diff(x)
        for atom in list(self.atoms):
            outer = p.diff(atom.variable)
            if outer:
                inner = self.derivative(atom.argument[0], x)
                if inner:
                    out += outer * self._rate(atom) * inner
        return self.reduce(out)

    def _rate(self, atom: Atom) -> Poly:
        g, q = atom.variable, atom.argument[0]
        if atom.kind == "sqrt":
            return self.invert(2 * g)
        if atom.kind == "inverse":
            return -(g**2)
        if atom.kind == "abs":
            return q * self.invert(g)
        if atom.kind == "exp":
            return g
        if atom.kind == "log":
            return self.invert(q)
        if isinstance(atom.kind, Function):
            return self.apply(atom.kind.prime, q)
        if atom.kind in ("cos", "sin"):
            other = self.apply("sin" if atom.kind == "cos" else "cos", q)
            return -other if atom.kind == "cos" else other
        raise UndecidedError(f"derivative of {atom.kind}")
