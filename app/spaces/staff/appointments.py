"""The Centre's screens of spaces: those that nobody can act for, and finding somebody who will."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.rules import is_centre_staff
from app.audit import access
from app.core import clock
from app.spaces import queries, rules, service, words
from app.spaces.forms import AppointForm
from app.spaces.models import Invitation, Space, TeamRole
from app.web.forms import BaseForm
from app.web.guard import actor, found, guard
from app.web.pages import page

blueprint = Blueprint("spaces_staff", __name__, url_prefix="/desk/spaces/without-owner")


@blueprint.get("")
@guard(is_centre_staff)
def without_owner() -> Response:
    spaces = queries.without_owner()
    invitations = queries.appointments_at({space.id for space in spaces})
    access.note_each(actor(), [f"space:{space_id}" for space_id, some in invitations.items() if some], "team")
    return page(
        "spaces/without_owner.html",
        spaces=spaces,
        invitations=invitations,
        now=clock.now(),
    )


@blueprint.route("/<public_id>", methods=["GET", "POST"])
@guard(is_centre_staff)
def appoint(public_id: str) -> Response:
    access.note(actor(), f"space:{_space(public_id).id}", "team")
    form = AppointForm()

    def act() -> None:
        service.invite(
            _space(public_id),
            email=form.email.data or "",
            role=TeamRole.OWNER,
            actor=actor(),
            on_behalf_of_centre=True,
            reason=form.reason.data or "",
        )

    return _after(public_id, form, act, _("Đã gửi thư mời đứng tên."))


@blueprint.post("/<public_id>/<invitation_id>/renew")
@guard(is_centre_staff)
def renew(public_id: str, invitation_id: str) -> Response:
    return _after(
        public_id,
        BaseForm(),
        lambda: service.renew_invitation(_invitation(public_id, invitation_id), actor=actor()),
        _("Đã gửi lại thư mời, thêm 7 ngày."),
    )


@blueprint.post("/<public_id>/<invitation_id>/withdraw")
@guard(is_centre_staff)
def withdraw(public_id: str, invitation_id: str) -> Response:
    return _after(
        public_id,
        BaseForm(),
        lambda: service.withdraw_invitation(_invitation(public_id, invitation_id), actor=actor()),
        _("Đã rút lời mời."),
    )


def _after(public_id: str, form: BaseForm, act: Callable[[], None], done: str) -> Response:
    _space(public_id)
    if form.validate_on_submit() and form.attempt(act):
        flash(done)
        return redirect(url_for("spaces_staff.appoint", public_id=public_id))
    return _appoint_page(public_id, form)


def _appoint_page(public_id: str, form: BaseForm) -> Response:
    space = _space(public_id)
    team = queries.team_of(space.id)
    owners = rules.living(team, owners_only=True)
    now, owner_ids = clock.now(), {owner.id for owner in owners}
    return page(
        "spaces/appoint.html",
        form=form,
        appoint_form=form if isinstance(form, AppointForm) else AppointForm(formdata=None),
        space=space,
        team=team,
        owners=owners,
        may_appoint=rules.can_appoint(actor(), team),
        invitations=[
            (one, rules.state_of(one, owner_ids=owner_ids, now=now))
            for one in queries.appointments_at({space.id}).get(space.id, ())
        ],
        words=words,
    )


def _space(public_id: str) -> Space:
    return found(queries.space_for_staff(actor(), public_id))


def _invitation(public_id: str, invitation_id: str) -> Invitation:
    invitation = queries.invitation_of(_space(public_id).id, invitation_id)
    return found(invitation if invitation is not None and invitation.by_centre else None)
