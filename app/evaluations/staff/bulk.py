"""One act on several cases of the list, and the minutes in which it can still be undone."""

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.models import Role
from app.accounts.queries import user_by_public_id, users_with_role
from app.accounts.rules import is_coordinator
from app.core import clock
from app.core.errors import DomainError
from app.evaluations import queries, service, words
from app.evaluations.forms import ActForm, BulkForm
from app.evaluations.models import BulkAct, BulkAction
from app.evaluations.staff.cases import cases_page
from app.evaluations.staff.floor import blueprint
from app.web.errors import say
from app.web.forms import BaseForm
from app.web.guard import actor, found, guard
from app.web.pages import page


@blueprint.post("/bulk")
@guard(is_coordinator)
def plan() -> Response:
    form = BulkForm()
    form.offer(users_with_role(Role.COORDINATOR))

    def act() -> str:
        cases = queries.cases_by_public_ids(actor(), form.case.data or [])
        return service.plan_bulk(cases, BulkAct(form.act.data), form.told, actor=actor()).public_id

    if form.validate_on_submit() and form.attempt(act):
        return redirect(url_for("evaluations_staff.bulk", bulk_id=form.outcome))
    return cases_page(form)


@blueprint.get("/bulk/<bulk_id>")
@guard(is_coordinator)
def bulk(bulk_id: str) -> Response:
    return _bulk_page(bulk_id, ActForm())


@blueprint.post("/bulk/<bulk_id>/undo")
@guard(is_coordinator)
def undo(bulk_id: str) -> Response:
    form = ActForm()
    if form.validate_on_submit() and form.attempt(lambda: service.undo_bulk(_bulk(bulk_id))):
        flash(_("Đã hoàn tác. Không hồ sơ nào thay đổi, không thư nào được gửi."))
        return redirect(url_for("evaluations_staff.cases"))
    return _bulk_page(bulk_id, form)


def _bulk(bulk_id: str) -> BulkAction:
    return found(queries.bulk_for(actor(), bulk_id))


def _bulk_page(bulk_id: str, form: BaseForm) -> Response:
    bulk = _bulk(bulk_id)
    to = user_by_public_id(bulk.told.get("to", ""))
    all_items = queries.bulk_items(bulk)
    seen = {
        one.id for one in queries.cases_by_public_ids(actor(), [item.application.public_id for item in all_items])
    }
    items = [item for item in all_items if item.application_id in seen]
    return page(
        "evaluations/bulk.html",
        form=form,
        bulk=bulk,
        act_name=words.BULK_NAMES[BulkAct(bulk.act)],
        to=to.name if to else None,
        items=items,
        refusals={
            item.application_id: say(DomainError(item.refusal, name=to.name if to else ""))
            for item in items
            if item.refusal
        },
        undoable=bulk.undone_at is None and clock.now() < bulk.apply_at,
    )
