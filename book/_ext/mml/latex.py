"""The printed book: parts, front and back matter, an appendix with the solutions.

Sphinx writes the text; the look is in ``book/_latex/mml.sty``.
"""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.texescape import escape

from mml.blocks import block
from mml.derivations import evidence, step
from mml.mathematics import pdf_macros, printed_length
from tools import sources
from tools.sources import ROOT

ELEMENTS = {
    "papersize": "",
    "pointsize": "10pt",
    "extraclassoptions": "openany",
    "geometry": (
        r"\usepackage[paperwidth=178mm,paperheight=254mm,inner=22mm,outer=24mm,top=22mm,"
        r"bottom=20mm,headheight=14pt,headsep=7mm,footskip=10mm]{geometry}"
    ),
    "polyglossia": "",
    "babel": r"\usepackage{babel}",
    "fontenc": r"\usepackage{fontspec}",
    "fontpkg": r"\usepackage{mml-fonts}",
    "fncychap": "",
    "sphinxsetup": (
        "iconpackage=none,verbatimwithframe=false,"
        "VerbatimColor={RGB}{246,247,249},VerbatimBorderColor={RGB}{246,247,249},"
        "InnerLinkColor={RGB}{11,95,154},OuterLinkColor={RGB}{11,95,154},"
        "TitleColor={RGB}{29,33,38},verbatimwrapslines=false,"
        "verbatimvisiblespace={},verbatimhintsturnover=false,"
        "pre_padding=4pt,pre_border-radius=0pt"
    ),
    "fvset": r"\fvset{formatcom=\mmlcode}",
    "maketitle": r"\frontmatter\mmltitlepage",
    "tableofcontents": r"\mmlcontents",
    "figure_align": "!htb",
    "tocdepth": r"\setcounter{tocdepth}{1}",
    "secnumdepth": r"\setcounter{secnumdepth}{-1}",
    "extrapackages": r"\usepackage{tcolorbox}\tcbuselibrary{skins,breakable}",
}


def configure(app: Sphinx, config: Config) -> None:
    """Complete the settings of the LaTeX builder."""
    version = f"\\newcommand{{\\mmlversion}}{{{config.release}}}\n"
    preamble = "\\usepackage{mml}\n" + version + pdf_macros()
    config.latex_elements = ELEMENTS | {"preamble": preamble}  # type: ignore[attr-defined]
    fonts = [*(ROOT / "book/_fonts").glob("*.otf"), *(ROOT / "mmlbook/fonts").glob("*.otf")]
    styles = sorted((ROOT / "book/_latex").glob("*.sty"))
    config.latex_additional_files = [str(path) for path in [*sorted(fonts), *styles]]  # type: ignore[attr-defined]
    config.latex_docclass = {"manual": "book"}  # type: ignore[attr-defined]
    config.latex_toplevel_sectioning = "chapter"  # type: ignore[attr-defined]
    config.latex_use_xindy = False  # type: ignore[attr-defined]
    config.latex_table_style = ["booktabs"]  # type: ignore[attr-defined]
    config.latex_documents = [  # type: ignore[attr-defined]
        (
            config.master_doc,
            "mathematics-for-machine-learning.tex",
            "Mathematics for Machine Learning, executable",
            config.author,
            "manual",
            True,
        )
    ]


def raw(latex: str) -> nodes.raw:
    """Return LaTeX to be written as it is."""
    return nodes.raw("", latex, format="latex")


BREAK = "\u200b"  # where a name in code may be broken
CODE, RESULT = 12, 6  # lines of code, and of its result, that stay on one page


class ForPrint(SphinxPostTransform):
    """What paper needs otherwise: no code that only draws, columns of numbers set flush right."""

    default_priority = 700
    formats = ("latex",)

    def run(self, **options: Any) -> None:
        """Walk the document."""
        for cell in list(self.document.findall(nodes.container)):
            if {"tag_hide-input", "tag_remove-input"} & set(cell["classes"]):
                for child in [
                    c for c in cell.children if c.get("nb_element") == "cell_code_source"
                ]:
                    cell.remove(child)
            elif "cell" in cell["classes"]:
                cell.parent.insert(cell.parent.index(cell), raw(f"\\mmlkeep{{{kept(cell)}}}"))
        for section in list(self.document.findall(nodes.section)):
            if len(section) > 1 and isinstance(section[1], block):  # no heading without its box
                rows = len(list(section[1].findall(nodes.row)))
                need = raw(f"\\mmlneed{{{rows + 8}\\baselineskip}}")
                section.parent.insert(section.parent.index(section), need)
        for box in [b for b in self.document.findall(block) if b["kind"] == "derivation"]:
            box.parent.insert(
                box.parent.index(box), raw(f"\\mmlneed{{{opening(box)}\\baselineskip}}")
            )
        for proof in self.document.findall(evidence):  # small print: the code, and one sentence
            before = proof.parent[proof.parent.index(proof) - 1]
            proof.children = []
            if "code-claim" in before.get("classes", ()):
                proof.parent.remove(before)
                proof += before
        for paragraph in list(self.document.findall(nodes.paragraph)):
            if paragraph.children and paragraph[0].astext() == "Hand in":
                paragraph.parent.insert(paragraph.parent.index(paragraph), raw("\\nopagebreak"))
        for literal in self.document.findall(nodes.literal):
            hump = r"|(?<=[a-z])(?=[A-Z])" if isinstance(literal.parent.parent, nodes.entry) else ""
            text = re.sub(rf"(?<=[_(.])(?=\w){hump}", BREAK, literal.astext())
            literal[:] = [nodes.Text(text)]
        for table in list(self.document.findall(nodes.table)):
            spec = addnodes.tabular_col_spec()
            spec["spec"] = columns(table)
            table.parent.insert(table.parent.index(table), spec)


def kept(cell: nodes.container) -> int:
    r"""Return how many lines of a cell stay on one page: its code, and where its result begins.

    Examples
    --------
    >>> code, result = (nodes.literal_block(text, text) for text in ("a = 1\na + a", "2"))
    >>> kept(nodes.container("", code, result))  # two lines and one
    3
    """
    blocks = [block.astext().count("\n") + 1 for block in cell.findall(nodes.literal_block)]
    tables = [len(list(table.findall(nodes.row))) for table in cell.findall(nodes.table)]
    return min(blocks[0], CODE) + sum(min(lines, RESULT) for lines in blocks[1:] + tables)


TALL = re.compile(r"\\(?:d?frac|sum|prod|int|lim)\b")


def lines_of(latex: str) -> float:
    r"""Return about how many lines of text a formula is high.

    Examples
    --------
    >>> lines_of("x = y"), lines_of(r"\begin{bmatrix} a \\ b \end{bmatrix}")
    (1.5, 3.0)
    """
    return 1.5 * (1 + latex.count(r"\\")) + bool(TALL.search(latex))


def opening(box: block) -> int:
    """Return about how many lines a derivation takes up to the end of its first step.

    A page does not end below the givens.
    """
    first = next(iter(box.findall(step)))
    lines = 2.5
    for child in box.children[: box.index(first.parent)]:
        lines += -(-printed_length(child.astext()) // 88)
        inline = [lines_of(m.astext()) for m in child.findall(nodes.math)]
        lines += max(0, max(inline, default=0) - 1.5)
    for part in first.children:
        formula = isinstance(part, nodes.math_block)
        text = part.astext()
        lines += lines_of(text) if formula else -(-printed_length(text) // 95)
    return round(lines)


GAP = 3  # between two columns of a table, in letters
LINE = 76  # what a line of a table holds, in letters
WIDE = 1.2  # a letter of code, in letters


def cell_width(cell: nodes.Element) -> int:
    r"""Return about how many letters wide a cell is printed.

    Examples
    --------
    >>> words = nodes.Text("ten"), nodes.literal("", "ten_letter")
    >>> cell_width(nodes.entry("", nodes.paragraph("", "", *words)))
    15
    """
    code = sum(printed_length(c.astext()) for c in cell.findall(nodes.literal))
    return printed_length(cell.astext()) + round((WIDE - 1) * code)


def columns(table: nodes.table) -> str:
    """Return LaTeX's column description: as wide as the text, or shares of the line."""
    rows = [list(row.children) for row in table.findall(nodes.row)]
    widths = [max(map(cell_width, column)) for column in zip(*rows, strict=False)]
    if sum(widths) + GAP * len(widths) <= LINE:
        return "".join("r" if "text-right" in cell["classes"] else "l" for cell in rows[0])
    longest = [
        max(
            printed_length(word)
            for cell in column
            for word in re.split(r"[\s\u200b]+", cell.astext())
        )
        for column in zip(*rows, strict=False)
    ]
    shares = [
        max(min(width, 40), word + 1) + GAP for width, word in zip(widths, longest, strict=True)
    ]
    ragged = ">{\\raggedright\\arraybackslash}"
    return "".join(f"{ragged}\\X{{{share}}}{{{sum(shares)}}}" for share in shares)


def chapter_words(app: Sphinx, docname: str) -> str:
    """Return "Chapter 3", or nothing for a page that has no number."""
    numbers = app.env.toc_secnumbers.get(docname, {}).get("")
    return f"Chapter {'.'.join(map(str, numbers))}" if numbers else ""


def back_matter(app: Sphinx) -> str:
    """Return what opens the pages after the solutions; figures count on from the front matter."""
    numbers = app.env.toc_fignumbers
    parts = [part for part in sources.toc()["parts"] if part.get("numbered")]
    first = sources.documents().index(parts[0]["chapters"][0]["file"])
    before = sum(
        len(numbers.get(name, {}).get("figure", {})) for name in sources.documents()[:first]
    )
    return (
        "\\backmatter\\setcounter{secnumdepth}{-1}"
        "\\renewcommand{\\thefigure}{\\arabic{figure}}\\renewcommand{\\theHfigure}{back.\\arabic{figure}}"
        f"\\counterwithout*{{figure}}{{chapter}}\\setcounter{{figure}}{{{before}}}"
    )


def arrange(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Insert parts and matter, move the solutions into an appendix."""
    if app.builder.format != "latex" or docname != app.config.master_doc:
        return
    files = {node["docname"]: node for node in doctree.findall(addnodes.start_of_file)}
    solutions: dict[str, list[block]] = {}
    exercises = {
        node.get("label"): node for node in doctree.findall(block) if node["kind"] == "exercise"
    }
    for node in list(doctree.findall(block)):
        if node["kind"] == "solution":
            exercises[node["exercise"]]["solution"] = f"{node['docname']}:{node['ids'][0]}"
            solutions.setdefault(node["docname"], []).append(node)
            node.parent.remove(node)
    # LaTeX heads its bibliography itself
    files["book/bibliography"].parent.remove(files["book/bibliography"])
    matter = "front"
    for part in sources.toc()["parts"]:
        first = files[part["chapters"][0]["file"]]
        index = first.parent.index(first)
        if part.get("numbered"):
            opening = "\\mainmatter\\setcounter{secnumdepth}{1}\n" if matter == "front" else ""
            matter = "main"
            caption = part["caption"].replace("&", "\\&")
            first.parent.insert(index, raw(f"{opening}\\part{{{caption}}}"))
        elif matter == "main":
            matter = "back"
            appendix = addnodes.start_of_file(docname="book/solutions")
            section = nodes.section(ids=["solutions"])
            section += nodes.title("", "Solutions to the exercises")
            for name, blocks in solutions.items():
                title = escape(app.env.titles[name].astext(), "xelatex")
                section += raw(f"\\mmlsolutions{{{chapter_words(app, name)}}}{{{title}}}")
                # links in a solution point into its own chapter
                section += addnodes.start_of_file("", *blocks, docname=name)
            appendix += section
            first.parent.insert(
                index,
                [raw("\\appendix"), appendix, raw(back_matter(app))],
            )


def setup(app: Sphinx) -> None:
    """Register hooks."""
    app.connect("config-inited", configure, priority=900)
    app.connect("doctree-resolved", arrange)
    app.add_post_transform(ForPrint)
