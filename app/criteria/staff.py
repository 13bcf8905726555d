from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.rules import is_administrator
from app.criteria import queries, service
from app.criteria.forms import ActForm, SetFileForm
from app.criteria.models import CriteriaSet
from app.criteria.words import name_kinds
from app.web.guard import actor, found, guard
from app.web.pages import page

blueprint = Blueprint("criteria_staff", __name__, url_prefix="/desk/criteria")


@blueprint.route("", methods=["GET", "POST"])
@guard(is_administrator)
def sets() -> Response:
    form = SetFileForm()
    if form.validate_on_submit() and _imported(form):
        flash(_("Đã tải lên thành bản nháp. Bạn xem kỹ rồi mới công bố."))
        return redirect(url_for("criteria_staff.one", public_id=form.outcome))
    return page("criteria/sets.html", form=form, sets=queries.all_sets())


def _imported(form: SetFileForm) -> bool:
    definition = form.read_definition()
    return definition is not None and form.attempt(lambda: service.import_set(definition, actor=actor()).public_id)


@blueprint.get("/<public_id>")
@guard(is_administrator)
def one(public_id: str) -> Response:
    return _shown(public_id, ActForm())


@blueprint.post("/<public_id>/publish")
@guard(is_administrator)
def publish(public_id: str) -> Response:
    return _acted(public_id, service.publish_set, _("Đã công bố. Từ giờ phiên bản này không đổi được nữa."))


@blueprint.post("/<public_id>/retire")
@guard(is_administrator)
def retire(public_id: str) -> Response:
    return _acted(public_id, service.retire_set, _("Đã ngừng dùng phiên bản này cho các đợt đăng ký mới."))


def _acted(public_id: str, act: Callable[..., Any], done: str) -> Response:
    form = ActForm()
    if form.validate_on_submit() and form.attempt(lambda: act(_fetched(public_id), actor=actor())):
        flash(done)
        return redirect(url_for("criteria_staff.sets"))
    return _shown(public_id, form)


def _shown(public_id: str, form: ActForm) -> Response:
    criteria_set = _fetched(public_id)
    definition = queries.definition_of(criteria_set)
    return page(
        "criteria/set.html", form=form, criteria_set=criteria_set, definition=definition, name_kinds=name_kinds
    )


def _fetched(public_id: str) -> CriteriaSet:
    return found(queries.set_by_public_id(public_id))
