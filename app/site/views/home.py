"""The blueprint of all public pages, and the first of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response

from app.applications.queries import open_calls
from app.content.models import PageKind
from app.content.queries import public_pages
from app.core import clock
from app.core.text import searchable, words
from app.events.queries import Wanted, happenings
from app.events.rules import Card, Happening, cards, matching, weekend_of
from app.site import city, directory, rules
from app.site.directory import Asked
from app.site.free_time import free_in_days
from app.venues.models import Venue
from app.venues.queries import all_venues, whole_venues
from app.web.guard import anyone, guard
from app.web.pages import page

blueprint = Blueprint("site", __name__)
NEWS_AT_HOME, FREE_AT_HOME, FOUND_OF_EACH, LONGEST_QUESTION = 3, 4, 6, 100


@blueprint.context_processor
def _now() -> dict[str, Any]:
    return {"now": clock.now()}


@blueprint.get("/")
@guard(anyone)
def home() -> Response:
    today, now = clock.today(), clock.now()
    listed, wards = directory.kept().entries, directory.by_ward()
    return page(
        "site/home.html",
        members=sum(one.grade != directory.NO_MEMBER for one in listed),
        member_wards=len({one.ward for one in listed if one.ward and one.grade != directory.NO_MEMBER}),
        spaces=len(listed),
        wards=len(wards),
        map=city.drawing(wards),
        programme=programme(happenings(Wanted(), now), today),
        free=free_in_days(whole_venues(), today)[:FREE_AT_HOME],
        calls=open_calls(today),
        today=today,
        news=public_pages(PageKind.NEWS, now, limit=NEWS_AT_HOME),
    )


@dataclass(frozen=True)
class Programme:
    today: Sequence[Card]
    weekend: Sequence[Card]
    later: Sequence[Card]


def programme(coming: Sequence[Happening], today: date) -> Programme:
    """What is on today and at the weekend, and of what comes after as much as there is room for. Nothing stands twice:
    what is on today has its place there."""
    saturday, sunday = weekend_of(today)
    on_today = cards(one for one in coming if one.first_on <= today <= one.last_on)[: rules.EVENTS_AT_HOME]
    told = {card.nearest.series for card in on_today}
    others = [one for one in coming if one.series not in told and one.first_on > today]
    weekend = cards(one for one in others if saturday <= one.first_on <= sunday)[: rules.EVENTS_AT_HOME]
    told |= {card.nearest.series for card in weekend}
    room = max(rules.EVENTS_AT_HOME - len(on_today) - len(weekend), 0)
    return Programme(on_today, weekend, cards(one for one in others if one.series not in told)[:room])


@blueprint.get("/search")
@guard(anyone)
def search() -> Response:
    """Spaces, events and venues by one box; each kind has its own list for more."""
    q = request.args.get("q", "").strip()[:LONGEST_QUESTION]
    now = clock.now()
    spaces = directory.found(Asked(q), now).rows if words(q) else []
    events = cards(matching(happenings(Wanted(), now), q)) if words(q) else []
    places = _venues_called(q) if words(q) else []
    return page(
        "site/search.html",
        q=q,
        spaces=spaces[:FOUND_OF_EACH],
        spaces_found=len(spaces),
        events=events[:FOUND_OF_EACH],
        events_found=len(events),
        venues=places,
    )


def _venues_called(q: str) -> list[Venue]:
    """Blind to accents; every word begins a word of its name or of what is said of it in short."""
    asked = [f" {word}" for word in words(q)]
    texts = [
        (venue, searchable(venue.name_vi, venue.name_en, venue.summary_vi, venue.summary_en))
        for venue in all_venues()
    ]
    return [venue for venue, text in texts if all(word in text for word in asked)]
