"""The page of one case, its files, and the completeness check."""

from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.rules import is_centre_staff, is_coordinator
from app.applications.queries import evidence_file
from app.applications.rules import log_of
from app.audit import access
from app.evaluations import service
from app.evaluations.forms import ActForm, ReopenForm
from app.evaluations.staff.floor import after, blueprint, case_of
from app.evaluations.staff.page import case_page
from app.files.responses import send
from app.web.guard import actor, found, guard


@blueprint.get("/<public_id>")
@guard(is_centre_staff)
def case(public_id: str) -> Response:
    application = case_of(public_id)
    access.note(actor(), log_of(application), "case")
    return case_page(application)


@blueprint.get("/<public_id>/files/<file_id>")
@guard(is_centre_staff)
def file(public_id: str, file_id: str) -> Response:
    application = case_of(public_id)
    stored = found(evidence_file(application, file_id))
    access.note(actor(), log_of(application), "file")
    return send(stored)


@blueprint.post("/<public_id>/resume")
@guard(is_coordinator)
def resume(public_id: str) -> Response:
    return after(
        public_id,
        ActForm(),
        lambda: service.resume_review(case_of(public_id), actor=actor()),
        _("Hồ sơ đã trở lại bước thẩm định."),
    )


@blueprint.post("/<public_id>/reopen")
@guard(is_centre_staff)
def reopen(public_id: str) -> Response:
    form = ReopenForm(prefix="reopen")
    return after(
        public_id,
        form,
        lambda: service.reopen_case(case_of(public_id), actor=actor(), reason=form.reason.data or ""),
        _("Đã mở lại hồ sơ và báo cho không gian."),
    )
