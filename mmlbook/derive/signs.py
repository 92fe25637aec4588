"""The sign kernel: show that a term is nonnegative, positive or nonzero by looking at its form.

The rules are those of a first course: squares, norms and absolute values are nonnegative; sums and
products of nonnegative numbers are nonnegative; a largest term is at most the sum; roots and
squares keep the order of nonnegative numbers.  Known facts (hypotheses, quoted and earlier
results) are matched by their form.  Every positive answer is a proof for all sizes; "no" means
"not shown".

Trusted for: the sign of a gap, and for showing the side conditions that `conditions` collects.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from mmlbook.derive.forms import (
    at_most_one,
    full_rank,
    gram,
    plain,
    product,
    scaled,
    segments,
    squares,
    starts_negative,
    summands,
    turned,
)
from mmlbook.derive.relations import Relation
from mmlbook.derive.terms import Term, add, mul, number, power
from mmlbook.derive.traverse import free_symbols
from mmlbook.derive.vocabulary import det, norm

__all__ = ["Obligation", "Signs"]

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
        self.less: set[tuple[Term, Term]] = set()
        self.restricted = free_symbols(*(t for f in facts for t in (f.lhs, f.rhs)))
        self.shapes: dict[Term, str] = {}  # matrices that are known to be definite
        for fact in facts:
            a, b = plain(fact.lhs), plain(fact.rhs)
            if fact.op in (">=", ">"):
                a, b = b, a
            if fact.op in ("<", ">"):
                self.less.add((a, b))
            if fact.op == "=":
                self.equal += [(a, b), (b, a)]
            elif fact.op in ("<=", ">=", "<", ">"):
                self.below.append((a, b))
            elif fact.op in ("succ", "succeq"):
                self.shapes[a] = min(fact.op, self.shapes.get(a, fact.op))  # succ comes first
            elif b.op == "zeros" or (b.op == "num" and b.data == 0):
                self.different.add(a)

    # --- the three questions --------------------------------------------------------------------

    def nonnegative(self, t: Term) -> bool:
        """Return whether t >= 0 is shown (for a vector: every entry)."""
        if not t.scalar:
            return self._entries(plain(t), self._nonnegative)
        return self._nonnegative(plain(t), DEPTH)

    def positive(self, t: Term) -> bool:
        """Return whether t > 0 is shown (for a vector: every entry)."""
        if not t.scalar:
            return self._entries(plain(t), self._positive)
        return self._positive(plain(t), DEPTH)

    def sign(self, t: Term) -> int:
        """Return 2 if t > 0 is shown, 1 if t >= 0 is, else 0."""
        return 2 if self.positive(t) else int(self.nonnegative(t))

    def nonzero(self, t: Term) -> bool:
        """Return whether t != 0 is shown (for a vector: some entry is not zero)."""
        return self._nonzero(plain(t), DEPTH)

    def invertible(self, t: Term) -> bool:
        """Return whether a square matrix is shown to be invertible."""
        t = plain(t)
        if t.op in ("T", "inv", "neg"):
            return t.op == "inv" or self.invertible(t.args[0])
        if t.op == "mul" and all(
            self.nonzero(a) if a.scalar else a.shape == t.shape and self.invertible(a)
            for a in t.args
        ):
            return True
        if t.op == "sym" and "invertible" in t.data.properties:
            return True
        if t.op == "kron":
            return all(a.shape[0] == a.shape[1] and self.invertible(a) for a in t.args)
        return self._nonzero(det(t), DEPTH) if det(t) in self.different else self.definite(t)

    def definite(self, t: Term) -> bool:
        """Return whether a square matrix is shown to be symmetric and positive definite."""
        t = plain(t)
        if self.shapes.get(t) == "succ":
            return True
        if t.op == "sym":
            return "positive_definite" in t.data.properties
        if t.op == "add":
            return all(map(self.semidefinite, t.args)) and any(map(self.definite, t.args))
        if t.op in ("inv", "T"):
            return self.definite(t.args[0])
        if t.op == "kron":
            return all(a.shape[0] == a.shape[1] and self.definite(a) for a in t.args)
        if t.op == "diag":
            return self._entries(t.args[0], self._positive)
        if t.op in ("mul", "div") and len(factors := scaled(t)) == 2 and factors[0] is not None:
            return self._positive(factors[0], DEPTH) and self.definite(factors[1])
        half = gram(t)
        return t.op == "eye" or (
            half is not None and full_rank(half[0]) and (half[1] is None or self.definite(half[1]))
        )

    def semidefinite(self, t: Term) -> bool:
        """Return whether a square matrix is shown to be symmetric and positive semidefinite."""
        t = plain(t)
        if t in self.shapes or (t.op == "sym" and "positive_semidefinite" in t.data.properties):
            return True
        if t.op in ("add", "E", "sum", "kron") and all(
            a.shape[0] == a.shape[1] and self.semidefinite(a) for a in t.args
        ):
            return True
        if t.op == "diag":
            return self._entries(t.args[0], self._nonnegative)
        if t.op in ("mul", "div") and len(factors := scaled(t)) == 2 and factors[0] is not None:
            return self._nonnegative(factors[0], DEPTH) and self.semidefinite(factors[1])
        if t.op == "add" and len(t.args) == 2 and t.args[0].op == "eye" and t.args[1].op == "neg":
            half = gram(t.args[1].args[0])  # I - QQ' is a projection
            Q = plain(half[0].T) if half and half[1] is None else t
            if Q.op == "sym" and "orthonormal" in Q.data.properties:
                return True
        half = gram(t)
        return self.definite(t) or (
            half is not None and (half[1] is None or self.semidefinite(half[1]))
        )

    def _entries(self, t: Term, ask: Callable[[Term, int], bool]) -> bool:
        """Return whether every entry of a vector is shown to be nonnegative, or positive."""
        if t.shape[1] != 1:
            return False
        if t.op == "fn":
            return t.data == "exp" or (t.data in ("abs", "sqrt") and ask == self._nonnegative)
        if t.op in ("mul", "div"):
            return all(ask(a, DEPTH) if a.scalar else self._entries(a, ask) for a in t.args)
        if t.op == "had" and t.args[0] == t.args[1] and ask == self._nonnegative:
            return True
        if t.op in ("add", "had"):
            return all(self._entries(a, ask) for a in t.args)
        if t.op == "sym":
            wanted = "nonnegative" if ask == self._nonnegative else "positive"
            return wanted in t.data.properties
        return t.op == "ones"

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
            return "nonnegative" in t.data.properties
        if t.op == "rpow" or t.op == "E":
            return self._nonnegative(t.args[0], depth - 1)
        if t.op == "series" and t.data not in self.restricted:
            return self._nonnegative(t.args[0], depth - 1)
        if t.op == "tr":
            return self.semidefinite(t.args[0])
        if t.op == "entry":
            return self._entries(t.args[0], self._nonnegative)
        if t.op == "neg":
            return self._nonnegative_sum(t, depth)
        if t.op == "fn":
            return t.data in ("abs", "sqrt", "exp", "arccos")
        if t.op == "pow":
            return t.data % 2 == 0 or self._nonnegative(t.args[0], depth - 1)
        if t.op in ("sum", "max"):
            return self._nonnegative(t.args[0], depth - 1)
        if t.op == "div":
            return all(self._nonnegative(a, depth - 1) for a in t.args)
        if t.op == "mul" and starts_negative(t):
            return self._nonnegative_sum(t, depth)
        if t.op == "mul":
            return self._nonnegative_product(segments(t), depth)
        if t.op == "add":
            return self._nonnegative_sum(t, depth)
        return False

    def _nonnegative_product(self, parts: list[tuple[Term, ...]], depth: int) -> bool:
        odd = [
            s for s in parts
            if not self._is_square(s) and not (len(s) == 1 and self._nonnegative(s[0], depth - 1))
        ]  # fmt: skip
        return all(odd.count(s) % 2 == 0 for s in odd)

    def _is_square(self, segment: tuple[Term, ...]) -> bool:
        """Return whether a segment is x'x, or x'Mx with M >= 0, or x'y with entries >= 0."""
        if len(segment) == 1:
            return False
        first, *middle, last = segment
        if not middle and self._entries(turned(first), self._nonnegative):
            return self._entries(last, self._nonnegative)
        if not (first.op == "T" and first.args[0] == last):
            return False
        return not middle or self.semidefinite(mul(*middle))

    def _nonnegative_sum(self, t: Term, depth: int) -> bool:
        plus, minus = summands(t)
        if len(minus) == 1 and len(plus) > 1 and self._below(minus[0], add(*plus), depth - 1):
            return True
        for low in minus:
            if self._nonpositive(low, depth - 1):
                continue
            high = next((p for p in plus if self._below(low, p, depth - 1)), None)
            if high is None:
                return False
            plus.remove(high)
        rest = [p for p in plus if not self._nonnegative(p, depth - 1)]
        sizes = [p.args[0] for p in plus if p.op == "fn" and p.data == "abs"]
        return len(rest) <= 1 and all(x in sizes or -x in sizes for x in rest)

    def _nonpositive(self, t: Term, depth: int) -> bool:
        """Return whether t <= 0 is known, or t is a product of such a term and others >= 0."""
        parts = segments(t)
        known = [
            s for s in parts
            if any(a == product([s]) and b.op == "num" and b.data <= 0 for a, b in self.below)
        ]  # fmt: skip
        others = [s for s in parts if s not in known]
        return len(known) == 1 and self._nonnegative_product(others, depth)

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
        if high == number(1) and at_most_one(low):
            return True
        if low.op == "pow" and high in (number(1), low.args[0]):  # 0 <= a <= 1
            a = low.args[0]
            return self._nonnegative(a, depth - 1) and self._below(a, number(1), depth - 1)
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
        left, right = segments(low), segments(high)
        common = []
        for s in list(left):
            if s in right:
                left.remove(s)
                right.remove(s)
                common.append(s)
        if not common or not self._nonnegative_product(common, depth):
            return False
        return self._below(product(left), product(right), depth - 1)

    def _below_by_squares(self, low: Term, high: Term, depth: int) -> bool:
        """For high >= 0: low <= high follows from low^2 <= high^2."""
        known = [*self.below, *self.equal]
        pairs = [(a, b) for a, b in known if a in set(squares(low)) and b in set(squares(high))]
        return bool(pairs) and self._nonnegative(high, depth - 1)

    # --- positive, nonzero ----------------------------------------------------------------------

    def _positive(self, t: Term, depth: int) -> bool:
        if depth == 0:
            return False
        if t.op == "num":
            return bool(t.data > 0)
        if (number(0), t) in self.less:
            return True
        if t.op in ("size", "const") or (t.op == "fn" and t.data == "exp"):
            return True
        if t.op == "fn" and t.data in ("gamma", "factorial"):
            ask = self._positive if t.data == "gamma" else self._nonnegative
            return ask(t.args[0], depth - 1)
        if t.op == "binom":
            return all(self._nonnegative(x, depth - 1) for x in (t.args[1], t.args[0] - t.args[1]))
        if t.op == "rpow":
            return self._positive(t.args[0], depth - 1)
        if t.op == "det":
            return self.definite(t.args[0])
        if t.op == "entry":
            return self._entries(t.args[0], self._positive)
        if t.op == "sum" and not t.data.pairs and t.scalar:
            return self._positive(t.args[0], depth - 1)
        if t.op == "sym" and t.scalar and "nonzero" in t.data.properties:
            return "nonnegative" in t.data.properties
        if t.op == "norm" or (t.op == "fn" and t.data == "abs"):
            return self._nonzero(t.args[0], depth - 1) or self._known_nonzero(t, depth)
        if t.op == "fn" and t.data == "sqrt":
            return self._positive(t.args[0], depth - 1) or self._known_nonzero(t, depth)
        if t.op in ("mul", "div") and all(a.scalar for a in t.args):
            return all(self._positive(a, depth - 1) for a in t.args)
        if t.op == "mul" and t.scalar and len(t.args) > 1:
            return all(
                self._positive(s[0], depth - 1)
                if len(s) == 1
                else self._positive_form(s, depth - 1)
                for s in segments(t)
            )
        if t.op == "pow" and t.scalar:
            own = self._nonzero if t.data % 2 == 0 else self._positive
            return own(t.args[0], depth - 1)
        if t.op == "add":
            return self._positive_sum(t, depth)
        return t in self.different and self._plainly_nonnegative(t, depth)

    def _positive_form(self, segment: tuple[Term, ...], depth: int) -> bool:
        """Return whether a segment is x'x or x'Mx, x nonzero and M > 0, or x'y with entries > 0."""
        first, *middle, last = segment
        if not middle and self._entries(turned(first), self._positive):
            return self._entries(last, self._positive)
        if not (first.op == "T" and first.args[0] == last and self._nonzero(last, depth)):
            return False
        return not middle or self.definite(mul(*middle))

    def _positive_sum(self, t: Term, depth: int) -> bool:
        plus, minus = summands(t)
        if len(plus) == len(minus) == 1 and (minus[0], plus[0]) in self.less:
            return True
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
            return "nonzero" in t.data.properties
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
        if t.op == "mul" and t.shape[1] == 1 and not any(a.scalar for a in t.args):
            return all(map(full_rank, t.args[:-1])) and self._nonzero(t.args[-1], depth - 1)
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
