from datetime import date
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Versioned


class Paper(StrEnum):
    NOTICE = "notice"
    PERMIT = "permit"


class LicenceRule(Versioned, Base):
    """A notice or permit that some activities need, as the Centre understands the text named in `source_vi`, which it
    last compared on `checked_on`. Guidance, not advice.

    It concerns an activity whose kind is among `kinds` (every kind where that is empty) and of which all marks in
    `marks` hold. It must be filed `lead_days` before the opening: working days, or calendar days of which the last
    working one counts.
    """

    __tablename__ = "licence_rules"
    __table_args__ = (CheckConstraint("lead_days >= 0", name="lead_days"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    paper: Mapped[str]
    name_vi: Mapped[str]
    name_en: Mapped[str | None]
    recipient_vi: Mapped[str] = mapped_column(default="")
    recipient_en: Mapped[str | None]
    text_vi: Mapped[str] = mapped_column(default="")
    text_en: Mapped[str | None]
    source_vi: Mapped[str]
    source_en: Mapped[str | None]
    kinds: Mapped[list[str]] = mapped_column(JSON, default=list)
    marks: Mapped[list[str]] = mapped_column(JSON, default=list)
    lead_days: Mapped[int]
    working_days: Mapped[bool] = mapped_column(default=True)
    checked_on: Mapped[date | None]
    position: Mapped[int]
    active: Mapped[bool] = mapped_column(default=True)
