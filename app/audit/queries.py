from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import String, cast, func, or_, select
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.orm import aliased

from app.audit.models import AuditAnchor, AuditEntry, AuditHead, AuditPayload, Reading
from app.core.db import db

_CHAINS, _ANCHORS = 4713, 4714  # locks, beside those of the areas and of the queue
LINES_LOOKED_AT = 5000
ABOUT_PEOPLE = ("user_id", "reviewer")
"""Under these names payloads hold the number of a person."""


def hold_chains(subjects: Collection[str]) -> None:
    """Two who write to one chain do so one after the other. SQLite has one writer anyway."""
    if not db.is_sqlite:
        each = func.unnest(array(sorted(subjects), type_=String)).column_valued("subject")
        db.session.execute(select(func.pg_advisory_xact_lock(_CHAINS, func.hashtext(each))))


def hold_anchors() -> None:
    if not db.is_sqlite:
        db.session.execute(select(func.pg_advisory_xact_lock(_ANCHORS, 0)))


def last_of(subject: str) -> AuditEntry | None:
    return db.session.scalars(
        select(AuditEntry).where(AuditEntry.subject == subject).order_by(AuditEntry.seq.desc()).limit(1)
    ).first()


def last_of_each(subjects: Collection[str]) -> dict[str, AuditEntry]:
    """Of those subjects that have any entry."""
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.subject.in_(subjects)).order_by(AuditEntry.seq))
    return {entry.subject: entry for entry in entries}


def entries_of(subject: str) -> Sequence[AuditEntry]:
    return db.session.scalars(select(AuditEntry).where(AuditEntry.subject == subject).order_by(AuditEntry.seq)).all()


def acts_since(at: datetime, actions: Collection[str], *, without: int) -> list[tuple[str, str]]:
    """What was done (action, subject) since then by others than that person; of the last lines alone, which are found
    without reading all that ever happened."""
    newest = select(func.max(AuditEntry.id)).scalar_subquery()
    rows = db.session.execute(
        select(AuditEntry.action, AuditEntry.subject)
        .where(
            AuditEntry.id > newest - LINES_LOOKED_AT,
            AuditEntry.at >= at,
            AuditEntry.action.in_(actions),
            or_(AuditEntry.actor_id.is_(None), AuditEntry.actor_id != without),
        )
        .order_by(AuditEntry.id)
    )
    return [(row.action, row.subject) for row in rows]


def read_by(reader: int, subjects: Collection[str], what: str, *, since: datetime) -> set[str]:
    """Which of these somebody has opened since."""
    read = select(Reading.subject).where(
        Reading.actor_id == reader, Reading.subject.in_(subjects), Reading.what == what, Reading.at > since
    )
    return set(db.session.scalars(read))


@dataclass(frozen=True)
class Read:
    """How often somebody opened a part of a thing, and when last."""

    reader: int
    what: str
    times: int
    last_at: datetime


def readings_of(subject: str) -> list[Read]:
    """The latest first."""
    last = func.max(Reading.at)
    rows = db.session.execute(
        select(Reading.actor_id, Reading.what, func.count().label("times"), last.label("last_at"))
        .where(Reading.subject == subject)
        .group_by(Reading.actor_id, Reading.what)
        .order_by(last.desc(), Reading.actor_id, Reading.what)
    )
    return [Read(row.actor_id, row.what, row.times, row.last_at) for row in rows]


def payload_of(entry: AuditEntry) -> AuditPayload | None:
    return db.session.get(AuditPayload, entry.id)


def payloads_of(entries: Collection[AuditEntry]) -> dict[int, AuditPayload]:
    """By the entry's id; without those that were erased."""
    ids = [entry.id for entry in entries]
    rows = db.session.scalars(
        select(AuditPayload).where(AuditPayload.entry_id.in_(ids)).order_by(AuditPayload.entry_id)
    )
    return {row.entry_id: row for row in rows}


def told_of(subjects: Collection[str]) -> list[tuple[AuditEntry, AuditPayload | None]]:
    """All that happened to these, the oldest first, each with what was said then; None where that was erased."""
    rows = db.session.execute(
        select(AuditEntry, AuditPayload)
        .outerjoin(AuditPayload, AuditPayload.entry_id == AuditEntry.id)
        .where(AuditEntry.subject.in_(subjects))
        .order_by(AuditEntry.at, AuditEntry.id)
    )
    return [(row.AuditEntry, row.AuditPayload) for row in rows]


def lines(subject: str | None = None) -> Iterator[tuple[AuditEntry, AuditPayload | None]]:
    """Chain after chain, in order; a few hundred at a time, for there may be very many."""
    statement = (
        select(AuditEntry, AuditPayload)
        .outerjoin(AuditPayload, AuditPayload.entry_id == AuditEntry.id)
        .order_by(AuditEntry.subject, AuditEntry.seq)
        .execution_options(yield_per=500)
    )
    if subject is not None:
        statement = statement.where(AuditEntry.subject == subject)
    for row in db.session.execute(statement):
        yield row.AuditEntry, row.AuditPayload


def anchors() -> Sequence[AuditAnchor]:
    return db.session.scalars(select(AuditAnchor).order_by(AuditAnchor.id)).all()


def last_anchor() -> AuditAnchor | None:
    return db.session.scalars(select(AuditAnchor).order_by(AuditAnchor.id.desc()).limit(1)).first()


def heads_in(anchor: AuditAnchor) -> list[tuple[str, int, str]]:
    rows = db.session.execute(
        select(AuditHead.subject, AuditHead.seq, AuditHead.digest)
        .where(AuditHead.anchor_id == anchor.id)
        .order_by(AuditHead.subject)
    )
    return [(row.subject, row.seq, row.digest) for row in rows]


def heads_to_anchor() -> list[tuple[str, int, str]]:
    """The last line of each chain that has grown since it was last anchored."""
    held = (
        select(AuditHead.subject, func.max(AuditHead.seq).label("seq"))
        .group_by(AuditHead.subject)
        .order_by(AuditHead.subject)
        .subquery()
    )
    later = aliased(AuditEntry)
    is_last = ~select(later.id).where(later.subject == AuditEntry.subject, later.seq > AuditEntry.seq).exists()
    rows = db.session.execute(
        select(AuditEntry.subject, AuditEntry.seq, AuditEntry.digest)
        .outerjoin(held, held.c.subject == AuditEntry.subject)
        .where(is_last, or_(held.c.seq.is_(None), AuditEntry.seq > held.c.seq))
        .order_by(AuditEntry.subject)
    )
    return [(row.subject, row.seq, row.digest) for row in rows]


def heads_gone(subject: str | None = None) -> list[tuple[str, int]]:
    """Lines that an anchor holds and that are no longer there, or are others now."""
    there = (AuditEntry.subject == AuditHead.subject) & (AuditEntry.seq == AuditHead.seq)
    statement = (
        select(AuditHead.subject, AuditHead.seq)
        .outerjoin(AuditEntry, there & (AuditEntry.digest == AuditHead.digest))
        .where(AuditEntry.id.is_(None))
        .order_by(AuditHead.subject, AuditHead.seq)
    )
    if subject is not None:
        statement = statement.where(AuditHead.subject == subject)
    return [(row.subject, row.seq) for row in db.session.execute(statement)]


def payloads_about(user_id: int) -> list[int]:
    """Ids of the lines that tell something about a person: of their account, done by them, or naming them."""
    naming = (cast(AuditPayload.payload[key].as_string(), String) == str(user_id) for key in ABOUT_PEOPLE)
    return list(
        db.session.scalars(
            select(AuditPayload.entry_id)
            .join(AuditEntry, AuditEntry.id == AuditPayload.entry_id)
            .where(or_(AuditEntry.subject == f"user:{user_id}", AuditEntry.actor_id == user_id, *naming))
            .order_by(AuditPayload.entry_id)
        )
    )
