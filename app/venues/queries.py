from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date

from sqlalchemy import Select, event, or_, select
from sqlalchemy.orm import joinedload, object_session

from app.accounts.models import Role, RoleGrant, User
from app.accounts.queries import deputies_on
from app.core import clock
from app.core.db import db, held, let_go
from app.files.models import StoredFile
from app.venues.models import (
    Area,
    BookableHours,
    Equipment,
    HoursException,
    Quota,
    Season,
    SoftEdge,
    Venue,
    VenueApprover,
    VenueLayout,
    VenuePhoto,
)
from app.venues.rules import WrittenHours

_HELD = "venues"


def all_venues() -> Sequence[Venue]:
    """They are few and half of all pages ask for them in several ways: read with their areas once in a transaction."""
    if db.session.new:
        db.session.flush()
    return sorted(held(_HELD, _read, while_writing=True), key=lambda venue: (venue.position, venue.id))


def _read() -> Sequence[Venue]:
    return db.session.scalars(select(Venue).options(joinedload(Venue.areas))).unique().all()


@event.listens_for(Venue, "after_insert")
def _read_again(_mapper: object, _connection: object, venue: Venue) -> None:
    let_go(_HELD, object_session(venue))


def whole_venues() -> Sequence[Venue]:
    """The venues people know by name; `parts_of` gives the pieces that can be booked alone."""
    return [venue for venue in all_venues() if venue.whole_id is None]


def parts_of(venue: Venue) -> Sequence[Venue]:
    return [one for one in all_venues() if one.whole_id == venue.id]


def sharing_floor(venue: Venue) -> Sequence[Venue]:
    """The venue itself and those that share an area with it: its parts, or the whole it is a part of."""
    here = {area.id for area in venue.areas}
    return [one for one in all_venues() if not here.isdisjoint(area.id for area in one.areas)]


def venue_by_slug(slug: str) -> Venue | None:
    return next((venue for venue in all_venues() if venue.slug == slug), None)


def venues_by_id(ids: Iterable[int]) -> Sequence[Venue]:
    wanted = set(ids)
    return [venue for venue in all_venues() if venue.id in wanted]


def hours_of(venue: Venue) -> Sequence[BookableHours]:
    """Of the whole year and of every season."""
    return weekly_hours([venue.id])


def written_hours(venues: Collection[Venue], first: date, last: date) -> dict[int, WrittenHours]:
    """What `rules.bookable` weighs for these days, by venue id: three selects, however many venues."""
    ids = [venue.id for venue in venues]
    weekly, seasons, exceptions = weekly_hours(ids), seasons_of(ids), exceptions_between(ids, first, last)
    return {
        venue.id: WrittenHours(
            [row for row in weekly if row.venue_id == venue.id],
            [row for row in exceptions if row.venue_id == venue.id],
            [row for row in seasons if row.venue_id == venue.id],
            venue.keeps_days_off,
        )
        for venue in venues
    }


def weekly_hours(venue_ids: Collection[int]) -> Sequence[BookableHours]:
    return db.session.scalars(
        select(BookableHours)
        .where(BookableHours.venue_id.in_(venue_ids))
        .order_by(BookableHours.venue_id, BookableHours.season_id, BookableHours.weekday, BookableHours.opens)
    ).all()


def seasons_of(venue_ids: Collection[int]) -> Sequence[Season]:
    return db.session.scalars(
        select(Season).where(Season.venue_id.in_(venue_ids)).order_by(Season.venue_id, Season.first_day, Season.id)
    ).all()


def season_from(venue: Venue, first_day: int) -> Season | None:
    """The one that begins on this MMDD: seasons of a venue do not overlap."""
    return next((one for one in seasons_of([venue.id]) if one.first_day == first_day), None)


def exceptions_between(venue_ids: Collection[int], first: date, last: date) -> Sequence[HoursException]:
    return db.session.scalars(
        select(HoursException)
        .where(HoursException.venue_id.in_(venue_ids), HoursException.day.between(first, last))
        .order_by(HoursException.venue_id, HoursException.day, HoursException.opens)
    ).all()


def exceptions_on(venue: Venue, day: date) -> Sequence[HoursException]:
    return exceptions_between([venue.id], day, day)


def exceptions_from(venue: Venue, first: date) -> Sequence[HoursException]:
    return exceptions_between([venue.id], first, date.max)


def soft_edges_of(area_ids: Iterable[int]) -> Sequence[SoftEdge]:
    """Edges that touch any of the areas, from either side."""
    ids = set(area_ids)
    return db.session.scalars(
        select(SoftEdge)
        .where(or_(SoftEdge.area_id.in_(ids), SoftEdge.other_area_id.in_(ids)))
        .order_by(SoftEdge.area_id, SoftEdge.other_area_id)
    ).all()


def areas_across(venues: Collection[Venue]) -> dict[int, list[tuple[SoftEdge, Area]]]:
    """By id of the venue: its soft edges, each with the area on the other side."""
    here = {venue.id: {area.id for area in venue.areas} for venue in venues}
    edges = soft_edges_of({area for areas in here.values() for area in areas})
    areas = {area.id: area for area in all_areas()} if edges else {}
    found: dict[int, list[tuple[SoftEdge, Area]]] = {}
    for venue, own in here.items():
        across = [
            (edge, edge.other_area_id if edge.area_id in own else edge.area_id)
            for edge in edges
            if own & {edge.area_id, edge.other_area_id}
        ]
        found[venue] = [(edge, areas[other]) for edge, other in across if other not in own]
    return found


def all_areas() -> Sequence[Area]:
    return db.session.scalars(select(Area).order_by(Area.id)).all()


def area_by_code(code: str) -> Area | None:
    return db.session.scalars(select(Area).where(Area.code == code)).one_or_none()


def edge_between(one: Area, other: Area) -> SoftEdge | None:
    """From whichever side it was written."""
    return db.session.get(SoftEdge, (one.id, other.id)) or db.session.get(SoftEdge, (other.id, one.id))


def layouts_of(venue: Venue) -> Sequence[VenueLayout]:
    return db.session.scalars(
        select(VenueLayout).where(VenueLayout.venue_id == venue.id).order_by(VenueLayout.layout)
    ).all()


def equipment_at(venue: Venue | None) -> Sequence[Equipment]:
    """What belongs to a venue, or what can go anywhere; also what is not lent any more."""
    where = Equipment.venue_id.is_(None) if venue is None else Equipment.venue_id == venue.id
    return db.session.scalars(select(Equipment).where(where).order_by(Equipment.position, Equipment.id)).all()


def equipment_by_public_id(public_id: str) -> Equipment | None:
    return db.session.scalars(select(Equipment).where(Equipment.public_id == public_id)).one_or_none()


def quotas_of(venue: Venue | None) -> Sequence[Quota]:
    """Of one venue, or those over all of them together."""
    where = Quota.venue_id.is_(None) if venue is None else Quota.venue_id == venue.id
    return db.session.scalars(select(Quota).where(where).order_by(Quota.id)).all()


def quota_by_public_id(public_id: str) -> Quota | None:
    return db.session.scalars(select(Quota).where(Quota.public_id == public_id)).one_or_none()


def approvers_of(venue: Venue) -> Sequence[VenueApprover]:
    return db.session.scalars(
        select(VenueApprover).where(VenueApprover.venue_id == venue.id).order_by(VenueApprover.user_id)
    ).all()


def named_at(venue_ids: Collection[int]) -> dict[int, set[int]]:
    """By venue the ids of its approvers who can still act: coordinators whose account is not disabled. Those who stand
    in for one who is away decide as well, if they coordinate."""
    rows = db.session.execute(
        select(VenueApprover.venue_id, VenueApprover.user_id)
        .join(User, User.id == VenueApprover.user_id)
        .join(RoleGrant, RoleGrant.user_id == User.id)
        .where(
            VenueApprover.venue_id.in_(venue_ids),
            RoleGrant.role == Role.COORDINATOR,
            User.disabled_at.is_(None),
        )
        .order_by(VenueApprover.venue_id, VenueApprover.user_id)
    ).all()
    named: dict[int, set[int]] = defaultdict(set)
    for venue_id, user_id in rows:
        named[venue_id].add(user_id)
    if named and (deputies := deputies_on(clock.today(), Role.COORDINATOR)):
        for people in named.values():
            people |= {deputy for user_id in people for deputy in deputies.get(user_id, ())}
    return dict(named)


def hold_venue(venue: Venue) -> None:
    """As it stands now; until the transaction ends nobody else changes it or what hangs on it."""
    db.session.refresh(venue, with_for_update={"of": Venue})


def plan_by_public_id(public_id: str) -> StoredFile | None:
    """A file, if it is the plan of a venue now."""
    return db.session.scalars(
        select(StoredFile).join(Venue, Venue.plan_id == StoredFile.id).where(StoredFile.public_id == public_id)
    ).one_or_none()


def photos_of(venue: Venue) -> list[VenuePhoto]:
    return list(db.session.scalars(_photos(venue.id)))


def hold_photos(venue: Venue) -> list[VenuePhoto]:
    hold_venue(venue)
    return list(db.session.scalars(_photos(venue.id).execution_options(populate_existing=True)))


def _photos(venue_id: int) -> Select[VenuePhoto]:
    return select(VenuePhoto).where(VenuePhoto.venue_id == venue_id).order_by(VenuePhoto.position, VenuePhoto.id)


def photo_of(venue: Venue, public_id: str) -> VenuePhoto | None:
    photo = photo_by_public_id(public_id)
    return photo if photo and photo.venue_id == venue.id else None


def photo_by_public_id(public_id: str) -> VenuePhoto | None:
    return db.session.scalars(select(VenuePhoto).where(VenuePhoto.public_id == public_id)).one_or_none()


def covers_of(venue_ids: Collection[int]) -> dict[int, VenuePhoto]:
    """Venue id → cover, of those that have photos."""
    covers = select(VenuePhoto).where(VenuePhoto.venue_id.in_(venue_ids), VenuePhoto.position == 1)
    return {photo.venue_id: photo for photo in db.session.scalars(covers.order_by(VenuePhoto.id))}


def layouts_at(venue_ids: Collection[int]) -> dict[int, dict[str, int | None]]:
    """By venue the ways in which it can be set, each with how many people it then holds."""
    rows = db.session.scalars(
        select(VenueLayout)
        .where(VenueLayout.venue_id.in_(venue_ids))
        .order_by(VenueLayout.venue_id, VenueLayout.layout)
    )
    listed: dict[int, dict[str, int | None]] = defaultdict(dict)
    for row in rows:
        listed[row.venue_id][row.layout] = row.capacity
    return dict(listed)


def equipment_for(venue_ids: Iterable[int]) -> Sequence[Equipment]:
    """What can be borrowed at any of these venues: their own, then what goes anywhere."""
    return db.session.scalars(
        select(Equipment)
        .where(Equipment.active, or_(Equipment.venue_id.is_(None), Equipment.venue_id.in_(set(venue_ids))))
        .order_by(Equipment.venue_id.is_(None), Equipment.venue_id, Equipment.position, Equipment.id)
    ).all()


def equipment_by_id(ids: Collection[int]) -> Sequence[Equipment]:
    return db.session.scalars(
        select(Equipment).where(Equipment.id.in_(ids)).order_by(Equipment.position, Equipment.id)
    ).all()


def quotas_for(places: Collection[int]) -> list[tuple[Quota, Venue | None]]:
    """Of these venues, and those of all venues together, which have none."""
    rows = db.session.execute(
        select(Quota, Venue)
        .outerjoin(Venue, Venue.id == Quota.venue_id)
        .where(Quota.venue_id.is_(None) | Quota.venue_id.in_(places))
        .order_by(Quota.venue_id, Quota.id)
    ).all()
    return [(quota, venue) for quota, venue in rows]
