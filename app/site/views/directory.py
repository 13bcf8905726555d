"""The list of spaces, and what it is narrowed by."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from flask import request, url_for
from werkzeug.wrappers import Response

from app.core import clock
from app.memberships.queries import members_on
from app.memberships.words import GRADE_NAMES
from app.places.queries import all_wards
from app.places.rules import old_district_names, place_names
from app.site import queries, rules, words
from app.site.views.home import blueprint
from app.spaces.queries import (
    covers_of,
    directory,
    unclaimed_ids,
)
from app.spaces.words import FIELD_NAMES, KIND_NAMES
from app.web.guard import anyone, guard
from app.web.pages import page
from app.web.paging import paged


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
