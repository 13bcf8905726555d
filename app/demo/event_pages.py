"""Pages of events in every state: `data/demo/event_pages.yaml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any

from sqlalchemy import select

from app.accounts.models import User
from app.bookings.models import Booking, BookingStatus
from app.core import clock
from app.core.db import db
from app.demo.cases import Cast
from app.demo.data import read
from app.demo.pictures import DemoPhoto, photos
from app.demo.story import Story
from app.events import publishing, queries, service
from app.events.models import Event, EventStatus, Whereabouts
from app.events.publishing import Words

WRITTEN, SENT, ANSWERED = "09:10", "10:00", "16:20"  # of yesterday
NAMES = ("title", "text", "price", "access", "licence")


@dataclass(frozen=True)
class DrawnPages:
    """By title: drawn before the transaction, which takes a second."""

    pictures: Mapping[str, DemoPhoto]


def drawn_pages() -> DrawnPages:
    rows = [row for row in read("event_pages") if "picture" in row]
    return DrawnPages({row["title"]["vi"]: photos(row["title"]["vi"], row["picture"])[0] for row in rows})


@dataclass
class Pages:
    story: Story
    cast: Cast
    drawn: DrawnPages

    def tell(self, row: Mapping[str, Any]) -> None:
        """Written in the morning, sent before anything was answered: so a host's first waits for the Centre."""
        made: list[Event] = []
        self.story.on(-1, WRITTEN, lambda: self._write(row, made))
        becomes = EventStatus(row["becomes"])
        if becomes != EventStatus.DRAFT:
            self.story.on(-1, SENT, lambda: self._send(row, made))
        if becomes not in (EventStatus.DRAFT, EventStatus.WAITING):
            self.story.on(-1, ANSWERED, lambda: self._answer(row, made, becomes))

    def _write(self, row: Mapping[str, Any], made: list[Event]) -> None:
        where = (
            Whereabouts.VENUE if "booking" in row else Whereabouts.ONLINE if "online" in row else Whereabouts.SPACE
        )
        actor, space = self._writer(row), self.cast.spaces[row["host"]] if "host" in row else None
        bookings = self._bookings(row) if where == Whereabouts.VENUE else []
        if where == Whereabouts.VENUE and not bookings:
            return  # fell through in the history of this day
        event = service.start_event(
            _words(row),
            space=space,
            where=where,
            actor=actor,
            bookings=bookings,
            spans=self._spans(row) if "day" in row else (),
            demo=True,
        )
        made.append(event)
        picture = self.drawn.pictures.get(event.title_vi)
        if picture is not None:
            service.set_picture(event, picture.prepared, alt_vi=picture.alt_vi, alt_en=picture.alt_en, actor=actor)

    def _bookings(self, row: Mapping[str, Any]) -> list[Booking]:
        query = (
            select(Booking)
            .where(
                Booking.title_vi == row["booking"],
                Booking.status == BookingStatus.CONFIRMED,
                Booking.open_to_public,
                Booking.public_ends_at > clock.now(),
            )
            .order_by(Booking.public_starts_at, Booking.id)
        )
        return list(db.session.scalars(query))

    def _spans(self, row: Mapping[str, Any]) -> Any:
        starts, _, ends = row["hours"].partition("-")
        return publishing.own_dates(
            self.story.day(row["day"]),
            time.fromisoformat(starts),
            time.fromisoformat(ends),
            weeks=row.get("weeks", 1),
            now=clock.now(),
        )

    def _send(self, row: Mapping[str, Any], made: list[Event]) -> None:
        for event in made:
            service.publish(event, version=event.version, actor=self._writer(row))

    def _answer(self, row: Mapping[str, Any], made: list[Event], becomes: EventStatus) -> None:
        thu = self.cast.people["thu"]
        for event in made:
            if becomes == EventStatus.DECLINED:
                service.decline(event, reason=row["reason"], actor=thu)
                continue
            if event.status == EventStatus.WAITING:
                service.approve(event, version=event.version, actor=thu)
            if becomes == EventStatus.WITHDRAWN:
                service.withdraw(event, actor=self._writer(row))
            if "cancelled" in row:
                dates = queries.dates_of(event, clock.now())
                service.cancel_date(event, dates[row["cancelled"]].uuid, actor=self._writer(row))

    def _writer(self, row: Mapping[str, Any]) -> User:
        return self.cast.owners[row["host"]] if "host" in row else self.cast.people["tuan"]


def _words(row: Mapping[str, Any]) -> Words:
    told = {f"{name}_{lang}": row[name][lang] for name in NAMES if name in row for lang in ("vi", "en")}
    return Words(
        **told,
        kind=row["kind"],
        fields=row["fields"],
        registration_url=row.get("registration", ""),
        online_url=row.get("online", ""),
    )


def write_event_pages(story: Story, cast: Cast, drawn: DrawnPages) -> None:
    pages = Pages(story, cast, drawn)
    for row in read("event_pages"):
        pages.tell(row)
