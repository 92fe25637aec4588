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


def opened(visit, *addresses):
    """Return what the last address transfers when opened, and in all when read; others before."""
    *before, last = addresses
    tab = visit("about:blank", gated=False)
    for address in before:
        tab.tab.goto(address, wait_until="networkidle")
    meter = Meter(tab)
    tab.tab.goto(last, wait_until="networkidle")
    opening = meter.table()
    tab.scroll()
    tab.tab.wait_for_timeout(200)  # until the last picture has been accounted for
    return opening, meter.table()


def within(table, limit):
    """Say what was transferred, and whether that is allowed."""
    print(report(table, limit))
    return sum(size for size, _ in table) <= limit


def test_first_visit(chapter_name, visit, url):
    _, read = opened(visit, f"{url}{chapter_name}.html")
    assert within(read, FIRST), report(read, FIRST)


def test_page_after_another(document_name, visit, url):
    """Most often a page is not the first one: all that it has of its own is text and figures."""
    opening, read = opened(visit, f"{url}index.html", f"{url}{document_name}.html")
    assert within(opening, NEXT), report(opening, NEXT)
    assert within(read, READ), report(read, READ)
