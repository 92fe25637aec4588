"""The site: figures light and dark, wide things in boxes that scroll, own assets only."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from docutils import nodes
from fontTools import subset
from PIL import Image
from pygments.formatters import HtmlFormatter
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

from mml.mathematics import KATEX, shared_shapes
from mmlbook.plotting import DARK
from tools.sources import BUILD, ROOT

FONTS = {
    "serif": ROOT / "mmlbook/fonts/LibertinusSerif-Regular.otf",
    "serif-italic": ROOT / "mmlbook/fonts/LibertinusSerif-Italic.otf",
    "serif-bold": ROOT / "mmlbook/fonts/LibertinusSerif-Bold.otf",
    "sans": ROOT / "book/_fonts/LibertinusSans-Regular.otf",
    "sans-bold": ROOT / "book/_fonts/LibertinusSans-Bold.otf",
    "mono": ROOT / "book/_fonts/SourceCodePro-Regular.otf",
}
# what any page may hold: ASCII, Latin-1, quotation marks and dashes, the signs of the style sheet
CHARACTERS = {*range(0x20, 0x7F), *range(0xA0, 0x100), *range(0x2010, 0x2027), 0x25B8, 0x25BE}


def webfont(source: Path, target: Path, characters: set[int]) -> None:
    """Write the part of a font that the site needs, compressed, unless it is there already."""
    key = hashlib.sha256(source.read_bytes() + repr(sorted(characters)).encode()).hexdigest()
    made = BUILD / "fonts" / f"{key}.woff2"
    if not made.is_file():
        features = ["kern", "liga", "lnum", "tnum"]
        options = subset.Options(flavor="woff2", layout_features=features)
        options.hinting, options.desubroutinize, options.notdef_outline = False, True, True
        options.drop_tables += ["FFTM", "SVG"]
        font = subset.load_font(str(source), options)
        worker = subset.Subsetter(options)
        worker.populate(unicodes=characters)
        worker.subset(font)
        font["head"].modified = font["head"].created  # the same bytes every time
        font.recalcTimestamp = False
        made.parent.mkdir(parents=True, exist_ok=True)
        subset.save_font(font, str(made), options)
    target.write_bytes(made.read_bytes())


def code_css() -> str:
    """Return the colors of code, light and dark."""
    light_style = HtmlFormatter(style="a11y-high-contrast-light", nobackground=True)
    light = light_style.get_style_defs(".highlight")
    dark_style = HtmlFormatter(style="a11y-high-contrast-dark", nobackground=True)
    dark = dark_style.get_style_defs('[data-theme="dark"] .highlight')
    system = dark_style.get_style_defs("html:not([data-theme]) .highlight")
    return f"{light}\n{dark}\n@media (prefers-color-scheme: dark) {{\n{system}\n}}\n"


def darkened(svg: str) -> str:
    """Return a figure with the house colors replaced by their counterparts on a dark page."""
    return re.sub(r"#[0-9a-f]{6}\b", lambda match: DARK.get(match[0], match[0]), svg)


def rounded(svg: str) -> str:
    """Return a figure that looks the same and weighs less.

    Places keep a hundredth of a point, pictures as many channels as they use; metadata go.
    """

    def short(numbers: str) -> str:
        return re.sub(r"-?\d*\.\d{3,}(?:e-?\d+)?", lambda n: _hundredths(n[0]), numbers)

    svg = re.sub(r" *<metadata>.*?</metadata>\n?", "", svg, flags=re.DOTALL)
    svg = re.sub(r"data:image/png;base64,([^\"]+)", lambda m: _picture(m[1]), svg)
    svg = re.sub(r'\b(d|x|y|points)="([^"]*)"', lambda m: f'{m[1]}="{short(m[2])}"', svg)
    return re.sub(r"translate\([^)]*\)", lambda m: short(m[0]), svg)


def _picture(data: str) -> str:
    """Return an embedded picture, gray if it is gray and without transparency if it has none."""
    picture = Image.open(BytesIO(base64.b64decode(data)))
    bands = picture.convert("RGBA").split()
    gray = bands[0].tobytes() == bands[1].tobytes() == bands[2].tobytes()
    opaque = bands[3].getextrema() == (255, 255)
    mode = ("L" if gray else "RGB") + ("" if opaque else "A")
    small = Image.merge(mode, (bands[:1] if gray else bands[:3]) + (() if opaque else bands[3:]))
    packed = BytesIO()
    small.save(packed, "PNG", optimize=True)
    return "data:image/png;base64," + base64.b64encode(packed.getvalue()).decode()


def _hundredths(number: str) -> str:
    text = f"{float(number):.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("", "-0", "-") else text


def write_assets(app: Sphinx, exception: Exception | None) -> None:
    """Put fonts, style sheets and dark figures beside the pages."""
    if exception or app.builder.name != "html":
        return
    out = Path(app.outdir)
    static = out / "_static"
    (static / "fonts").mkdir(parents=True, exist_ok=True)
    pages = "".join(page.read_text() for page in sorted(out.rglob("*.html")))
    held = {ord(sign) for sign in html.unescape(pages)}
    for name, source in FONTS.items():
        webfont(source, static / "fonts" / f"{name}.woff2", CHARACTERS | held)
    for font in sorted((KATEX / "fonts").glob("*.woff2")):
        webfont(font, static / "fonts" / font.name, held)
    katex_css = (KATEX / "katex.min.css").read_text()
    # every browser of today reads woff2
    katex_css = re.sub(r",url\([^)]*\) format\(\"(?:woff|truetype)\"\)", "", katex_css)
    (static / "katex.css").write_text(katex_css)
    (static / "code.css").write_text(code_css())
    for figure in (out / "_images").glob("*.svg"):
        if not figure.name.endswith(".dark.svg"):
            figure.write_text(rounded(figure.read_text()))
            figure.with_suffix(".dark.svg").write_text(darkened(figure.read_text()))
    unused = ["basic.css", "file.png", "plus.png", "minus.png", "proof.css", "exercise.css"]
    for name in [*unused, "pygments.css", "pygments_dark.css"]:
        (static / name).unlink(missing_ok=True)
    for stray in static.glob("mystnb.*.css"):
        stray.unlink()


@cache
def _size(path: str) -> tuple[float, float]:
    """Return width and height of an SVG in points."""
    head = Path(path).read_text()[:2000]
    width, height = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', head).groups()  # type: ignore[union-attr]
    return float(width), float(height)


class Translator(HTML5Translator):
    """Sphinx's writer, with the book's figures, tables and code boxes."""

    def visit_image(self, node: nodes.image) -> None:
        """Write a vector figure twice; the style sheet shows the one that fits the page."""
        uri = node["uri"]
        if not uri.endswith(".svg"):
            super().visit_image(node)
            return
        path = self.builder.imgpath + "/" + self.builder.images[uri]
        width, height = _size(str(Path(self.builder.srcdir) / uri))
        alt = self.encode(node.get("alt", "")).replace('"', "&quot;")
        scale = 1.78  # points of the figure to pixels of the page: equal letters
        for theme, name in (("light", path), ("dark", path[:-4] + ".dark.svg")):
            self.body.append(
                f'<img class="only-{theme}" src="{name}" alt="{alt}" loading="lazy" '
                f'width="{width * scale:.0f}" height="{height * scale:.0f}">'
            )

    def depart_image(self, node: nodes.image) -> None:
        """Nothing is left open."""
        if not node["uri"].endswith(".svg"):
            super().depart_image(node)

    def visit_citation(self, node: nodes.citation) -> None:
        """Write an entry of the bibliography as an item of its list."""
        super().visit_citation(node)
        self.body[-1] = self.body[-1].replace("doc-biblioentry", "listitem")

    def visit_table(self, node: nodes.table) -> None:
        """Open a box around the table that scrolls when the page is narrow."""
        self.body.append('<div class="table-box">')
        super().visit_table(node)

    def depart_table(self, node: nodes.table) -> None:
        """Close table and box."""
        super().depart_table(node)
        self.body.append("</div>\n")


def page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Tell the template what it cannot know: the part of a page, its downloads."""
    from tools import sources

    if "body" in context:
        context["body"] = shared_shapes(context["body"])
    context["is_chapter"] = pagename.removeprefix("book/") in sources.chapters()
    context["stem"] = pagename.rsplit("/", 1)[-1]
    context["notebook"] = f"_notebooks/{context['stem']}.ipynb" if context["is_chapter"] else ""
    context["part"] = next(
        (
            part["caption"]
            for part in sources.toc()["parts"]
            if any(entry["file"] == pagename for entry in part["chapters"])
        ),
        "",
    )


def setup(app: Sphinx) -> None:
    """Register translator and hooks."""
    app.set_translator("html", Translator, override=True)
    app.connect("build-finished", write_assets)
    app.connect("html-page-context", page_context)
