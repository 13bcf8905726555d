"""Papers that a booking needs: who asks and hands in, whose day moves with the booking, who is reminded when."""

import io
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from app.audit.queries import entries_of
from app.bookings import service
from app.bookings.models import Booking, BookingPaper, PaperKind
from app.bookings.queries import booking_by_public_id
from app.bookings.queries import papers as queries
from app.bookings.rules import papers as rules
from app.bookings.service import papers
from app.core import clock
from app.core.db import db, transact
from app.files.service import prepare_bytes
from app.mail.models import Mail
from tests.bookings import factories
from tests.bookings.conftest import House, Town, refused
from tests.bookings.factories import span

TODAY = date(2026, 11, 22)
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\nstartxref\n9\n%%EOF\n"


def book(house: House, who: str = "lan", **values: Any) -> Booking:
    """Inside a transaction; a Monday evening in two weeks."""
    return factories.book(getattr(house, who), house.space(who), factories.the_venue("lang-nghe"), **values)


def paper(**values: Any) -> BookingPaper:
    return BookingPaper(**{"kind": PaperKind.PERMIT, "due_on": TODAY, **values})


def letters(template: str) -> list[str]:
    return list(db.session.scalars(select(Mail.recipient).where(Mail.template == template).order_by(Mail.id)))


@pytest.mark.parametrize(
    ("due_in", "reminded", "told"),
    [(4, None, False), (3, None, True), (1, None, True), (1, 2, False), (0, None, True), (0, 2, True), (0, 0, False),
     (-1, None, False)],
)  # fmt: skip
def test_somebody_is_reminded_once_before_and_once_on_the_day(due_in: int, reminded: int | None, told: bool) -> None:
    last = None if reminded is None else TODAY - timedelta(days=reminded)
    one = paper(due_on=TODAY + timedelta(days=due_in))
    assert rules.is_to_remind(one, TODAY, reminded_on=last) is told
    one.file_id = 1
    assert not rules.is_to_remind(one, TODAY, reminded_on=last)


def test_overdue_is_what_is_still_awaited_after_its_day() -> None:
    assert rules.is_overdue(paper(due_on=TODAY - timedelta(days=1)), TODAY)
    assert not rules.is_overdue(paper(), TODAY)
    assert not rules.is_overdue(paper(due_on=None), TODAY)
    assert not rules.is_overdue(paper(due_on=date(2020, 1, 1), file_id=1), TODAY)


def test_a_rules_day_moves_with_the_booking_and_another_stays(house: House) -> None:
    def ask() -> str:
        booking = book(house)
        papers.ask_paper_of_rule(booking, "exhibition_notice", actor=house.lan)
        papers.ask_paper(booking, kind=PaperKind.PROGRAMME, due_on=date(2026, 12, 1), actor=house.lan)
        for one in queries.papers_of(booking):
            one.reminded_at = clock.now()
        return booking.public_id

    public_id = transact(ask)
    later = span("19:00", "21:00", date(2026, 12, 14))

    def move() -> list[tuple[str, date | None, bool]]:
        booking = booking_by_public_id(public_id)
        assert booking
        service.move_booking(booking, actor=house.tuan, public=later)
        return [(one.kind, one.due_on, one.reminded_at is None) for one in queries.papers_of(booking)]

    assert transact(move) == [
        ("programme", date(2026, 12, 1), False),
        ("permit", date(2026, 12, 3), True),
    ]


def test_one_of_a_rule_is_listed_once_and_other_needs_its_name(house: House) -> None:
    public_id = transact(lambda: book(house).public_id)

    def ask(**values: Any) -> BookingPaper:
        booking = booking_by_public_id(public_id)
        assert booking
        return papers.ask_paper(booking, **{"kind": PaperKind.OTHER, "actor": house.lan, **values})

    def ask_rule() -> BookingPaper:
        booking = booking_by_public_id(public_id)
        assert booking
        return papers.ask_paper_of_rule(booking, "banner_notice", actor=house.lan)

    transact(ask_rule)
    assert refused(ask_rule).code == "paper.listed"
    assert refused(ask).code == "paper.title_missing"
    assert refused(lambda: ask(title="Bảng phân vai", due_on=date(2026, 11, 21))).code == "paper.due_past"
    assert refused(lambda: ask(title="Bảng phân vai", actor=house.hoa)).code == "booking.not_allowed"
    assert refused(lambda: ask(title="Bảng phân vai", actor=house.dung)).code == "booking.not_allowed"


def test_the_centre_asks_by_letter_and_its_paper_stays_till_it_lets_go(house: House) -> None:
    def ask() -> tuple[str, str]:
        booking = book(house)
        mine = papers.ask_paper(booking, kind=PaperKind.PROGRAMME, actor=house.lan)
        asked = papers.ask_paper(booking, kind=PaperKind.FIRE_SAFETY, due_on=date(2026, 12, 1), actor=house.tuan)
        return mine.public_id, asked.public_id

    mine, asked = transact(ask)
    assert letters("booking_paper_asked") == ["lan@example.org"]

    def drop(public_id: str, who: str) -> None:
        one = db.session.scalars(select(BookingPaper).where(BookingPaper.public_id == public_id)).one()
        papers.drop_paper(one, actor=getattr(house, who))

    assert refused(lambda: drop(asked, "lan")).code == "paper.centre_asked"
    transact(lambda: drop(mine, "minh"))
    transact(lambda: drop(asked, "thu"))
    assert db.session.scalars(select(BookingPaper).where(BookingPaper.dropped_at.is_(None))).all() == []


def test_a_newer_file_takes_the_older_ones_place_and_both_stay_on_record(house: House) -> None:
    key = transact(lambda: papers.ask_paper(book(house), kind=PaperKind.INSURANCE, actor=house.lan).id)
    first, second = (
        prepare_bytes(PDF, "mot.pdf", "application/pdf"),
        prepare_bytes(PDF + b" ", "hai.pdf", "application/pdf"),
    )
    for prepared in (first, second):
        transact(
            lambda prepared=prepared: papers.hand_in_paper(
                db.session.get_one(BookingPaper, key), prepared, actor=house.minh
            )
        )
    one = db.session.get_one(BookingPaper, key)
    assert one.file
    assert one.file.name == "hai.pdf"
    assert one.handed_in_by == house.minh.id
    handed = [entry for entry in entries_of(f"booking:{one.booking_id}") if entry.action == "booking.paper_handed_in"]
    assert len(handed) == 2


def test_those_who_decide_hear_once_that_a_host_has_handed_it_in(house: House) -> None:
    def ask() -> tuple[int, int]:
        booking = book(house)
        kinds = (PaperKind.PERMIT, PaperKind.INSURANCE)
        mine, theirs = (papers.ask_paper(booking, kind=kind, actor=house.lan).id for kind in kinds)
        return mine, theirs

    def hand_in(key: int, who: str) -> None:
        file = prepare_bytes(PDF, "giay-phep.pdf", "application/pdf")
        transact(lambda: papers.hand_in_paper(db.session.get_one(BookingPaper, key), file, actor=getattr(house, who)))

    permit, insurance = transact(ask)
    hand_in(permit, "minh")
    assert sorted(letters("booking_paper_handed_in")) == ["thu@example.org", "tuan@example.org"]
    hand_in(permit, "lan")
    hand_in(insurance, "tuan")
    assert len(letters("booking_paper_handed_in")) == 2


def test_the_job_writes_before_and_on_the_day_and_the_late_are_shown(house: House) -> None:
    transact(
        lambda: papers.ask_paper(book(house), kind=PaperKind.PROGRAMME, due_on=date(2026, 11, 25), actor=house.lan).id
    )
    written = []
    for day in range(21, 28):
        with time_machine.travel(f"2026-11-{day:02d}T01:00:00+00:00", tick=False):
            written.append(transact(papers.remind_of_papers))
            assert transact(papers.remind_of_papers) == 0
    assert written == [0, 1, 0, 0, 1, 0, 0]
    assert letters("booking_paper_due") == ["lan@example.org"] * 2
    with time_machine.travel("2026-11-26T01:00:00+00:00", tick=False):
        late = queries.papers_awaited(clock.today(), now=clock.now())
        assert [one.kind for one in late] == ["programme"]


def test_what_is_cancelled_asks_for_nothing_more(house: House) -> None:
    def act() -> str:
        booking = book(house)
        papers.ask_paper(booking, kind=PaperKind.PROGRAMME, due_on=date(2026, 11, 24), actor=house.lan)
        service.cancel_booking(booking, actor=house.lan)
        return booking.public_id

    public_id = transact(act)
    assert transact(papers.remind_of_papers) == 0

    def ask() -> None:
        booking = booking_by_public_id(public_id)
        assert booking
        papers.ask_paper(booking, kind=PaperKind.PROGRAMME, actor=house.tuan)

    assert refused(ask).code == "paper.over"


def test_host_and_centre_work_on_one_page_and_nobody_else_finds_it(town: Town) -> None:
    booking = town.book("lan", "lang-nghe", activity_kind="performance")
    here = f"/bookings/{booking}/papers"
    tuan, lan = town.cast.client("tuan"), town.cast.client("lan")
    wrong = tuan.submit(here, {"paper-kind": "other", "paper-due_on": "2026-12-01"}, to=f"{here}/add")
    assert wrong.status_code == 422
    assert "Bạn ghi tên giấy tờ." in wrong.text
    asked = {"paper-kind": "fire_safety", "paper-title": "", "paper-due_on": "2026-11-24"}
    assert "Phương án phòng cháy" in tuan.submit(here, asked, to=f"{here}/add", follow_redirects=True).text
    page = lan.get(here).text
    assert "Hạn nộp 24/11/2026" in page
    assert "Nộp chậm nhất Thứ Năm, 26/11/2026" in page, "seven working days before a Monday"
    gone = lan.submit(here, {"rule": "khong-con"}, to=f"{here}/suggested")
    assert gone.status_code == 422
    assert "Gợi ý này không còn nữa." in gone.text
    listed = lan.submit(here, {}, to=f"{here}/suggested", follow_redirects=True)
    assert "(tính theo ngày mở cửa)" in listed.text
    number = page.split('id="paper-')[1].split('"')[0]
    assert lan.submit(here, {}, to=f"{here}/{number}/hand-in").status_code == 422
    macro = (io.BytesIO(b"MZ not a document"), "tep.pdf")
    bad = lan.submit(here, {f"answer-{number}-file": macro}, to=f"{here}/{number}/hand-in")
    assert bad.status_code == 422
    assert "Tệp này không đọc được" in bad.text
    good = {f"answer-{number}-file": (io.BytesIO(PDF), "phuong-an.pdf")}
    assert "phuong-an.pdf" in lan.submit(here, good, to=f"{here}/{number}/hand-in", follow_redirects=True).text
    file = tuan.get(f"{here}/{number}/file")
    assert file.data == PDF
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    for address in (here, f"{here}/{number}/file"):
        assert town.cast.client("hoa").get(address).status_code == 404
        assert town.cast.client("mai").get(address).status_code == 404
    other = town.book("hoa", "lang-nghe", when=span("08:00", "10:00"))
    assert town.cast.client("hoa").get(f"/bookings/{other}/papers/{number}/file").status_code == 404


def test_overdue_papers_stand_in_the_inbox_and_at_the_booking(town: Town, noon: time_machine.Traveller) -> None:
    booking = town.book("lan", "lang-nghe", title_vi="Đêm ca trù")
    here = f"/bookings/{booking}/papers"
    asked = {"paper-kind": "insurance", "paper-due_on": "2026-11-23"}
    town.cast.client("tuan").submit(here, asked, to=f"{here}/add")
    assert "có giấy tờ quá hạn" not in town.cast.client("tuan").get("/desk/bookings").text
    noon.shift(timedelta(days=3))
    tuan = town.cast.client("tuan")
    inbox = tuan.get("/desk/bookings").text
    assert "1 lượt đặt chỗ có giấy tờ quá hạn" in inbox
    assert "Giấy bảo hiểm" in inbox
    assert "Quá hạn" in tuan.get(f"/desk/bookings/{booking}").text
    assert "Quá hạn" in town.cast.client("lan").get(f"/bookings/{booking}").text
