from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.rules import is_administrator
from app.audit.queries import last_of_each
from app.desk import content, lists, mail_texts, workdays
from app.desk.forms import KEYS, SettingsForm
from app.memberships.conflicts import next_number_after
from app.memberships.queries import names_of
from app.settings.service import change_settings
from app.web.guard import actor, guard
from app.web.pages import page

workdays_blueprint = workdays.blueprint
content_blueprint = content.blueprint
lists_blueprint = lists.blueprint
mail_texts_blueprint = mail_texts.blueprint
blueprint = Blueprint("desk_settings", __name__, url_prefix="/desk/settings")


@blueprint.route("", methods=["GET", "POST"])
@guard(is_administrator)
def edit() -> Response:
    form = SettingsForm()
    if form.validate_on_submit() and form.attempt(lambda: _changed(form)):
        flash(_("Đã lưu cài đặt.") if form.outcome else _("Không có gì thay đổi."))
        return redirect(url_for("desk_settings.edit"))
    changes = last_of_each([f"setting:{key}" for key in KEYS.values()])
    return page(
        "desk/settings.html",
        form=form,
        changes=[
            (form[field], changes[f"setting:{key}"]) for field, key in KEYS.items() if f"setting:{key}" in changes
        ],
        names=names_of({entry.actor_id for entry in changes.values()}),
        next_number=next_number_after([]),
    )


def _changed(form: SettingsForm) -> list[str]:
    return change_settings(form.values, version=form.version_seen, actor=actor())
