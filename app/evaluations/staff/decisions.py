"""Proposed by one, signed by another."""

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.rules import is_approver, is_centre_staff, is_coordinator
from app.criteria.rules import counted_criteria
from app.evaluations import rules, service, words
from app.evaluations.forms import ProposeForm, SendBackForm, SignForm, propose_form
from app.evaluations.letter import weak_lines
from app.evaluations.models import Outcome
from app.evaluations.staff.floor import after, blueprint, case_of, decision_of
from app.evaluations.staff.page import Case
from app.web.guard import actor, guard
from app.web.pages import page


@blueprint.route("/<public_id>/decisions/new", methods=["GET", "POST"])
@guard(is_coordinator)
def propose(public_id: str) -> Response:
    form = _form_for(Case(case_of(public_id)))
    if request.form.get("action") == "row":
        return _propose_page(public_id, form)
    if form.validate_on_submit() and form.note_broken_rows() and form.attempt(lambda: _propose(form, public_id)):
        flash(_("Đã trình quyết định. Một người khác sẽ ký."))
        return redirect(url_for("evaluations_staff.case", public_id=public_id))
    return _propose_page(public_id, form)


def _propose(form: ProposeForm, public_id: str) -> None:
    service.propose_decision(
        case_of(public_id),
        Outcome(form.decision.data),
        form.reasons.data or "",
        conditions=form.terms,
        advice=form.advice,
        actor=actor(),
    )


def _form_for(case: Case) -> ProposeForm:
    """As many rows for conditions as were sent, one more where that was asked for."""
    rows = sum(1 for name in request.form if name.startswith("propose-condition-"))
    rows = min(max(rows, 1) + (request.form.get("action") == "row"), rules.CONDITIONS_MOST)
    items = [*case.definition.gates, *counted_criteria(case.definition, case.kinds)]
    return propose_form(case.outcomes, weak_lines(case.assessment, case.definition), items, rows)


def _propose_page(public_id: str, form: ProposeForm) -> Response:
    case = Case(case_of(public_id))
    return page(
        "evaluations/propose.html",
        form=form,
        case=case.application,
        assessment=case.assessment,
        calls_third=case.calls_third,
        may=case.may_propose,
        outcomes=case.outcomes,
        most=rules.CONDITIONS_MOST,
        words=words,
    )


@blueprint.post("/<public_id>/decisions/<decision_id>/sign")
@guard(is_approver)
def sign(public_id: str, decision_id: str) -> Response:
    form = SignForm(prefix="sign")
    return after(
        public_id,
        form,
        lambda: service.sign_decision(
            decision_of(public_id, decision_id),
            actor=actor(),
            decision_number=form.decision_number.data,
            staged=form.staged.data,
        ),
        _("Đã ký, chờ công bố. Không gian chưa được báo gì.")
        if form.staged.data
        else _("Đã ký. Thư báo kết quả đang được gửi cho không gian."),
    )


@blueprint.post("/<public_id>/decisions/<decision_id>/return")
@guard(is_centre_staff)
def return_decision(public_id: str, decision_id: str) -> Response:
    form = SendBackForm(prefix="back")
    return after(
        public_id,
        form,
        lambda: service.return_decision(decision_of(public_id, decision_id), actor=actor(), note=form.note.data),
        _("Đã trả lại quyết định."),
    )
