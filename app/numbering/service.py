from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite

from app.core.db import db
from app.numbering.models import Counter


def next_number(name: str) -> int:
    """The next number under `name`, from 1, without gaps: it is given back when the transaction rolls back.

    Others who want a number of the same name wait until this transaction ends.
    """
    _begin(name)
    return db.session.execute(
        update(Counter).where(Counter.name == name).values(value=Counter.value + 1).returning(Counter.value)
    ).scalar_one()


def hold_number(name: str) -> None:
    """Nobody gets a number under `name` until the transaction ends."""
    _begin(name)
    db.session.execute(update(Counter).where(Counter.name == name).values(value=Counter.value))


def raise_number(name: str, value: int) -> None:
    """Go on after `value`: for numbers that were given out elsewhere. Never goes back."""
    _begin(name)
    db.session.execute(update(Counter).where(Counter.name == name, Counter.value < value).values(value=value))


def _begin(name: str) -> None:
    insert = sqlite.insert if db.is_sqlite else postgresql.insert
    db.session.execute(insert(Counter).values(name=name, value=0).on_conflict_do_nothing())
