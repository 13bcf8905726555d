"""Letters that did not arrive, by what they were about."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, String, cast, func, literal, or_, select
from sqlalchemy.orm import aliased

from app.accounts.rules import is_administrator, is_coordinator
from app.applications.models import Application
from app.bookings.models import Booking
from app.bookings.queries import TO_FOLLOWERS
from app.desk.rules import Step
from app.desk.tasks.few import line, own_spaces
from app.evaluations.queries import cases_open_to
from app.events.models import Event, EventStatus
from app.mail.models import Mail, MailStatus
from app.mail.queries import lost_since
from app.memberships.models import MembershipEvent
from app.spaces.models import Space
from app.spaces.queries import open_to_staff

LOOKED_BACK = timedelta(days=30)


def lines(actor: Any, now: datetime) -> Iterator[Select[Any]]:
    lost = lost_since(now - LOOKED_BACK, without=TO_FOLLOWERS).subquery()
    if is_coordinator(actor):
        yield _of_cases(actor, lost)
        yield _of_bookings(actor, lost)
        yield _of_events(actor, lost)
        yield _of_spaces(actor, lost)
    if is_administrator(actor):
        yield _held()


def _of_cases(actor: Any, lost: Any) -> Select[Any]:
    return (
        line(
            Step.BOUNCED,
            id=Application.id,
            ref=Application.public_id,
            title=Application.case_code + " · " + Space.name_vi,
            title_en=Application.case_code + " · " + func.coalesce(Space.name_en, Space.name_vi),
            note="case",
            number=lost.c.many,
            person=Application.handler_id,
        )
        .select_from(lost)
        .join(Application, literal("case:") + cast(Application.id, String) == lost.c.about)
        .join(Space, Space.id == Application.space_id)
        .where(*cases_open_to(actor))
    )


def _of_bookings(actor: Any, lost: Any) -> Select[Any]:
    """Letters about a series stand at its first date."""
    other = aliased(Booking)
    first = select(func.min(other.id)).where(other.series_id == Booking.series_id).correlate(Booking)
    return (
        line(
            Step.BOUNCED,
            id=Booking.id,
            ref=Booking.public_id,
            title=Booking.title_vi,
            title_en=Booking.title_en,
            note="booking",
            number=lost.c.many,
        )
        .select_from(lost)
        .join(Booking, literal("booking:") + func.coalesce(Booking.series_id, Booking.public_id) == lost.c.about)
        .where(or_(Booking.series_id.is_(None), Booking.id == first.scalar_subquery()))
        .where(Booking.space_id.is_(None) | Booking.space_id.not_in(own_spaces(actor)))
    )


def _of_events(actor: Any, lost: Any) -> Select[Any]:
    return (
        line(
            Step.BOUNCED,
            id=Event.id,
            ref=Event.public_id,
            title=Event.title_vi,
            title_en=Event.title_en,
            note="event",
            number=lost.c.many,
        )
        .select_from(lost)
        .join(Event, literal("event:") + Event.public_id == lost.c.about)
        .where(Event.status != EventStatus.DRAFT, Event.space_id.not_in(own_spaces(actor)))
    )


def _of_spaces(actor: Any, lost: Any) -> Select[Any]:
    return (
        line(
            Step.BOUNCED,
            id=Space.id,
            ref=Space.public_id,
            title=Space.name_vi,
            title_en=Space.name_en,
            note="space",
            number=lost.c.many,
        )
        .select_from(lost)
        .join(Space, literal("space:") + cast(Space.id, String) == lost.c.about)
        .where(
            Space.id.not_in(own_spaces(actor)),
            or_(Space.id.in_(select(MembershipEvent.space_id)), open_to_staff(actor)),
        )
    )


def _held() -> Select[Any]:
    return (
        line(Step.HELD, id=0, ref="mail", number=func.count(Mail.id))
        .select_from(Mail)
        .where(Mail.status == MailStatus.HELD)
        .having(func.count(Mail.id) > 0)
    )
