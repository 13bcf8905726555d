"""Every page of the site for every role, in both languages: whole, valid, accessible, and none left out."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from app import config as configuration
from app import create_app
from app.config import ROOT
from app.web.error_pages import WORDS, error_page
from tests import rotation
from tests.browser.conftest import Site, environment
from tests.browser.pages import LANGUAGES, ROLES, Seen, Tour
from tests.browser.reading import build, read

pytestmark = [pytest.mark.browser, pytest.mark.real_time, pytest.mark.xdist_group("browser")]
# Words only the interface uses: none of them may stand on a page of the other language.
VIETNAMESE_ONLY = re.compile(
    r">\s*(Đăng nhập|Đăng xuất|Không gian của tôi|Việc cần làm|Lưu|Gửi|Huỷ|Địa điểm|Sự kiện|Tiêu chí)\s*<"
)
ENGLISH_ONLY = re.compile(r">\s*(Sign in|Sign out|Save|Send|Cancel|Venues|Events|Criteria|Spaces)\s*<")
MARKUP_READ_ALOUD = re.compile(r"&lt;(?:div|p|span|svg|ul) class=")
VALIDATE = {
    "extends": ["html-validate:standard"],
    "rules": {
        "no-inline-style": "error",
        "long-title": "off",
        "no-trailing-whitespace": "off",
        "void-style": "off",
        "require-sri": "off",
        "prefer-native-element": "error",
        "no-implicit-button-type": "error",
        "no-dup-id": "error",
        "wcag/h30": "error",
        "tel-non-breaking": "off",
        "attribute-boolean-style": "off",
        "attr-quotes": "off",
        "no-raw-characters": "off",
        "doctype-style": "off",
    },
}


Note = Callable[[str, object], None]
EVERYBODY = [(role, language) for role in ROLES for language in LANGUAGES]
# These stand in cases of other people than the tour's: their own tests read them, the tour does not yet.
ELSEWHERE = {
    "directory_staff.one_import", "evaluations.opinion_file", "evaluations.visit_photo", "renewals.confirm",
}  # fmt: skip
# Answer nothing that a person would read: a calendar behind a secret, what the board is drawn from, the frame inside a letter, the switch of language.
NEVER_PAGES = {"static", "calendars.private", "language.choose", "dev_mail.body", "bookings_staff.board_feed"}


@pytest.fixture(scope="module")
def tour(chromium: Browser, site: Site) -> Iterator[Tour]:
    app = create_app(configuration.load(environment(site.instance)))
    yield Tour(chromium, site, app)
    app.extensions["database"].dispose()


@pytest.mark.parametrize(("role", "language"), EVERYBODY)
def test_every_page_is_whole(tour: Tour, role: str, language: str, record_property: Note) -> None:
    pages = tour.seen(role, language)
    record_property("pages", {"role": role, "language": language, "read": len(pages)})
    assert len(pages) > 8
    assert [f"{one.path}: {fault}" for one in pages for fault in _faults(one, language)] == []


WITHOUT_TOKEN = {
    "dev_components.components",  # samples, never sent
    "notices.unsubscribe",  # programs of mail post to it too (RFC 8058); the signed address is what lets it act
}


def test_every_page_is_valid(tour: Tour, tmp_path: Path) -> None:
    """Of all roles in one go: beginning takes the tool as long as a hundred pages."""
    files = {}
    for role, language in EVERYBODY:
        for number, one in enumerate(tour.seen(role, language)):
            file = tmp_path / f"{role}-{language}-{number:03d}.html"
            file.write_text(one.html, encoding="utf-8")
            files[str(file)] = f"{one.path} ({role}, {language})"
    assert _invalid(files, tmp_path) == []


def test_an_invalid_page_is_noticed(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(
        '<!DOCTYPE html><html lang="vi"><head><title>x</title></head><body><p><div></div></p></body></html>'
    )
    assert _invalid({str(file): "/x"}, tmp_path)


def test_no_page_is_left_out(tour: Tour) -> None:
    """A screen that no link, letter or form of the tour leads to would be looked at by nobody."""
    for role, language in EVERYBODY:
        tour.seen(role, language)
    asked = {str(rule.endpoint) for rule in tour.routes.map.iter_rules() if "GET" in (rule.methods or ())}
    for language in LANGUAGES:
        left = asked - tour.answered[language] - tour.files
        expected = NEVER_PAGES | ELSEWHERE
        assert left == expected, f"{language}: {sorted(left ^ expected)}"


def _faults(seen: Seen, language: str) -> list[str]:
    page, html = read(seen.html), seen.html
    heading = " ".join(page.headings[0].split()) if page.headings else ""
    faults = []
    if len(page.headings) != 1:
        faults.append(f"{len(page.headings)} h1")
    if not " ".join(page.title.split()).startswith(heading):
        faults.append(f"the title {page.title!r} does not begin with {heading!r}")
    faults += [f"id {name!r} twice" for name, count in page.ids.items() if count > 1]
    if page.forms_without_token and seen.kind not in WITHOUT_TOKEN:
        faults.append("a form without its token")
    if MARKUP_READ_ALOUD.search(html):
        faults.append("a tag of the page stands on it as words")
    if f'<html lang="{language}"' not in html:
        faults.append("the language is not said")
    leaked = (VIETNAMESE_ONLY if language == "en" else ENGLISH_ONLY).findall(html)
    faults += [f"{word!r} in the wrong language" for word in leaked]
    return faults


def _invalid(files: dict[str, str], folder: Path) -> list[str]:
    (folder / "rules.json").write_text(json.dumps(VALIDATE))
    node = Path(sys.executable).with_name("node")
    tool = ROOT / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"
    done = subprocess.run(
        [node, tool, "--config", folder / "rules.json", "--formatter", "json", *files], capture_output=True, text=True
    )
    assert done.stdout, done.stderr
    return [
        f"{files[result['filePath']]}: {message['ruleId']}: {message['message']}"
        for result in json.loads(done.stdout)
        for message in result["messages"]
    ]


# Both colours and both widths, not each with each, which would take as long again and tells of nothing more. In a run each
# build of a page is looked at in one of the two, and the commit decides in which (see `rotation`); in a full run in both,
# as role follows on role and English on Vietnamese.
VIEWS = (("light", 320), ("dark", 1280))
# Forms that open in place: what is folded away axe does not see, nor how wide it is.
UNFOLD = "for (const one of document.querySelectorAll('main details')) one.open = true"
# How far the page goes beyond its window, and the innermost pieces that do.
TOO_WIDE = """() => {
  const edge = document.documentElement.clientWidth;
  const beyond = [...document.body.querySelectorAll("*")].filter((one) => one.getBoundingClientRect().right > edge + 1);
  const told = beyond.filter((one) => ![...one.children].some((child) => beyond.includes(child)));
  return [
    document.documentElement.scrollWidth - edge,
    told.slice(0, 5).map((one) => `${one.tagName}.${one.className} ${Math.round(one.getBoundingClientRect().right)}`).join(", "),
  ];
}"""
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}


@pytest.mark.parametrize(("role", "language"), EVERYBODY)
def test_every_page_is_accessible_and_fits_a_small_phone(
    tour: Tour, role: str, language: str, record_property: Note
) -> None:
    """Axe takes most of a second a page: the same build of a page is left alone once it was met in its views."""
    window = tour.window(role, language)
    page, faults = window.new_page(), []
    errors = _listen(page)
    runs = 0
    for one in {seen.kind: seen for seen in reversed(tour.seen(role, language))}.values():
        key = (one.kind, build(one.html))
        times, views = tour.tried.get(key, 0), rotation.some(VIEWS, 1, f"{one.kind} {sorted(key[1])}")
        if times == len(views):
            continue
        tour.tried[key] = times + 1
        faults += [f"{one.path}: {fault}" for fault in _looked_at(page, one.path, *views[times])]
        runs += 1
    window.close()
    record_property("pages", {"role": role, "language": language, "looks": runs, "faults": len(faults)})
    assert faults + [error for error in errors if "status of 4" not in error] == []


@pytest.mark.parametrize("status", WORDS)
def test_every_refusal_is_accessible_and_fits_a_small_phone(tour: Tour, status: int, record_property: Note) -> None:
    """Also of those that need a broken server: the page is the real one, only the answer is put in its place."""
    scheme = "dark" if status % 2 else "light"
    window = tour.window("nobody", "vi")
    with tour.app.test_request_context("/"):
        html = error_page(status).get_data(as_text=True)
    window.route("**/refused", lambda route: route.fulfill(status=status, body=html, content_type="text/html"))
    page = window.new_page()
    faults = _looked_at(page, "/refused", scheme, 1280)
    window.close()
    record_property("pages", {"role": "nobody", "language": "vi", "looks": 1, "faults": len(faults)})
    assert faults == []


def _listen(page: Page) -> list[str]:
    errors: list[str] = []
    page.on("console", lambda m: errors.append(f"{page.url}: {m.text}") if m.type == "error" else None)
    page.on("pageerror", lambda e: errors.append(f"{page.url}: {e}"))
    return errors


def _looked_at(page: Page, path: str, scheme: str, width: int) -> list[str]:
    """In its colours from the start: axe would read a page that is still changing them."""
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(path)
    page.evaluate(UNFOLD)
    faults = [f"({scheme}, {width}) {fault}" for fault in axe_faults(page)]
    page.set_viewport_size({"width": 320, "height": 800})
    wide, where = page.evaluate(TOO_WIDE)
    return faults + ([f"{wide} px too wide at 320: {where}"] if wide > 0 else [])


def axe_faults(page: Page) -> list[str]:
    found = Axe().run(page, options=RULES)
    return [f"{v['id']}: {v['nodes'][0]['html'][:120]}" for v in found.response["violations"]]
