"""Changes of spaces' pages that wait for the Centre, and spaces whose people have not said that all is right."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.rules import is_coordinator
from app.audit import access
from app.core import clock
from app.spaces import queries, rules, screens, service, words
from app.spaces.forms import DeclineEditForm
from app.spaces.models import EditStatus, Space, SpaceEdit
from app.web.forms import BaseForm
from app.web.guard import actor, found, guard
from app.web.pages import page

blueprint = Blueprint("edits_staff", __name__, url_prefix="/desk/edits")
DECIDED_SHOWN = 50


@blueprint.get("")
@guard(is_coordinator)
def edits() -> Response:
    silent = queries.unconfirmed(clock.today() - rules.CONFIRM_PATIENCE)
    owners = queries.owners_at([space.id for space in silent])
    access.note_each(actor(), [f"space:{space.id}" for space in silent], "team")
    return page(
        "spaces/edits.html",
        waiting=queries.waiting_edits(),
        silent=[(space, owners[space.id]) for space in silent],
        own=queries.team_space_ids(actor()),
        decided=queries.decided_edits(DECIDED_SHOWN),
        words=words,
    )


@blueprint.get("/<public_id>")
@guard(is_coordinator)
def one(public_id: str) -> Response:
    return _edit_page(public_id)


@blueprint.post("/<public_id>/approve")
@guard(is_coordinator)
def approve(public_id: str) -> Response:
    form = BaseForm()
    if form.validate_on_submit() and form.attempt(lambda: service.approve_edit(_edit(public_id), actor=actor())):
        if form.outcome == EditStatus.OVERTAKEN:
            flash(
                _("Những mục này vừa được đổi theo cách khác, nên bản sửa không được áp dụng. Nhóm đã được báo."),
                "error",
            )
        else:
            flash(_("Đã duyệt. Trang của không gian hiện theo bản mới và nhóm được báo qua thư."))
        return redirect(url_for("edits_staff.one", public_id=public_id))
    return _edit_page(public_id, form)


@blueprint.post("/<public_id>/decline")
@guard(is_coordinator)
def decline(public_id: str) -> Response:
    form = DeclineEditForm()
    if form.validate_on_submit() and form.attempt(
        lambda: service.decline_edit(_edit(public_id), reason=form.reason.data or "", actor=actor())
    ):
        flash(_("Đã trả lời và báo cho nhóm qua thư."))
        return redirect(url_for("edits_staff.one", public_id=public_id))
    return _edit_page(public_id, form)


@blueprint.post("/unconfirmed/<public_id>/ask")
@guard(is_coordinator)
def ask(public_id: str) -> Response:
    return _about_silent(
        public_id,
        lambda space: service.ask_again(space, actor=actor()),
        _("Đã gửi lại thư hỏi người đứng tên."),
    )


@blueprint.post("/unconfirmed/<public_id>/confirmed")
@guard(is_coordinator)
def confirmed(public_id: str) -> Response:
    return _about_silent(
        public_id,
        lambda space: service.confirm_by_telephone(space, actor=actor()),
        _("Đã ghi: hôm nay người của không gian cho biết thông tin còn đúng."),
    )


def _about_silent(public_id: str, act: Callable[[Space], None], done: str) -> Response:
    form = BaseForm()
    if form.attempt(lambda: act(_silent(public_id))):
        flash(done)
    else:
        flash(" ".join(sentence for _field, sentence in form.error_list), "error")
    return redirect(url_for("edits_staff.edits"))


def _silent(public_id: str) -> Space:
    space = found(queries.space_by_public_id(public_id))
    return found(space if rules.is_asked(space) else None)


def _edit_page(public_id: str, refused: BaseForm | None = None) -> Response:
    edit = _edit(public_id)
    return page(
        "spaces/edit_staff.html",
        form=refused,
        decline_form=refused if isinstance(refused, DeclineEditForm) else DeclineEditForm(formdata=None),
        edit=edit,
        differences=screens.differences(edit),
        newer=queries.waiting_edit(edit.space_id) if edit.status == EditStatus.OVERTAKEN else None,
        owners=queries.owners_of(edit.space_id),
        may_decide=rules.can_decide_edit(actor(), queries.team_of(edit.space_id)),
        words=words,
    )


def _edit(public_id: str) -> SpaceEdit:
    return found(queries.edit_by_public_id(public_id))
