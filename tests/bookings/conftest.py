"""A fixed Sunday noon in Hanoi, a member's space of Lan's with Minh on the team, and a stranger's."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
import time_machine
from flask import Flask

from app.accounts.models import User
from app.core.db import db, transact
from app.core.errors import DomainError
from app.spaces.models import Space
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
