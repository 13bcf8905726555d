"""A wish to change a booking: what it comes to, and until when. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.bookings.models import Booking, BookingChange, BookingStatus, ChangeStatus
from app.bookings.rules.people import is_own
from app.bookings.rules.states import WAITING, has_run_out
from app.core.timespan import Timespan
from app.venues.terms import change_closes_at

CHANGEABLE = WAITING | {BookingStatus.CONFIRMED}


@dataclass(frozen=True)
class Slot:
    """What a booking has, or a wish wants. `venues` are ids; two that share floor are different venues."""

    venues: frozenset[int]
    blocked: Timespan
    public: Timespan
    people: int | None = None
    layout: str = ""

    @classmethod
    def of(cls, thing: Booking | BookingChange) -> "Slot":
        venues = frozenset(venue.id for venue in thing.venues)
        return cls(venues, thing.blocked, thing.public, thing.expected_people, thing.layout)


def beyond(wish: Timespan, has: Timespan | None) -> list[Timespan]:
    """The stretches of the wish that are not in the slot one has at that place; all of it where one has none."""
    if has is None or not wish.overlaps(has):
        return [wish]
    pieces = []
    if wish.start < has.start:
        pieces.append(Timespan(wish.start, has.start))
    if has.end < wish.end:
        pieces.append(Timespan(has.end, wish.end))
    return pieces


def takes_more(has: Slot, wish: Slot) -> bool:
    """More time, or other places. The public phase may lie anywhere in the old slot, but not get longer."""
    inside = has.blocked.contains(wish.blocked) and wish.public.length <= has.public.length
    return not (inside and wish.venues <= has.venues)


def grows(has: Slot, wish: Slot) -> bool:
    """Whether somebody has to agree: to more time, other places or more people. Saying fewer, or not knowing any more,
    is no growth; a first number is."""
    return takes_more(has, wish) or (wish.people or 0) > (has.people or 0)


def answer_due_at(booking: Booking, change: BookingChange) -> datetime:
    """When it is too late for an answer: the earlier of the slot it has and the one it wants begins."""
    return min(booking.starts_at, change.starts_at)


def is_unanswered(booking: Booking, change: BookingChange, *, now: datetime) -> bool:
    return change.status == ChangeStatus.ASKED and answer_due_at(booking, change) <= now


def can_change(actor: Any, booking: Booking, *, team_space_ids: Collection[int], now: datetime) -> bool:
    """The team, until the set-up begins or the venues' time for it is over."""
    return (
        is_own(actor, booking, team_space_ids=team_space_ids)
        and booking.status in CHANGEABLE
        and not has_run_out(booking, now)
        and now < booking.starts_at
        and not is_late_to_change(booking, now=now)
    )


def can_change_lending(actor: Any, booking: Booking, *, team_space_ids: Collection[int], now: datetime) -> bool:
    """To the set-up; from the venues' time for changes on only for less."""
    own = is_own(actor, booking, team_space_ids=team_space_ids)
    return own and booking.status in CHANGEABLE and not has_run_out(booking, now) and now < booking.starts_at


def is_late_to_change(booking: Booking, *, now: datetime) -> bool:
    """Whether the team has to ask the Centre in words. What is not confirmed yet may be changed at any time."""
    closes_at = change_closes_at(booking.venues, booking.starts_at)
    return booking.status == BookingStatus.CONFIRMED and closes_at is not None and now >= closes_at


def can_reword(booking: Booking, *, now: datetime) -> bool:
    return booking.status in CHANGEABLE and now < booking.ends_at and not has_run_out(booking, now)
