"""What a booking may become, and when. Pure: values in hand, `now` passed in."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from app.bookings.models import Booking, BookingStatus
from app.core.errors import DomainError
from app.venues.models import Policy

BLOCKING = frozenset({BookingStatus.HELD, BookingStatus.OFFERED, BookingStatus.CONFIRMED})
WAITING = frozenset({BookingStatus.REQUESTED, BookingStatus.HELD})  # for the Centre's answer
LIVE = WAITING | BLOCKING
GONE = frozenset(BookingStatus) - LIVE - {BookingStatus.WAITLISTED}

_ENDS = frozenset({BookingStatus.CANCELLED, BookingStatus.DISPLACED})
_ANSWERS = frozenset(
    {BookingStatus.CONFIRMED, BookingStatus.DECLINED, BookingStatus.WAITLISTED, BookingStatus.EXPIRED}
)
TRANSITIONS: Mapping[BookingStatus, frozenset[BookingStatus]] = {
    BookingStatus.REQUESTED: _ENDS | _ANSWERS,
    BookingStatus.HELD: _ENDS | _ANSWERS,
    BookingStatus.WAITLISTED: frozenset({BookingStatus.OFFERED, BookingStatus.CANCELLED, BookingStatus.EXPIRED}),
    BookingStatus.OFFERED: _ENDS
    | {BookingStatus.HELD, BookingStatus.CONFIRMED, BookingStatus.WAITLISTED, BookingStatus.EXPIRED},
    BookingStatus.CONFIRMED: _ENDS,
    BookingStatus.DECLINED: frozenset(),
    BookingStatus.EXPIRED: frozenset(),
    BookingStatus.CANCELLED: frozenset(),
    BookingStatus.DISPLACED: frozenset(),
}


def check_transition(status: str, to: BookingStatus) -> None:
    """Raises `booking.is_<status>`: what happened to the booking meanwhile."""
    if to not in TRANSITIONS[BookingStatus(status)]:
        raise DomainError(f"booking.is_{status}")


def offer_expires_at(kept: timedelta, starts_at: datetime, *, now: datetime) -> datetime:
    """The time the settings give for an answer, but at most half of what is left: whoever waits next wants some too."""
    return now + min(kept, (starts_at - now) / 2)


def has_run_out(booking: Booking, now: datetime) -> bool:
    """A hold or an offer past its time, or a request or a place on a waiting list that came to nothing before it would
    have begun."""
    match booking.status:
        case BookingStatus.HELD | BookingStatus.OFFERED:
            return booking.hold_expires_at is not None and booking.hold_expires_at <= now
        case BookingStatus.REQUESTED | BookingStatus.WAITLISTED:
            return booking.starts_at <= now
        case _:
            return False


def outcome_for(policies: Iterable[str], *, instant_allowed: bool = True) -> BookingStatus:
    """Of several venues the strictest decides: compete before hold before instant."""
    asked = set(policies)
    if Policy.COMPETE in asked:
        return BookingStatus.REQUESTED
    if Policy.HOLD in asked or not instant_allowed:
        return BookingStatus.HELD
    return BookingStatus.CONFIRMED


def hold_expires_at(hold_hours: Iterable[int], *, starts_at: datetime, now: datetime) -> datetime:
    """The shortest hold of the venues asked for, and never longer than until the booking would begin."""
    return min(now + timedelta(hours=min(hold_hours)), starts_at)
