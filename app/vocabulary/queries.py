from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select

from app.core.db import db, held, in_transaction, let_go
from app.vocabulary.models import Word

_HELD, _CHOSEN = "vocabulary", "vocabulary, to choose from"


class Name(NamedTuple):
    code: str
    name_vi: str
    name_en: str | None
    active: bool


def names(list_: str) -> dict[str, Name]:
    """By code, in the Centre's order, hidden ones too; empty where nothing was ever loaded."""
    return held(_HELD, _read, while_writing=True).get(list_, {})


def names_to_choose(list_: str) -> dict[str, Name]:
    """`names`, for who writes down what somebody chose: of a word that is there nobody takes it away until the
    transaction ends, and whoever takes one away at this moment is waited for (`held_words`)."""
    if not in_transaction():
        return names(list_)
    return held(_CHOSEN, lambda: _read(keep=True), while_writing=True).get(list_, {})


def _read(*, keep: bool = False) -> dict[str, dict[str, Name]]:
    lists: dict[str, dict[str, Name]] = {}
    columns = (Word.list, Word.code, Word.name_vi, Word.name_en, Word.active)
    wanted = select(*columns).order_by(Word.list, Word.position, Word.code)
    for row in db.session.execute(wanted.with_for_update(read=True, key_share=True) if keep else wanted):
        lists.setdefault(row.list, {})[row.code] = Name(row.code, row.name_vi, row.name_en, row.active)
    return lists


def read_again() -> None:
    """A word was changed in this transaction."""
    let_go(_HELD)
    let_go(_CHOSEN)


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
