from typing import Any

from app.core.db import db
from app.numbering.queries import last_number
from app.settings.models import Setting
from app.settings.rules import DEFAULTS, VERSION


def value(key: str) -> Any:
    """The Centre's value, or the default. Raises KeyError for a key that nobody declared."""
    default = DEFAULTS[key]
    stored = db.session.get(Setting, key)
    return default if stored is None else stored.value


def version() -> int:
    return last_number(VERSION)
