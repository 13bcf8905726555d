"""What comes from outside the house: opinions of experts, and visits."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.applications.models import Application
from app.core.db import db
from app.evaluations.models import (
    Opinion,
    OpinionLink,
    SiteVisit,
    VisitPhoto,
)
from app.spaces.queries import team_role


def opinions_of(application: Application) -> Sequence[Opinion]:
    """The oldest first."""
    return db.session.scalars(
        select(Opinion).where(Opinion.application_id == application.id).order_by(Opinion.asked_at, Opinion.id)
    ).all()


def opinion_in(application: Application, public_id: str) -> Opinion | None:
    return db.session.scalars(
        select(Opinion).where(Opinion.application_id == application.id, Opinion.public_id == public_id)
    ).one_or_none()


def opinion_by_link(link_hash: str) -> Opinion | None:
    link = db.session.get(OpinionLink, link_hash)
    return link.opinion if link else None


def opinions_to_remind(before: datetime, now: datetime) -> Sequence[Opinion]:
    """Asked, not answered, never reminded, and due between now and `before`."""
    return db.session.scalars(
        select(Opinion)
        .where(
            Opinion.due_at > now,
            Opinion.due_at <= before,
            Opinion.given_at.is_(None),
            Opinion.conflict_at.is_(None),
            Opinion.revoked_at.is_(None),
            Opinion.reminded_at.is_(None),
        )
        .order_by(Opinion.id)
    ).all()


def visits_of(application: Application) -> Sequence[SiteVisit]:
    """The latest first."""
    return db.session.scalars(
        select(SiteVisit).where(SiteVisit.application_id == application.id).order_by(SiteVisit.id.desc())
    ).all()


def visits_and_photos(application: Application) -> dict[SiteVisit, list[VisitPhoto]]:
    """The latest first, each with the photos that were taken then."""
    rows = db.session.execute(
        select(SiteVisit, VisitPhoto)
        .outerjoin(VisitPhoto, VisitPhoto.visit_id == SiteVisit.id)
        .where(SiteVisit.application_id == application.id)
        .order_by(SiteVisit.id.desc(), VisitPhoto.id)
    )
    found: dict[SiteVisit, list[VisitPhoto]] = {}
    for visit, photo in rows:
        found.setdefault(visit, []).extend([photo] if photo is not None else [])
    return found


def visit_in(application: Application, public_id: str) -> SiteVisit | None:
    return db.session.scalars(
        select(SiteVisit).where(SiteVisit.application_id == application.id, SiteVisit.public_id == public_id)
    ).one_or_none()


def visit_for(actor: Any, public_id: str) -> SiteVisit | None:
    """For the team of the space that is visited."""
    visit = db.session.scalars(select(SiteVisit).where(SiteVisit.public_id == public_id)).one_or_none()
    return visit if visit is not None and team_role(visit.application.space_id, actor.id) is not None else None


def photos_of_visits(visits: Sequence[SiteVisit]) -> dict[int, list[VisitPhoto]]:
    found: dict[int, list[VisitPhoto]] = {visit.id: [] for visit in visits}
    query = select(VisitPhoto).where(VisitPhoto.visit_id.in_(found)).order_by(VisitPhoto.id)
    for photo in db.session.scalars(query) if found else ():
        found[photo.visit_id].append(photo)
    return found


def visit_photo(visit: SiteVisit, public_id: str) -> VisitPhoto | None:
    return next((one for one in photos_of_visits([visit])[visit.id] if one.public_id == public_id), None)
