"""The sign kernel: show that a term is nonnegative, positive or nonzero by looking at its form.

The rules are those of a first course: squares, norms and absolute values are nonnegative; sums and
products of nonnegative numbers are nonnegative; a largest term is at most the sum; roots and
squares keep the order of nonnegative numbers.  Known facts (hypotheses, quoted and earlier
results) are matched by their form.  Every positive answer is a proof for all sizes; "no" means
"not shown".

Trusted for: the sign of a gap, and the side conditions of divisions, roots and logarithms.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mmlbook.derive.relations import Relation
from mmlbook.derive.terms import SCALAR, Term, add, as_term, function, mul, number, power
from mmlbook.derive.traverse import unfold
from mmlbook.derive.vocabulary import det, norm

__all__ = ["Obligation", "Signs", "kinks", "obligations"]

DEPTH = 6
Obligation = tuple[str, Term]


class Signs:
    """Decisions by form, from a list of known facts.

    Examples
    --------
    >>> from mmlbook.derive.terms import Dim, symbol
    >>> u, v = symbol("u", Dim("n")), symbol("v", Dim("n"), nonzero=True)
    >>> kernel = Signs()
    >>> kernel.nonnegative(norm(u) * abs(u.T @ v)), kernel.nonnegative(u.T @ v)
    (True, False)
    >>> kernel.nonzero(norm(v)), kernel.nonzero(norm(u))
    (True, False)
    """

    def __init__(self, facts: Sequence[Relation] = ()) -> None:
        self.below: list[tuple[Term, Term]] = []
        self.equal: list[tuple[Term, Term]] = []
        self.different: set[Term] = set()
        for fact in facts:
            a, b = unfold(fact.lhs), unfold(fact.rhs)
            if fact.op == "=":
                self.equal += [(a, b), (b, a)]
            elif fact.op == "<=":
                self.below.append((a, b))
            elif fact.op == ">=":
                self.below.append((b, a))
            elif b.op == "zeros" or (b.op == "num" and b.data == 0):
                self.different.add(a)

    # --- the three questions --------------------------------------------------------------------

    def nonnegative(self, t: Term) -> bool:
        """Return whether t >= 0 is shown."""
        return t.scalar and self._nonnegative(unfold(t), DEPTH)

    def positive(self, t: Term) -> bool:
        """Return whether t > 0 is shown."""
        return t.scalar and self._positive(unfold(t), DEPTH)

    def nonzero(self, t: Term) -> bool:
        """Return whether t != 0 is shown (for a vector: some entry is not zero)."""
        return self._nonzero(unfold(t), DEPTH)

    def invertible(self, t: Term) -> bool:
        """Return whether a square matrix is shown to be invertible."""
        t = unfold(t)
        if t.op in ("T", "inv", "neg"):
            return t.op == "inv" or self.invertible(t.args[0])
        if t.op == "mul" and all(
            self.nonzero(a) if a.scalar else a.shape == t.shape and self.invertible(a)
            for a in t.args
        ):
            return True
        if t.op == "sym" and "invertible" in t.data.properties:
            return True
        return self._nonzero(det(t), DEPTH) if det(t) in self.different else self.definite(t)

    def definite(self, t: Term) -> bool:
        """Return whether a square matrix is shown to be symmetric and positive definite."""
        t = unfold(t)
        if t.op == "add":
            return all(map(self.semidefinite, t.args)) and any(map(self.definite, t.args))
        if t.op in ("inv", "T"):
            return self.definite(t.args[0])
        if t.op in ("mul", "div") and len(factors := _scaled(t)) == 2 and factors[0] is not None:
            return self._positive(factors[0], DEPTH) and self.definite(factors[1])
        half = _gram(t)
        return t.op == "eye" or (half is not None and half[1] is None and _full_rank(half[0]))

    def semidefinite(self, t: Term) -> bool:
        """Return whether a square matrix is shown to be symmetric and positive semidefinite."""
        t = unfold(t)
        if t.op == "add":
            return all(map(self.semidefinite, t.args))
        if t.op in ("mul", "div") and len(factors := _scaled(t)) == 2 and factors[0] is not None:
            return self._nonnegative(factors[0], DEPTH) and self.semidefinite(factors[1])
        half = _gram(t)
        return self.definite(t) or (
            half is not None and (half[1] is None or self.semidefinite(half[1]))
        )

    def discharges(self, obligation: Obligation) -> bool:
        """Return whether a side condition is shown."""
        kind, t = obligation
        return {
            "nonzero": self.nonzero,
            "nonnegative": self.nonnegative,
            "positive": self.positive,
            "invertible": self.invertible,
        }[kind](t)

    # --- nonnegative ----------------------------------------------------------------------------

    def _nonnegative(self, t: Term, depth: int) -> bool:
        if depth == 0:
            return False
        return (
            self._plainly_nonnegative(t, depth)
            or self._positive(t, depth - 1)
            or any(low.op == "num" and low.data >= 0 for low, high in self.below if high == t)
            or any(self._nonnegative(b, depth - 1) for a, b in self.equal if a == t)
        )

    def _plainly_nonnegative(self, t: Term, depth: int) -> bool:
        if t.op == "num":
            return bool(t.data >= 0)
        if t.op == "size" or t.op == "norm":
            return True
        if t.op == "sym":
            return bool(t.data.properties & {"positive", "nonnegative"})
        if t.op == "fn":
            return t.data in ("abs", "sqrt", "exp", "arccos")
        if t.op == "pow":
            return t.data % 2 == 0 or self._nonnegative(t.args[0], depth - 1)
        if t.op in ("sum", "max"):
            return self._nonnegative(t.args[0], depth - 1)
        if t.op == "div":
            return all(self._nonnegative(a, depth - 1) for a in t.args)
        if t.op == "mul":
            return self._nonnegative_product(_segments(t), depth)
        if t.op == "add":
            return self._nonnegative_sum(t, depth)
        return False

    def _nonnegative_product(self, segments: list[tuple[Term, ...]], depth: int) -> bool:
        odd = [
            s for s in segments
            if not _is_square(s) and not (len(s) == 1 and self._nonnegative(s[0], depth - 1))
        ]  # fmt: skip
        return all(odd.count(s) % 2 == 0 for s in odd)

    def _nonnegative_sum(self, t: Term, depth: int) -> bool:
        plus, minus = _summands(t)
        if len(minus) == 1 and len(plus) > 1 and self._below(minus[0], add(*plus), depth - 1):
            return True
        for low in minus:
            high = next((p for p in plus if self._below(low, p, depth - 1)), None)
            if high is None:
                return False
            plus.remove(high)
        rest = [p for p in plus if not self._nonnegative(p, depth - 1)]
        sizes = [p.args[0] for p in plus if p.op == "fn" and p.data == "abs"]
        return len(rest) <= 1 and all(x in sizes or -x in sizes for x in rest)

    # --- order ----------------------------------------------------------------------------------

    def _below(self, low: Term, high: Term, depth: int) -> bool:
        """Return whether low <= high is shown."""
        if low == high:
            return True
        if depth == 0:
            return False
        return (
            self._below_by_form(low, high, depth)
            or self._below_by_squares(low, high, depth)
            or any(a in (low, abs(low)) and self._below(b, high, depth - 1) for a, b in self.below)
            or any(a == low and self._below(b, high, depth - 1) for a, b in self.equal)
            or any(a == high and self._below(low, b, depth - 1) for a, b in self.equal)
        )

    def _below_by_form(self, low: Term, high: Term, depth: int) -> bool:
        if low.op == "num":
            if high.op == "num":
                return bool(low.data <= high.data)
            if high.op == "size":
                return bool(low.data <= high.data.least)
        if high.op == "fn" and high.data == "abs" and high.args[0] in (low, -low):
            return True
        if high == number(1) and _at_most_one(low):
            return True
        if high.op == "sum" and low.op == "max" and high.data == low.data:
            return high.args == low.args and self._nonnegative(low.args[0], depth - 1)
        return self._below_inside(low, high, depth) or self._below_by_factors(low, high, depth)

    def _below_inside(self, low: Term, high: Term, depth: int) -> bool:
        """Compare the arguments of two sums, roots, powers or quotients of one kind."""
        if high.op != low.op or high.data != low.data or not low.args:
            return False
        first, other = low.args[0], high.args[0]

        def inner() -> bool:
            return self._below(first, other, depth - 1) or (
                first.scalar and self._nonnegative(other - first, depth - 1)
            )

        if low.op == "sum" or (low.op == "fn" and low.data == "sqrt"):
            return inner()
        if low.op == "pow":
            return self._nonnegative(first, depth - 1) and inner()
        if low.op == "div":
            same = high.args[1] == low.args[1]
            return same and self._nonnegative(low.args[1], depth - 1) and inner()
        return False

    def _below_by_factors(self, low: Term, high: Term, depth: int) -> bool:
        """Cancel common factors that are not negative: c a <= c b follows from a <= b."""
        left, right = _segments(low), _segments(high)
        common = []
        for s in list(left):
            if s in right:
                left.remove(s)
                right.remove(s)
                common.append(s)
        if not common or not self._nonnegative_product(common, depth):
            return False
        return self._below(_product(left), _product(right), depth - 1)

    def _below_by_squares(self, low: Term, high: Term, depth: int) -> bool:
        """For high >= 0: low <= high follows from low^2 <= high^2."""
        known = [*self.below, *self.equal]
        pairs = [(a, b) for a, b in known if a in set(_squares(low)) and b in set(_squares(high))]
        return bool(pairs) and self._nonnegative(high, depth - 1)

    # --- positive, nonzero ----------------------------------------------------------------------

    def _positive(self, t: Term, depth: int) -> bool:
        if depth == 0:
            return False
        if t.op == "num":
            return bool(t.data > 0)
        if t.op == "size" or (t.op == "fn" and t.data == "exp"):
            return True
        if t.op == "sym" and "positive" in t.data.properties:
            return True
        if t.op == "norm" or (t.op == "fn" and t.data == "abs"):
            return self._nonzero(t.args[0], depth - 1) or self._known_nonzero(t, depth)
        if t.op == "fn" and t.data == "sqrt":
            return self._positive(t.args[0], depth - 1) or self._known_nonzero(t, depth)
        if t.op in ("mul", "div") and all(a.scalar for a in t.args):
            return all(self._positive(a, depth - 1) for a in t.args)
        if t.op == "pow" and t.scalar:
            own = self._nonzero if t.data % 2 == 0 else self._positive
            return own(t.args[0], depth - 1)
        if t.op == "add":
            return self._positive_sum(t, depth)
        return t in self.different and self._plainly_nonnegative(t, depth)

    def _positive_sum(self, t: Term, depth: int) -> bool:
        if len(t.args) == 2 and t.args[0].op == "size" and t.args[1].op == "num":
            return bool(t.args[0].data.least + t.args[1].data > 0)
        return any(
            self._positive(a, depth - 1)
            and all(self._nonnegative(b, depth - 1) for b in t.args if b is not a)
            for a in t.args
        )

    def _nonzero(self, t: Term, depth: int) -> bool:
        if depth == 0:
            return False
        if self._known_nonzero(t, depth) or (t.scalar and self._positive(t, depth - 1)):
            return True
        if t.op == "sym":
            return bool(t.data.properties & {"nonzero", "positive"})
        if t.op == "num":
            return bool(t.data != 0)
        if t.op in ("neg", "pow", "T") and (t.scalar or t.op != "pow"):
            return self._nonzero(t.args[0], depth - 1)
        if t.op == "det":
            return self.invertible(t.args[0])
        if t.op == "div":
            return self._nonzero(t.args[0], depth - 1)
        if t.op == "mul" and all(a.scalar for a in t.args):
            return all(self._nonzero(a, depth - 1) for a in t.args)
        return t.op in ("ones", "eye")

    def _known_nonzero(self, t: Term, depth: int) -> bool:
        if t in self.different:
            return True
        if any(self._nonzero(b, depth - 1) for a, b in self.equal if a == t):
            return True
        if t.shape[1] == 1 and not t.scalar:
            lengths = {norm(t), power(norm(t), 2)}
            return bool(lengths & self.different) or any(
                self._nonzero(b, depth - 1) for a, b in self.equal if a in lengths
            )
        return False


# --- matrices -----------------------------------------------------------------------------------


def _scaled(t: Term) -> tuple[Term | None, Term]:
    """Split a multiple c A, A c or A / c with one scalar into the scalar and the matrix."""
    if t.op == "div":
        return 1 / t.args[1], t.args[0]
    scalars = [a for a in t.args if a.scalar]
    rest = [a for a in t.args if not a.scalar]
    if len(scalars) != 1 or not rest or rest[0].shape[0] != t.shape[0]:
        return None, t
    return scalars[0], mul(*rest)


def _gram(t: Term) -> tuple[Term, Term | None] | None:
    """Return B and C if t is written B' B or B' C B, else None."""
    if t.op != "mul" or len(t.args) not in (2, 3) or any(a.scalar for a in t.args):
        return None
    first, last = t.args[0], t.args[-1]
    turned = (first.op == "T" and first.args[0] == last) or (
        last.op == "T" and last.args[0] == first
    )
    if not turned:
        return None
    return last, t.args[1] if len(t.args) == 3 else None


def _full_rank(t: Term) -> bool:
    return t.op == "sym" and bool(t.data.properties & {"full_column_rank", "invertible"})


# --- forms --------------------------------------------------------------------------------------


def _summands(t: Term) -> tuple[list[Term], list[Term]]:
    """Return what a sum adds and what it subtracts; equal terms cancel."""
    plus, minus = list[Term](), list[Term]()
    for positive, x in _signed(t, True):
        here, there = (plus, minus) if positive else (minus, plus)
        if x in there:
            there.remove(x)
        else:
            here.append(x)
    return plus, minus


def _signed(t: Term, positive: bool) -> Iterator[tuple[bool, Term]]:
    if t.op == "add":
        for a in t.args:
            yield from _signed(a, positive)
    elif t.op == "neg":
        yield from _signed(t.args[0], not positive)
    elif t.op == "num" and t.data < 0:
        yield not positive, as_term(-t.data)
    elif t.op == "mul" and _starts_negative(t):
        yield from _signed(mul(-t.args[0], *t.args[1:]), not positive)
    else:
        yield positive, t


def _starts_negative(t: Term) -> bool:
    first = t.args[0]
    return first.op == "num" and first.data < 0


def _segments(t: Term) -> list[tuple[Term, ...]]:
    """Cut a scalar product into its scalar factors, read from left to right."""
    if t.op != "mul" or not t.scalar:
        return [(t,)]
    out, current, shape = list[tuple[Term, ...]](), tuple[Term, ...](), SCALAR
    for a in t.args:
        if a.scalar and shape != SCALAR:
            out.append((a,))
            continue
        shape = a.shape if shape == SCALAR else (shape[0], a.shape[1])
        current += (a,)
        if shape == SCALAR:
            out.append(current)
            current = ()
    return out


def _product(segments: list[tuple[Term, ...]]) -> Term:
    return mul(*(a for s in segments for a in s)) if segments else number(1)


def _is_square(segment: tuple[Term, ...]) -> bool:
    """Return whether a segment is x^T x."""
    return len(segment) == 2 and segment[0].op == "T" and segment[0].args[0] == segment[1]


def _at_most_one(t: Term) -> bool:
    if t.op == "pow" and t.data % 2 == 0:
        t = t.args[0]
        if t.op == "entry" and t.args[0].op == "fn":
            t = t.args[0]
    return t.op == "fn" and t.data in ("cos", "sin", "sign")


def _squares(t: Term) -> Iterator[Term]:
    """Yield the forms in which the square of a scalar term may have been written."""
    yield power(t, 2)
    if t.op == "fn" and t.data == "abs":
        yield power(t.args[0], 2)
    if t.op == "fn" and t.data == "sqrt":
        yield t.args[0]
    if t.op == "mul" and all(a.scalar for a in t.args) and len(t.args) == 2:
        for a in _squares(t.args[0]):
            for b in _squares(t.args[1]):
                yield mul(a, b)


def obligations(*terms: Term) -> list[Obligation]:
    r"""Return the conditions under which the terms are defined, each once.

    Examples
    --------
    >>> from mmlbook.derive.terms import Dim, symbol
    >>> x = symbol("x", Dim("n"))
    >>> obligations(x / norm(x))
    [('nonzero', Term(\norm{\vect{x}}))]
    """
    found: dict[Obligation, None] = {}
    for t in terms:
        for s in t.subterms():
            if s.op == "div":
                found["nonzero", s.args[1]] = None
            elif s.op == "inv":
                found["invertible", s.args[0]] = None
            elif s.op == "fn" and s.data in ("sqrt", "log", "arccos"):
                found[_domain(s)] = None
    return [o for o in found if not (o[1].op == "num" and o[1].data > 0)]


def kinks(t: Term) -> list[Obligation]:
    """Return the conditions under which a term is differentiable, beyond being defined.

    Examples
    --------
    >>> from mmlbook.derive.terms import symbol
    >>> kinks(abs(symbol("a")))
    [('nonzero', Term(a))]
    """
    t = unfold(t)
    if t.op == "pow" and t.args[0].op == "norm" and t.args[0].data == 2 and t.data % 2 == 0:
        return kinks(t.args[0].args[0])
    found = [o for a in t.args for o in kinks(a)]
    if t.op == "norm" or (t.op == "fn" and t.data in ("abs", "sign")):
        entrywise = t.op == "fn" and not t.scalar  # no rule shows that every entry is not zero
        found.append(("positive" if entrywise else "nonzero", t.args[0]))
    if t.op == "det":  # the rate of change is written with the inverse
        found.append(("invertible", t.args[0]))
    if t.op == "fn" and t.data == "sqrt":
        found.append(("positive", t.args[0]))
    return list(dict.fromkeys(found))


def _domain(t: Term) -> Obligation:
    (x,) = t.args
    if t.data == "arccos":
        return "nonnegative", 1 - function("abs", x)
    return ("nonnegative" if t.data == "sqrt" else "positive"), x
