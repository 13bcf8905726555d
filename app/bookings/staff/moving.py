"""Another time or place."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.rules import is_coordinator
from app.bookings import preview, queries, rules, service, words
from app.bookings.forms import MoveForm
from app.bookings.schedule import everywhere, relatives_of, table_of_day
from app.bookings.screens import chosen_of
from app.bookings.staff.desk import blueprint, booking_of, letters_of
from app.core import clock
from app.web.forms import was_sent
from app.web.guard import actor, guard
from app.web.pages import page


@blueprint.route("/bookings/<public_id>/move", methods=["GET", "POST"])
@guard(is_coordinator)
def move(public_id: str) -> Response:
    """First shows what moving would meet; sent again with that fingerprint, it moves. An address may say what is wished,
    as the board does: then that is shown at once. Opening it moves nothing."""
    booking = booking_of(public_id)
    deciders = queries.deciders_of([booking])[booking.id]
    if not rules.can_move(actor(), booking, deciders=deciders, now=clock.now()):
        return redirect(url_for("bookings_staff.decide", public_id=public_id))
    venues = everywhere()
    form = MoveForm()
    form.venues.offer(venues)
    wished = False
    if not form.filled:
        form.show(booking)
        wished = form.wish(request.args)
    told = None
    if wished or form.validate_on_submit():
        target = _target(form, chosen_of(venues, form.venues.data))
        seen = form.fingerprint.data
        told = preview.consequences_of_moving(public_id, actor(), **target)
        if told.refusal is not None:
            form.refuse(told.refusal)
        elif was_sent() and seen == told.fingerprint and form.attempt(lambda: _move(public_id, form, target)):
            flash(_("Đã chuyển và báo cho người đặt."))
            return redirect(url_for("bookings_staff.decide", public_id=public_id))
    form.fingerprint.data = told.fingerprint if told is not None else ""
    booking = booking_of(public_id)
    chosen = chosen_of(everywhere(), form.venues.data) or list(booking.venues)
    return page(
        "bookings/move.html",
        form=form,
        status=200 if wished else None,
        booking=booking,
        zone=booking.venues[0].zone,
        told=told,
        letters=letters_of(told),
        table=table_of_day(relatives_of(chosen), form.day.data or clock.today(), depth="staff"),
        words=words,
    )


def _target(form: MoveForm, venues: list[Any]) -> dict[str, Any]:
    return {
        "public": form.read_span(venues[0].zone),
        "venue_ids": tuple(venue.id for venue in venues),
        "setup": form.read_phase("setup"),
        "strike": form.read_phase("strike"),
    }


def _move(public_id: str, form: MoveForm, target: dict[str, Any]) -> None:
    service.move_booking(
        booking_of(public_id),
        actor=actor(),
        soft_note=form.soft_note.data or "",
        fingerprint=form.fingerprint.data or "",
        **target,
    )
