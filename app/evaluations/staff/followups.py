"""What follows a decision: conditions, and an appeal."""

from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.rules import is_approver, is_centre_staff, is_coordinator
from app.applications.rules import log_of
from app.audit import access
from app.evaluations import queries, service
from app.evaluations.forms import ActForm, AnswerAppealForm, ExtendForm, MetForm, SendBackForm
from app.evaluations.models import Appeal, Condition
from app.evaluations.staff.floor import after, blueprint, case_of
from app.files.responses import send
from app.web.guard import actor, found, guard


@blueprint.get("/<public_id>/after/<file_id>")
@guard(is_centre_staff)
def file_after(public_id: str, file_id: str) -> Response:
    application = case_of(public_id)
    stored = found(queries.file_after_decision(application, file_id))
    access.note(actor(), log_of(application), "file")
    return send(stored)


@blueprint.post("/<public_id>/conditions/<condition_id>/met")
@guard(is_coordinator)
def meet_condition(public_id: str, condition_id: str) -> Response:
    form = MetForm(prefix=f"met-{_condition(public_id, condition_id).public_id}")
    return after(
        public_id,
        form,
        lambda: service.meet_condition(_condition(public_id, condition_id), form.reason.data, actor=actor()),
        _("Đã ghi nhận. Không gian được báo qua thư."),
    )


@blueprint.post("/<public_id>/conditions/<condition_id>/extend")
@guard(is_coordinator)
def extend_condition(public_id: str, condition_id: str) -> Response:
    form = ExtendForm(prefix=f"extend-{_condition(public_id, condition_id).public_id}")
    return after(
        public_id,
        form,
        lambda: service.extend_condition(
            _condition(public_id, condition_id), form.due_on.data, form.reason.data, actor=actor()
        ),
        _("Đã lùi hạn. Không gian được báo qua thư."),
    )


@blueprint.post("/<public_id>/appeals/<appeal_id>/answer")
@guard(is_coordinator)
def answer_appeal(public_id: str, appeal_id: str) -> Response:
    form = AnswerAppealForm(prefix="appeal")
    _appeal(public_id, appeal_id)
    return after(
        public_id,
        form,
        lambda: service.answer_appeal(
            _appeal(public_id, appeal_id),
            granting=form.granting.data == "yes",
            reasons=form.reasons.data,
            actor=actor(),
        ),
        _("Đã trình phần trả lời. Một lãnh đạo khác sẽ ký."),
    )


@blueprint.post("/<public_id>/appeals/<appeal_id>/return")
@guard(is_approver)
def return_appeal(public_id: str, appeal_id: str) -> Response:
    form = SendBackForm(prefix="appealback")
    _appeal(public_id, appeal_id)
    return after(
        public_id,
        form,
        lambda: service.return_appeal(_appeal(public_id, appeal_id), note=form.note.data, actor=actor()),
        _("Đã trả lại phần trả lời khiếu nại."),
    )


@blueprint.post("/<public_id>/appeals/<appeal_id>/sign")
@guard(is_approver)
def sign_appeal(public_id: str, appeal_id: str) -> Response:
    return after(
        public_id,
        ActForm(),
        lambda: service.sign_appeal(_appeal(public_id, appeal_id), actor=actor()),
        _("Đã ký. Thư trả lời đang được gửi cho không gian."),
    )


def _condition(public_id: str, condition_id: str) -> Condition:
    return found(queries.condition_in(case_of(public_id), condition_id))


def _appeal(public_id: str, appeal_id: str) -> Appeal:
    return found(queries.appeal_in(case_of(public_id), appeal_id))
