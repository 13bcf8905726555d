from collections.abc import Mapping
from typing import Any

from app.core.db import db
from app.licences import queries
from app.licences.models import LicenceRule


def load_rules(document: Mapping[str, Any]) -> None:
    """Add those of `data/licences.yaml` whose code is not known yet. What the Centre has edited is never overwritten."""
    for position, row in enumerate(document["rules"], start=1):
        if queries.rule_by_code(row["code"]) is None:
            db.session.add(LicenceRule(position=position * 10, **row))
    db.session.flush()
