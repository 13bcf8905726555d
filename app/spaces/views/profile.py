from typing import Any

from flask import Blueprint, Flask, current_app, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.rules import signed_in
from app.core import clock
from app.files.photos import PHOTOS_MAX
from app.mail import links
from app.spaces import queries, rules, screens, service, words
from app.spaces.forms import ConfirmForm, HoursForm, SpaceForm, version_seen
from app.spaces.hours import in_rows, spans_of
from app.spaces.models import ClaimStatus, EditStatus, Space, SpaceEdit
from app.spaces.said import profile_of, to_values
from app.web.forms import BaseForm
from app.web.guard import actor, found, guard
from app.web.pages import page
from app.web.redirects import safe_path

blueprint = Blueprint("spaces", __name__, url_prefix="/my/spaces")


def init_app(app: Flask) -> None:
    app.jinja_env.filters["shown_address"] = rules.shown_address
    app.context_processor(_words)


def _words() -> dict[str, Any]:
    return {
        "kind_names": words.KIND_NAMES,
        "field_names": words.FIELD_NAMES,
        "ownership_names": words.OWNERSHIP_NAMES,
        "welcome_names": words.WELCOME_NAMES,
    }


@blueprint.get("")
@guard(signed_in)
def mine() -> Response:
    invitations = queries.open_for(actor().email, clock.now())
    return page(
        "spaces/mine.html",
        spaces=queries.spaces_of(actor()),
        invitations=[(one, links.sign("invitation", one.public_id)) for one in invitations],
        team_role_names=words.TEAM_ROLE_NAMES,
        claims=queries.claims_by(actor(), ClaimStatus.WAITING, ClaimStatus.REFUSED, ClaimStatus.OVERTAKEN),
        claim_statuses=words.CLAIM_STATUSES,
        claim_tags=words.CLAIM_TAGS,
    )


@blueprint.route("/new", methods=["GET", "POST"])
@guard(signed_in)
def new() -> Response:
    form = SpaceForm()
    if form.validate_on_submit():
        profile = form.profile()
        if form.attempt(lambda: service.create_space(profile, actor=actor()).name_vi):
            flash(_("Đã tạo không gian “%(name)s”.", name=form.outcome))
            return redirect(safe_path(request.args.get("next"), url_for("spaces.mine")))
    return page("spaces/new.html", form=form)


@blueprint.route("/<public_id>", methods=["GET", "POST"])
@guard(signed_in)
def edit(public_id: str) -> Response:
    space = found(queries.space_for_editor(actor(), public_id))
    form = SpaceForm(space, queries.waiting_edit(space.id))
    if form.validate_on_submit() and form.attempt(lambda: _change(public_id, form)):
        _say_what_became(form.outcome)
        return redirect(safe_path(request.args.get("next"), url_for("spaces.edit", public_id=public_id)))
    space = found(queries.space_for_editor(actor(), public_id))
    return page(
        "spaces/edit.html",
        form=form,
        space=space,
        photos=queries.photos_of(space.id),
        photos_max=PHOTOS_MAX,
        team=queries.team_of(space.id),
        team_role_names=words.TEAM_ROLE_NAMES,
        **_about(space),
    )


@blueprint.route("/<public_id>/hours", methods=["GET", "POST"])
@guard(signed_in)
def hours(public_id: str) -> Response:
    space = found(queries.space_for_editor(actor(), public_id))
    form = HoursForm(space, queries.waiting_edit(space.id))
    if form.validate_on_submit() and form.attempt(lambda: _change(public_id, form)):
        _say_what_became(form.outcome)
        return redirect(safe_path(request.args.get("next"), url_for("spaces.hours", public_id=public_id)))
    return page("spaces/hours.html", form=form, space=space, **_about(space))


@blueprint.route("/<public_id>/confirm", methods=["GET", "POST"])
@guard(signed_in)
def confirm(public_id: str) -> Response:
    """Everything as it is shown, and one button that says it is right."""
    space = found(queries.space_for_editor(actor(), public_id))
    form = ConfirmForm(data={"version": space.version})
    if form.validate_on_submit() and form.attempt(lambda: _confirm(public_id, form)):
        flash(_("Cảm ơn bạn. Trang của không gian ghi ngày xác nhận hôm nay."))
        return redirect(url_for("spaces.confirm", public_id=public_id))
    space = found(queries.space_for_editor(actor(), public_id))
    return page(
        "spaces/confirm.html",
        form=form,
        space=space,
        lines=screens.lines_of(to_values(profile_of(space))),
        photos=queries.photos_of(space.id),
        asked=rules.is_asked(space),
        **_about(space),
    )


@blueprint.post("/edits/<public_id>/withdraw")
@guard(signed_in)
def withdraw_edit(public_id: str) -> Response:
    edit = found(queries.team_edit(actor(), public_id))
    back = url_for("spaces.edit", public_id=edit.space.public_id)
    form = BaseForm()
    if form.attempt(lambda: service.withdraw_edit(found(queries.team_edit(actor(), public_id)), actor=actor())):
        flash(_("Đã rút bản sửa. Trang của không gian giữ nguyên như đang hiện."))
    else:
        flash(" ".join(sentence for _field, sentence in form.error_list), "error")
    return redirect(back)


def _about(space: Space) -> dict[str, Any]:
    """What every page of a space's own shows of its edits."""
    waiting, last = queries.waiting_edit(space.id), queries.last_edit(space.id)
    declined = last if waiting is None and last is not None and last.status == EditStatus.DECLINED else None
    return {
        "waiting": waiting,
        "differences": screens.differences(waiting) if waiting else [],
        "declined": declined,
        "week": in_rows(spans_of(space.hours)),
        "weekdays": words.WEEKDAYS,
    }


def _change(public_id: str, form: SpaceForm | HoursForm) -> SpaceEdit | None:
    space = found(queries.space_for_editor(actor(), public_id))
    version, seen = form.seen()
    return service.change_space(
        space, form.profile(), version=version, actor=actor(), shown=_is_shown(space), seen=seen
    )


def _is_shown(space: Space) -> bool:
    """Whether everybody reads its page."""
    return space.listed_at is not None or bool(current_app.extensions["is_member"](space))


def _say_what_became(waiting: SpaceEdit | None) -> None:
    if waiting is None:
        flash(_("Đã lưu thông tin không gian."))
        return
    names = ", ".join(str(words.SAID_NAMES[name]) for name in waiting.after)
    flash(_("Đã lưu. Chờ Trung tâm duyệt rồi mới hiện: %(fields)s.", fields=names), "info")


def _confirm(public_id: str, form: ConfirmForm) -> None:
    service.confirm_space(
        found(queries.space_for_editor(actor(), public_id)),
        version=version_seen(form),
        actor=actor(),
    )
