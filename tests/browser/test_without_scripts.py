"""Every comfort of the pages is one: with scripts switched off the whole work is done all the same."""

import re
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, expect

from tests.browser import test_main_job as job
from tests.browser.conftest import Site
from tests.browser.people import Company, Person

pytestmark = [pytest.mark.browser, pytest.mark.real_time, pytest.mark.xdist_group("browser")]
STORY = replace(
    job.STORIES["vi"],
    name="Phùng Khánh Linh",
    email="khanh-linh@example.org",
    space={"vi": "Hiên Sách Ngõ Tạm Thương", "en": "Tạm Thương Book Porch"},
    decision_number="59/QĐ-TTĐP",
    event={"vi": "Đêm đọc thơ trên hiên", "en": "A night of poems on the porch"},
)


@pytest.fixture
def company(chromium: Browser, site: Site) -> Iterator[Company]:
    """Everybody with a phone in the hand, 375 px wide."""
    gathered = Company(chromium, site, "vi", scripts=False, phone=True)
    yield gathered
    gathered.go_home()


def test_from_sign_up_to_a_confirmed_booking_on_a_phone(company: Company, tmp_path: Path) -> None:
    staff = company.site.accounts()
    owner = company.somebody()
    job.sign_up(owner, STORY, company.site)
    job.create_space(owner, STORY)
    job.start_application(owner)
    job.answer_everything(owner, STORY, tmp_path)
    case_code = job.hand_in(owner)
    coordinator = job.signed_in(company, staff["coordinator"][0])
    job.judge(company, coordinator, owner, case_code, STORY)
    job.propose(coordinator, case_code)
    approver = job.signed_in(company, staff["approver"][0])
    job.sign(approver, coordinator, case_code, STORY)

    day = job.ask_for_the_bridge(owner, STORY)
    job.confirm_booking(coordinator, STORY, day)
    job.cancel_booking(coordinator, STORY)
    assert company.faults == []


def test_a_team_a_photo_and_a_private_calendar(company: Company) -> None:
    owner = job.signed_in(company, company.site.accounts()["operator_approved"][0])
    invite(owner)
    add_photo(owner)
    take_calendar(owner)
    assert company.faults == []


def open_space(owner: Person) -> None:
    owner.go("/my/spaces")
    owner.leave_by(owner.main.locator(".card-link a").first)


def invite(owner: Person) -> None:
    open_space(owner)
    owner.follow("Xem và sửa nhóm", within=owner.main)
    owner.write("Thư điện tử", "ban-moi@example.org")
    owner.press("Gửi thư mời")
    line = owner.main.get_by_role("listitem").filter(has_text="ban-moi@example.org")
    expect(line).to_be_visible()
    owner.leave_by(line.get_by_role("button", name=re.compile("^Rút lời mời")))
    expect(line).to_have_count(0)


def add_photo(owner: Person) -> None:
    open_space(owner)
    owner.follow("Ảnh", within=owner.main)
    photos = owner.main.locator(".photo-list > li")
    before = photos.count()
    picture = BytesIO()
    Image.new("RGB", (1200, 800), "#0b6e69").save(picture, "JPEG")
    owner.main.locator("input[type=file]").set_input_files(
        {"name": "hien-sach.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()}
    )
    owner.main.locator("[name=alt_vi]").fill("Hiên sách nhìn từ ngõ")
    owner.leave_by(owner.main.locator("form:has(input[type=file]) button[type=submit]"))
    expect(photos).to_have_count(before + 1)


def take_calendar(owner: Person) -> None:
    owner.go("/my/calendars/edit")
    owner.main.locator("[name=parts][value=holidays]").check()
    owner.leave_by(owner.main.get_by_role("button", name="Lưu lịch của bạn"))
    expect(owner.main.get_by_text("Ngày nghỉ của Trung tâm")).to_be_visible()
    owner.main.locator("[name=device-name]").fill("Máy tính bàn")
    owner.leave_by(owner.main.locator("form:has([name=device-name]) button[type=submit]"))
    owner.headed("Đường dẫn mới")
    expect(owner.main.locator("input[readonly]").first).to_have_value(re.compile(r"/calendars/private/\S+\.ics"))
