"""What the host tells after it has used a place, and the letters that ask for it."""

from datetime import datetime, timedelta
from typing import Any

from app.bookings import queries, rules
from app.bookings.models import Booking, Usage, UsageReport
from app.bookings.service import letters, steps
from app.bookings.service.day import usage_for
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError
from app.core.timespan import day_span
from app.settings.queries import value
from app.spaces.queries import team_space_ids


def report_usage(
    booking: Booking, *, people: int, disadvantaged_people: int | None, went: str, trouble: str, actor: Any
) -> UsageReport:
    """By the team; again within `rules.REPORT_CORRECTED` to correct it. Raises `day.not_now`, `day.more_than_came`."""
    steps.hold(booking)
    report, usage = queries.report_of(booking.id), queries.usage_of(booking.id)
    team = team_space_ids(actor)
    if not rules.can_report(actor, booking, usage, report, team_space_ids=team, now=clock.now()):
        raise DomainError("day.not_now")
    if disadvantaged_people is not None and disadvantaged_people > people:
        raise DomainError("day.more_than_came", field="disadvantaged_people")
    action = "booking.reported" if report is None else "booking.report_corrected"
    if report is None:
        report = UsageReport(booking_id=booking.id, reported_by=actor.id, reported_at=clock.now())
        db.session.add(report)
    report.people, report.disadvantaged_people = people, disadvantaged_people
    report.went, report.trouble = went, trouble
    said = {"people": people, "disadvantaged_people": disadvantaged_people, "trouble": bool(trouble)}
    steps.note(booking, action, actor=actor, payload=said)
    return report


def ask_for_reports() -> int:
    """The day after the end a letter to the host, and another when the days of the settings have gone by; returns how
    many bookings were asked about. A job, once a day."""
    now, asked = clock.now(), 0
    today = day_span(clock.today(), clock.HOUSE_ZONE).start
    patience = timedelta(days=value("booking.report_days"))
    for booking, usage in queries.without_report(now):
        if booking.public_ends_at >= today:
            continue
        asked += _ask(booking, usage, now=now, remind=booking.public_ends_at < today - patience)
    return asked


def _ask(booking: Booking, usage: Usage | None, *, now: datetime, remind: bool) -> bool:
    """One letter at a time: who was never asked is asked first."""
    if usage is None or usage.report_asked_at is None:
        usage_for(booking).report_asked_at = now
        letters.tell("booking_report_asked", [booking], days=str(value("booking.report_days")))
        return True
    if remind and usage.report_reminded_at is None and now - usage.report_asked_at > timedelta(days=1):
        usage.report_reminded_at = now
        letters.tell("booking_report_reminder", [booking])
        return True
    return False
