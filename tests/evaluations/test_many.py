"""What the Centre's lists cost does not grow with what they hold: the same queries for ten cases and for a thousand."""

from typing import Any

import pytest
from flask import Flask

from app.core.db import transact
from bench.many import plant
from tests.cast import Cast
from tests.evaluations.factories import person
from tests.statements import counted

PAGES = (
    "/desk",
    "/desk/applications",
    "/desk/applications?q=nhieu",
    "/desk/applications?status=closed&page=2",
    "/desk/calibration",
)


def more(cast: Cast, count: int, first: int) -> None:
    with cast.app.app_context():
        transact(
            lambda: plant(
                count,
                coordinator=person("tuan"),
                owner=person("lan"),
                reviewers=[person("mai"), person("son")],
                first=first,
            )
        )


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_thousand_cases_take_as_many_queries_as_ten(cast: Cast, app: Flask) -> None:
    client = cast.client("tuan")
    more(cast, 10, 1)
    few = {page: _queries(client, app, page) for page in PAGES}
    more(cast, 990, 11)
    assert {page: _queries(client, app, page) for page in PAGES} == few


def _queries(client: Any, app: Flask, page: str) -> int:
    client.get(page)
    with counted(app) as seen:
        assert client.get(page).status_code == 200
    return len(seen)
