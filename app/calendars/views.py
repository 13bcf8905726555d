from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from flask import Blueprint, current_app, request, url_for
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from app.calendars import queries, service
from app.core import http_cache
from app.core.db import transact
from app.core.ical import etag
from app.core.text import pick
from app.settings.queries import value
from app.venues.models import Venue
from app.venues.queries import parts_of, venue_by_slug, whole_venues
from app.web.guard import anyone, found, guard
from app.web.language import LANGUAGES, locale
from app.web.pages import page

blueprint = Blueprint("calendars", __name__, url_prefix="/calendars")


@blueprint.get("/public.ics")
@guard(anyone)
def public() -> Response:
    return _answer("public", None)


@blueprint.get("/venues/<slug>.ics")
@guard(anyone)
def venue(slug: str) -> Response:
    return _answer(f"venue-{slug}", found(venue_by_slug(slug)))


def _answer(name: str, venue: Venue | None) -> Response:
    """The feed, or 304. No cookie, no language negotiation: the address alone decides what it says."""
    language = request.args.get("lang", "vi")
    language = language if language in LANGUAGES else "vi"
    with_cancelled = request.args.get("cancelled") != "0"
    config = current_app.config["SETTINGS"]
    body = service.feed(
        venue,
        language=language,
        site_url=config.site_url,
        uid_domain=config.uid_domain,
        with_cancelled=with_cancelled,
    )
    tag = etag(body)
    changed_at = _changed_at(f"{name}|{language}|{int(with_cancelled)}", tag)
    same = http_cache.not_modified(
        request.headers.get("If-None-Match"),
        request.headers.get("If-Modified-Since"),
        etag=tag,
        changed_at=changed_at,
    )
    answer = Response(status=304) if same else Response(body, content_type="text/calendar; charset=utf-8")
    answer.set_etag(tag)
    if modified := http_cache.last_modified(changed_at):
        answer.headers["Last-Modified"] = modified
    answer.headers["Cache-Control"] = "public, max-age=300"
    answer.headers["X-Robots-Tag"] = "noindex"
    if not same:
        way = "attachment" if "download" in request.args else "inline"
        answer.headers["Content-Disposition"] = f'{way}; filename="{name}.ics"'
    return answer


def _changed_at(key: str, tag: str) -> datetime:
    known = queries.feed_body(key)
    if known is not None and known.body_digest == tag:
        return known.changed_at
    try:
        return transact(lambda: service.note_body(key, tag))
    except IntegrityError:  # somebody else fetched the same new feed in the same moment
        return transact(lambda: service.note_body(key, tag))


@dataclass(frozen=True)
class Subscription:
    """A feed as the page offers it."""

    key: str
    title: str
    href: str
    parts: tuple["Subscription", ...] = ()

    @property
    def webcal(self) -> str:
        return "webcal://" + self.href.split("://", 1)[1]

    @property
    def download(self) -> str:
        return f"{self.href}{'&' if '?' in self.href else '?'}download=1"

    @property
    def google(self) -> str:
        return "https://calendar.google.com/calendar/r?cid=" + quote(self.webcal, safe="")

    @property
    def outlook(self) -> str:
        return (
            f"https://outlook.live.com/calendar/0/addfromweb?url={quote(self.href, safe='')}&name={quote(self.title)}"
        )


@blueprint.get("")
@guard(anyone)
def subscribe() -> Response:
    everything = Subscription(key="all", title=_network_name(), href=_feed_url("calendars.public"))
    venues = [_of(venue, tuple(_of(part) for part in parts_of(venue))) for venue in whole_venues()]
    return page("calendars/subscribe.html", everything=everything, venues=venues)


def _network_name() -> str:
    return str(value(f"network.name_{locale()}"))


def _of(venue: Venue, parts: tuple[Subscription, ...] = ()) -> Subscription:
    href = _feed_url("calendars.venue", slug=venue.slug)
    return Subscription(key=venue.slug, title=pick(venue, "name", locale()), href=href, parts=parts)


def _feed_url(endpoint: str, **values: Any) -> str:
    """Absolute, from the settings: a link in a calendar client must not follow whatever Host was asked for."""
    if locale() == "en":
        values["lang"] = "en"
    return str(current_app.config["SETTINGS"].site_url + url_for(endpoint, **values))
