"""Days off by statute or decree, and weekend days that are worked in exchange."""

from datetime import UTC, datetime

from app.calendars.definition import Site
from app.core.clock import HOUSE_ZONE
from app.core.ical import Entry, Status, entry_uid
from app.core.text import pick
from app.core.timespan import day_span
from app.workdays.models import SpecialDay, SpecialDayGone

WORKED_WORD = {"vi": "Làm bù", "en": "Working day in exchange"}
# Of days that the calendar began with, before it was written down when.
FIRST = datetime(2026, 1, 1, tzinfo=UTC)


def entry(day: SpecialDay, language: str, site: Site) -> Entry:
    name = pick(day, "name", language)
    return _entry(
        day,
        language,
        site,
        summary=f"{WORKED_WORD[language]}: {name}" if day.works else name,
        created_at=day.added_at or day.revised_at or FIRST,
        revised_at=day.revised_at or day.added_at or FIRST,
    )


def entry_gone(day: SpecialDayGone, language: str, site: Site) -> Entry:
    return _entry(
        day,
        language,
        site,
        summary=pick(day, "name", language),
        sequence=1,
        status=Status.CANCELLED,
        created_at=min(FIRST, day.removed_at),
        revised_at=day.removed_at,
    )


def _entry(
    day: SpecialDay | SpecialDayGone,
    language: str,
    site: Site,
    *,
    summary: str,
    created_at: datetime,
    revised_at: datetime,
    sequence: int = 0,
    status: Status = Status.CONFIRMED,
) -> Entry:
    span = day_span(day.day, HOUSE_ZONE)
    return Entry(
        uid=entry_uid("day", day.uuid, site.uid_domain),
        sequence=sequence,
        starts_at=span.start,
        ends_at=span.end,
        all_day=True,
        transparent=True,
        summary=summary,
        status=status,
        created_at=created_at,
        revised_at=revised_at,
        language=language,
    )
