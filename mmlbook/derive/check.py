"""Check one step: prove its claims, try to refute them, and make sure the check can fail.

1. Form: a reason is given, the two sides do not print alike.
2. Side conditions of every division, root and logarithm are shown, or the step is refused.
3. The claims are proved for all sizes by `kernels` and `signs`; failing that, at small sizes by
   `decide`; failing that, exact models may agree.
4. Two independent opinions may veto: `decide` computes with generic entries at small sizes, and
   random models look for a counterexample.  A proof and a veto together are a conflict.
5. Decoys: false neighbors of the step, refuted by the models, must not be provable.

A step that uses earlier lines has at most their mark.

Trusted for: combining the verdicts, weakest first.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from mmlbook.derive import decide, kernels, models
from mmlbook.derive.analysis import infinite
from mmlbook.derive.conditions import kinks, obligations
from mmlbook.derive.degree import miss_exponent, uniform
from mmlbook.derive.growth import ends_meet, tends_to
from mmlbook.derive.marks import Mark, weakest
from mmlbook.derive.models import Hypothesis, Verdict
from mmlbook.derive.mutate import neighbors
from mmlbook.derive.relations import Relation
from mmlbook.derive.signs import Obligation, Signs
from mmlbook.derive.steps import Step
from mmlbook.derive.symbolic import limit_is
from mmlbook.derive.terms import ShapeError, Term, power
from mmlbook.derive.traverse import dims, substitute, symbols

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


def check_step(step: Step, context: Context, decoys: int, seed: str) -> Evidence:
    """Return the evidence for a step; nothing is raised when it fails."""
    start = time.perf_counter()
    shown, problems, conditions = _conditions(step, context)
    if form := step.problem():
        problems.insert(0, form)
    verdict = refute(step, context)
    proof = prove(step, context)
    second = _second(step, context) if proof is not None else ""
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


# --- the opinions -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Proved:
    """A proof without any model: its mark, and for every identity the kernel that proved it."""

    mark: Mark
    kernels: tuple[kernels.Proof, ...]


def prove(step: Step, context: Context, *, small: bool = True) -> Proved | None:
    """Return what can be proved without any model; None if that is nothing.

    Proofs for all sizes are tried first; with `small`, exact algebra at small sizes after them.
    """
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
        return Proved(Mark.COMPUTED, ()) if limit_is(*claims.limit) else None
    signs = _signs_shown(step, context)
    return None if signs is None else Proved(weakest([*marks, signs]), tuple(found))


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


def _signs_shown(step: Step, context: Context) -> Mark | None:
    """Return the mark of the facts that show all claims about signs; None if one is not shown."""
    claims, marks = step.claims(), list[Mark | None]()
    for t in claims.nonnegative:
        marks.append(context.shown(lambda s, t=t: s.nonnegative(t)))  # type: ignore[misc]
    for M in claims.invertible:
        marks.append(context.shown(lambda s, M=M: _invertible(s, M)))  # type: ignore[misc]
    for op, A in claims.definite:
        marks.append(context.shown(lambda s, op=op, A=A: _shaped(s, op, A)))  # type: ignore[misc]
    return None if None in marks else weakest(m for m in marks if m is not None)


def _invertible(signs: Signs, M: Term) -> bool:
    return signs.nonzero(M) if M.scalar else signs.invertible(M)


def _shaped(signs: Signs, op: str, A: Term) -> bool:
    return signs.definite(A) if op == "succ" else signs.semidefinite(A)


def _second(step: Step, context: Context) -> str:
    """Return what generic entries at small sizes say: ``agrees``, ``differs`` or nothing."""
    said = {decide.opinion(a, b, context.assumed) for a, b in step.claims().equal}
    return "differs" if "differs" in said else "agrees" if said == {"agrees"} else ""


def refute(step: Step, context: Context) -> Verdict:
    """Look for a counterexample in random models."""
    used, claims = context.relevant(step), step.claims()
    if claims.limit is not None:
        return models.compare_limit(*claims.limit, used)
    said = [models.compare(step.statement(), used)] if step.statement() else []
    if claims.derivative is not None:
        said.append(models.compare_derivative(*claims.derivative, used))
    if claims.hessian is not None:
        said.append(models.compare_hessian(*claims.hessian, used))
    return min(said, key=lambda v: ("refuted", "none", "agree").index(v.status))


# --- words --------------------------------------------------------------------------------------


def _mark(
    step: Step, context: Context, proof: Proved | None, verdict: Verdict, second: str
) -> tuple[Mark, str]:
    agrees = f"agrees in {verdict.points} random models {_field(verdict)}"
    if proof is not None and verdict.status == "agree":
        return proof.mark, f"{_proof_words(step, proof, second)}; {agrees}."
    if verdict.status != "agree" or verdict.field is None or _signs_shown(step, context) is None:
        return Mark.FAILED, ""
    mark = Mark.POINTS if verdict.field.exact else Mark.NUMERIC
    words = f"{agrees[0].upper()}{agrees[1:]}, sizes {'; '.join(verdict.sizes)}"
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
    "words": "the normal forms of both sides, as words in matrices, are the same",
    "indices": "the normal forms of both sides, as sums over indices, are the same",
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
        if not _invertible(signs, M):
            return f"needs ${M.latex()}$ invertible, which nothing shows"
    for op, A in claims.definite:
        if not _shaped(signs, op, A):
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


def _conditions(step: Step, context: Context) -> tuple[list[str], list[str], Mark]:
    """Return the side conditions that are shown, a problem for every other one, and a mark.

    The mark is that of the earlier lines with which the conditions are shown.
    """
    shown, problems, marks = list[str](), list[str](), list[Mark]()
    own = step.slots[2:] if step.kind == "limit" else step.slots
    own = tuple(t for t in own if not infinite(t))  # near an end, f is defined or has no limit
    needed = obligations(*own, facts=step.range())
    if step.kind in ("gradient", "jacobian", "hessian"):
        needed += kinks(step.slots[0])
    for F, x, ends, _ in step.claims().ends:
        needed += kinks(F)
        needed += obligations(*(substitute(F, {x: e}) for e in ends if not infinite(e)))
    if (limit := step.claims().limit) is not None and not infinite(limit[2]):
        needed += _at_the_end(*limit[:3])
    for kind, t in needed:
        words = f"{t.latex()} {_CONDITION[kind]}"
        mark = context.shown(lambda s, o=(kind, t): s.discharges(o))  # type: ignore[misc]
        if mark is not None:
            marks.append(mark)
            shown += [words] if kind in ("nonzero", "invertible") and symbols(t) else []
        else:
            problems.append(f"is defined only where ${words}$; add a hypothesis that says so")
    return list(dict.fromkeys(shown)), list(dict.fromkeys(problems)), weakest(marks)


def _at_the_end(f: Term, x: Term, end: Term) -> list[Obligation]:
    """Return where f is defined at a finite end, if it is not seen to have a gap there."""
    try:
        return obligations(substitute(f, {x: end}))
    except ZeroDivisionError:
        return []


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
        except ShapeError:
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
    for decoy in _false_neighbors(step, context, seed):
        tried += 1
        if prove(decoy, context, small=small) is None:
            refused += 1
        else:
            accepted.append(decoy.slots[step.mutable()[0]].latex())
        if tried == wanted:
            break
    return tried, refused, accepted


def _false_neighbors(step: Step, context: Context, seed: str) -> list[Step]:
    found = []
    for slot in step.mutable():
        for _, mutant in neighbors(step.slots[slot], f"{seed}/{slot}")[:ATTEMPTS]:
            try:
                decoy = step.with_slot(slot, mutant)
                undefined = _undefined(decoy, step, context)
                if decoy.problem() or undefined or refute(decoy, context).status != "refuted":
                    continue
            except ShapeError:
                continue
            found.append(decoy)
            if len(found) == 5:
                return found
    return found


def _undefined(decoy: Step, step: Step, context: Context) -> bool:
    """Return whether the decoy has side conditions that are not shown."""
    new: list[Obligation] = [
        o
        for o in obligations(*decoy.slots, facts=decoy.range())
        if o not in obligations(*step.slots, facts=step.range())
    ]
    return not all(map(context.signs.discharges, new))
