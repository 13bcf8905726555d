"""Links in mail: one use, one purpose, and dead as soon as the account's password or address is another."""

from datetime import timedelta

from app.accounts import queries, rules
from app.accounts.models import EmailLink, User
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError
from app.core.ids import new_public_id


def make_link(user: User, purpose: str, life: timedelta, *, email: str | None = None) -> EmailLink:
    link = EmailLink(
        user_id=user.id, purpose=purpose, public_id=new_public_id(), email=email, expires_at=clock.now() + life
    )
    db.session.add(link)
    return link


def take_link(purpose: str, link_id: str | None, *, dead: str) -> EmailLink:
    """Use it up; of two at once one gets it. Raises `dead` for one that was used, is over or never was."""
    now = clock.now()
    link = queries.email_link(purpose, link_id) if link_id else None
    if link is None or not rules.link_alive(used_at=link.used_at, expires_at=link.expires_at, now=now):
        raise DomainError(dead)
    link.used_at = now
    return link


def burn_links(user: User) -> None:
    """Whatever else lies in a mailbox opens nothing any more."""
    for link in queries.open_links(user.id):
        link.used_at = clock.now()
