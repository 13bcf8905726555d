"""One evening that two spaces want, on phones: what is taken leads to what is free, the one is held and confirmed, the
other waits, and has the place by the link of a letter once the first gives it up."""

import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, expect

from app.core import clock
from app.demo.people import PASSWORD
from tests.browser import test_main_job as job
from tests.browser.conftest import Site
from tests.browser.people import Company, Person
from tests.browser.places import book, free_ways, settled_with_neighbours, write_it_down

pytestmark = [pytest.mark.browser, pytest.mark.real_time, pytest.mark.xdist_group("browser")]
BRIDGE, STAGE = "Không gian cầu kính", "Sân khấu kính"
FIRST, SECOND, RIVAL = "Đêm đèn lồng thứ nhất", "Đêm đèn lồng thứ hai", "Đêm kịch bóng"
OTHER_SPACE, OTHER_OWNER = "Hai Gian", "vy@cau-kinh.example"
FROM, TO = "19:00", "20:00"


@pytest.fixture
def company(chromium: Browser, site: Site) -> Iterator[Company]:
    gathered = Company(chromium, site, "vi", phone=True)
    yield gathered
    gathered.go_home()


def test_taken_held_confirmed_waited_for_given_up_and_accepted(company: Company) -> None:
    owner = job.signed_in(company, company.site.accounts()["operator_approved"][0])
    rival = company.somebody()
    rival.sign_in(OTHER_OWNER, PASSWORD)
    staff = job.signed_in(company, company.site.accounts()["coordinator"][0])
    taken, wanted = two_evenings(owner)

    book(owner, taken, FIRST)
    ask_for_both(rival, wanted)
    take_what_is_suggested(owner, taken)
    confirm_and_let_the_other_wait(staff)
    read_that_one_waits(rival, company.site)
    give_up(owner)
    accept_by_the_letter(company, staff)
    assert company.faults == []


def two_evenings(owner: Person) -> tuple[str, str]:
    """Ways to the bridge: whoever finds the first evening taken is told of the second, on which the stage is free too."""
    first = clock.today() + timedelta(days=24)
    stage = dict(free_ways(owner, STAGE, first, FROM, TO))
    bridge = list(free_ways(owner, BRIDGE, first, FROM, TO))
    return next((one, other) for (_, one), (day, other) in pairwise(bridge) if day in stage)


def ask_for_both(rival: Person, address: str) -> None:
    """The bridge would be held for one; with the stage, where requests compete, the Centre chooses."""
    rival.go(address)
    rival.main.get_by_label(STAGE, exact=True).check()
    write_it_down(rival, RIVAL)
    rival.press("Gửi yêu cầu")
    rival.headed(RIVAL)
    rival.sees("Yêu cầu của bạn đang chờ Trung tâm chọn")


def take_what_is_suggested(owner: Person, taken: str) -> None:
    owner.go(taken)
    write_it_down(owner, SECOND)
    owner.press("Gửi yêu cầu")
    owner.sees("Bạn có thể chọn")
    owner.leave_by(owner.main.get_by_role("button", name=re.compile(f"^{FROM}–{TO}, ")).first)
    owner.sees("Đã điền giờ và chỗ bạn chọn. Bạn xem lại rồi gửi.")
    expect(owner.field("Nhắn Trung tâm")).to_have_value("Cần hai bàn dài")
    owner.press("Gửi yêu cầu")
    owner.headed(SECOND)
    owner.reads("Giữ chỗ cho bạn đến")


def confirm_and_let_the_other_wait(staff: Person) -> None:
    open_request(staff, SECOND)
    staff.reads("1 yêu cầu khác sẽ không còn chỗ:")
    loser = staff.main.get_by_role("group", name=f"{OTHER_SPACE}: “{RIVAL}”")
    expect(loser.get_by_label("Vào danh sách chờ cho khung giờ này")).to_be_checked()
    loser.get_by_label(re.compile("^Mời giờ khác và giữ chỗ cho họ")).uncheck()
    settled_with_neighbours(staff.page)
    staff.press("Duyệt và báo cho người đặt")
    staff.sees("Đã xác nhận và báo cho người đặt.")


def open_request(staff: Person, title: str) -> None:
    staff.go("/desk/bookings")
    row = staff.main.get_by_role("listitem").filter(has_text=title)
    staff.leave_by(row.get_by_role("link").first)
    staff.headed(title)


def read_that_one_waits(rival: Person, site: Site) -> None:
    rival.go(job.link_in(site, OTHER_OWNER, "/bookings/", about=f"bạn đang trong danh sách chờ: {RIVAL}"))
    rival.reads("Bạn đứng thứ 1 trong danh sách chờ")
    assert SECOND not in rival.page.content()


def give_up(owner: Person) -> None:
    owner.go("/my/bookings")
    owner.leave_by(owner.link(SECOND, within=owner.main))
    owner.reads("Chỗ này là của bạn.")
    asked = owner.unfold("Huỷ đặt chỗ này…")
    owner.press("Huỷ đặt chỗ", within=asked)
    owner.sees("Đã huỷ đặt chỗ. Cảm ơn bạn đã báo sớm.")


def accept_by_the_letter(company: Company, staff: Person) -> None:
    """In a browser that knows nobody yet: the letter's link leads through the door to the offer."""
    guest = company.somebody()
    guest.go(job.link_in(company.site, OTHER_OWNER, "/bookings/", about=f"Có chỗ cho bạn: {RIVAL}"))
    guest.sign_in(OTHER_OWNER, PASSWORD)
    guest.headed(RIVAL)
    guest.reads("Chỗ này được giữ cho bạn đến")
    guest.press("Nhận chỗ")
    guest.sees("Bạn đã nhận chỗ. Trung tâm xem lại rồi xác nhận qua thư.")

    open_request(staff, RIVAL)
    settled_with_neighbours(staff.page)
    staff.press("Duyệt và báo cho người đặt")
    staff.sees("Đã xác nhận và báo cho người đặt.")
    guest.go(job.link_in(company.site, OTHER_OWNER, "/bookings/", about="Đã xác nhận"))
    guest.reads("Chỗ này là của bạn.")
