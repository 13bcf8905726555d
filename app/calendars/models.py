from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.core.db import Base


class FeedBody(Base):
    """When the bytes of a feed last changed, so that Last-Modified never goes back. A cache that a GET may write."""

    __tablename__ = "feed_bodies"

    key: Mapped[str] = mapped_column(primary_key=True)
    body_digest: Mapped[str]
    changed_at: Mapped[datetime]


class Scope(StrEnum):
    MINE = "mine"  # the bookings of one's spaces, those that wait too
    BUSY = "busy"  # the same hours, and nothing else about them
    STAFF = "staff"  # every booking of every venue, with set-up and strike


class FeedLink(Base):
    """A private feed, for one device or purpose. The address holds a random secret, this row its digest.

    Whether it still opens is `rules.is_alive`; what it shows is asked of its owner's rights at every read.
    """

    __tablename__ = "feed_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    secret_digest: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    scope: Mapped[str]
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(lazy="joined")
    fetch: Mapped["FeedFetch"] = relationship(lazy="joined", cascade="all, delete-orphan")


class FeedFetch(Base):
    """When and by what a link was last read, and how often since `counted_since`. Written by reading, hence a table
    of its own; made together with its link, so that two readers never both begin it."""

    __tablename__ = "feed_fetches"

    link_id: Mapped[int] = mapped_column(ForeignKey("feed_links.id"), primary_key=True)
    last_at: Mapped[datetime | None]
    client: Mapped[str] = mapped_column(default="")
    counted_since: Mapped[datetime]
    count: Mapped[int] = mapped_column(default=0)
