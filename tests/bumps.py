"""Whoever changes what a feed shows moves one of the revisions the feed depends on, in the same transaction: else
everybody goes on being told that nothing has changed. Looked at in the SQL of every transaction, so that bulk statements
are seen as well as rows."""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection, event

_TIMES = {"starts_at", "ends_at", "public_starts_at", "public_ends_at"}
_WORDS = {"title_vi", "title_en", "about_vi", "about_en"}
# Table: the columns that are shown, or None for all; and a topic of each kind that shows them, by its beginning.
RENDERED: dict[str, tuple[set[str] | None, str]] = {
    "bookings": (
        {
            *_TIMES,
            *_WORDS,
            "status",
            "sequence",
            "open_to_public",
            "shown_publicly_at",
            "activity_kind",
            "revised_at",
        },
        "bookings",
    ),
    "booking_venues": (None, "venue:"),
    "booking_departures": (None, "venue:"),
    "closures": (None, "closures"),
    "closure_venues": (None, "closures"),
    "venues": ({"name_vi", "name_en", "latitude", "longitude", "zone_name"}, "words:venue:"),
    "venue_areas": (None, "venues"),
    "spaces": ({"name_vi", "name_en", "fields"}, "space:"),
    "space_team": (None, "person:"),
    "role_grants": (None, "person:"),
    "users": ({"disabled_at", "password_hash"}, "person:"),
    "membership_events": (None, "members"),
    "settings": (None, "words:"),
    "special_days": (None, "workdays"),
    "events": ({"title_vi", "title_en", "text_vi", "text_en", "online_url", "kind", "status", "slug"}, "bookings"),
    "event_dates": (None, "bookings"),
    "personal_feeds": (None, "person:"),
}
NEW_ARE_EMPTY = {"users", "venues", "spaces", "feed_links"}  # nothing that is shown can hang on a new one yet

_WRITES = re.compile(r'\s*(INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?(.*)', re.DOTALL | re.IGNORECASE)
_SERVICE = re.compile(r"/app/\w+/(service|views|staff)[/.]")
_SET = re.compile(r'"?(\w+)"?\s*=(?!=)')


@dataclass
class _Seen:
    """Of one transaction: what must be bumped and why, and what was."""

    owed: dict[str, str] = field(default_factory=dict)
    bumped: set[str] = field(default_factory=set)

    def missing(self) -> list[str]:
        return [why for topic, why in self.owed.items() if not any(one.startswith(topic) for one in self.bumped)]


def _by_a_service() -> bool:
    """Tests lay rows down themselves; only what a service of the house writes is the house's to bump."""
    frame = sys._getframe(2)
    while frame is not None:
        file = frame.f_code.co_filename
        if _SERVICE.search(file) and "/app/revisions/" not in file:
            return True
        if "/tests/" in file and "/tests/bumps" not in file:
            return False
        frame = frame.f_back  # type: ignore[assignment]
    return False


@contextmanager
def watched(app: Flask) -> Iterator[list[str]]:
    """What was committed meanwhile without its bump."""
    engine, forgotten = app.extensions["database"], []

    def note(connection: Connection, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        wrote = _WRITES.match(statement)
        if wrote is None:
            return
        seen = connection.info.setdefault("bumps", _Seen())
        how, table, rest = wrote[1].upper(), wrote[2], wrote[3]
        if table == "revisions":
            values = parameters.values() if isinstance(parameters, dict) else parameters
            seen.bumped |= {value for value in values if isinstance(value, str)}
            return
        columns, topic = RENDERED.get(table, (set(), ""))
        if not topic or (how == "INSERT INTO" and table in NEW_ARE_EMPTY) or not _by_a_service():
            return
        set_ = set(_SET.findall(rest.partition("WHERE")[0])) if how == "UPDATE" else None
        if columns is None or set_ is None or columns & set_:
            named = sorted(set_ & columns) if columns and set_ else []
            seen.owed.setdefault(topic, f"{how} {table} {' '.join(named)} without {topic}".replace("  ", " "))

    def ends(connection: Connection) -> None:
        seen = connection.info.pop("bumps", None)
        if seen is not None:
            forgotten.extend(seen.missing())

    def dropped(connection: Connection) -> None:
        connection.info.pop("bumps", None)

    listeners = {"before_cursor_execute": note, "commit": ends, "rollback": dropped}
    for name, listener in listeners.items():
        event.listen(engine, name, listener)
    try:
        yield forgotten
    finally:
        for name, listener in listeners.items():
            event.remove(engine, name, listener)


def looked_after(request: pytest.FixtureRequest) -> Iterator[None]:
    """For a fixture that every test of a folder gets."""
    if "app" not in request.fixturenames:
        yield
        return
    with watched(request.getfixturevalue("app")) as forgotten:
        yield
    assert forgotten == [], "feeds that show it would go on answering 304"
