"""Who has an account and which roles: the ways in, confirmed addresses, names, roles, and closing the door."""

from typing import Any

from sqlalchemy.exc import IntegrityError

from app.accounts import queries, rules
from app.accounts.models import Consent, Role, RoleGrant, User
from app.accounts.service.letters import tell
from app.accounts.service.links import burn_links, make_link, take_link
from app.accounts.service.sign_ins import end_sign_ins
from app.audit.service import record
from app.content.queries import current_text
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError
from app.core.ids import digest, new_public_id
from app.core.text import nfc, one_line
from app.mail.service import queue_mail
from app.revisions.service import bump


def normal_email(email: str) -> str:
    return nfc(email).strip().lower()


def sign_up(*, email: str, name: str, password_hash: str, language: str, consented: bool) -> None:
    """Create an unconfirmed account and mail the confirmation; an address already in use gets a mail that says so.

    The page answers the same in both cases. Raises `account.consent_missing`.
    """
    if not consented:
        raise DomainError("account.consent_missing", field="consent")
    email = normal_email(email)
    known = queries.user_by_email(email)
    if known is not None:
        _answer_known_address(known)
        return
    try:
        with db.session.begin_nested():
            user = add_user(email=email, name=name, password_hash=password_hash, language=language)
    except IntegrityError:  # the same form sent twice at once: the other one has the address now
        return
    _record_consent(user, purpose="account", channel="sign_up")
    _mail_confirmation(user)


def _answer_known_address(user: User) -> None:
    if user.confirmed_at is None:
        _mail_confirmation(user)
        return
    hour = f"{clock.now():%Y%m%d%H}"
    queue_mail("known_address", to=user.email, name=user.name, language=user.language, key=f"known:{user.id}:{hour}")


def add_user(
    *, email: str, name: str, password_hash: str, language: str = "vi", confirmed: bool = False, actor: Any = None
) -> User:
    now = clock.now()
    user = User(
        public_id=new_public_id(),
        email=normal_email(email),
        name=one_line(name),
        password_hash=password_hash,
        language=language,
        created_at=now,
        confirmed_at=now if confirmed else None,
        credentials_changed_at=now,
    )
    db.session.add(user)
    db.session.flush()
    record(f"user:{user.id}", "user.added", actor=actor)
    return user


def _record_consent(user: User, *, purpose: str, channel: str) -> None:
    text = current_text("privacy")
    db.session.add(
        Consent(
            user_id=user.id,
            purpose=purpose,
            text_id=text.id,
            text_digest=digest(text.body_vi + (text.body_en or "")),
            channel=channel,
            given_at=clock.now(),
        )
    )


def _mail_confirmation(user: User) -> None:
    link = make_link(user, "confirm", rules.LINK_LIFE)
    queue_mail(
        "confirm_address",
        to=user.email,
        name=user.name,
        language=user.language,
        values={"token": {"sign": "confirm", "id": link.public_id}},
        key=f"confirm:{link.public_id}",
    )


def confirm_address(link_id: str | None) -> User:
    """Raises `account.link_dead` for a link that was used, is over or never was."""
    user = take_link("confirm", link_id, dead="account.link_dead").user
    user.confirmed_at = user.confirmed_at or clock.now()
    record(f"user:{user.id}", "user.confirmed", actor=user)
    return user


def resend_confirmation(user_id: int) -> None:
    """For somebody who has just shown the right password but never opened the first letter."""
    user = db.session.get_one(User, user_id)
    if user.confirmed_at is None:
        _mail_confirmation(user)


def change_profile(user: User, *, name: str, language: str, organisation: str = "") -> None:
    """The language is that of the letters; pages are in the language of the browser."""
    user.name, user.language, user.organisation = one_line(name), language, one_line(organisation)
    record(f"user:{user.id}", "user.profile_changed", actor=user)
    bump("ties")


def grant_role(user: User, role: Role, *, actor: Any) -> None:
    if role in user.roles:
        return
    user.grants.append(RoleGrant(role=role, granted_at=clock.now(), granted_by=getattr(actor, "id", None)))
    record(f"user:{user.id}", "user.role_granted", actor=actor, payload={"role": role})
    bump(f"person:{user.id}")


def revoke_role(user: User, role: Role, *, actor: Any) -> None:
    """Raises `account.last_administrator` when nobody would be left to hand out roles."""
    queries.lock_role(role)  # two who take it from each other at once must not both be right
    if role == Role.ADMINISTRATOR and len(queries.users_with_role(role)) == 1 and role in user.roles:
        raise DomainError("account.last_administrator")
    user.grants = [grant for grant in user.grants if grant.role != role]
    record(f"user:{user.id}", "user.role_revoked", actor=actor, payload={"role": role})
    bump(f"person:{user.id}")


def disable_user(user: User, *, reason: str, actor: Any) -> None:
    """Out at once and everywhere. The letter keeps the reason to itself: it may be about others. Raises `account.last_administrator_stays` when nobody would be left to undo it."""
    queries.lock_role(Role.ADMINISTRATOR)
    if user.disabled_at is not None:
        return
    if Role.ADMINISTRATOR in user.roles and len(queries.users_with_role(Role.ADMINISTRATOR)) == 1:
        raise DomainError("account.last_administrator_stays")
    user.disabled_at = user.credentials_changed_at = clock.now()
    burn_links(user)
    end_sign_ins(user, actor=actor)
    record(f"user:{user.id}", "user.disabled", actor=actor, payload={"reason": reason})
    bump(f"person:{user.id}")
    tell(user, "account_disabled")


def enable_user(user: User, *, actor: Any) -> None:
    if user.disabled_at is not None:
        user.disabled_at = None
        record(f"user:{user.id}", "user.enabled", actor=actor)
        bump(f"person:{user.id}")
        tell(user, "account_enabled")
