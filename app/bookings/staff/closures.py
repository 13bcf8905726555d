"""Shutting venues for a while."""

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.rules import is_coordinator
from app.bookings import preview, queries, service
from app.bookings.forms import ClosureForm
from app.bookings.models import Closure
from app.bookings.schedule import everywhere
from app.bookings.screens import chosen_of
from app.bookings.staff.desk import blueprint, letters_of
from app.core import clock
from app.core.timespan import Timespan
from app.web.forms import BaseForm
from app.web.guard import actor, found, guard
from app.web.pages import page


@blueprint.get("/closures")
@guard(is_coordinator)
def closures() -> Response:
    return _closures_page(BaseForm(formdata=None))


def _closures_page(form: BaseForm) -> Response:
    return page("bookings/closures.html", form=form, closures=queries.standing_closures(clock.now()), now=clock.now())


@blueprint.route("/closures/new", methods=["GET", "POST"])
@guard(is_coordinator)
def close() -> Response:
    """First shows who would be displaced; sent again with that fingerprint, it closes."""
    venues = everywhere()
    form = ClosureForm()
    form.venues.offer(venues)
    if not form.filled:
        form.suggest()
    told, span = None, None
    if form.validate_on_submit():
        chosen = chosen_of(venues, form.venues.data)
        ids, span, seen = tuple(venue.id for venue in chosen), form.read_span(chosen[0].zone), form.fingerprint.data
        told = preview.consequences_of_closing(actor(), venue_ids=ids, span=span, title_vi=form.title_vi.data or "")
        if told.refusal is not None:
            form.refuse(told.refusal)
        elif seen == told.fingerprint and form.attempt(lambda: _close(form, ids, span)):
            flash(_("Đã đóng cửa và báo cho những người bị ảnh hưởng."))
            return redirect(url_for("bookings_staff.closures"))
    form.fingerprint.data = told.fingerprint if told is not None else ""
    return page(
        "bookings/close.html", form=form, told=told, letters=letters_of(told), span_asked=span, zone=clock.HOUSE_ZONE
    )


def _close(form: ClosureForm, venue_ids: tuple[int, ...], span: Timespan) -> Closure:
    return service.close_venues(
        actor=actor(),
        venue_ids=venue_ids,
        span=span,
        title_vi=form.title_vi.data or "",
        title_en=form.title_en.data or None,
        fingerprint=form.fingerprint.data or "",
    )


@blueprint.post("/closures/<public_id>/lift")
@guard(is_coordinator)
def lift(public_id: str) -> Response:
    form = BaseForm()
    if form.validate_on_submit() and form.attempt(
        lambda: service.lift_closure(found(queries.closure_by_public_id(public_id)), actor=actor())
    ):
        flash(_("Đã mở cửa lại. Địa điểm nhận đặt chỗ ngay từ bây giờ."))
        return redirect(url_for("bookings_staff.closures"))
    return _closures_page(form)
