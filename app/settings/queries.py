from typing import Any

from sqlalchemy import select

from app.core.db import db
from app.numbering.queries import last_number
from app.settings.models import Setting
from app.settings.rules import DEFAULTS, VERSION

_HELD = "settings"


def value(key: str) -> Any:
    """The Centre's value, or the default. Raises KeyError for a key that nobody declared."""
    return _stored().get(key, DEFAULTS[key])


def _stored() -> dict[str, Any]:
    """All that was ever set, read once in a transaction of the session (a savepoint, which may be undone, is its own)."""
    session = db.session
    stored: dict[str, Any]
    held_in, stored = session.info.get(_HELD, ((None, None), {}))
    if held_in[0] is None or held_in != (session.get_transaction(), session.get_nested_transaction()):
        stored = {row.key: row.value for row in session.execute(select(Setting.key, Setting.value))}
        session.info[_HELD] = (session.get_transaction(), session.get_nested_transaction()), stored
    return stored


def read_again() -> None:
    """A setting was changed in this transaction."""
    db.session.info.pop(_HELD, None)


def version() -> int:
    return last_number(VERSION)
