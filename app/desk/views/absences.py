"""Who is away when, and who does their work meanwhile."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts import queries, service
from app.accounts.models import Absence, User
from app.accounts.rules import is_administrator, is_centre_staff
from app.core import clock
from app.desk.task_forms import AbsenceForm
from app.web.forms import BaseForm
from app.web.guard import actor, found, guard
from app.web.pages import page

blueprint = Blueprint("absences", __name__, url_prefix="/desk/absences")


@blueprint.route("", methods=["GET", "POST"])
@guard(is_centre_staff)
def index() -> Response:
    form = AbsenceForm()
    form.offer(queries.people_of_centre(), actor(), for_others=is_administrator(actor()))
    if form.validate_on_submit() and form.attempt(lambda: _set(form)):
        flash(_("Đã ghi. Cả hai người được báo qua thư."))
        return redirect(url_for("absences.index"))
    return _shown(form)


@blueprint.post("/<public_id>/end")
@guard(is_centre_staff)
def end(public_id: str) -> Response:
    form = BaseForm()
    found(queries.absence_for(actor(), public_id))
    if form.validate_on_submit() and form.attempt(
        lambda: service.end_absence(found(queries.absence_for(actor(), public_id)), actor=actor())
    ):
        flash(_("Đã kết thúc lần vắng. Cả hai người được báo qua thư."))
        return redirect(url_for("absences.index"))
    asked = AbsenceForm(formdata=None)
    asked.offer(queries.people_of_centre(), actor(), for_others=is_administrator(actor()))
    return _shown(asked, refused=form)


def _set(form: AbsenceForm) -> Absence:
    user = _person(form.user.data) if form.user else actor()
    return service.set_absence(user, _person(form.deputy.data), form.first_on.data, form.last_on.data, actor=actor())


def _person(public_id: str) -> User:
    return found(queries.user_by_public_id(public_id))


def _shown(form: AbsenceForm, refused: BaseForm | None = None) -> Response:
    absences = queries.absences_from(clock.today())
    return page(
        "desk/absences.html",
        form=refused if refused is not None and refused.error_list else form,
        asked=form,
        absences=absences,
        uncovered=_uncovered(absences),
        may_end={one.id for one in absences if is_administrator(actor()) or one.user_id == actor().id},
        today=clock.today(),
    )


def _uncovered(absences: Sequence[Absence]) -> set[int]:
    """Ids of those whose deputy is away too on some of these days: nobody does that work then."""
    return {
        one.id
        for one in absences
        for other in absences
        if one.deputy_id == other.user_id and one.first_on <= other.last_on and other.first_on <= one.last_on
    }
