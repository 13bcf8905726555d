from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, or_, select

from app.content.models import Page, PageKind, PageStatus, PageVersion, Text
from app.core.db import db


def current_text(key: str) -> Text:
    """The newest version of a text. Raises NoResultFound for a key that was never seeded."""
    return db.session.scalars(select(Text).where(Text.key == key).order_by(Text.number.desc()).limit(1)).one()


# Pages


def _public(kind: PageKind, now: datetime) -> Select[Page]:
    """`rules.is_on`, asked of the database."""
    return select(Page).where(
        Page.kind == kind,
        Page.status == PageStatus.PUBLISHED,
        or_(Page.starts_at.is_(None), Page.starts_at <= now),
        or_(Page.ends_at.is_(None), Page.ends_at > now),
    )


def public_page(kind: PageKind, slug: str, now: datetime) -> Page | None:
    return db.session.scalars(_public(kind, now).where(Page.slug == slug)).one_or_none()


def public_pages(kind: PageKind, now: datetime, *, limit: int | None = None) -> Sequence[Page]:
    """News newest first, everything else in the Centre's order."""
    query = _public(kind, now)
    if kind == PageKind.NEWS:
        query = query.order_by(Page.published_at.desc(), Page.id.desc())
    else:
        query = query.order_by(Page.position, Page.id)
    return db.session.scalars(query.limit(limit)).all()


@dataclass(frozen=True)
class Line:
    """What stands around other pages: a link at the foot, or a banner above."""

    kind: str
    slug: str
    title_vi: str
    title_en: str | None
    lead_vi: str
    lead_en: str | None
    tone: str
    link: str


def around(now: datetime) -> list[Line]:
    """The links at the foot and the banners of this moment, in one question."""
    on = or_(Page.starts_at.is_(None), Page.starts_at <= now), or_(Page.ends_at.is_(None), Page.ends_at > now)
    columns = (
        Page.kind, Page.slug, Page.title_vi, Page.title_en, Page.lead_vi, Page.lead_en, Page.tone, Page.link,
    )  # fmt: skip
    rows = db.session.execute(
        select(*columns)
        .where(Page.status == PageStatus.PUBLISHED, *on)
        .where(or_(Page.kind == PageKind.BANNER, Page.in_foot))
        .order_by(Page.position, Page.id)
    )
    return [Line(*row) for row in rows]


def all_pages() -> Sequence[Page]:
    """For those who write them: what was touched last comes first."""
    return db.session.scalars(select(Page).order_by(Page.updated_at.desc(), Page.id.desc())).all()


def page_by_public_id(public_id: str) -> Page | None:
    return db.session.scalars(select(Page).where(Page.public_id == public_id)).one_or_none()


def addresses_taken() -> set[str]:
    return set(db.session.scalars(select(Page.slug).order_by(Page.slug)))


def versions_of(page: Page) -> Sequence[PageVersion]:
    """Oldest first."""
    return db.session.scalars(
        select(PageVersion).where(PageVersion.page_id == page.id).order_by(PageVersion.number)
    ).all()
