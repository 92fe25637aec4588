"""What a reader does: change the light, search, use the keyboard, copy code, print, turn pages."""

from urllib.parse import urljoin, urlsplit

import pytest

pytestmark = pytest.mark.site

PAPER = "getComputedStyle(document.body).backgroundColor"
LIGHT, DARK = "rgb(255, 255, 255)", "rgb(22, 25, 29)"

# The focused element, and why a reader could not see that it has the focus.
FOCUS = """() => {
  const e = document.activeElement;
  const style = getComputedStyle(e);
  const place = e.getBoundingClientRect();
  const unseen = [];
  if (style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 2)
    unseen.push('no outline');
  if (place.width < 2 || place.bottom < 0 || place.top > innerHeight || place.right < 0)
    unseen.push('not on the screen');
  const name = e.id || e.className || e.textContent.trim().slice(0, 40);
  const region = e.closest('.top, #contents, main, .onpage');
  return { name: `${e.tagName.toLowerCase()} ${name}`, unseen,
           region: region && (region.id || region.className) };
}"""

NAVIGATION = """[...document.querySelectorAll('.top, #contents, .onpage, .turn, .downloads, .copy')]
  .filter((part) => part.checkVisibility()).map((part) => part.className)"""


@pytest.fixture
def light_page(url, documents):
    """Return the address of a page with all controls and little text."""
    return f"{url}{documents[1]}.html"


@pytest.fixture
def chapter(url, chapters):
    """Return the address of the chapter on vectors."""
    (name,) = (name for name in chapters if name.endswith("/vectors"))
    return f"{url}{name}.html"


def figures(opened):
    """Return the figures asked for, light and dark."""
    asked = [urlsplit(address).path for address in opened.requests if "/_images/" in address]
    dark = [path for path in asked if path.endswith(".dark.svg")]
    return [path for path in asked if path not in dark], dark


def shown(tab, theme):
    """Return how many figures of one edition are visible."""
    return tab.evaluate(
        """(theme) => [...document.querySelectorAll(`img.only-${theme}`)]
            .filter((picture) => picture.checkVisibility()).length""",
        theme,
    )


def unseen_focus(tab, steps):
    """Press Tab again and again; return where the focus came and where it could not be seen."""
    passed, faults = [], []
    for _ in range(steps):
        tab.keyboard.press("Tab")
        focus = tab.evaluate(FOCUS)
        passed.append(focus)
        faults += [f"{focus['name']}: {reason}" for reason in focus["unseen"]]
    return passed, faults


# --- light and dark ------------------------------------------------------------------------------


def test_the_choice_of_light_or_dark_stays(visit, url, light_page):
    tab = visit(light_page).tab
    assert tab.evaluate(PAPER) == LIGHT
    tab.click("button.theme")
    assert tab.evaluate(PAPER) == DARK
    tab.reload()
    assert tab.evaluate(PAPER) == DARK
    tab.goto(url + "index.html")
    assert tab.evaluate(PAPER) == DARK
    tab.click("button.theme")
    assert tab.evaluate(PAPER) == LIGHT
    tab.reload()
    assert tab.evaluate(PAPER) == LIGHT


def test_the_button_overrides_a_dark_system(visit, light_page):
    tab = visit(light_page, scheme="dark").tab
    assert tab.evaluate(PAPER) == DARK
    tab.click("button.theme")
    assert tab.evaluate(PAPER) == LIGHT
    tab.emulate_media(color_scheme="light")
    tab.click("button.theme")
    assert tab.evaluate(PAPER) == DARK


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_only_one_of_a_pair_of_figures_is_shown_and_fetched(visit, chapter, scheme):
    opened = visit(chapter, scheme=scheme)
    opened.tab.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    opened.scroll()
    light, dark = figures(opened)
    pairs = opened.tab.locator("img.only-light").count()
    assert pairs >= 4
    assert opened.tab.locator("img.only-dark").count() == pairs
    other = "dark" if scheme == "light" else "light"
    assert (shown(opened.tab, scheme), shown(opened.tab, other)) == (pairs, 0)
    fetched, unused = (light, dark) if scheme == "light" else (dark, light)
    assert len({*fetched}) == pairs
    assert unused == []


def test_figures_change_with_the_light(visit, chapter):
    opened = visit(chapter)
    opened.tab.click("button.theme")
    assert shown(opened.tab, "light") == 0
    opened.scroll()
    assert len({*figures(opened)[1]}) == shown(opened.tab, "dark") > 0


# --- paper ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_print(visit, chapter, theme):
    tab = visit(chapter, theme=theme, width=720).tab
    assert tab.evaluate(NAVIGATION)
    tab.emulate_media(media="print")
    assert tab.evaluate(PAPER) == LIGHT
    assert tab.evaluate(NAVIGATION) == []
    assert shown(tab, "dark") == 0
    assert shown(tab, "light") == tab.locator("main img.only-light").count() > 0
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert tab.locator("details.solution p").first.evaluate("(p) => p.checkVisibility()")


def test_paper_shows_the_light_figures_of_a_dark_page(visit, chapter):
    opened = visit(chapter, theme="dark")
    opened.tab.pdf()
    light, _ = figures(opened)
    assert len({*light}) == opened.tab.locator("main img.only-light").count()


# --- search and index ----------------------------------------------------------------------------


def search(tab, word):
    """Type a word into the search field of a page; return the links to the results."""
    tab.keyboard.press("/")
    tab.keyboard.type(word)
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/search.html?q=*")
    tab.wait_for_selector("#search-results ul.search li a")
    tab.wait_for_function("document.querySelector('.search-summary').textContent.includes('found')")
    links = tab.locator("#search-results ul.search li > a").all()
    return [urljoin(tab.url, link.get_attribute("href")) for link in links]


def test_search_finds_the_chapter(visit, chapter):
    opened = visit(chapter)
    tab = opened.tab
    links = search(tab, "cosine")
    assert chapter in [link.split("#")[0].split("?")[0] for link in links]
    tab.wait_for_selector("#search-results p.context")
    context = tab.locator("#search-results p.context").first.text_content()
    assert "\\" not in context
    assert "cosine" in context.lower()
    for link in links:
        tab.goto(link)
        fragment = urlsplit(link).fragment
        assert not fragment or tab.locator(f"[id='{fragment}']").count() == 1
    assert opened.faults == []


def test_search_says_when_there_is_nothing(visit, url):
    tab = visit(url + "search.html?q=xyzzyplugh").tab
    tab.wait_for_function("document.querySelector('.search-summary').textContent.includes('not')")
    assert tab.locator("#search-results ul.search li").count() == 0


def test_search_works_from_the_file_system(visit, site):
    opened = visit((site / "search.html").as_uri() + "?q=cosine")
    opened.tab.wait_for_selector("#search-results ul.search li a")
    assert opened.faults == []


def test_index_leads_to_the_terms(visit, url, chapter):
    tab = visit(url + "genindex.html").tab
    addresses = [a.get_attribute("href") for a in tab.locator(".terms a").all()]
    assert len(addresses) >= 10
    tab.click(".terms a >> nth=0")
    place = urlsplit(tab.url)
    assert place.fragment
    top = "id => document.getElementById(id)?.getBoundingClientRect().top"
    tab.wait_for_function(f"id => 0 <= ({top})(id) && ({top})(id) <= 900", arg=place.fragment)


# --- keyboard ------------------------------------------------------------------------------------


def test_skip_link(visit, light_page):
    tab = visit(light_page).tab
    tab.keyboard.press("Tab")
    skip = tab.locator(".skip")
    assert skip.evaluate("(e) => e === document.activeElement")
    box = skip.bounding_box()
    assert box["x"] >= 0
    assert box["y"] >= 0
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.id") == "main"
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.getElementById('main').contains(document.activeElement)")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_tab_reaches_the_controls_and_is_seen(visit, chapter, theme):
    tab = visit(chapter, theme=theme).tab
    passed, faults = unseen_focus(tab, 40)
    names = [focus["name"] for focus in passed]
    assert faults == []
    assert names[:4] == ["a skip", "a brand", "input q", "button theme"]
    regions = [focus["region"] for focus in passed]
    assert {"top", "contents", "main"} <= {*regions}


def test_menu_on_a_phone(visit, light_page):
    tab = visit(light_page, width=375, height=740).tab
    contents, menu = tab.locator("#contents"), tab.locator("button.menu")
    assert not contents.is_visible()
    menu.focus()
    tab.keyboard.press("Enter")
    assert contents.is_visible()
    assert menu.get_attribute("aria-expanded") == "true"
    tab.keyboard.press("Tab")
    tab.keyboard.press("Escape")
    assert not contents.is_visible()
    assert tab.evaluate("document.activeElement.className") == "menu"


def test_slash_is_a_letter_in_the_search_field(visit, light_page):
    tab = visit(light_page).tab
    tab.keyboard.press("/")
    assert tab.evaluate("document.activeElement.id") == "q"
    tab.keyboard.press("/")
    assert tab.input_value("#q") == "/"


# --- code and solutions --------------------------------------------------------------------------


def test_copy_button_copies_the_code(visit, chapter):
    opened = visit(chapter)
    opened.context.grant_permissions(["clipboard-read", "clipboard-write"])
    box = opened.tab.locator(".cell_input .highlight:visible").first
    box.hover()
    button = box.locator("button.copy")
    button.click()
    said = "button => button.textContent === 'Copied'"
    opened.tab.wait_for_function(said, arg=button.element_handle())
    copied = opened.tab.evaluate("navigator.clipboard.readText()")
    assert copied == box.locator("pre").text_content()
    assert "import" in copied


def test_a_link_into_a_folded_solution_unfolds_it(visit, chapter):
    tab = visit(chapter).tab
    ids = tab.evaluate("[...document.querySelectorAll('details.solution[id]')].map((d) => d.id)")
    assert len(ids) >= 10
    assert not tab.evaluate(f"document.getElementById('{ids[0]}').open")
    tab.goto(f"{chapter}#{ids[-1]}")
    assert tab.evaluate(f"document.getElementById('{ids[-1]}').open")
    tab.wait_for_function(
        f"""() => {{
            const top = document.getElementById('{ids[-1]}').getBoundingClientRect().top;
            return top >= 0 && top < innerHeight;
        }}"""
    )


# --- each check fails on a planted fault ---------------------------------------------------------


def put(folder, html):
    (folder / "favicon.ico").write_bytes(b"")
    (folder / "index.html").write_text(f"<!DOCTYPE html><body>{html}</body>")
    return "index.html"


@pytest.mark.parametrize(
    ("style", "fault"),
    [
        ("a:focus { outline: none }", "no outline"),
        ("a:focus { outline-width: 1px }", "no outline"),
        ("a { position: absolute; left: -900px }", "not on the screen"),
    ],
)
def test_fault_focus(tmp_path, serve, visit, style, fault):
    good = "a:focus { outline: 3px solid red }"
    for rule, expected in ((good, []), (f"{good} {style}", [f"a link: {fault}"])):
        page = put(tmp_path, f"<style>{rule}</style><a class='link' href='#'>x</a>")
        assert unseen_focus(visit(serve(tmp_path) + page).tab, 1)[1] == expected


def test_fault_both_figures_of_a_pair(tmp_path, serve, visit):
    (tmp_path / "_images").mkdir()
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
    for name in ("a.svg", "a.dark.svg"):
        (tmp_path / "_images" / name).write_text(svg)
    page = put(
        tmp_path,
        "<img class=only-light src=_images/a.svg><img class=only-dark src=_images/a.dark.svg>",
    )
    opened = visit(serve(tmp_path) + page)
    assert (shown(opened.tab, "light"), shown(opened.tab, "dark")) == (1, 1)
    assert [len(paths) for paths in figures(opened)] == [1, 1]


def test_fault_heavy_page(tmp_path, serve, visit):
    """The scales of test_weight: they count compressed text, pictures, and nothing twice."""
    from tests.site.test_weight import opened as weigh

    (tmp_path / "a.txt").write_text("a" * 500_000)
    (tmp_path / "a.bin").write_bytes(bytes(range(256)) * 1000)
    page = put(tmp_path, "<script>fetch('a.txt'); fetch('a.bin')</script>")
    address = serve(tmp_path) + page
    (first, _), (_, again) = weigh(visit, address), weigh(visit, address, address)
    sizes = {name: size for size, name in first}
    assert 256_000 < sizes["a.bin"] < 257_000
    assert 400 < sizes["a.txt"] < 2_000
    assert {name for _, name in again} <= {"index.html"}


def test_fault_picture_far_down(tmp_path, serve, visit):
    """A picture that loads as one scrolls counts for reading a page, not for opening it."""
    from tests.site.test_weight import opened as weigh

    (tmp_path / "late.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
    )
    far = '<div style="height:30000px"></div><img loading=lazy src=late.svg width=9 height=9>'
    opening, read = weigh(visit, serve(tmp_path) + put(tmp_path, far))
    assert "late.svg" not in {name for _, name in opening}
    assert "late.svg" in {name for _, name in read}
