"""One rule says who is a member: every page and machine that tells of it is walked through for each standing."""

from collections.abc import Callable
from datetime import timedelta
from xml.etree import ElementTree

import pytest

from app.core import clock
from app.core.db import db, rehearse, transact
from app.core.errors import DomainError
from app.memberships.models import EventKind, Grade
from app.settings.service import change_setting
from app.spaces.models import Space
from app.spaces.queries import space_by_slug
from tests.bookings import factories as bookings
from tests.memberships import factories
from tests.register.ledger import enter

LONG_AGO = timedelta(days=800)
SLUG, NAME = "xuong-may", "Xưởng Mây"


def _after(kind: EventKind, days: int = 3) -> Callable[[Space], object]:
    return lambda made: enter(made, kind, clock.today() - timedelta(days=days))


def _nothing(_made: Space) -> None:
    pass


def _restored(made: Space) -> None:
    enter(made, EventKind.SUSPENDED, clock.today() - timedelta(days=3))
    enter(made, EventKind.REINSTATED, clock.today())


def _merged(made: Space) -> None:
    into = factories.space("hoa", "Xưởng Lớn", team=())
    factories.member(into)
    enter(made, EventKind.MERGED, clock.today(), merged_into_id=into.id)


# What became of the space after it was admitted, its grade, how long ago it was admitted for two years; then, for a
# member, what a page calls it; for everybody else, the standing's code and what the check page answers.
CASES = {
    "full": (_nothing, Grade.FULL, timedelta(), "Thành viên đầy đủ", "member", "Chứng nhận còn hiệu lực"),
    "associate": (_nothing, Grade.ASSOCIATE, timedelta(), "Thành viên liên kết", "member", "Chứng nhận còn hiệu lực"),
    "restored": (_restored, Grade.FULL, timedelta(30), "Thành viên đầy đủ", "member", "Chứng nhận còn hiệu lực"),
    "suspended": (_after(EventKind.SUSPENDED), Grade.FULL, timedelta(30), "Đang bị đình chỉ", "suspended", "Chứng nhận đang bị đình chỉ"),
    "expired": (_nothing, Grade.FULL, LONG_AGO, "Đã hết hạn", "expired", "Chứng nhận đã hết hạn"),
    "ended": (_after(EventKind.ENDED), Grade.FULL, timedelta(30), "Đã chấm dứt", "ended", "Chứng nhận không còn hiệu lực"),
    "revoked": (_after(EventKind.REVOKED), Grade.FULL, timedelta(30), "Đã bị thu hồi", "revoked", "Chứng nhận đã bị thu hồi"),
    "merged": (_merged, Grade.FULL, timedelta(30), "Đã chấm dứt", "ended", "Chứng nhận không còn hiệu lực"),
    "not_yet": (_nothing, Grade.FULL, -timedelta(days=5), "Chưa là thành viên", "none", "Chứng nhận chưa đến ngày có hiệu lực"),
}  # fmt: skip

# The badge is fewer words: it never says why somebody is no member any more.
BADGES = {"suspended": "Tạm đình chỉ tư cách thành viên", "none": "Chưa là thành viên"}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("case", CASES)
def test_everything_that_tells_of_a_standing_tells_the_same(app, client, case):
    then, grade, ago, called, code, checked = CASES[case]

    def make() -> str:
        made = factories.space()
        certificate = factories.member(made, grade=grade, effective_on=clock.today() - ago)
        then(made)
        bookings.venue("a")
        return certificate.check_code

    with app.app_context():
        check_code = transact(make)
        db.session.expunge_all()
    _agree(app, client, check_code, is_member=code == "member", called=called, code=code, checked=checked)
    _may_book(app, grade, is_member=code == "member")


def _agree(app, client, check_code, *, is_member, called, code, checked):
    assert (f'href="/spaces/{SLUG}"' in client.get("/spaces").text) == is_member
    assert client.get(f"/spaces/{SLUG}").status_code == (200 if is_member else 404)
    assert (f'href="/register/{SLUG}"' in client.get("/register").text) == is_member
    said = {
        one["url"].rpartition("/")[2]: one
        for one in client.get("/register/members.json?standing=all").json["members"]
    }
    assert said.get(SLUG, {"standing": "none"})["standing"] == code
    assert f">{called}</h2>" in client.get(f"/register/{SLUG}").text
    assert (NAME in client.get("/calendars?q=xuong+may").text.split('id="spaces"')[-1]) == is_member
    assert client.get(f"/calendars/spaces/{SLUG}.ics").status_code == (404 if code == "none" else 200)
    assert checked in client.get(f"/verify/{check_code}").text.split("<h1")[1].split("</h1>")[0]
    badge = client.get(f"/badge/{SLUG}.svg")
    title = ElementTree.fromstring(badge.data).findtext("{http://www.w3.org/2000/svg}title") or ""
    assert title.startswith(called if is_member else BADGES.get(code, "Không còn là thành viên"))
    counted = client.get("/register/statistics/grades.csv").data.decode("utf-8-sig")
    assert (called in counted) == is_member


def _may_book(app, grade, *, is_member):
    def ask() -> str:
        host = space_by_slug(SLUG)
        return bookings.book(factories.person("lan"), host, bookings.the_venue("a")).status

    with app.app_context():
        if not is_member:
            with pytest.raises(DomainError, match=r"booking\.not_member"):
                rehearse(ask)
        elif grade == Grade.ASSOCIATE:
            with pytest.raises(DomainError, match=r"booking\.associate"):
                rehearse(ask)
        else:
            assert rehearse(ask) == "confirmed"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_in_grace_it_is_a_member_everywhere(app, client):
    def make() -> str:
        change_setting("membership.grace_days", 100, actor=None)
        return factories.member(factories.space(), effective_on=clock.today() - LONG_AGO).check_code

    with app.app_context():
        check_code = transact(make)
        transact(lambda: bookings.venue("a"))
        db.session.expunge_all()
    _agree(app, client, check_code, is_member=True, called="Thành viên đầy đủ", code="member", checked="Chứng nhận còn hiệu lực")  # fmt: skip
    _may_book(app, Grade.FULL, is_member=True)
