"""One space's entry in the public register: what it says, and what it must not."""

from datetime import date, timedelta

import pytest

from app.core import clock
from app.core.db import db, transact
from app.memberships.models import Certificate, EventKind, Ground
from app.spaces.queries import space_by_slug
from tests.cast import OPERATORS, STAFF
from tests.memberships import factories
from tests.register.ledger import enter

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # what it says, not how it is stored


def admitted(app, then=lambda made: None, **values) -> Certificate:
    def make() -> Certificate:
        made = factories.space(name_en="Cloud Workshop")
        certificate = factories.member(made, **{"effective_on": date(2025, 11, 25), "reason": "Nội bộ"} | values)
        then(made)
        return certificate

    with app.app_context():
        certificate = transact(make)
        assert certificate.number, certificate.check_code
        db.session.expunge_all()
        return certificate


def ends(kind, day, **columns):
    return lambda made: enter(made, kind, day, **columns)


def test_a_member(app, client):
    number = admitted(app).number
    answer = client.get("/register/xuong-may")
    assert answer.status_code == 200
    for words in (
        "Xưởng Mây",
        "Thành viên đầy đủ",
        "25/11/2025",
        "25/11/2027",
        number,
        "12/QĐ-SVHTT",
        "Có hiệu lực",
    ):
        assert words in answer.text
    assert 'href="/spaces/xuong-may"' in answer.text
    assert "X-Robots-Tag" not in answer.headers


@pytest.mark.parametrize(
    ("kind", "heading"),
    [
        (EventKind.SUSPENDED, "Đang bị đình chỉ"),
        (EventKind.REVOKED, "Đã bị thu hồi"),
        (EventKind.ENDED, "Đã chấm dứt"),
    ],
)
def test_who_is_no_member_stays_in_it_with_the_ground_alone(app, client, kind, heading):
    day = clock.today() - timedelta(days=3)
    admitted(app, ends(kind, day, ground=Ground.DUTIES, decision_number="99/QĐ"))
    answer = client.get("/register/xuong-may")
    assert heading in answer.text
    assert "Căn cứ: Chưa thực hiện nghĩa vụ của thành viên." in answer.text
    assert "99/QĐ" in answer.text
    assert 'href="/spaces/xuong-may"' not in answer.text
    assert answer.headers["X-Robots-Tag"] == "noindex"


def test_it_says_nothing_of_people_and_gives_no_way_to_the_check_page(app, client):
    day = clock.today() - timedelta(days=3)
    certificate = admitted(app, ends(EventKind.SUSPENDED, day, ground=Ground.OTHER))
    text = client.get("/register/xuong-may").text
    secret = [*OPERATORS.values(), *(name for name, _role in STAFF.values()), "@", "Nội bộ", "Chỉ để đọc", "Chỉ Trung tâm",
              certificate.check_code, certificate.short_code, "/verify/"]  # fmt: skip
    assert [words for words in secret if words in text] == []


def test_what_takes_a_standing_away_is_told_from_the_day_it_does(app, client):
    admitted(app, ends(EventKind.REVOKED, clock.today() + timedelta(days=5), ground=Ground.UNTRUE))
    text = client.get("/register/xuong-may").text
    assert "Thu hồi" not in text
    assert "Thành viên đầy đủ" in text


def test_who_will_be_a_member(app, client):
    admitted(app, effective_on=clock.today() + timedelta(days=5))
    text = client.get("/register/xuong-may").text
    assert "Chưa là thành viên" in text
    assert "Sẽ là thành viên từ ngày 30/11/2026." in text


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("2025-11-24", "chưa là thành viên"),
        ("25/11/2025", "là thành viên của Mạng lưới"),
        ("2026-10-01", "đang bị đình chỉ, từ ngày 01/10/2026"),
    ],
)
def test_a_day_that_has_passed(app, client, asked, told):
    admitted(app, ends(EventKind.SUSPENDED, date(2026, 10, 1)))
    assert f"không gian này {told}." in client.get("/register/xuong-may", query_string={"on": asked}).text


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("", "Bạn chưa điền mục này."),
        ("hôm qua", "Ngày chưa đúng, ví dụ: 28/11/2026."),
        ("2026-11-26", "Sổ chỉ trả lời cho hôm nay và những ngày đã qua."),
        ("2026-02-30", "Ngày chưa đúng"),
    ],
)
def test_a_day_it_cannot_answer_for(app, client, asked, told):
    admitted(app)
    answer = client.get("/register/xuong-may", query_string={"on": asked})
    assert answer.status_code == 422
    assert told in answer.text
    assert "Vào ngày" not in answer.text


def test_the_name_is_the_certificates_and_todays_stands_beside_it(app, client):
    def rename(made):
        made.name_vi = "Xưởng Gió"

    admitted(app, rename)
    text = client.get("/register/xuong-may").text
    assert "Xưởng Mây</h1>" in text.replace("\n", "")
    assert "Nay là Xưởng Gió." in text


def test_a_merger_names_where_it_went(app, client):
    def merge(made):
        into = factories.space("hoa", "Xưởng Lớn", team=())
        enter(made, EventKind.MERGED, clock.today(), merged_into_id=into.id)

    admitted(app, merge)
    assert "Sáp nhập vào Xưởng Lớn." in client.get("/register/xuong-may").text


def test_a_space_without_a_line_has_no_entry(app, client):
    with app.app_context():
        transact(lambda: factories.space())
        assert space_by_slug("xuong-may")
    assert client.get("/register/xuong-may").status_code == 404
    assert client.get("/register/khong-co").status_code == 404


def test_in_english(app, client):
    admitted(app, ends(EventKind.ENDED, clock.today(), ground=Ground.OWN_WISH))
    client.set_cookie("lang", "en")
    text = client.get("/register/xuong-may?on=2026-01-01").text
    assert "Cloud Workshop" in text
    assert "On 01/01/2026 this space was a member of the network." in text
