"""Who is who, and what a password and a sign-in must be. Pure."""

from datetime import datetime, timedelta
from typing import Any

from app.accounts.models import Role

MEMBER_IDLE, MEMBER_ABSOLUTE = timedelta(days=14), timedelta(days=90)
STAFF_IDLE, STAFF_ABSOLUTE = timedelta(minutes=60), timedelta(hours=12)
LINK_LIFE = timedelta(days=2)
PASSWORD_MIN, PASSWORD_MAX = 10, 200
ATTEMPT_WINDOW = timedelta(minutes=15)
# Per address a person could mistype; per client a whole office behind one line could sign in.
ATTEMPTS_ALLOWED = {"sign_in": {"mail": 10, "ip": 100}, "sign_up": {"ip": 20}}
OBVIOUS_PASSWORDS = {"password12", "1234567890", "0123456789", "qwertyuiop", "matkhau123", "cầukính123", "caukinh123"}


def signed_in(actor: Any) -> bool:
    return bool(actor is not None and actor.is_authenticated)


def has_role(actor: Any, *roles: Role) -> bool:
    return signed_in(actor) and not actor.roles.isdisjoint(roles)


def is_coordinator(actor: Any) -> bool:
    return has_role(actor, Role.COORDINATOR)


def is_reviewer(actor: Any) -> bool:
    return has_role(actor, Role.REVIEWER)


def is_approver(actor: Any) -> bool:
    return has_role(actor, Role.APPROVER)


def is_administrator(actor: Any) -> bool:
    return has_role(actor, Role.ADMINISTRATOR)


def is_centre_staff(actor: Any) -> bool:
    """The Centre's own people; reviewers are outside experts and see only what they are assigned."""
    return has_role(actor, Role.COORDINATOR, Role.APPROVER, Role.ADMINISTRATOR)


def sign_in_alive(*, created_at: datetime, last_seen_at: datetime, is_staff: bool, now: datetime) -> bool:
    idle, absolute = (STAFF_IDLE, STAFF_ABSOLUTE) if is_staff else (MEMBER_IDLE, MEMBER_ABSOLUTE)
    return now - last_seen_at < idle and now - created_at < absolute


def password_too_obvious(password: str, *, email: str, name: str) -> bool:
    lowered = password.casefold()
    return lowered in OBVIOUS_PASSWORDS or lowered in {email.casefold(), name.casefold()} or len(set(lowered)) < 4
