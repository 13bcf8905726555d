"""What stands in the addresses that several features have."""

from dataclasses import dataclass

from sqlalchemy import select

from app.accounts.models import User
from app.accounts.queries import user_by_email
from app.accounts.service import normal_email
from app.applications.models import Application, ApplicationStatus, Evidence
from app.bookings.models import Booking, BookingStatus
from app.core import clock
from app.core.db import db
from app.demo.people import DOMAIN
from app.evaluations.models import Decision, DecisionStatus
from app.spaces.models import Space
from app.spaces.queries import spaces_of
from tests.web.demo import Demo


@dataclass(frozen=True)
class Here:
    """The owner's things, or what waits at the Centre."""

    owner: User
    stranger: User
    reviewer: User
    space: Space
    application: Application
    booking: Booking
    case: Application  # whose decision waits for its signature
    feed_token: str


def here_in(demo: Demo) -> Here:
    owner = user("lan")
    space = spaces_of(owner)[0]
    application = db.session.scalars(
        select(Application).where(Application.space_id == space.id, Application.status == ApplicationStatus.APPROVED)
    ).first()
    booking = db.session.scalars(
        select(Booking)
        .where(
            Booking.space_id == space.id,
            Booking.status == BookingStatus.CONFIRMED,
            Booking.public_starts_at > clock.now(),
        )
        .order_by(Booking.id)
    ).first()
    decision = db.session.scalars(select(Decision).where(Decision.status == DecisionStatus.PROPOSED)).first()
    assert application
    assert booking
    assert decision
    return Here(owner, user("hoa"), user("mai"), space, application, booking, decision.application, demo.feed_token)


def user(key: str) -> User:
    found = user_by_email(normal_email(f"{key}@{DOMAIN}"))
    assert found is not None
    return found


def file_in(application: Application) -> str:
    evidence = db.session.scalars(select(Evidence).where(Evidence.application_id == application.id)).first()
    assert evidence is not None
    return evidence.file.public_id
