"""The live badge: what it says, that it changes by itself, and that it asks nothing of whoever looks at it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from app.core import clock
from app.core.db import transact
from app.memberships import service
from app.memberships.badge import badge_of
from app.memberships.models import Certificate, Grade
from app.memberships.rules import Standing, Status, badge_kept_for
from app.papers.data import BadgeData
from app.papers.service import badge_svg
from app.settings.service import change_setting
from app.spaces.queries import space_by_slug
from tests.cast import Cast
from tests.memberships import factories
from tests.memberships.test_verify import made

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
WORDS = BadgeData(network="Mạng lưới", kind="Thành viên", since="", living=True, language="vi", theme="light")


def svg(answer: Any) -> ElementTree.Element:
    assert answer.headers["Content-Type"] == "image/svg+xml; charset=utf-8"
    return ElementTree.fromstring(answer.data)


def said(answer: Any) -> str:
    return str(svg(answer).findtext("{http://www.w3.org/2000/svg}title"))


@pytest.fixture
def member(app: Flask) -> Certificate:
    return made(app, lambda: factories.member(factories.space(), effective_on=factories.long_ago(1)))


def change(app: Flask, act: Callable[..., Any], **values: Any) -> None:
    def enter() -> None:
        space = space_by_slug("xuong-may")
        assert space is not None
        factories.changed(act, space, **values)

    with app.app_context():
        transact(enter)


def test_what_it_says_in_both_languages(client: FlaskClient, member: Certificate) -> None:
    network = "Mạng lưới không gian văn hóa sáng tạo Hà Nội"
    assert said(client.get("/badge/xuong-may.svg")) == f"Thành viên đầy đủ · {network} · từ ngày 25/11/2025"
    english = client.get("/badge/xuong-may.svg?lang=en&theme=dark")
    assert said(english) == "Full member · Hanoi Creative Spaces Network · since 25/11/2025"
    assert "Xưởng Mây" not in english.text


def test_it_asks_nothing_of_who_looks_at_it(cast: Cast, member: Certificate) -> None:
    """The same for everybody, signed in or not, whatever language they read: the address alone decides."""
    client = cast.client("lan")
    client.set_cookie("lang", "en")
    answer = client.get("/badge/xuong-may.svg")
    assert "từ ngày" in said(answer)
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("act", "kind"),
    [
        (service.suspend, "Tạm đình chỉ tư cách thành viên"),
        (service.revoke, "Không còn là thành viên"),
        (service.end, "Không còn là thành viên"),
    ],
)
def test_a_change_of_standing_shows_at_the_next_look(
    app: Flask, client: FlaskClient, member: Certificate, act: Callable[..., Any], kind: str
) -> None:
    before = client.get("/badge/xuong-may.svg")
    kept = {"If-None-Match": before.headers["ETag"]}
    unchanged = client.get("/badge/xuong-may.svg", headers=kept)
    assert (unchanged.status_code, unchanged.data) == (304, b"")
    assert unchanged.headers["Cache-Control"] == "public, max-age=300"
    assert unchanged.headers["X-Content-Type-Options"] == "nosniff"
    change(app, act)
    after = client.get("/badge/xuong-may.svg", headers=kept)
    assert after.status_code == 200
    assert said(after).startswith(kind)
    assert said(after).endswith("từ ngày 25/11/2026")


def test_a_term_that_runs_out_at_midnight_is_not_shown_past_it(client: FlaskClient, member: Certificate) -> None:
    last_day = member.valid_until
    assert last_day is not None
    evening = datetime(last_day.year, last_day.month, last_day.day, 23, 59, 20, tzinfo=HANOI)
    with time_machine.travel(evening, tick=False) as time:
        before = client.get("/badge/xuong-may.svg")
        assert said(before).startswith("Thành viên đầy đủ")
        assert before.headers["Cache-Control"] == "public, max-age=40"
        time.shift(timedelta(seconds=40))
        after = client.get("/badge/xuong-may.svg", headers={"If-None-Match": before.headers["ETag"]})
        assert after.status_code == 200
        assert said(after).startswith("Không còn là thành viên")


@pytest.mark.parametrize(("hour", "minute", "second", "kept"), [(12, 0, 0, 300), (23, 58, 0, 120), (0, 0, 0, 300)])
def test_how_long_it_may_be_kept(hour: int, minute: int, second: int, kept: int) -> None:
    assert badge_kept_for(datetime(2026, 11, 25, hour, minute, second, tzinfo=HANOI)) == kept


def test_who_never_was_a_member_is_answered_like_nobody(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        transact(lambda: factories.space())
    answers = [client.get(f"/badge/{slug}.svg") for slug in ("xuong-may", "khong-co", "%3Csvg%3E", "a" * 300)]
    for answer in answers:
        assert answer.status_code == 404
        assert said(answer).startswith("Chưa là thành viên")
        assert "ETag" not in answer.headers
    assert len({answer.data for answer in answers}) == 1


@pytest.mark.parametrize("asked", ["lang=fr&theme=neon", "lang=<b>&theme=%F0%9F%92%A1", "lang=&lang=en"])
def test_what_it_is_not_made_for_is_the_usual_one(client: FlaskClient, member: Certificate, asked: str) -> None:
    assert client.get(f"/badge/xuong-may.svg?{asked}").data == client.get("/badge/xuong-may.svg").data


def test_sample_data_says_so(ctx: Flask) -> None:
    standing = Standing(Status.MEMBER, grade=Grade.ASSOCIATE, admitted_on=clock.today())
    assert badge_of(standing, language="vi", theme="light", demo=True).since.endswith("dữ liệu minh họa")
    assert badge_of(standing, language="en", theme="dark").kind == "Associate member"


def test_whatever_the_network_is_called_it_stays_a_picture(
    app: Flask, client: FlaskClient, member: Certificate
) -> None:
    hostile = 'Lưới "<script>alert(1)</script>" & ]]> #{1 + 1} 日本 ẫ ' + "W" * 60
    with app.app_context():
        transact(lambda: change_setting("network.name_vi", hostile, actor=None))
    answer = client.get("/badge/xuong-may.svg")
    assert hostile in said(answer)
    assert "<script" not in answer.text
    names = {element.tag.partition("}")[2] for element in svg(answer).iter()}
    assert names <= {"svg", "title", "g", "path", "use", "defs", "symbol", "clipPath"}


def test_a_picture_is_the_same_for_the_same_words_and_has_no_letters_to_load() -> None:
    badge_svg.cache_clear()
    first = badge_svg(WORDS)
    badge_svg.cache_clear()
    assert badge_svg(WORDS) == first
    assert "<text" not in first
    assert "font" not in first
    assert badge_svg(WORDS) != badge_svg(BadgeData(
        network="Mạng lưới", kind="Thành viên", since="", living=False, language="vi", theme="light"
    ))  # fmt: skip


def test_the_page_for_the_team(app: Flask, cast: Cast, member: Certificate) -> None:
    with app.app_context():
        public_id = _public_id()
    page = cast.client("minh").get(f"/my/certificates/{public_id}/badge")
    assert page.status_code == 200
    assert (
        "&lt;a href=&#34;http://127.0.0.1:5000/register/xuong-may&#34;&gt;"
        "&lt;img src=&#34;http://127.0.0.1:5000/badge/xuong-may.svg?lang=vi&amp;amp;theme=dark&#34;"
    ) in page.text
    assert "alt=&#34;Tình trạng thành viên của Xưởng Mây trong Mạng lưới" in page.text
    english = cast.client("minh").get(f"/my/certificates/{public_id}/badge?lang=en")
    assert "alt=&#34;The standing of Xưởng Mây in the Hanoi" in english.text
    assert cast.client("hoa").get(f"/my/certificates/{public_id}/badge").status_code == 404


def _public_id() -> str:
    space = space_by_slug("xuong-may")
    assert space is not None
    return space.public_id
