"""The built site, a server that compresses it, and one headless Chromium per worker.

``MML_HTML`` names another folder than ``_build/html``.  A missing site skips these tests on a
desk and fails them in CI.
"""

import functools
import gzip
import http.server
import os
import shutil
import threading
from pathlib import Path

import bs4
import pytest
import yaml
from mml.mathematics import node_binary
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[2]
HTML = Path(os.environ.get("MML_HTML", ROOT / "_build" / "html"))
TEXT = (".html", ".css", ".js", ".svg", ".json", ".ipynb", ".txt")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pages():
    """Return the pages of the site, the longest first, so that workers finish together."""
    found = sorted(HTML.rglob("*.html"), key=lambda path: (-path.stat().st_size, path))
    return [path.relative_to(HTML).as_posix() for path in found]


def contents(numbered=False):
    """Return the names of the documents in the order of ``_toc.yml``, or of the chapters alone."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text())
    parts = [part for part in toc["parts"] if part.get("numbered") or not numbered]
    entries = [entry["file"] for part in parts for entry in part["chapters"]]
    return entries if numbered else [toc["root"], *entries]


def pytest_generate_tests(metafunc):
    """Run a test that asks for a page, a document or a chapter once for each."""
    found = {
        "page": pages,
        "document_name": contents,
        "chapter_name": lambda: contents(numbered=True),
    }
    for name in found.keys() & set(metafunc.fixturenames):
        metafunc.parametrize(name, found[name]() or ["index.html"])


@pytest.fixture(scope="session")
def site():
    """Return the folder of the built site."""
    if not HTML.is_dir():
        if "CI" in os.environ:
            pytest.fail(f"there is no site in {HTML}; run `make html`")
        pytest.skip(f"there is no site in {HTML}; run `make html`")
    return HTML


@functools.cache
def _soup(path):
    return bs4.BeautifulSoup(path.read_bytes(), "html.parser")


@pytest.fixture(scope="session")
def soup(site):
    """Return a function that gives the parsed page of a name."""
    return lambda page: _soup(site / page)


@pytest.fixture(scope="session")
def documents():
    """Return the names of the documents in the order of ``_toc.yml``, as ``book/part/stem``."""
    return contents()


@pytest.fixture(scope="session")
def chapters():
    """Return the names of the documents that are chapters."""
    return contents(numbered=True)


# --- a server ------------------------------------------------------------------------------------


@functools.cache
def _compressed(path, _changed):
    return gzip.compress(Path(path).read_bytes(), 6)


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves a folder as a web host does: connections stay open, text is compressed."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        """Answer; the name is the one that http.server calls."""
        path = Path(self.translate_path(self.path))
        if path.is_dir():
            path = path / "index.html"
        if not path.is_file():
            self.send_error(404)
            return
        text = path.suffix in TEXT
        body = _compressed(str(path), path.stat().st_mtime) if text else path.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=600")
        if text:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        """Say nothing."""


@pytest.fixture(scope="session")
def serve():
    """Return a function that serves a folder and gives its address, which ends with a slash."""
    servers = []

    def start(folder):
        handler = functools.partial(Handler, directory=str(folder))
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}/"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def url(site, serve):
    """Return the address of the served site."""
    return serve(site)


# --- a browser -----------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def chromium():
    """Return a running headless Chromium."""
    executable = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    assert executable, "the browser tests need Chromium: apt-get install chromium"
    # Playwright's own Node.js wants a library that a bare Debian lacks; the site's does not
    os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", node_binary())
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield browser
        browser.close()


class Visit:
    """A browser tab cut off from other hosts, with a record of all that went wrong in it."""

    def __init__(
        self, browser, width=1280, height=900, scheme="light", theme=None, gated=True, **options
    ):
        self.context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            reduced_motion="reduce",
            **options,
        )
        self.faults = []
        self.requests = []
        if theme:  # what the reader chose on an earlier visit
            self.context.add_init_script(f"localStorage.setItem('mml-theme', '{theme}')")
        if gated:  # a gate turns the cache off
            self.context.route("**/*", self._gate)
        self.tab = self.context.new_page()
        self.tab.on("console", self._console)
        self.tab.on("pageerror", lambda error: self.faults.append(f"script error: {error}"))
        self.tab.on("requestfailed", self._failed)
        self.tab.on("response", self._response)
        self.tab.set_default_timeout(10_000)

    def _gate(self, route):
        address = route.request.url
        self.requests.append(address)
        if address.startswith(("http://127.0.0.1:", "file:", "data:", "blob:")):
            route.continue_()
        else:
            self.faults.append(f"another host: {address}")
            route.abort()

    def _failed(self, request):
        if "ERR_ABORTED" not in request.failure:  # the tab went on to another page
            self.faults.append(f"failed: {request.url} {request.failure}")

    def _console(self, message):
        if message.type in ("error", "warning"):
            self.faults.append(f"console {message.type}: {message.text}")

    def _response(self, response):
        if response.status >= 400:
            self.faults.append(f"status {response.status}: {response.url}")

    def scroll(self):
        """Go down the page from picture to picture; the hidden ones of a pair are not loaded."""
        self.tab.evaluate(
            """async () => {
                document.documentElement.style.scrollBehavior = 'auto';
                const late = new Promise((done) => setTimeout(done, 5000));
                for (const picture of document.images) {
                    if (!picture.checkVisibility()) continue;
                    picture.scrollIntoView();
                    await Promise.race([picture.decode().catch(() => {}), late]);
                }
                scrollTo(0, 0);
            }"""
        )


@pytest.fixture
def visit(chromium):
    """Return a function that opens an address in a fresh tab."""
    visits = []

    def go(address, **options):
        new = Visit(chromium, **options)
        visits.append(new)
        new.tab.goto(address, wait_until="load")
        return new

    yield go
    for opened in visits:
        opened.context.close()
