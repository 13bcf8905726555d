"""A series before it is asked for: every date with what is in its way, and what its host would have instead."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import request, url_for
from flask_babel import gettext as _
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from app.bookings import finder, preview, queries, service, words
from app.bookings.forms import BookingForm
from app.bookings.rules import BookingRequest
from app.bookings.rules.series import Occasion, days_of_series, last_day_of_series, occasion_on
from app.bookings.schedule import everywhere, floor_of
from app.bookings.service.series import Date, Fare
from app.core.errors import DomainError
from app.core.timespan import Timespan
from app.venues.models import Venue
from app.web.fields import YEARS
from app.web.guard import actor
from app.web.pages import page
from app.workdays.queries import special_days

TAKEN = {"booking.taken", "booking.just_taken"}
SHOWN_TIMES, SHOWN_PLACES = 2, 2
ASK, WAIT, DROP, AT, IN = "ask", "wait", "drop", "at:", "in:"


@dataclass(frozen=True)
class Row:
    """A date on the page. `choice` is what is ticked, `changed` that it fares otherwise than it was shown."""

    day: date
    asked: BookingRequest
    plain: Fare
    chosen: Fare | None
    choice: str
    instead: finder.Instead
    changed: bool

    @property
    def name(self) -> str:
        return f"on-{self.day.isoformat()}"

    @property
    def may_wait(self) -> bool:
        return self.plain.refusal is not None and self.plain.refusal.code in TAKEN

    @property
    def times(self) -> list[tuple[str, Timespan]]:
        """Other times, each with the value of its choice; also the one chosen that is offered no more."""
        spans = [*self.instead.same_day[:SHOWN_TIMES], *self.instead.other_days[:1]]
        named = {f"{AT}{span.start.astimezone(UTC):%Y-%m-%dT%H:%M}": span for span in spans}
        moved = moved_to(self.choice, self.asked.public)
        if moved is not None:
            named.setdefault(self.choice, moved)
        return list(named.items())

    @property
    def places(self) -> list[tuple[str, Venue]]:
        return [(f"{IN}{venue.slug}", venue) for venue in self.instead.places[:SHOWN_PLACES]]


def dates_page(form: BookingForm, asked: BookingRequest, *, staff: bool) -> Response | None:
    """The list of dates, or the way on once they are asked for; None where the form has to be mended first."""
    venues = [venue for venue in everywhere() if venue.open_to_bookings]
    zone = next(venue.zone for venue in venues if venue.id in asked.venue_ids)
    try:
        days = _days(form, asked.public.start.astimezone(zone).date())
    except DomainError as refusal:
        form.refuse(refusal)
        return None
    sent = request.form.get("then") == "series"
    wanted = [replace(asked, public=occasion_on(day, asked.public, zone)) for day in days]
    choices = [_sent_choice(day) if sent else None for day in days]
    dates = [
        Date(Occasion(one), _occasion(choice or ASK, one, venues))
        for one, choice in zip(wanted, choices, strict=True)
    ]
    if sent and queries.by_request_keys(actor().id, [f"{form.key.data}:0"]):  # sent before: the first stands
        again = [date.chosen for date in dates if date.chosen is not None]
        if form.attempt(lambda: _send(again, form.key.data or "")):
            return redirect(_address(form.outcome))
    try:
        fares = preview.fares_of(dates, actor())
    except DomainError as refusal:  # what every date shares: whoever asks may not
        form.refuse(refusal)
        return None
    rows = _rows(days, wanted, fares, choices, zone)
    if sent and not any(row.changed or (row.chosen and row.chosen.refusal) for row in rows):
        occasions = [
            replace(date.chosen, expects=row.chosen.status)
            for date, row in zip(dates, rows, strict=True)
            if date.chosen is not None and row.chosen is not None
        ]
        if form.attempt(lambda: _send(occasions, form.key.data or "")):
            return redirect(_address(form.outcome))
    elif sent:
        form.summary.append(_("Có buổi chưa gửi được như bạn chọn, hoặc vừa thay đổi. Bạn xem lại các buổi có dấu."))
    return page(
        "bookings/dates.html",
        form=form,
        rows=rows,
        zone=zone,
        staff=staff,
        venues=[venue for venue in venues if venue.id in asked.venue_ids],
        typed=[(name, value) for name, value in request.form.items(multi=True) if name in form and name != "key"],
        words=words,
    )


def _days(form: BookingForm, first: date) -> list[date]:
    repeat = form.read_repeat()
    off = special_days(first, last_day_of_series(repeat, first)) if form.skip_days_off.data else ()
    return days_of_series(repeat, first, {one.day for one in off if not one.works})


def _sent_choice(day: date) -> str:
    return request.form.get(f"on-{day.isoformat()}", ASK)


def _occasion(choice: str, asked: BookingRequest, venues: Sequence[Venue]) -> Occasion | None:
    """What cannot be read is asked for as it was."""
    if choice == DROP:
        return None
    if choice == WAIT:
        return Occasion(asked, waits=True)
    moved = moved_to(choice, asked.public)
    if moved is not None:
        return Occasion(replace(asked, public=moved))
    there = next((venue for venue in venues if choice == f"{IN}{venue.slug}"), None)
    return Occasion(asked if there is None else replace(asked, venue_ids=(there.id,)))


def moved_to(choice: str, public: Timespan) -> Timespan | None:
    if not choice.startswith(AT):
        return None
    try:
        start = datetime.strptime(choice.removeprefix(AT), "%Y-%m-%dT%H:%M").replace(tzinfo=UTC)
    except ValueError:
        return None
    return Timespan(start, start + public.length) if start.year in YEARS else None


def _rows(
    days: Sequence[date],
    wanted: Sequence[BookingRequest],
    fares: Sequence[tuple[Fare, Fare | None]],
    choices: Sequence[str | None],
    zone: ZoneInfo,
) -> list[Row]:
    instead = _instead([one for one, (plain, _chosen) in zip(wanted, fares, strict=True) if plain.refusal], zone)
    rows = []
    for day, one, (plain, chosen), choice in zip(days, wanted, fares, choices, strict=True):
        seen = request.form.get(f"seen-{day.isoformat()}")
        changed = choice is not None and seen != plain.key
        row = Row(day, one, plain, chosen, choice or ASK, instead(one), changed)
        if choice is None and plain.refusal is not None:
            row = replace(row, choice=WAIT if row.may_wait else DROP)
        rows.append(row)
    return rows


def _instead(refused: Sequence[BookingRequest], zone: ZoneInfo) -> Callable[[BookingRequest], finder.Instead]:
    """One look at the floor for all the dates that need it."""
    if not refused:
        return lambda _asked: finder.Instead()
    days = sorted({day for one in refused for day in finder.days_needed(one, zone)})
    floor, needing = floor_of(everywhere(), days), {one.public for one in refused}
    return lambda asked: finder.instead(asked, floor) if asked.public in needing else finder.Instead()


def _send(occasions: Sequence[Occasion], key: str) -> tuple[str, str]:
    made = service.request_series(occasions, actor=actor(), key=key)
    return made[0].series_id or "", made[0].public_id


def _address(made: Any) -> str:
    series_id, public_id = made
    if series_id:
        return url_for("bookings.series", public_id=series_id)
    return url_for("bookings.show", public_id=public_id)
