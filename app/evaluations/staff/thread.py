"""The Centre's side of the thread of a case."""

from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.rules import is_coordinator
from app.applications.forms import MessageForm
from app.applications.service import settle_messages, write_message
from app.evaluations import service
from app.evaluations.forms import ActForm
from app.evaluations.staff.floor import after, blueprint, case_of
from app.web.guard import actor, guard


@blueprint.post("/<public_id>/messages")
@guard(is_coordinator)
def write(public_id: str) -> Response:
    form = MessageForm(prefix="message")
    return after(
        public_id,
        form,
        lambda: write_message(
            service.prepared(case_of(public_id), actor=actor()), form.body.data or "", actor=actor(), from_centre=True
        ),
        _("Đã gửi lời nhắn cho cả nhóm của không gian."),
    )


@blueprint.post("/<public_id>/messages/settle")
@guard(is_coordinator)
def settle(public_id: str) -> Response:
    return after(
        public_id,
        ActForm(),
        lambda: settle_messages(service.prepared(case_of(public_id), actor=actor()), actor=actor()),
        _("Đã ghi là không cần trả lời."),
    )
