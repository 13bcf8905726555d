"""Lists that people send: kept between the preview and the click, entered once, forgotten after a day."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Protocol, TypeVar

from app.core import clock
from app.core.db import db
from app.core.errors import NotFound
from app.core.ids import new_public_id
from app.spaces import queries
from app.spaces.lists import Line, Sheet
from app.spaces.models import SentList

KEPT_FOR = timedelta(hours=24)


class Entered(Protocol):
    @property
    def number(self) -> int: ...
    @property
    def entered(self) -> int: ...


Kept = TypeVar("Kept", bound=SentList)
Done = TypeVar("Done", bound=Entered)


def keep_list(kind: type[Kept], file_name: str, sha256: str, sheet: Sheet, *, actor: Any) -> Kept:
    kept = kind(
        public_id=new_public_id(),
        file_name=file_name,
        sha256=sha256,
        lines=[{"line": line.number, "cells": dict(line.cells)} for line in sheet.lines],
        ignored=sheet.ignored,
        samples=sheet.samples,
        created_at=clock.now(),
        created_by=actor.id,
    )
    db.session.add(kept)
    db.session.flush()
    return kept


def lines_of(kept: SentList) -> list[Line]:
    return [Line(line["line"], line["cells"]) for line in kept.lines]


def confirm_list(
    kind: type[SentList], public_id: str, enter: Callable[[SentList], Done], *, actor: Any
) -> Done | None:
    """Enter what the preview showed. A second click finds it done: None, nothing changes."""
    kept = queries.list_held(kind, actor, public_id)
    if kept is None:
        raise NotFound("import")
    if kept.confirmed_at is not None:
        return None
    done = enter(kept)
    kept.number, kept.entered = done.number, done.entered
    kept.confirmed_at, kept.lines = clock.now(), []
    return done


def forget_old_lists(kind: type[SentList]) -> int:
    """Those that nobody confirmed within a day; returns how many."""
    old = queries.lists_waiting_since(kind, clock.now() - KEPT_FOR)
    for kept in old:
        db.session.delete(kept)
    return len(old)
