"""Limits by SymPy, where the kernels find none: the mark ``∫``.

Trusted for: every mark ``∫``, together with SymPy's `limit`; models must agree as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

from mmlbook.derive.analysis import infinite, one_sided, written_out
from mmlbook.derive.relations import Relation
from mmlbook.derive.terms import Term
from mmlbook.derive.traverse import symbols, unfold

__all__ = ["limit_is"]

SPECIAL = (0, 1, -1, 2)


def limit_is(f: Term, x: Term, end: Term, value: Term, known: Sequence[Relation] = ()) -> bool:
    """Return whether SymPy finds `value` for the limit of f.

    SymPy takes a parameter for any number at all and gives the limit of the general case, so the
    special cases are asked for as well: parameters that are 0, 1, -1, 2, or equal to each other.

    Examples
    --------
    >>> from mmlbook.derive.terms import number, symbol
    >>> from mmlbook.derive.vocabulary import sin
    >>> x = symbol("x")
    >>> limit_is(sin(x) / x, x, number(0), number(1))
    True
    >>> a = symbol("a")
    >>> limit_is(sin(a * x) / (a * x), x, number(0), number(1))  # not if a = 0
    False
    """
    import sympy

    names: dict[Term, Any] = {}
    try:
        a, b = _symbolic(unfold(f), names), _symbolic(unfold(value), names)
        at = sympy.oo * infinite(end) if infinite(end) else _symbolic(unfold(end), names)
        variable, side = _symbolic(x, names), "+" if one_sided(x, end) else "+-"
        return all(
            sympy.expand(sympy.limit(a.subs(p), variable, sympy.sympify(at).subs(p), dir=side)
                         - b.subs(p)) == 0
            for p in _choices({t: s for t, s in names.items() if t != x}, known)
        )  # fmt: skip
    except (KeyError, NotImplementedError, ValueError, TypeError):
        return False


def _choices(names: Mapping[Term, Any], known: Sequence[Relation]) -> Iterator[dict[Any, Any]]:
    """Yield the parameters as they are, then special values of each, then pairs that are equal.

    What contradicts a declared property or a known relation is left out.
    """
    yield {}
    numbers = [{s: v} for t, s in names.items() for v in SPECIAL if t.op == "sym" and _may(s, v)]
    pairs = [{s: r} for s, r in combinations(names.values(), 2)]
    for choice in [*numbers, *pairs]:
        if not any(_contradicts(r, names, choice) for r in known):
            yield choice


def _may(s: Any, v: int) -> bool:
    """Return whether a parameter, as declared, can have a value."""
    return not ((s.is_nonzero and v == 0) or (s.is_nonnegative and v < 0))


def _contradicts(r: Relation, names: Mapping[Term, Any], choice: Mapping[Any, Any]) -> bool:
    import sympy

    compare = {"=": sympy.Eq, "!=": sympy.Ne, "<=": sympy.Le, ">=": sympy.Ge,
               "<": sympy.Lt, ">": sympy.Gt}  # fmt: skip
    if r.op not in compare or not set(symbols(r.lhs, r.rhs)) <= names.keys():
        return False
    sides = (_symbolic(unfold(t), dict(names)).subs(choice) for t in (r.lhs, r.rhs))
    return bool(compare[r.op](*sides) == False)  # noqa: E712 - SymPy's own false


def _symbolic(t: Term, names: dict[Term, Any]) -> Any:
    import sympy

    if t.op == "sym" and t.scalar:
        flags = {k: True for k in ("positive", "nonnegative", "nonzero") if k in t.data.properties}
        integer = {"integer": True} if "natural" in t.data.properties else {"real": True}
        return names.setdefault(t, sympy.Symbol(t.data.name, **flags, **integer))
    if t.op == "binom":
        return _symbolic(written_out(t), names)
    args = [_symbolic(a, names) for a in t.args]
    return {
        "num": lambda: sympy.Rational(t.data.numerator, t.data.denominator),
        "size": lambda: names.setdefault(t, sympy.Symbol(t.data.name, positive=True, integer=True)),
        "const": lambda: sympy.pi,
        "add": lambda: sympy.Add(*args),
        "neg": lambda: -args[0],
        "mul": lambda: sympy.Mul(*args),
        "div": lambda: args[0] / args[1],
        "pow": lambda: args[0] ** t.data,
        "rpow": lambda: args[0] ** args[1],
        "fn": lambda: getattr(sympy, {"abs": "Abs", "arccos": "acos"}.get(t.data, t.data))(*args),
    }[t.op]()
