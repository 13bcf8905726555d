"""Paper bears no code: its number is enough, however it is typed; what has a code still needs it."""

import pytest
import time_machine
from flask import Flask

from app.core.db import transact
from app.memberships import service
from app.memberships.rules import LOOK_UPS_ALLOWED, LOOK_UPS_WITHIN
from app.spaces.lists import Line
from tests.cast import Cast
from tests.conftest import NOW
from tests.memberships import factories
from tests.memberships.test_import import certificates
from tests.memberships.test_verify import heading

LINE = Line(2, {
    "name_vi": "Nhà Sàn Giấy", "name_en": "Paper House", "kinds": "education", "ownership": "group", "ward": "Từ Liêm",
    "number": "12/CN-SVHTT", "decision_number": "345/QĐ", "decision_on": "05/12/2025", "issued_on": "10/12/2025",
    "valid_until": "10/12/2027", "note": "Ghi chú nội bộ", "email": "hoa@example.org",
})  # fmt: skip


@pytest.fixture
def paper(app: Flask) -> str:
    with app.app_context():
        transact(lambda: service.enter_lines([LINE], seen=None, choices={}, skip_faulty=False, source={}, actor=None))
        return certificates()[0].check_code


@pytest.mark.parametrize("typed", ["12/CN-SVHTT", " 12 /cn – svhtt ", "Số: 12/CN-SVHTT"])
def test_the_number_opens_it(app: Flask, paper: str, typed: str) -> None:
    answer = app.test_client().get("/verify", query_string={"code": typed}, follow_redirects=True)
    assert answer.status_code == 200
    assert answer.request.path == f"/verify/{paper}"
    assert heading(answer.text) == "Chứng nhận còn hiệu lực"
    for told in ("Nhà Sàn Giấy", "12/CN-SVHTT", "Chứng nhận giấy, cấp ngày 10/12/2025", "10/12/2027"):
        assert told in answer.text


def test_in_an_address_and_in_english(app: Flask, paper: str) -> None:
    client = app.test_client()
    client.set_cookie("lang", "en")
    answer = client.get("/verify/12/CN-SVHTT")
    assert heading(answer.text) == "This certificate is valid"
    assert "A paper certificate, issued on 10/12/2025" in answer.text
    assert "Paper House" in answer.text


def test_it_says_nothing_of_people_or_notes(app: Flask, paper: str) -> None:
    text = app.test_client().get(f"/verify/{paper}").text
    assert [told for told in ("Ghi chú nội bộ", "hoa@", "345/QĐ") if told in text] == []


def test_other_numbers_are_unknown(app: Flask, paper: str) -> None:
    for typed in ("13/CN-SVHTT", "12/CN", "12"):
        answer = app.test_client().get("/verify", query_string={"code": typed})
        assert (answer.status_code, "Nhà Sàn Giấy" in answer.text) == (404, False)


@pytest.mark.parametrize("address", ["/verify?code={}", "/verify/{}"])
def test_numbers_are_tried_slowly_and_codes_are_not_counted(app: Flask, paper: str, address: str) -> None:
    client, elsewhere = app.test_client(), app.test_client()
    elsewhere.environ_base["REMOTE_ADDR"] = "113.190.44.17"
    with time_machine.travel(NOW, tick=False) as time:
        unknown = (f"{n:026}" if n % 2 else f"{n}/CN-X" for n in range(LOOK_UPS_ALLOWED))  # codes and numbers alike
        assert {client.get(address.format(typed)).status_code for typed in unknown} == {404}
        for typed in ("99/CN-X", "12/CN-SVHTT"):  # known or not, the answer is the same
            stopped = client.get(address.format(typed))
            assert (stopped.status_code, stopped.headers["Retry-After"]) == (429, "60")
        assert client.get(f"/verify/{paper}").status_code == 200
        assert elsewhere.get(address.format("12/CN-SVHTT")).status_code in {200, 302}
        time.shift(LOOK_UPS_WITHIN)
        assert client.get(address.format("12/CN-SVHTT")).status_code in {200, 302}


def test_there_is_no_pdf_and_no_waiting_for_one(app: Flask, cast: Cast, paper: str) -> None:
    with app.app_context():
        public_id = certificates()[0].space.public_id
    shown = cast.client("dung").get(f"/desk/members/{public_id}").text
    assert "Chứng nhận giấy" in shown
    assert "Đang in" not in shown
    answer = cast.client("dung").get("/my/certificates/12/CN-SVHTT/pdf", follow_redirects=True)
    assert "cấp trên giấy" in answer.text


def test_its_standing_follows_the_ledger(app: Flask, paper: str) -> None:
    def revoke() -> None:
        factories.changed(service.revoke, certificates()[0].space, reason="Nhập sai")

    with app.app_context():
        transact(revoke)
    assert heading(app.test_client().get(f"/verify/{paper}").text) == "Chứng nhận đã bị thu hồi"
