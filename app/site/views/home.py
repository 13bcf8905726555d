"""The blueprint of all public pages, and the first of them."""

from typing import Any

from flask import Blueprint
from werkzeug.wrappers import Response

from app.core import clock
from app.events.queries import Wanted, happenings
from app.events.rules import cards
from app.memberships.queries import members_on
from app.site import rules
from app.venues.queries import whole_venues
from app.web.guard import anyone, guard
from app.web.pages import page

blueprint = Blueprint("site", __name__)


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
        events=cards(happenings(Wanted(), clock.now()))[: rules.EVENTS_AT_HOME],
        venues=whole_venues(),
    )
