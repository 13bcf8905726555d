"""The check page asked about another day, and why a certificate is what it is, in words for everybody."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from flask import Flask

from app.core import clock
from app.core.db import db
from app.memberships import service
from app.memberships.models import Certificate, EventKind, Ground, MembershipEvent
from app.memberships.service.issuing import issue_certificate
from app.memberships.words import GROUND_NAMES
from tests.memberships import factories
from tests.memberships.test_verify import heading, made

TODAY = date(2026, 11, 25)


def entered(certificate: Certificate, kind: EventKind, **columns: Any) -> MembershipEvent:
    event = MembershipEvent(
        **{
            "space_id": certificate.space_id, "kind": kind, "effective_on": clock.today() - timedelta(days=3),
            "recorded_at": clock.now(), "reason": "Lý do nội bộ", "hearing_note": "Biên bản nội bộ",
            "decision_number": "77/QĐ", **columns,
        }
    )  # fmt: skip
    db.session.add(event)
    db.session.flush()
    return event


def since_last_year() -> Certificate:
    return factories.member(factories.space(), effective_on=factories.long_ago(1))


def then(kind: EventKind, **columns: Any) -> Callable[[], Certificate]:
    def make() -> Certificate:
        certificate = since_last_year()
        entered(certificate, kind, **columns)
        return certificate

    return make


def asked(app: Flask, certificate: Certificate, on: str | None = None, language: str = "vi") -> Any:
    client = app.test_client()
    client.set_cookie("lang", language)
    return client.get(f"/verify/{certificate.check_code}", query_string={} if on is None else {"on": on})


def days(html: str) -> str:
    """What the part about another day says."""
    return " ".join(html.split('class="check-days"')[1].split("</dl>")[0].split())


def test_a_good_day_does_not_make_a_revoked_paper_look_good(app: Flask) -> None:
    certificate = made(app, then(EventKind.REVOKED, ground=Ground.UNTRUE))
    for on in ("2026-03-01", "01/03/2026"):
        answer = asked(app, certificate, on)
        assert answer.status_code == 200
        assert heading(answer.text) == "Chứng nhận đã bị thu hồi"
        assert "check-due" in answer.text
        past, now = days(answer.text).split("Hôm nay, 25/11/2026")
        assert ("Ngày 01/03/2026" in past, "Có hiệu lực" in past, "Đã bị thu hồi" in now) == (True, True, True)
        assert "Theo sổ thành viên như đang ghi hôm nay" in answer.text
    english = asked(app, certificate, "2026-03-01", "en").text
    assert "On 01/03/2026" in days(english)
    assert "By the register of members as it reads today" in english


def test_a_day_to_come_is_told_as_what_is_known(app: Flask) -> None:
    certificate = made(app, since_last_year)
    answer = asked(app, certificate, "2031-01-01")
    assert heading(answer.text) == "Chứng nhận còn hiệu lực"
    assert "Hết hạn" in days(answer.text)
    assert "Theo những gì đã biết hôm nay" in answer.text


def test_today_is_told_once(app: Flask) -> None:
    certificate = made(app, since_last_year)
    told = days(asked(app, certificate, TODAY.isoformat()).text)
    assert told.count("Có hiệu lực") == 1


def test_a_day_nobody_can_read_gets_its_message_at_the_field(app: Flask) -> None:
    certificate = made(app, since_last_year)
    for on in ("", " ", "hôm qua", "30/02/2026", "0001-01-01", "9999-12-31", "<b>"):
        answer = asked(app, certificate, on)
        assert answer.status_code == 422, on
        assert 'id="on-error"' in answer.text
        assert heading(answer.text) == "Chứng nhận còn hiệu lực"
        assert 'class="check-days"' not in answer.text
        assert "<b>" not in answer.text.split('id="on-a-day"')[1]


def test_every_ground_has_its_words() -> None:
    assert set(GROUND_NAMES) == set(Ground)


def test_the_ground_in_both_languages_and_nothing_of_what_is_internal(app: Flask) -> None:
    certificate = made(app, then(EventKind.SUSPENDED, ground=Ground.DUTIES))
    for language, told in (
        ("vi", "Căn cứ: Chưa thực hiện nghĩa vụ của thành viên."),
        ("en", "Duties of a member not fulfilled."),
    ):
        text = asked(app, certificate, "2026-11-24", language).text
        assert text.count(told) == 2  # today, and on that day
        assert "22/11/2026" in text
        assert [inner for inner in ("nội bộ", "77/QĐ") if inner in text] == []


def test_into_whom_a_space_merged(app: Flask) -> None:
    def make() -> Certificate:
        certificate = since_last_year()
        heir = factories.space("hoa", name="Nhà “Lụa” & Gốm", name_en="Silk House")
        entered(certificate, EventKind.MERGED, merged_into_id=heir.id)
        return certificate

    certificate = made(app, make)
    assert "Không gian đã sáp nhập vào Nhà “Lụa” &amp; Gốm." in asked(app, certificate).text
    assert "merged into Silk House." in asked(app, certificate, language="en").text
    assert "Lụa" not in days(asked(app, certificate, "2026-11-01").text)


def test_a_new_name_is_why_and_is_not_told(app: Flask) -> None:
    def make() -> Certificate:
        certificate = since_last_year()
        renamed = entered(
            certificate, EventKind.RENAMED, name_vi="Tên Hoàn Toàn Mới", grade="full", decision_on=clock.today(),
            valid_until=certificate.valid_until,
        )  # fmt: skip
        newer = issue_certificate(certificate.space, renamed, actor=factories.person("dung"))
        certificate.space.name_vi = "Tên Hoàn Toàn Mới"
        numbers.append(newer.number)
        return certificate

    numbers: list[str] = []
    certificate = made(app, make)
    text = asked(app, certificate).text
    assert heading(text) == "Chứng nhận này đã được thay bằng bản mới hơn"
    assert "Tên ghi trên bản này đã được đổi" in text
    assert "Bản này được thay từ ngày 22/11/2026" in text
    assert [told for told in ("Hoàn Toàn Mới", numbers[-1]) if told in text] == []
    assert "The name on it was changed" in asked(app, certificate, language="en").text


def test_replaced_and_then_revoked_says_that_the_space_is_no_member(app: Flask) -> None:
    def make() -> Certificate:
        certificate = since_last_year()
        factories.member(certificate.space, effective_on=clock.today() - timedelta(days=9))
        factories.changed(service.revoke, certificate.space)
        return certificate

    text = asked(app, made(app, make)).text
    assert heading(text) == "Chứng nhận này đã được thay bằng bản mới hơn"
    assert "không phải thành viên đang hoạt động" in text
