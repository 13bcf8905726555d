from datetime import date

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class Text(Base):
    """A text people agree to or read, in versions that are never edited: a change is a new version."""

    __tablename__ = "texts"
    __table_args__ = (UniqueConstraint("key", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]
    number: Mapped[int]
    title_vi: Mapped[str]
    title_en: Mapped[str | None]
    body_vi: Mapped[str]
    body_en: Mapped[str | None]
    published_on: Mapped[date]
