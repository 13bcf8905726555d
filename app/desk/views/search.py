from typing import Any

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from app.accounts.rules import is_administrator, is_centre_staff, is_coordinator
from app.applications.words import STATUS_NAMES as CASE_STATUS
from app.applications.words import STATUS_TAGS as CASE_TAGS
from app.bookings.words import STAFF_STATUS_NAMES as BOOKING_STATUS
from app.bookings.words import STATUS_TAGS as BOOKING_TAGS
from app.core import clock
from app.desk import search as searching
from app.desk.search_words import KIND_NAMES
from app.spaces.queries import spaces_with
from app.web.guard import actor, guard
from app.web.pages import page

blueprint = Blueprint("desk_search", __name__, url_prefix="/desk")


@blueprint.get("/search")
@guard(is_centre_staff)
def search() -> Response:
    """A whole code leads straight to its thing."""
    asked = request.args.get("q", "")[: searching.LONGEST].strip()
    found = searching.find(actor(), asked, clock.now())
    if found.exact is not None:
        return redirect(_address(*found.exact, _known([found.exact])))
    things = [(group.kind, thing) for group in found.groups for thing in group.things]
    known = _known(things)
    return page(
        "desk/search.html",
        asked=asked,
        asked_of_desk=asked,
        groups=[
            (group.kind, KIND_NAMES[group.kind], [(_address(group.kind, one, known), one) for one in group.things], group.more)
            for group in found.groups
        ],
        known=known,
        all_of=_whole_lists(asked),
        statuses={"cases": CASE_STATUS, "bookings": BOOKING_STATUS},
        tags={"cases": CASE_TAGS, "bookings": BOOKING_TAGS},
    )  # fmt: skip


class _Known:
    """Whose the things are, asked once for all of them."""

    def __init__(self, things: list[tuple[str, Any]]) -> None:
        users = [thing for kind, thing in things if kind == "people"]
        spaces = [thing for kind, thing in things if kind == "spaces"]
        self.of_people = searching.spaces_of_people(users) if users else {}
        self.spaces = spaces_with({thing.space_id for kind, thing in things if kind in ("certificates", "letters")})
        theirs = [space for several in self.of_people.values() for space in several]
        self.on_ledger = searching.on_ledger([*spaces, *theirs]) if spaces or theirs else set()


def _known(things: list[tuple[str, Any]]) -> _Known:
    return _Known(things)


def _address(kind: str, thing: Any, known: _Known) -> str:
    if kind == "cases":
        return url_for("evaluations_staff.case", public_id=thing.public_id)
    if kind == "spaces":
        return _space(thing, known)
    if kind in ("bookings", "agreements"):
        booking = thing if kind == "bookings" else thing.booking
        return url_for(
            "bookings_staff.decide" if is_coordinator(actor()) else "bookings.show", public_id=booking.public_id
        )
    if kind in ("certificates", "letters"):
        return url_for("memberships_staff.member", public_id=known.spaces[thing.space_id].public_id)
    if kind == "events":
        return url_for("site.event", public_id=thing.slug)
    if kind == "people":
        return _person(thing, known)
    return url_for("venues_staff.overview" if is_coordinator(actor()) else "site.venue", slug=thing.slug)


def _space(space: Any, known: _Known) -> str:
    if space.id in known.on_ledger:
        return url_for("memberships_staff.member", public_id=space.public_id)
    return url_for("site.space", slug=space.slug)


def _person(user: Any, known: _Known) -> str:
    if is_administrator(actor()):
        return url_for("accounts_staff.person", public_id=user.public_id)
    return _space(known.of_people[user.id][0], known)


def _whole_lists(asked: str) -> dict[str, str]:
    """Where a list of its own has all that fits."""
    return {
        "cases": url_for("evaluations_staff.cases", q=asked),
        "spaces": url_for("memberships_staff.members", q=asked),
    }
