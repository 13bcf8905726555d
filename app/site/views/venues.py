"""The places that can be booked, as anybody sees them."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import cast

from werkzeug.wrappers import Response

from app.bookings.schedule import everywhere, glance
from app.bookings.term_words import term_steps
from app.bookings.words import MONTH_STATES
from app.core import clock
from app.events.queries import Wanted, happenings
from app.events.rules import cards
from app.files.responses import send_to_all
from app.settings.queries import value
from app.site import rules
from app.site.distances import Placed, metres
from app.site.meta import about_venue
from app.site.views.home import blueprint
from app.venues import queries as places
from app.venues.models import Venue
from app.venues.queries import quotas_for
from app.venues.terms import places_of
from app.venues.words import LAYOUT_NAMES, NEIGHBOUR_KINDS
from app.web.guard import anyone, found, guard
from app.web.language import locale
from app.web.pages import page

SPECIAL_AHEAD = timedelta(days=60)  # how far days with hours of their own are listed
GLANCE, OTHERS = 14, 3


@blueprint.get("/venues")
@guard(anyone)
def venues() -> Response:
    everyone = everywhere()
    whole = [one for one in everyone if one.whole_id is None]
    return page(
        "site/venues.html",
        venues=whole,
        parts=Counter(one.whole_id for one in everyone if one.whole_id is not None),
        covers=places.covers_of([v.id for v in whole]),
    )


@blueprint.get("/venues/<slug>")
@guard(anyone)
def venue(slug: str) -> Response:
    everyone, today = everywhere(), clock.today()
    shown = found(next((one for one in everyone if one.slug == slug), None))
    photos = places.photos_of(shown)
    ahead = glance(shown, everyone, today, days=GLANCE, hours_until=today + SPECIAL_AHEAD)
    return page(
        "site/venue.html",
        venue=shown,
        parts=[one for one in everyone if one.whole_id == shown.id],
        seasons=[
            (one, rules.grouped_hours(ahead.written.weekly, one.id if one else None))
            for one in (None, *ahead.written.seasons)  # the whole year first, under no season
        ],
        photos=photos,
        layouts=places.layouts_of(shown),
        layout_names=LAYOUT_NAMES,
        equipment=[thing for thing in places.equipment_for([shown.id]) if thing.stock],
        exceptions=ahead.written.exceptions,
        neighbours=places.areas_across([shown])[shown.id],
        neighbour_kinds=NEIGHBOUR_KINDS,
        steps=term_steps(shown, [quota for quota, _where in quotas_for(places_of([shown]))]),
        events=cards(happenings(Wanted(venue_id=shown.id), clock.now()))[: rules.EVENTS_BESIDE],
        table=ahead.table,
        ahead=ahead.days,
        state_names=MONTH_STATES,
        today=today,
        others=_others(shown, everyone),
        about=about_venue(shown, photos, centre=str(value(f"centre.name_{locale()}"))),
    )


def _others(venue: Venue, everyone: Sequence[Venue]) -> list[tuple[Venue, int | None]]:
    """Whole venues around this one, and how many metres off: the nearest first where the Centre has said where they
    are, else in its order."""
    kin = {venue.id, venue.whole_id}
    around = []
    for place, one in enumerate(other for other in everyone if other.whole_id is None and other.id not in kin):
        known = None not in (venue.latitude, venue.longitude, one.latitude, one.longitude)
        away = metres(cast(Placed, venue), cast(Placed, one)) if known else None
        around.append((away is None, away or 0.0, place, one))
    return [(one, None if unknown else round(away)) for unknown, away, _place, one in sorted(around)[:OTHERS]]


@blueprint.get("/plans/<public_id>")
@guard(anyone)
def plan(public_id: str) -> Response:
    """The floor plan of a venue; another plan has another address."""
    return send_to_all(found(places.plan_by_public_id(public_id)))
