"""What verifying a derivation found.

Trusted for: nothing; it only tells.
"""

from __future__ import annotations

from dataclasses import dataclass

from mmlbook.derive.binding import Conformance
from mmlbook.derive.check import Evidence
from mmlbook.derive.marks import Mark
from mmlbook.derive.steps import Step

__all__ = ["Report", "StepReport"]


@dataclass(frozen=True)
class StepReport:
    """A step with its evidence."""

    number: int
    step: Step
    evidence: Evidence


@dataclass(frozen=True)
class Report:
    """The result of `Derivation.verify`.

    Attributes
    ----------
    name : str
    mark : Mark
        The weakest mark of the steps and of the recalled derivations.
    steps : tuple of StepReport
    code : tuple of Conformance
        One entry for every bound function.
    problems : tuple of str
        Readable messages; empty exactly if the derivation is verified.
    seconds : float
    """

    name: str
    mark: Mark
    steps: tuple[StepReport, ...]
    code: tuple[Conformance, ...]
    problems: tuple[str, ...]
    seconds: float

    @property
    def ok(self) -> bool:
        """Whether everything was verified."""
        return not self.problems

    @property
    def conflicts(self) -> tuple[int, ...]:
        """The steps that were proved and refuted at once."""
        return tuple(s.number for s in self.steps if s.evidence.conflict)

    @property
    def vacuous(self) -> tuple[int, ...]:
        """The steps whose check cannot fail."""
        return tuple(s.number for s in self.steps if s.evidence.vacuous)

    @property
    def code_error(self) -> float:
        """The largest relative error of the bound functions (0 if none is bound)."""
        return max((c.error for c in self.code), default=0.0)

    def __str__(self) -> str:
        verdict = f"{self.mark.symbol} {self.mark.words}" if self.ok else "NOT VERIFIED"
        head = f"{self.name}: {verdict}"
        lines = [f"{head} ({len(self.steps)} steps, {1000 * self.seconds:.0f} ms)"]
        for s in self.steps:
            e = s.evidence
            lines.append(
                f"  {s.number:2d} {s.step.kind:8s} {e.mark.symbol}  decoys {e.refused}/{e.decoys}"
                f"  {1000 * e.seconds:5.0f} ms  {s.step.by}"
            )
        lines += [f"  code {c.name}: {c.error:.0e} on {c.inputs} inputs" for c in self.code]
        lines += [f"  ! {p}" for p in self.problems]
        return "\n".join(lines)
