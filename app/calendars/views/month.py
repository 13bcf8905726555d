"""A month of public events as a PDF for the wall."""

import hashlib
import json
import re
from datetime import date, timedelta
from math import ceil

from flask import abort, current_app, request, url_for
from flask_babel import force_locale
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response

from app.calendars import month_sheet
from app.calendars.contents import contents
from app.calendars.definition import Definition, Kind
from app.calendars.views.answers import site
from app.calendars.views.feeds import blueprint
from app.core import clock
from app.core.db import db
from app.core.text import pick
from app.papers import at_once
from app.papers.service import month_pdf
from app.settings.queries import value
from app.venues.models import Venue
from app.venues.queries import venue_by_slug
from app.web.guard import anyone, found, guard
from app.web.language import LANGUAGES, locale
from app.web.pace import keep_pace

PRINTED, WITHIN = 10, timedelta(minutes=1)

blueprint.record(lambda setup: setup.app.extensions.update(press=at_once.Press()))


@blueprint.get("/month/<month>.pdf")
@guard(anyone)
def month(month: str) -> Response:
    """Beside an address that a reader may send on, a paper: so the language is in the address, as it is for feeds."""
    first, today = _first_of(month), clock.today()
    slug, language = request.args.get("venue", ""), request.args.get("lang", "vi")
    venue = found(venue_by_slug(slug)) if slug else None
    language = language if language in LANGUAGES else "vi"
    asked = Definition(
        kind=Kind.VENUE if venue else Kind.PUBLIC,
        venue_id=venue.id if venue else None,
        language=language,
        past_days=(today - first).days,  # below nothing for a month to come: what stands before it is not looked up
        future_days=(month_sheet.last_day(first) - today).days,
        with_cancelled=False,
    )
    with force_locale(language):
        said = month_sheet.sheet(
            contents(asked, today=today, site=site()).entries(),
            first,
            language=language,
            place=pick(venue, "name", language) if venue else value(f"network.name_{language}"),
            issuer=value(f"centre.name_{language}"),
            address=site().url + url_for("site.events", venue=slug or None),
            today=today,
        )
    answer = Response(_printed(said, today), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{"-".join(filter(None, (slug, month)))}.pdf"'
    answer.headers["Cache-Control"] = "public, max-age=300"
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.set_etag(hashlib.sha256(answer.get_data()).hexdigest()[:32])
    return answer.make_conditional(request)


def _first_of(month: str) -> date:
    """The month's first day, where it is one and near enough for anything to be known of it."""
    if not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", month) or month.startswith("0000"):
        abort(404)
    first = date(int(month[:4]), int(month[5:]), 1)
    if abs(month_sheet.months_from(clock.today(), first)) > month_sheet.REACH:
        abort(404)
    return first


def _printed(said: dict[str, object], today: date) -> bytes:
    """Printed once for as long as it says the same; the press takes a good part of a second."""
    press: at_once.Press = current_app.extensions["press"]
    key = hashlib.sha256(json.dumps([said, today.isoformat()], ensure_ascii=False).encode()).hexdigest()
    kept = press.kept(key)
    if kept is not None:
        return kept
    keep_pace("month-pdf", allowed=PRINTED, within=WITHIN)
    db.session.rollback()  # no transaction may be open while the press runs
    try:
        return press.print(key, lambda: month_pdf(said, dated=today))
    except at_once.BusyError:
        raise TooManyRequests(retry_after=ceil(at_once.PATIENCE)) from None


@blueprint.app_template_global("month_pdf_of")
def month_pdf_of(day: date | None = None, venue: Venue | None = None) -> str | None:
    """The address of the sheet that holds a day, today unless said, in the reader's language; None too far away."""
    day = day or clock.today()
    if abs(month_sheet.months_from(clock.today(), day)) > month_sheet.REACH:
        return None
    language = "en" if locale() == "en" else None
    return url_for("calendars.month", month=f"{day:%Y-%m}", venue=venue.slug if venue else None, lang=language)
