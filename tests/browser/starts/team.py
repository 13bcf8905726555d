from typing import TYPE_CHECKING

from playwright.sync_api import APIRequestContext
from sqlalchemy import select

from app.accounts.queries import user_by_email
from app.applications.models import Application, ApplicationStatus
from app.ceremonies.models import Guest
from app.core.db import db, transact
from app.evaluations.models import SiteVisit, VisitStatus
from app.spaces.models import Space, TeamMember, TeamRole
from app.spaces.service import add_to_team

if TYPE_CHECKING:
    from tests.browser.pages import Tour

AWAITED = "quyen@cau-kinh.example"


def starts(tour: "Tour", role: str, request: APIRequestContext) -> list[str]:
    """On the teams of spaces that were asked for more, will be visited and have appealed, beside the one whose name
    is on a proof. Two pages of each kind are looked at, so these are named."""
    if role != "operator_awaited":
        return []
    with tour.app.app_context():
        returned, appealed = (
            db.session.scalars(select(Application).where(Application.status == status)).first()
            for status in (ApplicationStatus.RETURNED, ApplicationStatus.APPEALED)
        )
        visit = db.session.scalars(select(SiteVisit).where(SiteVisit.status == VisitStatus.PLANNED)).first()
        proof = db.session.scalars(
            select(Guest)
            .join(TeamMember, TeamMember.space_id == Guest.space_id)
            .where(TeamMember.user.has(email=AWAITED))
        ).first()
        assert returned
        assert appealed
        assert visit
        assert proof
        transact(lambda: _join(returned.space_id, appealed.space_id, visit.application.space_id))
        return [
            f"/my/applications/{returned.public_id}",
            f"/my/applications/{appealed.public_id}/decision",
            f"/my/applications/renew/{proof.space.public_id}",
            f"/my/visits/{visit.public_id}",
            f"/my/proofs/{proof.public_id}",
        ]


def _join(*space_ids: int) -> None:
    her = user_by_email(AWAITED)
    assert her
    for space_id in space_ids:
        add_to_team(db.session.get_one(Space, space_id), her, TeamRole.MEMBER, actor=None)
