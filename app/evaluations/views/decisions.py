"""What the applicant has of a decision: the letter by criterion, its conditions, an appeal, and a new beginning."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.rules import signed_in
from app.applications.models import Application
from app.applications.queries import application_for, call_by_public_id, open_calls, team_space, unfinished_of
from app.applications.words import STATUS_NAMES
from app.core import clock
from app.criteria.queries import definition_of
from app.criteria.rules import Assessment
from app.evaluations import letter, queries, rules, service, words
from app.evaluations.forms import AgainForm, AppealForm, ConditionAnswerForm, read_files
from app.evaluations.models import Condition, Decision, Outcome
from app.files.responses import send
from app.web.forms import BaseForm
from app.web.guard import actor, found, guard
from app.web.pages import page

blueprint = Blueprint("decisions", __name__, url_prefix="/my/applications")


@blueprint.get("/<public_id>/decision")
@guard(signed_in)
def show(public_id: str) -> Response:
    return _page(public_id)


@blueprint.get("/<public_id>/decision/letter")
@guard(signed_in)
def letter_as_pdf(public_id: str) -> Response:
    printed = _decision(public_id).letter
    if printed is None:
        flash(_("Thư quyết định đang được in, vài phút nữa sẽ tải được."), "info")
        return redirect(url_for("decisions.show", public_id=public_id))
    return send(printed)


@blueprint.get("/<public_id>/decision/files/<file_id>")
@guard(signed_in)
def file(public_id: str, file_id: str) -> Response:
    return send(found(queries.file_after_decision(_mine(public_id), file_id)))


@blueprint.post("/<public_id>/decision/conditions/<condition_id>")
@guard(signed_in)
def answer_condition(public_id: str, condition_id: str) -> Response:
    form = ConditionAnswerForm(prefix=f"answer-{_condition(public_id, condition_id).public_id}")
    if form.validate_on_submit():
        uploads = read_files(form, "file")
        if uploads is not None and form.attempt(
            lambda: service.answer_condition(
                _condition(public_id, condition_id), form.text.data, next(iter(uploads), None), actor=actor()
            )
        ):
            flash(_("Đã gửi câu trả lời. Trung tâm xem rồi báo bạn qua thư."))
            return redirect(url_for("decisions.show", public_id=public_id))
    return _page(public_id, refused=form)


@blueprint.post("/<public_id>/decision/appeal")
@guard(signed_in)
def appeal(public_id: str) -> Response:
    form = AppealForm(prefix="appeal")
    if form.validate_on_submit():
        uploads = read_files(form, "files")
        if uploads is not None and form.attempt(
            lambda: service.file_appeal(_decision(public_id), form.text.data, uploads, actor=actor())
        ):
            flash(_("Đã nhận khiếu nại. Cả nhóm nhận thư xác nhận."))
            return redirect(url_for("decisions.show", public_id=public_id))
    return _page(public_id, refused=form)


@blueprint.post("/<public_id>/decision/again")
@guard(signed_in)
def again(public_id: str) -> Response:
    form = AgainForm(prefix="again")
    form.offer(open_calls(clock.today()))
    _decision(public_id)
    if form.validate_on_submit() and form.attempt(lambda: _begin_again(public_id, form.call.data)):
        flash(_("Đã chép câu trả lời và tệp sang hồ sơ mới. Những mục còn yếu được đánh dấu."))
        return redirect(url_for("applications.tasks", public_id=form.outcome))
    return _page(public_id, refused=form)


def _begin_again(public_id: str, call_id: str) -> str:
    decision = _decision(public_id)
    space = found(team_space(actor(), decision.application.space.public_id))
    call = found(call_by_public_id(call_id))
    return service.apply_again(decision, space, call, actor=actor()).public_id


def _mine(public_id: str) -> Application:
    return found(application_for(actor(), public_id))


def _decision(public_id: str) -> Decision:
    """The latest that is public; one that was undone is still there to be read."""
    return found(next(iter(queries.published_decisions(_mine(public_id))), None))


def _condition(public_id: str, condition_id: str) -> Condition:
    return found(queries.condition_in(_mine(public_id), condition_id))


def _page(public_id: str, refused: BaseForm | None = None) -> Response:
    decision = _decision(public_id)
    application = decision.application
    definition = definition_of(application.criteria_set)
    assessment = Assessment.from_document(decision.assessment)
    conditions = queries.conditions_of(decision)
    filed = queries.appeal_to(decision)
    waits = rules.waits_for_conditions(decision, application.status)
    forms = _answer_forms(conditions, refused) if waits else {}
    appealable = rules.may_appeal(
        decision, status=application.status, appealed=filed is not None, today=clock.today()
    )
    given = isinstance(refused, AppealForm)
    begin = _again_form(application, refused)
    shown = refused if given else AppealForm(formdata=None, prefix="appeal")
    return page(
        "evaluations/decision.html",
        status=422 if refused else 200,
        application=application,
        decision=decision,
        result_name=STATUS_NAMES[rules.RESULTS[Outcome(decision.outcome)]],
        definition=definition,
        assessment=assessment,
        judged=letter.is_judged(assessment),
        gates=letter.gate_lines(assessment, definition, decision.advice),
        parts=letter.parts_of(assessment, definition, decision.advice),
        conditions=conditions,
        condition_answers=queries.condition_answers(conditions),
        forms=forms,
        refusals=refused.error_list if refused and refused not in (*forms.values(), shown, begin) else [],
        again_form=begin,
        appeal=filed,
        appeal_files=queries.appeal_files(filed) if filed else [],
        appeal_form=shown if appealable else None,
        lost=refused if given and not appealable else None,
        today=clock.today(),
        words=words,
    )


def _again_form(application: Application, refused: BaseForm | None) -> AgainForm | None:
    """Once this one is over, nothing else is under way, and somebody takes applications."""
    calls = open_calls(clock.today())
    if application.status not in service.OVER or not calls or unfinished_of(application.space) is not None:
        return None
    if isinstance(refused, AgainForm):
        return refused
    form = AgainForm(formdata=None, prefix="again")
    form.offer(calls)
    return form


def _answer_forms(conditions: Sequence[Condition], refused: BaseForm | None) -> dict[int, BaseForm]:
    forms: dict[int, BaseForm] = {}
    for one in conditions:
        if one.met_at is None:
            prefix = f"answer-{one.public_id}"
            same = isinstance(refused, ConditionAnswerForm) and refused._prefix == f"{prefix}-"
            forms[one.id] = refused if same and refused else ConditionAnswerForm(formdata=None, prefix=prefix)
    return forms
