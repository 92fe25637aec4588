"""The numbers that models are made of: a prime field, exact fractions, 40-digit reals, and duals.

Each field can draw random numbers and knows which functions it can compute.  Dual numbers a + b eps
with eps^2 = 0 carry derivatives over any of them.

Trusted for: refuting false steps (an error here can only make a check fail, or be caught by the
independent evaluation in `explicit`).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

__all__ = ["PRIME", "Dual", "Field", "Mod", "UndefinedError", "apply", "field", "precise"]

PRIME = (1 << 61) - 1
DIGITS = 40
MANY = 400  # digits for a second look at what cancellation may have spoiled
LARGEST = 10**100  # exponents beyond this are not computed
GRID, PEAKS, CLIMB, NARROW = 64, 3, 60, 0.7  # where an integrand may hide from the quadrature


class UndefinedError(ArithmeticError):
    """A term has no value at this point: division by zero, root of a negative number."""


class UnsettledError(UndefinedError):
    """Whether a term has a value here is more than this program can tell."""


class Mod:
    """An integer modulo the prime 2^61 - 1.

    Examples
    --------
    >>> Mod(1) / 2 + Mod(1) / 2
    Mod(1)
    """

    __slots__ = ("v",)

    def __init__(self, v: int) -> None:
        self.v = v % PRIME

    def __add__(self, other: Mod | int) -> Mod:
        v = _residue(other)
        return NotImplemented if v is None else Mod(self.v + v)

    def __sub__(self, other: Mod | int) -> Mod:
        v = _residue(other)
        return NotImplemented if v is None else Mod(self.v - v)

    def __rsub__(self, other: int) -> Mod:
        return Mod(other - self.v)

    def __mul__(self, other: Mod | int) -> Mod:
        v = _residue(other)
        return NotImplemented if v is None else Mod(self.v * v)

    def __truediv__(self, other: Mod | int) -> Mod:
        v = _residue(other)
        if v is None:
            return NotImplemented
        if v % PRIME == 0:
            raise ZeroDivisionError
        return Mod(self.v * pow(v, -1, PRIME))

    def __neg__(self) -> Mod:
        return Mod(-self.v)

    def __eq__(self, other: object) -> bool:
        v = _residue(other)
        return v is not None and self.v == v % PRIME

    def __hash__(self) -> int:
        return hash(self.v)

    def __repr__(self) -> str:
        return f"Mod({self.v})"

    __radd__ = __add__
    __rmul__ = __mul__


def _residue(x: object) -> int | None:
    if x.__class__ is Mod:
        return x.v
    return x if isinstance(x, int) else None


class Dual:
    """The number a + b eps with eps^2 = 0; b is the derivative of a.

    Examples
    --------
    >>> x = Dual(Fraction(3), Fraction(1))
    >>> (x * x * x).b
    Fraction(27, 1)
    """

    __slots__ = ("a", "b")

    def __init__(self, a: Any, b: Any) -> None:
        self.a, self.b = a, b

    def __add__(self, other: Any) -> Dual:
        c, d = _parts(other)
        return Dual(self.a + c, self.b + d)

    def __sub__(self, other: Any) -> Dual:
        c, d = _parts(other)
        return Dual(self.a - c, self.b - d)

    def __rsub__(self, other: Any) -> Dual:
        c, d = _parts(other)
        return Dual(c - self.a, d - self.b)

    def __mul__(self, other: Any) -> Dual:
        c, d = _parts(other)
        return Dual(self.a * c, self.a * d + self.b * c)

    def __truediv__(self, other: Any) -> Dual:
        c, d = _parts(other)
        return Dual(self.a / c, (self.b * c - self.a * d) / (c * c))

    def __rtruediv__(self, other: Any) -> Dual:
        return Dual(other, 0 * self.b) / self

    def __neg__(self) -> Dual:
        return Dual(-self.a, -self.b)

    __radd__ = __add__
    __rmul__ = __mul__


def _parts(x: Any) -> tuple[Any, Any]:
    return (x.a, x.b) if isinstance(x, Dual) else (x, 0)


@dataclass(frozen=True)
class Field:
    """A source of random numbers, with the functions that can be computed there."""

    name: str
    words: str
    functions: frozenset[str]
    exact: bool
    ordered: bool
    digits: int = 30

    def number(self, q: Fraction) -> Any:
        """Return a rational number as an element."""
        if self.name == "prime":
            return Mod(q.numerator) / q.denominator
        return q if self.name == "rational" else _mp().mpf(q.numerator) / q.denominator

    def sample(self, rng: random.Random, *, positive: bool = False, style: str = "mixed") -> Any:
        """Draw a number; the styles look where claims about signs and sizes fail.

        ``mixed``, ``negative`` and ``positive`` numbers are nonzero, ``zeros`` are zero every other
        time, ``small`` ones are below one, ``tiny`` ones easy to read.
        """
        if self.name == "prime":
            return Mod(rng.randrange(1, PRIME))
        q = Fraction(rng.randint(1, 9999), rng.randint(1, 99))
        if style == "tiny":
            q = Fraction(rng.randint(1, 3))
        elif not self.exact:  # exponentials stay readable, integrals and sums settle
            q = Fraction(rng.randint(1, 99), rng.randint(10, 99))
        negative = rng.random() < {"negative": 1, "positive": 0}.get(style, 0.5)
        if style == "small":
            q = q / 10**6
        if style == "zeros" and not positive and rng.random() < 0.5:
            q = Fraction(0)
        return self.number(-q if negative and not positive else q)

    def equal(self, a: Any, b: Any) -> bool:
        """Return whether two elements are equal (for reals: to 30 digits)."""
        if isinstance(a, Dual) or isinstance(b, Dual):
            (p, q), (r, s) = _parts(a), _parts(b)
            return self.equal(p, r) and self.equal(q, s)
        if self.exact:
            return bool(a == b)
        return bool(abs(a - b) <= _mp().mpf(10) ** -self.digits * (1 + abs(a) + abs(b)))

    def negative(self, a: Any) -> bool:
        """Return whether an element is (clearly) below zero."""
        return bool(a < 0) if self.exact else bool(a < -(_mp().mpf(10) ** -self.digits))

    def negligible(self, a: Any) -> bool:
        """Return whether a term of an infinite sum no longer matters."""
        return bool(abs(_parts(a)[0]) < _mp().mpf(10) ** -DIGITS)


@cache
def _mp() -> Any:
    import mpmath

    context = mpmath.mp.clone() if hasattr(mpmath.mp, "clone") else mpmath.MPContext()
    context.dps = DIGITS
    return context


@contextmanager
def precise() -> Iterator[None]:
    """Compute real numbers with many more digits for a while."""
    mp = _mp()
    before, mp.dps = mp.dps, MANY
    try:
        yield
    finally:
        mp.dps = before


REAL = frozenset(
    {"abs", "sign", "sqrt", "cos", "sin", "exp", "log", "arccos", "gamma", "factorial"}
)
_FIELDS = {
    "prime": Field("prime", "modulo the prime $2^{61}-1$", frozenset(), True, False),
    "rational": Field("rational", "with exact fractions", frozenset({"abs", "sign"}), True, True),
    "real": Field("real", "with 40 digits", REAL, False, True),
    "limits": Field("limits", "to 20 digits, by quadrature and summation", REAL, False, True, 20),
}


def field(name: str) -> Field:
    """Return the field called ``prime``, ``rational``, ``real`` or ``limits``."""
    return _FIELDS[name]


def apply(name: str, x: Any) -> Any:
    """Apply an elementwise function to a number of any field, or to a dual number."""
    if isinstance(x, Dual):
        return Dual(apply(name, x.a), _DERIVATIVES[name](x.a) * x.b)
    if name == "abs":
        return abs(x)
    if name == "sign":
        return type(x)((x > 0) - (x < 0))
    if (name == "sqrt" and x < 0) or (name == "log" and x <= 0):
        raise UndefinedError(f"{name} of {x}")
    mp = _mp()
    if name in ("gamma", "factorial"):
        return _gamma(x + (name == "factorial"))
    if name == "arccos":
        if abs(x) > 1:
            raise UndefinedError(f"arccos of {x}")
        return mp.acos(x)
    if name == "exp" and abs(x) > LARGEST:
        if x < 0:
            return 0 * x
        raise UnsettledError(f"exp of {x}")
    return getattr(mp, name)(x)


def _gamma(x: Any) -> Any:
    if x <= 0 and x == int(x):
        raise UndefinedError(f"gamma of {x}")
    return _mp().gamma(x)


def constant(name: str) -> Any:
    """Return a constant such as pi."""
    return getattr(_mp(), name) * 1


def raised(base: Any, exponent: Any) -> Any:
    """Return a power of real numbers or duals."""
    a, e = _parts(base)[0], _parts(exponent)[0]
    if not isinstance(exponent, Dual) and e == int(e) and abs(e) < 1000:
        out = base * 0 + 1
        for _ in range(abs(int(e))):
            out = out * base
        if e < 0 and a == 0:
            raise ZeroDivisionError
        return 1 / out if e < 0 else out
    return apply("exp", exponent * apply("log", base))


def quadrature(f: Callable[[Any], Any], lower: Any, upper: Any, below: int, above: int) -> Any:
    """Return an integral by tanh-sinh quadrature; `below` and `above` say which end is infinite.

    The rate of an integral is the integral of the rates, and what the moving ends sweep over.
    """
    mp = _mp()
    (lower, falls), (upper, rises) = _parts(lower), _parts(upper)
    if isinstance(lower, Dual) or isinstance(upper, Dual):
        raise UnsettledError("a second derivative in the end of an integral")
    if below:
        inside = mp.mpf(0) if above else upper - 1
    else:
        inside = lower + 1 if above else (lower + upper) / 2
    if isinstance(f(inside), Dual) or falls or rises:
        value = quadrature(lambda x: _parts(f(x))[0], lower, upper, below, above)
        rate = quadrature(lambda x: _parts(f(x))[1], lower, upper, below, above)
        swept = [r * _parts(f(end))[0] for end, r in ((upper, rises), (lower, -falls)) if r]
        return Dual(value, sum(swept, rate))
    ends = [mp.inf * below if below else lower, mp.inf * above if above else upper]
    places = [inside] if above else []
    places = sorted({*places, *_peaks(f, ends[0], inside, ends[1])})
    value, error = mp.quad(f, [ends[0], *places, ends[1]], error=True)
    if error > mp.mpf(10) ** -20 * (1 + abs(value)):
        raise UnsettledError("the integral does not settle")
    return value


def _peaks(f: Callable[[Any], Any], lower: Any, inside: Any, upper: Any) -> list[Any]:
    """Return narrow peaks of an integrand, which a quadrature that is not told of them misses."""

    def height(x: Any) -> Any:
        try:
            return abs(f(x))
        except (UndefinedError, ZeroDivisionError):
            return 0

    def at(k: int) -> Any:
        """Return point k of a grid that grows sparse toward an infinite end."""
        t = _mp().mpf(abs(k)) / GRID
        far = lower if k < 0 else upper
        if _mp().isinf(far):
            return inside + (t if k > 0 else -t) / (1 - t) ** 2
        return inside + (far - inside) * t

    first, last = (GRID - bool(_mp().isinf(end)) for end in (lower, upper))
    grid = [at(k) for k in range(-first, last + 1)]
    heights = [height(x) for x in grid]
    tops = [
        k for k, h in enumerate(heights)
        if h and max(heights[max(k - 1, 0) : k], default=0) <= h >= max(heights[k + 1 : k + 2],
                                                                        default=0)
    ]  # fmt: skip
    found = []
    for k in sorted(tops, key=heights.__getitem__)[-PEAKS:]:
        left, right = (max(k - 1, 0), min(k + 1, len(grid) - 1))
        beside = max(heights[left], heights[right])
        a, b = grid[left], grid[right]
        for _ in range(CLIMB):
            third = (b - a) / 3
            if height(a + third) < height(b - third):
                a += third
            else:
                b -= third
        if beside < NARROW * height((a + b) / 2):
            found.append((a + b) / 2)
    return found


_DERIVATIVES: dict[str, Callable[[Any], Any]] = {
    "abs": lambda a: apply("sign", a),
    "sign": lambda a: 0 * a,
    "sqrt": lambda a: 1 / (2 * apply("sqrt", a)),
    "exp": lambda a: apply("exp", a),
    "log": lambda a: 1 / a,
    "cos": lambda a: -apply("sin", a),
    "sin": lambda a: apply("cos", a),
    "arccos": lambda a: -1 / apply("sqrt", 1 - a * a),
}
