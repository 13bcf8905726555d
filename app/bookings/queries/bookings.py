"""Single bookings, and lists of them for people."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, false, func, select

from app.accounts.models import User
from app.accounts.rules import is_centre_staff, signed_in
from app.audit.models import AuditEntry
from app.bookings.models import (
    Booking,
)
from app.bookings.queries.floor import has_run_out
from app.bookings.queries.shown import shown_publicly
from app.bookings.rules import WAITING
from app.core import clock
from app.core.db import db
from app.mail.models import Mail
from app.mail.queries import letters_about, undelivered
from app.spaces.models import TeamMember
from app.spaces.queries import team_of, team_space_ids
from app.venues.queries import all_venues

TO_FOLLOWERS = frozenset({"calendar_soon", "booking_taken_back"})  # of its calendar, who need not be its people


def booking_for(actor: Any, public_id: str) -> Booking | None:
    """For the Centre's staff and the team of the booking's space; nobody else learns that it exists."""
    return db.session.scalars(select(Booking).where(Booking.public_id == public_id, _visible_to(actor))).one_or_none()


def _visible_to(actor: Any) -> ColumnElement[bool]:
    if is_centre_staff(actor):
        return Booking.id.is_not(None)
    if not signed_in(actor):
        return false()
    return Booking.space_id.in_(select(TeamMember.space_id).where(TeamMember.user_id == actor.id))


def public_booking(public_id: str) -> Booking | None:
    """What anybody may open: confirmed and open to the public, or shown so once and cancelled since."""
    return db.session.scalars(select(Booking).where(Booking.public_id == public_id, shown_publicly())).one_or_none()


def mine(actor: Any) -> Sequence[Booking]:
    """Everything of the actor's spaces, latest first."""
    return db.session.scalars(
        select(Booking)
        .where(Booking.space_id.in_(team_space_ids(actor)))
        .order_by(Booking.public_starts_at.desc(), Booking.id)
    ).all()


def inbox() -> Sequence[Booking]:
    """What waits for a decision, oldest first, without what has run out meanwhile."""
    all_venues()  # with their areas, instead of each venue's own
    now = clock.now()
    return db.session.scalars(
        select(Booking).where(Booking.status.in_(WAITING), ~has_run_out(now)).order_by(Booking.created_at, Booking.id)
    ).all()


def by_request_keys(user_id: int, keys: Sequence[str]) -> list[Booking]:
    """In the order of the keys."""
    found = db.session.scalars(
        select(Booking).where(Booking.requested_by == user_id, Booking.request_key.in_(keys)).order_by(Booking.id)
    ).all()
    by_key = {booking.request_key: booking for booking in found}
    return [by_key[key] for key in keys if key in by_key]


def of_series(actor: Any, series_id: str) -> Sequence[Booking]:
    """Every occasion, and what was offered in the place of one, by time; for whoever may see its bookings."""
    return db.session.scalars(
        select(Booking)
        .where(Booking.series_id == series_id, _visible_to(actor))
        .order_by(Booking.public_starts_at, Booking.id)
    ).all()


def booking_by_public_id(public_id: str) -> Booking | None:
    """For the machinery and for previews that check the actor themselves."""
    return db.session.scalars(select(Booking).where(Booking.public_id == public_id)).one_or_none()


def steps_under(subject: str) -> list[tuple[str, datetime, str | None]]:
    """What happened, when, and the name of who did it; None for the machinery."""
    rows = db.session.execute(
        select(AuditEntry.action, AuditEntry.at, User.name)
        .outerjoin(User, User.id == AuditEntry.actor_id)
        .where(AuditEntry.subject == subject)
        .order_by(AuditEntry.seq)
    )
    return [(row.action, row.at, row.name) for row in rows]


def lost_letters(booking: Booking, actor: Any) -> Sequence[Mail]:
    """Letters about it that did not arrive, by receiver: for a host those to its own team. Who else has the event in
    their calendar is nobody's business."""
    lost = undelivered(booking.thread)
    team = _addresses_of_team(booking) if lost else set()
    at_the_centre = is_centre_staff(actor)
    return [mail for mail in lost if mail.recipient in team or (at_the_centre and mail.template not in TO_FOLLOWERS)]


def letters_for_staff(booking: Booking) -> list[Mail]:
    """All letters about it that the Centre may know of, the latest first; as `lost_letters`, none that would name who
    follows it in their calendar."""
    letters = letters_about(booking.thread)
    team = _addresses_of_team(booking) if any(mail.template in TO_FOLLOWERS for mail in letters) else set()
    return [mail for mail in letters if mail.recipient in team or mail.template not in TO_FOLLOWERS]


def _addresses_of_team(booking: Booking) -> set[str]:
    return {member.user.email for member in team_of(booking.space_id)} if booking.space_id else set()


def last_mail_id() -> int:
    return db.session.execute(select(func.coalesce(func.max(Mail.id), 0))).scalar_one()


def mails_after(mail_id: int) -> Sequence[Mail]:
    """Letters written since: in a rehearsal, exactly those that acting would send."""
    return db.session.scalars(select(Mail).where(Mail.id > mail_id).order_by(Mail.id)).all()
