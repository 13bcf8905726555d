"""Bookings whose host has lost the membership they stood on."""

from collections.abc import Collection, Iterable
from datetime import date
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from app.accounts.rules import is_coordinator
from app.bookings.models import Booking
from app.bookings.rules.limits import A_DAY
from app.bookings.rules.states import LIVE
from app.memberships.models import EventKind
from app.memberships.rules import Rights, Standing, Status, rights
from app.venues.models import Venue
from app.venues.terms import Who, admits


class Lapse(StrEnum):
    """Why the host of a booking would not get it today."""

    SUSPENDED = "suspended"
    REVOKED = "revoked"
    ENDED = "ended"
    MERGED = "merged"
    EXPIRED = "expired"
    ASSOCIATE = "associate"


_LAPSES = {
    Status.SUSPENDED: Lapse.SUSPENDED,
    Status.REVOKED: Lapse.REVOKED,
    Status.ENDED: Lapse.ENDED,
    Status.EXPIRED: Lapse.EXPIRED,
}


def lapsed(booking: Booking, standing: Standing) -> Lapse | None:
    """Whether a booking has lost what it stood on, by how its space stands on the booking's day; None while it may stay.

    In grace a space is a member. One that never was a member has nothing to lose: a coordinator booked for it
    knowing that. What is over or given up is nobody's question any more.
    """
    return lost(booking, standing) if booking.status in LIVE else None


def lost(booking: Booking, standing: Standing) -> Lapse | None:
    """What the host of a booking has lost, in whatever state that is."""
    if booking.space_id is None:
        return None
    if standing.is_member:
        return Lapse.ASSOCIATE if first_closed_to(rights(standing), booking.venues) else None
    merged = standing.event is not None and standing.event.kind == EventKind.MERGED
    return Lapse.MERGED if merged else _LAPSES.get(standing.status)


def first_closed_to(given: Rights | None, venues: Iterable[Venue]) -> Venue | None:
    """The first of the venues that takes no requests of members with these rights."""
    if given is None or given.every_venue:
        return None
    return next((venue for venue in venues if not admits(venue, Who.ASSOCIATE)), None)


def lapse_key(why: Lapse, standing: Standing) -> str:
    """Names one change of standing: while it is the same, what was decided because of it holds."""
    return f"{why}:{standing.event.id if standing.event else 0}"


def days_of_host(booking: Booking, zone: ZoneInfo) -> list[date]:
    """The days on which the host must be a member: the first, and of something longer than a day the last, too."""
    days = booking.public.days(zone)
    return [days[0]] if booking.public.length <= A_DAY else sorted({days[0], days[-1]})


def can_settle_lapse(actor: Any, team_ids: Collection[int]) -> bool:
    """Nobody decides about the bookings of a space whose team they are on."""
    return is_coordinator(actor) and actor.id not in team_ids
