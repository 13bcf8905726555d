"""Every page a role can reach, as the server sends it: by links, and where letters and forms lead further."""

import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

from flask import Flask
from playwright.sync_api import APIRequestContext, APIResponse, Browser, BrowserContext
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter

from app.demo.people import PASSWORD
from tests.browser import starts
from tests.browser.conftest import PASSWORDS, PATIENCE, Site, wait_for
from tests.browser.reading import read, send
from tests.browser.starts.team import AWAITED

LANGUAGES = ("vi", "en")
# As the list of demo accounts calls them. Of one somebody awaits all that can be awaited of a team (`starts.team`). The two
# at the end stand at a door: nobody yet, or only half signed in.
ROLES = ("operator_approved", "operator_draft", "operator_stranger", "operator_awaited", "coordinator", "reviewer",
         "approver", "administrator", "nobody", "half")  # fmt: skip
_EACH = 2
_FILES = {".ics", ".pdf", ".webp", "/pdf"}  # fetched once each: no page comes of them


def sign_in(window: BrowserContext, site: Site, email: str) -> None:
    page = window.new_page()
    page.goto("/sign-in")
    page.fill("input[name=email]", email)
    page.fill("input[name=password]", PASSWORDS[email])
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)
    page.close()


@dataclass(frozen=True)
class Seen:
    """One answer. `kind` is the endpoint, or the status of a page that says no."""

    path: str
    kind: str
    html: str


@dataclass
class Tour:
    """What every role sees in both languages, each fetched once for all tests."""

    chromium: Browser
    site: Site
    app: Flask  # on the same instance, to be asked which address belongs to which endpoint
    states: dict[str, Any] = field(default_factory=dict)  # the cookies of a role
    answered: dict[str, set[str]] = field(default_factory=dict)  # by language, the kinds of pages that were seen
    files: set[str] = field(default_factory=set)  # endpoints that sent something else, or somewhere else
    tried: dict[tuple[str, frozenset[str]], int] = field(default_factory=dict)  # how often in `VIEWS`, by build
    seconds: float = 0.0
    _starts: dict[str, list[str]] = field(default_factory=dict)
    _seen: dict[tuple[str, str], list[Seen]] = field(default_factory=dict)

    def seen(self, role: str, language: str) -> list[Seen]:
        if (role, language) not in self._seen:
            began = time.monotonic()
            window = self.window(role, language)
            walked = self._walk if language == LANGUAGES[0] else self._again
            self._seen[role, language] = list(walked(window.request, role, language))
            window.close()
            self.seconds += time.monotonic() - began
        return self._seen[role, language]

    def window(self, role: str, language: str, **options: Any) -> BrowserContext:
        if not self._starts:
            self._prepare()
        window = self.chromium.new_context(
            base_url=self.site.url, storage_state=self.states[role], reduced_motion="reduce", **options
        )
        window.set_default_timeout(PATIENCE)
        window.add_cookies([{"name": "lang", "value": language, "url": self.site.url}])
        return window

    @cached_property
    def routes(self) -> MapAdapter:
        return self.app.url_map.bind(urlsplit(self.site.url).netloc)

    def endpoint(self, path: str) -> str:
        try:
            return str(self.routes.match(path, "GET")[0])
        except HTTPException as refused:
            return str(refused.code)

    def _again(self, request: APIRequestContext, role: str, language: str) -> Iterator[Seen]:
        """One of each kind that the first language led to."""
        kinds = {one.kind: one.path for one in reversed(self.seen(role, LANGUAGES[0]))}
        for kind, path in sorted(kinds.items()):
            answer = request.get(path)
            html = _html(answer)
            assert html is not None, path
            assert (self.endpoint(urlsplit(answer.url).path) if answer.ok else f"{answer.status}") == kind, path
            self.answered.setdefault(language, set()).add(kind)
            yield Seen(path, kind, html)

    def _walk(self, request: APIRequestContext, role: str, language: str) -> Iterator[Seen]:
        """Two addresses of each kind: of an endpoint with the same names in its query."""
        waiting = ["/", *self._starts[role]]
        known, kinds = set(waiting), Counter[str]()
        while waiting:
            path = waiting.pop(0)
            answer = request.get(path)
            endpoint, html = self.endpoint(urlsplit(path).path), _html(answer)
            assert answer.status < 500, (path, answer.status)
            if html is None:
                self.files.add(endpoint)
                continue
            landed = urlsplit(answer.url).path
            kind = self.endpoint(landed) if answer.ok else f"{answer.status}"
            if landed != urlsplit(path).path:
                self.files.add(endpoint)
            self.answered.setdefault(language, set()).add(kind)
            yield Seen(landed if answer.ok and landed != urlsplit(path).path else path, kind, html)
            for target in self._targets(path, html):
                parts = urlsplit(target)
                kind = self.endpoint(parts.path) + "?" + ",".join(sorted({key for key, _ in parse_qsl(parts.query)}))
                most = 1 if parts.path.endswith(tuple(_FILES)) else _EACH
                if target not in known and kinds[kind] < most:
                    kinds[kind] += 1
                    known.add(target)
                    waiting.append(target)

    def _targets(self, path: str, html: str) -> Iterator[str]:
        for href in read(html).links:
            target = urlsplit(urljoin(self.site.url + path, href))
            ours = f"{target.scheme}://{target.netloc}" == self.site.url
            # The language stays the one asked for; what a letter leads to stands in `_doors`.
            if ours and not target.path.startswith(("/static/", "/language/")) and not path.startswith("/dev/mail/"):
                yield target.path + (f"?{target.query}" if target.query else "")

    def _prepare(self) -> None:
        """Everybody signed in, and on the way what has to be done before some pages can be seen at all."""
        accounts = self.site.accounts() | {"operator_awaited": [AWAITED]}
        PASSWORDS[AWAITED] = PASSWORD
        for role in ROLES:
            window = self.chromium.new_context(base_url=self.site.url)
            self._starts[role] = ["/khong-co-trang-nay"]
            if role in accounts:
                email = accounts[role][0]
                send(window.request, "/sign-in", email=email, password=PASSWORDS[email])
                self._starts[role] += ["/home", "/sign-out"]
            self._starts[role] += starts.of(self, role, window.request)
            self.states[role] = window.storage_state()
            window.close()

    def linked(self, address: str, what: str) -> str:
        def found() -> str | None:
            letters = "\n".join(self.site.letters_to(address))
            links = re.findall(rf"{self.site.url}(/{what}/\S+)", letters)
            return links[-1] if links else None

        return str(wait_for(found))


def _html(answer: APIResponse) -> str | None:
    return answer.text() if "text/html" in answer.headers["content-type"] else None
