"""Which calls are open, and what each asks: for everybody."""

from flask import Blueprint
from werkzeug.wrappers import Response

from app.applications import queries
from app.core import clock
from app.criteria.queries import definition_of
from app.web.guard import anyone, guard
from app.web.pages import page

blueprint = Blueprint("calls", __name__)


@blueprint.get("/calls")
@guard(anyone)
def show() -> Response:
    today = clock.today()
    calls, coming = queries.open_calls(today), queries.coming_calls(today)
    return page(
        "applications/open_calls.html",
        calls=calls,
        coming=coming,
        today=today,
        definitions={one.criteria_set_id: definition_of(one.criteria_set) for one in [*calls, *coming]},
    )
