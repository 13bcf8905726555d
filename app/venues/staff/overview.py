"""All venues, and what is told and set of one."""

from werkzeug.wrappers import Response

from app.core import clock
from app.venues import queries
from app.venues.rules import can_manage_venues
from app.venues.staff.desk import blueprint, venue_of
from app.venues.words import POLICY_NAMES
from app.web.guard import guard
from app.web.pages import page


@blueprint.get("")
@guard(can_manage_venues)
def venues() -> Response:
    every = queries.all_venues()
    return page(
        "venues/list.html",
        wholes=[venue for venue in every if venue.whole_id is None],
        parts={venue.id: [part for part in every if part.whole_id == venue.id] for venue in every},
        policy_names=POLICY_NAMES,
        equipment=queries.equipment_at(None),
        quotas=queries.quotas_of(None),
    )


@blueprint.get("/<slug>")
@guard(can_manage_venues)
def overview(slug: str) -> Response:
    venue = venue_of(slug)
    areas = [area.id for area in venue.areas]
    return page(
        "venues/overview.html",
        venue=venue,
        photos=queries.photos_of(venue),
        layouts=queries.layouts_of(venue),
        equipment=[thing for thing in queries.equipment_at(venue) if thing.active],
        edges=queries.soft_edges_of(areas),
        seasons=queries.seasons_of([venue.id]),
        exceptions=len({one.day for one in queries.exceptions_from(venue, clock.today())}),
        quotas=queries.quotas_of(venue),
        approvers=queries.approvers_of(venue),
        policy_names=POLICY_NAMES,
    )
