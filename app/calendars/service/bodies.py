"""Bodies as they are made and remembered: what they were made of, and when their bytes last became others."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, insert, update
from sqlalchemy.dialects import postgresql, sqlite

from app.calendars import queries
from app.calendars.contents import contents
from app.calendars.definition import Definition, Kind, Site
from app.calendars.fragments import Fragment
from app.calendars.freshness import Known
from app.calendars.models import FeedBody, FeedContent, FeedFragment, FeedTopic
from app.core import clock
from app.core.db import db, snapshot
from app.core.ical import etag
from app.revisions import queries as revisions

VARIANTS_KEPT = 64  # of one feed; who asks for more combinations has each made anew
UNUSED_KEPT = timedelta(days=14)
# Each of these has one reader: fifty thousand of them would fill the disk, and are put together quickly.
NOT_KEPT = frozenset({Kind.MINE, Kind.OWN_SPACE, Kind.DEADLINES, Kind.PERSONAL})


@dataclass(frozen=True, kw_only=True)
class Built:
    """A body, with what it was made of as that stood in the same moment."""

    plain: bytes
    digest: str
    events: int
    latest_revised_at: datetime | None
    topics: frozenset[str]
    topics_sum: int
    for_day: date
    is_kept: bool
    made: Sequence[Fragment] = ()


def build(asked: Definition, *, today: date, site: Site) -> Built:
    """Rows and revisions are read in one snapshot: a change in between is in neither, and so is seen afterwards."""
    with snapshot():
        holds = contents(asked, today=today, site=site)
        body = holds.body()
        return Built(
            plain=body.plain,
            digest=etag(body.plain),
            events=body.events,
            latest_revised_at=body.latest_revised_at,
            topics=holds.topics,
            topics_sum=revisions.sum_of(holds.topics),
            for_day=today,
            is_kept=asked.kind not in NOT_KEPT,
            made=body.made,
        )


def as_known(built: Built, *, epoch: str, changed_at: datetime | None) -> Known:
    return Known(
        digest=built.digest,
        changed_at=changed_at,
        for_day=built.for_day,
        epoch=epoch,
        topics_sum=built.topics_sum,
        sum_now=built.topics_sum,
        events=built.events,
        latest_revised_at=built.latest_revised_at,
    )


def remember(key: str, built: Built, *, seen: Known | None, epoch: str) -> datetime | None:
    """Since when the bytes under `key` are these, unless somebody wrote there after `seen` was read, which was before
    `built` was made: then theirs may be newer, nothing is written, and the answer is None.

    That instant is when other bytes were first made, so later than every answer that still had the former ones, and
    it never goes back, whatever the clock of the machine says.
    """
    now = clock.now()
    if seen is None:
        changed_at = now
    elif seen.digest == built.digest:
        changed_at = seen.changed_at or now
    else:
        changed_at = max(now, (seen.changed_at or now) + timedelta(seconds=1))
    known = as_known(built, epoch=epoch, changed_at=changed_at)
    if not _write(key, known, seen):
        return None
    _write_topics(key, built.topics)
    if built.is_kept and seen is not None and seen.digest == built.digest:
        used = update(FeedContent).where(FeedContent.digest == built.digest).values(used_on=built.for_day)
        db.session.execute(used)
    return changed_at


def has_room(key: str) -> bool:
    return queries.count_variants(key.partition("|")[0] + "|") < VARIANTS_KEPT


def keep_bytes(digest: str, plain: bytes, packed: bytes) -> None:
    """After the answer: writing half a megabyte takes as long as putting it together."""
    row = (sqlite.insert if db.is_sqlite else postgresql.insert)(FeedContent).values(
        digest=digest, plain=plain, packed=packed, used_on=clock.today()
    )
    db.session.execute(
        row.on_conflict_do_update(
            index_elements=[FeedContent.digest], set_={"packed": packed, "used_on": clock.today()}
        )
    )


def forget_bodies() -> None:
    """Bytes nobody has been sent for two weeks: a feed that is read is made anew on every day, which notes the day.
    What is remembered of a feed stays, or its date would go back."""
    db.session.execute(delete(FeedContent).where(FeedContent.used_on < clock.today() - UNUSED_KEPT))


def forget_all_bodies() -> None:
    """After a restore: revisions count from where they were then, and would come past the same sums again."""
    for table in (FeedBody, FeedTopic, FeedContent, FeedFragment):
        db.session.execute(delete(table))


def _write(key: str, known: Known, seen: Known | None) -> bool:
    values = {
        "body_digest": known.digest,
        "changed_at": known.changed_at,
        "for_day": known.for_day,
        "epoch": known.epoch,
        "topics_sum": known.topics_sum,
        "events": known.events,
        "latest_revised_at": known.latest_revised_at,
    }
    if seen is None:
        row = (sqlite.insert if db.is_sqlite else postgresql.insert)(FeedBody).values(key=key, **values)
        written = db.session.execute(row.on_conflict_do_nothing().returning(FeedBody.key))
    else:
        written = db.session.execute(
            update(FeedBody)
            .where(
                FeedBody.key == key,
                FeedBody.body_digest == seen.digest,
                FeedBody.changed_at == seen.changed_at,
                FeedBody.for_day == seen.for_day,
                FeedBody.epoch == seen.epoch,
                FeedBody.topics_sum == seen.topics_sum,
            )
            .values(**values)
            .returning(FeedBody.key)
        )
    return written.one_or_none() is not None


def _write_topics(key: str, topics: frozenset[str]) -> None:
    before = queries.topics_of(key)
    if gone := before - topics:
        db.session.execute(delete(FeedTopic).where(FeedTopic.key == key, FeedTopic.topic.in_(gone)))
    if new := topics - before:
        db.session.execute(insert(FeedTopic), [{"key": key, "topic": topic} for topic in sorted(new)])
