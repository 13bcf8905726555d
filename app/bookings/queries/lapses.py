"""Bookings of spaces that are members no more."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select

from app.bookings import rules
from app.bookings.models import (
    Booking,
    Keep,
)
from app.bookings.queries.floor import has_run_out
from app.bookings.queries.work import bookings_of, lines_ahead, open_lines
from app.bookings.rules import LIVE, Lapse, days_of_host, lapse_key, lapsed
from app.core import clock
from app.core.db import db
from app.memberships.queries import standings_of
from app.memberships.rules import Standing
from app.spaces.models import Space
from app.spaces.queries import team_of
from app.venues.queries import all_venues


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


def lapsed_spaces(space_id: int | None = None, lines: Sequence[Any] | None = None) -> list[LapsedSpace]:
    """Who has bookings ahead without the membership for them: those with something to decide first, by its day.
    `lines` are `open_lines`, where they have been read already."""
    found: dict[int, list[Lapsed]] = {}
    if space_id is None:
        ahead = lines_ahead(open_lines(all_venues()) if lines is None else lines)
    else:
        ahead = list(_ahead(space_id))
    light = lapsed_among(ahead)
    whole = bookings_of([one.booking for one in light]) if light and space_id is None else {}
    for one in (replace(one, booking=whole.get(one.booking.id, one.booking)) for one in light):
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
    if not days:
        return []
    standings = standings_of({(b.space_id, day) for b in bookings if b.space_id for day in days[b.id]})
    found = []
    for booking in bookings:
        for day in days.get(booking.id, []):
            standing = standings[booking.space_id or 0, day]
            why = lapsed(booking, standing)
            if why is not None:
                found.append((booking, why, day, standing))
                break
    keeps = _keeps([booking.id for booking, *_rest in found]) if found else {}
    return [Lapsed(*one, keeps.get((one[0].id, lapse_key(one[1], one[3])))) for one in found]


def lapse_of(booking: Booking) -> Lapsed | None:
    """Of a booking that is not over."""
    return next(iter(lapsed_among([booking])), None) if booking.ends_at > clock.now() else None


def would_lapse(booking: Booking) -> bool:
    """Whether its host would not get it today, in whatever state it is."""
    if booking.space_id is None:
        return False
    days = {(booking.space_id, day) for day in days_of_host(booking, booking.venues[0].zone)}
    return any(rules.lost(booking, standing) for standing in standings_of(days).values())


def _keeps(booking_ids: Collection[int]) -> dict[tuple[int, str], Keep]:
    if not booking_ids:
        return {}
    rows = db.session.scalars(select(Keep).where(Keep.booking_id.in_(booking_ids)).order_by(Keep.id))
    return {(row.booking_id, row.lapse_key): row for row in rows}


def _ahead(space_id: int) -> Sequence[Booking]:
    """What a space has asked for or got and what is not over, soonest first."""
    now = clock.now()
    return db.session.scalars(
        select(Booking)
        .where(Booking.status.in_(LIVE), Booking.space_id == space_id, Booking.ends_at > now, ~has_run_out(now))
        .order_by(Booking.starts_at, Booking.id)
    ).all()


def count_ahead(space_id: int) -> int:
    return len(_ahead(space_id))
