"""What is rarely much: each kind of work as a statement of the same few columns, and all of them asked at once."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Date, Integer, Select, String, cast, literal, null, select, type_coerce, union_all

from app.core.db import UTCDateTime, db
from app.spaces.models import TeamMember


class Few(NamedTuple):
    """A line of work as it is shown. `note` is in the words of whoever wrote it; `on` or `at` is its last day or
    hour; `person` whose it is; `state` what else makes it another task than one that was put off."""

    step: str
    id: int
    public_id: str
    title_vi: str
    title_en: str | None
    note: str
    number: int
    person: int | None
    on: date | None
    at: datetime | None
    state: str


def line(
    step: str,
    *,
    id: Any,
    ref: Any,
    title: Any = "",
    title_en: Any = None,
    note: Any = "",
    number: Any = 1,
    person: Any = None,
    on: Any = None,
    at: Any = None,
    state: Any = "",
) -> Select[Any]:
    return select(
        literal(str(step)).label("step"),
        cast(id, Integer).label("id"),
        cast(ref, String).label("public_id"),
        cast(title, String).label("title_vi"),
        _or_null(title_en, String()).label("title_en"),
        cast(note, String).label("note"),
        cast(number, Integer).label("number"),
        _or_null(person, Integer()).label("person"),
        _or_null(on, Date()).label("on_day"),
        _or_null(at, UTCDateTime()).label("at"),
        cast(state, String).label("state"),
    )


def _or_null(given: Any, kind: Any) -> Any:
    """A column without a value must still say of which type it is: PostgreSQL asks the first statement of all."""
    return type_coerce(given if given is not None else cast(null(), kind), kind)


def found(statements: Iterable[Select[Any]]) -> Sequence[Few]:
    every = list(statements)
    if not every:
        return []
    together = union_all(*every).subquery()
    rows = db.session.execute(select(together).order_by(together.c.step, together.c.id, together.c.public_id))
    return [Few(*row) for row in rows]


def own_spaces(actor: Any) -> Select[int]:
    """Nobody of the Centre decides about a space whose team they are on."""
    return select(TeamMember.space_id).where(TeamMember.user_id == actor.id)
