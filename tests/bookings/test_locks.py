"""Whoever waits for floor gets the right one, and nobody waits for somebody who waits for them. Only PostgreSQL has more
than one writer; what SQLite does is asked of it all the same."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine, text

from app.bookings import conflicts, service
from app.bookings.models import Booking, BookingStatus
from app.bookings.service import floor
from app.bookings.service.outside import OutsideCalendar, compare, take_over
from app.core import clock
from app.core.db import db, transact
from app.core.ical_reading import OutsideEvent
from app.core.timespan import Timespan
from app.venues.models import Policy
from tests.bookings import factories as make
from tests.bookings.test_decide import fetch
from tests.cast import Cast
from tests.machine import wait_for

pytestmark = [pytest.mark.real_time, pytest.mark.both_engines]
WAITS = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")


def _when() -> Timespan:
    return make.span("09:00", "10:00", clock.today() + timedelta(days=50))


class Meanwhile:
    """Somebody else's write, in a thread with a connection of its own. Counts how often it began."""

    def __init__(self, app: Flask, act: Callable[[], object]) -> None:
        self.tries = 0
        self._app, self._act = app, act
        self._pool = ThreadPoolExecutor(1)
        self._done: Future[Any] | None = None

    def start_and_wait_for_floor(self) -> None:
        self._done = self._pool.submit(self._run)
        if not db.is_sqlite:
            watching = create_engine(self._app.config["SETTINGS"].database_url, isolation_level="AUTOCOMMIT")
            with watching.connect() as connection:
                wait_for(lambda: connection.execute(WAITS).scalar_one(), 60)
            watching.dispose()

    def end(self) -> None:
        assert self._done is not None
        self._done.result(60)
        self._pool.shutdown()

    def _run(self) -> None:
        def counted() -> None:
            self.tries += 1
            self._act()

        with self._app.app_context():
            transact(counted)


def test_a_decision_takes_the_floor_where_the_booking_is_by_then(app: Flask, cast: Cast) -> None:
    with app.app_context():
        transact(lambda: make.venue("a", policy=Policy.HOLD).id and make.venue("b", policy=Policy.HOLD).id)
        one = transact(lambda: make.book(cast.user("tuan"), None, make.the_venue("a"), when=_when()).public_id)
        other = Meanwhile(app, lambda: service.confirm_booking(fetch(one), actor=cast.user("tuan")))

        def move() -> None:
            there = [make.the_venue("b").id]
            service.move_booking(fetch(one), actor=cast.user("thu"), public=_when(), venue_ids=there)
            other.start_and_wait_for_floor()

        transact(move)
        other.end()
        booking = fetch(one)
        assert booking.status == BookingStatus.CONFIRMED
        assert [venue.slug for venue in booking.venues] == ["b"]
    assert other.tries == (1 if app.extensions["database"].dialect.name == "sqlite" else 2)


def test_a_calendar_taken_over_waits_in_the_order_of_all_others(app: Flask, cast: Cast) -> None:
    """It shuts the later of two areas, on which a booking stands that has the earlier one, too."""
    with app.app_context():
        transact(lambda: make.venue("early").id and make.venue("late").id)
        transact(
            lambda: (
                make.book(
                    cast.user("tuan"), None, make.the_venue("early"), make.the_venue("late"), when=_when()
                ).public_id
            )
        )
        early, late = (conflicts.areas_of([make.the_venue(slug)]) for slug in ("early", "late"))
        event = OutsideEvent(uid="1@bao-tang", title="Trưng bày", span=_when())
        calendar = OutsideCalendar("Bảo tàng", (make.the_venue("late").id,), soft=False, events=(event,))
        chosen = [line.key for line in compare(calendar, now=clock.now())]
        other = Meanwhile(app, lambda: take_over(calendar, chosen, actor=cast.user("tuan")))

        def hold_both() -> None:
            floor.lock_areas(early)
            other.start_and_wait_for_floor()
            floor.lock_areas(late)

        transact(hold_both)
        other.end()
        assert db.session.query(Booking).one().status == BookingStatus.DISPLACED
    assert other.tries == 1
