"""From what and when to a booking on a phone, without scripts: found, asked for, and once it is taken, another day."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect

from app.core import clock
from tests.browser import test_main_job as job
from tests.browser.conftest import Site
from tests.browser.people import Company
from tests.browser.places import ask_for, write_it_down

pytestmark = [pytest.mark.browser, pytest.mark.real_time, pytest.mark.xdist_group("browser")]
VENUE = "Không gian làng nghề"


@pytest.fixture
def company(chromium: Browser, site: Site) -> Iterator[Company]:
    gathered = Company(chromium, site, "vi", scripts=False, phone=True)
    yield gathered
    gathered.go_home()


def test_finder_taken_suggestion_request(company: Company) -> None:
    owner = job.signed_in(company, company.site.accounts()["operator_approved"][0])
    owner.go("/my/bookings")
    owner.follow("Tìm chỗ trống", within=owner.main)
    day = clock.today() + timedelta(days=75)
    owner.write("Ngày", day.isoformat())
    owner.write("Đến hết ngày", (day + timedelta(days=13)).isoformat())
    owner.write("Từ giờ", "9h")
    owner.write("Đến giờ", "11h")
    owner.write("Số người dự kiến", "20")
    owner.press("Tìm chỗ")
    ways = owner.main.get_by_role("link", name=re.compile(f"^Đặt {VENUE}, 09:00–11:00 ngày"))
    address = ways.first.get_attribute("href")
    assert address is not None
    owner.leave_by(ways.first)
    expect(owner.field("Từ giờ")).to_have_value("09:00")
    expect(owner.field("Số người dự kiến")).to_have_value("20")
    expect(owner.main.get_by_label(VENUE, exact=True)).to_be_checked()
    write_it_down(owner, "Sáng học đan mây")
    owner.press("Gửi yêu cầu")
    owner.headed("Sáng học đan mây")

    ask_for(owner, address, "Sáng học đan tre")
    owner.sees("Bạn có thể chọn")
    expect(owner.main.get_by_role("button", name="Vào danh sách chờ")).to_be_visible()
    owner.leave_by(owner.main.get_by_role("button", name=re.compile(r"^09:00–11:00, ")).first)
    owner.sees("Đã điền giờ và chỗ bạn chọn. Bạn xem lại rồi gửi.")
    expect(owner.field("Nhắn Trung tâm")).to_have_value("Cần hai bàn dài")
    owner.press("Gửi yêu cầu")
    owner.headed("Sáng học đan tre")
    owner.reads("09:00–11:00")
    assert company.faults == []
