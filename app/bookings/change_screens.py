"""Where a host changes the own booking: time, place and people; or words alone."""

from typing import Any

from flask import Blueprint, Flask, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.rules import is_coordinator, signed_in
from app.bookings import queries, rules, service
from app.bookings.forms import ChangeForm, WordsForm, lending_form
from app.bookings.models import Booking, ChangeStatus
from app.bookings.schedule import everywhere, relatives_of, table_of_day
from app.bookings.screens import chosen_of
from app.core import clock
from app.core.errors import DomainError
from app.spaces.queries import team_space_ids
from app.venues.queries import equipment_for, layouts_at
from app.venues.terms import change_closes_at
from app.web.forms import BaseForm
from app.web.guard import actor, found, guard
from app.web.pages import page

blueprint = Blueprint("booking_changes", __name__, url_prefix="/bookings")


def init_app(app: Flask) -> None:
    """For the page of the booking itself."""
    app.jinja_env.globals["change_of"] = _change_of


def _change_of(booking: Booking) -> dict[str, Any]:
    """The open wish, or the last one where it was refused; and what the team may do."""
    now, team, last = clock.now(), team_space_ids(actor()), queries.last_change(booking.id)
    confirmed = booking.status == "confirmed" and booking.starts_at > now
    asked = last is not None and last.status == ChangeStatus.ASKED
    over = last is None or rules.is_unanswered(booking, last, now=now)
    return {
        "wish": last if asked and not over else None,
        "refused": last if last is not None and last.status == ChangeStatus.REFUSED and confirmed else None,
        "can_change": rules.can_change(actor(), booking, team_space_ids=team, now=now),
        "can_reword": rules.is_own(actor(), booking, team_space_ids=team) and rules.can_reword(booking, now=now),
        "can_lend": rules.can_change_lending(actor(), booking, team_space_ids=team, now=now) and _lends(booking),
        "late": confirmed and rules.is_late_to_change(booking, now=now),
        "closes_at": change_closes_at(booking.venues, booking.starts_at) if confirmed else None,
    }


def _lends(booking: Booking) -> bool:
    return bool(booking.equipment or equipment_for([venue.id for venue in booking.venues]))


@blueprint.route("/<public_id>/change", methods=["GET", "POST"])
@guard(signed_in)
def change(public_id: str) -> Response:
    booking, venues = _booking(public_id), everywhere()
    if is_coordinator(actor()):
        return redirect(url_for("bookings_staff.move", public_id=public_id))
    if not rules.can_change(actor(), booking, team_space_ids=team_space_ids(actor()), now=clock.now()):
        return redirect(url_for("bookings.show", public_id=public_id))
    form = ChangeForm()
    if not form.filled and queries.open_change(booking.id) is not None:  # its page shows the wish, and takes it back
        return redirect(url_for("bookings.show", public_id=public_id))
    form.venues.offer(venues)
    form.offer_layouts(layouts_at([venue.id for venue in venues]), booking.layout)
    if not form.filled:
        form.show(booking)
    if form.validate_on_submit():
        chosen = chosen_of(venues, form.venues.data)
        if form.attempt(lambda: _change(public_id, form, chosen)):
            flash(
                _("Đã gửi Trung tâm. Chỗ bạn đang có vẫn giữ nguyên đến khi có thư trả lời.")
                if form.outcome
                else _("Đã đổi. Thư xác nhận đang trên đường tới bạn.")
            )
            return redirect(url_for("bookings.show", public_id=public_id))
    booking = _booking(public_id)
    near = chosen_of(everywhere(), form.venues.data) or list(booking.venues)
    return page(
        "bookings/change.html",
        form=form,
        booking=booking,
        zone=booking.venues[0].zone,
        closes_at=change_closes_at(booking.venues, booking.starts_at) if booking.status == "confirmed" else None,
        open_wish=queries.open_change(booking.id),
        table=table_of_day(relatives_of(near), form.day.data or clock.today()),
    )


def _change(public_id: str, form: ChangeForm, venues: list[Any]) -> bool:
    """Whether it has to be answered."""
    booking = _booking(public_id)
    wish = service.change_booking(
        booking,
        actor=actor(),
        public=form.read_span(venues[0].zone),
        venue_ids=tuple(venue.id for venue in venues),
        setup=form.read_phase("setup"),
        strike=form.read_phase("strike"),
        people=form.expected_people.data,
        layout=form.layout.data or "",
        note=form.note.data or "",
    )
    return wish is not None


@blueprint.post("/<public_id>/change/withdraw")
@guard(signed_in)
def withdraw(public_id: str) -> Response:
    _booking(public_id)
    form = BaseForm()
    if form.validate_on_submit() and form.attempt(lambda: _withdraw(public_id)):
        flash(_("Đã rút đề nghị. Chỗ bạn đang có không đổi."))
    for _field, sentence in form.error_list:
        flash(sentence, "error")
    return redirect(url_for("bookings.show", public_id=public_id))


def _withdraw(public_id: str) -> None:
    wish = queries.open_change(_booking(public_id).id)
    if wish is None:
        raise DomainError("change.gone")
    service.withdraw_change(wish, actor=actor())


@blueprint.route("/<public_id>/words", methods=["GET", "POST"])
@guard(signed_in)
def words(public_id: str) -> Response:
    booking = _booking(public_id)
    if not rules.can_reword(booking, now=clock.now()):
        return redirect(url_for("bookings.show", public_id=public_id))
    form = WordsForm()
    if not form.filled:
        form.show(booking)
    if form.validate_on_submit() and form.attempt(
        lambda: service.change_words(_booking(public_id), actor=actor(), **form.read_values()).public_id
    ):
        flash(_("Đã sửa. Trang sự kiện và lịch hiện lời mới."))
        return redirect(url_for("bookings.show", public_id=public_id))
    return page("bookings/words.html", form=form, booking=_booking(public_id))


@blueprint.route("/<public_id>/equipment", methods=["GET", "POST"])
@guard(signed_in)
def equipment(public_id: str) -> Response:
    """What is borrowed: less at once, more as far as there is enough."""
    booking = _booking(public_id)
    team = team_space_ids(actor())
    open_to = is_coordinator(actor()) and rules.can_reword(booking, now=clock.now())
    if not open_to and not rules.can_change_lending(actor(), booking, team_space_ids=team, now=clock.now()):
        return redirect(url_for("bookings.show", public_id=public_id))
    form = lending_form(booking, equipment_for([venue.id for venue in booking.venues]))
    if not form.filled:
        form.show(booking)
    if form.validate_on_submit() and form.attempt(
        lambda: service.change_lending(_booking(public_id), actor=actor(), wanted=form.read_wanted()).public_id
    ):
        flash(_("Đã lưu và báo cho Trung tâm."))
        return redirect(url_for("bookings.show", public_id=public_id))
    return page("bookings/equipment.html", form=form, booking=_booking(public_id))


def _booking(public_id: str) -> Booking:
    return found(queries.booking_for(actor(), public_id))
