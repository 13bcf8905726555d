"""From the door to a sent request without a mouse: where one is can always be seen, and nothing holds one fast."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from app.core import clock
from tests.browser.conftest import PASSWORDS, Site

pytestmark = [pytest.mark.browser, pytest.mark.real_time, pytest.mark.xdist_group("browser")]
FAR = 120  # more stops than any of these pages has
PARTS = 4  # stops inside one field: day, month, year and the button of its calendar
# Of what has the focus: who it is, and whether a person who looks at the page can tell.
HERE = """() => {
  const here = document.activeElement, box = here.getBoundingClientRect();
  const label = here.labels?.[0];
  const ring = style => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  // A card that is one link draws the ring around all of itself.
  const drawn = one => ring(getComputedStyle(one)) || ring(getComputedStyle(one, "::after"));
  return {
    who: here.outerHTML.slice(0, 160),
    body: here === document.body,
    marked: drawn(here) || (label ? drawn(label) : false),
    inside: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight && box.left < innerWidth,
  };
}"""


def _step(page: Page, key: str = "Tab") -> str:
    page.keyboard.press(key)
    here = page.evaluate(HERE)
    if not here["body"]:
        assert here["marked"], f"the focus cannot be seen: {here['who']}"
        assert here["inside"], f"the focus is out of sight: {here['who']}"
    return str(here["who"])


def _to(page: Page, wanted: Locator) -> None:
    """By Tab alone; every stop on the way is looked at."""
    stops: list[str] = []
    for _stop in range(FAR):
        stops.append(_step(page))
        if wanted.evaluate("one => one === document.activeElement"):
            return
        assert len(stops) <= PARTS or len(set(stops[-PARTS - 1 :])) > 1, f"held fast at {stops[-1]}"
    raise AssertionError(f"Tab does not lead to {wanted}")


def _write(page: Page, field: Locator, text: str) -> None:
    _to(page, field)
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def _write_day(page: Page, field: Locator, day: date) -> None:
    """In the order of the browser's own language, which no page can ask for."""
    _to(page, field)
    for order in ("%d%m%Y", "%m%d%Y"):
        page.keyboard.type(day.strftime(order))
        if field.input_value() == day.isoformat():
            return
        for _part in range(PARTS):
            page.keyboard.press("ArrowLeft")
    raise AssertionError(f"the day cannot be typed: {field.input_value()}")


def test_from_the_door_to_a_sent_request(window: BrowserContext, site: Site) -> None:
    page = window.new_page()
    page.goto("/")
    assert 'class="skip"' in _step(page)
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()

    page.reload()
    _to(page, page.get_by_role("banner").get_by_role("link", name="Đăng nhập"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/sign-in**")
    email = site.accounts()["operator_approved"][0]
    _write(page, page.locator("main [name=email]"), email)
    _write(page, page.locator("main [name=password]"), PASSWORDS[email])
    page.keyboard.press("Enter")
    page.wait_for_url("**/my/spaces")

    _to(page, page.locator(".tabs").get_by_role("link", name="Đặt chỗ"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/my/bookings")
    _to(page, page.get_by_role("main").get_by_role("link", name="Đặt chỗ mới"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/bookings/new**")

    form = page.locator("form:has([name=title_vi])")
    day = clock.today() + timedelta(days=60)
    _write_day(page, form.locator("[name=day]"), day)
    _write(page, form.locator("[name=starts_at]"), "10:00")
    _write(page, form.locator("[name=ends_at]"), "11:30")
    venue = form.locator("[name=venues]").nth(1)
    if not venue.is_checked():
        _to(page, venue)
        page.keyboard.press("Space")
    expect(venue).to_be_checked()
    _write(page, form.locator("[name=title_vi]"), "Buổi đọc sách bên hồ")
    _write(page, form.locator("[name=about_vi]"), "Đọc một chương, rồi cùng nói chuyện.")
    _to(page, form.get_by_role("button", name="Gửi yêu cầu"))
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/bookings/[0-9a-f]{24}$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Buổi đọc sách bên hồ")


def test_a_menu_opens_by_enter_and_closes_by_escape(window: BrowserContext, site: Site) -> None:
    page = window.new_page()
    page.set_viewport_size({"width": 375, "height": 720})
    page.goto("/")
    menu = page.locator("details.menu.top-narrow")
    _to(page, menu.locator("summary"))
    page.keyboard.press("Enter")
    expect(menu).to_have_attribute("open", "")
    _step(page)
    expect(menu.get_by_role("link").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    expect(menu.locator("summary")).to_be_focused()


@pytest.mark.parametrize("address", ["/desk", "/desk/applications", "/desk/bookings", "/desk/board", "/desk/members"])
def test_tab_leads_through_the_whole_desk_and_out_again(window: BrowserContext, site: Site, address: str) -> None:
    page = window.new_page()
    page.goto("/sign-in")
    email = site.accounts()["coordinator"][0]
    page.fill("main [name=email]", email)
    page.fill("main [name=password]", PASSWORDS[email])
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk")
    page.goto(address)
    stops = page.locator("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")
    first = _step(page)
    for _stop in range(stops.count() + 2):
        here = _step(page)
        if here == first or page.evaluate("document.activeElement === document.body"):
            return
    raise AssertionError(f"Tab never comes back to the beginning of {address}")
