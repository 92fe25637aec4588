"""Pages and parts of pages that are generated: notation, indexes, errata, the map of the course."""

from __future__ import annotations

import ast
import re
import tomllib
from abc import ABC, abstractmethod
from collections.abc import Iterator
from functools import cache
from html import escape
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from mml.mathematics import notation
from tools import sources
from tools.sources import PACKAGE, ROOT


@cache
def course() -> list[dict[str, Any]]:
    """Return the parts of the course with their chapters, written or planned."""
    return tomllib.loads((ROOT / "book" / "course.toml").read_text())["part"]


def written() -> set[str]:
    """Return the stems of the chapters that exist."""
    return {name.rsplit("/", 1)[-1] for name in sources.chapters()}


def errata() -> list[dict[str, str]]:
    """Return the confirmed errors, newest first."""
    return tomllib.loads((ROOT / "book" / "errata.toml").read_text()).get("erratum", [])


def algorithms() -> Iterator[tuple[str, str, str, str, str]]:
    """Yield chapter, name, label, meaning and test file of every public algorithm."""
    for chapter in sources.chapters():
        part, stem = chapter.split("/")
        module = PACKAGE / chapter  # a file, or a folder of files
        files = sorted(module.glob("*.py")) if module.is_dir() else [module.with_suffix(".py")]
        for node in (node for file in files for node in ast.parse(file.read_text()).body):
            if not isinstance(node, ast.FunctionDef | ast.ClassDef) or node.name.startswith("_"):
                continue
            doc = ast.get_docstring(node) or ""
            label = re.search(r"Book: ``([\w-]+)``", doc)
            if label:
                meaning = doc.splitlines()[0]
                meaning = re.sub(r":math:`([^`]*)`", r"$\1$", meaning).replace("``", "`")
                test = f"tests/{part}/test_{stem}.py"
                yield chapter, node.name, label[1], meaning, test


class Generated(SphinxDirective, ABC):
    """A directive whose content is Markdown made by `markdown`."""

    @abstractmethod
    def markdown(self) -> str:
        """Return the content."""

    def run(self) -> list[nodes.Node]:
        """Parse the content in place."""
        return self.parse_text_to_nodes(self.markdown())


def separate(formula: str) -> str:
    """Return a list of symbols as formulas of their own, so that a line may end between them.

    Examples
    --------
    >>> separate("p(x,y),q")
    '$p(x,y)$, $q$'
    """
    parts, depth = [""], 0
    for sign in formula:
        depth += (sign in "([{") - (sign in ")]}")
        if sign == "," and depth == 0 and not parts[-1].endswith("\\"):
            parts.append("")
        else:
            parts[-1] += sign
    return ", ".join(f"${part.strip()}$" for part in (p.removeprefix("\\ ") for p in parts))


class NotationTable(Generated):
    """``{notation-table}``: concept, symbol, name in code."""

    def markdown(self) -> str:
        """Return one table row for each concept."""
        rows = ["| concept | symbol | in code | remark |", "| :-- | :-- | :-- | :-- |"]
        for entry in notation()["concept"]:
            symbol = re.sub(r"\$([^$]*)\$", lambda match: separate(match[1]), entry["symbol"])
            cells = (entry["concept"], symbol, entry["code"], entry["remark"])
            rows.append("| " + " | ".join(cells) + " |")
        return "\n".join(rows)


class AlgorithmIndex(Generated):
    """``{algorithm-index}``: label, function, meaning, test."""

    def markdown(self) -> str:
        """Return one table for each chapter."""
        lines: list[str] = []
        chapter = None
        for name, function, label, meaning, test in algorithms():
            meaning = meaning.replace("|", r"\|")
            if name != chapter:
                chapter = name
                module = "mmlbook." + name.replace("/", ".")
                lines += ["", f"{{doc}}`/book/{name}`: `{module}`, tested in `{test}`", ""]
                lines += ["| in the text | function | what it computes |", "| :-- | :-- | :-- |"]
            lines.append(f"| {{prf:ref}}`{label}` | `{function}` | {meaning} |")
        return "\n".join(lines)


class ErrataList(Generated):
    """``{errata-list}``: the confirmed errors."""

    def markdown(self) -> str:
        """Return one row for each error, or say that there is none."""
        if not errata():
            return "No error has been confirmed so far."
        rows = ["| id | where | what was wrong | fixed in |", "| :-- | :-- | :-- | :-- |"]
        rows += [
            f"| {e['id']} | {{doc}}`/book/{e['chapter']}` | {e['what']} | {e['fixed']} |"
            for e in errata()
        ]
        return "\n".join(rows)


class CourseList(SphinxDirective):
    """``{course-list}``: parts and chapters, the written ones as links."""

    def run(self) -> list[nodes.Node]:
        """Return a grid of lists."""
        grid = nodes.container(classes=["course"])
        exists = set(sources.chapters())
        number = 0
        for part in course():
            box = nodes.container()
            box += nodes.rubric("", part["title"], classes=["course-part"])
            items = nodes.enumerated_list(enumtype="arabic", prefix="", suffix=".")
            items["start"] = number + 1
            for chapter in part["chapter"]:
                number += 1
                name = f"{part['name']}/{chapter['stem']}"
                line = nodes.paragraph()
                if name in exists:
                    line += self.parse_text_to_nodes(f"{{doc}}`/book/{name}`")[0].children
                else:
                    line += nodes.inline("", chapter["title"], classes=["planned"])
                items += nodes.list_item("", line)
            box += items
            grid += box
        return [grid]


def map_svg() -> str:
    """Return the map of the course: a column for each part, a line to each chapter it needs."""
    column, row, width, height, top = 128, 30, 114, 22, 34
    place: dict[str, tuple[int, int]] = {}
    body: list[str] = []
    tallest = max(len(part["chapter"]) for part in course())
    for x, part in enumerate(course()):
        for y, chapter in enumerate(part["chapter"]):
            place[chapter["stem"]] = (x * column + 4, y * row + top)
    for part in course():
        for chapter in part["chapter"]:
            x1, y1 = place[chapter["stem"]]
            for need in chapter["needs"]:
                x0, y0 = place[need]
                start, middle = (x0 + width, y0 + height / 2), y1 + height / 2
                if x0 == x1:
                    bend = x0 + width + 9
                    body.append(
                        f'<path class="edge" d="M{start[0]} {start[1]}C{bend} {start[1]} {bend} '
                        f'{middle} {x1 + width} {middle}"/>'
                    )
                else:
                    bend = (start[0] + x1) / 2
                    body.append(
                        f'<path class="edge" d="M{start[0]} {start[1]}C{bend} {start[1]} {bend} '
                        f'{middle} {x1} {middle}"/>'
                    )
    done = written()
    for x, part in enumerate(course()):
        words = part["name"].replace("_", " ")
        body.append(f'<text class="part-name" x="{x * column + 4}" y="20">{words}</text>')
        for chapter in part["chapter"]:
            left, up = place[chapter["stem"]]
            kind = ' class="done"' if chapter["stem"] in done else ""
            label = escape(chapter["stem"].replace("_", " "))
            label = label.replace("numerical linear algebra", "numerical lin. algebra")
            label = label.replace("automatic differentiation", "automatic diff.")
            label = label.replace("support vector machines", "support vectors")
            label = label.replace("convolutional networks", "convolutional nets")
            label = label.replace("graph neural networks", "graph neural nets")
            label = label.replace("deep generative models", "deep generative")
            label = label.replace("energy based models", "energy based")
            label = label.replace("generative classifiers", "generative classif.")
            body.append(
                f'<g{kind}><title>{escape(chapter["title"])}</title><rect class="node" x="{left}" '
                f'y="{up}" width="{width}" height="{height}" rx="3"/>'
                f'<text x="{left + 6}" y="{up + 15}">{label}</text></g>'
            )
    size = (len(course()) * column + 4, tallest * row + top + 4)
    label = (
        "Map of the course: nine columns, one for each part, each chapter joined to those it needs."
    )
    return (
        f'<div class="map"><svg viewBox="0 0 {size[0]} {size[1]}" role="img" '
        f'aria-label="{label}">{"".join(body)}</svg></div>'
    )


def map_latex() -> str:
    r"""Return the map for print: the parts from the ground up, each with its chapters by title.

    Sixty chapters and their lines are a tangle on paper, and a part needs only parts above it.

    Examples
    --------
    >>> map_latex().count("~")
    60
    """
    rows, done, number = [], written(), 0
    for part in course():
        names = []
        for chapter in part["chapter"]:
            number += 1
            title = chapter["title"].replace("&", r"\&")
            name = rf"{number}~{title}"
            if chapter["stem"] in done:
                name = rf"\textcolor{{mmlvermilion}}{{{name}}}"
            names.append(name)
        rows.append(rf"\hangindent=1em {{\sffamily {part['title']}:}} {'; '.join(names)}.\par")
    lines = [r"{\medskip\scriptsize\raggedright\parindent=0pt\parskip=2pt", *rows, r"\medskip}"]
    return "\n".join(lines)


class CourseMap(SphinxDirective):
    """``{course-map}``: the dependency map; in print a list by part."""

    def run(self) -> list[nodes.Node]:
        """Return the picture, for either edition."""
        return [
            nodes.raw("", map_svg(), format="html"),
            nodes.raw("", map_latex(), format="latex"),
        ]


def setup(app: Sphinx) -> None:
    """Register the directives."""
    app.add_directive("notation-table", NotationTable)
    app.add_directive("algorithm-index", AlgorithmIndex)
    app.add_directive("errata-list", ErrataList)
    app.add_directive("course-list", CourseList)
    app.add_directive("course-map", CourseMap)
