from datetime import timedelta
from functools import cache
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from app.accounts import queries, rules
from app.accounts.models import Attempt, Consent, EmailLink, Role, RoleGrant, SignIn, User
from app.audit.service import record
from app.content.queries import current_text
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError
from app.core.ids import digest, new_public_id, new_secret
from app.core.text import nfc, one_line
from app.mail.service import queue_mail

_hasher = PasswordHasher()
SEEN_EVERY = timedelta(minutes=5)


def normal_email(email: str) -> str:
    return nfc(email).strip().lower()


def hash_password(password: str) -> str:
    """argon2id, tens of milliseconds: call it before `transact`, never inside."""
    return _hasher.hash(nfc(password))


@cache
def _hash_of_nobody() -> str:
    return hash_password(new_secret())


def password_fits(user: User | None, password: str) -> bool:
    """Takes as long for an unknown address as for a known one, so timing tells nobody who has an account."""
    try:
        return _hasher.verify(user.password_hash if user else _hash_of_nobody(), nfc(password)) and user is not None
    except (VerificationError, InvalidHashError):
        return False


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
    link = EmailLink(
        user_id=user.id, purpose="confirm", public_id=new_public_id(), expires_at=clock.now() + rules.LINK_LIFE
    )
    db.session.add(link)
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
    link = queries.email_link("confirm", link_id) if link_id else None
    now = clock.now()
    if link is None or link.used_at is not None or link.expires_at <= now:
        raise DomainError("account.link_dead")
    link.used_at = now
    link.user.confirmed_at = link.user.confirmed_at or now
    record(f"user:{link.user_id}", "user.confirmed", actor=link.user)
    return link.user


def note_attempt(kind: str, *keys: str) -> None:
    """Count a try under each key (address, client); raises `account.too_many_attempts` past the limit.

    Must be committed even when what follows fails: call it in a transaction of its own.
    """
    now = clock.now()
    for key in keys:
        if (
            queries.attempts_since(kind, key, now - rules.ATTEMPT_WINDOW)
            >= rules.ATTEMPTS_ALLOWED[kind][key.partition(":")[0]]
        ):
            raise DomainError("account.too_many_attempts", minutes=rules.ATTEMPT_WINDOW.seconds // 60)
    db.session.add_all(Attempt(kind=kind, key_digest=digest(key), at=now) for key in keys)


def _forget_attempts(kind: str, key: str) -> None:
    """Who got in has not been guessing."""
    db.session.execute(delete(Attempt).where(Attempt.kind == kind, Attempt.key_digest == digest(key)))


def resend_confirmation(user_id: int) -> None:
    """For somebody who has just shown the right password but never opened the first letter."""
    user = db.session.get_one(User, user_id)
    if user.confirmed_at is None:
        _mail_confirmation(user)


def open_sign_in(user_id: int) -> str:
    """A new sign-in; returns the secret for the cookie, which is stored nowhere.

    Raises `account.wrong_sign_in` for a disabled account, `account.not_confirmed` for an unconfirmed one.
    """
    user = db.session.get_one(User, user_id)
    if user.disabled_at is not None:
        raise DomainError("account.wrong_sign_in")
    if user.confirmed_at is None:
        raise DomainError("account.not_confirmed")
    _forget_attempts("sign_in", f"mail:{user.email}")
    secret, now = new_secret(), clock.now()
    db.session.add(SignIn(user_id=user.id, secret_digest=digest(secret), created_at=now, last_seen_at=now))
    record(f"user:{user.id}", "user.signed_in", actor=user)
    return secret


def end_sign_in(secret: str) -> None:
    sign_in = queries.living_sign_in(secret)
    if sign_in is not None:
        sign_in.ended_at = clock.now()
        record(f"user:{sign_in.user_id}", "user.signed_out", actor=sign_in.user)


def touch_sign_in(secret: str) -> None:
    sign_in = queries.living_sign_in(secret)
    if sign_in is not None:
        sign_in.last_seen_at = clock.now()


def grant_role(user: User, role: Role, *, actor: Any) -> None:
    if role in user.roles:
        return
    user.grants.append(RoleGrant(role=role, granted_at=clock.now(), granted_by=getattr(actor, "id", None)))
    record(f"user:{user.id}", "user.role_granted", actor=actor, payload={"role": role})


def revoke_role(user: User, role: Role, *, actor: Any) -> None:
    """Raises `account.last_administrator` when nobody would be left to hand out roles."""
    queries.lock_role(role)  # two who take it from each other at once must not both be right
    if role == Role.ADMINISTRATOR and len(queries.users_with_role(role)) == 1 and role in user.roles:
        raise DomainError("account.last_administrator")
    user.grants = [grant for grant in user.grants if grant.role != role]
    record(f"user:{user.id}", "user.role_revoked", actor=actor, payload={"role": role})
