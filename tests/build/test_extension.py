"""The book's Sphinx extension: strict formulas, own listings, dark figures, notebooks that run."""

import base64
import json
import os
import re
import subprocess
import sys
from io import BytesIO
from types import SimpleNamespace

import nbformat
import pytest
from mml import derivations, downloads, html, latex, listings, mathematics, notebooks, pages
from nbclient import NotebookClient
from PIL import Image
from sphinx.errors import ExtensionError

from tools import execute, sources

CHAPTERS = sources.chapters()
needs_katex = pytest.mark.skipif(
    not mathematics.KATEX.is_dir() and not os.environ.get("CI"),
    reason="KaTeX is not installed: make setup",
)


@needs_katex
class TestFormulas:
    def test_html_for_the_eye_and_mathml_for_the_ear(self):
        made = mathematics.render(r"\norm{\vect{x}}", False)
        assert 'class="katex-html" aria-hidden="true"' in made
        assert "<math" in made
        assert "<annotation" in made

    @pytest.mark.parametrize(
        "formula", [r"\unknown{x}", r"\frac{1}{2", r"x^2^3", r"\begin{aligned}x", "é"]
    )
    def test_a_faulty_formula_stops_the_build(self, formula):
        with pytest.raises(ExtensionError, match="formula"):
            mathematics.render(formula, False)

    def test_lengths_are_short_and_namespaces_left_out(self):
        made = mathematics.render(r"\sqrt{x_{i}^{2}}", True)
        lengths = re.findall(r"-?\d*\.?\d+(?=em)", made)
        assert lengths
        assert all(len(length.partition(".")[2]) <= 3 for length in lengths)
        assert "xmlns" not in made
        assert ';"' not in made

    def test_rounding_changes_no_length_by_more_than_it_says(self):
        style = '<span style="top:-3.06349em;margin-right:0.05em;height:12.00049em;">'
        assert mathematics.lighter(style) == (
            '<span style="top:-3.063em;margin-right:0.05em;height:12em">'
        )

    def test_the_outline_of_a_root_is_written_once(self):
        roots = [mathematics.render(rf"\sqrt{{{x}}}", False) for x in "xyx"]
        page = "".join(roots)
        outlines = set(re.findall(r'<path d="[^"]+"', page))
        shared = mathematics.shared_shapes(page)
        assert page.count("<path") == 3
        assert shared.count("<path") == len(outlines) == 1
        assert shared.count('<use href="#shape-0"/>') == 3
        assert shared.count('id="shape-0"') == 1

    def test_a_page_without_outlines_stays_as_it_is(self):
        page = '<p>x</p><svg viewBox="-6 -6 12 12"><path d="M0 0"/></svg>'
        assert mathematics.shared_shapes(page) == page

    def test_every_macro_of_the_table_is_used_by_both_editions(self):
        names = [macro["name"] for macro in mathematics.notation()["macro"]]
        assert set(mathematics.site_macros()) == {f"\\{name}" for name in names}
        for name in names:
            assert rf"\renewcommand{{\{name}}}" in mathematics.pdf_macros()

    def test_every_symbol_of_the_notation_page_is_typeset(self):
        for entry in mathematics.notation()["concept"]:
            for formula in re.findall(r"\$([^$]+)\$", entry["symbol"] + entry["remark"]):
                mathematics.render(formula, False)


class TestListings:
    def test_no_line_is_wider_than_the_printed_page(self):
        for name in {
            name
            for document in sources.documents()
            for name in sources.SHOWN.findall(sources.path_of(document).read_text())
        }:
            code = listings.narrow(listings.without_docstring(listings.resolve(name)))
            assert max(map(len, code.splitlines())) <= 79, name
            assert '"""' not in code

    def test_a_listing_is_the_code_that_runs(self):
        """Only layout and docstring differ from the package's source."""
        from mmlbook.linear_algebra.vectors import cross

        code = listings.narrow(listings.without_docstring(cross))
        namespace = dict(vars(sys.modules[cross.__module__]))
        exec(compile(code, "listing", "exec"), namespace)  # our own source, not a reader's
        assert namespace["cross"]([1, 0, 0], [0, 1, 0]).tolist() == [0, 0, 1]


class TestFigures:
    def test_dark_edition_replaces_house_colors_only(self):
        svg = '<path style="stroke: #0b69a8; fill: #123456"/>'
        assert html.darkened(svg) == '<path style="stroke: #5fb4ec; fill: #123456"/>'

    def test_places_are_rounded_and_scales_are_not(self):
        svg = (
            ' <metadata>\n  <dc:date>1970</dc:date>\n </metadata>\n<path d="M 1.23456 -0.0004 \n'
            'L 100.000 1e-7" transform="translate(2.71828 3) scale(0.015625)"/>'
            '<use x="0.125" y="7.996"/><image href="1.23456"/>'
        )
        assert html.rounded(svg) == (
            '<path d="M 1.23 0 \nL 100 1e-7" transform="translate(2.72 3) scale(0.015625)"/>'
            '<use x="0.12" y="8"/><image href="1.23456"/>'
        )

    @pytest.mark.parametrize(
        ("pixel", "mode"),
        [((9, 9, 9, 255), "L"), ((9, 9, 9, 128), "LA"), ((9, 8, 9, 255), "RGB"),
         ((9, 8, 9, 128), "RGBA")],
    )  # fmt: skip
    def test_an_embedded_picture_keeps_its_pixels(self, pixel, mode):
        picture, packed = Image.new("RGBA", (40, 30), (200, 200, 200, 255)), BytesIO()
        picture.putpixel((3, 4), pixel)
        picture.save(packed, "PNG")
        data = base64.b64encode(packed.getvalue()).decode()
        svg = f'<image xlink:href="data:image/png;base64,\n{data}"/>'
        made = re.search(r'base64,([^"]+)"', html.rounded(svg))[1]
        again = Image.open(BytesIO(base64.b64decode(made)))
        assert again.mode == mode
        assert again.convert("RGBA").tobytes() == picture.tobytes()

    @pytest.mark.parametrize("color", list(html.DARK))
    def test_lines_stand_out_on_their_page(self, color):
        """Contrast of at least 3 to 1 (WCAG 1.4.11), against white and against the dark page."""

        def luminance(value):
            channels = [int(value[i : i + 2], 16) / 255 for i in (1, 3, 5)]
            linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
            return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

        def contrast(a, b):
            low, high = sorted([luminance(a), luminance(b)])
            return (high + 0.05) / (low + 0.05)

        if color in ("#ffffff", "#d9dde1"):
            return  # the paper itself, and the grid, which is not to stand out
        assert contrast(color, "#ffffff") >= 3
        assert contrast(html.DARK[color], html.DARK["#ffffff"]) >= 3


class TestDerivations:
    def test_evidence_is_grouped(self):
        entries = [
            SimpleNamespace(number=n, mark="∀", evidence=e)
            for n, e in [(1, "A; x. 3 of 3 false neighbors"), (2, "A; y. 3 of 3 false neighbors")]
        ]
        line = derivations.in_print(entries)
        assert line == "Checked: steps 1–2 a."

    def test_a_weak_check_is_mentioned(self):
        counts = ("3 of 3", "4 of 4", "2 of 2", "2 of 3", "2 of 3")
        entries = [
            SimpleNamespace(number=n, mark="∀", evidence=f"A. {count} false neighbors refused.")
            for n, count in enumerate(counts, 1)
        ]
        assert derivations.in_print(entries) == (
            "Checked: steps 1–5 a; step 3 refused 2 of 2 false neighbors; "
            "steps 4–5 refused 2 of 3 false neighbors."
        )

    def test_print_does_not_repeat_what_the_mark_says(self):
        said = {
            1: "Proved for every size and value: by algebra both sides have the same normal form, "
            "with the hypotheses; agrees in 6 random models.",
            2: "Follows for every value from the earlier lines and the rules for signs; agrees.",
            3: "Computed by the algebra system; agrees.",
        }
        entries = [SimpleNamespace(number=n, mark="∀", evidence=e) for n, e in said.items()]
        assert derivations.in_print(entries) == (
            "Checked: step 1 by algebra, with the hypotheses; step 2 from the earlier lines and "
            "the rules for signs; step 3 computed by the algebra system."
        )

    def test_a_false_derivation_stops_the_build(self, monkeypatch):
        from mmlbook import derivations as registry
        from mmlbook.derive import DerivationError

        def refuse():
            raise DerivationError("step 2 is false at d = 2")

        known = {"wrong": SimpleNamespace(check=refuse)}
        monkeypatch.setattr(registry, "derivations", lambda *_: known)
        directive = derivations.DerivationDirective.__new__(derivations.DerivationDirective)
        directive.arguments = ["wrong"]
        with pytest.raises(ExtensionError, match="step 2 is false"):
            directive.run()


class TestPages:
    def test_course_lists_every_written_chapter_in_the_order_of_the_book(self):
        planned = [f"{p['name']}/{c['stem']}" for p in pages.course() for c in p["chapter"]]
        assert len(planned) == 60
        assert [name for name in planned if name in CHAPTERS] == CHAPTERS

    def test_needs_name_earlier_chapters(self):
        seen = set()
        for part in pages.course():
            for chapter in part["chapter"]:
                assert set(chapter["needs"]) <= seen, chapter["stem"]
                seen.add(chapter["stem"])

    def test_every_algorithm_is_indexed_once(self):
        names = [(chapter, name) for chapter, name, *_ in pages.algorithms()]
        assert len(names) == len(set(names)) >= 15

    @pytest.mark.parametrize(
        ("formula", "parts"), [("a,b", "$a$, $b$"), ("f(a,b)", "$f(a,b)$"), (r"a,\ b", "$a$, $b$")]
    )
    def test_lists_of_symbols_can_be_broken(self, formula, parts):
        assert pages.separate(formula) == parts


class TestNotExecuted:
    def test_a_page_without_its_outputs_stops_the_build(self, monkeypatch):
        document = f"book/{CHAPTERS[0]}"
        text = sources.path_of(document).read_text()
        monkeypatch.setattr(execute, "load", lambda *_: None)
        with pytest.raises(ExtensionError, match="has not been executed"):
            notebooks.read(text)


needs_site = pytest.mark.skipif(
    not (sources.BUILD / "html").is_dir() and not os.environ.get("CI"),
    reason="the site is not built: make html",
)


@needs_site
@pytest.mark.site
@pytest.mark.slow
class TestNotebooks:
    @pytest.mark.parametrize("chapter", CHAPTERS)
    def test_downloaded_notebook_runs(self, chapter, tmp_path):
        """All but the first cell, which installs the package from the network."""
        path = sources.BUILD / "html" / "_notebooks" / f"{chapter.split('/')[-1]}.ipynb"
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
        first = notebook.cells.pop(0)
        assert first.source.splitlines()[-1].startswith("%pip install --quiet mmlbook")
        client = NotebookClient(
            notebook,
            timeout=60,
            kernel_name="python3",
            extra_arguments=list(execute.KERNEL_ARGUMENTS),
            resources={"metadata": {"path": str(tmp_path)}},
        )
        client.execute()

    @pytest.mark.parametrize("chapter", CHAPTERS)
    def test_downloaded_notebook_is_plain_markdown(self, chapter):
        path = sources.BUILD / "html" / "_notebooks" / f"{chapter.split('/')[-1]}.ipynb"
        cells = json.loads(path.read_text())["cells"]
        text = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")
        assert re.findall(r"\{[a-z:]+\}`|^:label:|```\{", text, re.M) == []
        assert re.search(r"(Theorem|Definition) \d+\.\d+", text)


@needs_site
@pytest.mark.site
class TestReadme:
    def test_picture_is_the_one_on_the_landing_page(self):
        page = (sources.BUILD / "html" / "index.html").read_text()
        name = re.search(r'class="only-light" src="(_images/[^"]+\.svg)"', page)[1]
        built = (sources.BUILD / "html" / name).read_text()
        assert (sources.ROOT / "book/_static/landing.svg").read_text() == built

    def test_examples_run(self):
        run = subprocess.run(
            [sys.executable, "-m", "doctest", "README.md"],
            cwd=sources.ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.stdout == ""
        assert run.returncode == 0


class TestPrintedTables:
    def test_width_of_a_formula_is_that_of_its_letters(self):
        assert latex.printed_length(r"\vect{x}^{\T}\vect{y}") == 3

    def test_headings_of_first_cells_name_what_to_install(self):
        install, macros = downloads.first_cells(f"book/{CHAPTERS[0]}")
        assert "scikit-learn" in install.source
        assert r"\newcommand{\vect}[1]" in macros.source
