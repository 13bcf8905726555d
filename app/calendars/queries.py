from collections.abc import Collection, Sequence

from sqlalchemy import func, select

from app.accounts.models import User
from app.calendars.models import FeedBody, FeedFetch, FeedLink
from app.core import clock
from app.core.db import db
from app.core.ids import digest
from app.memberships.queries import roll, standing_of
from app.memberships.rules import Status
from app.spaces.models import Space
from app.spaces.queries import directory, space_by_slug


def feed_body(key: str) -> FeedBody | None:
    return db.session.get(FeedBody, key)


def space_with_feed(slug: str) -> Space | None:
    """A space that is or once was a member: feeds outlive memberships, or subscribers would be left with ghosts."""
    space = space_by_slug(slug)
    if space is None or standing_of(space.id, clock.today()).status == Status.NONE:
        return None
    return space


def spaces_with_feed(q: str) -> Sequence[Space]:
    """Members of today whose name fits, in Vietnamese order."""
    members = [member.space.id for member in roll(clock.today()) if member.standing.is_member]
    return directory(members, q=q)


def link_by_secret(secret: str) -> FeedLink | None:
    """One look-up by digest, dead links included: it takes as long for a guess as for the real thing."""
    return db.session.scalars(select(FeedLink).where(FeedLink.secret_digest == digest(secret))).one_or_none()


def links_of(user: User) -> Sequence[FeedLink]:
    """Those not taken back, oldest first; a new password may have killed some of them."""
    return db.session.scalars(
        select(FeedLink)
        .where(FeedLink.user_id == user.id, FeedLink.revoked_at.is_(None))
        .order_by(FeedLink.created_at, FeedLink.id)
    ).all()


def link_for(user: User, public_id: str) -> FeedLink | None:
    """A person's own link, locked until the transaction ends."""
    return db.session.scalars(
        select(FeedLink)
        .where(FeedLink.public_id == public_id, FeedLink.user_id == user.id, FeedLink.revoked_at.is_(None))
        .with_for_update(of=FeedLink)
    ).one_or_none()


def count_links(user_id: int) -> int:
    """Holds the person's row first: two forms sent at once must not both find room for one more."""
    db.session.execute(select(User.id).where(User.id == user_id).with_for_update()).one()
    return db.session.execute(
        select(func.count()).select_from(FeedLink).where(FeedLink.user_id == user_id, FeedLink.revoked_at.is_(None))
    ).scalar_one()


def links_there(ids: Collection[int]) -> set[int]:
    """Which of these links still exist; those do so until the transaction ends."""
    there = select(FeedLink.id).where(FeedLink.id.in_(ids)).order_by(FeedLink.id)
    return set(db.session.scalars(there.with_for_update(read=True, key_share=True)))


def fetch_held(link_id: int) -> FeedFetch:
    return db.session.scalars(
        select(FeedFetch)
        .where(FeedFetch.link_id == link_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
