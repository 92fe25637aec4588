"""A page of the book taken apart, for the guards: cells, blocks, prose, formulas, labels.

This reads MyST line by line and knows only what the chapters use.  Line numbers are kept, so that a
guard can say where.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import yaml

from tools import sources

ROOT = sources.ROOT

FENCE = re.compile(r"^\s*(`{3,}|~{3,}|:{3,})\s*(?:\{([\w:.-]+)\})?\s*(.*?)\s*$")
TARGET = re.compile(r"^\(([\w:.-]+)\)=\s*$")
ROLE = re.compile(r"\{([\w:.-]+)\}`([^`]+)`")
CODE = re.compile(r"(?s)(?<!`)(`+)(?!`)((?:(?!\n\s*\n).)+?)(?<!`)\1(?!`)")
DISPLAY = re.compile(r"(?s)(?<!\\)\$\$(.+?)\$\$")
INLINE = re.compile(r"(?s)(?<![\\$])\$(?!\$)((?:(?!\n\s*\n)[^$])+?)(?<!\\)\$(?!\$)")

# Blocks whose content is not Markdown, and blocks whose argument is a title.
OPAQUE = re.compile(r"code-cell|code-block|code|literalinclude|math|raw|eval-rst")
TITLED = re.compile(r"prf:\w+|admonition|exercise-start")


@dataclass
class Block:
    """A fenced block: its name ("" if plain code), its argument, its options, its lines."""

    name: str
    argument: str
    line: int
    options: dict[str, str] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)

    @property
    def body(self) -> str:
        return "\n".join(self.lines)

    @property
    def label(self) -> str | None:
        return self.options.get("label") or self.options.get("name")


@dataclass(frozen=True)
class Cell:
    """A code cell: its options and its code."""

    line: int
    options: dict
    code: str

    @property
    def tags(self) -> list[str]:
        return self.options.get("tags") or []

    @property
    def figure(self) -> dict | None:
        return (self.options.get("mystnb") or {}).get("figure")

    @property
    def alt(self) -> str:
        return ((self.options.get("mystnb") or {}).get("image") or {}).get("alt") or ""


@dataclass
class Page:
    """A page: ``name`` as in ``_toc.yml``, ``text`` as written."""

    name: str
    text: str

    def __post_init__(self) -> None:
        self.blocks: list[Block] = []
        self.targets: dict[str, int] = {}
        self._read()

    @property
    def stem(self) -> str:
        return self.name.rsplit("/", 1)[-1]

    def _read(self) -> None:
        prose: list[str] = []
        open_blocks: list[tuple[str, bool, Block]] = []
        heading = False  # among the option lines of a block
        lines = self.text.splitlines()
        start = lines.index("---", 1) + 1 if lines[:1] == ["---"] else 0
        prose += [""] * start
        for number, line in enumerate(lines[start:], start + 1):
            fence = FENCE.match(line)
            marker, opaque, block = open_blocks[-1] if open_blocks else ("", False, None)
            closes = fence and not fence[2] and not fence[3] and fence[1].startswith(marker or "\0")
            if closes:
                open_blocks.pop()
                prose.append("")
            elif block is not None and opaque:
                block.lines.append(line)
                prose.append("")
            elif fence:
                new = Block(fence[2] or "", fence[3], number)
                self.blocks.append(new)
                plain = not new.name and ":" not in fence[1]
                opaque = plain or bool(OPAQUE.fullmatch(new.name))
                open_blocks.append((fence[1], opaque, new))
                prose.append(fence[3] if TITLED.fullmatch(new.name) else "")
                heading = not opaque
                continue
            elif heading and block is not None and re.match(r"\s*:[\w-]+:", line):
                key, _, value = line.strip()[1:].partition(":")
                block.options[key] = value.strip()
                prose.append("")
                continue
            elif found := TARGET.match(line):
                self.targets[found[1]] = number
                prose.append("")
            else:
                prose.append("" if line.startswith("%") else line)
            heading = False
        self.prose = "\n".join(prose)
        for block in self.blocks:
            if block.name != "code-cell":
                while block.lines and (option := re.match(r":([\w-]+):\s*(.*)$", block.lines[0])):
                    block.options[option[1]] = option[2]
                    del block.lines[0]

    @cached_property
    def cells(self) -> list[Cell]:
        return [
            Cell(block.line, *split_options(block.body))
            for block in self.blocks
            if block.name == "code-cell"
        ]

    @cached_property
    def labels(self) -> dict[str, int]:
        """What can be referred to on this page, with its line; twice the same is a problem."""
        found = dict(self.targets)
        for block in self.blocks:
            label = (
                f"drv-{block.argument.replace('_', '-')}" if block.name == "derivation" else None
            )
            if label := label or block.label:
                found[label] = block.line
        for cell in self.cells:
            if cell.figure and cell.figure.get("name"):
                found[cell.figure["name"]] = cell.line
        return found

    def labels_twice(self) -> list[str]:
        written = re.findall(
            r"(?m)^\(([\w:.-]+)\)=\s*$|^\s*:(?:label|name): (\S+)|^\s+name: (\S+)", self.text
        )
        names = [a or b or c for a, b, c in written]
        return sorted({name for name in names if names.count(name) > 1})

    @cached_property
    def captions(self) -> list[tuple[int, str]]:
        found = [
            (cell.line, cell.figure.get("caption") or "") for cell in self.cells if cell.figure
        ]
        return [(line, text) for line, text in found if text]

    @cached_property
    def passages(self) -> list[tuple[int, str]]:
        """The paragraphs of the prose and the captions, each with its first line."""
        found, line = [], 1
        for part in re.split(r"(\n\s*\n)", self.prose):
            if part.strip():
                lead = len(part) - len(part.lstrip("\n"))
                found.append((line + lead, part.strip("\n")))
            line += part.count("\n")
        return found + self.captions

    @cached_property
    def formulas(self) -> list[tuple[int, str]]:
        """Every formula of the page with its line."""
        found = [(b.line, b.body) for b in self.blocks if b.name == "math"]
        for line, text in [(1, self.prose), *self.captions]:
            found += [(line + at, latex) for at, latex in formulas_of(text)]
        return found


def split_options(body: str) -> tuple[dict, str]:
    """Return the options and the code of a code cell."""
    if found := re.match(r"(?s)\A---\n(.*?)\n---(?:\n|\Z)(.*)\Z", body):
        return yaml.safe_load(found[1]) or {}, found[2].strip("\n")
    head = re.match(r"\A(?::[^\n]*(?:\n|\Z))*", body)[0]
    options = yaml.safe_load("\n".join(line[1:] for line in head.splitlines())) or {}
    return options, body[len(head) :].strip("\n")


def blank(pattern: re.Pattern[str], text: str) -> str:
    """Return the text with every match replaced by a gap of as many lines."""
    return pattern.sub(lambda match: " " + "\n" * match[0].count("\n"), text)


def formulas_of(text: str) -> list[tuple[int, str]]:
    """Return the formulas of Markdown text, each with the number of lines before it."""
    text = blank(CODE, blank(ROLE, text))
    found = [(text.count("\n", 0, m.start()), m[1]) for m in DISPLAY.finditer(text)]
    text = blank(DISPLAY, text)
    return found + [(text.count("\n", 0, m.start()), m[1]) for m in INLINE.finditer(text)]


def words(text: str) -> str:
    """Return Markdown text without formulas, code and roles."""
    for pattern in (ROLE, CODE, DISPLAY, INLINE):
        text = blank(pattern, text)
    return re.sub(r"<!--.*?-->|<[^>\n]+>|\]\([^)]*\)", " ", text)


def page_of(name: str) -> Page:
    return Page(name, sources.path_of(name).read_text())


def all_pages() -> list[Page]:
    return [page_of(name) for name in sources.documents()]


def chapter_pages() -> list[Page]:
    return [page_of(f"book/{name}") for name in sources.chapters()]


def python_files(*folders: str) -> Iterator[Path]:
    """Yield the Python files below some folders of the project."""
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))


def nothing(problems: list[str]) -> None:
    """Fail, with one problem to a line, if there is any."""
    assert not problems, "\n" + "\n".join(problems)
