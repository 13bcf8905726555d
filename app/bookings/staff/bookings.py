"""The Centre's screens of bookings: what waits, one decision, the day of all venues, closures."""

from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.rules import is_centre_staff, is_coordinator
from app.bookings import conflicts, preview, queries, rules, service, words
from app.bookings.forms import CancelForm, ClosureForm, ConfirmForm, DeclineForm, MoveForm
from app.bookings.models import Booking, Closure
from app.bookings.preview import Consequences
from app.bookings.schedule import everywhere, relatives_of, table_of_day
from app.bookings.screens import asked_day, chosen_of, history_of, month_page, request_page, status_of
from app.bookings.waiting import due_at, soonest_first, wanting_the_same
from app.core import clock
from app.core.timespan import Timespan
from app.memberships.queries import members_on
from app.settings.queries import value
from app.web.errors import say
from app.web.forms import BaseForm
from app.web.guard import actor, found, guard
from app.web.language import locale
from app.web.pages import page

blueprint = Blueprint("bookings_staff", __name__, url_prefix="/desk")


@blueprint.get("/bookings")
@guard(is_coordinator)
def inbox() -> Response:
    waiting = queries.inbox()
    return page(
        "bookings/inbox.html",
        waiting=soonest_first(waiting),
        wanting=wanting_the_same(waiting),
        lapsed=sum(len(group.open) for group in queries.lapsed_spaces()),
        due_at=due_at,
        now=clock.now(),
        words=words,
    )


@blueprint.route("/bookings/new", methods=["GET", "POST"])
@guard(is_coordinator)
def new() -> Response:
    """For the Centre itself, or on behalf of a member."""
    spaces = [member.space for member in members_on(clock.today())]
    return request_page(spaces, template="bookings/new_staff.html", centre=str(value(f"centre.name_{locale()}")))


@blueprint.get("/bookings/<public_id>")
@guard(is_coordinator)
def decide(public_id: str) -> Response:
    return _decide_page(public_id)


@blueprint.post("/bookings/<public_id>/confirm")
@guard(is_coordinator)
def confirm(public_id: str) -> Response:
    form = ConfirmForm(prefix="confirm")

    def act() -> None:
        service.confirm_booking(
            _booking(public_id),
            actor=actor(),
            soft_note=form.soft_note.data or "",
            fingerprint=form.fingerprint.data or "",
        )

    return _after(public_id, form, act, _("Đã xác nhận và báo cho người đặt."))


@blueprint.post("/bookings/<public_id>/decline")
@guard(is_coordinator)
def decline(public_id: str) -> Response:
    form = DeclineForm(prefix="decline")
    return _after(
        public_id,
        form,
        lambda: service.decline_booking(_booking(public_id), actor=actor(), reason=form.reason.data or ""),
        _("Đã từ chối và gửi lý do cho người đặt."),
    )


@blueprint.post("/bookings/<public_id>/cancel")
@guard(is_coordinator)
def cancel(public_id: str) -> Response:
    form = CancelForm(prefix="cancel")
    return _after(
        public_id,
        form,
        lambda: service.cancel_booking(_booking(public_id), actor=actor(), reason=form.reason.data or ""),
        _("Đã huỷ và báo cho người đặt."),
    )


def _after(public_id: str, form: BaseForm, act: Any, done: str) -> Response:
    if form.validate_on_submit() and form.attempt(act):
        flash(done)
        return redirect(url_for("bookings_staff.decide", public_id=public_id))
    return _decide_page(public_id, form)


def _booking(public_id: str) -> Booking:
    return found(queries.booking_for(actor(), public_id))


def _decide_page(public_id: str, refused: BaseForm | None = None) -> Response:
    """With what was refused still typed. Where the booking has moved on meanwhile, the page says who did what."""
    now, booking = clock.now(), _booking(public_id)
    open_to_decide = rules.can_decide(actor(), booking, now=now)
    told = preview.consequences_of_confirming(public_id, actor()) if open_to_decide else None
    confirming = _form(ConfirmForm, "confirm", refused)
    if told is not None:
        confirming.fingerprint.data = told.fingerprint
    forms = {
        "confirm": confirming,
        "decline": _form(DeclineForm, "decline", refused),
        "cancel": _form(CancelForm, "cancel", refused),
    }
    rivals = queries.competing_with(booking) if open_to_decide else []
    return page(
        "bookings/decide.html",
        status=_status_code(refused, open_to_decide),
        forms=forms,
        refusals=refused.error_list if refused is not None else [],
        booking=booking,
        zone=booking.venues[0].zone,
        status_now=status_of(booking),
        told=told,
        why_not=say(told.refusal) if told is not None and told.refusal is not None else None,
        letters=_letters(told),
        rivals=[(rival, _first_free(rival)) for rival in rivals],
        now=now,
        can_decide=open_to_decide,
        can_move=rules.can_move(actor(), booking, now=now),
        can_cancel=rules.can_cancel(actor(), booking, team_space_ids=(), now=now) and not open_to_decide,
        lapse=queries.lapse_of(booking) if status_of(booking) == booking.status else None,
        history=history_of(booking),
        words=words,
    )


def _form(kind: type[Any], prefix: str, refused: BaseForm | None) -> Any:
    return refused if isinstance(refused, kind) else kind(formdata=None, prefix=prefix)


def _status_code(refused: BaseForm | None, open_to_decide: bool) -> int:
    if refused is None:
        return 200
    return 422 if open_to_decide or isinstance(refused, CancelForm) else 409


def _letters(told: Consequences | None) -> list[str]:
    return list(dict.fromkeys(letter.name for letter in told.told)) if told else []


def _first_free(booking: Booking) -> Timespan | None:
    now = clock.now()
    free = conflicts.free_times_after(booking.venues, booking, not_before=now, now=now, limit=1)
    return free[0] if free else None


@blueprint.route("/bookings/<public_id>/move", methods=["GET", "POST"])
@guard(is_coordinator)
def move(public_id: str) -> Response:
    """First shows what moving would meet; sent again with that fingerprint, it moves."""
    booking = _booking(public_id)
    if not rules.can_move(actor(), booking, now=clock.now()):
        return redirect(url_for("bookings_staff.decide", public_id=public_id))
    venues = everywhere()
    form = MoveForm()
    form.venues.offer(venues)
    if not form.filled:
        form.show(booking)
    told = None
    if form.validate_on_submit():
        target = _target(form, chosen_of(venues, form.venues.data))
        seen = form.fingerprint.data
        told = preview.consequences_of_moving(public_id, actor(), **target)
        if told.refusal is not None:
            form.refuse(told.refusal)
        elif seen == told.fingerprint and form.attempt(lambda: _move(public_id, form, target)):
            flash(_("Đã chuyển và báo cho người đặt."))
            return redirect(url_for("bookings_staff.decide", public_id=public_id))
    form.fingerprint.data = told.fingerprint if told is not None else ""
    booking = _booking(public_id)
    chosen = chosen_of(everywhere(), form.venues.data) or list(booking.venues)
    return page(
        "bookings/move.html",
        form=form,
        booking=booking,
        zone=booking.venues[0].zone,
        told=told,
        letters=_letters(told),
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
        _booking(public_id),
        actor=actor(),
        soft_note=form.soft_note.data or "",
        fingerprint=form.fingerprint.data or "",
        **target,
    )


@blueprint.get("/schedule")
@guard(is_centre_staff)
def day() -> Response:
    asked = asked_day()
    return page(
        "bookings/schedule.html",
        table=table_of_day(everywhere(), asked, depth="staff"),
        today=clock.today(),
        may_book=is_coordinator(actor()),
    )


@blueprint.get("/schedule/month")
@guard(is_centre_staff)
def month() -> Response:
    return month_page("bookings/schedule_month.html", "bookings_staff.month", depth="staff")


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
        "bookings/close.html", form=form, told=told, letters=_letters(told), span_asked=span, zone=clock.HOUSE_ZONE
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
