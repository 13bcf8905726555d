from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.core.db import Base, Versioned
from app.criteria.models import CriteriaSet
from app.files.models import StoredFile
from app.spaces.models import Space


class ApplicationStatus(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"  # received; the applicant may still take it back to correct it
    INTAKE = "intake"  # the Centre checks whether it is complete
    RETURNED = "returned"  # the applicant is asked for what is missing
    IN_REVIEW = "in_review"
    PROPOSED = "proposed"  # a decision waits for a second pair of eyes
    STAGED = "staged"  # signed, to be published together with others
    CONDITIONAL = "conditional"  # to be approved once dated conditions are met
    APPROVED = "approved"
    ASSOCIATE = "associate"
    REFUSED = "refused"
    APPEALED = "appealed"  # before people who did not decide
    CLOSED = "closed"  # ended by the Centre without a decision on the merits
    WITHDRAWN = "withdrawn"


class ApplicationKind(StrEnum):
    NEW = "new"
    RENEWAL = "renewal"


class Channel(StrEnum):
    ONLINE = "online"
    PAPER = "paper"  # typed in by the Centre from a dossier on paper


class Call(Base):
    """An invitation to apply: when, against which version of the criteria, decided by when. No closing day = rolling."""

    __tablename__ = "calls"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    title_vi: Mapped[str]
    title_en: Mapped[str | None]
    opens_on: Mapped[date]
    closes_on: Mapped[date | None]
    decision_planned_on: Mapped[date | None]
    blind: Mapped[bool] = mapped_column(default=False)  # reviewers do not learn whose application it is
    criteria_set_id: Mapped[int] = mapped_column(ForeignKey("criteria_sets.id"))
    for_renewals: Mapped[bool] = mapped_column(default=False)  # always open, and on no list of calls

    criteria_set: Mapped[CriteriaSet] = relationship(lazy="joined")


class Application(Versioned, Base):
    __tablename__ = "applications"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    case_code: Mapped[str | None] = mapped_column(unique=True)  # given with the receipt
    call_id: Mapped[int] = mapped_column(ForeignKey("calls.id"))
    criteria_set_id: Mapped[int] = mapped_column(ForeignKey("criteria_sets.id"))
    space_id: Mapped[int] = mapped_column(ForeignKey("spaces.id"), index=True)
    kind: Mapped[str] = mapped_column(default=ApplicationKind.NEW)
    channel: Mapped[str] = mapped_column(default=Channel.ONLINE)
    previous_id: Mapped[int | None] = mapped_column(ForeignKey("applications.id"))  # it was begun from that one
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))  # who gets the letters; else who began it
    handler_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)  # the coordinator in charge
    status: Mapped[str] = mapped_column(default=ApplicationStatus.DRAFT, index=True)
    kinds: Mapped[list[str]] = mapped_column(JSON, default=list)  # the space's, frozen when it is sent
    started_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    intake_began_at: Mapped[datetime | None]
    promise_days: Mapped[int | None]  # working days, as promised on the receipt
    promised_on: Mapped[date | None]  # the day that stands on the receipt
    return_note: Mapped[str] = mapped_column(default="")
    marks: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)  # begun from another: its weak points, by code

    call: Mapped[Call] = relationship(lazy="joined")
    criteria_set: Mapped[CriteriaSet] = relationship(lazy="joined")
    space: Mapped[Space] = relationship(lazy="joined")


class Answer(Base):
    """What the applicant says to one gate or criterion. `declared` is the consent box of a gate, never pre-ticked."""

    __tablename__ = "answers"
    __table_args__ = (UniqueConstraint("application_id", "item_code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"))
    item_code: Mapped[str]
    text: Mapped[str] = mapped_column(default="")
    declared: Mapped[bool] = mapped_column(default=False)
    updated_at: Mapped[datetime]


class SelfCheck(Base):
    """What the applicant says of one gate (`met`) or criterion (`points`): for the team alone, never for a reviewer."""

    __tablename__ = "self_checks"
    __table_args__ = (
        UniqueConstraint("application_id", "item_code"),
        CheckConstraint("(met IS NULL) <> (points IS NULL)", name="one_of_two"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"))
    item_code: Mapped[str]
    met: Mapped[bool | None]
    points: Mapped[Any | None] = mapped_column(Numeric(6, 2))
    updated_at: Mapped[datetime]


class Confirmation(Base):
    """At a renewal: somebody of the team says that the answer of the last application still holds as it stands."""

    __tablename__ = "confirmations"
    __table_args__ = (UniqueConstraint("application_id", "item_code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"))
    item_code: Mapped[str]
    confirmed_at: Mapped[datetime]
    confirmed_by: Mapped[int] = mapped_column(ForeignKey("users.id"))


class EvidenceFile(Base):
    """A file in the library of a space: it proves something in one application, and may again in a later one."""

    __tablename__ = "evidence_files"

    id: Mapped[int] = mapped_column(primary_key=True)
    space_id: Mapped[int] = mapped_column(ForeignKey("spaces.id"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("files.id"), unique=True)
    added_at: Mapped[datetime]
    added_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    sent_at: Mapped[datetime | None]  # since then part of an application that was sent: it stays for good

    file: Mapped[StoredFile] = relationship(lazy="joined")


class Evidence(Base):
    """A file of the library attached to one gate or criterion; the same one may stand at several."""

    __tablename__ = "evidence"
    __table_args__ = (UniqueConstraint("application_id", "item_code", "evidence_file_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"), index=True)
    item_code: Mapped[str]
    evidence_file_id: Mapped[int] = mapped_column(ForeignKey("evidence_files.id"), index=True)
    added_at: Mapped[datetime]
    added_by: Mapped[int] = mapped_column(ForeignKey("users.id"))

    held: Mapped[EvidenceFile] = relationship(lazy="joined")

    @property
    def file(self) -> StoredFile:
        return self.held.file


class CaseMessage(Base):
    """One letter of the one thread between a space and the Centre about a case; reviewers are not part of it."""

    __tablename__ = "case_messages"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"), index=True)
    from_centre: Mapped[bool]
    sender_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    body: Mapped[str]
    sent_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]  # of the space's: answered, or nothing to answer

    sender: Mapped[User] = relationship(foreign_keys=sender_id, lazy="joined")


class PaperDossier(Base):
    """The signed paper behind an application that the Centre typed in: its consent, with the day and a scan."""

    __tablename__ = "paper_dossiers"

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"), index=True)
    signed_on: Mapped[date]
    scan_id: Mapped[int] = mapped_column(ForeignKey("files.id"))
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int] = mapped_column(ForeignKey("users.id"))

    scan: Mapped[StoredFile] = relationship(lazy="joined")


class SupplementStatus(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    LAPSED = "lapsed"  # its day went by, and the Centre goes on with what is there
    WITHDRAWN = "withdrawn"  # the Centre no longer asks, or the application itself was withdrawn


class Consequence(StrEnum):
    """What the applicant was told would follow if nothing came in time."""

    AS_IS = "as_is"  # the case is judged by what is there
    CLOSE = "close"  # the Centre proposes to close it


class Supplement(Versioned, Base):
    """What is missing from a case, item by item, until when, and what follows otherwise. From `asked_at` to
    `ended_at` the case waits for the applicant."""

    __tablename__ = "supplements"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"), index=True)
    asked_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    asked_at: Mapped[datetime]
    due_on: Mapped[date]
    consequence: Mapped[str]
    status: Mapped[str] = mapped_column(default=SupplementStatus.OPEN, index=True)
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    reminded_at: Mapped[datetime | None]
    told_late_at: Mapped[datetime | None]

    application: Mapped[Application] = relationship(lazy="joined")
    items: Mapped[list["SupplementItem"]] = relationship(
        order_by="SupplementItem.id", lazy="selectin", cascade="all, delete-orphan"
    )


class SupplementItem(Base):
    """One thing asked, in one sentence. `before` and `after` are documents of `supplements.Said`."""

    __tablename__ = "supplement_items"
    __table_args__ = (UniqueConstraint("supplement_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    supplement_id: Mapped[int] = mapped_column(ForeignKey("supplements.id"))
    code: Mapped[str]
    sentence: Mapped[str]
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    after: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    nothing_more: Mapped[str] = mapped_column(default="")
