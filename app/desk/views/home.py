from flask import Blueprint, current_app, request
from werkzeug.wrappers import Response

from app.accounts.rules import is_administrator, is_approver, is_centre_staff, is_coordinator
from app.core import clock
from app.desk import rules, tasks, words
from app.desk.rules import Kind
from app.mail import queries as mail
from app.spaces.queries import without_owner as spaces_without_owner
from app.web.guard import actor, guard
from app.web.pages import page
from app.web.paging import paged

TASKS_ON_A_PAGE = 40
blueprint = Blueprint("desk", __name__, url_prefix="/desk")


@blueprint.get("")
@guard(is_centre_staff)
def home() -> Response:
    now = clock.now()
    waiting = tasks.tasks_of(actor(), now)
    shown = request.args.get("show", "")
    kinds = [kind for kind in Kind if _is_for(kind)]
    return page(
        "desk/home.html",
        name=rules.given_name(actor().name),
        tasks=paged(rules.of_kind(waiting, shown, now), TASKS_ON_A_PAGE),
        total=len(waiting),
        late=sum(task.is_late(now) for task in waiting),
        counts=[(kind, len(rules.of_kind(waiting, kind, now))) for kind in (*kinds, "pressing")],
        shown=shown if shown in {*kinds, "pressing"} else "",
        plan=tasks.plan_of(clock.today()),
        ownerless=[space for space in spaces_without_owner() if space.listed_at is None],
        today=clock.today(),
        now=now,
        zone=clock.HOUSE_ZONE,
        words=words,
        decides=is_coordinator(actor()),
        letters=mail.counts() if is_administrator(actor()) else {},
        no_mailbox=is_administrator(actor()) and not current_app.config["SETTINGS"].imap_host,
    )


def _is_for(kind: Kind) -> bool:
    return is_approver(actor()) if kind == Kind.SIGNATURE else is_coordinator(actor())
