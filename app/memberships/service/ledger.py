import secrets
from datetime import date
from typing import Any

from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError
from app.core.later import wake
from app.core.text import clean, one_line, pick
from app.files.models import StoredFile
from app.mail.service import queue_mail
from app.memberships import queries, rules
from app.memberships.models import Certificate, EventKind, Grade, MembershipEvent, Origin
from app.memberships.rules import Status
from app.numbering.service import next_number
from app.papers.data import CertificateData
from app.revisions.service import bump
from app.settings.queries import value
from app.spaces.models import Space
from app.spaces.queries import hold_space, owners_of

REASON_MAX = 2000


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
) -> Certificate:
    """Enter a signed admission in the ledger and issue its certificate; a space in standing is renewed instead.

    `extends`: the term runs on from the end of the one before, where there is one. The caller has checked the signature. The letter to the owners leaves when the paper is ready.
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
        actor=actor,
    )
    certificate = _issue(space, event, (criteria_label, criteria_label_en))
    note_event(event, actor=actor, certificate=certificate.number)
    wake("papers")
    return certificate


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


def suspend(
    space: Space, *, actor: Any, reason: str, effective_on: date, decision_number: str = ""
) -> MembershipEvent:
    """Raises `membership.…` when the actor may not, the reason is missing or the standing that day does not allow it;
    so do the three others."""
    return _change(space, EventKind.SUSPENDED, actor, reason, effective_on, decision_number)


def reinstate(
    space: Space, *, actor: Any, reason: str, effective_on: date, decision_number: str = ""
) -> MembershipEvent:
    return _change(space, EventKind.REINSTATED, actor, reason, effective_on, decision_number)


def revoke(
    space: Space, *, actor: Any, reason: str, effective_on: date, decision_number: str = ""
) -> MembershipEvent:
    return _change(space, EventKind.REVOKED, actor, reason, effective_on, decision_number)


def end(space: Space, *, actor: Any, reason: str, effective_on: date, decision_number: str = "") -> MembershipEvent:
    """The membership is over without fault: the space closed, or asked to leave."""
    return _change(space, EventKind.ENDED, actor, reason, effective_on, decision_number)


def _change(
    space: Space, kind: EventKind, actor: Any, reason: str, effective_on: date, decision_number: str
) -> MembershipEvent:
    hold_space(space.id)
    if not rules.can_change_standing_of(actor, queries.team_ids(space.id)):
        raise DomainError("membership.not_yours_to_change")
    reason = clean(reason)
    if not reason:
        raise DomainError("membership.reason_missing", field="reason")
    if len(reason) > REASON_MAX:
        raise DomainError("membership.reason_too_long", field="reason", max=REASON_MAX)
    if effective_on > clock.today() + rules.AHEAD:
        raise DomainError("membership.too_far_ahead", field="effective_on")
    before = queries.standing_of(space.id, effective_on)
    if before.status not in rules.CHANGES[kind]:
        raise DomainError(f"membership.cannot_be_{kind}", field="effective_on", day=effective_on)
    event = _enter(
        space,
        kind,
        grade=None,
        effective_on=effective_on,
        valid_until=None,
        decision_number=one_line(decision_number) or None,
        decision_on=None,
        reason=reason,
        actor=actor,
    )
    note_event(event, actor=actor)
    _tell_owners(space, event)
    return event


def _enter(space: Space, kind: EventKind, *, actor: Any, **columns: Any) -> MembershipEvent:
    event = MembershipEvent(
        space_id=space.id, kind=kind, recorded_at=clock.now(), recorded_by=getattr(actor, "id", None), **columns
    )
    db.session.add(event)
    db.session.flush()
    return event


def note_event(event: MembershipEvent, *, actor: Any, **payload: Any) -> None:
    record(
        f"membership:{event.space_id}",
        f"membership.{event.kind}",
        actor=actor,
        payload={
            "event_id": event.id,
            "effective_on": event.effective_on.isoformat(),
            "reason": event.reason,
            **payload,
        },
    )
    bump("members", f"space:{event.space_id}")


def _issue(space: Space, event: MembershipEvent, criteria: tuple[str, str | None]) -> Certificate:
    issued_on = clock.today()
    number = _next_certificate_number(issued_on.year)
    return keep_certificate(event, _data(space, event, number, issued_on, criteria), Origin.ISSUED)


def keep_certificate(event: MembershipEvent, data: CertificateData, origin: Origin) -> Certificate:
    certificate = Certificate(
        number=data.number,
        number_key=rules.number_key(data.number),
        origin=origin,
        check_code="".join(secrets.choice(rules.CODE_SIGNS) for _ in range(rules.CODE_LENGTH)),
        space_id=event.space_id,
        event_id=event.id,
        issued_on=data.issued_on,
        valid_until=event.valid_until,
        data=data.to_dict(),
    )
    db.session.add(certificate)
    db.session.flush()
    return certificate


def _next_certificate_number(year: int) -> str:
    """The pattern may be one that numbers on paper have already used under another."""
    pattern = value("certificate.number_pattern")
    while True:
        n = next_number(rules.counter_name(pattern, year))
        number = rules.certificate_number(pattern, year=year, n=n)
        if queries.certificate_by_number(number) is None:
            return number


def _data(
    space: Space, event: MembershipEvent, number: str, issued_on: date, criteria: tuple[str, str | None]
) -> CertificateData:
    return CertificateData(
        number=number,
        name_vi=space.name_vi,
        name_en=space.name_en,
        grade="associate" if event.grade == Grade.ASSOCIATE else "full",
        ward=space.ward.full_name if space.ward else "",
        decision_number=event.decision_number or "",
        decision_on=event.decision_on or issued_on,
        issued_on=issued_on,
        valid_until=event.valid_until,
        issuer_vi=value("certificate.issuer_vi"),
        issuer_en=value("certificate.issuer_en"),
        network_vi=value("network.name_vi"),
        network_en=value("network.name_en"),
        signatory_name=value("certificate.signatory_name"),
        signatory_title_vi=value("certificate.signatory_title_vi"),
        signatory_title_en=value("certificate.signatory_title_en"),
        criteria_label=criteria[0],
        criteria_label_en=criteria[1],
        demo=space.demo,
    )


def attach_paper(certificate: Certificate, pdf: StoredFile) -> None:
    """Once and for good: what was printed first stays. The owners are told that it is ready.

    Raises `membership.paper_exists`.
    """
    if certificate.pdf_id is not None:
        raise DomainError("membership.paper_exists")
    certificate.pdf_id = pdf.id
    db.session.flush()
    space = certificate.space
    record(
        f"membership:{space.id}",
        "membership.certificate_printed",
        actor=None,
        payload={"number": certificate.number, "sha256": pdf.sha256},
    )
    for owner in owners_of(space.id):
        queue_mail(
            "membership_certificate",
            to=owner.email,
            name=owner.name,
            language=owner.language,
            values={
                "space": (owner.language == "en" and certificate.data["name_en"]) or certificate.data["name_vi"],
                "number": certificate.number,
                "valid_until": _day(certificate.valid_until),
                "code": certificate.check_code,
            },
            key=f"membership.certificate:{certificate.id}:{owner.id}",
        )


def _tell_owners(space: Space, event: MembershipEvent) -> None:
    for owner in owners_of(space.id):
        queue_mail(
            f"membership_{event.kind}",
            to=owner.email,
            name=owner.name,
            language=owner.language,
            values={
                "space": pick(space, "name", owner.language),
                "effective_on": _day(event.effective_on),
                "reason": event.reason,
                "decision_number": event.decision_number or "",
            },
            key=f"membership:{event.id}:{owner.id}",
        )


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""
