"""What a reader must wait for: bytes on the wire, as a compressing host sends them."""

from urllib.parse import urlsplit

import pytest

pytestmark = pytest.mark.site

FIRST, NEXT = 600_000, 200_000


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
    """Return what each address transfers when read to its end; the cache is cold at first."""
    tab = visit("about:blank", gated=False)
    tables = []
    for address in (first, *others):
        meter = Meter(tab)
        tab.tab.goto(address, wait_until="networkidle")
        tab.scroll()
        tables.append(meter.table())
    return tables


def opening(table):
    """Return what a page needs to be opened; its figures come one by one as the reader scrolls."""
    return [(size, name) for size, name in table if not name.endswith(".svg")]


def test_chapter_and_the_page_after_it(visit, url, documents, chapters):
    for name in chapters:
        following = documents[(documents.index(name) + 1) % len(documents)]
        first, after = opened(visit, f"{url}{name}.html", f"{url}{following}.html")
        assert sum(size for size, _ in first) <= FIRST, report(first, FIRST)
        assert sum(size for size, _ in opening(after)) <= NEXT, report(after, NEXT)
        print(report(first, FIRST))
        print(report(after, NEXT))


def test_chapter_after_another_page(visit, url, chapters):
    """A chapter is the next page most often: all that it has of its own is text and figures."""
    for name in chapters:
        _, after = opened(visit, f"{url}index.html", f"{url}{name}.html")
        assert sum(size for size, _ in opening(after)) <= NEXT, report(after, NEXT)
        print(report(after, NEXT))
