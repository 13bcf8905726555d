"""Invitations to the team of a space, among them the handing over of the space itself.

Nothing here tells whoever invites whether the address has an account. Everything holds the team first, so an
invitation is answered once, and never after the one who made it has lost the right to.
"""

from app.accounts.models import User
from app.accounts.service import normal_email
from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError, TooMany
from app.core.ids import new_public_id
from app.core.text import clean
from app.mail.queries import letters_since
from app.spaces import queries, rules
from app.spaces.models import Afterwards, Invitation, Space, TeamMember, TeamRole
from app.spaces.rules import InvitationState
from app.spaces.service import letters
from app.spaces.service.claims import overtake_claims
from app.spaces.service.team import add_to_team, led_by, take_off


def invite(
    space: Space,
    *,
    email: str,
    role: TeamRole,
    actor: User,
    on_behalf_of_centre: bool = False,
    reason: str = "",
) -> Invitation:
    """Offer a place on the team to an address. The Centre does so only for an owner, where a space has none, and says
    why to whoever is on the team. Raises `space.…` at the field that is wrong."""
    email = normal_email(rules.normal_channel("email", email))
    if on_behalf_of_centre:
        _check_appointment(actor, space, email, role, reason)
    else:
        team = led_by(actor, space)
        _keep_within_limits(actor)
        if any(member.user.email == email for member in team):
            raise DomainError("space.already_on_team", field="email")
    invitation = _offer(space, email, role, actor, by_centre=on_behalf_of_centre, reason=clean(reason))
    if on_behalf_of_centre:
        letters.tell_team("appointing", space, actor=actor, whole_team=True, reason=invitation.reason)
    return invitation


def hand_over(space: Space, *, email: str, afterwards: Afterwards, actor: User) -> Invitation:
    """Offer one's own place as owner, to somebody of the team or to an address outside. Nothing changes until they
    accept. Raises `space.…` at the field that is wrong."""
    email = normal_email(rules.normal_channel("email", email))
    team = led_by(actor, space)
    _keep_within_limits(actor)
    if any(member.user.email == email and member.role == TeamRole.OWNER for member in team):
        raise DomainError("space.already_owner", field="email")
    return _offer(space, email, TeamRole.OWNER, actor, handover=afterwards)


def renew_invitation(invitation: Invitation, *, actor: User) -> None:
    """Another letter and another week, now in the name of who renews it. Nobody renews the giving away of what is
    another's."""
    _lead(invitation, actor)
    if invitation.handover is not None and invitation.invited_by != actor.id:
        raise DomainError("space.not_your_handover")
    invitation.invited_by, invitation.inviter = actor.id, actor
    _refuse_unless(invitation, InvitationState.OPEN, InvitationState.EXPIRED)
    _send(invitation)
    _note(invitation, "space.invitation_renewed", actor)


def withdraw_invitation(invitation: Invitation, *, actor: User) -> None:
    _lead(invitation, actor)
    _refuse_unless(invitation, InvitationState.OPEN, InvitationState.EXPIRED, InvitationState.DEAD)
    invitation.withdrawn_at = clock.now()
    _note(invitation, "space.invitation_withdrawn", actor)


def accept_invitation(invitation: Invitation, *, actor: User) -> None:
    """The actor joins, or takes the space over. Raises `space.invitation_…` when it no longer holds, and
    `space.invitation_not_yours` for any account but that of the invited address."""
    team = _answered_by(actor, invitation)
    if invitation.by_centre and invitation.invited_by == actor.id:  # who has moved to the address they invited
        raise DomainError("space.own_space")
    space = invitation.space
    invitation.accepted_at = clock.now()
    _note(invitation, "space.invitation_accepted", actor)
    if rules.role_in(team, actor.id) != TeamRole.OWNER:
        add_to_team(space, actor, TeamRole(invitation.role), actor=actor)
    if invitation.by_centre:
        overtake_claims(space, actor=actor)
    if invitation.handover is None:
        letters.tell_team("joined", space, actor=actor, person=actor, role=TeamRole(invitation.role))
        return
    giver, leaves = invitation.inviter, invitation.handover == Afterwards.LEAVE
    if leaves:
        take_off(queries.hold_team(space.id), space, giver, actor=giver)
    else:
        add_to_team(space, giver, TeamRole.MEMBER, actor=giver)
    letters.tell_team(
        "handed_over", space, actor=None, person=actor, also=[giver], giver=giver.name, giver_leaves=leaves
    )


def decline_invitation(invitation: Invitation, *, actor: User) -> None:
    _answered_by(actor, invitation)
    invitation.declined_at = clock.now()
    _note(invitation, "space.invitation_declined", actor)
    letters.tell_team("declined", invitation.space, actor=actor, address=invitation.email)


def _check_appointment(actor: User, space: Space, email: str, role: TeamRole, reason: str) -> None:
    team = queries.hold_team(space.id)
    if not rules.can_appoint(actor, team) or email == actor.email:
        raise DomainError("space.own_space")
    if rules.living(team, owners_only=True):
        raise DomainError("space.has_owner")
    if role != TeamRole.OWNER:
        raise DomainError("space.unknown_choice", field="role")
    if not clean(reason):
        raise DomainError("space.reason_missing", field="reason")
    if len(clean(reason)) > rules.REASON_MAX:
        raise DomainError("space.too_long", field="reason", max=rules.REASON_MAX)


def _keep_within_limits(actor: User) -> None:
    since = clock.now() - rules.LETTERS_WINDOW
    if queries.invitations_made(actor.id, since) >= rules.INVITATIONS_BY_ONE_PERSON:
        raise TooMany("space.enough_invitations_today", wait=rules.LETTERS_WINDOW)


def _offer(
    space: Space,
    email: str,
    role: TeamRole,
    actor: User,
    *,
    handover: Afterwards | None = None,
    by_centre: bool = False,
    reason: str = "",
) -> Invitation:
    """What has run out or lost its maker makes room for the new one."""
    owner_ids = {owner.id for owner in queries.owners_of(space.id)}
    now = clock.now()
    open_ones = []
    for other in queries.unanswered_at(space.id):
        if rules.state_of(other, owner_ids=owner_ids, now=now) == InvitationState.OPEN:
            open_ones.append(other)
        elif other.email == email:
            other.withdrawn_at = now
    if any(other.email == email for other in open_ones):
        raise DomainError("space.already_invited", field="email")
    if len(open_ones) >= rules.OPEN_INVITATIONS_MAX:
        raise DomainError("space.enough_invitations_open", max=rules.OPEN_INVITATIONS_MAX)
    db.session.flush()
    invitation = Invitation(
        public_id=new_public_id(),
        space_id=space.id,
        space=space,
        email=email,
        role=role,
        handover=handover,
        by_centre=by_centre,
        reason=reason,
        invited_by=actor.id,
        inviter=actor,
        created_at=now,
        expires_at=now,
    )
    db.session.add(invitation)
    _send(invitation)
    _note(invitation, "space.invited", actor)
    return invitation


def _send(invitation: Invitation) -> None:
    now = clock.now()
    sent = letters_since(letters.INVITATION, invitation.email, now - rules.LETTERS_WINDOW)
    if sent >= rules.LETTERS_TO_ONE_ADDRESS:
        raise TooMany("space.enough_letters_today", wait=rules.LETTERS_WINDOW, field="email")
    invitation.expires_at = now + rules.INVITATION_LIFE
    db.session.flush()
    letters.send_invitation(invitation)


def _lead(invitation: Invitation, actor: User) -> None:
    """Hold the team and read the invitation anew; refuse who may not manage it."""
    team = queries.hold_team(invitation.space_id)
    db.session.refresh(invitation)
    if invitation.by_centre and rules.can_appoint(actor, team):
        return
    led_by(actor, invitation.space)


def _answered_by(actor: User, invitation: Invitation) -> list[TeamMember]:
    team = queries.hold_team(invitation.space_id)
    db.session.refresh(invitation)
    if actor.email != invitation.email:
        raise DomainError("space.invitation_not_yours")
    _refuse_unless(invitation, InvitationState.OPEN)
    return team


def _refuse_unless(invitation: Invitation, *states: InvitationState) -> None:
    owners = queries.owners_of(invitation.space_id)
    state = rules.state_of(invitation, owner_ids={owner.id for owner in owners}, now=clock.now())
    if state not in states:
        raise DomainError(rules.REFUSALS[state])


def _note(invitation: Invitation, action: str, actor: User) -> None:
    told = {"email": invitation.email, "role": invitation.role}
    if invitation.handover is not None:
        told["afterwards"] = invitation.handover
    if invitation.by_centre:
        told["reason"] = invitation.reason
    record(f"space:{invitation.space_id}", action, actor=actor, payload=told)
