"""For the control only: the app as a house without guards would run it. It looks whether the floor is free when the form
comes in, and by the time it writes believes what it saw."""

from datetime import date, time, timedelta

from flask import abort, request

from app import create_app
from app.bookings import conflicts
from app.core import clock
from app.core.timespan import Timespan, at
from app.venues.queries import venue_by_slug
from tests.bookings.race import _take_the_locks_off

_take_the_locks_off()
app = create_app()


@app.before_request
def look_before() -> None:
    if request.method != "POST" or "title_vi" not in request.form:
        return
    venue = venue_by_slug(request.form["venues"])
    begins = at(
        date.fromisoformat(request.form["day"]), time.fromisoformat(request.form["starts_at"]), clock.HOUSE_ZONE
    )
    if venue is None or conflicts.obstacles(
        conflicts.areas_of([venue]), Timespan(begins, begins + timedelta(minutes=5)), now=clock.now()
    ):
        abort(422)
