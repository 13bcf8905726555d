from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import lazyload, selectinload

from app.bookings.models import Booking, BookingStatus, booking_venues
from app.bookings.queries.shown import shown_publicly
from app.core import clock
from app.core.db import db
from app.core.timespan import Timespan
from app.events.models import Event, EventDate, EventStatus, Whereabouts
from app.events.rules import DATES_SHOWN, Happening, Named
from app.memberships.queries import standings_of
from app.spaces.models import Space
from app.spaces.queries import spaces_with
from app.spaces.rules import shown_address
from app.venues.models import Venue


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What somebody asks for: what touches `span`, or without one what is not over; of one venue or one space where
    they are named; the first `limit` of it."""

    span: Timespan | None = None
    venue_id: int | None = None
    space_id: int | None = None
    limit: int = DATES_SHOWN
    with_cancelled: bool = False


def happenings(wanted: Wanted, now: datetime) -> list[Happening]:
    """What happens in public, soonest first: dates of bookings, with a page of their own or without, and own dates of
    published events. The one place that says so; nothing of a booking is copied, so what moves has moved here too."""
    rows = sorted([*_booked(wanted, now), *_own(wanted, now)], key=lambda row: (row.starts_at, row.uuid))
    members = _members({row.space_id for row in rows} - {None})
    # What a space that is no member any more does at its own place is not the network's to announce.
    told = [row for row in rows if row.booking_id or row.space_id is None or row.space_id in members]
    return _told(told[: wanted.limit], members)


def _booked(wanted: Wanted, now: datetime) -> Iterable[Any]:
    query = (
        select(
            Booking.id.label("booking_id"),
            Booking.public_id,
            Booking.uuid,
            Booking.series_id,
            Booking.space_id,
            Booking.title_vi,
            Booking.title_en,
            Booking.activity_kind.label("kind"),
            Booking.public_starts_at.label("starts_at"),
            Booking.public_ends_at.label("ends_at"),
            (Booking.status != BookingStatus.CONFIRMED).label("cancelled"),
            Event.id.label("event_id"),
        )
        .outerjoin(EventDate, EventDate.booking_id == Booking.id)
        .outerjoin(Event, and_(Event.id == EventDate.event_id, Event.status == EventStatus.PUBLISHED))
        .where(_shown(with_cancelled=wanted.with_cancelled))
        .where(*_within(wanted, now, Booking.public_starts_at, Booking.public_ends_at))
        .order_by(Booking.public_starts_at, Booking.id)
        .limit(wanted.limit)
    )
    if wanted.venue_id is not None:
        here = select(booking_venues.c.booking_id).where(booking_venues.c.venue_id == wanted.venue_id)
        query = query.where(Booking.id.in_(here))
    if wanted.space_id is not None:
        query = query.where(Booking.space_id == wanted.space_id)
    return db.session.execute(query).all()


def _own(wanted: Wanted, now: datetime) -> Iterable[Any]:
    if wanted.venue_id is not None:
        return []
    query = (
        select(
            EventDate.uuid,
            Event.space_id,
            EventDate.starts_at,
            EventDate.ends_at,
            EventDate.cancelled_at.is_not(None).label("cancelled"),
            EventDate.event_id,
            EventDate.booking_id,
        )
        .join(Event, Event.id == EventDate.event_id)
        .where(Event.status == EventStatus.PUBLISHED, EventDate.starts_at.is_not(None))
        .where(*_within(wanted, now, EventDate.starts_at, EventDate.ends_at))
        .order_by(EventDate.starts_at, EventDate.id)
        .limit(wanted.limit)
    )
    if not wanted.with_cancelled:
        query = query.where(EventDate.cancelled_at.is_(None))
    if wanted.space_id is not None:
        query = query.where(Event.space_id == wanted.space_id)
    return db.session.execute(query).all()


def _shown(*, with_cancelled: bool) -> ColumnElement[bool]:
    confirmed = and_(Booking.status == BookingStatus.CONFIRMED, Booking.open_to_public)
    return or_(confirmed, shown_publicly()) if with_cancelled else confirmed


def _within(wanted: Wanted, now: datetime, starts_at: Any, ends_at: Any) -> list[ColumnElement[bool]]:
    if wanted.span is None:
        return [ends_at > now]
    return [starts_at < wanted.span.end, ends_at > wanted.span.start]


def _members(space_ids: Collection[int]) -> set[int]:
    today = clock.today()
    standings = standings_of([(space_id, today) for space_id in space_ids])
    return {space_id for (space_id, _day), standing in standings.items() if standing.is_member}


def _told(rows: Sequence[Any], members: Collection[int]) -> list[Happening]:
    events = _events_with({row.event_id for row in rows} - {None})
    hosts = spaces_with({row.space_id for row in rows} - {None})
    places = _venues_of({row.booking_id for row in rows} - {None})
    return [
        _one(row, events.get(row.event_id), hosts.get(row.space_id), places.get(row.booking_id, []), members)
        for row in rows
    ]


def _one(
    row: Any, event: Event | None, host: Space | None, venues: list[Venue], members: Collection[int]
) -> Happening:
    told: Any = event or row
    where = Whereabouts.VENUE if row.booking_id else told.where
    at_host = host if where == Whereabouts.SPACE else None
    series = f"event:{event.id}" if event else f"series:{row.series_id}:{row.title_vi}" if row.series_id else row.uuid
    return Happening(
        key=event.slug if event else row.public_id,
        uuid=row.uuid,
        series=series,
        title_vi=told.title_vi,
        title_en=told.title_en,
        span=Timespan(row.starts_at, row.ends_at),
        zone=venues[0].zone if venues else clock.HOUSE_ZONE,
        venues=tuple(Named(slug=one.slug, name_vi=one.name_vi, name_en=one.name_en) for one in venues),
        host=Named(slug=host.slug, name_vi=host.name_vi, name_en=host.name_en) if host else None,
        host_has_page=row.space_id in members,
        where=where,
        address=shown_address(at_host) if at_host else "",
        ward_code=at_host.ward_code if at_host else None,
        space_id=row.space_id,
        kind=(event.kind if event else "") or getattr(row, "kind", ""),
        fields=tuple((event.fields if event else None) or (host.fields if host else ())),
        cancelled=bool(row.cancelled),
        photo=event.photos[0] if event and event.photos else None,
    )


def _events_with(ids: Collection[int]) -> dict[int, Event]:
    if not ids:
        return {}
    query = select(Event).where(Event.id.in_(ids)).order_by(Event.id).options(selectinload(Event.photos))
    return {event.id: event for event in db.session.scalars(query)}


def _venues_of(booking_ids: Collection[int]) -> dict[int, list[Venue]]:
    if not booking_ids:
        return {}
    query = (
        select(booking_venues.c.booking_id, Venue)
        .join(Venue, Venue.id == booking_venues.c.venue_id)
        .where(booking_venues.c.booking_id.in_(booking_ids))
        .order_by(booking_venues.c.booking_id, Venue.position, Venue.id)
        .options(lazyload("*"))
    )
    found: dict[int, list[Venue]] = {}
    for booking_id, venue in db.session.execute(query):
        found.setdefault(booking_id, []).append(venue)
    return found
