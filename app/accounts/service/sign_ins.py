"""Signing in, in one step or two, and every way in which it ends."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, update

from app.accounts import queries, rules
from app.accounts.models import HalfSignIn, SignIn, User
from app.accounts.service.attempts import forget_attempts
from app.accounts.service.second_factors import drop_factor, switch_on, use_code
from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError
from app.core.ids import digest, new_public_id, new_secret

SEEN_EVERY = timedelta(minutes=5)


@dataclass(frozen=True)
class Browser:
    """Where somebody signs in from, in the words of `devices`."""

    device: str = ""
    network: str = ""


@dataclass(frozen=True)
class Step:
    """How far somebody has come. The secret goes into the cookie and is stored nowhere."""

    secret: str
    signed_in: bool


def begin_sign_in(user_id: int, browser: Browser, *, checked_hash: str, stronger_hash: str | None = None) -> Step:
    """The password fitted `checked_hash`. Raises `account.wrong_sign_in` for a disabled account or where another
    password was set meanwhile, `account.not_confirmed` for an unconfirmed account.
    """
    user = queries.lock_user(user_id)
    if user.disabled_at is not None or user.password_hash != checked_hash:
        raise DomainError("account.wrong_sign_in")
    if user.confirmed_at is None:
        raise DomainError("account.not_confirmed")
    if stronger_hash:
        user.password_hash = stronger_hash
    forget_attempts("sign_in", f"mail:{user.email}")
    if queries.active_factor(user.id) is None:
        return Step(_open(user, browser), signed_in=True)
    secret = new_secret()
    db.session.add(HalfSignIn(user_id=user.id, secret_digest=digest(secret), created_at=clock.now()))
    return Step(secret, signed_in=False)


def finish_sign_in(secret: str, code: str, browser: Browser) -> str:
    """The code after the password; returns the secret for the cookie. Raises `account.half_sign_in_over`, or
    `account.wrong_code` and leaves the half for another try.
    """
    since = clock.now() - rules.HALF_SIGN_IN_LIFE
    waiting = queries.half_sign_in(secret, since=since)
    user = queries.lock_user(waiting.user_id) if waiting else None
    # Asked again behind the lock: another request may have finished it meanwhile.
    if user is None or user.disabled_at is not None or queries.half_sign_in(secret, since=since) is None:
        raise DomainError("account.half_sign_in_over")
    use_code(user, code)
    forget_attempts("code", f"user:{user.id}")
    _drop_halves(user)
    return _open(user, browser)


def _open(user: User, browser: Browser) -> str:
    secret, now = new_secret(), clock.now()
    db.session.add(
        SignIn(
            public_id=new_public_id(),
            user_id=user.id,
            secret_digest=digest(secret),
            device=browser.device,
            network=browser.network,
            created_at=now,
            last_seen_at=now,
        )
    )
    record(f"user:{user.id}", "user.signed_in", actor=user)
    return secret


def sign_out(secret: str) -> None:
    sign_in = queries.living_sign_in(secret)
    if sign_in is not None:
        sign_in.ended_at = clock.now()
        record(f"user:{sign_in.user_id}", "user.signed_out", actor=sign_in.user)


def touch_sign_in(secret: str) -> None:
    sign_in = queries.living_sign_in(secret)
    if sign_in is not None:
        sign_in.last_seen_at = clock.now()


def end_sign_ins(user: User, sign_ins: Iterable[SignIn] | None = None, *, actor: Any = None) -> None:
    """All of them unless told which; those that wait for their code go too."""
    for sign_in in queries.sign_ins_of(user.id) if sign_ins is None else sign_ins:
        sign_in.ended_at = clock.now()
    _drop_halves(user)
    record(f"user:{user.id}", "user.sign_ins_ended", actor=actor or user)


def end_all_sign_ins() -> int:
    """Everybody signs in again: after a restore, those who had signed out since must not be signed in by it."""
    db.session.execute(delete(HalfSignIn))
    ended = update(SignIn).where(SignIn.ended_at.is_(None)).values(ended_at=clock.now()).returning(SignIn.id)
    return len(db.session.scalars(ended).all())


def keep_only(user: User, secret: str) -> str:
    """End all sign-ins but the one behind `secret`, which gets a new secret: that is returned."""
    kept = queries.living_sign_in(secret)
    others = [one for one in queries.sign_ins_of(user.id) if kept is None or one.id != kept.id]
    end_sign_ins(user, others)
    fresh = new_secret()
    if kept is not None:
        kept.secret_digest = digest(fresh)
    return fresh


def confirm_factor(user_id: int, code: str, *, secret: str) -> tuple[list[str], str]:
    """Switch the second factor on. Who came in without one has to come again, but for this sign-in: returns the
    recovery codes and its new secret. Raises what `switch_on` raises."""
    user = queries.lock_user(user_id)
    return switch_on(user, code), keep_only(user, secret)


def reset_factor(user: User, *, actor: Any) -> None:
    """For somebody who lost phone and recovery codes. Whoever has the phone now is out too."""
    drop_factor(user, actor=actor)
    end_sign_ins(user, actor=actor)


def _drop_halves(user: User) -> None:
    for half in queries.half_sign_ins_of(user.id):
        db.session.delete(half)
