from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from app.core.db import db
from app.mail.models import InvitationSent, Mail, MailboxRead, MailStatus, MailText


def by_key(key: str) -> Mail | None:
    return db.session.scalars(select(Mail).where(Mail.key == key)).one_or_none()


def by_message_id(message_id: str) -> Mail | None:
    """Locked until the transaction ends."""
    return db.session.scalars(select(Mail).where(Mail.message_id == message_id).with_for_update()).one_or_none()


def written_as(message_id: str) -> Mail | None:
    return db.session.scalars(select(Mail).where(Mail.message_id == message_id)).one_or_none()


def mailbox_read(name: str) -> MailboxRead | None:
    return db.session.get(MailboxRead, name)


GIVEN_UP = (MailStatus.DEAD, MailStatus.DISCARDED)
UNDECIDED = (MailStatus.WAITING, MailStatus.SENDING, MailStatus.HELD)


def due(now: datetime, limit: int) -> Sequence[Mail]:
    """Letters whose time has come, oldest first, locked so that two workers never take the same.

    A letter waits for the earlier ones of its thread to the same receiver: a cancellation must not overtake the
    invitation, which would then stand in the calendar for good.
    """
    earlier = aliased(Mail)
    overtakes = exists().where(
        earlier.thread == Mail.thread,
        earlier.recipient == Mail.recipient,
        earlier.id < Mail.id,
        earlier.status.in_(UNDECIDED),
    )
    return db.session.scalars(
        select(Mail)
        .where(Mail.status.in_((MailStatus.WAITING, MailStatus.SENDING)), Mail.next_try_at <= now, ~overtakes)
        .order_by(Mail.next_try_at, Mail.id)
        .limit(limit)
        .with_for_update(skip_locked=True, of=Mail)
    ).all()


def counts() -> dict[str, int]:
    found = select(Mail.status, func.count()).group_by(Mail.status).order_by(Mail.status)
    return {row.status: row[1] for row in db.session.execute(found)}


def dead(limit: int) -> Sequence[Mail]:
    """Letters that were given up, the latest first."""
    return db.session.scalars(
        select(Mail).where(Mail.status == MailStatus.DEAD).order_by(Mail.id.desc()).limit(limit)
    ).all()


def undelivered(thread: str) -> Sequence[Mail]:
    """Of each receiver the latest letter of a thread that did not arrive, unless a later one did; in the order in
    which they were written."""
    later = aliased(Mail)
    arrived = exists().where(
        later.thread == Mail.thread,
        later.recipient == Mail.recipient,
        later.id > Mail.id,
        later.status == MailStatus.SENT,
        later.bounced_at.is_(None),
    )
    lost = db.session.scalars(
        select(Mail).where(Mail.thread == thread, _did_not_arrive(), ~arrived).order_by(Mail.id)
    )
    return list({mail.recipient: mail for mail in lost}.values())


def text_of(template: str, language: str) -> MailText | None:
    """The Centre's own words as they hold now; the latest may be that there are none."""
    return db.session.scalars(_texts(template, language).limit(1)).one_or_none()


def texts_of(template: str, language: str) -> Sequence[MailText]:
    """All that ever held, the latest first."""
    return db.session.scalars(_texts(template, language)).all()


def _texts(template: str, language: str) -> Select[MailText]:
    return (
        select(MailText)
        .where(MailText.template == template, MailText.language == language)
        .order_by(MailText.number.desc())
    )


def templates_with_texts() -> dict[str, set[str]]:
    """By template the languages in which the Centre's own words hold."""
    latest = aliased(MailText)
    later = exists().where(
        latest.template == MailText.template,
        latest.language == MailText.language,
        latest.number > MailText.number,
    )
    rows = db.session.scalars(select(MailText).where(~later).order_by(MailText.template, MailText.language))
    found: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row.subject or row.opening or row.closing:
            found[row.template].add(row.language)
    return found


def letters_about(*about: str) -> Sequence[Mail]:
    """All that was written about a case or a booking, the latest first."""
    return db.session.scalars(select(Mail).where(Mail.about.in_(about)).order_by(Mail.id.desc())).all()


@dataclass(frozen=True)
class Lost:
    """A letter that did not arrive, and none after it about the same to the same receiver did."""

    mail_id: int
    about: str
    recipient: str
    name: str
    template: str
    at: datetime


def lost(starts: str = "") -> list[Lost]:
    """Of each thing a letter was about, and of each receiver the latest; of things whose name starts so ("case:").
    The oldest first."""
    rows = db.session.execute(
        select(
            Mail.id,
            Mail.about,
            Mail.recipient,
            Mail.recipient_name,
            Mail.template,
            func.coalesce(Mail.bounced_at, Mail.refused_at, Mail.next_try_at).label("at"),
        )
        .where(Mail.about.startswith(starts, autoescape=True), *_is_lost())
        .order_by(Mail.id)
    )
    found = {
        (row.about, row.recipient): Lost(row.id, row.about, row.recipient, row.recipient_name, row.template, row.at)
        for row in rows
    }
    return sorted(found.values(), key=lambda one: one.mail_id)


def lost_since(since: datetime, *, without: Collection[str] = ()) -> Select[str | None, int]:
    """By what it is about (`about`), how many people (`many`) a letter of that time has not reached; not told of
    letters by the templates `without`."""
    return (
        select(Mail.about, func.count(Mail.recipient.distinct()).label("many"))
        .where(Mail.created_at >= since, Mail.template.not_in(without), *_is_lost())
        .group_by(Mail.about)
    )


def lost_about(about: str) -> Sequence[Mail]:
    """The same of one thing, locked until the transaction ends."""
    found = db.session.scalars(
        select(Mail).where(Mail.about == about, *_is_lost()).order_by(Mail.id).with_for_update(of=Mail)
    )
    return list({mail.recipient: mail for mail in found}.values())


def _is_lost() -> tuple[ColumnElement[bool], ...]:
    later = aliased(Mail)
    arrived = exists().where(
        later.about == Mail.about,
        later.recipient == Mail.recipient,
        later.id > Mail.id,
        later.status == MailStatus.SENT,
        later.bounced_at.is_(None),
    )
    return Mail.about.is_not(None), _did_not_arrive(), ~arrived


def _did_not_arrive() -> ColumnElement[bool]:
    """Given up, or come back; not where somebody has said that it needs to arrive no more."""
    return or_(Mail.status == MailStatus.DEAD, and_(Mail.status == MailStatus.SENT, Mail.bounced_at.is_not(None)))


def letters_since(template: str, recipient: str, since: datetime) -> int:
    """How many of these letters have been written to one address."""
    return db.session.execute(
        select(func.count())
        .select_from(Mail)
        .where(Mail.template == template, Mail.recipient == recipient, Mail.created_at >= since)
    ).scalar_one()


def receivers_by_entry(thread: str) -> dict[str, list[str]]:
    """By the UID of a calendar entry the addresses to which a letter of the thread brought it, or still will; first
    come, first. Not those that were told of busy hours alone, which lead nowhere: they are told no more by another."""
    letters = db.session.scalars(
        select(Mail)
        .where(
            Mail.thread == thread,
            Mail.invitation.is_not(None),
            Mail.status.not_in(GIVEN_UP),
        )
        .order_by(Mail.id)
    )
    brought: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for mail in letters:
        for entry in (mail.invitation or {})["entries"]:
            if entry["url"]:
                brought[entry["uid"]][mail.recipient] = None
    return {uid: list(addresses) for uid, addresses in brought.items()}


def told_by(template: str, uid: str) -> Sequence[str]:
    """The addresses that were told of an entry by letters of one kind."""
    return db.session.scalars(
        select(InvitationSent.receiver)
        .join(Mail, Mail.id == InvitationSent.mail_id)
        .where(InvitationSent.uid == uid, Mail.template == template)
        .distinct()
        .order_by(InvitationSent.receiver)
    ).all()


def told(uids: Collection[str], receiver: str) -> list[tuple[InvitationSent, bool]]:
    """What a receiver has been told of these entries, and whether the letter that says so was given up."""
    rows = db.session.execute(
        select(InvitationSent, Mail.status)
        .join(Mail, Mail.id == InvitationSent.mail_id)
        .where(InvitationSent.uid.in_(uids), InvitationSent.receiver == receiver)
        .order_by(InvitationSent.uid, InvitationSent.sequence, InvitationSent.method)
    )
    return [(row, status in GIVEN_UP) for row, status in rows]
