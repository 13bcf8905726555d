from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class SetStatus(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


class CriteriaSet(Base):
    """One version of the criteria: the whole document. Frozen when published; results point at this row."""

    __tablename__ = "criteria_sets"
    __table_args__ = (UniqueConstraint("code", "edition"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    code: Mapped[str]
    edition: Mapped[str]
    status: Mapped[str] = mapped_column(default=SetStatus.DRAFT)
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    retired_at: Mapped[datetime | None]

    @property
    def title_vi(self) -> str:
        return str(self.document["title"]["vi"])

    @property
    def title_en(self) -> str | None:
        english: str | None = self.document["title"].get("en")
        return english
