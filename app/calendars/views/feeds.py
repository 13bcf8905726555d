"""The feeds themselves."""

from typing import TypedDict

from flask import Blueprint, current_app, request
from werkzeug.wrappers import Response

from app.calendars import queries, rules, service
from app.calendars.contents import contents
from app.calendars.definition import Definition, Kind, Site
from app.calendars.models import FeedLink
from app.calendars.views.answers import answer, refusal
from app.core import clock
from app.core.db import transact
from app.venues.queries import venue_by_slug
from app.web.guard import anyone, found, guard
from app.web.language import LANGUAGES

blueprint = Blueprint("calendars", __name__, url_prefix="/calendars")


@blueprint.get("/public.ics")
@guard(anyone)
def public() -> Response:
    return _open_answer("public", Definition(kind=Kind.PUBLIC, **_asked()))


@blueprint.get("/venues/<slug>.ics")
@guard(anyone)
def venue(slug: str) -> Response:
    shown = found(venue_by_slug(slug))
    return _open_answer(f"venue-{slug}", Definition(kind=Kind.VENUE, venue_id=shown.id, **_asked()))


@blueprint.get("/spaces/<slug>.ics")
@guard(anyone)
def space(slug: str) -> Response:
    shown = found(queries.space_with_feed(slug))
    return _open_answer(f"space-{slug}", Definition(kind=Kind.SPACE, space_id=shown.id, **_asked()))


@blueprint.get("/private/<token>.ics")
@guard(anyone)
def private(token: str) -> Response:
    """No sign-in and no cookie: calendars have neither. The secret in the address is all there is to show."""
    link = queries.link_by_secret(token)
    if link is None:
        return refusal(404, "There is no calendar at this address.")
    if not rules.is_alive(link, link.user):
        return refusal(410, "This calendar link was taken back. Make a new one on the site.")
    if wait := _too_often(link):
        return refusal(429, "Too often. Calendars need to ask once in five minutes at the most.", retry_after=wait)
    told = _answer(service.definition_of(link, **_asked()), key=f"link-{link.public_id}", name=link.scope)
    told.headers["Cache-Control"] = "private, max-age=300"
    told.headers["Referrer-Policy"] = "no-referrer"
    return told


def _too_often(link: FeedLink) -> int | None:
    """Seconds to wait. Asked without a write first: a client in a loop must not keep the database busy."""
    link_id, client = link.id, rules.client_of(request.headers.get("User-Agent", ""))
    wait = rules.wait_before_fetch(link.fetch, clock.now()) or transact(lambda: service.note_fetch(link_id, client))
    return None if wait is None else int(wait.total_seconds()) + 1


def _open_answer(name: str, asked: Definition) -> Response:
    told = _answer(asked, key=name, name=name)
    told.headers["Cache-Control"] = "public, max-age=300"
    return told


def _answer(asked: Definition, *, key: str, name: str) -> Response:
    body = contents(asked, today=clock.today(), site=site()).body()
    return answer(body.plain, key=key, name=name, variant=f"{asked.language}|{int(asked.with_cancelled)}")


def site() -> Site:
    config = current_app.config["SETTINGS"]
    return Site(url=config.site_url, uid_domain=config.uid_domain)


class _Asked(TypedDict):
    language: str
    with_cancelled: bool


def _asked() -> _Asked:
    """No cookie, no language negotiation: the address alone decides what a feed says."""
    language = request.args.get("lang", "vi")
    return {
        "language": language if language in LANGUAGES else "vi",
        "with_cancelled": request.args.get("cancelled") != "0",
    }
