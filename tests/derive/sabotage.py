"""Errors planted in the kernels at test time, each a mistake that a careless author could make."""

from mmlbook.derive import chance, conditions, differentials, growth, indices, nets, scalars, words
from mmlbook.derive.differentials import _factors
from mmlbook.derive.names import Function
from mmlbook.derive.steps import Claims, Step
from mmlbook.derive.terms import div, function, mul, neg, power, transpose
from mmlbook.derive.traverse import rebuild, substitute, symbols

Words, Indices, Scalars = words.Words, indices.Indices, scalars.Scalars
Expectations, Nets, Growth = chance.Expectations, nets.Nets, growth.Growth


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


def helper(module, name, make):
    """Return a patch that replaces a function of a module by one made from the healthy one."""
    return lambda monkeypatch: monkeypatch.setattr(module, name, make(getattr(module, name)))


def _odd_moments_vanish(healthy):
    def patched(self, a, e):
        key = self.scalars.atoms[a].key
        known = "standardized" in getattr(getattr(key, "data", None), "properties", ())
        return {} if known and e % 2 else healthy(self, a, e)

    return patched


def _same_group_is_enough(healthy):
    def patched(self, moving, w):
        flags = [self._flags(a[0]) for a in w]
        if not moving and len(w) == 2 and all("standardized" in f for f in flags):
            return self.unit() if self.shape(w[0])[1] == 1 else None
        return healthy(self, moving, w)

    return patched


def _one_by_one(self, moving):
    parts = (self.scalars.atom("E", ((a, 1),)) for a, e in moving for _ in range(e))
    return self.scalars.product(parts)


def _all_stay(healthy):
    def patched(self, factors, dummies):
        found = healthy(self, factors, dummies)
        return found and (found[0], dummies)

    return patched


def _first_half(healthy):
    def patched(self, i, j):
        if i.kind == j.kind == "pair":
            return self.delta(i.name[0], j.name[0])
        return healthy(self, i, j)

    return patched


def _turned_blocks(healthy):
    def patched(self, t, i, j):
        rows, columns = t.data
        if rows == columns and len({a.shape for a in t.args}) == 1:
            t = rebuild(
                t, tuple(t.args[k::columns][m] for k in range(columns) for m in range(rows))
            )
        return healthy(self, t, i, j)

    return patched


def _log_of_sum(healthy):
    def patched(self, q):
        return self.add({}, *(healthy(self, {m: c}) for m, c in q.items()))

    return patched


def _every_exponential(healthy):
    def patched(self, m):
        atoms = self.words.scalars.atoms
        growing = any(atoms[a].kind == "exp" and self.words.scalars.depends(a, self.x)
                      for a, _ in m)  # fmt: skip
        return {} if growing else healthy(self, m)

    return patched


def _smaller_degree_wins(healthy):
    def patched(self, q):
        k, lead = healthy(self, q)
        return -k, lead

    return patched


def _weak_ratio(healthy):
    def patched(self, f):
        S = self.words.scalars
        sign = S.sign
        S.sign = lambda p: 2 if not p or sign(p) else 0
        try:
            return healthy(self, f)
        finally:
            S.sign = sign

    return patched


def _without_chain(t, d):
    (x,) = t.args
    inner = x.args[0] if x.op in ("pow", "neg") else x
    if not t.scalar or not isinstance(t.data, Function):
        return differentials._function(t, d)
    return mul(function(t.data.prime, x), d(inner))


def _no_derivative(t, d):
    if isinstance(t.data, Function):
        return mul(t, d(t.args[0])) if t.scalar else differentials.had(t, d(t.args[0]))
    return differentials._function(t, d)


def _one_direction(healthy):
    def patched(f, x, H):
        left, right = healthy(f, x, H)
        one, two = right.args[0].args[0], right.args[-1]
        return tuple(substitute(t, {two: one}) for t in (left, right))

    return patched


def _claims(change):
    """Return a maker: the claims of a step are changed, or forgotten."""
    return lambda healthy: lambda self, *slots: change(healthy(self, *slots))


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
    "an unknown function has no chain rule": rule("fn", _without_chain),
    "an unknown function is its own derivative": rule("fn", _no_derivative),
    "the exponent of a power stays": rule(
        "rpow", lambda t, d: mul(t.args[1], power(*t.args), d(t.args[0]))
    ),
    "the exponent of a power does not vary": rule(
        "rpow", lambda t, d: mul(t.args[1], power(t.args[0], t.args[1] - 1), d(t.args[0]))
    ),
    "the second direction is the first": helper(differentials, "second_claim", _one_direction),
    "cos has the wrong sign": rate("cos", lambda x: differentials.sin(x)),
    "log has no rate": rate("log", lambda x: x),
    # powers, logarithms, factorials
    "the logarithm of a sum is a sum": method(Scalars, "_logarithm", _log_of_sum),
    "the factorial is shifted by one": method(
        Scalars, "_gamma", lambda f: lambda self, q: f(self, self.add(q, self.number(-1)))
        if len(q) > 1 and q.get((), 0) > 1 else f(self, q),
    ),
    "every power is an exponential": method(
        Scalars, "rise",
        lambda f: lambda self, base, exponent, *, whole: f(self, base, exponent, whole=False),
    ),
    "every number is an indicator": method(
        Scalars, "symbol", lambda f: lambda self, key, flags: f(self, key, flags | {"indicator"})
    ),
    # chance
    "everything is independent": helper(chance, "meet", lambda f: lambda a, b: False),
    "expectations of numbers multiply": method(Expectations, "_number", lambda f: _one_by_one),
    "a form forgets its matrix": method(
        Expectations, "_cyclic", lambda f: lambda self, w: f(self, (w[0], w[-1]))
    ),
    "odd moments vanish": method(Expectations, "_number_moment", _odd_moments_vanish),
    "standardized vectors of one group are one": method(
        Expectations, "_moment", _same_group_is_enough
    ),
    "random numbers are fixed": method(
        Expectations, "groups_of_atom",
        lambda f: lambda self, a: frozenset() if self.scalars.atoms[a].kind == "sym"
        else f(self, a),
    ),
    # nets
    "what a rule has summed is summed again": method(Nets, "_simplified", _all_stay),
    "a selection keeps every place": helper(
        indices, "image", lambda f: lambda matrix, forward, p, size: p
    ),
    "every selection is a permutation": method(Nets, "onto", lambda f: lambda self, matrix: True),
    "a pair is its first half": method(Nets, "delta", _first_half),
    "any rule is used": method(Nets, "_smaller", lambda f: lambda self, p, m: True),
    "a rule fits without its sum": method(
        Nets, "_fit",
        lambda f: lambda self, a, b, bound, dummies, new: f(
            self, a, b, frozenset(), dummies, new),
    ),
    # blocks, pairs, columns
    "blocks are transposed": method(Indices, "_block", _turned_blocks),
    "factors of a Kronecker product are swapped": method(
        Indices, "_kron",
        lambda f: lambda self, t, i, j: f(self, rebuild(t, t.args[::-1]), i, j)
        if t.args[0].shape == t.args[1].shape else f(self, t, i, j),
    ),
    "rows under each other": method(
        Indices, "_vec",
        lambda f: lambda self, t, i, j: self.value(t.args[0], *indices._halves(i, *t.args[0].shape))
    ),
    "columns are rows": method(
        Indices, "_col",
        lambda f: lambda self, t, i, j: f(self, rebuild(t, (transpose(t.args[0]),)), i, j)
        if t.args[0].shape[0] == t.args[0].shape[1] else f(self, t, i, j),
    ),
    "determinants have no signs": helper(indices, "combinations", lambda f: lambda p, k: ()),
    "everything is diagonal": method(
        Indices, "_sym",
        lambda f: lambda self, t, *at: self.scalars.mul(f(self, t, *at), self.delta(*at))
        if None not in at and t.shape[0] == t.shape[1] else f(self, t, *at),
    ),
}  # fmt: skip

STEP_SABOTAGES = {
    # growth
    "every exponential decays": method(Growth, "_limit", _every_exponential),
    "the smaller degree wins": method(Growth, "_leading", _smaller_degree_wins),
    "a ratio of one is enough": method(Growth, "_dies_out", _weak_ratio),
    # steps
    "an integral forgets its ends": method(
        Step, "_antiderivative", _claims(lambda c: Claims(derivative=c.derivative))
    ),
    "a telescope forgets its ends": method(
        Step, "_telescope", _claims(lambda c: Claims(equal=c.equal))
    ),
    "a sum begins anywhere": method(Step, "_wz", _claims(lambda c: Claims(equal=c.equal[:2]))),
    "a sum ends anywhere": method(
        Step, "_wz", _claims(lambda c: Claims(equal=(c.equal[0], c.equal[2])))
    ),
    "an induction forgets its start": method(
        Step, "_induction", _claims(lambda c: Claims(equal=c.equal[1:]))
    ),
    "an induction forgets its step": method(
        Step, "_induction", _claims(lambda c: Claims(equal=c.equal[:1]))
    ),
    "proportional at one point": method(
        Step, "_proportional", lambda f: lambda self, a, b, x: Claims(equal=((a * b, a * b),))
    ),
    # conditions
    "powers are defined anywhere": helper(
        conditions, "_domain", lambda f: lambda t: [] if t.op == "rpow" else f(t)
    ),
    "sums are defined anywhere": helper(
        conditions, "_domain", lambda f: lambda t: [] if t.op in ("series", "int") else f(t)
    ),
    "factorials are defined anywhere": helper(
        conditions, "_domain",
        lambda f: lambda t: [] if t.op == "binom" or t.data in ("gamma", "factorial") else f(t),
    ),
    "nothing inside a sum is asked for": helper(
        conditions, "_conditions", lambda f: lambda t, facts: iter([]) if t.op == "series"
        else f(t, facts),
    ),
}  # fmt: skip


def _quotient_tail(t, d):
    a, b = t.args
    return div(mul(d(b), a), mul(b, b)) if symbols(b) else mul(0, t)
