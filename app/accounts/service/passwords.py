"""Hashing, and the two ways to a new password: with the old one, and by a link to the person's address."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.accounts import queries, rules
from app.accounts.models import User
from app.accounts.service.attempts import forget_attempts
from app.accounts.service.letters import tell
from app.accounts.service.links import burn_links, make_link, take_link
from app.accounts.service.people import normal_email
from app.accounts.service.sign_ins import end_sign_ins, keep_only
from app.audit.service import record
from app.core import clock
from app.core.errors import DomainError
from app.core.ids import new_secret
from app.core.text import nfc
from app.revisions.service import bump
from app.settings.queries import value

_hasher = PasswordHasher()


def hash_password(password: str) -> str:
    """argon2id, tens of milliseconds: call it before `transact`, never inside."""
    return _hasher.hash(nfc(password))


def check_new_password(password: str, *, email: str, name: str) -> None:
    """Raises `account.password_length` or `account.password_obvious`, at the field `password`."""
    own = (email, name, value("site.name"), value("network.name_vi"), value("network.name_en"))
    fault = rules.password_fault(nfc(password), own=own)
    if fault:
        raise DomainError(fault, field="password", least=rules.PASSWORD_MIN, most=rules.PASSWORD_MAX)


def hash_new_password(password: str, *, email: str, name: str) -> str:
    """Raises what `check_new_password` raises."""
    check_new_password(password, email=email, name=name)
    return hash_password(password)


@cache
def _hash_of_nobody() -> str:
    return hash_password(new_secret())


def password_fits(user: User | None, password: str) -> bool:
    """Takes as long for an unknown address as for a known one, so timing tells nobody who has an account."""
    try:
        return _hasher.verify(user.password_hash if user else _hash_of_nobody(), nfc(password)) and user is not None
    except (VerificationError, InvalidHashError):
        return False


def spend_a_hash() -> None:
    """The work of a password where none is asked, beside which a row more or less cannot be seen."""
    password_fits(None, "")


def stronger_hash(user: User, password: str) -> str | None:
    """A new hash of a password that has just fitted, where today's cost is above the one it was made with."""
    return hash_password(password) if _hasher.check_needs_rehash(user.password_hash) else None


def ask_for_reset(email: str) -> None:
    """A link to whoever has this address; nothing for an unknown or disabled one, and nobody can tell."""
    user = queries.user_by_email(normal_email(email))
    if user is None or user.disabled_at is not None:
        return
    link = make_link(user, "reset", rules.RESET_LINK_LIFE)
    tell(user, "reset_password", {"token": {"sign": "reset", "id": link.public_id}})
    record(f"user:{user.id}", "user.reset_asked", actor=None)


def reset_password(link_id: str | None, password_hash: str) -> User:
    """By the link in the letter, which also proves the address. Ends every sign-in; signs nobody in, so a second
    factor is asked as ever. Raises `account.reset_link_dead`.
    """
    user = take_link("reset", link_id, dead="account.reset_link_dead").user
    if user.disabled_at is not None:
        raise DomainError("account.reset_link_dead")
    user.confirmed_at = user.confirmed_at or clock.now()
    _set_password(user, password_hash, action="user.password_reset")
    end_sign_ins(user)
    forget_attempts("sign_in", f"mail:{user.email}")
    return user


def change_password(user_id: int, password_hash: str, *, checked_hash: str, secret: str) -> str:
    """With the old password, which was checked against `checked_hash`; of two changes at once one hears that it no
    longer fits. Other sign-ins end; returns this one's new secret. Raises `account.wrong_password`.
    """
    user = queries.lock_user(user_id)
    if user.password_hash != checked_hash:
        raise DomainError("account.wrong_password", field="old")
    _set_password(user, password_hash, action="user.password_changed")
    return keep_only(user, secret)


def _set_password(user: User, password_hash: str, *, action: str) -> None:
    user.password_hash, user.credentials_changed_at = password_hash, clock.now()
    burn_links(user)
    record(f"user:{user.id}", action, actor=user)
    bump(f"person:{user.id}")
    tell(user, "password_changed")
