"""The list of cases: found, taken out as a file, and worked on several at a time."""

from typing import Any

from flask import request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app.accounts.models import Role
from app.accounts.queries import user_by_public_id, users_with_role
from app.accounts.rules import is_centre_staff, is_coordinator
from app.applications.models import ApplicationStatus
from app.applications.queries import (
    all_calls,
    call_by_public_id,
    open_supplements,
    promises_of,
    waiting_for_an_answer,
)
from app.applications.rules import ENDED, RECEIVED, UNDER_WAY
from app.applications.words import STATUS_NAMES, STATUS_TAGS
from app.core import clock
from app.evaluations import queries
from app.evaluations.forms import BulkForm, CaseFilterForm
from app.evaluations.queries import CaseFilter
from app.evaluations.staff.floor import blueprint
from app.web.guard import actor, guard
from app.web.pages import page
from app.web.paging import paged

CASES_ON_A_PAGE = 50
VIEWS: dict[str, tuple[ApplicationStatus, ...]] = {
    "submitted": tuple(RECEIVED),
    "in_review": (ApplicationStatus.IN_REVIEW,),
    "proposed": (ApplicationStatus.PROPOSED, ApplicationStatus.STAGED),
    "returned": (ApplicationStatus.RETURNED,),
    "after": (ApplicationStatus.CONDITIONAL, ApplicationStatus.APPEALED),
    "closed": tuple(ENDED),
}
"""The chips of the list; nothing chosen shows all that is under way."""


@blueprint.get("")
@guard(is_centre_staff)
def cases() -> Response:
    return cases_page()


def cases_page(bulk: BulkForm | None = None) -> Response:
    """With the refused form and the ticks somebody had set, where an act on several was refused."""
    form, wanted = case_filter(request.args)
    counts = queries.case_counts(actor())
    found = queries.cases_found(actor(), wanted)
    shown = paged(found, CASES_ON_A_PAGE)
    status = request.args.get("status", "")
    if bulk is None and is_coordinator(actor()):
        bulk = BulkForm(formdata=None)
        bulk.offer(users_with_role(Role.COORDINATOR))
    return page(
        "evaluations/cases.html",
        form=bulk,
        filter=form,
        found=shown,
        cases=shown.items,
        ticked=set(bulk.case.data or ()) if bulk else set(),
        asking=waiting_for_an_answer(shown.items),
        progress=queries.progress_of(shown.items),
        promises=promises_of(shown.items),
        asked=open_supplements(shown.items),
        chips=[
            (name, sum(counts.get(status, 0) for status in those))
            for name, those in {"": tuple(UNDER_WAY), **VIEWS}.items()
        ],
        wanted=status if status in VIEWS else "",
        status_names=STATUS_NAMES,
        status_tags=STATUS_TAGS,
        today=clock.today(),
        may_assign=is_coordinator(actor()),
    )


def case_filter(args: MultiDict[str, Any]) -> tuple[CaseFilterForm, CaseFilter]:
    """What the address asks for; a choice that there is not is no choice."""
    form = CaseFilterForm(args)
    form.offer(all_calls(), users_with_role(Role.COORDINATOR))
    call = call_by_public_id(form.call.data) if form.call.data else None
    who = user_by_public_id(form.who.data) if form.who.data else None
    return form, CaseFilter(
        statuses=VIEWS.get(args.get("status", ""), tuple(UNDER_WAY)),
        words=(form.q.data or "")[:120],
        call_id=call.id if call else None,
        handler_id=who.id if who else None,
    )
