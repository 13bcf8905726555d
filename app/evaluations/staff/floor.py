"""What the Centre's screens of a case share: the blueprint, and how an act ends."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, url_for
from werkzeug.wrappers import Response

from app.applications.models import Application
from app.evaluations import queries
from app.evaluations.models import Decision
from app.evaluations.staff.page import case_page
from app.web.forms import BaseForm
from app.web.guard import actor, found

blueprint = Blueprint("evaluations_staff", __name__, url_prefix="/desk/applications")


def after(public_id: str, form: BaseForm, act: Callable[[], Any], done: str) -> Response:
    """Back to the case with a word, or the case again with what was refused and everything typed."""
    case_of(public_id)
    if form.validate_on_submit() and form.attempt(act):
        flash(done)
        return redirect(url_for("evaluations_staff.case", public_id=public_id))
    return case_page(case_of(public_id), refused=form)


def case_of(public_id: str) -> Application:
    return found(queries.case_for(actor(), public_id))


def decision_of(public_id: str, decision_id: str) -> Decision:
    return found(queries.decision_in(case_of(public_id), decision_id))
