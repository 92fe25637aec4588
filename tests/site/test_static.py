"""What can be said about the pages without a browser."""

import functools
import json
import re
from urllib.parse import unquote, urljoin, urlsplit

import bs4
import pytest
import yaml

pytestmark = pytest.mark.site

LOADING = {
    "script": "src", "img": "src", "iframe": "src", "source": "src", "video": "src", "audio": "src",
    "embed": "src", "track": "src", "input": "src", "object": "data", "use": "href",
    "image": "href", "link": "href", "form": "action",
}  # fmt: skip
IN_STYLE = re.compile(r"url\(\s*[\"']?([^\"')]+)|@import\s+[\"']([^\"']+)")
IN_FIGURE = re.compile(r"(?:href|src)=\"([^#\"][^\"]*)|url\(([^#)][^)]*)")
CONSTANTS = re.compile(r"thebe|binder|cdnjs|jsdelivr|unpkg|\bcdn\b", re.IGNORECASE)
IN_PROSE = re.compile(
    r"\$|\\\(|\\\[|\\begin\{|\?\?|Traceback|<Figure size|object at 0x|\{[a-z:]+\}`|(?<!\w)`\w"
)
IN_OUTPUT = re.compile(r"<Figure size|(?: at|=) 0x[0-9a-f]{6}|\b[Nn]a[Nn]\b|\?\?")
HOUSEHOLD = ("script", "style", "noscript")


def parse(text):
    return bs4.BeautifulSoup(text, "html.parser")


def outside(address):
    return bool(re.match(r"(?i)[a-z][a-z0-9+.-]*:|//", address)) and not address.startswith("data:")


def foreign(soup):
    """Return what a page loads from an address that is not relative."""
    found = []
    for tag in soup.find_all(list(LOADING)):
        found.append(tag.get(LOADING[tag.name]) or tag.get(f"xlink:{LOADING[tag.name]}"))
        found += [part.split()[0] for part in tag.get("srcset", "").split(",") if part.strip()]
    for style in [*soup.find_all("style"), *soup.find_all(style=True)]:
        text = style.get_text() if style.name == "style" else style["style"]
        found += ["".join(match) for match in IN_STYLE.findall(text)]
    return [address for address in found if address and outside(address)]


def constants(soup):
    """Return traces of hosted services: in scripts, comments and attributes, not in the text."""
    parts = [tag.get_text() for tag in soup.find_all("script")]
    parts += soup.find_all(string=lambda text: isinstance(text, bs4.Comment))
    for tag in soup.find_all(True):
        parts += [f"{name}={value}" for name, value in tag.attrs.items() if name != "alt"]
    return [match[0] for part in parts for match in CONSTANTS.finditer(part)]


def within(string, *selectors):
    """Tell whether a string lies in an element with one of the tag names or classes."""
    return any(
        parent.name in selectors or set(selectors) & {*(parent.get("class") or [])}
        for parent in string.parents
    )


def strays(soup):
    """Return markup and accidents that a reader would see."""
    found = []
    for string in soup.find_all(string=True):
        if type(string) is not bs4.NavigableString or within(string, "katex", *HOUSEHOLD):
            continue
        if within(string, "cell_output"):
            wanted = within(string, "tag_raises-exception")
            found += [match[0] for match in IN_OUTPUT.finditer(string)]
            found += [] if wanted else re.findall("Traceback", string)
        if not within(string, "pre", "code"):
            found += [
                string[max(m.start() - 20, 0) : m.end() + 20] for m in IN_PROSE.finditer(string)
            ]
    return found


def nameless(soup):
    """Return the pictures without a description in words."""
    wrong = re.compile(r"^\s*$|^_images/|\.(svg|png|jpe?g|gif|pdf)\s*$|^[0-9a-f]{32,}|[\\$]")
    return [tag["src"] for tag in soup.find_all("img") if wrong.search(tag.get("alt", ""))]


def outline(soup):
    """Return what is wrong with language, title, headings and ids."""
    found = []
    if not (soup.html and re.fullmatch(r"[a-z]{2}(-[A-Z]{2})?", soup.html.get("lang", ""))):
        found.append("no language")
    if not (soup.title and soup.title.get_text(strip=True)):
        found.append("no title")
    if len(soup.find_all("h1")) != 1:
        found.append(f"{len(soup.find_all('h1'))} headings of level 1")
    level = 0
    for heading in soup.find_all(re.compile("^h[1-6]$")):
        if int(heading.name[1]) > level + 1:
            found.append(f"{heading.name} after h{level}: {heading.get_text()}")
        if not heading.get_text(strip=True):
            found.append(f"empty {heading.name}")
        level = int(heading.name[1])
    seen = set()
    for tag in soup.find_all(id=True):
        if tag["id"] in seen:
            found.append(f"id {tag['id']} twice")
        seen.add(tag["id"])
    return found


def broken(page, folder, soup):
    """Return the links of a page that lead nowhere; ``soup`` gives a page of a name."""
    pdf_built = any(folder.glob("*.pdf"))
    places = functools.cache(lambda path: {tag["id"] for tag in soup(path).find_all(id=True)})
    found = []
    for tag in soup(page).find_all(["a", "link", "img", "script", "form", "area", "use"]):
        attribute = "href" if tag.name == "a" else LOADING.get(tag.name, "href")
        address = tag.get(attribute)
        if address is None or outside(address):
            continue
        target = urlsplit(urljoin(f"/{page}", address))
        path = unquote(target.path).lstrip("/") or "index.html"
        if tag.has_attr("data-pdf") and path.endswith(".pdf") and not pdf_built:
            continue
        if not (folder / path).is_file():
            found.append(f"{address}: no such file")
        elif path.endswith(".html") and unquote(target.fragment) not in {"", *places(path)}:
            found.append(f"{address}: no such place")
    return found


def turns(start, relation, soup):
    """Return the pages that the previous or next links lead through, and where they end."""
    passed, page = [], start
    while page and page not in passed:
        passed.append(page)
        link = soup(page).select_one(f'nav.turn a[rel="{relation}"]')
        page = link and urljoin(f"/{page}", link["href"]).lstrip("/")
    return passed


# --- the built site ------------------------------------------------------------------------------


def test_page_loads_nothing_from_elsewhere(page, soup):
    assert foreign(soup(page)) == []


def test_assets_load_nothing_from_elsewhere(site):
    for sheet in site.rglob("*.css"):
        addresses = ["".join(match) for match in IN_STYLE.findall(sheet.read_text())]
        assert [a for a in addresses if outside(a)] == [], sheet.name
        missing = [a for a in addresses if not a.startswith("data:")]
        assert [a for a in missing if not (sheet.parent / a.split("#")[0]).is_file()] == []
    for script in [*site.rglob("*.js"), *site.rglob("*.css")]:
        if script.name != "searchindex.js":  # it holds the words of the text
            assert not CONSTANTS.search(script.read_text()), script.name
    for figure in site.rglob("*.svg"):
        loaded = IN_FIGURE.findall(figure.read_text())
        assert [a for a in map("".join, loaded) if not a.startswith("data:")] == [], figure.name


def test_page_knows_no_hosted_service(page, soup):
    assert constants(soup(page)) == []


def test_page_shows_no_markup_and_no_accident(page, soup):
    assert strays(soup(page)) == []


def test_pictures_are_described(page, soup):
    assert nameless(soup(page)) == []


def test_outline(page, soup):
    assert outline(soup(page)) == []


def test_links(page, site, soup):
    assert broken(page, site, soup) == []


def test_titles_differ(site, soup):
    titles = [soup(page.relative_to(site).as_posix()).title.text for page in site.rglob("*.html")]
    assert len({*titles}) == len(titles)


def test_contents_and_index_are_on_every_page(page, soup, documents):
    links = soup(page).select("nav#contents a")
    reached = {urljoin(f"/{page}", a["href"]).split("#")[0].lstrip("/") or page for a in links}
    wanted = {f"{name}.html" for name in documents} | {"genindex.html"}
    assert wanted - reached - {page} == set()


def test_pages_follow_each_other_as_in_the_contents(site, soup, documents):
    order = [f"{name}.html" for name in documents]
    assert turns(order[0], "next", soup) == order
    assert turns(order[-1], "prev", soup) == order[::-1]


def test_chapter_offers_its_notebook_and_the_pdf(site, soup, chapters):
    assert chapters
    pdf_built = any(site.glob("*.pdf"))
    for name in chapters:
        stem = name.rsplit("/", 1)[-1]
        links = soup(f"{name}.html").select("ul.downloads a")
        paths = [urljoin(f"/{name}.html", a["href"]).lstrip("/") for a in links]
        pdfs = [f"_pdf/{stem}.pdf", "mathematics-for-machine-learning.pdf"]
        assert {f"_notebooks/{stem}.ipynb", *pdfs} <= {*paths}
        notebook = json.loads((site / f"_notebooks/{stem}.ipynb").read_text())
        assert notebook["nbformat"] == 4
        assert any(cell["cell_type"] == "code" for cell in notebook["cells"])
        for pdf in pdfs if pdf_built else []:
            assert (site / pdf).read_bytes().startswith(b"%PDF-")


def test_colab_only_with_a_repository(site, soup, chapters, request):
    config = yaml.safe_load((request.config.rootpath / "_config.yml").read_text())
    expected = config["repository"]["url"].startswith("https://github.com/")
    for name in chapters:
        links = soup(f"{name}.html").select("a[href*='colab']")
        assert bool(links) == expected


# --- each check fails on a planted fault ---------------------------------------------------------


@pytest.mark.parametrize(
    "html",
    [
        '<script src="https://cdn.example/x.js"></script>',
        '<script src="//example.org/x.js"></script>',
        '<link rel="stylesheet" href="http://example.org/a.css">',
        '<img srcset="a.svg 1x, https://example.org/b.svg 2x">',
        '<iframe src="https://example.org"></iframe>',
        "<style>@import 'https://example.org/a.css';</style>",
        '<p style="background: url(https://example.org/a.png)">',
        '<svg><use xlink:href="https://example.org/a.svg#b"/></svg>',
    ],
)
def test_fault_foreign(html):
    assert foreign(parse(html))


def test_no_fault_foreign():
    assert not foreign(parse('<a href="https://example.org">x</a><img src="../a.svg">'))


@pytest.mark.parametrize(
    "html",
    [
        "<script>const thebe_selector = '.cell'</script>",
        '<div data-binder-url="x"></div>',
        "<!-- from the CDN -->",
        '<link href="https://cdnjs.example.org">',
    ],
)
def test_fault_constants(html):
    assert constants(parse(html))
    assert not constants(parse("<p>The binder of a book.</p>"))


@pytest.mark.parametrize(
    "html",
    [
        "<p>Let $x$ be</p>",
        r"<p>Let \(x\) be</p>",
        r"<td>\begin{aligned}</td>",
        "<p>see Section ??</p>",
        "<p>{ref}`norm`</p>",
        "<p>Traceback (most recent call last)</p>",
        '<div class="cell_output"><pre>&lt;Figure size 640x480&gt;</pre></div>',
        '<div class="cell_output"><pre>&lt;Table object at 0x7f00aa11&gt;</pre></div>',
        '<div class="cell_output"><pre>[1.0, nan]</pre></div>',
        '<div class="cell_output"><td>NaN</td></div>',
        '<div class="cell_output"><pre>Traceback (most recent call last)</pre></div>',
    ],
)
def test_fault_strays(html):
    assert strays(parse(html))


@pytest.mark.parametrize(
    "html",
    [
        "<p>a <code>$x$</code> b</p>",
        '<div class="cell_input"><pre>np.nan, x["$"]</pre></div>',
        '<span class="katex"><annotation>\\(x\\) $</annotation></span>',
        '<div class="cell_output"><pre>nanometer</pre></div>',
        '<div class="tag_raises-exception"><pre class="cell_output">Traceback</pre></div>',
    ],
)
def test_no_fault_strays(html):
    assert not strays(parse(html))


@pytest.mark.parametrize(
    "html",
    [
        '<img src="a.svg">',
        '<img src="a.svg" alt="  ">',
        '<img src="a.svg" alt="../_images/a.svg">',
        '<img src="a.svg" alt="vectors.png">',
        '<img src="a.svg" alt="the ball $p = 2$">',
    ],
)
def test_fault_nameless(html):
    assert nameless(parse(html)) == ["a.svg"]
    assert not nameless(parse('<img src="a.svg" alt="Two arrows.">'))


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (('lang="en"', ""), "no language"),
        (("<title>t</title>", ""), "no title"),
        (("<h2>", "<h1>"), "2 headings of level 1"),
        (("<h1>a</h1>", ""), "0 headings of level 1"),
        (("h3>", "h5>"), "h5 after h2: c"),
        (("<h2>b", "<h2>"), "empty h2"),
        (('id="two"', 'id="one"'), "id one twice"),
    ],
)
def test_fault_outline(change, fault):
    good = (
        '<html lang="en"><title>t</title><h1>a</h1><h2>b</h2><h3>c</h3>'
        '<p id="one"></p><p id="two"></p></html>'
    )
    assert outline(parse(good)) == []
    assert fault in outline(parse(good.replace(*change)))


@pytest.mark.parametrize(
    ("link", "wrong"),
    [
        ("../b.html", False),
        ("../b.html#here", False),
        ("#top", False),
        ("https://example.org", False),
        ("../c.html", True),
        ("../b.html#there", True),
        ("#bottom", True),
        ("../x.pdf", True),
        ('../x.pdf" data-pdf="', False),
    ],
)
def test_fault_links(tmp_path, link, wrong):
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.html").write_text(f'<a id="top" href="{link}">x</a>')
    (tmp_path / "b.html").write_text('<p id="here"></p>')
    found = broken("sub/a.html", tmp_path, lambda name: parse((tmp_path / name).read_text()))
    assert bool(found) == wrong


def test_fault_missing_pdf_when_there_is_one(tmp_path):
    (tmp_path / "book.pdf").write_bytes(b"%PDF-")
    (tmp_path / "a.html").write_text('<a href="chapter.pdf" data-pdf>x</a><a href="book.pdf">y</a>')
    found = broken("a.html", tmp_path, lambda name: parse((tmp_path / name).read_text()))
    assert found == ["chapter.pdf: no such file"]


def test_fault_turns():
    ring = {"a.html": "b.html", "b.html": "a.html"}
    link = '<nav class="turn"><a rel="next" href="{}">x</a></nav>'
    assert turns("a.html", "next", lambda name: parse(link.format(ring[name]))) == [*ring]
    assert turns("a.html", "next", lambda name: parse("<p>")) == ["a.html"]
