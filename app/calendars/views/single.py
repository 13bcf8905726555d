"""One public event as a file, and the ways into the calendars people have."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import request
from werkzeug.wrappers import Response

from app.bookings import calendar_entry
from app.bookings.models import Booking
from app.bookings.queries import public_booking
from app.calendars import adding
from app.calendars.pieces import events
from app.calendars.views.answers import site
from app.calendars.views.feeds import blueprint
from app.calendars.views.offers import feed_url
from app.core.ical import Entry, etag, event_bytes
from app.events.models import Event, EventDate
from app.events.queries import own_date_shown, pages_of
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
    one: Any = found(_open_to_all(public_id))
    language = request.args.get("lang", "vi")
    language = language if language in LANGUAGES else "vi"
    body = event_bytes(_entry(one, language), prodid=f"-//Cau Kinh//{value('site.name')}//{language.upper()}")
    told = Response(body, content_type="text/calendar; charset=utf-8")
    told.headers["Content-Disposition"] = f'attachment; filename="{public_id_of(one)}.ics"'
    told.headers["Cache-Control"] = "public, max-age=300"
    told.headers["X-Robots-Tag"] = "noindex"
    told.set_etag(etag(body))
    return told.make_conditional(request)


def _open_to_all(public_id: str) -> Booking | EventDate | None:
    """A booking by its id, a date that is none by its own."""
    return public_booking(public_id) or own_date_shown(public_id)


def public_id_of(one: Booking | EventDate) -> str:
    return one.public_id if isinstance(one, Booking) else one.uuid


@blueprint.app_template_global("calendar_copy_of")
def copy_of(one: Booking | EventDate, event: Event | None = None) -> Copy:
    """`event` is the page of a booking that has one: asked of whoever shows many dates, so nothing is asked here."""
    entry = _told(one, locale(), event, {})
    return Copy(
        href=feed_url("calendars.single", public_id=public_id_of(one)),
        google=adding.google_link(entry),
        outlook=adding.outlook_link(entry),
    )


def _entry(one: Booking | EventDate, language: str) -> Entry:
    if isinstance(one, EventDate):
        return _told(one, language, None, _changed({f"words:space:{one.event.space_id}"}))
    return _told(one, language, pages_of([one.id]).get(one.id), _changed(set(calendar_entry.topics(one))))


def _told(one: Booking | EventDate, language: str, event: Event | None, changed: Mapping[str, datetime]) -> Entry:
    here = site()
    around = calendar_entry.surroundings(language, site_url=here.url, uid_domain=here.uid_domain, page="events")
    if isinstance(one, EventDate):
        return events.entry(one, around, changed)
    told = calendar_entry.entry(one, around, changed)
    return told if event is None else events.with_page(told, event, around, calendar_entry.host_of(one, around))


def _changed(topics: Collection[str]) -> dict[str, datetime]:
    return {known.topic: known.changed_at for known in revisions.of(sorted(topics))}
