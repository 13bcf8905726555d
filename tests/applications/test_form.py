"""The applicant's pages: start, fill in, check, send, receipt, withdraw; and everybody who has no business there."""

import io
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.applications import queries, rules, service
from app.applications.models import ApplicationStatus
from app.applications.service import Reply
from app.core.db import db, transact
from app.files.models import StoredFile
from app.files.service import path_of
from tests.applications.factories import (
    PDF,
    fill_in,
    join_team,
    make_call,
    make_draft,
    make_space,
    make_submitted,
    png,
)
from tests.applications.test_service import NOTHING, fetched, text_of
from tests.cast import Cast

HOME = "/my/applications"
LOCKED = "Hồ sơ đã nộp nên không sửa được lúc này."


def draft(app: Flask, cast: Cast, **kinds: Any) -> str:
    """The address of a draft of Lan's, with Minh on the team."""

    def act() -> str:
        space = make_space(cast.user("lan"), **kinds)
        join_team(space, cast.user("minh"))
        return make_draft(cast.user("lan"), space=space).public_id

    with app.app_context():
        return f"{HOME}/{transact(act)}"


def complete(app: Flask, cast: Cast) -> str:
    page = draft(app, cast)
    with app.app_context():
        transact(lambda: fill_in(fetched(id_of(page)), actor=cast.user("lan")))
    return page


def submitted(app: Flask, cast: Cast) -> str:
    page = complete(app, cast)
    with app.app_context():
        transact(lambda: service.submit_application(fetched(id_of(page)), actor=cast.user("lan")))
    return page


def id_of(page: str) -> str:
    return page.rsplit("/", 1)[1]


def save(client: Any, page: str, code: str, fields: dict[str, Any]) -> Any:
    return client.submit(f"{page}/sections/{code}", fields, content_type="multipart/form-data")


def stored_text(app: Flask, page: str, code: str) -> str:
    with app.app_context():
        return text_of(id_of(page), code)


def evidence_names(app: Flask, page: str) -> dict[str, str]:
    with app.app_context():
        found = queries.evidence_of(fetched(id_of(page)))
        return {code: ", ".join(one.file.name for one in links) for code, links in found.items()}


def stored_names(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(select(StoredFile.name).order_by(StoredFile.id)))


def test_a_draft_is_started_for_a_space_of_ones_own(app: Flask, cast: Cast) -> None:
    with app.app_context():
        transact(lambda: (make_space(cast.user("lan")), make_call()))
    lan = cast.client("lan")
    answer = lan.submit(f"{HOME}/new")  # type: ignore[attr-defined]
    assert answer.status_code == 302, answer.text
    page = lan.get(answer.location)
    assert page.status_code == 200
    assert "Xưởng mũ Phú Viên" in page.text
    assert "Chưa điền" in page.text
    assert "Xưởng mũ Phú Viên" in lan.get(HOME).text


def test_nobody_starts_for_anothers_space(app: Flask, cast: Cast) -> None:
    with app.app_context():
        theirs = transact(lambda: make_space(cast.user("lan")).public_id)
        transact(lambda: (make_space(cast.user("hoa"), name="Nhà Hoa"), make_call()))
    answer = cast.client("hoa").submit(f"{HOME}/new", {"space": theirs})  # type: ignore[attr-defined]
    assert answer.status_code == 422
    assert "Lựa chọn này không có trong danh sách." in answer.text
    with app.app_context():
        assert queries.applications_of(cast.user("lan")) == []


@pytest.mark.parametrize(("language", "words"), [("vi", "Bạn chọn một không gian."), ("en", "Choose a space.")])
def test_starting_asks_for_the_space(app: Flask, cast: Cast, language: str, words: str) -> None:
    with app.app_context():
        transact(lambda: (make_space(cast.user("lan")), make_space(cast.user("lan"), name="Hai"), make_call()))
    answer = cast.client("lan", language).submit(f"{HOME}/new")  # type: ignore[attr-defined]
    assert answer.status_code == 422
    assert words in answer.text


def test_with_nothing_to_start_from_the_pages_say_what_to_do(app: Flask, cast: Cast) -> None:
    hoa = cast.client("hoa")
    assert "Giới thiệu không gian" in hoa.get(HOME).text
    with app.app_context():
        transact(lambda: make_space(cast.user("hoa")))
    assert "Hiện chưa có đợt nào nhận hồ sơ" in hoa.get(HOME).text
    assert hoa.get(f"{HOME}/new").status_code == 200


def test_saving_goes_on_to_the_next_page_and_keeps_the_draft(app: Flask, cast: Cast) -> None:
    page = draft(app, cast)
    lan = cast.client("lan")
    answer = save(lan, page, "A1", {"text-A1": "Ba hoạt động:\r\nmột, hai, ba"})
    assert (answer.status_code, answer.location) == (302, f"{page}/sections/A2")
    assert stored_text(app, page, "A1") == "Ba hoạt động:\nmột, hai, ba"
    assert save(lan, page, "B5", {"text-B5.1": "bền"}).location == page
    assert "Ba hoạt động" in lan.get(f"{page}/sections/A1").text


def test_the_consent_is_never_ticked_for_anybody(app: Flask, cast: Cast) -> None:
    page = draft(app, cast)
    lan = cast.client("lan")
    shown = lan.get(f"{page}/sections/A6").text
    assert 'name="declared-A6"' in shown
    assert "checked" not in shown
    assert save(lan, page, "A6", {}).status_code == 302
    assert "A6" in lan.get(f"{page}/check").text
    assert save(lan, page, "A6", {"declared-A6": "y"}).status_code == 302
    assert "checked" in lan.get(f"{page}/sections/A6").text
    assert save(lan, page, "A6", {"declared-A6": None}).status_code == 302
    assert "checked" not in lan.get(f"{page}/sections/A6").text


def test_an_answer_too_long_is_kept_on_the_page_and_its_neighbours_are_saved(app: Flask, cast: Cast) -> None:
    page = draft(app, cast)
    answer = save(cast.client("lan"), page, "B1", {"text-B1.1": "dài" * 3000, "text-B1.2": "vừa"})
    assert answer.status_code == 422
    assert "Tối đa 6000 ký tự." in answer.text
    assert "dài" * 3000 in answer.text
    assert stored_text(app, page, "B1.2") == "vừa"
    with app.app_context():
        assert "B1.1" not in queries.answers_of(fetched(id_of(page)))


@pytest.mark.parametrize(("name", "data"), [("minh-chung.pdf", PDF), ("anh.png", png())])
def test_evidence_is_kept_and_comes_back(app: Flask, cast: Cast, name: str, data: bytes) -> None:
    page = draft(app, cast)
    lan = cast.client("lan")
    answer = save(lan, page, "A4", {"text-A4": "có", "file-A4": (io.BytesIO(data), name)})
    assert answer.status_code == 302, answer.text
    assert evidence_names(app, page) == {"A4": name}
    with app.app_context():
        file_id = queries.evidence_of(fetched(id_of(page)))["A4"][0].file.public_id
    sent = cast.client("minh").get(f"{page}/evidence/{file_id}")
    assert sent.status_code == 200
    assert sent.headers["Content-Disposition"].startswith("attachment")
    assert sent.data[:4] == data[:4]
    assert cast.client("hoa").get(f"{page}/evidence/{file_id}").status_code == 404
    assert cast.client("tuan").get(f"{page}/evidence/{file_id}").status_code == 404
    assert "/sign-in" in app.test_client().get(f"{page}/evidence/{file_id}").location


def test_evidence_of_one_application_is_not_opened_through_another(app: Flask, cast: Cast) -> None:
    page = draft(app, cast)
    save(cast.client("lan"), page, "A4", {"file-A4": (io.BytesIO(PDF), "x.pdf")})
    with app.app_context():
        file_id = queries.evidence_of(fetched(id_of(page)))["A4"][0].file.public_id
        own = transact(
            lambda: make_draft(cast.user("hoa"), space=make_space(cast.user("hoa"), name="Nhà Hoa")).public_id
        )
    assert cast.client("hoa").get(f"{HOME}/{own}/evidence/{file_id}").status_code == 404


def test_one_file_proves_several_items_and_stays_in_the_library_when_taken_off(app: Flask, cast: Cast) -> None:
    page = draft(app, cast)
    lan = cast.client("lan")
    save(lan, page, "A4", {"file-A4": [(io.BytesIO(PDF), "giay-phep.pdf"), (io.BytesIO(png()), "bien-hieu.png")]})
    assert evidence_names(app, page) == {"A4": "giay-phep.pdf, bien-hieu.png"}
    with app.app_context():
        first = queries.evidence_of(fetched(id_of(page)))["A4"][0].file.public_id
    save(lan, page, "B1", {"files-B1.1": [first], "files-B1.2": [first]})
    save(lan, page, "A4", {"file-A4": (io.BytesIO(PDF), "giay-phep.pdf")})  # sent again, the same file
    assert stored_names(app) == ["giay-phep.pdf", "bien-hieu.png"]
    save(lan, page, "A4", {"files-A4": None})
    assert evidence_names(app, page) == {"B1.1": "giay-phep.pdf", "B1.2": "giay-phep.pdf"}
    assert stored_names(app) == ["giay-phep.pdf", "bien-hieu.png"]


def test_a_page_opened_earlier_takes_off_nobody_elses_file(app: Flask, cast: Cast) -> None:
    page = draft(app, cast)
    lan, minh = cast.client("lan"), cast.client("minh")
    opened = _fields(lan.get(f"{page}/sections/A4").text)
    save(minh, page, "A4", {"file-A4": (io.BytesIO(PDF), "cua-minh.pdf")})
    opened["text-A4"] = "Lan viết"
    assert lan.post(f"{page}/sections/A4", data=opened).status_code == 302
    assert evidence_names(app, page) == {"A4": "cua-minh.pdf"}
    assert stored_text(app, page, "A4") == "Lan viết"


def test_all_files_of_a_case_together_have_a_limit(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    page = draft(app, cast)
    monkeypatch.setattr(rules, "CASE_MEGABYTES", 0)
    answer = save(cast.client("lan"), page, "A4", {"text-A4": "có", "file-A4": (io.BytesIO(PDF), "x.pdf")})
    assert answer.status_code == 422
    assert "Các tệp của hồ sơ cộng lại quá 0 MB." in answer.text
    assert "có</textarea>" in answer.text
    assert evidence_names(app, page) == {}


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("kich-ban.pdf", b"#!/bin/sh\necho", "Tệp này không đọc được là PDF"),
        ("trang.html", b"<html><script>alert(1)</script></html>", "Tệp này không đọc được là PDF"),
        ("anh.png", png()[:40], "bị hỏng"),
        ("to.pdf", b"%PDF-1.4\n" + b"0" * (20 * 1024 * 1024), "Tệp lớn hơn 20 MB"),
        ("anh.pdf", png(), "không khớp với nội dung"),
    ],
)
def test_a_wrong_file_is_named_and_the_rest_is_kept(
    app: Flask, cast: Cast, name: str, data: bytes, words: str
) -> None:
    page = draft(app, cast)
    lan = cast.client("lan")
    fields = {
        "text-B1.1": "chữ của tôi",
        "text-B1.2": "hàng xóm",
        "file-B1.1": (io.BytesIO(data), name),
        "file-B1.2": (io.BytesIO(PDF), "tot.pdf"),
    }
    answer = save(lan, page, "B1", fields)
    assert answer.status_code == 422
    assert words in answer.text
    assert 'href="#file-B1_1"' in answer.text
    assert "chữ của tôi" in answer.text
    assert "Những phần khác trên trang này đã được lưu vào bản nháp." in answer.text
    assert (stored_text(app, page, "B1.1"), stored_text(app, page, "B1.2")) == ("chữ của tôi", "hàng xóm")
    assert evidence_names(app, page) == {"B1.2": "tot.pdf"}
    mended = lan.submit(f"{page}/sections/B1", {"file-B1.1": (io.BytesIO(PDF), "lai.pdf")})  # type: ignore[attr-defined]
    assert mended.status_code == 302
    assert evidence_names(app, page) == {"B1.1": "lai.pdf", "B1.2": "tot.pdf"}


def test_a_stale_save_shows_the_difference_and_asks(app: Flask, cast: Cast) -> None:
    page = draft(app, cast)
    lan = cast.client("lan")
    form = meeting(cast, lan, page)
    undecided = lan.post(f"{page}/sections/B1", data=form)
    assert undecided.status_code == 422
    assert stored_text(app, page, "B1.1") == "Xưởng mở cửa bảy ngày"
    assert stored_text(app, page, "B1.2") == "mục khác"
    form["text-B1.1"] = "Xưởng mở cửa mỗi ngày"  # mended by hand, so it is what Lan wants
    assert lan.post(f"{page}/sections/B1", data=form).status_code == 302
    assert stored_text(app, page, "B1.1") == "Xưởng mở cửa mỗi ngày"


@pytest.mark.parametrize(
    ("choice", "status", "kept"),
    [
        ("mine", 302, "Xưởng mở cửa sáu ngày"),
        ("theirs", 302, "Xưởng mở cửa bảy ngày"),
        ("merge", 422, "Xưởng mở cửa bảy ngày"),
    ],
)
def test_each_choice_does_what_it_says(app: Flask, cast: Cast, choice: str, status: int, kept: str) -> None:
    page = draft(app, cast)
    lan = cast.client("lan")
    form = meeting(cast, lan, page)
    form["choice-B1.1"] = choice
    answer = lan.post(f"{page}/sections/B1", data=form)
    assert answer.status_code == status, answer.text
    assert stored_text(app, page, "B1.1") == kept
    if choice == "merge":
        assert "Hai bản đã nằm chung trong ô này." in answer.text
        both = _fields(answer.text)
        assert both["text-B1.1"] == "Xưởng mở cửa bảy sáu ngày"
        assert lan.post(f"{page}/sections/B1", data=both).status_code == 302
        assert stored_text(app, page, "B1.1") == "Xưởng mở cửa bảy sáu ngày"


def meeting(cast: Cast, lan: Any, page: str) -> Any:
    """Minh was faster than Lan: the fields of the page on which she sees it."""
    save(cast.client("minh"), page, "B1", {"text-B1.1": "Xưởng mở cửa bảy ngày"})
    old = {f"seen-B1.{n}": NOTHING for n in (1, 2, 3)}
    fields = {**old, "text-B1.1": "Xưởng mở cửa sáu ngày", "text-B1.2": "mục khác"}
    answer = save(lan, page, "B1", fields)
    assert answer.status_code == 422
    assert "Có người trong nhóm vừa sửa mục này." in answer.text
    assert "bảy<span" in answer.text.partition("<del>")[2].partition("</del>")[0]
    assert "sáu<span" in answer.text.partition("<ins>")[2].partition("</ins>")[0]
    return _fields(answer.text)


def _fields(html: str) -> Any:
    from tests.web.browserless import forms_of

    return next(form.fields for form in forms_of(html) if any(name.startswith("seen-") for name in form.fields))


def test_sending_with_gaps_lists_them_with_links(app: Flask, cast: Cast) -> None:
    page = draft(app, cast)
    lan = cast.client("lan")
    answer = lan.submit(f"{page}/check")  # type: ignore[attr-defined]
    assert answer.status_code == 422
    assert f'href="{page}/sections/A6#declared-A6"' in answer.text
    assert f'href="{page}/sections/B2#text-B2_1"' in answer.text
    with app.app_context():
        assert fetched(id_of(page)).status == ApplicationStatus.DRAFT


def test_an_online_space_is_not_asked_about_its_rooms(app: Flask, cast: Cast) -> None:
    page = draft(app, cast, kinds=("online",))
    lan = cast.client("lan")
    assert "text-B2.1" not in lan.get(f"{page}/sections/B2").text
    assert "text-B2.2" in lan.get(f"{page}/sections/B2").text


@pytest.mark.parametrize("language", ["vi", "en"])
def test_sending_leads_to_the_receipt(app: Flask, cast: Cast, language: str) -> None:
    page = complete(app, cast)
    lan = cast.client("lan", language)
    save(lan, page, "A4", {"file-A4": (io.BytesIO(PDF), "cam-ket.pdf")})
    answer = lan.submit(f"{page}/check")  # type: ignore[attr-defined]
    assert (answer.status_code, answer.location) == (302, f"{page}/receipt")
    receipt = lan.get(f"{page}/receipt")
    with app.app_context():
        application = fetched(id_of(page))
        assert application.case_code is not None
        assert application.case_code in receipt.text
    assert {"vi": "20 câu trả lời, 1 tệp minh chứng", "en": "20 answers, 1 evidence file"}[language] in receipt.text
    assert "cam-ket.pdf" in receipt.text
    assert cast.client("hoa").get(f"{page}/receipt").status_code == 404


def test_a_draft_has_no_receipt(app: Flask, cast: Cast) -> None:
    assert cast.client("lan").get(f"{draft(app, cast)}/receipt").status_code == 404


def test_once_sent_everything_is_read_only(app: Flask, cast: Cast) -> None:
    page = complete(app, cast)
    lan, minh = cast.client("lan"), cast.client("minh")
    before = _fields(lan.get(f"{page}/sections/A1").text)
    assert minh.submit(f"{page}/check").status_code == 302  # type: ignore[attr-defined]
    before["text-A1"] = "gõ khi Minh vừa nộp"
    answer = lan.post(f"{page}/sections/A1", data=before)
    assert answer.status_code == 422
    assert LOCKED in answer.text
    assert "gõ khi Minh vừa nộp" in answer.text
    assert stored_text(app, page, "A1") == "Trả lời cho A1"
    shown = lan.get(f"{page}/sections/A1").text
    assert "<textarea" not in shown
    assert "Trả lời cho A1" in shown
    again = lan.post(f"{page}/check", data={"csrf_token": before["csrf_token"]})
    assert again.status_code == 422
    assert LOCKED in again.text


def test_a_returned_one_shows_the_note_and_opens_again(app: Flask, cast: Cast) -> None:
    page = submitted(app, cast)
    with app.app_context():
        back = lambda: service.move(  # noqa: E731
            fetched(id_of(page)), ApplicationStatus.RETURNED, actor=cast.user("tuan"), note="Thiếu ảnh mặt bằng."
        )
        transact(lambda: service.begin_intake(fetched(id_of(page)), actor=cast.user("tuan")))
        transact(back)
        code = fetched(id_of(page)).case_code
    lan = cast.client("lan")
    assert "Thiếu ảnh mặt bằng." in lan.get(page).text
    assert save(lan, page, "A1", {"text-A1": "đã sửa"}).status_code == 302
    assert lan.submit(f"{page}/check").status_code == 302  # type: ignore[attr-defined]
    with app.app_context():
        assert fetched(id_of(page)).case_code == code


def test_withdrawing(app: Flask, cast: Cast) -> None:
    page = submitted(app, cast)
    lan = cast.client("lan")
    answer = lan.submit(page, to=f"{page}/withdraw")  # type: ignore[attr-defined]
    assert answer.status_code == 302
    with app.app_context():
        assert fetched(id_of(page)).status == ApplicationStatus.WITHDRAWN
        token = _token(lan.get(f"{HOME}/new").text)
    again = lan.post(f"{page}/withdraw", data={"csrf_token": token})
    assert again.status_code == 422
    assert "Hồ sơ không rút được ở bước này." in again.text


def _token(html: str) -> str:
    from tests.web.browserless import forms_of

    return next(form.fields["csrf_token"] for form in forms_of(html) if "csrf_token" in form.fields)


def test_strangers_learn_nothing_and_the_signed_out_are_asked_in(app: Flask, cast: Cast) -> None:
    page = draft(app, cast)
    hoa, nobody = cast.client("hoa"), app.test_client()
    token = {"csrf_token": _token(hoa.get(HOME).text)}
    for path in ("", "/sections/A1", "/check", "/receipt"):
        assert hoa.get(page + path).status_code == 404
        assert "/sign-in" in nobody.get(page + path).location
    for path in ("/sections/A1", "/check", "/withdraw"):
        assert hoa.post(page + path, data=token).status_code == 404
    assert cast.client("tuan").get(page).status_code == 404
    assert cast.client("lan").get(f"{page}/sections/Z9").status_code == 404


def test_a_file_whose_application_never_kept_it_leaves_no_row(app: Flask, cast: Cast) -> None:
    page = submitted(app, cast)
    lan = cast.client("lan")
    token = _token(lan.get(HOME).text)
    answer = lan.post(
        f"{page}/sections/A4", data={"csrf_token": token, "seen-A4": "x", "file-A4": (io.BytesIO(PDF), "x.pdf")}
    )
    assert answer.status_code == 422
    with app.app_context():
        assert evidence_names(app, page) == {}


def test_the_file_on_the_disk_is_the_one_that_was_sent(app: Flask, cast: Cast) -> None:
    page = draft(app, cast)
    save(cast.client("lan"), page, "A4", {"file-A4": (io.BytesIO(PDF), "x.pdf")})
    with app.app_context():
        stored: StoredFile = queries.evidence_of(fetched(id_of(page)))["A4"][0].file
        assert path_of(stored).read_bytes() == PDF


def test_hostile_words_come_back_as_words(app: Flask, cast: Cast) -> None:
    page = draft(app, cast)
    lan = cast.client("lan")
    hostile = "<script>alert(1)</script>\x00{{7*7}}"
    assert save(lan, page, "A1", {"text-A1": hostile}).status_code == 302
    for path in ("/sections/A1", "/check"):
        shown = lan.get(page + path).text
        assert "<script>alert" not in shown
        assert "&lt;script&gt;alert(1)&lt;/script&gt;{{7*7}}" in shown


def test_the_words_of_a_reply_are_trimmed_before_they_are_compared(app: Flask, cast: Cast) -> None:
    page = draft(app, cast)
    with app.app_context():
        lan = cast.user("lan")
        assert (
            transact(lambda: service.save_replies(fetched(id_of(page)), {"A1": Reply(NOTHING, "x ")}, actor=lan))
            == []
        )
    assert stored_text(app, page, "A1") == "x"


def test_the_list_has_equal_queries_for_one_and_for_three(app: Flask, cast: Cast) -> None:
    from sqlalchemy import event

    statements: list[str] = []
    event.listen(
        app.extensions["database"],
        "before_cursor_execute",
        lambda c, cur, statement, *rest: statements.append(statement),
    )
    lan = cast.client("lan")

    def count() -> int:
        statements.clear()
        assert lan.get(HOME).status_code == 200
        return len(statements)

    def one(name: str) -> None:
        transact(lambda: make_submitted(cast.user("lan"), space=make_space(cast.user("lan"), name=name)))

    with app.app_context():
        one("Một")
    first = count()
    with app.app_context():
        one("Hai")
        one("Ba")
    assert count() == first
