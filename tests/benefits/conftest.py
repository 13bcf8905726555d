"""Lan's space is a member, Hoa's an associate; a test steps in with `do`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask

from app.core.db import transact
from app.core.errors import DomainError
from app.memberships.models import Grade
from app.spaces.models import Space
from tests.cast import Cast
from tests.memberships import factories as make


def refused(work: Callable[[], object]) -> DomainError:
    with pytest.raises(DomainError) as caught:
        transact(work)
    return caught.value


@dataclass
class Net:
    app: Flask
    cast: Cast
    lan: str
    hoa: str
    number: str

    def do(self, work: Callable[[], Any]) -> Any:
        with self.app.app_context():
            return transact(work)

    def do_job(self, job: Callable[[], int]) -> int:
        with self.app.app_context():
            return job()

    def space(self, who: str) -> Space:
        return make.the_space(getattr(self, who))


@pytest.fixture
def net(app: Flask, cast: Cast) -> Net:
    def act() -> tuple[str, str, str]:
        lan = make.space()
        hoa = make.space("hoa", "Nhà Hoa", team=())
        certificate = make.member(lan)
        make.member(hoa, grade=Grade.ASSOCIATE)
        assert certificate
        return lan.public_id, hoa.public_id, certificate.number

    with app.app_context():
        return Net(app, cast, *transact(act))
