from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.files.models import StoredFile
from app.spaces.models import SentList, Space


class EventKind(StrEnum):
    ADMITTED = "admitted"
    RENEWED = "renewed"
    SUSPENDED = "suspended"
    REINSTATED = "reinstated"
    REVOKED = "revoked"
    ENDED = "ended"
    RENAMED = "renamed"
    MERGED = "merged"


class Grade(StrEnum):
    FULL = "full"
    ASSOCIATE = "associate"


class Ground(StrEnum):
    """Why a standing was taken away, as the check page says it: never in words about a person."""

    CRITERIA = "criteria"
    UNTRUE = "untrue"
    DUTIES = "duties"
    INACTIVE = "inactive"
    OWN_WISH = "own_wish"
    OTHER = "other"


class Origin(StrEnum):
    """Where a certificate was made: by this app, or on paper before it."""

    ISSUED = "issued"
    PAPER = "paper"


class MembershipEvent(Base):
    """A line of the ledger, append-only by the guards of the schema. Standing is computed, never stored.

    `reason` is told to the space's owners, `ground` to everybody, the hearing note to the Centre alone. A renaming
    says what the space is called from then on, a merger into whom it went; the criteria are those of an admission.
    """

    __tablename__ = "membership_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    space_id: Mapped[int] = mapped_column(ForeignKey("spaces.id"), index=True)
    kind: Mapped[str]
    grade: Mapped[str | None]
    effective_on: Mapped[date]
    valid_until: Mapped[date | None]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    reason: Mapped[str] = mapped_column(default="")
    decision_number: Mapped[str | None]
    decision_on: Mapped[date | None]
    ground: Mapped[str | None]
    hearing_on: Mapped[date | None]
    hearing_note: Mapped[str] = mapped_column(default="")
    name_vi: Mapped[str | None]
    name_en: Mapped[str | None]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("spaces.id"))
    criteria_label: Mapped[str] = mapped_column(default="")
    criteria_label_en: Mapped[str | None]


class Certificate(Base):
    """A numbered certificate. `data` is what was true at issue and is never recomputed; the PDF is made from it.

    `number_key` is the number as `rules.number_key` reads it, however it is typed. One on paper has no PDF and no code
    printed on it; its `check_code` is only the address of its check page. `short_code` is for phones without a camera:
    it opens the space's line in the public register and nothing else. `signed_by` names the key that signed the PDF;
    `paper_fault` says why there is no PDF yet, where that was tried.
    `scan` is what the Centre has on paper, signed and stamped, kept beside the PDF.
    """

    __tablename__ = "certificates"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    number_key: Mapped[str] = mapped_column(unique=True)
    origin: Mapped[str] = mapped_column(default=Origin.ISSUED)
    check_code: Mapped[str] = mapped_column(unique=True)
    short_code: Mapped[str] = mapped_column(unique=True)
    space_id: Mapped[int] = mapped_column(ForeignKey("spaces.id"), index=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("membership_events.id"), unique=True)
    issued_on: Mapped[date]
    valid_until: Mapped[date | None]
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    pdf_id: Mapped[int | None] = mapped_column(ForeignKey("files.id"))
    signed_by: Mapped[str] = mapped_column(default="")
    paper_fault: Mapped[str] = mapped_column(default="")
    scan_id: Mapped[int | None] = mapped_column(ForeignKey("files.id"))

    space: Mapped[Space] = relationship(lazy="joined")
    event: Mapped[MembershipEvent] = relationship(lazy="joined")
    pdf: Mapped[StoredFile | None] = relationship(lazy="joined", foreign_keys=[pdf_id])
    scan: Mapped[StoredFile | None] = relationship(lazy="joined", foreign_keys=[scan_id])

    @property
    def on_paper(self) -> bool:
        return self.origin == Origin.PAPER


class NameRequest(Base):
    """A team asks for a certificate that says what the space is called by now; the Centre renames it or answers why
    not. `name_vi` and `name_en` are as the profile had them then."""

    __tablename__ = "name_requests"
    __table_args__ = (
        Index(
            "uq_name_requests_open",
            "space_id",
            unique=True,
            sqlite_where=text("settled_at IS NULL"),
            postgresql_where=text("settled_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    space_id: Mapped[int] = mapped_column(ForeignKey("spaces.id"), index=True)
    name_vi: Mapped[str]
    name_en: Mapped[str | None]
    note: Mapped[str]
    asked_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    asked_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    answer: Mapped[str] = mapped_column(default="")  # empty when it was granted

    space: Mapped[Space] = relationship(lazy="joined")


class MemberImport(SentList):
    """A list of members who hold certificates on paper."""

    __tablename__ = "member_imports"
