"""On the day and after it: who has the certificate in hand, who got it by post."""

from datetime import date
from typing import Any

from app.ceremonies import queries, rules
from app.ceremonies.models import Ceremony, Guest, Stage
from app.ceremonies.service import letters
from app.ceremonies.service.floor import held, held_guest, note, prepared_by
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError
from app.core.text import one_line


def hand_over(guest: Guest, *, to: str = "", actor: Any) -> bool:
    """False when another phone was quicker: the first stays, who and when."""
    prepared_by(actor)
    guest = held_guest(guest, rules.HANDING_OVER)
    to = one_line(to)[: rules.RECEIVER_MAX]
    if guest.handed_over_at is not None:
        return False
    guest.handed_over_at, guest.handed_over_by, guest.handed_to = clock.now(), actor.id, to
    db.session.flush()
    note(guest.ceremony, "handed_over", actor=actor, space=guest.space_id, to=to)
    return True


def take_back(guest: Guest, *, actor: Any) -> None:
    """A tap too many: it still lies on the table."""
    prepared_by(actor)
    guest = held_guest(guest, rules.HANDING_OVER)
    if guest.handed_over_at is None:
        return
    guest.handed_over_at, guest.handed_over_by, guest.handed_to = None, None, ""
    db.session.flush()
    note(guest.ceremony, "taken_back", actor=actor, space=guest.space_id)


def note_posted(guest: Guest, *, on: date, tracking: str, actor: Any) -> None:
    """Sent to somebody who was not there; the owners are told. Raises `ceremony.already_has` or `ceremony.posted_…`."""
    prepared_by(actor)
    guest = held_guest(guest, rules.HANDING_OVER)
    if guest.is_served:
        raise DomainError("ceremony.already_has")
    if on > clock.today():
        raise DomainError("ceremony.posted_ahead", field="posted_on")
    issued = guest.ceremony.issued_at
    if issued is not None and on < issued.astimezone(clock.HOUSE_ZONE).date():
        raise DomainError("ceremony.posted_before_issue", field="posted_on")
    guest.posted_on, guest.tracking = on, one_line(tracking)[: rules.TRACKING_MAX]
    db.session.flush()
    note(guest.ceremony, "posted", actor=actor, space=guest.space_id, on=on.isoformat(), tracking=guest.tracking)
    certificate = queries.certificates_of([guest])[guest.id]
    letters.send_posted(guest, certificate.number)


def take_back_posting(guest: Guest, *, actor: Any) -> None:
    """It came back, or never left."""
    prepared_by(actor)
    guest = held_guest(guest, rules.HANDING_OVER)
    guest.posted_on, guest.tracking = None, ""
    db.session.flush()
    note(guest.ceremony, "posting_taken_back", actor=actor, space=guest.space_id)


def hold_day(ceremony: Ceremony, *, actor: Any) -> None:
    """The ceremony has taken place; what is left over is posted. Raises `ceremony.not_yet`."""
    prepared_by(actor)
    ceremony = held(ceremony, {Stage.ISSUED})
    if clock.today() < ceremony.starts_at.astimezone(clock.HOUSE_ZONE).date():
        raise DomainError("ceremony.not_yet")
    rules.next_stage(ceremony, Stage.HELD)
    ceremony.stage = Stage.HELD
    db.session.flush()
    note(ceremony, "held", actor=actor)


def close_ceremony(ceremony: Ceremony, *, actor: Any) -> None:
    """Everybody has theirs. Raises `ceremony.left_over`."""
    prepared_by(actor)
    ceremony = held(ceremony, {Stage.HELD})
    left = sum(not guest.is_served for guest in queries.guests_of(ceremony.id))
    if left:
        raise DomainError("ceremony.left_over", count=left)
    rules.next_stage(ceremony, Stage.CLOSED)
    ceremony.stage = Stage.CLOSED
    db.session.flush()
    note(ceremony, "closed", actor=actor)
