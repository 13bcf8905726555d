"""For the team, after the day: its report, what was found at the hand-over, its word on not having come."""

from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.rules import signed_in
from app.bookings import day_words, queries, rules, service
from app.bookings.forms.day import AnswerNoShowForm, ReportForm
from app.bookings.models import Booking, Handover
from app.core import clock
from app.files.responses import send
from app.spaces.queries import team_space_ids
from app.web.guard import actor, found, guard
from app.web.pages import page

blueprint = Blueprint("after_use", __name__, url_prefix="/bookings")


@blueprint.route("/<public_id>/report", methods=["GET", "POST"])
@guard(signed_in)
def report(public_id: str) -> Response:
    booking = _own(public_id)
    stored = queries.report_of(booking.id)
    if not rules.can_report(
        actor(),
        booking,
        queries.usage_of(booking.id),
        stored,
        team_space_ids=team_space_ids(actor()),
        now=clock.now(),
    ):
        return redirect(url_for("bookings.show", public_id=public_id))
    form = ReportForm()
    form.show(stored)
    if form.validate_on_submit() and form.attempt(
        lambda: service.report_usage(_own(public_id), **form.read_values(), actor=actor())
    ):
        flash(_("Cảm ơn bạn. Trung tâm đã nhận báo cáo; bạn còn sửa được trong 14 ngày."))
        return redirect(url_for("bookings.show", public_id=public_id))
    booking = _own(public_id)
    return page("bookings/report.html", form=form, booking=booking, stored=stored, zone=booking.venues[0].zone)


@blueprint.route("/<public_id>/no-show", methods=["GET", "POST"])
@guard(signed_in)
def no_show(public_id: str) -> Response:
    """Where the host answers the note that nobody came."""
    booking = _own(public_id)
    usage = queries.usage_of(booking.id)
    team = team_space_ids(actor())
    if not rules.can_answer_no_show(actor(), booking, usage, team_space_ids=team, now=clock.now()):
        return redirect(url_for("bookings.show", public_id=public_id))
    form = AnswerNoShowForm()
    if not form.filled and usage is not None:
        form.text.data = usage.answer
    if form.validate_on_submit() and form.attempt(
        lambda: service.answer_no_show(_own(public_id), text=form.text.data or "", actor=actor())
    ):
        flash(_("Đã gửi cho Trung tâm."))
        return redirect(url_for("bookings.show", public_id=public_id))
    booking = _own(public_id)
    return page(
        "bookings/no_show.html",
        form=form,
        booking=booking,
        usage=queries.usage_of(booking.id),
        zone=booking.venues[0].zone,
    )


@blueprint.get("/<public_id>/photos/<photo_id>")
@guard(signed_in)
def photo(public_id: str, photo_id: str) -> Response:
    return send(found(queries.photo_of(_own(public_id), photo_id)).file, inline=True)


def day_of(booking: Booking) -> dict[str, Any]:
    """What the booking's own page shows of its day. Nobody of the Centre is named."""
    (usage, stored), now = queries.use_of(booking.id), clock.now()
    team = team_space_ids(actor())
    answers = queries.answers_of([booking.id])
    return {
        "usage": usage,
        "report": stored,
        "answers": {stage: answers.get((booking.id, stage), []) for stage in Handover},
        "photos": queries.photos_of(booking),
        "can_report": rules.can_report(actor(), booking, usage, stored, team_space_ids=team, now=now),
        "can_answer": rules.can_answer_no_show(actor(), booking, usage, team_space_ids=team, now=now),
        "words": day_words,
    }


def _own(public_id: str) -> Booking:
    return found(queries.booking_for(actor(), public_id))
