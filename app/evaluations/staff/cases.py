"""The list of cases."""

from datetime import datetime

from flask import request
from werkzeug.wrappers import Response

from app.accounts.rules import is_centre_staff
from app.applications.models import ApplicationStatus
from app.applications.rules import ENDED, RECEIVED, UNDER_WAY
from app.applications.words import STATUS_NAMES, STATUS_TAGS
from app.core import clock
from app.evaluations import queries
from app.evaluations.staff.floor import blueprint
from app.web.guard import actor, guard
from app.web.pages import page

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
    counts = queries.case_counts(actor())
    wanted = request.args.get("status", "")
    views = {"": tuple(UNDER_WAY), **VIEWS}
    shown = queries.cases_in(actor(), views.get(wanted, tuple(UNDER_WAY)))
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
