from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core import clock
from app.core.text import fold
from app.memberships import queries, rules, service
from app.memberships.forms import ChangeForm, RollForm
from app.memberships.models import EventKind
from app.spaces.models import Space
from app.spaces.queries import owners_of, space_by_public_id
from app.web.guard import actor, found, guard
from app.web.pages import page

blueprint = Blueprint("memberships_staff", __name__, url_prefix="/desk/members")
CHANGES = {
    "suspend": (EventKind.SUSPENDED, service.suspend),
    "reinstate": (EventKind.REINSTATED, service.reinstate),
    "end": (EventKind.ENDED, service.end),
    "revoke": (EventKind.REVOKED, service.revoke),
}


@blueprint.get("")
@guard(rules.can_see_members)
def members() -> Response:
    form = RollForm(request.args)
    everybody = queries.roll(clock.today())
    wanted = fold(form.q.data or "").split()
    shown = [
        member
        for member in everybody
        if all(word in fold(f"{member.space.name_vi} {member.space.name_en or ''}") for word in wanted)
        and (not form.status.data or member.standing.status == form.status.data)
    ]
    return page("memberships/members.html", filter=form, members=shown, total=len(everybody))


@blueprint.get("/<public_id>")
@guard(rules.can_see_members)
def member(public_id: str) -> Response:
    return _shown(_space(public_id), {})


@blueprint.post("/<public_id>/<any(suspend, reinstate, revoke, end):change>")
@guard(rules.can_change_standing)
def change(public_id: str, change: str) -> Response:
    form = ChangeForm(prefix=change)
    if form.validate_on_submit() and form.attempt(lambda: _change(public_id, change, form)):
        flash(_("Đã ghi vào sổ. Thư báo đang được gửi cho chủ không gian."))
        return redirect(url_for("memberships_staff.member", public_id=public_id))
    return _shown(_space(public_id), {change: form})


def _change(public_id: str, change: str, form: ChangeForm) -> None:
    _kind, enter = CHANGES[change]
    enter(
        _space(public_id),
        actor=actor(),
        reason=form.reason.data or "",
        effective_on=form.effective_on.data,
        decision_number=form.decision_number.data or "",
    )


def _space(public_id: str) -> Space:
    return found(space_by_public_id(public_id))


def _shown(space: Space, refused: dict[str, ChangeForm]) -> Response:
    """The ledger of one space. A form that was refused is shown even where the change is no longer possible."""
    today = clock.today()
    events = queries.events_of(space.id)
    standing = queries.standing_of(space.id, today)
    possible = rules.allowed_changes(standing) if _may_change(space) else []
    forms = {
        name: refused.get(name) or ChangeForm(formdata=None, prefix=name)
        for name, (kind, _enter) in CHANGES.items()
        if kind in possible or name in refused
    }
    return page(
        "memberships/member.html",
        form=next(iter(refused.values()), None),
        forms=forms,
        space=space,
        standing=standing,
        today=today,
        events=list(reversed(rules.in_order(events))),
        recorders=queries.names_of({event.recorded_by for event in events}),
        certificates=queries.certificates_of(space.id),
        owners=owners_of(space.id),
    )


def _may_change(space: Space) -> bool:
    return rules.can_change_standing_of(actor(), queries.team_ids(space.id))
