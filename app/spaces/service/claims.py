"""Taking over a space of the directory that nobody looks after. Everything that answers a claim holds the team first: of
two claims approved at once, the second finds an owner there."""

from typing import Any

from app.accounts.models import User
from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError, NotFound, TooMany
from app.core.ids import new_public_id
from app.core.text import clean, one_line
from app.files.service import PreparedFile, keep
from app.spaces import queries, rules
from app.spaces.models import Claim, ClaimStatus, Space, TeamMember, TeamRole
from app.spaces.service import letters
from app.spaces.service.team import add_to_team


def claim_space(
    space: Space, *, position: str, proof: str, consent: bool, file: PreparedFile | None = None, actor: User
) -> Claim:
    """Say who one is to the space. Nothing changes until the Centre has answered. Raises `claim.…` or `space.…`."""
    position, proof = one_line(position), clean(proof)
    rules.check_claim(position, proof, consent=consent)
    queries.hold_team(space.id)
    if not rules.is_unclaimed(space, queries.owners_of(space.id)):
        raise DomainError("claim.has_owner")
    if any(claim.claimant_id == actor.id for claim in queries.claims_on(space.id)):
        raise DomainError("claim.already")
    now = clock.now()
    if queries.claims_made(actor.id, now - rules.CLAIMS_WINDOW) >= rules.CLAIMS_BY_ONE_PERSON:
        raise TooMany("claim.enough_today", wait=rules.CLAIMS_WINDOW)
    claim = Claim(
        public_id=new_public_id(),
        space_id=space.id,
        space=space,
        claimant_id=actor.id,
        claimant=actor,
        position=position,
        proof=proof,
        file=keep(file, actor=actor) if file else None,
        consented_at=now,
        created_at=now,
        status=ClaimStatus.WAITING,
        reason="",
    )
    db.session.add(claim)
    db.session.flush()
    _note(claim, "claimed", actor)
    letters.answer_claim(claim, "received")
    return claim


def withdraw_claim(claim: Claim, *, actor: User) -> None:
    if claim.claimant_id != actor.id:
        raise NotFound("claim")
    _held_waiting(claim)
    _settle(claim, ClaimStatus.WITHDRAWN, actor)


def approve_claim(claim: Claim, *, actor: User) -> None:
    """The claimant becomes the owner; whoever else wanted the space is told that it has one now. Raises `claim.…`."""
    team = _decided_by(actor, claim)
    if rules.living(team, owners_only=True):
        raise DomainError("claim.has_owner")
    if claim.claimant.disabled_at is not None:
        raise DomainError("claim.claimant_disabled")
    _settle(claim, ClaimStatus.APPROVED, actor)
    add_to_team(claim.space, claim.claimant, TeamRole.OWNER, actor=actor)
    letters.answer_claim(claim, "approved")
    overtake_claims(claim.space, actor=actor)


def refuse_claim(claim: Claim, *, reason: str, actor: User) -> None:
    """Raises `claim.…`, or `space.…` for the reason."""
    reason = clean(reason)
    if not reason:
        raise DomainError("claim.reason_missing", field="reason")
    if len(reason) > rules.REASON_MAX:
        raise DomainError("space.too_long", field="reason", max=rules.REASON_MAX)
    _decided_by(actor, claim)
    _settle(claim, ClaimStatus.REFUSED, actor, reason=reason)
    letters.answer_claim(claim, "refused")


def overtake_claims(space: Space, *, actor: Any) -> None:
    """The space has an owner: who still waits for it is told so. The team is held."""
    for other in queries.claims_on(space.id):
        _settle(other, ClaimStatus.OVERTAKEN, actor)
        letters.answer_claim(other, "overtaken")


def _decided_by(actor: User, claim: Claim) -> list[TeamMember]:
    team = _held_waiting(claim)
    beside = queries.share_a_team(actor.id, claim.claimant_id)
    if not rules.can_decide_claim(actor, claim, team, beside_claimant=beside):
        raise DomainError("claim.not_yours")
    return team


def _held_waiting(claim: Claim) -> list[TeamMember]:
    team = queries.hold_team(claim.space_id)
    db.session.refresh(claim)
    if claim.status != ClaimStatus.WAITING:
        raise DomainError(rules.CLAIM_REFUSALS[ClaimStatus(claim.status)])
    return team


def _settle(claim: Claim, status: ClaimStatus, actor: Any, *, reason: str = "") -> None:
    claim.status, claim.reason = status, reason
    claim.decided_at, claim.decided_by = clock.now(), getattr(actor, "id", None)
    db.session.flush()
    _note(claim, status, actor, {"reason": reason} if reason else {})


def _note(claim: Claim, what: str, actor: Any, more: Any = None) -> None:
    payload = {"claim": claim.public_id, "claimant_id": claim.claimant_id, **(more or {})}
    record(f"space:{claim.space_id}", f"space.claim_{what}", actor=actor, payload=payload)
