"""Who is who, and what a password and a sign-in must be. Pure."""

import re
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from app.accounts.models import Role
from app.config import ROOT
from app.core.text import fold
from app.web.guard import signed_in as signed_in

MEMBER_IDLE, MEMBER_ABSOLUTE = timedelta(days=14), timedelta(days=90)
STAFF_IDLE, STAFF_ABSOLUTE = timedelta(minutes=60), timedelta(hours=12)
LINK_LIFE = timedelta(days=2)
RESET_LINK_LIFE = timedelta(hours=1)
CHANGE_LINK_LIFE = timedelta(hours=2)
HALF_SIGN_IN_LIFE = timedelta(minutes=10)
ENROLMENT_LIFE = timedelta(minutes=30)
RECOVERY_CODES = 10
PASSWORD_MIN, PASSWORD_MAX = 10, 200
ATTEMPT_WINDOW = timedelta(minutes=15)
# Per address or account a person could mistype; per client a whole office behind one line could sign in.
ATTEMPTS_ALLOWED = {
    "sign_in": {"mail": 10, "ip": 100},
    "sign_up": {"mail": 5, "ip": 20},
    "reset": {"mail": 5, "ip": 30},
    "password": {"user": 10, "ip": 100},
    "code": {"user": 10, "ip": 100},
    "change_email": {"user": 5},
}
COMMON_PASSWORDS = frozenset((ROOT / "data/common_passwords.txt").read_text(encoding="utf-8").splitlines()[1:])
_AS_LETTERS = str.maketrans("0134578@$", "oieastbas")


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


def may_judge(actor: Any) -> bool:
    """Somebody who could come to see other people's applications."""
    return is_centre_staff(actor) or is_reviewer(actor)


def is_centre_staff(actor: Any) -> bool:
    """The Centre's own people; reviewers are outside experts and see only what they are assigned."""
    return has_role(actor, Role.COORDINATOR, Role.APPROVER, Role.ADMINISTRATOR)


def sign_in_alive(*, created_at: datetime, last_seen_at: datetime, is_staff: bool, now: datetime) -> bool:
    idle, absolute = (STAFF_IDLE, STAFF_ABSOLUTE) if is_staff else (MEMBER_IDLE, MEMBER_ABSOLUTE)
    return now - last_seen_at < idle and now - created_at < absolute


def needs_second_factor(roles: Collection[str]) -> bool:
    """Whoever holds a role can harm others than themselves."""
    return bool(roles)


def link_alive(*, used_at: datetime | None, expires_at: datetime, now: datetime) -> bool:
    return used_at is None and now < expires_at


def password_fault(password: str, *, own: Iterable[str]) -> str | None:
    """What is wrong with a new password: the code of an error, or None. `own` are words that anybody would try for
    this account: its address, its name, the site's name.

    Length matters, kinds of characters do not (ASVS 6.2.5); refused is what stands at the top of every list, with
    digits and signs put around it, letters swapped for digits, repeated, or two of them in a row.
    """
    if not PASSWORD_MIN <= len(password) <= PASSWORD_MAX:
        return "account.password_length"
    known = COMMON_PASSWORDS | {_squeeze(part) for word in own for part in (word, word.partition("@")[0])} - {""}
    if len(set(fold(password))) < 5 or any(_made_of(core, known) for core in _cores(password)):
        return "account.password_obvious"
    return None


def _squeeze(text: str) -> str:
    return re.sub(r"[\W_]+", "", fold(text))


def _cores(password: str) -> set[str]:
    """ "P@ssw0rd2026!" is "password" with the year behind it."""
    plain = fold(password)
    stem = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", plain)
    return {
        _unit(_squeeze(text)) for text in (plain, stem, plain.translate(_AS_LETTERS), stem.translate(_AS_LETTERS))
    }


def _made_of(core: str, known: Collection[str]) -> bool:
    """The core itself, or cut in two somewhere, is made of known words."""
    return core in known or any(core[:cut] in known and core[cut:] in known for cut in range(3, len(core) - 2))


def _unit(text: str) -> str:
    """ "hanoihanoi" is "hanoi" twice."""
    return text[:place] if (place := (text + text).find(text, 1)) > 0 else text


LONGEST_ABSENCE = timedelta(days=366)


def absence_fault(user: Any, deputy: Any, first_on: date, last_on: date, *, today: date) -> tuple[str, str] | None:
    """What is wrong with it (code and field), apart from what others have planned; None when nothing is."""
    if deputy.id == user.id:
        return "absence.oneself", "deputy"
    if deputy.disabled_at is not None or not is_centre_staff(deputy):
        return "absence.not_staff", "deputy"
    if last_on < first_on:
        return "absence.backwards", "last_on"
    if last_on < today:
        return "absence.over", "last_on"
    if last_on - first_on > LONGEST_ABSENCE:
        return "absence.too_long", "last_on"
    return None
