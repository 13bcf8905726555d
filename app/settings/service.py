from typing import Any

from app.audit.service import record
from app.core.db import db
from app.revisions.service import bump
from app.settings.models import Setting
from app.settings.rules import DEFAULTS


def change_setting(key: str, value: Any, *, actor: Any) -> None:
    if key not in DEFAULTS:
        raise KeyError(key)
    stored = db.session.get(Setting, key)
    if stored is None:
        db.session.add(Setting(key=key, value=value))
    else:
        stored.value = value
    bump(f"words:{key}")
    record(f"setting:{key}", "setting.changed", actor=actor, payload={"value": value})
