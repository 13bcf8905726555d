"""What is read from a line, and what is said of one that cannot be read."""

from datetime import date
from typing import Any

import pytest
from flask import Flask

from app.core.errors import DomainError
from app.memberships.conflicts import Finding, Outlook, examine
from app.memberships.imports import Column, read_sheet
from app.memberships.rules import counted, number_key
from app.memberships.words import fault_words
from app.places.models import Ward
from app.spaces.lists import Line, Sheet, find_wards
from tests.memberships.lists import Row, row

HEADINGS = {
    "Tên không gian": Column.NAME_VI,
    "Tên tiếng Anh": Column.NAME_EN,
    "Loại hình": Column.KINDS,
    "Sở hữu": Column.OWNERSHIP,
    "Phường, xã": Column.WARD,
    "Số chứng nhận": Column.NUMBER,
    "Số quyết định": Column.DECISION_NUMBER,
    "Ngày quyết định": Column.DECISION_ON,
    "Ngày cấp": Column.ISSUED_ON,
    "Đến hết ngày": Column.VALID_UNTIL,
    "Loại thành viên": Column.GRADE,
    "Thư điện tử liên hệ": Column.EMAIL,
    "Ghi chú": Column.NOTE,
}


def found(*rows: Row) -> list[Finding]:
    return examine([_line(n, one) for n, one in enumerate(rows, 2)])


def _line(number: int, one: Row) -> Line:
    return Line(number, {HEADINGS[heading]: value for heading, value in one.items() if value})


def sheet(*rows: list[str]) -> Sheet:
    return read_sheet(list(enumerate(rows, 1)))


VI = ["STT", "TÊN KHÔNG GIAN *", "loai hinh", "Sở hữu", "Phường/Xã", "Số chứng nhận", "Số quyết định",
      "Ngày quyết định (dd/mm/yyyy)", "Ngày cấp", "Mã số thuế"]  # fmt: skip
EN = ["issued_on", "Name of the space", "Kind", "Owned by", "Ward or commune", "Certificate No.", "Decision number",
      "Decision date"]  # fmt: skip


def test_headings_in_any_order_case_and_language() -> None:
    read = sheet(["DANH SÁCH", "", ""], VI, ["1", "A", "B", "C", "D", "E", "F", "G", "H", "012"])
    assert read.lines == [
        Line(3, {"name_vi": "A", "kinds": "B", "ownership": "C", "ward": "D", "number": "E", "decision_number": "F",
                 "decision_on": "G", "issued_on": "H"}),
    ]  # fmt: skip
    assert read.ignored == ["Mã số thuế"]
    assert sheet(EN, list("hABCDEFG")).lines[0].cells["issued_on"] == "h"


def test_sample_lines_are_left_out() -> None:
    read = sheet(EN, ["x", "(Mẫu) Xưởng Ví Dụ"], ["x", "(sample) Workshop"], ["x", "Thật"])
    assert ([line.number for line in read.lines], read.samples) == ([4], 2)


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([EN], "import.no_lines"),
        ([["chẳng", "có", "gì"]], "import.columns_missing"),
        ([EN[:-1], list("hABCDEF")], "import.columns_missing"),
        ([[*EN, "Tên"], list("hABCDEFG2")], "import.column_twice"),
    ],
)
def test_lists_that_cannot_be_read(rows: list[list[str]], code: str) -> None:
    with pytest.raises(DomainError) as refused:
        sheet(*rows)
    assert refused.value.code == code


def test_every_spelling_of_a_good_line(ctx: Flask) -> None:
    (one,) = found(
        row(
            1,
            **{
                "Loại hình": "lang nghe thu cong, Education\nmuseum; Văn hóa, di sản",
                "Sở hữu": "cá nhân",
                "Phường, xã": "hoan kiem, Ha Noi",
                "Ngày cấp": "2025-12-10",
                "Đến hết ngày": "10-12-2027",
                "Loại thành viên": "liên kết",
            },
        )
    )
    entry = one.entry
    assert entry is not None
    assert one.outlook == Outlook.NEW
    assert entry.kinds == ("heritage", "education", "museum", "craft_village")
    assert (entry.ownership, entry.ward, entry.grade) == ("private", "Phường Hoàn Kiếm", "associate")
    assert (entry.issued_on, entry.valid_until) == (date(2025, 12, 10), date(2027, 12, 10))


@pytest.mark.parametrize("ward", ["70", "00070", "Hoàn Kiếm", "P. Hoàn Kiếm", "PHƯỜNG HOÀN KIẾM", "phuong hoan kiem"])
def test_wards_by_code_and_name(ctx: Flask, ward: str) -> None:
    (one,) = found(row(1, **{"Phường, xã": ward}))
    assert one.entry is not None
    assert one.entry.ward_code == "00070"


@pytest.mark.parametrize("changes", [{"Phường, xã": "trực tuyến"}, {"Loại hình": "Trực tuyến", "Phường, xã": ""}])
def test_online_needs_no_ward(ctx: Flask, changes: dict[str, str]) -> None:
    (one,) = found(row(1, **changes))
    assert one.entry is not None
    assert (one.entry.ward_code, "online" in one.entry.kinds) == (None, True)


FAULTS: list[tuple[str, Any, str]] = [
    *((heading, "", "import.missing") for heading, column in HEADINGS.items() if column in {
        Column.NAME_VI, Column.KINDS, Column.OWNERSHIP, Column.NUMBER, Column.DECISION_NUMBER, Column.DECISION_ON,
        Column.ISSUED_ON,
    }),
    ("Tên không gian", "x" * 100_000, "import.too_long"),
    ("Tên không gian", "=HYPERLINK(\"http://example.org\")", "import.formula"),
    ("Tên không gian", "\u202e\x07", "import.missing"),
    ("Tên tiếng Anh", "x" * 161, "import.too_long"),
    ("Loại hình", "Giáo dục; quán bia", "import.unknown_kind"),
    ("Sở hữu", "của tôi", "import.unknown_choice"),
    ("Phường, xã", "", "import.no_ward"),
    ("Phường, xã", "Hoàn Kím", "import.ward_unknown"),
    ("Phường, xã", "Xã Hoàn Kiếm", "import.ward_unknown"),
    ("Phường, xã", "Xyzzy", "import.ward_nowhere"),
    ("Phường, xã", "99999", "import.ward_nowhere"),
    ("Số chứng nhận", "không số", "import.no_figure"),
    ("Số chứng nhận", "1" * 81, "import.too_long"),
    ("Ngày cấp", "31/02/2026", "import.bad_day"),
    ("Ngày cấp", "12/25/2025", "import.bad_day"),
    ("Ngày cấp", "45000", "import.bad_day"),
    ("Ngày cấp", "26/11/2026", "import.future"),
    ("Ngày quyết định", "26/11/2026", "import.future"),
    ("Đến hết ngày", "09/12/2025", "import.ends_before_issue"),
    ("Đến hết ngày", "mãi mãi", "import.bad_day"),
    ("Loại thành viên", "danh dự", "import.unknown_choice"),
    ("Thư điện tử liên hệ", "hoa", "import.bad_email"),
    ("Ghi chú", "x" * 1001, "import.too_long"),
]  # fmt: skip


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("heading", "value", "code"), FAULTS)
def test_what_is_wrong_and_where(ctx: Flask, heading: str, value: str, code: str) -> None:
    (one,) = found(row(1, **{heading: value}))
    assert one.outlook == Outlook.FAULTY
    (fault,) = one.faults
    assert (fault.column, fault.code) == (HEADINGS[heading], code)
    assert len(fault.text) <= 80
    with ctx.test_request_context():
        assert "%(" not in fault_words(fault)


def test_every_fault_of_a_line_is_named_at_once(ctx: Flask) -> None:
    (one,) = found(row(1, **{"Ngày cấp": "?", "Sở hữu": "?", "Số chứng nhận": ""}))
    assert {fault.column for fault in one.faults} == {Column.ISSUED_ON, Column.OWNERSHIP, Column.NUMBER}


def test_one_number_twice_is_wrong_on_both_lines(ctx: Flask) -> None:
    one, two, three = found(row(1), row(2, **{"Số chứng nhận": "Số: 1 / cn–SVHTT"}), row(3))
    assert [f.code for f in (*one.faults, *two.faults)] == ["import.number_twice"] * 2
    assert dict(one.faults[0].values) == {"lines": [3]}
    assert three.outlook == Outlook.NEW


def test_one_space_twice_is_wrong_and_a_namesake_elsewhere_is_not(ctx: Flask) -> None:
    same = {"Tên không gian": "Cà phê Sách"}
    one, two, three = found(row(1, **same), row(2, **same), row(3, **same, **{"Phường, xã": "Từ Liêm"}))
    assert [f.code for f in (*one.faults, *two.faults)] == ["import.space_twice"] * 2
    assert three.outlook == Outlook.NEW


def test_a_name_without_accents_that_fits_two_wards_is_asked_about() -> None:
    wards = [
        Ward(code="00001", kind="Phường", name="Mê Linh", latitude=0, longitude=0),
        Ward(code="00002", kind="Xã", name="Mễ Lĩnh", latitude=0, longitude=0),
    ]
    assert len(find_wards("me linh", wards)[0]) == 2
    assert [ward.code for ward in find_wards("Mễ Lĩnh", wards)[0]] == ["00002"]
    assert [ward.code for ward in find_wards("phuong me linh", wards)[0]] == ["00001"]


@pytest.mark.parametrize(
    "typed", ["12/CN-SVHTT", " 12 / cn – svhtt", "Số: 12/CN-SVHTT", "số 12/CN−SVHTT", "No. 12/CN-SVHTT"]
)
def test_a_number_however_typed(typed: str) -> None:
    assert number_key(typed) == "12/cn-svhtt"


@pytest.mark.parametrize(
    ("pattern", "number", "place"),
    [
        ("KGST-{year}-{n:03}", "kgst – 2026 – 082", (2026, 82)),
        ("KGST-{year}-{n:03}", "KGST-2025-1000", (2025, 1000)),
        ("KGST-{year}-{n:03}", "KGST-2026-08A", None),
        ("KGST-{year}-{n:03}", "XKGST-2026-082", None),
        ("{n}/CN", "7/CN", (0, 7)),
        ("{year}.{n}/{year}", "2026.7/2026", (2026, 7)),
        ("{year}.{n}/{year}", "2026.7/2025", None),
        ("CN.{n}", "CNX7", None),
        ("KGST-{year}-{n:03}", "KGST-2026-" + "9" * 30, None),
    ],
)
def test_the_place_of_a_number_in_the_count(pattern: str, number: str, place: tuple[int, int] | None) -> None:
    assert counted(pattern, number) == place
