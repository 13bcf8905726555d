"""Every page a role can reach by links, as the server sends it."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import BrowserContext

from tests.browser.conftest import PASSWORDS, Site

# What varies between pages of one kind: ids, numbers, dates, slugs of spaces.
_VARYING = re.compile(r"(?<=/)([0-9a-f]{24}|[a-z0-9]{26}|KGST-[^/]+|\d+[\d-]*)(?=/|$)")
_SKIPPED = ("/static/", "/language/", "/dev/mail/", "mailto:", "tel:", "webcal:")
_EACH = 2


def sign_in(window: BrowserContext, site: Site, email: str) -> None:
    page = window.new_page()
    page.goto("/sign-in")
    page.fill("input[name=email]", email)
    page.fill("input[name=password]", PASSWORDS[email])
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)
    page.close()


def reached(window: BrowserContext, site: Site, *starts: str) -> Iterator[tuple[str, str]]:
    """(path, html) of up to two pages of each kind."""
    waiting, known, kinds = list(starts), set(starts), Counter[str]()
    while waiting:
        path = waiting.pop(0)
        answer = window.request.get(site.url + path)
        assert answer.status == 200, (path, answer.status)
        if "text/html" not in answer.headers["content-type"]:
            continue
        html = answer.text()
        yield path, html
        for href in read(html).links:
            target = urlsplit(urljoin(site.url + path, href))
            if f"{target.scheme}://{target.netloc}" != site.url or href.startswith(_SKIPPED):
                continue
            if target.path.startswith(_SKIPPED) or target.path in known or target.path.endswith((".ics", "/pdf")):
                continue
            kind = _VARYING.sub("*", re.sub(r"^/(spaces|venues)/[^/]+$", r"/\1/*", target.path))
            if kinds[kind] < _EACH:
                kinds[kind] += 1
                known.add(target.path)
                waiting.append(target.path + (f"?{target.query}" if target.query else ""))


@dataclass
class Read(HTMLParser):
    """What the tests ask of a page."""

    links: list[str] = field(default_factory=list)
    ids: Counter[str] = field(default_factory=Counter)
    headings: list[str] = field(default_factory=list)
    title: str = ""
    forms_without_token: int = 0

    def __post_init__(self) -> None:
        super().__init__()
        self._in: str | None = None
        self._form: tuple[bool, bool] | None = None

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        a = dict(attributes)
        if a.get("id"):
            self.ids[a["id"] or ""] += 1
        match tag:
            case "a" if a.get("href"):
                self.links.append(a["href"] or "")
            case "h1":
                self._in = "h1"
                self.headings.append("")
            case "title" if not self.title:
                self._in = "title"
            case "form":
                self._form = ((a.get("method") or "get").lower() == "post", False)
            case "input" if (a.get("name") or "").endswith("csrf_token") and self._form:
                self._form = (self._form[0], True)

    def handle_endtag(self, tag: str) -> None:
        if tag == self._in:
            self._in = None
        if tag == "form" and self._form:
            self.forms_without_token += self._form == (True, False)
            self._form = None

    def handle_data(self, data: str) -> None:
        if self._in == "h1":
            self.headings[-1] += data
        elif self._in == "title":
            self.title += data


def read(html: str) -> Read:
    page = Read()
    page.feed(html)
    return page
