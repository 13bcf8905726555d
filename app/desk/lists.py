"""The Centre keeps its lists: fields, kinds of spaces, whom they welcome."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from app.accounts.rules import is_coordinator
from app.desk.word_uses import uses_in
from app.vocabulary import queries, rules, service
from app.vocabulary.forms import WordForm
from app.vocabulary.models import Word
from app.vocabulary.rules import LISTS, Uses
from app.web.forms import BaseForm
from app.web.guard import actor, found, guard
from app.web.pages import page

blueprint = Blueprint("desk_lists", __name__, url_prefix="/desk/lists")
NAMES = {
    "kinds": _l("Loại hình không gian"),
    "fields": _l("Lĩnh vực hoạt động"),
    "welcomes": _l("Đối tượng được đón riêng"),
}
NOTES = {
    "kinds": _l("Không gian chọn khi mô tả mình; cũng là bộ lọc của danh bạ và cột của sổ thành viên."),
    "fields": _l("Dùng cho không gian, người chấm, sự kiện và lịch theo lĩnh vực."),
    "welcomes": _l("Những nhóm mà không gian có chương trình, giá vé hay cách đón riêng."),
}


@blueprint.get("")
@guard(is_coordinator)
def index() -> Response:
    return page("desk/lists.html", names=NAMES, notes=NOTES, sizes={name: len(queries.words(name)) for name in LISTS})


@blueprint.route("/<list_>", methods=["GET", "POST"])
@guard(is_coordinator)
def one(list_: str) -> Response:
    """The list, and at its foot the form that adds to it."""
    found(list_ if list_ in LISTS else None)
    form = WordForm()
    if form.validate_on_submit() and form.attempt(lambda: _add(list_, form)):
        flash(_("Đã thêm. Từ bây giờ mọi người chọn được mục này."))
        return redirect(url_for("desk_lists.one", list_=list_))
    uses = uses_in(list_)
    return page(
        "desk/list.html",
        form=form,
        list_=list_,
        name=NAMES[list_],
        note=NOTES[list_],
        rows=[_row(word, uses.get(word.code, Uses())) for word in queries.words(list_)],
    )


def _row(word: Word, uses: Uses) -> tuple[Word, Uses, bool, bool]:
    """And whether it may be hidden, and removed."""
    return word, uses, rules.why_not_hidden(word, uses) is None, rules.why_not_removed(word, uses) is None


def _add(list_: str, form: WordForm) -> str:
    word = service.add_word(list_, name_vi=form.name_vi.data or "", name_en=form.name_en.data or "", actor=actor())
    return word.code


@blueprint.route("/<list_>/<code>", methods=["GET", "POST"])
@guard(is_coordinator)
def word(list_: str, code: str) -> Response:
    form = WordForm()
    if not form.filled:
        form.show(_word(list_, code))
    if form.validate_on_submit() and form.attempt(lambda: _rename(list_, code, form)):
        flash(_("Đã đổi tên ở mọi nơi."))
        return redirect(url_for("desk_lists.one", list_=list_))
    return page("desk/list_word.html", form=form, word=_word(list_, code), name=NAMES[list_], list_=list_)


def _rename(list_: str, code: str, form: WordForm) -> None:
    service.rename_word(
        _word(list_, code),
        seen=form.was.data or "",
        name_vi=form.name_vi.data or "",
        name_en=form.name_en.data or "",
        actor=actor(),
    )


@blueprint.post("/<list_>/<code>/<any(up, down):way>")
@guard(is_coordinator)
def move(list_: str, code: str, way: str) -> Response:
    return _act(list_, code, lambda one: service.move_word(one, up=way == "up", actor=actor()), "")


@blueprint.post("/<list_>/<code>/hide")
@guard(is_coordinator)
def hide(list_: str, code: str) -> Response:
    return _act(
        list_,
        code,
        lambda one: service.hide_word(one, uses=_uses(one), actor=actor()),
        _("Đã ẩn. Nơi nào đã chọn thì vẫn giữ."),
    )


@blueprint.post("/<list_>/<code>/offer")
@guard(is_coordinator)
def offer(list_: str, code: str) -> Response:
    return _act(list_, code, lambda one: service.offer_word(one, actor=actor()), _("Đã cho chọn lại."))


@blueprint.post("/<list_>/<code>/remove")
@guard(is_coordinator)
def remove(list_: str, code: str) -> Response:
    return _act(
        list_,
        code,
        lambda one: service.remove_word(one, uses=lambda: _uses(one), actor=actor()),
        _("Đã xoá khỏi danh sách."),
    )


def _act(list_: str, code: str, act: Callable[[Word], Any], done: str) -> Response:
    anchor = f"#{_word(list_, code).code}"
    form = BaseForm()
    if form.attempt(lambda: act(_word(list_, code))):
        if done:
            flash(done)
    else:
        flash(" ".join(sentence for _field, sentence in form.error_list), "error")
    return redirect(url_for("desk_lists.one", list_=list_) + anchor)


def _uses(word: Word) -> Uses:
    return uses_in(word.list).get(word.code, Uses())


def _word(list_: str, code: str) -> Word:
    return found(queries.word(list_, code) if list_ in LISTS else None)
