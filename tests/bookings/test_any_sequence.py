"""Whatever people do in whatever order (WALKS=70 for more than two thousand acts; twice as much in a full run): no floor is blocked twice, what is in
the way is what a sweep over all bookings and closures finds, states go only where the table lets them, whoever waits
longest is asked first, and SEQUENCE never falls."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
import time_machine
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import event, text

from app.bookings import conflicts, queries, rules, service
from app.bookings.models import Booking, BookingChange, BookingStatus, ChangeStatus, Closure, Occupancy, OccupancyKind
from app.bookings.rules import ClosureWish, Fate, Outcome
from app.bookings.service import settling, wishing
from app.core import clock
from app.core.db import db, transact
from app.core.errors import DomainError
from app.core.ids import new_public_id
from app.core.timespan import Timespan
from app.spaces.models import Space
from app.venues.models import Area, Policy
from app.venues.queries import venues_by_id
from tests import rotation
from tests.bookings import factories as make
from tests.bookings.conftest import NOON
from tests.cast import Cast

WALKS, STEPS = int(os.environ.get("WALKS", "12" if rotation.full() else "6")), 30
BEGINNINGS = frozenset(BookingStatus) - rules.GONE
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
    hosts: list[int | None]
    steps: int = 0


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
        self.in_line: set[int] = set()
        event.listen(Booking.status, "set", _only_along_the_table, active_history=True)
        self.stack.callback(event.remove, Booking.status, "set", _only_along_the_table)

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

    @rule(where=venue_sets, when=slots, dates=st.integers(2, 4), every=st.integers(0, 1))
    def request_series(self, where: set[int], when: Timespan, dates: int, every: int) -> None:
        """All dates or none; two on one day are refused."""

        def act() -> None:
            venues = venues_by_id(self.world.venues[n] for n in where)
            days = [timedelta(days=n * every) for n in range(dates)]
            spans = [Timespan(when.start + day, when.end + day) for day in days]
            asked = [make.request(None, *venues, when=span) for span in spans]
            service.request_series(asked, actor=self.cast.user("tuan"), key=new_public_id())

        self.attempt(act)

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

    @rule(n=nth, where=venue_sets, when=slots, people=st.integers(0, 2))
    def change(self, n: int, where: set[int], when: Timespan, people: int) -> None:
        """What is less is done, what is more is wished for."""
        ids = [self.world.venues[i] for i in where]
        self.attempt(
            lambda: service.change_booking(
                self.standing(n), actor=self.cast.user("tuan"), public=when, venue_ids=ids, people=people * 10 or None
            )
        )

    def standing(self, n: int) -> Booking:
        """One that is confirmed and ahead; where there is none, one that stands now."""
        ahead = [
            booking
            for booking in db.session.query(Booking).filter_by(status=BookingStatus.CONFIRMED).order_by(Booking.id)
            if booking.starts_at > clock.now()
        ]
        if ahead:
            return ahead[n % len(ahead)]
        begins = Timespan(EIGHT, EIGHT + timedelta(hours=1))
        return make.book(self.cast.user("tuan"), None, *venues_by_id([self.world.venues[1]]), when=begins)

    @rule(n=nth, more=st.integers(1, 2))
    def wish_for_longer(self, n: int, more: int) -> None:
        """Of a place where the Centre has a look at it, too."""

        def act() -> None:
            booking = self.standing(n)
            when = Timespan(booking.public_starts_at, booking.public_ends_at + timedelta(hours=more))
            ids = {venue.id for venue in booking.venues} | {self.world.venues[0]}
            service.change_booking(booking, actor=self.cast.user("tuan"), public=when, venue_ids=ids)

        self.attempt(act)

    @rule(when=slots, answer=st.booleans())
    def wish_for_each_others(self, when: Timespan, answer: bool) -> None:
        """One in the garden and one on the stage; answered at once, they change places."""

        def act() -> None:
            tuan = self.cast.user("tuan")
            garden, stage = ([one] for one in venues_by_id([self.world.venues[0], self.world.venues[3]]))
            one, other = (make.book(tuan, None, *places, when=when) for places in (garden, stage))
            for booking in (one, other):
                if booking.status != BookingStatus.CONFIRMED:
                    service.confirm_booking(booking, actor=tuan, soft_note="x")
            for booking, places in (one, stage), (other, garden):
                ids = [venue.id for venue in places]
                wish = service.change_booking(booking, actor=tuan, public=when, venue_ids=ids)
                assert wish is not None, "what somebody else has is never given at once"
                asked = wish
            partner = wishing.partner_of(asked, now=clock.now())
            assert partner is not None
            if answer:
                service.grant_changes([asked, partner], actor=tuan, soft_note="x")

        self.attempt(act)

    def open_wish(self, n: int) -> BookingChange:
        wishes = queries.open_changes(clock.now())
        if not wishes:
            raise DomainError("nothing yet")
        return wishes[n % len(wishes)]

    def wished_for(self) -> None:
        """Seldom does anything stand open by itself when somebody answers."""
        db.session.rollback()
        if not queries.open_changes(clock.now()):
            self.wish_for_longer(0, 1)

    @rule(n=nth, together=st.booleans())
    def grant(self, n: int, together: bool) -> None:
        """Alone, or with the one who wants this place in turn."""

        def act() -> None:
            wish = self.open_wish(n)
            partner = wishing.partner_of(wish, now=clock.now()) if together else None
            asked = [wish] if partner is None else [wish, partner]
            service.grant_changes(asked, actor=self.cast.user("tuan"), soft_note="x")

        self.wished_for()
        self.attempt(act)

    @rule(n=nth)
    def refuse(self, n: int) -> None:
        self.wished_for()
        self.attempt(lambda: service.refuse_change(self.open_wish(n), actor=self.cast.user("tuan"), reason="x"))

    @rule(n=nth)
    def withdraw(self, n: int) -> None:
        self.wished_for()
        self.attempt(lambda: service.withdraw_change(self.open_wish(n), actor=self.cast.user("tuan")))

    @rule(where=st.integers(0, 3), when=slots, soft=st.booleans())
    def close(self, where: int, when: Timespan, soft: bool) -> None:
        ids = [self.world.venues[where]]
        self.attempt(
            lambda: service.close_venues(
                actor=self.cast.user("thu"), venue_ids=ids, span=when, title_vi="Sửa", soft=soft
            )
        )

    @rule(where=st.integers(0, 3), when=slots, fate=st.sampled_from(list(Fate)), to=slots)
    def close_with_care(self, where: int, when: Timespan, fate: Fate, to: Timespan) -> None:
        """Whoever is in the way is sent elsewhere, offered something, or waits."""

        def act() -> None:
            wish = ClosureWish(venue_ids=(self.world.venues[where],), span=when, title_vi="Sửa")
            touched = queries.live_in(conflicts.areas_of(venues_by_id(wish.venue_ids)), when, now=clock.now())
            sent = {b.public_id: Outcome(fate, public=to) for b in touched}
            service.close_venues(
                actor=self.cast.user("thu"), venue_ids=wish.venue_ids, span=when, title_vi="Sửa", outcomes=sent
            )

        self.attempt(act)

    @rule(n=nth, where=st.integers(0, 3), when=slots, soft=st.booleans())
    def change_closure(self, n: int, where: int, when: Timespan, soft: bool) -> None:
        def act() -> None:
            standing = queries.standing_closures(clock.now())
            if not standing:
                raise DomainError("nothing yet")
            wish = ClosureWish(venue_ids=(self.world.venues[where],), span=when, title_vi="Sửa lâu", soft=soft)
            service.change_closure(standing[n % len(standing)], wish, actor=self.cast.user("thu"))

        self.attempt(act)

    @rule()
    def lift(self) -> None:
        def act() -> None:
            for closure in queries.standing_closures(clock.now()):
                service.lift_closure(closure, actor=self.cast.user("thu"))

        self.attempt(act)

    @rule(where=venue_sets, when=slots, host=st.integers(0, 2))
    def wait_in_line(self, where: set[int], when: Timespan, host: int) -> None:
        def act() -> None:
            asked = make.request(self.host(host), *venues_by_id(self.world.venues[n] for n in where), when=when)
            service.join_waiting_list(asked, actor=self.cast.user("tuan"), key=new_public_id())

        self.attempt(act)

    @rule(n=nth, host=st.integers(0, 2))
    def wait_for_that(self, n: int, host: int) -> None:
        """For just the floor that somebody has: lines grow long only so."""

        def act() -> None:
            other = self.pick(n)
            asked = make.request(self.host(host), *other.venues, when=other.public)
            service.join_waiting_list(asked, actor=self.cast.user("tuan"), key=new_public_id())

        self.attempt(act)

    def host(self, number: int) -> Space | None:
        space_id = self.world.hosts[number]
        return db.session.get_one(Space, space_id) if space_id else None

    @rule(n=nth)
    def offer_by_hand(self, n: int) -> None:
        self.attempt(lambda: service.offer_by_hand(self.pick(n), actor=self.cast.user("tuan")))

    @rule(where=venue_sets, host=st.integers(0, 2), undo=st.booleans())
    def come_and_leave_early(self, where: set[int], host: int, undo: bool) -> None:
        """In the next hours, with somebody waiting for the same floor; now and then they stay after all."""
        begins = clock.now().replace(minute=0) + timedelta(hours=1)
        ids: list[str] = []

        def ask() -> None:
            venues = venues_by_id(self.world.venues[n] for n in where)
            when = Timespan(begins, begins + timedelta(hours=2))
            booking = make.book(self.cast.user("tuan"), None, *venues, when=when)
            if booking.status != BookingStatus.CONFIRMED:
                service.confirm_booking(booking, actor=self.cast.user("tuan"), soft_note="x")
            ids.append(booking.public_id)
            late = make.request(self.host(host), *venues, when=Timespan(begins + timedelta(hours=1), when.end))
            service.join_waiting_list(late, actor=self.cast.user("tuan"), key=new_public_id())

        def act(work: Callable[..., object]) -> None:
            booking = queries.booking_by_public_id(ids[-1]) if ids else None
            if booking is None:
                raise DomainError("nothing there")
            work(booking, actor=self.cast.user("tuan"))

        self.attempt(ask)
        self.clock.move_to(begins + timedelta(minutes=15))
        for work in (service.check_in, service.leave_early, *((service.undo_leaving,) if undo else ())):
            self.attempt(lambda work=work: act(work))  # type: ignore[misc]

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
                assert row.blocking == (row.closure.lifted_at is None and not row.closure.soft)
                continue
            assert row.booking is not None
            if row.kind == OccupancyKind.CHANGE:
                continue  # `what_is_in_the_way…` measures them against the wishes
            assert row.blocking == (row.booking.status in rules.BLOCKING)
            assert (row.starts_at, row.ends_at) == (row.booking.starts_at, row.booking.ends_at)
            assert row.area in {area for venue in row.booking.venues for area in venue.areas}

    @invariant()
    def what_is_in_the_way_is_what_a_sweep_over_everything_finds(self) -> None:
        self.world.steps += 1
        now, areas = clock.now(), [area.id for area in db.session.query(Area)]
        there = _sweep(now)
        for hours in (0, 8), (self.world.steps % 5, self.world.steps % 5 + 1):
            span = Timespan(EIGHT + timedelta(hours=hours[0]), EIGHT + timedelta(hours=hours[1]))
            found = {
                (o.area.id, o.span.start, o.span.end, o.booking and o.booking.id, o.closure and o.closure.id)
                for o in conflicts.obstacles(areas, span, now=now)
            }
            assert found == {one for one in there if one[1] < span.end and one[2] > span.start}

    @invariant()
    def who_stands_and_who_waits_somewhere_is_what_a_sweep_finds(self) -> None:
        now, bookings = clock.now(), db.session.query(Booking).all()
        span = Timespan(
            EIGHT + timedelta(hours=self.world.steps % 5), EIGHT + timedelta(hours=self.world.steps % 5 + 1)
        )
        for area in db.session.query(Area):
            here = [b for b in bookings if area.id in conflicts.areas_of(b.venues) and b.blocked.overlaps(span)]
            live = {b.id for b in here if b.status in rules.LIVE and not rules.has_run_out(b, now)}
            waiting = {b.id for b in here if b.status == BookingStatus.WAITLISTED and b.starts_at > now}
            assert {b.id for b in queries.live_in([area.id], span, now=now)} == live
            assert {b.id for b in queries.waiting_in([area.id], span, now=now)} == waiting

    @invariant()
    def who_waits_longest_is_asked_first(self) -> None:
        """Whoever was passed over could not have had the floor, even if nobody after them had been asked."""
        now = clock.now()
        bookings = db.session.query(Booking).order_by(Booking.waiting_since, Booking.id).all()
        line = [b for b in bookings if b.id in self.in_line]
        asked = [b for b in line if b.status == BookingStatus.OFFERED and b.decided_by is None]
        for place, one in enumerate(line):
            later = [b.id for b in line[place:] if b in asked]
            if later and one.status == BookingStatus.WAITLISTED and one.passed_at is None and one.starts_at > now:
                areas = conflicts.areas_of(one.venues)
                rivals = [b for b in asked if b.id in later and b.blocked.overlaps(one.blocked)]
                if any(set(areas) & set(conflicts.areas_of(b.venues)) for b in rivals):
                    assert conflicts.obstacles(areas, one.blocked, ignoring=later, now=now), "passed over"
        self.in_line = {b.id for b in bookings if b.status == BookingStatus.WAITLISTED and b.passed_at is None}

    @invariant()
    def what_is_offered_is_held_until_a_moment_and_what_waits_has_a_place(self) -> None:
        for booking in db.session.query(Booking).order_by(Booking.id):
            if booking.status == BookingStatus.OFFERED:
                assert booking.hold_expires_at is not None
                assert booking.hold_expires_at <= booking.starts_at
            assert booking.status != BookingStatus.WAITLISTED or booking.waiting_since is not None

    @invariant()
    def only_what_is_confirmed_has_an_open_wish(self) -> None:
        for wish in db.session.query(BookingChange).order_by(BookingChange.id):
            assert wish.booking.status == BookingStatus.CONFIRMED or wish.status != ChangeStatus.ASKED
            assert not wish.held or wish.status == ChangeStatus.ASKED

    @invariant()
    def sequence_never_falls(self) -> None:
        for booking in db.session.query(Booking).order_by(Booking.id):
            assert booking.sequence >= self.seen.get(booking.uuid, 0)
            self.seen[booking.uuid] = booking.sequence


def _only_along_the_table(_booking: Booking, to: str, was: Any, _event: Any) -> None:
    """Every single step, also those that are rolled back."""
    if was in set(BookingStatus):
        assert to == was or BookingStatus(to) in rules.TRANSITIONS[BookingStatus(was)], f"{was} to {to}"
    else:
        assert to in BEGINNINGS, f"begins as {to}"


def _sweep(now: Any) -> set[tuple[Any, ...]]:
    """By the states alone, of bookings, of closures, and of what is wished beyond a booking's slot."""
    taken: set[tuple[Any, ...]] = set()
    for booking in db.session.query(Booking):
        if booking.status in rules.BLOCKING and not rules.has_run_out(booking, now):
            areas = conflicts.areas_of(booking.venues)
            taken |= {(area, booking.starts_at, booking.ends_at, booking.id, None) for area in areas}
    for closure in db.session.query(Closure):
        if closure.lifted_at is None and not closure.soft:
            areas = conflicts.areas_of(closure.venues)
            taken |= {(area, closure.starts_at, closure.ends_at, None, closure.id) for area in areas}
    for wish in db.session.query(BookingChange).filter_by(status=ChangeStatus.ASKED, held=True):
        has, areas = wish.booking, conflicts.areas_of(wish.booking.venues)
        for area in conflicts.areas_of(wish.venues):
            apart = area not in areas or wish.ends_at <= has.starts_at or has.ends_at <= wish.starts_at
            if apart:
                taken.add((area, wish.starts_at, wish.ends_at, has.id, None))
                continue
            if wish.starts_at < has.starts_at:
                taken.add((area, wish.starts_at, has.starts_at, has.id, None))
            if wish.ends_at > has.ends_at:
                taken.add((area, has.ends_at, wish.ends_at, has.id, None))
    return taken


def _empty() -> None:
    for table in (
        "occupancies",
        "booking_change_venues",
        "booking_changes",
        "booking_venues",
        "booking_usages",
        "booking_departures",
        "closure_reaches",
        "closure_venues",
        "late_changes",
        "bookings",
        "closures",
        "invitations_sent",
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

    def hosts() -> list[int | None]:
        cast = Cast(app)
        return [None, make.space(cast.user("lan")).id, make.space(cast.user("hoa"), "Nhà Hoa").id]

    with app.app_context():
        yield World(app, transact(plant), transact(hosts))


def test_any_sequence_of_acts(world: World) -> None:
    machine = type("Machine", (Bookings,), {"world": world})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=WALKS,
            stateful_step_count=STEPS,
            phases=(Phase.generate,),  # a failing walk can be read as it is; making it shorter takes minutes
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
    assert world.steps > WALKS * STEPS / 2
