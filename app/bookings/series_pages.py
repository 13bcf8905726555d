"""A series that stands, for its host."""

from collections.abc import Sequence

from flask import Blueprint, Flask, flash, redirect, request, url_for
from flask_babel import ngettext
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from app.accounts.rules import is_coordinator, signed_in
from app.bookings import queries, rules, service, words
from app.bookings.forms import DatesForm
from app.bookings.models import Booking, BookingStatus
from app.bookings.screens import status_of
from app.core import clock
from app.web.errors import say
from app.web.forms import BaseForm
from app.web.guard import actor, guard
from app.web.pages import page


def init_app(app: Flask) -> None:
    app.jinja_env.globals["say"] = say


def series_for(public_id: str) -> Sequence[Booking]:
    """Everything of a series that the actor may see; nobody else learns that there is one."""
    bookings = queries.of_series(actor(), public_id)
    if not bookings:
        raise NotFound
    return bookings


def tally(bookings: Sequence[Booking]) -> list[tuple[str, int]]:
    """How many are in which state, in the order of the states."""
    states = [status_of(booking) for booking in bookings]
    return [(status, states.count(status)) for status in BookingStatus if status in states]


def route(blueprint: Blueprint) -> None:
    @blueprint.get("/my/bookings/series/<public_id>")
    @guard(signed_in)
    def series(public_id: str) -> Response:
        if is_coordinator(actor()):
            return redirect(url_for("bookings_staff.series", public_id=public_id))
        return _series_page(public_id, DatesForm())

    @blueprint.post("/my/bookings/series/<public_id>")
    @guard(signed_in)
    def series_act(public_id: str) -> Response:
        form = DatesForm()
        wanting = request.form.get("then")
        if form.validate_on_submit() and form.attempt(lambda: _act(public_id, form, wanting)):
            count = form.outcome
            if wanting == "accept":
                flash(ngettext("Bạn đã nhận %(num)d buổi.", "Bạn đã nhận %(num)d buổi.", count))
            else:
                flash(ngettext("Đã huỷ %(num)d buổi.", "Đã huỷ %(num)d buổi.", count))
            return redirect(url_for("bookings.series", public_id=public_id))
        return _series_page(public_id, form)


def _act(public_id: str, form: DatesForm, wanting: str | None) -> int:
    bookings = series_for(public_id)
    picked = [booking for booking in bookings if booking.public_id in (form.picked.data or ())]
    if wanting == "accept":
        return len(service.accept_dates(picked, actor=actor()))
    if wanting == "rest":
        picked = _can_give_up(bookings)
    return len(service.cancel_dates(picked, actor=actor(), reason=form.reason.data or ""))


def _can_give_up(bookings: Sequence[Booking]) -> list[Booking]:
    now = clock.now()
    open_still = {*rules.LIVE, BookingStatus.WAITLISTED, BookingStatus.OFFERED}
    return [
        b
        for b in bookings
        if status_of(b) in open_still and b.public_starts_at > now and not rules.is_late_to_cancel(b, now=now)
    ]


def _series_page(public_id: str, form: BaseForm) -> Response:
    bookings = series_for(public_id)
    open_ones = _can_give_up(bookings)
    return page(
        "bookings/series.html",
        form=form,
        bookings=bookings,
        first=bookings[0],
        zone=bookings[0].venues[0].zone,
        tally=tally(bookings),
        open_ids={b.id for b in open_ones},
        offered=[b for b in open_ones if status_of(b) == BookingStatus.OFFERED],
        status_of=status_of,
        words=words,
    )
