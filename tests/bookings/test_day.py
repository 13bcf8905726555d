"""On the day: coming, leaving, not coming, handing over and telling how it was."""

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
import time_machine
from PIL import Image
from sqlalchemy import select

from app.accounts.models import User
from app.audit.queries import entries_of
from app.bookings import queries, service
from app.bookings.models import Booking, BookingStatus, Handover, Occupancy, Usage
from app.bookings.service import Found
from app.core.db import db, transact
from app.core.timespan import Timespan
from app.mail.models import Mail
from app.settings.service import change_setting
from tests.bookings import factories as make
from tests.bookings.conftest import House, Town, refused
from tests.statements import counted

DAY = timedelta(days=1)


def letters(template: str) -> list[str]:
    return list(db.session.scalars(select(Mail.recipient).where(Mail.template == template).order_by(Mail.id)))


def picture(colour: str = "teal") -> BytesIO:
    file = BytesIO()
    Image.new("RGB", (640, 480), colour).save(file, "JPEG")
    file.seek(0)
    return file


@pytest.fixture
def evening(house: House, noon: time_machine.Traveller) -> int:
    """Lan has a stage on Monday, set-up 17:00, open 19:00 to 21:00, strike until 22:00, and it is 18:00."""

    def act() -> int:
        stage = make.venue("stage")
        two, one = timedelta(hours=2), timedelta(hours=1)
        return make.book(house.lan, house.space("lan"), stage, setup=two, strike=one).id

    booking_id = transact(act)
    noon.move_to(make.span("18:00", "19:00").start)
    return booking_id


def the(booking_id: int) -> Booking:
    return db.session.get_one(Booking, booking_id)


def at(noon: time_machine.Traveller, wall: str) -> None:
    noon.move_to(make.span(wall, "23:59").start)


def test_checking_in_is_one_tap_and_a_second_changes_nothing(
    house: House, evening: int, noon: time_machine.Traveller
) -> None:
    transact(lambda: service.check_in(the(evening), actor=house.tuan))
    at(noon, "18:05")
    transact(lambda: service.check_in(the(evening), actor=house.thu))
    usage = db.session.get_one(Usage, evening)
    assert usage.checked_in_at == make.span("18:00", "19:00").start
    assert usage.checked_in_by == house.tuan.id
    transact(lambda: service.undo_check_in(the(evening), actor=house.thu))
    assert db.session.get_one(Usage, evening).checked_in_at is None
    done = [entry.action for entry in entries_of(f"booking:{evening}")]
    assert done[-2:] == ["booking.checked_in", "booking.check_in_undone"]


def test_leaving_early_gives_the_rest_back_and_cuts_the_public_end(
    house: House, evening: int, noon: time_machine.Traveller
) -> None:
    transact(lambda: service.check_in(the(evening), actor=house.tuan))
    at(noon, "20:15")
    before = the(evening).sequence
    transact(lambda: service.leave_early(the(evening), actor=house.tuan))
    booking, left = the(evening), make.span("20:15", "21:00").start
    assert (booking.ends_at, booking.public_ends_at, booking.sequence) == (left, left, before + 1)
    (row,) = db.session.scalars(select(Occupancy).where(Occupancy.booking_id == evening)).all()
    assert (row.ends_at, row.blocking) == (left, True)
    assert letters("booking_left_early") == [house.lan.email]
    at(noon, "20:20")
    transact(lambda: service.undo_leaving(the(evening), actor=house.tuan))
    booking = the(evening)
    assert booking.public_ends_at == make.span("19:00", "21:00").end
    assert booking.ends_at == make.span("19:00", "22:00").end
    assert booking.sequence == before + 2
    assert db.session.get_one(Usage, evening).left_at is None
    assert letters("booking_stays") == [house.lan.email]


def test_leaving_in_the_strike_leaves_the_public_end_alone(
    house: House, evening: int, noon: time_machine.Traveller
) -> None:
    transact(lambda: service.check_in(the(evening), actor=house.tuan))
    at(noon, "21:30")
    transact(lambda: service.leave_early(the(evening), actor=house.tuan))
    assert the(evening).public_ends_at == make.span("19:00", "21:00").end
    assert the(evening).ends_at == make.span("19:00", "21:30").end


def test_floor_that_somebody_has_taken_is_not_taken_back(
    house: House, evening: int, noon: time_machine.Traveller
) -> None:
    transact(lambda: service.check_in(the(evening), actor=house.tuan))
    at(noon, "19:30")
    transact(lambda: service.leave_early(the(evening), actor=house.tuan))
    late = make.span("20:30", "21:30")
    transact(lambda: make.book(house.hoa, house.space("hoa"), make.the_venue("stage"), when=late))
    error = refused(lambda: service.undo_leaving(the(evening), actor=house.tuan))
    assert error.code == "booking.taken"
    assert the(evening).ends_at == make.span("19:00", "19:30").end


def test_not_coming_is_noted_by_a_person_told_answered_and_taken_back(
    house: House, evening: int, noon: time_machine.Traveller
) -> None:
    assert refused(lambda: service.note_no_show(the(evening), note="x", actor=house.tuan)).code == "day.not_now"
    at(noon, "19:40")
    assert refused(lambda: service.note_no_show(the(evening), note=" ", actor=house.tuan)).code == "day.note_missing"
    transact(lambda: service.note_no_show(the(evening), note="Gọi ba lần", actor=house.tuan))
    assert letters("booking_no_show") == [house.lan.email]
    assert refused(lambda: service.check_in(the(evening), actor=house.tuan)).code == "day.not_now"
    assert refused(lambda: service.answer_no_show(the(evening), text="Không", actor=house.hoa)).code == "day.not_now"
    transact(lambda: service.answer_no_show(the(evening), text="Chúng tôi kẹt mưa", actor=house.minh))
    assert set(letters("booking_no_show_answer")) == {house.tuan.email, house.thu.email}
    transact(lambda: service.undo_no_show(the(evening), actor=house.thu))
    assert letters("booking_no_show_undone") == [house.lan.email]
    usage = db.session.get_one(Usage, evening)
    assert (usage.no_show_at, usage.answer) == (None, "Chúng tôi kẹt mưa")


def test_handing_over(house: House, evening: int) -> None:
    first, second = queries.items_for(the(evening), Handover.GIVEN)[:2]
    one, other = first.public_id, second.public_id

    def found(**values: Any) -> Any:
        return service.hand_over(the(evening), Handover.GIVEN, **values, actor=house.tuan)

    assert refused(lambda: found(found={})).code == "day.nothing_found"
    error = refused(lambda: found(found={one: Found(True), other: Found(False)}))
    assert (error.code, error.field) == ("day.what_is_wrong", f"note_{other}")
    transact(lambda: found(found={one: Found(True), other: Found(False, "Kính nứt"), "unknown": Found(True)}))
    answers = queries.answers_of([evening])[evening, Handover.GIVEN]
    assert [(a.in_order, a.note) for a in answers] == [(True, ""), (False, "Kính nứt")]
    transact(
        lambda: service.change_item(
            _item(other), venue_id=None, text_vi="Khác", text_en=None, active=False, actor=house.tuan
        )
    )
    answers = queries.answers_of([evening])[evening, Handover.GIVEN]
    assert answers[1].text_vi != "Khác"
    assert other not in [item.public_id for item in queries.items_for(the(evening), Handover.GIVEN)]


def _item(public_id: str) -> Any:
    return queries.item_by_public_id(public_id)


def test_the_report_is_the_teams_and_may_be_corrected(
    house: House, evening: int, noon: time_machine.Traveller
) -> None:
    def tell(who: User, **values: Any) -> Any:
        told = {"people": 30, "disadvantaged_people": None, "went": "Vui", "trouble": ""} | values
        return service.report_usage(the(evening), **told, actor=who)

    assert refused(lambda: tell(house.lan)).code == "day.not_now"
    at(noon, "21:10")
    assert refused(lambda: tell(house.hoa)).code == "day.not_now"
    assert refused(lambda: tell(house.tuan)).code == "day.not_now"
    assert refused(lambda: tell(house.lan, disadvantaged_people=31)).code == "day.more_than_came"
    transact(lambda: tell(house.lan))
    noon.shift(DAY)
    transact(lambda: tell(house.minh, people=35, disadvantaged_people=4))
    (use,) = queries.years_of_use(2026, [house.ids["lan"]]).values()
    assert (use.uses, use.people, use.disadvantaged_people, use.programmes, use.missing) == (1, 35, 4, 1, 0)
    noon.shift(14 * DAY)
    assert refused(lambda: tell(house.lan)).code == "day.not_now"


def test_a_report_is_asked_for_the_day_after_and_once_more(
    house: House, evening: int, noon: time_machine.Traveller
) -> None:
    transact(lambda: change_setting("booking.report_days", 3, actor=house.ha))
    at(noon, "23:00")
    assert transact(service.ask_for_reports) == 0
    noon.shift(DAY)
    assert transact(service.ask_for_reports) == 1
    assert transact(service.ask_for_reports) == 0
    assert letters("booking_report_asked") == [house.lan.email]
    noon.shift(2 * DAY)
    assert transact(service.ask_for_reports) == 0
    noon.shift(DAY)
    assert transact(service.ask_for_reports) == 1
    assert transact(service.ask_for_reports) == 0
    assert letters("booking_report_reminder") == [house.lan.email]


def test_nobody_is_asked_about_what_did_not_take_place(
    house: House, evening: int, noon: time_machine.Traveller
) -> None:
    at(noon, "20:00")
    transact(lambda: service.note_no_show(the(evening), note="Không ai đến", actor=house.tuan))
    noon.shift(2 * DAY)
    assert transact(service.ask_for_reports) == 0
    assert queries.years_of_use(2026)[house.ids["lan"]].no_shows == 1
    assert queries.years_of_use(2026)[house.ids["lan"]].uses == 0


def test_whoever_waits_longest_for_what_is_given_back_is_asked(
    house: House, evening: int, noon: time_machine.Traveller
) -> None:
    """Floor is never blocked twice, whatever minute they leave; only who fits into what is left is asked."""
    at(noon, "18:10")
    asked = {wall: _waits(house, who, wall) for who, wall in (("hoa", "20:30"), ("tuan", "20:00"), ("lan", "19:30"))}
    transact(lambda: service.check_in(the(evening), actor=house.tuan))
    at(noon, "19:50")
    transact(lambda: service.leave_early(the(evening), actor=house.tuan))
    states = {wall: the(booking_id).status for wall, booking_id in asked.items()}
    assert states == {
        "20:30": BookingStatus.OFFERED,
        "20:00": BookingStatus.WAITLISTED,  # behind the first, who has a part of it
        "19:30": BookingStatus.EXPIRED,
    }
    rows = db.session.scalars(select(Occupancy).where(Occupancy.blocking).order_by(Occupancy.starts_at)).all()
    spans = [Timespan(row.starts_at, row.ends_at) for row in rows]
    assert len(spans) == 2
    assert spans[0].end <= spans[1].start
    assert refused(lambda: service.undo_leaving(the(evening), actor=house.tuan)).code == "booking.taken"


def _waits(house: House, who: str, wall: str) -> int:
    def act() -> int:
        host = None if who == "tuan" else house.space(who)
        wanted = make.request(host, make.the_venue("stage"), when=make.span(wall, "21:00"))
        return service.join_waiting_list(wanted, actor=getattr(house, who), key=f"wait-{wall}").id

    return transact(act)


# Screens


@pytest.fixture
def tonight(town: Town, noon: time_machine.Traveller) -> str:
    town.do(lambda: make.venue("stage"))
    booked = town.book("lan", "stage", contact_phone="0912 345 678", expected_people=40, noise="music")
    noon.move_to(make.span("18:30", "19:00").start)
    return booked


def test_the_sheet_says_what_is_on_and_takes_a_tap(town: Town, tonight: str) -> None:
    client = town.cast.client("tuan")
    sheet = client.get("/desk/today").text
    assert all(words in sheet for words in ("Nhà stage", "Đêm nhạc", "Xưởng Mây", "0912 345 678", "Có nhạc"))
    answer = client.submit("/desk/today", to=f"/desk/bookings/{tonight}/check-in?from=today&day=2026-12-07")  # type: ignore[attr-defined]
    assert answer.headers["Location"].endswith(f"#b-{tonight}")
    assert "Đã đến" in client.get("/desk/venues/stage/sheet").text
    assert "Không địa điểm nào có lịch" in client.get("/desk/today?day=2026-12-09").text


def test_a_sheet_costs_the_same_for_one_and_for_three(town: Town, tonight: str) -> None:
    client = town.cast.client("tuan")

    def cost() -> int:
        with counted(town.app) as made:
            assert client.get("/desk/today").status_code == 200
        return len(made)

    client.get("/desk/today")
    one = cost()
    for name in ("hall", "garden"):
        town.do(lambda name=name: make.venue(name))
        town.book("hoa", name, when=make.span("19:00", "21:00"))
    assert client.get("/desk/today").text.count("Đêm nhạc</a>") == 3
    assert cost() == one


def test_a_public_end_that_is_cut_is_what_calendars_say(
    town: Town, tonight: str, noon: time_machine.Traveller
) -> None:
    client, anybody = town.cast.client("tuan"), town.app.test_client()
    client.submit(f"/desk/bookings/{tonight}/day", to=f"/desk/bookings/{tonight}/check-in")  # type: ignore[attr-defined]
    noon.move_to(make.span("20:00", "21:00").start)
    client = town.cast.client("tuan")
    answer = client.submit(f"/desk/bookings/{tonight}/day", {}, to=f"/desk/bookings/{tonight}/leave")  # type: ignore[attr-defined]
    assert answer.status_code == 302
    page = anybody.get(f"/events/{tonight}").text
    assert "19:00–20:00" in page
    assert "Trả chỗ" not in page


def test_a_note_that_is_missing_keeps_the_page(town: Town, tonight: str, noon: time_machine.Traveller) -> None:
    noon.move_to(make.span("19:30", "21:00").start)
    client = town.cast.client("tuan")
    page = f"/desk/bookings/{tonight}/day"
    answer = client.submit(page, {"noshow-note": ""}, to=f"/desk/bookings/{tonight}/no-show")  # type: ignore[attr-defined]
    assert answer.status_code == 422
    assert "đã gọi ai" in answer.text
    answer = client.submit(page, {"noshow-note": "Gọi ba lần"}, to=f"/desk/bookings/{tonight}/no-show")  # type: ignore[attr-defined]
    assert answer.status_code == 302
    host = town.cast.client("lan")
    assert "Gọi ba lần" in host.get(f"/bookings/{tonight}").text
    sent = host.submit(f"/bookings/{tonight}/no-show", {"text": "Chúng tôi kẹt mưa"})  # type: ignore[attr-defined]
    assert sent.status_code == 302
    assert "Chúng tôi kẹt mưa" in client.get(page).text
    assert town.cast.client("hoa").get(f"/bookings/{tonight}/no-show").status_code == 404


def test_a_hand_over_with_photos_is_one_form(town: Town, tonight: str) -> None:
    client, here = town.cast.client("tuan"), f"/desk/bookings/{tonight}/handover/given"
    lines = re.findall(r'name="found_([\w-]+)" type="radio" value="yes"', client.get(here).text)
    assert len(lines) >= 3
    typed = {f"found_{lines[0]}": "yes", f"found_{lines[1]}": "no", f"note_{lines[0]}": "Sàn vừa lau"}
    bad = client.submit(here, typed)  # type: ignore[attr-defined]
    assert bad.status_code == 422
    assert "Sàn vừa lau" in bad.text
    assert "Bạn ghi rõ chỗ nào chưa ổn" in bad.text
    photos = {"photos": [(picture(), "a.jpg"), (picture("red"), "b.jpg")], "photo_note": "Góc đông"}
    good = client.submit(here, typed | photos | {f"note_{lines[1]}": "Kính nứt"})  # type: ignore[attr-defined]
    assert good.status_code == 302, good.text
    staff = client.get(f"/desk/bookings/{tonight}/day").text
    host = town.cast.client("lan").get(f"/bookings/{tonight}").text
    assert "Kính nứt" in staff
    assert "Kính nứt" in host
    assert "Trần Tuấn" in staff
    assert "Trần Tuấn" not in host
    photo = re.search(rf'href="(/bookings/{tonight}/photos/[\w-]+)"', host)
    assert photo
    assert town.cast.client("lan").get(photo[1]).mimetype == "image/webp"
    assert town.cast.client("hoa").get(photo[1]).status_code == 404
    assert town.app.test_client().get(photo[1]).status_code == 302
    not_a_picture = client.submit(here, {"photos": [(BytesIO(b"MZ"), "a.jpg")]})  # type: ignore[attr-defined]
    assert not_a_picture.status_code == 422
    removed = client.submit(f"/desk/bookings/{tonight}/day", {}, to=f"/desk{photo[1]}/remove")  # type: ignore[attr-defined]
    assert removed.status_code == 302
    assert client.get(f"/desk{photo[1]}").status_code == 404


def test_the_report_from_the_letter_to_the_figures(town: Town, tonight: str, noon: time_machine.Traveller) -> None:
    noon.move_to(make.span("21:30", "22:00").start)
    host, here = town.cast.client("lan"), f"/bookings/{tonight}/report"
    assert host.submit(here, {"people": "-1", "went": ""}).status_code == 422  # type: ignore[attr-defined]
    told = {"people": "42", "disadvantaged_people": "6", "went": "Vui", "trouble": "Hỏng micro"}
    assert host.submit(here, told).status_code == 302  # type: ignore[attr-defined]
    assert "Hỏng micro" in host.get(f"/bookings/{tonight}").text
    staff = town.cast.client("dung")
    figures = staff.get("/desk/uses").text
    assert "Xưởng Mây" in figures
    assert ">42<" in figures
    assert "Mọi lượt trong 30 ngày qua" in figures
    assert ">42<" in town.cast.client("ha").get("/desk/benefits/Q1").text
    assert "Hỏng micro" in staff.get(f"/desk/bookings/{tonight}/day").text
    assert "Hỏng micro" not in town.app.test_client().get(f"/events/{tonight}").text


def test_the_checklist_is_the_centres_to_word(town: Town) -> None:
    client = town.cast.client("tuan")
    added = client.submit("/desk/checklist", {"stage": "given", "venue": "all", "text_vi": "Đã đưa chìa khoá"})  # type: ignore[attr-defined]
    assert added.status_code == 302
    page = client.get("/desk/checklist").text
    line = re.findall(r'href="/desk/checklist/([\w-]+)">Đã đưa chìa khoá', page)[0]
    up = client.submit("/desk/checklist", {}, to=f"/desk/checklist/{line}/up")  # type: ignore[attr-defined]
    assert up.headers["Location"].endswith(f"#line-{line}")
    words = {"text_vi": "Đã đưa hai chìa", "text_en": "", "venue": "all", "active": ""}
    assert client.submit(f"/desk/checklist/{line}", words).status_code == 302  # type: ignore[attr-defined]
    page = client.get("/desk/checklist").text
    assert "Đã đưa hai chìa" in page
    assert client.submit("/desk/checklist", {"stage": "given", "venue": "all", "text_vi": ""}).status_code == 422  # type: ignore[attr-defined]
    assert town.cast.client("dung").get("/desk/checklist").status_code == 403
