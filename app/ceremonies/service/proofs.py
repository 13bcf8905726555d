"""Names read letter by letter by those who bear them, before anything is printed; and who will come on the day."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from app.ceremonies import queries, rules
from app.ceremonies.models import Ceremony, Guest, Proof, Stage
from app.ceremonies.service import letters
from app.ceremonies.service.floor import held, held_guest, note, prepared_by, touch
from app.ceremonies.service.preparing import reason_of
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError
from app.core.later import wake
from app.core.text import clean, one_line
from app.memberships.rules import printed_names
from app.spaces.queries import team_space_ids
from app.spaces.rules import check_names
from app.spaces.service import rename_space


def ask_for_proofs(ceremony: Ceremony, *, due_on: date, actor: Any) -> int:
    """Ask everybody who has not been asked, and set the day until which all may answer; returns how many were asked.

    Spaces without an owner stay unasked. Raises `ceremony.no_guests` or `ceremony.due_…`.
    """
    prepared_by(actor)
    ceremony = held(ceremony, rules.BEFORE_ISSUE)
    guests = queries.guests_of(ceremony.id)
    if not guests:
        raise DomainError("ceremony.no_guests")
    day = ceremony.starts_at.astimezone(clock.HOUSE_ZONE).date()
    rules.check_due(due_on, today=clock.today(), held_on=day)
    if ceremony.stage == Stage.PREPARING:
        rules.next_stage(ceremony, Stage.PROOFING)
        ceremony.stage = Stage.PROOFING
    ceremony.proof_due_on = due_on
    answerable = queries.with_owner(guests)
    asked = [guest for guest in guests if guest.proof == Proof.NOT_ASKED and guest.id in answerable]
    for guest in asked:
        _ask(guest)
    touch(ceremony)
    note(ceremony, "proofs_asked", actor=actor, due_on=due_on.isoformat(), guests=len(asked))
    wake("proofs")
    return len(asked)


def ask_again(guest: Guest, *, actor: Any) -> None:
    """After the name has changed, or when the Centre wants another look."""
    guest = _prepared(guest, actor)
    if not queries.has_owner(guest):
        raise DomainError("ceremony.nobody_to_ask")
    _ask(guest)
    touch(guest.ceremony)
    note(guest.ceremony, "proof_asked_again", actor=actor, space=guest.space_id)


def _ask(guest: Guest) -> None:
    guest.proof, guest.asked_at, guest.reminded_at = Proof.ASKED, clock.now(), None
    guest.asked_times += 1
    guest.waived_reason, guest.waived_by = "", None
    guest.proof_name_vi, guest.proof_name_en = printed_names(guest.event, guest.space)
    db.session.flush()
    letters.send_proof(guest)


def confirm_proof(guest: Guest, *, seen: tuple[str, str | None], actor: Any) -> None:
    """The space says that these are its names, `seen` being what its page showed. Raises `ceremony.name_changed`."""
    guest = _answered(guest, actor)
    names = printed_names(guest.event, guest.space)
    if names != seen:
        raise DomainError("ceremony.name_changed")
    guest.proof, guest.reply = Proof.CONFIRMED, ""
    guest.proof_name_vi, guest.proof_name_en = names
    guest.wanted_name_vi, guest.wanted_name_en, guest.note = "", None, ""
    db.session.flush()
    note(guest.ceremony, "proof_confirmed", actor=actor, space=guest.space_id)


def want_correction(guest: Guest, *, name_vi: str, name_en: str, words: str, actor: Any) -> None:
    """Raises `ceremony.nothing_to_correct`, or `space.…` for what the profile would not take."""
    guest = _answered(guest, actor)
    name_vi, name_en, words = one_line(name_vi), one_line(name_en), clean(words)
    check_names(name_vi, name_en)
    if len(words) > rules.NOTE_MAX:
        raise DomainError("space.too_long", field="note", max=rules.NOTE_MAX)
    if (name_vi, name_en or None) == printed_names(guest.event, guest.space) and not words:
        raise DomainError("ceremony.nothing_to_correct", field="name_vi")
    guest.proof = Proof.WANTED
    guest.wanted_name_vi, guest.wanted_name_en, guest.note = name_vi, name_en or None, words
    db.session.flush()
    note(guest.ceremony, "correction_wanted", actor=actor, space=guest.space_id, name_vi=name_vi, name_en=name_en)


def _answered(guest: Guest, actor: Any) -> Guest:
    guest = held_guest(guest, {Stage.PROOFING})
    if guest.space_id not in team_space_ids(actor):
        raise DomainError("ceremony.not_your_space")
    if not rules.may_answer(guest):
        raise DomainError("ceremony.no_longer")
    guest.answered_at, guest.answered_by = clock.now(), actor.id
    guest.waived_reason, guest.waived_by = "", None
    return guest


def accept_correction(guest: Guest, *, actor: Any) -> None:
    """The profile takes the name as the space wrote it, and the certificate with it; the owners are told.

    Raises `ceremony.name_by_decision` where a decision fixed the name, so that only another decision changes it.
    """
    guest = _wanted(guest, actor)
    wanted = (guest.wanted_name_vi, guest.wanted_name_en)
    before = printed_names(guest.event, guest.space)
    rename_space(guest.space, name_vi=wanted[0], name_en=wanted[1], actor=actor)
    if printed_names(guest.event, guest.space) != wanted:
        raise DomainError("ceremony.name_by_decision")
    guest.proof, guest.reply = Proof.CORRECTED, ""
    guest.proof_name_vi, guest.proof_name_en = wanted
    touch(guest.ceremony)
    note(guest.ceremony, "correction_accepted", actor=actor, space=guest.space_id, before=before, after=wanted)
    letters.send_corrected(guest)
    wake("proofs")


def decline_correction(guest: Guest, *, reason: str, actor: Any) -> None:
    """The name stays; the space reads why and is asked once more."""
    guest = _wanted(guest, actor)
    guest.reply = reason_of(reason)
    _ask(guest)
    note(guest.ceremony, "correction_declined", actor=actor, space=guest.space_id, reason=guest.reply)


def _wanted(guest: Guest, actor: Any) -> Guest:
    guest = _prepared(guest, actor)
    if guest.proof != Proof.WANTED:
        raise DomainError("ceremony.no_longer")
    return guest


def waive_answer(guests: Sequence[Guest], *, reason: str, actor: Any) -> int:
    """Go on without their answer, for a reason that is kept. Raises `ceremony.too_early` for one still to be waited for."""
    reason = reason_of(reason)
    for one in guests:
        guest = _prepared(one, actor)
        if not rules.can_waive(guest, has_owner=queries.has_owner(guest), today=clock.today()):
            raise DomainError("ceremony.too_early", space=guest.space.name_vi)
        guest.waived_reason, guest.waived_by = reason, actor.id
        note(guest.ceremony, "answer_waived", actor=actor, space=guest.space_id, reason=reason)
    db.session.flush()
    return len(guests)


def _prepared(guest: Guest, actor: Any) -> Guest:
    """Nobody of the Centre answers for a space whose team they are on."""
    prepared_by(actor)
    guest = held_guest(guest, {Stage.PROOFING})
    if guest.space_id in team_space_ids(actor):
        raise DomainError("ceremony.own_space")
    return guest


def remind_of_proofs() -> None:
    """Once for each time of asking, shortly before the day."""
    for guest in queries.guests_to_remind(clock.today()):
        guest.reminded_at = clock.now()
        letters.send_proof(guest, reminder=True)
    db.session.flush()


def invite_guests(ceremony: Ceremony, *, actor: Any) -> int:
    """A letter with day and place to everybody who has none yet; returns to how many spaces."""
    prepared_by(actor)
    ceremony = held(ceremony, rules.BEFORE_ISSUE | {Stage.ISSUED})
    if ceremony.starts_at <= clock.now():
        raise DomainError("ceremony.day_past")
    guests = queries.guests_of(ceremony.id)
    answerable = queries.with_owner(guests)
    fresh = [one for one in guests if one.invited_at is None and one.id in answerable]
    for guest in fresh:
        guest.invited_at = clock.now()
        letters.send_invitation(guest)
    db.session.flush()
    note(ceremony, "invited", actor=actor, guests=len(fresh))
    return len(fresh)


def answer_invitation(guest: Guest, *, coming: bool, people: int, actor: Any) -> None:
    """Raises `ceremony.people` for a number nobody could seat."""
    guest = held_guest(guest, rules.BEFORE_ISSUE | {Stage.ISSUED})
    if guest.space_id not in team_space_ids(actor):
        raise DomainError("ceremony.not_your_space")
    if guest.invited_at is None:
        raise DomainError("ceremony.no_longer")
    if coming and not 1 <= people <= rules.PEOPLE_MAX:
        raise DomainError("ceremony.people", field="people", max=rules.PEOPLE_MAX)
    guest.coming, guest.people = coming, people if coming else 0
    db.session.flush()
    note(guest.ceremony, "invitation_answered", actor=actor, space=guest.space_id, coming=coming)
