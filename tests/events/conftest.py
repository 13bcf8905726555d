"""A fixed Sunday noon in Hanoi, Lan's space with Minh on the team, and confirmed bookings of it at the museum."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.bookings import service as bookings
from app.bookings.models import Booking, BookingStatus
from app.bookings.queries import booking_by_public_id
from app.bookings.rules.series import Occasion
from app.core import clock
from app.core.db import db, transact
from app.core.ids import new_public_id
from app.core.timespan import Timespan
from app.events import queries, service
from app.events.models import Event, Whereabouts
from app.events.publishing import Words
from app.memberships.models import Grade
from app.spaces.models import Space
from app.spaces.queries import space_by_public_id
from tests.bookings import factories
from tests.bookings.factories import MONDAY, span, the_venue
from tests.cast import Cast

NOON = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def noon() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@dataclass
class Hall:
    """Who and what a test acts with; addresses, since a transaction ends rows."""

    app: Flask
    cast: Cast
    space_id: str

    def client(self, key: str, language: str = "vi") -> FlaskClient:
        return self.cast.client(key, language)

    def nobody(self) -> FlaskClient:
        return self.app.test_client()

    def do(self, work: Callable[[], Any]) -> Any:
        """In a context and a transaction of its own."""
        with self.app.app_context():
            return transact(work)

    def space(self) -> Space:
        found = space_by_public_id(self.space_id)
        assert found is not None
        return found

    def booking(self, public_id: str) -> Booking:
        found = booking_by_public_id(public_id)
        assert isinstance(found, Booking)
        return found

    def event(self, public_id: str) -> Event:
        return db.session.scalars(select(Event).where(Event.public_id == public_id)).one()

    def books(self, *, by: str = "lan", day: int = 0, **values: Any) -> str:
        """A confirmed booking on a day after Monday, 7 December 2026."""

        def make() -> str:
            host = self.space() if by in ("lan", "minh") else None
            when = span("19:00", "21:00", MONDAY + timedelta(days=day))
            made = factories.book(self.cast.user(by), host, the_venue("cau-kinh"), when=when, **values)
            made.status = BookingStatus.CONFIRMED
            made.shown_publicly_at = clock.now() if made.open_to_public else None
            return made.public_id

        return str(self.do(make))

    def books_series(self, dates: int) -> list[str]:
        """One a week, all confirmed."""

        def make() -> list[str]:
            first = factories.request(self.space(), the_venue("cau-kinh"), when=span("19:00", "21:00"))
            asked = [
                Occasion(replace(first, public=Timespan(first.public.start + n * WEEK, first.public.end + n * WEEK)))
                for n in range(dates)
            ]
            made = bookings.request_series(asked, actor=self.cast.user("lan"), key=new_public_id())
            for one in made:
                one.status, one.shown_publicly_at = BookingStatus.CONFIRMED, clock.now()
            return [one.public_id for one in made]

        return list(self.do(make))

    def page_of(self, *booking_ids: str, publish: bool = True, **words: Any) -> str:
        """A page of these bookings, shown to all unless said otherwise."""

        def make() -> str:
            dates = [self.booking(one) for one in booking_ids]
            told = Words(**{"title_vi": "Đêm đàn nước", "text_vi": "Mười hai người chơi đàn.", **words})
            made = service.start_event(
                told,
                space=dates[0].space,
                where=Whereabouts.VENUE,
                actor=self.cast.user("lan" if dates[0].space else "tuan"),
                bookings=dates,
            )
            if publish:
                service._show(made, self.cast.user("tuan"), clock.now())
            return made.public_id

        return str(self.do(make))

    def own_page(self, *spans: Timespan, publish: bool = True, where: str = Whereabouts.SPACE, **words: Any) -> str:
        """At Lan's own place, on Monday evening unless said otherwise."""

        def make() -> str:
            online = {"online_url": "https://xem.example.org"} if where == Whereabouts.ONLINE else {}
            told = Words(**{"title_vi": "Mở xưởng cuối tuần", **online, **words})
            made = service.start_event(
                told, space=self.space(), where=where, actor=self.cast.user("lan"),
                spans=spans or [span("18:00", "20:00")],
            )  # fmt: skip
            if publish:
                service._show(made, self.cast.user("tuan"), clock.now())
            return made.public_id

        return str(self.do(make))

    def slug(self, public_id: str) -> str:
        with self.app.app_context():
            return self.event(public_id).slug

    def happening(self, **wanted: Any) -> list[Any]:
        with self.app.app_context():
            return queries.happenings(queries.Wanted(**wanted), clock.now())


WEEK = timedelta(days=7)


@pytest.fixture
def hall(app: Flask, cast: Cast) -> Hall:
    with app.app_context():

        def make() -> str:
            made = factories.space(cast.user("lan"), grade=Grade.FULL, member=cast.user("minh"))
            made.ward_code, made.street, made.house_number, made.exactness = "00070", "phố Nhà Chung", "12", "street"
            return made.public_id

        return Hall(app, cast, transact(make))
