"""The day at the venues: what is on, who has come, in what state a place was given and taken back."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.rules import is_centre_staff, is_coordinator
from app.bookings import day_words, queries, rules, service, words
from app.bookings.day_sheet import Sheet, line_of, marks_of, sheets, state_of
from app.bookings.forms.day import HandoverForm, NoShowForm, handover_form
from app.bookings.models import Booking, Handover
from app.bookings.schedule import everywhere
from app.bookings.screens import asked_day
from app.bookings.staff.desk import booking_of, others_deciding
from app.core import clock
from app.files.responses import send
from app.memberships.queries import names_of
from app.venues.queries import venue_by_slug
from app.web.forms import BaseForm
from app.web.guard import actor, found, guard
from app.web.pages import page

blueprint = Blueprint("day_staff", __name__, url_prefix="/desk")


@blueprint.get("/today")
@guard(is_centre_staff)
def today() -> Response:
    day = asked_day()
    every = sheets([venue for venue in everywhere() if venue.whole_id is None], day)
    return _sheet_page("bookings/today.html", [sheet for sheet in every if not sheet.is_empty], venues=everywhere())


@blueprint.get("/venues/<slug>/sheet")
@guard(is_centre_staff)
def sheet(slug: str) -> Response:
    venue = found(venue_by_slug(slug))
    return _sheet_page("bookings/sheet.html", sheets([venue], asked_day()), venue=venue)


def _sheet_page(template: str, shown: list[Sheet], **values: Any) -> Response:
    now = clock.now()
    usages = [line.usage for one in shown for line in one.lines if line.usage]
    return page(
        template,
        sheets=shown,
        day=asked_day(),
        today=clock.today(),
        now=now,
        names=names_of({who for one in usages for who in (one.checked_in_by, one.left_by, one.no_show_by) if who}),
        **_tools(now, [line.booking for one in shown for line in one.lines]),
        **values,
    )


def _tools(now: Any, bookings: Sequence[Booking]) -> dict[str, Any]:
    """What the templates of a line ask."""
    deciders = queries.deciders_of(bookings)

    def may(what: str, line: Any) -> bool:
        allowed = getattr(rules, f"can_{what}")(actor(), line.booking, line.usage, now=now)
        return bool(allowed and rules.is_decider(actor(), deciders[line.booking.id]))

    return {
        "may": may,
        "state_of": lambda line: state_of(line, now),
        "marks_of": lambda booking: marks_of(booking, day_words.MARKS),
        "is_checked_in": rules.is_checked_in,
        "day_words": day_words,
        "words": words,
    }


@blueprint.get("/bookings/<public_id>/day")
@guard(is_centre_staff)
def one(public_id: str) -> Response:
    return _page(public_id)


@blueprint.post("/bookings/<public_id>/check-in")
@guard(is_coordinator)
def check_in(public_id: str) -> Response:
    return _act(public_id, BaseForm(), service.check_in, _("Đã ghi nhận đến."))


@blueprint.post("/bookings/<public_id>/check-in/undo")
@guard(is_coordinator)
def undo_check_in(public_id: str) -> Response:
    return _act(public_id, BaseForm(), service.undo_check_in, _("Đã bỏ ghi nhận đến."))


@blueprint.post("/bookings/<public_id>/leave")
@guard(is_coordinator)
def leave(public_id: str) -> Response:
    form = BaseForm(prefix="leave")
    return _act(public_id, form, service.leave_early, _("Đã nhận lại chỗ. Từ bây giờ người khác đặt được."))


@blueprint.post("/bookings/<public_id>/leave/undo")
@guard(is_coordinator)
def undo_leave(public_id: str) -> Response:
    return _act(public_id, BaseForm(), service.undo_leaving, _("Chỗ lại là của họ đến hết giờ đã đặt."))


@blueprint.post("/bookings/<public_id>/no-show")
@guard(is_coordinator)
def no_show(public_id: str) -> Response:
    form = NoShowForm(prefix="noshow")

    def act(booking: Booking, *, actor: Any) -> None:
        service.note_no_show(booking, note=form.note.data or "", actor=actor)

    return _act(public_id, form, act, _("Đã ghi nhận không đến và báo cho không gian."))


@blueprint.post("/bookings/<public_id>/no-show/undo")
@guard(is_coordinator)
def undo_no_show(public_id: str) -> Response:
    return _act(public_id, BaseForm(), service.undo_no_show, _("Đã bỏ ghi nhận không đến và báo cho không gian."))


def _act(public_id: str, form: BaseForm, act: Callable[..., Any], done: str) -> Response:
    """And back to where the tap was: the sheet, or the booking's own page."""
    booking_of(public_id)
    if form.validate_on_submit() and form.attempt(lambda: act(booking_of(public_id), actor=actor())):
        flash(done)
        return redirect(_back_to(public_id))
    return _page(public_id, form)


def _back_to(public_id: str) -> str:
    day = asked_day().isoformat() if request.args.get("day") else None
    venue = request.args.get("venue")
    if venue and venue_by_slug(venue) is not None:
        return url_for("day_staff.sheet", slug=venue, day=day, _anchor=f"b-{public_id}")
    if request.args.get("from") == "today":
        return url_for("day_staff.today", day=day, _anchor=f"b-{public_id}")
    return url_for("day_staff.one", public_id=public_id)


def _page(public_id: str, refused: BaseForm | None = None) -> Response:
    booking, now = booking_of(public_id), clock.now()
    line = line_of(booking)
    answers, photos = queries.answers_of([booking.id]), queries.photos_of(booking)
    people = {answer.answered_by for group in answers.values() for answer in group}
    if line.usage is not None:
        usage = line.usage
        people |= {who for who in (usage.checked_in_by, usage.left_by, usage.no_show_by) if who}
    return page(
        "bookings/one_day.html",
        form=refused,
        no_show_form=refused if isinstance(refused, NoShowForm) else NoShowForm(formdata=None, prefix="noshow"),
        leave_form=BaseForm(formdata=None, prefix="leave"),
        line=line,
        booking=booking,
        zone=booking.venues[0].zone,
        report=queries.report_of(booking.id),
        answers={stage: answers.get((booking.id, stage), []) for stage in Handover},
        photos=photos,
        names=names_of(people),
        can_hand_over=rules.can_hand_over(actor(), booking, now=now),
        may_decide=is_coordinator(actor()),
        others=others_deciding(booking) if rules.has_its_day(actor(), booking, now=now) else None,
        now=now,
        **_tools(now, [booking]),
    )


@blueprint.route("/bookings/<public_id>/handover/<stage>", methods=["GET", "POST"])
@guard(is_coordinator)
def hand_over(public_id: str, stage: str) -> Response:
    booking = booking_of(public_id)
    if stage not in list(Handover):
        abort(404)
    if not rules.can_hand_over(actor(), booking, now=clock.now()):
        return redirect(url_for("day_staff.one", public_id=public_id))
    answers = queries.answers_of([booking.id]).get((booking.id, stage), [])
    form = handover_form(queries.items_for(booking, stage), {answer.item_id: answer for answer in answers})
    photos = form.prepared() if form.validate_on_submit() else None
    if photos is not None and form.attempt(lambda: _hand_over(public_id, stage, form, photos)):
        flash(_("Đã lưu. Không gian cũng xem được."))
        return redirect(url_for("day_staff.one", public_id=public_id))
    booking = booking_of(public_id)
    return page(
        "bookings/handover.html",
        form=form,
        booking=booking,
        stage=stage,
        zone=booking.venues[0].zone,
        photos=queries.photos_of(booking).get(stage, []),
        day_words=day_words,
    )


def _hand_over(public_id: str, stage: str, form: HandoverForm, photos: list[Any]) -> None:
    service.hand_over(
        booking_of(public_id), stage, form.found, photos, photo_note=form.photo_note.data or "", actor=actor()
    )


@blueprint.get("/bookings/<public_id>/photos/<photo_id>")
@guard(is_centre_staff)
def photo(public_id: str, photo_id: str) -> Response:
    return send(found(queries.photo_of(booking_of(public_id), photo_id)).file, inline=True)


@blueprint.post("/bookings/<public_id>/photos/<photo_id>/remove")
@guard(is_coordinator)
def remove_photo(public_id: str, photo_id: str) -> Response:
    def act(booking: Booking, *, actor: Any) -> None:
        service.remove_photo(booking, found(queries.photo_of(booking, photo_id)), actor=actor)

    return _act(public_id, BaseForm(), act, _("Đã bỏ ảnh."))
