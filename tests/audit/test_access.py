"""Who opened what: noted once, without a word of what stood there, and kept for a year."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import delete, select
from sqlalchemy.exc import OperationalError

from app.applications.models import Application
from app.applications.queries import answers_of, evidence_of
from app.applications.rules import seen_now
from app.applications.service import Reply, save_replies, submit_application
from app.audit import access
from app.audit.models import Reading
from app.audit.queries import readings_of
from app.audit.service import forget_old_readings, note_readings
from app.core import clock
from app.core.db import db, transact
from app.evaluations.models import Review
from app.evaluations.service import assign_reviewer
from app.files.service import PreparedFile, prepare_bytes
from app.spaces.models import Space
from app.spaces.service import claim_space
from app.spaces.service.profile import list_space
from tests.applications.factories import PDF, fill_in, make_call, make_draft, make_space
from tests.cast import Cast
from tests.evaluations.factories import in_review, person
from tests.spaces.factories import profile

COMMENT = "Nhận xét kín"


@pytest.fixture
def case(cast: Cast) -> str:
    with cast.app.app_context():
        return transact(in_review).public_id


def _with_file(file: PreparedFile) -> tuple[str, str]:
    """(id of the file, of the case)"""
    case = make_draft(person("lan"), space=make_space(person("lan"), name="Nhà có ảnh"), call=make_call())
    fill_in(case, actor=person("lan"))
    save_replies(
        case, {"A1": Reply(seen_now(answers_of(case)["A1"]), text=COMMENT, uploads=(file,))}, actor=person("lan")
    )
    submit_application(case, actor=person("lan"))
    assign_reviewer(case, person("mai"), actor=person("tuan"))
    return next(one for several in evidence_of(case).values() for one in several).file.public_id, case.public_id


def _read(app: Flask) -> list[tuple[int, str, str]]:
    with app.app_context():
        rows = db.session.scalars(select(Reading).order_by(Reading.id))
        return [(row.actor_id, row.subject, row.what) for row in rows]


def _id(cast: Cast, key: str) -> int:
    with cast.app.app_context():
        return cast.user(key).id


def _subject(app: Flask) -> str:
    with app.app_context():
        return f"application:{db.session.scalars(select(Application.id)).one()}"


def test_opening_a_case_is_noted_once_in_ten_minutes(cast: Cast, case: str) -> None:
    tuan, line = cast.client("tuan"), (_id(cast, "tuan"), _subject(cast.app), "case")
    tuan.get(f"/desk/applications/{case}")
    tuan.get(f"/desk/applications/{case}")
    assert _read(cast.app) == [line]
    with time_machine.travel(clock.now() + timedelta(minutes=11)):
        tuan.get(f"/desk/applications/{case}")
    assert _read(cast.app) == [line, line]


def test_files_and_sheets_are_noted_too(cast: Cast) -> None:
    with cast.app.app_context():
        file = prepare_bytes(PDF, "minh-chung.pdf", "application/pdf")
        file_id, case = transact(lambda: _with_file(file))
        sheet = db.session.scalars(select(Review.public_id)).one()
    cast.client("tuan").get(f"/desk/applications/{case}/files/{file_id}")
    mai = cast.client("mai")
    mai.get(f"/reviews/{sheet}")
    mai.get(f"/reviews/{sheet}/files/{file_id}")
    assert [(who, what) for who, _subject, what in _read(cast.app)] == [
        (_id(cast, "tuan"), "file"),
        (_id(cast, "mai"), "sheet"),
        (_id(cast, "mai"), "file"),
    ]


def _claimed(cast: Cast) -> tuple[str, str]:
    """(the claim, the subject under which its reading stands)"""
    known = list_space(profile(name_vi="Nhà chưa ai nhận"), source="khảo sát 2023", actor=cast.user("tuan"))
    claim = claim_space(known, position="Chủ nhà", proof="Tôi thuê nhà này.", consent=True, actor=cast.user("lan"))
    return claim.public_id, f"space:{known.id}"


def test_pages_that_show_addresses_are_noted(cast: Cast) -> None:
    with cast.app.app_context():
        claim, claimed = transact(lambda: _claimed(cast))
        silent = transact(lambda: make_space(cast.user("hoa"), name="Nhà im lặng").id)
        today = clock.today()
        transact(lambda: setattr(db.session.get_one(Space, silent), "confirm_asked_on", today - timedelta(days=90)))
        appointed = db.session.get_one(Space, silent).public_id
    tuan = cast.client("tuan")
    for page, subject, what in (
        (f"/desk/claims/{claim}", claimed, "claim"),
        ("/desk/edits", f"space:{silent}", "team"),
        (f"/desk/spaces/without-owner/{appointed}", f"space:{silent}", "team"),
    ):
        with cast.app.app_context():
            transact(lambda: db.session.execute(delete(Reading)))
        answers = [tuan.get(page).status_code for _twice in range(2)]
        assert answers == [200, 200], page
        assert _read(cast.app) == [(_id(cast, "tuan"), subject, what)], page


@pytest.mark.parametrize("who", ["lan", "hoa", "mai"])
def test_who_is_not_let_in_has_read_nothing(cast: Cast, case: str, who: str) -> None:
    assert cast.client(who).get(f"/desk/applications/{case}").status_code == 403
    cast.client("tuan").get("/desk/applications/khong-co")
    assert _read(cast.app) == []


@pytest.mark.parametrize(("who", "sees"), [("ha", True), ("dung", True), ("tuan", False)])
def test_who_has_seen_it_is_for_those_who_answer_for_it(cast: Cast, case: str, who: str, sees: bool) -> None:
    cast.client("thu").get(f"/desk/applications/{case}")
    page = cast.client(who).get(f"/desk/applications/{case}").text
    assert ("Ai đã xem" in page) is sees
    box = page.partition("Ai đã xem")[2]
    assert ("Lê Thu" in box.partition("</section>")[0]) is sees


def test_the_log_holds_nothing_but_who_what_and_when(ctx: Flask) -> None:
    assert {column.name for column in Reading.__table__.columns} == {"id", "at", "actor_id", "subject", "what"}


def test_readings_are_counted_by_person_and_part(ctx: Flask) -> None:
    for what in ("case", "case", "file"):
        transact(lambda what=what: note_readings(7, ["application:1"], what))
    transact(lambda: note_readings(8, ["application:2"], "case"))
    assert sorted((one.reader, one.what, one.times) for one in readings_of("application:1")) == [
        (7, "case", 2),
        (7, "file", 1),
    ]


def test_a_year_is_kept(ctx: Flask) -> None:
    for days in (364, 366):
        with time_machine.travel(clock.now() - timedelta(days=days)):
            transact(lambda days=days: note_readings(days, ["application:1"], "case"))
    transact(forget_old_readings)
    assert [one.reader for one in readings_of("application:1")] == [364]


def test_a_database_that_cannot_write_costs_no_page(cast: Cast, case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_args: object) -> None:
        raise OperationalError("insert", {}, Exception("locked"))

    monkeypatch.setattr(access, "_write_unless_known", away)
    assert cast.client("tuan").get(f"/desk/applications/{case}").status_code == 200
