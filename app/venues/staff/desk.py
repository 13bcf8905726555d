"""What the Centre's screens of venues share."""

from flask import Blueprint, Flask

from app.venues import queries, words
from app.venues.models import Venue
from app.web.guard import found

blueprint = Blueprint("venues_staff", __name__, url_prefix="/desk/venues")


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(day_of_year=words.day_of_year, figure=words.figure)


def venue_of(slug: str) -> Venue:
    return found(queries.venue_by_slug(slug))
