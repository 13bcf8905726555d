"""What the Centre's screens of bookings share."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import Blueprint

from app.accounts.queries import users_by_id
from app.bookings import queries, rules
from app.bookings.models import Booking
from app.bookings.preview import Consequences
from app.spaces.queries import team_space_ids
from app.venues.models import Venue
from app.web.guard import actor, found

blueprint = Blueprint("bookings_staff", __name__, url_prefix="/desk")


def booking_of(public_id: str) -> Booking:
    return found(queries.booking_for(actor(), public_id))


@dataclass(frozen=True)
class Others:
    """Who decides where the reader does not; `own` where that is because the space is the reader's own."""

    names: list[str]
    own: bool


def others_deciding(booking: Booking, *, besides: Iterable[Venue] = ()) -> Others | None:
    """None where the reader decides, about `besides`, too."""
    deciders = queries.deciders_of([booking], besides=besides)[booking.id]
    if rules.is_decider(actor(), deciders):
        return None
    own = rules.is_own(actor(), booking, team_space_ids=team_space_ids(actor()))
    return Others([one.name for one in users_by_id(deciders or ())], own)


def letters_of(told: Consequences | None) -> list[str]:
    return list(dict.fromkeys(letter.name for letter in told.told)) if told else []
