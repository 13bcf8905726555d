from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Versioned


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


class PageKind(StrEnum):
    PAGE = "page"
    NEWS = "news"
    BANNER = "banner"  # a line or two above every public page, for some days


class PageStatus(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    HIDDEN = "hidden"


class Page(Versioned, Base):
    """What the Centre's staff write themselves. Bodies are Markdown (`content.markup`)."""

    __tablename__ = "pages"
    __table_args__ = (
        CheckConstraint("ends_at IS NULL OR starts_at IS NULL OR ends_at > starts_at", name="ends_later"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(index=True)
    slug: Mapped[str] = mapped_column(unique=True)
    status: Mapped[str] = mapped_column(default=PageStatus.DRAFT)
    title_vi: Mapped[str]
    title_en: Mapped[str | None]
    lead_vi: Mapped[str] = mapped_column(default="")
    lead_en: Mapped[str | None]
    body_vi: Mapped[str] = mapped_column(default="")
    body_en: Mapped[str | None]
    tone: Mapped[str] = mapped_column(default="info")  # of a banner
    link: Mapped[str] = mapped_column(default="")
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    in_foot: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)
    demo: Mapped[bool] = mapped_column(default=False)
    published_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class PageVersion(Base):
    """What a page said after each saving; never changed."""

    __tablename__ = "page_versions"

    page_id: Mapped[int] = mapped_column(ForeignKey("pages.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    words: Mapped[dict[str, Any]] = mapped_column(JSON)
    status: Mapped[str]
    written_by: Mapped[int]
    written_at: Mapped[datetime]
