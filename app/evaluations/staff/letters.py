"""Letters of a case that did not arrive: once more, or told in another way."""

from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.rules import is_coordinator
from app.evaluations import service
from app.evaluations.forms import ActForm
from app.evaluations.staff.floor import after, blueprint, case_of
from app.web.guard import actor, guard


@blueprint.post("/<public_id>/letters")
@guard(is_coordinator)
def letters_again(public_id: str) -> Response:
    return after(
        public_id,
        ActForm(),
        lambda: service.send_lost_letters(case_of(public_id), actor=actor()),
        _("Đang gửi lại. Nếu thư vẫn không tới, trang này sẽ báo."),
    )


@blueprint.post("/<public_id>/letters/settled")
@guard(is_coordinator)
def letters_settled(public_id: str) -> Response:
    return after(
        public_id,
        ActForm(),
        lambda: service.settle_lost_letters(case_of(public_id), actor=actor()),
        _("Đã ghi là người nhận được báo bằng cách khác."),
    )
