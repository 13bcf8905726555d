"""Taking closures and notices over from a file of somebody else's calendar."""

from collections.abc import Sequence

from flask import flash, redirect, request, url_for
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.accounts.rules import is_coordinator
from app.bookings import preview, queries, words
from app.bookings.forms.outside import CalendarFileForm, CalendarTakeForm, carried
from app.bookings.schedule import everywhere
from app.bookings.screens import chosen_of
from app.bookings.service import outside
from app.bookings.service.outside import OutsideCalendar
from app.bookings.staff.desk import blueprint
from app.core import clock
from app.core.ical_reading import OutsideEvent
from app.web.errors import say
from app.web.guard import actor, guard
from app.web.pages import page


@blueprint.route("/closures/import", methods=["GET", "POST"])
@guard(is_coordinator)
def import_closures() -> Response:
    """A file, then what it would change, then the change: each step sends the page to this address again."""
    return _take() if "events" in request.form else _file()


def _file() -> Response:
    venues = everywhere()
    form = CalendarFileForm()
    form.venues.offer(venues)
    if form.validate_on_submit() and (events := form.read()) is not None:
        calendar = form.calendar(chosen_of(venues, form.venues.data), events)
        shown = CalendarTakeForm(formdata=None)
        shown.venues.offer(venues)
        for name in ("source", "venues", "kind", "becomes"):
            shown[name].data = form[name].data
        return _previewed(shown, calendar, preview.consequences_of_taking_over(calendar, actor()))
    return page("bookings/outside_file.html", form=form, sources=queries.sources())


def _take() -> Response:
    venues = everywhere()
    form = CalendarTakeForm()
    form.venues.offer(venues)
    if not form.validate_on_submit() or (events := form.read()) is None:
        again = CalendarFileForm(formdata=None)
        again.venues.offer(venues)
        again.summary = [sentence for _field, sentence in form.error_list]
        return page("bookings/outside_file.html", form=again, sources=queries.sources())
    calendar = form.calendar(chosen_of(venues, form.venues.data), events)
    chosen = frozenset(form.take.data or [])
    told = preview.consequences_of_taking_over(calendar, actor(), chosen)
    count = sum(1 for one in told.lines if one.chosen)
    if form.fingerprint.data == told.fingerprint and form.attempt(
        lambda: outside.take_over(calendar, chosen, actor=actor(), fingerprint=told.fingerprint)
    ):
        flash(ngettext("Đã lấy vào %(num)d thay đổi.", "Đã lấy vào %(num)d thay đổi.", count))
        return redirect(url_for("bookings_staff.closures"))
    return _previewed(form, calendar, told, again=True)


def _previewed(
    form: CalendarTakeForm, calendar: OutsideCalendar, told: preview.CalendarShown, *, again: bool = False
) -> Response:
    form.events.data = carried(calendar.events)
    form.fingerprint.data = told.fingerprint
    return page(
        "bookings/outside_preview.html",
        form=form,
        told=told,
        calendar=calendar,
        again=again,
        letters=list(dict.fromkeys(letter.name for letter in told.told)),
        unread=_unread(calendar.events),
        over=sum(1 for event in calendar.events if event.span is not None and event.span.end <= clock.now()),
        say=say,
        zone=clock.HOUSE_ZONE,
        words=words,
    )


def _unread(events: Sequence[OutsideEvent]) -> list[OutsideEvent]:
    return [event for event in events if event.why]
