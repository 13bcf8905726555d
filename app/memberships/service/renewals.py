from typing import Any

from app.core import clock
from app.core.text import pick
from app.mail.service import queue_mail
from app.memberships import queries, rules
from app.memberships.queries import Member
from app.settings.queries import value
from app.spaces.queries import owners_of


def invite_to_renew() -> None:
    """A letter to the owners of every member whose term runs out soon: one for each end of a term, however often
    this runs."""
    today, days_before = clock.today(), value("membership.renewal_days")
    for member in queries.members_on(today):
        if rules.can_renew(member.standing, on=today, days_before=days_before):
            _invite(member)


def _invite(member: Member) -> None:
    until: Any = member.standing.until
    for owner in owners_of(member.space.id):
        queue_mail(
            "membership_renewal",
            to=owner.email,
            name=owner.name,
            language=owner.language,
            values={
                "space": pick(member.space, "name", owner.language),
                "valid_until": f"{until:%d/%m/%Y}",
                "path": f"/my/applications/renew/{member.space.public_id}",
            },
            key=f"membership.renewal:{member.space.id}:{until.isoformat()}:{owner.id}",
        )
