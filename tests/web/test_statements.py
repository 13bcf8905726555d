"""No page asks the database for more than a page should: whoever adds a column to a list may not add a question a row."""

import pytest

from tests.web.demo import CRAWLERS, LANGUAGES, Demo, Seen

pytestmark = pytest.mark.xdist_group("demo")

MOST = 25
# Known to ask for more, and how much in the demo: a page that leaves this list does not come back to it.
STILL_MORE = {
    "/desk/bookings/<public_id>/wish": 190,  # rehearses every answer it offers
    "/desk/bookings/<public_id>": 90,  # rehearses the decision it shows
    "/desk/applications/<public_id>": 33,  # where a renewal, an appeal and a visit come together
    "/": 28,  # the first look of a process reads the directory, the first after signing in notes when that was
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
