from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload, lazyload, selectinload

from app.bookings.models import Booking, BookingStatus, booking_venues
from app.bookings.queries.shown import shown_publicly
from app.core import clock
from app.core.db import db
from app.core.timespan import Timespan
from app.events.models import Event, EventDate, EventPhoto, EventStatus, Whereabouts
from app.events.publishing import can_edit, can_moderate
from app.events.rules import DATES_SHOWN, Happening, Named
from app.memberships.queries import standings_of
from app.spaces.models import Space
from app.spaces.queries import spaces_with, team_space_ids
from app.spaces.rules import shown_address
from app.venues.models import Venue


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What somebody asks for: what touches `span`, or without one what is not over; of one venue or one space where
    they are named; the first `limit` of it. Of one `event` everything there is, whether or not its page is shown; of one `booking` it and the
    other dates of its series."""

    span: Timespan | None = None
    venue_id: int | None = None
    space_id: int | None = None
    event: Event | None = None
    booking: Booking | None = None
    limit: int = DATES_SHOWN
    with_cancelled: bool = False


def happenings(wanted: Wanted, now: datetime) -> list[Happening]:
    """What happens in public, soonest first: dates of bookings, with a page of their own or without, and own dates of
    published events. The one place that says so; nothing of a booking is copied, so what moves has moved here too."""
    rows = sorted([*_booked(wanted, now), *_own(wanted, now)], key=lambda row: (row.starts_at, row.uuid))
    members = members_among({row.space_id for row in rows} - {None})
    # What a space that is no member any more does at its own place is not the network's to announce.
    hidden = wanted.event is None
    told = [row for row in rows if row.booking_id or not hidden or row.space_id is None or row.space_id in members]
    return _told(told[: wanted.limit], members, wanted.event)


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
        .outerjoin(Event, and_(Event.id == EventDate.event_id, _of(wanted)))
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
    if wanted.event is not None:
        query = query.where(EventDate.event_id == wanted.event.id)
    if wanted.booking is not None:
        query = query.where(_of_series(wanted.booking))
    return db.session.execute(query).all()


def _own(wanted: Wanted, now: datetime) -> Iterable[Any]:
    if wanted.venue_id is not None or wanted.booking is not None:
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
        .where(_of(wanted), EventDate.starts_at.is_not(None))
        .where(*_within(wanted, now, EventDate.starts_at, EventDate.ends_at))
        .order_by(EventDate.starts_at, EventDate.id)
        .limit(max(wanted.limit, DATES_SHOWN))  # those of hosts that are no members any more go before the cut
    )
    if not wanted.with_cancelled:
        query = query.where(EventDate.cancelled_at.is_(None))
    if wanted.space_id is not None:
        query = query.where(Event.space_id == wanted.space_id)
    return db.session.execute(query).all()


def _of(wanted: Wanted) -> ColumnElement[bool]:
    return Event.status == EventStatus.PUBLISHED if wanted.event is None else Event.id == wanted.event.id


def _of_series(booking: Booking) -> ColumnElement[bool]:
    one = Booking.id == booking.id
    if booking.series_id is None:
        return one
    return or_(one, and_(Booking.series_id == booking.series_id, Booking.title_vi == booking.title_vi))


def _shown(*, with_cancelled: bool) -> ColumnElement[bool]:
    confirmed = and_(Booking.status == BookingStatus.CONFIRMED, Booking.open_to_public)
    return or_(confirmed, shown_publicly()) if with_cancelled else confirmed


def _within(wanted: Wanted, now: datetime, starts_at: Any, ends_at: Any) -> list[ColumnElement[bool]]:
    if wanted.event is not None or wanted.booking is not None:
        return []
    if wanted.span is None:
        return [ends_at > now]
    return [starts_at < wanted.span.end, ends_at > wanted.span.start]


def members_among(space_ids: Collection[int]) -> set[int]:
    """Today."""
    today = clock.today()
    standings = standings_of([(space_id, today) for space_id in space_ids])
    return {space_id for (space_id, _day), standing in standings.items() if standing.is_member}


def _told(rows: Sequence[Any], members: Collection[int], known: Event | None) -> list[Happening]:
    events = {known.id: known} if known else _events_with({row.event_id for row in rows} - {None})
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
    query = (
        select(Event)
        .where(Event.id.in_(ids))
        .order_by(Event.id)
        .options(joinedload(Event.photos).joinedload(EventPhoto.sizes))
    )
    return {event.id: event for event in db.session.scalars(query).unique()}


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


def dates_around(booking: Booking, now: datetime) -> list[Happening]:
    """It and, of a series, its other dates, those that are over or were called off too."""
    return happenings(Wanted(booking=booking, with_cancelled=True), now)


def dates_of(event: Event, now: datetime) -> list[Happening]:
    """All of one event's that anybody may know, those that are over or were called off too."""
    return happenings(Wanted(event=event, with_cancelled=True), now)


def shown_event(key: str) -> Event | None:
    """What anybody may open, by the end of its address: published, and its host a member where it is at home."""
    query = _whole().where(or_(Event.slug == key, Event.public_id == key), Event.status == EventStatus.PUBLISHED)
    event = db.session.scalars(query.order_by((Event.slug == key).desc(), Event.id).limit(1)).first()
    if event is None or event.where == Whereabouts.VENUE or event.space_id is None:
        return event
    return event if members_among({event.space_id}) else None


def opens_to_all(event: Event, now: datetime) -> bool:
    """Whether anybody finds a page at its address: one that is shown, with a date the public may know."""
    return shown_event(event.public_id) is not None and bool(dates_of(event, now))


def event_of_booking(booking_id: int) -> Event | None:
    """In whatever state."""
    query = _whole().join(EventDate).where(EventDate.booking_id == booking_id)
    return db.session.scalars(query).one_or_none()


def booking_behind(key: str, now: datetime) -> Booking | None:
    """Of an event whose page is withdrawn: its nearest date that stands open to all without it."""
    query = (
        select(Booking)
        .join(EventDate, EventDate.booking_id == Booking.id)
        .join(Event, Event.id == EventDate.event_id)
        .where(or_(Event.slug == key, Event.public_id == key), Event.published_at.is_not(None))
        .where(Booking.status == BookingStatus.CONFIRMED, Booking.open_to_public, Booking.public_ends_at > now)
        .order_by(Booking.public_starts_at, Booking.id)
        .limit(1)
    )
    return db.session.scalars(query).one_or_none()


def event_for_editor(actor: Any, public_id: str) -> Event | None:
    """None for everybody but its host's team, who learn nothing; of the Centre's own its coordinators."""
    event = db.session.scalars(_whole().where(Event.public_id == public_id)).one_or_none()
    if event is None or not can_edit(actor, space_id=event.space_id, team_space_ids=team_space_ids(actor)):
        return None
    return event


def events_of(actor: Any) -> Sequence[Event]:
    """Of the actor's spaces, and the Centre's own for who keeps those; what was worked on last first."""
    mine = Event.space_id.in_(team_space_ids(actor))
    query = _whole().where(or_(mine, Event.space_id.is_(None)) if can_moderate(actor) else mine)
    return db.session.scalars(query.order_by(Event.updated_at.desc(), Event.id.desc())).all()


def without_page(actor: Any, now: datetime) -> list[Booking]:
    """What the actor could make a page for, soonest first: of a series its nearest date."""
    mine = Booking.space_id.in_(team_space_ids(actor))
    query = (
        select(Booking)
        .where(or_(mine, Booking.space_id.is_(None)) if can_moderate(actor) else mine)
        .where(Booking.status == BookingStatus.CONFIRMED, Booking.open_to_public, Booking.public_ends_at > now)
        .where(Booking.id.not_in(select(EventDate.booking_id).where(EventDate.booking_id.is_not(None))))
        .order_by(Booking.public_starts_at, Booking.id)
        .options(lazyload(Booking.requester), lazyload(Booking.equipment))
    )
    found: dict[str, Booking] = {}
    for booking in db.session.scalars(query):
        found.setdefault(booking.series_id or booking.public_id, booking)
    return list(found.values())


def booking_for_page(actor: Any, public_id: str) -> Booking | None:
    """A booking of the actor's own, whether or not it can have a page yet."""
    booking = db.session.scalars(select(Booking).where(Booking.public_id == public_id)).one_or_none()
    if booking is None or not can_edit(actor, space_id=booking.space_id, team_space_ids=team_space_ids(actor)):
        return None
    return booking


def dates_on_offer(booking: Booking, event: Event | None, now: datetime) -> list[Booking]:
    """Those dates of its series that can stand on one page with it: not on another page yet, and of the same host."""
    elsewhere = select(EventDate.booking_id).where(EventDate.booking_id.is_not(None))
    if event is not None:
        elsewhere = elsewhere.where(EventDate.event_id != event.id)
    one = Booking.id == booking.id
    query = (
        select(Booking)
        .where(or_(one, Booking.series_id == booking.series_id) if booking.series_id else one)
        .where(Booking.space_id.is_not_distinct_from(booking.space_id), Booking.id.not_in(elsewhere))
        .where(Booking.status == BookingStatus.CONFIRMED, Booking.open_to_public, Booking.public_ends_at > now)
        .order_by(Booking.public_starts_at, Booking.id)
        .options(lazyload(Booking.requester), lazyload(Booking.equipment))
    )
    return list(db.session.scalars(query))


def published_before(space_id: int | None) -> bool:
    """Whether another event of this host has been published once, or this very one; not one that the Centre took down."""
    mine = Event.space_id.is_not_distinct_from(space_id)
    query = select(Event.id).where(mine, Event.published_at.is_not(None), Event.reason == "")
    return db.session.scalar(query.limit(1)) is not None


def slugs_like(slug: str) -> set[str]:
    return set(db.session.scalars(select(Event.slug).where(Event.slug.startswith(slug, autoescape=True))))


def waiting(actor: Any) -> Sequence[Event]:
    """What this person may answer, the oldest first: nothing of spaces they are on the team of."""
    if not can_moderate(actor):
        return []
    query = _whole().where(Event.status == EventStatus.WAITING, _apart_from(actor))
    return db.session.scalars(query.order_by(Event.submitted_at, Event.id)).all()


def moderated(actor: Any, limit: int) -> Sequence[Event]:
    """What members have published or was declined, the last first."""
    statuses = (EventStatus.PUBLISHED, EventStatus.DECLINED, EventStatus.WITHDRAWN)
    query = _whole().where(Event.status.in_(statuses), Event.space_id.is_not(None), _apart_from(actor))
    return db.session.scalars(query.order_by(Event.updated_at.desc(), Event.id.desc()).limit(limit)).all()


def event_for_moderator(actor: Any, public_id: str) -> Event | None:
    """Not what its host has not handed in, and not for who is on the team of that."""
    if not can_moderate(actor):
        return None
    query = _whole().where(Event.public_id == public_id, Event.space_id.is_not(None), _apart_from(actor))
    return db.session.scalars(query.where(Event.status != EventStatus.DRAFT)).one_or_none()


def _apart_from(actor: Any) -> ColumnElement[bool]:
    return Event.space_id.not_in(team_space_ids(actor))


def photo_by_public_id(public_id: str) -> tuple[EventPhoto, Event] | None:
    """And whose it is. Says nothing about who may see it."""
    query = select(EventPhoto, Event).join(Event, Event.id == EventPhoto.event_id)
    row = db.session.execute(query.where(EventPhoto.public_id == public_id)).one_or_none()
    return None if row is None else (row[0], row[1])


def own_dates(window: Timespan, kept_since: datetime, space_ids: Collection[int] | None) -> Sequence[EventDate]:
    """Dates of published events that are no bookings, of these spaces or of everybody for None, whether or not the host
    is a member; what was called off until it would have been over so long."""
    query = (
        select(EventDate)
        .join(Event, Event.id == EventDate.event_id)
        .where(Event.status == EventStatus.PUBLISHED)
        .where(EventDate.starts_at < window.end, EventDate.ends_at > window.start)
        .where(or_(EventDate.cancelled_at.is_(None), EventDate.ends_at > kept_since))
        .order_by(EventDate.starts_at, EventDate.id)
        .options(joinedload(EventDate.event).joinedload(Event.space))
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(query if space_ids is None else query.where(Event.space_id.in_(space_ids))).all()


def own_date_shown(uuid: str) -> EventDate | None:
    """One that anybody may know."""
    query = (
        select(EventDate)
        .join(Event, Event.id == EventDate.event_id)
        .where(EventDate.uuid == uuid, EventDate.starts_at.is_not(None), Event.status == EventStatus.PUBLISHED)
        .options(joinedload(EventDate.event).joinedload(Event.space))
    )
    one = db.session.scalars(query).one_or_none()
    if one is None or one.event.space_id is None:
        return one
    return one if members_among({one.event.space_id}) else None


def pages_of(booking_ids: Collection[int]) -> dict[int, Event]:
    """By booking, where its page is shown."""
    if not booking_ids:
        return {}
    query = (
        select(EventDate.booking_id, Event)
        .join(Event, Event.id == EventDate.event_id)
        .where(EventDate.booking_id.in_(booking_ids), Event.status == EventStatus.PUBLISHED)
        .order_by(EventDate.booking_id)
        .execution_options(populate_existing=True)
    )
    rows = db.session.execute(query).all()
    return {row[0]: row[1] for row in rows if row[0] is not None}


def hold(event: Event) -> None:
    """As it stands now; until the transaction ends nobody else changes it."""
    db.session.refresh(event, with_for_update={"of": Event})


def years_of_past(now: datetime) -> list[int]:
    """In which something has happened, the last first."""
    shown = and_(Booking.status == BookingStatus.CONFIRMED, Booking.open_to_public, Booking.public_starts_at <= now)
    first = db.session.scalar(select(func.min(Booking.public_starts_at)).where(shown))
    own = (
        select(func.min(EventDate.starts_at))
        .join(Event, Event.id == EventDate.event_id)
        .where(Event.status == EventStatus.PUBLISHED, EventDate.starts_at <= now)
    )
    begun = [one for one in (first, db.session.scalar(own)) if one is not None]
    last = now.astimezone(clock.HOUSE_ZONE).year
    return list(range(last, min(begun).astimezone(clock.HOUSE_ZONE).year - 1, -1)) if begun else []


def _whole() -> Select[Event]:
    return select(Event).options(
        selectinload(Event.dates)
        .joinedload(EventDate.booking)
        .options(lazyload(Booking.requester), lazyload(Booking.equipment)),
        selectinload(Event.photos),
        joinedload(Event.space),
    )
