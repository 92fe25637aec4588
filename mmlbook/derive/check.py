"""Check one step: prove its claims, try to refute them, and make sure the check can fail.

1. Form: a reason is given, the two sides do not print alike.
2. Side conditions of every division, root and logarithm are shown, or the step is refused.
3. The claims are proved for all sizes by `kernels` and `signs`; failing that, at small sizes by
   `decide`; failing that, exact models may agree.
4. Two independent opinions may veto: `decide` computes with generic entries at small sizes, and
   random models look for a counterexample, to a claim or to a side condition.  A proof and a veto
   together are a conflict.
5. Decoys: false neighbors of the step, refuted by the models, must not be provable.

A step that uses earlier lines has at most their mark.

Trusted for: combining the verdicts, weakest first.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from mmlbook.derive import decide
from mmlbook.derive.analysis import infinite, oo
from mmlbook.derive.conditions import kinks, obligations
from mmlbook.derive.degree import miss_exponent, uniform
from mmlbook.derive.exceptions import exception
from mmlbook.derive.growth import ends_meet, far_out_positive
from mmlbook.derive.marks import Mark, weakest
from mmlbook.derive.models import Verdict
from mmlbook.derive.mutate import neighbors
from mmlbook.derive.opinions import (
    Context,
    Proved,
    invertible,
    prove,
    refute,
    restricted,
    second_opinion,
    shaped,
    signs_shown,
)
from mmlbook.derive.signs import Obligation
from mmlbook.derive.steps import Step
from mmlbook.derive.terms import ShapeError, Term, number, symbol
from mmlbook.derive.traverse import dims, free_symbols, substitute, symbols

__all__ = ["Evidence", "check_step"]

ATTEMPTS = 40


@dataclass(frozen=True)
class Evidence:
    """What is known about a step after checking it.

    Attributes
    ----------
    mark : Mark
        How far it has been checked.
    method : str
        One honest sentence.
    obligations : tuple of str
        The side conditions that were shown (LaTeX).
    decoys, refused : int
        False neighbors tried, and how many of them the proof refused.
    conflict : bool
        A proof and a counterexample exist for one claim: the engine is broken.
    vacuous : bool
        No false neighbor was refused: this check cannot fail.
    problems : tuple of str
        Why the step is not accepted; empty if it is.
    seconds : float
        Time taken; never printed in the book.
    kernels : tuple of str
        What has proved the step: names of kernels, ``signs``, ``growth``, ``small sizes``.
    """

    mark: Mark
    method: str = ""
    obligations: tuple[str, ...] = ()
    decoys: int = 0
    refused: int = 0
    conflict: bool = False
    vacuous: bool = False
    problems: tuple[str, ...] = ()
    seconds: float = 0.0
    kernels: tuple[str, ...] = ()


def check_step(step: Step, context: Context, decoys: int, seed: str) -> Evidence:
    """Return the evidence for a step; nothing is raised when it fails."""
    start = time.perf_counter()
    shown, problems, conditions = _conditions(step, context)
    if form := step.problem():
        problems.insert(0, form)
    if names := restricted(step, context):
        problems.insert(0, f"lets ${names.pop().latex()}$ run, which a hypothesis restricts")
    verdict = refute(step, context)
    proof = prove(step, context)
    if (proof is None or proof.mark is Mark.COMPUTED) and verdict.status == "agree":
        special = refute(step, context, special=True)
        verdict = special if special.status == "refuted" else verdict
    second = second_opinion(step, context) if proof is not None else ""
    conflict = proof is not None and (verdict.status == "refuted" or second == "differs")
    mark, method = _mark(step, context, proof, verdict, second)
    if conflict:
        veto = verdict.counterexample or "the two sides differ at small sizes"
        problems.append(f"is proved and refuted at once ({veto}): engine fault")
    elif verdict.status == "refuted":
        problems.append(f"is false: {verdict.counterexample}{_nearest(step, context)}")
    elif proof is not None and proof.mark is Mark.FAILED:
        problems.append("rests on a step that is not verified")
    elif mark is Mark.FAILED:
        problems.append(_unproved(step, context))
    elif not problems and (where := _exception(step, context)):
        conflict = True
        problems.append(f"has its conditions shown and refuted at once ({where}): engine fault")
    tried, refused, vacuous = 0, 0, False
    if decoys and not problems:
        tried, refused, accepted = _decoys(step, context, decoys, seed, mark is not Mark.PROVED)
        conflict = conflict or bool(accepted)
        problems += [f"also accepts the false neighbor ${a}$: engine fault" for a in accepted]
        vacuous = not refused
        if vacuous:
            problems.append("cannot fail: no false neighbor of it is refused")
        method += f" {refused} of {tried} false neighbors refused."
    return Evidence(
        mark=Mark.FAILED if problems else weakest([mark, conditions]),
        method="" if problems else method,
        obligations=tuple(shown),
        decoys=tried,
        refused=refused,
        conflict=conflict,
        vacuous=vacuous,
        problems=tuple(problems),
        seconds=time.perf_counter() - start,
        kernels=() if problems or proof is None else _names(step, proof),
    )


# --- words --------------------------------------------------------------------------------------


def _mark(
    step: Step, context: Context, proof: Proved | None, verdict: Verdict, second: str
) -> tuple[Mark, str]:
    agrees = f"agrees in {verdict.points} random models {_field(verdict)}"
    if proof is not None and verdict.status == "agree":
        return proof.mark, f"{_proof_words(step, proof, second)}; {agrees}."
    if proof is not None and proof.mark is Mark.PROVED and verdict.status == "slow":
        return proof.mark, f"{_proof_words(step, proof, second)}; too slow to be seen in numbers."
    if verdict.status != "agree" or verdict.field is None or signs_shown(step, context) is None:
        return Mark.FAILED, ""
    mark = Mark.POINTS if verdict.field.exact else Mark.NUMERIC
    sizes = f", sizes {'; '.join(verdict.sizes)}" if any(verdict.sizes) else ""
    words = f"{agrees[0].upper()}{agrees[1:]}{sizes}"
    return mark, f"{words}{_chance(step, context, verdict)}."


def _chance(step: Step, context: Context, verdict: Verdict) -> str:
    """Return the bound for the chance of a miss, where the degrees give one."""
    pairs, witnessed = step.claims().equal, context.relevant(step)
    if verdict.field is None or verdict.field.name != "prime" or witnessed or not pairs:
        return ""
    if not uniform(*step.slots):
        return ""
    m = min(miss_exponent(a, b, dict(verdict.largest), verdict.points) for a, b in pairs)
    return f"; the chance of a miss is below $2^{{-{m}}}$"


def _field(verdict: Verdict) -> str:
    return verdict.field.words if verdict.field else ""


_KERNELS = {
    "definition": "both sides mean the same by definition",
    "words": "by algebra both sides have the same normal form",
    "indices": "by the algebra of sums both sides have the same normal form",
}


def _names(step: Step, proof: Proved) -> tuple[str, ...]:
    """Return the names of what has proved a step."""
    claims, names = step.claims(), [n for p in proof.kernels for n in p.kernel.split(", ")]
    names += ["signs"] if claims.nonnegative or claims.definite or claims.invertible else []
    names += ["growth"] if claims.ends or claims.limit else []
    if proof.mark is Mark.SIZES:
        names.append("small sizes")
    return ("algebra system",) if proof.mark is Mark.COMPUTED else tuple(dict.fromkeys(names))


def _proof_words(step: Step, proof: Proved, second: str) -> str:
    claims = step.claims()
    terms = [t for pair in claims.equal for t in pair]
    terms += list(claims.derivative or claims.hessian or ())
    if proof.mark is Mark.COMPUTED:
        return "Computed by the algebra system"
    if step.kind in _CERTIFIED:
        every = "every size and value" if dims(*step.slots) else "every value"
        return f"Proved for {every}: {_CERTIFIED[step.kind]}"
    if (claims.nonnegative or claims.definite) and not claims.equal:
        ends = "for every size and value" if proof.mark is Mark.PROVED else "at small sizes"
        return f"Follows {ends} from the earlier lines and the rules for signs"
    if proof.mark is not Mark.PROVED:
        words = f"Proved for every value at {_sizes(terms)}, by exact algebra with generic entries"
    else:
        every = "every size and value" if dims(*terms) else "every value"
        words = f"Proved for {every}: {_kernel_words(proof)}"
        if second == "agrees" and dims(*terms):
            words += f"; generic entries at {_sizes(terms)} agree"
    return words + (", and the gap is nonnegative by its form" if claims.nonnegative else "")


_CERTIFIED = {
    "antiderivative": "the antiderivative has the integrand as its derivative, and the right "
    "values at the ends",
    "telescope": "every term is a difference of neighbors of the certificate, which has the right "
    "values at the ends",
    "wz": "the terms change from $n$ to $n + 1$ by differences that cancel in the sum (Wilf and "
    "Zeilberger)",
    "induction": "the first value and the step from $n$ to $n + 1$ are right",
    "limit": "by comparing how fast the terms grow",
    "proportional": "the quotient is the same at two points",
}


def _kernel_words(proof: Proved) -> str:
    used = {law for p in proof.kernels for law in p.uses}
    first = proof.kernels[0].kernel
    if first.startswith("differentials, "):
        same = _KERNELS[first.removeprefix("differentials, ")]
        words = f"the differential is the claimed one, since {same}"
    else:
        words = _KERNELS[first]
    laws = [name for name in ("inverse", "hypotheses") if name in used]
    names = {"inverse": "the rules for inverses", "hypotheses": "the hypotheses"}
    return words + (f", with {' and '.join(names[x] for x in laws)}" if laws else "")


def _sizes(terms: Sequence[Term]) -> str:
    choices = decide.small_sizes(terms)
    names = list(choices[0])
    if not names:
        return "fixed sizes"
    if len(names) == 1:
        return f"${names[0]} = {', '.join(str(c[names[0]]) for c in choices)}$"
    rows = ", ".join("(" + ", ".join(str(c[n]) for n in names) + ")" for c in choices)
    return f"$({', '.join(map(str, names))}) = {rows}$"


def _unproved(step: Step, context: Context) -> str:
    claims, signs = step.claims(), context.signs
    for t in claims.nonnegative:
        if not signs.nonnegative(t):
            return f"needs ${t.latex()} \\ge 0$, which nothing shows"
    for M in claims.invertible:
        if not invertible(signs, M):
            return f"needs ${M.latex()}$ invertible, which nothing shows"
    for op, A in claims.definite:
        if not shaped(signs, op, A):
            return f"needs ${A.latex()}$ positive {_SHAPES[op]}, which nothing shows"
    for F, x, ends, value in claims.ends:
        if not ends_meet(F, x, ends, value, [*context.given, *step.range()]):
            return f"needs the ends of ${F.latex()}$ to give ${value.latex()}$, which nothing shows"
    return "could not be decided, by proof or by a model"


_SHAPES = {"succ": "definite", "succeq": "semidefinite"}
_CONDITION = {
    "nonzero": r"\neq 0",
    "nonnegative": r"\ge 0",
    "positive": "> 0",
    "invertible": r"\text{ invertible}",
}


def _exception(step: Step, context: Context) -> str:
    """Return a case in which a side condition fails or a side has no value; none is expected."""
    return exception(_valued(step), _needed(step), context.hypotheses, step.range())


def _valued(step: Step) -> tuple[Term, ...]:
    """Return the terms of a step that must have a value; near an end, f has a limit or none."""
    own = step.slots[2:] if step.kind == "limit" else step.slots
    return tuple(t for t in own if not infinite(t))


def _needed(step: Step) -> list[Obligation]:
    """Return the side conditions of a step."""
    needed = obligations(*_valued(step), facts=step.range())
    if step.kind in ("gradient", "jacobian", "hessian"):
        needed += kinks(step.slots[0])
    for F, x, ends, _ in step.claims().ends:
        needed += kinks(F)
        needed += obligations(*(substitute(F, {x: e}) for e in ends if not infinite(e)))
    if step.kind in ("proportional", "wz"):
        needed.append(("nonzero", step.slots[1]))
    return needed + _placed(step)


def _placed(step: Step) -> list[Obligation]:
    """Return what must hold where a step puts something in the place of its variable."""
    if step.kind == "limit":
        return _near(*step.slots[:3])
    if step.kind == "induction":
        x, _, _, _, f, s = step.slots
    elif step.kind in ("solve", "solve_right", "minimum"):
        f, x, s, _ = step.slots
    else:
        return []
    try:
        needed = obligations(substitute(f, {x: s}))
    except ZeroDivisionError:
        needed = [("nonzero", number(0))]
    flags = x.data.properties & {"positive", "nonnegative", "nonzero", "invertible"}
    return needed + [(flag, s) for flag in sorted(flags)]


def _near(f: Term, x: Term, end: Term) -> list[Obligation]:
    """Return the conditions under which f is defined near the end, as far as x can be left out."""
    if not infinite(end):
        return [o for o in obligations(f) if x not in free_symbols(o[1])]
    flags = dict.fromkeys(x.data.properties | {"positive"}, True)
    far = symbol(x.data.name, 1, 1, x.latex(), "", **flags)
    near = substitute(f, {x: far if infinite(end) > 0 else -far})
    # how far out is far enough may depend on what a sum or an expectation runs over
    fixed = {s for s in free_symbols(near) if not s.data.group}
    return [
        (kind, t)
        for kind, t in obligations(near)
        if kind == "invertible" or free_symbols(t) - fixed or not far_out_positive(t, far, oo)
    ]


def _conditions(step: Step, context: Context) -> tuple[list[str], list[str], Mark]:
    """Return the side conditions that are shown, a problem for every other one, and a mark.

    The mark is that of the earlier lines with which the conditions are shown.
    """
    shown, problems, marks = list[str](), list[str](), list[Mark]()
    for kind, t in _needed(step):
        words = f"{t.latex()} {_CONDITION[kind]}"
        mark = context.shown(lambda s, o=(kind, t): s.discharges(o))  # type: ignore[misc]
        if mark is not None:
            marks.append(mark)
            shown += [words] if kind in ("nonzero", "invertible") and symbols(t) else []
        else:
            problems.append(f"is defined only where ${words}$; add a hypothesis that says so")
    return list(dict.fromkeys(shown)), list(dict.fromkeys(problems)), weakest(marks)


def _nearest(step: Step, context: Context) -> str:
    """Return a true statement close to a false one, if changing one place of it gives one."""
    slot = step.mutable()[0]
    others = sorted((t for _, t in neighbors(step.slots[slot])), key=lambda t: len(t.latex()))
    for t in others[: 2 * ATTEMPTS]:
        try:
            other = step.with_slot(slot, t)
            if other.problem() or prove(other, context, small=False) is None:
                continue
            if refute(other, context).status == "agree":
                return f"; true would be ${t.latex()}$"
        except (ShapeError, ZeroDivisionError):
            continue
    return ""


# --- decoys -------------------------------------------------------------------------------------


def _decoys(
    step: Step, context: Context, wanted: int, seed: str, small: bool
) -> tuple[int, int, list[str]]:
    """Plant false neighbors; return how many were tried, refused, and which were accepted.

    They are put before what has proved the step: the kernels alone, or exact algebra as well.
    """
    tried, refused, accepted = 0, 0, list[str]()
    for decoy in islice(_false_neighbors(step, context, seed), wanted):
        tried += 1
        if prove(decoy, context, small=small) is None:
            refused += 1
        else:
            accepted.append(decoy.slots[step.mutable()[0]].latex())
    return tried, refused, accepted


def _false_neighbors(step: Step, context: Context, seed: str) -> Iterator[Step]:
    """Yield neighbors of a step that are refuted as claims, one by one: each takes a search."""
    for slot in step.mutable():
        for _, mutant in neighbors(step.slots[slot], f"{seed}/{slot}")[:ATTEMPTS]:
            try:
                decoy = step.with_slot(slot, mutant)
                if decoy.problem() or _undefined(decoy, step, context):
                    continue
                if refute(decoy, context).status != "refuted":
                    continue
            except ShapeError:
                continue
            yield decoy


def _undefined(decoy: Step, step: Step, context: Context) -> bool:
    """Return whether the decoy has side conditions that are not shown."""
    new: list[Obligation] = [
        o
        for o in obligations(*decoy.slots, facts=decoy.range())
        if o not in obligations(*step.slots, facts=step.range())
    ]
    return not all(map(context.signs.discharges, new))
