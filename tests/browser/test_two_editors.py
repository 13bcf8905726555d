"""Two people of one space write in the same draft at the same time: both see it, and nothing of either is lost."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser import test_main_job as job
from tests.browser.conftest import Site
from tests.browser.people import Company, Person

pytestmark = [pytest.mark.browser, pytest.mark.real_time, pytest.mark.xdist_group("browser")]
BEFORE = "Xưởng mở cửa năm ngày một tuần. Vào cửa tự do."
HERS = "Xưởng mở cửa bảy ngày một tuần. Vào cửa tự do."
HIS = "Xưởng mở cửa năm ngày một tuần. Vào cửa miễn phí."
BOTH = "Xưởng mở cửa bảy ngày một tuần. Vào cửa miễn phí."
STORY = replace(
    job.STORIES["vi"],
    name="Lưu Bảo Ngọc",
    email="bao-ngoc@example.org",
    space={"vi": "Xưởng mộc Ngõ Trạm", "en": "Ngõ Trạm Woodshop"},
)
COLLEAGUE = replace(STORY, name="Mạc Đình Phúc", email="dinh-phuc@example.org")


@dataclass
class Draft:
    """One draft, with those who write in it."""

    company: Company
    her: Person
    him: Person

    def open(self, person: Person) -> Locator:
        person.go("/my/applications")
        person.leave_by(person.link(re.compile("^" + re.escape(STORY.space["vi"])), within=person.main))
        person.leave_by(person.main.get_by_role("link", name=re.compile("^B1 ·")))
        return person.main.get_by_role("textbox", name=re.compile("^B1.1 ·"))


@pytest.fixture(scope="module")
def draft(chromium: Browser, site: Site) -> Iterator[Draft]:
    company = Company(chromium, site, "vi")
    her, him = company.somebody(), company.somebody()
    job.sign_up(her, STORY, site)
    job.create_space(her, STORY)
    job.start_application(her)
    job.sign_up(him, COLLEAGUE, site)
    her.go("/my/spaces")
    her.leave_by(her.link(re.compile(re.escape(STORY.space["vi"])), within=her.main))
    her.follow("Xem và sửa nhóm", within=her.main)
    her.write("Thư điện tử", COLLEAGUE.email)
    her.press("Gửi thư mời")
    him.go(job.link_in(site, COLLEAGUE.email, "/invitations/"))
    him.press("Nhận lời")
    yield Draft(company, her, him)
    company.go_home()


def is_kept(person: Person) -> None:
    expect(person.main.locator("[data-shown]")).to_contain_text(re.compile(r"^Đã lưu lúc \d\d:\d\d"))


def test_what_both_typed_is_shown_where_they_type_and_put_together(draft: Draft) -> None:
    box = draft.open(draft.her)
    box.fill(BEFORE)
    is_kept(draft.her)
    hers, his = draft.open(draft.her), draft.open(draft.him)
    hers.fill(HERS)
    is_kept(draft.her)

    his.fill(HIS)
    shown = draft.him.main.locator("[data-difference]")
    expect(shown).to_be_visible()
    draft.him.sees("Có người trong nhóm vừa sửa mục này. Bạn chọn giữ bản nào.")
    expect(his).to_have_value(HIS)
    expect(shown.locator("del")).to_contain_text(["bảy", "tự do"])
    expect(shown.locator("ins")).to_contain_text(["năm", "miễn phí"])
    # Not `check`: with the choice the question goes.
    shown.get_by_role("radio", name="Ghép cả hai để tôi sửa lại").click()
    expect(shown).to_have_count(0)
    expect(his).to_have_value(re.compile("bảy.*năm.*tự do.*miễn phí"))
    his.fill(BOTH)
    draft.him.press("Lưu và sang mục sau")

    expect(draft.open(draft.her)).to_have_value(BOTH)
    assert draft.company.faults == []


def test_without_scripts_the_button_asks_the_same(draft: Draft, chromium: Browser, site: Site) -> None:
    plain = Company(chromium, site, "vi", scripts=False, phone=True)
    her, him = plain.somebody(), plain.somebody()
    her.sign_in(STORY.email, job.PASSWORD)
    him.sign_in(COLLEAGUE.email, job.PASSWORD)
    draft.open(her).fill(BEFORE)
    her.press("Lưu và sang mục sau")
    hers, his = draft.open(her), draft.open(him)
    hers.fill(HERS)
    her.press("Lưu và sang mục sau")

    his.fill(HIS)
    him.press("Lưu và sang mục sau")
    expect(his).to_have_value(HIS)
    shown = him.main.locator("[data-difference]")
    expect(shown.locator("ins")).to_contain_text(["năm", "miễn phí"])
    expect(draft.open(her)).to_have_value(HERS)
    shown.get_by_role("radio", name="Giữ bản của tôi").check()
    him.press("Lưu và sang mục sau")
    expect(draft.open(her)).to_have_value(HIS)
    assert plain.faults == []
    plain.go_home()
