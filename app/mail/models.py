from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class MailStatus(StrEnum):
    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    DEAD = "dead"
    HELD = "held"  # came out of a backup: it may have left since, so somebody decides
    DISCARDED = "discarded"


# `last_error` of what was discarded because its day was over before it could leave.
TOO_LATE = "too late"


class Fate(StrEnum):
    """Why a letter did not arrive."""

    NOBODY = "nobody"  # the server there says that nobody has this address
    RETURNED = "returned"  # it was taken, and came back
    STUCK = "stuck"  # no server took it: the mistake may be ours


class Mail(Base):
    """A letter that must leave: written in the transaction that causes it, sent by the worker afterwards."""

    __tablename__ = "mails"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    message_id: Mapped[str] = mapped_column(unique=True)
    recipient: Mapped[str]
    recipient_name: Mapped[str] = mapped_column(default="")
    language: Mapped[str]
    template: Mapped[str]
    values: Mapped[dict[str, Any]] = mapped_column(JSON)
    invitation: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))  # see `mail/invitations.py`
    kind: Mapped[str] = mapped_column(default="", server_default="")  # of `notices.rules.kind_of`
    about: Mapped[str | None] = mapped_column(
        index=True
    )  # "case:12", "booking:<public_id>", "event:<public_id>", "space:12": where staff see the letter
    thread: Mapped[str | None] = mapped_column(index=True)  # letters of one thread to one receiver leave in order
    status: Mapped[str] = mapped_column(default=MailStatus.WAITING, index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    next_try_at: Mapped[datetime] = mapped_column(index=True)
    sent_at: Mapped[datetime | None]
    last_error: Mapped[str | None]
    reply_code: Mapped[int | None] = mapped_column(SmallInteger)  # of the server that refused it
    refused_at: Mapped[datetime | None]  # for good: nobody has this address
    bounced_at: Mapped[datetime | None]  # taken, and sent back later
    bounce_code: Mapped[str | None]  # "5.1.1"

    @property
    def fate(self) -> Fate | None:
        if self.refused_at is not None or (self.bounced_at is not None and str(self.bounce_code).startswith("5.1.")):
            return Fate.NOBODY
        if self.bounced_at is not None:
            return Fate.RETURNED
        return Fate.STUCK if self.status == MailStatus.DEAD else None


class InvitationSent(Base):
    """That a receiver has been told this of a calendar entry, by which letter: nobody is told the same twice."""

    __tablename__ = "invitations_sent"

    uid: Mapped[str] = mapped_column(primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True)
    receiver: Mapped[str] = mapped_column(primary_key=True)
    method: Mapped[str] = mapped_column(primary_key=True)
    mail_id: Mapped[int] = mapped_column(ForeignKey("mails.id"), index=True)
    written_at: Mapped[datetime]


class MailboxRead(Base):
    """How far the mailbox was read to which letters come back."""

    __tablename__ = "mailbox_reads"

    name: Mapped[str] = mapped_column(primary_key=True)
    uid_validity: Mapped[int] = mapped_column(BigInteger)
    last_uid: Mapped[int] = mapped_column(BigInteger)
    read_at: Mapped[datetime | None]
    error: Mapped[str | None]


class MailText(Base):
    """The Centre's own words around the facts of a letter. Append-only; the highest number holds, and one whose words
    are all empty gives the letter back its own."""

    __tablename__ = "mail_texts"

    template: Mapped[str] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(default="")
    opening: Mapped[str] = mapped_column(default="")
    closing: Mapped[str] = mapped_column(default="")
    written_by: Mapped[int]
    written_at: Mapped[datetime]
