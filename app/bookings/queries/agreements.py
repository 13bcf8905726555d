"""Agreements about venues."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import lazyload

from app.bookings.models import Booking, VenueAgreement
from app.bookings.queries.bookings import booking_for
from app.core.db import db, held


def agreements_of(booking: Booking) -> Sequence[VenueAgreement]:
    """The newest first."""
    query = (
        select(VenueAgreement)
        .options(lazyload(VenueAgreement.booking))
        .where(VenueAgreement.booking_id == booking.id)
        .order_by(VenueAgreement.id.desc())
    )
    return held(f"agreements:{booking.id}", lambda: db.session.scalars(query).all())


def all_agreements() -> Sequence[VenueAgreement]:
    """The newest first."""
    return db.session.scalars(select(VenueAgreement).order_by(VenueAgreement.id.desc())).all()


def agreement_for(actor: Any, public_id: str) -> VenueAgreement | None:
    """For those who may see its booking."""
    agreement = db.session.scalars(select(VenueAgreement).where(VenueAgreement.public_id == public_id)).one_or_none()
    if agreement is None or booking_for(actor, agreement.booking.public_id) is None:
        return None
    return agreement


def agreement_by_code(code: str | None) -> VenueAgreement | None:
    """`code` as stored: `memberships.rules.normal_code` makes it of what was typed."""
    if code is None:
        return None
    return db.session.scalars(select(VenueAgreement).where(VenueAgreement.check_code == code)).one_or_none()


def has_number(number: str) -> bool:
    return db.session.scalars(select(VenueAgreement.id).where(VenueAgreement.number == number)).first() is not None


def agreements_without_paper() -> Sequence[int]:
    return db.session.scalars(
        select(VenueAgreement.id).where(VenueAgreement.pdf_id.is_(None)).order_by(VenueAgreement.id)
    ).all()


def agreement_held(agreement_id: int) -> VenueAgreement:
    """The row, locked until the transaction ends."""
    return db.session.scalars(
        select(VenueAgreement).where(VenueAgreement.id == agreement_id).with_for_update(of=VenueAgreement)
    ).one()
