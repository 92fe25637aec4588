"""Opinions on a step: prove its claims, decide them at small sizes, try to refute them.

Trusted for: asking for a proof of every claim, with no more than what may be used.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from mmlbook.derive import decide, kernels, limits, models
from mmlbook.derive.growth import ends_meet, tends_to
from mmlbook.derive.marks import Mark, weakest
from mmlbook.derive.models import Hypothesis, Verdict
from mmlbook.derive.relations import Relation
from mmlbook.derive.signs import Signs
from mmlbook.derive.steps import Step
from mmlbook.derive.symbolic import limit_is
from mmlbook.derive.terms import Term, power
from mmlbook.derive.traverse import free_symbols, symbols

__all__ = ["Context", "Proved", "prove", "refute"]


@dataclass(frozen=True)
class Context:
    """What a step may use: hypotheses with witnesses, and facts known before it, with marks.

    The signs use all facts; the kernels use the hypotheses and, of the facts, those recalled.
    """

    hypotheses: tuple[Hypothesis, ...]
    facts: tuple[Relation, ...]
    marks: Mapping[Relation, Mark] = field(default_factory=dict)
    recalled: tuple[Relation, ...] = ()

    @property
    def assumed(self) -> list[Relation]:
        """The relations of the hypotheses."""
        return [h.relation for h in self.hypotheses]

    @property
    def given(self) -> list[Relation]:
        """What the kernels may use: hypotheses, and results recalled before this step."""
        return [*self.assumed, *(f for f in self.facts if f in self.recalled)]

    @property
    def signs(self) -> Signs:
        """The sign kernel with everything known."""
        return Signs([*self.assumed, *self.facts])

    def shown(self, question: Callable[[Signs], bool]) -> Mark | None:
        """Return the mark of the facts that answer a question about signs; None if they do not."""
        marks = [self.marks.get(f, Mark.PROVED) for f in self.facts]
        for mark in Mark:
            if mark is not Mark.PROVED and mark not in marks:
                continue
            order = list(Mark).index
            good = [f for f, m in zip(self.facts, marks, strict=True) if order(m) <= order(mark)]
            if question(Signs([*self.assumed, *good])):
                return mark
        return None

    def relevant(self, step: Step) -> tuple[Hypothesis, ...]:
        """Return the hypotheses that share a symbol with the step, directly or through others."""
        own, used = set(symbols(*step.slots)), list[Hypothesis]()
        while more := [
            h for h in self.hypotheses if h not in used and own & set(symbols(*h.terms()))
        ]:
            used += more
            own |= {s for h in more for s in symbols(*h.terms())}
        return tuple(h for h in self.hypotheses if h in used)


@dataclass(frozen=True)
class Proved:
    """A proof without any model: its mark, and for every identity the kernel that proved it."""

    mark: Mark
    kernels: tuple[kernels.Proof, ...]


def prove(step: Step, context: Context, *, small: bool = True) -> Proved | None:
    """Return what can be proved without any model; None if that is nothing.

    Proofs for all sizes are tried first; with `small`, exact algebra at small sizes after them.
    """
    if step.problem() or restricted(step, context):
        return None
    claims, marks, found = step.claims(), list[Mark](), list[kernels.Proof]()
    for a, b in claims.equal:
        proof = kernels.prove(a, b, context.given)
        if proof is not None:
            found.append(proof)
            marks.append(Mark.PROVED)
        elif (mark := _proved_otherwise(a, b, context, found, small)) is not None:
            marks.append(mark)
        else:
            return None
    if claims.derivative is not None:
        proof = kernels.prove_derivative(*claims.derivative, context.given)
        if proof is not None:
            found.append(proof)
        elif not (small and decide.proves_derivative(*claims.derivative, context.assumed)):
            return None
        marks.append(Mark.SIZES if proof is None else Mark.PROVED)
    if claims.hessian is not None:
        proof = kernels.prove_hessian(*claims.hessian, context.given)
        if proof is not None:
            found.append(proof)
        elif not (small and decide.proves_hessian(*claims.hessian, context.assumed)):
            return None
        marks.append(Mark.SIZES if proof is None else Mark.PROVED)
    if not all(ends_meet(*e, [*context.given, *step.range()]) for e in claims.ends):
        return None
    if claims.limit is not None and not tends_to(*claims.limit, context.given):
        return Proved(Mark.COMPUTED, ()) if limit_is(*claims.limit, context.given) else None
    signs = signs_shown(step, context)
    return None if signs is None else Proved(weakest([*marks, signs]), tuple(found))


def restricted(step: Step, context: Context) -> set[Term]:
    """Return the symbols that must run freely and are restricted by a hypothesis."""
    return step.running() & free_symbols(*(t for r in context.given for t in (r.lhs, r.rhs)))


def _proved_otherwise(
    a: Term, b: Term, context: Context, found: list[kernels.Proof], small: bool
) -> Mark | None:
    """Prove a = b by squares, if both are nonnegative; failing that, at small sizes."""
    signs = context.shown(lambda s: s.nonnegative(a) and s.nonnegative(b))
    squares = (power(a, 2), power(b, 2)) if a.scalar else (a, b)
    if signs is not None and (proof := kernels.prove(*squares, context.given)) is not None:
        found.append(proof)
        return signs
    if not small:
        return None
    if decide.proves(a, b, context.assumed):
        return Mark.SIZES
    if signs is not None and decide.proves(*squares, context.assumed):
        return weakest([Mark.SIZES, signs])
    return None


def signs_shown(step: Step, context: Context) -> Mark | None:
    """Return the mark of the facts that show all claims about signs; None if one is not shown."""
    claims, marks = step.claims(), list[Mark | None]()
    for t in claims.nonnegative:
        marks.append(context.shown(lambda s, t=t: s.nonnegative(t)))  # type: ignore[misc]
    for M in claims.invertible:
        marks.append(context.shown(lambda s, M=M: invertible(s, M)))  # type: ignore[misc]
    for op, A in claims.definite:
        marks.append(context.shown(lambda s, op=op, A=A: shaped(s, op, A)))  # type: ignore[misc]
    return None if None in marks else weakest(m for m in marks if m is not None)


def invertible(signs: Signs, M: Term) -> bool:
    return signs.nonzero(M) if M.scalar else signs.invertible(M)


def shaped(signs: Signs, op: str, A: Term) -> bool:
    return signs.definite(A) if op == "succ" else signs.semidefinite(A)


def second_opinion(step: Step, context: Context) -> str:
    """Return what generic entries at small sizes say: ``agrees``, ``differs`` or nothing."""
    claims = step.claims()
    said = {decide.opinion(a, b, context.assumed) for a, b in claims.equal}
    if claims.derivative is not None:
        said.add(decide.derivative_opinion(*claims.derivative, context.assumed))
    if claims.hessian is not None:
        said.add(decide.derivative_opinion(*claims.hessian, context.assumed, second=True))
    return "differs" if "differs" in said else "agrees" if said == {"agrees"} else ""


def refute(step: Step, context: Context, *, special: bool = False) -> Verdict:
    """Look for a counterexample in random models; `special` ones have small whole numbers."""
    used, claims = context.relevant(step), step.claims()
    styles = models.SPECIAL if special else models.STYLES
    if claims.limit is not None:
        return limits.compare_limit(*claims.limit, used, styles=styles)
    said = [models.compare(step.statement(), used, styles=styles)] if step.statement() else []
    if claims.derivative is not None:
        said.append(models.compare_derivative(*claims.derivative, used, styles=styles))
    if claims.hessian is not None:
        said.append(models.compare_hessian(*claims.hessian, used, styles=styles))
    return min(said, key=lambda v: ("refuted", "none", "agree").index(v.status))
