"""Whom no mail reaches: a letter to print for each, and a tick when it has left by post."""

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.rules import is_coordinator
from app.applications.log import Line, steps_of
from app.applications.models import Application
from app.core import clock
from app.evaluations import queries, service
from app.evaluations.forms import PostedForm
from app.evaluations.models import DecisionStatus
from app.spaces.rules import postal_address
from app.web.guard import actor, found, guard
from app.web.pages import page

blueprint = Blueprint("post_staff", __name__, url_prefix="/desk/post")
NOTICES = frozenset(
    {
        "application.submitted",
        "application.returned",
        "application.reopened",
        "application.conditional",
        "application.approved",
        "application.associate",
        "application.refused",
        "application.closed",
    }
)
"""Steps of which the space is told by a letter."""


@dataclass(frozen=True)
class Notice:
    """The last thing a case's people have to be told, and the day it left by post, if it has."""

    application: Application
    line: Line
    posted: Line | None


@blueprint.get("")
@guard(is_coordinator)
def index() -> Response:
    return _index()


@blueprint.get("/<public_id>")
@guard(is_coordinator)
def letter(public_id: str) -> Response:
    notice = found(_notice_of(_case(public_id)))
    decisions = queries.decisions_of(notice.application)
    signed = next((one for one in decisions if one.status == DecisionStatus.SIGNED), None)
    return page(
        "evaluations/post_letter.html",
        notice=notice,
        case=notice.application,
        address=postal_address(notice.application.space),
        reasons=signed.reasons if signed else "",
        today=clock.today(),
    )


@blueprint.post("/<public_id>/posted")
@guard(is_coordinator)
def posted(public_id: str) -> Response:
    _case(public_id)
    form = PostedForm(prefix=f"posted-{public_id}")
    if form.validate_on_submit() and form.attempt(
        lambda: service.note_posted(_case(public_id), on=form.posted_on.data, actor=actor())
    ):
        flash(_("Đã ghi ngày gửi bưu điện vào diễn biến hồ sơ."))
        return redirect(url_for("post_staff.index"))
    return _index(public_id, form)


def _index(refused_at: str = "", refused: PostedForm | None = None) -> Response:
    notices = [one for one in map(_notice_of, queries.cases_told_by_post(actor())) if one is not None]
    waiting = [one for one in notices if one.posted is None]
    forms = {
        one.application.public_id: PostedForm(
            formdata=None, prefix=f"posted-{one.application.public_id}", data={"posted_on": clock.today()}
        )
        for one in waiting
    }
    if refused is not None:
        forms[refused_at] = refused
    return page(
        "evaluations/post.html",
        form=refused,
        forms=forms,
        waiting=waiting,
        done=[one for one in notices if one.posted is not None],
    )


def _notice_of(application: Application) -> Notice | None:
    steps = steps_of(application)
    last = next((line for line in reversed(steps) if line.action in NOTICES), None)
    if last is None:
        return None
    posted = next((one for one in steps if one.action == "letter.posted" and one.seq > last.seq), None)
    return Notice(application, last, posted)


def _case(public_id: str) -> Application:
    return found(queries.case_for(actor(), public_id))
