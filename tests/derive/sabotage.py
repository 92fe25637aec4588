"""Errors planted in the kernels at test time, each a mistake that a careless author could make."""

from mmlbook.derive import differentials, indices, scalars, words
from mmlbook.derive.differentials import _factors
from mmlbook.derive.terms import div, mul, neg, transpose
from mmlbook.derive.traverse import symbols

Words, Indices, Scalars = words.Words, indices.Indices, scalars.Scalars


def method(owner, name, make):
    """Return a patch that replaces a method by one made from the healthy one."""

    def patch(monkeypatch):
        monkeypatch.setattr(owner, name, make(getattr(owner, name)))

    return patch


def rule(op, new):
    """Return a patch that replaces a rule of differentiation."""
    return lambda monkeypatch: monkeypatch.setitem(differentials._RULES, op, new)


def rate(name, new):
    """Return a patch that replaces the derivative of a function of one number."""
    return lambda monkeypatch: monkeypatch.setitem(differentials._RATES, name, new)


def _half_rule(healthy):
    def patched(self, lhs, rhs):
        known = {w for w, _ in self.rules}
        for w in (lhs, self.turn(lhs)):
            if w not in known:
                self.rules.append((w, rhs))

    return patched


def _largest(self, t):
    k = self.dummy(t.args[0].shape[0])
    return self.largest(self.value(t.args[0], k, None), k)


def _leaky(self, names, at, body):
    self.bound.update(zip(names, at, strict=True))
    return body()


def _first_factor(t, d, build):
    return build(d(t.args[0]), *t.args[1:])


SABOTAGES = {
    # scalars
    "zero test always true": method(Scalars, "is_zero", lambda f: lambda self, p: True),
    "root forgets the absolute value": method(Scalars, "absolute", lambda f: lambda self, q: q),
    "everything is positive": method(Scalars, "sign", lambda f: lambda self, p: 2),
    "the square of a sign is one": method(
        Scalars, "_signs", lambda f: lambda self, s, p: {a: 1 for a, e in s.items() if e % 2}
    ),
    "inverse of a sum, term by term": method(
        Scalars, "invert",
        lambda f: lambda self, q: self.add({}, *(f(self, {m: c}) for m, c in q.items())),
    ),
    "clearing forgets the numerator": method(
        Scalars, "refresh", lambda f: lambda self, p: {} if len(p) > 6 else f(self, p)
    ),
    "exp of a sum is a sum": method(
        Scalars, "_exponential",
        lambda f: lambda self, name, q: self.add(
            {}, *(f(self, name, {m: c}) for m, c in q.items())
        ),
    ),
    # words
    "transposes do not reverse": method(
        Words, "turn", lambda f: lambda self, w: tuple(reversed(f(self, w)))
    ),
    "transposes are ignored": method(
        Words, "turn", lambda f: lambda self, w: tuple((k, 0) for k, _ in reversed(w))
    ),
    "traces forget the order": method(
        Words, "trace", lambda f: lambda self, w, n: f(self, tuple(sorted(w)), n)
        if len({self.shape(a) for a in w}) == 1 else f(self, w, n),
    ),
    "numbers forget the order": method(
        Words, "number_atom", lambda f: lambda self, w: self.scalars.atom("word", tuple(sorted(w)))
    ),
    "numbers forget transposes": method(
        Words, "number_atom",
        lambda f: lambda self, w: self.scalars.atom(
            "word", min(tuple(k for k, _ in w), tuple(k for k, _ in w)[::-1])),
    ),
    "inverses of products do not reverse": method(
        Words, "_mul_all", lambda f: lambda self, forms: f(self, list(forms)[::-1])
    ),
    "the inverse forgets the factor": method(
        Words, "inverse_letter", lambda f: lambda self, a: f(self, (a[0], 0))
    ),
    "rules are transposed on one side only": method(Words, "_rule", _half_rule),
    "every coefficient may be divided by": method(
        Words, "_nonzero", lambda f: lambda self, c: bool(c)
    ),
    "every matrix may be cleared": method(
        Words, "_cleared", lambda f: lambda self, g: {w: c for w, c in g.items() if len(w) > 2}
    ),
    # indices
    "an absent index counts once": method(
        Indices, "size", lambda f: lambda self, n: self.scalars.number(1)
    ),
    "deltas are one": method(Indices, "delta", lambda f: lambda self, i, j: self.scalars.number(1)),
    "pairs have no order": method(Indices, "order", lambda f: lambda self, i, j: {}),
    "the order is symmetric": method(
        Indices, "order",
        lambda f: lambda self, i, j: f(self, *sorted((i, j), key=str)),
    ),
    "entries are symmetric": method(
        Indices, "entry", lambda f: lambda self, name, s, *at: f(self, name, True, *at)
    ),
    "a bound index leaks": method(Indices, "_with", lambda f: _leaky),
    "the largest absolute value is the largest": method(
        Indices, "_norm",
        lambda f: lambda self, t, *at: _largest(self, t) if t.data == "inf" else f(self, t),
    ),
    "atoms with functions have no index": method(
        Indices, "occur",
        lambda f: lambda self, a: frozenset()
        if self.scalars.atoms[a].kind in ("exp", "abs", "inv", "sign") else f(self, a),
    ),
    "long nets are dropped": method(
        Indices, "_net", lambda f: lambda self, x, d: {} if len(x) > 3 else f(self, x, d)
    ),
    # differentials
    "d inv has the wrong sign": rule("inv", lambda t, d: mul(t, d(t.args[0]), t)),
    "d of a product is one term": rule("mul", lambda t, d: _first_factor(t, d, mul)),
    "d of a quotient adds": rule(
        "div", lambda t, d: div(d(t.args[0]), t.args[1]) - neg(_quotient_tail(t, d))
    ),
    "d of a transpose is not transposed": rule("T", lambda t, d: d(t.args[0]) if t.scalar
                                               else transpose(neg(d(t.args[0])))),
    "d of a power forgets the exponent": rule(
        "pow", lambda t, d: mul(t.args[0], d(t.args[0])) if t.scalar and t.args[0].op != "norm"
        else mul(transpose(t.args[0].args[0]), d(t.args[0].args[0])) if t.scalar
        else _factors(mul(*t.args * 2), d, mul)
    ),
    "cos has the wrong sign": rate("cos", lambda x: differentials.sin(x)),
    "log has no rate": rate("log", lambda x: x),
}  # fmt: skip


def _quotient_tail(t, d):
    a, b = t.args
    return div(mul(d(b), a), mul(b, b)) if symbols(b) else mul(0, t)
