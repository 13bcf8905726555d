from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError
from app.core.ids import new_uuid
from app.core.later import wake
from app.mail import invitations, queries
from app.mail.models import InvitationSent, Mail, MailStatus, MailText
from app.mail.own_words import NONE, PARAGRAPH_MAX, SUBJECT_MAX, OwnWords
from app.notices.queries import choice
from app.notices.rules import LETTER_ONLY, Choice, kind_of
from app.notices.service import note


def queue_mail(
    template: str,
    *,
    to: str,
    name: str = "",
    language: str,
    values: Mapping[str, Any] | None = None,
    key: str,
    thread: str | None = None,
    about: str | None = None,
    invitation: Mapping[str, Any] | None = None,
    always: bool = False,
) -> bool:
    """Write a letter in the transaction that causes it; the worker sends it after the commit. Whether there is anything
    that was not there before.

    `key` names the occasion ("booking.confirmed:12:3"): the same key is the same letter and is written once.
    `values` must be JSON; paths in them are made absolute at delivery. After the day `sent_until` the letter makes no sense
    and leaves no more; `days_left` until then are those of the day on which it leaves. A value `{"sign": purpose, "id": public_id}`
    becomes a signed token then, so no secret is stored here. Letters of one `thread` to one receiver leave in the
    order in which they were written. `about` ("case:12", "space:12", "event:<public_id>", else the thread) says where staff see
    the letter. `invitation` is what `invitations.packed` made; what of it this receiver has
    been told by another letter is left out, and the words go alone.

    With the letter comes a notice for when they are signed in. Who has chosen to have only one of the two, of a kind
    of thing where one may choose, gets that; a letter that is asked for goes `always`, and alone.
    """
    if queries.by_key(key) is not None:
        return False
    kind, about = kind_of(template), about or thread
    wanted = Choice(in_app=False) if always else choice(to, kind)
    noted = wanted.in_app and template not in LETTER_ONLY
    if noted and not note(to, template, language=language, values=values or {}, key=key, about=about):
        return False  # told when they had no letters of this kind: it is no news now
    if not wanted.by_mail:
        return noted
    now = clock.now()
    mail = Mail(
        key=key,
        message_id=new_uuid(),
        recipient=to,
        recipient_name=name,
        language=language,
        template=template,
        values=dict(values or {}),
        kind=kind,
        thread=thread,
        about=about,
        invitation=dict(invitation) if invitation else None,
        created_at=now,
        next_try_at=now,
    )
    db.session.add(mail)
    db.session.flush()
    if mail.invitation is not None:
        mail.invitation = _not_told_yet(mail, mail.invitation)
        db.session.flush()
    wake("mail")
    return True


def _not_told_yet(mail: Mail, kept: Mapping[str, Any]) -> dict[str, Any] | None:
    """Claims each entry for this letter. Of two letters written at once with the same news one gets it: the table
    says which."""
    receiver = mail.recipient.lower()
    known = queries.told([entry["uid"] for entry in kept["entries"]], receiver)
    standing = [invitations.Said.in_row(row) for row, given_up in known if not given_up]
    rows = {invitations.Said.in_row(row): row for row, _given_up in known}
    fresh = [said for said in invitations.said_by(kept) if not said.is_old_news(standing)]
    news = [said for said in fresh if said in rows]  # by a letter that was given up
    for said in news:
        rows[said].mail_id = mail.id
    news += _claimed([said for said in fresh if said not in rows], receiver, mail)
    return invitations.only(kept, news)


def _claimed(wanted: Sequence[invitations.Said], receiver: str, mail: Mail) -> list[invitations.Said]:
    """In one statement, however many dates a series has."""
    if not wanted:
        return []
    insert = sqlite.insert if db.is_sqlite else postgresql.insert
    rows = [
        {
            "uid": said.uid,
            "sequence": said.sequence,
            "method": said.method,
            "receiver": receiver,
            "mail_id": mail.id,
            "written_at": mail.created_at,
        }
        for said in wanted
    ]
    added = insert(InvitationSent).values(rows).on_conflict_do_nothing().returning(InvitationSent.uid)
    mine = set(db.session.scalars(added))
    return [said for said in wanted if said.uid in mine]


def knows(receiver: str, invitation: Mapping[str, Any]) -> bool:
    """Whether another letter has told this receiver all of it."""
    told = queries.told([entry["uid"] for entry in invitation["entries"]], receiver.lower())
    rows = [invitations.Said.in_row(row) for row, given_up in told if not given_up]
    return all(said.is_old_news(rows) for said in invitations.said_by(invitation))


def hold_waiting() -> int:
    """Letters that came out of a backup may have left since: nobody sends them until somebody has decided."""
    held = (
        update(Mail)
        .where(Mail.status.in_((MailStatus.WAITING, MailStatus.SENDING)))
        .values(status=MailStatus.HELD)
        .returning(Mail.id)
    )
    return len(db.session.scalars(held).all())


def release_letters(status: MailStatus) -> int:
    """Give letters that are held or dead another day; returns how many."""
    return _release(Mail.status == status)


def send_again(mails: Sequence[Mail]) -> int:
    """Those of these letters that did not arrive; returns how many. Those that another hand has sent meanwhile are
    left alone."""
    ids = [mail.id for mail in mails]
    return _release(and_(Mail.id.in_(ids), or_(Mail.status == MailStatus.DEAD, Mail.bounced_at.is_not(None))))


def settle(mails: Sequence[Mail]) -> int:
    """These did not arrive, and their readers were told in another way: nothing waits for that any more."""
    gone = (
        update(Mail)
        .where(
            Mail.id.in_([mail.id for mail in mails]),
            or_(Mail.status == MailStatus.DEAD, Mail.bounced_at.is_not(None)),
        )
        .values(status=MailStatus.DISCARDED)
        .returning(Mail.id)
    )
    return len(db.session.scalars(gone).all())


def send_lost(about: str, *, subject: str, actor: Any) -> int:
    """`send_again` of what was lost of one thing; its history, under `subject`, says so. Returns how many."""
    count = send_again(queries.lost_about(about))
    if count:
        record(subject, f"{subject.partition(':')[0]}.letters_again", actor=actor, payload={"letters": count})
    return count


def settle_lost(about: str, *, subject: str, actor: Any) -> int:
    """`settle` of what was lost of one thing, likewise."""
    count = settle(queries.lost_about(about))
    if count:
        record(subject, f"{subject.partition(':')[0]}.letters_settled", actor=actor, payload={"letters": count})
    return count


def _release(which: ColumnElement[bool]) -> int:
    released = (
        update(Mail)
        .where(which)
        .values(
            status=MailStatus.WAITING,
            attempts=0,
            next_try_at=clock.now(),
            sent_at=None,
            reply_code=None,
            refused_at=None,
            bounced_at=None,
            bounce_code=None,
        )
        .returning(Mail.id)
    )
    wake("mail")
    return len(db.session.scalars(released).all())


def discard_held() -> int:
    """Letters that are held will never leave; their rows stay."""
    gone = (
        update(Mail)
        .where(Mail.status == MailStatus.HELD)
        .values(status=MailStatus.DISCARDED, last_error="discarded after a restore")
        .returning(Mail.id)
    )
    return len(db.session.scalars(gone).all())


def write_texts(template: str, words: Mapping[str, OwnWords], *, seen: Mapping[str, int], actor: Any) -> int:
    """The Centre's own words in each of these languages; empty ones give the letter back its own. `seen` are the
    numbers that the writer had before them. Returns in how many languages something is new. Raises
    `mail_text.changed` where somebody else has been quicker, `mail_text.same`, `mail_text.too_long`."""
    changed = [
        language
        for language, own in words.items()
        if _write_text(template, language, own, seen=seen.get(language, 0), actor=actor)
    ]
    if not changed:
        raise DomainError("mail_text.same")
    return len(changed)


def _write_text(template: str, language: str, own: OwnWords, *, seen: int, actor: Any) -> bool:
    latest = queries.text_of(template, language)
    if (latest.number if latest else 0) != seen:
        raise DomainError("mail_text.changed")
    for field, words, most in (
        ("subject", own.subject, SUBJECT_MAX),
        ("opening", own.opening, PARAGRAPH_MAX),
        ("closing", own.closing, PARAGRAPH_MAX),
    ):
        if len(words) > most:
            raise DomainError("mail_text.too_long", field=f"{field}_{language}", most=most)
    standing = OwnWords(latest.subject, latest.opening, latest.closing) if latest else NONE
    if own == standing:
        return False
    try:
        with db.session.begin_nested():
            db.session.add(
                MailText(
                    template=template,
                    language=language,
                    number=seen + 1,
                    subject=own.subject,
                    opening=own.opening,
                    closing=own.closing,
                    written_by=actor.id,
                    written_at=clock.now(),
                )
            )
    except IntegrityError:
        raise DomainError("mail_text.changed") from None
    record(
        f"mail_text:{template}.{language}",
        "mail_text.written" if own.any else "mail_text.given_back",
        actor=actor,
        payload={"number": seen + 1},
    )
    return True


def put_away(before: datetime) -> None:
    """What waits from an earlier time counts as sent: for a history that is told afterwards, whose letters are old."""
    db.session.execute(
        update(Mail)
        .where(Mail.status == MailStatus.WAITING, Mail.created_at < before)
        .values(status=MailStatus.SENT, sent_at=Mail.created_at)
    )
