"""Who may do what with bookings."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from app.accounts.rules import is_coordinator, signed_in
from app.bookings.models import Booking
from app.bookings.rules.states import LIVE, WAITING, has_run_out


def can_request_for(actor: Any, *, space_id: int | None, team_space_ids: Collection[int]) -> bool:
    """For a space its team; for the Centre, and on behalf of any space, the coordinators."""
    return is_coordinator(actor) or (signed_in(actor) and space_id is not None and space_id in team_space_ids)


def is_own(actor: Any, booking: Booking, *, team_space_ids: Collection[int]) -> bool:
    """Whose it is: the team's of the space. Who left the team has no say over what they once asked for."""
    return signed_in(actor) and booking.space_id is not None and booking.space_id in team_space_ids


def can_decide(actor: Any, booking: Booking, *, now: datetime) -> bool:
    return is_coordinator(actor) and booking.status in WAITING and not has_run_out(booking, now)


def can_move(actor: Any, booking: Booking, *, now: datetime) -> bool:
    return (
        is_coordinator(actor) and booking.status in LIVE and now < booking.ends_at and not has_run_out(booking, now)
    )


def can_cancel(actor: Any, booking: Booking, *, team_space_ids: Collection[int], now: datetime) -> bool:
    """The team until the public phase begins, coordinators until everything is over."""
    if booking.status not in LIVE:
        return False
    if is_coordinator(actor):
        return now < booking.ends_at
    return is_own(actor, booking, team_space_ids=team_space_ids) and now < booking.public_starts_at


def can_close_venues(actor: Any) -> bool:
    return is_coordinator(actor)
