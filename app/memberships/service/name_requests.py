"""A team asks for its certificate to say what the space is called by now, and is answered."""

from typing import Any

from app.core import clock
from app.core.db import db
from app.core.errors import DomainError
from app.core.text import clean, pick
from app.mail.service import queue_mail
from app.memberships import queries, rules
from app.memberships.models import NameRequest
from app.memberships.service.notes import note
from app.spaces.models import Space
from app.spaces.queries import hold_space, owners_of
from app.spaces.rules import letters_of


def ask_for_name(space: Space, *, reason: str, actor: Any) -> NameRequest:
    """Fetch the space with `space_for_editor`. Raises `membership.name_fits` and `membership.name_asked`."""
    hold_space(space.id)
    if (
        not queries.standing_of(space.id, clock.today()).is_member
        or rules.name_on_paper(space, queries.certificates_of(space.id)) is None
    ):
        raise DomainError("membership.name_fits")
    if queries.name_request_of(space.id) is not None:
        raise DomainError("membership.name_asked")
    reason = _checked(reason, "reason")
    request = NameRequest(
        space_id=space.id,
        name_vi=space.name_vi,
        name_en=space.name_en,
        note=reason,
        asked_by=actor.id,
        asked_at=clock.now(),
    )
    db.session.add(request)
    db.session.flush()
    note(space.id, "membership.name_asked", actor=actor, name=space.name_vi)
    return request


def decline_name(space: Space, *, answer: str, actor: Any) -> None:
    """Raises `membership.not_yours_to_change`, `membership.no_name_asked`, and `membership.reason_…` at `answer`."""
    hold_space(space.id)
    if not rules.can_change_standing_of(actor, queries.team_ids(space.id)):
        raise DomainError("membership.not_yours_to_change")
    request = queries.name_request_of(space.id)
    if request is None:
        raise DomainError("membership.no_name_asked")
    settle(request, answer=_checked(answer, "answer"), actor=actor)
    note(space.id, "membership.name_declined", actor=actor, answer=request.answer)
    for owner in owners_of(space.id):
        queue_mail(
            "membership_name_declined",
            to=owner.email,
            name=owner.name,
            language=owner.language,
            values={"space": pick(space, "name", owner.language), "answer": request.answer},
            key=f"membership.name_declined:{request.id}:{owner.id}",
            about=letters_of(space.id),
        )


def settle(request: NameRequest, *, answer: str = "", actor: Any) -> None:
    request.settled_at, request.settled_by, request.answer = clock.now(), actor.id, answer
    db.session.flush()


def _checked(text: str, field: str) -> str:
    text = clean(text)
    if not text:
        raise DomainError("membership.reason_missing", field=field)
    if len(text) > rules.REASON_MAX:
        raise DomainError("membership.reason_too_long", field=field, max=rules.REASON_MAX)
    return text
