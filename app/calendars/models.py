from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, BigInteger, ForeignKey, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.core.db import Base, Versioned


class FeedBody(Base):
    """What is known of the body under a key, so that a client is answered 304 by reading this one row.

    It holds while the sum of its topics' revisions, the house's day and the epoch (release and settings) are those
    it was built from. `changed_at` is when its bytes last became others; it never goes back. A cache: a GET may
    write it, a backup leaves it out.
    """

    __tablename__ = "feed_bodies"

    key: Mapped[str] = mapped_column(primary_key=True)
    body_digest: Mapped[str]
    changed_at: Mapped[datetime]
    for_day: Mapped[date]
    epoch: Mapped[str]
    topics_sum: Mapped[int] = mapped_column(BigInteger)
    events: Mapped[int]
    latest_revised_at: Mapped[datetime | None]


class FeedTopic(Base):
    """Of which revisions a body was made."""

    __tablename__ = "feed_topics"

    key: Mapped[str] = mapped_column(primary_key=True)
    topic: Mapped[str] = mapped_column(primary_key=True)


class FeedContent(Base):
    """Bytes by their digest, so that equal bodies stand here once. A cache, as above."""

    __tablename__ = "feed_contents"

    digest: Mapped[str] = mapped_column(primary_key=True)
    plain: Mapped[bytes]
    packed: Mapped[bytes | None]  # gzip
    used_on: Mapped[date] = mapped_column(index=True)


class FeedFragment(Base):
    """The lines of one entry as one kind of reader gets them; `stamp` tells what they were made from. A cache."""

    __tablename__ = "feed_fragments"

    thing: Mapped[str] = mapped_column(primary_key=True)  # "booking:12", "closure:3", "left:12:4"
    depth: Mapped[str] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    stamp: Mapped[str]
    uid: Mapped[str]
    starts_at: Mapped[datetime]
    cancelled: Mapped[bool]
    revised_at: Mapped[datetime]
    lines: Mapped[bytes]
    last_day: Mapped[date] = mapped_column(index=True)


class Scope(StrEnum):
    """What a private address shows; how deep is its `Depth`."""

    PERSONAL = "personal"  # what its owner chose; they may choose again, and the address stays
    MINE = "mine"  # the bookings of one's spaces, those that wait too; at the depth of busy hours nothing but these
    SPACE = "space"  # those of one space
    STAFF = "staff"  # every booking of every venue, with set-up and strike
    DEADLINES = "deadlines"  # when one's reviews are due


class PersonalFeed(Versioned, Base):
    """What a person chose to see in the one calendar that is theirs. An empty choice is none, not all."""

    __tablename__ = "personal_feeds"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, autoincrement=False)
    parts: Mapped[list[str]] = mapped_column(JSON, default=list)  # of `definition.Part`
    venues: Mapped[list[int]] = mapped_column(JSON, default=list)
    spaces: Mapped[list[int]] = mapped_column(JSON, default=list)
    fields: Mapped[list[str]] = mapped_column(JSON, default=list)
    kinds: Mapped[list[str]] = mapped_column(JSON, default=list)  # of activity; none is all of them
    language: Mapped[str] = mapped_column(default="vi")
    depth: Mapped[str]
    past_days: Mapped[int] = mapped_column(default=180)
    future_days: Mapped[int] = mapped_column(default=730)
    with_cancelled: Mapped[bool] = mapped_column(default=True)
    soon_by_mail: Mapped[bool] = mapped_column(default=True)
    updated_at: Mapped[datetime]


class FeedLink(Base):
    """A private feed, for one device or purpose. The address holds a random secret, this row its digest.

    Whether it still opens is `rules.is_alive`; what it shows is asked of its owner's rights at every read, and
    `depth` (of `definition.Depth`) is the most it may say.
    """

    __tablename__ = "feed_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    secret_digest: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    scope: Mapped[str]
    depth: Mapped[str] = mapped_column(default="own")
    space_id: Mapped[int | None] = mapped_column(ForeignKey("spaces.id"))  # of `Scope.SPACE`
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(lazy="joined")
    fetch: Mapped["FeedFetch"] = relationship(lazy="joined", cascade="all, delete-orphan")


class FeedFetch(Base):
    """When and by what a link was last read. Written by reading, hence a table of its own; made together with its
    link, so that two readers never both begin it.

    `seen_revised_at` is the latest change in the body that the client last got, or said it has.
    """

    __tablename__ = "feed_fetches"

    link_id: Mapped[int] = mapped_column(ForeignKey("feed_links.id"), primary_key=True)
    last_at: Mapped[datetime | None]
    client: Mapped[str] = mapped_column(default="")
    last_status: Mapped[int | None] = mapped_column(SmallInteger)
    last_full_at: Mapped[datetime | None]
    seen_revised_at: Mapped[datetime | None]


class FeedRead(Base):
    """How often a kind of client read a link on one of the house's days: in full, and told that nothing changed.
    Kept 90 days. Neither an address nor what a client says of itself is kept, only the family it belongs to."""

    __tablename__ = "feed_reads"

    link_id: Mapped[int] = mapped_column(ForeignKey("feed_links.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True, index=True)
    client: Mapped[str] = mapped_column(primary_key=True)
    full: Mapped[int] = mapped_column(default=0)
    same: Mapped[int] = mapped_column(default=0)
    events: Mapped[int] = mapped_column(default=0)  # in the last full answer
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
