"""A space and the Centre write to each other about one case, in one thread."""

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.rules import signed_in
from app.applications import queries, service
from app.applications.forms import MessageForm
from app.applications.models import Application
from app.applications.views.drafts import blueprint
from app.web.guard import actor, found, guard
from app.web.pages import page


@blueprint.route("/<public_id>/messages", methods=["GET", "POST"])
@guard(signed_in)
def messages(public_id: str) -> Response:
    application = _mine(public_id)
    form = MessageForm()
    if form.validate_on_submit() and form.attempt(
        lambda: service.write_message(_mine(public_id), form.body.data or "", actor=actor(), from_centre=False)
    ):
        flash(_("Đã gửi lời nhắn cho Trung tâm."))
        return redirect(url_for("applications.messages", public_id=public_id))
    return page(
        "applications/messages.html",
        form=form,
        application=application,
        messages=queries.messages_of(application),
    )


def _mine(public_id: str) -> Application:
    """A draft has nobody to write to yet."""
    application = found(queries.application_for(actor(), public_id))
    found(application.case_code)
    return application
