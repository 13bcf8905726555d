"""What comes out of the printer: black on white from a dark screen too, no navigation, heads on every sheet."""

import io
import unicodedata

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect
from pypdf import PdfReader

from tests.browser.conftest import Site
from tests.browser.pages import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.real_time, pytest.mark.xdist_group("browser")]
NEVER_PRINTED = ".top, .foot, .skip, .tabs, .side-nav, .desk-menu, .crumbs, .filters, .btn, .letter-bar, summary.btn"
# Where the printed page is found: by role, the list that leads to it and the link on that list (none: the list itself).
PRINTED = {
    "members": ("coordinator", "/desk/members", ""),
    "the day of the venues": ("coordinator", "/desk/board?scale=day&view=table", ""),
    "the month of the venues": ("coordinator", "/desk/board?scale=month&view=table", ""),
    "bookings": ("coordinator", "/desk/bookings", ""),
    "a booking": ("coordinator", "/desk/bookings", "main a[href^='/desk/bookings/']:not([href$='/new'])"),
    "a case": ("coordinator", "/desk/applications", "main a[href^='/desk/applications/']"),
    "a receipt": ("operator_approved", "/my/applications", "main a[href$='/receipt']"),
    "a certificate": ("operator_approved", "/my/certificates", "main a[href^='/verify/']"),
    "my bookings": ("operator_approved", "/my/bookings", ""),
    "a review": ("reviewer", "/reviews", "main a[href^='/reviews/']"),
}


@pytest.mark.parametrize("what", PRINTED)
def test_it_prints_black_on_white_without_the_ways_around(window: BrowserContext, site: Site, what: str) -> None:
    page = _open(window, site, *PRINTED[what])
    page.emulate_media(media="print", color_scheme="dark")
    page.set_viewport_size({"width": 720, "height": 1000})
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.locator(NEVER_PRINTED).filter(visible=True).all_inner_texts() == []
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("[...document.querySelectorAll('main *')].filter(e => e.checkVisibility()).length") > 15
    pale = Axe().run(page, options={"runOnly": ["color-contrast"]}).response["violations"]
    assert [node["html"] for fault in pale for node in fault["nodes"]] == []
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0


def _open(window: BrowserContext, site: Site, role: str, address: str, link: str) -> Page:
    sign_in(window, site, site.accounts()[role][0])
    page = window.new_page()
    page.goto(address)
    if link:
        page.goto(page.locator(link).first.get_attribute("href") or "")
    return page


def test_the_day_of_the_venues_says_which_day(window: BrowserContext, site: Site) -> None:
    page = _open(window, site, "coordinator", "/desk/board?scale=day&view=table&day=2026-12-24", "")
    page.emulate_media(media="print")
    expect(page.get_by_text("24/12/2026").first).to_be_visible()


def test_a_long_list_has_its_heads_on_every_sheet(window: BrowserContext, site: Site) -> None:
    page = _open(window, site, "coordinator", "/desk/members", "")
    head = _bare(page.locator("main thead th").first.inner_text())
    sheets = PdfReader(io.BytesIO(page.pdf(format="A4"))).pages
    assert len(sheets) > 1
    listed = [text for sheet in sheets if "kgst-" in (text := _bare(sheet.extract_text()))]
    assert len(listed) > 1
    assert [text for text in listed if head not in text] == []


def _bare(text: str) -> str:
    """A reader of PDF sees gaps around letters with marks."""
    return unicodedata.normalize("NFC", "".join(text.split())).casefold()
