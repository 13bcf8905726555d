"""The list of what membership gives, as the Centre keeps it."""

from collections.abc import Mapping
from typing import Any

from app.audit.service import record
from app.benefits import queries, rules
from app.benefits.models import Benefit
from app.core.db import db
from app.core.errors import DomainError


def load_benefits(document: Mapping[str, Any]) -> None:
    """Add those of `data/benefits.yaml` to an installation that has none. What the Centre has edited since is never
    overwritten."""
    if queries.all_benefits():
        return
    for position, row in enumerate(document["benefits"], start=1):
        db.session.add(
            Benefit(
                code=row["code"],
                title_vi=row["title"]["vi"],
                title_en=row["title"]["en"],
                text_vi=row["text"]["vi"],
                text_en=row["text"]["en"],
                link=row.get("link", ""),
                for_associate=row.get("associates", True),
                position=position,
            )
        )
    db.session.flush()


def add_benefit(*, actor: Any, **words: Any) -> Benefit:
    """At the end of the list, under the next code."""
    _allow(actor)
    _check(words)
    every = queries.all_benefits()
    last = max((int(one.code[1:]) for one in every if one.code[1:].isdigit()), default=0)
    benefit = Benefit(code=f"Q{last + 1}", position=max((one.position for one in every), default=0) + 1, **words)
    db.session.add(benefit)
    _note(benefit, "benefit.added", actor)
    return benefit


def change_benefit(benefit: Benefit, *, seen_version: str, actor: Any, **words: Any) -> Benefit:
    """Raises `benefit.changed_meanwhile`, `benefit.bad_link`, `benefit.for_nobody`."""
    _allow(actor)
    if str(benefit.version) != seen_version:
        raise DomainError("benefit.changed_meanwhile")
    _check(words)
    for name, value in words.items():
        setattr(benefit, name, value)
    _note(benefit, "benefit.changed", actor)
    return benefit


def move_benefit(benefit: Benefit, *, up: bool, actor: Any) -> None:
    """One place up or down; at the end of the list nothing happens."""
    _allow(actor)
    every = list(queries.all_benefits())
    place = every.index(benefit)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(every):
        return
    every[place], every[other] = every[other], every[place]
    for position, one in enumerate(every, start=1):
        one.position = position
    _note(benefit, "benefit.moved", actor)


def _check(words: Mapping[str, Any]) -> None:
    if words["link"] and not rules.is_safe_link(words["link"]):
        raise DomainError("benefit.bad_link", field="link")
    if not words["for_full"] and not words["for_associate"]:
        raise DomainError("benefit.for_nobody", field="for_full")


def _allow(actor: Any) -> None:
    if not rules.can_keep_benefits(actor):
        raise DomainError("benefit.not_allowed")


def _note(benefit: Benefit, action: str, actor: Any) -> None:
    db.session.flush()
    said = {name: getattr(benefit, name) for name in ("title_vi", "link", "for_full", "for_associate", "active")}
    record(f"benefit:{benefit.code}", action, actor=actor, payload=said | {"position": benefit.position})
