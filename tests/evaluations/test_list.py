"""The list of cases: what it finds, what it costs, and what leaves the house as a file."""

import io
import json
import zipfile
from datetime import timedelta

import python_calamine
import time_machine
from flask import Flask

from app.applications.models import Consequence
from app.applications.queries import answers_of, promises_of
from app.applications.rules import UNDER_WAY
from app.applications.service import answer_supplement, ask_supplement, begin_intake
from app.core import clock
from app.core.db import transact
from app.evaluations import queries
from app.evaluations.queries import CaseFilter
from app.files.listing import csv_file, harmless, workbook
from tests.applications.factories import make_space
from tests.cast import Cast
from tests.evaluations.factories import person, submitted


def found(words: str, actor: str = "tuan") -> list[str | None]:
    return [one.case_code for one in queries.cases_found(person(actor), CaseFilter(tuple(UNDER_WAY), words))]


def test_a_case_is_found_by_its_name_without_marks_its_ward_and_its_code(ctx: Flask) -> None:
    case = transact(submitted)
    name = case.space.name_vi.split()[0]
    assert found(name) == found(name.upper()) == found(str(case.case_code)[-4:]) == [case.case_code]
    assert case.space.ward is None or found(case.space.ward.name) == [case.case_code]
    assert found("khongcogi") == found("%") == found("_") == []


def test_who_has_a_stake_in_the_space_does_not_find_it(ctx: Flask) -> None:
    transact(submitted)
    assert len(found("")) == 1
    assert found("", actor="lan") == []


def test_ticks_filters_and_search_stand_in_the_list(cast: Cast) -> None:
    with cast.app.app_context():
        case = transact(submitted)
        code, name = case.case_code, case.space.name_vi
    shown = cast.client("tuan").get(f"/desk/applications?q={name}").text
    assert str(code) in shown
    assert 'name="case"' in shown
    nobody = cast.client("tuan").get("/desk/applications?q=khongcogi&status=in_review&who=khong&call=khong").text
    assert "Không có hồ sơ nào khớp với tìm kiếm này." in nobody
    assert 'name="case"' not in cast.client("dung").get("/desk/applications").text  # an approver prepares nothing


def test_the_list_leaves_as_a_workbook_and_as_csv(cast: Cast) -> None:
    with cast.app.app_context():
        case = transact(submitted)
        code, name = str(case.case_code), case.space.name_vi
    tuan = cast.client("tuan")
    answer = tuan.submit("/desk/applications", {"kind": "xlsx"}, to="/desk/applications/export")
    assert (
        answer.headers["Content-Disposition"].endswith('.xlsx"') or ".xlsx" in answer.headers["Content-Disposition"]
    )
    sheet = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0)
    rows = sheet.to_python()
    assert rows[1][:2] == [code, name]
    by_csv = tuan.submit("/desk/applications", {"kind": "csv"}, to="/desk/applications/export").data
    assert by_csv.startswith(b"\xef\xbb\xbf")
    assert f"{code};{name};" in by_csv.decode("utf-8-sig")


def test_no_cell_is_a_formula() -> None:
    for hostile in ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", '"=1"', "'=1"):
        assert harmless(hostile).startswith("'")
        assert "\n" not in csv_file(["a"], [[hostile + "\nb"]]).decode("utf-8-sig").split("\r\n")[1]
        sheet = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(workbook("x", ["a"], [[hostile]])))
        assert str(sheet.get_sheet_by_index(0).to_python()[1][0]).strip() == hostile.strip()
    assert harmless("Gốm - Bát Tràng") == "Gốm - Bát Tràng"


def test_a_case_leaves_as_one_archive(cast: Cast) -> None:
    with cast.app.app_context():
        case = transact(submitted)
        public_id, code = case.public_id, case.case_code
    page = f"/desk/applications/{public_id}"
    answer = cast.client("tuan").submit(page, {}, to=f"{page}/export")
    assert f"{code}.zip" in answer.headers["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert archive.read("ho-so.pdf").startswith(b"%PDF")
        assert [line["action"] for line in json.loads(archive.read("nhat-ky.json"))][-1] == "application.submitted"


def test_a_sign_the_typefaces_lack_costs_the_paper_but_no_words(cast: Cast) -> None:
    with cast.app.app_context():

        def act() -> str:
            case = submitted()
            answers_of(case)["A1"].text = "Mở cửa 🎏 mỗi tuần"
            return case.public_id

        public_id = transact(act)
    page = f"/desk/applications/{public_id}"
    answer = cast.client("tuan").submit(page, {}, to=f"{page}/export")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert "🎏" in archive.read("ho-so.txt").decode()


def test_what_is_overdue_rises_whenever_it_was_received(ctx: Flask) -> None:
    """The older case waited for its applicant, so that its day is the later one."""
    older, newer = (
        transact(lambda name=name: submitted(space=make_space(person("lan"), name=name))) for name in "AB"
    )
    with time_machine.travel(clock.now() + timedelta(days=1)):
        due = clock.today() + timedelta(days=20)
        transact(lambda: begin_intake(older, actor=person("tuan")))
        asked = transact(
            lambda: ask_supplement(
                older, {"A4": "Xin gửi giấy giới thiệu."},
                due_on=due, consequence=Consequence.AS_IS, actor=person("tuan"),
            )
        )  # fmt: skip
    with time_machine.travel(clock.now() + timedelta(days=15)):
        transact(lambda: answer_supplement(asked, {"A4": "Đã gửi."}, actor=person("lan")))
    with time_machine.travel(clock.now() + timedelta(days=31)):
        assert found("") == [newer.case_code, older.case_code]
        assert promises_of([newer])[newer.id].is_late(clock.today())
        assert not promises_of([older])[older.id].is_late(clock.today())
