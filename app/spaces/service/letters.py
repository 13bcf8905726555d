"""Letters about the team of a space."""

from collections.abc import Iterable
from typing import Any

from app.accounts.models import User
from app.accounts.queries import user_by_email
from app.core import clock
from app.core.text import pick
from app.mail.service import queue_mail
from app.spaces import queries, rules
from app.spaces.models import Claim, Invitation, Space

INVITATION = "space_invitation"
TEAM = "space_team"
CLAIM = "space_claim"


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
        )
