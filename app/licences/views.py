"""What the Centre tells everybody about notices and permits."""

from collections.abc import Sequence

from flask import Blueprint, request
from werkzeug.wrappers import Response

from app.licences import queries, rules, words
from app.licences.models import LicenceRule
from app.web.fields import read_day
from app.web.guard import anyone, guard
from app.web.pages import page

blueprint = Blueprint("licences", __name__)


@blueprint.get("/licences")
@guard(anyone)
def show() -> Response:
    """By kind of activity; with `?day=` also the last day to file for something that opens then."""
    known = queries.licence_rules(active=True)
    opening = read_day(request.args.get("day"))
    return page(
        "licences/show.html",
        groups=_by_kind(known),
        opening=opening,
        last_days=queries.last_days_to_file(known, opening) if opening else {},
        asked=request.args.get("day", ""),
        words=words,
    )


def _by_kind(known: Sequence[LicenceRule]) -> list[tuple[str | None, list[LicenceRule]]]:
    """What concerns every kind comes last, under None."""
    groups: list[tuple[str | None, list[LicenceRule]]] = [
        (kind, [rule for rule in known if kind in rule.kinds]) for kind in rules.KINDS
    ]
    groups.append((None, [rule for rule in known if not rule.kinds]))
    return [(kind, found) for kind, found in groups if found]
