"""What a host is told of the places beside: what goes on there at the same time across a soft edge, and what the
Centre has noted about the floor itself. What the public is not invited to stays without its name."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from app.bookings import conflicts
from app.bookings.models import BookingStatus
from app.core.text import Bilingual
from app.core.timespan import Timespan
from app.venues.models import Venue


@dataclass(frozen=True)
class NextDoor:
    """`kind` is that of the edge, or "notice"; `title` is None where it is nobody else's business."""

    kind: str
    where: Bilingual
    span: Timespan
    note: Bilingual
    title: Bilingual | None


def next_door(
    venues: Iterable[Venue], span: Timespan, *, ignoring: Collection[int] = (), now: datetime
) -> list[NextDoor]:
    """Earliest first, the notices before them. `ignoring` are booking ids."""
    near = conflicts.soft_conflicts(conflicts.areas_of(venues), span, ignoring=ignoring, now=now, bare=True)
    return [_told(one) for one in near]


def _told(near: conflicts.SoftConflict) -> NextDoor:
    where, booking = Bilingual.of(near.area, "name"), near.booking
    if booking is None or near.edge is None:
        said = Bilingual.of(near.closure, "message")
        return NextDoor("notice", where, near.span, said, Bilingual.of(near.closure, "title"))
    is_open = booking.status == BookingStatus.CONFIRMED and booking.open_to_public
    return NextDoor(
        near.edge.kind,
        where,
        booking.public if is_open else near.span,
        Bilingual.of(near.edge, "note"),
        Bilingual.of(booking, "title") if is_open else None,
    )
