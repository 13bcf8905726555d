from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class Audience(StrEnum):
    """Who may read a line of a case; each reads what stands before it too."""

    PUBLIC = "public"  # the applicant
    REVIEWERS = "reviewers"
    CENTRE = "centre"


class AuditEntry(Base):
    """One line of who did what. Append-only by the guards of the schema; chained per subject over digests.

    The personal payload sits beside it in `AuditPayload` and can be erased: the chain holds only its salted digest.
    `format` says how the digest was made (`rules.entry_digest`). `role` is what the actor acted as, and `alias` stands
    for the actor towards people who may not know the name: the same within a subject, another in the next one.
    """

    __tablename__ = "audit_entries"
    __table_args__ = (UniqueConstraint("subject", "seq"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(index=True)
    seq: Mapped[int]
    at: Mapped[datetime]
    actor_id: Mapped[int | None]
    action: Mapped[str]
    payload_digest: Mapped[str]
    previous: Mapped[str]
    digest: Mapped[str]
    format: Mapped[int] = mapped_column(server_default="1")
    audience: Mapped[str] = mapped_column(server_default=Audience.CENTRE)
    role: Mapped[str] = mapped_column(server_default="")
    alias: Mapped[str] = mapped_column(server_default="")
    salt: Mapped[str] = mapped_column(server_default="")


class AuditPayload(Base):
    __tablename__ = "audit_payloads"

    entry_id: Mapped[int] = mapped_column(ForeignKey("audit_entries.id"), primary_key=True)
    salt: Mapped[str]
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)


class AuditAnchor(Base):
    """Where all chains stood at a moment. Its digest, kept outside, shows later that no tail was cut and nothing was
    written anew with fitting digests. Chained like the entries, and append-only too."""

    __tablename__ = "audit_anchors"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    previous: Mapped[str]
    digest: Mapped[str] = mapped_column(unique=True)


class AuditHead(Base):
    """The last line of a chain, held by an anchor; only of chains that grew since the anchor before."""

    __tablename__ = "audit_heads"

    anchor_id: Mapped[int] = mapped_column(ForeignKey("audit_anchors.id"), primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True, index=True)
    seq: Mapped[int]
    digest: Mapped[str]


class Reading(Base):
    """That somebody of the Centre opened what holds personal data: who, of what, when; never what stood there."""

    __tablename__ = "access_log"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int] = mapped_column(index=True)
    subject: Mapped[str] = mapped_column(index=True)
    what: Mapped[str]
