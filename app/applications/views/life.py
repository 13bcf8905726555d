"""What a space does with its case beside answering: take it back to correct it, name who gets the letters."""

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.queries import user_by_public_id
from app.accounts.rules import signed_in
from app.applications import service
from app.applications.forms import ActForm
from app.applications.views.drafts import blueprint, contact_form, mine_or_404, tasks_page
from app.web.guard import actor, found, guard


@blueprint.post("/<public_id>/correct")
@guard(signed_in)
def correct(public_id: str) -> Response:
    form = ActForm()
    if form.validate_on_submit() and form.attempt(
        lambda: service.correct_application(mine_or_404(public_id), actor=actor())
    ):
        flash(_("Hồ sơ đã mở lại để sửa. Sửa xong bạn nhớ nộp lại."))
        return redirect(url_for("applications.tasks", public_id=public_id))
    return tasks_page(public_id, form)


@blueprint.post("/<public_id>/contact")
@guard(signed_in)
def contact(public_id: str) -> Response:
    form = contact_form(mine_or_404(public_id), sent=True)
    if form.validate_on_submit() and form.attempt(
        lambda: service.name_contact(
            mine_or_404(public_id), found(user_by_public_id(form.contact.data)), actor=actor()
        )
    ):
        flash(_("Từ nay thư về hồ sơ này gửi tới người bạn vừa chọn."))
        return redirect(url_for("applications.tasks", public_id=public_id))
    return tasks_page(public_id, ActForm(formdata=None), contact=form)
