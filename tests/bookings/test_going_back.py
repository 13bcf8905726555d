"""Back to the schema before waiting lists, seasons and notices, on a database that is full of them: what the older one
has no word for is let go of, everything else stays, and nobody's floor is blocked for nothing."""

from datetime import date, time
from typing import Any

from flask import Flask
from sqlalchemy import text

from app.bookings import service
from app.bookings.models import BookingChange, BookingStatus, ChangeStatus, Occupancy, OccupancyKind
from app.core import clock, schema
from app.core.db import db, transact
from app.core.ids import new_public_id
from app.venues.models import BookableHours, HoursException, Season
from migrations import guards
from tests.bookings import factories as make
from tests.bookings.conftest import House
from tests.bookings.test_decide import fetch

BEFORE_ALL_THAT = "5b21"
DAY = date(2026, 12, 8)


def _rows(statement: str) -> list[Any]:
    with db.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(statement))]


def _fill(house: House) -> dict[str, str]:
    """One that stands, with an open wish to go elsewhere; one offered; one that waits; a season, a notice, a day."""

    def act() -> dict[str, str]:
        place = make.venue("a")
        wait = {"actor": house.hoa, "key": new_public_id()}
        stands = make.book(house.tuan, None, place, when=make.span("09:00", "10:00"))
        waits = service.join_waiting_list(
            make.request(house.space("hoa"), place, when=make.span("09:00", "10:00")), **wait
        )
        given_up = make.book(house.tuan, None, place, when=make.span("12:00", "13:00"))
        offered = service.join_waiting_list(
            make.request(house.space("hoa"), place, when=make.span("12:00", "13:00")), **wait | {"key": "other"}
        )
        service.cancel_booking(given_up, actor=house.tuan)
        service.close_venues(
            actor=house.thu, venue_ids=[place.id], span=make.span("15:00", "16:00"), title_vi="Tập kèn", soft=True
        )
        service.close_venues(
            actor=house.thu, venue_ids=[place.id], span=make.span("17:00", "18:00"), title_vi="Sửa điện"
        )
        season = Season(venue_id=place.id, name_vi="Mùa hè", first_day=501, last_day=831)
        db.session.add(season)
        db.session.flush()
        db.session.add(
            BookableHours(venue_id=place.id, season_id=season.id, weekday=0, opens=time(7), closes=time(9))
        )
        for opens, closes in ((8, 11), (14, 17)):
            db.session.add(HoursException(venue_id=place.id, day=DAY, opens=time(opens), closes=time(closes)))
        there = make.span("19:00", "20:00")
        db.session.add(
            BookingChange(
                public_id=new_public_id(), booking_id=stands.id, status=ChangeStatus.ASKED, held=True, starts_at=there.start,
                ends_at=there.end, public_starts_at=there.start, public_ends_at=there.end, asked_by=house.tuan.id,
                asked_at=clock.now(), venues=[place],
            )
        )  # fmt: skip
        db.session.add(
            Occupancy(
                area_id=place.areas[0].id, starts_at=there.start, ends_at=there.end, blocking=True,
                kind=OccupancyKind.CHANGE, booking_id=stands.id,
            )
        )  # fmt: skip
        return {"stands": stands.public_id, "waits": waits.public_id, "offered": offered.public_id}

    ids = transact(act)
    assert [fetch(ids[one]).status for one in ids] == ["confirmed", "waitlisted", "offered"]
    db.session.close()
    return ids


def test_going_back_from_a_full_house_and_forth_again(house: House, ctx: Flask) -> None:
    ids = _fill(house)
    schema.downgrade(db.engine, BEFORE_ALL_THAT)
    states = dict(_rows("SELECT public_id, status FROM bookings"))
    assert [states[ids[one]] for one in ids] == ["confirmed", "expired", "expired"]
    blocking = "SELECT b.public_id FROM occupancies o JOIN bookings b ON b.id = o.booking_id WHERE o.blocking"
    assert _rows(blocking) == [(ids["stands"],)]
    assert _rows("SELECT title_vi FROM closures") == [("Sửa điện",)]
    assert len(_rows("SELECT id FROM occupancies WHERE closure_id IS NOT NULL")) == 1
    assert len(_rows(f"SELECT id FROM hours_exceptions WHERE day = '{DAY}'")) == 1
    hours = "SELECT weekday FROM bookable_hours h JOIN venues v ON v.id = h.venue_id WHERE v.slug = 'a' ORDER BY 1"
    assert _rows(hours) == [(day,) for day in range(7)]
    schema.upgrade(db.engine)
    with db.engine.connect() as connection:
        assert guards.installed(connection) == {guard.name for guard in guards.guards(db.engine.dialect.name)}
    transact(lambda: make.book(house.tuan, None, make.the_venue("a"), when=make.span("12:00", "13:00")))
    assert fetch(ids["stands"]).status == BookingStatus.CONFIRMED
