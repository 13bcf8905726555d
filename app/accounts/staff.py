from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts import queries, rules, service
from app.accounts.forms import ROLE_NAMES, ReasonForm, RolesForm
from app.accounts.models import Role, User
from app.audit import access
from app.web.forms import BaseForm
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
    access.note(actor(), f"user:{_person(public_id).id}", "account")
    form = RolesForm(data={"roles": sorted(_person(public_id).roles)})
    if form.validate_on_submit() and form.attempt(lambda: _set_roles(public_id, set(form.roles.data))):
        flash(_("Đã lưu vai trò."))
        return redirect(url_for("accounts_staff.people"))
    return _shown(public_id, form)


@blueprint.post("/<public_id>/disable")
@guard(rules.is_administrator)
def disable(public_id: str) -> Response:
    form = ReasonForm(prefix="disable")
    if form.validate_on_submit() and form.attempt(
        lambda: service.disable_user(_person(public_id), reason=form.reason.data or "", actor=actor())
    ):
        flash(_("Đã khóa tài khoản. Người này không vào được nữa, từ mọi thiết bị."))
        return _back(public_id)
    return _shown(public_id, form)


@blueprint.post("/<public_id>/enable")
@guard(rules.is_administrator)
def enable(public_id: str) -> Response:
    return _act(public_id, service.enable_user, _("Đã mở khóa tài khoản."))


@blueprint.post("/<public_id>/end-sign-ins")
@guard(rules.is_administrator)
def end_sign_ins(public_id: str) -> Response:
    return _act(public_id, service.end_sign_ins, _("Mọi thiết bị của người này đã đăng xuất."))


@blueprint.post("/<public_id>/reset-second-factor")
@guard(rules.is_administrator)
def reset_second_factor(public_id: str) -> Response:
    return _act(public_id, service.reset_factor, _("Đã tắt bước thứ hai của người này và gửi thư báo."))


def _act(public_id: str, act: Callable[..., None], words: str) -> Response:
    form = BaseForm()
    if form.validate_on_submit() and form.attempt(lambda: act(_person(public_id), actor=actor())):
        flash(words)
        return _back(public_id)
    return _shown(public_id, form)


def _back(public_id: str) -> Response:
    return redirect(url_for("accounts_staff.person", public_id=public_id))


def _shown(public_id: str, sent: BaseForm) -> Response:
    user = _person(public_id)
    return page(
        "accounts/person.html",
        form=sent,
        roles=_form(RolesForm, sent, data={"roles": sorted(user.roles)}),
        disabling=_form(ReasonForm, sent, prefix="disable"),
        person=user,
        reason=queries.reason_of_disabling(user),
        factor=queries.active_factor(user.id),
        sign_ins=queries.sign_ins_of(user.id),
    )


def _form(kind: type[Any], sent: BaseForm, **given: Any) -> Any:
    return sent if isinstance(sent, kind) else kind(formdata=None, **given)


def _person(public_id: str) -> User:
    return found(queries.user_by_public_id(public_id))


def _set_roles(public_id: str, wanted: set[str]) -> None:
    user = _person(public_id)
    for role in Role:
        if role in wanted:
            service.grant_role(user, role, actor=actor())
        elif role in user.roles:
            service.revoke_role(user, role, actor=actor())
