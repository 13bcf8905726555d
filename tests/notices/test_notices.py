"""What somebody is told when they are signed in, and how they choose it."""

from datetime import timedelta

import pytest
from flask import Flask
from markupsafe import escape
from sqlalchemy import select

from app.accounts.queries import user_by_email
from app.core import clock
from app.core.db import db, transact
from app.mail.models import Mail
from app.mail.service import queue_mail
from app.notices import queries, service
from app.notices.models import Notice, NoticeChoice
from app.notices.rules import Choice, Kind
from tests.cast import Cast, email_of
from tests.web.browserless import Client

LAN, HOA = email_of("lan"), email_of("hoa")
VALUES = {
    "title": "Đêm nhạc",
    "host": "Nhà Sàn",
    "venues": "Cầu Kính",
    "times": ["19:00"],
    "held_until": None,
    "breaches": [],
    "public_id": "abc",
}


def tell(key: str = "one", template: str = "booking_received", to: str = LAN, **values: object) -> None:
    transact(lambda: queue_mail(template, to=to, name="Lan", language="vi", values=VALUES | values, key=key))


def _letters(to: str = LAN) -> list[str]:
    return list(db.session.scalars(select(Mail.template).where(Mail.recipient == to).order_by(Mail.id)))


def _notices(to: str = LAN) -> list[Notice]:
    return list(db.session.scalars(select(Notice).where(Notice.recipient == to).order_by(Notice.id)))


def _choose(kind: Kind, *, mail: bool, app: bool, who: str = LAN) -> None:
    transact(lambda: service.choose(who, kind, Choice(mail, app)))


def test_a_letter_comes_with_a_notice(ctx: Flask) -> None:
    tell()
    assert _letters() == ["booking_received"]
    (notice,) = _notices()
    assert (notice.kind, notice.href, notice.read_at) == (Kind.BOOKINGS, "/bookings/abc", None)


def test_the_same_occasion_is_told_once(ctx: Flask) -> None:
    tell()
    tell()
    assert (len(_letters()), len(_notices())) == (1, 1)


def test_without_letters_the_notice_still_comes(ctx: Flask) -> None:
    _choose(Kind.BOOKINGS, mail=False, app=True)
    tell()
    tell()
    assert (_letters(), len(_notices())) == ([], 1)


def test_without_notices_the_letter_still_comes(ctx: Flask) -> None:
    _choose(Kind.BOOKINGS, mail=True, app=False)
    tell()
    assert (_letters(), _notices()) == (["booking_received"], [])


def test_one_kind_is_not_another_and_one_person_not_another(ctx: Flask) -> None:
    _choose(Kind.BOOKINGS, mail=False, app=False)
    tell("other kind", "space_team")
    tell("other person", to=HOA)
    assert _letters() == ["space_team"]
    assert _letters(HOA) == ["booking_received"]


def test_what_must_arrive_arrives_whatever_the_tables_say(ctx: Flask) -> None:
    _choose(Kind.MUST, mail=False, app=False)
    assert db.session.scalars(select(NoticeChoice)).all() == []
    row = NoticeChoice(recipient=LAN, kind="must", by_mail=False, in_app=False, changed_at=clock.now())
    transact(lambda: db.session.add(row))
    tell(template="booking_confirmed")
    assert (_letters(), len(_notices())) == (["booking_confirmed"], 1)


def test_a_secret_link_stays_in_its_letter(ctx: Flask) -> None:
    tell(template="reset_password", token={"sign": "reset", "id": "abc"})
    tell("two", "space_team", token={"sign": "reset", "id": "abc"})
    assert ["token" in notice.values for notice in _notices()] == [False]


def test_a_letter_that_is_asked_for_goes_whatever_one_has_chosen(ctx: Flask) -> None:
    _choose(Kind.BOOKINGS, mail=False, app=True)
    transact(lambda: queue_mail("booking_received", to=LAN, language="vi", values=VALUES, key="x", always=True))
    assert (_letters(), _notices()) == (["booking_received"], [])


def test_the_bell_counts_what_is_new_and_nothing_of_others(app: Flask, cast: Cast) -> None:
    with app.app_context():
        tell("hers", to=HOA)
        for number in range(3):
            tell(str(number))
    page = cast.client("lan").get("/notices").text
    assert 'aria-hidden="true">3</span>' in page
    assert page.count("Đã nhận yêu cầu đặt chỗ: Đêm nhạc") == 6  # the words and the name of the button
    assert "0" not in _bell(cast.client("minh").get("/account").text)


def _bell(page: str) -> str:
    return page.partition('class="top-link bell"')[2].partition("</a>")[0].partition("Thông báo")[2]


def test_a_hundred_are_more_than_ninety_nine(app: Flask, cast: Cast) -> None:
    with app.app_context():
        for number in range(100):
            tell(str(number))
    page = cast.client("lan").get("/notices").text
    assert "99+" in _bell(page)
    assert page.count('class="work"') == 40
    assert "?page=3" in page


def test_opening_the_page_reads_nothing(app: Flask, cast: Cast) -> None:
    with app.app_context():
        tell()
    client = cast.client("lan")
    client.get("/notices")
    client.get("/notices?show=unread&page=99999")
    with app.app_context():
        assert _notices()[0].read_at is None


def test_following_a_notice_reads_it(app: Flask, cast: Cast, client: Client) -> None:
    with app.app_context():
        tell()
        public_id = _notices()[0].public_id
    token = _token(cast, "lan")
    answer = token.post(f"/notices/{public_id}")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/bookings/abc")
    with app.app_context():
        assert _notices()[0].read_at is not None


def test_nobody_follows_the_notice_of_another(app: Flask, cast: Cast) -> None:
    with app.app_context():
        tell()
        public_id = _notices()[0].public_id
    assert _token(cast, "hoa").post(f"/notices/{public_id}").status_code == 404
    with app.app_context():
        assert _notices()[0].read_at is None


def test_all_are_read_but_what_has_come_since(app: Flask, cast: Cast) -> None:
    with app.app_context():
        tell("one")
        tell("two")
        newest = _notices()[-1].public_id
        tell("three")
        tell("hers", to=HOA)
    _token(cast, "lan").post("/notices/read", data={"newest": newest})
    with app.app_context():
        assert [one.read_at is None for one in _notices()] == [False, False, True]
        assert _notices(HOA)[0].read_at is None


def test_the_table_of_choices_is_kept(app: Flask, cast: Cast) -> None:
    client = _token(cast, "lan")
    client.post("/account/notices", data={"bookings_mail": "y", "must_mail": "", "desk_app": "y", "reviews_mail": ""})
    with app.app_context():
        chosen = queries.choices(LAN)
        kept = set(db.session.scalars(select(NoticeChoice.kind)))
    assert chosen[Kind.BOOKINGS] == Choice(True, False)
    assert chosen[Kind.SPACE] == Choice(False, False)
    assert chosen[Kind.MUST] == Choice(True, True)
    assert kept.isdisjoint({"must", "desk", "reviews"}), "kinds that she is not asked about"


def test_a_new_address_takes_its_notices_and_choices_along(ctx: Flask) -> None:
    tell()
    _choose(Kind.BOOKINGS, mail=False, app=True)
    _choose(Kind.BOOKINGS, mail=True, app=False, who="lan.moi@example.org")
    transact(lambda: service.move_address(LAN, "lan.moi@example.org"))
    assert _notices() == []
    assert len(_notices("lan.moi@example.org")) == 1
    assert queries.choice("lan.moi@example.org", Kind.BOOKINGS) == Choice(False, True)


def _age_the_first() -> None:
    _notices()[0].created_at = clock.now() - timedelta(days=181)


def test_old_notices_are_forgotten(ctx: Flask) -> None:
    tell("old")
    tell("new")
    transact(_age_the_first)
    transact(service.forget_old_notices)
    assert [one.key for one in _notices()] == ["new"]


@pytest.mark.parametrize("words", ["<b>đậm</b>", "{{ 7*7 }}", "{0.__class__}", "%(num)s"])
def test_words_of_others_stay_words(app: Flask, cast: Cast, words: str) -> None:
    with app.app_context():
        tell(title=words)
    page = cast.client("lan").get("/notices").text
    assert f"Đã nhận yêu cầu đặt chỗ: {escape(words)}" in page


def _token(cast: Cast, key: str) -> "_Sending":
    return _Sending(cast, key)


class _Sending:
    def __init__(self, cast: Cast, key: str) -> None:
        self.client = cast.client(key)

    def post(self, path: str, data: dict[str, str] | None = None):  # type: ignore[no-untyped-def]
        page = self.client.get("/account/notices").text
        token = page.partition('name="csrf_token"')[2].partition('value="')[2].partition('"')[0]
        return self.client.post(path, data={"csrf_token": token, **(data or {})})


def test_who_no_longer_works_there_sees_nothing_of_that_work(ctx: Flask) -> None:
    tell("for the team")
    tell("for the desk", "booking_waiting")
    lan = user_by_email(LAN)
    assert lan is not None
    assert not lan.roles
    assert [one.template for one in queries.notices_of(lan, limit=9)] == ["booking_received"]
    assert queries.unread(lan) == 1


def test_of_a_history_the_newest_few_of_each_person_stay_new(ctx: Flask) -> None:
    for key in ("lan", "hoa"):
        for number in range(4):
            tell(f"{key}{number}", to=email_of(key))
    transact(lambda: service.put_away(clock.now() - timedelta(days=1), leave=3))
    for key in ("lan", "hoa"):
        assert [notice.read_at is None for notice in _notices(email_of(key))] == [False, True, True, True]
    transact(lambda: service.put_away(clock.now() + timedelta(days=1), leave=3))
    assert not db.session.scalars(select(Notice).where(Notice.read_at.is_(None))).all()
