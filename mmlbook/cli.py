"""The command ``mmlbook``: what is in the book, where to find it, and whether it holds.

Everything is read from the package itself, so the command works without the book's sources.  What
a subcommand needs is imported when it runs: ``mmlbook --help`` loads neither NumPy nor SymPy.
"""

from __future__ import annotations

import difflib
import importlib
import inspect
import pkgutil
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

import click

import mmlbook

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from mmlbook.derive import Derivation, Report

__all__ = ["main"]

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
    """Return all chapters, by part and word; a chapter is a module with derivations.

    Examples
    --------
    >>> [chapter.title for chapter in chapters() if chapter.stem == "vectors"]
    ['Vectors: lists of features']
    """
    found = []
    (wing,) = importlib.import_module("mmlbook.derivations").__path__
    for part in pkgutil.iter_modules([wing]):
        stems = pkgutil.iter_modules([f"{wing}/{part.name}"]) if part.ispkg else ()
        found += [Chapter(f"{part.name}/{stem.name}") for stem in stems]
    return found


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
    """Check all derivations, or those of the given names or chapters."""
    from mmlbook.derivations import derivations

    chosen = select(names, derivations().values())
    reports = check_all(chosen)
    out = console()
    if verbose:
        for derivation, report in zip(chosen, reports, strict=True):
            print_steps(out, derivation, report)
    grid = table("derivation", "mark", "#steps", "#decoys refused", "#seconds")
    for report in reports:
        refused = sum(step.evidence.refused for step in report.steps)
        tried = sum(step.evidence.decoys for step in report.steps)
        count = f"{refused} of {tried}"
        row = [report.name, report.mark.symbol, str(len(report.steps)), count]
        row.append(f"{report.seconds:.2f}")
        grid.add_row(*row, style=None if report.ok else "bold red")
    out.print(grid)
    for mark in dict.fromkeys(report.mark for report in reports):
        out.print(f"{mark.symbol} {mark.words}")
    failed = [report for report in reports if not report.ok]
    for report in failed:
        for problem in report.problems:
            out.print(f"{report.name}: {problem}", style="red", soft_wrap=True)
    out.print(f"{len(reports) - len(failed)} of {len(reports)} derivations verified")
    if failed:
        sys.exit(1)


def select(names: Iterable[str], known: Iterable[Derivation]) -> list[Derivation]:
    """Return the derivations that are named, or whose chapter is; all if there are no names."""
    known = list(known)
    chosen: dict[str, Derivation] = {}
    for name in names:
        word = normal(name)
        found = [
            d
            for d in known
            if word in (normal(d.name), normal(d.chapter), normal(d.chapter.rpartition("/")[2]))
        ]
        if not found:
            hint = near(name, [d.name for d in known] + [d.chapter for d in known])
            raise click.UsageError(f"there is no derivation {name!r}{hint}")
        chosen |= {d.name: d for d in found}
    return list(chosen.values()) if chosen else known


def check_all(chosen: list[Derivation]) -> list[Report]:
    """Verify derivations one by one, with a progress bar if somebody is watching."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    screen = console(sys.stderr)
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
    reports = []
    with Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal) as bar:
        task = bar.add_task("", total=len(chosen))
        for derivation in chosen:
            bar.update(task, description=derivation.name)
            reports.append(derivation.verify())
            bar.advance(task)
    return reports


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


def print_steps(out: Console, derivation: Derivation, report: Report) -> None:
    """Print each step: what is claimed, why, and how it was checked."""
    from rich.padding import Padding

    from mmlbook.derive.display import step_latex

    out.print(f"{derivation.title} ({derivation.name})", style="bold")
    for step in report.steps:
        evidence = " ".join([step.evidence.method, *step.evidence.problems])
        out.print(f"{step.number:3d} {step.evidence.mark.symbol}  {formula(step_latex(step.step))}")
        for line in (step.step.by, evidence):
            out.print(Padding(readable(line), (0, 0, 0, 7), expand=False))
    for code in report.code:
        out.print(Padding(readable(code.problem or code.sentence), (0, 0, 0, 7), expand=False))
    out.print()
