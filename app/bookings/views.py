from collections.abc import Iterable, Sequence
from datetime import timedelta
from urllib.parse import urlencode

from flask import Blueprint, Flask, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.rules import is_coordinator, signed_in
from app.bookings import (
    after,
    measures,
    queries,
    rules,
    series_pages,
    service,
    term_words,
    words,
)
from app.bookings.agreement_screens import blueprint as agreements_blueprint
from app.bookings.agreement_screens import desk_blueprint as agreements_desk
from app.bookings.agreement_screens import init_app as show_agreements
from app.bookings.change_screens import blueprint as changes_blueprint
from app.bookings.change_screens import init_app as show_changes
from app.bookings.forms import (
    CancelForm,
    TurnDownForm,
)
from app.bookings.in_line import in_line, places
from app.bookings.licences import licences_of
from app.bookings.models import Booking, BookingStatus, Closure
from app.bookings.next_door import next_door
from app.bookings.paper_screens import blueprint as papers_blueprint
from app.bookings.paper_screens import init_app as show_papers
from app.bookings.schedule import everywhere, table_of_day
from app.bookings.screens import asked_day, find_page, history_of, month_page, request_page, status_of
from app.core import clock
from app.core.text import pick
from app.core.timespan import Timespan
from app.spaces.queries import spaces_of, team_space_ids
from app.venues.models import Venue
from app.venues.terms import cancel_closes_at
from app.web.forms import BaseForm
from app.web.guard import actor, anyone, found, guard
from app.web.language import locale
from app.web.pages import page

blueprint = Blueprint("bookings", __name__)
series_pages.route(blueprint)
__all__ = [
    "after_use",
    "agreements_blueprint",
    "agreements_desk",
    "blueprint",
    "changes_blueprint",
    "papers_blueprint",
]
after_use = after.blueprint


def init_app(app: Flask) -> None:
    app.jinja_env.filters["venue_names"] = _venue_names
    show_papers(app)
    series_pages.init_app(app)
    show_changes(app)
    app.jinja_env.globals["breach_line"] = term_words.breach_line
    app.jinja_env.globals["quota_line"] = term_words.quota_line
    show_agreements(app)
    app.jinja_env.globals["one_day"] = timedelta(days=1)
    # For pages of features below, which link up here already: what a change of standing would touch.
    app.jinja_env.globals["closures_announced"] = _announced
    app.jinja_env.globals["bookings_ahead"] = queries.count_ahead


def _announced(venues: Iterable[Venue] | None = None, span: Timespan | None = None) -> Sequence[Closure]:
    """For the site's pages: of all places, or of these at this time."""
    ids = None if venues is None else [venue.id for venue in venues]
    return queries.announced_closures(clock.now(), ids, span)


def _venue_names(venues: Iterable[Venue]) -> str:
    return "; ".join(pick(venue, "name", locale()) for venue in venues)


@blueprint.get("/my/bookings")
@guard(signed_in)
def mine() -> Response:
    now, bookings = clock.now(), queries.mine(actor())
    offered = [b for b in bookings if status_of(b) == BookingStatus.OFFERED]
    waiting = [b for b in bookings if status_of(b) == BookingStatus.WAITLISTED]
    coming = [b for b in bookings if b.status in rules.LIVE and b.public_ends_at > now and b not in offered]
    return page(
        "bookings/mine.html",
        offered=sorted(offered, key=lambda b: (b.hold_expires_at, b.id)),
        waiting=sorted(waiting, key=lambda b: (b.public_starts_at, b.id)),
        places=places() if waiting else {},
        coming=sorted(coming, key=lambda b: (b.public_starts_at, b.id)),
        past=[b for b in bookings if b not in [*offered, *waiting, *coming]],
        has_space=bool(team_space_ids(actor())),
        wishes=queries.awaiting_change(coming, now),
        lapses={one.booking.id: one for one in queries.lapsed_among(coming)},
        status_of=status_of,
        words=words,
    )


@blueprint.route("/bookings/new", methods=["GET", "POST"])
@guard(signed_in)
def new() -> Response:
    if is_coordinator(actor()) and request.method == "GET":
        wishes = urlencode(list(request.args.items(multi=True)))
        return redirect(url_for("bookings_staff.new") + (f"?{wishes}" if wishes else ""))
    return request_page(spaces_of(actor()), template="bookings/new.html")


@blueprint.get("/bookings/find")
@guard(anyone)
def find() -> Response:
    return find_page()


@blueprint.get("/bookings/<public_id>")
@guard(signed_in)
def show(public_id: str) -> Response:
    if is_coordinator(actor()):
        return redirect(url_for("bookings_staff.decide", public_id=public_id))
    return _show(public_id, CancelForm())


@blueprint.post("/bookings/<public_id>/cancel")
@guard(signed_in)
def cancel(public_id: str) -> Response:
    form = CancelForm()
    if form.validate_on_submit() and form.attempt(
        lambda: service.cancel_booking(_mine(public_id), actor=actor(), reason=form.reason.data or "")
    ):
        flash(_("Đã huỷ đặt chỗ. Cảm ơn bạn đã báo sớm."))
        return redirect(url_for("bookings.show", public_id=public_id))
    return _show(public_id, form)


def _mine(public_id: str) -> Booking:
    return found(queries.booking_for(actor(), public_id))


@blueprint.post("/bookings/<public_id>/accept")
@guard(signed_in)
def accept(public_id: str) -> Response:
    form = BaseForm()
    if form.validate_on_submit() and form.attempt(
        lambda: service.accept_offer(_mine(public_id), actor=actor()).status
    ):
        confirmed = form.outcome == BookingStatus.CONFIRMED
        flash(
            _("Chỗ này đã là của bạn. Hẹn gặp bạn.")
            if confirmed
            else _("Bạn đã nhận chỗ. Trung tâm xem lại rồi xác nhận qua thư.")
        )
        return redirect(url_for("bookings.show", public_id=public_id))
    return _show(public_id, form)


@blueprint.post("/bookings/<public_id>/turn-down")
@guard(signed_in)
def turn_down(public_id: str) -> Response:
    form = TurnDownForm()
    if form.validate_on_submit() and form.attempt(
        lambda: service.turn_down_offer(_mine(public_id), actor=actor(), wait_on=bool(form.wait_on.data))
    ):
        flash(_("Bạn đã từ chối. Cảm ơn bạn đã trả lời sớm để người khác được mời."))
        return redirect(url_for("bookings.show", public_id=public_id))
    return _show(public_id, form)


@blueprint.post("/bookings/<public_id>/leave")
@guard(signed_in)
def leave(public_id: str) -> Response:
    form = BaseForm()
    if form.validate_on_submit() and form.attempt(
        lambda: service.leave_waiting_list(_mine(public_id), actor=actor())
    ):
        flash(_("Bạn đã rời danh sách chờ."))
        return redirect(url_for("bookings.mine"))
    return _show(public_id, form)


def _show(public_id: str, form: BaseForm) -> Response:
    booking = _mine(public_id)
    team, now = team_space_ids(actor()), clock.now()
    status = status_of(booking)
    is_confirmed = status == BookingStatus.CONFIRMED and booking.public_starts_at > now
    history = history_of(booking)
    return page(
        "bookings/show.html",
        cancel_form=form if isinstance(form, CancelForm) else CancelForm(formdata=None),
        turn_down_form=form if isinstance(form, TurnDownForm) else TurnDownForm(formdata=None),
        line=in_line(booking, history),
        form=form,
        booking=booking,
        is_host=booking.space_id in team,
        zone=booking.venues[0].zone,
        status_now=status,
        rivals=len(queries.competing_with(booking)) if status == BookingStatus.REQUESTED else 0,
        lapse=queries.lapse_of(booking) if status == booking.status else None,
        licences=licences_of(booking, booking.venues[0].zone)
        if status not in rules.GONE and booking.public_ends_at > now
        else [],
        missing=measures.missing_for(booking, now=now) if status not in rules.GONE and booking.ends_at > now else [],
        beside=next_door(booking.venues, booking.blocked, ignoring=[booking.id], now=now)
        if status not in rules.GONE and booking.ends_at > now
        else [],
        cancel_closes_at=cancel_closes_at(booking.venues, booking.starts_at) if is_confirmed else None,
        late_to_cancel=is_confirmed and rules.is_late_to_cancel(booking, now=now),
        can_cancel=rules.can_cancel(actor(), booking, team_space_ids=team, now=now)
        and status == booking.status != BookingStatus.OFFERED,
        history=history,
        lost_letters=queries.lost_letters(booking, actor()),
        now=now,
        day=after.day_of(booking),
        words=words,
    )


@blueprint.get("/venues/day")
@guard(anyone)
def day() -> Response:
    return page("bookings/day.html", table=table_of_day(everywhere(), asked_day()), today=clock.today())


@blueprint.get("/venues/month")
@guard(anyone)
def month() -> Response:
    return month_page("bookings/month.html", "bookings.month")
