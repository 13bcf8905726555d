"""The Centre's answers to edits that wait, and taking one back. Everything here holds the space first: of two hands at
once the second finds it answered."""

from app.accounts.models import User
from app.core.db import db
from app.core.errors import DomainError, NotFound
from app.core.text import clean
from app.spaces import queries, rules
from app.spaces.models import EditStatus, SpaceEdit
from app.spaces.said import changed, profile_of, to_values
from app.spaces.service import letters
from app.spaces.service.profile import apply_values
from app.spaces.service.proposing import settle


def approve_edit(edit: SpaceEdit, *, actor: User) -> EditStatus:
    """It goes live; OVERTAKEN where what it would change has been changed otherwise meanwhile, and then nothing is.

    Raises `edit.…`, or `space.…` for a choice that is offered no more.
    """
    _held_waiting(edit, actor)
    now = to_values(profile_of(edit.space))
    if changed(edit.before, now):
        settle(edit, EditStatus.OVERTAKEN, actor=actor)
    else:
        apply_values(edit.space, edit.after, actor=actor)
        settle(edit, EditStatus.APPLIED, actor=actor)
    letters.answer_edit(edit, actor=actor)
    return EditStatus(edit.status)


def decline_edit(edit: SpaceEdit, *, reason: str, actor: User) -> None:
    """Raises `edit.…`, or `space.too_long` for the reason."""
    reason = clean(reason)
    if not reason:
        raise DomainError("edit.reason_missing", field="reason")
    if len(reason) > rules.REASON_MAX:
        raise DomainError("space.too_long", field="reason", max=rules.REASON_MAX)
    _held_waiting(edit, actor)
    settle(edit, EditStatus.DECLINED, actor=actor, reason=reason)
    letters.answer_edit(edit, actor=actor)


def withdraw_edit(edit: SpaceEdit, *, actor: User) -> None:
    """By anybody of the team; the page stays as it is."""
    if edit.space_id not in queries.team_space_ids(actor):
        raise NotFound("edit")
    _hold(edit)
    settle(edit, EditStatus.WITHDRAWN, actor=actor)


def _held_waiting(edit: SpaceEdit, actor: User) -> None:
    _hold(edit)
    if not rules.can_decide_edit(actor, queries.team_of(edit.space_id)):
        raise DomainError("edit.not_yours")


def _hold(edit: SpaceEdit) -> None:
    queries.hold_space(edit.space_id)
    db.session.refresh(edit)
    db.session.refresh(edit.space)
    if edit.status != EditStatus.WAITING:
        raise DomainError(rules.EDIT_REFUSALS[EditStatus(edit.status)])
