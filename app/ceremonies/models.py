from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base, Versioned
from app.memberships.models import MembershipEvent
from app.spaces.models import Space


class Stage(StrEnum):
    PREPARING = "preparing"
    PROOFING = "proofing"
    ISSUED = "issued"
    HELD = "held"
    CLOSED = "closed"
    CALLED_OFF = "called_off"


class Proof(StrEnum):
    """How far the spelling of one name is. What the space declined or was declined is asked again."""

    NOT_ASKED = "not_asked"
    ASKED = "asked"
    CONFIRMED = "confirmed"
    WANTED = "wanted"
    CORRECTED = "corrected"


class Ceremony(Versioned, Base):
    """A day on which certificates are handed over together. `changed_at` moves, and the version with it, whenever what
    the approver would issue changes: who, in which order, under which name."""

    __tablename__ = "ceremonies"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    title_vi: Mapped[str]
    title_en: Mapped[str | None]
    starts_at: Mapped[datetime]
    place_vi: Mapped[str]
    place_en: Mapped[str | None]
    stage: Mapped[str] = mapped_column(default=Stage.PREPARING)
    proof_due_on: Mapped[date | None]
    created_at: Mapped[datetime]
    created_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    changed_at: Mapped[datetime]
    issued_at: Mapped[datetime | None]
    issued_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class Guest(Base):
    """A certificate that is handed over at a ceremony: one line of the ledger, at one ceremony only.

    Positions run from 1 without gaps. `proof_name_…` are what the space was shown, `wanted_name_…` what it asked for
    instead. `tried_for` says for which words the press was tried (`rules.print_key`) and `fault` what it refused.
    """

    __tablename__ = "ceremony_guests"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    ceremony_id: Mapped[int] = mapped_column(ForeignKey("ceremonies.id"), index=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("membership_events.id"), unique=True)
    space_id: Mapped[int] = mapped_column(ForeignKey("spaces.id"), index=True)
    position: Mapped[int]
    seat: Mapped[str] = mapped_column(default="")

    proof: Mapped[str] = mapped_column(default=Proof.NOT_ASKED)
    asked_at: Mapped[datetime | None]
    asked_times: Mapped[int] = mapped_column(default=0)
    reminded_at: Mapped[datetime | None]
    proof_name_vi: Mapped[str] = mapped_column(default="")
    proof_name_en: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    wanted_name_vi: Mapped[str] = mapped_column(default="")
    wanted_name_en: Mapped[str | None]
    note: Mapped[str] = mapped_column(default="")
    reply: Mapped[str] = mapped_column(default="")
    waived_reason: Mapped[str] = mapped_column(default="")
    waived_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    tried_for: Mapped[str] = mapped_column(default="")
    fault: Mapped[str] = mapped_column(default="")

    invited_at: Mapped[datetime | None]
    coming: Mapped[bool | None]
    people: Mapped[int] = mapped_column(default=0)

    handed_over_at: Mapped[datetime | None]
    handed_over_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    handed_to: Mapped[str] = mapped_column(default="")
    posted_on: Mapped[date | None]
    tracking: Mapped[str] = mapped_column(default="")

    ceremony: Mapped[Ceremony] = relationship(lazy="joined")
    event: Mapped[MembershipEvent] = relationship(lazy="joined")
    space: Mapped[Space] = relationship(lazy="joined")

    @property
    def is_served(self) -> bool:
        return self.handed_over_at is not None or self.posted_on is not None
