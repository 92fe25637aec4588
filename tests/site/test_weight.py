"""What a reader must wait for: bytes on the wire, as a compressing host sends them."""

from urllib.parse import urlsplit

import pytest

pytestmark = pytest.mark.site

FIRST = 600_000  # a first visit, read to its last figure
NEXT = 200_000  # what opening a further page transfers; the figures follow as one scrolls
READ = 300_000  # a further page, read to its last figure


class Meter:
    """Counts what a tab transfers, headers included; what comes from the cache is free."""

    def __init__(self, visit):
        self.names, self.sizes, self.cached = {}, {}, set()
        session = visit.context.new_cdp_session(visit.tab)
        session.on("Network.requestWillBeSent", self._sent)
        session.on("Network.requestServedFromCache", lambda e: self.cached.add(e["requestId"]))
        session.on("Network.responseReceived", self._response)
        session.on("Network.loadingFinished", self._finished)
        session.send("Network.enable")

    def _sent(self, event):
        self.names[event["requestId"]] = urlsplit(event["request"]["url"]).path.lstrip("/")

    def _response(self, event):
        if event["response"].get("fromDiskCache"):
            self.cached.add(event["requestId"])

    def _finished(self, event):
        self.sizes[event["requestId"]] = int(event["encodedDataLength"])

    def table(self):
        """Return bytes and names of what was transferred, the heaviest first."""
        sent = [(n, self.names[i]) for i, n in self.sizes.items() if i not in self.cached]
        return sorted(sent, reverse=True)


def report(table, limit):
    """Return a readable account of what was transferred."""
    total = sum(size for size, _ in table)
    lines = [f"{size / 1000:8.1f} kB  {name[-60:]}" for size, name in table]
    return "\n".join([f"{total / 1000:.1f} kB transferred, allowed {limit / 1000:.0f} kB", *lines])


def opened(visit, first, *others):
    """Return what each address transfers when opened, and in all when read; at first uncached."""
    tab = visit("about:blank", gated=False)
    tables = []
    for address in (first, *others):
        meter = Meter(tab)
        tab.tab.goto(address, wait_until="networkidle")
        opening = meter.table()
        tab.scroll()
        tab.tab.wait_for_timeout(200)  # until the last picture has been accounted for
        tables.append((opening, meter.table()))
    return tables


def within(table, limit):
    """Say what was transferred, and whether that is allowed."""
    print(report(table, limit))
    return sum(size for size, _ in table) <= limit


def test_chapter_and_the_page_after_it(visit, url, documents, chapters):
    for name in chapters:
        following = documents[(documents.index(name) + 1) % len(documents)]
        (_, first), after = opened(visit, f"{url}{name}.html", f"{url}{following}.html")
        assert within(first, FIRST), report(first, FIRST)
        assert within(after[0], NEXT), report(after[0], NEXT)
        assert within(after[1], READ), report(after[1], READ)


def test_chapter_after_another_page(visit, url, chapters):
    """A chapter is the next page most often: all that it has of its own is text and figures."""
    for name in chapters:
        _, after = opened(visit, f"{url}index.html", f"{url}{name}.html")
        assert within(after[0], NEXT), report(after[0], NEXT)
        assert within(after[1], READ), report(after[1], READ)
