"""Letters that confirm a membership: who gets one, what is frozen, what the check page says later."""

import io
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from pypdf import PdfReader
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from app.benefits import queries, rules, service
from app.benefits.models import MembershipLetter, Purpose
from app.benefits.papers import make_missing_confirmations
from app.core import clock
from app.core.db import db, transact
from app.files.service import path_of
from app.mail.models import Mail
from app.memberships.models import EventKind, Grade, MembershipEvent
from app.memberships.rules import Standing, Status
from tests.benefits.conftest import Net, refused
from tests.memberships import factories as make


def ask(net: Net, who: str = "lan", **values: Any) -> MembershipLetter:
    """Inside a transaction."""
    asked: dict[str, Any] = {"purpose": Purpose.TAX, "receiver": "Chi cục Thuế khu vực I"}
    return service.ask_letter(net.space(who), **asked | {"actor": make.person(who)} | values)


def enter(net: Net, kind: EventKind, **values: Any) -> None:
    space, now = net.space("lan"), {"effective_on": clock.today(), "recorded_at": clock.now()}
    db.session.add(MembershipEvent(space_id=space.id, kind=kind, **now | values))
    db.session.flush()


def page_of(net: Net) -> str:
    return f"/my/certificates/{net.lan}/letters"


@pytest.mark.parametrize(
    ("status", "code"),
    [(Status.MEMBER, None), (Status.SUSPENDED, "benefit.letter_suspended")]
    + [(s, "benefit.letter_not_member") for s in (Status.NONE, Status.EXPIRED, Status.REVOKED, Status.ENDED)],
)
def test_only_members_get_one(status: Status, code: str | None) -> None:
    assert rules.letter_refusal(Standing(status, Grade.FULL)) == code


def test_the_team_asks_and_downloads(net: Net) -> None:
    minh = net.cast.client("minh")
    answer = minh.submit(
        page_of(net), {"purpose": "tax", "receiver": "  Chi cục Thuế\tkhu vực I "}, follow_redirects=True
    )
    number = f"XN-{clock.today().year}-001"
    assert f"Đã cấp giấy số {number}." in answer.text
    assert "Đang in, vài phút nữa sẽ có" in answer.text
    assert net.do_job(make_missing_confirmations) == 1
    assert net.do_job(make_missing_confirmations) == 0
    letter = net.do(lambda: queries.all_letters()[0].public_id)
    pdf = minh.get(f"/my/letters/{letter}/pdf")
    words = PdfReader(io.BytesIO(pdf.data)).pages[0].extract_text()
    for said in (number, "Chi cục Thuế khu vực I", "Xưởng Mây", "thành viên đầy đủ", "/letters/", "không tính thuế"):
        assert said in " ".join(words.split()), said
    told = select(Mail.recipient).where(Mail.template == "membership_letter")
    assert net.do(lambda: db.session.scalars(told).all()) == ["minh@example.org"]
    assert net.cast.client("tuan").get(f"/my/letters/{letter}/pdf").status_code == 200
    assert number in net.cast.client("tuan").get("/desk/letters").text
    assert net.cast.client("hoa").get(f"/my/letters/{letter}/pdf").status_code == 404
    assert net.app.test_client().get(f"/my/letters/{letter}/pdf").status_code == 302


def test_nobody_asks_for_somebody_elses(net: Net) -> None:
    for who in ("hoa", "tuan", "dung"):
        assert net.cast.client(who).get(page_of(net)).status_code == 404
        with net.app.app_context():
            assert refused(lambda who=who: ask(net, actor=make.person(who))).code == "benefit.letter_not_yours"


def test_what_is_missing_is_said_at_the_field(net: Net) -> None:
    answer = net.cast.client("lan").submit(page_of(net), {"receiver": " "})
    assert answer.status_code == 422
    assert "Bạn chọn một việc." in answer.text
    assert "Bạn chưa ghi nơi nhận giấy." in answer.text


def test_a_suspended_space_is_told_why_not(net: Net) -> None:
    lan = net.cast.client("lan")
    token = lan.get(page_of(net)).text.split('name="csrf_token" value="')[1].split('"')[0]
    net.do(lambda: enter(net, EventKind.SUSPENDED))
    page = lan.get(page_of(net))
    assert "đang bị đình chỉ, nên chưa cấp được giấy xác nhận" in page.text
    assert 'name="receiver"' not in page.text
    sent = lan.post(page_of(net), data={"purpose": "tax", "receiver": "Thuế", "csrf_token": token})
    assert sent.status_code == 422
    assert "đang bị đình chỉ, nên chưa cấp được giấy xác nhận" in sent.text
    assert net.do(lambda: len(queries.all_letters())) == 0


def test_numbers_go_on_without_gaps_and_a_day_has_an_end(net: Net) -> None:
    with net.app.app_context():

        def wrong() -> None:
            ask(net)
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            transact(wrong)
        numbers = [transact(lambda: ask(net).number) for _ in range(rules.LETTERS_A_DAY)]
        year = clock.today().year
        assert numbers == [f"XN-{year}-{n:03d}" for n in range(1, rules.LETTERS_A_DAY + 1)]
        assert refused(lambda: ask(net)).code == "benefit.letter_enough"
        assert transact(lambda: ask(net, "hoa").number) == f"XN-{year}-006"


def test_what_it_says_is_frozen(net: Net) -> None:
    with net.app.app_context():
        transact(lambda: ask(net).id)
        for change in ("number = 'XN-1999-001'", "data = '{}'", "space_id = space_id + 1", "purpose = 'event'"):
            with pytest.raises(DBAPIError, match="membership_letters_frozen"):
                db.session.execute(text(f"UPDATE membership_letters SET {change}"))
            db.session.rollback()
        make_missing_confirmations()
        with pytest.raises(DBAPIError, match="membership_letters_pdf_once"):
            db.session.execute(text("UPDATE membership_letters SET pdf_id = NULL"))
        db.session.rollback()
        letter = queries.all_letters()[0]
        assert letter.pdf
        assert path_of(letter.pdf).exists()
        assert letter.data["certificate_number"] == net.number
        pdf = letter.pdf
        assert refused(lambda: service.attach_paper(letter, pdf)).code == "benefit.letter_printed"


def test_the_check_page_says_what_it_said_and_how_it_stands_today(net: Net) -> None:
    code = net.do(lambda: ask(net).check_code)
    assert len(code) * 5 >= 128
    reader = net.app.test_client()
    page = reader.get(f"/letters/{code.upper()[:13]}-{code[13:]}")
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "Giấy xác nhận có thật, không gian đang là thành viên" in page.text
    assert "Chi cục Thuế khu vực I" in page.text
    assert "lan@example.org" not in page.text
    assert "Nguyễn Lan" not in page.text
    net.do(lambda: enter(net, EventKind.REVOKED))
    later = reader.get(f"/letters/{code}").text
    assert "hôm nay không gian không còn là thành viên" in later
    assert "đã bị thu hồi" in later
    unknown = reader.get(f"/letters/{'0' * 26}")
    assert unknown.status_code == 404
    assert "Không có giấy xác nhận nào mang mã này" in unknown.text


def test_it_names_the_space_as_its_certificate_does(net: Net) -> None:
    def rename() -> str:
        net.space("lan").name_vi = "Tên tự đổi"
        db.session.flush()
        return str(ask(net).data["name_vi"])

    assert net.do(rename) == "Xưởng Mây"


def test_after_the_term_there_is_none(net: Net) -> None:
    with time_machine.travel(clock.now() + timedelta(days=800)), net.app.app_context():
        assert refused(lambda: ask(net)).code == "benefit.letter_not_member"
