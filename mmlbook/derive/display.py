"""What a page shows of a verified derivation, as plain data.

Trusted for: showing what was checked, all of it, in the author's words and order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mmlbook.derive.check import Evidence
from mmlbook.derive.latex import break_lines, wrapped
from mmlbook.derive.marks import Mark
from mmlbook.derive.names import declared
from mmlbook.derive.report import Report
from mmlbook.derive.steps import Step
from mmlbook.derive.terms import Dim, Term, symbol
from mmlbook.derive.traverse import dims, substitute, symbols, unfold

if TYPE_CHECKING:
    from mmlbook.derive.derivation import Derivation

__all__ = ["Display", "DisplayStep", "display", "markdown"]


@dataclass(frozen=True)
class DisplayStep:
    """One step as shown: a complete formula, the reason, and how it was checked."""

    number: int
    latex: str
    reason: str
    mark: str
    evidence: str


@dataclass(frozen=True)
class Display:
    """A derivation as shown; formulas in `given`, `claim` and `quoted` stand between dollars."""

    name: str
    title: str
    claim: str
    given: tuple[str, ...]
    lets: tuple[tuple[str, str], ...]
    steps: tuple[DisplayStep, ...]
    mark: tuple[str, str]
    quoted: tuple[str, ...]
    recalled: tuple[str, ...]
    code: tuple[str, str] | None


def display(derivation: Derivation, report: Report) -> Display:
    """Return what a page shows of a derivation."""
    return Display(
        name=derivation.name,
        title=derivation.title,
        claim=derivation.claim,
        given=_given(derivation),
        lets=tuple((t.latex(), t.args[0].latex()) for t in derivation.lets),
        steps=tuple(
            DisplayStep(
                number=s.number,
                latex=step_latex(s.step),
                reason=s.step.by,
                mark=s.evidence.mark.symbol,
                evidence=_evidence(s.step, s.evidence),
            )
            for s in report.steps
        ),
        mark=(report.mark.symbol, _words(derivation, report)),
        quoted=tuple(
            f"{q.entry.name}: ${q.relation.latex()}$ ({q.entry.reference})"
            for q in derivation.quotes
        ),
        recalled=tuple(r.derivation.name for r in derivation.recalls),
        code=_code(report),
    )


def markdown(shown: Display) -> str:
    """Return the derivation as Markdown, for notebooks."""
    out = [f"**{shown.title}** ({shown.mark[0]} {shown.mark[1]})", shown.claim]
    out += [f"- {line}" for line in shown.given]
    out += [f"- let ${name} = {body}$" for name, body in shown.lets]
    for s in shown.steps:
        out.append(f"{s.number}. {s.reason}  {s.mark}\n\n$$\n{s.latex}\n$$")
    out += [f"† {line}" for line in shown.quoted]
    out += [shown.code[1]] if shown.code else []
    return "\n\n".join(out)


# --- given --------------------------------------------------------------------------------------


def _given(derivation: Derivation) -> tuple[str, ...]:
    sequences = _sequences(derivation.steps)
    shown = [t for s in derivation.steps for t in s.slots] + [
        t for let in derivation.lets for t in let.args
    ]
    shown += [t for h in derivation.hypotheses for t in (h.relation.lhs, h.relation.rhs)]
    used = symbols(*shown)  # some are needed by a witness only
    own = tuple(s for s in derivation.symbols if s in used)
    lines = [_symbols(group, sequences) for group in _groups(own)]
    lines += [f"${f.printed}$ a function with derivatives" for f in derivation.functions]
    random = {s.data.group for s in derivation.symbols} - {""}
    lines += ["the random symbols independent"] if len(random) > 1 else []
    slots = [t for s in derivation.steps for t in s.slots]
    if any(t.op == "E" and _unbounded(t) for s in slots for t in unfold(s).subterms()):
        lines.append("every expectation that is written exists")
    if any(map(_inside_chance, derivation.steps)):
        lines.append("derivatives may be taken inside expectations")
    lines += [f"${n} \\ge {n.least}$" for n in dims(*derivation.symbols, *slots) if n.least > 1]
    lines += [
        f"assumed: ${h.relation.latex()}$" for h in derivation.hypotheses if h.source == "assumed"
    ]
    lines += [f"from *{r.derivation.title}*: ${r.relation.latex()}$" for r in derivation.recalls]
    return tuple(lines)


def _unbounded(expectation: Term) -> bool:
    """Return whether an expectation is over symbols that may take large values."""
    return any(
        s.data.group and not s.data.properties & {"indicator", "one_hot"}
        for s in symbols(expectation)
    )


def _inside_chance(step: Step) -> bool:
    """Return whether a derivative is taken of an expectation that depends on the variable."""
    if step.kind not in ("gradient", "jacobian", "hessian"):
        return False
    f, x, *_ = step.slots
    return any(t.op == "E" and x in symbols(t) for t in f.subterms())


def _groups(symbols: tuple[Term, ...]) -> list[list[Term]]:
    """Group symbols of one shape and one set of properties."""
    groups: dict[object, list[Term]] = {}
    for s in symbols:
        groups.setdefault((s.shape, s.data.properties, s.data.group), []).append(s)
    return list(groups.values())


def _sequences(steps: tuple[Step, ...]) -> dict[Term, str]:
    """Return how symbols print that stand for a sequence only, ``u_n``."""
    own = {s.slots[0]: s.slots[1] for s in steps if s.kind == "induction"}
    others = symbols(*(t for s in steps for t in s.slots if s.kind != "induction"))
    return {u: rf"{u.latex()}_{{{n.latex()}}}" for u, n in own.items() if u not in others}


def _symbols(group: list[Term], printed: Mapping[Term, str]) -> str:
    first = group[0]
    names = ", ".join(printed.get(s, s.latex()) for s in group)
    flags = first.data.properties
    bounds = {"nonzero": r" \neq 0", "positive": " > 0", "nonnegative": r" \ge 0"}
    numbers = r"\N" if "natural" in flags else r"\R"
    line = rf"${names} \in {numbers}{_power(first)}$"
    for flag in declared(flags):
        if flag == "natural":
            continue
        if flag in bounds and first.scalar:
            line += ", " + ", ".join(f"${s.latex()}{bounds[flag]}$" for s in group)
        elif flag == "nonzero":
            line += ", " + ", ".join(rf"${s.latex()} \neq \vect{{0}}$" for s in group)
        else:
            line += ", " + _PROPERTIES.get(flag, flag.replace("_", " "))
    if first.data.group:
        line += ", random"
    return line


_PROPERTIES = {
    "positive": "every entry positive",
    "nonnegative": "no entry negative",
    "orthonormal": "with orthonormal columns",
    "permutation": "a permutation",
    "selection": "a selection of rows of the identity",
    "standardized": "of mean zero and covariance the identity",
    "indicator": "zero or one",
    "one_hot": "with one entry 1 and the others 0",
}


def _power(t: Term) -> str:
    if t.scalar:
        return ""
    rows, columns = (str(n) if isinstance(n, Dim) else n for n in t.shape)
    return f"^{{{rows}}}" if columns == 1 else rf"^{{{rows} \times {columns}}}"


# --- steps --------------------------------------------------------------------------------------


def step_latex(step: Step) -> str:
    """Return a step as one complete display."""
    if step.kind in ("eq", "le", "ge"):
        sign = {"eq": "=", "le": r"\le", "ge": r"\ge"}[step.kind]
        left = "" if step.continues else step.slots[0].latex()
        return break_lines(left, sign, step.slots[1])
    if step.kind in ("solve", "solve_right"):
        r, x, s, _ = step.slots
        zero = "0" if r.scalar else r"\vect{0}"
        return break_lines(f"{r.latex()} = {zero}", r"\iff", f"{x.latex()} = {s.latex()}")
    if step.kind == "minimum":
        f, x, s, gap = step.slots
        at = rf"\left.{f.latex()}\right|_{{{x.latex()} = {s.latex()}}}"
        return break_lines(f"{f.latex()} - {at}", "=", rf"{gap.latex()} \ge 0")
    if step.kind in ("succ", "succeq"):
        return rf"{step.slots[0].latex()} \{step.kind} 0"
    if step.kind in ("antiderivative", "telescope", "wz"):
        return break_lines(step.slots[0].latex(), "=", step.slots[1])
    if step.kind == "induction":
        return _induction(*step.slots)
    if step.kind == "limit":
        f, x, end, value = step.slots
        return break_lines(rf"\lim_{{{x.latex()} \to {end.latex()}}} {wrapped(f)}", "=", value)
    if step.kind == "proportional":
        return break_lines(step.slots[0].latex(), r"\propto", step.slots[1])
    f, x, G = step.slots
    if step.kind == "hessian":
        return break_lines(rf"\nabla^{{2}}_{{{x.latex()}}} \left[{f.latex()}\right]", "=", G)
    if step.kind == "gradient":
        return break_lines(rf"\nabla_{{{x.latex()}}} \left[{f.latex()}\right]", "=", G)
    return break_lines(
        rf"\frac{{\partial}}{{\partial {x.latex()}^{{\T}}}} \left[{f.latex()}\right]", "=", G
    )


def _induction(u: Term, n: Term, first: Term, start: Term, recursion: Term, closed: Term) -> str:
    """Return a recursion and its closed form."""

    def at(place: Term) -> str:
        return rf"{u.latex()}_{{{place.latex()}}}"

    term = symbol(f"{u.data.name} at {n.data.name}", *u.shape, at(n))
    now = substitute(recursion, {u: term})
    return (
        rf"{at(first)} = {start.latex()}, \quad {at(n + 1)} = {now.latex()} "
        rf"\quad \Rightarrow \quad {at(n)} = {closed.latex()}"
    )


def _code(report: Report) -> tuple[str, str] | None:
    """Return the name of the bound function and one sentence about all its bindings."""
    if not report.code:
        return None
    claims = ", ".join(c.claim for c in report.code)
    worst = max(report.code, key=lambda c: c.error)
    return worst.name, f"{claims}; {worst.agreement}."


def _evidence(step: Step, evidence: Evidence) -> str:
    words = evidence.method
    if step.kind in ("le", "ge") and len(step.slots) == 3:
        words += f" Gap: ${step.slots[2].latex()}$."
    if evidence.obligations:
        words += " Defined since " + ", ".join(f"${o}$" for o in evidence.obligations) + "."
    return words


def _fixed(step: Step) -> bool:
    """Return whether a step is about matrices or columns of one size only."""
    parts = [s for t in step.slots for s in t.subterms()]
    return not dims(*step.slots) and not all(s.scalar for s in parts)


def _words(derivation: Derivation, report: Report) -> str:
    words = report.mark.words
    if report.mark is Mark.PROVED:
        fixed = [str(k) for k, step in enumerate(derivation.steps, 1) if _fixed(step)]
        if not dims(*derivation.symbols):
            words = "proved for every value"
        elif fixed:
            where = f"step{'s' if len(fixed) > 1 else ''} {', '.join(fixed)}"
            words = f"proved for every value and, but for {where}, for every size"
    if derivation.quoted:
        words += f"; rests on the quoted {' and '.join(derivation.quoted)} (†)"
    return words
