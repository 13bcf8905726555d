import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import String, any_, cast, collate, func, literal, select, true
from sqlalchemy.dialects.postgresql import ARRAY

from app.accounts.models import User
from app.audit.models import AuditEntry, AuditPayload
from app.bookings.models import Booking
from app.calendars import rules
from app.calendars.freshness import Known
from app.calendars.models import (
    FeedBody,
    FeedContent,
    FeedFetch,
    FeedFragment,
    FeedLink,
    FeedRead,
    FeedTopic,
    PersonalFeed,
    Scope,
)
from app.core import clock
from app.core.db import db, held
from app.core.ids import digest
from app.memberships.queries import roll, standing_of, standings_of
from app.memberships.rules import Status
from app.revisions.models import Revision
from app.spaces.models import Space
from app.spaces.queries import directory, space_by_slug, spaces_by_public_ids, team_space_ids

# What the fast path asks, in the SQL that both engines speak. One statement is one moment: the row and the revisions it
# depends on belong together, and so do a link, its owner and the row.
_KNOWN = """
    b.body_digest, b.changed_at, b.for_day, b.epoch, b.topics_sum, b.events, b.latest_revised_at,
    (SELECT coalesce(sum(r.number), 0) FROM feed_topics t JOIN revisions r ON r.topic = t.topic WHERE t.key = b.key)
"""
OPEN_FEED = f"SELECT {_KNOWN} FROM feed_bodies b WHERE b.key = :key"  # noqa: S608  our own words
PRIVATE_FEED = f"""
    SELECT l.id, l.scope, l.revoked_at, l.created_at, u.disabled_at, u.credentials_changed_at, {_KNOWN}
    FROM feed_links l JOIN users u ON u.id = l.user_id
    LEFT JOIN feed_bodies b ON b.key = 'link:' || CAST(l.id AS text) || '|' || CAST(:variant AS text)
    WHERE l.secret_digest = :digest
"""  # noqa: S608
CONTENT = "SELECT plain, packed FROM feed_contents WHERE digest = :digest"


def known_body(key: str) -> Known | None:
    """What is remembered under the key, with the sum of its topics' revisions of this same moment."""
    sum_now = (
        select(func.coalesce(func.sum(Revision.number), 0))
        .join(FeedTopic, FeedTopic.topic == Revision.topic)
        .where(FeedTopic.key == FeedBody.key)
        .scalar_subquery()
    )
    found = db.session.execute(
        select(FeedBody, sum_now).where(FeedBody.key == key), execution_options={"populate_existing": True}
    ).one_or_none()
    if found is None:
        return None
    body, now = found
    return Known(
        digest=body.body_digest,
        changed_at=body.changed_at,
        for_day=body.for_day,
        epoch=body.epoch,
        topics_sum=body.topics_sum,
        sum_now=int(now),
        events=body.events,
        latest_revised_at=body.latest_revised_at,
    )


def topics_of(key: str) -> set[str]:
    return set(db.session.scalars(select(FeedTopic.topic).where(FeedTopic.key == key)))


def content(digest_: str) -> FeedContent | None:
    return db.session.get(FeedContent, digest_)


def count_variants(prefix: str) -> int:
    """Of one feed, whose key is `prefix` and what was asked of it. Byte by byte: the order of words of most locales
    passes over the last sign, and would find none."""
    key = FeedBody.key if db.is_sqlite else collate(FeedBody.key, "C")
    return db.session.execute(
        select(func.count()).select_from(FeedBody).where(key >= prefix, key < prefix + "\uffff")
    ).scalar_one()


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


def hold_person(user_id: int) -> None:
    """Until the transaction ends nobody else makes an address for them, or changes what theirs show."""
    db.session.execute(select(User.id).where(User.id == user_id).with_for_update()).one()


def followers(user_id: int | None = None) -> dict[User, list[FeedLink]]:
    """Who has calendars by secret addresses in which what takes place stands, and wants letters about late changes;
    with those addresses that still open; or one person alone."""
    silent = select(PersonalFeed.user_id).where(PersonalFeed.soon_by_mail.is_(False))
    links = db.session.scalars(
        select(FeedLink)
        .where(
            FeedLink.revoked_at.is_(None),
            FeedLink.scope.in_((Scope.PERSONAL, Scope.MINE, Scope.SPACE)),
            FeedLink.user_id.not_in(silent),
        )
        .where(FeedLink.user_id == user_id if user_id is not None else true())
        .order_by(FeedLink.user_id, FeedLink.id)
    )
    found: dict[User, list[FeedLink]] = {}
    for link in links:
        if rules.is_alive(link, link.user):
            found.setdefault(link.user, []).append(link)
    return found


def personal_feed(user_id: int) -> PersonalFeed | None:
    """None until the person has chosen, or made an address of it."""
    return held(f"personal feed:{user_id}", lambda: db.session.get(PersonalFeed, user_id, populate_existing=True))


def version_of_personal(user_id: int) -> int:
    feed = personal_feed(user_id)
    return feed.version if feed is not None else 0


def choosable_space_ids(actor: User, wanted: Collection[int], *, already: Collection[int]) -> set[int]:
    """Those of `wanted` that are the actor's own, or have a public feed, or are `already` chosen."""
    today = clock.today()
    standings = standings_of([(space_id, today) for space_id in set(wanted)])
    known = {space_id for (space_id, _day), standing in standings.items() if standing.status != Status.NONE}
    return known | (set(wanted) & {*already, *team_space_ids(actor)})


def choosable_spaces(actor: User, public_ids: Collection[str]) -> list[Space]:
    """The same by the names that pages know them by; what is none of them is left out."""
    named = spaces_by_public_ids(public_ids)
    fitting = choosable_space_ids(actor, [space.id for space in named], already=[])
    return [space for space in named if space.id in fitting]


def spaces_chosen(ids: Collection[int]) -> list[Space]:
    """Of those chosen the ones that are still there, in Vietnamese order."""
    return directory(ids) if ids else []


def count_links(user_id: int) -> int:
    """Holds the person's row first: two forms sent at once must not both find room for one more."""
    hold_person(user_id)
    return db.session.execute(
        select(func.count()).select_from(FeedLink).where(FeedLink.user_id == user_id, FeedLink.revoked_at.is_(None))
    ).scalar_one()


def links_there(ids: Collection[int]) -> set[int]:
    """Which of these links still exist; those do so until the transaction ends."""
    there = select(FeedLink.id).where(FeedLink.id.in_(ids)).order_by(FeedLink.id)
    return set(db.session.scalars(there.with_for_update(read=True, key_share=True)))


def link_of(user: User, public_id: str) -> FeedLink | None:
    """A person's own link, to look at."""
    return db.session.scalars(
        select(FeedLink).where(
            FeedLink.public_id == public_id, FeedLink.user_id == user.id, FeedLink.revoked_at.is_(None)
        )
    ).one_or_none()


def link_by_public_id(public_id: str) -> FeedLink | None:
    """Anybody's that was not taken back."""
    return db.session.scalars(
        select(FeedLink).where(FeedLink.public_id == public_id, FeedLink.revoked_at.is_(None))
    ).one_or_none()


def living_links(*, read_before: datetime | None = None, never_read: bool = False) -> Sequence[tuple[int, str]]:
    """Id and the owner's name of every link that opens a calendar, who has been away the longest first. Only those
    last read, or made, before an instant; only those that nobody has read."""
    quiet_since = func.coalesce(FeedFetch.last_at, FeedLink.created_at)
    wanted = (
        select(FeedLink.id, User.name)
        .join(FeedLink.user)
        .join(FeedLink.fetch)
        .where(
            FeedLink.revoked_at.is_(None),
            User.disabled_at.is_(None),
            FeedLink.created_at > User.credentials_changed_at,
        )
        .order_by(quiet_since, FeedLink.id)
    )
    if read_before is not None:
        wanted = wanted.where(quiet_since < read_before)
    if never_read:
        wanted = wanted.where(FeedFetch.last_at.is_(None))
    return [(link_id, name) for link_id, name in db.session.execute(wanted)]


def links_by_id(ids: Collection[int]) -> dict[int, FeedLink]:
    wanted = select(FeedLink).where(FeedLink.id.in_(ids)).order_by(FeedLink.id)
    return {link.id: link for link in db.session.scalars(wanted)}


def reads_of(link_id: int) -> Sequence[FeedRead]:
    """All that are kept, the latest first."""
    return db.session.scalars(
        select(FeedRead)
        .where(FeedRead.link_id == link_id)
        .order_by(FeedRead.day.desc(), FeedRead.last_at.desc(), FeedRead.client)
    ).all()


def reads_since(day: date, link_ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """Full answers and unchanged ones of each link that was read from `day` on."""
    sums = (
        select(FeedRead.link_id, func.sum(FeedRead.full), func.sum(FeedRead.same))
        .where(FeedRead.link_id.in_(link_ids), FeedRead.day >= day)
        .group_by(FeedRead.link_id)
        .order_by(FeedRead.link_id)
    )
    return {link_id: (int(full), int(same)) for link_id, full, same in db.session.execute(sums)}


class Step(NamedTuple):
    """What happened to a booking, and what was said of it then; nothing where that was erased."""

    at: datetime
    action: str
    payload: Mapping[str, Any]


def steps_by_uuid(uuids: Collection[str]) -> dict[str, list[Step]]:
    """Of these bookings, the first on top."""
    if not uuids:
        return {}
    rows = db.session.execute(
        select(Booking.uuid, AuditEntry.at, AuditEntry.action, AuditPayload.payload)
        .join(AuditEntry, AuditEntry.subject == literal("booking:").concat(cast(Booking.id, String)))
        .outerjoin(AuditPayload, AuditPayload.entry_id == AuditEntry.id)
        .where(Booking.uuid.in_(uuids))
        .order_by(Booking.id, AuditEntry.seq)
    )
    found: dict[str, list[Step]] = {}
    for row in rows:
        found.setdefault(row.uuid, []).append(Step(row.at, row.action, row.payload or {}))
    return found


def fragments_of(things: Sequence[str], *, depth: str, language: str) -> Mapping[str, tuple[str, bytes]]:
    """Stamp and kept lines by thing. All things in one parameter: a feed has more of them than a statement may have."""
    query = select(FeedFragment.thing, FeedFragment.stamp, FeedFragment.lines).where(
        FeedFragment.depth == depth, FeedFragment.language == language
    )
    if db.is_sqlite:
        listed = func.json_each(json.dumps(things)).table_valued("value")
        query = query.where(FeedFragment.thing.in_(select(listed.c.value)))
    else:
        query = query.where(FeedFragment.thing == any_(literal(list(things), ARRAY(String))))
    return {thing: (stamp, lines) for thing, stamp, lines in db.session.execute(query.order_by(FeedFragment.thing))}
