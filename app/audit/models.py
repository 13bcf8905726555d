from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class AuditEntry(Base):
    """One line of who did what. Append-only by the guards of the schema; chained per subject over digests.

    The personal payload sits beside it in `AuditPayload` and can be erased: the chain holds only its salted digest.
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


class AuditPayload(Base):
    __tablename__ = "audit_payloads"

    entry_id: Mapped[int] = mapped_column(ForeignKey("audit_entries.id"), primary_key=True)
    salt: Mapped[str]
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
