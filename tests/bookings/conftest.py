"""A fixed Sunday noon in Hanoi, a member's space of Lan's with Minh on the team, and a stranger's."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from flask import Flask

from app.accounts.models import User
from app.bookings import queries
from app.core.db import db, transact
from app.core.errors import DomainError
from app.spaces.models import Space
from app.spaces.queries import space_by_public_id
from tests.bookings import factories
from tests.cast import Cast

NOON = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)


@pytest.fixture
def noon() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def refused(work: Callable[[], object]) -> DomainError:
    with pytest.raises(DomainError) as caught:
        transact(work)
    return caught.value


@dataclass
class House:
    """Who and what a test acts with. Rows are fetched anew at every use: a transaction ends them."""

    cast: Cast
    ids: dict[str, int]

    def space(self, key: str) -> Space:
        return db.session.get_one(Space, self.ids[key])

    def __getattr__(self, key: str) -> User:
        return self.cast.user(key)


@pytest.fixture
def house(noon: time_machine.Traveller, ctx: Flask, cast: Cast) -> House:
    def act() -> dict[str, int]:
        return {
            "lan": factories.space(cast.user("lan"), "Xưởng Mây", member=cast.user("minh")).id,
            "hoa": factories.space(cast.user("hoa"), "Nhà Hoa").id,
        }

    return House(cast, transact(act))


@dataclass
class Town:
    """For screens, which are opened without a context of the test's own, as a server does. `do` steps in to write or
    look; `lan` and `hoa` are the public ids of the two spaces."""

    app: Flask
    cast: Cast
    lan: str
    hoa: str

    def do(self, work: Callable[[], Any]) -> Any:
        with self.app.app_context():
            return transact(work)

    def book(self, who: str, slug: str, **values: Any) -> str:
        """Public id of a booking of that person's space, made through the service."""

        def act() -> str:
            host = space_by_public_id(getattr(self, who))
            return factories.book(self.cast.user(who), host, factories.the_venue(slug), **values).public_id

        return str(self.do(act))

    def status(self, public_id: str) -> str:
        def look() -> str:
            booking = queries.booking_by_public_id(public_id)
            assert booking is not None
            return str(booking.status)

        return str(self.do(look))


@pytest.fixture
def town(noon: time_machine.Traveller, app: Flask, cast: Cast) -> Town:
    def act() -> tuple[str, str]:
        lan = factories.space(cast.user("lan"), "Xưởng Mây", member=cast.user("minh"))
        return lan.public_id, factories.space(cast.user("hoa"), "Nhà Hoa").public_id

    with app.app_context():
        return Town(app, cast, *transact(act))
