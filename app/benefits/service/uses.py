"""What members have made use of, as the Centre writes it down for the yearly report."""

from datetime import date
from typing import Any

from app.audit.service import record
from app.benefits import rules
from app.benefits.models import Benefit, BenefitUse
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError
from app.core.ids import new_public_id
from app.memberships.queries import standing_of
from app.spaces.models import Space

NOTE_MAX = 500


def enter_use(benefit: Benefit, space: Space, *, on: date, note: str, actor: Any) -> BenefitUse:
    """Raises `benefit.counted_from_bookings`, `benefit.not_yet`, `benefit.not_member_then`."""
    _allow(actor)
    if benefit.code == rules.PLACES:
        raise DomainError("benefit.counted_from_bookings")
    if on > clock.today():
        raise DomainError("benefit.not_yet", field="used_on")
    if not standing_of(space.id, on).is_member:
        raise DomainError("benefit.not_member_then", field="space", day=on)
    use = BenefitUse(
        public_id=new_public_id(),
        benefit_id=benefit.id,
        space_id=space.id,
        used_on=on,
        note=note,
        entered_by=actor.id,
        entered_at=clock.now(),
    )
    db.session.add(use)
    db.session.flush()
    _note(use, "benefit.used", actor)
    return use


def take_back_use(use: BenefitUse, *, actor: Any) -> None:
    """It was entered by mistake; the log keeps what it said."""
    _allow(actor)
    _note(use, "benefit.use_taken_back", actor)
    db.session.delete(use)
    db.session.flush()


def note_export(year: int, *, lines: int, actor: Any) -> None:
    """Lists that leave the house are put on record."""
    record("export:benefits", "benefits.exported", actor=actor, payload={"year": year, "lines": lines})


def _allow(actor: Any) -> None:
    if not rules.can_keep_benefits(actor):
        raise DomainError("benefit.not_allowed")


def _note(use: BenefitUse, action: str, actor: Any) -> None:
    payload = {"benefit_id": use.benefit_id, "used_on": use.used_on.isoformat(), "note": use.note}
    record(f"membership:{use.space_id}", action, actor=actor, payload=payload)
