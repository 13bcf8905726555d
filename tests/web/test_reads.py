"""Opening pages changes nothing but the four things that reading may leave behind."""

import sqlite3
from typing import Any

import pytest

from app.core.db import transact
from app.settings.service import change_setting
from app.web.guard import anyone
from tests.web.demo import CRAWLERS, READING_LEAVES, Demo, changed, kind_of

pytestmark = pytest.mark.xdist_group("demo")


def _writing_reads(demo: Demo, name: str) -> tuple[dict[str, set[str]], set[str]]:
    """What each address wrote, and all kinds of address that were opened."""
    writing: dict[str, set[str]] = {}
    kinds: set[str] = set()
    watch = sqlite3.connect(demo.file)
    version, before = _version(watch), demo.contents()
    for address, answer in demo.reached(name):
        assert answer.status_code < 500, address
        kinds.add(kind_of(address))
        if _version(watch) != version:
            version, after = _version(watch), demo.contents()
            if found := changed(before, after) - READING_LEAVES:
                writing[address] = found
            before = after
    watch.close()
    return writing, kinds


def _version(watch: sqlite3.Connection) -> Any:
    """Moves with every commit of another connection."""
    return watch.execute("PRAGMA data_version").fetchone()[0]


@pytest.mark.parametrize("name", CRAWLERS)
def test_opening_a_page_writes_nothing(demo: Demo, name: str) -> None:
    writing, kinds = _writing_reads(demo, name)
    assert writing == {}
    assert len(kinds) > 10


def test_a_page_that_writes_is_caught(demo: Demo, monkeypatch: pytest.MonkeyPatch) -> None:
    def writes() -> str:
        transact(lambda: change_setting("site.name", "Cầu Gỗ", actor=None))
        return "ok"

    writes.guard = anyone  # type: ignore[attr-defined]
    monkeypatch.setitem(demo.app.view_functions, "site.venues", writes)
    writing, _kinds = _writing_reads(demo, "nobody")
    assert "settings" in writing["/venues"]


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
