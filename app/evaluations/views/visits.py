"""The people of a space answer when the Centre wants to come and look."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.rules import signed_in
from app.evaluations import queries, service, words
from app.evaluations.forms import ActForm, OtherTimeForm
from app.evaluations.models import SiteVisit
from app.web.forms import BaseForm
from app.web.guard import actor, found, guard
from app.web.pages import page

blueprint = Blueprint("visits", __name__, url_prefix="/my/visits")


@blueprint.get("/<public_id>")
@guard(signed_in)
def show(public_id: str) -> Response:
    return _visit_page(public_id)


@blueprint.post("/<public_id>/confirm")
@guard(signed_in)
def confirm(public_id: str) -> Response:
    return _after(
        public_id,
        ActForm(),
        lambda: service.confirm_visit(_visit(public_id), actor=actor()),
        _("Đã báo cho Trung tâm là giờ này được."),
    )


@blueprint.post("/<public_id>/other-time")
@guard(signed_in)
def other_time(public_id: str) -> Response:
    form = OtherTimeForm()
    return _after(
        public_id,
        form,
        lambda: service.propose_time(
            _visit(public_id), starts_at=form.starts_at, note=form.note.data or "", actor=actor()
        ),
        _("Đã gửi giờ bạn đề nghị. Giờ cũ còn giữ cho tới khi Trung tâm trả lời."),
    )


def _after(public_id: str, form: BaseForm, act: Callable[[], Any], done: str) -> Response:
    _visit(public_id)
    if form.validate_on_submit() and form.attempt(act):
        flash(done)
        return redirect(url_for("visits.show", public_id=public_id))
    return _visit_page(public_id, form)


def _visit_page(public_id: str, sent: BaseForm | None = None) -> Response:
    return page(
        "evaluations/visit.html",
        form=sent,
        other_form=sent if isinstance(sent, OtherTimeForm) else OtherTimeForm(formdata=None),
        visit=_visit(public_id),
        words=words,
    )


def _visit(public_id: str) -> SiteVisit:
    return found(queries.visit_for(actor(), public_id))
