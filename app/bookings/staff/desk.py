"""What the Centre's screens of bookings share."""

from flask import Blueprint

from app.bookings import queries
from app.bookings.models import Booking
from app.bookings.preview import Consequences
from app.web.guard import actor, found

blueprint = Blueprint("bookings_staff", __name__, url_prefix="/desk")


def booking_of(public_id: str) -> Booking:
    return found(queries.booking_for(actor(), public_id))


def letters_of(told: Consequences | None) -> list[str]:
    return list(dict.fromkeys(letter.name for letter in told.told)) if told else []
