from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import joinedload

from app.accounts.rules import is_centre_staff, signed_in
from app.bookings import rules
from app.bookings.models import (
    Booking,
    BookingStatus,
    Closure,
    Departure,
    Keep,
    Occupancy,
    OccupancyKind,
    booking_venues,
    closure_venues,
)
from app.bookings.rules import LIVE, TOMBSTONE_KEPT, WAITING, Lapse, days_of_host, lapse_key, lapsed
from app.core import clock
from app.core.db import db
from app.core.timespan import Timespan
from app.mail.models import Mail
from app.memberships.queries import standings_of
from app.memberships.rules import Standing
from app.spaces.models import Space, TeamMember
from app.spaces.queries import team_of, team_space_ids
from app.venues.models import venue_areas


def booking_for(actor: Any, public_id: str) -> Booking | None:
    """For the Centre's staff and the team of the booking's space; nobody else learns that it exists."""
    return db.session.scalars(select(Booking).where(Booking.public_id == public_id, _visible_to(actor))).one_or_none()


def _visible_to(actor: Any) -> ColumnElement[bool]:
    if is_centre_staff(actor):
        return Booking.id.is_not(None)
    if not signed_in(actor):
        return false()
    return Booking.space_id.in_(select(TeamMember.space_id).where(TeamMember.user_id == actor.id))


def public_booking(public_id: str) -> Booking | None:
    """What anybody may open: confirmed and open to the public, or shown so once and cancelled since."""
    return db.session.scalars(select(Booking).where(Booking.public_id == public_id, _shown_publicly())).one_or_none()


def mine(actor: Any) -> Sequence[Booking]:
    """Everything of the actor's spaces, latest first."""
    return db.session.scalars(
        select(Booking)
        .where(Booking.space_id.in_(team_space_ids(actor)))
        .order_by(Booking.public_starts_at.desc(), Booking.id)
    ).all()


def inbox() -> Sequence[Booking]:
    """What waits for a decision, oldest first, without what has run out meanwhile."""
    now = clock.now()
    return db.session.scalars(
        select(Booking)
        .where(Booking.status.in_(WAITING), ~_has_run_out(now))
        .order_by(Booking.created_at, Booking.id)
    ).all()


def by_request_key(user_id: int, key: str) -> Booking | None:
    return db.session.scalars(
        select(Booking).where(Booking.requested_by == user_id, Booking.request_key == key)
    ).one_or_none()


def booking_by_public_id(public_id: str) -> Booking | None:
    """For the machinery and for previews that check the actor themselves."""
    return db.session.scalars(select(Booking).where(Booking.public_id == public_id)).one_or_none()


def closure_by_public_id(public_id: str) -> Closure | None:
    return db.session.scalars(select(Closure).where(Closure.public_id == public_id)).one_or_none()


def blocking_in(
    area_ids: Collection[int], span: Timespan, *, ignoring: Collection[int], now: datetime
) -> Sequence[Occupancy]:
    """Occupancies that block any of the areas within the span, earliest first, but those of bookings in `ignoring`.

    A hold that ran out counts as gone: every write releases it before it looks.
    """
    return (
        db.session.scalars(
            select(Occupancy)
            .outerjoin(Occupancy.booking)
            .where(
                Occupancy.area_id.in_(area_ids),
                Occupancy.blocking,
                Occupancy.starts_at < span.end,
                Occupancy.ends_at > span.start,
                or_(Occupancy.booking_id.is_(None), and_(Occupancy.booking_id.not_in(ignoring), ~_has_run_out(now))),
            )
            .order_by(Occupancy.starts_at, Occupancy.area_id, Occupancy.id)
            .options(joinedload(Occupancy.booking), joinedload(Occupancy.closure))
        )
        .unique()
        .all()
    )


def live_in(area_ids: Collection[int], span: Timespan, *, now: datetime) -> Sequence[Booking]:
    """Bookings that wait or stand in any of the areas within the span: what a closure displaces."""
    taken = select(Occupancy.booking_id).where(
        Occupancy.kind == OccupancyKind.BOOKING,
        Occupancy.area_id.in_(area_ids),
        Occupancy.starts_at < span.end,
        Occupancy.ends_at > span.start,
    )
    return db.session.scalars(
        select(Booking)
        .where(Booking.id.in_(taken), Booking.status.in_(LIVE), ~_has_run_out(now))
        .order_by(Booking.starts_at, Booking.id)
    ).all()


def competing_with(booking: Booking) -> Sequence[Booking]:
    """Other requests that want the same floor at the same time, oldest first; confirming one shuts out the rest."""
    here = {area.id for venue in booking.venues for area in venue.areas}
    rivals = live_in(here, booking.blocked, now=clock.now())
    waiting = [b for b in rivals if b.id != booking.id and b.status in WAITING]
    return sorted(waiting, key=lambda b: (b.created_at, b.id))


def run_out(now: datetime, area_ids: Collection[int] | None = None) -> Sequence[Booking]:
    """Holds past their time and requests past their start, in the given areas or everywhere."""
    query = select(Booking).where(_has_run_out(now)).order_by(Booking.id)
    if area_ids is not None:
        query = query.where(Booking.id.in_(select(Occupancy.booking_id).where(Occupancy.area_id.in_(area_ids))))
    return db.session.scalars(query).all()


def _has_run_out(now: datetime) -> ColumnElement[bool]:
    """`rules.has_run_out`, for the database."""
    return or_(
        and_(
            Booking.status == BookingStatus.HELD,
            Booking.hold_expires_at.is_not(None),
            Booking.hold_expires_at <= now,
        ),
        and_(Booking.status == BookingStatus.REQUESTED, Booking.starts_at <= now),
    )


def on_day(venue_ids: Collection[int], span: Timespan) -> Sequence[Occupancy]:
    """What stands or waits on the venues' floors within the span, for the day table: by area, then time."""
    areas = _areas_of(venue_ids)
    now = clock.now()
    return (
        db.session.scalars(
            select(Occupancy)
            .outerjoin(Occupancy.booking)
            .outerjoin(Occupancy.closure)
            .where(
                Occupancy.area_id.in_(areas),
                Occupancy.starts_at < span.end,
                Occupancy.ends_at > span.start,
                or_(
                    and_(Booking.status.in_(LIVE), ~_has_run_out(now)),
                    and_(Occupancy.closure_id.is_not(None), Closure.lifted_at.is_(None)),
                ),
            )
            .order_by(Occupancy.area_id, Occupancy.starts_at, Occupancy.id)
            .options(joinedload(Occupancy.booking), joinedload(Occupancy.closure))
        )
        .unique()
        .all()
    )


def _areas_of(venue_ids: Collection[int]) -> Select[tuple[int]]:
    return select(venue_areas.c.area_id).where(venue_areas.c.venue_id.in_(venue_ids))


def public_entries(
    venue_ids: Collection[int] | None = None,
    *,
    space_id: int | None = None,
    window: Timespan,
    now: datetime | None = None,
) -> Sequence[Booking]:
    """What public feeds show: confirmed and open to the public, and what was so and fell through, for 30 days on.

    Ordered by start, then uuid, so that equal data give equal bytes.
    """
    kept_since = (now or clock.now()) - TOMBSTONE_KEPT
    query = (
        select(Booking)
        .where(
            _shown_publicly(),
            Booking.public_starts_at < window.end,
            Booking.public_ends_at > window.start,
            or_(Booking.status == BookingStatus.CONFIRMED, Booking.public_ends_at > kept_since),
        )
        .order_by(Booking.public_starts_at, Booking.uuid)
    )
    if venue_ids is not None:
        query = query.where(Booking.id.in_(_bookings_at(venue_ids)))
    if space_id is not None:
        query = query.where(Booking.space_id == space_id)
    return db.session.scalars(query).all()


def departures_from(venue_ids: Collection[int], *, window: Timespan) -> Sequence[Departure]:
    """What stood in public at these venues and went to others, for 30 days after the time it had; the latest of each
    booking first. What came back to the floor by another name of it is the caller's to leave out."""
    return db.session.scalars(
        select(Departure)
        .where(
            Departure.venue_id.in_(venue_ids),
            Departure.starts_at < window.end,
            Departure.ends_at > max(window.start, clock.now() - TOMBSTONE_KEPT),
        )
        .order_by(Departure.booking_id, Departure.left_at.desc(), Departure.venue_id)
    ).all()


def private_entries(space_ids: Collection[int] | None, *, window: Timespan) -> Sequence[Booking]:
    """What private feeds show of these spaces, or of everybody for None: what waits, what stands, and whatever fell
    through, for 30 days on, since it stood there as waiting. Ordered like `public_entries`."""
    query = (
        select(Booking)
        .where(
            Booking.starts_at < window.end,
            Booking.ends_at > window.start,
            or_(Booking.status.in_(LIVE), Booking.public_ends_at > clock.now() - TOMBSTONE_KEPT),
        )
        .order_by(Booking.public_starts_at, Booking.uuid)
    )
    if space_ids is not None:
        query = query.where(Booking.space_id.in_(space_ids))
    return db.session.scalars(query).all()


def _shown_publicly() -> ColumnElement[bool]:
    fell_through = (BookingStatus.CANCELLED, BookingStatus.DISPLACED)
    return and_(
        Booking.open_to_public,
        Booking.shown_publicly_at.is_not(None),
        or_(Booking.status == BookingStatus.CONFIRMED, Booking.status.in_(fell_through)),
    )


def _bookings_at(venue_ids: Iterable[int]) -> Select[tuple[int]]:
    return select(booking_venues.c.booking_id).where(booking_venues.c.venue_id.in_(list(venue_ids)))


def upcoming_public(
    *, now: datetime, limit: int, venue_id: int | None = None, space_id: int | None = None
) -> Sequence[Booking]:
    """Confirmed and open to the public, not over yet, soonest first."""
    query = (
        select(Booking)
        .where(
            Booking.status == BookingStatus.CONFIRMED,
            Booking.open_to_public,
            Booking.public_ends_at > now,
        )
        .order_by(Booking.public_starts_at, Booking.id)
        .limit(limit)
    )
    if venue_id is not None:
        query = query.where(Booking.id.in_(_bookings_at([venue_id])))
    if space_id is not None:
        query = query.where(Booking.space_id == space_id)
    return db.session.scalars(query).all()


def closures_between(span: Timespan, venue_ids: Collection[int] | None = None) -> Sequence[Closure]:
    """Closures that stand (not lifted) within the span, earliest first."""
    query = (
        select(Closure)
        .where(Closure.lifted_at.is_(None), Closure.starts_at < span.end, Closure.ends_at > span.start)
        .order_by(Closure.starts_at, Closure.id)
    )
    if venue_ids is not None:
        query = query.where(
            Closure.id.in_(select(closure_venues.c.closure_id).where(closure_venues.c.venue_id.in_(venue_ids)))
        )
    return db.session.scalars(query).all()


def standing_closures(now: datetime) -> Sequence[Closure]:
    """Closures that are on or to come, earliest first."""
    return db.session.scalars(
        select(Closure)
        .where(Closure.lifted_at.is_(None), Closure.ends_at > now)
        .order_by(Closure.starts_at, Closure.id)
    ).all()


@dataclass(frozen=True)
class Lapsed:
    """A booking whose space would not get it today. `day` is the first on which that is so, `standing` the one of
    that day, `keep` what was decided about it for this change of standing."""

    booking: Booking
    why: Lapse
    day: date
    standing: Standing
    keep: Keep | None

    @property
    def key(self) -> str:
        return lapse_key(self.why, self.standing)


@dataclass(frozen=True)
class LapsedSpace:
    """A space with bookings that have lapsed, the soonest first."""

    space: Space
    open: tuple[Lapsed, ...]
    kept: tuple[Lapsed, ...]

    @property
    def id(self) -> int:
        return self.space.id


def lapsed_spaces(space_id: int | None = None) -> list[LapsedSpace]:
    """Who has bookings ahead without the membership for them: those with something to decide first, by its day."""
    found: dict[int, list[Lapsed]] = {}
    for one in lapsed_among(_ahead(space_id)):
        found.setdefault(one.booking.space_id or 0, []).append(one)
    spaces = [
        LapsedSpace(
            space,
            tuple(one for one in group if one.keep is None),
            tuple(one for one in group if one.keep is not None),
        )
        for group in found.values()
        if (space := group[0].booking.space) is not None
    ]
    return sorted(spaces, key=lambda one: (not one.open, (one.open or one.kept)[0].booking.starts_at, one.id))


def lapsed_of(space_id: int) -> LapsedSpace | None:
    return next(iter(lapsed_spaces(space_id)), None)


def may_settle_lapse(actor: Any, space: Space) -> bool:
    return rules.can_settle_lapse(actor, {member.user_id for member in team_of(space.id)})


def lapsed_among(bookings: Sequence[Booking]) -> list[Lapsed]:
    """Those of these bookings that have lapsed, in the order given."""
    days = {booking.id: days_of_host(booking, booking.venues[0].zone) for booking in bookings if booking.space_id}
    standings = standings_of({(b.space_id, day) for b in bookings if b.space_id for day in days[b.id]})
    found = []
    for booking in bookings:
        for day in days.get(booking.id, []):
            standing = standings[booking.space_id or 0, day]
            why = lapsed(booking, standing)
            if why is not None:
                found.append((booking, why, day, standing))
                break
    keeps = _keeps([booking.id for booking, *_rest in found])
    return [Lapsed(*one, keeps.get((one[0].id, lapse_key(one[1], one[3])))) for one in found]


def lapse_of(booking: Booking) -> Lapsed | None:
    """Of a booking that is not over."""
    return next(iter(lapsed_among([booking])), None) if booking.ends_at > clock.now() else None


def _keeps(booking_ids: Collection[int]) -> dict[tuple[int, str], Keep]:
    rows = db.session.scalars(select(Keep).where(Keep.booking_id.in_(booking_ids)).order_by(Keep.id))
    return {(row.booking_id, row.lapse_key): row for row in rows}


def _ahead(space_id: int | None) -> Sequence[Booking]:
    """What spaces have asked for or got and what is not over, soonest first; of one space or of all."""
    now = clock.now()
    query = (
        select(Booking)
        .where(Booking.status.in_(LIVE), Booking.space_id.is_not(None), Booking.ends_at > now, ~_has_run_out(now))
        .order_by(Booking.starts_at, Booking.id)
    )
    return db.session.scalars(query if space_id is None else query.where(Booking.space_id == space_id)).all()


def held_in(span: Timespan, space_ids: Collection[int] | None = None) -> Sequence[Booking]:
    """What spaces have held: confirmed, begun within the span, and over. Of these spaces, or of all; by start."""
    query = (
        select(Booking)
        .where(
            Booking.status == BookingStatus.CONFIRMED,
            Booking.space_id.is_not(None),
            Booking.public_starts_at >= span.start,
            Booking.public_starts_at < span.end,
            Booking.public_ends_at <= clock.now(),
        )
        .order_by(Booking.public_starts_at, Booking.id)
    )
    return db.session.scalars(query if space_ids is None else query.where(Booking.space_id.in_(space_ids))).all()


def count_ahead(space_id: int) -> int:
    return len(_ahead(space_id))


def last_mail_id() -> int:
    return db.session.execute(select(func.coalesce(func.max(Mail.id), 0))).scalar_one()


def mails_after(mail_id: int) -> Sequence[Mail]:
    """Letters written since: in a rehearsal, exactly those that acting would send."""
    return db.session.scalars(select(Mail).where(Mail.id > mail_id).order_by(Mail.id)).all()
