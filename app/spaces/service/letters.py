"""Letters to the people of a space."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from app.accounts.models import User
from app.accounts.queries import user_by_email
from app.core import clock
from app.core.text import pick
from app.mail.service import queue_mail
from app.spaces import queries, rules
from app.spaces.models import Claim, Invitation, Space, SpaceEdit

INVITATION = "space_invitation"
TEAM = "space_team"
CLAIM = "space_claim"
EDIT = "space_edit"
CONFIRM = "space_confirm"


def send_invitation(invitation: Invitation) -> None:
    """In the language of the account, where the address has one; who invites does not learn of it."""
    known = user_by_email(invitation.email)
    language = known.language if known else invitation.inviter.language
    queue_mail(
        INVITATION,
        to=invitation.email,
        name=known.name if known else "",
        language=language,
        values={
            "token": {"sign": "invitation", "id": invitation.public_id},
            "space": pick(invitation.space, "name", language),
            "inviter": invitation.inviter.name,
            "role": invitation.role,
            "handover": invitation.handover is not None,
            "by_centre": invitation.by_centre,
            "until": f"{invitation.expires_at.astimezone(clock.HOUSE_ZONE):%H:%M %d/%m/%Y}",
        },
        key=f"{INVITATION}:{invitation.public_id}:{invitation.expires_at.isoformat()}",
    )


def answer_claim(claim: Claim, event: str) -> None:
    """`event` is "received", or what became of it."""
    reader = claim.claimant
    if reader.disabled_at is not None:
        return
    queue_mail(
        CLAIM,
        to=reader.email,
        name=reader.name,
        language=reader.language,
        values={
            "event": event,
            "space": pick(claim.space, "name", reader.language),
            "space_id": claim.space.public_id,
            "position": claim.position,
            "reason": claim.reason,
        },
        key=f"{CLAIM}:{claim.public_id}:{event}",
        about=rules.letters_of(claim.space_id),
    )


def tell_team(
    event: str,
    space: Space,
    *,
    actor: User | None,
    person: User | None = None,
    also: Iterable[User] = (),
    whole_team: bool = False,
    **values: Any,
) -> None:
    """To the owners, or to everybody, but not to whoever did it; `also` are those who are off the team by now."""
    told = rules.living(queries.team_of(space.id), owners_only=not whole_team)
    told += [one for one in also if one.disabled_at is None]
    for reader in dict.fromkeys(told):
        if reader is actor:
            continue
        queue_mail(
            TEAM,
            to=reader.email,
            name=reader.name,
            language=reader.language,
            values={
                "event": event,
                "space": pick(space, "name", reader.language),
                "space_id": space.public_id,
                "person": person.name if person else "",
                "about_reader": reader is person,
                "doer": actor.name if actor else "",
                **values,
            },
            key=f"{TEAM}:{event}:{space.id}:{clock.now().isoformat()}:{reader.id}",
            about=rules.letters_of(space.id),
        )


def answer_edit(edit: SpaceEdit, *, actor: User) -> None:
    """To the whole team: what became of what one of them wanted changed."""
    for reader in rules.living(queries.team_of(edit.space_id)):
        if reader is not actor:
            queue_mail(
                EDIT,
                to=reader.email,
                name=reader.name,
                language=reader.language,
                values={
                    "space": pick(edit.space, "name", reader.language),
                    "space_id": edit.space.public_id,
                    "event": edit.status,
                    "proposer": edit.proposer.name,
                    "about_reader": edit.proposed_by == reader.id,
                    "reason": edit.reason,
                },
                key=f"{EDIT}:{edit.public_id}:{edit.status}:{reader.id}",
                about=rules.letters_of(edit.space_id),
            )


def ask_to_confirm(space: Space, asked_on: date, *, reminder: bool) -> None:
    """To the owners."""
    for owner in queries.owners_of(space.id):
        queue_mail(
            CONFIRM,
            to=owner.email,
            name=owner.name,
            language=owner.language,
            values={
                "space": pick(space, "name", owner.language),
                "path": f"/my/spaces/{space.public_id}/confirm",
                "reminder": reminder,
                "said_on": f"{space.confirmed_on:%d/%m/%Y}" if space.confirmed_on else "",
            },
            key=f"{CONFIRM}:{space.id}:{asked_on.isoformat()}:{'reminder' if reminder else 'first'}:{owner.id}",
            about=rules.letters_of(space.id),
        )
