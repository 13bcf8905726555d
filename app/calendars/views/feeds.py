"""The feeds themselves."""

from typing import Any

from flask import Blueprint, abort, current_app, request
from werkzeug.wrappers import Response

from app.calendars import asking, brake, queries, rules, service
from app.calendars.asking import feed_key, file_name
from app.calendars.definition import Definition, Kind
from app.calendars.views.answers import answer, refusal
from app.spaces.words import FIELD_NAMES
from app.venues.queries import venue_by_slug
from app.web.guard import anyone, found, guard

blueprint = Blueprint("calendars", __name__, url_prefix="/calendars")


@blueprint.get("/public.ics")
@guard(anyone)
def public() -> Response:
    return _open_answer(Kind.PUBLIC)


@blueprint.get("/venues/<slug>.ics")
@guard(anyone)
def venue(slug: str) -> Response:
    shown = found(venue_by_slug(slug))
    return _open_answer(Kind.VENUE, venue_id=shown.id)


@blueprint.get("/spaces/<slug>.ics")
@guard(anyone)
def space(slug: str) -> Response:
    shown = found(queries.space_with_feed(slug))
    return _open_answer(Kind.SPACE, space_id=shown.id)


@blueprint.get("/fields/<code>.ics")
@guard(anyone)
def field(code: str) -> Response:
    if code not in FIELD_NAMES:
        abort(404)
    return _open_answer(Kind.FIELD, field=code)


@blueprint.get("/closures.ics")
@guard(anyone)
def closures() -> Response:
    return _open_answer(Kind.CLOSURES)


@blueprint.get("/holidays.ics")
@guard(anyone)
def holidays() -> Response:
    return _open_answer(Kind.HOLIDAYS)


@blueprint.get("/private/<token>.ics")
@guard(anyone)
def private(token: str) -> Response:
    """No sign-in and no cookie: calendars have neither. The secret in the address is all there is to show."""
    link = queries.link_by_secret(token)
    if link is None:
        return refusal(404)
    if not rules.is_alive(link, link.user):
        return refusal(410)
    if wait := brake.wait(current_app, link.id):
        return refusal(429, retry_after=wait)
    means = service.definition_of(link, **_asked())
    return answer(means, key=f"link:{link.id}", name=link.scope, link_id=link.id)


def _open_answer(kind: Kind, **about: Any) -> Response:
    """`key` and the name of the file follow from the path, which the fast path has in hand without looking anything
    up."""
    key = feed_key(request.path)
    return answer(Definition(kind=kind, **about, **_asked()), key=key, name=file_name(key))


def _asked() -> dict[str, Any]:
    try:
        return asking.asked_in(request.args)
    except ValueError:
        abort(refusal(400))
