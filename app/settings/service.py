from collections.abc import Mapping
from typing import Any

from app.audit.service import record
from app.core.db import db
from app.core.errors import DomainError
from app.numbering.service import next_number
from app.revisions.service import bump
from app.settings.models import Setting
from app.settings.queries import read_again
from app.settings.queries import value as current
from app.settings.rules import DEFAULTS, VERSION


def change_settings(values: Mapping[str, Any], *, version: int, actor: Any) -> list[str]:
    """Change those that differ from what stands, and give their keys. Two people who read the same `version` cannot
    both save: the second is asked to look again (`setting.changed_meanwhile`)."""
    if next_number(VERSION) != version + 1:
        raise DomainError("setting.changed_meanwhile")
    changed = [key for key, value in values.items() if current(key) != value]
    for key in changed:
        change_setting(key, values[key], actor=actor)
    return changed


def change_setting(key: str, value: Any, *, actor: Any) -> None:
    if key not in DEFAULTS:
        raise KeyError(key)
    stored = db.session.get(Setting, key)
    if stored is None:
        db.session.add(Setting(key=key, value=value))
    else:
        stored.value = value
    read_again()
    bump(f"words:{key}")
    record(f"setting:{key}", "setting.changed", actor=actor, payload={"value": value})
