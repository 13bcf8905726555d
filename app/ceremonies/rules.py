"""What stands in the way of a ceremony's certificates, who does what there, and in which order they are called. Pure."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from app.accounts.rules import is_approver, is_centre_staff, is_coordinator
from app.ceremonies.models import Ceremony, Guest, Proof, Stage
from app.core.errors import DomainError
from app.core.text import fold, sort_key
from app.memberships.models import Certificate, MembershipEvent
from app.memberships.rules import TERMS, Status, printed_names, standing
from app.spaces.models import Space

TITLE_MAX, PLACE_MAX, NOTE_MAX, REASON_MAX = 160, 300, 1000, 500
SEAT_MAX, RECEIVER_MAX, TRACKING_MAX, PEOPLE_MAX = 12, 120, 60, 9
ROWS_MAX, COLUMNS_MAX = 26, 60
# A letter must have time to be read, and nobody needs longer than a quarter of a year for a name.
REMINDED_BEFORE, PROOF_LONGEST = timedelta(days=2), timedelta(days=92)

TRANSITIONS: Mapping[Stage, frozenset[Stage]] = {
    Stage.PREPARING: frozenset({Stage.PROOFING, Stage.CALLED_OFF}),
    Stage.PROOFING: frozenset({Stage.ISSUED, Stage.CALLED_OFF}),
    Stage.ISSUED: frozenset({Stage.HELD}),
    Stage.HELD: frozenset({Stage.CLOSED}),
    Stage.CLOSED: frozenset(),
    Stage.CALLED_OFF: frozenset(),
}
BEFORE_ISSUE = frozenset({Stage.PREPARING, Stage.PROOFING})
HANDING_OVER = frozenset({Stage.ISSUED, Stage.HELD})
SETTLED = frozenset({Proof.CONFIRMED, Proof.CORRECTED})


def can_see(actor: Any) -> bool:
    return is_centre_staff(actor)


def can_prepare(actor: Any) -> bool:
    return is_coordinator(actor)


def can_issue(actor: Any) -> bool:
    """Certificates are given by who signs admissions."""
    return is_approver(actor)


class Obstacle(StrEnum):
    """Why the certificate of one guest cannot be given now."""

    NOT_MEMBER = "not_member"
    HAS_CERTIFICATE = "has_certificate"
    NEWER_DECISION = "newer_decision"
    NOT_ASKED = "not_asked"
    UNANSWERED = "unanswered"
    WANTED = "wanted"
    NAME_CHANGED = "name_changed"
    NOT_TRIED = "not_tried"
    UNPRINTABLE = "unprintable"
    OWN_SPACE = "own_space"


def obstacles(
    guest: Guest,
    certificate: Certificate | None,
    ledger: Iterable[MembershipEvent],
    *,
    today: date,
    grace_days: int,
    own: Collection[int] = (),
) -> list[Obstacle]:
    """The one answer to "can it be given?": empty means yes. `ledger` is the space's, `own` the spaces the one who
    issues speaks for."""
    found = list(_standing_in_the_way(guest, certificate, list(ledger), today, grace_days))
    if guest.space_id in own:
        found.append(Obstacle.OWN_SPACE)
    if certificate is None:
        found += _proof_in_the_way(guest)
        if guest.tried_for != print_key(guest.space, guest.event):
            found.append(Obstacle.NOT_TRIED)
        elif guest.fault:
            found.append(Obstacle.UNPRINTABLE)
    return found


def _standing_in_the_way(
    guest: Guest, certificate: Certificate | None, ledger: list[MembershipEvent], today: date, grace_days: int
) -> Iterable[Obstacle]:
    event = guest.event
    if certificate is not None:
        yield Obstacle.HAS_CERTIFICATE
    day = max(today, event.effective_on)
    if standing(ledger, on=day, grace_days=grace_days).status != Status.MEMBER:
        yield Obstacle.NOT_MEMBER
    if is_overtaken(event, ledger):
        yield Obstacle.NEWER_DECISION


def is_overtaken(event: MembershipEvent, ledger: Iterable[MembershipEvent]) -> bool:
    """A later admission or renewal has a certificate of its own, beside which this one would be void at once."""
    mine = (event.effective_on, event.id)
    return any(other.kind in TERMS and (other.effective_on, other.id) > mine for other in ledger)


def _proof_in_the_way(guest: Guest) -> Iterable[Obstacle]:
    if guest.proof == Proof.WANTED:
        yield Obstacle.WANTED
    elif guest.proof in SETTLED:
        if printed_names(guest.event, guest.space) != (guest.proof_name_vi, guest.proof_name_en):
            yield Obstacle.NAME_CHANGED
    elif not guest.waived_reason:
        yield Obstacle.NOT_ASKED if guest.proof == Proof.NOT_ASKED else Obstacle.UNANSWERED


def print_key(space: Space, event: MembershipEvent) -> str:
    """Changes with every word that is this certificate's own; those of the network are on all of them."""
    names = printed_names(event, space)
    words = [*names, space.ward_code, event.grade, event.decision_number, event.criteria_label]
    return hashlib.sha256(json.dumps(words, ensure_ascii=False).encode()).hexdigest()


def can_waive(guest: Guest, *, has_owner: bool, today: date) -> bool:
    """Whether the Centre may go on without an answer: nobody there to ask, or the day for it is over."""
    if guest.proof == Proof.NOT_ASKED:
        return not has_owner
    due = guest.ceremony.proof_due_on
    return guest.proof == Proof.ASKED and due is not None and today > due


def may_answer(guest: Guest) -> bool:
    """A name can be looked at again for as long as no certificate bears it."""
    return guest.ceremony.stage == Stage.PROOFING and guest.proof != Proof.NOT_ASKED


def is_to_remind(guest: Guest, today: date) -> bool:
    due = guest.ceremony.proof_due_on
    asked = guest.proof == Proof.ASKED and guest.reminded_at is None and not guest.waived_reason
    return asked and due is not None and due - REMINDED_BEFORE <= today <= due


def check_due(due_on: date, *, today: date, held_on: date) -> None:
    if due_on < today:
        raise DomainError("ceremony.due_past", field="due_on")
    if due_on > held_on:
        raise DomainError("ceremony.due_after_ceremony", field="due_on")
    if due_on > today + PROOF_LONGEST:
        raise DomainError("ceremony.due_too_far", field="due_on")


class Order(StrEnum):
    NAME = "name"
    WARD = "ward"
    DECISION = "decision"


def ordered(guests: Iterable[Guest], by: Order) -> list[Guest]:
    """As they are called and numbered. Whatever comes first, names decide in the end, in Vietnamese order."""
    return sorted(guests, key=lambda guest: (*_first(guest, by), sort_key(_name(guest)), guest.id))


def _first(guest: Guest, by: Order) -> tuple[Any, ...]:
    if by == Order.WARD:
        ward = guest.space.ward
        return (ward is None, sort_key(ward.name) if ward else ())
    if by == Order.DECISION:
        event = guest.event
        return (event.decision_on or event.effective_on, event.decision_number or "")
    return ()


def _name(guest: Guest) -> str:
    return printed_names(guest.event, guest.space)[0]


def moved(guests: Sequence[Guest], guest: Guest, *, up: bool) -> list[Guest]:
    place = guests.index(guest)
    rest = [other for other in guests if other is not guest]
    new = max(0, place - 1) if up else place + 1
    return [*rest[:new], guest, *rest[new:]]


def renumbered(guests: Sequence[Guest], numbers: Mapping[str, int]) -> list[Guest]:
    """By the numbers typed, by public id. Who was given another's number takes that place: moving up it comes before
    whoever stood there, moving down after."""

    def place(guest: Guest) -> float:
        typed = numbers.get(guest.public_id, guest.position)
        return typed + (0.5 if typed > guest.position else -0.5 if typed < guest.position else 0)

    return sorted(guests, key=lambda guest: (place(guest), guest.position))


def seats(rows: int, columns: int) -> list[str]:
    """A1, A2, … B1, … : rows are letters, counted from the stage."""
    return [f"{chr(ord('A') + row)}{column + 1}" for row in range(rows) for column in range(columns)]


def matches(guest: Guest, number: str, typed: str) -> bool:
    """What somebody at the door types on a phone: a piece of the name, of the number or the seat, without marks."""
    names = printed_names(guest.event, guest.space)
    text = fold(" ".join([*(name for name in names if name), number, guest.seat]))
    return all(word in text for word in fold(typed).split())


@dataclass(frozen=True)
class Tally:
    """How far a ceremony is, as its screens count it."""

    guests: int
    asked: int
    settled: int
    wanted: int
    waived: int
    printed: int
    handed_over: int
    posted: int

    @property
    def served(self) -> int:
        return self.handed_over + self.posted

    @property
    def unanswered(self) -> int:
        return self.guests - self.settled - self.wanted - self.waived


def tally(guests: Collection[Guest], certificates: Mapping[int, Certificate]) -> Tally:
    return Tally(
        guests=len(guests),
        asked=sum(guest.proof != Proof.NOT_ASKED for guest in guests),
        settled=sum(guest.proof in SETTLED for guest in guests),
        wanted=sum(guest.proof == Proof.WANTED for guest in guests),
        waived=sum(bool(guest.waived_reason) for guest in guests),
        printed=sum(certificate.pdf_id is not None for certificate in certificates.values()),
        handed_over=sum(guest.handed_over_at is not None for guest in guests),
        posted=sum(guest.posted_on is not None and guest.handed_over_at is None for guest in guests),
    )


def next_stage(ceremony: Ceremony, to: Stage) -> None:
    """Raises `ceremony.no_longer` where the ceremony has gone on since the page was opened."""
    if to not in TRANSITIONS[Stage(ceremony.stage)]:
        raise DomainError("ceremony.no_longer")
