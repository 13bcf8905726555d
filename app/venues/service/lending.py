"""What can be lent for a booking: at one venue, or anywhere. What was lent once is kept: bookings name it."""

from typing import Any

from app.core.db import db
from app.core.errors import DomainError
from app.core.ids import new_public_id
from app.core.text import fold, one_line
from app.venues import queries
from app.venues.models import Equipment, Venue
from app.venues.service.telling import check_seen, seen, tell


def equipment_seen(thing: Equipment) -> str:
    return seen(thing.name_vi, thing.name_en, thing.stock, thing.active)


def add_equipment(venue: Venue | None, *, name_vi: str, name_en: str | None, stock: int, actor: Any) -> Equipment:
    """Last in its list. Raises `venue.equipment_exists`."""
    if venue is not None:
        queries.hold_venue(venue)
    there = queries.equipment_at(venue)
    _check_name(name_vi, there)
    thing = Equipment(
        public_id=new_public_id(),
        venue_id=venue.id if venue else None,
        name_vi=one_line(name_vi),
        name_en=one_line(name_en or "") or None,
        stock=stock,
        position=max((one.position for one in there), default=0) + 1,
    )
    db.session.add(thing)
    tell(venue, "venue.equipment_added", actor, name=thing.name_vi, stock=stock)
    return thing


def change_equipment(
    thing: Equipment,
    *,
    name_vi: str,
    name_en: str | None,
    stock: int,
    active: bool,
    actor: Any,
    was: str | None = None,
) -> None:
    """What is not `active` is offered no more; bookings that asked for it keep it."""
    venue = db.session.get(Venue, thing.venue_id) if thing.venue_id else None
    db.session.refresh(thing, with_for_update={"of": Equipment})
    check_seen(venue, was, equipment_seen(thing), "venue.equipment_changed")
    _check_name(name_vi, [one for one in queries.equipment_at(venue) if one is not thing])
    thing.name_vi, thing.name_en = one_line(name_vi), one_line(name_en or "") or None
    thing.stock, thing.active = stock, active
    tell(venue, "venue.equipment_changed", actor, name=thing.name_vi, stock=stock, active=active)


def _check_name(name: str, others: Any) -> None:
    if fold(one_line(name)) in {fold(one.name_vi) for one in others}:
        raise DomainError("venue.equipment_exists", field="name_vi")
