from dataclasses import replace
from datetime import date
from typing import Any

from app.accounts.models import User
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError
from app.core.text import clean, one_line, pick
from app.mail.service import queue_mail
from app.memberships import queries, rules
from app.memberships.models import Certificate, EventKind, Grade, MembershipEvent
from app.memberships.rules import Ruling, Standing, Status
from app.memberships.service.issuing import issue_certificate
from app.memberships.service.notes import note_event, written_day
from app.spaces.models import Space
from app.spaces.queries import hold_space, owners_of
from app.spaces.rules import letters_of


def admit(
    space: Space,
    *,
    grade: Grade,
    effective_on: date,
    term_months: int | None,
    decision_number: str,
    decision_on: date,
    reason: str = "",
    actor: Any,
    criteria_label: str,
    criteria_label_en: str | None = None,
    extends: bool = False,
    issues: bool = True,
) -> Certificate | None:
    """Enter a signed admission in the ledger and issue its certificate; a space in standing is renewed instead.

    `extends`: the term runs on from the end of the one before, where there is one. Without `issues` the space is a
    member from that day, and its certificate waits for a ceremony (`issue_certificate`). The caller has checked the
    signature. The letter to the owners leaves when the paper is ready.
    Raises `membership.suspended`: a new certificate would be refused at every check.
    """
    hold_space(space.id)
    before = queries.standing_of(space.id, effective_on)
    event = enter_admission(
        space,
        grade=grade,
        effective_on=effective_on,
        valid_until=rules.last_day(rules.term_start(before, effective_on) if extends else effective_on, term_months),
        decision_number=decision_number,
        decision_on=decision_on,
        reason=reason,
        criteria_label=criteria_label,
        criteria_label_en=criteria_label_en,
        actor=actor,
    )
    note_event(event, actor=actor)
    return issue_certificate(space, event, actor=actor) if issues else None


def enter_admission(
    space: Space, *, effective_on: date, decision_number: str, reason: str, actor: Any, **columns: Any
) -> MembershipEvent:
    """The line alone, without a certificate; a renewal for who is a member that day. Raises `membership.suspended`."""
    hold_space(space.id)
    before = queries.standing_of(space.id, effective_on)
    if before.status == Status.SUSPENDED:
        raise DomainError("membership.suspended")
    return _enter(
        space,
        EventKind.RENEWED if before.is_member else EventKind.ADMITTED,
        effective_on=effective_on,
        decision_number=one_line(decision_number),
        reason=clean(reason),
        actor=actor,
        **columns,
    )


def suspend(space: Space, *, actor: Any, **ruling: Any) -> MembershipEvent:
    """`ruling` holds the values of a `Ruling`. Raises `membership.…` when the actor may not, when something of the
    ruling is missing or the standing that day does not allow it; so do the three others."""
    return _change(space, EventKind.SUSPENDED, Ruling(**ruling), actor)


def reinstate(space: Space, *, actor: Any, **ruling: Any) -> MembershipEvent:
    return _change(space, EventKind.REINSTATED, Ruling(**ruling), actor)


def revoke(space: Space, *, actor: Any, **ruling: Any) -> MembershipEvent:
    return _change(space, EventKind.REVOKED, Ruling(**ruling), actor)


def end(space: Space, *, actor: Any, **ruling: Any) -> MembershipEvent:
    """The membership is over without fault: the space closed, or asked to leave."""
    return _change(space, EventKind.ENDED, Ruling(**ruling), actor)


def merge(space: Space, into: Space, *, actor: Any, **ruling: Any) -> MembershipEvent:
    """The space goes on as part of another member, and its own membership is over. The owners of both are told.

    Raises as the others do, and `membership.no_member_to_join`.
    """
    for space_id in sorted({space.id, into.id}):  # in one order, so that two merging into each other do not block
        hold_space(space_id)
    asked = cleaned(Ruling(**ruling))
    check_change(space, EventKind.MERGED, asked, actor=actor)
    if into.id == space.id or not queries.standing_of(into.id, asked.effective_on).is_member:
        raise DomainError("membership.no_member_to_join", field="into", day=asked.effective_on)
    event = enter(space, EventKind.MERGED, asked, actor=actor, merged_into_id=into.id)
    note_event(event, actor=actor, into=into.public_id)
    for owner in owners_of(space.id):
        tell(owner, "membership_merged", space, event, into=pick(into, "name", owner.language))
    for owner in owners_of(into.id):
        tell(owner, "membership_joined", into, event, joined=pick(space, "name", owner.language))
    return event


def _change(space: Space, kind: EventKind, ruling: Ruling, actor: Any) -> MembershipEvent:
    ruling = cleaned(ruling)
    check_change(space, kind, ruling, actor=actor)
    event = enter(space, kind, ruling, actor=actor)
    note_event(event, actor=actor)
    for owner in owners_of(space.id):
        tell(owner, f"membership_{event.kind}", space, event)
    return event


def cleaned(ruling: Ruling) -> Ruling:
    return replace(
        ruling,
        reason=clean(ruling.reason),
        decision_number=one_line(ruling.decision_number),
        hearing_note=clean(ruling.hearing_note),
    )


def check_change(space: Space, kind: EventKind, ruling: Ruling, *, actor: Any) -> Standing:
    """The standing on the day the change takes effect, which allows it; the ledger is held from here on."""
    hold_space(space.id)
    if not rules.can_change_standing_of(actor, queries.team_ids(space.id)):
        raise DomainError("membership.not_yours_to_change")
    rules.check_ruling(kind, ruling, today=clock.today())
    before = queries.standing_of(space.id, ruling.effective_on)
    if before.status not in rules.CHANGES[kind]:
        raise DomainError(f"membership.cannot_be_{kind}", field="effective_on", day=ruling.effective_on)
    return before


def enter(space: Space, kind: EventKind, ruling: Ruling, *, actor: Any, **columns: Any) -> MembershipEvent:
    given = {"grade": None, "valid_until": None} | columns
    return _enter(
        space,
        kind,
        effective_on=ruling.effective_on,
        decision_number=ruling.decision_number or None,
        decision_on=ruling.decision_on,
        reason=ruling.reason,
        ground=ruling.ground,
        hearing_on=ruling.hearing_on,
        hearing_note=ruling.hearing_note,
        actor=actor,
        **given,
    )


def _enter(space: Space, kind: EventKind, *, actor: Any, **columns: Any) -> MembershipEvent:
    event = MembershipEvent(
        space_id=space.id, kind=kind, recorded_at=clock.now(), recorded_by=getattr(actor, "id", None), **columns
    )
    db.session.add(event)
    db.session.flush()
    return event


def tell(owner: User, template: str, space: Space, event: MembershipEvent, **values: str) -> None:
    """`space` is the one the letter is about; of a merger there are two."""
    queue_mail(
        template,
        to=owner.email,
        name=owner.name,
        language=owner.language,
        values={
            "space": pick(space, "name", owner.language),
            "effective_on": written_day(event.effective_on),
            "reason": event.reason,
            "decision_number": event.decision_number or "",
            "decision_on": written_day(event.decision_on),
            **values,
        },
        key=f"membership:{event.id}:{space.id}:{owner.id}",
        about=letters_of(space.id),
    )
