"""The command ``mmlbook``: what is in the book, where to find it, and whether it holds.

Everything is read from the package itself, so the command works without the book's sources.  What
a subcommand needs is imported when it runs: ``mmlbook --help`` loads neither NumPy nor SymPy.
"""

from __future__ import annotations

import difflib
import importlib
import inspect
import os
import re
import runpy
import sys
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from typing import TYPE_CHECKING, TextIO

import click

import mmlbook

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from mmlbook.derive import Derivation, Report

__all__ = ["main"]

WORTH_PROCESSES = 16  # derivations; for fewer, starting processes takes longer
PLAIN_WIDTH = 110  # columns of a table that goes into a file or a pipe


# --- what the package holds ---------------------------------------------------------------------


@dataclass(frozen=True)
class Chapter:
    """A chapter, as the package knows it: ``name`` is ``part/stem``."""

    name: str

    @property
    def module(self) -> str:
        """The module of its algorithms."""
        return "mmlbook." + self.name.replace("/", ".")

    @property
    def stem(self) -> str:
        """Its word."""
        return self.name.rpartition("/")[2]

    @property
    def title(self) -> str:
        """Its title, which stands in the first line of the module: ``Chapter: title.  Text: …``."""
        doc = inspect.getdoc(importlib.import_module(self.module)) or ""
        found = re.match(r"Chapter:? (.+?)\.(\s|$)", doc)
        title = found[1] if found else self.stem.replace("_", " ")
        return title[0].upper() + title[1:]

    def algorithms(self) -> Iterator[Entry]:
        """Yield what the module exports."""
        module = importlib.import_module(self.module)
        for name in module.__all__:
            doc = inspect.getdoc(getattr(module, name)) or ""
            label = re.search(r"Book: ``([\w-]+)``", doc)
            meaning = readable(doc.partition("\n")[0])
            where = label[1] if label else ""
            yield Entry("algorithm", name, meaning, self, self.module, where, doc)

    def exercises(self) -> Iterator[Entry]:
        """Yield the exercises with a definite answer; the hints are searched but never shown."""
        module = f"mmlbook.exercises.{self.name.replace('/', '.')}"
        for name, answer in importlib.import_module(module).ANSWERS.items():
            text = f'compare your answer: check("{name}", …)'
            yield Entry("exercise", name, text, self, module, f"ex-{name}", answer.hint)

    def derivations(self) -> Iterator[Entry]:
        """Yield the derivations."""
        from mmlbook.derivations import derivations

        module = f"mmlbook.derivations.{self.name.replace('/', '.')}"
        for name, found in derivations(self.name).items():
            searched = " ".join([found.claim, *found.quoted])
            label = "drv-" + name.replace("_", "-")
            yield Entry("derivation", name, found.title, self, module, label, searched)

    def entries(self) -> Iterator[Entry]:
        """Yield everything that can be found."""
        yield from self.algorithms()
        yield from self.derivations()
        yield from self.exercises()


@dataclass(frozen=True)
class Entry:
    """Something to find; ``searched`` is text that is looked through but not shown."""

    kind: str
    name: str
    meaning: str
    chapter: Chapter
    module: str
    label: str
    searched: str

    @property
    def text(self) -> str:
        """Everything that is looked through."""
        return " ".join([self.name, self.meaning, self.label, self.chapter.name, self.searched])

    def rank(self, words: Iterable[str]) -> int | None:
        """Return 0 if all words are in the name, 1 if in what is shown, 2 if behind it, or None."""
        for rank, text in enumerate((self.name, f"{self.name} {self.meaning}", self.text)):
            if all(normal(word) in normal(text) for word in words):
                return rank
        return None


def chapters() -> list[Chapter]:
    """Return all chapters in the order of the book; a chapter is a module with derivations.

    Examples
    --------
    >>> [chapter.title for chapter in chapters() if chapter.stem == "vectors"]
    ['Vectors: lists of features']
    """
    from mmlbook.derivations import derivations

    return [Chapter(name) for name in dict.fromkeys(d.chapter for d in derivations().values())]


# --- text ---------------------------------------------------------------------------------------

SIGNS = {
    "lVert": "⟦", "rVert": "⟧", "lvert": "|", "rvert": "|", "sum": "∑", "times": "×", "cdot": "·",
    "le": "≤", "ge": "≥", "ne": "≠", "neq": "≠", "in": "∈", "iff": "⟺", "infty": "∞", "top": "ᵀ",
    "T": "ᵀ", "R": "ℝ", "dots": "…", "quad": "  ", "qquad": "  ", "pi": "π", "varphi": "φ",
    "alpha": "α", "beta": "β", "lambda": "λ", "sigma": "σ", "mu": "µ", "theta": "θ", "left": "",
    "right": "", "bigl": "", "bigr": "", "Bigl": "", "Bigr": "",
}  # fmt: skip
FRAMES = {
    "norm": "⟦{}⟧", "abs": "|{}|", "vect": "{}", "mat": "{}", "gvect": "{}",
    "mathbf": "{}", "text": "{}", "tilde": "{}~", "bar": "{}¯", "hat": "{}^",
}  # fmt: skip


def readable(text: str) -> str:
    r"""Return a line with its formulas in plain signs, good enough to recognize them.

    Examples
    --------
    >>> readable(r"Measure length: :math:`\lVert x \rVert_p = \bigl(\sum_j |x_j|^p\bigr)^{1/p}`.")
    'Measure length: ‖x‖_p = (∑_j |x_j|^p)^(1/p).'
    >>> readable(r"Put $t = \frac{\vect{w}^{\T} \vect{x} + b}{\norm{\vect{w}}^2}$ into ``f``.")
    'Put t = (wᵀ x + b)/‖w‖² into f.'
    """
    text = re.sub(r":math:`([^`]*)`|\$([^$]*)\$", lambda m: formula(m[1] or m[2] or ""), text)
    return " ".join(text.replace("``", "").split())


def formula(latex: str) -> str:
    r"""Return a formula in plain signs.

    Examples
    --------
    >>> formula(r"\sum_{i=1}^{d} \abs{x_i} \le \sqrt{d} \norm{\vect{x}}")
    '∑_(i=1)^d |x_i| ≤ √d ‖x‖'
    """
    tokens = re.findall(r"\\[a-zA-Z]+\s*|\\.|\s+|.", latex)[::-1]
    return re.sub(r"⟦\s*|\s*⟧", "‖", sequence(tokens)).strip()


def sequence(tokens: list[str]) -> str:
    """Return the tokens, last first, up to the end of their group in plain signs."""
    shown = ""
    while tokens and tokens[-1] != "}":
        shown += single(tokens)
    return shown


def single(tokens: list[str]) -> str:
    """Take one token with its arguments off the end of the list, and return it in plain signs."""
    token = tokens.pop()
    if token == "{":
        inside = sequence(tokens)
        if tokens:
            tokens.pop()
        return inside
    if token in ("^", "_"):
        raised = single(tokens) if tokens else ""
        space, raised = " " * raised.endswith(" "), raised.strip()
        if token == "^" and raised in ("ᵀ", "2", "3"):
            return {"2": "²", "3": "³"}.get(raised, raised) + space
        return token + grouped(raised) + space
    if not token.startswith("\\"):
        return token
    name, space = token[1:].strip(), " " * token.endswith(" ")
    if name in ("frac", "tfrac", "dfrac"):
        above = grouped(single(tokens))
        return f"{above}/{grouped(single(tokens))}"
    if name == "sqrt":
        return "√" + grouped(single(tokens))
    if name in FRAMES:
        return FRAMES[name].format(single(tokens))
    if not name.isalpha():
        return "" if name in ",;!" else name
    return SIGNS.get(name, name) + space


def grouped(shown: str) -> str:
    """Return a part of a formula, in parentheses unless it is a word, a sign or between bars."""
    alone = re.fullmatch(r"\w+|[+\-*∞]|[⟦|][^⟦⟧|]*[⟧|]²?", shown)
    return shown if alone else f"({shown})"


def normal(text: str) -> str:
    """Return text for comparison: lower case, with spaces for hyphens and underscores."""
    return re.sub(r"[-_\s]+", " ", text).casefold()


def near(word: str, known: Iterable[str]) -> str:
    """Return ``; did you mean …?`` with the closest of the known words, or nothing."""
    close = difflib.get_close_matches(word, sorted(set(known)), n=3)
    return f"; did you mean {', '.join(close)}?" if close else ""


def console(file: TextIO | None = None) -> Console:
    """Return where to print; no color and a fixed width if it is not a terminal."""
    from rich.console import Console

    shown = Console(file=file, highlight=False, markup=False)
    if not shown.is_terminal:
        shown.width = PLAIN_WIDTH
    return shown


def table(*columns: str) -> Table:
    """Return an empty table; the columns whose name begins with a number sign hold numbers."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    grid = Table(box=SIMPLE_HEAD, pad_edge=False)
    for name in columns:
        if name.startswith("#"):
            grid.add_column(name[1:], justify="right", no_wrap=True)
        else:
            grid.add_column(name, overflow="fold")
    return grid


# --- the commands -------------------------------------------------------------------------------


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(mmlbook.__version__, package_name="mmlbook", prog_name="mmlbook")
def main() -> None:
    """Look up and verify what is in the book Mathematics for Machine Learning."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal without ∀ shows ?


@main.command("chapters")
def show_chapters() -> None:
    """List the chapters with what each of them holds."""
    grid = table("chapter", "module", "#algorithms", "#derivations", "#answers")
    for chapter in chapters():
        kinds = [entry.kind for entry in chapter.entries()]
        counts = [str(kinds.count(k)) for k in ("algorithm", "derivation", "exercise")]
        grid.add_row(chapter.title, chapter.module, *counts)
    console().print(grid)


@main.command()
@click.argument("words", metavar="WORD...", nargs=-1, required=True)
def find(words: tuple[str, ...]) -> None:
    """Find algorithms, derivations and exercises by word."""
    wanted = " ".join(words).split()
    everything = [entry for chapter in chapters() for entry in chapter.entries()]
    ranked = [(entry.rank(wanted), entry) for entry in everything]
    found = sorted(((r, e) for r, e in ranked if r is not None), key=lambda pair: pair[0])
    if not found:
        known = {word for e in everything for word in re.findall(r"\w{3,}", normal(e.text))}
        asked = " ".join(wanted)
        hints = "".join(near(normal(word), known) for word in wanted if normal(word) not in known)
        raise click.ClickException(f"nothing about {asked!r}{hints}")
    print_found(console(), [entry for _, entry in found])


@main.command()
@click.argument("names", metavar="[NAME]...", nargs=-1)
@click.option("-v", "--verbose", is_flag=True, help="Show each step with its evidence.")
def verify(names: tuple[str, ...], verbose: bool) -> None:
    """Check all derivations, or those of the given names, chapters or Python files."""
    chosen = select(names)
    outcomes = check_all(chosen, verbose)
    out = console()
    for outcome in outcomes:
        print_lines(out, outcome.lines)
    grid = table("derivation", "mark", "#steps", "#decoys refused", "#given, needed", "#seconds")
    for o in outcomes:
        decoys, given = f"{o.refused} of {o.decoys}", f"{o.needed} of {o.given}"
        row = [o.name, o.symbol, str(o.steps), decoys, given, f"{o.seconds:.2f}"]
        grid.add_row(*row, style=None if not o.problems else "bold red")
    out.print(grid)
    for symbol, words in dict.fromkeys((o.symbol, o.words) for o in outcomes):
        out.print(f"{symbol} {words}")
    for o in outcomes:
        for what in o.unneeded:
            out.print(f"{o.name}: not needed: {readable(what)}", soft_wrap=True)
    failed = [o for o in outcomes if o.problems]
    for o in failed:
        for problem in o.problems:
            out.print(f"{o.name}: {problem}", style="red", soft_wrap=True)
    out.print(f"{len(outcomes) - len(failed)} of {len(outcomes)} derivations verified")
    if failed:
        sys.exit(1)


@dataclass(frozen=True)
class Chosen:
    """A derivation to check: of the book, or of a Python file."""

    name: str
    file: str = ""

    def load(self) -> Derivation:
        """Return the derivation."""
        return in_file(self.file)[self.name] if self.file else of_the_book()[self.name]


@dataclass(frozen=True)
class Outcome:
    """What checking found, as plain data that can travel between processes."""

    name: str
    symbol: str
    words: str
    steps: int
    decoys: int
    refused: int
    given: int
    needed: int
    seconds: float
    unneeded: tuple[str, ...]
    problems: tuple[str, ...]
    lines: tuple[tuple[str, int], ...]


def of_the_book() -> dict[str, Derivation]:
    """Return the derivations of the book by name."""
    from mmlbook.derivations import derivations

    return dict(derivations())


def in_file(path: str) -> dict[str, Derivation]:
    """Return the derivations that a Python file defines."""
    try:
        return as_it_is(path, os.stat(path).st_mtime_ns, os.stat(path).st_size)
    except OSError as error:
        raise click.UsageError(f"{path} cannot be read: {error.strerror}") from error


@cache
def as_it_is(path: str, changed: int, size: int) -> dict[str, Derivation]:
    """Run a Python file once, as long as it does not change, and return its derivations."""
    from mmlbook.derive import Derivation

    try:
        found = runpy.run_path(path).values()
    except Exception as error:
        raise click.ClickException(f"{path} does not run: {error}") from error
    return {d.name: d for d in found if isinstance(d, Derivation)}


def select(names: Iterable[str]) -> list[Chosen]:
    """Return what is named: derivations, chapters, files; all of the book if there are no names."""
    known = of_the_book().values()
    chosen: dict[Chosen, None] = {}
    for name in names:
        if name.endswith(".py"):
            if not (own := in_file(name)):
                raise click.UsageError(f"{name} defines no derivation")
            chosen |= dict.fromkeys(Chosen(d, name) for d in own)
            continue
        word = normal(name)
        found = [
            d
            for d in known
            if word in (normal(d.name), normal(d.chapter), normal(d.chapter.rpartition("/")[2]))
        ]
        if not found:
            hint = near(name, [d.name for d in known] + [d.chapter for d in known])
            raise click.UsageError(f"there is no derivation {name!r}{hint}")
        chosen |= dict.fromkeys(Chosen(d.name) for d in found)
    return list(chosen) or [Chosen(d.name) for d in known]


def check(chosen: Chosen, verbose: bool = False) -> Outcome:
    """Verify one derivation, and see what it needs of what is given."""
    from mmlbook.derive.ablation import ablate

    derivation = chosen.load()
    start = time.perf_counter()
    report = derivation.verify()
    findings = ablate(derivation) if report.ok else ()
    return Outcome(
        name=report.name,
        symbol=report.mark.symbol,
        words=report.mark.words,
        steps=len(report.steps),
        decoys=sum(step.evidence.decoys for step in report.steps),
        refused=sum(step.evidence.refused for step in report.steps),
        given=len(findings),
        needed=sum(f.needed for f in findings),
        seconds=time.perf_counter() - start,
        unneeded=tuple(f.what for f in findings if not f.needed),
        problems=report.problems,
        lines=tuple(lines_of(derivation, report)) if verbose else (),
    )


def check_all(chosen: list[Chosen], verbose: bool = False) -> list[Outcome]:
    """Check derivations, many of them on all processors; progress is shown to a terminal."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    screen = console(sys.stderr)
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
    done: dict[Chosen, Outcome] = {}
    with Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal) as bar:
        task = bar.add_task("", total=len(chosen))
        for one, outcome in results(chosen, verbose):
            done[one] = outcome
            bar.update(task, advance=1, description=outcome.name)
    return [done[one] for one in chosen]


def results(chosen: list[Chosen], verbose: bool) -> Iterator[tuple[Chosen, Outcome]]:
    """Yield the outcomes as they come, from several processes if that pays."""
    if len(chosen) < WORTH_PROCESSES or (os.cpu_count() or 1) == 1:
        for one in chosen:
            yield one, check(one, verbose)
        return
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        jobs = {pool.submit(check, one, verbose): one for one in chosen}
        for job in as_completed(jobs):
            yield jobs[job], job.result()


def print_found(out: Console, entries: list[Entry]) -> None:
    """Print what was found, chapter by chapter: kind, name, label, and below it the meaning."""
    from rich.padding import Padding

    for chapter in dict.fromkeys(entry.chapter for entry in entries):
        text = f"text in book/{chapter.name}.md"
        out.print(f"{chapter.title}: {chapter.module}, {text}", style="bold", soft_wrap=True)
        for entry in entries:
            if entry.chapter == chapter:
                out.print(f"  {entry.kind:10} {entry.name}  [{entry.label}]", soft_wrap=True)
                out.print(Padding(entry.meaning, (0, 0, 0, 13), expand=False))
        out.print()


def lines_of(derivation: Derivation, report: Report) -> Iterator[tuple[str, int]]:
    """Yield each step, what is claimed, why, and how it was checked, with the indentation."""
    from mmlbook.derive.display import step_latex

    yield f"{derivation.title} ({derivation.name})", 0
    for step in report.steps:
        evidence = " ".join([step.evidence.method, *step.evidence.problems])
        yield f"{step.number:3d} {step.evidence.mark.symbol}  {formula(step_latex(step.step))}", 0
        yield readable(step.step.by), 7
        yield readable(evidence), 7
    for code in report.code:
        yield readable(code.problem or code.sentence), 7


def print_lines(out: Console, lines: Iterable[tuple[str, int]]) -> None:
    """Print lines with their indentation, and an empty one after them."""
    from rich.padding import Padding

    lines = list(lines)
    for k, (line, indent) in enumerate(lines):
        if indent:
            out.print(Padding(line, (0, 0, 0, indent), expand=False))
        else:
            out.print(line, style="bold" if k == 0 else None)
    if lines:
        out.print()
