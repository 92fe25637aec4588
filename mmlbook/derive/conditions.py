"""Side conditions: where a term is defined, and where it is differentiable.

Trusted for: collecting every condition under which a term is defined, or differentiable.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mmlbook.derive.analysis import infinite, whole
from mmlbook.derive.relations import Relation
from mmlbook.derive.signs import Obligation, Signs
from mmlbook.derive.terms import Term, function
from mmlbook.derive.traverse import free_symbols, unfold

__all__ = ["kinks", "obligations"]


def obligations(*terms: Term, facts: Sequence[Relation] = ()) -> list[Obligation]:
    r"""Return the conditions under which the terms are defined, each once.

    Inside a sum its variable lies between the ends; `facts` are known besides.

    Examples
    --------
    >>> from mmlbook.derive.terms import Dim, symbol
    >>> from mmlbook.derive.vocabulary import norm
    >>> x = symbol("x", Dim("n"))
    >>> obligations(x / norm(x))
    [('nonzero', Term(\norm{\vect{x}}))]
    """
    found: dict[Obligation, None] = {}
    for t in terms:
        found |= dict.fromkeys(_conditions(t, facts))
    return [o for o in found if not (o[1].op == "num" and o[1].data > 0)]


def _conditions(t: Term, facts: Sequence[Relation]) -> Iterator[Obligation]:
    known = list(facts)
    if t.op in ("int", "series"):  # what is known of an outer variable of this name is forgotten
        known = [f for f in facts if t.data not in free_symbols(f.lhs, f.rhs)]
    inside = list(known)
    if t.op == "series":  # this is known of the terms, not of the ends
        inside.append(Relation(t.data, ">=", t.args[1]))
        inside += [] if infinite(t.args[2]) else [Relation(t.data, "<=", t.args[2])]
    own: list[Obligation] = _domain(t)
    if t.op == "div":
        own = [("nonzero", t.args[1])]
    elif t.op == "inv":
        own = [("invertible", t.args[0])]
    here = Signs(known)
    yield from (o for o in own if not (known and here.discharges(o)))
    for k, a in enumerate(t.args):
        yield from _conditions(a, known if k else inside)


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
    if t.op == "fn" and t.data == "arccos":
        found.append(("positive", 1 - function("abs", t.args[0])))
    return list(dict.fromkeys(found))


def _domain(t: Term) -> list[Obligation]:
    """Return the conditions under which a function, a power or an integral is defined."""
    if t.op == "fn" and t.data in ("sqrt", "log", "arccos", "gamma", "factorial"):
        (x,) = t.args
        if t.data == "arccos":
            return [("nonnegative", 1 - function("abs", x))]
        return [("nonnegative" if t.data in ("sqrt", "factorial") else "positive", x)]
    if t.op == "binom":
        return [("nonnegative", t.args[1]), ("nonnegative", t.args[0] - t.args[1])]
    if t.op == "rpow":
        base, exponent = t.args
        if not whole(exponent):
            return [("positive", base)]
        return [] if Signs().nonnegative(exponent) else [("nonzero", base)]
    if t.op == "series":
        _, lower, upper = t.args
        return [("nonnegative", lower)] + (
            [] if infinite(upper) else [("nonnegative", upper - lower + 1)]
        )
    if t.op == "int" and "nonnegative" in t.data.data.properties:
        return [("nonnegative", end) for end in t.args[1:]]
    return []
