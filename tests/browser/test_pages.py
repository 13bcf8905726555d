"""Every page every role can reach: whole, valid, accessible, and in one language."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext

from app.config import ROOT
from tests.browser.conftest import Site
from tests.browser.pages import reached, read, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.real_time, pytest.mark.xdist_group("browser")]
ROLES = (None, "operator_approved", "operator_draft", "coordinator", "reviewer", "approver", "administrator")
# Words only the interface uses: none of them may stand on a page of the other language.
VIETNAMESE_ONLY = re.compile(
    r">\s*(Đăng nhập|Đăng xuất|Không gian của tôi|Việc cần làm|Lưu|Gửi|Huỷ|Địa điểm|Sự kiện|Tiêu chí)\s*<"
)
ENGLISH_ONLY = re.compile(r">\s*(Sign in|Sign out|Save|Send|Cancel|Venues|Events|Criteria|Spaces)\s*<")
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


# Every role once, and both languages wherever the pages are not another role's too.
LANGUAGES = [(role, ("vi", "en")[n % 2]) for n, role in enumerate(ROLES)] + [
    (None, "en"),
    ("operator_approved", "vi"),
    ("coordinator", "vi"),
    ("administrator", "en"),
]


@pytest.mark.parametrize(("role", "language"), LANGUAGES)
def test_every_page_is_whole_and_valid(
    window: BrowserContext, site: Site, role: str | None, language: str, tmp_path: Path
) -> None:
    if role:
        sign_in(window, site, site.accounts()[role][0])
    window.add_cookies([{"name": "lang", "value": language, "url": site.url}])
    faults, files = [], {}
    for number, (path, html) in enumerate(reached(window, site, "/", *(["/home"] if role else []))):
        faults += [f"{path}: {fault}" for fault in _faults(html, language)]
        file = tmp_path / f"{number:03d}.html"
        file.write_text(html, encoding="utf-8")
        files[str(file)] = path
    assert len(files) > 8
    assert faults + _invalid(files, tmp_path) == []


def _faults(html: str, language: str) -> list[str]:
    page = read(html)
    heading = " ".join(page.headings[0].split()) if page.headings else ""
    faults = []
    if len(page.headings) != 1:
        faults.append(f"{len(page.headings)} h1")
    if not " ".join(page.title.split()).startswith(heading):
        faults.append(f"the title {page.title!r} does not begin with {heading!r}")
    faults += [f"id {name!r} twice" for name, count in page.ids.items() if count > 1]
    if page.forms_without_token:
        faults.append("a form without its token")
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


# Axe takes most of a second a page, so roles that see the same pages share the two colour schemes.
SCHEMES = [(role, ("light", "dark")[n % 2]) for n, role in enumerate(ROLES)] + [
    (None, "dark"),
    ("coordinator", "light"),
]


@pytest.mark.parametrize(("role", "scheme"), SCHEMES)
def test_every_page_is_accessible_and_fits_a_small_phone(
    chromium: Browser, site: Site, role: str | None, scheme: str
) -> None:
    window = chromium.new_context(
        base_url=site.url, viewport={"width": 320, "height": 720}, color_scheme=scheme, reduced_motion="reduce"
    )
    if role:
        sign_in(window, site, site.accounts()[role][0])
    page = window.new_page()
    errors: list[str] = []
    page.on("console", lambda m: errors.append(f"{page.url}: {m.text}") if m.type == "error" else None)
    page.on("pageerror", lambda e: errors.append(f"{page.url}: {e}"))
    faults = []
    for path, _html in reached(window, site, "/", *(["/home"] if role else [])):
        page.goto(path)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            faults.append(f"{path}: {wide} px too wide at 320")
        found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
        faults += [f"{path}: {v['id']}: {v['nodes'][0]['html'][:120]}" for v in found.response["violations"]]
    window.close()
    assert faults + errors == []
