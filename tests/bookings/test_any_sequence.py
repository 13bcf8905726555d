"""Whatever people do in whatever order: no floor is blocked twice, and SEQUENCE never falls."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

import pytest
import time_machine
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import text

from app.bookings import queries, rules, service
from app.bookings.models import Booking, BookingStatus, Occupancy
from app.bookings.service import settling
from app.core import clock
from app.core.db import db, transact
from app.core.errors import DomainError
from app.core.ids import new_public_id
from app.core.timespan import Timespan
from app.venues.models import Policy
from app.venues.queries import venues_by_id
from tests.bookings import factories as make
from tests.bookings.conftest import NOON
from tests.cast import Cast

EIGHT = make.span("08:00", "09:00", make.date(2027, 1, 18)).start
slots = st.tuples(st.integers(0, 4), st.integers(1, 2)).map(
    lambda s: Timespan(
        EIGHT + timedelta(hours=s[0]),
        EIGHT + timedelta(hours=s[0] + s[1]),
    )
)
venue_sets = st.sets(st.integers(0, 3), min_size=1, max_size=2)
nth = st.integers(0, 5)


@dataclass
class World:
    app: Flask
    venues: list[int]


class Bookings(RuleBasedStateMachine):
    world: World

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.clock = self.stack.enter_context(time_machine.travel(NOON, tick=False))
        self.stack.enter_context(self.world.app.app_context())
        transact(_empty)
        self.cast = Cast(self.world.app)
        self.seen: dict[str, int] = {}

    def teardown(self) -> None:
        self.stack.close()

    def attempt(self, work: Callable[[], object]) -> None:
        """A refusal is an answer; anything else is a fault."""
        with suppress(DomainError):
            transact(work)

    def pick(self, n: int) -> Booking:
        bookings = db.session.query(Booking).order_by(Booking.id).all()
        if not bookings:
            raise DomainError("nothing yet")
        return bookings[n % len(bookings)]

    @initialize(where=venue_sets, when=slots)
    def begin(self, where: set[int], when: Timespan) -> None:
        self.attempt(lambda: self.ask(where, when))

    @rule(where=venue_sets, when=slots)
    def request_plainly(self, where: set[int], when: Timespan) -> None:
        self.attempt(lambda: self.ask(where, when))

    def ask(self, where: set[int], when: Timespan, **phases: timedelta) -> None:
        venues = venues_by_id(self.world.venues[n] for n in where)
        make.book(self.cast.user("tuan"), None, *venues, when=when, **phases)

    @rule(where=venue_sets, when=slots, phase=st.integers(0, 2))
    def request(self, where: set[int], when: Timespan, phase: int) -> None:
        hour = timedelta(hours=1)
        self.attempt(lambda: self.ask(where, when, setup=hour * phase, strike=hour * (2 - phase)))

    @rule(n=nth)
    def confirm(self, n: int) -> None:
        self.attempt(lambda: service.confirm_booking(self.pick(n), actor=self.cast.user("tuan"), soft_note="x"))

    @rule(n=nth)
    def decline(self, n: int) -> None:
        self.attempt(lambda: service.decline_booking(self.pick(n), actor=self.cast.user("tuan"), reason="x"))

    @rule(n=nth)
    def cancel(self, n: int) -> None:
        self.attempt(lambda: service.cancel_booking(self.pick(n), actor=self.cast.user("tuan"), reason="x"))

    @rule(n=nth, where=venue_sets, when=slots)
    def move(self, n: int, where: set[int], when: Timespan) -> None:
        ids = [self.world.venues[i] for i in where]
        self.attempt(
            lambda: service.move_booking(
                self.pick(n), actor=self.cast.user("tuan"), public=when, venue_ids=ids, soft_note="x"
            )
        )

    @rule(n=nth, m=nth)
    def swap(self, n: int, m: int) -> None:
        self.attempt(
            lambda: service.swap_bookings(self.pick(n), self.pick(m), actor=self.cast.user("tuan"), soft_note="x")
        )

    @rule(where=st.integers(0, 3), when=slots)
    def close(self, where: int, when: Timespan) -> None:
        ids = [self.world.venues[where]]
        self.attempt(
            lambda: service.close_venues(actor=self.cast.user("thu"), venue_ids=ids, span=when, title_vi="Sửa")
        )

    @rule()
    def lift(self) -> None:
        def act() -> None:
            for closure in queries.standing_closures(clock.now()):
                service.lift_closure(closure, actor=self.cast.user("thu"))

        self.attempt(act)

    @rule(where=venue_sets, when=slots)
    def wait_in_line(self, where: set[int], when: Timespan) -> None:
        def act() -> None:
            asked = make.request(None, *venues_by_id(self.world.venues[n] for n in where), when=when)
            service.join_waiting_list(asked, actor=self.cast.user("tuan"), key=new_public_id())

        self.attempt(act)

    @rule(n=nth, m=nth)
    def confirm_and_make_good(self, n: int, m: int) -> None:
        def act() -> None:
            booking = self.pick(n)
            rivals = [rival.public_id for rival in queries.competing_with(booking)]
            service.confirm_booking(
                booking, actor=self.cast.user("tuan"), soft_note="x", waits=rivals[m % 2 :], instead=rivals[: m + 1]
            )

        self.attempt(act)

    @rule(n=nth, when=slots)
    def counter(self, n: int, when: Timespan) -> None:
        self.attempt(
            lambda: service.counter_offer(self.pick(n), actor=self.cast.user("tuan"), public=when, soft_note="x")
        )

    @rule(n=nth)
    def accept(self, n: int) -> None:
        self.attempt(lambda: service.accept_offer(self.pick(n), actor=self.cast.user("tuan")))

    @rule(n=nth, wait_on=st.booleans())
    def turn_down(self, n: int, wait_on: bool) -> None:
        self.attempt(lambda: service.turn_down_offer(self.pick(n), actor=self.cast.user("tuan"), wait_on=wait_on))

    @rule(n=nth)
    def leave(self, n: int) -> None:
        self.attempt(lambda: service.leave_waiting_list(self.pick(n), actor=self.cast.user("tuan"), reason="x"))

    @rule()
    def look_at_the_list(self) -> None:
        """Afterwards nobody waits for floor that is free, but who said no to it."""
        transact(service.release_expired_holds)
        transact(service.offer_waiting)
        db.session.rollback()
        now = clock.now()
        for booking in queries.waiting_list(now=now):
            assert booking.passed_at is not None or not settling.may_be_offered(booking, now=now)

    @rule(hours=st.integers(1, 40))
    def wait(self, hours: int) -> None:
        self.clock.shift(timedelta(hours=hours))

    @rule()
    def expire(self) -> None:
        transact(service.release_expired_holds)

    @invariant()
    def no_floor_is_blocked_twice_and_rows_agree_with_states(self) -> None:
        db.session.rollback()
        rows = db.session.query(Occupancy).order_by(Occupancy.area_id, Occupancy.starts_at).all()
        for one, other in pairwise(row for row in rows if row.blocking):
            assert one.area_id != other.area_id or one.ends_at <= other.starts_at
        for row in rows:
            if row.closure is not None:
                assert row.blocking == (row.closure.lifted_at is None)
                continue
            assert row.booking is not None
            assert row.blocking == (row.booking.status in rules.BLOCKING)
            assert (row.starts_at, row.ends_at) == (row.booking.starts_at, row.booking.ends_at)
            assert row.area in {area for venue in row.booking.venues for area in venue.areas}

    @invariant()
    def what_is_offered_is_held_until_a_moment_and_what_waits_has_a_place(self) -> None:
        for booking in db.session.query(Booking).order_by(Booking.id):
            if booking.status == BookingStatus.OFFERED:
                assert booking.hold_expires_at is not None
                assert booking.hold_expires_at <= booking.starts_at
            assert booking.status != BookingStatus.WAITLISTED or booking.waiting_since is not None

    @invariant()
    def sequence_never_falls(self) -> None:
        for booking in db.session.query(Booking).order_by(Booking.id):
            assert booking.sequence >= self.seen.get(booking.uuid, 0)
            self.seen[booking.uuid] = booking.sequence


def _empty() -> None:
    for table in (
        "occupancies",
        "booking_venues",
        "booking_departures",
        "closure_reaches",
        "closure_venues",
        "bookings",
        "closures",
        "mails",
        "audit_payloads",
    ):
        db.session.execute(text(f"DELETE FROM {table}"))


@pytest.fixture
def world(app: Flask) -> Iterator[World]:
    """A garden, its two halves, and a stage that disturbs one of them; one of each policy."""

    def plant() -> list[int]:
        east, west, stage = make.area("east"), make.area("west"), make.area("stage")
        make.edge(stage, east)
        return [
            make.venue("garden", east, west, policy=Policy.HOLD).id,
            make.venue("east", east, policy=Policy.INSTANT).id,
            make.venue("west", west, policy=Policy.COMPETE).id,
            make.venue("stage", stage, policy=Policy.INSTANT).id,
        ]

    with app.app_context():
        yield World(app, transact(plant))


def test_any_sequence_of_acts(world: World) -> None:
    machine = type("Machine", (Bookings,), {"world": world})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=20,
            stateful_step_count=30,
            phases=(Phase.generate,),  # a failing walk can be read as it is; making it shorter takes minutes
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
