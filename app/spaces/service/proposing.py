"""What waits for the Centre's yes: one edit a space, told anew by whoever of the team saves after."""

from collections.abc import Mapping
from typing import Any

from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.core.ids import new_public_id
from app.spaces.models import EditStatus, Space, SpaceEdit
from app.spaces.said import changed, profile_of, to_values


def propose(
    space: Space, before: Mapping[str, Any], held: Mapping[str, Any], *, replaces: SpaceEdit | None, actor: Any
) -> SpaceEdit | None:
    """`held` waits from now on, in the place of what waited; the space is held. None where nothing waits any more."""
    if replaces is not None:
        if held and replaces.after == held and not changed(replaces.before, before):
            return replaces
        # Taken back, where nothing waits any more and nothing of it has gone live by what the setting is now.
        gone_live = changed(replaces.before, to_values(profile_of(space)))
        settle(replaces, EditStatus.OVERTAKEN if held or gone_live else EditStatus.WITHDRAWN, actor=actor)
    if not held:
        return None
    edit = SpaceEdit(
        public_id=new_public_id(),
        space_id=space.id,
        space=space,
        base_version=space.version,
        before={name: before[name] for name in held},
        after=dict(held),
        status=EditStatus.WAITING,
        proposed_by=actor.id,
        proposer=actor,
        proposed_at=clock.now(),
        reason="",
    )
    db.session.add(edit)
    db.session.flush()
    note(edit, "proposed", actor)
    return edit


def settle(edit: SpaceEdit, status: EditStatus, *, actor: Any, reason: str = "") -> None:
    edit.status, edit.reason = status, reason
    edit.decided_at, edit.decided_by = clock.now(), getattr(actor, "id", None)
    db.session.flush()
    note(edit, status, actor)


def note(edit: SpaceEdit, what: str, actor: Any) -> None:
    payload = {"edit": edit.public_id, "fields": sorted(edit.after)}
    record(f"space:{edit.space_id}", f"space.edit_{what}", actor=actor, payload=payload)
