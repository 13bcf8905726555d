"""The board of venues by mouse and by keys: what is dropped is only seen, what is confirmed moves, and what others do
shows by itself."""

import re
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from app.core import clock
from tests.browser.conftest import PATIENCE, Site
from tests.browser.pages import sign_in
from tests.browser.places import settled_with_neighbours
from tests.browser.test_pages import axe_faults

pytestmark = [pytest.mark.browser, pytest.mark.real_time, pytest.mark.xdist_group("browser")]
WITHIN = 10_000  # milliseconds in which somebody else's change is there


def _events(page: Page, day: str) -> list[dict[str, str]]:
    last = (datetime.fromisoformat(day) + timedelta(days=1)).date().isoformat()
    found = page.request.get(f"/desk/board.json?from={day}&to={last}").json()["events"]
    return [
        one for one in found if one.get("move") and one["start"][:10] == one["end"][:10] == day and one["wide"] == 1
    ]


def _a_day(page: Page, taken: set[str]) -> tuple[str, dict[str, str]]:
    """A coming day with something on it that ends early enough to be pushed on, and what that is."""
    for ahead in range(3, 60):
        day = (clock.today() + timedelta(days=ahead)).isoformat()
        for one in _events(page, day):
            if one["id"] not in taken and one["state"] == "confirmed" and "T07" < one["start"][10:] < "T17":
                taken.add(one["id"])
                return day, one
    raise AssertionError("nothing to move in the demo")


@pytest.fixture
def desk(window: BrowserContext, site: Site) -> Page:
    sign_in(window, site, site.accounts()["coordinator"][0])
    return window.new_page()


def _open(page: Page, day: str, event: dict[str, str]) -> Locator:
    page.goto(f"/desk/board?scale=day&day={day}")
    bar = page.locator(f".ec-event .board-bar[data-key='{event['id']}']").first
    expect(bar).to_be_visible()
    return bar


def _drag(page: Page, bar: Locator, *, by: float, at: float = 0.5) -> None:
    """Taken hold of at that part of its length: in the middle it moves, at its end it grows."""
    bar.scroll_into_view_if_needed()
    box = bar.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] * at, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + by / 2, y, steps=3)
    page.mouse.move(x + by, y, steps=3)


def _asked(page: Page) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def _hour(page: Page) -> float:
    return 2 * float(
        page.evaluate(
            "parseFloat(getComputedStyle(document.querySelector('.ec-main')).getPropertyValue('--ec-slot-width'))"
        )
    )


MOVED: set[str] = set()


def test_dragged_it_is_seen_first_and_moves_when_confirmed(desk: Page) -> None:
    said: list[str] = []
    desk.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    day, event = _a_day(desk, MOVED)
    bar = _open(desk, day, event)

    _drag(desk, bar, by=_hour(desk))
    desk.keyboard.press("Escape")
    desk.mouse.up()
    expect(desk).to_have_url(re.compile("/desk/board"))
    assert _events(desk, day)[0]

    bar = _open(desk, day, event)
    _drag(desk, bar, by=_hour(desk))
    desk.mouse.up()
    desk.wait_for_url(re.compile(f"/desk/bookings/{event['id']}/move"))
    later = (datetime.fromisoformat(event["from"]) + timedelta(hours=1)).strftime("%H:%M")
    assert _asked(desk)["starts_at"] == later
    expect(desk.locator("[name=starts_at]")).to_have_value(later)
    assert event in _events(desk, day)  # nothing was written
    settled_with_neighbours(desk)
    desk.get_by_role("button", name="Chuyển và báo cho người đặt").click()
    desk.wait_for_url(re.compile(f"/bookings/{event['id']}$"))
    assert [one["from"][11:] for one in _events(desk, day) if one["id"] == event["id"]] == [later]
    assert said == []  # the policy had nothing to refuse


def test_its_end_is_dragged_and_it_grows(desk: Page) -> None:
    day, event = _a_day(desk, MOVED)
    bar = _open(desk, day, event)
    box = bar.bounding_box()
    assert box is not None
    _drag(desk, bar, by=_hour(desk) / 2, at=1 - 3 / box["width"])
    desk.mouse.up()
    desk.wait_for_url(re.compile(f"/desk/bookings/{event['id']}/move"))
    longer = (datetime.fromisoformat(event["to"]) + timedelta(minutes=30)).strftime("%H:%M")
    asked = _asked(desk)
    assert (asked["starts_at"], asked["ends_at"]) == (event["from"][11:], longer)
    assert event in _events(desk, day)  # nothing was written


def test_by_the_keys_alone(desk: Page) -> None:
    day, event = _a_day(desk, MOVED)
    bar = _open(desk, day, event)
    first = desk.locator(".board-bar[tabindex='0']")
    expect(first).to_have_count(1)
    first.focus()
    for _step in range(60):
        if bar.evaluate("one => one === document.activeElement"):
            break
        desk.keyboard.press("ArrowRight")
    expect(bar).to_be_focused()

    desk.keyboard.press("m")
    target = desk.locator(".board-target")
    desk.keyboard.press("ArrowRight")
    desk.keyboard.press("+")
    start = datetime.fromisoformat(event["from"]) + timedelta(minutes=15)
    end = datetime.fromisoformat(event["to"]) + timedelta(minutes=30)
    expect(target).to_contain_text(f"{start:%H:%M}–{end:%H:%M}")
    desk.keyboard.press("Escape")
    expect(desk.locator(f".board-bar[data-key='{event['id']}']").first).to_be_focused()

    desk.keyboard.press("m")
    desk.keyboard.press("Shift+ArrowRight")
    desk.keyboard.press("Enter")
    desk.wait_for_url(re.compile(f"/desk/bookings/{event['id']}/move"))
    asked = _asked(desk)
    assert (asked["day"], asked["starts_at"]) == (
        (datetime.fromisoformat(day) + timedelta(days=1)).date().isoformat(), event["from"][11:],
    )  # fmt: skip
    expect(desk.get_by_role("heading", name="Nếu chuyển như bên dưới")).to_be_visible()

    _open(desk, day, event).focus()
    for key in ("m", "ArrowRight", "Enter"):
        desk.keyboard.press(key)
    desk.wait_for_url(re.compile(f"/desk/bookings/{event['id']}/move"))
    settled_with_neighbours(desk)
    desk.get_by_role("button", name="Chuyển và báo cho người đặt").focus()
    desk.keyboard.press("Enter")
    desk.wait_for_url(re.compile(f"/bookings/{event['id']}$"))
    assert [one["from"][11:] for one in _events(desk, day) if one["id"] == event["id"]] == [f"{start:%H:%M}"]


def test_what_somebody_else_does_is_there_by_itself(desk: Page, chromium: Browser, site: Site) -> None:
    day, event = _a_day(desk, MOVED)
    bar = _open(desk, day, event)
    bar.focus()
    other = chromium.new_context(base_url=site.url, locale="vi-VN")
    other.set_default_timeout(PATIENCE)
    sign_in(other, site, site.accounts()["coordinator"][1])
    page = other.new_page()
    later = (datetime.fromisoformat(event["from"]) + timedelta(minutes=15)).strftime("%H:%M")
    end = (datetime.fromisoformat(event["to"]) + timedelta(minutes=15)).strftime("%H:%M")
    page.goto(f"/desk/bookings/{event['id']}/move?day={day}&starts_at={later}&ends_at={end}")
    settled_with_neighbours(page)
    page.get_by_role("button", name="Chuyển và báo cho người đặt").click()
    page.wait_for_url(re.compile(f"/bookings/{event['id']}$"))
    other.close()
    expect(bar).to_have_attribute("aria-label", re.compile(f"{later}–{end}"), timeout=WITHIN)
    expect(bar).to_be_focused()


@pytest.mark.parametrize("scale", ["day", "week", "month"])
def test_nothing_stands_in_anybodys_way(desk: Page, scale: str) -> None:
    for view in ("timeline", "table"):
        desk.goto(f"/desk/board?scale={scale}&view={view}")
        if view == "timeline":
            expect(desk.locator("[data-board][data-ready]")).to_be_visible()
        assert axe_faults(desk) == []


def test_a_phone_has_the_list(desk: Page) -> None:
    desk.set_viewport_size({"width": 375, "height": 720})
    desk.goto("/desk/board")
    expect(desk.locator(".board-list table")).to_be_visible()
    expect(desk.locator("[data-board]")).to_be_hidden()
    assert desk.evaluate("document.documentElement.scrollWidth") <= 375
