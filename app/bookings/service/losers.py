"""Who loses the floor when a request is confirmed, and what the Centre gives them in the same act."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.bookings import conflicts, queries, rules
from app.bookings.models import Booking, BookingStatus, Origin
from app.bookings.service import letters, offers, steps
from app.core.timespan import Timespan


@dataclass(frozen=True)
class Loser:
    """`free` is the public phase at the same places that can be held for them: no two losers get the same floor."""

    booking: Booking
    free: Timespan | None

    @property
    def facts(self) -> str:
        until = f"{self.free.start.timestamp()}/{self.free.end.timestamp()}" if self.free else ""
        return f"{self.booking.public_id} {until}"


def losers_of(booking: Booking, *, now: datetime) -> list[Loser]:
    """The rivals of a request, oldest first, each with the next free time that none before it was given."""
    rivals = queries.competing_with(booking)
    given = [(set(conflicts.areas_of(booking.venues)), booking.blocked)]
    losers = []
    for rival in rivals:
        areas, free = set(conflicts.areas_of(rival.venues)), None
        for public in _free_times(rival, now=now, limit=len(rivals) + 1):
            blocked = public.widened(before=rival.setup, after=rival.strike)
            if all(areas.isdisjoint(others) or not blocked.overlaps(taken) for others, taken in given):
                free = public
                given.append((areas, blocked))
                break
        losers.append(Loser(rival, free))
    return losers


def _free_times(rival: Booking, *, now: datetime, limit: int) -> Sequence[Timespan]:
    if not all(venue.open_to_bookings for venue in rival.venues):
        return []
    return conflicts.free_times_after(rival.venues, rival, not_before=now, now=now, limit=limit)


def settle_losers(
    losers: Sequence[Loser], *, waits: Collection[str], instead: Collection[str], actor: Any, now: datetime
) -> None:
    """`waits` and `instead` name by public id who goes on the waiting list and who is offered another time. Who is in
    neither stays in the inbox; who is offered something and does not wait is declined with it."""
    for loser in losers:
        rival = loser.booking
        if rival.status not in rules.WAITING:
            continue
        free = loser.free if rival.public_id in instead else None
        if rival.public_id in waits:
            offers.put_on_list(rival, actor=actor, now=now)
            offered = _offer(rival, free, actor=actor, now=now) if free else None
            _tell_who_waits(rival, offered, now=now)
        elif free is not None:
            rival.decided_by, rival.decided_at = actor.id, now
            steps.end(rival, BookingStatus.DECLINED, actor=actor, reason="", now=now)
            other = _offer(rival, free, actor=actor, now=now)
            letters.tell(
                "booking_countered", [other], before=rival.public, before_venues=list(rival.venues), reason=""
            )


def _offer(rival: Booking, free: Timespan, *, actor: Any, now: datetime) -> Booking:
    return offers.offer_copy(
        rival,
        rival.venues,
        free.widened(before=rival.setup, after=rival.strike),
        free,
        origin=Origin.COUNTER,
        actor=actor,
        now=now,
    )


def _tell_who_waits(rival: Booking, offered: Booking | None, *, now: datetime) -> None:
    """Where another time is held for them, the letter asks about that; otherwise it names times that are free."""
    free = [] if offered else list(_free_times(rival, now=now, limit=3))
    letters.tell(
        "booking_waitlisted_instead",
        [rival],
        place=str(queries.place_in_line(rival)),
        alternatives=free,
        offered=offered.public if offered else "",
        offered_id=offered.public_id if offered else "",
        offered_until=(offered.hold_expires_at or "") if offered else "",
    )
