"""A closure that moves one booking and displaces another, on a phone, up to the printed letter."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect

from app.core import clock
from tests.browser import test_main_job as job
from tests.browser.conftest import Site
from tests.browser.people import Company
from tests.browser.places import book, free_ways

pytestmark = [pytest.mark.browser, pytest.mark.real_time, pytest.mark.xdist_group("browser")]
VENUE = "Không gian làng nghề"


@pytest.fixture
def company(chromium: Browser, site: Site) -> Iterator[Company]:
    gathered = Company(chromium, site, "vi", scripts=False, phone=True)
    yield gathered
    gathered.go_home()


def test_one_moves_one_gives_way_and_both_are_told(company: Company) -> None:
    owner = job.signed_in(company, company.site.accounts()["operator_approved"][0])
    later = clock.today() + timedelta(days=82)
    early, late = (dict(free_ways(owner, VENUE, later, *hours)) for hours in (("08:00", "09:00"), ("10:00", "11:00")))
    day = next(day for day in early if day in late)
    book(owner, early[day], "Sáng học đan nón")
    book(owner, late[day], "Sáng học đan quạt")

    staff = job.signed_in(company, company.site.accounts()["coordinator"][0])
    staff.go("/desk/closures/new")
    staff.write("Ngày", day.isoformat())
    staff.tick("Cả ngày")
    staff.main.get_by_label(VENUE, exact=True).check()
    staff.write_pair("Lý do", "Bão số 9", "Storm")
    staff.press("Xem ai bị ảnh hưởng")
    staff.reads("2 lượt đặt chỗ nằm trong thời gian này.")
    first, second = staff.main.locator(".closing-people .card").all()
    expect(first.get_by_role("radio").first).to_be_checked()
    second.get_by_role("radio", name="Nhường chỗ; thư kèm những giờ khác còn trống").check()
    staff.press("Đóng cửa và báo")
    staff.sees(
        "Lựa chọn hoặc tình hình đã khác lần xem trước, nên chưa có gì đổi. Đây là kết quả mới; bạn bấm lần nữa nếu đồng ý."
    )
    staff.press("Đóng cửa và báo")
    staff.headed("Bão số 9")
    staff.reads("đã chuyển sang 08:00–09:00")
    staff.reads("nhường chỗ 10:00–11:00")
    gone = staff.main.locator("article").filter(has_text="Sáng học đan quạt")
    staff.leave_by(gone.get_by_role("link", name="Bản in thư"))
    staff.headed("Thư báo về “Sáng học đan quạt”")
    expect(staff.main.get_by_text(re.compile("Thời gian đã đặt: 10:00–11:00"))).to_be_visible()
    assert company.faults == []
