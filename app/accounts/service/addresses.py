"""Moving an account to another address: asked with the password, proved by a link, told at the old address."""

from sqlalchemy.exc import IntegrityError

from app.accounts import queries, rules
from app.accounts.models import User
from app.accounts.service.letters import tell
from app.accounts.service.links import burn_links, make_link, take_link
from app.accounts.service.people import normal_email
from app.accounts.service.sign_ins import keep_only
from app.audit.service import record
from app.core.db import db
from app.core.errors import DomainError
from app.notices.service import move_address
from app.revisions.service import bump


def ask_for_new_email(user: User, email: str) -> None:
    """The same to look at whether the new address has an account or not. Raises `account.same_email`."""
    email = normal_email(email)
    if email == user.email:
        raise DomainError("account.same_email", field="email")
    tell(user, "change_email_asked", {"email": email})
    record(f"user:{user.id}", "user.email_change_asked", actor=user)
    if queries.user_by_email(email) is not None:
        tell(user, "change_email_taken", to=email)
        return
    link = make_link(user, "change_email", rules.CHANGE_LINK_LIFE, email=email)
    tell(user, "change_email", {"token": {"sign": "change_email", "id": link.public_id}}, to=email)


def change_email(link_id: str | None, *, actor: User, secret: str) -> str:
    """Raises `account.change_link_dead`, also for a link of somebody else, or `account.email_taken` where another
    account has the address by now.

    Every sign-in ends but the one behind `secret`; returns its new secret.
    """
    link = take_link("change_email", link_id, dead="account.change_link_dead")
    user, old = link.user, link.user.email
    if user.id != actor.id or link.email is None:
        raise DomainError("account.change_link_dead")
    try:
        with db.session.begin_nested():
            user.email = link.email
            db.session.flush()
    except IntegrityError:
        raise DomainError("account.email_taken") from None
    burn_links(user)
    record(f"user:{user.id}", "user.email_changed", actor=user, payload={"from": old, "to": link.email})
    bump("ties")
    move_address(old, link.email)
    tell(user, "email_changed", {"email": link.email}, to=old)
    return keep_only(user, secret)
