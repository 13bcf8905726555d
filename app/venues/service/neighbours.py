"""Areas that disturb each other without sharing floor. They warn, and never block."""

from typing import Any

from app.core.db import db
from app.core.errors import DomainError
from app.core.text import one_line
from app.venues import queries
from app.venues.models import Area, SoftEdge, Venue
from app.venues.service.telling import tell


def add_neighbour(
    venue: Venue, area: Area, other: Area, *, kind: str, note_vi: str, note_en: str | None, actor: Any
) -> SoftEdge:
    """Raises `venue.neighbour_here` for floor of the same venue and `venue.neighbour_exists` for a pair that stands."""
    queries.hold_venue(venue)
    if other in venue.areas:
        raise DomainError("venue.neighbour_here", field="other")
    if queries.edge_between(area, other) is not None:
        raise DomainError("venue.neighbour_exists", field="other")
    edge = SoftEdge(
        area_id=area.id,
        other_area_id=other.id,
        kind=kind,
        note_vi=one_line(note_vi),
        note_en=one_line(note_en or "") or None,
    )
    db.session.add(edge)
    tell(venue, "venue.neighbour_added", actor, areas=f"{area.code} {other.code}", kind=kind)
    return edge


def remove_neighbour(venue: Venue, area: Area, other: Area, *, actor: Any) -> None:
    edge = queries.edge_between(area, other)
    if edge is None:
        return
    db.session.delete(edge)
    tell(venue, "venue.neighbour_removed", actor, areas=f"{area.code} {other.code}", kind=edge.kind)
