"""Certificates: the number, what is frozen under it, and the paper that is printed from that."""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from app.core import clock
from app.core.db import db
from app.core.errors import DomainError
from app.core.later import wake
from app.files.models import StoredFile
from app.mail.service import queue_mail
from app.memberships import queries, rules
from app.memberships.models import Certificate, EventKind, Grade, MembershipEvent, Origin
from app.memberships.service.notes import note, written_day
from app.numbering.service import next_number
from app.papers.data import CertificateData
from app.revisions.service import bump
from app.settings.queries import value
from app.spaces.models import Space
from app.spaces.queries import hold_space, owners_of
from app.spaces.rules import letters_of


def issue_certificate(space: Space, event: MembershipEvent, *, actor: Any) -> Certificate:
    """Give the certificate of that line of the ledger its number and freeze what it says; the paper follows after the
    commit. The number comes back with the transaction. Raises `membership.certificate_exists`."""
    hold_space(space.id)
    if queries.certificate_of_event(event.id) is not None:
        raise DomainError("membership.certificate_exists")
    issued_on = clock.today()
    data = certificate_data(space, event, number=_next_certificate_number(issued_on.year), issued_on=issued_on)
    certificate = keep_certificate(event, data, Origin.ISSUED)
    note(space.id, "membership.certificate_issued", actor=actor, number=certificate.number, event_id=event.id)
    bump("members")
    wake("papers")
    return certificate


def issue_waiting(space: Space, *, actor: Any) -> Certificate:
    """Give one certificate that was kept back, outside of any ceremony. Raises `membership.not_yours_to_change`,
    `membership.nothing_waiting`, or `membership.no_member` for who lost the standing meanwhile."""
    hold_space(space.id)
    if not rules.can_change_standing_of(actor, queries.team_ids(space.id)):
        raise DomainError("membership.not_yours_to_change")
    event = rules.waiting_term(queries.events_of(space.id), queries.certificates_of(space.id))
    if event is None:
        raise DomainError("membership.nothing_waiting")
    if not queries.standing_of(space.id, max(clock.today(), event.effective_on)).is_member:
        raise DomainError("membership.no_member")
    return issue_certificate(space, event, actor=actor)


def keep_certificate(event: MembershipEvent, data: CertificateData, origin: Origin) -> Certificate:
    certificate = Certificate(
        number=data.number,
        number_key=rules.number_key(data.number),
        origin=origin,
        check_code=_code(rules.CODE_LENGTH),
        short_code=data.short_code or _free_short_code(),
        space_id=event.space_id,
        event_id=event.id,
        issued_on=data.issued_on,
        valid_until=event.valid_until,
        data=data.to_dict(),
    )
    db.session.add(certificate)
    db.session.flush()
    return certificate


def certificate_data(space: Space, event: MembershipEvent, *, number: str, issued_on: date) -> CertificateData:
    """What the certificate of that line would say today: for the paper itself, and for its proof."""
    name_vi, name_en = rules.printed_names(event, space)
    return CertificateData(
        number=number,
        name_vi=name_vi,
        name_en=name_en,
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
        criteria_label=event.criteria_label,
        criteria_label_en=event.criteria_label_en,
        short_code=_free_short_code(),
        demo=space.demo,
    )


def proof_data(space: Space) -> CertificateData:
    """What the next certificate of a space would say, as far as it is known today: its proof is made from that."""
    today = clock.today()
    lines = [
        e for e in queries.events_of(space.id) if e.kind in (EventKind.ADMITTED, EventKind.RENEWED, EventKind.RENAMED)
    ]
    event = lines[-1] if lines else MembershipEvent(
        kind=EventKind.ADMITTED, grade=Grade.FULL, effective_on=today, criteria_label="",
        valid_until=rules.last_day(today, value("certificate.term_months")),
    )  # fmt: skip
    data = certificate_data(space, event, number="", issued_on=today)
    return replace(data, name_vi=space.name_vi, name_en=space.name_en, short_code="")


def attach_scan(certificate: Certificate, scan: StoredFile, *, actor: Any) -> None:
    """The paper as it was signed and stamped; once and for good. Raises `membership.scan_exists` and
    `membership.scan_of_own_space`."""
    if not rules.can_attach_scan_of(actor, queries.team_ids(certificate.space_id)):
        raise DomainError("membership.scan_of_own_space")
    if certificate.scan_id is not None:
        raise DomainError("membership.scan_exists")
    certificate.scan_id = scan.id
    db.session.flush()
    note(
        certificate.space_id,
        "membership.certificate_scanned",
        actor=actor,
        number=certificate.number,
        sha256=scan.sha256,
    )


def attach_paper(certificate: Certificate, pdf: StoredFile, *, signed_by: str = "") -> None:
    """Once and for good: what was printed first stays. `signed_by` is whom the key in it names, empty where there is
    no signature. The owners are told that it is ready.

    Raises `membership.paper_exists`.
    """
    if certificate.pdf_id is not None:
        raise DomainError("membership.paper_exists")
    certificate.pdf_id, certificate.signed_by, certificate.paper_fault = pdf.id, signed_by, ""
    db.session.flush()
    space = certificate.space
    note(
        space.id,
        "membership.certificate_printed",
        actor=None,
        number=certificate.number,
        sha256=pdf.sha256,
        signed_by=signed_by,
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
                "valid_until": written_day(certificate.valid_until),
                "code": certificate.check_code,
            },
            key=f"membership.certificate:{certificate.id}:{owner.id}",
            about=letters_of(space.id),
        )


def note_paper_fault(certificate_ids: Sequence[int], code: str) -> None:
    """Why these have no PDF yet, for the Centre to see; the next try that succeeds takes it away."""
    for certificate_id in certificate_ids:
        certificate = queries.certificate_held(certificate_id)
        if certificate.pdf_id is None:
            certificate.paper_fault = code
    db.session.flush()


def _next_certificate_number(year: int) -> str:
    """The pattern may be one that numbers on paper have already used under another."""
    pattern = value("certificate.number_pattern")
    while True:
        n = next_number(rules.counter_name(pattern, year))
        number = rules.certificate_number(pattern, year=year, n=n)
        if queries.certificate_by_number(number) is None:
            return number


def _free_short_code() -> str:
    while True:
        code = _code(rules.SHORT_CODE_LENGTH)
        if queries.certificate_by_short_code(code) is None:
            return code


def _code(length: int) -> str:
    return "".join(secrets.choice(rules.CODE_SIGNS) for _ in range(length))
