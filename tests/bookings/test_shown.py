"""Who sees what: people their own, staff all, feeds what the public may know, and for how long."""

from datetime import timedelta

import time_machine
from flask import Flask
from flask_babel import force_locale

from app.bookings import queries, service
from app.bookings.messages import MESSAGES
from app.bookings.queries.shown import Wanted
from app.core import clock
from app.core.db import db, transact
from app.core.errors import DomainError
from app.core.text import Bilingual
from app.core.timespan import Timespan, day_span
from app.mail.delivery import compose
from app.mail.models import Mail
from app.venues.models import Policy
from app.web.errors import say
from tests.bookings import factories as make
from tests.bookings.conftest import House
from tests.bookings.test_closures import close
from tests.bookings.test_decide import booked, fetch

YEAR = Timespan(
    make.span("00:00", "01:00").start - timedelta(days=180), make.span("00:00", "01:00").start + timedelta(days=180)
)


def shown(venue: str | None = None) -> list[str]:
    venue_ids = [make.the_venue(venue).id] if venue else None
    rows = queries.public_standing(Wanted(YEAR, clock.today()), venue_ids)
    bookings = queries.bookings_as_they_are(row.id for row in rows)
    return [bookings[row.id].public_id for row in rows]


def test_feeds_show_what_is_confirmed_and_public(house: House) -> None:
    later, sooner = booked(house), booked(house, "b", when=make.span("09:00", "10:00"))
    booked(house, "c", Policy.HOLD), booked(house, "d", Policy.COMPETE)
    booked(house, "e", open_to_public=False)
    assert set(shown()) == {sooner, later}
    assert shown("a") == [later]
    assert [b.public_id for b in queries.upcoming_public(now=clock.now(), limit=1)] == [sooner]


def test_what_fell_through_stays_for_thirty_days(house: House, noon: time_machine.Traveller) -> None:
    cancelled, displaced = booked(house, "b"), booked(house)
    never_shown = booked(house, "c", Policy.HOLD)
    transact(lambda: service.cancel_booking(fetch(cancelled), actor=house.lan))
    transact(lambda: service.cancel_booking(fetch(never_shown), actor=house.lan))
    close(house)
    assert set(shown()) == {cancelled, displaced}
    assert [b.public_id for b in queries.upcoming_public(now=clock.now(), limit=9)] == []
    end = make.span("19:00", "21:00").end
    last_day = end.astimezone(clock.HOUSE_ZONE).date() + timedelta(days=30)
    midnight = day_span(last_day, clock.HOUSE_ZONE).end
    noon.move_to(midnight - timedelta(seconds=1))
    assert set(shown()) == {cancelled, displaced}
    noon.move_to(midnight)
    assert shown() == []


def test_everybody_sees_their_own(house: House) -> None:
    one = booked(house, policy=Policy.HOLD)
    centre = transact(lambda: make.book(house.tuan, None, make.venue("b", policy=Policy.HOLD)).public_id)
    sees = {
        who
        for who in ("lan", "minh", "hoa", "tuan", "dung", "ha", "mai")
        if queries.booking_for(house.cast.user(who), one)
    }
    assert sees == {"lan", "minh", "tuan", "dung", "ha"}
    assert queries.booking_for(house.lan, centre) is None
    assert queries.booking_for(None, one) is None
    assert [b.public_id for b in queries.mine(house.minh)] == [one]
    assert list(queries.mine(house.hoa)) == []
    assert [b.public_id for b in queries.inbox()] == [one, centre]
    assert queries.public_booking(one) is None


def test_every_letter_reads_well_in_both_languages(house: House) -> None:
    held, other = booked(house, policy=Policy.HOLD), booked(house, "b", Policy.HOLD)
    instant = booked(house, "c")
    transact(lambda: service.confirm_booking(fetch(held), actor=house.tuan))
    transact(lambda: service.decline_booking(fetch(other), actor=house.tuan, reason="Đang sửa mái"))
    transact(lambda: service.move_booking(fetch(held), actor=house.tuan, public=make.span("08:00", "09:00")))
    transact(lambda: service.cancel_booking(fetch(instant), actor=house.lan, reason="Ốm"))
    close(house, span=make.span("07:00", "22:00"))
    booked(house, "d", Policy.COMPETE)
    with time_machine.travel(make.span("19:00", "20:00").start, tick=False):
        transact(service.release_expired_holds)
    letters = db.session.query(Mail).order_by(Mail.id).all()
    assert {mail.template for mail in letters} == {
        f"booking_{what}"
        for what in ("received", "waiting", "confirmed", "declined", "moved", "cancelled", "displaced", "expired")
    }
    for mail in letters:
        for language in ("vi", "en"):
            mail.language = language
            letter = compose(mail)
            assert "Đêm nhạc" in letter.subject
            assert "/bookings/" in letter.body
            assert "{{" not in letter.body
            assert "\n\n\n" not in letter.body, letter.body
            assert "None" not in letter.body
    db.session.rollback()


def test_every_word_of_refusal_fits_its_values(app: Flask) -> None:
    numbers = (
        "days",
        "months",
        "capacity",
        "limit",
        "most",
        "used",
        "amount",
        "n",
        "year",
        "number",
        "free",
        "megabytes",
    )
    texts = ("hours", "who", "name", "last", "first", "events", "after", "month")
    moments = ("start", "end", "until", "earliest", "latest")
    evening = make.span("19:00", "21:00")
    values = dict.fromkeys(numbers, 3) | dict.fromkeys(texts, "chữ") | dict.fromkeys(moments, evening.start) | {
        "where": Bilingual("Khu a", "Area a"), "what": Bilingual("Sửa"), "day": make.MONDAY, "when": evening,
        "time": make.HOUR,
    }  # fmt: skip
    for language in ("vi", "en"):
        with app.test_request_context(headers={"Cookie": f"lang={language}"}), force_locale(language):
            for code in MESSAGES:
                assert "%(" not in say(DomainError(code, **values))
            taken = say(DomainError("booking.taken", **values))
            assert "19:00–21:00" in taken
            assert ("Khu a" if language == "vi" else "Area a") in taken
