from typing import TYPE_CHECKING

from playwright.sync_api import APIRequestContext
from sqlalchemy import select

from app.bookings.models import Booking, BookingStatus
from app.core.db import db
from app.demo import days, series
from tests.browser.reading import send

if TYPE_CHECKING:
    from tests.browser.pages import Tour

KEPT_ADDRESSES = ("/desk/schedule", "/desk/schedule/month")  # no page leads there, but people may have kept them


def starts(tour: "Tour", role: str, request: APIRequestContext) -> list[str]:
    match role:
        case "operator_approved":
            told, dates = _booking(tour, days.UNTOLD.vi), _booking(tour, series.TITLE, BookingStatus.CONFIRMED)
            send(request, f"/bookings/{dates.public_id}/change", expected_people="60")
            return [
                f"/bookings/{told.public_id}/report",
                f"/my/bookings/series/{dates.series_id}",
                f"/bookings/{dates.public_id}/change",
            ]
        case "operator_stranger":
            return [f"/bookings/{_booking(tour, days.NOBODY.vi).public_id}/no-show"]
        case "coordinator" | "approver":
            # The series that waits for answers, and a booking that was handed over and taken back.
            return [
                *KEPT_ADDRESSES,
                f"/desk/series/{_booking(tour, series.TITLE).series_id}",
                f"/desk/bookings/{_booking(tour, days.TOLD.vi).public_id}/day",
            ]
    return []


def _booking(tour: "Tour", title: str, *status: BookingStatus) -> Booking:
    """One that the demo tells of. A walk meets two bookings, and not those in every state."""
    with tour.app.app_context():
        named = select(Booking).where(Booking.title_vi == title, Booking.status.in_(status or BookingStatus))
        return db.session.scalars(named.order_by(Booking.id)).first()  # type: ignore[return-value]
