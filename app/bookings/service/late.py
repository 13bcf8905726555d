"""Changes so late that those who follow a booking in their calendar are told by letter. Who follows it, the calendars
know, which stand above: here is only noted that it happened, and that they were told."""

from datetime import datetime

from sqlalchemy import delete

from app.bookings import queries, rules
from app.bookings.models import Booking, LateChange
from app.core import clock
from app.core.db import db
from app.core.timespan import Timespan


def note_change(booking: Booking, before: Timespan | None, now: datetime) -> None:
    """`before` is when it was to take place, None for what nobody had in their calendar as certain."""
    if before is not None and rules.is_late_change(before, booking.public, now=now):
        db.session.add(
            LateChange(
                booking_id=booking.id,
                sequence=booking.sequence,
                was_starts_at=before.start,
                was_ends_at=before.end,
                noted_at=now,
            )
        )


def note_told(booking_id: int, sequence: int) -> None:
    """Everybody who follows it knows what it was at `sequence`, and so all that went before."""
    now = clock.now()
    known = queries.late_changes_of(booking_id)
    for change in known:
        if change.sequence <= sequence and change.told_at is None:
            change.told_at = now
    if known and all(change.sequence != sequence for change in known):
        last = known[-1]
        db.session.add(
            LateChange(
                booking_id=booking_id,
                sequence=sequence,
                was_starts_at=last.was_starts_at,
                was_ends_at=last.was_ends_at,
                noted_at=now,
                told_at=now,
            )
        )


def forget_past_changes() -> None:
    """Of what is over, both as it was and as it became."""
    now = clock.now()
    db.session.execute(delete(LateChange).where(LateChange.booking_id.in_(queries.late_changes_over(now))))
