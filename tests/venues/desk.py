"""What the tests of the Centre's screens of venues ask again and again."""

from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from app.venues import queries
from app.venues.models import Venue
from tests.web.browserless import forms_of

HERE = "/desk/venues/cau-kinh"


def the_venue(slug: str = "cau-kinh") -> Venue:
    venue = queries.venue_by_slug(slug)
    assert venue is not None
    return venue


def stored(app: Flask, *names: str) -> list[Any]:
    with app.app_context():
        return [getattr(the_venue(), name) for name in names]


def form_on(client: FlaskClient, page: str) -> Any:
    return next(f.fields.copy() for f in forms_of(client.get(page).text) if f.action in {"", page})
