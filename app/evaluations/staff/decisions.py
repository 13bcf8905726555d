"""Proposed by one, signed by another."""

from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.rules import is_approver, is_centre_staff, is_coordinator
from app.evaluations import service
from app.evaluations.forms import ProposeForm, SendBackForm, SignForm
from app.evaluations.models import Outcome
from app.evaluations.staff.floor import after, blueprint, case_of, decision_of
from app.web.guard import actor, guard


@blueprint.post("/<public_id>/decisions")
@guard(is_coordinator)
def propose(public_id: str) -> Response:
    form = ProposeForm(prefix="propose")
    form.offer(list(Outcome))
    return after(
        public_id,
        form,
        lambda: service.propose_decision(
            case_of(public_id), Outcome(form.decision.data), form.reasons.data, actor=actor()
        ),
        _("Đã trình quyết định. Một người khác sẽ ký."),
    )


@blueprint.post("/<public_id>/decisions/<decision_id>/sign")
@guard(is_approver)
def sign(public_id: str, decision_id: str) -> Response:
    form = SignForm(prefix="sign")
    return after(
        public_id,
        form,
        lambda: service.sign_decision(
            decision_of(public_id, decision_id), actor=actor(), decision_number=form.decision_number.data
        ),
        _("Đã ký. Thư báo kết quả đang được gửi cho không gian."),
    )


@blueprint.post("/<public_id>/decisions/<decision_id>/return")
@guard(is_centre_staff)
def return_decision(public_id: str, decision_id: str) -> Response:
    form = SendBackForm(prefix="back")
    return after(
        public_id,
        form,
        lambda: service.return_decision(decision_of(public_id, decision_id), actor=actor(), note=form.note.data),
        _("Đã trả lại quyết định."),
    )
