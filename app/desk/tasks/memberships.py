"""What members ask for that the register has to say, and terms that run out."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select

from app.accounts.rules import is_approver, is_coordinator
from app.applications.models import Application
from app.applications.rules import UNDER_WAY
from app.core import clock
from app.desk.rules import Kind, Step, Task
from app.desk.tasks.few import Few, line, own_spaces
from app.desk.tasks.look import Look
from app.memberships import queries as memberships
from app.memberships.models import MembershipEvent, NameRequest
from app.memberships.rules import can_change_standing_of
from app.settings.queries import value
from app.spaces.models import Space


def waiting_for(look: Look) -> Iterator[Task]:
    if is_approver(look.actor):
        yield from _renamings(look)


def lines(actor: Any, _now: datetime) -> Iterator[Select[Any]]:
    if is_coordinator(actor):
        yield _ending(actor)
    if is_approver(actor):
        many = func.count(NameRequest.id)
        yield line(Step.RENAME, id=0, ref="", number=many).select_from(NameRequest).having(many > 0)


def still_true(lines: Iterable[Few]) -> Iterator[Few]:
    """The ledger has the last word on who is a member: what was revoked has no term to renew."""
    ending = [one for one in lines if one.step == Step.ENDING]
    today = clock.today()
    standings = memberships.standings_of({(one.id, today) for one in ending}) if ending else {}
    for one in ending:
        standing = standings[one.id, today]
        if standing.is_member and standing.until == one.on:
            yield one


def _ending(actor: Any) -> Select[Any]:
    """Terms about which the second letter goes out, or the only one, and no renewal is on its way."""
    days = sorted(value("membership.reminder_days"), reverse=True)
    ahead = days[1] if len(days) > 1 else days[0] if days else 0
    today = clock.today()
    ends = (
        select(MembershipEvent.space_id, func.max(MembershipEvent.valid_until).label("until"))
        .group_by(MembershipEvent.space_id)
        .subquery()
    )
    renewing = select(Application.space_id).where(
        Application.status.in_(UNDER_WAY), Application.submitted_at.is_not(None)
    )
    return (
        line(
            Step.ENDING,
            id=Space.id,
            ref=Space.public_id,
            title=Space.name_vi,
            title_en=Space.name_en,
            on=ends.c.until,
        )
        .select_from(ends)
        .join(Space, Space.id == ends.c.space_id)
        .where(
            ends.c.until <= today + timedelta(days=ahead),
            ends.c.until >= today - timedelta(days=value("membership.grace_days")),
            Space.id.not_in(renewing),
            Space.id.not_in(own_spaces(actor)),
        )
    )


def _renamings(look: Look) -> Iterator[Task]:
    requests = memberships.name_requests().values() if look.of(Step.RENAME) else ()
    for request in requests:
        own = {look.actor.id} if request.space_id in look.own_spaces else set[int]()
        if can_change_standing_of(look.actor, own):
            yield Task(Kind.SIGNATURE, Step.RENAME, request, None)
