"""From a file to a draft, on the desk and on the command line."""

import io
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.criteria import queries
from app.criteria.models import SetStatus
from tests.cast import Cast
from tests.criteria.factories import DEFAULT_TEXT, edition_text

PAGE = "/desk/criteria"


def upload(cast: Cast, text: str | bytes, language: str = "vi") -> TestResponse:
    data = text if isinstance(text, bytes) else text.encode()
    return cast.client("ha", language).submit(  # type: ignore[attr-defined]
        PAGE, {"file": (io.BytesIO(data), "bo-tieu-chi.yaml")}, content_type="multipart/form-data"
    )


def test_a_good_file_becomes_a_draft(app: Flask, cast: Cast) -> None:
    answer = upload(cast, "\ufeff" + edition_text("0.2"))
    assert answer.status_code == 302, answer.text
    with app.app_context():
        draft = queries.set_by_edition("default", "0.2")
        assert draft is not None
        assert draft.status == SetStatus.DRAFT
        assert draft.document["pass_mark"] == 60


def test_every_problem_is_told_with_its_line(app: Flask, cast: Cast) -> None:
    broken = edition_text("0.2").replace("pass_mark: 60 ", "pass_mark: 160 ").replace("code: B2.3", "code: B2.1")
    answer = upload(cast, broken)
    assert answer.status_code == 422
    lines = broken.splitlines()
    mark = next(n for n, line in enumerate(lines, 1) if "pass_mark" in line)
    assert f"Dòng {mark}, pass_mark: số nằm ngoài khoảng cho phép" in answer.text
    only_after = upload(cast, broken.replace("pass_mark: 160", "pass_mark: 60"))
    twice = next(n for n, line in enumerate(lines, 1) if "Nhân sự, quản trị" in line)
    assert f"Dòng {twice}, groups[1].criteria[2].code: mã này đã dùng ở trên" in only_after.text
    with app.app_context():
        assert len(queries.all_sets()) == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("gates: [\n  :", "Dòng 2: không đọc được YAML ở chỗ này"),
        ("!!python/object/apply:os.system ['true']", "không đọc được YAML"),
        ("- 1", "Dòng 1: cần các cặp “tên: giá trị”"),
        ("", "cần các cặp “tên: giá trị”"),
        (b"code: \xff\xfe", "Tệp không phải chữ UTF-8"),
        ("x" * 300_000, "tệp dài quá 256 KB"),
    ],
)
def test_unreadable_files_are_refused(cast: Cast, text: str | bytes, words: str) -> None:
    answer = upload(cast, text)
    assert answer.status_code == 422
    assert words in answer.text


def test_the_problems_are_told_in_english_too(cast: Cast) -> None:
    answer = upload(cast, DEFAULT_TEXT.replace("official: false", "official: maybe"), "en")
    assert answer.status_code == 422
    assert "official: only true or false" in answer.text


def test_no_file_at_all(cast: Cast) -> None:
    answer = cast.client("ha").submit(PAGE, {})  # type: ignore[attr-defined]
    assert answer.status_code == 422
    assert "Bạn chưa chọn tệp." in answer.text


def test_publish_and_retire_on_the_desk(app: Flask, cast: Cast) -> None:
    draft_page = upload(cast, edition_text("0.2")).location
    ha = cast.client("ha")
    assert ha.submit(draft_page, to=f"{draft_page}/publish").status_code == 302  # type: ignore[attr-defined]
    with app.app_context():
        old = queries.set_by_edition("default", "0.1")
        assert old is not None
        old_page = f"{PAGE}/{old.public_id}"
    assert ha.submit(old_page, to=f"{old_page}/retire").status_code == 302  # type: ignore[attr-defined]
    with app.app_context():
        assert [one.edition for one in queries.published_sets()] == ["0.2"]


def test_the_last_published_set_is_kept_with_a_reason(app: Flask, cast: Cast) -> None:
    with app.app_context():
        current = queries.current_set()
        assert current is not None
        page = f"{PAGE}/{current.public_id}"
    answer = cast.client("ha").submit(page, to=f"{page}/retire")  # type: ignore[attr-defined]
    assert answer.status_code == 422
    assert "Phiên bản 0.1 là bản duy nhất đang công bố." in answer.text


def test_only_the_administrator_gets_in(cast: Cast) -> None:
    for somebody in ("lan", "tuan", "mai", "dung"):
        assert cast.client(somebody).get(PAGE).status_code == 403
    assert "/sign-in" in cast.app.test_client().get(PAGE).location


def test_an_unknown_version_is_not_found(cast: Cast) -> None:
    assert cast.client("ha").get(f"{PAGE}/ffffffffffffffffffffffff").status_code == 404


def test_the_command_imports_and_publishes(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "moi.yaml"
    file.write_text(edition_text("0.2"), encoding="utf-8")
    done = app.test_cli_runner().invoke(args=["criteria", "import", str(file), "--publish"])
    assert done.exit_code == 0, done.output
    with app.app_context():
        assert [one.edition for one in queries.published_sets()] == ["0.2", "0.1"]
    again = app.test_cli_runner().invoke(args=["criteria", "import", str(file)])
    assert again.exit_code == 1
    assert "phiên bản 0.2 đã công bố" in again.output


def test_the_command_lists_the_problems(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "hong.yaml"
    file.write_text(DEFAULT_TEXT.replace("official: false", "official: maybe"), encoding="utf-8")
    done = app.test_cli_runner().invoke(args=["criteria", "import", str(file)])
    assert done.exit_code == 1
    assert "official: chỉ nhận true hoặc false" in done.output
