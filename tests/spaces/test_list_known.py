"""Spaces the Centre knows of, from a list: what is read, what is refused, and where they are seen then."""

import io
import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from app.audit.queries import entries_of
from app.core.db import db, transact
from app.core.errors import DomainError
from app.spaces import queries, service
from app.spaces.conflicts import examine
from app.spaces.imports import LAYOUT, Column, contact_in
from app.spaces.lists import Line, read_sheet
from app.spaces.models import Space, SpaceImport
from app.spaces.words import directory_fault_words
from tests.cast import Cast
from tests.memberships.factories import long_ago, member
from tests.memberships.lists import Row, as_csv
from tests.spaces.factories import make_space

NEW = "/desk/spaces/import"
GOOD = {
    "Tên không gian": "Hiệu sách Ngõ Trầu",
    "Loại hình": "Thư viện; Cà phê",
    "Sở hữu": "Tư nhân",
    "Phường, xã": "Phường Hoàn Kiếm",
    "Quận, huyện cũ": "Hoàn Kiếm",
    "Đường, phố, thôn": "ngõ Trầu",
    "Giới thiệu": "Sách cũ và những buổi kể chuyện.",
    "Trang web": "facebook.com/ngo.trau",
    "Nguồn thông tin": "Khảo sát năm 2023",
}
CELLS = {
    "name_vi": "Hiệu sách Ngõ Trầu", "kinds": "library", "ownership": "private", "ward": "00070", "source": "Khảo sát",
}  # fmt: skip


def row(**changes: Any) -> Row:
    return GOOD | changes


def send(client: Any, lines: list[Row]) -> Any:
    file = FileStorage(io.BytesIO(as_csv(lines)), "khao-sat.csv")
    return client.submit(NEW, {"file": file}, content_type="multipart/form-data")


def figures(html: str) -> list[int]:
    """To be entered, known, faulty."""
    return [int(n) for n in re.findall(r'class="stat-value">(\d+)<', html)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("0912 345 678", "import.holds_number"),
        ("gọi 0912.345.678 nhé", "import.holds_number"),
        ("+84 912 345 678", "import.holds_number"),
        ("(024) 3628 7604", "import.holds_number"),
        ("zalo.me/0912345678", "import.holds_number"),
        ("lan@example.org", "import.holds_address"),
        ("https://example.org/?to=lan@example.org", "import.holds_address"),
        ("https://facebook.com/profile.php?id=100012345678", None),
        ("Khảo sát năm 2023, dòng 0124", None),
        ("ngõ 12 phố 19 tháng 12", None),
        ("Không gian 282", None),
        ("2008 - 2019", None),
    ],
)
def test_what_looks_like_a_private_contact(text: str, code: str | None) -> None:
    assert contact_in(text) == code


@pytest.mark.parametrize("heading", ["Số điện thoại", "SĐT", "Email", "Người đại diện", "Họ và tên chủ", "Contact"])
def test_a_column_about_people_keeps_the_whole_list_out(heading: str) -> None:
    rows = [(1, ["name_vi", "kinds", "ownership", "ward", "source", heading]), (2, ["A", "b", "c", "d", "e", "f"])]
    with pytest.raises(DomainError) as refused:
        read_sheet(rows, LAYOUT)
    assert refused.value.code == "import.columns_refused"
    assert refused.value.values["columns"] == [heading]


@pytest.mark.parametrize("heading", ["Sức chứa (người)", "Diện tích", "STT", "Mã"])
def test_other_columns_are_only_left_unread(heading: str) -> None:
    rows = [(1, ["name_vi", "kinds", "ownership", "ward", "source", heading]), (2, ["A", "b", "c", "d", "e", "f"])]
    assert len(read_sheet(rows, LAYOUT).lines) == 1


def test_lines_are_judged_beside_each_other_and_the_spaces_there_are(ctx: Flask, cast: Cast) -> None:
    transact(lambda: make_space(cast.user("lan"), name_vi="HIỆU SÁCH NGÕ TRẦU").public_id)
    lines = [
        CELLS,  # the same name and ward, however written
        CELLS | {"ward": "Phường Ba Đình"},
        CELLS | {"name_vi": "Nhà A"},
        CELLS | {"name_vi": "nhà á"},
        CELLS | {"name_vi": "Nhà B", "ward": "trực tuyến", "link": "youtube.com/@b"},
        CELLS | {"name_vi": "Nhà C", "link": "javascript:alert(1)"},
        CELLS | {"name_vi": "Nhà D", "summary": "gọi 0912345678"},
        CELLS | {"name_vi": "Nhà E", "source": ""},
    ]
    found = examine([Line(n, cells) for n, cells in enumerate(lines, 2)])
    outlooks = ["known", "new", "faulty", "faulty", "new", "faulty", "faulty", "faulty"]
    assert [one.outlook for one in found] == outlooks
    assert [namesake.name for namesake in found[0].namesakes] == ["HIỆU SÁCH NGÕ TRẦU"]
    assert len(found[1].namesakes) == 1
    online = found[4].entry
    assert online is not None
    assert (online.kinds, online.channel, online.link) == (("library", "online"), "youtube", "https://youtube.com/@b")
    faults = {one.line: [(fault.column, fault.code) for fault in one.faults] for one in found if one.faults}
    assert faults == {
        4: [(Column.NAME_VI, "import.space_twice")],
        5: [(Column.NAME_VI, "import.space_twice")],
        7: [(Column.LINK, "import.bad_link")],
        8: [(Column.SUMMARY, "import.holds_number")],
        9: [(Column.SOURCE, "import.missing")],
    }
    assert "số điện thoại" in directory_fault_words(found[6].faults[0])


def test_from_a_file_to_the_directory(app: Flask, cast: Cast) -> None:
    tuan = cast.client("tuan")
    lines = [row(), row(**{"Tên không gian": "Nhà Gọi", "Giới thiệu": "hỏi 0912 345 678"})]
    answer = send(tuan, lines)
    assert answer.status_code == 302, answer.text
    address = answer.headers["Location"]
    shown = tuan.get(address).text
    assert figures(shown) == [1, 0, 1]
    assert "Ô này có số điện thoại" in shown
    assert cast.client("thu").get(address).status_code == 404  # a list is its sender's
    refused = tuan.submit(address)
    assert refused.status_code == 422
    assert "Còn 1 dòng có lỗi" in refused.text
    with app.app_context():
        assert queries.listed_spaces() == []
    assert tuan.submit(address, {"skip_faulty": "y"}).status_code == 302
    assert "Đã nhập 1 không gian" in tuan.get(address).text
    with app.app_context():
        (space,) = queries.listed_spaces()
        assert (space.street, space.exactness, space.source) == ("ngõ Trầu", "ward", "Khảo sát năm 2023")
        assert space.channels == {"facebook": "https://facebook.com/ngo.trau"}
        assert queries.team_of(space.id) == []
        (kept,) = db.session.scalars(select(SpaceImport))
        assert (kept.lines, kept.entered) == ([], 1)
        (batch,) = entries_of("space_import:1")
        assert (batch.action, batch.actor_id) == ("spaces.listed", cast.user("tuan").id)
    again = tuan.get(send(tuan, [row()]).headers["Location"]).text
    assert figures(again) == [0, 1, 0]
    assert "Hiệu sách Ngõ Trầu" in tuan.get("/desk/spaces").text


def test_what_the_preview_showed_is_what_the_click_does(app: Flask, cast: Cast) -> None:
    tuan = cast.client("tuan")
    address = send(tuan, [row(), row(**{"Tên không gian": "Nhà B"})]).headers["Location"]
    page = tuan.get(address).text
    with app.app_context():
        transact(lambda: make_space(cast.user("lan"), name_vi="Nhà B").public_id)
    seen = re.search(r'name="seen"[^>]*value="([^"]+)"', page)
    assert seen is not None
    answer = tuan.submit(address, {"seen": seen[1]})
    assert answer.status_code == 422
    assert "vừa thay đổi" in answer.text
    with app.app_context():
        assert queries.listed_spaces() == []


@pytest.mark.parametrize("key", ["lan", "mai", "dung"])
def test_only_coordinators_enter_lists(ctx: Flask, cast: Cast, key: str) -> None:
    with pytest.raises(DomainError, match="spaces_not_yours"):
        transact(lambda: enter([CELLS], cast.user(key)))


def enter(lines: list[dict[str, str]], actor: Any) -> service.Listed:
    return service.list_spaces(
        [Line(n, cells) for n, cells in enumerate(lines, 2)], seen=None, skip_faulty=False, source={}, actor=actor
    )


def test_the_template_is_read_back_and_its_sample_left_out(cast: Cast) -> None:
    tuan = cast.client("tuan")
    book = tuan.get(f"{NEW}/template.xlsx")
    assert book.status_code == 200
    file = FileStorage(io.BytesIO(book.data), "mau.xlsx")
    answer = tuan.submit(NEW, {"file": file}, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "chưa có không gian nào" in answer.text  # columns all known and none refused


def test_the_public_sees_what_is_known_and_what_is_not(app: Flask, cast: Cast, client: Any) -> None:
    def prepare() -> None:
        member(make_space(cast.user("lan")))
        enter([CELLS, CELLS | {"name_vi": "Nhà Sắp Vào"}], cast.user("tuan"))

    with app.app_context():
        transact(prepare)
    listed = client.get("/spaces").text
    assert listed.index("Xưởng gốm Bờ Sông") < listed.index("Hiệu sách Ngõ Trầu")  # members first
    assert "3 không gian, trong đó 1 thành viên" in listed
    assert "Chưa có người nhận quản lý" in listed
    assert "Hiệu sách Ngõ Trầu" not in client.get("/spaces?grade=full").text
    assert "Xưởng gốm Bờ Sông" not in client.get("/spaces?grade=none").text
    assert "Hiệu sách Ngõ Trầu" in client.get("/spaces?q=ngo+trau").text
    page = client.get("/spaces/hieu-sach-ngo-trau").text
    assert "Đây là không gian của bạn?" in page
    assert "/my/claims/of/hieu-sach-ngo-trau" in page
    assert "Thành viên đầy đủ" not in page
    assert "Bản xem trước" not in page
    assert "Đây là không gian của bạn?" not in client.get("/spaces/xuong-gom-bo-song").text


def test_who_stands_in_the_ledger_is_shown_by_it_alone(app: Flask, cast: Cast, client: Any) -> None:
    """A revoked member does not come back as a space one knows of."""

    def prepare() -> None:
        enter([CELLS], cast.user("tuan"))
        member(queries.listed_spaces()[0], effective_on=long_ago(5), term_months=12)

    with app.app_context():
        transact(prepare)
    assert client.get("/spaces/hieu-sach-ngo-trau").status_code == 404
    assert "Hiệu sách Ngõ Trầu" not in client.get("/spaces").text


def test_a_list_nobody_confirms_is_forgotten(app: Flask, cast: Cast) -> None:
    send(cast.client("tuan"), [row()])
    with app.app_context():
        assert transact(service.forget_old_space_lists) == 0

        def age() -> None:
            kept = db.session.scalars(select(SpaceImport)).one()
            kept.created_at = kept.created_at.replace(year=kept.created_at.year - 1)

        transact(age)
        assert transact(service.forget_old_space_lists) == 1
        assert db.session.scalars(select(Space)).all() == []
