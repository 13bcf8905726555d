"""Two people, or one and the clock, want opposite things of one booking in the same moment: one comes first, the other
hears of it, and rows, letters and the line of those who wait agree with whoever won."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from app.bookings import service
from app.bookings.models import Booking, BookingStatus
from app.core import clock
from app.core.db import db, transact
from app.core.errors import DomainError
from app.core.ids import new_public_id
from app.core.timespan import Timespan
from app.mail.models import Mail
from app.spaces.models import Space
from app.venues.models import Policy
from tests.bookings import factories as make
from tests.bookings.contest import OVERLAPS
from tests.bookings.test_decide import fetch
from tests.cast import Cast

pytestmark = [pytest.mark.real_time, pytest.mark.both_engines]
ROUNDS = 5


def at_once(app: Flask, *acts: Callable[[], object]) -> list[str]:
    """What each was told: "ok", or why not."""
    said = [""] * len(acts)
    together = threading.Barrier(len(acts))

    def attempt(place: int) -> None:
        with app.app_context():
            together.wait(60)
            try:
                transact(acts[place])
                said[place] = "ok"
            except DomainError as error:
                said[place] = error.code

    threads = [threading.Thread(target=attempt, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return said


def _venue(app: Flask, policy: Policy) -> None:
    with app.app_context():
        transact(lambda: make.venue("a", policy=policy).id)


def _when(round_: int) -> Timespan:
    return make.span("09:00", "10:00", clock.today() + timedelta(days=50 + round_))


def _booked(app: Flask, cast: Cast, round_: int) -> str:
    with app.app_context():
        return transact(lambda: make.book(cast.user("tuan"), None, make.the_venue("a"), when=_when(round_)).public_id)


def _state(app: Flask, public_id: str) -> str:
    with app.app_context():
        assert db.session.execute(OVERLAPS).scalar_one() == 0
        return str(fetch(public_id).status)


def _letters(app: Flask, template: str) -> int:
    with app.app_context():
        return db.session.query(Mail).filter_by(template=template).count()


def test_two_approve_one_booking(app: Flask, cast: Cast) -> None:
    _venue(app, Policy.HOLD)
    for round_ in range(ROUNDS):
        one = _booked(app, cast, round_)
        before = _letters(app, "booking_confirmed")
        said = at_once(
            app,
            lambda one=one: service.confirm_booking(fetch(one), actor=cast.user("tuan")),  # type: ignore[misc]
            lambda one=one: service.confirm_booking(fetch(one), actor=cast.user("thu")),  # type: ignore[misc]
        )
        assert sorted(said) == ["booking.is_confirmed", "ok"]
        assert _state(app, one) == "confirmed"
        assert _letters(app, "booking_confirmed") == before + 1, "one letter, not two"


def test_rivals_are_approved_by_two_people(app: Flask, cast: Cast) -> None:
    _venue(app, Policy.COMPETE)
    for round_ in range(ROUNDS):
        one, other = _booked(app, cast, round_), _booked(app, cast, round_)
        said = at_once(
            app,
            lambda one=one: service.confirm_booking(fetch(one), actor=cast.user("tuan")),  # type: ignore[misc]
            lambda other=other: service.confirm_booking(fetch(other), actor=cast.user("thu")),  # type: ignore[misc]
        )
        assert sorted(said) == ["booking.taken", "ok"]
        assert sorted([_state(app, one), _state(app, other)]) == ["confirmed", "requested"]


def test_a_closure_comes_with_the_approval(app: Flask, cast: Cast) -> None:
    """Whoever is first: the venue is shut, and the booking is displaced, not left standing in it."""
    _venue(app, Policy.HOLD)
    for round_ in range(ROUNDS):
        one = _booked(app, cast, round_)

        def close(round_: int = round_) -> object:
            places = [make.the_venue("a").id]
            return service.close_venues(
                actor=cast.user("thu"), venue_ids=places, span=_when(round_), title_vi="Sửa điện"
            )

        confirmed, closed = at_once(
            app,
            lambda one=one: service.confirm_booking(fetch(one), actor=cast.user("tuan")),  # type: ignore[misc]
            close,
        )
        assert closed == "ok"
        assert confirmed in ("ok", "booking.is_displaced")
        assert _state(app, one) == "displaced"


@pytest.mark.parametrize("left", [0, 10, 20, 40, 80, 60_000])
def test_an_offer_is_accepted_as_it_runs_out(app: Flask, cast: Cast, left: int) -> None:
    """With so many milliseconds left: either it is theirs, or it is the next one's. Never both, never neither's."""
    _venue(app, Policy.INSTANT)
    with app.app_context():
        hosts = transact(lambda: [make.space(cast.user(key), key).id for key in ("hoa", "lan")])
    first = _booked(app, cast, 0)

    def wait(number: int) -> str:
        asked = make.request(db.session.get_one(Space, hosts[number]), make.the_venue("a"), when=_when(0))
        actor = cast.user("hoa" if number == 0 else "lan")
        return service.join_waiting_list(asked, actor=actor, key=new_public_id()).public_id

    def free() -> None:
        service.cancel_booking(fetch(first), actor=cast.user("tuan"))
        fetch(offered).hold_expires_at = clock.now() + timedelta(milliseconds=left)

    with app.app_context():
        offered, following = transact(lambda: wait(0)), transact(lambda: wait(1))
        transact(free)
    accepted, _released = at_once(
        app,
        lambda: service.accept_offer(fetch(offered), actor=cast.user("hoa")),
        service.release_expired_holds,
    )
    with app.app_context():
        transact(service.release_expired_holds)
    states = _state(app, offered), _state(app, following)
    if accepted == "ok":
        assert left > 0
        assert states == (BookingStatus.CONFIRMED, BookingStatus.WAITLISTED)
    else:
        assert left < 60_000
        assert accepted == "booking.offer_over"
        assert states == (BookingStatus.EXPIRED, BookingStatus.OFFERED)
    with app.app_context():
        assert db.session.query(Booking).filter(Booking.status.in_(("offered", "confirmed"))).count() == 1
