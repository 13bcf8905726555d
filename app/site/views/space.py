"""The page of one space, and the photos of pages."""

from werkzeug.wrappers import Response

from app.core import clock
from app.events.queries import Wanted, happenings
from app.events.rules import cards
from app.files.responses import send, send_to_all
from app.memberships.queries import standing_of
from app.memberships.words import GRADE_NAMES
from app.site import queries, rules
from app.site.views.home import blueprint
from app.spaces.queries import (
    photo_by_public_id,
    photos_of,
    space_by_slug,
    team_role,
    unclaimed_ids,
)
from app.venues import queries as places
from app.web.guard import actor, anyone, found, guard
from app.web.pages import page


@blueprint.get("/spaces/<slug>")
@guard(anyone)
def space(slug: str) -> Response:
    """Open to all while the space is a member, or is known of before it ever was one; else only its own team sees it,
    as a preview."""
    shown = found(space_by_slug(slug))
    standing = queries.standings_on(clock.today()).get(shown.id)
    on_team = _on_team(shown.id)
    known = not standing and queries.is_known_on(shown, clock.today())
    return page(
        "site/space.html",
        space=found(shown if standing or known or on_team else None),
        standing=standing,
        known=known,
        unclaimed=bool(unclaimed_ids([shown])),
        on_team=on_team,
        photos=photos_of(shown.id),
        grade_names=GRADE_NAMES,
        events=cards(happenings(Wanted(space_id=shown.id), clock.now()))[: rules.EVENTS_BESIDE],
    )


@blueprint.get("/photos/<public_id>/<int:width>.webp")
@guard(anyone)
def photo(public_id: str, width: int) -> Response:
    """Anybody may keep the photos of a page open to all, and of a venue. Of other pages its team sees them and nobody keeps them."""
    of_venue = places.photo_by_public_id(public_id)
    if of_venue is not None:
        return send_to_all(found(of_venue.file_of(width)))
    shown = found(photo_by_public_id(public_id))
    file = found(shown.file_of(width))
    if standing_of(shown.space_id, clock.today()).is_member or queries.is_known_on(shown.space, clock.today()):
        return send_to_all(file)
    return send(found(file if _on_team(shown.space_id) else None), inline=True)


def _on_team(space_id: int) -> bool:
    return bool(actor().is_authenticated) and team_role(space_id, actor().id) is not None
