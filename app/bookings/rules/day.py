"""What may be done about a booking on its day and after it. Pure: values in hand, `now` passed in."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app.accounts.rules import is_coordinator
from app.bookings.models import Booking, BookingStatus, ChecklistItem, Usage, UsageReport
from app.bookings.rules.people import is_own

EARLY_ARRIVAL = timedelta(hours=2)  # before the set-up
UNDO_WITHIN = timedelta(minutes=15)
NO_SHOW_WITHIN = timedelta(days=14)  # after the end; as long may the host answer and the Centre take it back
HANDOVER_BEFORE, HANDOVER_AFTER = timedelta(days=1), timedelta(days=14)
REPORT_CORRECTED = timedelta(days=14)
REPORT_ASKED = timedelta(days=30)  # after the end nobody is asked any more
NOTE_MAX, REPORT_MAX, LINE_MAX = 1000, 3000, 200
PHOTOS_AT_ONCE, PHOTOS_A_STAGE = 6, 12
PEOPLE_MAX = 1_000_000


def is_checked_in(usage: Usage | None) -> bool:
    return usage is not None and usage.checked_in_at is not None


def has_left(usage: Usage | None) -> bool:
    return usage is not None and usage.left_at is not None


def is_no_show(usage: Usage | None) -> bool:
    return usage is not None and usage.no_show_at is not None


def _stands(actor: Any, booking: Booking) -> bool:
    return is_coordinator(actor) and booking.status == BookingStatus.CONFIRMED


def has_its_day(actor: Any, booking: Booking, *, now: datetime) -> bool:
    """Whether anything is still to be noted about it."""
    return _stands(actor, booking) and booking.starts_at - EARLY_ARRIVAL <= now < booking.ends_at + NO_SHOW_WITHIN


def can_check_in(actor: Any, booking: Booking, usage: Usage | None, *, now: datetime) -> bool:
    return (
        _stands(actor, booking)
        and booking.starts_at - EARLY_ARRIVAL <= now < booking.ends_at
        and not is_checked_in(usage)
        and not is_no_show(usage)
    )


def can_undo_check_in(actor: Any, booking: Booking, usage: Usage | None, *, now: datetime) -> bool:
    return (
        _stands(actor, booking)
        and usage is not None
        and usage.checked_in_at is not None
        and usage.left_at is None
        and now < usage.checked_in_at + UNDO_WITHIN
    )


def leaving_at(now: datetime) -> datetime:
    """The whole minute from which the floor is free: the one that is running is still theirs."""
    whole = now.replace(second=0, microsecond=0)
    return whole if whole == now else whole + timedelta(minutes=1)


def can_leave_early(actor: Any, booking: Booking, usage: Usage | None, *, now: datetime) -> bool:
    """Once the public phase has begun: what leaves before it has not taken place, and is cancelled."""
    came_or_never_will = is_checked_in(usage) or is_no_show(usage)
    return (
        _stands(actor, booking)
        and came_or_never_will
        and not has_left(usage)
        and booking.public_starts_at < leaving_at(now) < booking.ends_at
    )


def can_undo_leaving(actor: Any, booking: Booking, usage: Usage | None, *, now: datetime) -> bool:
    """Whether the floor is still there is asked of the floor."""
    return (
        _stands(actor, booking)
        and usage is not None
        and usage.left_at is not None
        and usage.booked_ends_at is not None
        and now < min(usage.left_at + UNDO_WITHIN, usage.booked_ends_at)
    )


def can_note_no_show(actor: Any, booking: Booking, usage: Usage | None, *, now: datetime) -> bool:
    return (
        _stands(actor, booking)
        and booking.public_starts_at <= now < booking.ends_at + NO_SHOW_WITHIN
        and not is_checked_in(usage)
        and not is_no_show(usage)
    )


def can_undo_no_show(actor: Any, booking: Booking, usage: Usage | None, *, now: datetime) -> bool:
    return (
        _stands(actor, booking)
        and usage is not None
        and usage.no_show_at is not None
        and now < usage.no_show_at + NO_SHOW_WITHIN
    )


def can_answer_no_show(
    actor: Any, booking: Booking, usage: Usage | None, *, team_space_ids: Collection[int], now: datetime
) -> bool:
    return (
        is_own(actor, booking, team_space_ids=team_space_ids)
        and usage is not None
        and usage.no_show_at is not None
        and now < usage.no_show_at + NO_SHOW_WITHIN
    )


def can_hand_over(actor: Any, booking: Booking, *, now: datetime) -> bool:
    begins, ends = booking.starts_at - HANDOVER_BEFORE, booking.ends_at + HANDOVER_AFTER
    return _stands(actor, booking) and begins <= now < ends


def can_keep_checklist(actor: Any) -> bool:
    return is_coordinator(actor)


def applies(item: ChecklistItem, booking: Booking) -> bool:
    """What is asked of a whole is asked of its parts."""
    here = {venue.id for venue in booking.venues} | {venue.whole_id for venue in booking.venues if venue.whole_id}
    return item.venue_id is None or item.venue_id in here


def wants_report(booking: Booking, usage: Usage | None, *, now: datetime) -> bool:
    """Whether its host owes the Centre a word on how it was. The Centre's own need none."""
    return (
        booking.status == BookingStatus.CONFIRMED
        and booking.space_id is not None
        and booking.public_ends_at <= now
        and not is_no_show(usage)
    )


def can_report(
    actor: Any,
    booking: Booking,
    usage: Usage | None,
    report: UsageReport | None,
    *,
    team_space_ids: Collection[int],
    now: datetime,
) -> bool:
    """The team; what it has sent may be corrected for a while."""
    return (
        is_own(actor, booking, team_space_ids=team_space_ids)
        and wants_report(booking, usage, now=now)
        and (report is None or now < report.reported_at + REPORT_CORRECTED)
    )


@dataclass(frozen=True)
class Use:
    """A confirmed booking of a space whose time is over, and what is known of it."""

    booking: Booking
    usage: Usage | None
    report: UsageReport | None

    @property
    def is_for_disadvantaged(self) -> bool:
        told = self.report is not None and bool(self.report.disadvantaged_people)
        return told or bool(self.booking.disadvantaged)


@dataclass(frozen=True)
class YearOfUse:
    """What one space made of the places in a year. `missing` are uses without a report."""

    uses: int = 0
    no_shows: int = 0
    people: int = 0
    disadvantaged_people: int = 0
    programmes: int = 0
    missing: int = 0


def summed(uses: Iterable[Use]) -> YearOfUse:
    """No-shows are counted apart, and nobody is asked for a report about them."""
    every: Sequence[Use] = list(uses)
    came = [one for one in every if not is_no_show(one.usage)]
    told = [one.report for one in came if one.report is not None]
    return YearOfUse(
        uses=len(came),
        no_shows=len(every) - len(came),
        people=sum(report.people for report in told),
        disadvantaged_people=sum(report.disadvantaged_people or 0 for report in told),
        programmes=sum(one.is_for_disadvantaged for one in came),
        missing=len(came) - len(told),
    )
