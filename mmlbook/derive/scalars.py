"""Kernel 4, scalars: commuting polynomials over the rationals whose variables are atoms.

An atom stands for a number: a symbol, a size, a word such as u'v, a sum over indices, or a function
of another polynomial.  A polynomial maps monomials to coefficients; exponents may be negative.
Atoms obey these relations and no others:

===========  ==========================================  ==============================
atom         relation                                    since
===========  ==========================================  ==============================
``sqrt(q)``  r r = q; nonnegative factors split off      principal complex root
``inv(q)``   t q = 1, used by clearing denominators      q is not zero where t is defined
``abs(q)``   a a = q q; abs(x) = sign(x) x for an atom   the square of a real number
``sign(x)``  s s s = s, s s x = x                        s is -1, 0 or 1
``sin(q)``   s s = 1 - cos(q) cos(q)                     Pythagoras
``exp(q)``   exp(p + q) = exp(p) exp(q)                  functional equation
``log(q)``   log(p q) = log(p) + log(q), p and q > 0     functional equation
``x^q``      x^(p+q) = x^p x^q, (x y)^q = x^q y^q        x, y > 0, or q a whole number
``x`` = 0, 1 x x = x                                     an indicator
``gamma(q)`` gamma(q + 1) = q gamma(q)                   functional equation
===========  ==========================================  ==============================

Theorem (soundness): every operation maps equal numbers to equal numbers under every assignment of
numbers to atoms that satisfies the relations; so a difference that reduces to the empty polynomial
is zero wherever both sides are defined.

Trusted for: every mark ``∀``.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from fractions import Fraction
from math import isqrt
from typing import Any, NamedTuple, TypeAlias

__all__ = ["Atom", "Monomial", "OutOfReachError", "Poly", "Scalars"]

Monomial: TypeAlias = "tuple[tuple[int, int], ...]"
Poly: TypeAlias = "dict[Monomial, Fraction]"
UNKNOWN, NONNEGATIVE, POSITIVE = 0, 1, 2
LIMIT = 60_000  # products of monomials; counted, so that no verdict depends on the clock
STEPS = 30


class OutOfReachError(Exception):
    """A kernel does not cover this term, or gave up after a fixed number of steps."""


class Atom(NamedTuple):
    """What a variable stands for; `sign` is what is known of its sign, `least` a lower bound."""

    kind: str
    key: Any
    argument: Poly
    sign: int
    least: int


class Scalars:
    """Arithmetic of polynomials in atoms.

    Examples
    --------
    >>> S = Scalars()
    >>> a, b = S.atom("sym", "a"), S.atom("sym", "b")
    >>> S.is_zero(S.add(S.invert(S.add(a, b)), S.scale(S.invert(S.add(b, a)), -1)))
    True
    >>> S.is_zero(S.add(S.root(S.mul(a, a)), S.scale(a, -1)))
    False
    """

    def __init__(self) -> None:
        self.atoms: list[Atom] = []
        self.ids: dict[tuple[str, Hashable], int] = {}
        self.known: dict[Hashable, int] = {}
        self.values: dict[int, Poly] = {}
        self.powers: dict[int, tuple[int, Poly]] = {}
        self.idempotent: set[int] = set()  # indicators, which are 0 or 1
        self.steps = 0

    # --- arithmetic -----------------------------------------------------------------------------

    def number(self, q: Fraction | int) -> Poly:
        """Return a constant."""
        return {(): Fraction(q)} if q else {}

    def atom(
        self,
        kind: str,
        key: Hashable,
        argument: Poly | None = None,
        sign: int = UNKNOWN,
        least: int = 0,
    ) -> Poly:
        """Return the atom with this kind and key, or its value if a hypothesis gives one."""
        a = self.ids.setdefault((kind, key), len(self.atoms))
        if a == len(self.atoms):
            self.atoms.append(Atom(kind, key, argument or {}, sign, least))
        return self.values[a] if a in self.values else self.variable(a)

    def symbol(self, key: Hashable, flags: frozenset[str]) -> Poly:
        """Return the atom of a symbol with declared properties."""
        p = self.atom("sym", key, sign=("nonnegative" in flags) * (1 + ("nonzero" in flags)))
        if "indicator" in flags:
            self.idempotent.add(self.ids["sym", key])
        return p

    def variable(self, a: int) -> Poly:
        """Return an atom as a polynomial."""
        return {((a, 1),): Fraction(1)}

    def add(self, *polys: Poly) -> Poly:
        """Return the sum."""
        out = dict(polys[0])
        for p in polys[1:]:
            for m, c in p.items():
                if s := out.get(m, 0) + c:
                    out[m] = Fraction(s)
                else:
                    del out[m]
        return out

    def scale(self, p: Poly, c: Fraction | int) -> Poly:
        """Return a multiple."""
        return {m: c * x for m, x in p.items()} if c else {}

    def mul(self, p: Poly, q: Poly) -> Poly:
        """Return the product, reduced by the relations."""
        self.steps += len(p) * len(q)
        if self.steps > LIMIT:
            raise OutOfReachError("too many steps")
        out: Poly = {}
        for m, c in p.items():
            for n, d in q.items():
                exponents = dict(m)
                for a, e in n:
                    exponents[a] = exponents.get(a, 0) + e
                out = self.add(out, self.scale(self.monomial(exponents), c * d))
        return out

    def product(self, polys: Iterable[Poly]) -> Poly:
        """Return the product of several polynomials."""
        out = self.number(1)
        for p in polys:
            out = self.mul(out, p)
        return out

    def power(self, p: Poly, k: int) -> Poly:
        """Return an integer power."""
        if len(p) == 1 and k != 1:
            ((m, c),) = p.items()
            return self.scale(self.monomial({a: e * k for a, e in m}), c**k)
        base = p if k >= 0 else self.invert(p)
        return self.product([base] * abs(k))

    def monomial(self, exponents: Mapping[int, int]) -> Poly:
        """Return a monomial, reduced by the relations of its atoms."""
        plain, signs, others = dict[int, int](), dict[int, int](), list[Poly]()
        for a, e in exponents.items():
            kind, argument = self.atoms[a].kind, self.atoms[a].argument
            if not e:
                continue
            if a in self.values:
                others.append(self.power(self.values[a], e))
            elif a in self.powers and e >= self.powers[a][0]:
                k, value = self.powers[a]
                others.append(self.mul(self.power(value, e // k), self.monomial({a: e % k})))
            elif kind == "sqrt" and e != 1:
                others.append(self.power(argument, e // 2))
                plain |= {a: 1} if e % 2 else {}
            elif kind == "abs" and e != 1:
                others.append(self.power(argument, e - e % 2))
                plain |= {a: 1} if e % 2 else {}
            elif kind == "sin" and e > 1:
                cosine = self.apply("cos", argument)
                square = self.add(self.number(1), self.scale(self.mul(cosine, cosine), -1))
                others.append(self.power(square, e // 2))
                plain |= {a: 1} if e % 2 else {}
            elif kind == "inv" and e < 0:
                others.append(self.power(argument, -e))
            elif kind == "sign":
                signs[a] = e
            elif a in self.idempotent and e > 1:
                plain[a] = 1
            else:
                plain[a] = e
        plain |= self._signs(signs, plain)
        out = {tuple(sorted(plain.items())): Fraction(1)}
        for p in others:
            out = self.mul(out, p)
        return out

    def _signs(self, signs: Mapping[int, int], plain: Mapping[int, int]) -> dict[int, int]:
        """Reduce powers of signs: s s = 1 beside the number itself, s s s = s anywhere."""
        out = {}
        for a, e in signs.items():
            own = self._single(self.atoms[a].argument)
            if own is not None and (own in plain or e < 0):
                e = 0 if self.atoms[own].sign >= NONNEGATIVE else e % 2
            elif e > 2 or e < 0:
                e = 2 - e % 2
            if e:
                out[a] = e
        return out

    def _single(self, p: Poly) -> int | None:
        """Return the atom that `p` is, if it is one."""
        if len(p) != 1:
            return None
        ((m, c),) = p.items()
        return m[0][0] if c == 1 and len(m) == 1 and m[0][1] == 1 else None

    def split(self, q: Poly) -> tuple[Fraction, Monomial, Poly]:
        """Return c, m and p with q = c m p, where p has no common factor and leads with 1."""
        common = dict(next(iter(q)))
        for m in q:
            e = dict(m)
            common = {a: min(common.get(a, 0), e.get(a, 0)) for a in common.keys() | e.keys()}
        rest: Poly = {}
        for m, c in q.items():
            e = dict(m)
            left = {a: e.get(a, 0) - common.get(a, 0) for a in e.keys() | common.keys()}
            rest[tuple(sorted((a, k) for a, k in left.items() if k))] = c
        lead = rest[max(rest)]
        shared = tuple(sorted((a, k) for a, k in common.items() if k))
        return lead, shared, self.scale(rest, 1 / lead)

    @staticmethod
    def key(p: Poly) -> Hashable:
        """Return a polynomial as a key."""
        return frozenset(p.items())

    def depends(self, a: int, x: Any) -> bool:
        """Return whether an atom depends on a symbol, or may do so."""
        kind, key, argument, *_ = self.atoms[a]
        if kind in ("sym", "size", "const"):
            return bool(key == x)
        return not argument or any(self.depends(b, x) for m in argument for b, _ in m)

    # --- what is known of signs -----------------------------------------------------------------

    def declare(self, p: Poly, sign: int) -> None:
        """Record that `p` is nonnegative or positive, which the caller has shown."""
        if p and sign:
            c, m, rest = self.split(p)
            if all(self.atoms[a].sign == POSITIVE for a, _ in m):
                key = self.key(self.scale(rest, 1 if c > 0 else -1))
                self.known[key] = max(sign, self.known.get(key, UNKNOWN))

    def sign(self, p: Poly) -> int:
        """Return what the form of `p` shows of its sign."""
        if len(p) > 1 and (known := self.known.get(self.key(p))):
            return known
        shift = {a: self.add(self.number(x.least), self.variable(a))
                 for m in p for a, e in m if (x := self.atoms[a]).least and e > 0}  # fmt: skip
        if shift and len(p) > 1:
            return self._visible(self._shifted(p, shift), frozenset(shift))
        return self._visible(p, frozenset())

    def _shifted(self, p: Poly, shift: Mapping[int, Poly]) -> Poly:
        if any(a in shift and e < 0 for m in p for a, e in m):
            return p
        parts = [
            self.scale(
                self.product(self.power(shift.get(a, self.variable(a)), e) for a, e in m),
                c,
            )
            for m, c in p.items()
        ]
        return self.add({}, *parts)

    def _visible(self, p: Poly, shifted: frozenset[int]) -> int:
        """Every term is nonnegative; some term is positive (a shifted size may be zero)."""

        def of(m: Monomial) -> int:
            signs = [NONNEGATIVE if a in shifted else self.atoms[a].sign for a, _ in m]
            if not all(s or e % 2 == 0 for s, (_, e) in zip(signs, m, strict=True)):
                return UNKNOWN
            return POSITIVE if all(s == POSITIVE for s in signs) else NONNEGATIVE

        if not all(c > 0 and of(m) for m, c in p.items()):
            return UNKNOWN
        return max(map(of, p), default=NONNEGATIVE)

    # --- functions ------------------------------------------------------------------------------

    def invert(self, q: Poly) -> Poly:
        """Return 1 / q; the caller answers for q being nonzero."""
        if not q:
            raise OutOfReachError("division by zero")
        if len(q) == 1:
            return self.power(q, -1)
        c, m, rest = self.split(q)
        sign = POSITIVE if self.sign(rest) else UNKNOWN
        t = self.atom("inv", self.key(rest), rest, sign)
        return self.mul(self.scale(t, 1 / c), self.monomial({a: -e for a, e in m}))

    def root(self, q: Poly) -> Poly:
        """Return the principal square root; nonnegative factors split off."""
        if not q:
            return {}
        c, m, p = self.split(q)
        p = p if c > 0 else self.scale(p, -1)
        out = self._root_of_number(abs(c))
        for a, e in m:
            atom = self.variable(a)
            out = self.mul(out, self.power(self.absolute(atom), e // 2))
            if e % 2 and self.atoms[a].kind == "inv" and self.atoms[a].sign:
                out = self.mul(out, self.invert(self.root(self.atoms[a].argument)))
            elif e % 2 and self.atoms[a].sign:
                out = self.mul(out, self._root_atom(atom))
            elif e % 2 and self.sign(p):
                out, p = self.mul(out, self._root_atom(p)), atom
            elif e % 2:
                p = self.mul(p, atom)
        return self.mul(out, self._root_atom(p))

    def _root_atom(self, q: Poly) -> Poly:
        if q == self.number(1):
            return q
        sign = POSITIVE if self.sign(q) == POSITIVE else NONNEGATIVE
        return self.atom("sqrt", self.key(q), q, sign)

    def _root_of_number(self, c: Fraction) -> Poly:
        n, outside = c.numerator * c.denominator, Fraction(1, c.denominator)
        for k in range(isqrt(min(n, 10**6)), 1, -1):
            if n % (k * k) == 0:
                n, outside = n // (k * k), outside * k
        return self.scale(self._root_atom(self.number(n)), outside)

    def absolute(self, q: Poly) -> Poly:
        """Return the absolute value."""
        if not q:
            return {}
        c, m, p = self.split(q)
        out = self.number(abs(c))
        for a, e in m:
            atom = self.variable(a)
            out = self.mul(out, self.power(atom, e))
            if e % 2 and not self.atoms[a].sign:
                out = self.mul(out, self.sign_of(atom))
        if self.sign(p) or p == self.number(1):
            return self.mul(out, p)
        if self.sign(self.scale(p, -1)):
            return self.mul(out, self.scale(p, -1))
        return self.mul(out, self.atom("abs", self.key(p), p, NONNEGATIVE))

    def sign_of(self, q: Poly) -> Poly:
        """Return -1, 0 or 1."""
        if not q:
            return {}
        c, m, p = self.split(q)
        out = self.number(1 if c > 0 else -1)
        parts: list[tuple[Poly, int]] = [(self.variable(a), 2 - e % 2) for a, e in m]
        for x, e in [*parts, (p, 1)]:
            if self.sign(x) != POSITIVE:
                out = self.mul(out, self.power(self.atom("sign", self.key(x), x), e))
        return out

    def apply(self, name: str, q: Poly) -> Poly:
        """Apply a function of one number."""
        special = {
            "sqrt": self.root,
            "abs": self.absolute,
            "sign": self.sign_of,
            "inv": self.invert,
        }
        if name in special:
            return special[name](q)
        own = self._single(q)
        if name == "cos" and own is not None and self.atoms[own].kind == "arccos":
            return self.atoms[own].argument
        if name in ("exp", "raise"):
            return self._exponential(name, q)
        if name == "log":
            return self._logarithm(q)
        if name in ("gamma", "factorial"):
            return self._gamma(q if name == "gamma" else self.add(q, self.number(1)))
        return self.atom(name, self.key(q), q, NONNEGATIVE if name == "arccos" else UNKNOWN)

    def _exponential(self, name: str, q: Poly) -> Poly:
        """Return e^q, monomial by monomial; c log(x) with a whole c gives x^c."""
        out = self.number(1)
        for m, c in q.items():
            base = {m: Fraction(1, c.denominator)}
            own = self._single({m: Fraction(1)})
            if own is not None and self.atoms[own].kind == "log" and c.denominator <= 2:
                x = self.atoms[own].argument
                e = x if c.denominator == 1 else self.root(x)
            else:
                e = self.atom(name, self.key(base), base, POSITIVE if name == "exp" else UNKNOWN)
            out = self.mul(out, self.power(e, c.numerator))
        return out

    def _logarithm(self, q: Poly) -> Poly:
        """Return the logarithm; positive factors split off."""
        if not q:
            raise OutOfReachError("logarithm of zero")
        c, m, rest = self.split(q)
        inside, parts = rest if c > 0 else self.scale(rest, -1), list[Poly]()
        for k in (abs(c).numerator, -abs(c).denominator):
            if abs(k) != 1:
                x = self.number(abs(k))
                parts.append(self.scale(self.atom("log", self.key(x), x), 1 if k > 0 else -1))
        for a, e in m:
            kind, _, argument, sign, _ = self.atoms[a]
            if kind == "exp":
                parts.append(self.scale(argument, e))
            elif sign == POSITIVE:
                x = argument if kind in ("sqrt", "inv") else self.variable(a)
                own = self._logarithm(x) if kind in ("sqrt", "inv") else None
                part = own if own is not None else self.atom("log", self.key(x), x)
                factor = {"sqrt": Fraction(1, 2), "inv": Fraction(-1)}.get(kind, Fraction(1))
                parts.append(self.scale(part, factor * e))
            else:
                inside = self.mul(inside, self.monomial({a: e}))
        if inside != self.number(1):
            parts.append(self.atom("log", self.key(inside), inside))
        return self.add({}, *parts)

    def rise(self, base: Poly, exponent: Poly, *, whole: bool) -> Poly:
        """Return base^exponent; the base is positive or the exponent a whole number."""
        constant = exponent.get((), Fraction(0))
        k = constant.numerator // constant.denominator
        rest = self.add(exponent, self.number(-k))
        if not base:
            if rest or k < 0:
                raise OutOfReachError("a power of zero")
            return self.number(int(k == 0))
        out = self.power(base, k)
        if not rest:
            return out
        if not whole:
            return self.mul(out, self._exponential("exp", self.mul(rest, self._logarithm(base))))
        c, m, p = self.split(base)
        for x, e in [(self.number(c), 1), *((self.variable(a), e) for a, e in m), (p, 1)]:
            if x != self.number(1):
                positive = self.sign(x) == POSITIVE
                log = self._logarithm(x) if positive else self.atom("log", self.key(x), x)
                power = self.scale(self.mul(rest, log), e)
                out = self.mul(out, self._exponential("exp" if positive else "raise", power))
        return out

    def _gamma(self, q: Poly) -> Poly:
        """Return gamma(q): whole steps are taken out, the constant part stays in (0, 1]."""
        constant = q.get((), Fraction(0))
        k = -((-constant.numerator) // constant.denominator) - 1
        start = self.add(q, self.number(-k))
        own = start == self.number(1)
        sign = POSITIVE if self.sign(start) == POSITIVE else UNKNOWN
        out = self.number(1) if own else self.atom("gamma", self.key(start), start, sign)
        if abs(k) > STEPS:
            raise OutOfReachError("too many factors of a factorial")
        for j in range(k):
            out = self.mul(out, self.add(start, self.number(j)))
        for j in range(k, 0):
            out = self.mul(out, self.invert(self.add(start, self.number(j))))
        return out

    # --- hypotheses and the verdict -------------------------------------------------------------

    def assume_zero(self, p: Poly) -> None:
        """Use p = 0 as a rule for one of its atoms, where that is possible."""
        p = self.refresh(p)
        ranks = {"word": 0, "entry": 1, "net": 1, "trace": 1, "sqrt": 2, "sym": 4}
        linear = sorted(
            {a for m in p for a, e in m if len(m) == 1 and e == 1
             and not any(a in dict(n) for n in p if n != m)},
            key=lambda a: (ranks.get(self.atoms[a].kind, 3), -a),
        )  # fmt: skip
        if not linear:
            self._assume_product(p)
            return
        a = linear[0]
        c = p[((a, 1),)]
        value = self.scale({m: x for m, x in p.items() if m != ((a, 1),)}, -1 / c)
        self.values[a] = value
        if self.atoms[a].kind == "sqrt":
            square = self.mul(value, value)
            self.assume_zero(self.add(self.atoms[a].argument, self.scale(square, -1)))

    def _assume_product(self, p: Poly) -> None:
        """Use p = 0 as a rule a = r / m for m a = r with a number r, or a^k = r for an atom a."""
        constant = p.get((), Fraction(0))
        (m, *others) = sorted((m for m in p if m), key=lambda m: (-len(m), m)) or [()]
        if m and not others and constant and any(e == 1 for _, e in m):
            a = next(a for a, e in m if e == 1)
            rest = {b: -e for b, e in m if b != a}
            self.values[a] = self.scale(self.monomial(rest), -constant / p[m])
            return
        for n in p:
            ((a, k), *more) = n or [(-1, 0)]
            if k > 1 and not more and not any(a == b for q in p if q != n for b, _ in q):
                value = self.scale({q: x for q, x in p.items() if q != n}, -1 / p[n])
                self.powers[a] = (k, value)
                return

    def refresh(self, p: Poly) -> Poly:
        """Return `p` with the rules of all hypotheses applied."""
        return self.add({}, *(self.scale(self.monomial(dict(m)), c) for m, c in p.items()))

    def is_zero(self, p: Poly) -> bool:
        """Return whether `p` is shown to vanish, as a whole or exponential by exponential."""
        if self._clears(p):
            return True
        groups = list[tuple[Poly, Poly]]()
        for m, c in self.refresh(p).items():
            powers = [(a, e) for a, e in m if self.atoms[a].kind in ("exp", "raise")]
            q = self.add({}, *(self.scale(self.atoms[a].argument, e) for a, e in powers))
            rest = {tuple(x for x in m if x not in powers): c}
            for k, (exponent, sum_) in enumerate(groups):
                if exponent == q or self._clears(self.add(exponent, self.scale(q, -1))):
                    groups[k] = (exponent, self.add(sum_, rest))
                    break
            else:
                groups.append((q, rest))
        return len(groups) > 1 and all(self._clears(q) for _, q in groups)

    def _clears(self, p: Poly) -> bool:
        """Return whether `p` is shown to vanish: reduce, then clear denominators."""
        p = self.refresh(p)
        while inverses := [a for m in p for a, _ in m if self.atoms[a].kind == "inv"]:
            a = max(inverses)
            top = max(dict(m).get(a, 0) for m in p)
            if not self.refresh(self.atoms[a].argument):
                raise OutOfReachError("division by zero")
            parts = []
            for m, c in p.items():
                e = dict(m)
                factor = self.power(self.atoms[a].argument, top - e.pop(a, 0))
                parts.append(self.mul(self.scale(self.monomial(e), c), factor))
            p = self.add({}, *parts)
        return not p
