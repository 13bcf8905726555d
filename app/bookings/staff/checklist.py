"""The lines that are asked when a place is given and taken back."""

from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.bookings import day_words, queries, service
from app.bookings.forms.day import ChecklistItemForm
from app.bookings.models import ChecklistItem, Handover
from app.bookings.rules import can_keep_checklist
from app.bookings.schedule import everywhere
from app.web.forms import BaseForm
from app.web.guard import actor, found, guard
from app.web.pages import page

blueprint = Blueprint("checklist_staff", __name__, url_prefix="/desk/checklist")


@blueprint.route("", methods=["GET", "POST"])
@guard(can_keep_checklist)
def index() -> Response:
    form = _form()
    if form.validate_on_submit() and form.attempt(
        lambda: service.add_item(stage=form.stage.data, **form.read_values(), actor=actor())
    ):
        flash(_("Đã thêm dòng."))
        return redirect(url_for("checklist_staff.index"))
    return _index(form)


def _index(form: ChecklistItemForm) -> Response:
    lines = queries.checklist()
    return page(
        "bookings/checklist.html",
        form=form,
        stages={stage: [line for line in lines if line.stage == stage] for stage in Handover},
        venues={venue.id: venue for venue in everywhere()},
        day_words=day_words,
    )


@blueprint.route("/<public_id>", methods=["GET", "POST"])
@guard(can_keep_checklist)
def item(public_id: str) -> Response:
    form = _form()
    del form.stage  # an answer belongs to the stage at which it was given
    if not form.filled:
        form.show(_item(public_id))
    if form.validate_on_submit() and form.attempt(lambda: _change(public_id, form)):
        flash(_("Đã lưu. Những lần bàn giao đã ghi giữ nguyên lời cũ."))
        return redirect(url_for("checklist_staff.index"))
    return page("bookings/checklist_item.html", form=form, item=_item(public_id), day_words=day_words)


def _change(public_id: str, form: ChecklistItemForm) -> None:
    values: dict[str, Any] = form.read_values()
    service.change_item(_item(public_id), active=form.active.data, actor=actor(), **values)


@blueprint.post("/<public_id>/<any(up, down):way>")
@guard(can_keep_checklist)
def move(public_id: str, way: str) -> Response:
    form = BaseForm()
    if form.validate_on_submit():
        form.attempt(lambda: service.move_item(_item(public_id), up=way == "up", actor=actor()))
    return redirect(url_for("checklist_staff.index") + f"#line-{_item(public_id).public_id}")


def _form() -> ChecklistItemForm:
    form = ChecklistItemForm()
    form.offer(everywhere())
    return form


def _item(public_id: str) -> ChecklistItem:
    return found(queries.item_by_public_id(public_id))
