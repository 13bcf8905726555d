"""The team of a space: who is on it, who is invited, who comes and goes. Only its team learns that the page exists."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.models import User
from app.accounts.queries import user_by_public_id
from app.accounts.rules import signed_in
from app.core import clock
from app.core.errors import DomainError
from app.spaces import queries, rules, service, words
from app.spaces.forms import HandOverForm, InviteForm, RoleForm
from app.spaces.models import Afterwards, Invitation, Space, TeamRole
from app.web.forms import BaseForm
from app.web.guard import actor, found, guard
from app.web.pages import page

blueprint = Blueprint("spaces_team", __name__, url_prefix="/my/spaces/<public_id>")


@blueprint.get("/team")
@guard(signed_in)
def show(public_id: str) -> Response:
    return _team_page(public_id)


@blueprint.post("/team/invitations")
@guard(signed_in)
def invite(public_id: str) -> Response:
    form = InviteForm()

    def act() -> None:
        service.invite(_space(public_id), email=form.email.data or "", role=TeamRole(form.role.data), actor=actor())

    return _after(public_id, form, act, _("Đã gửi thư mời. Lời mời có hạn 7 ngày."))


@blueprint.post("/team/invitations/<invitation_id>/renew")
@guard(signed_in)
def renew(public_id: str, invitation_id: str) -> Response:
    return _after(
        public_id,
        BaseForm(),
        lambda: service.renew_invitation(_invitation(public_id, invitation_id), actor=actor()),
        _("Đã gửi lại thư mời, thêm 7 ngày."),
    )


@blueprint.post("/team/invitations/<invitation_id>/withdraw")
@guard(signed_in)
def withdraw(public_id: str, invitation_id: str) -> Response:
    return _after(
        public_id,
        BaseForm(),
        lambda: service.withdraw_invitation(_invitation(public_id, invitation_id), actor=actor()),
        _("Đã rút lời mời."),
    )


@blueprint.post("/team/<user_id>/role")
@guard(signed_in)
def change_role(public_id: str, user_id: str) -> Response:
    form = RoleForm()

    def act() -> None:
        if form.role.data not in {*TeamRole}:
            raise DomainError("space.unknown_choice")
        service.change_role(_space(public_id), _person(user_id), TeamRole(form.role.data), actor=actor())

    return _after(public_id, form, act, _("Đã đổi vai trò và báo cho người ấy."))


@blueprint.post("/team/<user_id>/remove")
@guard(signed_in)
def remove(public_id: str, user_id: str) -> Response:
    return _after(
        public_id,
        BaseForm(),
        lambda: service.remove_from_team(_space(public_id), _person(user_id), actor=actor()),
        _("Đã đưa ra khỏi nhóm và báo cho người ấy."),
    )


@blueprint.post("/team/leave")
@guard(signed_in)
def leave(public_id: str) -> Response:
    form = BaseForm()
    space = _space(public_id)
    if form.validate_on_submit() and form.attempt(lambda: service.leave_team(_space(public_id), actor=actor())):
        flash(_("Bạn đã rời nhóm."))
        return redirect(url_for("spaces.mine"))
    return _team_page(space.public_id, form)


@blueprint.route("/hand-over", methods=["GET", "POST"])
@guard(signed_in)
def hand_over(public_id: str) -> Response:
    """For owners; the others of the team are shown the team instead."""
    space = _space(public_id)
    team = queries.team_of(space.id)
    if not rules.can_lead(actor(), rules.role_in(team, actor().id)):
        return redirect(url_for("spaces_team.show", public_id=public_id))
    candidates = [member for member in team if member.role == TeamRole.MEMBER and member.user.disabled_at is None]
    form = HandOverForm()
    form.offer(candidates)
    if form.validate_on_submit():
        chosen = next((m.user.email for m in candidates if m.user.public_id == form.member.data), None)
        email, afterwards = chosen or form.email.data or "", Afterwards(form.afterwards.data)
        if form.attempt(
            lambda: service.hand_over(_space(public_id), email=email, afterwards=afterwards, actor=actor())
        ):
            flash(_("Đã gửi lời bàn giao. Mọi việc giữ nguyên cho đến khi người ấy nhận lời."))
            return redirect(url_for("spaces_team.show", public_id=public_id))
    return page("spaces/hand_over.html", form=form, space=_space(public_id), words=words)


def _after(public_id: str, form: BaseForm, act: Callable[[], None], done: str) -> Response:
    _space(public_id)
    if form.validate_on_submit() and form.attempt(act):
        flash(done)
        return redirect(url_for("spaces_team.show", public_id=public_id))
    return _team_page(public_id, form)


def _team_page(public_id: str, refused: BaseForm | None = None) -> Response:
    space = _space(public_id)
    team = queries.team_of(space.id)
    role = rules.role_in(team, actor().id)
    now, owner_ids = clock.now(), {owner.id for owner in rules.living(team, owners_only=True)}
    return page(
        "spaces/team.html",
        form=refused,
        invite_form=refused if isinstance(refused, InviteForm) else InviteForm(formdata=None),
        space=space,
        team=team,
        me=actor(),
        leads=rules.can_lead(actor(), role),
        may_leave=not rules.is_last_owner(team, actor().id),
        owners=[owner.name for owner in rules.living(team, owners_only=True) if owner.id != actor().id],
        invitations=[
            (one, rules.state_of(one, owner_ids=owner_ids, now=now)) for one in queries.unanswered_at(space.id)
        ],
        words=words,
    )


def _space(public_id: str) -> Space:
    return found(queries.space_for_editor(actor(), public_id))


def _invitation(public_id: str, invitation_id: str) -> Invitation:
    return found(queries.invitation_of(_space(public_id).id, invitation_id))


def _person(user_id: str) -> User:
    return found(user_by_public_id(user_id))
