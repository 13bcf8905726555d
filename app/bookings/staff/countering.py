"""No to what was asked, and another time or place instead."""

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.rules import is_coordinator
from app.bookings import preview, queries, rules, service, words
from app.bookings.forms import CounterForm
from app.bookings.schedule import everywhere, relatives_of, table_of_day
from app.bookings.screens import chosen_of
from app.bookings.staff.desk import blueprint, booking_of, letters_of
from app.core import clock
from app.web.guard import actor, guard
from app.web.pages import page


@blueprint.route("/bookings/<public_id>/counter", methods=["GET", "POST"])
@guard(is_coordinator)
def counter(public_id: str) -> Response:
    """First shows what the offer would meet; sent again with that fingerprint, it declines and offers."""
    booking = booking_of(public_id)
    deciders = queries.deciders_of([booking])[booking.id]
    if not rules.can_decide(actor(), booking, deciders=deciders, now=clock.now()):
        return redirect(url_for("bookings_staff.decide", public_id=public_id))
    form = CounterForm()
    form.venues.offer(everywhere())
    if not form.filled:
        form.show(booking)
    told = None
    if form.validate_on_submit():
        target = _target(form, chosen_of(everywhere(), form.venues.data))
        seen = form.fingerprint.data
        told = preview.consequences_of_countering(public_id, actor(), **target)
        if told.refusal is not None:
            form.refuse(told.refusal)
        elif seen == told.fingerprint and form.attempt(lambda: _counter(public_id, form, target)):
            flash(_("Đã từ chối và mời giờ khác. Người đặt nhận thư để trả lời."))
            return redirect(url_for("bookings_staff.decide", public_id=form.outcome))
    form.fingerprint.data = told.fingerprint if told is not None else ""
    booking = booking_of(public_id)
    chosen = chosen_of(everywhere(), form.venues.data) or list(booking.venues)
    return page(
        "bookings/counter.html",
        form=form,
        booking=booking,
        zone=booking.venues[0].zone,
        told=told,
        letters=letters_of(told),
        table=table_of_day(relatives_of(chosen), form.day.data or clock.today(), depth="staff"),
        words=words,
    )


def _target(form: CounterForm, venues: list[Any]) -> dict[str, Any]:
    return {
        "public": form.read_span(venues[0].zone),
        "venue_ids": tuple(venue.id for venue in venues),
        "setup": form.read_phase("setup"),
        "strike": form.read_phase("strike"),
    }


def _counter(public_id: str, form: CounterForm, target: dict[str, Any]) -> str:
    return service.counter_offer(
        booking_of(public_id),
        actor=actor(),
        reason=form.reason.data or "",
        soft_note=form.soft_note.data or "",
        fingerprint=form.fingerprint.data or "",
        **target,
    ).public_id
