from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts import queries, rules, service
from app.accounts.forms import ROLE_NAMES, RolesForm
from app.accounts.models import Role
from app.web.guard import actor, found, guard
from app.web.pages import page

blueprint = Blueprint("accounts_staff", __name__, url_prefix="/desk/people")


@blueprint.get("")
@guard(rules.is_administrator)
def people() -> Response:
    return page("accounts/people.html", people=queries.all_users(), role_names=ROLE_NAMES)


@blueprint.route("/<public_id>", methods=["GET", "POST"])
@guard(rules.is_administrator)
def person(public_id: str) -> Response:
    user = found(queries.user_by_public_id(public_id))
    form = RolesForm(data={"roles": sorted(user.roles)})
    if form.validate_on_submit() and form.attempt(lambda: _set_roles(public_id, set(form.roles.data))):
        flash(_("Đã lưu vai trò."))
        return redirect(url_for("accounts_staff.people"))
    return page("accounts/person.html", form=form, person=found(queries.user_by_public_id(public_id)))


def _set_roles(public_id: str, wanted: set[str]) -> None:
    user = found(queries.user_by_public_id(public_id))
    for role in Role:
        if role in wanted:
            service.grant_role(user, role, actor=actor())
        elif role in user.roles:
            service.revoke_role(user, role, actor=actor())
