from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from playwright.sync_api import APIRequestContext
from sqlalchemy import select

from app.accounts.queries import user_by_email
from app.ceremonies.models import Guest
from app.core import clock
from app.core.db import db
from app.memberships.models import Certificate
from app.memberships.queries import members_of, name_requests, roll
from app.spaces.models import Space
from tests.browser.reading import send
from tests.memberships.lists import Row, as_csv, row

if TYPE_CHECKING:
    from tests.browser.pages import Tour


def starts(tour: "Tour", role: str, request: APIRequestContext) -> list[str]:
    match role:
        case "operator_approved":
            return [f"/my/certificates/{_number(tour)}/scan"]
        case "coordinator" | "approver":
            return _members(tour)
        case "administrator":
            entered = _listed(request, row(1), row(2))
            send(request, entered)
            faulty = _listed(request, row(3), row(4, **{"Ngày cấp": "?"}))
            return [entered, faulty]
        case "nobody":
            return ["/verify/KGST-1999-0001", "/r/KGST", *_asked_for(tour)]
    return []


def _number(tour: "Tour") -> str:
    """Of a certificate of Lan's that has no scan yet."""
    with tour.app.app_context():
        lan = user_by_email(tour.site.accounts()["operator_approved"][0])
        assert lan
        return members_of(lan, clock.today())[0].certificates[0].number


def _members(tour: "Tour") -> list[str]:
    """One in each standing, which decides what can be done to it; one whose certificate waits for its ceremony, and
    one that asks for another name."""
    with tour.app.app_context():
        chosen = {member.standing.status: member.space.public_id for member in roll(clock.today())}
        awaited = db.session.scalars(select(Guest).order_by(Guest.id.desc())).first()
        renamed = db.session.scalars(select(Space).where(Space.id.in_(name_requests()))).all()
        assert awaited
        return [
            *(f"/desk/members/{one}" for one in chosen.values()),
            *(f"/desk/members/{one.public_id}" for one in (awaited.space, *renamed)),
        ]


def _asked_for(tour: "Tour") -> list[str]:
    """What forms by GET and what a paper or another site lead to, and no link."""
    with tour.app.app_context():
        certificate = db.session.scalars(select(Certificate).order_by(Certificate.id)).first()
        assert certificate
        day = f"on={certificate.issued_on.isoformat()}"
        return [
            f"/register?{day}",
            f"/register/{certificate.space.slug}?{day}",
            f"/verify/{certificate.check_code}?{day}",
            f"/r/{certificate.short_code}",
            f"/badge/{certificate.space.slug}.svg",
        ]


def _listed(request: APIRequestContext, *rows: Row) -> str:
    """The preview of a list of members; two that come in leave spaces which nobody owns yet."""
    file = ("danh-sach.csv", "text/csv", as_csv(list(rows)))
    return urlsplit(send(request, "/desk/members/import", file=file).url).path
