"""What members made of the places in a year, and whose report is missing."""

from flask import Blueprint, request
from werkzeug.wrappers import Response

from app.accounts.rules import is_centre_staff
from app.bookings import queries
from app.core import clock
from app.spaces.queries import spaces_with
from app.web.fields import YEARS
from app.web.guard import guard
from app.web.pages import page

blueprint = Blueprint("uses_staff", __name__, url_prefix="/desk/uses")


@blueprint.get("")
@guard(is_centre_staff)
def index() -> Response:
    asked, this_year = request.args.get("year", ""), clock.today().year
    year = int(asked) if asked.isdecimal() and len(asked) == 4 and int(asked) in YEARS else this_year
    found = queries.years_of_use(year)
    spaces = spaces_with(found)
    return page(
        "bookings/uses.html",
        rows=sorted(((spaces[one], use) for one, use in found.items()), key=lambda row: row[0].name_vi),
        missing=queries.without_report(clock.now()),
        year=year,
        this_year=this_year,
        today=clock.today(),
    )
