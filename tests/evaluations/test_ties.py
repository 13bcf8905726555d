"""Declaring a tie on one's account, and what the case says once people have one."""

from datetime import date

import pytest
from flask import Flask

from app.core.db import transact
from app.evaluations import queries, service
from app.evaluations.models import Outcome
from tests.cast import Cast
from tests.evaluations.factories import extra_reviewer, in_review, person, reviewed

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_who_declares_a_tie_no_longer_finds_the_case(app: Flask, cast: Cast) -> None:
    with app.app_context():
        public_id = transact(lambda: in_review().public_id)
    client = cast.client("tuan")
    assert client.get(f"/desk/applications/{public_id}").status_code == 200
    empty = client.submit("/account/ties", {"organisation": "", "reason": ""})
    assert empty.status_code == 422
    assert "Bạn ghi tên không gian hoặc tổ chức." in empty.text
    told = {"organisation": "xưởng mũ PHÚ VIÊN", "reason": "Cố vấn từ 2024"}
    assert client.submit("/account/ties", told).status_code == 302
    again = client.submit("/account/ties", told)
    assert again.status_code == 422
    assert "Bạn đã khai quan hệ với nơi này rồi." in again.text
    assert client.get(f"/desk/applications/{public_id}").status_code == 404
    assert "Cố vấn từ 2024" in client.get("/account/ties").text
    assert cast.client("lan").get("/account/ties").status_code == 403
    lifted = app.test_cli_runner().invoke(args=["ties", "lift", "tuan@example.org", "Xưởng mũ Phú Viên"])
    assert lifted.exit_code == 0
    assert client.get(f"/desk/applications/{public_id}").status_code == 200


def test_where_somebody_works_is_kept_and_counts(app: Flask, cast: Cast) -> None:
    with app.app_context():
        public_id = transact(lambda: in_review().public_id)
    client = cast.client("thu")
    told = {"name": "Lê Thu", "language": "vi", "organisation": "Xưởng mũ Phú Viên"}
    assert client.submit("/account", told).status_code == 302
    assert 'value="Xưởng mũ Phú Viên"' in client.get("/account").text
    assert client.get(f"/desk/applications/{public_id}").status_code == 404


def test_the_case_says_who_is_out_and_who_can_sign(app: Flask, cast: Cast) -> None:
    def proposed() -> str:
        case = reviewed()
        service.propose_decision(case, Outcome.APPROVE, "", actor=person("tuan"))
        return case.public_id

    with app.app_context():
        public_id = transact(proposed)
    page = cast.client("thu").get(f"/desk/applications/{public_id}").text
    assert "Ký được: Phạm Dũng." in page
    with app.app_context():
        transact(lambda: service.declare_tie("Xưởng mũ Phú Viên", "Anh em", actor=person("dung")))
    page = cast.client("thu").get(f"/desk/applications/{public_id}").text
    assert "Hiện không lãnh đạo nào ký được" in page
    assert cast.client("dung").get(f"/desk/applications/{public_id}").status_code == 404


def test_nobody_is_reminded_of_a_case_they_have_a_tie_to(app: Flask) -> None:
    with app.app_context():
        transact(extra_reviewer)
        transact(in_review)
        everybody = len(queries.reviews_due(date.max))
        transact(lambda: service.declare_tie("Xưởng mũ Phú Viên", "Anh em", actor=person("mai")))
        assert len(queries.reviews_due(date.max)) == everybody - 1
