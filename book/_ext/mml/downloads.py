"""The chapter as a notebook: the page that was built, written as Markdown and code cells.

It needs nothing but the package and the libraries that the page compares with; its first cell
installs them.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import nbformat
from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx

from mml.blocks import block, block_title
from mml.derivations import evidence, step
from mml.mathematics import notation
from tools import execute, sources

INSTALL = {"sklearn": "scikit-learn"}
SILENT = (
    nodes.target,
    addnodes.index,
    addnodes.highlightlang,
    nodes.comment,
    nodes.system_message,
    evidence,
    nodes.raw,
    block_title,
)


class Writer:
    """Walk a resolved page; collect cells."""

    def __init__(self) -> None:
        self.cells: list[nbformat.NotebookNode] = []
        self.text: list[str] = []
        self.level = 0

    def flush(self) -> None:
        """Close the Markdown cell that is being written."""
        body = re.sub(r"\n{3,}", "\n\n", "".join(self.text)).strip()
        self.text = []
        if body:
            self.cells.append(nbformat.v4.new_markdown_cell(body))

    def inline(self, node: nodes.Element) -> str:
        """Return the Markdown of a node's text."""
        return "".join(self.span(child) for child in node.children)

    def span(self, node: nodes.Node) -> str:
        """Return the Markdown of one piece of text."""
        match node:
            case nodes.Text():
                return node.astext()
            case nodes.math():
                return f"${node.astext()}$"
            case nodes.emphasis():
                return f"*{self.inline(node)}*"
            case nodes.strong():
                return f"**{self.inline(node)}**"
            case nodes.literal():
                return f"`{node.astext()}`"
            case nodes.reference() if str(node.get("refuri", "")).startswith("http"):
                return f"[{self.inline(node)}]({node['refuri']})"
            case _ if isinstance(node, SILENT):
                return ""
            case nodes.Element():
                return self.inline(node)
        return ""

    def paragraph(self, text: str) -> None:
        """Write one paragraph."""
        self.text.append(f"{text.strip()}\n\n")

    def blocks(self, children: list[nodes.Node]) -> None:
        """Write a sequence of blocks."""
        for child in children:
            self.block(child)

    def block(self, node: nodes.Node) -> None:
        """Write one block."""
        match node:
            case nodes.section():
                self.level += 1
                self.blocks(node.children)
                self.level -= 1
            case nodes.title() | nodes.rubric():
                self.flush()
                self.paragraph(f"{'#' * max(1, self.level)} {self.inline(node)}")
            case nodes.paragraph() | nodes.caption():
                self.paragraph(self.inline(node))
            case nodes.math_block():
                number = f" \\tag{{{node['number']}}}" if node.get("number") else ""
                self.paragraph(f"$$\n{node.astext().strip()}{number}\n$$")
            case nodes.bullet_list() | nodes.enumerated_list():
                self.list(node)
            case nodes.table():
                self.table(node)
            case nodes.literal_block():
                self.paragraph(f"```python\n{node.astext()}\n```")
            case nodes.container() if "explorable-box" in node["classes"]:
                pass  # only a browser can move it
            case nodes.container() if "cell" in node["classes"]:
                self.code(node)
            case block():
                name = next((c for c in node.children if isinstance(c, block_title)), None)
                heading = f"**{node['heading']}**" if node["heading"] else ""
                self.flush()
                self.paragraph(heading + (f" ({self.inline(name)})" if name else ""))
                self.blocks(node.children)
                self.flush()
            case step():
                self.text.append(f"{node['number']}. {node['mark']} ")
                self.blocks(node.children)
            case nodes.figure():
                self.blocks([c for c in node.children if isinstance(c, nodes.caption)])
            case _ if isinstance(node, SILENT):
                pass
            case nodes.Element():
                self.blocks(node.children)

    def list(self, node: nodes.Element) -> None:
        """Write a list; each item on a line of its own."""
        for count, item in enumerate(node.children, start=node.get("start", 1)):
            mark = f"{count}." if isinstance(node, nodes.enumerated_list) else "-"
            inner = Writer()
            inner.blocks(item.children)
            lines = "".join(inner.text).strip().splitlines()
            self.text.append(f"{mark} " + "\n   ".join(lines) + "\n")
        self.text.append("\n")

    def table(self, node: nodes.table) -> None:
        """Write a table of one-line cells."""
        rows = []
        for row in node.findall(nodes.row):
            cells = (" ".join(self.inline(p) for p in entry.children) for entry in row.children)
            rows.append("| " + " | ".join(cells) + " |")
        columns = rows[0].count(" | ") + 1
        rows.insert(1, "|" + " :-- |" * columns)
        self.paragraph("\n".join(rows))

    def code(self, node: nodes.container) -> None:
        """Write a code cell, and the caption of its figure after it."""
        self.flush()
        source = next((c for c in node.children if c.get("nb_element") == "cell_code_source"), None)
        if source is not None:
            cell = nbformat.v4.new_code_cell(next(source.findall(nodes.literal_block)).astext())
            if "tag_hide-input" in node["classes"]:
                cell.metadata["jupyter"] = {"source_hidden": True}
            if "tag_raises-exception" in node["classes"]:
                cell.metadata["tags"] = ["raises-exception"]
            self.cells.append(cell)
        for caption in node.findall(nodes.caption):
            self.paragraph(f"*{self.inline(caption).strip()}*")


def first_cells(document: str) -> list[nbformat.NotebookNode]:
    """Return the cells before the text: installation, and the macros of the formulas."""
    text = sources.path_of(document).read_text()
    roots = set(re.findall(r"(?m)^(?:from|import) (\w+)", "\n".join(sources.code_cells(text))))
    others = sorted(INSTALL.get(name, name) for name in roots & {"scipy", "sklearn", "statsmodels"})
    install = "# Once: the book's package, and the libraries that this page compares with.\n"
    install += f"%pip install --quiet {' '.join(['mmlbook', *others])}"
    macros = "\n".join(
        rf"\newcommand{{\{m['name']}}}"
        + (f"[{m['arguments']}]" if m["arguments"] else "")
        + f"{{{m['site']}}}"
        for m in notation()["macro"]
    )
    return [nbformat.v4.new_code_cell(install), nbformat.v4.new_markdown_cell(f"$$\n{macros}\n$$")]


def with_hidden(
    cells: list[nbformat.NotebookNode], codes: list[str]
) -> list[nbformat.NotebookNode]:
    """Return cells with the code that the page runs and does not show, folded, in its place.

    Examples
    --------
    >>> new = nbformat.v4.new_code_cell
    >>> [c.source for c in with_hidden([new("b"), new("d")], ["a", "b", "c", "d", "e"])]
    ['a', 'b', 'c', 'd', 'e']
    """
    waiting, out = list(codes), list[nbformat.NotebookNode]()

    def folded() -> nbformat.NotebookNode:
        metadata = {"jupyter": {"source_hidden": True}}
        return nbformat.v4.new_code_cell(waiting.pop(0), metadata=metadata)

    for cell in cells:
        if cell.cell_type == "code" and cell.source in waiting:
            while waiting[0] != cell.source:
                out.append(folded())
            waiting.pop(0)
        out.append(cell)
    return out + [folded() for _ in range(len(waiting))]


def notebook(document: str, doctree: nodes.document) -> nbformat.NotebookNode:
    """Return a resolved page as a notebook without outputs."""
    writer = Writer()
    writer.blocks(doctree.children)
    writer.flush()
    shown_or_not = execute.code(execute.read(sources.path_of(document).read_text()))
    cells = first_cells(document) + with_hidden(writer.cells, shown_or_not)
    for count, cell in enumerate(cells):
        cell["id"] = f"cell-{count}"
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})


def write(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Write the notebook of a chapter beside the site."""
    if app.builder.name != "html" or docname.removeprefix("book/") not in sources.chapters():
        return
    out = Path(app.outdir) / "_notebooks"
    out.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook(docname, doctree), out / f"{docname.rsplit('/', 1)[-1]}.ipynb")


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to the build."""
    app.connect("doctree-resolved", write, priority=900)
    return {}
