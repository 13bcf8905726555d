"""How reviewers score beside each other."""

from fractions import Fraction

from flask import Blueprint, request
from werkzeug.wrappers import Response

from app.accounts.rules import is_centre_staff
from app.criteria.queries import definition_of
from app.evaluations import calibration, queries
from app.web.guard import actor, guard
from app.web.pages import page

blueprint = Blueprint("calibration", __name__, url_prefix="/desk/calibration")


@blueprint.get("")
@guard(is_centre_staff)
def show() -> Response:
    sets = queries.scored_sets(actor())
    chosen = next((one for one in sets if one.public_id == request.args.get("set")), sets[0] if sets else None)
    if chosen is None:
        return page("evaluations/calibration.html", chosen=None)
    calls = queries.scored_calls(actor(), chosen)
    call = next((one for one in calls if one.public_id == request.args.get("call")), None)
    sheets, names = queries.marks_by(actor(), chosen, call)
    definition = definition_of(chosen)
    drifts = calibration.drifts(sheets, definition)
    return page(
        "evaluations/calibration.html",
        sets=sets,
        chosen=chosen,
        calls=calls,
        call=call,
        definition=definition,
        drifts=[one for one in drifts if one.mean is not None],
        too_few=sum(one.mean is None for one in drifts),
        gaps=calibration.gaps(sheets, definition),
        names=names,
        fewest=calibration.FEWEST,
        reach=max((abs(one.mean) for one in drifts if one.mean is not None), default=Fraction(0)) + 1,
    )
