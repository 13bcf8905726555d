"""The Centre keeps its guidance about notices and permits."""

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.licences import queries, rules, service, words
from app.licences.forms import RuleForm
from app.licences.models import LicenceRule
from app.web.forms import BaseForm
from app.web.guard import actor, found, guard
from app.web.pages import page

blueprint = Blueprint("licences_staff", __name__, url_prefix="/desk/licences")


@blueprint.get("")
@guard(rules.can_change_rules)
def licences() -> Response:
    return page("licences/list.html", rules=queries.licence_rules(), words=words)


@blueprint.route("/new", methods=["GET", "POST"])
@guard(rules.can_change_rules)
def new() -> Response:
    form = RuleForm()
    if form.validate_on_submit() and form.attempt(lambda: service.add_rule(actor=actor(), **form.read_values()).code):
        flash(_("Đã thêm thủ tục."))
        return redirect(url_for("licences_staff.licences") + f"#{form.outcome}")
    return page("licences/edit.html", form=form, rule=None)


@blueprint.route("/<code>/edit", methods=["GET", "POST"])
@guard(rules.can_change_rules)
def edit(code: str) -> Response:
    form = RuleForm()
    if not form.filled:
        form.show(_rule(code))
    if form.validate_on_submit() and form.attempt(lambda: _change(code, form)):
        flash(_("Đã lưu. Trang công khai và gợi ý giấy tờ của các lượt đặt chỗ dùng lời mới ngay."))
        return redirect(url_for("licences_staff.licences") + f"#{code}")
    return page("licences/edit.html", form=form, rule=_rule(code))


def _change(code: str, form: RuleForm) -> None:
    service.change_rule(_rule(code), seen_version=form.version.data or "", actor=actor(), **form.read_values())


@blueprint.post("/<code>/<any(up, down):way>")
@guard(rules.can_change_rules)
def move(code: str, way: str) -> Response:
    form = BaseForm()
    if form.validate_on_submit():
        form.attempt(lambda: service.move_rule(_rule(code), up=way == "up", actor=actor()))
    return redirect(url_for("licences_staff.licences") + f"#{_rule(code).code}")


def _rule(code: str) -> LicenceRule:
    return found(queries.rule_by_code(code))
