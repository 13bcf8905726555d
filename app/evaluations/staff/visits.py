"""Going to look at a space: planned, made or cancelled, with what was seen."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.rules import is_centre_staff, is_coordinator
from app.applications.rules import log_of
from app.audit import access
from app.evaluations import queries, service
from app.evaluations.forms import ActForm, CancelVisitForm, PlanVisitForm, VisitPhotoForm, finish_form
from app.evaluations.models import SiteVisit
from app.evaluations.staff.floor import after, blueprint, case_of
from app.evaluations.staff.page import visit_items
from app.files.responses import send
from app.web.forms import BaseForm
from app.web.guard import actor, found, guard


@blueprint.post("/<public_id>/visits")
@guard(is_coordinator)
def plan_visit(public_id: str) -> Response:
    form = PlanVisitForm(prefix="visit")
    form.offer(visit_items(case_of(public_id)).items())
    return after(
        public_id,
        form,
        lambda: service.plan_visit(
            case_of(public_id),
            starts_at=form.starts_at,
            visitors=form.visitors.data or "",
            note=form.note.data or "",
            checklist=form.checklist.data or [],
            actor=actor(),
        ),
        _("Đã hẹn đến thăm và báo cho không gian."),
    )


@blueprint.post("/<public_id>/visits/<visit_id>/take-time")
@guard(is_coordinator)
def take_time(public_id: str, visit_id: str) -> Response:
    return _act(
        public_id, visit_id, ActForm(), service.take_proposed_time, _("Đã đổi giờ thăm và báo cho không gian.")
    )


@blueprint.post("/<public_id>/visits/<visit_id>/finish")
@guard(is_coordinator)
def finish_visit(public_id: str, visit_id: str) -> Response:
    form = finish_form(_visit(public_id, visit_id), visit_items(case_of(public_id)), sent=True)
    return after(
        public_id,
        form,
        lambda: service.finish_visit(
            _visit(public_id, visit_id),
            visitors=form.visitors.data or "",
            findings=form.findings,
            summary=form.overall.data or "",
            actor=actor(),
        ),
        _("Đã ghi kết quả chuyến thăm."),
    )


@blueprint.post("/<public_id>/visits/<visit_id>/cancel")
@guard(is_coordinator)
def cancel_visit(public_id: str, visit_id: str) -> Response:
    form = CancelVisitForm(prefix="unvisit")
    return _act(
        public_id,
        visit_id,
        form,
        lambda visit, actor: service.cancel_visit(visit, reason=form.reason.data or "", actor=actor),
        _("Đã huỷ hẹn và báo cho không gian."),
    )


@blueprint.post("/<public_id>/visits/<visit_id>/photos")
@guard(is_coordinator)
def add_visit_photo(public_id: str, visit_id: str) -> Response:
    """The photo is drawn anew before the transaction."""
    _visit(public_id, visit_id)
    form = VisitPhotoForm(prefix="photo")
    prepared = form.prepared() if form.validate_on_submit() else None
    return after(
        public_id,
        form,
        lambda: (
            service.add_visit_photo(
                _visit(public_id, visit_id), prepared, caption=form.caption.data or "", actor=actor()
            )
            if prepared
            else None
        ),
        _("Đã thêm ảnh."),
    )


@blueprint.get("/<public_id>/visits/<visit_id>/photos/<photo_id>")
@guard(is_centre_staff)
def visit_photo(public_id: str, visit_id: str, photo_id: str) -> Response:
    visit = _visit(public_id, visit_id)
    access.note(actor(), log_of(visit.application), "file")
    return send(found(queries.visit_photo(visit, photo_id)).file, inline=True)


def _act(public_id: str, visit_id: str, form: BaseForm, act: Callable[..., Any], done: str) -> Response:
    _visit(public_id, visit_id)
    return after(public_id, form, lambda: act(_visit(public_id, visit_id), actor=actor()), done)


def _visit(public_id: str, visit_id: str) -> SiteVisit:
    return found(queries.visit_in(case_of(public_id), visit_id))
