"""Opening pages changes nothing but the four things that reading may leave behind."""

import sqlite3
from collections.abc import Iterable

import pytest

from app.core.db import transact
from app.settings.service import change_setting
from app.web.guard import anyone
from tests.web.demo import CRAWLERS, LANGUAGES, READING_LEAVES, Demo, Seen, changed, kind_of

pytestmark = pytest.mark.xdist_group("demo")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", CRAWLERS)
def test_opening_a_page_writes_nothing(demo: Demo, name: str, language: str) -> None:
    seen = demo.seen(name, language)
    assert [one.address for one in seen if one.status >= 500] == []
    assert _writing(seen) == {}
    assert len({kind_of(one.address) for one in seen}) > 10


def _writing(seen: Iterable[Seen]) -> dict[str, set[str]]:
    return {one.address: one.wrote for one in seen if one.wrote}


def test_a_page_that_writes_is_caught(demo: Demo, monkeypatch: pytest.MonkeyPatch) -> None:
    def writes() -> str:
        transact(lambda: change_setting("site.name", "Cầu Gỗ", actor=None))
        return "ok"

    writes.guard = anyone  # type: ignore[attr-defined]
    monkeypatch.setitem(demo.app.view_functions, "site.venues", writes)
    assert "settings" in _writing(demo.walk("nobody"))["/venues"]


def test_only_the_minute_of_being_seen_moves(demo: Demo) -> None:
    """The allowed write does happen here, or the tests above would prove less than they say."""
    watch, before = sqlite3.connect(demo.file), demo.contents()
    seen = "SELECT max(last_seen_at) FROM sign_ins"
    earlier = watch.execute(seen).fetchone()
    assert demo.clients["owner"].get("/my/spaces").status_code == 200
    assert watch.execute(seen).fetchone() > earlier
    watch.close()
    assert changed(before, demo.contents()) == set()


def test_a_private_calendar_leaves_that_it_was_read(demo: Demo) -> None:
    """No link leads to one, so the readers above do not come by."""
    before = demo.contents()
    assert demo.clients["nobody"].get(f"/calendars/private/{demo.feed_token}.ics").status_code == 200
    assert {"feed_bodies", "feed_topics"} <= changed(before, demo.contents()) <= READING_LEAVES
