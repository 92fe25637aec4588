"""Commuting polynomials over the rationals whose variables are atoms: what kernel 4 computes with.

An atom stands for a number: a symbol, a size, a word such as u'v, a sum over indices, or a function
of another polynomial.  A polynomial maps monomials to coefficients; exponents may be negative.
Products are reduced by the relations of their atoms, which `scalars` lists.

Theorem (soundness): addition and multiplication are those of numbers, and each relation holds for
what its atom stands for.

Trusted for: every mark ``∀``.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Hashable, Iterable, Mapping
from fractions import Fraction
from typing import Any, NamedTuple, TypeAlias

__all__ = ["Atom", "Monomial", "OutOfReachError", "Poly", "Polynomials"]

Monomial: TypeAlias = "tuple[tuple[int, int], ...]"
Poly: TypeAlias = "dict[Monomial, Fraction]"
UNKNOWN, NONNEGATIVE, POSITIVE = 0, 1, 2
LIMIT = 60_000  # products of monomials; counted, so that no verdict depends on the clock


class OutOfReachError(Exception):
    """A kernel does not cover this term, or gave up after a fixed number of steps."""


class Atom(NamedTuple):
    """What a variable stands for; `sign` is what is known of its sign, `least` a lower bound."""

    kind: str
    key: Any
    argument: Poly
    sign: int
    least: int


def _collect(p: Poly, m: Monomial, c: Fraction) -> None:
    """Add one more term to a sum that is being made."""
    if m not in p:
        p[m] = c
    elif total := p[m] + c:
        p[m] = total
    else:
        del p[m]


class Polynomials(ABC):
    """Arithmetic of polynomials in atoms."""

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
                _collect(out, m, c)
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
                for k, x in self.monomial(exponents).items():
                    _collect(out, k, c * d * x)
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

    @abstractmethod
    def apply(self, name: Any, q: Poly) -> Poly:
        """Apply a function of one number."""

    @abstractmethod
    def invert(self, q: Poly) -> Poly:
        """Return 1 / q."""

    @abstractmethod
    def sign_of(self, q: Poly) -> Poly:
        """Return the sign of a number."""

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
