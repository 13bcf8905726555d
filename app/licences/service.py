from collections.abc import Mapping
from typing import Any

from app.audit.service import record
from app.core.db import db
from app.core.errors import DomainError
from app.licences import queries, rules
from app.licences.models import LicenceRule


def load_rules(document: Mapping[str, Any]) -> None:
    """Add those of `data/licences.yaml` whose code is not known yet. What the Centre has edited is never overwritten."""
    for position, row in enumerate(document["rules"], start=1):
        if queries.rule_by_code(row["code"]) is None:
            db.session.add(LicenceRule(position=position * 10, **row))
    db.session.flush()


def add_rule(*, actor: Any, **said: Any) -> LicenceRule:
    """At the end of the list. Raises `licence.not_allowed`, `licence.unknown_kind`."""
    _allow(actor)
    _check(said)
    every = queries.licence_rules()
    rule = LicenceRule(
        code=rules.next_code(one.code for one in every),
        position=max((one.position for one in every), default=0) + 10,
        **said,
    )
    db.session.add(rule)
    _note(rule, "licence.added", actor)
    return rule


def change_rule(rule: LicenceRule, *, seen_version: str, actor: Any, **said: Any) -> LicenceRule:
    """Raises `licence.changed_meanwhile` where somebody else has saved it since it was read."""
    _allow(actor)
    if str(rule.version) != seen_version:
        raise DomainError("licence.changed_meanwhile")
    _check(said)
    for name, value in said.items():
        setattr(rule, name, value)
    _note(rule, "licence.changed", actor)
    return rule


def move_rule(rule: LicenceRule, *, up: bool, actor: Any) -> None:
    """One place up or down; at the end of the list nothing happens."""
    _allow(actor)
    every = list(queries.licence_rules())
    place = every.index(rule)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(every):
        return
    every[place], every[other] = every[other], every[place]
    for position, one in enumerate(every, start=1):
        one.position = position * 10
    _note(rule, "licence.moved", actor)


def _check(said: Mapping[str, Any]) -> None:
    if not set(said["kinds"]) <= set(rules.KINDS) or not set(said["marks"]) <= set(rules.MARKS):
        raise DomainError("licence.unknown_kind", field="kinds")


def _allow(actor: Any) -> None:
    if not rules.can_change_rules(actor):
        raise DomainError("licence.not_allowed")


def _note(rule: LicenceRule, action: str, actor: Any) -> None:
    db.session.flush()
    said = {name: getattr(rule, name) for name in ("name_vi", "source_vi", "lead_days", "working_days", "active")}
    checked = rule.checked_on.isoformat() if rule.checked_on else None
    record(
        f"licence:{rule.code}", action, actor=actor, payload=said | {"checked_on": checked, "position": rule.position}
    )
