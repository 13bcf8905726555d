"""The places that can be booked, as anybody sees them."""

from datetime import timedelta
from typing import Any

from werkzeug.wrappers import Response

from app.bookings.schedule import relatives_of, table_of_day
from app.bookings.term_words import term_lines
from app.core import clock
from app.events.queries import Wanted, happenings
from app.events.rules import cards
from app.files.responses import send_to_all
from app.site import rules
from app.site.views.home import blueprint
from app.venues import queries as places
from app.venues.models import Venue
from app.venues.queries import parts_of, quotas_for, venue_by_slug, whole_venues
from app.venues.terms import places_of
from app.venues.words import LAYOUT_NAMES, NEIGHBOUR_KINDS
from app.web.guard import anyone, found, guard
from app.web.pages import page

SPECIAL_AHEAD = timedelta(days=60)  # how far days with hours of their own are listed


@blueprint.get("/venues")
@guard(anyone)
def venues() -> Response:
    whole = whole_venues()
    return page(
        "site/venues.html",
        venues=whole,
        parts={v.id: parts_of(v) for v in whole},
        covers=places.covers_of([v.id for v in whole]),
    )


@blueprint.get("/venues/<slug>")
@guard(anyone)
def venue(slug: str) -> Response:
    shown, today = found(venue_by_slug(slug)), clock.today()
    return page(
        "site/venue.html",
        venue=shown,
        parts=parts_of(shown),
        seasons=_hours_by_season(shown),
        photos=places.photos_of(shown),
        layouts=places.layouts_of(shown),
        layout_names=LAYOUT_NAMES,
        equipment=[
            thing for at in (shown, None) for thing in places.equipment_at(at) if thing.active and thing.stock
        ],
        exceptions=places.exceptions_between([shown.id], today, today + SPECIAL_AHEAD),
        neighbours=places.areas_across([shown])[shown.id],
        neighbour_kinds=NEIGHBOUR_KINDS,
        terms=term_lines(shown, [quota for quota, _where in quotas_for(places_of([shown]))]),
        events=cards(happenings(Wanted(venue_id=shown.id), clock.now()))[: rules.EVENTS_BESIDE],
        table=table_of_day(relatives_of([shown]), today),
    )


def _hours_by_season(venue: Venue) -> list[tuple[Any, list[rules.HoursRow]]]:
    """The whole year first, under no season."""
    hours, seasons = places.hours_of(venue), places.seasons_of([venue.id])
    return [(one, rules.grouped_hours(hours, one.id if one else None)) for one in (None, *seasons)]


@blueprint.get("/plans/<public_id>")
@guard(anyone)
def plan(public_id: str) -> Response:
    """The floor plan of a venue; another plan has another address."""
    return send_to_all(found(places.plan_by_public_id(public_id)))
