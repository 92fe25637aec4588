"""Random models near an end: look for a case in which a function has another limit.

Trusted for: refutation only.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from mmlbook.derive.analysis import infinite, one_sided
from mmlbook.derive.evaluate import Hypothesis, Model
from mmlbook.derive.models import STYLES, Verdict, digits, models
from mmlbook.derive.numbers import UndefinedError, field
from mmlbook.derive.terms import Term

__all__ = ["compare_limit"]

CLOSE = 1e-3  # how close is close
VERY_FAR = 10_000  # digits of a place where a slow limit shows


def compare_limit(
    f: Term,
    x: Term,
    end: Term,
    value: Term,
    hypotheses: Sequence[Hypothesis] = (),
    *,
    styles: Sequence[str] = STYLES,
) -> Verdict:
    """Look for a model in which f stays away from `value` near the end.

    Examples
    --------
    >>> from mmlbook.derive.analysis import oo
    >>> from mmlbook.derive.terms import number, symbol
    >>> x = symbol("x")
    >>> compare_limit(x / (1 + x), x, oo, number(1)).status
    'agree'
    >>> compare_limit(x / (1 + x), x, oo, number(2)).status
    'refuted'
    """
    points, over = 0, field("real")
    terms = [f, value, *(() if infinite(end) else (end,))]
    for drawn in models(terms, hypotheses, styles=styles):
        model = Model(over, drawn.sizes, drawn.seed, hypotheses, drawn.style)
        sides = (1,) if one_sided(x, end) else (1, -1)
        try:
            errors = [[_distance(model, f, x, end, value, k * s) for k in (6, 12)] for s in sides]
        except (UndefinedError, ZeroDivisionError, OverflowError):
            continue
        for far, near in errors:
            if near > CLOSE and near * 2 > far:
                if infinite(end) and _comes_closer(model, f, x, end, value, near):
                    return Verdict("slow", over)
                said = f"close to the end it differs from the claimed value by {digits(near)}"
                return Verdict("refuted", over, points, (), said)
        points += 1
    return Verdict("agree" if points else "none", over, points)


def _comes_closer(model: Model, f: Term, x: Term, end: Term, value: Term, near: Any) -> bool:
    """Return whether f is much closer to a value very far out: it may get there, but slowly."""
    try:
        return bool(_distance(model, f, x, end, value, VERY_FAR) * 2 < near)
    except (UndefinedError, ZeroDivisionError, OverflowError):
        return False


def _distance(model: Model, f: Term, x: Term, end: Term, value: Term, k: int) -> Any:
    """Return how far f is from a value when x is 10^-|k| from the end, or 10^|k| far out."""
    far = model.field.number(Fraction(10 ** abs(k))) * (1 if k > 0 else -1)
    if "natural" not in x.data.properties:  # no multiple of anything
        far = far * model.field.number(Fraction(27183, 20000))
    at = infinite(end) * abs(far) if infinite(end) else model.evaluate(end)[0][0] + 1 / far
    places = [at, at + 1] if "natural" in x.data.properties else [at]  # an odd number and an even
    errors = []
    for place in places:
        model.give(x, [[place]])
        goal = model.evaluate(value)[0][0]
        errors.append(abs(model.evaluate(f)[0][0] - goal) / (1 + abs(goal)))
    return max(errors)
