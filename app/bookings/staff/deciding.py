"""What waits, and one decision."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.rules import is_administrator, is_coordinator
from app.audit import access
from app.bookings import preview, queries, rules, service, words
from app.bookings.forms import CancelForm, ConfirmForm, DeclineForm
from app.bookings.licences import licences_of
from app.bookings.models import BookingStatus
from app.bookings.screens import history_of, last_answer, request_page, status_of
from app.bookings.staff.desk import blueprint, booking_of, letters_of, others_deciding
from app.bookings.staff.wishes import shown
from app.bookings.waiting import due_at, mine_first, one_line_each, soonest_first, wanting_the_same
from app.core import clock
from app.mail import words as mail_words
from app.mail.shown import shown as shown_letters
from app.memberships.queries import members_on
from app.settings.queries import value
from app.spaces.queries import team_space_ids
from app.web.errors import say
from app.web.forms import BaseForm
from app.web.guard import actor, guard
from app.web.language import locale
from app.web.pages import page


@blueprint.get("/bookings")
@guard(is_coordinator)
def inbox() -> Response:
    every = queries.inbox()
    deciders = queries.deciders_of(every)
    mine = [booking for booking in every if rules.is_decider(actor(), deciders[booking.id])]
    only_mine = request.args.get("whose") == "mine"
    waiting = mine if only_mine else every
    wanting = wanting_the_same(waiting)
    wishes = queries.open_changes(clock.now())
    mine_to_answer = queries.answerable(actor(), wishes)
    return page(
        "bookings/inbox.html",
        lines=one_line_each(mine_first(soonest_first(waiting), mine), wanting),
        mine={booking.id for booking in mine},
        some_of_others=len(mine) < len(every) or len(mine_to_answer) < len(wishes),
        only_mine=only_mine,
        wanting=wanting,
        lapsed=sum(len(group.open) for group in queries.lapsed_spaces()),
        wishes=mine_to_answer if only_mine else wishes,
        mine_to_answer=mine_to_answer,
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
    access.note(actor(), f"booking:{booking_of(public_id).id}", "booking")
    return _decide_page(public_id)


@blueprint.post("/bookings/<public_id>/confirm")
@guard(is_coordinator)
def confirm(public_id: str) -> Response:
    form = ConfirmForm(prefix="confirm")

    def act() -> None:
        service.confirm_booking(
            booking_of(public_id),
            actor=actor(),
            soft_note=form.soft_note.data or "",
            waits=form.waits.data or [],
            instead=form.instead.data or [],
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
        lambda: service.decline_booking(booking_of(public_id), actor=actor(), reason=form.reason.data or ""),
        _("Đã từ chối và gửi lý do cho người đặt."),
    )


@blueprint.post("/bookings/<public_id>/cancel")
@guard(is_coordinator)
def cancel(public_id: str) -> Response:
    form = CancelForm(prefix="cancel")
    return _after(
        public_id,
        form,
        lambda: service.cancel_booking(booking_of(public_id), actor=actor(), reason=form.reason.data or ""),
        _("Đã huỷ và báo cho người đặt."),
    )


@blueprint.post("/bookings/<public_id>/letters")
@guard(is_coordinator)
def letters_again(public_id: str) -> Response:
    form = BaseForm()
    if form.validate_on_submit() and form.attempt(
        lambda: service.send_lost_again(booking_of(public_id), actor=actor())
    ):
        flash(
            _("Đang gửi lại. Nếu thư vẫn không tới, trang này sẽ báo.")
            if form.outcome
            else _("Không còn thư nào cần gửi lại.")
        )
        return redirect(url_for("bookings_staff.decide", public_id=public_id))
    return _decide_page(public_id, form)


@blueprint.post("/bookings/<public_id>/letters/settled")
@guard(is_coordinator)
def letters_settled(public_id: str) -> Response:
    return _after(
        public_id,
        BaseForm(),
        lambda: service.settle_lost(booking_of(public_id), actor=actor()),
        _("Đã ghi là người nhận được báo bằng cách khác."),
    )


def _after(public_id: str, form: BaseForm, act: Any, done: str) -> Response:
    if form.validate_on_submit() and form.attempt(act):
        flash(done)
        return redirect(url_for("bookings_staff.decide", public_id=public_id))
    return _decide_page(public_id, form)


def _decide_page(public_id: str, refused: BaseForm | None = None) -> Response:
    """With what was refused still typed. Where the booking has moved on meanwhile, the page says who did what."""
    now, booking = clock.now(), booking_of(public_id)
    deciders = queries.deciders_of([booking])[booking.id]
    open_to_decide = rules.can_decide(actor(), booking, deciders=deciders, now=now)
    confirming = _form(ConfirmForm, "confirm", refused)
    told = _if_confirmed(public_id, confirming) if open_to_decide else None
    forms = {
        "confirm": confirming,
        "decline": _form(DeclineForm, "decline", refused),
        "cancel": _form(CancelForm, "cancel", refused),
    }
    wish, history = shown(booking), history_of(booking)
    asked = queries.open_change(booking.id)
    others = others_deciding(booking, besides=asked.venues if asked else ())
    return page(
        "bookings/decide.html",
        status=_status_code(refused, open_to_decide),
        forms=forms,
        refusals=refused.error_list if refused is not None else [],
        booking=booking,
        wish=wish,
        zone=booking.venues[0].zone,
        status_now=status_of(booking),
        told=told,
        why_not=say(told.refusal) if told is not None and told.refusal is not None else None,
        letters=letters_of(told),
        now=now,
        can_decide=open_to_decide,
        can_move=rules.can_move(actor(), booking, deciders=deciders, now=now),
        others=others if rules.can_move(actor(), booking, now=now) else None,
        can_cancel=rules.can_cancel(actor(), booking, team_space_ids=team_space_ids(actor()), now=now)
        and not open_to_decide,
        lapse=queries.lapse_of(booking) if status_of(booking) == booking.status else None,
        history=history,
        lost_letters=queries.lost_letters(booking, actor()),
        sent_letters=shown_letters(queries.letters_for_staff(booking)),
        sees_addresses=is_administrator(actor()),
        letter_states=mail_words.STATES,
        letter_tags=mail_words.TAGS,
        answered=last_answer(history),
        licences=licences_of(booking, booking.venues[0].zone) if status_of(booking) not in rules.GONE else [],
        place=queries.place_in_line(booking) if booking.status == BookingStatus.WAITLISTED else 0,
        words=words,
    )


def _form(kind: type[Any], prefix: str, refused: BaseForm | None) -> Any:
    return refused if isinstance(refused, kind) else kind(formdata=None, prefix=prefix)


def _status_code(refused: BaseForm | None, open_to_decide: bool) -> int:
    if refused is None:
        return 200
    return 422 if open_to_decide or isinstance(refused, CancelForm) else 409


def _if_confirmed(public_id: str, form: ConfirmForm) -> preview.Consequences:
    """With what is ticked; at first, that is everybody who would lose the place."""
    ticked = {"waits": form.waits.data, "instead": form.instead.data} if form.filled else {}
    told = preview.consequences_of_confirming(public_id, actor(), **ticked)
    if not form.filled:
        form.waits.data = [losing.rival.public_id for losing in told.losing]
        form.instead.data = [losing.rival.public_id for losing in told.losing if losing.free]
    form.fingerprint.data = told.fingerprint
    return told
