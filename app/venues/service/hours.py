"""When a venue can be booked. Bookings that stand outside new hours keep standing: the screen says which they are."""

from collections.abc import Sequence
from datetime import date, time
from typing import Any

from app.core.db import db
from app.core.errors import DomainError, NotFound
from app.core.text import one_line
from app.venues import queries, rules
from app.venues.models import BookableHours, HoursException, Season, Venue
from app.venues.service.telling import check_seen, seen, tell

_SHUT: Any = (None, None)


def week_seen(venue: Venue, season: Season | None = None) -> str:
    week = [
        (row.weekday, row.opens, row.closes)
        for row in queries.hours_of(venue)
        if row.season_id == (season.id if season else None)
    ]
    if season is None:
        return seen(week, venue.keeps_days_off)
    return seen(week, season.name_vi, season.name_en, season.first_day, season.last_day)


def set_weekly_hours(
    venue: Venue,
    spans: Sequence[rules.Span],
    *,
    actor: Any,
    season: Season | None = None,
    keeps_days_off: bool | None = None,
    was: str | None = None,
) -> None:
    """Replace the weekly hours of the whole year, or of a season, by (weekday, opens, closes) in local time.

    Raises `venue.hours_backwards`, `venue.hours_overlap`, and `venue.changed_by` when the hours are not what `was` seen.
    """
    queries.hold_venue(venue)
    check_seen(venue, was, week_seen(venue, season), "venue.hours_set")
    ordered, season_id = rules.check_week(spans), season.id if season else None
    for row in queries.hours_of(venue):
        if row.season_id == season_id:
            db.session.delete(row)
    db.session.flush()
    db.session.add_all(
        BookableHours(venue_id=venue.id, season_id=season_id, weekday=d, opens=o, closes=c) for d, o, c in ordered
    )
    if keeps_days_off is not None:
        venue.keeps_days_off = keeps_days_off
    told = [f"{day} {opens:%H:%M}-{closes:%H:%M}" for day, opens, closes in ordered]
    tell(venue, "venue.hours_set", actor, season=season.name_vi if season else "", spans=told)


def add_season(
    venue: Venue,
    *,
    actor: Any,
    name_vi: str,
    name_en: str | None,
    first_day: int,
    last_day: int,
) -> Season:
    """With the week of the whole year to begin from. Raises `venue.no_such_day` and `venue.seasons_overlap`."""
    queries.hold_venue(venue)
    rules.check_season(first_day, last_day, queries.seasons_of([venue.id]))
    season = Season(
        venue_id=venue.id,
        name_vi=one_line(name_vi),
        name_en=one_line(name_en or "") or None,
        first_day=first_day,
        last_day=last_day,
    )
    week = [row for row in queries.hours_of(venue) if row.season_id is None]
    db.session.add(season)
    db.session.flush()
    db.session.add_all(
        BookableHours(venue_id=venue.id, season_id=season.id, weekday=row.weekday, opens=row.opens, closes=row.closes)
        for row in week
    )
    tell(venue, "venue.season_added", actor, name=season.name_vi, first=first_day, last=last_day)
    return season


def change_season(
    venue: Venue,
    season: Season,
    *,
    actor: Any,
    name_vi: str,
    name_en: str | None,
    first_day: int,
    last_day: int,
    spans: Sequence[rules.Span],
    was: str | None = None,
) -> None:
    """Its name, its days and its week at once. Raises what `add_season` and `set_weekly_hours` do."""
    queries.hold_venue(venue)
    check_seen(venue, was, week_seen(venue, season), "venue.hours_set")
    rules.check_season(first_day, last_day, [one for one in queries.seasons_of([venue.id]) if one is not season])
    season.name_vi, season.name_en = one_line(name_vi), one_line(name_en or "") or None
    season.first_day, season.last_day = first_day, last_day
    set_weekly_hours(venue, spans, actor=actor, season=season)


def remove_season(venue: Venue, season: Season, *, actor: Any) -> None:
    """From then on its days follow the week of the whole year."""
    queries.hold_venue(venue)
    for row in queries.hours_of(venue):
        if row.season_id == season.id:
            db.session.delete(row)
    db.session.flush()
    db.session.delete(season)
    tell(venue, "venue.season_removed", actor, name=season.name_vi)


def add_exception(
    venue: Venue,
    *,
    actor: Any,
    day: date,
    spans: Sequence[tuple[time, time]],
    note_vi: str,
    note_en: str | None,
) -> None:
    """One day with other hours, or with none when there are no spans. Raises `venue.exception_exists` and hour faults."""
    queries.hold_venue(venue)
    if queries.exceptions_on(venue, day):
        raise DomainError("venue.exception_exists", field="day")
    ordered = rules.check_day(spans)
    db.session.add_all(
        HoursException(venue_id=venue.id, day=day, opens=opens, closes=closes, note_vi=note_vi, note_en=note_en)
        for opens, closes in ordered or [_SHUT]
    )
    told = [f"{opens:%H:%M}-{closes:%H:%M}" for opens, closes in ordered]
    tell(venue, "venue.exception_added", actor, day=day.isoformat(), spans=told)


def remove_exception(venue: Venue, day: date, *, actor: Any) -> None:
    queries.hold_venue(venue)
    rows = queries.exceptions_on(venue, day)
    if not rows:
        raise NotFound("exception")
    for row in rows:
        db.session.delete(row)
    tell(venue, "venue.exception_removed", actor, day=day.isoformat())
