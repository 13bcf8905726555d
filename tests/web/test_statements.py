"""No page asks the database for more than a page should: whoever adds a column to a list may not add a question a row."""

import pytest

from tests.web.demo import CRAWLERS, LANGUAGES, Demo, Seen

pytestmark = pytest.mark.xdist_group("demo")

MOST = 25
# Known to ask for more, and how much in the demo: a page that leaves this list does not come back to it.
STILL_MORE = {
    "/desk/bookings/<public_id>/wish": 296,
    "/desk/bookings/<public_id>": 144,
    "/desk": 30,  # the first look of a process reckons all finished sheets
    "/bookings/<public_id>/papers": 62,
    "/my/calendars/edit": 51,
    "/desk/bookings": 49,
    "/my/calendars/<public_id>": 46,
    "/desk/applications/<public_id>": 45,
    "/bookings/<public_id>": 42,
    "/desk/settings": 41,
    "/desk/members/<public_id>": 39,
    "/venues/<slug>": 32,
    "/my/calendars": 32,
    "/my/applications/<public_id>": 32,
    "/desk/calendars/<public_id>": 32,
    "/desk/applications": 31,
    "/desk/bookings/<public_id>/move": 31,
    "/desk/bookings/<public_id>/day": 31,
    "/desk/closures/<public_id>/letters/<booking_id>": 31,
    "/desk/uses": 30,
    "/my/bookings": 29,
    "/desk/bookings/<public_id>/counter": 29,
    "/desk/today": 28,
    "/desk/waiting": 28,
    "/desk/bookings/new": 28,
    "/desk/benefits/<code>": 28,
    "/desk/workdays/<day>/remove": 28,
    "/reviews/<public_id>": 28,
    "/desk/agreements": 27,
    "/agreements/<path:code>": 27,
    "/my/benefits": 26,
    "/bookings/new": 26,
}


def _too_many(demo: Demo, seen: list[Seen]) -> dict[str, str]:
    found = {}
    for one in seen:
        rule = demo.rule(one.address)
        if one.is_page and one.statements > STILL_MORE.get(rule, MOST):
            found[one.address] = f"{one.statements} statements ({rule})"
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", CRAWLERS)
def test_no_page_asks_more_than_a_page_should(demo: Demo, name: str, language: str) -> None:
    assert _too_many(demo, demo.seen(name, language)) == {}


def test_one_statement_too_many_is_noticed(demo: Demo) -> None:
    def venues(statements: int) -> list[Seen]:
        return [Seen("/venues", 200, "text/html", "", b"", statements, set())]

    assert _too_many(demo, venues(MOST)) == {}
    assert _too_many(demo, venues(MOST + 1)) == {"/venues": f"{MOST + 1} statements (/venues)"}
