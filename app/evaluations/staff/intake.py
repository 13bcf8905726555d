"""The completeness check, and asking the applicant for what is missing."""

from http import HTTPStatus

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.rules import is_coordinator
from app.applications.models import Application, Consequence, Supplement
from app.applications.queries import answers_of, evidence_of, supplement_in
from app.applications.rules import kinds_of, sections
from app.applications.supplements import PROFILE, PROFILE_PARTS, said_in_profile
from app.applications.words import PROFILE_NAMES
from app.core import clock
from app.core.text import pick
from app.criteria.queries import definition_of
from app.evaluations import queries, rules, service
from app.evaluations.forms import ActForm, AskForm, LaterForm, SectionCheckForm, ask_form
from app.evaluations.staff.floor import after, blueprint, case_of
from app.settings.queries import value
from app.web.guard import actor, found, guard
from app.web.language import locale
from app.web.pages import page
from app.workdays.queries import days_from


@blueprint.post("/<public_id>/begin")
@guard(is_coordinator)
def begin(public_id: str) -> Response:
    return after(
        public_id,
        ActForm(),
        lambda: service.begin_check(case_of(public_id), actor=actor()),
        _("Đã bắt đầu kiểm tra. Không gian không tự lấy hồ sơ lại để sửa được nữa."),
    )


@blueprint.post("/<public_id>/sections/<code>")
@guard(is_coordinator)
def check_section(public_id: str, code: str) -> Response:
    form = SectionCheckForm()
    return after(
        public_id,
        form,
        lambda: service.check_section(case_of(public_id), code, form.complete.data == "yes", actor=actor()),
        _("Đã ghi lại mục %(code)s.", code=code),
    )


@blueprint.route("/<public_id>/supplement", methods=["GET", "POST"])
@guard(is_coordinator)
def ask(public_id: str) -> Response:
    form = _ask_form(case_of(public_id))
    if form.validate_on_submit() and form.attempt(lambda: _ask(public_id, form)):
        flash(_("Đã gửi yêu cầu bổ sung cho không gian."))
        return redirect(url_for("evaluations_staff.case", public_id=public_id))
    application = case_of(public_id)
    return page(
        "evaluations/ask.html",
        form=form,
        case=application,
        sections=sections(definition_of(application.criteria_set), kinds_of(application)),
        answers=answers_of(application),
        evidence=evidence_of(application),
        profile={PROFILE + part: said_in_profile(application.space, part).text for part in PROFILE_PARTS},
        profile_names=PROFILE_NAMES,
        checks=queries.section_checks_of(application),
        may_ask=rules.can_prepare(actor(), queries.tied_ids(application)),
    )


def _ask_form(application: Application) -> AskForm:
    pages = sections(definition_of(application.criteria_set), kinds_of(application))
    titles = {item.code: f"{item.code} · {pick(item, 'title', locale())}" for one in pages for item in one.items}
    titles |= {PROFILE + part: str(name) for part, name in PROFILE_NAMES.items()}
    return ask_form(titles, days_from(clock.today(), value("case.supplement_days")))


def _ask(public_id: str, form: AskForm) -> None:
    service.ask_supplement(
        case_of(public_id),
        form.asked,
        due_on=form.due_on.data,
        consequence=Consequence(form.consequence.data),
        actor=actor(),
    )


@blueprint.post("/<public_id>/supplements/<supplement_id>/extend")
@guard(is_coordinator)
def extend_supplement(public_id: str, supplement_id: str) -> Response:
    form = LaterForm(prefix="later")
    _supplement(public_id, supplement_id)
    return after(
        public_id,
        form,
        lambda: service.extend_supplement(_supplement(public_id, supplement_id), form.due_on.data, actor=actor()),
        _("Đã dời hạn bổ sung và báo cho không gian."),
    )


@blueprint.post("/<public_id>/supplements/<supplement_id>/withdraw")
@guard(is_coordinator)
def withdraw_supplement(public_id: str, supplement_id: str) -> Response:
    _supplement(public_id, supplement_id)
    return after(
        public_id,
        ActForm(),
        lambda: service.withdraw_supplement(_supplement(public_id, supplement_id), actor=actor()),
        _("Đã rút lại yêu cầu bổ sung và báo cho không gian."),
    )


@blueprint.post("/<public_id>/supplements/<supplement_id>/lapse")
@guard(is_coordinator)
def lapse_supplement(public_id: str, supplement_id: str) -> Response:
    """With `then=close` the next thing to do is to propose closing; nothing is closed here."""
    _supplement(public_id, supplement_id)
    closing = request.form.get("then") == "close"
    answer = after(
        public_id,
        ActForm(),
        lambda: service.lapse_supplement(_supplement(public_id, supplement_id), actor=actor()),
        _("Đã dừng đợi. Bạn ghi lý do rồi trình khép lại; một người khác sẽ ký.")
        if closing
        else _("Đã dừng đợi. Hồ sơ được xét theo những gì đã có."),
    )
    if closing and answer.status_code == HTTPStatus.FOUND:
        return redirect(url_for("evaluations_staff.propose", public_id=public_id))
    return answer


def _supplement(public_id: str, supplement_id: str) -> Supplement:
    return found(supplement_in(case_of(public_id), supplement_id))
