"""What a first visit with a phone costs: Chromium with four megabits a second and a processor a quarter as fast. How much
moves on the page while it loads (CLS), when its largest piece stands there (LCP, as a ratio to a bare page of HTML in the
same run), and what comes over the line, by kind.

Written into docs/measures.md. Needs Chromium. A number as argument: so many loads of each page instead of five, and
only printed.
"""

import os
import shutil
import statistics
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from app.demo.people import DOMAIN
from bench.measures import put
from deploy.pictures import fresh_demo, sign_in

LOADS = 5
LINE = {"offline": False, "latency": 40, "downloadThroughput": 4_000_000 // 8, "uploadThroughput": 1_000_000 // 8}
SLOWER = 4
PHONE = {"width": 375, "height": 800}
BARE = '<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>Trang</title></head><body><h1>Một trang</h1></body></html>'
KINDS = {"Document": "HTML", "Stylesheet": "CSS", "Script": "JS", "Font": "fonts", "Image": "pictures"}
WATCH = """
window.seen = {shift: 0, largest: 0};
new PerformanceObserver(list => list.getEntries().forEach(one => { if (!one.hadRecentInput) seen.shift += one.value }))
  .observe({type: 'layout-shift', buffered: true});
new PerformanceObserver(list => list.getEntries().forEach(one => { seen.largest = one.startTime }))
  .observe({type: 'largest-contentful-paint', buffered: true});
"""


@dataclass(frozen=True)
class Load:
    largest: float  # milliseconds
    shift: float
    sizes: Counter[str]
    requests: int


class _Bare(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = BARE.encode()
        self.send_response(200 if self.path == "/" else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextmanager
def _bare_site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Bare)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


def _loaded(browser: Browser, address: str, state: Any) -> Load:
    """In a window that has never been here."""
    window = browser.new_context(viewport=PHONE, locale="vi-VN", storage_state=state)  # type: ignore[arg-type]
    page = window.new_page()
    page.add_init_script(WATCH)
    line = window.new_cdp_session(page)
    kinds: dict[str, str] = {}
    sizes: Counter[str] = Counter()
    line.on("Network.responseReceived", lambda one: kinds.update({one["requestId"]: one["type"]}))
    line.on(
        "Network.loadingFinished",
        lambda one: sizes.update({KINDS.get(kinds[one["requestId"]], "other"): int(one["encodedDataLength"])}),
    )
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", LINE)
    line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(address, wait_until="networkidle")
    seen = page.evaluate("seen")
    window.close()
    return Load(seen["largest"], seen["shift"], sizes, len(kinds))


def _state(browser: Browser, site: str) -> Any:
    window = browser.new_context(base_url=site)
    sign_in(window.new_page(), f"lan@{DOMAIN}")
    state = window.storage_state()
    window.close()
    return state


def _an_event(window: BrowserContext) -> str:
    page = window.new_page()
    page.goto("/events")
    href = page.locator('main a[href^="/events/"]:not([href*="?"])').first.get_attribute("href")
    assert href is not None
    return href


def _pages(browser: Browser, site: str) -> dict[str, tuple[str, Any]]:
    """Name: (address, whose cookies)."""
    window = browser.new_context(base_url=site)
    event = _an_event(window)
    window.close()
    return {
        "home": (f"{site}/", None),
        "directory": (f"{site}/spaces", None),
        "an event": (f"{site}{event}", None),
        "booking form": (f"{site}/bookings/new", _state(browser, site)),
    }


def _row(name: str, loads: list[Load], floor: float) -> str:
    largest = statistics.median(one.largest for one in loads)
    last = loads[-1]
    kinds = " | ".join(f"{last.sizes[kind] / 1000:.1f}" for kind in (*KINDS.values(), "other"))
    total = sum(last.sizes.values()) / 1000
    return (
        f"| {name} | {largest / floor:.1f} × | {max(one.shift for one in loads):.3f} | {last.requests} "
        f"| {total:.1f} | {total - last.sizes['pictures'] / 1000:.1f} | {kinds} |"
    )


def main(arguments: list[str]) -> int:
    chromium = shutil.which("chromium")
    if chromium is None:
        print("no Chromium: apt-get install chromium", file=sys.stderr)
        return 1
    times = int(arguments[0]) if arguments else LOADS
    flags = ["--disable-gpu", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    lines = [
        "| page | LCP | CLS | requests | kB | without pictures | " + " | ".join((*KINDS.values(), "other")) + " |",
        "|---" * (6 + len(KINDS) + 1) + "|",
    ]
    with fresh_demo() as site, _bare_site() as bare, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=flags)
        floors = [_loaded(browser, bare, None) for _ in range(times)]
        floor = statistics.median(one.largest for one in floors)
        lines.append(_row("a bare page", floors, floor))
        for name, (address, state) in _pages(browser, site).items():
            lines.append(_row(name, [_loaded(browser, address, state) for _ in range(times)], floor))
        browser.close()
    print("\n".join(lines))
    if not arguments:
        put(
            "browser",
            f"A first visit with an empty cache in Chromium at {PHONE['width']} px, at 4 Mbit/s with {LINE['latency']} ms and a "
            f"processor {SLOWER} times as slow. LCP: when the largest piece stands there, median of {times} loads, as a ratio to "
            "the bare page. CLS: the worst of them. Kilobytes as they came over the line, headers too.",
            lines,
        )
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
