from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import or_, select

from app.core.db import db
from app.venues.models import (
    BookableHours,
    Equipment,
    HoursException,
    SoftEdge,
    Venue,
    VenueLayout,
    venue_areas,
)


def all_venues() -> Sequence[Venue]:
    return db.session.scalars(select(Venue).order_by(Venue.position, Venue.id)).all()


def whole_venues() -> Sequence[Venue]:
    """The venues people know by name; `parts_of` gives the pieces that can be booked alone."""
    return db.session.scalars(select(Venue).where(Venue.whole_id.is_(None)).order_by(Venue.position, Venue.id)).all()


def parts_of(venue: Venue) -> Sequence[Venue]:
    return db.session.scalars(
        select(Venue).where(Venue.whole_id == venue.id).order_by(Venue.position, Venue.id)
    ).all()


def sharing_floor(venue: Venue) -> Sequence[Venue]:
    """The venue itself and those that share an area with it: its parts, or the whole it is a part of."""
    here = select(venue_areas.c.area_id).where(venue_areas.c.venue_id == venue.id)
    return db.session.scalars(
        select(Venue)
        .where(Venue.id.in_(select(venue_areas.c.venue_id).where(venue_areas.c.area_id.in_(here))))
        .order_by(Venue.position, Venue.id)
    ).all()


def venue_by_slug(slug: str) -> Venue | None:
    return db.session.scalars(select(Venue).where(Venue.slug == slug)).one_or_none()


def venues_by_id(ids: Iterable[int]) -> Sequence[Venue]:
    return db.session.scalars(select(Venue).where(Venue.id.in_(set(ids))).order_by(Venue.position, Venue.id)).all()


def hours_of(venue: Venue) -> Sequence[BookableHours]:
    return db.session.scalars(
        select(BookableHours)
        .where(BookableHours.venue_id == venue.id)
        .order_by(BookableHours.weekday, BookableHours.opens)
    ).all()


def exceptions_of(venue: Venue, first: date, last: date) -> Sequence[HoursException]:
    return db.session.scalars(
        select(HoursException)
        .where(HoursException.venue_id == venue.id, HoursException.day.between(first, last))
        .order_by(HoursException.day)
    ).all()


def exception_on(venue: Venue, day: date) -> HoursException | None:
    return next(iter(exceptions_of(venue, day, day)), None)


def soft_edges_of(area_ids: Iterable[int]) -> Sequence[SoftEdge]:
    """Edges that touch any of the areas, from either side."""
    ids = set(area_ids)
    return db.session.scalars(
        select(SoftEdge)
        .where(or_(SoftEdge.area_id.in_(ids), SoftEdge.other_area_id.in_(ids)))
        .order_by(SoftEdge.area_id, SoftEdge.other_area_id)
    ).all()


def weekly_hours() -> Sequence[BookableHours]:
    """Of every venue, for every weekday."""
    return db.session.scalars(
        select(BookableHours).order_by(BookableHours.venue_id, BookableHours.weekday, BookableHours.opens)
    ).all()


def exceptions_between(first: date, last: date) -> Sequence[HoursException]:
    """Of every venue."""
    return db.session.scalars(
        select(HoursException)
        .where(HoursException.day.between(first, last))
        .order_by(HoursException.venue_id, HoursException.day)
    ).all()


def exceptions_from(venue: Venue, first: date) -> Sequence[HoursException]:
    return db.session.scalars(
        select(HoursException)
        .where(HoursException.venue_id == venue.id, HoursException.day >= first)
        .order_by(HoursException.day)
    ).all()


def layouts_at(venue_ids: Iterable[int]) -> Sequence[VenueLayout]:
    """How these venues can be set, as far as the museum has said."""
    return db.session.scalars(
        select(VenueLayout)
        .where(VenueLayout.venue_id.in_(set(venue_ids)))
        .order_by(VenueLayout.venue_id, VenueLayout.layout)
    ).all()


def equipment_for(venue_ids: Iterable[int]) -> Sequence[Equipment]:
    """What can be borrowed at any of these venues: their own, then what goes anywhere."""
    return db.session.scalars(
        select(Equipment)
        .where(Equipment.active, or_(Equipment.venue_id.is_(None), Equipment.venue_id.in_(set(venue_ids))))
        .order_by(Equipment.venue_id.is_(None), Equipment.venue_id, Equipment.position, Equipment.id)
    ).all()
