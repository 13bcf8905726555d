"""Agreements about venues: what is frozen in them, and the paper that is printed from that."""

import secrets
from collections.abc import Sequence
from typing import Any

from app.audit.service import record
from app.bookings.models import Booking, BookingStatus, VenueAgreement
from app.bookings.queries import agreements as queries
from app.bookings.rules import agreements as rules
from app.bookings.rules.agreements import State
from app.bookings.rules.papers import can_keep_papers
from app.bookings.service import letters, steps
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError
from app.core.ids import new_public_id
from app.core.later import wake
from app.files.models import StoredFile
from app.memberships.rules import CODE_LENGTH, CODE_SIGNS, certificate_number
from app.numbering.service import next_number
from app.settings.queries import value
from app.spaces.queries import team_space_ids


def ask_agreement(booking: Booking, *, actor: Any) -> VenueAgreement:
    """Give the agreement its number and freeze what it says; the paper follows after the commit.

    Raises `booking.is_…` where the booking is not confirmed, `booking.has_begun`, `agreement.stands`.
    """
    steps.allow(can_keep_papers(actor, booking, team_space_ids=team_space_ids(actor)))
    steps.hold(booking)
    now = clock.now()
    if booking.status != BookingStatus.CONFIRMED:
        raise DomainError(f"booking.is_{booking.status}")
    if booking.ends_at <= now:
        raise DomainError("booking.has_begun")
    said = what_it_says(booking)
    known = queries.agreements_of(booking)
    if known and rules.state_of(known[0], booking, said, newest=True, now=now) == State.HOLDS:
        raise DomainError("agreement.stands", number=known[0].number)
    today = clock.today()
    number = _next_number(today.year)
    agreement = VenueAgreement(
        public_id=new_public_id(),
        number=number,
        check_code="".join(secrets.choice(CODE_SIGNS) for _ in range(CODE_LENGTH)),
        booking_id=booking.id,
        booking_sequence=booking.sequence,
        issued_on=today,
        data=said | {"number": number, "issued_on": today.isoformat()},
        asked_by=actor.id,
        asked_at=now,
    )
    db.session.add(agreement)
    db.session.flush()
    record(f"booking:{booking.id}", "booking.agreement_issued", actor=actor, payload={"number": number})
    wake("agreements")
    return agreement


def what_it_says(booking: Booking) -> dict[str, Any]:
    """As the booking, its venues and the settings stand now. Nobody is named but the two parties and who signs."""
    space = booking.space
    return {
        "host_vi": space.name_vi if space else value("centre.name_vi"),
        "host_en": space.name_en if space else value("centre.name_en"),
        "ward": space.ward.full_name if space and space.ward else "",
        "network_vi": value("network.name_vi"),
        "network_en": value("network.name_en"),
        "centre_vi": value("centre.name_vi"),
        "centre_en": value("centre.name_en"),
        "place_vi": value("centre.place_vi"),
        "place_en": value("centre.place_en"),
        "title_vi": booking.title_vi,
        "title_en": booking.title_en,
        "activity_kind": booking.activity_kind,
        "open_to_public": booking.open_to_public,
        "venue_ids": [venue.id for venue in booking.venues],
        "venues": [[venue.name_vi, venue.name_en or ""] for venue in booking.venues],
        "zone": booking.venues[0].zone_name,
        **{name: instant for name, instant in steps.facts(booking).items() if name != "venues"},
        "layout": booking.layout,
        "people": booking.expected_people,
        "equipment": [
            [one.equipment.name_vi, one.equipment.name_en or "", one.quantity] for one in booking.equipment
        ],
        "rules": [
            {"venue": venue.name_vi, "version": venue.version, "text": venue.rules_vi}
            for venue in booking.venues
            if venue.rules_vi
        ],
        "signatory_name": value("certificate.signatory_name"),
        "signatory_title_vi": value("certificate.signatory_title_vi"),
        "signatory_title_en": value("certificate.signatory_title_en"),
        "demo": bool(space and space.demo),
    }


def state_of(agreement: VenueAgreement) -> State:
    newest = queries.agreements_of(agreement.booking)[0].id == agreement.id
    said = what_it_says(agreement.booking)
    return rules.state_of(agreement, agreement.booking, said, newest=newest, now=clock.now())


def attach_paper(agreement: VenueAgreement, pdf: StoredFile, *, signed_by: str = "") -> None:
    """Once and for good. The host's people are told that it is ready. Raises `agreement.printed`."""
    if agreement.pdf_id is not None:
        raise DomainError("agreement.printed")
    agreement.pdf_id, agreement.signed_by, agreement.paper_fault = pdf.id, signed_by, ""
    db.session.flush()
    payload = {"number": agreement.number, "sha256": pdf.sha256}
    record(f"booking:{agreement.booking_id}", "booking.agreement_printed", actor=None, payload=payload)
    letters.tell(
        "venue_agreement",
        [agreement.booking],
        occasion=f":{agreement.id}",
        number=agreement.number,
        code=agreement.check_code,
    )


def note_paper_fault(agreement_ids: Sequence[int], code: str) -> None:
    """Why these have no PDF yet, for the Centre to see; the next try that succeeds takes it away."""
    for agreement_id in agreement_ids:
        agreement = queries.agreement_held(agreement_id)
        if agreement.pdf_id is None:
            agreement.paper_fault = code
    db.session.flush()


def _next_number(year: int) -> str:
    """The Centre may have changed the pattern to one under which numbers were given before."""
    pattern = value("agreement.number_pattern")
    while True:
        number = certificate_number(pattern, year=year, n=next_number(rules.counter_name(pattern, year)))
        if not queries.has_number(number):
            return number
