from typing import Any

from flask import Blueprint, Flask, current_app, make_response, request, url_for
from flask_babel import format_date, get_locale
from werkzeug.wrappers import Response

from app.bookings.models import Booking, BookingStatus
from app.bookings.queries import public_booking, upcoming_public
from app.bookings.schedule import relatives_of, table_of_day
from app.core import clock
from app.memberships.words import GRADE_NAMES
from app.places.queries import all_wards
from app.site import queries, rules, words
from app.spaces.models import SpaceKind
from app.spaces.queries import directory, space_by_slug, team_role
from app.venues.queries import hours_of, parts_of, venue_by_slug, whole_venues
from app.web.guard import actor, anyone, found, guard
from app.web.pages import page

blueprint = Blueprint("site", __name__)
EVENTS_AT_HOME = 5
EVENTS_BESIDE = 6


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(
        local_day=rules.local_day, last_local_day=rules.last_local_day, zone_of=rules.zone_of, month=_month
    )


@blueprint.context_processor
def _now() -> dict[str, Any]:
    return {"now": clock.now()}


def _month(day: Any) -> str:
    vietnamese = str(get_locale()) == "vi"
    return f"Tháng {day.month}/{day.year}" if vietnamese else str(format_date(day, "LLLL yyyy"))


@blueprint.get("/")
@guard(anyone)
def home() -> Response:
    standings = queries.standings_on(clock.today())
    members = directory(list(standings))
    return page(
        "site/home.html",
        members=len(members),
        wards=len({space.ward_code for space in members if space.ward_code}),
        events=upcoming_public(now=clock.now(), limit=EVENTS_AT_HOME),
        venues=whole_venues(),
    )


@blueprint.get("/spaces")
@guard(anyone)
def spaces() -> Response:
    standings = queries.standings_on(clock.today())
    members = directory(list(standings))
    q, kind, ward_code = (request.args.get(name, "").strip()[:100] for name in ("q", "kind", "ward"))
    with_members = {space.ward_code for space in members}
    return page(
        "site/spaces.html",
        spaces=directory(list(standings), q=q, kind=kind, ward_code=ward_code),
        total=len(members),
        standings=standings,
        grade_names=GRADE_NAMES,
        kinds=[code for code in SpaceKind if any(code in space.kinds for space in members)],
        wards=[ward for ward in all_wards() if ward.code in with_members],
        chosen={"q": q, "kind": kind, "ward": ward_code},
    )


@blueprint.get("/spaces/<slug>")
@guard(anyone)
def space(slug: str) -> Response:
    """Open to all while the space is a member; before and after only its own team sees it, as a preview."""
    shown = found(space_by_slug(slug))
    standing = queries.standings_on(clock.today()).get(shown.id)
    on_team = actor().is_authenticated and team_role(shown.id, actor().id) is not None
    return page(
        "site/space.html",
        space=found(shown if standing or on_team else None),
        standing=standing,
        on_team=on_team,
        grade_names=GRADE_NAMES,
        events=upcoming_public(now=clock.now(), limit=EVENTS_BESIDE, space_id=shown.id),
    )


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
        "site/venues.html", venues=whole, parts={v.id: parts_of(v) for v in whole}, policy_words=words.POLICY_WORDS
    )


@blueprint.get("/venues/<slug>")
@guard(anyone)
def venue(slug: str) -> Response:
    shown = found(venue_by_slug(slug))
    return page(
        "site/venue.html",
        venue=shown,
        parts=parts_of(shown),
        hours=rules.grouped_hours(hours_of(shown)),
        policy_words=words.POLICY_WORDS,
        events=upcoming_public(now=clock.now(), limit=EVENTS_BESIDE, venue_id=shown.id),
        table=table_of_day(relatives_of([shown]), clock.today()),
    )


@blueprint.get("/robots.txt")
@guard(anyone)
def robots() -> Response:
    """Feeds are for machines and stay open; what needs a sign-in or a code is nobody's to index."""
    closed = ("/my/", "/desk", "/home", "/confirm/", "/verify/", "/dev/", "/language/", "/sign-in", "/sign-up")
    lines = ["User-agent: *", "Allow: /calendars/", *(f"Disallow: {path}" for path in closed)]
    site = current_app.config["SETTINGS"].site_url
    answer = make_response("\n".join([*lines, "", f"# {site}{url_for('site.home')}", ""]))
    answer.content_type = "text/plain; charset=utf-8"
    return answer
