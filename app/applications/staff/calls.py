from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.accounts.rules import is_coordinator
from app.applications import queries, rules, service
from app.applications.forms import CallChangeForm, CallForm
from app.applications.models import Call
from app.core import clock
from app.criteria.queries import published_sets, set_by_public_id
from app.web.guard import actor, found, guard
from app.web.pages import page

blueprint = Blueprint("applications_staff", __name__, url_prefix="/desk/calls")


@blueprint.get("")
@guard(is_coordinator)
def calls() -> Response:
    calls = queries.all_calls()
    return page(
        "applications/calls.html", calls=calls, open_now={c.id for c in calls if rules.is_open(c, on=clock.today())}
    )


@blueprint.route("/new", methods=["GET", "POST"])
@guard(is_coordinator)
def new_call() -> Response:
    sets = published_sets()
    form = CallForm(data={"opens_on": clock.today()})
    form.offer(sets)
    if form.validate_on_submit() and form.attempt(lambda: _open_call(form)):
        flash(_("Đã mở đợt đăng ký."))
        return redirect(url_for("applications_staff.calls"))
    return page("applications/call.html", form=form, sets=sets)


@blueprint.route("/<public_id>", methods=["GET", "POST"])
@guard(is_coordinator)
def change_call(public_id: str) -> Response:
    call = _call(public_id)
    form = CallChangeForm(obj=call)
    if form.validate_on_submit() and form.attempt(lambda: _change_call(public_id, form)):
        told = ngettext(
            "%(num)d người đang có bản nháp được báo qua thư.",
            "%(num)d người đang có bản nháp được báo qua thư.",
            form.outcome,
        )
        flash(f"{_('Đã lưu đợt đăng ký.')} {told}" if form.outcome else _("Đã lưu đợt đăng ký."))
        return redirect(url_for("applications_staff.calls"))
    return page(
        "applications/call_change.html", form=form, call=_call(public_id), drafts=len(queries.drafts_in(call))
    )


def _change_call(public_id: str, form: CallChangeForm) -> int:
    return service.change_call(
        _call(public_id),
        title_vi=form.title_vi.data or "",
        title_en=form.title_en.data,
        closes_on=form.closes_on.data,
        decision_planned_on=form.decision_planned_on.data,
        reason=form.reason.data or "",
        actor=actor(),
    )


def _call(public_id: str) -> Call:
    call = found(queries.call_by_public_id(public_id))
    return found(None if call.for_renewals else call)


def _open_call(form: CallForm) -> None:
    service.open_call(
        title_vi=form.title_vi.data or "",
        title_en=form.title_en.data,
        opens_on=form.opens_on.data,
        closes_on=form.closes_on.data,
        decision_planned_on=form.decision_planned_on.data,
        criteria_set=found(set_by_public_id(form.criteria.data)),
        blind=form.blind.data,
        actor=actor(),
    )
