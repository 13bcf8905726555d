"""What pages of hosts, of the Centre and of everybody share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from app.bookings.models import Booking
from app.core.clock import HOUSE_ZONE
from app.events import publishing, queries
from app.events.models import Event, EventDate, EventPhoto
from app.events.rules import Happening


@dataclass(frozen=True)
class Listed:
    """A page in its host's list: `next` is its nearest date that lies ahead."""

    event: Event
    next: datetime | None
    ahead: int

    @classmethod
    def of(cls, event: Event, now: datetime) -> "Listed":
        ahead = sorted(_starts(one) for one in event.dates if publishing.lies_ahead(one, now))
        return cls(event, ahead[0] if ahead else None, len(ahead))


def _starts(one: EventDate) -> datetime:
    start = one.booking.public_starts_at if one.booking is not None else one.starts_at
    assert start is not None  # the schema's constraint
    return start


def opening_of(event: Event, now: datetime) -> date | None:
    """The first day ahead, by which papers are due."""
    listed = Listed.of(event, now)
    return listed.next.astimezone(HOUSE_ZONE).date() if listed.next else None


def prefilled_by(booking: Booking) -> dict[str, Any]:
    """What the booking has said already."""
    return {
        "title_vi": booking.title_vi,
        "title_en": booking.title_en,
        "text_vi": booking.about_vi,
        "text_en": booking.about_en,
        "kind": booking.activity_kind,
        "access_vi": booking.accessibility,
        "fields": list(booking.space.fields) if booking.space else [],
    }


def layout_of(event: Event) -> str:
    """The Centre keeps its own pages at its desk."""
    return "layouts/desk.html" if event.space_id is None else "layouts/member.html"


@dataclass(frozen=True, kw_only=True)
class Shown:
    """The page of something that happens, as anybody reads it. `event` is empty where a booking has no page of its own;
    `others` are dates that have pages of theirs."""

    title_vi: str
    title_en: str | None
    text_vi: str
    text_en: str | None
    dates: Sequence[Happening]
    now: datetime
    event: Event | None = None
    kept: Mapping[str, Booking | EventDate] = field(
        default_factory=dict
    )  # by its uuid, what calendars take of a date
    others: Sequence[Happening] = ()

    @property
    def ahead(self) -> list[Happening]:
        return [one for one in self.dates if one.span.end > self.now]

    @property
    def past(self) -> list[Happening]:
        return [one for one in reversed(self.dates) if one.span.end <= self.now]

    @property
    def main(self) -> Happening | None:
        """The nearest that will take place; else the nearest that would have, or the last that did."""
        standing = [one for one in self.ahead if not one.cancelled]
        return next(iter([*standing, *self.ahead, *self.past]), None)

    @property
    def over(self) -> bool:
        return not self.ahead

    @property
    def cancelled(self) -> bool:
        told = self.ahead or self.past
        return bool(told) and all(one.cancelled for one in told)

    @property
    def photo(self) -> EventPhoto | None:
        return self.event.photos[0] if self.event and self.event.photos else None


def shown(event: Event, now: datetime) -> Shown:
    return Shown(
        title_vi=event.title_vi,
        title_en=event.title_en,
        text_vi=event.text_vi,
        text_en=event.text_en,
        dates=queries.dates_of(event, now),
        now=now,
        event=event,
        kept={one.booking.uuid: one.booking for one in event.dates if one.booking is not None}
        | {one.uuid: one for one in event.dates if one.booking is None},
    )


def shown_booking(booking: Booking, now: datetime) -> Shown:
    """What was not given a page of its own: the words of the booking, and its other dates beside."""
    series = queries.dates_around(booking, now)
    return Shown(
        title_vi=booking.title_vi,
        title_en=booking.title_en,
        text_vi=booking.about_vi,
        text_en=booking.about_en,
        dates=[one for one in series if one.uuid == booking.uuid],
        now=now,
        kept={booking.uuid: booking},
        others=[one for one in series if one.uuid != booking.uuid and not one.cancelled and one.span.end > now],
    )
