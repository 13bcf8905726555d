from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import (
    Absence,
    Attempt,
    EmailLink,
    HalfSignIn,
    RecoveryCode,
    Role,
    RoleGrant,
    SecondFactor,
    SignIn,
    User,
)
from app.accounts.rules import is_administrator, is_centre_staff
from app.audit.queries import entries_of, payload_of
from app.core.db import db, held
from app.core.ids import digest
from app.core.text import sort_key


def user_by_email(email: str) -> User | None:
    return db.session.scalars(select(User).where(User.email == email)).one_or_none()


def user_by_public_id(public_id: str) -> User | None:
    return db.session.scalars(select(User).where(User.public_id == public_id)).one_or_none()


def all_users() -> Sequence[User]:
    """In Vietnamese order of names."""
    users = db.session.scalars(select(User).options(selectinload(User.grants)).order_by(User.id)).all()
    return sorted(users, key=lambda user: (sort_key(user.name), user.id))


def users_with_role(role: Role) -> Sequence[User]:
    query = (
        select(User)
        .options(joinedload(User.grants))
        .join(RoleGrant, RoleGrant.user_id == User.id)
        .where(RoleGrant.role == role, User.disabled_at.is_(None))
        .order_by(User.name, User.id)
    )
    return held(f"with role:{role}", lambda: db.session.scalars(query).unique().all())


def people_of_centre() -> list[User]:
    """Everybody of the Centre's own whose account is open, in Vietnamese order of names."""
    return [user for user in all_users() if user.disabled_at is None and is_centre_staff(user)]


def users_by_id(user_ids: Collection[int]) -> Sequence[User]:
    return db.session.scalars(select(User).where(User.id.in_(user_ids)).order_by(User.name, User.id)).all()


class Named(NamedTuple):
    """As much of somebody as stands beside their work."""

    id: int
    public_id: str
    name: str


def lock_role(role: Role) -> None:
    db.session.execute(select(RoleGrant).where(RoleGrant.role == role).order_by(RoleGrant.user_id).with_for_update())


def living_sign_in(secret: str) -> SignIn | None:
    """The row behind a cookie unless it was ended; idle and absolute limits are `rules.sign_in_alive`."""
    query = (
        select(SignIn)
        .options(joinedload(SignIn.user).joinedload(User.grants))
        .where(SignIn.secret_digest == digest(secret), SignIn.ended_at.is_(None))
    )
    return db.session.scalars(query).unique().one_or_none()


def any_sign_in(secret: str) -> SignIn | None:
    """The row behind a cookie, also one that is over: it says who somebody was, and opens nothing."""
    return db.session.scalars(select(SignIn).where(SignIn.secret_digest == digest(secret))).one_or_none()


def lock_user(user_id: int) -> User:
    """Whoever writes to a person's doors waits here for the other who does."""
    return db.session.scalars(
        select(User).where(User.id == user_id).with_for_update().execution_options(populate_existing=True)
    ).one()


def sign_ins_of(user_id: int) -> Sequence[SignIn]:
    """Not ended, the latest seen first; which of them still live is `rules.sign_in_alive`."""
    return db.session.scalars(
        select(SignIn)
        .where(SignIn.user_id == user_id, SignIn.ended_at.is_(None))
        .order_by(SignIn.last_seen_at.desc(), SignIn.id.desc())
    ).all()


def half_sign_in(secret: str, *, since: datetime) -> HalfSignIn | None:
    return db.session.scalars(
        select(HalfSignIn).where(HalfSignIn.secret_digest == digest(secret), HalfSignIn.created_at > since)
    ).one_or_none()


def half_sign_ins_of(user_id: int) -> Sequence[HalfSignIn]:
    return db.session.scalars(select(HalfSignIn).where(HalfSignIn.user_id == user_id).order_by(HalfSignIn.id)).all()


def factor_of(user_id: int) -> SecondFactor | None:
    return db.session.get(SecondFactor, user_id)


def active_factor(user_id: int) -> SecondFactor | None:
    factor = factor_of(user_id)
    return factor if factor is not None and factor.confirmed_at is not None else None


def recovery_code(code_digest: str) -> RecoveryCode | None:
    return db.session.scalars(select(RecoveryCode).where(RecoveryCode.code_digest == code_digest)).one_or_none()


def unused_recovery_codes(user_id: int) -> Sequence[RecoveryCode]:
    return db.session.scalars(
        select(RecoveryCode)
        .where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))
        .order_by(RecoveryCode.id)
    ).all()


def living_link(purpose: str, public_id: str | None, now: datetime) -> EmailLink | None:
    """To look at; `service` takes it with `email_link`, which locks."""
    return db.session.scalars(
        select(EmailLink).where(
            EmailLink.purpose == purpose,
            EmailLink.public_id == public_id,
            EmailLink.used_at.is_(None),
            EmailLink.expires_at > now,
        )
    ).one_or_none()


def open_links(user_id: int) -> Sequence[EmailLink]:
    return db.session.scalars(
        select(EmailLink).where(EmailLink.user_id == user_id, EmailLink.used_at.is_(None)).order_by(EmailLink.id)
    ).all()


def email_link(purpose: str, public_id: str) -> EmailLink | None:
    return db.session.scalars(
        select(EmailLink)
        .where(EmailLink.purpose == purpose, EmailLink.public_id == public_id)
        .with_for_update(of=EmailLink)
    ).one_or_none()


def attempts_since(kind: str, key: str, since: datetime) -> int:
    return db.session.execute(
        select(func.count())
        .select_from(Attempt)
        .where(Attempt.kind == kind, Attempt.key_digest == digest(key), Attempt.at >= since)
    ).scalar_one()


def reason_of_disabling(user: User) -> str | None:
    """What the administrator wrote the last time, while the account is disabled."""
    entries = [entry for entry in entries_of(f"user:{user.id}") if entry.action == "user.disabled"]
    if user.disabled_at is None or not entries:
        return None
    payload = payload_of(entries[-1])
    return payload.payload.get("reason") if payload else None


def absences_from(today: date) -> Sequence[Absence]:
    """Those that last and those to come, the first to begin on top."""
    return db.session.scalars(
        select(Absence)
        .where(Absence.ended_at.is_(None), Absence.last_on >= today)
        .options(joinedload(Absence.user), joinedload(Absence.deputy))
        .order_by(Absence.first_on, Absence.id)
    ).all()


def absences_within(user_ids: Collection[int], first: date, last: date) -> Sequence[Absence]:
    """Of these people, touching those days."""
    return db.session.scalars(
        select(Absence)
        .where(
            Absence.user_id.in_(user_ids),
            Absence.ended_at.is_(None),
            Absence.first_on <= last,
            Absence.last_on >= first,
        )
        .order_by(Absence.first_on, Absence.id)
    ).all()


def absence_for(actor: Any, public_id: str) -> Absence | None:
    """One's own, or anybody's for an administrator; held, so that it is ended once."""
    mine = () if is_administrator(actor) else (Absence.user_id == actor.id,)
    return db.session.scalars(
        select(Absence).where(Absence.public_id == public_id, *mine).with_for_update(of=Absence)
    ).one_or_none()


def stood_in_for(actor: Any, today: date) -> Sequence[Absence]:
    """The absences in which somebody is the deputy today, the first to end on top."""
    return db.session.scalars(
        select(Absence)
        .where(Absence.deputy_id == actor.id, *_lasting(today))
        .options(joinedload(Absence.user))
        .order_by(Absence.last_on, Absence.id)
    ).all()


def answers_for(actor: Any, today: date) -> frozenset[int]:
    """Ids of those whose work is this person's today: their own, and that of whoever is away and named them. One step
    only: a deputy who is away hands on what is theirs, not what they were handed."""
    return frozenset({actor.id, *(absence.user_id for absence in stood_in_for(actor, today))})


def deputies_on(today: date, role: Role) -> dict[int, set[int]]:
    """By the id of each who is away, the ids of their deputies who have the role and whose account is open."""
    rows = db.session.execute(
        select(Absence.user_id, Absence.deputy_id)
        .join(User, User.id == Absence.deputy_id)
        .join(RoleGrant, RoleGrant.user_id == User.id)
        .where(User.disabled_at.is_(None), RoleGrant.role == role, *_lasting(today))
        .order_by(Absence.user_id, Absence.deputy_id)
    )
    found: dict[int, set[int]] = {}
    for row in rows:
        found.setdefault(row.user_id, set()).add(row.deputy_id)
    return found


def with_deputies(person: User, today: date, role: Role) -> list[User]:
    """Whoever a letter about their work goes to: themselves, and while they are away who does that work today."""
    return [person, *users_by_id(deputies_on(today, role).get(person.id, ()))]


def _lasting(today: date) -> tuple[ColumnElement[bool], ...]:
    return Absence.ended_at.is_(None), Absence.first_on <= today, Absence.last_on >= today
