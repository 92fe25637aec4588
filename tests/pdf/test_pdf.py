"""The printed book: clean, complete, and in step with the site.

The site's HTML and the PDF's extracted text are two independent readings of the same source: what
they number must carry the same numbers and names in both.
"""

import os
import re
import unicodedata
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pytest
from pypdf import PdfReader

from tools import pdf, sources

BUILD = sources.BUILD
BOOK = BUILD / "mathematics-for-machine-learning.pdf"
LOG = BUILD / "latex" / "mathematics-for-machine-learning.log"
CHAPTERS = sources.chapters()

pytestmark = [
    pytest.mark.pdf,
    pytest.mark.skipif(
        not BOOK.is_file() and not os.environ.get("CI"), reason="the PDF is not built: make pdf"
    ),
]


def plain(text: str) -> str:
    """Return text without spacing, accents of typography and letter styles."""
    text = unicodedata.normalize("NFKC", text).replace("’", "'")
    return re.sub(r"[\s\u200b]+", "", text)


@pytest.fixture(scope="session")
def reader():
    return PdfReader(BOOK)


@pytest.fixture(scope="session")
def pages(reader):
    return [page.extract_text() for page in reader.pages]


@pytest.fixture(scope="session")
def printed(pages):
    return plain("\n".join(pages))


FORMULA = "\0"  # stands for a formula, which the two editions extract differently


class Numbered(HTMLParser):
    """Collect from a page of the site what carries a number."""

    KINDS = ("block-number", "block-name", "caption-number", "eqno", "section-number")

    def __init__(self):
        super().__init__()
        self.items: list[tuple[str, str]] = []
        self.stack: list[str] = []

    def handle_starttag(self, tag, attributes):
        classes = (dict(attributes).get("class") or "").split()
        if tag in ("img", "br", "link", "meta", "input", "path", "line"):
            return
        kind = next((name for name in self.KINDS if name in classes), "")
        if "katex" in classes and any(self.stack):
            self.items[-1] = (self.items[-1][0], self.items[-1][1] + FORMULA)
        self.stack.append("math" if "katex" in classes else kind)
        if kind:
            self.items.append((kind, ""))

    def handle_endtag(self, tag):
        if self.stack and tag not in ("img", "br", "link", "meta", "input", "path", "line"):
            self.stack.pop()

    def handle_data(self, data):
        open_kinds = [kind for kind in self.stack if kind]
        if open_kinds and "math" not in open_kinds:
            kind, text = self.items[-1]
            self.items[-1] = (kind, text + data)


def numbered(html: str) -> list[tuple[str, str]]:
    """Return kind and text of every number on a page."""
    parser = Numbered()
    parser.feed(html)
    return [(kind, text.strip()) for kind, text in parser.items if text.strip()]


def missing(items: list[tuple[str, str]], printed: str) -> list[str]:
    """Return the numbers of the site that the PDF does not print."""
    return [
        text
        for _, text in items
        if not all(plain(piece) in printed for piece in text.split(FORMULA))
    ]


def test_numbers_are_found_on_a_page():
    html = '<p><span class="block-number">Theorem 3.1</span> <span class="block-name">Cauchy</span>'
    assert numbered(html) == [("block-number", "Theorem 3.1"), ("block-name", "Cauchy")]


def test_a_number_that_differs_is_noticed():
    assert missing([("block-number", "Theorem 3.2")], plain("Theorem 3.1 Cauchy")) == [
        "Theorem 3.2"
    ]


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_site_and_pdf_number_alike(chapter, printed):
    html = (BUILD / "html" / "book" / f"{chapter}.html").read_text()
    items = numbered(html)
    kinds = {kind for kind, _ in items}
    assert {"block-number", "caption-number", "section-number"} <= kinds
    assert missing(items, printed) == []


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_names_stand_beside_the_same_numbers(chapter, printed):
    """A theorem's number is followed by its name, in both."""
    items = numbered((BUILD / "html" / "book" / f"{chapter}.html").read_text())
    pairs = [
        (number, name)
        for (kind, number), (next_kind, name) in pairwise(items)
        if kind == "block-number" and next_kind == "block-name"
    ]
    assert len(pairs) > 20
    lines = [("block", f"{number}·{name}") for number, name in pairs]
    assert missing(lines, printed) == []


def test_equations_are_tagged_alike(printed):
    """Not every chapter has an equation that it refers to; the book has some."""
    tags = [
        text
        for chapter in CHAPTERS
        for kind, text in numbered((BUILD / "html" / "book" / f"{chapter}.html").read_text())
        if kind == "eqno"
    ]
    assert len(tags) > 3
    assert missing([("eqno", tag) for tag in tags], printed) == []


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_links_have_the_same_words(chapter, printed):
    """The text of every cross-reference into a numbered item is printed too."""
    html = (BUILD / "html" / "book" / f"{chapter}.html").read_text()
    main = html[html.index("<article>") : html.index("</article>")]
    links = re.findall(r'<a class="reference internal"[^>]*>(?:<[^>]+>)*([^<]+)', main)
    words = {link for link in links if re.search(r"\d\.\d", link)}
    assert len(words) >= 5
    assert [word for word in words if plain(word) not in printed] == []


def test_log_is_clean():
    assert pdf.complaints(LOG.read_text(errors="replace")) == []


@pytest.mark.parametrize(
    ("log", "found"),
    [
        ("LaTeX Warning: Reference `x' on page 1 undefined on input line 3.", "undefined"),
        ("Missing character: There is no ▦ in font x", "Missing character"),
        ("Overfull \\hbox (2.1pt too wide) in paragraph at lines 1--2", "2.1 pt"),
        ("LaTeX Warning: Label `x' multiply defined.", "multiply defined"),
    ],
)
def test_a_log_with_faults_is_refused(log, found):
    (problem,) = pdf.complaints(log)
    assert found in problem


def test_no_unresolved_reference_in_the_text(pages):
    assert [number for number, text in enumerate(pages, 1) if "??" in text] == []


def test_all_fonts_are_embedded(reader):
    for page in reader.pages:
        for font in (page["/Resources"].get("/Font") or {}).values():
            font = font.get_object()
            inner = font.get("/DescendantFonts", [font])[0].get_object()
            if inner["/Subtype"] != "/Type3":
                descriptor = inner["/FontDescriptor"].get_object()
                assert any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))


def test_figures_are_vector(reader):
    """No page holds a raster picture larger than the images of digits and color fields."""
    for page in reader.pages:
        resources = page["/Resources"].get("/XObject") or {}
        for item in resources.values():
            item = item.get_object()
            if item.get("/Subtype") == "/Image":
                assert item["/Width"] * item["/Height"] <= 400 * 400


def test_metadata(reader):
    assert reader.metadata["/Title"] == "Mathematics for Machine Learning, executable"
    assert reader.metadata["/Author"]
    assert reader.trailer["/Root"]["/Lang"] == "en-US"


def test_bookmarks_hold_parts_chapters_and_back_matter(reader):
    titles: list[str] = []

    def walk(items):
        for item in items:
            walk(item) if isinstance(item, list) else titles.append(str(item.title))

    walk(reader.outline)
    wanted = [part["caption"] for part in sources.toc()["parts"] if part.get("numbered")]
    wanted += ["Solutions to the exercises", "Notation", "Bibliography", "Index"]
    assert [name for name in wanted if not any(name in title for title in titles)] == []


FOOT = 150  # points from the lower edge: the margin, a heading and five lines


def at_the_foot(outline):
    """Return the headings of an outline with too little room for a text below them."""
    nested = (at_the_foot(entry) for entry in outline if isinstance(entry, list))
    own = [e.title for e in outline if not isinstance(e, list) and float(e.top or FOOT) < FOOT]
    return [*own, *(title for titles in nested for title in titles)]


def test_no_heading_stands_at_the_foot_of_a_page(reader):
    assert at_the_foot(reader.outline) == []


def test_a_heading_at_the_foot_is_noticed():
    above, below = SimpleNamespace(title="a", top=400.0), SimpleNamespace(title="b", top=90.0)
    assert at_the_foot([above, [above, below], below]) == ["b", "b"]


LONGEST = 25  # pages that a chapter may have before its exercises
TOP = 640  # points from the lower edge: a heading above this stands at the top of a page


def main_parts(outline, page_of):
    """Return the chapters of an outline, each with the pages that it takes before its exercises."""
    found, chapter = {}, None
    for entry in outline:
        if not isinstance(entry, list):
            chapter = entry
            continue
        found |= main_parts(entry, page_of)
        for section in [e for e in entry if not isinstance(e, list)]:
            if re.fullmatch(r"[\d.]+ Exercises", section.title):
                pages = page_of(section) - page_of(chapter)
                found[chapter.title] = pages + (float(section.top) < TOP)
    return found


def test_no_chapter_is_too_long(reader):
    parts = main_parts(reader.outline, reader.get_destination_page_number)
    assert len(parts) == len(CHAPTERS)
    assert [title for title, pages in parts.items() if pages > LONGEST] == []


def test_the_length_of_a_chapter_is_measured():
    def at(title, page, top):
        return SimpleNamespace(title=title, page=page, top=top)

    sections = [at("1.1 One", 3, 400.0), at("1.2 Exercises", 8, 650.0)]
    outline = [at("I Part", 1, 0.0), [at("1 Chapter", 2, 0.0), sections]]
    assert main_parts(outline, lambda e: e.page) == {"1 Chapter": 6}
    sections[1].top = 350.0  # something stands above the heading
    assert main_parts(outline, lambda e: e.page) == {"1 Chapter": 7}


BLOCK = "Exercise|Theorem|Definition|Algorithm|Derivation|Example"
TITLE = re.compile(rf"({BLOCK})( [\dA-Z]+\.\d+)? · ")
VERDICT = re.compile(r"[∀▦◇∫†≈] (Proved|Computed|Checked|Agrees)|Checked: step")


def torn(lines):
    """Return the title at the end of a page, and the verdict at its top, without their context."""
    found = [line for line in lines[-1:] if TITLE.match(line)]
    return found + [line for line in lines[1:2] if VERDICT.match(line)]  # below the running head


def test_no_page_ends_with_a_title_or_begins_with_a_verdict(pages):
    lines = ([line for line in page.splitlines() if line.strip()] for page in pages)
    assert [found for page in lines for found in torn(page)] == []


def test_a_torn_title_or_verdict_is_noticed():
    text, title, verdict = "Let", "Exercise 3.9 · The area", "∀ Proved for every value."
    assert torn(["head", text, title]) == [title]
    assert torn(["head", verdict, text]) == [verdict]
    assert torn(["head", text, title, text, verdict, text]) == []


@pytest.mark.parametrize(("number", "chapter"), list(enumerate(CHAPTERS, 1)), ids=CHAPTERS)
def test_running_heads_carry_the_number_of_the_chapter(number, chapter, pages):
    (title,) = re.findall(
        r"^# (.+)$", sources.path_of(f"book/{chapter}").read_text(), re.MULTILINE
    )[:1]
    heads = [plain(page)[:200] for page in pages]
    numbered = [head for head in heads if re.match(rf"\d+{number}{re.escape(plain(title))}", head)]
    assert len(numbered) >= 5


def test_solutions_stand_in_the_appendix(pages):
    exercises = {
        match for text in pages for match in re.findall(r"(?<!to )Exercise\s+(\d+\.\d+)\s*·", text)
    }
    solutions = [
        match for text in pages for match in re.findall(r"Solution to Exercise\s+(\d+\.\d+)", text)
    ]
    assert len(exercises) >= 10
    assert exercises <= set(solutions)
    first = next(n for n, text in enumerate(pages) if "Solution to Exercise" in text)
    last = max(n for n, text in enumerate(pages) if re.search(r"Exercise\s+\d+\.\d+\s*·", text))
    assert first > last


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_chapter_pdf_is_cut_at_its_pages(chapter, pages):
    path = BUILD / "html" / "_pdf" / f"{Path(chapter).name}.pdf"
    part = [page.extract_text() for page in PdfReader(path).pages]
    start = pages.index(part[0])
    assert part == pages[start : start + len(part)]
    assert 10 <= len(part) <= 70
