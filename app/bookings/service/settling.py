"""What is due before any write looks at the floor: what has run out goes, and whoever waits for the floor is asked."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from app.accounts.queries import users_by_id
from app.accounts.rules import is_coordinator
from app.bookings import conflicts, queries, rules
from app.bookings.models import Booking, BookingChange, BookingStatus, ChangeStatus
from app.bookings.service import floor, letters, steps, wishes
from app.core import clock
from app.core.db import Base, db
from app.core.errors import DomainError, Overtaken
from app.core.timespan import Timespan
from app.settings.queries import value
from app.spaces.queries import team_space_ids
from app.venues.models import Venue


def begin(booking: Booking, *, actor: Any, others: Iterable[Booking] = ()) -> datetime:
    """For a decision of the Centre's about one booking, which touches `others` with it. It is read anew once the floor
    is held: who waited for that may have read it before somebody else's decision."""
    allow_deciding(actor, [booking])
    settle_anew([booking], lambda: [venue for one in (booking, *others) for venue in one.venues])
    return clock.now()


def allow_deciding(actor: Any, bookings: Sequence[Booking], venues: Iterable[Venue] = ()) -> None:
    """About these bookings, and about `venues` besides their own. Raises `booking.of_own_space` and
    `booking.not_your_venue`, naming who decides instead."""
    steps.allow(is_coordinator(actor))
    every = dict.fromkeys([*(venue for booking in bookings for venue in booking.venues), *venues])
    deciders = queries.deciders_of(bookings, besides=every)
    team = team_space_ids(actor)
    for booking in bookings:
        if not rules.is_decider(actor, deciders[booking.id]):
            others = [one.name for one in users_by_id(deciders[booking.id] or ())]
            own = rules.is_own(actor, booking, team_space_ids=team)
            raise DomainError(_not_theirs(own, bool(others)), who=others)


def _not_theirs(own: bool, somebody_else: bool) -> str:
    if not own:
        return "booking.not_your_venue"
    return "booking.of_own_space" if somebody_else else "booking.of_own_space_alone"


def settle_anew(things: Iterable[Base], places: Callable[[], Iterable[Venue]]) -> None:
    """Hold the floor of `places` and read `things` anew, which say what those are: who waited for the floor may have
    read them before somebody else's decision. Where they are elsewhere by now, the floor that is held is the wrong one:
    raises `Overtaken`, and all begins again with the right one."""
    held = conflicts.areas_of(places())
    floor.lock_areas(held)
    for thing in things:
        db.session.refresh(thing)
    if not set(conflicts.areas_of(places())) <= set(held):
        raise Overtaken("booking.facts_changed")
    release_expired_holds(held)


def settle(areas: Sequence[int]) -> None:
    floor.lock_areas(areas)
    release_expired_holds(areas)


def release_expired_holds(areas: Iterable[int] | None = None) -> int:
    """Let go of holds and offers past their time, of requests past their start, and of wishes that came to nothing;
    returns how many bookings.

    A constraint cannot see the clock, so every booking write calls this for its areas first; the job calls it for
    all of them. Floor that an offer held goes to the next who waits for it.
    """
    now = clock.now()
    ids = None if areas is None else list(areas)
    if ids is None:
        floor.lock_areas(conflicts.areas_of(v for b in queries.run_out(now) for v in b.venues))
    for change in queries.changes_unanswered(now, ids):
        wishes.close(change, ChangeStatus.REFUSED, now=now)
        steps.note(change.booking, "booking.change_unanswered", actor=None, payload={})
        tell_refused(change)
        offer_freed(conflicts.areas_of(change.venues), change.blocked)
    gone = [(booking, BookingStatus(booking.status)) for booking in queries.run_out(now, ids)]
    for booking, was in gone:
        steps.end(booking, BookingStatus.EXPIRED, actor=None, reason="", now=now)
        letters.tell(EXPIRY_LETTERS[was], [booking])
    for booking, was in gone:
        pass_on(booking, was)
    return len(gone)


def tell_refused(change: BookingChange, *, reason: str = "") -> None:
    """Without a reason it was too late for an answer."""
    letters.tell(
        "change_refused",
        [change.booking],
        occasion=change.public_id,
        wished=change.public,
        wished_venues=list(change.venues),
        reason=reason,
    )


EXPIRY_LETTERS = {
    BookingStatus.REQUESTED: "booking_expired",
    BookingStatus.HELD: "booking_expired",
    BookingStatus.WAITLISTED: "waiting_over",
    BookingStatus.OFFERED: "offer_expired",
}


def pass_on(booking: Booking, was: str) -> None:
    """The floor that a booking had until now, `was` being its state then: what blocked nobody frees nothing."""
    if was in rules.BLOCKING:
        areas = conflicts.areas_of(booking.venues)
        offer_freed(areas, booking.blocked, passed_on=was == BookingStatus.OFFERED)


def offer_freed(area_ids: Sequence[int], span: Timespan, *, passed_on: bool = False) -> list[Booking]:
    """Offer floor that has become free to whoever waits for it longest, and to those after whom it also fits.

    `passed_on`: it was offered to somebody who did not take it, so those who said no to it before are left in peace.
    After anything else they are asked again. Where the rest of what somebody waits for is busy this moment, the job
    that looks at the whole list asks them later.
    """
    now = clock.now()
    waiting = queries.waiting_in(area_ids, span, now=now)
    for booking in waiting:
        booking.passed_at = booking.passed_at if passed_on else None
    return [booking for booking in waiting if _offer_if_free(booking, now=now)]


def offer_waiting() -> int:
    """Look at the whole waiting list, longest first; returns how many were asked. A job."""
    now = clock.now()
    return sum(_offer_if_free(booking, now=now) for booking in queries.waiting_list(now=now))


def _offer_if_free(booking: Booking, *, now: datetime) -> bool:
    """The schema has the last word: whom it refuses the floor is passed over, and waits on."""
    if booking.passed_at is not None or not floor.try_lock_areas(conflicts.areas_of(booking.venues)):
        return False
    if not may_be_offered(booking, now=now):
        return False
    try:
        with db.session.begin_nested():
            offer(booking, now=now)
    except DomainError:
        return False
    return True


def may_be_offered(booking: Booking, *, now: datetime) -> bool:
    """Free, open, still ahead, and its host has not lost the membership for it."""
    if booking.status != BookingStatus.WAITLISTED or booking.starts_at <= now:
        return False
    if conflicts.obstacles(conflicts.areas_of(booking.venues), booking.blocked, now=now):
        return False
    if not all(venue.open_to_bookings for venue in booking.venues):
        return False
    return conflicts.first_shut_day(booking.venues, booking.public) is None and not queries.would_lapse(booking)


def offer(booking: Booking, *, now: datetime, actor: Any = None) -> None:
    """The floor is held for the host until it answers. `actor` is who of the Centre offers, None for the machinery."""
    steps.become(booking, BookingStatus.OFFERED, now=now)
    booking.passed_at = None
    booking.hold_expires_at = offer_expires_at(booking, now=now)
    if actor is not None:
        booking.decided_by, booking.decided_at = actor.id, now
    floor.occupy(booking)
    steps.note(booking, "booking.offered", actor=actor, payload=steps.facts(booking))
    letters.tell("booking_offered", [booking])


def offer_expires_at(booking: Booking, *, now: datetime) -> datetime:
    return rules.offer_expires_at(timedelta(hours=value("booking.offer_hours")), booking.starts_at, now=now)
