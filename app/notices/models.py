from datetime import datetime
from typing import Any

from sqlalchemy import JSON, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class Notice(Base):
    """A line for somebody to see when they are signed in, by address as letters are: this floor knows no accounts."""

    __tablename__ = "notices"
    __table_args__ = (UniqueConstraint("recipient", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    recipient: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str]
    key: Mapped[str]
    template: Mapped[str]
    language: Mapped[str]
    values: Mapped[dict[str, Any]] = mapped_column(JSON)
    href: Mapped[str] = mapped_column(default="")
    about: Mapped[str | None]  # as `Mail.about`: who may not know of that any more does not see the notice
    created_at: Mapped[datetime] = mapped_column(index=True)
    read_at: Mapped[datetime | None]


class NoticeChoice(Base):
    """How somebody wants to hear of a kind of thing. Without a row: by letter and as a notice."""

    __tablename__ = "notice_choices"

    recipient: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    by_mail: Mapped[bool] = mapped_column(default=True)
    in_app: Mapped[bool] = mapped_column(default=True)
    changed_at: Mapped[datetime]
