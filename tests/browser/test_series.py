"""A series from its dates to the end on a phone, without scripts: a holiday is left out, one date waits, one moves, the
Centre answers a part, and the date that waited comes back by itself."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, Locator, expect

from app.core import clock
from app.demo.people import PASSWORD
from tests.browser import test_main_job as job
from tests.browser.conftest import Site, wait_for
from tests.browser.people import Company, Person
from tests.browser.places import settled_with_neighbours, write_it_down

pytestmark = [pytest.mark.browser, pytest.mark.real_time, pytest.mark.xdist_group("browser")]
SLUG, TITLE, A_WEEK = "di-san-cong-nghiep", "Lớp ký hoạ nhà máy", timedelta(weeks=1)
FAR = timedelta(days=150)  # beyond where the demo and other walks book


@pytest.fixture
def company(chromium: Browser, site: Site) -> Iterator[Company]:
    gathered = Company(chromium, site, "vi", scripts=False, phone=True)
    yield gathered
    gathered.go_home()


def test_six_dates_with_a_holiday_and_two_that_are_taken(company: Company) -> None:
    holiday = next_holiday(clock.today() + FAR)
    first = holiday - 3 * A_WEEK
    accounts = company.site.accounts()
    host, other = job.signed_in(company, accounts["operator_approved"][0]), company.somebody()
    other.sign_in("vy@cau-kinh.example", PASSWORD)
    blocker = booked(other, first, "Sáng tập kịch")
    booked(other, first + 2 * A_WEEK, "Sáng tập múa")

    wish(host, first)
    host.press("Gửi yêu cầu")
    host.headed("Từng buổi của chuỗi")
    expect(dates(host)).to_have_count(6)
    expect(host.main).not_to_contain_text(f"{holiday:%d/%m/%Y}")
    host.reads("4 buổi gửi được ngay, 2 buổi vướng")
    skipped, shifted = (on(host, day) for day in (first, first + 2 * A_WEEK))
    expect(skipped.get_by_role("radio", name="Vào danh sách chờ; chỗ trống thì được mời")).to_be_checked()
    shifted.get_by_role("radio", name=re.compile("^Đổi sang ")).first.check()
    host.press("Gửi cả chuỗi")
    host.headed(f"Chuỗi “{TITLE}”")
    host.reads("5 đang giữ chỗ, 1 trong danh sách chờ.")
    series = host.page.url.rsplit("/", 1)[1]

    staff = job.signed_in(company, accounts["coordinator"][0])
    staff.go("/desk/bookings")
    staff.leave_by(staff.main.locator(f"a[href$='/desk/series/{series}']").first)
    staff.headed(f"Chuỗi “{TITLE}”")
    choose(staff, 1, "Duyệt")
    choose(staff, 2, "Duyệt")
    dates(staff).nth(3).locator("summary").click()
    choose(staff, 3, re.compile("^Mời giờ khác: "))
    staff.write("Lời nhắn cho người đặt", "Hôm ấy có đoàn khách của Bảo tàng.")
    staff.press("Xem hệ quả")
    staff.sees("Nếu trả lời như bên dưới")
    settled_with_neighbours(staff.page)
    staff.press("Trả lời và gửi một thư")
    staff.sees("Đã trả lời và gửi một thư cho người đặt.")
    staff.reads("2 đã xác nhận")

    host.go(link_in_letter(company.site, accounts["operator_approved"][0], series))
    host.sees("Chọn những buổi bạn nhận rồi bấm “Nhận các buổi đã chọn”. Mỗi chỗ chỉ được giữ đến giờ ghi bên cạnh.")
    take_what_is_offered(host)
    host.reads("3 đã xác nhận")

    other.go(blocker)
    other.press("Rút yêu cầu", within=other.unfold("Rút yêu cầu này…"))
    host.go(f"/my/bookings/series/{series}")
    host.reads("1 buổi chờ bạn trả lời")
    take_what_is_offered(host)
    expect(rows(host, f"{first:%d/%m/%Y}")).to_contain_text("Đang giữ chỗ")  # as it would have been from the start
    assert company.faults == []


def next_holiday(after: date) -> date:
    """One with a date of its own, on which a class might be held every week."""
    every = (date(after.year + n, month, day) for n in (0, 1) for month, day in ((1, 1), (4, 30), (9, 2)))
    return next(day for day in every if day >= after)


def booked(person: Person, day: date, title: str) -> str:
    """The address of a booking of that morning."""
    fill_in(person, day, title)
    person.press("Gửi yêu cầu")
    person.headed(title)
    return person.page.url


def fill_in(person: Person, day: date, title: str) -> None:
    person.go(f"/bookings/new?venue={SLUG}")
    person.write("Ngày", day.isoformat())
    person.write("Từ giờ", "8h")
    person.write("Đến giờ", "9h30")
    write_it_down(person, title)


def wish(host: Person, first: date) -> None:
    fill_in(host, first, TITLE)
    repeat = host.unfold("Lặp lại nhiều buổi")
    host.field("Lặp lại", within=repeat).select_option("weekly")
    host.write("Hoặc đủ số buổi", "6", within=repeat)


def dates(person: Person) -> Locator:
    return person.main.locator(".series-dates > li")


def on(person: Person, day: date) -> Locator:
    """By its day: another holiday may lie between."""
    return dates(person).filter(has_text=f"{day:%d/%m/%Y}")


def choose(staff: Person, number: int, words: str | re.Pattern[str]) -> None:
    dates(staff).nth(number).get_by_role("radio", name=words).first.check()


def rows(host: Person, words: str) -> Locator:
    return host.main.locator("tbody tr").filter(has_text=words)


def take_what_is_offered(host: Person) -> None:
    rows(host, "Chờ bạn nhận chỗ").get_by_role("checkbox").check()
    host.press("Nhận các buổi đã chọn")
    host.sees("Bạn đã nhận 1 buổi.")


def link_in_letter(site: Site, address: str, series: str) -> str:
    """The Centre's answer names where to answer back; the letter is on its way for a moment."""
    path = f"/my/bookings/series/{series}"
    return str(
        wait_for(
            lambda: [path for letter in site.letters_to(address) if path in letter and "đoàn khách" in letter][-1:]
        )
        and path
    )
