"""A member asks for another term."""

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.rules import signed_in
from app.applications import queries, rules, service
from app.applications.forms import ActForm
from app.applications.models import Application, ApplicationKind
from app.applications.renewal_form import confirm_form
from app.core import clock
from app.criteria.queries import current_set
from app.memberships.queries import standing_of
from app.memberships.rules import can_renew, renewal_opens_on
from app.settings.queries import value
from app.spaces.queries import space_for_editor
from app.web.forms import was_sent
from app.web.guard import actor, found, guard
from app.web.pages import page

blueprint = Blueprint("renewals", __name__, url_prefix="/my/applications")


@blueprint.route("/renew/<public_id>", methods=["GET", "POST"])
@guard(signed_in)
def start(public_id: str) -> Response:
    """Of a space. Whoever has begun already goes on with that."""
    space = found(space_for_editor(actor(), public_id))
    under_way = queries.unfinished_of(space)
    if under_way is not None:
        return redirect(url_for("applications.tasks", public_id=under_way.public_id))
    form = ActForm()
    if form.validate_on_submit() and form.attempt(lambda: _started(public_id)):
        flash(_("Đã mở hồ sơ gia hạn."))
        return redirect(url_for("applications.tasks", public_id=form.outcome))
    space = found(space_for_editor(actor(), public_id))
    today, days_before = clock.today(), value("membership.renewal_days")
    standing, criteria_set = standing_of(space.id, today), current_set()
    return page(
        "applications/renewal.html",
        form=form,
        space=space,
        standing=standing,
        offered=criteria_set is not None and can_renew(standing, on=today, days_before=days_before),
        opens_on=renewal_opens_on(standing, days_before=days_before),
        previous=queries.last_admission_of(space),
        criteria_set=criteria_set,
    )


def _started(public_id: str) -> str:
    return service.start_renewal(found(queries.team_space(actor(), public_id)), actor=actor()).public_id


@blueprint.route("/<public_id>/confirm", methods=["GET", "POST"])
@guard(signed_in)
def confirm(public_id: str) -> Response:
    application = _mine(public_id)
    back = url_for("applications.tasks", public_id=public_id)
    if application.kind != ApplicationKind.RENEWAL:
        return redirect(back)
    carried = service.carried_to_confirm(application)
    form = confirm_form(carried, queries.confirmed_in(application))
    if was_sent() and form.validate_on_submit():
        codes = form.ticked
        if form.attempt(lambda: service.confirm_answers(_mine(public_id), codes, actor=actor())):
            flash(_("Đã lưu phần xác nhận."))
            return redirect(back)
        application = _mine(public_id)
    return page(
        "applications/renewal_confirm.html",
        form=form,
        application=application,
        carried=carried,
        answers=queries.answers_of(application),
        evidence=queries.evidence_of(application),
        editable=rules.can_edit(application),
    )


def _mine(public_id: str) -> Application:
    return found(queries.application_for(actor(), public_id))
