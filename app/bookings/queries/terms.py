"""What venues' terms are measured against: what counts for quotas, who decides, and what is lent. Each is one query,
however many venues, days or quotas there are."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import and_, select

from app.accounts.models import Role, RoleGrant, User
from app.bookings.models import Booking, BookingEquipment, booking_venues
from app.bookings.queries.floor import has_run_out
from app.bookings.rules import BLOCKING
from app.core.db import db
from app.core.timespan import Timespan
from app.spaces.models import TeamMember
from app.venues.models import Venue
from app.venues.queries import named_at
from app.venues.terms import Use, deciders


def uses_of(space_id: int, window: Timespan, *, ignoring: Collection[int] = (), now: datetime) -> list[Use]:
    """Public phases within the window that the space has, holds or is offered, but those of `ignoring` (booking ids)."""
    rows = db.session.execute(
        select(Booking.id, Booking.public_starts_at, Booking.public_ends_at, Venue.id, Venue.whole_id)
        .join(booking_venues, booking_venues.c.booking_id == Booking.id)
        .join(Venue, Venue.id == booking_venues.c.venue_id)
        .where(
            Booking.space_id == space_id,
            Booking.public_starts_at < window.end,
            Booking.public_ends_at > window.start,
            Booking.status.in_(BLOCKING),
            ~has_run_out(now),
            Booking.id.not_in(ignoring),
        )
        .order_by(Booking.public_starts_at, Booking.id, Venue.id)
    ).all()
    places: dict[int, set[int]] = defaultdict(set)
    spans = {}
    for booking_id, start, end, venue_id, whole_id in rows:
        spans[booking_id] = Timespan(start, end)
        places[booking_id] |= {venue_id} if whole_id is None else {venue_id, whole_id}
    return [Use(frozenset(places[booking_id]), span) for booking_id, span in spans.items()]


def deciders_of(
    bookings: Sequence[Booking], *, besides: Iterable[Venue] = (), wished: Mapping[int, Sequence[Venue]] | None = None
) -> dict[int, frozenset[int] | None]:
    """By booking id who decides about it, about the venues `besides` and those that its host wishes for (`wished`, by
    booking id); None for every coordinator.

    Never somebody on the team of its space. Where nobody else is named for its venues, the other coordinators do.
    """
    if not bookings:
        return {}
    also, wished = list(besides), wished or {}
    places = {booking.id: [*booking.venues, *also, *wished.get(booking.id, ())] for booking in bookings}
    named = named_at({venue.id for venues in places.values() for venue in venues})
    every, barred = _coordinators({booking.space_id for booking in bookings if booking.space_id is not None})
    found = {}
    for booking in bookings:
        own = barred.get(booking.space_id or 0, set())
        who = deciders({venue.id: named.get(venue.id, set()) - own for venue in places[booking.id]})
        found[booking.id] = every - own if who is None and own else who
    return found


def _coordinators(space_ids: Collection[int]) -> tuple[frozenset[int], dict[int, set[int]]]:
    """The ids of those whose account is open, and who of all of them is on the team of each of these spaces; spaces
    without one are left out."""
    rows = db.session.execute(
        select(RoleGrant.user_id, User.disabled_at, TeamMember.space_id)
        .join(User, User.id == RoleGrant.user_id)
        .outerjoin(TeamMember, and_(TeamMember.user_id == RoleGrant.user_id, TeamMember.space_id.in_(space_ids)))
        .where(RoleGrant.role == Role.COORDINATOR)
        .order_by(RoleGrant.user_id, TeamMember.space_id)
    ).all()
    found: dict[int, set[int]] = defaultdict(set)
    for row in rows:
        if row.space_id is not None:
            found[row.space_id].add(row.user_id)
    return frozenset(row.user_id for row in rows if row.disabled_at is None), dict(found)


def lent_within(
    equipment_ids: Collection[int], span: Timespan, *, ignoring: Collection[int] = (), now: datetime
) -> dict[int, list[tuple[Timespan, int]]]:
    """By piece of equipment, when how many are out: at bookings that block, from their set-up to their end."""
    rows = db.session.execute(
        select(BookingEquipment.equipment_id, Booking.starts_at, Booking.ends_at, BookingEquipment.quantity)
        .join(Booking, Booking.id == BookingEquipment.booking_id)
        .where(
            BookingEquipment.equipment_id.in_(equipment_ids),
            Booking.status.in_(BLOCKING),
            ~has_run_out(now),
            Booking.starts_at < span.end,
            Booking.ends_at > span.start,
            Booking.id.not_in(ignoring),
        )
        .order_by(BookingEquipment.equipment_id, Booking.starts_at, Booking.id)
    ).all()
    lent: dict[int, list[tuple[Timespan, int]]] = defaultdict(list)
    for equipment_id, start, end, quantity in rows:
        lent[equipment_id].append((Timespan(start, end), quantity))
    return dict(lent)
