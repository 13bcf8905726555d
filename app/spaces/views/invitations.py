"""What somebody finds who follows the link of an invitation. The link only opens the page; accepting takes the account
of the invited address."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.rules import signed_in
from app.core import clock
from app.core.errors import DomainError
from app.core.text import pick
from app.mail import links
from app.spaces import queries, rules, service, words
from app.spaces.models import Invitation
from app.web.errors import say
from app.web.forms import BaseForm
from app.web.guard import actor, anyone, found, guard
from app.web.language import locale
from app.web.pages import page

blueprint = Blueprint("spaces_invitations", __name__, url_prefix="/invitations/<token>")


@blueprint.get("")
@guard(anyone)
def show(token: str) -> Response:
    return _invitation_page(token)


@blueprint.post("/accept")
@guard(signed_in)
def accept(token: str) -> Response:
    def act() -> str:
        invitation = _invitation(token)
        service.accept_invitation(invitation, actor=actor())
        return invitation.space.public_id

    def done(form: BaseForm) -> Response:
        flash(_("Bạn đã ở trong nhóm của không gian này."))
        return redirect(url_for("spaces_team.show", public_id=form.outcome))

    return _answer(token, act, done)


@blueprint.post("/decline")
@guard(signed_in)
def decline(token: str) -> Response:
    def done(_form: BaseForm) -> Response:
        flash(_("Bạn đã từ chối lời mời."))
        return redirect(url_for("spaces.mine"))

    return _answer(token, lambda: service.decline_invitation(_invitation(token), actor=actor()), done)


def _answer(token: str, act: Callable[[], str | None], done: Callable[[BaseForm], Response]) -> Response:
    form = BaseForm()
    if form.validate_on_submit() and form.attempt(act):
        return done(form)
    return _invitation_page(token, form)


def _invitation_page(token: str, refused: BaseForm | None = None) -> Response:
    invitation = _invitation(token)
    owners = queries.owners_of(invitation.space_id)
    state = rules.state_of(invitation, owner_ids={owner.id for owner in owners}, now=clock.now())
    return page(
        "spaces/invitation.html",
        form=refused,
        invitation=invitation,
        token=token,
        title=_("Lời mời vào nhóm %(space)s", space=pick(invitation.space, "name", locale())),
        why_not=say(DomainError(rules.REFUSALS[state])) if state in rules.REFUSALS else None,
        for_me=actor().is_authenticated and actor().email == invitation.email,
        words=words,
    )


def _invitation(token: str) -> Invitation:
    public_id = links.read("invitation", token)
    return found(queries.invitation_by_public_id(public_id) if public_id else None)
