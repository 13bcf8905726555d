"""Hosts who want another time or place: yes, no, or each other's; and any two bookings changing places."""

from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, url_for
from flask_babel import format_time
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.rules import is_coordinator
from app.bookings import preview, queries, rules, service, words
from app.bookings.forms import GrantForm, RefuseChangeForm, SwapForm, same_wish
from app.bookings.models import Booking, BookingChange
from app.bookings.preview import Consequences
from app.bookings.service import wishing
from app.bookings.staff.desk import blueprint, booking_of, letters_of
from app.core import clock
from app.core.errors import DomainError
from app.core.timespan import Timespan, day_span
from app.web.errors import say
from app.web.forms import BaseForm
from app.web.guard import actor, found, guard
from app.web.pages import page


@dataclass
class Shown:
    """An open wish with what granting it would do, and the wish that wants this place in turn."""

    change: BookingChange
    told: Consequences
    partner: BookingChange | None
    both: Consequences | None
    forms: dict[str, Any]

    @property
    def letters(self) -> list[str]:
        return letters_of(self.told)

    @property
    def letters_of_both(self) -> list[str]:
        return letters_of(self.both)

    @property
    def why_not(self) -> str | None:
        return say(self.told.refusal) if self.told.refusal is not None else None


def shown(booking: Booking, refused: BaseForm | None = None) -> Shown | None:
    """None where nobody may answer it: there is none, it is too late, or others decide about these places."""
    wish, public_id = queries.open_change(booking.id), booking.public_id
    if wish is None or rules.is_unanswered(booking, wish, now=clock.now()):
        return None
    if not rules.is_decider(actor(), queries.deciders_of([booking], besides=wish.venues)[booking.id]):
        return None
    partner = wishing.partner_of(wish, now=clock.now())
    asked, other = wish.public_id, partner.public_id if partner is not None else None
    told = preview.consequences_of_granting([asked], actor())
    both = preview.consequences_of_granting([asked, other], actor()) if other else None
    forms = {
        "grant": _form(GrantForm, "grant", refused, asked, told.fingerprint),
        "both": _form(GrantForm, "both", refused, asked, both.fingerprint if both else ""),
        "refuse": _form(RefuseChangeForm, "refuse-change", refused, asked),
    }
    wish = queries.open_change(booking_of(public_id).id)
    partner = queries.change_by_public_id(other) if other else None
    return Shown(found(wish), told, partner, both if both and both.refusal is None else None, forms)


def _form(kind: type[Any], prefix: str, refused: BaseForm | None, change: str, fingerprint: str = "") -> Any:
    mine = isinstance(refused, kind) and refused._prefix == f"{prefix}-"
    form = refused if mine and refused is not None else kind(formdata=None, prefix=prefix)
    if mine or not form.filled:  # who comes back to a form has read the wish it was about, not this one
        form["change"].data = change
    if "fingerprint" in form:
        form["fingerprint"].data = fingerprint
    return form


@blueprint.get("/bookings/<public_id>/wish")
@guard(is_coordinator)
def wish(public_id: str) -> Response:
    return _page(public_id)


@blueprint.post("/bookings/<public_id>/wish/grant")
@guard(is_coordinator)
def grant(public_id: str) -> Response:
    form = GrantForm(prefix="grant")
    return _after(public_id, form, lambda: _grant(public_id, form), _("Đã đổi và báo cho người đặt."))


@blueprint.post("/bookings/<public_id>/wish/both")
@guard(is_coordinator)
def grant_both(public_id: str) -> Response:
    form = GrantForm(prefix="both")
    done = _("Hai bên đã đổi chỗ cho nhau và đều được báo.")
    return _after(public_id, form, lambda: _grant(public_id, form, both=True), done)


@blueprint.post("/bookings/<public_id>/wish/refuse")
@guard(is_coordinator)
def refuse_wish(public_id: str) -> Response:
    form = RefuseChangeForm(prefix="refuse-change")

    def act() -> None:
        service.refuse_change(_wish(public_id, form), actor=actor(), reason=form.reason.data or "")

    return _after(public_id, form, act, _("Đã gửi lý do cho người đặt. Chỗ đang có của họ vẫn giữ nguyên."))


def _wish(public_id: str, form: GrantForm | RefuseChangeForm) -> BookingChange:
    change = queries.open_change(booking_of(public_id).id)
    if change is None:
        raise DomainError("change.gone")
    if not same_wish(change, form):
        raise DomainError("booking.facts_changed")
    return change


def _grant(public_id: str, form: GrantForm, *, both: bool = False) -> None:
    change = _wish(public_id, form)
    asked = [change]
    if both:
        partner = wishing.partner_of(change, now=clock.now())
        if partner is None:
            raise DomainError("booking.facts_changed")
        asked.append(partner)
    service.grant_changes(
        asked, actor=actor(), soft_note=form.soft_note.data or "", fingerprint=form.fingerprint.data or ""
    )


def _after(public_id: str, form: BaseForm, act: Any, done: str) -> Response:
    booking_of(public_id)
    if form.validate_on_submit() and form.attempt(act):
        flash(done)
        return redirect(url_for("bookings_staff.decide", public_id=public_id))
    return _page(public_id, form)


def _page(public_id: str, refused: BaseForm | None = None) -> Response:
    seen = shown(booking_of(public_id), refused)
    booking = booking_of(public_id)
    if seen is None and refused is None:
        return redirect(url_for("bookings_staff.decide", public_id=public_id))
    return page(
        "bookings/wish.html",
        status=200 if refused is None else 422 if seen else 409,
        booking=booking,
        zone=booking.venues[0].zone,
        wish=seen,
        refusals=refused.error_list if refused is not None else [],
        words=words,
    )


@blueprint.route("/bookings/<public_id>/swap", methods=["GET", "POST"])
@guard(is_coordinator)
def swap(public_id: str) -> Response:
    """First shows what changing places would do; sent again with that fingerprint, they do."""
    booking, now = booking_of(public_id), clock.now()
    deciders = queries.deciders_of([booking])[booking.id]
    can = rules.can_move(actor(), booking, deciders=deciders, now=now) and booking.starts_at > now
    if not can:
        return redirect(url_for("bookings_staff.decide", public_id=public_id))
    form, told = SwapForm(), None
    form.offer(queries.swappable_with(booking, _days_of(booking), now), _when)
    if form.validate_on_submit():
        other, seen = str(form.other.data), form.fingerprint.data
        told = preview.consequences_of_swapping(public_id, other, actor())
        if told.refusal is not None:
            form.refuse(told.refusal)
        elif seen == told.fingerprint and form.attempt(lambda: _swap(public_id, other, form)):
            flash(_("Hai bên đã đổi chỗ cho nhau và đều được báo."))
            return redirect(url_for("bookings_staff.decide", public_id=public_id))
    form.fingerprint.data = told.fingerprint if told is not None else ""
    booking = booking_of(public_id)
    return page(
        "bookings/swap.html",
        form=form,
        booking=booking,
        zone=booking.venues[0].zone,
        told=told,
        letters=letters_of(told),
        words=words,
    )


def _swap(public_id: str, other: str, form: SwapForm) -> None:
    service.swap_bookings(
        booking_of(public_id),
        booking_of(other),
        actor=actor(),
        soft_note=form.soft_note.data or "",
        fingerprint=form.fingerprint.data or "",
    )


def _days_of(booking: Booking) -> Timespan:
    zone = booking.venues[0].zone
    days = booking.blocked.days(zone)
    return Timespan(day_span(days[0], zone).start, day_span(days[-1], zone).end)


def _when(booking: Booking) -> str:
    zone = booking.venues[0].zone
    start, end = booking.public_starts_at.astimezone(zone), booking.public_ends_at.astimezone(zone)
    return f"{format_time(start.time(), 'HH:mm')}–{format_time(end.time(), 'HH:mm')}"
