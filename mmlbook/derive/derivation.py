"""A derivation: what is given, what is named, the steps, and how to verify and show them.

Trusted for: checking every step with exactly the facts known before it.
"""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable

from mmlbook.derive.author import Author
from mmlbook.derive.binding import Binding
from mmlbook.derive.check import check_step
from mmlbook.derive.display import Display, display, markdown
from mmlbook.derive.givens import DerivationError
from mmlbook.derive.marks import Mark, strongest, weakest
from mmlbook.derive.models import Hypothesis, broken_hypothesis
from mmlbook.derive.names import Function
from mmlbook.derive.opinions import Context
from mmlbook.derive.relations import Relation
from mmlbook.derive.report import Report, StepReport
from mmlbook.derive.steps import Step
from mmlbook.derive.terms import Term

__all__ = ["Derivation", "derivation"]

DECOYS = 3


class Derivation:
    """A verified chain of steps; made by the decorator `derivation`.

    Attributes
    ----------
    name, title, chapter : str
        Function name, heading, and ``part/stem`` of the chapter.
    claim : str
        The claim in words (Markdown).

    Examples
    --------
    >>> from mmlbook.derivations import derivations
    >>> cauchy_schwarz = derivations()["cauchy_schwarz"]
    >>> cauchy_schwarz.title, cauchy_schwarz.verify().ok
    ('The Cauchy–Schwarz inequality', True)
    """

    def __init__(self, author: Author, title: str, chapter: str, claim: str) -> None:
        self.name, self.title, self.chapter, self.claim = author.name, title, chapter, claim
        self.symbols: tuple[Term, ...] = tuple(author.symbols)
        self.functions: tuple[Function, ...] = tuple(author.functions)
        self.lets: tuple[Term, ...] = tuple(author.lets)
        self.hypotheses: tuple[Hypothesis, ...] = tuple(author.hypotheses)
        self.lines = tuple(author.lines)
        self.results: tuple[Relation, ...] = tuple(author.results)
        self.quotes = tuple(author.quotes)
        self.recalls = tuple(author.recalls)
        self.bindings: tuple[Binding, ...] = tuple(author.bindings)
        self._reports: dict[int, Report] = {}

    def __repr__(self) -> str:
        return f"<Derivation {self.name}: {len(self.lines)} steps>"

    def __str__(self) -> str:
        return self.name

    @property
    def result(self) -> Relation:
        """What the last chain says."""
        if not self.results:
            raise DerivationError(f"{self.name}: no chain, so no result to recall")
        return self.results[-1]

    @property
    def quoted(self) -> tuple[str, ...]:
        """The names of the quoted theorems, those of recalled derivations included."""
        own = [q.entry.name for q in self.quotes]
        return tuple(dict.fromkeys([*own, *(n for r in self.recalls for n in r.derivation.quoted)]))

    def verify(self, decoys: int = DECOYS) -> Report:
        """Check everything, and return what was found; the result is kept for this process."""
        if decoys not in self._reports:
            self._reports[decoys] = self._verify(decoys)
        return self._reports[decoys]

    def check(self) -> Report:
        """Return the report, or raise `DerivationError` if the derivation is not verified."""
        report = self.verify()
        if not report.ok:
            raise DerivationError("\n".join([f"{self.name} is not verified", *report.problems]))
        return report

    def _verify(self, decoys: int) -> Report:
        start = time.perf_counter()
        problems = [] if self.lines else ["there are no steps"]
        broken = broken_hypothesis(self.hypotheses)
        if broken is not None:
            problems.append(f"the witness does not make ${broken.relation.latex()}$ true")
        for earlier in (r.derivation for r in self.recalls):
            if not earlier.verify(decoys).ok:
                problems.append(f"it recalls {earlier.name}, which is not verified")
        if problems:
            seconds = time.perf_counter() - start
            return Report(self.name, Mark.FAILED, (), (), tuple(problems), seconds)
        steps = []
        known = {r.relation: r.derivation.verify(decoys).mark for r in self.recalls}
        chain: tuple[Relation, Mark] | None = None
        for number, line in enumerate(self.lines, 1):
            recalled = tuple(r.relation for r in self.recalls)
            context = Context(self.hypotheses, line.facts, known, recalled)
            evidence = check_step(line.step, context, decoys, f"{self.name}/{number}")
            chain = _extend(chain, line.step, evidence.mark)
            for relation, mark in filter(None, [_alone(line.step, evidence.mark), chain]):
                known[relation] = strongest([mark, known.get(relation, mark)])
            steps.append(StepReport(number, line.step, evidence))
            where = f"step {number} ({line.step.by or 'no reason'})"
            problems += [f"{where} {problem}" for problem in evidence.problems]
        marks = [s.evidence.mark for s in steps]
        marks += [r.derivation.verify(decoys).mark for r in self.recalls]
        code = tuple(b.check(self.hypotheses) for b in self.bindings)
        problems += [
            c.problem or f"{c.name} differs from the last line by {c.error:.1e}"
            for c in code if not c.ok
        ]  # fmt: skip
        mark = Mark.FAILED if problems else weakest(marks)
        seconds = time.perf_counter() - start
        return Report(self.name, mark, tuple(steps), code, tuple(problems), seconds)

    def display(self) -> Display:
        """Return everything a page shows; a derivation that is not verified has no display."""
        return display(self, self.check())

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps, in order."""
        return tuple(line.step for line in self.lines)

    def latex(self) -> str:
        """Return all steps as one display."""
        rows = r" \\ ".join(step.latex for step in self.display().steps)
        return rf"\begin{{gathered}} {rows} \end{{gathered}}"

    def _repr_markdown_(self) -> str:
        return markdown(self.display())


def _alone(step: Step, mark: Mark) -> tuple[Relation, Mark] | None:
    relation = step.relation()
    return None if relation is None else (relation, mark)


def _extend(
    chain: tuple[Relation, Mark] | None, step: Step, mark: Mark
) -> tuple[Relation, Mark] | None:
    """Return what a chain says after one more step, and the mark of its weakest step."""
    relation = step.relation()
    if relation is None or chain is None or not step.continues:
        return None if relation is None else (relation, mark)
    start, earlier = chain
    op = start.op if relation.op == "=" else relation.op
    return Relation(start.lhs, op, relation.rhs), weakest([earlier, mark])


def derivation(*, chapter: str, title: str) -> Callable[[Callable[[Author], None]], Derivation]:
    """Turn a function that tells an `Author` what to write down into a `Derivation`.

    The function's name is the derivation's name, its docstring the claim in words.

    Examples
    --------
    >>> from mmlbook.derive.vocabulary import norm2
    >>> @derivation(chapter="linear_algebra/vectors", title="The square of a sum")
    ... def square_of_a_sum(d):
    ...     "Lengths of sums multiply out like numbers."
    ...     n = d.dim("n")
    ...     u, v = d.vec("u", n), d.vec("v", n)
    ...     with d.chain(norm2(u + v)) as c:
    ...         c.eq(norm2(u) + 2 * (u.T @ v) + norm2(v), by="multiply out")
    >>> square_of_a_sum.verify().ok, square_of_a_sum.verify().mark.symbol
    (True, '∀')
    """

    def wrap(script: Callable[[Author], None]) -> Derivation:
        claim = inspect.getdoc(script)
        if not claim:
            raise DerivationError(f"{script.__name__}: the docstring must say the claim in words")
        author = Author(script.__name__)
        script(author)
        return Derivation(author, title, chapter, claim)

    return wrap
