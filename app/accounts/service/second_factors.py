"""Codes of an app on the phone, and the paper ones for the day the phone is lost."""

import secrets
from typing import Any

import pyotp
from sqlalchemy import delete

from app.accounts import keyed, queries, rules
from app.accounts.models import RecoveryCode, SecondFactor, User
from app.accounts.service.letters import tell
from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError
from app.core.ids import new_secret, same

STEP_SECONDS = 30
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that are mistaken for another on paper


def start_factor(user_id: int) -> None:
    """A fresh secret for the app to scan; counts only once `confirm_factor` has seen a code of it.
    Raises `account.factor_on`."""
    user = queries.lock_user(user_id)
    factor = queries.factor_of(user.id)
    if factor is None:
        factor = SecondFactor(user_id=user.id)
        db.session.add(factor)
    elif factor.confirmed_at is not None:
        raise DomainError("account.factor_on")
    factor.seed, factor.started_at, factor.last_step = new_secret(), clock.now(), 0


def switch_on(user: User, code: str) -> list[str]:
    """Returns the recovery codes, which are stored nowhere. Raises `account.enrolment_over` or `account.wrong_code`."""
    factor = queries.factor_of(user.id)
    if factor is None or factor.confirmed_at is not None or clock.now() - factor.started_at >= rules.ENROLMENT_LIFE:
        raise DomainError("account.enrolment_over")
    _use_totp(factor, code)
    factor.confirmed_at = clock.now()
    record(f"user:{user.id}", "user.factor_on", actor=user)
    tell(user, "second_factor_on")
    return make_recovery_codes(user)


def use_code(user: User, code: str) -> None:
    """A code of the app or one of the recovery codes; either is good once. Raises `account.wrong_code`."""
    factor = queries.active_factor(user.id)
    if factor is None:
        raise DomainError("account.wrong_code", field="code")
    typed = "".join(code.split()).replace("-", "").lower()
    if len(typed) == 6 and typed.isascii() and typed.isdigit():
        _use_totp(factor, typed)
    else:
        _use_recovery_code(user, typed)


def _use_totp(factor: SecondFactor, code: str) -> None:
    """The step before and the one after count too: phones' clocks differ."""
    totp = pyotp.TOTP(keyed.totp_secret(factor.seed))
    current = int(clock.now().timestamp()) // STEP_SECONDS
    typed = "".join(code.split())
    for step in (current - 1, current, current + 1):
        if step > factor.last_step and same(totp.generate_otp(step), typed):
            factor.last_step = step
            return
    raise DomainError("account.wrong_code", field="code")


def _use_recovery_code(user: User, typed: str) -> None:
    found = queries.recovery_code(keyed.recovery_digest(user.id, typed))
    if found is None or found.user_id != user.id or found.used_at is not None:
        raise DomainError("account.wrong_code", field="code")
    found.used_at = clock.now()
    record(f"user:{user.id}", "user.recovery_code_used", actor=user)
    tell(user, "recovery_code_used", {"left": len(queries.unused_recovery_codes(user.id))})


def renew_recovery_codes(user_id: int) -> list[str]:
    """Raises `account.factor_off`."""
    user = queries.lock_user(user_id)
    if queries.active_factor(user.id) is None:
        raise DomainError("account.factor_off")
    return make_recovery_codes(user)


def make_recovery_codes(user: User) -> list[str]:
    """The old ones are void. 16 letters of 31: 79 bits, and the digest needs the site's key."""
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    codes = ["".join(secrets.choice(_LETTERS) for _ in range(16)) for _ in range(rules.RECOVERY_CODES)]
    db.session.add_all(
        RecoveryCode(user_id=user.id, code_digest=keyed.recovery_digest(user.id, code)) for code in codes
    )
    record(f"user:{user.id}", "user.recovery_codes_made", actor=user)
    return ["-".join(code[place : place + 4] for place in range(0, 16, 4)) for code in codes]


def turn_factor_off(user_id: int, code: str) -> None:
    """Raises `account.wrong_code`."""
    user = queries.lock_user(user_id)
    use_code(user, code)
    drop_factor(user, actor=user)


def drop_factor(user: User, *, actor: Any) -> None:
    """For somebody without their phone and without their recovery codes, by an administrator or the command."""
    factor = queries.factor_of(user.id)
    if factor is None:
        return
    db.session.delete(factor)
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    record(f"user:{user.id}", "user.factor_off", actor=actor)
    tell(user, "second_factor_off")
