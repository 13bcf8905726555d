"""The public register as a list: of today, of a day that has passed, narrowed."""

from datetime import date

import pytest

from app.core.db import transact
from app.memberships.models import EventKind, Grade
from tests.memberships import factories
from tests.register.ledger import enter
from tests.site.test_spaces import _statements
from tests.web.test_bad_input import HOSTILE


def _three() -> None:
    """A member since 2024, an associate since 2025 who was suspended this autumn, one whose membership ended."""
    factories.member(factories.space(name="Xưởng Mây"), effective_on=date(2024, 12, 10), term_months=None)
    loft = factories.space("hoa", "Gác Ánh Sáng", team=(), kinds=["gallery"], ward_code="00070", fields=["design"])
    factories.member(loft, grade=Grade.ASSOCIATE, effective_on=date(2025, 3, 1), term_months=None)
    enter(loft, EventKind.SUSPENDED, date(2026, 9, 1))
    barn = factories.space("hoa", "Đình Trống", team=(), kinds=["heritage"], ward_code="00004")
    factories.member(barn, effective_on=date(2025, 1, 1), term_months=None)
    enter(barn, EventKind.ENDED, date(2026, 1, 1))


@pytest.fixture
def three(app):
    with app.app_context():
        transact(_three)


NAMES = {"Xưởng Mây", "Gác Ánh Sáng", "Đình Trống"}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"Xưởng Mây"}),
        ("standing=all", NAMES),
        ("standing=suspended", {"Gác Ánh Sáng"}),
        ("standing=ended", {"Đình Trống"}),
        ("standing=revoked", set()),
        ("on=2024-12-09", set()),
        ("on=10/12/2024", {"Xưởng Mây"}),
        ("on=2025-12-31", NAMES),
        ("on=2026-08-31", {"Xưởng Mây", "Gác Ánh Sáng"}),
        ("on=2026-08-31&kind=gallery", {"Gác Ánh Sáng"}),
        ("on=2026-08-31&ward=00070", {"Gác Ánh Sáng"}),
        ("standing=all&ward=00004", {"Đình Trống"}),
        ("standing=all&field=design", {"Gác Ánh Sáng"}),
        ("standing=all&q=dinh+trong", {"Đình Trống"}),
        ("standing=all&q=MAY", {"Xưởng Mây"}),
        ("standing=all&q=kgst+2026+002", {"Gác Ánh Sáng"}),
        ("standing=all&q=2026", NAMES),
        ("standing=all&q=khong+co", set()),
        ("standing=all&page=99", NAMES),
        ("standing=all&ward=00008", set()),
    ],
)
def test_the_register_of_a_day_and_its_filters(client, three, query, found):
    answer = client.get(f"/register?{query}")
    assert answer.status_code == 200
    assert {name for name in NAMES if f">{name}</a>" in answer.text} == found


def test_the_files_keep_what_was_chosen(client, three):
    text = client.get("/register?on=2026-08-31&kind=gallery").text
    assert 'href="/register/members.csv?kind=gallery&amp;on=2026-08-31"' in text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "query", ["on=2026-11-26", "on=mai", "standing=xyz", "kind=xyz", "ward=xyz", "field=xyz", "q=" + "a" * 101]
)
def test_what_cannot_be_asked_is_said_at_its_field_and_no_list_is_shown(client, three, query):
    answer = client.get(f"/register?{query}")
    assert answer.status_code == 422
    assert "field-error" in answer.text
    assert "Xưởng Mây</a>" not in answer.text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_empty_register_says_what_to_do(client):
    assert "Mạng lưới chưa công bố thành viên nào." in client.get("/register").text


def _many(number: int, first: int = 0) -> None:
    for n in range(first, first + number):
        factories.member(factories.space(name=f"Gốm số {n:03}", team=()))


def test_as_many_questions_for_sixty_as_for_one(app, client):
    with app.app_context():
        transact(lambda: _many(1))
    client.get("/register")
    alone = _statements(app, client, "/register")
    with app.app_context():
        transact(lambda: _many(59, 1))
    assert _statements(app, client, "/register") == alone
    first, second = client.get("/register?q=gom").text, client.get("/register?q=gom&page=2").text
    assert (first.count('<th scope="row">'), second.count('<th scope="row">')) == (50, 10)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_hostile_values_are_text_in_every_filter_and_file(client, three):
    names = ("q", "standing", "kind", "field", "ward", "on", "page", "lang", "theme", "size")
    for address in ("/register", "/register/members.json", "/register/members.csv", "/register/statistics/kinds.svg"):
        for value in HOSTILE.values():
            answer = client.get(address, query_string=dict.fromkeys(names, value))
            assert answer.status_code in {200, 400, 422}
            assert "<script>" not in answer.text
            assert "X-Injected" not in answer.headers
