"""On the day: who came, who left before time, who did not come. Each can be taken back, and the log keeps both."""

from datetime import datetime
from typing import Any

from app.bookings import conflicts, queries, rules
from app.bookings.models import Booking, Usage
from app.bookings.service import floor, letters, settling, steps
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError
from app.core.ical import Method
from app.core.timespan import Timespan
from app.spaces.queries import team_space_ids


def check_in(booking: Booking, *, actor: Any) -> Usage:
    """A second tap finds it done. Raises `day.not_now`."""
    now, usage = _begin(booking, actor)
    if rules.is_checked_in(usage):
        return usage
    _ask(rules.can_check_in(actor, booking, usage, now=now))
    usage.checked_in_at, usage.checked_in_by = now, actor.id
    _note(booking, "booking.checked_in", actor)
    return usage


def undo_check_in(booking: Booking, *, actor: Any) -> None:
    now, usage = _begin(booking, actor)
    _ask(rules.can_undo_check_in(actor, booking, usage, now=now), "day.too_late_to_undo")
    usage.checked_in_at = usage.checked_in_by = None
    _note(booking, "booking.check_in_undone", actor)


def leave_early(booking: Booking, *, actor: Any) -> Usage:
    """From the next whole minute on the floor is free, and goes to whoever waits for it longest. The public phase
    ends then too where it would have gone on, so calendars follow; the host's invitation is sent anew."""
    now, usage = _begin(booking, actor)
    _ask(rules.can_leave_early(actor, booking, usage, now=now))
    left, booked, before = rules.leaving_at(now), booking.ends_at, steps.facts(booking)
    was_public = booking.public
    usage.left_at, usage.left_by = left, actor.id
    usage.booked_ends_at, usage.booked_public_ends_at = booking.ends_at, booking.public_ends_at
    _end_at(booking, left, min(left, booking.public_ends_at), now=now)
    steps.note(booking, "booking.left_early", actor=actor, payload={"before": before, "after": steps.facts(booking)})
    letters.tell("booking_left_early", [booking], calendar=Method.REQUEST, before=was_public)
    settling.offer_freed(conflicts.areas_of(booking.venues), Timespan(left, booked))
    return usage


def undo_leaving(booking: Booking, *, actor: Any) -> None:
    """Raises `booking.taken` where somebody has the floor by now, be it as an offer."""
    now, usage = _begin(booking, actor)
    _ask(rules.can_undo_leaving(actor, booking, usage, now=now), "day.too_late_to_undo")
    if usage.booked_ends_at is None or usage.booked_public_ends_at is None:
        raise DomainError("day.too_late_to_undo")
    given_back, before = Timespan(booking.ends_at, usage.booked_ends_at), steps.facts(booking)
    was_public = booking.public
    floor.refuse_if_taken(conflicts.areas_of(booking.venues), given_back, ignoring=[booking.id], now=now)
    _end_at(booking, usage.booked_ends_at, usage.booked_public_ends_at, now=now)
    usage.left_at = usage.left_by = usage.booked_ends_at = usage.booked_public_ends_at = None
    payload = {"before": before, "after": steps.facts(booking)}
    steps.note(booking, "booking.leaving_undone", actor=actor, payload=payload)
    letters.tell("booking_stays", [booking], calendar=Method.REQUEST, before=was_public)


def note_no_show(booking: Booking, *, note: str, actor: Any) -> Usage:
    """The floor stays theirs, for they may be late; giving it back is an act of its own. Raises `day.note_missing`."""
    now, usage = _begin(booking, actor)
    _ask(rules.can_note_no_show(actor, booking, usage, now=now))
    if not note.strip():
        raise DomainError("day.note_missing", field="note")
    usage.no_show_at, usage.no_show_by, usage.note = now, actor.id, note
    usage.answer, usage.answered_at = "", None
    _note(booking, "booking.no_show", actor, note=note)
    letters.tell("booking_no_show", [booking], occasion=f":{now.isoformat()}", note=note)
    return usage


def undo_no_show(booking: Booking, *, actor: Any) -> None:
    now, usage = _begin(booking, actor)
    _ask(rules.can_undo_no_show(actor, booking, usage, now=now), "day.too_late_to_undo")
    usage.no_show_at = usage.no_show_by = None
    usage.note = ""
    _note(booking, "booking.no_show_undone", actor)
    letters.tell("booking_no_show_undone", [booking], occasion=f":{now.isoformat()}")


def answer_no_show(booking: Booking, *, text: str, actor: Any) -> None:
    """By the team; the Centre reads it beside its own note. Raises `day.not_now`."""
    now, usage = clock.now(), queries.usage_of(booking.id)
    team = team_space_ids(actor)
    if usage is None or not rules.can_answer_no_show(actor, booking, usage, team_space_ids=team, now=now):
        raise DomainError("day.not_now")
    if not text.strip():
        raise DomainError("day.answer_missing", field="text")
    usage.answer, usage.answered_at = text, now
    _note(booking, "booking.no_show_answered", actor, text=text)
    letters.tell_coordinators("booking_no_show_answer", [booking], text=text)


def _begin(booking: Booking, actor: Any) -> tuple[datetime, Usage]:
    """The row is made once the booking is held, so that two taps do not make two."""
    now = settling.begin(booking, actor=actor)
    return now, usage_for(booking)


def usage_for(booking: Booking) -> Usage:
    """The job that asks for reports writes it, too, and holds no floor."""
    steps.hold(booking)
    usage = queries.usage_of(booking.id)
    if usage is None:
        usage = Usage(booking_id=booking.id, note="", answer="")
        db.session.add(usage)
        db.session.flush()
    return usage


def _end_at(booking: Booking, ends_at: datetime, public_ends_at: datetime, *, now: datetime) -> None:
    blocked, public = Timespan(booking.starts_at, ends_at), Timespan(booking.public_starts_at, public_ends_at)
    steps.place(booking, booking.venues, blocked, public, now=now)
    floor.occupy(booking)


def _ask(allowed: bool, otherwise: str = "day.not_now") -> None:
    if not allowed:
        raise DomainError(otherwise)


def _note(booking: Booking, action: str, actor: Any, **payload: Any) -> None:
    steps.note(booking, action, actor=actor, payload=payload)
