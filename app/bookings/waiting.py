"""What waits for the Centre, and in which order. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.bookings.models import Booking


def due_at(booking: Booking) -> datetime:
    """When it is too late to decide: the hold runs out, or the set-up would begin."""
    return booking.hold_expires_at or booking.starts_at


def soonest_first(bookings: Sequence[Booking]) -> list[Booking]:
    return sorted(bookings, key=lambda booking: (due_at(booking), booking.id))


def mine_first(bookings: Sequence[Booking], mine: Collection[Booking]) -> list[Booking]:
    """What somebody has to decide before what others have to, each in the order given."""
    return sorted(bookings, key=lambda booking: booking not in mine)


@dataclass(frozen=True)
class OfSeries:
    """A line of the inbox that stands for several dates: the most urgent of them, how many wait, and how many of
    these are not plain: others want the place too, or terms are not kept."""

    first: Booking
    count: int
    in_trouble: int


def one_line_each(bookings: Sequence[Booking], wanting: Mapping[int, int]) -> list[OfSeries]:
    """In the order given; a series stands where its first does."""
    groups: dict[str, list[Booking]] = {}
    for booking in bookings:
        groups.setdefault(booking.series_id or booking.public_id, []).append(booking)
    return [
        OfSeries(group[0], len(group), sum(1 for one in group if wanting[one.id] > 1 or one.breaches))
        for group in groups.values()
    ]


def places_in_line(waiting: Sequence[Booking]) -> dict[int, int]:
    """By booking id, of everybody on the list in its order: 1 for who is asked first when that floor becomes free."""
    areas = {b.id: {area.id for venue in b.venues for area in venue.areas} for b in waiting}
    return {
        one.id: 1
        + sum(
            1
            for ahead in waiting[:index]
            if one.blocked.overlaps(ahead.blocked) and not areas[one.id].isdisjoint(areas[ahead.id])
        )
        for index, one in enumerate(waiting)
    }


def wanting_the_same(bookings: Sequence[Booking]) -> dict[int, int]:
    """By booking id, how many of these bookings want the same floor at the same time, itself included."""
    on_floor: dict[int, list[Booking]] = {}
    for one in bookings:
        for area in {area.id for venue in one.venues for area in venue.areas}:
            on_floor.setdefault(area, []).append(one)
    rivals: dict[int, set[int]] = {one.id: {one.id} for one in bookings}
    for together in on_floor.values():
        still_on: list[Booking] = []
        for one in sorted(together, key=lambda booking: (booking.starts_at, booking.id)):
            still_on = [other for other in still_on if other.ends_at > one.starts_at]
            for other in still_on:
                rivals[one.id].add(other.id)
                rivals[other.id].add(one.id)
            still_on.append(one)
    return {number: len(found) for number, found in rivals.items()}
