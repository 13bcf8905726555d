"""The Centre's screens of a case: check, give out, compare, propose, sign."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.models import Role
from app.accounts.queries import user_by_public_id, users_with_role
from app.accounts.rules import is_approver, is_centre_staff, is_coordinator
from app.applications.models import Application, ApplicationStatus
from app.applications.queries import answers_of, evidence_file, evidence_of
from app.applications.rules import FINAL, kinds_of, sections
from app.applications.words import STATUS_NAMES, STATUS_TAGS
from app.core import clock
from app.criteria.queries import definition_of
from app.criteria.rules import Assessment
from app.evaluations import queries, rules, service, words
from app.evaluations.forms import ActForm, AssignForm, ProposeForm, ReturnForm, SendBackForm, SignForm
from app.evaluations.models import Decision, Outcome, Review
from app.files.responses import send
from app.web.forms import BaseForm
from app.web.guard import actor, found, guard
from app.web.pages import page

blueprint = Blueprint("evaluations_staff", __name__, url_prefix="/desk/applications")
OPEN = (
    ApplicationStatus.SUBMITTED,
    ApplicationStatus.IN_REVIEW,
    ApplicationStatus.PROPOSED,
    ApplicationStatus.RETURNED,
)


@blueprint.get("")
@guard(is_centre_staff)
def cases() -> Response:
    counts = queries.case_counts(actor())
    wanted = request.args.get("status", "")
    views = {"": OPEN, **{status.value: (status,) for status in OPEN}, "closed": tuple(FINAL)}
    shown = queries.cases_in(actor(), views.get(wanted, OPEN))
    return page(
        "evaluations/cases.html",
        cases=shown,
        progress=queries.progress_of(shown),
        chips=[(name, sum(counts.get(status, 0) for status in those)) for name, those in views.items()],
        wanted=wanted if wanted in views else "",
        status_names=STATUS_NAMES,
        status_tags=STATUS_TAGS,
        today=clock.today(),
        waited={one.id: _days_since(one.submitted_at) for one in shown},
    )


def _days_since(at: datetime | None) -> int:
    """In days of the house: what came in late last night has waited since yesterday."""
    return (clock.today() - at.astimezone(clock.HOUSE_ZONE).date()).days if at else 0


@blueprint.get("/<public_id>")
@guard(is_centre_staff)
def case(public_id: str) -> Response:
    return _case_page(public_id)


@blueprint.get("/<public_id>/files/<file_id>")
@guard(is_centre_staff)
def file(public_id: str, file_id: str) -> Response:
    return send(found(evidence_file(_case(public_id), file_id)))


@blueprint.post("/<public_id>/return")
@guard(is_coordinator)
def return_to_applicant(public_id: str) -> Response:
    form = ReturnForm(prefix="return")
    return _after(
        public_id,
        form,
        lambda: service.return_to_applicant(_case(public_id), actor=actor(), note=form.note.data),
        _("Đã gửi yêu cầu bổ sung cho không gian."),
    )


@blueprint.post("/<public_id>/reviewers")
@guard(is_coordinator)
def assign(public_id: str) -> Response:
    form = AssignForm(prefix="assign")
    form.offer(users_with_role(Role.REVIEWER))
    return _after(
        public_id,
        form,
        lambda: service.assign_reviewer(
            _case(public_id), found(user_by_public_id(form.reviewer.data)), actor=actor()
        ),
        _("Đã giao phiếu chấm và gửi thư cho người chấm."),
    )


@blueprint.post("/<public_id>/reviewers/<review_id>/unassign")
@guard(is_coordinator)
def unassign(public_id: str, review_id: str) -> Response:
    return _after(
        public_id,
        ActForm(),
        lambda: service.unassign(found(queries.review_in(_case(public_id), review_id)), actor=actor()),
        _("Đã rút phiếu chấm. Người chấm không còn mở được hồ sơ này."),
    )


@blueprint.post("/<public_id>/resume")
@guard(is_coordinator)
def resume(public_id: str) -> Response:
    return _after(
        public_id,
        ActForm(),
        lambda: service.resume_review(_case(public_id), actor=actor()),
        _("Hồ sơ đã trở lại với những người đang chấm."),
    )


@blueprint.post("/<public_id>/decisions")
@guard(is_coordinator)
def propose(public_id: str) -> Response:
    form = ProposeForm(prefix="propose")
    form.offer(list(Outcome))
    return _after(
        public_id,
        form,
        lambda: service.propose_decision(
            _case(public_id), Outcome(form.decision.data), form.reasons.data, actor=actor()
        ),
        _("Đã trình quyết định. Một người khác sẽ ký."),
    )


@blueprint.post("/<public_id>/decisions/<decision_id>/sign")
@guard(is_approver)
def sign(public_id: str, decision_id: str) -> Response:
    form = SignForm(prefix="sign")
    return _after(
        public_id,
        form,
        lambda: service.sign_decision(
            _decision(public_id, decision_id), actor=actor(), decision_number=form.decision_number.data
        ),
        _("Đã ký. Thư báo kết quả đang được gửi cho không gian."),
    )


@blueprint.post("/<public_id>/decisions/<decision_id>/return")
@guard(is_centre_staff)
def return_decision(public_id: str, decision_id: str) -> Response:
    form = SendBackForm(prefix="back")
    return _after(
        public_id,
        form,
        lambda: service.return_decision(_decision(public_id, decision_id), actor=actor(), note=form.note.data),
        _("Đã trả lại quyết định."),
    )


def _after(public_id: str, form: BaseForm, act: Callable[[], Any], done: str) -> Response:
    """Back to the case with a word, or the case again with what was refused and everything typed."""
    _case(public_id)
    if form.validate_on_submit() and form.attempt(act):
        flash(done)
        return redirect(url_for("evaluations_staff.case", public_id=public_id))
    return _case_page(public_id, refused=form)


def _case(public_id: str) -> Application:
    return found(queries.case_for(actor(), public_id))


def _decision(public_id: str, decision_id: str) -> Decision:
    return found(queries.decision_in(_case(public_id), decision_id))


def _case_page(public_id: str, refused: BaseForm | None = None) -> Response:
    application = _case(public_id)
    reviews, decisions = queries.reviews_of(application), queries.decisions_of(application)
    definition, kinds = definition_of(application.criteria_set), kinds_of(application)
    sees_sheets = rules.may_see_sheets(actor(), reviews)
    finished = rules.submitted(reviews)
    sheets = queries.sheets_of(finished)
    told = (list(sheets.values()), definition, kinds)
    assessment, needed = rules.assessment_of(*told), rules.reviewers_needed(*told)
    waiting = rules.open_decision(decisions)
    offered = _offered(application, reviews, waiting, needed=needed) - (set() if sees_sheets else {"propose"})
    forms = _forms(offered, refused, application, reviews, assessment)
    return page(
        "evaluations/case.html",
        status=422 if refused else 200,
        # What was refused stands at its form, or on top where the case has moved on and the form is gone.
        refusals=refused.error_list if refused and refused not in forms.values() else [],
        forms=forms,
        offered=offered,
        case=application,
        sections=sections(definition, kinds),
        answers=answers_of(application),
        evidence=evidence_of(application),
        definition=definition,
        reviews=reviews,
        in_force=rules.in_force(reviews),
        finished=finished if sees_sheets else [],
        sheets=sheets if sees_sheets else {},
        totals={number: rules.sheet_total(sheet, definition, kinds) for number, sheet in sheets.items()},
        spread=rules.spread(*told),
        assessment=assessment,
        sees_sheets=sees_sheets,
        calls_third=rules.calls_third(*told),
        waiting=waiting,
        decisions=decisions,
        may_prepare=rules.can_prepare(actor(), queries.team_ids(application)),
        history=queries.history_of(application),
        words=words,
        status_names=STATUS_NAMES,
        status_tags=STATUS_TAGS,
    )


def _offered(
    application: Application, reviews: Sequence[Review], waiting: Decision | None, *, needed: int
) -> set[str]:
    """What this person can do with the case as it stands now."""
    team, in_force = queries.team_ids(application), rules.in_force(reviews)
    acts: set[str] = set()
    if waiting is not None:
        acts |= {"sign"} if rules.can_sign(actor(), waiting, team) else set()
        acts |= {"back"} if rules.can_return_decision(actor(), waiting, team) else set()
    if not rules.can_prepare(actor(), team):
        return acts
    if application.status == ApplicationStatus.SUBMITTED:
        return acts | {"return", "resume" if in_force else "assign"}
    if application.status == ApplicationStatus.IN_REVIEW:
        acts |= {"return"}
        acts |= {"assign"} if len(in_force) < needed else set()
        acts |= {"propose"} if len(rules.submitted(reviews)) == len(in_force) >= needed else set()
    return acts


def _forms(
    offered: set[str],
    refused: BaseForm | None,
    application: Application,
    reviews: Sequence[Review],
    assessment: Assessment,
) -> dict[str, BaseForm]:
    """The forms of what is offered, fresh but for the one that was refused."""
    classes: dict[str, type[BaseForm]] = {
        "return": ReturnForm,
        "assign": AssignForm,
        "propose": ProposeForm,
        "sign": SignForm,
        "back": SendBackForm,
    }
    forms = {
        name: refused if isinstance(refused, kind) else kind(formdata=None, prefix=name)
        for name, kind in classes.items()
        if name in offered
    }
    if isinstance(assign := forms.get("assign"), AssignForm):
        out = {review.reviewer_id for review in reviews} | queries.team_ids(application)
        assign.offer([one for one in users_with_role(Role.REVIEWER) if one.id not in out])
    if isinstance(propose := forms.get("propose"), ProposeForm):
        propose.offer(rules.allowed_outcomes(assessment))
    return forms
