"""What every page does in a browser: quiet, narrow, accessible, readable without JavaScript."""

import pytest

pytestmark = pytest.mark.site

DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 375, "height": 740}
UNFOLD = "document.querySelectorAll('details').forEach((d) => { d.open = true; })"

# Boxes that scroll, and whatever sticks out of the page without lying in one of them.
SIDEWAYS = """() => {
  const found = [];
  const page = document.documentElement;
  if (page.scrollWidth > innerWidth) found.push(`page: ${page.scrollWidth} px`);
  const box = 'pre, .scroll, .table-box, .map';
  for (const e of document.querySelectorAll(box)) {
    const wide = e.scrollWidth > e.clientWidth + 1;
    if (wide && !['auto', 'scroll'].includes(getComputedStyle(e).overflowX))
      found.push(`does not scroll: ${e.outerHTML.slice(0, 80)}`);
    if (wide && e.tabIndex !== 0) found.push(`not for the keyboard: ${e.outerHTML.slice(0, 80)}`);
  }
  for (const e of document.querySelectorAll('main *')) {
    const place = e.getBoundingClientRect();
    const kept = e.closest(`${box}, .katex-mathml, .katex svg, .hidden`);
    if (!kept && place.width && (place.right > innerWidth + 1 || place.left < -1))
      found.push(`sticks out: ${e.outerHTML.slice(0, 120)}`);
  }
  return found;
}"""

# Signs behind a short formula that begin a line, instead of ending the formula's.
ALONE = """() => {
  const found = [];
  for (const formula of document.querySelectorAll('.math.short')) {
    const inside = formula.lastChild.nodeType === Node.TEXT_NODE;
    const after = inside ? formula.lastChild : formula.nextSibling;
    if (after?.nodeType !== Node.TEXT_NODE || !/^[)\\].,;:!?”]/.test(after.data)) continue;
    const range = document.createRange();
    range.setStart(after, 0);
    range.setEnd(after, 1);
    const sign = range.getBoundingClientRect();
    const parts = [...formula.querySelectorAll('.katex-html, .base')];
    const last = parts.pop().getBoundingClientRect();
    if (sign.width && sign.top > last.bottom - 3)
      found.push(`${formula.textContent}: ${after.data.slice(0, 20)}`);
  }
  return found;
}"""

# One letter stands for each half of a formula: axe does not read MathML, and what is seen is
# hundreds of boxes of one color.  READABLE looks at formulas.  In listings each kind of word is
# kept once for each place that listings stand in.
SHORTEN = """() => {
  for (const half of document.querySelectorAll('.katex-html, .katex-mathml'))
    if (!half.querySelector('[style*=color]')) half.textContent = 'x';
  const seen = new Set();
  for (const listing of document.querySelectorAll('pre')) {
    let place = '';
    for (let e = listing; e; e = e.parentElement) place += `${e.className}|${e.style.cssText}|`;
    for (const word of listing.querySelectorAll('span')) {
      const kind = `${place}${word.className}|${word.style.cssText}`;
      if (seen.has(kind)) word.replaceWith(...word.childNodes);
      seen.add(kind);
    }
    listing.normalize();
  }
}"""
AXE = """async (only) => {
  const rules = { 'target-size': { enabled: true } };
  const runOnly = only ? { runOnly: { type: 'rule', values: only } } : { rules };
  const result = await axe.run({ resultTypes: ['violations'], ...runOnly });
  return result.violations.map((v) =>
    `${v.id} (${v.nodes.length}): ${v.help}: ${v.nodes[0].html.slice(0, 160)}`);
}"""
COLORS = ["color-contrast", "link-in-text-block"]  # the rules of axe that look at colors
BACKGROUND, WHITE = "getComputedStyle(document.body).backgroundColor", "rgb(255, 255, 255)"

# What is wrong with formulas and pictures as they stand on the page.
READABLE = """() => {
  const found = [];
  for (const formula of document.querySelectorAll('.katex')) {
    const seen = formula.querySelector('.katex-html');
    const box = seen && seen.getBoundingClientRect();
    if (!box || box.width < 2 || box.height < 2 || getComputedStyle(seen).visibility !== 'visible')
      found.push(`formula not visible: ${formula.textContent.slice(0, 80)}`);
    if (seen && seen.getAttribute('aria-hidden') !== 'true') found.push('formula read twice');
    if (!formula.querySelector('math annotation[encoding="application/x-tex"]'))
      found.push(`no MathML: ${formula.textContent.slice(0, 80)}`);
    if (formula.parentElement.querySelector('.katex-error')) found.push('error');
  }
  for (const picture of document.querySelectorAll('img')) {
    const hidden = getComputedStyle(picture).display === 'none';
    if (!hidden && !(picture.complete && picture.naturalWidth))
      found.push(`picture not there: ${picture.src}`);
  }
  return found;
}"""


@pytest.fixture
def axe(request):
    """Return a function that gives the violations axe-core sees on a page as it is now."""
    script = request.config.rootpath / "node_modules" / "axe-core" / "axe.min.js"

    def violations(tab, only=None):
        tab.evaluate(UNFOLD)
        tab.evaluate(SHORTEN)
        tab.evaluate("() => new Promise(requestAnimationFrame)")
        if not tab.evaluate("'axe' in window"):
            tab.add_script_tag(path=script)
        return tab.evaluate(AXE, only)

    return violations


def test_accessible_on_a_desktop(page, visit, url, axe):
    """Light and dark as the system asks; in the dark all is the same but the colors."""
    opened = visit(url + page, scheme="light", **DESKTOP)
    assert axe(opened.tab) == []
    opened.tab.emulate_media(color_scheme="dark")
    assert opened.tab.evaluate(BACKGROUND) != WHITE
    assert axe(opened.tab, COLORS) == []
    assert opened.faults == []


def test_accessible_on_a_phone(page, visit, url, axe):
    """Light and dark as the reader chose, against the system."""
    opened = visit(url + page, scheme="light", theme="dark", **PHONE)
    assert opened.tab.evaluate(BACKGROUND) != WHITE
    assert axe(opened.tab) == []
    opened.tab.emulate_media(color_scheme="dark")
    opened.tab.locator("button.theme").click()
    assert opened.tab.evaluate(BACKGROUND) == WHITE
    assert axe(opened.tab, COLORS) == []
    assert opened.faults == []


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_quiet_and_not_wider_than_the_screen(page, size, visit, url):
    opened = visit(url + page, **size)
    opened.tab.evaluate(UNFOLD)
    opened.scroll()
    assert opened.tab.evaluate(SIDEWAYS) == []
    assert opened.tab.evaluate(ALONE) == []
    assert opened.tab.evaluate(READABLE) == []
    assert opened.faults == []


def test_opens_from_the_file_system(page, site, visit):
    opened = visit((site / page).as_uri())
    opened.scroll()
    assert opened.faults == []
    assert opened.tab.evaluate(READABLE) == []


def test_without_javascript(page, visit, url):
    opened = visit(url + page, java_script_enabled=False, **PHONE)
    tab = opened.tab
    opened.scroll()
    assert tab.evaluate(READABLE) == []
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert opened.faults == []
    assert tab.locator("nav#contents a").first.is_visible()
    assert not tab.locator("button.theme").is_visible()
    for folded in tab.locator("details").all()[:3]:
        folded.locator("summary").first.click()
        assert folded.evaluate("(d) => d.open && d.lastElementChild.checkVisibility()")


# --- each check fails on a planted fault ---------------------------------------------------------

HEAD = (
    '<!DOCTYPE html><html lang="en"><title>t</title>'
    '<meta name="viewport" content="width=device-width">'
)


@pytest.fixture
def planted(tmp_path, serve, visit):
    """Return a function that opens a page made of some HTML."""
    address = serve(tmp_path)

    def put(html, **options):
        (tmp_path / "index.html").write_text(f"{HEAD}<body>{html}</body></html>")
        (tmp_path / "favicon.ico").write_bytes(b"")
        opened = visit(address + "index.html", **options)
        opened.tab.wait_for_timeout(50)
        return opened

    return put


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        ('<img src="missing.svg">', "status 404"),
        ('<img src="https://example.org/a.svg">', "another host: https://example.org/a.svg"),
        ("<script>fetch('//example.org')</script>", "another host: http://example.org/"),
        ("<script>console.error('oh')</script>", "console error: oh"),
        ("<script>console.warn('oh')</script>", "console warning: oh"),
        ("<script>throw new Error('oh')</script>", "script error: oh"),
    ],
)
def test_fault_quiet(planted, html, fault):
    assert any(found.startswith(fault) for found in planted(html).faults)
    assert planted("<p>quiet</p>").faults == []


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        ("<main><p style='width: 500px'>wide</p></main>", "page: "),
        ("<main><pre style='width: 200px'>{}</pre></main>", "does not scroll"),
        ("<main><pre style='overflow: auto'>{}</pre></main>", "not for the keyboard"),
        ("<body style='overflow: hidden'><main><p style='width: 500px'>w</p></main>", "sticks out"),
        ("<main><p style='margin-left: -60px'>left</p></main>", "sticks out"),
    ],
)
def test_fault_sideways(planted, html, fault):
    found = planted(html.format("long " * 50), **PHONE).tab.evaluate(SIDEWAYS)
    assert any(line.startswith(fault) for line in found)
    good = "<main><pre tabindex=0 style='overflow: auto'>{}</pre></main>".format("long " * 50)
    assert planted(good, **PHONE).tab.evaluate(SIDEWAYS) == []


def test_fault_alone(planted):
    base = '<span class="base" style="display: inline-block; width: 90px">x</span>'
    html = f'<p style="width: 100px"><span class="math short" {{}}>{base}</span>{{}}</p>'
    inside = html.replace("</span>{}", "{}</span>")
    assert planted(html.format("", "........")).tab.evaluate(ALONE) == ["x: ........"]
    assert planted(inside.format("", "........")).tab.evaluate(ALONE) == ["x........: ........"]
    kept = "style='white-space: nowrap'"
    assert planted(inside.format(kept, "........")).tab.evaluate(ALONE) == []


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        ('<p style="color: #aaa; background: #fff">pale</p>', "color-contrast"),
        ('<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">', "image-alt"),
        ("<input>", "label"),
        ("<details><summary>s</summary><a href='#'></a></details>", "link-name"),
        ("<pre><span class=k>good</span> <span class=k style='color: #aaa'>pale</span></pre>",
         "color-contrast"),
        ("<pre><span>good</span></pre><div style='color: #aaa'><pre><span>pale</span></pre></div>",
         "color-contrast"),
    ],
)  # fmt: skip
def test_fault_axe(planted, axe, html, fault):
    found = axe(planted(f"<main><h1>t</h1>{html}</main>").tab)
    assert any(line.startswith(fault) for line in found)
    assert axe(planted("<main><h1>t</h1></main>").tab) == []


def test_fault_axe_in_the_dark(planted, axe):
    style = "@media (prefers-color-scheme: dark) { body { background: #222 } }"
    opened = planted(f"<style>{style}</style><main><h1>t</h1><p>black</p></main>", scheme="light")
    assert axe(opened.tab) == []
    opened.tab.emulate_media(color_scheme="dark")
    assert any(line.startswith("color-contrast") for line in axe(opened.tab, COLORS))


FORMULA = (
    '<span class="katex"><span class="katex-mathml"><math><semantics><mi>x</mi>'
    '<annotation encoding="application/x-tex">x</annotation></semantics></math></span>'
    '<span class="katex-html" aria-hidden="true">x</span></span>'
)


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        (FORMULA.replace('"true"', '"true" style="display: none"'), "formula not visible"),
        (FORMULA.replace('"true"', '"true" style="visibility: hidden"'), "formula not visible"),
        (FORMULA.replace(' aria-hidden="true"', ""), "formula read twice"),
        (FORMULA.replace("annotation", "span"), "no MathML"),
        ('<span class="katex">\\x</span>', "formula not visible"),
        ('<img src="missing.svg">', "picture not there"),
    ],
)
def test_fault_readable(planted, html, fault):
    found = planted(html, java_script_enabled=False).tab.evaluate(READABLE)
    assert any(line.startswith(fault) for line in found)
    assert planted(FORMULA, java_script_enabled=False).tab.evaluate(READABLE) == []
