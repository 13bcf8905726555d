import itertools
from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any

from app.accounts.models import User
from app.audit.queries import entries_of
from app.audit.service import record
from app.core.db import db
from app.core.errors import DomainError
from app.revisions.service import bump
from app.venues import queries
from app.venues.models import Area, BookableHours, HoursException, SoftEdge, Venue


def load_venues(document: Mapping[str, Any]) -> None:
    """Add areas, venues, their weekly hours and soft edges from `data/venues.yaml` to an installation without venues.

    What the Centre has edited since is never overwritten.
    """
    if queries.all_venues():
        return
    areas = {a["code"]: Area(code=a["code"], name_vi=a["vi"], name_en=a["en"]) for a in document["areas"]}
    db.session.add_all(areas.values())
    db.session.flush()
    for position, row in enumerate(document["venues"], start=1):
        whole = _load_venue(row, row, position * 10, areas, document["hours"])
        for place, part in enumerate(row.get("parts", ()), start=1):
            _load_venue(part, row, position * 10 + place, areas, document["hours"]).whole_id = whole.id
    for edge in document["soft_edges"]:
        first, second = (areas[code].id for code in edge["areas"])
        db.session.add(
            SoftEdge(
                area_id=first,
                other_area_id=second,
                kind=edge["kind"],
                note_vi=edge["note"]["vi"],
                note_en=edge["note"]["en"],
            )
        )
    db.session.flush()


def _load_venue(
    row: Mapping[str, Any],
    whole: Mapping[str, Any],
    position: int,
    areas: Mapping[str, Area],
    hours: Mapping[str, str],
) -> Venue:
    summary = row.get("summary", whole["summary"])
    venue = Venue(
        slug=row["slug"],
        position=position,
        name_vi=row["name"]["vi"],
        name_en=row["name"]["en"],
        summary_vi=summary["vi"],
        summary_en=summary["en"],
        outdoor=row.get("outdoor", whole.get("outdoor", False)),
        policy=row["policy"],
        associates_may_request=row.get("associates", False),
        areas=[areas[code] for code in row["areas"]],
    )
    db.session.add(venue)
    db.session.flush()
    opens, closes = time.fromisoformat(hours["opens"]), time.fromisoformat(hours["closes"])
    db.session.add_all(BookableHours(venue_id=venue.id, weekday=day, opens=opens, closes=closes) for day in range(7))
    return venue


def change_venue(venue: Venue, *, actor: Any, seen_version: str | None = None, **values: Any) -> None:
    """Set words, policy and facts; the feeds that show the venue's name follow.

    Raises `venue.changed_by` when somebody saved since `seen_version` was read.
    """
    if seen_version is not None and seen_version != str(venue.version):
        raise _changed_meanwhile(venue, "venue.changed")
    before = (venue.name_vi, venue.name_en)
    for name, value in values.items():
        setattr(venue, name, value)
    if (venue.name_vi, venue.name_en) != before:
        bump(f"words:venue:{venue.id}")
    record(f"venue:{venue.id}", "venue.changed", actor=actor, payload={k: str(v) for k, v in values.items()})
    bump("venues", f"venue:{venue.id}")
    db.session.flush()


def hours_seen(hours: Sequence[BookableHours]) -> str:
    """What a page was made of, to be compared when it comes back."""
    return " ".join(f"{row.weekday}.{row.opens:%H%M}-{row.closes:%H%M}" for row in hours)


def _changed_meanwhile(venue: Venue, action: str) -> DomainError:
    saved = next((e for e in reversed(entries_of(f"venue:{venue.id}")) if e.action == action), None)
    who = db.session.get(User, saved.actor_id) if saved and saved.actor_id else None
    if saved is None or who is None:
        return DomainError("venue.changed")
    return DomainError("venue.changed_by", who=who.name, when=saved.at)


def set_weekly_hours(
    venue: Venue, spans: Sequence[tuple[int, time, time]], *, actor: Any, seen: str | None = None
) -> None:
    """Replace the weekly hours by (weekday, opens, closes) in local time. Bookings that stand outside keep standing.

    Raises `venue.hours_backwards`, `venue.hours_overlap`, and `venue.changed_by` when the hours are not those that
    were `seen` any more.
    """
    if seen is not None and seen != hours_seen(queries.hours_of(venue)):
        raise _changed_meanwhile(venue, "venue.hours_set")
    ordered = sorted(spans)
    for weekday, opens, closes in ordered:
        if closes <= opens:
            raise DomainError("venue.hours_backwards", field=f"day_{weekday}")
    for (day, _opens, closes), (next_day, next_opens, _closes) in itertools.pairwise(ordered):
        if day == next_day and next_opens < closes:
            raise DomainError("venue.hours_overlap", field=f"day_{day}")
    for row in queries.hours_of(venue):
        db.session.delete(row)
    db.session.flush()
    db.session.add_all(BookableHours(venue_id=venue.id, weekday=d, opens=o, closes=c) for d, o, c in ordered)
    record(f"venue:{venue.id}", "venue.hours_set", actor=actor, payload={"spans": [str(s) for s in ordered]})
    bump("venues", f"venue:{venue.id}")
    db.session.flush()


def add_exception(
    venue: Venue, *, actor: Any, day: date, opens: time | None, closes: time | None, note_vi: str, note_en: str | None
) -> None:
    """One day with other hours, or with none when both are empty. Raises `venue.exception_exists` and hour faults."""
    if (opens is None) != (closes is None):
        raise DomainError("venue.hours_incomplete", field="closes")
    if opens and closes and closes <= opens:
        raise DomainError("venue.hours_backwards", field="closes")
    if queries.exception_on(venue, day) is not None:
        raise DomainError("venue.exception_exists", field="day")
    db.session.add(
        HoursException(venue_id=venue.id, day=day, opens=opens, closes=closes, note_vi=note_vi, note_en=note_en)
    )
    record(f"venue:{venue.id}", "venue.exception_added", actor=actor, payload={"day": day.isoformat()})
    bump("venues", f"venue:{venue.id}")
    db.session.flush()


def remove_exception(venue: Venue, day: date, *, actor: Any) -> None:
    exception = queries.exception_on(venue, day)
    if exception is None:
        return
    db.session.delete(exception)
    record(f"venue:{venue.id}", "venue.exception_removed", actor=actor, payload={"day": day.isoformat()})
    bump("venues", f"venue:{venue.id}")
    db.session.flush()
