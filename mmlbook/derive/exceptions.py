"""Exceptions: cases in which a side condition fails, or a term has no value.

`conditions` collects what must not vanish, and `signs` decides whether it can.  This is the second
opinion on both.  The models are drawn to be awkward: zeros everywhere, matrices with half of their
entries zero, the smallest sizes; and where a condition is of degree one in a scalar, that scalar
is moved to where the condition fails.

Trusted for: refutation only.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from mmlbook.derive.arrays import determinant
from mmlbook.derive.evaluate import Hypothesis, Model
from mmlbook.derive.models import models, truth, where
from mmlbook.derive.numbers import UndefinedError, UnsettledError
from mmlbook.derive.relations import ORDERS, Relation
from mmlbook.derive.terms import Term, free_indices
from mmlbook.derive.traverse import free_symbols

__all__ = ["exception"]

EXCEPTIONAL = ("mixed", "negative", "zeros", "nothing", "zeros", "positive")


def exception(
    terms: Sequence[Term],
    conditions: Sequence[tuple[str, Term]],
    hypotheses: Sequence[Hypothesis] = (),
    facts: Sequence[Relation] = (),
    *,
    seed: int = 0,
) -> str:
    r"""Look for a model with all hypotheses in which a condition fails or a term has no value.

    In the models the facts hold as well.  Conditions are ``nonzero``, ``nonnegative``,
    ``positive`` and ``invertible``, each of a term.  Return where, in words; nothing if there is
    no such model.

    Examples
    --------
    >>> from mmlbook.derive.terms import symbol
    >>> a, c = symbol("a"), symbol("c", positive=True)
    >>> exception([1 / c], [("positive", c)])
    ''
    >>> exception([], [("nonzero", a)]), exception([1 / a], [])
    ('$a$ is not nonzero at a = 0', '$\\frac{1}{a}$ has no value at a = 0')
    >>> exception([], [("nonzero", 2 * a - 3)])
    '$2 a - 3$ is not nonzero at a = 1.5'
    """
    needed, known = [t for _, t in conditions], [*(h.relation for h in hypotheses), *facts]
    ordered = any(kind in ("nonnegative", "positive") or t.scalar for kind, t in conditions)
    ordered = ordered or any(r.op in ORDERS for r in known)
    running = sorted(set().union(*map(free_indices, [*terms, *needed])), key=lambda i: i.name)
    everything = [*terms, *needed, *(t for r in facts for t in (r.lhs, r.rhs))]
    drawn = models(everything, hypotheses, ordered=ordered, styles=EXCEPTIONAL, seed=seed)
    for model in drawn:
        rng = random.Random(f"{seed}/{model.seed}/index")
        model.indices = {i: rng.randint(1, model.size(i.over)) for i in running}
        if not all(truth(model, r) for r in known) or not all(map(model.declared, model.witness)):
            continue
        for kind, t in conditions:
            if _met(model, kind, t) is False:
                return f"${t.latex()}$ is not {kind} at {where(model)}"
            if kind == "nonzero" and t.scalar and _aimed(model, t, known):
                return f"${t.latex()}$ is not {kind} at {where(model)}"
        for t in terms:
            try:
                model.evaluate(t)
            except UnsettledError:
                continue
            except (UndefinedError, ZeroDivisionError):
                return f"${t.latex()}$ has no value at {where(model)}"
    return ""


def _aimed(model: Model, t: Term, known: Sequence[Relation]) -> bool:
    """Move a scalar symbol to where t vanishes, if t is of degree one in it and all else holds."""
    over = model.field
    for s in sorted(free_symbols(t), key=str):
        flags = s.data.properties
        if not s.scalar or s in model.witness or s.data.group or "natural" in flags:
            continue
        if flags and not over.ordered:
            continue
        before = model.evaluate(s)
        try:
            f0, f1, f2 = (_value_at(model, s, over.number(Fraction(k)), t) for k in range(3))
            if over.equal(f2 - f1, f1 - f0) and not over.equal(f1, f0):
                root = f0 / (f0 - f1)
                zero = over.equal(_value_at(model, s, root, t), 0)
                kept = all(map(model.declared, [s, *model.witness]))
                if zero and kept and all(truth(model, r) for r in known):
                    return True
        except (UndefinedError, ZeroDivisionError):
            pass
        model.move(s, before)
    return False


def _value_at(model: Model, s: Term, x: Any, t: Term) -> Any:
    model.move(s, [[x]])
    return model.evaluate(t)[0][0]


def _met(model: Model, kind: str, t: Term) -> bool | None:
    """Return whether a condition is met in a model, None where that cannot be told."""
    over = model.field
    try:
        M = model.evaluate(t)
        if kind == "invertible":
            return not over.equal(determinant(M, over), 0)
    except (UndefinedError, ZeroDivisionError):
        return None
    entries = [x for row in M for x in row]
    if kind == "nonzero":
        return not all(over.equal(x, 0) for x in entries)
    if not over.ordered:
        return None
    strict = kind == "positive"
    return not any(over.negative(x) or (strict and over.equal(x, 0)) for x in entries)
