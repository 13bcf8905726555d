"""The list of spaces and its map, and what both are narrowed by."""

import gzip
from collections.abc import Mapping
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from flask import request, url_for
from flask_babel import force_locale
from werkzeug.wrappers import Response

from app.core import clock, http_cache
from app.memberships.words import GRADE_NAMES
from app.site import directory, geo, rules, tiles, words
from app.site.directory import Asked
from app.site.views.home import blueprint
from app.spaces.queries import covers_of, spaces_with, unclaimed_ids
from app.spaces.words import FIELD_NAMES, KIND_NAMES, WELCOME_NAMES
from app.web.guard import anyone, guard
from app.web.language import LANGUAGES, locale
from app.web.pages import page
from app.web.paging import paged

LONGEST = 100
ONLINE_BESIDE = 8
MAP = "map"


@blueprint.get("/spaces")
@guard(anyone)
def spaces() -> Response:
    names = _names()
    asked, unknown = _asked(names)
    as_map = request.args.get("view") == MAP
    now, held = clock.now(), directory.kept()
    found = directory.found(asked, now)
    shown = paged(found.rows, rules.SPACES_ON_A_PAGE)
    here: dict[str, Any] = {"view": MAP} if as_map else {}
    cards = spaces_with([one.id for one in shown.items])
    answer = page(
        "site/spaces.html",
        shown=shown,
        spaces=[(one, cards[one.id]) for one in shown.items if one.id in cards],
        covers={} if as_map else covers_of(cards),
        unclaimed=unclaimed_ids(cards.values()),
        total=found.total,
        members=held.members,
        known=directory.NO_MEMBER in held.masks["grade"],
        open_now=lambda one: held.is_open(one.hours, now),
        asked=asked,
        chosen={name: asked.chosen.get(name, "") for name in directory.CHOICES},
        unknown=unknown,
        counts=found.counts,
        names=names,
        grade_names=GRADE_NAMES,
        removable=_removable(asked, names, here),
        as_map=as_map,
        ways={
            "list": url_for("site.spaces", **asked.values),
            "map": url_for("site.spaces", **asked.values, view=MAP),
        },
        cleared=url_for("site.spaces", **here),
        **(_map(asked, found.rows) if as_map else {}),
    )
    if as_map:
        tiles.allow(answer)
    return answer


def _map(asked: Asked, rows: Any) -> dict[str, Any]:
    online = [one for one in rows if one.online]
    language: dict[str, Any] = {"lang": locale()} if locale() != LANGUAGES[0] else {}
    return {
        "feed": url_for("site.spaces_geojson", **asked.values, **language),
        "online": online[:ONLINE_BESIDE],
        "online_count": len(online),
        "online_address": url_for("site.spaces", **{**asked.values, "online": "yes"}),
        "nowhere": sum(1 for one in rows if one.point is None),
        "tiles": tiles.chosen(),
        "map_words": words.for_map(),
    }


@blueprint.get("/spaces.geojson")
@guard(anyone)
def spaces_geojson() -> Response:
    """What the list finds, as points: the address alone decides what it says. Who holds it is told so cheaply."""
    wished = request.args.get("lang", "")
    language = wished if wished in LANGUAGES else LANGUAGES[0]
    with force_locale(language):
        asked, _unknown = _asked(_names())
        found = directory.found(asked, clock.now())
        said = (geo.SHAPE, directory.edition(), language, found.bits)
        tag = sha256(repr(said).encode()).hexdigest()[:32]
        if http_cache.not_modified(request.headers.get("If-None-Match"), None, etag=tag, changed_at=None):
            answer = Response(status=304)
        else:
            answer = _packed(geo.written(found.rows, language))
    answer.set_etag(tag, weak=True)
    answer.vary.add("Accept-Encoding")
    answer.headers["Cache-Control"] = "public, max-age=60"
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer


def _packed(body: bytes) -> Response:
    """The same for everybody who asks, so packing it gives nothing away."""
    answer = Response(body, content_type="application/geo+json")
    if request.accept_encodings["gzip"] > 0:
        answer.set_data(gzip.compress(body, 5, mtime=0))
        answer.headers["Content-Encoding"] = "gzip"
    return answer


def _names() -> dict[str, Mapping[Any, Any]]:
    """What can be chosen, in words; of wards and old districts those where there is something."""
    held = directory.kept()
    return {
        "kind": KIND_NAMES,
        "field": FIELD_NAMES,
        "district": held.districts,
        "ward": {ward.code: ward.name for ward in held.wards},
        "grade": {**GRADE_NAMES, directory.NO_MEMBER: words.NO_MEMBER},
        "online": words.ONLINE_NAMES,
        "welcomes": WELCOME_NAMES,
        "step_free": words.STEP_FREE_NAMES,
        "open": words.OPEN_NAMES,
    }


def _asked(names: Mapping[str, Mapping[Any, Any]]) -> tuple[Asked, list[str]]:
    """And what was asked for that there is not, which is as if it had not been asked."""
    given = {name: request.args.get(name, "").strip()[:LONGEST] for name in directory.CHOICES}
    chosen = {name: value for name, value in given.items() if value and value in names[name]}
    unknown = [value for name, value in given.items() if value and name not in chosen]
    return Asked(request.args.get("q", "").strip()[:LONGEST], chosen), unknown


def _removable(asked: Asked, names: Mapping[str, Mapping[Any, Any]], here: dict[str, Any]) -> list[tuple[str, str]]:
    """What the list is narrowed by, in words, each with the address of the list without it."""
    return [
        (
            str(names[name][value]) if name in names else value,
            f"{url_for('site.spaces')}?{urlencode({**asked.without(name).values, **here})}".rstrip("?"),
        )
        for name, value in asked.values.items()
    ]
