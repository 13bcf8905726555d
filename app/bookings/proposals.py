"""Where each booking in a closure's way could go instead: what staff choose from. Nothing here decides or writes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.bookings import conflicts, measures, queries
from app.bookings.models import Booking
from app.bookings.rules import LIVE, ClosureWish, Outcome, check_when, meet
from app.bookings.rules.closures import Fate
from app.core.errors import DomainError
from app.core.text import Bilingual
from app.core.timespan import Timespan
from app.venues.models import Venue
from app.venues.queries import venues_by_id, whole_venues
from app.venues.terms import Breach

LATER, ELSEWHERE = 1, 2  # how many of each are proposed
LOOKED_AT = 12  # free days looked at before giving up, where those before were promised to others


@dataclass(frozen=True)
class Proposal:
    """Another slot for a booking: at the same time of day later, or the same day elsewhere. `breaches` are the terms
    it would not keep there: the Centre sees them and is not bound."""

    public: Timespan
    venue_ids: tuple[int, ...]
    venues: tuple[Bilingual, ...]
    later: bool
    breaches: tuple[Breach, ...] = ()

    def outcome(self, fate: Fate) -> Outcome:
        return Outcome(fate, self.public, self.venue_ids)


@dataclass(frozen=True)
class InTheWay:
    """A booking and where it could go, best first; two bookings are never sent to the same floor by their first."""

    public_id: str
    booking: Booking
    proposals: tuple[Proposal, ...]


def in_the_way(wish: ClosureWish, *, now: datetime) -> list[InTheWay]:
    """In the order of their times. A place counts as free although another booking in the way has it now."""
    if wish.soft:
        return []
    closed = conflicts.areas_of(venues_by_id(wish.venue_ids))
    touched = queries.live_in(closed, wish.span, now=now)
    ids = [booking.id for booking in touched]
    promised: list[tuple[Sequence[int], Timespan]] = [(closed, wish.span)]
    found = []
    for booking in touched:
        proposals = tuple(_proposals(booking, wish, closed, promised, ids, now))
        if proposals:
            first = proposals[0]
            promised.append(
                (
                    conflicts.areas_of(venues_by_id(first.venue_ids)),
                    first.public.widened(before=booking.setup, after=booking.strike),
                )
            )
        found.append(InTheWay(booking.public_id, booking, proposals))
    return found


def _proposals(
    booking: Booking,
    wish: ClosureWish,
    closed: Sequence[int],
    promised: Sequence[tuple[Sequence[int], Timespan]],
    ignoring: Sequence[int],
    now: datetime,
) -> Iterator[Proposal]:
    if booking.status not in LIVE:
        return
    later = conflicts.free_times_after(
        booking.venues, booking, not_before=wish.span.end, now=now, ignoring=ignoring, limit=LOOKED_AT
    )
    usable = (public for public in later if _usable(booking, booking.venues, public, promised, ignoring, now))
    for _n, public in zip(range(LATER), usable, strict=False):
        yield _proposal(booking, booking.venues, public, later=True, now=now)
    count = 0
    for venues in _elsewhere(booking, closed):
        if count < ELSEWHERE and _usable(booking, venues, booking.public, promised, ignoring, now):
            yield _proposal(booking, venues, booking.public, later=False, now=now)
            count += 1


def _proposal(booking: Booking, venues: Sequence[Venue], public: Timespan, *, later: bool, now: datetime) -> Proposal:
    names = tuple(Bilingual.of(venue, "name") for venue in venues)
    blocked = public.widened(before=booking.setup, after=booking.strike)
    broken = tuple(measures.broken_terms_of(booking, venues, blocked, public, now=now))
    return Proposal(public, tuple(venue.id for venue in venues), names, later, broken)


def _usable(
    booking: Booking,
    venues: Sequence[Venue],
    public: Timespan,
    promised: Sequence[tuple[Sequence[int], Timespan]],
    ignoring: Sequence[int],
    now: datetime,
) -> bool:
    """Free, open, promised to nobody, and with no neighbour that somebody would have to speak to first."""
    areas, blocked = conflicts.areas_of(venues), public.widened(before=booking.setup, after=booking.strike)
    if any(meet((areas, blocked), taken) for taken in promised):
        return False
    try:
        check_when(public, booking.setup, booking.strike, now=now)
    except DomainError:
        return False
    return (
        conflicts.first_shut_day(venues, public) is None
        and not conflicts.obstacles(areas, blocked, ignoring=ignoring, now=now)
        and not conflicts.soft_conflicts(areas, blocked, ignoring=ignoring, now=now)
    )


def _elsewhere(booking: Booking, closed: Sequence[int]) -> Iterator[list[Venue]]:
    """The venues of the booking with another in place of those that are shut: open to bookings, with room enough as
    far as anybody knows; under a roof where it was under one comes first."""
    shut = [venue for venue in booking.venues if not set(closed).isdisjoint(area.id for area in venue.areas)]
    kept = [venue for venue in booking.venues if venue not in shut]
    floor = {area.id for venue in kept for area in venue.areas} | set(closed)
    roofed = {venue.outdoor for venue in shut}
    for venue in sorted(whole_venues(), key=lambda one: (one.outdoor not in roofed, one.position, one.id)):
        room = venue.capacity is None or venue.capacity >= (booking.expected_people or 0)
        if venue.open_to_bookings and room and floor.isdisjoint(area.id for area in venue.areas):
            yield [*kept, venue]
