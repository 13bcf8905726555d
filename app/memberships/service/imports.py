"""Entering members whose certificates are on paper, from a list. All of it or none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.audit.service import record
from app.core.db import db
from app.core.errors import DomainError
from app.core.ids import same
from app.core.text import Bilingual
from app.memberships import rules
from app.memberships.conflicts import Finding, Outlook, examine, highest_places
from app.memberships.imports import Column, Entry
from app.memberships.models import Certificate, MemberImport, Origin
from app.memberships.service.issuing import keep_certificate
from app.memberships.service.ledger import enter_admission
from app.memberships.service.notes import note_event
from app.numbering.service import hold_number, next_number, raise_number
from app.papers.data import CertificateData
from app.settings.queries import value
from app.spaces.lists import Line, Sheet, fingerprint
from app.spaces.models import Space, TeamRole
from app.spaces.queries import hold_space, space_by_public_id
from app.spaces.rules import Profile
from app.spaces.service import confirm_list, forget_old_lists, invite, keep_list, lines_of, register_space

ANOTHER_SPACE = "new"
# True of every space that comes in this way, until it speaks for itself.
SUMMARY = Bilingual("Không gian thành viên của Mạng lưới.", "A member space of the network.")


@dataclass(frozen=True)
class Entered:
    """How many lines became memberships and how many did not; how many owners were invited."""

    number: int
    entered: int
    known: int
    faulty: int
    invited: int


def keep_import(file_name: str, sha256: str, sheet: Sheet, *, actor: Any) -> MemberImport:
    return keep_list(MemberImport, file_name, sha256, sheet, actor=actor)


def forget_old_imports() -> int:
    return forget_old_lists(MemberImport)


def confirm_import(
    public_id: str,
    *,
    seen: str,
    choices: Mapping[int, str],
    skip_faulty: bool,
    invite_owners: bool = False,
    actor: Any,
) -> Entered | None:
    """Enter what the preview with the fingerprint `seen` showed. A second click finds it done: None, nothing changes.

    Raises `import.…` as `enter_lines` does, and `import.changed` when the click would do something else by now.
    """
    return confirm_list(
        MemberImport,
        public_id,
        lambda kept: enter_lines(
            lines_of(kept),
            seen=seen,
            choices=choices,
            skip_faulty=skip_faulty,
            invite_owners=invite_owners,
            source={"file": kept.file_name, "sha256": kept.sha256},
            actor=actor,
        ),
        actor=actor,
    )


def enter_lines(
    lines: Sequence[Line],
    *,
    seen: str | None,
    choices: Mapping[int, str],
    skip_faulty: bool,
    invite_owners: bool = False,
    source: Mapping[str, str],
    actor: Any,
) -> Entered:
    """`choices` says by line whether a space of the same name is meant: its public id, or ANOTHER_SPACE.

    Raises `import.not_yours`, `import.changed`, `import.faulty_lines`, `import.nothing_new`, `import.choice_missing` at
    the field `choice_<line>`, or `membership.suspended` there.
    """
    if actor is not None and not rules.can_import_members(actor):
        raise DomainError("import.not_yours")
    number = next_number("member_import")  # imports wait for one another here
    _hold(lines, choices)
    found = examine(lines)
    if seen is not None and not same(seen, fingerprint(found)):
        raise DomainError("import.changed")
    by_outlook = {outlook: [one for one in found if one.outlook == outlook] for outlook in Outlook}
    if by_outlook[Outlook.FAULTY] and not skip_faulty:
        raise DomainError("import.faulty_lines", field="skip_faulty", count=len(by_outlook[Outlook.FAULTY]))
    wanted = [*by_outlook[Outlook.NEW], *by_outlook[Outlook.ASKED]]
    if not wanted:
        raise DomainError("import.nothing_new")
    entered = [_enter(one, choices, number, actor) for one in sorted(wanted, key=lambda one: one.line)]
    done = Entered(
        number,
        entered=len(entered),
        known=len(by_outlook[Outlook.KNOWN]),
        faulty=len(by_outlook[Outlook.FAULTY]),
        invited=sum(_invited(space, entry, actor) for space, entry in entered) if invite_owners else 0,
    )
    record(
        f"member_import:{number}",
        "members.imported",
        actor=actor,
        payload={
            **source,
            "entered": done.entered,
            "known": done.known,
            "faulty": done.faulty,
            "invited": done.invited,
        },
    )
    return done


def _hold(lines: Sequence[Line], choices: Mapping[int, str]) -> None:
    """Ledgers, then counters, in the order an admission takes them: after this nobody issues one of those numbers."""
    chosen = {space_by_public_id(choice) for choice in choices.values()} - {None}
    for space_id in sorted(space.id for space in chosen if space):
        hold_space(space_id)
    for counter in sorted(highest_places(line.cells.get(Column.NUMBER, "") for line in lines)):
        hold_number(counter)


def _enter(one: Finding, choices: Mapping[int, str], number: int, actor: Any) -> tuple[Space, Entry]:
    entry = one.entry
    if entry is None:
        raise ValueError("a line that cannot be read is not entered")
    try:
        space = _space_of(one, entry, choices, actor)
        certificate = _enter_membership(space, entry, actor)
    except DomainError as error:
        raise DomainError(error.code, field=f"choice_{one.line}", **error.values) from None
    note_event(certificate.event, actor=actor, certificate=certificate.number, member_import=number)
    for counter, place in highest_places([entry.number]).items():
        raise_number(counter, place)
    return space, entry


def _invited(space: Space, entry: Entry, actor: Any) -> bool:
    """A space that has an owner, and an address that gets too many letters, are passed over: the desk lists every
    space without an owner, and somebody can be invited from there."""
    if not entry.email:
        return False
    reason = f"Thành viên theo chứng nhận giấy số {entry.number}."
    try:
        with db.session.begin_nested():
            invite(
                space, email=entry.email, role=TeamRole.OWNER, actor=actor, on_behalf_of_centre=True, reason=reason
            )
    except DomainError:
        return False
    return True


def _space_of(one: Finding, entry: Entry, choices: Mapping[int, str], actor: Any) -> Space:
    choice = choices.get(one.line, "") if one.outlook == Outlook.ASKED else ANOTHER_SPACE
    if choice == ANOTHER_SPACE:
        return register_space(_profile(entry), actor=actor)
    if choice not in {namesake.public_id for namesake in one.namesakes}:
        raise DomainError("import.choice_missing", line=one.line)
    space = space_by_public_id(choice)
    if space is None:
        raise DomainError("import.changed")
    return space


def _profile(entry: Entry) -> Profile:
    return Profile(
        name_vi=entry.name_vi,
        name_en=entry.name_en,
        summary_vi=SUMMARY.vi,
        summary_en=SUMMARY.en,
        kinds=list(entry.kinds),
        ownership=entry.ownership,
        ward_code=entry.ward_code,
    )


def _enter_membership(space: Space, entry: Entry, actor: Any) -> Certificate:
    event = enter_admission(
        space,
        grade=entry.grade,
        effective_on=entry.issued_on,
        valid_until=entry.valid_until,
        decision_number=entry.decision_number,
        decision_on=entry.decision_on,
        reason=entry.note,
        actor=actor,
    )
    return keep_certificate(event, _data(space, entry), Origin.PAPER)


def _data(space: Space, entry: Entry) -> CertificateData:
    """What the list says. Who signed and by which criteria stands on the paper alone."""
    return CertificateData(
        number=entry.number,
        name_vi=entry.name_vi,
        name_en=entry.name_en,
        grade=entry.grade.value,
        ward=entry.ward,
        decision_number=entry.decision_number,
        decision_on=entry.decision_on,
        issued_on=entry.issued_on,
        valid_until=entry.valid_until,
        issuer_vi="",
        issuer_en="",
        network_vi=value("network.name_vi"),
        network_en=value("network.name_en"),
        signatory_name="",
        signatory_title_vi="",
        signatory_title_en="",
        criteria_label="",
        demo=space.demo,
    )
