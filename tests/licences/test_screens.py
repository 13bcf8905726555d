"""What the file brings, what everybody reads, and how the Centre keeps it."""

from typing import Any

import yaml
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.audit.queries import entries_of
from app.bookings.models import ActivityKind
from app.core.db import db, transact
from app.licences import queries, rules, service
from app.licences.models import LicenceRule
from app.licences.words import KIND_NAMES, MARK_NAMES
from app.seed import DATA
from tests.cast import Cast

RULE: dict[str, Any] = {
    "name_vi": "Thông báo chợ phiên", "paper": "notice", "source_vi": "Quy chế của phường", "kinds": ["market"],
    "lead_days": "3", "working_days": "y", "active": "y", "version": "",
}  # fmt: skip


def document() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((DATA / "licences.yaml").read_text(encoding="utf-8"))
    return loaded


def test_rules_name_kinds_as_bookings_do() -> None:
    assert set(rules.KINDS) == {*ActivityKind} == set(KIND_NAMES)
    assert set(rules.MARKS) == set(MARK_NAMES)
    for row in document()["rules"]:
        assert set(row["kinds"]) <= set(rules.KINDS)
        assert set(row["marks"]) <= set(rules.MARKS)
        assert row["source_vi"]
        assert row["source_en"]
        assert "checked_on" not in row, "nobody has compared it yet"


def test_the_file_is_loaded_once_and_overwrites_nothing(ctx: Flask) -> None:
    def edit() -> None:
        rule = queries.rule_by_code("exhibition_notice")
        assert rule
        rule.lead_days = 9

    transact(edit)
    transact(lambda: service.load_rules(document()))
    found = db.session.scalars(select(LicenceRule)).all()
    assert len(found) == len(document()["rules"])
    assert next(rule.lead_days for rule in found if rule.code == "exhibition_notice") == 9


def test_everybody_reads_it_with_its_source_and_how_sure_it_is(client: FlaskClient) -> None:
    page = client.get("/licences").text
    assert "Nghị định 23/2019/NĐ-CP, Điều 15" in page
    assert "không phải tư vấn pháp lý" in page
    assert "Chưa đối chiếu" in page
    assert "Nộp chậm nhất" not in page
    dated = client.get("/licences?day=2026-12-07").text
    assert "Thứ Năm, 26/11/2026" in dated  # seven working days before a Monday
    assert client.get("/licences?day=31/31/2026").status_code == 200


def test_a_coordinator_adds_edits_and_orders(app: Flask, cast: Cast, client: FlaskClient) -> None:
    tuan = cast.client("tuan")
    answer = tuan.submit("/desk/licences/new", RULE, follow_redirects=True)
    assert "Thông báo chợ phiên" in answer.text
    page = tuan.get("/desk/licences/r1/edit")
    checked = {**RULE, "name_vi": "Thông báo họp chợ", "checked_on": "2026-11-20", "version": "1", "marks": ["food"]}
    assert 'value="1"' in page.text
    assert tuan.submit("/desk/licences/r1/edit", checked).status_code == 302
    public = client.get("/licences").text
    assert "Thông báo họp chợ" in public
    assert "20/11/2026" in public
    stale = tuan.submit("/desk/licences/r1/edit", checked | {"name_vi": "Lần khác"})
    assert stale.status_code == 422
    assert "Có người vừa sửa mục này" in stale.text
    assert "Lần khác" in stale.text
    tuan.submit("/desk/licences", {}, to="/desk/licences/r1/up")
    tuan.submit("/desk/licences/r1/edit", checked | {"version": "3", "active": None})
    assert "Thông báo họp chợ" not in client.get("/licences").text
    with app.app_context():
        acts = [entry.action for entry in entries_of("licence:r1")]
        assert acts == ["licence.added", "licence.changed", "licence.moved", "licence.changed"]
        assert [rule.code for rule in queries.licence_rules()][-2] == "r1"


def test_what_is_missing_is_said_at_its_field(cast: Cast) -> None:
    answer = cast.client("tuan").submit(
        "/desk/licences/new", {**RULE, "source_vi": " ", "lead_days": "x", "checked_on": "2030-01-01"}
    )
    assert answer.status_code == 422
    for said in ("Bạn ghi tên văn bản và điều, khoản.", "Ngày này chưa tới.", "Thông báo chợ phiên"):
        assert said in answer.text, said


def test_nobody_else_keeps_it(cast: Cast) -> None:
    for who in ("lan", "mai", "dung", "ha"):
        assert cast.client(who).get("/desk/licences").status_code == 403
    assert cast.client("tuan").get("/desk/licences/khong-co/edit").status_code == 404
