"""What is on: the calendar of all that happens, what has been, and one event."""

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from app.bookings.queries import public_booking
from app.bookings.words import ACTIVITY_KINDS
from app.core import clock
from app.core.text import pick
from app.core.timespan import Timespan, at
from app.events import queries as happening
from app.events import screens
from app.events.about import about
from app.events.listing import Choices, listing, read_choices
from app.events.publishing import can_edit
from app.events.queries import Wanted, happenings
from app.events.rules import by_month, cards
from app.events.words import GROUP_NAMES
from app.places.queries import all_wards
from app.settings.queries import value
from app.site.meta import on_site, shared_picture
from app.site.views.home import blueprint
from app.spaces.queries import team_space_ids
from app.spaces.words import FIELD_NAMES
from app.venues.queries import all_venues
from app.web.fields import YEARS
from app.web.guard import actor, anyone, found, guard
from app.web.language import locale
from app.web.pages import page
from app.web.paging import paged

CARDS_ON_A_PAGE = 40


@blueprint.get("/events")
@guard(anyone)
def events() -> Response:
    choices = read_choices(request.args, clock.today())
    now = clock.now()
    there = happenings(Wanted(span=choices.span), now)
    if choices.view == "list":
        there = [one for one in there if one.span.end > now]
    told = listing(there, choices)
    venues = {venue.slug: venue for venue in all_venues()}
    names: dict[str, Mapping[Any, Any]] = {
        "kind": ACTIVITY_KINDS,
        "field": FIELD_NAMES,
        "ward": {ward.code: ward.name for ward in all_wards()},
        "venue": {slug: pick(venue, "name", locale()) for slug, venue in venues.items()},
    }
    shown = paged(told.cards, CARDS_ON_A_PAGE)
    return page(
        "events/index.html",
        choices=choices,
        told=told,
        shown=shown,
        months=by_month(shown.items),
        names=names,
        group_names=GROUP_NAMES,
        venue=venues.get(choices.chosen.get("venue", "")),
        removable=_removable(choices, names),
    )


def _removable(choices: Choices, names: Mapping[str, Mapping[Any, Any]]) -> list[tuple[str, str]]:
    """Each choice in words, and the page without it."""
    told = [(choices.q, url_for("site.events", **choices.address(q=None)))] if choices.q else []
    for name, code in choices.chosen.items():
        if name == "host":
            continue  # stands among the chips
        words = str(names[name].get(code, code))
        told.append((words, url_for("site.events", **choices.address(**{name: None}))))
    return told


@blueprint.get("/events/archive")
@guard(anyone)
def events_past() -> Response:
    """By year, the last first: what has taken place."""
    now = clock.now()
    years = happening.years_of_past(now)
    asked = request.args.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 and int(asked) in YEARS else None
    year = year if year in years else years[0] if years else now.astimezone(clock.HOUSE_ZONE).year
    there = [one for one in happenings(Wanted(span=_year(year)), now) if one.span.end <= now]
    shown = paged(cards(reversed(there)), CARDS_ON_A_PAGE)
    return page("events/archive.html", year=year, years=years, shown=shown, months=by_month(shown.items))


def _year(year: int) -> Timespan:
    first, after = (at(date(n, 1, 1), time.min, clock.HOUSE_ZONE) for n in (year, year + 1))
    return Timespan(first, after)


@blueprint.get("/events/<public_id>")
@guard(anyone)
def event(public_id: str) -> Response:
    """By the slug or the id of its page, or by the id of a booking: links to that lead on once it has a page."""
    now = clock.now()
    known = happening.shown_event(public_id)
    if known is not None:
        if known.slug != public_id:
            return redirect(url_for("site.event", public_id=known.slug), 301)
        return _page(screens.shown(known, now), known.slug)
    booking = public_booking(public_id)
    if booking is None:
        behind = found(happening.booking_behind(public_id, now))
        return redirect(url_for("site.event", public_id=behind.public_id))
    known = happening.event_of_booking(booking.id)
    if known is not None and happening.shown_event(known.slug) is not None:
        return redirect(url_for("site.event", public_id=known.slug, _anchor=f"d-{booking.uuid}"), 301)
    return _page(screens.shown_booking(booking, now), public_id)


def _page(shown: screens.Shown, key: str) -> Response:
    shown = found(shown if shown.dates else None)
    path = url_for("site.event", public_id=key)
    return page(
        "events/show.html",
        shown=shown,
        key=key,
        may_edit=shown.event is not None and _may_edit(shown.event.space_id),
        about=about(
            shown,
            locale(),
            url=on_site(path),
            centre=value(f"centre.name_{locale()}"),
            place=value(f"centre.place_{locale()}"),
            picture=on_site(shared_picture(shown.photo)["url"]) if shown.photo else None,
        ),
    )


def _may_edit(space_id: int | None) -> bool:
    who = actor()
    return bool(who.is_authenticated) and can_edit(who, space_id=space_id, team_space_ids=team_space_ids(who))
