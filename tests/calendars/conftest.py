from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from app.bookings import service
from app.bookings.models import Booking
from app.bookings.queries import booking_by_public_id
from app.core.db import db, transact
from app.core.text import searchable
from app.core.timespan import Timespan
from app.spaces.models import Space
from app.venues.models import Policy
from tests.bookings import factories as make
from tests.bumps import looked_after
from tests.calendars.factories import staff
from tests.mail.conftest import sink as sink


@dataclass
class Studio:
    """Lan's space, a member of the network with Minh on the team, and a venue that confirms at once, another that
    holds. Every step opens a context of its own, as requests do."""

    app: Flask
    slug: str

    def book(self, title: str, *, venue: str = "ngay", who: str = "lan", **values: Any) -> str:
        """Public id of an evening with an hour of set-up and half an hour of strike."""

        def act() -> str:
            booking = make.book(
                staff(who),
                self.space(),
                make.the_venue(venue),
                title_vi=title,
                setup=timedelta(hours=1),
                strike=timedelta(minutes=30),
                **values,
            )
            return booking.public_id

        return str(self.do(act))

    def do(self, work: Any) -> Any:
        with self.app.app_context():
            return transact(work)

    def space(self) -> Space:
        return db.session.query(Space).filter_by(slug=self.slug).one()

    def booking(self, public_id: str) -> Booking:
        booking = booking_by_public_id(public_id)
        assert booking is not None
        return booking

    def uuid(self, public_id: str) -> str:
        with self.app.app_context():
            return self.booking(public_id).uuid

    def confirm(self, public_id: str) -> None:
        self.do(lambda: service.confirm_booking(self.booking(public_id), actor=staff("tuan")))

    def cancel(self, public_id: str) -> None:
        self.do(lambda: service.cancel_booking(self.booking(public_id), actor=staff("lan")))

    def move(self, public_id: str, when: Timespan, venue: str | None = None) -> None:
        def act() -> None:
            ids = [make.the_venue(venue).id] if venue else None
            service.move_booking(self.booking(public_id), actor=staff("tuan"), public=when, venue_ids=ids)

        self.do(act)

    def decline(self, public_id: str) -> None:
        self.do(lambda: service.decline_booking(self.booking(public_id), actor=staff("tuan"), reason="Kín lịch"))


@pytest.fixture
def studio(app: Flask) -> Studio:
    def act() -> str:
        make.venue("ngay", policy=Policy.INSTANT)
        make.venue("kia", policy=Policy.INSTANT)
        make.venue("cho", policy=Policy.HOLD)
        space = make.space(staff("lan"), "Xưởng Mây", member=staff("minh"))
        space.search_text = searchable(space.name_vi)
        return space.slug

    with app.app_context():
        return Studio(app, transact(act))


@pytest.fixture(autouse=True)
def nothing_forgotten(request: pytest.FixtureRequest) -> Iterator[None]:
    yield from looked_after(request)
