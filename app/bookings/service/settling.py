"""What is due before any write looks at the floor: what has run out goes, and whoever waits for the floor is asked."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from app.accounts.rules import is_coordinator
from app.bookings import conflicts, queries, rules
from app.bookings.models import Booking, BookingStatus
from app.bookings.service import floor, letters, steps
from app.core import clock
from app.core.errors import DomainError
from app.core.timespan import Timespan
from app.settings.queries import value
from app.venues.models import Venue


def begin(booking: Booking, *, actor: Any) -> datetime:
    """For a decision of the Centre's about one booking."""
    allow_deciding(actor, booking.venues)
    settle(conflicts.areas_of(booking.venues))
    return clock.now()


def allow_deciding(actor: Any, venues: Iterable[Venue]) -> None:
    """Raises `booking.not_your_venue`, naming who decides about these venues."""
    steps.allow(is_coordinator(actor))
    deciders = queries.deciders_at(venues)
    if not rules.is_decider(actor, deciders):
        raise DomainError("booking.not_your_venue", who=[one.name for one in queries.people(deciders or ())])


def settle(areas: Sequence[int]) -> None:
    floor.lock_areas(areas)
    release_expired_holds(areas)


def release_expired_holds(areas: Iterable[int] | None = None) -> int:
    """Let go of holds and offers past their time and of requests past their start; returns how many.

    A constraint cannot see the clock, so every booking write calls this for its areas first; the job calls it for
    all of them. Floor that an offer held goes to the next who waits for it.
    """
    now = clock.now()
    ids = None if areas is None else list(areas)
    if ids is None:
        floor.lock_areas(conflicts.areas_of(v for b in queries.run_out(now) for v in b.venues))
    gone = queries.run_out(now, ids)
    for booking in gone:
        was = booking.status
        steps.end(booking, BookingStatus.EXPIRED, actor=None, reason="", now=now)
        letters.tell(EXPIRY_LETTERS[BookingStatus(was)], [booking])
    for booking in gone:
        offer_freed(conflicts.areas_of(booking.venues), booking.blocked)
    return len(gone)


EXPIRY_LETTERS = {
    BookingStatus.REQUESTED: "booking_expired",
    BookingStatus.HELD: "booking_expired",
    BookingStatus.WAITLISTED: "waiting_over",
    BookingStatus.OFFERED: "offer_expired",
}


def offer_freed(area_ids: Sequence[int], span: Timespan, *, but: Collection[int] = ()) -> list[Booking]:
    """Offer floor that has become free to whoever waits for it longest, and to those after whom it also fits.

    The caller holds the areas; `but` are ids of bookings that are passed over. Where somebody waits for others besides and those are busy this moment, the job that
    looks at the whole list asks them later.
    """
    now = clock.now()
    offered = []
    for booking in queries.waiting_in(area_ids, span, now=now):
        areas = conflicts.areas_of(booking.venues)
        if booking.id in but or not floor.try_lock_areas(set(areas) - set(area_ids)):
            continue
        if may_be_offered(booking, now=now):
            offer(booking, now=now)
            offered.append(booking)
    return offered


def offer_waiting() -> int:
    """Look at the whole waiting list, longest first; returns how many were asked. A job."""
    now, asked = clock.now(), 0
    for booking in queries.waiting_list(now=now):
        if floor.try_lock_areas(conflicts.areas_of(booking.venues)) and may_be_offered(booking, now=now):
            offer(booking, now=now)
            asked += 1
    return asked


def may_be_offered(booking: Booking, *, now: datetime) -> bool:
    """Free, open, and still ahead. Whether its host is still a member is asked when the offer is taken."""
    if booking.status != BookingStatus.WAITLISTED or booking.starts_at <= now:
        return False
    if not all(venue.open_to_bookings for venue in booking.venues):
        return False
    if conflicts.first_shut_day(booking.venues, booking.public) is not None:
        return False
    return not conflicts.obstacles(conflicts.areas_of(booking.venues), booking.blocked, now=now)


def offer(booking: Booking, *, now: datetime, actor: Any = None) -> None:
    """The floor is held for the host until it answers. `actor` is who of the Centre offers, None for the machinery."""
    steps.become(booking, BookingStatus.OFFERED, now=now)
    booking.hold_expires_at = offer_expires_at(booking, now=now)
    if actor is not None:
        booking.decided_by, booking.decided_at = actor.id, now
    floor.occupy(booking)
    steps.note(booking, "booking.offered", actor=actor, payload=steps.facts(booking))
    letters.tell("booking_offered", [booking])


def offer_expires_at(booking: Booking, *, now: datetime) -> datetime:
    return rules.offer_expires_at(timedelta(hours=value("booking.offer_hours")), booking.starts_at, now=now)
