"""Letters that confirm a membership: what is frozen in them, and the paper that is printed from that."""

import secrets
from collections.abc import Sequence
from datetime import date
from typing import Any

from app.audit.service import record
from app.benefits import queries, rules
from app.benefits.models import MembershipLetter, Purpose
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError
from app.core.ids import new_public_id
from app.core.later import wake
from app.core.text import one_line, pick
from app.files.models import StoredFile
from app.mail.service import queue_mail
from app.memberships.queries import certificates_of, standing_of, team_ids
from app.memberships.rules import CODE_LENGTH, CODE_SIGNS, Standing
from app.numbering.service import next_number
from app.settings.queries import value
from app.spaces.models import Space
from app.spaces.queries import hold_space
from app.spaces.rules import letters_of

RECEIVER_MAX = 200


def ask_letter(space: Space, *, purpose: Purpose, receiver: str, actor: Any) -> MembershipLetter:
    """Give the letter its number and freeze what it says; the paper follows after the commit.

    Raises `benefit.letter_not_yours`, `benefit.letter_suspended`, `benefit.letter_not_member`, `benefit.letter_enough`.
    """
    hold_space(space.id)
    if actor.id not in team_ids(space.id):
        raise DomainError("benefit.letter_not_yours")
    today = clock.today()
    standing = standing_of(space.id, today)
    refusal = rules.letter_refusal(standing)
    if refusal is not None:
        raise DomainError(refusal)
    receiver = one_line(receiver)
    if not receiver:
        raise DomainError("benefit.letter_receiver_missing", field="receiver")
    if queries.count_letters(space.id, today) >= rules.LETTERS_A_DAY:
        raise DomainError("benefit.letter_enough", most=rules.LETTERS_A_DAY)
    number = f"XN-{today.year}-{next_number(f'membership_letter:{today.year}'):03d}"
    letter = MembershipLetter(
        public_id=new_public_id(),
        number=number,
        check_code="".join(secrets.choice(CODE_SIGNS) for _ in range(CODE_LENGTH)),
        space_id=space.id,
        issued_on=today,
        purpose=purpose,
        data=_data(space, standing, number=number, purpose=purpose, receiver=receiver, today=today),
        asked_by=actor.id,
        asked_at=clock.now(),
    )
    db.session.add(letter)
    db.session.flush()
    payload = {"number": number, "purpose": purpose, "receiver": receiver}
    record(f"membership:{space.id}", "membership.letter_issued", actor=actor, payload=payload)
    wake("confirmations")
    return letter


def _data(
    space: Space, standing: Standing, *, number: str, purpose: Purpose, receiver: str, today: date
) -> dict[str, Any]:
    """The name is that of the certificate, which the letter will lie beside; a space may have changed its own since."""
    held = [one for one in certificates_of(space.id) if one.event.effective_on <= today]
    certificate = held[0] if held else None
    named = certificate.data if certificate else {"name_vi": space.name_vi, "name_en": space.name_en}
    return {
        "number": number,
        "issued_on": today.isoformat(),
        "purpose": purpose,
        "receiver": receiver,
        "name_vi": named["name_vi"],
        "name_en": named["name_en"],
        "ward": space.ward.full_name if space.ward else "",
        "grade": standing.grade,
        "admitted_on": _iso(standing.admitted_on),
        "until": _iso(standing.until),
        "in_grace": standing.in_grace,
        "certificate_number": certificate.number if certificate else "",
        "decision_number": certificate.data["decision_number"] if certificate else "",
        "decision_on": certificate.data["decision_on"] if certificate else None,
        "network_vi": value("network.name_vi"),
        "network_en": value("network.name_en"),
        "centre_vi": value("centre.name_vi"),
        "centre_en": value("centre.name_en"),
        "place_vi": value("centre.place_vi"),
        "demo": space.demo,
    }


def attach_paper(letter: MembershipLetter, pdf: StoredFile, *, signed_by: str = "") -> None:
    """Once and for good. Whoever asked is told that it is ready. Raises `benefit.letter_printed`."""
    if letter.pdf_id is not None:
        raise DomainError("benefit.letter_printed")
    letter.pdf_id, letter.signed_by, letter.paper_fault = pdf.id, signed_by, ""
    db.session.flush()
    payload = {"number": letter.number, "sha256": pdf.sha256}
    record(f"membership:{letter.space_id}", "membership.letter_printed", actor=None, payload=payload)
    asker = letter.asker
    queue_mail(
        "membership_letter",
        to=asker.email,
        name=asker.name,
        language=asker.language,
        values={
            "space": pick(letter.space, "name", asker.language),
            "number": letter.number,
            "receiver": letter.data["receiver"],
            "path": f"/my/certificates/{letter.space.public_id}/letters",
            "code": letter.check_code,
        },
        key=f"membership.letter:{letter.id}",
        about=letters_of(letter.space_id),
    )


def note_paper_fault(letter_ids: Sequence[int], code: str) -> None:
    """Why these have no PDF yet, for the Centre to see; the next try that succeeds takes it away."""
    for letter_id in letter_ids:
        letter = queries.letter_held(letter_id)
        if letter.pdf_id is None:
            letter.paper_fault = code
    db.session.flush()


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
