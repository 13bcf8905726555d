"""`flask members import`: the same reading, the same rules, without a page."""

from pathlib import Path

from flask import Flask

from tests.memberships.lists import as_csv, as_xlsx, row, rows
from tests.memberships.test_import import certificates


def run(app: Flask, *arguments: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["members", "import", *arguments])
    return result.exit_code, result.output


def test_a_dry_run_writes_nothing_and_the_real_one_everything(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "danh sach.xlsx"
    file.write_bytes(as_xlsx(rows(3)))
    assert run(app, str(file), "--dry-run") == (0, "3 would be entered, 0 known before\n")
    with app.app_context():
        assert certificates() == []
    assert run(app, str(file)) == (0, "3 entered, 0 known before\n")
    status, said = run(app, str(file))
    assert status == 1
    assert "Không có dòng nào để nhập thêm" in said
    with app.app_context():
        assert len(certificates()) == 3


def test_faults_are_named_and_nothing_is_entered(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(as_csv([row(1), row(2, **{"Ngày cấp": "?"})]))
    status, said = run(app, str(file))
    assert status == 1
    assert "3: Ngày cấp: ?: Không đọc được ngày này" in said
    with app.app_context():
        assert certificates() == []


def test_a_file_that_cannot_be_read(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(b"a,b\n1,2\n")
    status, said = run(app, str(file))
    assert status == 1
    assert "Danh sách thiếu cột: Tên không gian" in said
