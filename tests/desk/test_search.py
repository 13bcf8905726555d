"""The desk's one search: by any code, by words without accents, and never past a tie."""

from datetime import timedelta

import pytest

from app.accounts import queries as accounts
from app.accounts import service
from app.accounts.models import User
from app.bookings.models import Booking
from app.core import clock
from app.core.db import db, transact
from app.core.ids import new_public_id, new_uuid
from app.desk.search import SHOWN, find
from app.memberships.models import Certificate
from tests.memberships import factories
from tests.statements import counted
from tests.web.test_recusal import planted_here

sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def named(app, cast, who, asked):
    """What is found, by kind."""
    with app.app_context():
        found = find(cast.user(who), asked, clock.now())
        if found.exact:
            return {found.exact[0]: [found.exact[1].public_id if hasattr(found.exact[1], "public_id") else found.exact[1].number]}  # fmt: skip
        return {group.kind: len(group.things) for group in found.groups}


@pytest.fixture
def member(app):
    with app.app_context():
        return transact(lambda: _member())


def _member():
    space = factories.space("lan", "Xưởng Gốm Bát Tràng", team=("minh",))
    factories.member(space)
    certificate = db.session.query(Certificate).filter_by(space_id=space.id).first()
    return {"space": space.public_id, "slug": space.slug, "certificate": certificate}


def book(space_id=None, *, title="Đêm nhạc Trịnh", days=3, user=None):
    start = clock.now() + timedelta(days=days)
    user = user or accounts.user_by_email("lan@example.org")
    made = Booking(
        public_id=new_public_id(), uuid=new_uuid(), space_id=space_id, title_vi=title, status="confirmed",
        starts_at=start, ends_at=start + timedelta(hours=2), public_starts_at=start,
        public_ends_at=start + timedelta(hours=2), request_key=new_public_id(), request_digest="", requested_by=user.id,
        created_at=clock.now(), revised_at=clock.now(),
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    return made


def test_words_are_found_without_their_accents(app, cast, member):
    with app.app_context():
        transact(lambda: book().public_id)
    for asked in ("gom", "GỐM bat", "xưởng", "  gốm,  tràng! "):
        assert named(app, cast, "thu", asked)["spaces"] == 1, asked
    assert named(app, cast, "thu", "dem nhac") == {"bookings": 1}
    assert named(app, cast, "thu", "trinh dem") == {"bookings": 1}
    assert named(app, cast, "thu", "ràng") == {}, "the beginning of a word"


@pytest.mark.parametrize("asked", ["", "   ", "!?", "%", "_", "' OR 1=1 --", "\\", "x" * 5000, "zzz"])
def test_nothing_is_found_by_nothing(app, cast, member, asked):
    assert named(app, cast, "thu", asked) == {}
    assert cast.client("thu").get("/desk/search", query_string={"q": asked}).status_code == 200


@sqlite
def test_a_whole_code_leads_straight_to_its_thing(app, cast, member):
    client = cast.client("thu")
    with app.app_context():
        planted = planted_here()
        certificate = db.session.query(Certificate).filter(Certificate.space_id.is_not(None)).first()
        number, short, check = certificate.number, certificate.short_code, certificate.check_code
        booking = transact(lambda: book().public_id)
    for asked, leads in {
        planted.code: f"/desk/applications/{planted.case}",
        planted.code.lower(): f"/desk/applications/{planted.case}",
        number: f"/desk/members/{member['space']}",
        number.lower().replace("-", " - "): f"/desk/members/{member['space']}",
        f"{short[:4]}-{short[4:]}".upper(): f"/desk/members/{member['space']}",
        check: f"/desk/members/{member['space']}",
        booking: f"/desk/bookings/{booking}",
    }.items():
        answer = client.get("/desk/search", query_string={"q": asked})
        assert answer.status_code == 302, asked
        assert answer.location.endswith(leads), (asked, answer.location)


@sqlite
def test_a_tie_hides_the_case_by_words_and_by_code(app, cast):
    with app.app_context():
        planted = planted_here()
    for asked in ("hong hac", planted.code, planted.case, "zkq7"):
        assert "cases" in named(app, cast, "thu", asked)
        for tied in ("tuan", "dung", "ha"):
            assert named(app, cast, tied, asked) == {}, (tied, asked)


@sqlite
def test_a_space_that_only_applies_is_no_result_of_its_own(app, cast):
    with app.app_context():
        planted_here()
    assert set(named(app, cast, "thu", "hong hac")) == {"cases"}


@sqlite
def test_people_are_found_by_who_may_see_them(app, cast, member):
    assert named(app, cast, "thu", "bui minh") == {"people": 1}, "on the team of a member"
    assert named(app, cast, "thu", "hoang hoa") == {}, "of no space anybody knows"
    assert named(app, cast, "ha", "hoang hoa") == {"people": 1}
    assert named(app, cast, "ha", "hoa example") == {"people": 1}
    page = cast.client("thu").get("/desk/search?q=minh").text
    assert f"/desk/members/{member['space']}" in page
    assert "/desk/people/" not in page
    assert "minh@example.org" not in page


@sqlite
def test_who_may_search(cast):
    for key, status in {"thu": 200, "dung": 200, "ha": 200, "mai": 403, "lan": 403}.items():
        client = cast.client(key)
        assert client.get("/desk/search?q=gom").status_code == status
        assert ('action="/desk/search"' in client.get("/account").text) is False


@sqlite
def test_every_page_of_the_desk_has_the_box_and_only_for_those_it_serves(cast):
    assert 'action="/desk/search"' in cast.client("thu").get("/desk").text
    assert 'action="/desk/search"' not in cast.client("mai").get("/reviews").text


def test_a_name_changed_is_found_by_the_new_one(app, cast):
    def rename():
        service.change_profile(cast.user("hoa"), name="Đặng Hải Yến", language="vi")
        booking = book(title="Chợ phiên")
        booking.title_en = "Village fair"

    with app.app_context():
        transact(rename)
    assert named(app, cast, "ha", "dang yen") == {"people": 1}
    assert named(app, cast, "ha", "hoang") == {}
    assert named(app, cast, "ha", "cho phien") == named(app, cast, "ha", "village fair") == {"bookings": 1}


def test_what_comes_stands_before_what_was_and_the_nearest_first(app, cast):
    with app.app_context():
        transact(lambda: [book(title=f"Hát xẩm {days}", days=days) for days in (-9, 20, -2, 4)])
        found = find(cast.user("thu"), "hat xam", clock.now())
        assert [one.title_vi for one in found.groups[0].things] == [f"Hát xẩm {days}" for days in (4, 20, -2, -9)]


@sqlite
def test_a_thousand_of_each_cost_no_more_questions_than_three(app, cast):
    def many(count):
        for number in range(count):
            space = factories.space("lan", f"Nhà Gốm {number}", team=())
            factories.member(space)
            book(space.id, title=f"Buổi gốm {number}", days=number % 40 - 20)
        hash_ = cast.user("lan").password_hash
        db.session.add_all(
            User(public_id=new_public_id(), email=f"gom{n}-{count}@example.net", name=f"Gốm {n}", password_hash=hash_, language="vi", created_at=clock.now(), credentials_changed_at=clock.now())
            for n in range(count * 5)
        )  # fmt: skip

    costs = []
    for count in (3, 40):
        with app.app_context():
            transact(lambda count=count: many(count))
        client = cast.client("ha")
        client.get("/desk/search?q=gom")
        with counted(app) as seen:
            page = client.get("/desk/search?q=gom")
        assert page.status_code == 200
        costs.append(len(seen))
    assert costs[0] == costs[1] <= 25, costs
    assert page.text.count("<li>") >= SHOWN
