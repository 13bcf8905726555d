"""Shutting venues for a while. A closure outranks bookings: those in its way are displaced in the same transaction,
so the guard of the schema never has to look away."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from app.audit.service import record
from app.bookings import conflicts, queries, rules
from app.bookings.models import Booking, Closure
from app.bookings.service import floor
from app.bookings.service.settling import offer_freed, release_expired_holds
from app.bookings.service.steps import check_fingerprint, displace, fingerprint_of
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError
from app.core.ids import new_public_id, new_uuid
from app.core.timespan import Timespan
from app.revisions.service import bump
from app.venues.models import Venue
from app.venues.queries import venues_by_id


def close_venues(
    *,
    actor: Any,
    venue_ids: Iterable[int],
    span: Timespan,
    title_vi: str,
    title_en: str | None = None,
    fingerprint: str | None = None,
) -> Closure:
    """Raises `booking.closed` where another closure stands, `booking.facts_changed` when other bookings are touched
    than those the fingerprint was made of."""
    if not rules.can_close_venues(actor):
        raise DomainError("booking.not_allowed")
    now = clock.now()
    venues = _venues(venue_ids)
    if not title_vi:
        raise DomainError("booking.no_title", field="title_vi")
    if span.end <= now:
        raise DomainError("booking.in_the_past", field="ends_at")
    areas = conflicts.areas_of(venues)
    floor.lock_areas(areas)
    release_expired_holds(areas)
    check_fingerprint(fingerprint, facts_of_closing(venues, span, now=now))
    closure = _new_closure(venues, span, title_vi=title_vi, title_en=title_en, actor=actor, now=now)
    db.session.add(closure)
    touched = queries.live_in(areas, span, now=now)
    for booking in touched:
        displace(booking, by=closure, actor=actor, now=now, not_before=span.end)
    db.session.flush()
    floor.shut(closure)
    _note(closure, "closure.made", actor=actor, payload={"displaced": [b.id for b in touched]})
    return closure


def lift_closure(closure: Closure, *, actor: Any) -> Closure:
    """Gives the floor back at once. Bookings it displaced stay displaced: their people were told and may have left."""
    if not rules.can_close_venues(actor):
        raise DomainError("booking.not_allowed")
    floor.lock_areas(conflicts.areas_of(closure.venues))
    db.session.refresh(closure)
    now = clock.now()
    if closure.lifted_at is not None:
        raise DomainError("booking.closure_lifted")
    closure.lifted_at = closure.revised_at = now
    closure.sequence += 1
    floor.reopen(closure)
    offer_freed(conflicts.areas_of(closure.venues), closure.span)
    _note(closure, "closure.lifted", actor=actor, payload={})
    return closure


def facts_of_closing(venues: Sequence[Venue], span: Timespan, *, now: datetime) -> str:
    return fingerprint_of(
        displaced_by(venues, span, now=now),
        (),
        (),
        f"{[v.id for v in venues]} {span.start.timestamp()} {span.end.timestamp()}",
    )


def displaced_by(venues: Sequence[Venue], span: Timespan, *, now: datetime) -> Sequence[Booking]:
    return queries.live_in(conflicts.areas_of(venues), span, now=now)


def _venues(venue_ids: Iterable[int]) -> Sequence[Venue]:
    venues = venues_by_id(venue_ids)
    if not venues:
        raise DomainError("booking.no_venue", field="venues")
    return venues


def _new_closure(
    venues: Sequence[Venue], span: Timespan, *, title_vi: str, title_en: str | None, actor: Any, now: datetime
) -> Closure:
    return Closure(
        public_id=new_public_id(),
        uuid=new_uuid(),
        title_vi=title_vi,
        title_en=title_en,
        starts_at=span.start,
        ends_at=span.end,
        sequence=0,
        created_by=actor.id,
        created_at=now,
        revised_at=now,
        venues=list(venues),
    )


def _note(closure: Closure, action: str, *, actor: Any, payload: dict[str, Any]) -> None:
    db.session.flush()
    record(f"closure:{closure.id}", action, actor=actor, payload=payload)
    bump("bookings", *(f"venue:{venue.id}" for venue in closure.venues))
