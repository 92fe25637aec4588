"""Exceptions: cases in which a side condition fails, or a term has no value.

`conditions` collects what must not vanish, and `signs` decides whether it can.  This is the second
opinion on both.  The models are drawn to be awkward: zeros everywhere, matrices with half of their
entries zero, the smallest sizes.

Trusted for: refutation only.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from mmlbook.derive.arrays import determinant
from mmlbook.derive.evaluate import Hypothesis, Model
from mmlbook.derive.models import models, truth, where
from mmlbook.derive.numbers import UndefinedError, UnsettledError
from mmlbook.derive.relations import ORDERS, Relation
from mmlbook.derive.terms import Term, free_indices

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
    """
    needed, known = [t for _, t in conditions], [*(h.relation for h in hypotheses), *facts]
    ordered = any(kind in ("nonnegative", "positive") for kind, _ in conditions)
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
        for t in terms:
            try:
                model.evaluate(t)
            except UnsettledError:
                continue
            except (UndefinedError, ZeroDivisionError):
                return f"${t.latex()}$ has no value at {where(model)}"
    return ""


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
