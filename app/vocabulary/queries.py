from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select

from app.core.db import db
from app.vocabulary.models import Word

_HELD = "vocabulary"


class Name(NamedTuple):
    code: str
    name_vi: str
    name_en: str | None
    active: bool


def names(list_: str) -> dict[str, Name]:
    """By code, in the Centre's order, hidden ones too; empty where nothing was ever loaded. All lists are read once in
    a transaction of the session, as settings are."""
    session = db.session
    standing = (session.get_transaction(), session.get_nested_transaction())
    held_in, lists = session.info.get(_HELD, ((None, None), {}))
    if standing[0] is None or held_in != standing:
        lists = {}
        columns = (Word.list, Word.code, Word.name_vi, Word.name_en, Word.active)
        for row in session.execute(select(*columns).order_by(Word.list, Word.position, Word.code)):
            lists.setdefault(row.list, {})[row.code] = Name(row.code, row.name_vi, row.name_en, row.active)
        session.info[_HELD] = (session.get_transaction(), session.get_nested_transaction()), lists
    found: dict[str, Name] = lists.get(list_, {})
    return found


def read_again() -> None:
    """A word was changed in this transaction."""
    db.session.info.pop(_HELD, None)


def words(list_: str) -> Sequence[Word]:
    """For editing, in order."""
    return db.session.scalars(select(Word).where(Word.list == list_).order_by(Word.position, Word.code)).all()


def word(list_: str, code: str) -> Word | None:
    return db.session.get(Word, (list_, code))
