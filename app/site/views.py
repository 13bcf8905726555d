from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Flask, current_app, make_response, request, url_for
from werkzeug.wrappers import Response

from app.bookings.models import Booking, BookingStatus
from app.bookings.queries import public_booking, upcoming_public
from app.bookings.schedule import relatives_of, table_of_day
from app.bookings.term_words import term_lines
from app.core import clock
from app.files.responses import send, send_to_all
from app.memberships.queries import members_on, standing_of
from app.memberships.words import GRADE_NAMES
from app.places.queries import all_wards
from app.places.rules import old_district_names, place_names
from app.site import queries, rules, words
from app.spaces.queries import (
    covers_of,
    directory,
    photo_by_public_id,
    photos_of,
    space_by_slug,
    team_role,
    unclaimed_ids,
)
from app.spaces.words import FIELD_NAMES, KIND_NAMES
from app.venues import queries as places
from app.venues.models import Venue
from app.venues.queries import parts_of, quotas_for, venue_by_slug, whole_venues
from app.venues.terms import places_of
from app.venues.words import LAYOUT_NAMES, NEIGHBOUR_KINDS
from app.web.guard import actor, anyone, found, guard
from app.web.language import locale
from app.web.pages import page
from app.web.paging import paged
from app.web.times import month_name

blueprint = Blueprint("site", __name__)
EVENTS_AT_HOME = 5
EVENTS_BESIDE = 6
SPECIAL_AHEAD = timedelta(days=60)  # how far days with hours of their own are listed


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(
        local_day=rules.local_day,
        last_local_day=rules.last_local_day,
        zone_of=rules.zone_of,
        month=lambda day: month_name(day, locale()),
    )


@blueprint.context_processor
def _now() -> dict[str, Any]:
    return {"now": clock.now()}


@blueprint.get("/")
@guard(anyone)
def home() -> Response:
    members = members_on(clock.today())
    return page(
        "site/home.html",
        members=len(members),
        wards=len({member.space.ward_code for member in members if member.space.ward_code}),
        events=upcoming_public(now=clock.now(), limit=EVENTS_AT_HOME),
        venues=whole_venues(),
    )


@blueprint.get("/spaces")
@guard(anyone)
def spaces() -> Response:
    q, chosen = _asked("q"), {name: _asked(name) for name in rules.FACETS}
    members, wards = members_on(clock.today()), all_wards()
    known = queries.known_on(clock.today())
    districts, places = old_district_names(wards), place_names(wards)
    grades = {member.space.id: str(member.standing.grade) for member in members}
    both = [*(member.space for member in members), *known]
    found_ones = {one.id for one in directory([space.id for space in both], q=q)} if q else set()
    listed = [
        rules.Listed(one, grades.get(one.id, rules.NO_MEMBER), rules.known_as(one, places, districts))
        for one in both
        if not q or one.id in found_ones
    ]
    shown = paged(rules.narrowed(listed, chosen), rules.SPACES_ON_A_PAGE)
    names: dict[str, Mapping[Any, Any]] = {
        "kind": KIND_NAMES,
        "field": FIELD_NAMES,
        "district": districts,
        "ward": {ward.code: ward.name for ward in wards},
        "grade": {**GRADE_NAMES, rules.NO_MEMBER: words.NO_MEMBER},
        "online": words.ONLINE_NAMES,
    }
    return page(
        "site/spaces.html",
        shown=shown,
        covers=covers_of([one.space.id for one in shown.items]),
        total=len(both),
        standings={member.space.id: member.standing for member in members},
        known=bool(known),
        unclaimed=unclaimed_ids([one.space for one in shown.items]),
        q=q,
        chosen=chosen,
        counts=rules.facet_counts(listed, chosen),
        names=names,
        grade_names=GRADE_NAMES,
        removable=_removable({"q": q, **chosen}, names),
    )


def _removable(asked: dict[str, str], names: Mapping[str, Mapping[Any, Any]]) -> list[tuple[str, str]]:
    """What the list is narrowed by, in words, each with the address of the list without it."""
    asked = {name: value for name, value in asked.items() if value}
    here = url_for("site.spaces")
    return [
        (
            str(names.get(name, {}).get(value, value)),
            f"{here}?{urlencode({other: kept for other, kept in asked.items() if other != name})}".rstrip("?"),
        )
        for name, value in asked.items()
    ]


def _asked(name: str) -> str:
    return request.args.get(name, "").strip()[:100]


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
        events=upcoming_public(now=clock.now(), limit=EVENTS_BESIDE, space_id=shown.id),
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


@blueprint.get("/events")
@guard(anyone)
def events() -> Response:
    venue = venue_by_slug(request.args.get("venue", ""))
    coming = upcoming_public(now=clock.now(), limit=rules.EVENTS_SHOWN, venue_id=venue.id if venue else None)
    return page("site/events.html", months=rules.by_month(coming), venue=venue, venues=whole_venues())


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
        events=upcoming_public(now=clock.now(), limit=EVENTS_BESIDE, venue_id=shown.id),
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


@blueprint.get("/robots.txt")
@guard(anyone)
def robots() -> Response:
    """Feeds are for machines and stay open; what needs a sign-in or a code is nobody's to index."""
    closed = (
        "/my/",
        "/desk",
        "/home",
        "/confirm/",
        "/opinions/",
        "/verify/",
        "/r/",
        "/dev/",
        "/language/",
        "/sign-in",
        "/sign-up",
    )
    lines = ["User-agent: *", "Allow: /calendars/", *(f"Disallow: {path}" for path in closed)]
    site = current_app.config["SETTINGS"].site_url
    answer = make_response("\n".join([*lines, "", f"# {site}{url_for('site.home')}", ""]))
    answer.content_type = "text/plain; charset=utf-8"
    return answer
