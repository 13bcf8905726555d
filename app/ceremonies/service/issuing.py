"""All certificates of a ceremony or none."""

from typing import Any

from app.ceremonies import queries, rules
from app.ceremonies.models import Ceremony, Guest, Stage
from app.ceremonies.service.floor import held, note, touch
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError
from app.memberships.service import issue_certificate
from app.spaces.queries import hold_space


def issue_all(ceremony: Ceremony, *, seen: int, actor: Any) -> int:
    """Give everybody on the list a number, in its order, in the caller's one transaction; returns how many.

    `seen` is the version the approver looked at. Raises `ceremony.changed`, or `ceremony.blocked` while anything is in
    anybody's way (`queries.obstacles_of` says what): then no number is used. Spaces are held in the order of their ids,
    so that a suspension comes wholly before or wholly after.
    """
    if not rules.can_issue(actor):
        raise DomainError("ceremony.not_yours_to_issue")
    ceremony = held(ceremony, {Stage.PROOFING})
    if ceremony.version != seen:
        raise DomainError("ceremony.changed")
    guests = queries.guests_of(ceremony.id)
    if not guests:
        raise DomainError("ceremony.no_guests")
    for space_id in sorted(guest.space_id for guest in guests):
        hold_space(space_id)
    blocked = queries.obstacles_of(guests, actor=actor)
    if blocked:
        raise DomainError("ceremony.blocked", count=len(blocked))
    numbers = [issue_certificate(guest.space, guest.event, actor=actor).number for guest in guests]
    rules.next_stage(ceremony, Stage.ISSUED)
    ceremony.stage, ceremony.issued_at, ceremony.issued_by = Stage.ISSUED, clock.now(), actor.id
    touch(ceremony)
    note(ceremony, "issued", actor=actor, count=len(numbers), first=numbers[0], last=numbers[-1])
    return len(numbers)


def note_tried(guest: Guest, *, tried_for: str, fault: str) -> None:
    """What the press said of one name. The words it was tried for are kept: another spelling is tried again."""
    guest.tried_for, guest.fault = tried_for, fault[: rules.REASON_MAX]
    db.session.flush()
