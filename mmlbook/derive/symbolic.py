"""Limits by SymPy, where the kernels find none: the mark ``∫``.

Trusted for: every mark ``∫``, together with SymPy's `limit`; models must agree as well.
"""

from __future__ import annotations

from typing import Any

from mmlbook.derive.analysis import infinite, one_sided, written_out
from mmlbook.derive.terms import Term
from mmlbook.derive.traverse import unfold

__all__ = ["limit_is"]


def limit_is(f: Term, x: Term, end: Term, value: Term) -> bool:
    """Return whether SymPy finds `value` for the limit of f.

    Examples
    --------
    >>> from mmlbook.derive.terms import number, symbol
    >>> from mmlbook.derive.vocabulary import sin
    >>> x = symbol("x")
    >>> limit_is(sin(x) / x, x, number(0), number(1))
    True
    """
    import sympy

    names: dict[Term, Any] = {}
    try:
        a, b = _symbolic(unfold(f), names), _symbolic(unfold(value), names)
        at = sympy.oo * infinite(end) if infinite(end) else _symbolic(unfold(end), names)
        found = sympy.limit(a, _symbolic(x, names), at, dir="+" if one_sided(x, end) else "+-")
    except (KeyError, NotImplementedError, ValueError, TypeError):
        return False
    return bool(sympy.expand(found - b) == 0)


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
