"""The feeds themselves."""

from typing import TypedDict

from flask import Blueprint, current_app, request
from werkzeug.wrappers import Response

from app.calendars import counting, queries, rules, service
from app.calendars.contents import Body, contents
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
    link_id = link.id
    asked = service.definition_of(link, **_asked())
    body = contents(asked, today=clock.today(), site=site()).body()
    told = _answer(asked, body, key=f"link-{link.public_id}", name=link.scope)
    _count(link_id, told.status_code, body)
    told.headers["Cache-Control"] = "private, max-age=300"
    told.headers["Referrer-Policy"] = "no-referrer"
    return told


def _too_often(link: FeedLink) -> int | None:
    """Seconds to wait. Asked without a write first: a client in a loop must not keep the database busy."""
    link_id = link.id
    wait = rules.wait_before_fetch(link.fetch, clock.now()) or transact(lambda: service.note_fetch(link_id))
    return None if wait is None else int(wait.total_seconds()) + 1


def _open_answer(name: str, asked: Definition) -> Response:
    told = _answer(asked, contents(asked, today=clock.today(), site=site()).body(), key=name, name=name)
    told.headers["Cache-Control"] = "public, max-age=300"
    return told


def _count(link_id: int, status: int, body: Body) -> None:
    counting.buffer_of(current_app).add(
        link_id,
        rules.client_of(request.headers.get("User-Agent", "")),
        status=status,
        events=body.events,
        revised_at=body.latest_revised_at,
        at=clock.now(),
        head=request.method == "HEAD",
    )


def _answer(asked: Definition, body: Body, *, key: str, name: str) -> Response:
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
