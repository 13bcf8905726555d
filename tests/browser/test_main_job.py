"""The whole main job, through the pages alone and by everybody whose job it is: a space signs up, applies, is judged by
two, decided by two others and certified; it books the glass bridge, and a calendar client shows what came of that."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from playwright.sync_api import Browser, Locator, expect
from pypdf import PdfReader, PdfWriter

from app.core import clock
from tests import rotation
from tests.browser.conftest import Site, wait_for
from tests.browser.people import Company, Person
from tests.readers.clients import instant, vdirsyncer_khal

pytestmark = [pytest.mark.browser, pytest.mark.real_time, pytest.mark.xdist_group("browser")]
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
PASSWORD = "giấy dó phơi trên dây"
OPENS, CLOSES = time(19, 0), time(21, 0)
ASKED = "B1.1"
"""The criterion that has a file, and of which more is asked."""
SETUP, STRIKE = timedelta(minutes=60), timedelta(minutes=30)
BRIDGE = {"vi": "Không gian cầu kính", "en": "Glass bridge"}
BESIDE = {"vi": "Trung tâm sáng tạo, trong nhà", "en": "Creative centre, indoors"}


@dataclass(frozen=True)
class Story:
    """What the people of one walk are called and what they say."""

    name: str
    email: str
    space: dict[str, str]
    about: dict[str, str]
    answer: str
    comment: str
    asked: str
    added: str
    no_more: str
    decision_number: str
    event: dict[str, str]
    event_about: dict[str, str]
    why_cancelled: str


STORIES = {
    "vi": Story(
        name="Đỗ Quỳnh Chi",
        email="quynh-chi@example.org",
        space={"vi": "Xưởng giấy dó Bên Sông", "en": "Riverside Dó Paper Workshop"},
        about={
            "vi": "Làm giấy dó theo lối cũ, in và đóng sách cùng họa sĩ trẻ. Cuối tuần mở cửa cho mọi người vào thử.",
            "en": "Dó paper made the old way, printed and bound with young artists. Open to everybody at weekends.",
        },
        answer="Xưởng mở cửa từ tháng 3/2021, mỗi tháng hai buổi làm giấy và một buổi in sách cùng họa sĩ.\n\n"
        "Năm nay có 26 buổi, 640 lượt người, 9 buổi miễn phí cho học sinh trong phường.",
        comment="Hồ sơ rõ, việc làm đều. Nên hỏi thêm về lối vào cho xe lăn.",
        asked="Cần lịch các buổi của quý tới và ảnh lối vào.",
        added="Quý tới: 14 buổi, lịch gửi kèm.",
        no_more="Tên trên biển hiệu đúng như vậy.",
        decision_number="57/QĐ-TTĐP",
        event={"vi": "Đêm đèn giấy dó", "en": "A night of dó paper lanterns"},
        event_about={
            "vi": "Thắp 120 chiếc đèn giấy dó dọc cầu kính, nghe kể chuyện làng giấy Yên Thái.",
            "en": "120 dó paper lanterns along the glass bridge, and stories from the paper village of Yên Thái.",
        },
        why_cancelled="Dự báo có giông, đèn giấy không treo được. Mời bạn chọn một tối khác.",
    ),
    "en": Story(
        name="Eleanor Whitcombe",
        email="eleanor@example.org",
        space={"vi": "Nhà Ống Kể Chuyện", "en": "Tube House Stories"},
        about={
            "vi": "Căn nhà ống ở phố cổ, nơi người già trong phố kể chuyện và người trẻ ghi lại thành tranh, thành phim.",
            "en": "A tube house in the old quarter where elders tell stories and the young turn them into pictures.",
        },
        answer="We have opened every weekend since May 2022: story evenings, drawing from life, a small film club.\n\n"
        "This year 31 evenings, 890 visitors, 12 of them free for pupils of the ward.",
        comment="A clear application with steady work behind it. Ask about step-free access.",
        asked="Please add next quarter's programme and a photo of the entrance.",
        added="Next quarter: 14 evenings, programme attached.",
        no_more="That is how it stands on the sign.",
        decision_number="58/QĐ-TTĐP",
        event={"vi": "Phố kể chuyện trên cầu", "en": "Old-quarter stories on the bridge"},
        event_about={
            "vi": "Năm người kể, năm câu chuyện của một con phố, đọc song ngữ Việt và Anh.",
            "en": "Five tellers, five stories of one street, read in Vietnamese and in English.",
        },
        why_cancelled="A storm is forecast and the bridge will be wet. Please choose another evening.",
    ),
}


@pytest.fixture(params=rotation.some(["vi", "en"], 1, "the main job"))
def company(request: pytest.FixtureRequest, chromium: Browser, site: Site) -> Iterator[Company]:
    gathered = Company(chromium, site, request.param)
    yield gathered
    gathered.go_home()


def test_from_sign_up_to_a_subscribers_calendar(company: Company, tmp_path: Path) -> None:
    story, staff = STORIES[company.language], company.site.accounts()
    owner = company.somebody()
    sign_up(owner, story, company.site)
    create_space(owner, story)
    start_application(owner)
    answer_everything(owner, story, tmp_path)
    case_code = hand_in(owner)
    owner.sign_out()

    coordinator = signed_in(company, staff["coordinator"][0])
    judge(company, coordinator, owner, case_code, story)
    propose(coordinator, case_code)

    approver = signed_in(company, staff["approver"][0])
    sign(approver, coordinator, case_code, story)
    owner.sign_out()
    owner.sign_in(story.email, PASSWORD)
    read_decision(owner, company.site, case_code, story)
    number = take_certificate(owner, story, tmp_path)
    check_certificate(owner, company, story, number)

    day = ask_for_the_bridge(owner, story)
    confirm_booking(coordinator, story, day)
    public_id = find_event(company, story, day)
    before = check_feeds(company, story, day, public_id, tmp_path)
    cancel_booking(coordinator, story)
    check_cancelled(owner, company, story, public_id, before)
    assert company.faults == []


def signed_in(company: Company, email: str) -> Person:
    person = company.somebody()
    person.sign_in(email)
    return person


def sign_up(owner: Person, story: Story, site: Site) -> None:
    owner.go("/")
    owner.picture("home", phone=True)
    owner.follow("Đăng nhập", within=owner.page.get_by_role("banner"))
    owner.follow("Tạo tài khoản", within=owner.main)
    owner.write("Họ và tên", story.name)
    owner.write("Thư điện tử", story.email)
    for label in ("Mật khẩu", "Nhắc lại mật khẩu"):
        owner.write(label, PASSWORD)
    owner.press("Tạo tài khoản")
    expect(owner.page.get_by_role("alert")).to_be_visible()
    owner.picture("sign-up-without-consent", phone=True)
    expect(owner.field("Họ và tên")).to_have_value(story.name)
    for label in ("Mật khẩu", "Nhắc lại mật khẩu"):
        owner.write(label, PASSWORD)
    owner.tick("Tôi đã đọc và đồng ý với thông báo xử lý dữ liệu cá nhân")
    owner.press("Tạo tài khoản")
    owner.headed(owner.words("Mời bạn kiểm tra hộp thư"))
    owner.picture("check-mail", phone=True)
    owner.go(link_in(site, story.email, "/confirm/"))
    owner.picture("confirm")
    owner.write("Mật khẩu", PASSWORD)
    owner.press("Xác nhận và đăng nhập")
    owner.sees("Địa chỉ thư đã được xác nhận.")


def link_in(site: Site, address: str, path: str, *, about: str = "", ends: str = "", but: str = "") -> str:
    """From the newest letter to that address that has such a link and says what it is about; another than `but`."""

    def found() -> str | None:
        letters = [letter for letter in site.letters_to(address) if about in letter]
        links = [
            link
            for letter in letters
            for link in re.findall(rf"{site.url}{path}\S+", letter)
            if link.endswith(ends) and link != but
        ]
        return links[-1] if links else None

    link = wait_for(found)
    assert isinstance(link, str)
    return link


def create_space(owner: Person, story: Story) -> None:
    owner.picture("no-space-yet", phone=True)
    owner.follow("Tạo không gian", within=owner.main)
    owner.write_pair("Tên không gian", story.space["vi"], story.space["en"])
    owner.write_pair("Giới thiệu trong một hai câu", story.about["vi"], story.about["en"])
    for box in ("Văn hóa, di sản", "Không gian nghệ thuật", "Thủ công mỹ nghệ", "Nhóm"):
        owner.tick(box)
    owner.field("Phường, xã").select_option(label="Hoàn Kiếm (phường)")
    owner.write("Đường, phố, thôn", "Hàng Bạc")
    owner.picture("new-space", phone=True)
    owner.press("Tạo không gian")
    owner.follow("Không gian của tôi")
    owner.reads(story.space[owner.words.language])
    owner.picture("my-space", phone=True)


def start_application(owner: Person) -> None:
    owner.follow("Đến hồ sơ đăng ký")
    owner.follow("Bắt đầu hồ sơ", within=owner.main)
    owner.picture("start-application")
    owner.main.get_by_role("group", name=owner.words("Đợt đăng ký")).get_by_role("radio").first.check()
    owner.press("Tạo bản nháp")
    owner.sees("Thông tin không gian")
    owner.picture("task-list", phone=True)


def answer_everything(owner: Person, story: Story, folder: Path) -> None:
    """Every section in its order. On the way a file that is no PDF: the reason is named, the answers stay."""
    owner.leave_by(owner.main.get_by_role("link", name=re.compile(r"^A1 ·")))
    onwards = owner.words("Lưu và sang mục sau")
    tried = False
    while True:
        boxes = owner.main.get_by_role("textbox")
        for place in range(boxes.count()):
            boxes.nth(place).fill(story.answer)
        for consent in owner.main.get_by_role("checkbox").all():
            owner.picture("consent")
            consent.check()
        if not tried and boxes.count() > 1:
            tried = True
            upload_twice(owner, story, folder)
        here = owner.page.url
        last = owner.main.get_by_role("button", name=onwards).count() == 0
        owner.press("Lưu và về danh sách" if last else "Lưu và sang mục sau")
        owner.page.wait_for_url(lambda url: url != here)  # noqa: B023
        if last:
            break
    assert tried
    owner.sees("Đã đủ, có thể nộp.")
    owner.picture("all-answered", phone=True)


def upload_twice(owner: Person, story: Story, folder: Path) -> None:
    wrong = folder / "so-do.pdf"
    wrong.write_text("Chỉ là chữ, không phải PDF.", encoding="utf-8")
    field = owner.field("Gửi tệp mới cho %(code)s", code="B1.1")
    field.set_input_files(wrong)
    owner.press("Lưu và sang mục sau")
    owner.complains(
        field,
        "Tệp này không đọc được là %(kinds)s. Bạn lưu lại đúng một trong các dạng đó rồi gửi.",
        kinds="PDF, JPEG, PNG, WebP, DOCX, XLSX",
    )
    owner.picture("wrong-file", phone=True)
    boxes = owner.main.get_by_role("textbox")
    for place in range(boxes.count()):
        expect(boxes.nth(place)).to_have_value(story.answer)
    field.set_input_files({"name": "ho-so-du-an.pdf", "mimeType": "application/pdf", "buffer": small_pdf()})


def small_pdf() -> bytes:
    writer, out = PdfWriter(), BytesIO()
    writer.add_blank_page(width=595, height=842)
    writer.write(out)
    return out.getvalue()


def hand_in(owner: Person) -> str:
    owner.follow("Xem lại các câu trả lời rồi nộp")
    owner.reads("ho-so-du-an.pdf")
    owner.picture("check-answers", phone=True)
    owner.press("Nộp hồ sơ")
    owner.page.wait_for_url("**/receipt")
    owner.picture("receipt", phone=True)
    found = re.search(r"[A-Z]+-\d{4}-\d+", owner.page.get_by_role("heading", level=1).inner_text())
    assert found, owner.page.title()
    case_code = found[0]
    owner.follow("Về hồ sơ")
    owner.sees("Đã nộp")
    owner.picture("application-handed-in")
    return case_code


def open_case(person: Person, case_code: str) -> None:
    """From the list of what this person has to do."""
    person.go("/desk")
    person.leave_by(person.link(re.compile(case_code), within=person.main))
    person.reads(case_code)


def look_up(coordinator: Person, case_code: str) -> None:
    """One that waits for others, so that it stands among what this person has to do no longer."""
    coordinator.go("/desk/applications")
    coordinator.write("Tên, phường hoặc mã hồ sơ", case_code)
    coordinator.press("Tìm")
    coordinator.leave_by(coordinator.main.locator(".work-list").get_by_role("link").first)
    coordinator.reads(case_code)


def give_out(coordinator: Person, case_code: str, names: list[str]) -> None:
    coordinator.go("/desk")
    coordinator.picture("desk", phone=True)
    coordinator.follow("Hồ sơ")
    coordinator.picture("cases", phone=True)
    open_case(coordinator, case_code)
    coordinator.sees("Kiểm tra hồ sơ")
    coordinator.picture("case-to-check", phone=True)
    for name in names:
        give_out_one(coordinator, name)
    coordinator.picture("case-in-review", phone=True)


def give_out_one(coordinator: Person, name: str) -> None:
    offered = coordinator.main.get_by_role("combobox", name=coordinator.words("Người chấm"))
    one = offered.locator("option").filter(has_text=re.compile(rf"^\s*{re.escape(name)}\b"))
    offered.select_option(one.get_attribute("value"))
    coordinator.press("Giao phiếu chấm")
    coordinator.sees("Đã giao phiếu chấm và gửi thư cho người chấm.")


def judge(company: Company, coordinator: Person, owner: Person, case_code: str, story: Story) -> None:
    """Two score it. One cannot at first and is asked again; what is asked of the space between the two sheets opens the
    first again for that alone."""
    emails = company.site.accounts()["reviewer"][:2]
    first, second = (signed_in(company, email) for email in emails)
    give_out(coordinator, case_code, [first.name, second.name])
    invitation = link_in(company.site, emails[0], "/reviews/", about=case_code)
    first.go(invitation)
    decline(first)
    open_case(coordinator, case_code)
    coordinator.sees("Đã từ chối")
    give_out_one(coordinator, first.name)
    first.go(link_in(company.site, emails[0], "/reviews/", about=case_code, but=invitation))
    accept(first)
    score(first, case_code, story, slips=True)

    ask_for_more(coordinator, case_code, story)
    add_what_is_missing(owner, company.site, case_code, story)
    read_what_was_added(coordinator, case_code, story)
    first.go("/reviews")
    first.leave_by(first.link(re.compile(case_code), within=first.main))
    score_again(first, story)
    second.go(link_in(company.site, emails[1], "/reviews/", about=case_code))
    score(second, case_code, story, slips=False)


def decline(reviewer: Person) -> None:
    reviewer.sees("Lời mời chấm")
    reviewer.picture("review-invitation", phone=True)
    no = reviewer.unfold("Từ chối chấm hồ sơ này")
    no.get_by_role("radio", name=reviewer.words("Tôi không thu xếp được thời gian")).check()
    reviewer.press("Từ chối chấm", within=no)
    expect(reviewer.page.get_by_role("alert")).to_be_visible()
    reviewer.picture("declined-without-a-word", phone=True)
    expect(no.get_by_role("radio", name=reviewer.words("Tôi không thu xếp được thời gian"))).to_be_checked()
    reviewer.write("Nói rõ thêm", reviewer.words.pick("Tuần này tôi đi công tác.", "I am away this week."), within=no)
    reviewer.press("Từ chối chấm", within=no)
    reviewer.sees("Bạn đã từ chối chấm hồ sơ này. Trung tâm sẽ mời người khác.")


def accept(reviewer: Person) -> None:
    reviewer.press("Nhận chấm")
    reviewer.sees("Bạn đã nhận chấm hồ sơ này. Cảm ơn bạn.")
    expect(reviewer.main.get_by_role("button", name=reviewer.words("Nhận chấm"), exact=True)).to_have_count(0)


def ask_for_more(coordinator: Person, case_code: str, story: Story) -> None:
    """Of one criterion and of the name on the profile."""
    look_up(coordinator, case_code)
    coordinator.follow("Yêu cầu bổ sung", within=coordinator.main)
    asked = coordinator.main.locator(".ask-item").filter(
        has=coordinator.page.get_by_role("checkbox", name=re.compile(rf"^{ASKED} ·"))
    )
    name = coordinator.main.locator(".ask-item").filter(
        has=coordinator.page.get_by_role("checkbox", name=coordinator.words("Tên không gian"), exact=True)
    )
    for item in (asked, name):
        item.get_by_role("checkbox").check()
    asked.get_by_role("textbox").fill(story.asked)
    coordinator.field("Hồ sơ được xét theo những gì đã có").check()
    coordinator.press("Gửi yêu cầu bổ sung")
    coordinator.complains(name.get_by_role("textbox"), "Bạn viết một câu: mục này cần bổ sung gì.")
    coordinator.picture("asked-without-a-sentence", phone=True)
    expect(asked.get_by_role("textbox")).to_have_value(story.asked)
    name.get_by_role("textbox").fill(coordinator.words.pick("Tên này có đúng không?", "Is this the right name?"))
    coordinator.press("Gửi yêu cầu bổ sung")
    coordinator.sees("Đã gửi yêu cầu bổ sung cho không gian.")
    coordinator.reads(story.asked)
    coordinator.picture("asked-for-more", phone=True)


def add_what_is_missing(owner: Person, site: Site, case_code: str, story: Story) -> None:
    """By the link in the letter, at the door if need be. Nothing goes out while an item has neither a change nor a word
    why there is none, and what was asked alone is open."""
    owner.go(link_in(site, story.email, "/my/applications/", about=case_code, ends="/supplement"))
    if "/sign-in" in owner.page.url:
        owner.sign_in(story.email, PASSWORD)
    owner.reads(story.asked)
    owner.picture("supplement", phone=True)
    owner.press("Gửi bổ sung")
    expect(owner.page.get_by_role("alert")).to_be_visible()
    owner.follow("Sửa mục %(code)s", within=owner.main, code=ASKED)
    owner.reads(story.asked)
    owner.picture("supplement-section", phone=True)
    open_answer = owner.main.locator("textarea")
    expect(open_answer).to_have_count(1)
    open_answer.fill(story.answer.rpartition("\n\n")[0] + "\n\n" + story.added)
    owner.field("Gửi tệp mới cho %(code)s", code=ASKED).set_input_files(
        {"name": "lich-quy-toi.pdf", "mimeType": "application/pdf", "buffer": small_pdf()}
    )
    owner.press("Lưu phần bổ sung")
    owner.sees("Đã lưu. Trung tâm đọc được khi bạn gửi bổ sung.")
    reads_difference(owner, story)
    owner.picture("supplement-changed", phone=True)
    name = owner.main.get_by_role("region").filter(has_text=owner.words("Tên không gian"))
    owner.write("Không có gì thêm? Bạn ghi vì sao", story.no_more, within=name)
    owner.press("Gửi bổ sung")
    owner.sees("Đã gửi bổ sung. Trung tâm xem tiếp hồ sơ của bạn.")
    owner.picture("supplement-sent", phone=True)


def reads_difference(person: Person, story: Story) -> None:
    """What went is struck out, what came is underlined, the rest stands there once; the file that came is named."""
    shown = person.main.locator(".difference").first
    before, kept = story.answer.rpartition("\n\n")[2], story.answer.rpartition("\n\n")[0]
    gone, new = (" ".join(shown.locator(mark).all_inner_texts()) for mark in ("del", "ins"))
    assert before.split()[-1] in gone
    assert story.added.split()[-1] in new
    text = shown.inner_text()
    assert text.count(kept) == 1
    assert kept not in gone
    assert kept not in new
    expect(person.main.locator(".difference-files ins")).to_have_text("lich-quy-toi.pdf")


def read_what_was_added(coordinator: Person, case_code: str, story: Story) -> None:
    open_case(coordinator, case_code)
    reads_difference(coordinator, story)
    coordinator.reads(story.no_more)
    coordinator.picture("supplement-came", phone=True)
    coordinator.press("Chuyển lại người chấm")
    coordinator.sees("Hồ sơ đã trở lại bước thẩm định.")


def score_again(reviewer: Person, story: Story) -> None:
    """Only for what came; the difference stands beside the box."""
    reviewer.sees("Chấm lại phần bổ sung")
    label = re.compile(reviewer.words("Điểm %(code)s, từ 0 đến %(max)s", code=r"([\d.B]+)", max=r"(\d+)"))
    box = reviewer.main.get_by_role("textbox", name=label)
    expect(box).to_have_count(1)
    reviewer.picture("review-again", phone=True)
    box.fill("9")
    hand_in_sheet(reviewer)
    reviewer.sees("Đã nộp phiếu chấm. Cảm ơn bạn.")


def read_decision(owner: Person, site: Site, case_code: str, story: Story) -> None:
    """The result as it stands, item by item, and as a letter to keep; then on to the space."""
    owner.follow("Hồ sơ đăng ký")
    owner.leave_by(owner.link(re.compile(re.escape(story.space[owner.words.language])), within=owner.main))
    owner.follow("Quyết định", within=owner.main)
    owner.sees("Từng điều kiện và tiêu chí")
    owner.reads(story.decision_number)
    owner.picture("decision", phone=True)
    letter = owner.window.request.get(
        site.url + str(owner.main.get_by_role("link", name=owner.words("Tải bản PDF")).get_attribute("href"))
    )
    text = " ".join(" ".join(sheet.extract_text() for sheet in PdfReader(BytesIO(letter.body())).pages).split())
    assert case_code in text
    assert story.decision_number in text


def score(reviewer: Person, case_code: str, story: Story, *, slips: bool) -> None:
    reviewer.reads(case_code)
    for met in reviewer.main.get_by_role("radio", name=reviewer.words("Đạt"), exact=True).all():
        met.check()
    marks = mark_boxes(reviewer)
    for box, most in marks:
        box.fill(f"{most * 8 // 10}")
    reviewer.write("Nhận xét chung", story.comment)
    if slips:
        score_out_of_range(reviewer, marks[0][0])
    reviewer.picture("review", phone=slips)
    hand_in_sheet(reviewer)
    reviewer.sees("Đã nộp phiếu chấm. Cảm ơn bạn.")
    reviewer.picture("reviews-done")


def hand_in_sheet(reviewer: Person) -> None:
    """With the sum in sight."""
    reviewer.press("Xem tổng điểm và nộp")
    reviewer.sees("Nộp rồi thì không sửa được nữa.")
    reviewer.picture("review-sum", phone=True)
    reviewer.press("Nộp phiếu chấm")


def mark_boxes(reviewer: Person) -> list[tuple[Locator, int]]:
    """The boxes for points, each with the most it takes: the label says both."""
    label = re.compile(reviewer.words("Điểm %(code)s, từ 0 đến %(max)s", code=r"([\d.B]+)", max=r"(\d+)"))
    boxes = reviewer.main.get_by_role("textbox", name=label).all()
    assert len(boxes) >= 10
    labels = [str(box.evaluate("box => box.labels[0].innerText")) for box in boxes]
    return [(box, int(said[2])) for box, text in zip(boxes, labels, strict=True) if (said := label.search(text))]


def score_out_of_range(reviewer: Person, box: Locator) -> None:
    good = box.input_value()
    box.fill("99")
    sheet = reviewer.main.locator("form:has([name*='points-'])")
    typed = sheet.evaluate(TYPED)
    reviewer.press("Xem tổng điểm và nộp")
    expect(reviewer.page.get_by_role("alert")).to_be_visible()
    reviewer.complains(box, "Điểm của tiêu chí %(criterion)s phải từ 0 đến %(max)s.", criterion="B1.1", max="10")
    assert sheet.evaluate(TYPED) == typed
    reviewer.picture("review-out-of-range", phone=True)
    box.fill(good)


TYPED = """form => [...new FormData(form)].filter(([name]) => name !== "csrf_token").map(pair => pair.join("="))"""


def propose(coordinator: Person, case_code: str) -> None:
    open_case(coordinator, case_code)
    coordinator.sees("Đủ điều kiện công nhận thành viên")
    coordinator.picture("case-scored", phone=True)
    coordinator.follow("Soạn quyết định", within=coordinator.main)
    coordinator.picture("decision-to-write", phone=True)
    coordinator.tick("Công nhận thành viên")
    coordinator.press("Trình để ký")
    coordinator.sees("Đã trình quyết định. Một người khác sẽ ký.")


def sign(approver: Person, coordinator: Person, case_code: str, story: Story) -> None:
    """Only the second pair of eyes finds the form, and only from it does the server take a signature."""
    coordinator.sees("Bạn là người trình, nên một lãnh đạo khác sẽ ký.")
    expect(coordinator.main.get_by_role("button", name=coordinator.words("Ký quyết định"))).to_have_count(0)
    coordinator.picture("proposed-by-me", phone=True)
    open_case(approver, case_code)
    approver.picture("case-to-sign", phone=True)
    form = approver.main.locator("form").filter(
        has=approver.page.get_by_role("button", name=approver.words("Ký quyết định"))
    )
    refused = coordinator.window.request.post(
        urlsplit(coordinator.page.url)._replace(path=form.get_attribute("action") or "").geturl(),
        form={
            "csrf_token": coordinator.page.locator("input[name=csrf_token]").first.input_value(),
            "sign-decision_number": story.decision_number,
        },
    )
    assert refused.status == 403
    approver.press("Ký quyết định")
    expect(approver.page.get_by_role("alert")).to_be_visible()
    approver.write("Số quyết định", story.decision_number)
    approver.press("Ký quyết định")
    approver.sees("Đã ký. Thư báo kết quả đang được gửi cho không gian.")
    approver.reads(story.decision_number)
    approver.picture("signed", phone=True)


def take_certificate(owner: Person, story: Story, folder: Path) -> str:
    owner.follow("Chứng nhận")
    number = re.search(r"[\w-]+[/-]\d{4}[\w/-]*", owner.main.inner_text())
    assert number, owner.main.inner_text()
    download = owner.main.get_by_role("link", name=owner.words("Tải bản PDF"))
    wait_for(lambda: bool(owner.page.reload()) and download.count() == 1)
    owner.picture("certificate", phone=True)
    with owner.page.expect_download() as taken:
        download.click()
    file = folder / "certificate.pdf"
    taken.value.save_as(file)
    assert file.read_bytes().startswith(b"%PDF-")
    text = " ".join(" ".join(sheet.extract_text() for sheet in PdfReader(file).pages).split())
    assert story.space["vi"] in text
    assert number[0] in text
    return number[0]


def check_certificate(owner: Person, company: Company, story: Story, number: str) -> None:
    link = link_in(company.site, story.email, "/verify/")
    shown = owner.link(re.compile("^" + owner.words("Xem trang kiểm tra"))).get_attribute("href")
    assert shown
    assert link.endswith(shown)
    anybody = company.somebody()
    anybody.go(link)
    anybody.headed(anybody.words("Chứng nhận còn hiệu lực"))
    anybody.reads(number)
    anybody.reads(story.space[company.language])
    anybody.reads(anybody.words.pick("Bộ tiêu chí mặc định", "Default criteria set"))
    anybody.picture("verify", phone=True)
    assert story.name not in anybody.page.content()
    assert story.email not in anybody.page.content()


def ask_for_the_bridge(owner: Person, story: Story) -> date:
    day = find_free_evening(owner)
    owner.write("Từ giờ", f"{OPENS:%H:%M}")
    owner.write("Đến giờ", f"{CLOSES:%H:%M}")
    owner.write("Chuẩn bị trước (phút)", str(SETUP // timedelta(minutes=1)))
    owner.write("Thu dọn sau (phút)", str(STRIKE // timedelta(minutes=1)))
    expect(owner.main.get_by_label(BRIDGE[owner.words.language], exact=True)).to_be_checked()
    owner.write_pair("Tên hoạt động", story.event["vi"], story.event["en"])
    owner.write_pair("Giới thiệu", story.event_about["vi"], story.event_about["en"])
    owner.write("Số người dự kiến", "80")
    owner.picture("new-booking", phone=True)
    owner.press("Gửi yêu cầu")
    owner.headed(story.event[owner.words.language])
    owner.picture("booking-held", phone=True)
    return day


def find_free_evening(owner: Person) -> date:
    """From next week on, by the table of the day, until the evening is free on the bridge and beside it."""
    owner.go("/venues/day")
    owner.picture("day-table", phone=True)
    today = clock.today()
    for ahead in range(3, 22):
        day = today + timedelta(days=ahead)
        owner.field("Đến ngày").fill(day.isoformat())
        owner.press("Xem")
        owner.page.wait_for_url(f"**day={day.isoformat()}")
        bridge, beside = free_evening(owner, BRIDGE), free_evening(owner, BESIDE)
        if bridge and beside:
            owner.leave_by(bridge)
            expect(owner.field("Ngày")).to_have_value(day.isoformat())
            return day
    raise AssertionError("no free evening in three weeks")


def free_evening(owner: Person, venue: dict[str, str]) -> Locator | None:
    """The free cell of that venue's row that covers the evening with all its phases."""
    row = owner.main.get_by_role("row").filter(
        has=owner.page.get_by_role("rowheader", name=venue[owner.words.language], exact=True)
    )
    for cell in row.get_by_role("link", name=owner.words("Trống")).all():
        hours = re.match(r"(\d\d:\d\d)–(\d\d:\d\d)", cell.get_attribute("title") or "")
        if hours and hours[1] <= "18:00" and hours[2] >= "21:30":
            return cell
    return None


def confirm_booking(coordinator: Person, story: Story, day: date) -> None:
    coordinator.go("/desk/bookings")
    coordinator.picture("bookings-inbox", phone=True)
    row = coordinator.main.get_by_role("listitem").filter(has_text=story.event[coordinator.words.language])
    coordinator.leave_by(row.get_by_role("link").first)
    coordinator.sees("Không vướng gì: không ai mất chỗ, bên cạnh không có hoạt động ảnh hưởng.")
    coordinator.reads(f"{day:%d/%m/%Y}")
    coordinator.picture("booking-to-decide", phone=True)
    coordinator.press("Duyệt và báo cho người đặt")
    coordinator.sees("Đã xác nhận và báo cho người đặt.")
    coordinator.picture("booking-confirmed")


def find_event(company: Company, story: Story, day: date) -> str:
    anybody = company.somebody()
    anybody.go("/events")
    anybody.picture("events", phone=True)
    anybody.leave_by(anybody.link(story.event[company.language]))
    anybody.headed(story.event[company.language])
    anybody.reads(f"{day:%d/%m/%Y}")
    anybody.picture("event", phone=True)
    return anybody.page.url.rsplit("/", 1)[-1]


def feed(company: Company, name: str) -> str:
    return f"{company.site.url}/calendars/{name}.ics" + ("?lang=en" if company.language == "en" else "")


def check_feeds(company: Company, story: Story, day: date, public_id: str, folder: Path) -> dict[str, Any]:
    """The entry in both feeds as it stands, with what a second GET says; and as a calendar client shows it."""
    begins, ends = (datetime.combine(day, hour, HANOI) for hour in (OPENS, CLOSES))
    entries = [entry_in(company, feed(company, name), public_id) for name in ("public", "venues/cau-kinh")]
    for entry in entries:
        assert entry["STATUS"] == "CONFIRMED"
        assert (entry["DTSTART"].dt, entry["DTEND"].dt) == (begins, ends)
    shown = [
        seen
        for seen in vdirsyncer_khal(feed(company, "public"), folder / "client")
        if seen.summary == str(entries[0]["SUMMARY"])
    ]
    assert [(seen.starts, seen.ends) for seen in shown] == [(instant(begins), instant(ends))]
    assert story.event[company.language] in shown[0].summary
    assert shown[0].location.startswith(BRIDGE[company.language])
    return {"SEQUENCE": entries[0]["SEQUENCE"], "UID": entries[0]["UID"]}


def entry_in(company: Company, url: str, public_id: str) -> Any:
    """Fetched twice: the second time the tag is enough."""
    reader = company.chromium.new_context().request
    first = reader.get(url)
    assert first.status == 200
    assert reader.get(url, headers={"If-None-Match": first.headers["etag"]}).status == 304
    found = [one for one in Calendar.from_ical(first.body()).walk("VEVENT") if one["URL"].endswith(public_id)]
    assert len(found) == 1
    return found[0]


def cancel_booking(coordinator: Person, story: Story) -> None:
    asked = coordinator.unfold("Huỷ đặt chỗ này…")
    coordinator.write("Lý do", story.why_cancelled, within=asked)
    coordinator.picture("booking-to-cancel", phone=True)
    coordinator.press("Huỷ và báo", within=asked)
    coordinator.sees("Đã huỷ và báo cho người đặt.")
    coordinator.picture("booking-cancelled")


def check_cancelled(owner: Person, company: Company, story: Story, public_id: str, before: dict[str, Any]) -> None:
    for name in ("public", "venues/cau-kinh"):
        entry = entry_in(company, feed(company, name), public_id)
        assert entry["STATUS"] == "CANCELLED"
        assert (entry["UID"], entry["SEQUENCE"]) == (before["UID"], before["SEQUENCE"] + 1)
    owner.page.reload()
    owner.reads(story.why_cancelled)
    owner.picture("booking-cancelled-for-me", phone=True)
    owner.follow("Đặt chỗ")
    owner.picture("my-bookings", phone=True)
