"""A day at the venues, and the checklists of handing them over. As many queries for one booking as for thirty."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.bookings import rules
from app.bookings.models import (
    Booking,
    BookingStatus,
    ChecklistAnswer,
    ChecklistItem,
    HandoverPhoto,
)
from app.core.db import db
from app.core.timespan import Timespan

Answers = dict[tuple[int, str], list[ChecklistAnswer]]


def confirmed_on(span: Timespan) -> Sequence[Booking]:
    """Whatever has any of its phases within the span, earliest first."""
    return db.session.scalars(
        select(Booking)
        .options(selectinload(Booking.equipment))
        .where(Booking.status == BookingStatus.CONFIRMED, Booking.starts_at < span.end, Booking.ends_at > span.start)
        .order_by(Booking.starts_at, Booking.id)
    ).all()


def checklist() -> Sequence[ChecklistItem]:
    """Every line, those no longer asked too: by stage, as they are read out."""
    return db.session.scalars(
        select(ChecklistItem).order_by(ChecklistItem.stage, ChecklistItem.position, ChecklistItem.id)
    ).all()


def item_by_public_id(public_id: str) -> ChecklistItem | None:
    return db.session.scalars(select(ChecklistItem).where(ChecklistItem.public_id == public_id)).one_or_none()


def items_for(booking: Booking, stage: str) -> list[ChecklistItem]:
    """What is asked now."""
    return [item for item in checklist() if item.active and item.stage == stage and rules.applies(item, booking)]


def answers_of(booking_ids: Collection[int]) -> Answers:
    """By booking and stage, in the order of the list."""
    found: defaultdict[tuple[int, str], list[ChecklistAnswer]] = defaultdict(list)
    rows = db.session.scalars(
        select(ChecklistAnswer)
        .join(ChecklistItem, ChecklistItem.id == ChecklistAnswer.item_id)
        .where(ChecklistAnswer.booking_id.in_(booking_ids))
        .order_by(ChecklistItem.position, ChecklistAnswer.id)
    )
    for answer in rows:
        found[answer.booking_id, answer.stage].append(answer)
    return dict(found)


def photos_of(booking: Booking) -> dict[str, list[HandoverPhoto]]:
    """By stage, in the order in which they were taken."""
    found: defaultdict[str, list[HandoverPhoto]] = defaultdict(list)
    for photo in db.session.scalars(
        select(HandoverPhoto).where(HandoverPhoto.booking_id == booking.id).order_by(HandoverPhoto.id)
    ):
        found[photo.stage].append(photo)
    return dict(found)


def photo_of(booking: Booking, public_id: str) -> HandoverPhoto | None:
    return db.session.scalars(
        select(HandoverPhoto).where(HandoverPhoto.booking_id == booking.id, HandoverPhoto.public_id == public_id)
    ).one_or_none()
