"""The life of one certificate, through the pages and by those whose job it is: kept back for a ceremony, its name read
and confirmed, issued and printed, handed over at the door, shown to anybody who asks, and suspended."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from io import BytesIO
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from app.core import clock
from app.demo.people import PASSWORD
from tests.browser import test_main_job as job
from tests.browser.conftest import Site, wait_for
from tests.browser.people import Company, Person
from tests.browser.test_pages import axe_faults

pytestmark = [pytest.mark.browser, pytest.mark.real_time, pytest.mark.xdist_group("browser")]
# A decision of the demo that waits for its signature: the space was a member once, its term is over, and it has a
# booking ahead that stands again once it is a member.
SPACE, OWNER = "Nhà Rối Ao Làng", "tram@cau-kinh.example"
CEREMONY = "Lễ trao chứng nhận tháng này"
DECISION, SUSPENSION = "71/QĐ-TTĐP", "72/QĐ-TTĐP"


@pytest.fixture
def company(chromium: Browser, site: Site) -> Iterator[Company]:
    gathered = Company(chromium, site, "vi")
    yield gathered
    gathered.go_home()


@dataclass(frozen=True)
class Paper:
    number: str
    check_code: str
    short_code: str


def test_from_the_decision_to_the_suspension(company: Company) -> None:
    staff, at_hand = company.site.accounts(), replace(company, phone=True)
    administrator, coordinator, approver = (
        job.signed_in(company, staff[role][0]) for role in ("administrator", "coordinator", "approver")
    )
    keep_back(administrator, True)
    sign(approver)
    keep_back(administrator, False)  # others of the demo wait for no ceremony

    ceremony = prepare(coordinator)
    owner = at_hand.somebody()
    confirm_name(owner, company.site)
    issue(approver, ceremony)
    hand_over(job.signed_in(at_hand, staff["coordinator"][1]), ceremony)

    paper = take(owner)
    anybody = company.somebody()
    check(anybody, paper)
    suspend(approver)
    check_suspended(anybody, paper)
    keep_booking(coordinator)
    owner.go("/my/certificates")
    owner.reads("Đang bị đình chỉ")
    assert company.faults == []


def keep_back(administrator: Person, kept_back: bool) -> None:
    administrator.go("/desk/settings")
    administrator.field("Để dành chứng nhận cho lễ trao").set_checked(kept_back)
    administrator.press("Lưu cài đặt")


def sign(approver: Person) -> None:
    approver.go("/desk")
    approver.leave_by(approver.link(re.compile(SPACE), within=approver.main))
    approver.write("Số quyết định", DECISION)
    approver.press("Ký quyết định")
    approver.sees("Đã ký. Thư báo kết quả đang được gửi cho không gian.")


def prepare(coordinator: Person) -> str:
    """For one space alone; the day is near, and what was asked is answered before."""
    coordinator.follow("Lễ trao chứng nhận")
    coordinator.follow("Chuẩn bị một buổi lễ", within=coordinator.main)
    coordinator.write_pair("Tên buổi lễ", CEREMONY, "This month's ceremony")
    coordinator.write("Ngày trao", (clock.today() + timedelta(days=1)).isoformat())
    coordinator.write("Bắt đầu lúc", "09:00")
    coordinator.write_pair("Nơi trao", "Sân khấu kính", "The glass stage")
    coordinator.press("Tạo buổi lễ")
    for box in coordinator.main.get_by_role("checkbox").all():
        box.uncheck()
    coordinator.main.get_by_role("checkbox", name=re.compile(f"^{SPACE} ")).check()
    coordinator.press("Thêm vào danh sách")
    coordinator.sees("Đã thêm 1 không gian. Máy đang in thử từng tên.")
    coordinator.follow("Tiếp: soát chính tả", within=coordinator.main)
    coordinator.press("Gửi thư hỏi chính tả")
    coordinator.sees("Đang gửi thư hỏi chính tả tới 1 không gian.")
    coordinator.follow(CEREMONY, within=coordinator.main)
    ceremony = urlsplit(coordinator.page.url).path
    asked = coordinator.unfold("Gửi thư mời…")
    coordinator.press("Gửi thư mời", within=asked)
    coordinator.sees("Đang gửi thư mời 1 không gian.")
    return ceremony


def confirm_name(owner: Person, site: Site) -> None:
    """By the link in the letter, on a phone, at the door first."""
    owner.go(job.link_in(site, OWNER, "/my/proofs/", about="soát tên"))
    owner.sign_in(OWNER, PASSWORD)
    owner.reads(SPACE)
    is_fine(owner.page)
    owner.picture("proof")
    owner.press("Đúng rồi")
    owner.sees("Cảm ơn bạn. Tên sẽ được in đúng như bạn đã xem.")
    owner.field("Có, chúng tôi đến").check()
    owner.write("Số người đến", "2")
    owner.press("Gửi trả lời")
    owner.sees("Cảm ơn bạn đã trả lời thư mời.")


def issue(approver: Person, ceremony: str) -> None:
    """The worker tries the name on paper before anybody can give a number, and prints after that."""
    approver.go(f"{ceremony}/issue")
    ready = approver.main.get_by_text("1 không gian đều đủ điều kiện cấp.")
    wait_for(lambda: ready.count() or (approver.page.reload() and ready.count()))
    asked = approver.unfold("Cấp chứng nhận…")
    approver.press("Cấp 1 chứng nhận", within=asked)
    approver.sees("Đã cấp 1 chứng nhận. Máy đang in.")
    expect(approver.link("Mọi chứng nhận trong một tệp để in")).to_be_visible()  # without a reload: the page asks


def hand_over(at_the_door: Person, ceremony: str) -> None:
    at_the_door.go(f"{ceremony}/hand-over")
    at_the_door.write("Tên, số hoặc chỗ ngồi", "roi ao lang")
    at_the_door.press("Tìm")
    is_fine(at_the_door.page)
    at_the_door.picture("hand-over")
    at_the_door.leave_by(at_the_door.main.get_by_role("button", name=f"Đã trao {SPACE}"))
    at_the_door.reads(f"Đã trao: {SPACE}")
    at_the_door.leave_by(at_the_door.main.get_by_role("button", name=f"Hoàn tác {SPACE}"))
    at_the_door.reads(f"Đã hoàn tác: {SPACE}")
    at_the_door.leave_by(at_the_door.main.get_by_role("button", name=f"Đã trao {SPACE}"))
    is_fine(at_the_door.page)


def take(owner: Person) -> Paper:
    """The newest stands first; what it says of itself is read on the paper."""
    owner.go("/my/certificates")
    is_fine(owner.page)
    row = owner.main.locator(".paper-row").first
    number = re.search(r"[A-Z]+-\d{4}-\d+", row.inner_text())
    address = row.get_by_role("link", name=re.compile("^Xem trang kiểm tra")).get_attribute("href")
    assert number
    assert address
    with owner.page.expect_download() as taken:
        row.get_by_role("link", name="Tải bản PDF").click()
    text = " ".join(
        " ".join(s.extract_text() for s in PdfReader(BytesIO(taken.value.path().read_bytes())).pages).split()
    )
    short = re.search(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b(?!-)", text.replace(number[0], ""))
    assert SPACE in text
    assert number[0] in text
    assert short, text
    return Paper(number[0], address.rsplit("/", 1)[1], short[0])


def check(anybody: Person, paper: Paper) -> None:
    anybody.go("/verify")
    anybody.write("Mã kiểm tra, hoặc số của chứng nhận giấy", paper.check_code.lower())
    anybody.press("Kiểm tra")
    anybody.headed("Chứng nhận còn hiệu lực")
    anybody.reads(paper.number)
    anybody.go("/r")
    anybody.write("Mã ngắn", paper.short_code.replace("-", " ").lower())
    anybody.press("Tìm trong sổ thành viên")
    anybody.headed(SPACE)
    anybody.reads(paper.number)
    assert "Thành viên đầy đủ" in badge(anybody)


def badge(anybody: Person) -> str:
    """As any site would show it, on the page of the register that was last looked at."""
    slug = urlsplit(anybody.page.url).path.rsplit("/", 1)[1]
    return anybody.window.request.get(f"/badge/{slug}.svg").text()


def suspend(approver: Person) -> None:
    approver.go("/desk/members")
    approver.write("Tên không gian", SPACE)
    approver.press("Tìm")
    approver.follow(SPACE, within=approver.main)
    asked = approver.unfold("Đình chỉ…")
    today = clock.today()
    approver.write("Số quyết định", SUSPENSION, within=asked)
    approver.write("Ngày ký quyết định", today.isoformat(), within=asked)
    approver.field("Căn cứ, nói với mọi người", within=asked).select_option(
        label="Chưa thực hiện nghĩa vụ của thành viên"
    )
    approver.write("Lý do, gửi cho chủ không gian", "Hai năm liền chưa gửi báo cáo hoạt động.", within=asked)
    approver.press(f"Đình chỉ {SPACE}", within=asked)
    heard = asked.get_by_label("Ngày làm việc với không gian")
    approver.complains(
        asked.get_by_label("Không tổ chức được buổi làm việc"),
        "Bạn ghi ngày làm việc với không gian; không tổ chức được thì đánh dấu ô này và ghi vì sao.",
    )
    heard.fill((today - timedelta(days=1)).isoformat())
    approver.write(
        "Không gian trình bày gì, hoặc vì sao không làm việc được", "Hẹn gửi báo cáo trong quý tới.", within=asked
    )
    approver.press(f"Đình chỉ {SPACE}", within=asked)
    approver.sees("Đã ghi vào sổ. Thư báo đang được gửi cho chủ không gian.")


def check_suspended(anybody: Person, paper: Paper) -> None:
    anybody.page.reload()
    anybody.reads("Chưa thực hiện nghĩa vụ của thành viên")
    assert "Tạm đình chỉ tư cách thành viên" in badge(anybody)
    anybody.go(f"/verify/{paper.check_code}")
    anybody.headed("Chứng nhận đang bị đình chỉ")
    words = anybody.page.content()
    assert "báo cáo" not in words
    assert "Hẹn gửi" not in words


def keep_booking(coordinator: Person) -> None:
    coordinator.go("/desk")
    row = coordinator.main.get_by_role("listitem").filter(has_text=SPACE).filter(has_text="Không còn là thành viên")
    coordinator.leave_by(row.get_by_role("link").first)
    card = coordinator.main.locator("[id^=space-]").filter(has_text=SPACE)
    card.locator("summary", has_text="Giữ hay huỷ những lượt đã chọn…").click()
    card.get_by_label("Vẫn giữ: không gian được dùng chỗ như đã đặt").check()
    coordinator.write("Lý do", "Buổi diễn đã báo tới mọi trường trong phường.", within=card)
    coordinator.press(f"Ghi lại và báo cho {SPACE}", within=card)
    coordinator.sees("Đã giữ 1 lượt và báo cho không gian.")


def is_fine(page: Page) -> None:
    """As the tour looks at pages: this one stands in a state that the demo has not."""
    assert axe_faults(page) == []
