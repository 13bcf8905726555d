from flask import Blueprint
from werkzeug.wrappers import Response

from app.criteria import queries
from app.criteria.words import name_kinds
from app.web.guard import anyone, guard
from app.web.pages import page

blueprint = Blueprint("criteria", __name__)


@blueprint.get("/criteria")
@guard(anyone)
def show() -> Response:
    current = queries.current_set()
    definition = queries.definition_of(current) if current else None
    return page("criteria/show.html", criteria_set=current, definition=definition, name_kinds=name_kinds)
