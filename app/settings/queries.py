from typing import Any

from sqlalchemy import select

from app.core.db import db, held, let_go
from app.numbering.queries import last_number
from app.settings.models import Setting
from app.settings.rules import DEFAULTS, VERSION

_HELD = "settings"


def value(key: str) -> Any:
    """The Centre's value, or the default. Raises KeyError for a key that nobody declared."""
    return held(_HELD, _stored, while_writing=True).get(key, DEFAULTS[key])


def _stored() -> dict[str, Any]:
    """All that was ever set: they are few, and a page asks for many."""
    return {row.key: row.value for row in db.session.execute(select(Setting.key, Setting.value))}


def read_again() -> None:
    """A setting was changed in this transaction."""
    let_go(_HELD)


def version() -> int:
    return last_number(VERSION)
