"""Taking and giving back floor. Every write of a booking or closure locks first, then looks, then occupies."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError

from app.bookings import conflicts, queries
from app.bookings.models import Booking, BookingChange, ChangeStatus, Closure, Occupancy, OccupancyKind
from app.bookings.rules import BLOCKING, beyond
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError
from app.core.text import Bilingual
from app.core.timespan import Timespan

AREA_LOCKS = 4711  # the class of PostgreSQL's advisory locks on areas
QUOTA_LOCKS = 4712  # and of those on what a space has of its quotas
GUARD = "ex_occupancies_no_overlap"


def lock_areas(area_ids: Iterable[int]) -> None:
    """Until the transaction ends, no other write looks at or takes these areas. Always in id order.

    SQLite has one writer, which `transact` already is. On PostgreSQL the exclusion constraint alone would also keep
    rows apart, but overlapping writers deadlock on it.
    """
    if not db.is_sqlite:
        for area_id in sorted(set(area_ids)):
            db.session.execute(select(func.pg_advisory_xact_lock(AREA_LOCKS, area_id)))


def lock_quotas(space_ids: Iterable[int | None]) -> None:
    """Until the transaction ends, no other request of these spaces is measured: two at once for different floor would
    each find the quota free. Before the areas, always."""
    if not db.is_sqlite:
        for space_id in sorted({one for one in space_ids if one is not None}):
            db.session.execute(select(func.pg_advisory_xact_lock(QUOTA_LOCKS, space_id)))


def try_lock_areas(area_ids: Iterable[int]) -> bool:
    """Like `lock_areas`, out of order and without waiting: False where another write has one of them just now."""
    return db.is_sqlite or all(
        db.session.execute(select(func.pg_try_advisory_xact_lock(AREA_LOCKS, area_id))).scalar_one()
        for area_id in sorted(set(area_ids))
    )


def refuse_if_taken(
    area_ids: Collection[int], span: Timespan, *, ignoring: Collection[int] = (), now: datetime
) -> None:
    """Raises `booking.taken` or `booking.closed`, naming the earliest thing in the way."""
    refuse(conflicts.obstacles(area_ids, span, ignoring=ignoring, now=now))


def refuse(in_the_way: Sequence[conflicts.Obstacle]) -> None:
    """As `refuse_if_taken`, for whoever has looked."""
    if in_the_way:
        raise _refusal(in_the_way[0])


def _refusal(obstacle: conflicts.Obstacle) -> DomainError:
    where, span = Bilingual.of(obstacle.area, "name"), obstacle.span
    if obstacle.closure is not None:
        what = Bilingual.of(obstacle.closure, "title")
        return DomainError("booking.closed", field="venues", where=where, what=what, when=span)
    return DomainError("booking.taken", field="venues", where=where, when=span)


def occupy(*bookings: Booking) -> None:
    """Make the occupancies of these bookings what their venues, times and states say, all at once.

    Several at a time may change places: all their rows go before any comes. The schema has the last word; its
    refusal is told like any other.
    """
    ids = [booking.id for booking in bookings]
    wishes = queries.open_changes_of(ids)
    rows = [row for booking in bookings for row in _rows(booking, wishes.get(booking.id))]
    try:
        with db.session.begin_nested():
            db.session.execute(delete(Occupancy).where(Occupancy.booking_id.in_(ids)))
            db.session.add_all(rows)
    except IntegrityError as error:
        if GUARD not in str(error.orig):
            raise
        for booking in bookings:
            refuse_if_taken(conflicts.areas_of(booking.venues), booking.blocked, ignoring=ids, now=clock.now())
        raise DomainError("booking.just_taken", field="venues") from error


def _rows(booking: Booking, wish: BookingChange | None) -> Iterator[Occupancy]:
    """The slot it has, and what its open wish is given beyond that. Nothing else makes rows of a booking."""
    own = conflicts.areas_of(booking.venues)
    blocking = booking.status in BLOCKING
    for area_id in own:
        yield _row(booking, area_id, booking.blocked, OccupancyKind.BOOKING, blocking=blocking)
    if wish is None or not wish.held or not blocking:
        return
    for area_id in conflicts.areas_of(wish.venues):
        for piece in beyond(wish.blocked, booking.blocked if area_id in own else None):
            yield _row(booking, area_id, piece, OccupancyKind.CHANGE, blocking=True)


def _row(booking: Booking, area_id: int, span: Timespan, kind: OccupancyKind, *, blocking: bool) -> Occupancy:
    return Occupancy(
        area_id=area_id, starts_at=span.start, ends_at=span.end, blocking=blocking, kind=kind, booking_id=booking.id
    )


def give_back(booking: Booking) -> None:
    """The rows of the slot stay as history and block nobody; what a wish held is gone."""
    let_held_go(booking.id)
    db.session.execute(update(Occupancy).where(Occupancy.booking_id == booking.id).values(blocking=False))


def let_held_go(booking_id: int) -> None:
    """What is held for a wish of this booking."""
    db.session.execute(
        delete(Occupancy).where(Occupancy.booking_id == booking_id, Occupancy.kind == OccupancyKind.CHANGE)
    )


def shut(closure: Closure) -> None:
    """A soft one takes nothing: its rows only say that it is there."""
    span = Timespan(closure.starts_at, closure.ends_at)
    areas = conflicts.areas_of(closure.venues)
    if not closure.soft:
        refuse_if_taken(areas, span, now=clock.now())
    with db.session.begin_nested():
        db.session.add_all(
            Occupancy(
                area_id=area_id,
                starts_at=span.start,
                ends_at=span.end,
                blocking=not closure.soft,
                kind=OccupancyKind.CLOSURE,
                closure_id=closure.id,
            )
            for area_id in areas
        )


def take_away(closure: Closure) -> None:
    """Before it is shut anew, elsewhere or for longer."""
    db.session.execute(delete(Occupancy).where(Occupancy.closure_id == closure.id))


def let_wishes_go(area_ids: Collection[int], span: Timespan) -> None:
    """What is held for wishes to move or grow a booking gives way like the bookings; the wishes stay open, unheld."""
    held = db.session.scalars(
        select(Occupancy)
        .where(queries.blocks(area_ids, span), Occupancy.kind == OccupancyKind.CHANGE)
        .order_by(Occupancy.id)
    ).all()
    for booking_id in sorted({row.booking_id for row in held if row.booking_id is not None}):
        wishes = BookingChange.booking_id == booking_id, BookingChange.status == ChangeStatus.ASKED
        for wish in db.session.scalars(select(BookingChange).where(*wishes).order_by(BookingChange.id)):
            wish.held = False
        let_held_go(booking_id)


def reopen(closure: Closure) -> None:
    db.session.execute(update(Occupancy).where(Occupancy.closure_id == closure.id).values(blocking=False))
