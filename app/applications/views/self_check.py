"""The self-check: for anybody, without an account; and what of it a team keeps in its own draft."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.rules import signed_in
from app.applications import kept_check, queries, rules, service
from app.applications.kept_check import KeptCheck
from app.applications.models import Application
from app.applications.self_check_form import KindsForm, PlaceForm, kinds_form, marks_form
from app.core import clock
from app.core.errors import TooMany
from app.criteria.definition import CriteriaDefinition
from app.criteria.models import CriteriaSet
from app.criteria.queries import current_set, definition_of
from app.criteria.readiness import Marks, Readiness, readiness, weight
from app.criteria.rules import counted_criteria, shown
from app.criteria.words import name_kinds, name_step
from app.web.forms import was_sent
from app.web.guard import actor, anyone, found, guard
from app.web.pace import wait_for
from app.web.pages import page

blueprint = Blueprint("self_check", __name__)


@blueprint.route("/self-check", methods=["GET", "POST"])
@guard(anyone)
def show() -> Response:
    """First the kinds of the space, then its questions, then what the answers amount to; nothing is stored."""
    return _answered(keep=False)


@blueprint.post("/self-check/keep")
@guard(anyone)
def keep() -> Response:
    return _answered(keep=True)


def _answered(*, keep: bool) -> Response:
    criteria_set = current_set()
    if criteria_set is None:
        return page("applications/self_check.html", definition=None)
    form = kinds_form(definition_of(criteria_set))
    asked = "asked" in request.form or (form.kept is not None and "asked" in dict(form.kept.sent.fields))
    sound = form.validate_on_submit() and _in_time(form)
    if keep and sound and _may_keep(form, criteria_set):
        answer = redirect(_onward())
        kept_check.keep(answer, criteria_set, form.kinds.data, form.marks)
        return answer
    return _page(form, asked=asked or sound, judged=asked and sound)


def _in_time(form: KindsForm) -> bool:
    wait = wait_for("self_check", allowed=rules.SELF_CHECKS_ALLOWED, within=rules.SELF_CHECKS_WITHIN)
    if wait is not None:
        form.refuse(TooMany("application.self_check_too_fast", wait=wait))
    return wait is None


def _may_keep(form: KindsForm, criteria_set: CriteriaSet) -> bool:
    if not form.marks:
        form.summary.append(_("Bạn chưa trả lời câu nào, nên chưa có gì để giữ."))
    elif not kept_check.fits(criteria_set, form.kinds.data, form.marks):
        form.summary.append(_("Bản tự chấm này dài quá nên trình duyệt không giữ được. Bạn in ra giấy để dùng sau."))
    return not form.summary


def _onward() -> str:
    """Whoever has no account yet makes one on the way."""
    target = url_for("self_check.place")
    return target if actor().is_authenticated else url_for("accounts.sign_up", next=target)


@blueprint.route("/my/applications/self-check", methods=["GET", "POST"])
@guard(signed_in)
def place() -> Response:
    """From the browser that keeps it into a draft."""
    kept = kept_check.kept_check()
    drafts, spaces = queries.drafts_of(actor()), queries.spaces_free_to_apply(actor())
    calls = queries.open_calls(clock.today())
    form = PlaceForm()
    form.offer(drafts, spaces, calls)
    if kept is not None and form.validate_on_submit() and form.attempt(lambda: _placed(form, kept)):
        public_id, left_out = form.outcome
        flash(_("Bản tự chấm đã nằm trong hồ sơ. Chỉ nhóm của bạn xem được."))
        if left_out:
            flash(_("Đợt này dùng phiên bản tiêu chí khác, nên có câu trả lời không chuyển sang được."), "warn")
        answer = redirect(url_for("self_check.draft", public_id=public_id))
        kept_check.drop(answer)
        return answer
    return page(
        "applications/self_check_place.html",
        form=form,
        kept=kept,
        result=_judged(kept.marks, kept.kinds, definition_of(kept.criteria_set)) if kept else None,
        definition=definition_of(kept.criteria_set) if kept else None,
        drafts=drafts,
        spaces=spaces,
        calls=calls,
    )


def _placed(form: PlaceForm, kept: KeptCheck) -> tuple[str, bool]:
    """(Id of the application, whether some answers had no place in it.)"""
    if form.draft:
        application = _mine(form.draft)
    else:
        space = found(queries.team_space(actor(), form.space or ""))
        call = found(queries.call_by_public_id(form.call.data))
        application = service.start_application(space, call, actor=actor())
    return application.public_id, service.save_self_check(application, kept.marks, actor=actor()) != kept.marks


@blueprint.post("/my/applications/self-check/forget")
@guard(signed_in)
def forget() -> Response:
    answer = redirect(url_for("applications.mine"))
    kept_check.drop(answer)
    flash(_("Trình duyệt này không còn giữ bản tự chấm nào."))
    return answer


@blueprint.route("/my/applications/<public_id>/self-check", methods=["GET", "POST"])
@guard(signed_in)
def draft(public_id: str) -> Response:
    """The team's own self-check in its application: to be filled in and changed as long as the application can be."""
    application = _mine(public_id)
    definition, kinds = definition_of(application.criteria_set), rules.kinds_of(application)
    marks = queries.self_check_of(application)
    form = marks_form(definition, marks)
    if was_sent() and form.validate_on_submit():
        said = form.marks
        if form.attempt(lambda: service.save_self_check(_mine(public_id), said, actor=actor())):
            flash(_("Đã lưu bản tự chấm."))
            return redirect(url_for("self_check.draft", public_id=public_id))
        application = _mine(public_id)
    return page(
        "applications/self_check_draft.html",
        form=form,
        application=application,
        editable=rules.can_edit(application),
        result=_judged(marks, kinds, definition) if marks else None,
        name_step=name_step,
        **_questions(definition, kinds),
    )


def _mine(public_id: str) -> Application:
    return found(queries.application_for(actor(), public_id))


def _judged(marks: Marks, kinds: list[str], definition: CriteriaDefinition) -> Readiness:
    return readiness(marks.within(definition), kinds, definition)


def _page(form: KindsForm, *, asked: bool, judged: bool) -> Response:
    kinds = form.kinds.data or []
    return page(
        "applications/self_check.html",
        form=form,
        asked=asked,
        kinds=kinds,
        result=_judged(form.marks, kinds, form.definition) if judged else None,
        kept_days=kept_check.LIFE.days,
        name_kinds=name_kinds,
        name_step=name_step,
        **_questions(form.definition, kinds),
    )


def _questions(definition: CriteriaDefinition, kinds: list[str]) -> dict[str, Any]:
    counted = counted_criteria(definition, kinds)
    weights = {one.code: shown(weight(one, kinds, definition)) for one in counted}
    return {"definition": definition, "counted": counted, "weights": weights}
