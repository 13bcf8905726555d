"""Asking an outside person about a case."""

from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.rules import is_centre_staff, is_coordinator
from app.applications.rules import log_of
from app.audit import access
from app.evaluations import queries, rules, service
from app.evaluations.forms import ActForm, AskOpinionForm
from app.evaluations.models import Opinion
from app.evaluations.staff.floor import after, blueprint, case_of
from app.files.responses import send
from app.web.guard import actor, found, guard


@blueprint.post("/<public_id>/opinions")
@guard(is_coordinator)
def ask_opinion(public_id: str) -> Response:
    form = AskOpinionForm(prefix="opinion")
    form.offer(queries.files_of(case_of(public_id)))
    return after(
        public_id,
        form,
        lambda: service.ask_opinion(
            case_of(public_id),
            name=form.name.data or "",
            email=form.email.data or "",
            question=form.question.data or "",
            shown_files=form.shown_files.data or [],
            due_on=form.due_on.data,
            language=form.language.data,
            actor=actor(),
        ),
        _("Đã gửi thư hỏi ý kiến."),
    )


@blueprint.post("/<public_id>/opinions/<opinion_id>/revoke")
@guard(is_coordinator)
def revoke_opinion(public_id: str, opinion_id: str) -> Response:
    return after(
        public_id,
        ActForm(),
        lambda: service.revoke_opinion(_opinion(public_id, opinion_id), actor=actor()),
        _("Đã thu hồi. Liên kết trong thư không mở được nữa."),
    )


@blueprint.get("/<public_id>/opinions/<opinion_id>/file")
@guard(is_centre_staff)
def opinion_file(public_id: str, opinion_id: str) -> Response:
    application = case_of(public_id)
    may = rules.may_read_opinions(actor(), queries.reviews_of(application))
    access.note(actor(), log_of(application), "file")
    return send(found(_opinion(public_id, opinion_id).file if may else None))


def _opinion(public_id: str, opinion_id: str) -> Opinion:
    return found(queries.opinion_in(case_of(public_id), opinion_id))
