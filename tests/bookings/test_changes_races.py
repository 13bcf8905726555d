"""A wish to change a booking and another write in the same moment: the floor goes to one of them, nobody loses what they
have, and nothing is held for a wish that is over."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from app.bookings import queries, service
from app.bookings.models import Booking, BookingChange, BookingStatus, ChangeStatus, Occupancy, OccupancyKind
from app.bookings.service.changes import facts_of_swapping
from app.core import clock
from app.core.db import db, transact
from app.core.timespan import Timespan
from app.mail.models import Mail
from app.spaces.models import Space
from app.venues.models import Policy
from tests.bookings import factories as make
from tests.bookings.contest import OVERLAPS
from tests.bookings.test_decide import fetch
from tests.bookings.test_duels import at_once
from tests.cast import Cast

pytestmark = [pytest.mark.real_time, pytest.mark.both_engines]
ROUNDS = 4


class Yard:
    """Two places of the Centre's policy "hold", a space of Lan's and one of Hoa's; every round has a day of its own."""

    def __init__(self, app: Flask, cast: Cast) -> None:
        self.app, self.cast = app, cast

        def plant() -> dict[str, int]:
            for slug in ("a", "b"):
                make.venue(slug, policy=Policy.HOLD)
            return {key: make.space(cast.user(key), key).id for key in ("lan", "hoa")}

        with app.app_context():
            self.spaces = transact(plant)

    def day(self, round_: int) -> Callable[[str, str], Timespan]:
        day = clock.today() + timedelta(days=50 + round_)
        return lambda start, end: make.span(start, end, day)

    def request(self, who: str, slug: str, when: Timespan) -> Booking:
        host = db.session.get_one(Space, self.spaces[who])
        return make.book(self.cast.user(who), host, make.the_venue(slug), when=when)

    def confirmed(self, who: str, slug: str, when: Timespan) -> str:
        def act() -> str:
            booking = self.request(who, slug, when)
            service.confirm_booking(booking, actor=self.cast.user("tuan"))
            return booking.public_id

        with self.app.app_context():
            return transact(act)

    def wish(self, who: str, one: str, when: Timespan, slug: str = "a") -> Callable[[], object]:
        return lambda: service.change_booking(
            fetch(one), actor=self.cast.user(who), public=when, venue_ids=[make.the_venue(slug).id]
        )

    def wished(self, who: str, one: str, when: Timespan, slug: str = "a") -> None:
        with self.app.app_context():
            transact(self.wish(who, one, when, slug))

    def grant(self, *ones: str, by: str = "tuan") -> Callable[[], object]:
        return lambda: service.grant_changes([_last(one) for one in ones], actor=self.cast.user(by))

    def look(self, one: str) -> tuple[str, Timespan, str, bool]:
        """State of the booking, its public phase, and of its wish the state and whether anything is held. Checks on
        the way what holds after any race."""
        with self.app.app_context():
            assert db.session.execute(OVERLAPS).scalar_one() == 0
            booking, change = fetch(one), _last(one)
            held = {row.booking_id for row in db.session.query(Occupancy).filter_by(kind=OccupancyKind.CHANGE)}
            wishes = {c.booking_id for c in db.session.query(BookingChange).filter_by(status="asked", held=True)}
            assert held == wishes
            return str(booking.status), booking.public, str(change.status), change.held

    def letters(self, template: str) -> int:
        with self.app.app_context():
            return db.session.query(Mail).filter_by(template=template).count()


def _last(one: str) -> BookingChange:
    found = queries.last_change(fetch(one).id)
    assert found is not None
    return found


@pytest.fixture
def yard(app: Flask, cast: Cast) -> Yard:
    return Yard(app, cast)


def test_granted_while_its_host_cancels(yard: Yard) -> None:
    for round_ in range(ROUNDS):
        at = yard.day(round_)
        one = yard.confirmed("lan", "a", at("09:00", "10:00"))
        yard.wished("lan", one, at("09:00", "11:00"))
        granted, cancelled = at_once(
            yard.app, yard.grant(one), lambda one=one: service.cancel_booking(fetch(one), actor=yard.cast.user("lan"))
        )
        assert cancelled == "ok"
        assert granted in ("ok", "change.is_withdrawn")
        status, _public, wish, held = yard.look(one)
        assert (status, wish, held) == ("cancelled", "granted" if granted == "ok" else "withdrawn", False)


def test_granted_while_its_host_withdraws(yard: Yard) -> None:
    for round_ in range(ROUNDS):
        at = yard.day(round_)
        one = yard.confirmed("lan", "a", at("09:00", "10:00"))
        yard.wished("lan", one, at("09:00", "11:00"))
        said = at_once(
            yard.app,
            yard.grant(one),
            lambda one=one: service.withdraw_change(_last(one), actor=yard.cast.user("lan")),
        )
        assert said in (["ok", "change.is_granted"], ["change.is_withdrawn", "ok"])
        expected = at("09:00", "11:00") if said[0] == "ok" else at("09:00", "10:00")
        assert yard.look(one)[:2] == ("confirmed", expected)


def test_granted_while_a_closure_takes_the_wished_floor(yard: Yard) -> None:
    """The closure stands either way: whoever has grown into it is displaced, whoever has not keeps the old slot."""
    for round_ in range(ROUNDS):
        at = yard.day(round_)
        one = yard.confirmed("lan", "a", at("09:00", "10:00"))
        yard.wished("lan", one, at("09:00", "11:00"))

        def close(at: Callable[[str, str], Timespan] = at) -> object:
            places = [make.the_venue("a").id]
            span = at("10:00", "12:00")
            return service.close_venues(actor=yard.cast.user("thu"), venue_ids=places, span=span, title_vi="Bão")

        granted, closed = at_once(yard.app, yard.grant(one), close)
        assert closed == "ok"
        assert granted in ("ok", "booking.closed")
        status, public, wish, held = yard.look(one)
        if granted == "ok":
            assert (status, wish) == ("displaced", "granted")
        else:
            assert (status, public, wish, held) == ("confirmed", at("09:00", "10:00"), "asked", False)


def test_two_wish_for_the_same_free_floor(yard: Yard) -> None:
    for round_ in range(ROUNDS):
        at = yard.day(round_)
        one = yard.confirmed("lan", "a", at("09:00", "10:00"))
        other = yard.confirmed("hoa", "a", at("11:00", "12:00"))
        said = at_once(
            yard.app,
            yard.wish("lan", one, at("09:00", "11:00")),
            yard.wish("hoa", other, at("10:00", "12:00")),
        )
        assert said == ["ok", "ok"]
        assert sorted([yard.look(one)[3], yard.look(other)[3]]) == [False, True], "it is held once"


def test_one_wishes_for_what_another_requests(yard: Yard) -> None:
    for round_ in range(ROUNDS):
        at = yard.day(round_)
        one = yard.confirmed("lan", "a", at("09:00", "10:00"))
        wished, asked = at_once(
            yard.app,
            yard.wish("lan", one, at("09:00", "11:00")),
            lambda at=at: yard.request("hoa", "a", at("10:00", "11:00")),
        )
        assert wished == "ok"
        assert asked in ("ok", "booking.taken")
        assert yard.look(one)[2:] == ("asked", asked != "ok"), "whoever was first has it"


@pytest.mark.parametrize("way", ["both twice", "both and one alone", "both and a swap by hand"])
def test_two_of_the_centre_let_two_hosts_change_places(yard: Yard, way: str) -> None:
    for round_ in range(ROUNDS):
        at = yard.day(round_)
        slot = at("09:00", "10:00")
        one, other = yard.confirmed("lan", "a", slot), yard.confirmed("hoa", "b", slot)
        yard.wished("lan", one, slot, "b")
        yard.wished("hoa", other, slot, "a")
        before = yard.letters("change_granted") + yard.letters("booking_moved")
        with yard.app.app_context():
            seen = facts_of_swapping(fetch(one), fetch(other), now=clock.now())
        rival = {
            "both twice": yard.grant(other, one, by="thu"),
            "both and one alone": yard.grant(other, by="thu"),
            "both and a swap by hand": lambda one=one, other=other, seen=seen: service.swap_bookings(
                fetch(one), fetch(other), actor=yard.cast.user("thu"), fingerprint=seen
            ),
        }[way]
        said = at_once(yard.app, yard.grant(one, other), rival)
        assert said.count("ok") == 1, said
        assert set(said) <= {"ok", "change.is_granted", "booking.taken", "booking.facts_changed"}
        assert yard.look(one)[2:] == yard.look(other)[2:] == (ChangeStatus.GRANTED, False)
        with yard.app.app_context():
            assert [fetch(public_id).venues[0].slug for public_id in (one, other)] == ["b", "a"]
            assert {fetch(public_id).status for public_id in (one, other)} == {BookingStatus.CONFIRMED}
        assert yard.letters("change_granted") + yard.letters("booking_moved") == before + 2
