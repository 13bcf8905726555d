"""Asking for a place, as several walks do it."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

from playwright.sync_api import Page

from tests.browser.people import Person

TWO_WEEKS = timedelta(days=13)


def free_ways(person: Person, venue: str, first: date, start: str, end: str) -> Iterator[tuple[date, str]]:
    """The days of two weeks on which the place is free at that time, as the finder says it, each with its address. No
    walk names a day of its own: it may be a holiday, or another walk may have been there."""
    asked = {"day": first, "last_day": first + TWO_WEEKS, "starts_at": start, "ends_at": end}
    person.go(f"/bookings/find?{urlencode(asked)}")
    for way in person.main.locator(f"a[aria-label^='Đặt {venue}, {start}–{end} ngày']").all():
        address = str(way.get_attribute("href"))
        yield date.fromisoformat(_iso(parse_qs(urlsplit(address).query)["day"][0])), address


def _iso(day: str) -> str:
    return re.sub(r"(\d\d)/(\d\d)/(\d{4})", r"\3-\2-\1", day)


def write_it_down(owner: Person, title: str) -> None:
    owner.write_pair("Tên hoạt động", title, "")
    owner.write("Nhắn Trung tâm", "Cần hai bàn dài")


def ask_for(owner: Person, address: str, title: str) -> None:
    owner.go(address)
    write_it_down(owner, title)
    owner.press("Gửi yêu cầu")


def book(owner: Person, address: str, title: str) -> None:
    ask_for(owner, address, title)
    owner.headed(title)


def settled_with_neighbours(page: Page) -> None:
    """Where something beside it would hear or smell it, the page asks how that was arranged."""
    note = page.get_by_role("main").locator("[name$=soft_note]")
    if note.count():
        note.fill("Hai bên đã thống nhất.")
