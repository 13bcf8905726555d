"""Whether a public phase lies within the bookable hours."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from app.bookings.rules.limits import A_DAY, LAST_MINUTE
from app.core.timespan import Timespan, at, day_span


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


def opened_spans(spans: Sequence[tuple[time, time]], day: date, zone: ZoneInfo) -> list[Timespan]:
    """The bookable hours of a day as instants, with spans that touch made one."""
    joined = _joined(spans, day, zone, day_span(day, zone))
    return [Timespan(opens, closes) for opens, closes in joined if opens < closes]


def _joined(
    spans: Sequence[tuple[time, time]], day: date, zone: ZoneInfo, whole_day: Timespan
) -> Iterable[tuple[datetime, datetime]]:
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
