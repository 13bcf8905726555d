"""The page of one space, and the photos of pages."""

from flask import current_app
from werkzeug.wrappers import Response

from app.core import clock
from app.events.models import Event
from app.events.queries import Wanted, event_for_editor, event_for_moderator, happenings, opens_to_all
from app.events.queries import photo_by_public_id as photo_of_event
from app.events.rules import cards
from app.files.responses import send, send_to_all
from app.memberships.badge import SIZE, alternative
from app.memberships.queries import standing_of
from app.memberships.rules import Status
from app.memberships.words import GRADE_NAMES
from app.register.queries import entry_of, line_of
from app.settings.queries import value
from app.site import queries, rules
from app.site.directory import nearest
from app.site.distances import metres
from app.site.meta import about_space
from app.site.views.home import blueprint
from app.spaces.hours import in_rows, open_at, spans_of
from app.spaces.models import Space
from app.spaces.queries import (
    photo_by_public_id,
    photos_of,
    space_by_slug,
    team_role,
    unclaimed_ids,
)
from app.spaces.rules import Point, shown_point
from app.spaces.words import WEEKDAYS, WELCOME_NAMES
from app.venues import queries as places
from app.venues.models import Venue
from app.web.guard import actor, anyone, found, guard
from app.web.language import locale
from app.web.pages import page

SPACES_NEAR, VENUES_NEAR = 3, 2


@blueprint.get("/spaces/<slug>")
@guard(anyone)
def space(slug: str) -> Response:
    """Open to all while the space is a member, or is known of before it ever was one; else only its own team sees it,
    as a preview."""
    shown, now, today = found(space_by_slug(slug)), clock.now(), clock.today()
    member = entry_of(shown, today)
    standing = member.standing if member and member.standing.is_member else None
    known = shown.listed_at is not None and (member is None or member.standing.status == Status.NONE)
    on_team = _on_team(shown.id)
    found(standing or known or on_team or None)
    photos = photos_of(shown.id)
    answer = page(
        "site/space.html",
        space=shown,
        standing=standing,
        line=line_of(member, today) if member and standing else None,
        badge={"size": SIZE, "alt": alternative(shown, language=locale())},
        known=known,
        unclaimed=bool(unclaimed_ids([shown])),
        on_team=on_team,
        photos=photos,
        grade_names=GRADE_NAMES,
        welcome_names=WELCOME_NAMES,
        opening=open_at(shown.hours, now),
        week=in_rows(spans_of(shown.hours)),
        weekdays=WEEKDAYS,
        events=cards(happenings(Wanted(space_id=shown.id), now))[: rules.EVENTS_BESIDE],
        near=nearest(shown.id, SPACES_NEAR),
        near_venues=_venues_near(shown),
        about=about_space(shown, photos, network=value(f"network.name_{locale()}") if standing else None),
        centre_mail=current_app.config["SETTINGS"].mail_sender,
        today=today,
    )
    if not standing and not known:
        answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _venues_near(space: Space) -> list[tuple[Venue, int | None]]:
    """Where one could go on to, the nearest first; how many metres off only from a space that shows where it is."""
    here = shown_point(space)
    if here is None:
        return []
    placed = [
        (metres(here, Point(venue.latitude, venue.longitude, exact=True)), venue)
        for venue in places.whole_venues()
        if venue.latitude is not None and venue.longitude is not None
    ]
    around = sorted(placed, key=lambda row: (row[0], row[1].id))[:VENUES_NEAR]
    return [(venue, round(away) if here.exact else None) for away, venue in around]


@blueprint.get("/photos/<public_id>/<int:width>.webp")
@guard(anyone)
def photo(public_id: str, width: int) -> Response:
    """Anybody may keep the photos of a page open to all, and of a venue. Of other pages its team sees them and nobody keeps them."""
    of_venue = places.photo_by_public_id(public_id)
    if of_venue is not None:
        return send_to_all(found(of_venue.file_of(width)))
    of_event = photo_of_event(public_id)
    if of_event is not None:
        picture, event = of_event
        file = found(picture.file_of(width))
        return (
            send_to_all(file)
            if opens_to_all(event, clock.now())
            else send(found(file if _may_see(event) else None), inline=True)
        )
    shown = found(photo_by_public_id(public_id))
    file = found(shown.file_of(width))
    if standing_of(shown.space_id, clock.today()).is_member or queries.is_known_on(shown.space, clock.today()):
        return send_to_all(file)
    return send(found(file if _on_team(shown.space_id) else None), inline=True)


def _may_see(event: Event) -> bool:
    """Who writes it, and at the Centre who looks at it."""
    return bool(event_for_editor(actor(), event.public_id) or event_for_moderator(actor(), event.public_id))


def _on_team(space_id: int) -> bool:
    return bool(actor().is_authenticated) and team_role(space_id, actor().id) is not None
