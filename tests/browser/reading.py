"""A page as the tests look at it: what it says, what it is made of, and its last form sent."""

from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

from playwright.sync_api import APIRequestContext, APIResponse

from tests.web.demo import read as read_forms


def send(
    request: APIRequestContext,
    page: str,
    *,
    form: str = "",
    button: str = "",
    file: tuple[str, str, bytes] | None = None,
    **given: str,
) -> APIResponse:
    """Fill in the page's last form, or the one that goes to `form`, and follow to where it leads, or where its `button`
    sends it."""
    shown = request.get("/" if form else page)
    forms = [one for one in read_forms(shown.text()).forms if one.method == "post"]
    wanted = [one for one in forms if one.action == form] if form else [f for f in forms if f.action != "/sign-out"]
    chosen = wanted[-1]
    values: dict[str, Any] = {name: many[0] for name, many in chosen.untouched().items()} | given
    to = urljoin(shown.url, button or chosen.action)
    if file:
        name, mime, body = file
        values["file"] = {"name": name, "mimeType": mime, "buffer": body}
        return _gone_well(request.post(to, multipart=values, headers={"Referer": shown.url}))
    return _gone_well(request.post(to, form=values, headers={"Referer": shown.url}))


def _gone_well(answer: APIResponse) -> APIResponse:
    assert answer.ok, (answer.url, answer.status, read(answer.text()).headings)
    return answer


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


def build(html: str) -> frozenset[str]:
    """What a page's own part is made of, whatever it says and however often: elements, classes, all they stand in."""
    builder = _Build()
    builder.feed(html.partition("<main")[2].partition("</main>")[0])
    return frozenset(builder.found)


class _Build(HTMLParser):
    _VOID = frozenset({"input", "br", "hr", "img", "path", "rect", "use", "circle", "line", "stop", "source", "meta"})
    _TELLING = ("class", "type", "role", "aria-current", "aria-invalid", "open", "disabled")

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()
        self._chain: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        told = ",".join(
            f"{name}={value}" for name, value in sorted(attributes, key=lambda pair: pair[0]) if name in self._TELLING
        )
        self._chain.append(f"{tag}[{told}]")
        self.found.add(" ".join(self._chain))
        if tag in self._VOID:
            self._chain.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag not in self._VOID and self._chain:
            self._chain.pop()
