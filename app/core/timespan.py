"""What overlap means: aware, half-open [start, end)."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True, order=True)
class Timespan:
    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueError("a timespan needs aware instants")
        if self.end <= self.start:
            raise ValueError("a timespan ends after it starts")

    def overlaps(self, other: "Timespan") -> bool:
        return self.start < other.end and other.start < self.end

    def contains(self, other: "Timespan") -> bool:
        return self.start <= other.start and other.end <= self.end

    def widened(self, *, before: timedelta = timedelta(), after: timedelta = timedelta()) -> "Timespan":
        return Timespan(self.start - before, self.end + after)

    @property
    def length(self) -> timedelta:
        return self.end.astimezone(UTC) - self.start.astimezone(UTC)

    def days(self, zone: ZoneInfo) -> list[date]:
        """Every local day the span touches; an end at midnight does not touch the day it begins."""
        first = self.start.astimezone(zone).date()
        last = (self.end - timedelta(microseconds=1)).astimezone(zone).date()
        return [first + timedelta(days=n) for n in range((last - first).days + 1)]

    def whole_days(self, zone: ZoneInfo) -> tuple[date, date] | None:
        """The first and the last of them, where it is midnight to midnight of local days."""
        first, after = self.start.astimezone(zone), self.end.astimezone(zone)
        if first.time() != time.min or after.time() != time.min or first >= after:
            return None
        return first.date(), after.date() - timedelta(days=1)


def day_span(day: date, zone: ZoneInfo) -> Timespan:
    """Midnight to midnight of a local day: 23 or 25 hours where the clocks change."""
    return Timespan(
        datetime.combine(day, time.min, zone).astimezone(UTC),
        datetime.combine(day + timedelta(days=1), time.min, zone).astimezone(UTC),
    )


def at(day: date, moment: time, zone: ZoneInfo) -> datetime:
    """The instant of a local wall-clock time, in UTC."""
    return datetime.combine(day, moment, zone).astimezone(UTC)
