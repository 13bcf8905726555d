"""Who at the Centre is in charge of a case."""

from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.models import Role
from app.accounts.queries import user_by_public_id, users_with_role
from app.accounts.rules import is_coordinator
from app.evaluations import service
from app.evaluations.forms import HandlerForm
from app.evaluations.staff.floor import after, blueprint, case_of
from app.web.guard import actor, guard


@blueprint.post("/<public_id>/handler")
@guard(is_coordinator)
def hand_over(public_id: str) -> Response:
    form = HandlerForm(prefix="handler")
    form.offer(users_with_role(Role.COORDINATOR))
    return after(
        public_id,
        form,
        lambda: service.hand_over(
            service.prepared(case_of(public_id), actor=actor()), user_by_public_id(form.to.data), actor=actor()
        ),
        _("Đã chuyển người phụ trách."),
    )
