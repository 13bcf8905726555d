"""What the Centre says of a venue, and on what terms it gives it: the columns of the venue itself, and its layouts."""

from collections.abc import Iterable, Mapping
from typing import Any

from app.core.db import db
from app.core.errors import DomainError
from app.files.models import StoredFile
from app.files.service import PreparedFile, forget, keep
from app.revisions.service import bump
from app.venues import queries, rules
from app.venues.models import Layout, Venue, VenueLayout
from app.venues.service.telling import check_seen, seen, tell


def facts_seen(venue: Venue, names: Iterable[str]) -> str:
    return seen(*((name, getattr(venue, name)) for name in sorted(names)))


def change_venue(
    venue: Venue, *, actor: Any, was: str | None = None, action: str = "venue.changed", **values: Any
) -> None:
    """Set words, facts or terms; `action` names which. The feeds that show its name and place follow.

    Raises `venue.changed_by` when these very facts are not what `was` seen, and what is wrong with the terms.
    """
    queries.hold_venue(venue)
    check_seen(venue, was, facts_seen(venue, values), action)
    rules.check_terms(values)
    before = _shown_in_calendars(venue)
    for name, value in values.items():
        setattr(venue, name, value)
    if _shown_in_calendars(venue) != before:
        bump(f"words:venue:{venue.id}")
    tell(venue, action, actor, **values)


def _shown_in_calendars(venue: Venue) -> tuple[object, ...]:
    return (venue.name_vi, venue.name_en, venue.latitude, venue.longitude, venue.zone_name)


def layouts_seen(venue: Venue) -> str:
    return seen(venue.capacity, *((one.layout, one.capacity) for one in queries.layouts_of(venue)))


def set_layouts(
    venue: Venue,
    layouts: Mapping[Layout, int | None],
    *,
    capacity: int | None,
    actor: Any,
    was: str | None = None,
) -> None:
    """How the venue can be set and how many it then holds; None where the museum has not said. `capacity` is the most
    it ever holds. Raises `venue.layout_over_capacity`."""
    queries.hold_venue(venue)
    check_seen(venue, was, layouts_seen(venue), "venue.layouts_set")
    for layout, people in layouts.items():
        if people and capacity and people > capacity:
            raise DomainError("venue.layout_over_capacity", field=f"capacity_{layout}", most=capacity)
    for row in queries.layouts_of(venue):
        db.session.delete(row)
    db.session.flush()
    venue.capacity = capacity
    db.session.add_all(
        VenueLayout(venue_id=venue.id, layout=str(layout), capacity=people) for layout, people in layouts.items()
    )
    tell(venue, "venue.layouts_set", actor, capacity=capacity, **{str(k): v for k, v in layouts.items()})


def set_plan(venue: Venue, prepared: PreparedFile, *, actor: Any) -> StoredFile:
    """In place of the one before, whose bytes go with the next sweep."""
    queries.hold_venue(venue)
    before, venue.plan = venue.plan, keep(prepared, actor=actor)
    db.session.flush()
    if before is not None:
        forget(before)
    tell(venue, "venue.plan_set", actor, file=venue.plan.name)
    return venue.plan


def remove_plan(venue: Venue, *, actor: Any) -> None:
    queries.hold_venue(venue)
    before, venue.plan = venue.plan, None
    db.session.flush()
    if before is not None:
        forget(before)
        tell(venue, "venue.plan_removed", actor, file=before.name)
