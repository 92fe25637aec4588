"""Check one step: prove its claims, try to refute them, and make sure the check can fail.

1. Form: a reason is given, the two sides do not print alike.
2. Side conditions of every division, root and logarithm are shown, or the step is refused.
3. The claims are proved by `decide` and `signs`; failing that, exact models may agree.
4. Random models look for a counterexample.  Proof and counterexample together are a conflict.
5. Decoys: false neighbors of the step, refuted by the models, must not be provable.

Trusted for: combining the verdicts, weakest first.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from mmlbook.derive import decide, models
from mmlbook.derive.degree import miss_exponent
from mmlbook.derive.marks import Mark, weakest
from mmlbook.derive.models import Hypothesis, Verdict
from mmlbook.derive.mutate import neighbors
from mmlbook.derive.relations import Relation
from mmlbook.derive.signs import Obligation, Signs, kinks, obligations
from mmlbook.derive.steps import Step
from mmlbook.derive.terms import ShapeError, Term, power
from mmlbook.derive.traverse import dims, symbols, unfold

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


@dataclass(frozen=True)
class Context:
    """What a step may use: hypotheses with witnesses, and facts known before it."""

    hypotheses: tuple[Hypothesis, ...]
    facts: tuple[Relation, ...]

    @property
    def assumed(self) -> list[Relation]:
        """The relations of the hypotheses."""
        return [h.relation for h in self.hypotheses]

    @property
    def signs(self) -> Signs:
        """The sign kernel with everything known."""
        return Signs([*self.assumed, *self.facts])

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
    shown, problems = _conditions(step, context)
    if form := step.problem():
        problems.insert(0, form)
    verdict = refute(step, context)
    proof = prove(step, context)
    conflict = verdict.status == "refuted" and proof is not None
    mark, method = _mark(step, context, proof, verdict)
    if conflict:
        problems.append(f"is proved and refuted at once ({verdict.counterexample}): engine fault")
    elif verdict.status == "refuted":
        problems.append(f"is false: {verdict.counterexample}")
    elif mark is Mark.FAILED:
        problems.append(_unproved(step, context))
    tried, refused, vacuous = 0, 0, False
    if decoys and not problems:
        tried, refused, accepted = _decoys(step, context, decoys, seed)
        conflict = conflict or bool(accepted)
        problems += [f"also accepts the false neighbor ${a}$: engine fault" for a in accepted]
        vacuous = not refused
        if vacuous:
            problems.append("cannot fail: no false neighbor of it is refused")
        method += f" {refused} of {tried} false neighbors refused."
    return Evidence(
        mark=Mark.FAILED if problems else mark,
        method="" if problems else method,
        obligations=tuple(shown),
        decoys=tried,
        refused=refused,
        conflict=conflict,
        vacuous=vacuous,
        problems=tuple(problems),
        seconds=time.perf_counter() - start,
    )


# --- the two opinions ---------------------------------------------------------------------------


def prove(step: Step, context: Context) -> Mark | None:
    """Return the mark that the kernels alone can give, without any model; None if they cannot."""
    claims, marks = step.claims(), list[Mark]()
    for a, b in claims.equal:
        if unfold(a) == unfold(b):
            marks.append(Mark.PROVED)
        elif decide.proves(a, b, context.assumed) or _proved_by_squares(a, b, context):
            marks.append(_by_size(a, b))
        else:
            return None
    if claims.derivative is not None:
        if not decide.proves_derivative(*claims.derivative, context.assumed):
            return None
        marks.append(_by_size(*claims.derivative))
    if not _signs_shown(step, context):
        return None
    return weakest(marks)


def _proved_by_squares(a: Term, b: Term, context: Context) -> bool:
    """Return whether both sides are nonnegative and their squares are proved to be equal."""
    signs = context.signs
    return (
        signs.nonnegative(a)
        and signs.nonnegative(b)
        and decide.proves(power(a, 2), power(b, 2), context.assumed)
    )


def _signs_shown(step: Step, context: Context) -> bool:
    claims, signs = step.claims(), context.signs
    return all(map(signs.nonnegative, claims.nonnegative)) and all(
        signs.nonzero(M) if M.scalar else signs.invertible(M) for M in claims.invertible
    )


def _by_size(*terms: Term) -> Mark:
    return Mark.SIZES if dims(*terms) else Mark.PROVED


def refute(step: Step, context: Context) -> Verdict:
    """Look for a counterexample in random models."""
    used = context.relevant(step)
    derivative = step.claims().derivative
    if derivative is not None:
        return models.compare_derivative(*derivative, used)
    return models.compare(step.statement(), used)


# --- words --------------------------------------------------------------------------------------


def _mark(step: Step, context: Context, proof: Mark | None, verdict: Verdict) -> tuple[Mark, str]:
    agrees = f"agrees in {verdict.points} random models {_field(verdict)}"
    if proof is not None and verdict.status == "agree":
        return proof, f"{_proof_words(step, proof)}; {agrees}."
    if verdict.status != "agree" or verdict.field is None or not _signs_shown(step, context):
        return Mark.FAILED, ""
    mark = Mark.POINTS if verdict.field.exact else Mark.NUMERIC
    words = f"{agrees[0].upper()}{agrees[1:]}, sizes {'; '.join(verdict.sizes)}"
    return mark, f"{words}{_chance(step, context, verdict)}."


def _chance(step: Step, context: Context, verdict: Verdict) -> str:
    """Return the bound for the chance of a miss, where the degrees give one."""
    pairs, witnessed = step.claims().equal, context.relevant(step)
    if verdict.field is None or verdict.field.name != "prime" or witnessed or not pairs:
        return ""
    m = min(miss_exponent(a, b, dict(verdict.largest), verdict.points) for a, b in pairs)
    return f"; the chance of a miss is below $2^{{-{m}}}$"


def _field(verdict: Verdict) -> str:
    return verdict.field.words if verdict.field else ""


def _proof_words(step: Step, mark: Mark) -> str:
    claims = step.claims()
    if mark is Mark.SIZES:
        terms = [t for pair in claims.equal for t in pair] + list(claims.derivative or ())
        words = f"Proved for every value at {_sizes(terms)}, by exact algebra with generic entries"
    elif claims.nonnegative and not claims.equal:
        return "Follows for every size and value from the earlier lines and the rules for signs"
    elif all(unfold(a) == unfold(b) for a, b in claims.equal) and claims.equal:
        words = "Proved for every size and value: both sides mean the same by definition"
    else:
        words = "Proved for every value by exact algebra; no size is left open"
    return words + (", and the gap is nonnegative by its form" if claims.nonnegative else "")


def _sizes(terms: Sequence[Term]) -> str:
    choices = decide.small_sizes(terms)
    names = list(choices[0])
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
        if not (signs.nonzero(M) if M.scalar else signs.invertible(M)):
            return f"needs ${M.latex()}$ invertible, which nothing shows"
    return "could not be decided, by proof or by a model"


_CONDITION = {
    "nonzero": r"\neq 0",
    "nonnegative": r"\ge 0",
    "positive": "> 0",
    "invertible": r"\text{ invertible}",
}


def _conditions(step: Step, context: Context) -> tuple[list[str], list[str]]:
    """Return the side conditions that are shown, and a problem for every other one."""
    shown, problems, signs = list[str](), list[str](), context.signs
    needed = obligations(*step.slots)
    if step.kind in ("gradient", "jacobian"):
        needed += kinks(step.slots[0])
    for kind, t in needed:
        words = f"{t.latex()} {_CONDITION[kind]}"
        if signs.discharges((kind, t)):
            shown += [words] if kind in ("nonzero", "invertible") and symbols(t) else []
        else:
            problems.append(f"is defined only where ${words}$; add a hypothesis that says so")
    return list(dict.fromkeys(shown)), list(dict.fromkeys(problems))


# --- decoys -------------------------------------------------------------------------------------


def _decoys(step: Step, context: Context, wanted: int, seed: str) -> tuple[int, int, list[str]]:
    """Plant false neighbors; return how many were tried, refused, and which were accepted."""
    tried, refused, accepted = 0, 0, list[str]()
    for decoy in _false_neighbors(step, context, seed):
        tried += 1
        if prove(decoy, context) is None:
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
        o for o in obligations(*decoy.slots) if o not in obligations(*step.slots)
    ]
    return not all(map(context.signs.discharges, new))
