from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Numeric, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.applications.models import Application, ApplicationStatus
from app.core.db import Base, Versioned
from app.core.ids import new_uuid
from app.files.models import StoredFile


class ReviewStatus(StrEnum):
    ASSIGNED = "assigned"
    SUBMITTED = "submitted"
    RECUSED = "recused"  # a conflict of interest was declared: never asked again for this case
    DECLINED = "declined"  # no time: staff may ask again
    PASSED_ON = "passed_on"  # to their deputy
    ABSTAINED = "abstained"  # looked at it and cannot judge any of it: counts as nobody
    FORMER = "former"  # of a decision that an appeal has undone: kept to be read, counts no more


class ReviewerProfile(Base):
    """What a member of the council says about themselves. Nobody is given a sheet between the two days, both counted."""

    __tablename__ = "reviewer_profiles"
    __table_args__ = (
        CheckConstraint(
            "(away_from IS NULL) = (away_until IS NULL) AND away_from <= away_until", name="away_in_order"
        ),
        CheckConstraint("deputy_id <> user_id", name="deputy_is_another"),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, autoincrement=False)
    fields: Mapped[list[str]] = mapped_column(JSON, default=list)
    away_from: Mapped[date | None]
    away_until: Mapped[date | None]
    deputy_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    updated_at: Mapped[datetime]

    deputy: Mapped[User | None] = relationship(foreign_keys=deputy_id, lazy="joined")


class Review(Versioned, Base):
    """One reviewer's work on one application: gates judged, criteria scored, open until submitted.

    An invitation until it is accepted; beginning to score accepts it.
    """

    __tablename__ = "reviews"
    __table_args__ = (UniqueConstraint("application_id", "reviewer_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"), index=True)
    reviewer_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    status: Mapped[str] = mapped_column(default=ReviewStatus.ASSIGNED)
    comment: Mapped[str] = mapped_column(default="")
    recusal_reason: Mapped[str] = mapped_column(default="")  # why it was declined, passed on or abstained from
    assigned_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    assigned_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    due_on: Mapped[date | None]
    submitted_at: Mapped[datetime | None]
    # Handed in before, and opened again for these codes alone, to which a supplement has brought something new.
    reopened: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    uuid: Mapped[str] = mapped_column(unique=True, default=new_uuid)
    sequence: Mapped[int] = mapped_column(default=0)  # of its deadline in calendars
    revised_at: Mapped[datetime]

    application: Mapped[Application] = relationship(lazy="joined")
    reviewer: Mapped[User] = relationship(foreign_keys=reviewer_id, lazy="joined")

    tied = False  # not a column: `queries` say so of a reviewer who must not judge this case, while it is undecided


class SectionCheck(Base):
    """Whether one page of the form is complete, as somebody at the Centre saw it. No row = nobody has looked."""

    __tablename__ = "section_checks"

    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"), primary_key=True)
    section_code: Mapped[str] = mapped_column(primary_key=True)
    complete: Mapped[bool]
    checked_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    checked_at: Mapped[datetime]

    checker: Mapped[User] = relationship(lazy="joined")


class Score(Base):
    __tablename__ = "scores"

    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"), primary_key=True)
    criterion_code: Mapped[str] = mapped_column(primary_key=True)
    points: Mapped[Any] = mapped_column(Numeric(5, 2))


class Abstention(Base):
    """A criterion this reviewer cannot judge, and why; the others' points count alone."""

    __tablename__ = "abstentions"

    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"), primary_key=True)
    criterion_code: Mapped[str] = mapped_column(primary_key=True)
    reason: Mapped[str]


class GroupNote(Base):
    """What a reviewer says to one group of criteria."""

    __tablename__ = "group_notes"

    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"), primary_key=True)
    group_code: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str]


class GateVerdict(Base):
    __tablename__ = "gate_verdicts"

    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"), primary_key=True)
    gate_code: Mapped[str] = mapped_column(primary_key=True)
    met: Mapped[bool]


class Outcome(StrEnum):
    APPROVE = "approve"
    CONDITIONAL = "conditional"  # to be approved once every dated condition is met
    ASSOCIATE = "associate"
    REFUSE = "refuse"
    CLOSE = "close"  # ended without judging it


class DecisionStatus(StrEnum):
    PROPOSED = "proposed"
    STAGED = "staged"  # signed; the applicant learns of it when it is published
    SIGNED = "signed"
    RETURNED = "returned"  # the approver sent it back
    UNDONE = "undone"  # an appeal was granted


class Decision(Versioned, Base):
    """Proposed by one person and signed by another; `assessment` is the computed result it rests on, as it was."""

    __tablename__ = "decisions"
    __table_args__ = (CheckConstraint("signed_by IS NULL OR signed_by <> proposed_by", name="four_eyes"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"), index=True)
    criteria_set_id: Mapped[int] = mapped_column(ForeignKey("criteria_sets.id"))
    outcome: Mapped[str]
    reasons: Mapped[str] = mapped_column(default="")
    assessment: Mapped[dict[str, Any]] = mapped_column(JSON)
    status: Mapped[str] = mapped_column(default=DecisionStatus.PROPOSED)
    proposed_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    proposed_at: Mapped[datetime]
    signed_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    signed_at: Mapped[datetime | None]
    decision_number: Mapped[str | None]
    decided_on: Mapped[date | None]
    return_note: Mapped[str] = mapped_column(default="")
    proposed_from: Mapped[str] = mapped_column(default=ApplicationStatus.IN_REVIEW)  # where it goes when sent back
    advice: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)  # by code, what would mend it
    legal_basis: Mapped[str] = mapped_column(default="")  # as the setting said that day
    appeal_until: Mapped[date | None]
    published_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    published_at: Mapped[datetime | None]
    published_run: Mapped[str | None] = mapped_column(index=True)  # names those made public with one click
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("files.id"))

    application: Mapped[Application] = relationship(lazy="joined")
    letter: Mapped[StoredFile | None] = relationship()
    proposer: Mapped[User] = relationship(foreign_keys=proposed_by, lazy="joined")
    signer: Mapped[User | None] = relationship(foreign_keys=signed_by, lazy="joined")


class BulkAct(StrEnum):
    BEGIN = "begin"  # begin the intake
    HAND_OVER = "hand_over"  # to a coordinator
    WRITE = "write"  # the same message to every space


class BulkAction(Base):
    """One act on several cases. Nothing happens before `apply_at`: until then whoever asked for it can undo it."""

    __tablename__ = "bulk_actions"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    act: Mapped[str]
    told: Mapped[dict[str, Any]] = mapped_column(JSON)  # to whom, or the words
    actor_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    created_at: Mapped[datetime]
    apply_at: Mapped[datetime] = mapped_column(index=True)
    undone_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]

    actor: Mapped[User] = relationship(foreign_keys=actor_id, lazy="joined")


class BulkItem(Base):
    """One case of a bulk action. `refusal` is the code of the rule that stood in the way when its turn came."""

    __tablename__ = "bulk_items"

    bulk_id: Mapped[int] = mapped_column(ForeignKey("bulk_actions.id"), primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"), primary_key=True)
    done_at: Mapped[datetime | None]
    refusal: Mapped[str | None]

    application: Mapped[Application] = relationship(lazy="joined")


class Condition(Versioned, Base):
    """What a conditional approval waits for, by a day; the applicant answers, a coordinator says when it is met."""

    __tablename__ = "conditions"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"), index=True)
    text: Mapped[str]
    item_code: Mapped[str | None]
    due_on: Mapped[date]
    met_at: Mapped[datetime | None]
    met_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    met_reason: Mapped[str] = mapped_column(default="")

    decision: Mapped[Decision] = relationship()


class ConditionAnswer(Base):
    __tablename__ = "condition_answers"

    id: Mapped[int] = mapped_column(primary_key=True)
    condition_id: Mapped[int] = mapped_column(ForeignKey("conditions.id"), index=True)
    text: Mapped[str]
    file_id: Mapped[int | None] = mapped_column(ForeignKey("files.id"))
    answered_at: Mapped[datetime]
    answered_by: Mapped[int] = mapped_column(ForeignKey("users.id"))

    file: Mapped[StoredFile | None] = relationship(lazy="joined")
    author: Mapped[User] = relationship(lazy="joined")


class AppealStatus(StrEnum):
    FILED = "filed"
    PROPOSED = "proposed"  # an answer waits for a second pair of eyes
    DISMISSED = "dismissed"
    GRANTED = "granted"


class Appeal(Versioned, Base):
    """One to a decision, heard by people who had no part in it: answered by one of them and signed by another."""

    __tablename__ = "appeals"
    __table_args__ = (CheckConstraint("signed_by IS NULL OR signed_by <> answered_by", name="four_eyes"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"), unique=True)
    status: Mapped[str] = mapped_column(default=AppealStatus.FILED)
    text: Mapped[str]
    filed_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    filed_at: Mapped[datetime]
    back_to: Mapped[str]  # what the application was, and is again when the appeal is dismissed
    granting: Mapped[bool | None]
    reasons: Mapped[str] = mapped_column(default="")
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    answered_at: Mapped[datetime | None]
    return_note: Mapped[str] = mapped_column(default="")
    signed_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    signed_at: Mapped[datetime | None]

    decision: Mapped[Decision] = relationship(lazy="joined")
    author: Mapped[User] = relationship(foreign_keys=filed_by, lazy="joined")
    answerer: Mapped[User | None] = relationship(foreign_keys=answered_by, lazy="joined")
    signer: Mapped[User | None] = relationship(foreign_keys=signed_by, lazy="joined")


class AppealFile(Base):
    __tablename__ = "appeal_files"

    appeal_id: Mapped[int] = mapped_column(ForeignKey("appeals.id"), primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("files.id"), primary_key=True)

    file: Mapped[StoredFile] = relationship(lazy="joined")


class Opinion(Base):
    """What the Centre asks an outside person about one case. Who holds the link of the letter needs no account; the link
    opens the answers and the files of `shown_files` (public ids), nothing else."""

    __tablename__ = "opinions"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"), index=True)
    name: Mapped[str]
    email: Mapped[str]
    language: Mapped[str]
    question: Mapped[str]
    shown_files: Mapped[list[str]] = mapped_column(JSON)
    due_at: Mapped[datetime]
    asked_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    asked_at: Mapped[datetime]
    text: Mapped[str] = mapped_column(default="")
    file_id: Mapped[int | None] = mapped_column(ForeignKey("files.id"), unique=True)
    declared_at: Mapped[datetime | None]  # that there is no conflict of interest
    given_at: Mapped[datetime | None]
    corrected_at: Mapped[datetime | None]
    conflict_at: Mapped[datetime | None]
    conflict_note: Mapped[str] = mapped_column(default="")
    revoked_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]

    application: Mapped[Application] = relationship(lazy="joined")
    asker: Mapped[User] = relationship(lazy="joined")
    file: Mapped[StoredFile | None] = relationship(lazy="joined")


class OpinionLink(Base):
    """A link that was put into a letter, known here by its hash alone; a reminder brings another one."""

    __tablename__ = "opinion_links"

    link_hash: Mapped[str] = mapped_column(primary_key=True)
    opinion_id: Mapped[int] = mapped_column(ForeignKey("opinions.id"), index=True)
    made_at: Mapped[datetime]

    opinion: Mapped[Opinion] = relationship(lazy="joined")


class VisitStatus(StrEnum):
    PLANNED = "planned"
    DONE = "done"
    CANCELLED = "cancelled"


class SiteVisit(Base):
    """The Centre goes and looks. `checklist` are codes of the criteria, `findings` what was seen, by code."""

    __tablename__ = "site_visits"
    __table_args__ = (
        Index(
            "uq_site_visits_planned",
            "application_id",
            unique=True,
            sqlite_where=text("status = 'planned'"),
            postgresql_where=text("status = 'planned'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    uid: Mapped[str] = mapped_column(unique=True)  # of its entry in people's calendars
    sequence: Mapped[int] = mapped_column(default=0)
    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"), index=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    visitors: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    checklist: Mapped[list[str]] = mapped_column(JSON)
    status: Mapped[str] = mapped_column(default=VisitStatus.PLANNED)
    planned_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    planned_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    proposed_at: Mapped[datetime | None]  # the time the space would rather have
    reply_note: Mapped[str] = mapped_column(default="")
    findings: Mapped[dict[str, Any]] = mapped_column(JSON)
    summary: Mapped[str] = mapped_column(default="")
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    reason: Mapped[str] = mapped_column(default="")  # why it was cancelled

    application: Mapped[Application] = relationship(lazy="joined")
    planner: Mapped[User] = relationship(foreign_keys=planned_by, lazy="joined")


class VisitPhoto(Base):
    __tablename__ = "visit_photos"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("site_visits.id"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("files.id"), unique=True)
    caption: Mapped[str]

    file: Mapped[StoredFile] = relationship(lazy="joined")
