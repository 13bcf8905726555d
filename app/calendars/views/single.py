"""One public event as a file, and the ways into the calendars people have."""

from dataclasses import dataclass

from flask import request
from werkzeug.wrappers import Response

from app.bookings import calendar_entry
from app.bookings.models import Booking
from app.bookings.queries import public_booking
from app.calendars import adding
from app.calendars.views.answers import site
from app.calendars.views.feeds import blueprint
from app.calendars.views.offers import feed_url
from app.core.ical import Entry, etag, event_bytes
from app.revisions import queries as revisions
from app.settings.queries import value
from app.web.guard import anyone, found, guard
from app.web.language import LANGUAGES, locale


@dataclass(frozen=True)
class Copy:
    """Ways to take an event along. A copy knows nothing of later changes."""

    href: str
    google: str
    outlook: str


@blueprint.get("/events/<public_id>.ics")
@guard(anyone)
def single(public_id: str) -> Response:
    """Under the UID it has in every feed, so that a reader who has both knows them for one. What was called off
    says so."""
    booking: Booking = found(public_booking(public_id))
    language = request.args.get("lang", "vi")
    language = language if language in LANGUAGES else "vi"
    body = event_bytes(_entry(booking, language), prodid=f"-//Cau Kinh//{value('site.name')}//{language.upper()}")
    told = Response(body, content_type="text/calendar; charset=utf-8")
    told.headers["Content-Disposition"] = f'attachment; filename="{booking.public_id}.ics"'
    told.headers["Cache-Control"] = "public, max-age=300"
    told.headers["X-Robots-Tag"] = "noindex"
    told.set_etag(etag(body))
    return told.make_conditional(request)


@blueprint.app_template_global("calendar_copy_of")
def copy_of(booking: Booking) -> Copy:
    entry = _entry(booking, locale())
    return Copy(
        href=feed_url("calendars.single", public_id=booking.public_id),
        google=adding.google_link(entry),
        outlook=adding.outlook_link(entry),
    )


def _entry(booking: Booking, language: str) -> Entry:
    here = site()
    around = calendar_entry.surroundings(language, site_url=here.url, uid_domain=here.uid_domain, page="events")
    changed = {one.topic: one.changed_at for one in revisions.of(sorted(set(calendar_entry.topics(booking))))}
    return calendar_entry.entry(booking, around, changed)
