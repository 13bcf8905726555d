from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from app.accounts.models import Attempt, EmailLink, Role, RoleGrant, SignIn, User
from app.core.db import db
from app.core.ids import digest
from app.core.text import sort_key


def user_by_email(email: str) -> User | None:
    return db.session.scalars(select(User).where(User.email == email)).one_or_none()


def user_by_public_id(public_id: str) -> User | None:
    return db.session.scalars(select(User).where(User.public_id == public_id)).one_or_none()


def all_users() -> Sequence[User]:
    """In Vietnamese order of names."""
    users = db.session.scalars(select(User).order_by(User.id)).all()
    return sorted(users, key=lambda user: (sort_key(user.name), user.id))


def users_with_role(role: Role) -> Sequence[User]:
    return db.session.scalars(
        select(User)
        .join(RoleGrant, RoleGrant.user_id == User.id)
        .where(RoleGrant.role == role, User.disabled_at.is_(None))
        .order_by(User.name, User.id)
    ).all()


def lock_role(role: Role) -> None:
    db.session.execute(select(RoleGrant).where(RoleGrant.role == role).order_by(RoleGrant.user_id).with_for_update())


def living_sign_in(secret: str) -> SignIn | None:
    """The row behind a cookie unless it was ended; idle and absolute limits are `rules.sign_in_alive`."""
    return db.session.scalars(
        select(SignIn).where(SignIn.secret_digest == digest(secret), SignIn.ended_at.is_(None))
    ).one_or_none()


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
