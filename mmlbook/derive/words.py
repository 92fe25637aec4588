"""Kernel 1, words: matrix terms in normal form, for all sizes.

A term becomes a form of `rewriting`.  Products are joined, transposes reverse.  An inverse of a
product of square letters is taken letter by letter; the inverse of a sum S is a new letter Z with
the rules ``Z S = S Z = I``, and in a difference that must vanish Z is cleared by multiplying with
S.  Hypotheses are rules from left to right.  A determinant is an atom that is multiplicative on
square factors; nothing is assumed of its sign.

Theorem (soundness): all of this holds in matrices of any sizes wherever the inverses exist, so a
difference with normal form zero is zero for all sizes.

Trusted for: every mark ``∀`` of a matrix identity.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence

from mmlbook.derive.analysis import infinite, whole, written_out
from mmlbook.derive.chance import Expectations
from mmlbook.derive.relations import Relation
from mmlbook.derive.rewriting import Form, Word
from mmlbook.derive.scalars import OutOfReachError, Poly, Scalars
from mmlbook.derive.signs import Signs
from mmlbook.derive.structure import random_groups
from mmlbook.derive.terms import Shape, Size, Term
from mmlbook.derive.traverse import free_symbols, unfold
from mmlbook.derive.vocabulary import det

__all__ = ["Words", "equal"]


def equal(lhs: Term, rhs: Term, hypotheses: Sequence[Relation] = (), inverse: bool = True) -> bool:
    """Return whether lhs = rhs is proved for all sizes, wherever both sides are defined.

    Examples
    --------
    >>> from mmlbook.derive.terms import Dim, inv, symbol, tr
    >>> n = Dim("n")
    >>> A, B, C = (symbol(name, n, n) for name in "ABC")
    >>> equal(tr(A @ B @ C), tr(C @ A @ B)), equal(tr(A @ B @ C), tr(A @ C @ B))
    (True, False)
    >>> equal(inv(A) - inv(B), inv(A) @ (B - A) @ inv(B))
    True
    """
    try:
        kernel = Words(hypotheses, inverse=inverse)
        difference = kernel.subtract(kernel.form(lhs), kernel.form(rhs))
        return kernel.vanishes(difference, lhs.shape)
    except (OutOfReachError, RecursionError):
        return False


class Words(Expectations):
    """The kernel: from terms to forms.  One instance serves one question."""

    def __init__(self, hypotheses: Sequence[Relation] = (), *, inverse: bool = True) -> None:
        super().__init__(inverse=inverse)
        self.signs = Signs(hypotheses)
        self.restricted = free_symbols(*(t for h in hypotheses for t in (h.lhs, h.rhs)))
        for h in hypotheses:
            if h.op == "=":
                self.assume(h)

    # --- terms ----------------------------------------------------------------------------------

    def form(self, t: Term) -> Form:
        """Return the normal form of a term."""
        return self._form(unfold(t))

    def _form(self, t: Term) -> Form:
        method: Callable[[Term], Form] | None = getattr(self, f"_{t.op}", None)
        return method(t) if method else self._opaque(t)

    def value(self, t: Term) -> Poly:
        """Return the normal form of a scalar term."""
        return self._form(t).get((), {})

    def _plain(self, c: Poly) -> Form:
        return {(): c} if c else {}

    def _opaque(self, t: Term) -> Form:
        """Take a term that this kernel does not read as it stands; equal terms are equal."""
        if not t.scalar:
            return self.reduce((self.letter("term", t, t.shape, groups=random_groups(t)),))
        return self._plain(self.scalars.atom("term", t, sign=self.signs.sign(t)))

    def _num(self, t: Term) -> Form:
        return self._plain(self.scalars.number(t.data))

    def _size(self, t: Term) -> Form:
        return self._plain(self.size(t.data))

    def _sym(self, t: Term) -> Form:
        flags = t.data.properties
        if t.scalar:
            return self._plain(self.scalars.symbol(t, flags))
        new = ("sym", t) not in self.ids
        a = self.letter("sym", t, t.shape, "symmetric" in flags, random_groups(t))
        if new and flags & {"orthonormal", "selection"}:
            square = t.shape[0] == t.shape[1]
            for left, on in ((True, "orthonormal" in flags), (False, "selection" in flags)):
                if on or square:
                    back = self.turn((a,))
                    self._rule((*back, a) if left else (a, *back), self.unit())
        return self.reduce((a,))

    def _eye(self, t: Term) -> Form:
        return self.unit()

    def _ones(self, t: Term) -> Form:
        return self.unit() if t.scalar else self.unit((self.letter("ones", t, t.shape),))

    def _zeros(self, t: Term) -> Form:
        return {}

    def _add(self, t: Term) -> Form:
        one = self.scalars.number(1)
        return self.total((self._form(a), one) for a in t.args)

    def _neg(self, t: Term) -> Form:
        return self.subtract({}, self._form(t.args[0]))

    def _mul(self, t: Term) -> Form:
        out = self.unit()
        for a in t.args:
            out = self.times(out, self._form(a))
        return out

    def _div(self, t: Term) -> Form:
        return self.total([(self._form(t.args[0]), self.scalars.invert(self.value(t.args[1])))])

    def _pow(self, t: Term) -> Form:
        (base,) = t.args
        if t.scalar:
            return self._plain(self.scalars.power(self.value(base), t.data))
        return self._mul_all([self._form(base)] * t.data)

    def _mul_all(self, forms: Iterable[Form]) -> Form:
        out = self.unit()
        for f in forms:
            out = self.times(out, f)
        return out

    def _T(self, t: Term) -> Form:
        return self.transpose(self._form(t.args[0]))

    def _tr(self, t: Term) -> Form:
        (A,) = t.args
        if A.scalar:
            return self._form(A)
        parts = [self.scalars.mul(c, self.trace(w, A.shape[0])) for w, c in self._form(A).items()]
        return self._plain(self.scalars.add({}, *parts))

    def _norm(self, t: Term) -> Form:
        if t.data != 2:
            return self._opaque(t)
        f = self._form(t.args[0])
        square = self.times(self.transpose(f), f).get((), {})
        self.scalars.declare(square, 1)
        return self._plain(self.scalars.root(square))

    def _fn(self, t: Term) -> Form:
        (x,) = t.args
        if not t.scalar:
            f = self._form(x)
            groups = self.groups_of_form(f)
            return self.reduce((self.letter("fn", (t.data, self.key(f)), t.shape, groups=groups),))
        if t.data == "sqrt" and x.op == "pow" and x.data % 2 == 0:
            size = self.scalars.absolute(self.value(x.args[0]))
            return self._plain(self.scalars.power(size, x.data // 2))
        for part in (x, *(x.args if x.op in ("mul", "div") else ())):
            if part.scalar:
                self.scalars.declare(self.value(part), self.signs.sign(part))
        return self._plain(self.scalars.apply(t.data, self.value(x)))

    def _const(self, t: Term) -> Form:
        return self._plain(self.scalars.atom("const", t, sign=2))

    def _rpow(self, t: Term) -> Form:
        base, exponent = map(self.value, t.args)
        self.scalars.declare(base, self.signs.sign(t.args[0]))
        return self._plain(self.scalars.rise(base, exponent, whole=whole(t.args[1])))

    def _int(self, t: Term) -> Form:
        return self._limit(t)

    def _series(self, t: Term) -> Form:
        return self._limit(t)

    def _limit(self, t: Term) -> Form:
        """Return an integral or a sum with ends: factors without the variable move out."""
        body, *ends = t.args
        if t.data in self.restricted:
            raise OutOfReachError("a hypothesis restricts the variable of a sum")
        bounds = tuple(infinite(e) or Scalars.key(self.value(e)) for e in ends)
        parts, terms = [], self.value(body)
        if any(map(infinite, ends)) and len(terms) > 1:  # the parts need not converge
            own = self.scalars.atom(t.op, (t.data, bounds, Scalars.key(terms)))
            return self._plain(own)
        for m, c in terms.items():
            moving = tuple((a, e) for a, e in m if self.scalars.depends(a, t.data))
            fixed = self.scalars.monomial({a: e for a, e in m if (a, e) not in moving})
            own = self.scalars.atom(t.op, (t.data, bounds, moving))
            parts.append(self.scalars.scale(self.scalars.mul(fixed, own), c))
        return self._plain(self.scalars.add({}, *parts))

    def _binom(self, t: Term) -> Form:
        return self._form(written_out(t))

    def _diag(self, t: Term) -> Form:
        f = self._form(t.args[0])
        groups = self.groups_of_form(f)
        return self.reduce((self.letter("diag", self.key(f), t.shape, True, groups),))

    def _E(self, t: Term) -> Form:
        return self.expectation(self._form(t.args[0]))

    def _had(self, t: Term) -> Form:
        """Return a letter for the two factors in any order; transposes go to the factors."""
        forms = [self._form(a) for a in t.args]
        groups = frozenset().union(*map(self.groups_of_form, forms))
        key = self._pair(forms)
        back = self._pair([self.transpose(f) for f in forms])
        if key != back and ("had", back) in self.ids:
            return self.reduce(self.turn((self.letter("had", back, t.shape, groups=groups),)))
        return self.reduce((self.letter("had", key, t.shape, key == back, groups),))

    def _pair(self, forms: Sequence[Form]) -> Hashable:
        first, last = map(self.key, forms)
        return frozenset([(first, first == last), (last, first == last)])

    # --- inverses -------------------------------------------------------------------------------

    def _inv(self, t: Term) -> Form:
        f = self._form(t.args[0])
        if not f:
            raise OutOfReachError("inverse of zero")
        if len(f) == 1:
            ((w, c),) = f.items()
            if all(self.shape(a)[0] == self.shape(a)[1] for a in w):
                factors = self._mul_all(self.inverse_letter(a) for a in reversed(w))
                return self.total([(factors, self.scalars.invert(c))])
        lead = self._lead(f)
        scale = f[lead] if lead is not None else self.scalars.number(1)
        f = self.total([(f, self.scalars.invert(scale))])
        return self.total([(self._inverse_sum(f, lead, t.shape), self.scalars.invert(scale))])

    def _inverse_sum(self, f: Form, lead: Word | None, shape: Shape) -> Form:
        """Return the letter Z = S^-1 of a sum S, with Z S = S Z = I as rules for its lead."""
        back = self.transpose(f)
        if ("sum", self.key(back)) in self.ids:
            return self.unit(self.turn((self.letter("sum", self.key(back), shape),)))
        groups = self.groups_of_form(f)
        new = ("sum", self.key(f)) not in self.ids
        z = self.letter("sum", self.key(f), shape, self.key(f) == self.key(back), groups)
        if new:
            self.inverted[z[0]] = f
            if self.inverse and lead is not None:
                rest = {w: c for w, c in f.items() if w != lead}
                for left in (True, False):
                    side = {((*w, z) if left else (z, *w)): c for w, c in rest.items()}
                    self._rule((*lead, z) if left else (z, *lead), self.subtract(self.unit(), side))
        return self.reduce((z,))

    def _det(self, t: Term) -> Form:
        (A,) = t.args
        if A.op == "mul" and all(a.shape == A.shape for a in A.args):
            return self._mul_all(self._det(det(a)) for a in A.args)
        return self._plain(self._determinant(self._form(A), A.shape[0]))

    def _determinant(self, f: Form, n: Size) -> Poly:
        """Return an atom; products split into square factors; inverses become quotients."""
        if len(f) == 1:
            ((w, c),) = f.items()
            if all(self.shape(a)[0] == self.shape(a)[1] for a in w):
                parts = [self._determinant_of(a[0]) for a in w]
                return self.scalars.product([*parts, self._to_the_size(c, n)])
        both = frozenset([self.key(f), self.key(self.transpose(f))])
        return self.scalars.atom("det", both)

    def _determinant_of(self, k: int) -> Poly:
        if k in self.inverted:
            n = self.names[k].shape[0]
            return self.scalars.invert(self._determinant(self.inverted[k], n))
        key = self.names[k].key
        d = self.scalars.atom("det", k)
        if isinstance(key, Term) and key.op == "sym" and "orthonormal" in key.data.properties:
            self.scalars.powers[self.scalars.ids["det", k]] = (2, self.scalars.number(1))
        return d

    def _to_the_size(self, c: Poly, n: Size) -> Poly:
        """Return c^n: for a size n, atoms that are multiplicative in the factors of c."""
        if isinstance(n, int):
            return self.scalars.power(c, n)
        number, shared, rest = self.scalars.split(c)
        factors = [(self.scalars.number(number), 1), (rest, 1)]
        factors += [(self.scalars.variable(a), e) for a, e in shared]
        return self.scalars.product(
            self.scalars.power(self.scalars.atom("to the size", (self.key({(): p}), n)), e)
            for p, e in factors
            if p != self.scalars.number(1)
        )

    # --- hypotheses -----------------------------------------------------------------------------

    def assume(self, h: Relation) -> None:
        """Use an equation as a rule, from left to right if that can be."""
        a, b = self.form(h.lhs), self.form(h.rhs)
        f = self.subtract(a, b)
        if h.lhs.scalar:
            self.scalars.assume_zero(f.get((), {}))
            self.reduced.clear()
            return
        lead = next(iter(a)) if len(a) == 1 else None
        if lead is None or not lead or not self._nonzero(a[lead]) or self._inside(lead, b):
            lead = self._lead(f)
        if lead is not None:
            self._solve(f, lead)
