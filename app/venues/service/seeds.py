"""Venues as they come with the house."""

from collections.abc import Mapping
from datetime import time
from typing import Any

from app.core.db import db
from app.venues import queries
from app.venues.models import Area, BookableHours, SoftEdge, Venue


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
        whole = _load_venue(row, row, position * 10, areas, document)
        for place, part in enumerate(row.get("parts", ()), start=1):
            _load_venue(part, row, position * 10 + place, areas, document).whole_id = whole.id
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
    document: Mapping[str, Any],
) -> Venue:
    hours, (latitude, longitude) = document["hours"], document.get("point", (None, None))
    summary = row.get("summary", whole["summary"])
    venue = Venue(
        slug=row["slug"],
        position=position,
        name_vi=row["name"]["vi"],
        name_en=row["name"]["en"],
        summary_vi=summary["vi"],
        summary_en=summary["en"],
        outdoor=row.get("outdoor", whole.get("outdoor", False)),
        latitude=latitude,
        longitude=longitude,
        policy=row["policy"],
        associates_may_request=row.get("associates", False),
        areas=[areas[code] for code in row["areas"]],
    )
    db.session.add(venue)
    db.session.flush()
    opens, closes = time.fromisoformat(hours["opens"]), time.fromisoformat(hours["closes"])
    db.session.add_all(BookableHours(venue_id=venue.id, weekday=day, opens=opens, closes=closes) for day in range(7))
    return venue
