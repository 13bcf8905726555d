from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select

from app.core.db import db, held, let_go
from app.vocabulary.models import Word

_HELD = "vocabulary"


class Name(NamedTuple):
    code: str
    name_vi: str
    name_en: str | None
    active: bool


def names(list_: str) -> dict[str, Name]:
    """By code, in the Centre's order, hidden ones too; empty where nothing was ever loaded."""
    return held(_HELD, _read, while_writing=True).get(list_, {})


def _read() -> dict[str, dict[str, Name]]:
    lists: dict[str, dict[str, Name]] = {}
    columns = (Word.list, Word.code, Word.name_vi, Word.name_en, Word.active)
    for row in db.session.execute(select(*columns).order_by(Word.list, Word.position, Word.code)):
        lists.setdefault(row.list, {})[row.code] = Name(row.code, row.name_vi, row.name_en, row.active)
    return lists


def read_again() -> None:
    """A word was changed in this transaction."""
    let_go(_HELD)


def words(list_: str) -> Sequence[Word]:
    """For editing, in order."""
    return db.session.scalars(select(Word).where(Word.list == list_).order_by(Word.position, Word.code)).all()


def held_words(list_: str) -> Sequence[Word]:
    """As they stand now; until the transaction ends nobody else changes one of the list."""
    wanted = select(Word).where(Word.list == list_).order_by(Word.position, Word.code)
    return db.session.scalars(wanted.with_for_update().execution_options(populate_existing=True)).all()


def seen(word: Word) -> str:
    """What a form says it was called, when it comes back."""
    return f"{word.name_vi} / {word.name_en}"


def word(list_: str, code: str) -> Word | None:
    return db.session.get(Word, (list_, code))
