"""A closure and another write at the same instant: nothing overlaps, and nobody loses a place without a letter."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from app.bookings import service
from app.bookings.models import Booking, BookingStatus, Closure
from app.core import clock
from app.core.db import db, transact
from app.core.errors import DomainError
from app.core.timespan import Timespan
from app.mail.models import Mail
from app.spaces.models import Space
from app.venues.models import Policy
from tests.bookings import factories as make
from tests.bookings.test_decide import fetch
from tests.bookings.test_race import _double_bookings, _prepare
from tests.cast import Cast

pytestmark = [pytest.mark.real_time, pytest.mark.both_engines]
ROUNDS = 4
# The other came first, or after: it finds its booking displaced, or, having read it before, the floor shut.
DISPLACED_OR_SHUT = (["ok", "ok"], ["ok", "booking.is_displaced"], ["ok", "booking.closed"])


@pytest.fixture
def space_id(app: Flask, cast: Cast) -> int:
    with app.app_context():
        space_id, _venue_id = transact(lambda: _prepare(cast))
        transact(lambda: make.venue("b", policy=Policy.HOLD).id)
    return space_id


def _when(number: int) -> Timespan:
    return make.span("09:00", "11:00", clock.today() + timedelta(days=50 + number))


def _book(cast: Cast, space_id: int, slug: str, when: Timespan) -> str:
    return make.book(cast.user("lan"), db.session.get_one(Space, space_id), make.the_venue(slug), when=when).public_id


def _close(cast: Cast, slug: str, when: Timespan) -> str:
    venue_ids = [make.the_venue(slug).id]
    return service.close_venues(actor=cast.user("tuan"), venue_ids=venue_ids, span=when, title_vi="Bão").public_id


def _at_once(app: Flask, *acts: Callable[[], Any]) -> list[str]:
    """What each came to: "ok", or the code of its refusal."""
    said = [""] * len(acts)
    together = threading.Barrier(len(acts))

    def attempt(number: int) -> None:
        together.wait()
        with app.app_context():
            try:
                transact(acts[number])
                said[number] = "ok"
            except DomainError as error:
                said[number] = error.code

    threads = [threading.Thread(target=attempt, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return said


def _check_told(app: Flask) -> None:
    """The closure stands, whoever was there is displaced and has one letter that says so."""
    assert _double_bookings(app) == 0
    with app.app_context():
        lost = db.session.query(Booking).filter_by(status=BookingStatus.DISPLACED).all()
        told = [m.values["public_id"] for m in db.session.query(Mail).filter_by(template="booking_displaced")]
        assert sorted(told) == sorted(b.public_id for b in lost)


def test_close_against_approve(app: Flask, cast: Cast, space_id: int) -> None:
    for number in range(ROUNDS):
        when = _when(number)
        with app.app_context():
            one = transact(lambda when=when: _book(cast, space_id, "b", when))
        said = _at_once(
            app,
            lambda when=when: _close(cast, "b", when),
            lambda one=one: service.confirm_booking(fetch(one), actor=cast.user("thu")),
        )
        assert said in DISPLACED_OR_SHUT
        with app.app_context():
            assert fetch(one).status == BookingStatus.DISPLACED
        _check_told(app)


def test_close_against_request(app: Flask, cast: Cast, space_id: int) -> None:
    for number in range(ROUNDS):
        when = _when(number)
        said = _at_once(
            app, lambda when=when: _close(cast, "a", when), lambda when=when: _book(cast, space_id, "a", when)
        )
        assert said in (["ok", "ok"], ["ok", "booking.closed"])
        with app.app_context():
            made = db.session.query(Booking).filter_by(starts_at=when.start).all()
            assert [b.status for b in made] == [BookingStatus.DISPLACED] * (said[1] == "ok")
        _check_told(app)


def test_close_against_accepting_an_offer(app: Flask, cast: Cast, space_id: int) -> None:
    for number in range(ROUNDS):
        when = _when(number)

        def offer(when: Timespan = when) -> str:
            place = make.the_venue("a")
            first = make.book(cast.user("tuan"), None, place, when=when)
            waits = service.join_waiting_list(
                make.request(db.session.get_one(Space, space_id), place, when=when),
                actor=cast.user("lan"),
                key=f"waits-{when.start:%d}",
            )
            service.cancel_booking(first, actor=cast.user("tuan"))
            return waits.public_id

        with app.app_context():
            one = transact(offer)
            assert fetch(one).status == BookingStatus.OFFERED
        said = _at_once(
            app,
            lambda when=when: _close(cast, "a", when),
            lambda one=one: service.accept_offer(fetch(one), actor=cast.user("lan")),
        )
        assert said in DISPLACED_OR_SHUT
        with app.app_context():
            assert fetch(one).status == BookingStatus.DISPLACED
        _check_told(app)


def test_two_closures_at_once_make_one(app: Flask, cast: Cast, space_id: int) -> None:
    when = _when(0)
    with app.app_context():
        transact(lambda: _book(cast, space_id, "a", when))
    said = _at_once(app, lambda: _close(cast, "a", when), lambda: _close(cast, "a", when))
    assert sorted(said) == ["booking.closed", "ok"]
    with app.app_context():
        assert db.session.query(Closure).count() == 1
    _check_told(app)
