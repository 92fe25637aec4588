"""Kernel 5, growth: limits at infinity, by comparing how fast terms grow.

A number that depends on x is brought to the normal form of kernel 4: a sum of products of powers
of x, of quotients of polynomials in x, and of exponentials of polynomials in x.  As x grows, such a
product vanishes if an exponential decays, or, without exponentials, if the powers add up to a
negative degree; of degree zero it tends to the quotient of the leading coefficients.  A sequence
vanishes if the quotient of neighbors tends to a number between -1 and 1.

Theorem (soundness): exponentials beat powers, the larger degree wins, and the ratio test.

Trusted for: the ends of integrals and sums in `steps`.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from mmlbook.derive.analysis import infinite
from mmlbook.derive.conditions import obligations
from mmlbook.derive.relations import Relation
from mmlbook.derive.scalars import Monomial, OutOfReachError, Poly
from mmlbook.derive.terms import Term, mul
from mmlbook.derive.traverse import free_symbols, substitute, symbols, unfold
from mmlbook.derive.words import Words

__all__ = ["Growth", "ends_meet", "far_out_positive", "tends_to"]


def ends_meet(
    F: Term, x: Term, ends: tuple[Term, Term], value: Term, facts: Sequence[Relation] = ()
) -> bool:
    """Return whether F(upper) - F(lower) = value is shown, an infinite end being a limit.

    Examples
    --------
    >>> from mmlbook.derive.analysis import oo
    >>> from mmlbook.derive.terms import number, symbol
    >>> from mmlbook.derive.vocabulary import exp
    >>> x, rate = symbol("x"), symbol("lambda", positive=True)
    >>> ends_meet(-exp(-rate * x), x, (number(0), oo), number(1))
    True
    """
    kernel = Growth(x, facts)
    try:
        lower, upper = (kernel.at(F, end) for end in ends)
        gap = kernel.words.scalars.add(upper, kernel.words.scalars.scale(lower, -1))
        return kernel.is_value(gap, value)
    except (OutOfReachError, RecursionError):
        return False


def tends_to(f: Term, x: Term, end: Term, value: Term, facts: Sequence[Relation] = ()) -> bool:
    """Return whether f tends to a value as x tends to an end, which may be infinite."""
    kernel = Growth(x, facts)
    try:
        return kernel.is_value(kernel.at(f, end), value)
    except (OutOfReachError, RecursionError):
        return False


def far_out_positive(c: Term, x: Term, end: Term) -> bool:
    """Return whether a number tends to a positive one, and so is positive near an infinite end.

    Examples
    --------
    >>> from mmlbook.derive.analysis import oo
    >>> from mmlbook.derive.terms import symbol
    >>> x = symbol("x", positive=True)
    >>> far_out_positive(1 - 1 / x, x, oo), far_out_positive(-1 / x, x, oo)
    (True, False)
    """
    kernel = Growth(x)
    try:
        return kernel.words.scalars.sign(kernel.at(c, end)) == 2
    except (OutOfReachError, RecursionError):
        return False


class Growth:
    """Limits in one variable.  One instance serves one question."""

    def __init__(self, x: Term, facts: Sequence[Relation] = ()) -> None:
        facts = [f for f in facts if x not in free_symbols(f.lhs, f.rhs)]
        self.x, self.words = x, Words(facts)
        for fact in facts:
            if fact.op in ("<", ">"):
                a, b = (fact.lhs, fact.rhs) if fact.op == "<" else (fact.rhs, fact.lhs)
                self.words.scalars.declare(self.words.value(b - a), 2)

    def is_value(self, p: Poly, value: Term) -> bool:
        """Return whether a number is the value of a term."""
        S = self.words.scalars
        return S.is_zero(S.add(p, S.scale(self.words.value(value), -1)))

    def at(self, f: Term, end: Term) -> Poly:
        """Return the value of f at an end, or its limit there."""
        if any(s.op == "fn" and s.data == "sign" for s in f.subterms()):
            raise OutOfReachError("a sign jumps")
        if "nonnegative" in self.x.data.properties and not self.words.signs.nonnegative(end):
            raise OutOfReachError("an end where x cannot be")
        if not infinite(end):
            return self._there(f, end)
        if self.x not in symbols(f):
            return self.words.value(f)
        turned = substitute(f, {self.x: -self.x}) if infinite(end) < 0 else f
        p = self.words.value(turned)
        if "natural" in self.x.data.properties and self._dies_out(turned):
            return {}
        return self.limit(p)

    def _there(self, f: Term, end: Term) -> Poly:
        """Return the value of f at a finite end, where it must be defined and continuous."""
        if "natural" not in self.x.data.properties and any(
            s.op in ("int", "series", "E") and self.x in symbols(s) for s in unfold(f).subterms()
        ):
            raise OutOfReachError("a sum, an integral or an expectation need not be continuous")
        try:
            value = substitute(f, {self.x: end})
        except ZeroDivisionError:
            raise OutOfReachError("division by zero") from None
        if not all(map(self.words.signs.discharges, obligations(value))):
            raise OutOfReachError("not seen to be defined at the end")
        return self.words.value(value)

    # --- limits ---------------------------------------------------------------------------------

    def limit(self, p: Poly) -> Poly:
        """Return the limit of a number as x grows; an error if it is not found."""
        S = self.words.scalars
        return S.add({}, *(S.scale(self._limit(m), c) for m, c in p.items()))

    def _limit(self, m: Monomial) -> Poly:
        """Return the limit of one product."""
        S = self.words.scalars
        degree, out, exponent = 0, S.number(1), S.number(0)
        for a, e in m:
            kind, _, argument, *_ = S.atoms[a]
            if not self.depends({((a, e),): Fraction(1)}):
                out = S.mul(out, S.monomial({a: e}))
            elif kind == "exp":
                exponent = S.add(exponent, S.scale(argument, e))
            elif kind in ("sym", "inv"):
                k, lead = self._leading(argument if kind == "inv" else S.variable(a))
                e = -e if kind == "inv" else e
                degree, out = degree + k * e, S.mul(out, S.power(lead, e))
            else:
                raise OutOfReachError(f"the growth of {kind}")
        if exponent:
            k, lead = self._leading(exponent)
            if k < 1 or S.sign(S.scale(lead, -1)) != 2:
                raise OutOfReachError("an exponential that is not seen to decay")
            return {}
        if degree > 0:
            raise OutOfReachError("a power that grows")
        return out if degree == 0 else {}

    def _leading(self, q: Poly) -> tuple[int, Poly]:
        """Return the degree of a polynomial in x, and its leading coefficient."""
        S, parts = self.words.scalars, dict[int, Poly]()
        own = S.ids["sym", self.x]
        for m, c in q.items():
            powers = dict(m)
            e = powers.pop(own, 0)
            rest = S.scale(S.monomial(powers), c)
            if e < 0 or self.depends(rest):
                raise OutOfReachError("not a polynomial")
            parts[e] = S.add(parts.get(e, {}), rest)
        degree = max(e for e, c in parts.items() if c)
        if degree and 2 not in (S.sign(parts[degree]), S.sign(S.scale(parts[degree], -1))):
            raise OutOfReachError("a leading coefficient that may be zero")
        return degree, parts[degree]

    def _dies_out(self, f: Term) -> bool:
        """Return whether a sequence vanishes, by the ratio test; constant factors do not matter."""
        S, f = self.words.scalars, self._core(unfold(f))
        following = substitute(f, {self.x: self.x + 1})
        try:
            ratio = self.limit(self.words.value(following / f))
        except OutOfReachError:
            return False
        return all(S.sign(S.add(S.number(1), S.scale(ratio, k))) == 2 for k in (1, -1))

    def _core(self, f: Term) -> Term:
        """Return f without factors that do not depend on x."""
        if f.op == "neg":
            return self._core(f.args[0])
        if f.op == "div" and self.x not in symbols(f.args[1]):
            return self._core(f.args[0])
        if f.op == "mul":
            return mul(*(self._core(a) for a in f.args if self.x in symbols(a)))
        return f

    def depends(self, p: Poly) -> bool:
        """Return whether a number may depend on x."""
        return any(self.words.scalars.depends(a, self.x) for m in p for a, _ in m)
