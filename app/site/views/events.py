"""What is on: the list, and one event."""

from flask import request
from werkzeug.wrappers import Response

from app.bookings.models import Booking, BookingStatus
from app.bookings.queries import public_booking
from app.core import clock
from app.events.queries import Wanted, happenings
from app.events.rules import by_month, cards
from app.site import queries, rules
from app.site.views.home import blueprint
from app.venues.queries import venue_by_slug, whole_venues
from app.web.guard import anyone, found, guard
from app.web.pages import page


@blueprint.get("/events")
@guard(anyone)
def events() -> Response:
    venue = venue_by_slug(request.args.get("venue", ""))
    coming = happenings(Wanted(venue_id=venue.id if venue else None), clock.now())
    return page("site/events.html", months=by_month(cards(coming)), venue=venue, venues=whole_venues())


@blueprint.get("/events/<public_id>")
@guard(anyone)
def event(public_id: str) -> Response:
    booking: Booking = found(public_booking(public_id))
    return page(
        "site/event.html",
        booking=booking,
        zone=rules.zone_of(booking),
        cancelled=booking.status != BookingStatus.CONFIRMED,
        over=rules.is_over(booking, clock.now()),
        host_is_member=booking.space_id in queries.standings_on(clock.today()),
    )
