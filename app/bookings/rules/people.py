"""Who may do what with bookings."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from app.accounts.rules import is_coordinator, signed_in
from app.bookings.models import Booking, BookingStatus
from app.bookings.rules.states import LIVE, WAITING, has_run_out
from app.memberships.rules import Rights, Standing, Status, rights
from app.spaces.models import Ownership, Space
from app.venues.terms import Who, cancel_closes_at


def can_request_for(actor: Any, *, space_id: int | None, team_space_ids: Collection[int]) -> bool:
    """For a space its team; for the Centre, and on behalf of any space, the coordinators."""
    return is_coordinator(actor) or (signed_in(actor) and space_id is not None and space_id in team_space_ids)


def is_own(actor: Any, booking: Booking, *, team_space_ids: Collection[int]) -> bool:
    """Whose it is: the team's of the space. Who left the team has no say over what they once asked for."""
    return signed_in(actor) and booking.space_id is not None and booking.space_id in team_space_ids


def acts_for_centre(actor: Any, *, space_id: int | None, team_space_ids: Collection[int]) -> bool:
    """A coordinator, but for spaces whose team they are on: of those they are a host like any other."""
    return is_coordinator(actor) and space_id not in team_space_ids


# A membership that was taken away, or is for the time being, does not come back in by the door of the public bodies.
_NO_MEMBER = frozenset({Status.NONE, Status.EXPIRED, Status.ENDED})


def asks_as(space: Space, now: Standing) -> Who | None:
    """As what a space asks for venues; None for whoever may not ask at all."""
    given: Rights | None = rights(now)
    if given is not None:
        return Who.MEMBER if given.every_venue else Who.ASSOCIATE
    return Who.PUBLIC_BODY if space.ownership == Ownership.STATE and now.status in _NO_MEMBER else None


def is_decider(actor: Any, deciders: Collection[int] | None) -> bool:
    """`deciders` are the ids of those who decide about the venues concerned; None for every coordinator."""
    return is_coordinator(actor) and (deciders is None or actor.id in deciders)


def can_decide(actor: Any, booking: Booking, *, deciders: Collection[int] | None = None, now: datetime) -> bool:
    return is_decider(actor, deciders) and booking.status in WAITING and not has_run_out(booking, now)


def can_move(actor: Any, booking: Booking, *, deciders: Collection[int] | None = None, now: datetime) -> bool:
    return (
        is_decider(actor, deciders)
        and booking.status in LIVE
        and now < booking.ends_at
        and not has_run_out(booking, now)
    )


def can_cancel(actor: Any, booking: Booking, *, team_space_ids: Collection[int], now: datetime) -> bool:
    """The team until the public phase begins or the venues' time for it is over, the Centre until everything is
    over."""
    if booking.status not in LIVE:
        return False
    if acts_for_centre(actor, space_id=booking.space_id, team_space_ids=team_space_ids):
        return now < booking.ends_at
    in_time = now < booking.public_starts_at and not is_late_to_cancel(booking, now=now)
    return is_own(actor, booking, team_space_ids=team_space_ids) and in_time


def is_late_to_cancel(booking: Booking, *, now: datetime) -> bool:
    """Whether the team has to ask the Centre. What is not confirmed yet may be taken back at any time."""
    closes_at = cancel_closes_at(booking.venues, booking.starts_at)
    return booking.status == BookingStatus.CONFIRMED and closes_at is not None and now >= closes_at


def can_close_venues(actor: Any) -> bool:
    return is_coordinator(actor)
