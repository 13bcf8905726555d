"""What a booking may be and become. Pure: values in hand, `now` passed in."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from app.accounts.rules import is_coordinator, signed_in
from app.bookings.models import Booking, BookingStatus
from app.core.errors import DomainError
from app.core.ids import digest
from app.core.timespan import Timespan, at, day_span
from app.memberships.models import EventKind
from app.memberships.rules import Rights, Standing, Status, rights
from app.venues.models import Policy, Venue

BLOCKING = frozenset({BookingStatus.HELD, BookingStatus.CONFIRMED})
WAITING = frozenset({BookingStatus.REQUESTED, BookingStatus.HELD})
LIVE = WAITING | BLOCKING
GONE = frozenset(BookingStatus) - LIVE

_ENDS = frozenset({BookingStatus.CANCELLED, BookingStatus.DISPLACED})
TRANSITIONS: Mapping[BookingStatus, frozenset[BookingStatus]] = {
    BookingStatus.REQUESTED: _ENDS | {BookingStatus.CONFIRMED, BookingStatus.DECLINED, BookingStatus.EXPIRED},
    BookingStatus.HELD: _ENDS | {BookingStatus.CONFIRMED, BookingStatus.DECLINED, BookingStatus.EXPIRED},
    BookingStatus.CONFIRMED: _ENDS,
    BookingStatus.DECLINED: frozenset(),
    BookingStatus.EXPIRED: frozenset(),
    BookingStatus.CANCELLED: frozenset(),
    BookingStatus.DISPLACED: frozenset(),
}

FURTHEST_AHEAD = timedelta(days=730)  # what the feeds show of the future
LONGEST = timedelta(days=366)
LONGEST_PHASE = timedelta(days=7)
TOMBSTONE_KEPT = timedelta(days=30)
A_DAY = timedelta(days=1)
LAST_MINUTE = time(23, 59)  # a closing time cannot be written as 24:00


@dataclass(frozen=True, kw_only=True)
class BookingRequest:
    """What somebody asks for. `space_id` is None when the Centre itself is the host.

    `setup` lies before the public phase, `strike` (with rest and cleaning) after it; all of it is blocked.
    """

    space_id: int | None
    venue_ids: tuple[int, ...]
    title_vi: str
    public: Timespan
    title_en: str | None = None
    about_vi: str = ""
    about_en: str | None = None
    setup: timedelta = timedelta()
    strike: timedelta = timedelta()
    open_to_public: bool = True
    expected_people: int | None = None
    note_to_staff: str = ""

    @property
    def blocked(self) -> Timespan:
        return self.public.widened(before=self.setup, after=self.strike)

    @property
    def digest(self) -> str:
        """Equal for equal bodies: what an idempotency key stands for."""
        body = asdict(self) | {"venue_ids": sorted(self.venue_ids)}
        return digest(json.dumps(body, sort_keys=True, ensure_ascii=False, default=_plain))


def _plain(value: datetime | timedelta) -> str | float:
    return value.total_seconds() if isinstance(value, timedelta) else value.astimezone(UTC).isoformat()


def check_transition(status: str, to: BookingStatus) -> None:
    """Raises `booking.is_<status>`: what happened to the booking meanwhile."""
    if to not in TRANSITIONS[BookingStatus(status)]:
        raise DomainError(f"booking.is_{status}")


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


def has_run_out(booking: Booking, now: datetime) -> bool:
    """A hold past its time, or a request nobody decided before it would have begun."""
    match booking.status:
        case BookingStatus.HELD:
            return booking.hold_expires_at is not None and booking.hold_expires_at <= now
        case BookingStatus.REQUESTED:
            return booking.starts_at <= now
        case _:
            return False


def check_shape(request: BookingRequest, *, now: datetime) -> None:
    """Raises what a person can mend in the form itself, whatever the venues and other bookings."""
    if not request.venue_ids:
        raise DomainError("booking.no_venue", field="venues")
    if not request.title_vi:
        raise DomainError("booking.no_title", field="title_vi")
    check_when(request.public, request.setup, request.strike, now=now)


def check_when(public: Timespan, setup: timedelta, strike: timedelta, *, now: datetime) -> None:
    if not timedelta() <= setup <= LONGEST_PHASE:
        raise DomainError("booking.phase_too_long", field="setup", days=LONGEST_PHASE.days)
    if not timedelta() <= strike <= LONGEST_PHASE:
        raise DomainError("booking.phase_too_long", field="strike", days=LONGEST_PHASE.days)
    if public.start <= now or public.start - setup <= now:
        raise DomainError("booking.in_the_past", field="starts_at")
    if public.start > now + FURTHEST_AHEAD:
        raise DomainError("booking.too_far_ahead", field="starts_at", months=FURTHEST_AHEAD.days // 30)
    if public.length > LONGEST:
        raise DomainError("booking.too_long", field="ends_at", days=LONGEST.days)


def days_to_check(public: Timespan, zone: ZoneInfo) -> list[date]:
    """The local days whose hours matter: every one it touches; of something longer than a day the first and last.

    An exhibition stands through nights and closed days; only its opening and its end need the doors open.
    """
    days = public.days(zone)
    return days if public.length <= A_DAY else sorted({days[0], days[-1]})


def day_outside_hours(
    public: Timespan, open_on: Mapping[date, Sequence[tuple[time, time]]], zone: ZoneInfo
) -> date | None:
    """The first day on which the public phase lies outside the bookable hours, given for `days_to_check`."""
    return next((day for day in days_to_check(public, zone) if not _fits(public, day, open_on[day], zone)), None)


def _fits(public: Timespan, day: date, spans: Sequence[tuple[time, time]], zone: ZoneInfo) -> bool:
    whole_day = day_span(day, zone)
    start, end = max(public.start, whole_day.start), min(public.end, whole_day.end)
    opened = list(_joined(spans, day, zone, whole_day))
    if public.length <= A_DAY:
        return any(opens <= start and end <= closes for opens, closes in opened)
    if start == public.start:
        return any(opens <= start < closes for opens, closes in opened)
    return any(opens < end <= closes for opens, closes in opened)


def _joined(
    spans: Sequence[tuple[time, time]], day: date, zone: ZoneInfo, whole_day: Timespan
) -> Iterable[tuple[datetime, datetime]]:
    """As instants, with spans that touch made one."""
    current: tuple[datetime, datetime] | None = None
    for opens, closes in sorted(spans):
        start = at(day, opens, zone)
        end = whole_day.end if closes >= LAST_MINUTE else at(day, closes, zone)
        if current is not None and start <= current[1]:
            current = (current[0], max(current[1], end))
            continue
        if current is not None:
            yield current
        current = (start, end)
    if current is not None:
        yield current


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
    if booking.space_id is None or booking.status not in LIVE:
        return None
    if standing.is_member:
        return Lapse.ASSOCIATE if first_closed_to(rights(standing), booking.venues) else None
    merged = standing.event is not None and standing.event.kind == EventKind.MERGED
    return Lapse.MERGED if merged else _LAPSES.get(standing.status)


def first_closed_to(given: Rights | None, venues: Iterable[Venue]) -> Venue | None:
    """The first of the venues that takes no requests of members with these rights."""
    if given is None or given.every_venue:
        return None
    return next((venue for venue in venues if not venue.associates_may_request), None)


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


def can_close_venues(actor: Any) -> bool:
    return is_coordinator(actor)
