"""Agreements about venues: who asks, what is frozen, what the paper says, and whether it still holds."""

import io
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from pypdf import PdfReader
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from app.bookings import service as bookings
from app.bookings.agreement_papers import make_missing_agreements
from app.bookings.models import Booking, BookingStatus, VenueAgreement
from app.bookings.queries import agreements as queries
from app.bookings.queries import booking_by_public_id
from app.bookings.rules import agreements as rules
from app.bookings.rules.agreements import State
from app.bookings.service import agreements as service
from app.core import clock
from app.core.db import db, transact
from app.mail.models import Mail
from app.settings.service import change_setting
from tests.bookings import factories
from tests.bookings.conftest import House, Town, refused
from tests.bookings.factories import span

LONG = (
    "Không gian sáng tạo “Ề Ẫ Ỡ Ự Ỗ” của thợ gốm, thợ mộc cùng người kể chuyện ở làng nghề “ề ẫ ỡ ự ỗ” cạnh sông Hồng"
)


def confirmed(house: House, **values: Any) -> str:
    def act() -> str:
        venue = factories.the_venue("lang-nghe")
        booking = factories.book(house.lan, house.space("lan"), venue, **values)
        if booking.status != BookingStatus.CONFIRMED:
            bookings.confirm_booking(booking, actor=house.tuan)
        return booking.public_id

    return transact(act)


def the(public_id: str) -> Booking:
    booking = booking_by_public_id(public_id)
    assert booking
    return booking


def ask(house: House, public_id: str, who: str = "lan") -> VenueAgreement:
    return service.ask_agreement(the(public_id), actor=getattr(house, who))


def state(public_id: str, number: int = 0) -> State:
    return service.state_of(queries.agreements_of(the(public_id))[number])


@pytest.mark.parametrize(
    ("status", "changed", "newest", "hours", "expected"),
    [
        (BookingStatus.CONFIRMED, {}, True, 1, State.HOLDS),
        (BookingStatus.CONFIRMED, {}, True, -1, State.OVER),
        (BookingStatus.CONFIRMED, {}, False, 1, State.SUPERSEDED),
        (BookingStatus.CONFIRMED, {"starts_at": "later"}, True, 1, State.SUPERSEDED),
        (BookingStatus.CONFIRMED, {"equipment": [["Ghế", "", 2]]}, True, 1, State.SUPERSEDED),
        (BookingStatus.CONFIRMED, {"title_vi": "Tên khác"}, True, 1, State.HOLDS),
        (BookingStatus.CANCELLED, {}, True, 1, State.VOID),
        (BookingStatus.DISPLACED, {}, False, -1, State.VOID),
    ],
)
def test_it_holds_while_what_it_says_is_so(
    status: str, changed: dict[str, Any], newest: bool, hours: int, expected: State
) -> None:
    now = clock.now()
    said = dict.fromkeys(rules.ESSENCE, 1)
    booking = Booking(status=status, ends_at=now + timedelta(hours=hours))
    agreement = VenueAgreement(data=said)
    assert rules.state_of(agreement, booking, said | changed, newest=newest, now=now) == expected


def test_only_the_host_and_the_centre_ask_for_a_confirmed_booking_once(house: House) -> None:
    key = confirmed(house)
    assert refused(lambda: ask(house, key, "hoa")).code == "booking.not_allowed"
    assert transact(lambda: ask(house, key, "minh").number) == "TTDD-2026-001"
    again = refused(lambda: ask(house, key, "tuan"))
    assert (again.code, again.values["number"]) == ("agreement.stands", "TTDD-2026-001")
    transact(lambda: bookings.cancel_booking(the(key), actor=house.lan).id)
    assert refused(lambda: ask(house, key)).code == "booking.is_cancelled"
    assert transact(lambda: state(key)) == State.VOID


def test_after_a_move_a_new_one_takes_its_place(house: House) -> None:
    key = confirmed(house)
    transact(lambda: ask(house, key).id)
    later = span("19:00", "21:00", date(2026, 12, 14))
    transact(lambda: bookings.move_booking(the(key), actor=house.tuan, public=later).id)
    assert transact(lambda: state(key)) == State.SUPERSEDED
    assert transact(lambda: ask(house, key).number) == "TTDD-2026-002"
    assert transact(lambda: (state(key), state(key, 1))) == (State.HOLDS, State.SUPERSEDED)


def test_numbers_have_no_gaps_and_no_twins_when_the_pattern_changes(house: House) -> None:
    first, second = confirmed(house), confirmed(house, when=span("08:00", "10:00"))

    def wrong() -> None:
        ask(house, first)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        transact(wrong)
    transact(lambda: change_setting("agreement.number_pattern", "TTDD-2026-{n:03}", actor=None))
    assert transact(lambda: ask(house, first).number) == "TTDD-2026-001"
    transact(lambda: change_setting("agreement.number_pattern", "TTDD-{year}-{n:03}", actor=None))
    assert transact(lambda: ask(house, second).number) == "TTDD-2026-002"


def test_what_it_says_is_frozen_and_printed_once(house: House) -> None:
    key = confirmed(house, expected_people=80)

    def act() -> None:
        venue = factories.the_venue("lang-nghe")
        venue.rules_vi = "Không đốt lửa.\nGiữ yên tĩnh sau 22 giờ."
        house.space("lan").name_vi = LONG
        db.session.flush()
        ask(house, key)

    transact(act)
    for change in ("number = 'x'", "data = '{}'", "booking_sequence = 9"):
        with pytest.raises(DBAPIError, match="venue_agreements_frozen"):
            db.session.execute(text(f"UPDATE venue_agreements SET {change}"))
        db.session.rollback()
    assert make_missing_agreements() == 1
    assert make_missing_agreements() == 0
    with pytest.raises(DBAPIError, match="venue_agreements_pdf_once"):
        db.session.execute(text("UPDATE venue_agreements SET pdf_id = NULL"))
    db.session.rollback()
    letters = db.session.scalars(select(Mail.recipient).where(Mail.template == "venue_agreement")).all()
    assert letters == ["lan@example.org"]
    agreement = queries.agreements_of(the(key))[0]
    assert agreement.pdf
    pdf = agreement.pdf
    assert refused(lambda: service.attach_paper(agreement, pdf)).code == "agreement.printed"


def test_the_paper_is_handed_to_its_own_and_checked_by_anybody(town: Town, noon: time_machine.Traveller) -> None:
    booking = town.book("lan", "lang-nghe", title_vi="Đêm ca trù", expected_people=80)
    tuan, lan = town.cast.client("tuan"), town.cast.client("lan")
    if town.status(booking) != BookingStatus.CONFIRMED:
        town.do(lambda: bookings.confirm_booking(the(booking), actor=town.cast.user("tuan")).id)
    here = f"/bookings/{booking}/papers"
    asked = lan.submit(here, {}, to=f"/bookings/{booking}/agreement", follow_redirects=True)
    assert "Đã cấp văn bản số TTDD-2026-001" in asked.text
    assert "Đang in, vài phút nữa sẽ có" in asked.text
    assert "Xin văn bản" not in asked.text
    with town.app.app_context():
        assert make_missing_agreements() == 1
    key, code = town.do(lambda: next((a.public_id, a.check_code) for a in queries.all_agreements()))
    pdf = lan.get(f"/my/agreements/{key}/pdf")
    words = " ".join("".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(pdf.data)).pages).split())
    for said in ("TTDD-2026-001", "Xưởng Mây", "Đêm ca trù", "19:00–21:00, 07/12/2026", "80", "/agreements/"):
        assert said in words, said
    assert tuan.get(f"/my/agreements/{key}/pdf").status_code == 200
    assert town.cast.client("hoa").get(f"/my/agreements/{key}/pdf").status_code == 404
    assert "Đêm ca trù" in town.cast.client("dung").get("/desk/agreements").text
    reader = town.app.test_client()
    page = reader.get(f"/agreements/{code.upper()}")
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "Văn bản thỏa thuận địa điểm còn giá trị" in page.text
    assert "Nguyễn Lan" not in page.text
    town.do(lambda: bookings.cancel_booking(the(booking), actor=town.cast.user("lan")).id)
    assert "nhưng không còn giá trị" in reader.get(f"/agreements/{code}").text
    unknown = reader.get(f"/agreements/{'0' * 26}")
    assert unknown.status_code == 404
    assert "Không có văn bản nào mang mã này" in unknown.text


def test_one_that_cannot_be_printed_is_shown_to_the_centre(town: Town) -> None:
    booking = town.book("lan", "lang-nghe", title_vi="Đêm ca trù 🪷")
    if town.status(booking) != BookingStatus.CONFIRMED:
        town.do(lambda: bookings.confirm_booking(the(booking), actor=town.cast.user("tuan")).id)
    town.cast.client("tuan").submit(f"/bookings/{booking}/papers", {}, to=f"/bookings/{booking}/agreement")
    with town.app.app_context():
        assert make_missing_agreements() == 0
    tuan = town.cast.client("tuan")
    for address in ("/desk/agreements", f"/bookings/{booking}/papers"):
        assert "Chưa in được" in tuan.get(address).text
    assert "Chưa in được" not in town.cast.client("lan").get(f"/bookings/{booking}/papers").text
