"""What the Centre's screens of bookings share."""

from collections.abc import Iterable, Sequence
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
    return others_by_booking([booking], besides=besides).get(booking.id)


def others_by_booking(bookings: Sequence[Booking], *, besides: Iterable[Venue] = ()) -> dict[int, Others]:
    """By id those about which the reader does not decide, or not about `besides`."""
    deciders = queries.deciders_of(bookings, besides=besides)
    left = [booking for booking in bookings if not rules.is_decider(actor(), deciders[booking.id])]
    if not left:
        return {}
    teams = team_space_ids(actor())
    names = {user.id: user.name for user in users_by_id({one for b in left for one in deciders[b.id] or ()})}
    return {
        booking.id: Others(
            [name for user_id, name in names.items() if user_id in (deciders[booking.id] or ())],
            rules.is_own(actor(), booking, team_space_ids=teams),
        )
        for booking in left
    }


def letters_of(told: Consequences | None) -> list[str]:
    return list(dict.fromkeys(letter.name for letter in told.told)) if told else []
