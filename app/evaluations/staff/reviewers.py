"""Who scores a case."""

from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.models import Role
from app.accounts.queries import user_by_public_id, users_with_role
from app.accounts.rules import is_coordinator
from app.evaluations import queries, service
from app.evaluations.forms import ActForm, AssignForm
from app.evaluations.staff.floor import after, blueprint, case_of
from app.web.guard import actor, found, guard


@blueprint.post("/<public_id>/reviewers")
@guard(is_coordinator)
def assign(public_id: str) -> Response:
    form = AssignForm(prefix="assign")
    form.offer(users_with_role(Role.REVIEWER))
    return after(
        public_id,
        form,
        lambda: service.assign_reviewer(
            case_of(public_id), found(user_by_public_id(form.reviewer.data)), actor=actor()
        ),
        _("Đã giao phiếu chấm và gửi thư cho người chấm."),
    )


@blueprint.post("/<public_id>/reviewers/<review_id>/unassign")
@guard(is_coordinator)
def unassign(public_id: str, review_id: str) -> Response:
    return after(
        public_id,
        ActForm(),
        lambda: service.unassign(found(queries.review_in(case_of(public_id), review_id)), actor=actor()),
        _("Đã rút phiếu chấm. Người chấm không còn mở được hồ sơ này."),
    )
