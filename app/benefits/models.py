from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.core.db import Base, Versioned
from app.files.models import StoredFile
from app.spaces.models import Space


class Benefit(Versioned, Base):
    """Something that membership gives, as the Centre says it. `code` ("Q4") stays when the words change; one that is
    given no more is hidden, since what was used of it stays on record."""

    __tablename__ = "benefits"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    title_vi: Mapped[str]
    title_en: Mapped[str | None]
    text_vi: Mapped[str] = mapped_column(default="")
    text_en: Mapped[str | None]
    link: Mapped[str] = mapped_column(default="")
    for_full: Mapped[bool] = mapped_column(default=True)
    for_associate: Mapped[bool] = mapped_column(default=True)
    position: Mapped[int]
    active: Mapped[bool] = mapped_column(default=True)


class BenefitUse(Base):
    """A member made use of a benefit on a day; the Centre writes it down. What bookings tell is never entered."""

    __tablename__ = "benefit_uses"
    __table_args__ = (Index("ix_benefit_uses_space_day", "space_id", "used_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    benefit_id: Mapped[int] = mapped_column(ForeignKey("benefits.id"), index=True)
    space_id: Mapped[int] = mapped_column(ForeignKey("spaces.id"))
    used_on: Mapped[date]
    note: Mapped[str] = mapped_column(default="")
    entered_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    entered_at: Mapped[datetime]

    benefit: Mapped[Benefit] = relationship(lazy="joined")
    space: Mapped[Space] = relationship(lazy="joined")


class Purpose(StrEnum):
    TAX = "tax"
    EVENT = "event"
    OTHER = "other"


class MembershipLetter(Base):
    """A letter that confirms a membership as it stood on a day, for somebody else's files. `data` is what it says and is
    never recomputed; the PDF is made from it, once; `paper_fault` says why there is none yet, where that was tried. The check page says what it
    said and how the space stands now."""

    __tablename__ = "membership_letters"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    number: Mapped[str] = mapped_column(unique=True)
    check_code: Mapped[str] = mapped_column(unique=True)
    space_id: Mapped[int] = mapped_column(ForeignKey("spaces.id"), index=True)
    issued_on: Mapped[date]
    purpose: Mapped[str]
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    asked_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    asked_at: Mapped[datetime]
    pdf_id: Mapped[int | None] = mapped_column(ForeignKey("files.id"))
    signed_by: Mapped[str] = mapped_column(default="")
    paper_fault: Mapped[str] = mapped_column(default="")

    space: Mapped[Space] = relationship(lazy="joined")
    pdf: Mapped[StoredFile | None] = relationship(lazy="joined")
    asker: Mapped[User] = relationship(lazy="joined")
