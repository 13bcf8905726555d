"""Another time or place: the Centre moves a booking there, or says no to a request and offers it instead."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.rules import is_coordinator
from app.bookings import preview, queries, rules, service, words
from app.bookings.forms import CounterForm, MoveForm
from app.bookings.preview import Consequences
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
    if not rules.can_move(actor(), booking, deciders=queries.deciders_of([booking])[booking.id], now=clock.now()):
        return _decide(public_id)
    form = MoveForm()
    form.venues.offer(everywhere())
    wished = False
    if not form.filled:
        form.show(booking)
        wished = form.wish(request.args)
    told = None
    if wished or form.validate_on_submit():
        target = _target(form)
        told = preview.consequences_of_moving(public_id, actor(), **target)
        if _is_agreed(form, told) and form.attempt(
            lambda: service.move_booking(booking_of(public_id), actor=actor(), **target, **_agreed(form)).public_id
        ):
            flash(_("Đã chuyển và báo cho người đặt."))
            return _decide(public_id)
    return _page("bookings/move.html", public_id, form, told, status=200 if wished else None)


@blueprint.route("/bookings/<public_id>/counter", methods=["GET", "POST"])
@guard(is_coordinator)
def counter(public_id: str) -> Response:
    """First shows what the offer would meet; sent again with that fingerprint, it declines and offers."""
    booking = booking_of(public_id)
    if not rules.can_decide(actor(), booking, deciders=queries.deciders_of([booking])[booking.id], now=clock.now()):
        return _decide(public_id)
    form = CounterForm()
    form.venues.offer(everywhere())
    if not form.filled:
        form.show(booking)
    told = None
    if form.validate_on_submit():
        target = _target(form)
        told = preview.consequences_of_countering(public_id, actor(), **target)
        if _is_agreed(form, told) and form.attempt(
            lambda: (
                service.counter_offer(
                    booking_of(public_id), actor=actor(), reason=form.reason.data or "", **target, **_agreed(form)
                ).public_id
            )
        ):
            flash(_("Đã từ chối và mời giờ khác. Người đặt nhận thư để trả lời."))
            return _decide(form.outcome)
    return _page("bookings/counter.html", public_id, form, told)


def _decide(public_id: Any) -> Response:
    return redirect(url_for("bookings_staff.decide", public_id=public_id))


def _target(form: MoveForm) -> dict[str, Any]:
    venues = chosen_of(everywhere(), form.venues.data)
    return {
        "public": form.read_span(venues[0].zone),
        "venue_ids": tuple(venue.id for venue in venues),
        "setup": form.read_phase("setup"),
        "strike": form.read_phase("strike"),
    }


def _is_agreed(form: MoveForm, told: Consequences) -> bool:
    """Whether somebody has sent what they were shown; says at the field why it cannot be."""
    if told.refusal is not None:
        form.refuse(told.refusal)
        return False
    return was_sent() and form.fingerprint.data == told.fingerprint


def _agreed(form: MoveForm) -> dict[str, Any]:
    return {"soft_note": form.soft_note.data or "", "fingerprint": form.fingerprint.data or ""}


def _page(
    template: str, public_id: str, form: MoveForm, told: Consequences | None, *, status: int | None = None
) -> Response:
    form.fingerprint.data = told.fingerprint if told is not None else ""
    booking = booking_of(public_id)
    chosen = chosen_of(everywhere(), form.venues.data) or list(booking.venues)
    return page(
        template,
        form=form,
        status=status,
        booking=booking,
        zone=booking.venues[0].zone,
        told=told,
        ready=told is not None and told.refusal is None,
        letters=letters_of(told),
        table=table_of_day(relatives_of(chosen), form.day.data or clock.today(), depth="staff"),
        words=words,
    )
