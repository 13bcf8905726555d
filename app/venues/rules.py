"""When a venue can be booked, and what its seasons, layouts and limits may be. Visitor hours are information and decide
nothing here."""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from app.accounts.rules import is_coordinator
from app.core.errors import DomainError
from app.venues.models import BookableHours, HoursException, Season

Hours = list[tuple[time, time]]
Span = tuple[int, time, time]  # weekday (0 = Monday), opens, closes
LEAP_YEAR = 2024


@dataclass(frozen=True)
class WrittenHours:
    """All that is written about when a venue can be booked: what `bookable` weighs."""

    weekly: Sequence[BookableHours] = ()
    exceptions: Sequence[HoursException] = ()
    seasons: Sequence[Season] = ()
    keeps_days_off: bool = True


def bookable(written: WrittenHours, day: date, statutory_off: bool) -> Hours:
    """Local spans of `day` in which a public phase may lie, in order; empty when the day has none.

    An exception for the day replaces its weekly hours and a day off by statute: staff who wrote it meant that day. In
    a season its own week counts alone: a weekday that it leaves out has no hours.
    """
    if exceptions := [one for one in written.exceptions if one.day == day]:
        return sorted((one.opens, one.closes) for one in exceptions if one.opens and one.closes)
    if statutory_off and written.keeps_days_off:
        return []
    season = season_of(written.seasons, day)
    return hours_of_weekday(written.weekly, day.weekday(), season.id if season else None)


def hours_of_weekday(weekly: Iterable[BookableHours], weekday: int, season_id: int | None) -> Hours:
    return sorted((h.opens, h.closes) for h in weekly if h.season_id == season_id and h.weekday == weekday)


def season_of(seasons: Iterable[Season], day: date) -> Season | None:
    return next((one for one in seasons if lies_in(day.month * 100 + day.day, one.first_day, one.last_day)), None)


def lies_in(day: int, first: int, last: int) -> bool:
    """Whether MMDD lies from `first` to `last`, over New Year where the last comes before the first."""
    return first <= day <= last if first <= last else day >= first or day <= last


def check_season(first: int, last: int, others: Iterable[Season]) -> None:
    """Raises `venue.no_such_day` and `venue.seasons_overlap`."""
    for field, day in (("first_day", first), ("last_day", last)):
        if not is_day_of_year(day):
            raise DomainError("venue.no_such_day", field=field)
    for other in others:
        if lies_in(first, other.first_day, other.last_day) or lies_in(other.first_day, first, last):
            raise DomainError("venue.seasons_overlap", field="first_day", name=other.name_vi)


def is_day_of_year(day: int) -> bool:
    """29 February is one, in the years that have it."""
    try:
        date(LEAP_YEAR, day // 100, day % 100)
    except ValueError:
        return False
    return True


def check_week(spans: Iterable[Span]) -> list[Span]:
    """In order. Raises `venue.hours_backwards` and `venue.hours_overlap` at the first field of the day."""
    ordered = sorted(spans)
    for weekday, opens, closes in ordered:
        if closes <= opens:
            raise DomainError("venue.hours_backwards", field=f"day_{weekday}")
    for (day, _opens, closes), (next_day, next_opens, _closes) in itertools.pairwise(ordered):
        if day == next_day and next_opens < closes:
            raise DomainError("venue.hours_overlap", field=f"day_{day}")
    return ordered


def check_day(spans: Iterable[tuple[time, time]]) -> Hours:
    """The same for the spans of one day that differs, at its first field."""
    try:
        return [(opens, closes) for _day, opens, closes in check_week((0, *span) for span in spans)]
    except DomainError as error:
        error.field = "opens"
        raise


def can_manage_venues(actor: Any) -> bool:
    return is_coordinator(actor)


def check_terms(values: Mapping[str, Any]) -> None:
    """What two limits together make impossible. Raises `venue.lengths_cross` and `venue.notice_crosses`."""
    shortest, longest = values.get("length_min_minutes"), values.get("length_max_minutes")
    if shortest and longest and longest < shortest:
        raise DomainError("venue.lengths_cross", field="length_max_minutes")
    hours, days = values.get("notice_min_hours"), values.get("notice_max_days")
    if hours and days and days * 24 < hours:
        raise DomainError("venue.notice_crosses", field="notice_max_days")
