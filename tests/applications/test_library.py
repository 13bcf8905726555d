"""The files of a space: kept once, dropped only while nothing needs them, opened by the team alone."""

import io

from flask import Flask

from app.applications import queries, service
from app.core.db import transact
from tests.applications.factories import PDF, fill_in
from tests.applications.test_form import HOME, draft, evidence_names, id_of, save, stored_names
from tests.applications.test_service import fetched
from tests.cast import Cast


def library_of(app: Flask, page: str) -> str:
    with app.app_context():
        return f"{HOME}/library/{fetched(id_of(page)).space.public_id}"


def file_ids(app: Flask, page: str) -> list[str]:
    with app.app_context():
        return [one.file.public_id for one in queries.library_of(fetched(id_of(page)).space)]


def test_a_file_is_added_and_dropped_while_nothing_needs_it(app: Flask, cast: Cast) -> None:
    page = draft(app, cast)
    shelf, lan = library_of(app, page), cast.client("lan")
    assert "Chưa có tệp nào." in lan.get(shelf).text
    assert lan.submit(shelf).status_code == 422  # type: ignore[attr-defined]
    added = lan.submit(shelf, {"file": (io.BytesIO(PDF), "giay-phep.pdf")})  # type: ignore[attr-defined]
    assert added.status_code == 302, added.text
    assert "giay-phep.pdf" in lan.get(f"{page}/sections/A4").text
    (file_id,) = file_ids(app, page)
    save(lan, page, "A4", {"files-A4": [file_id]})
    assert evidence_names(app, page) == {"A4": "giay-phep.pdf"}
    save(lan, page, "A4", {"files-A4": None})
    away = lan.submit(shelf, to=f"{shelf}/{file_id}/drop")  # type: ignore[attr-defined]
    assert away.status_code == 302
    assert stored_names(app) == []


def test_what_a_draft_uses_or_what_was_sent_is_not_dropped(app: Flask, cast: Cast) -> None:
    page = draft(app, cast)
    shelf, lan = library_of(app, page), cast.client("lan")
    save(lan, page, "A4", {"file-A4": (io.BytesIO(PDF), "giay-phep.pdf")})
    (file_id,) = file_ids(app, page)
    token = {"csrf_token": _token(lan.get(shelf).text)}
    refused = lan.post(f"{shelf}/{file_id}/drop", data=token)
    assert refused.status_code == 422
    assert "Tệp đang đính kèm trong một hồ sơ." in refused.text
    with app.app_context():
        transact(lambda: fill_in(fetched(id_of(page)), actor=cast.user("lan")))
        transact(lambda: service.submit_application(fetched(id_of(page)), actor=cast.user("lan")))
        transact(lambda: service.correct_application(fetched(id_of(page)), actor=cast.user("lan")))
    save(lan, page, "A4", {"files-A4": None})
    assert "Đã nộp, giữ lại" in lan.get(shelf).text
    assert "Tệp này đã nộp cùng một hồ sơ" in lan.post(f"{shelf}/{file_id}/drop", data=token).text
    assert stored_names(app) == ["giay-phep.pdf"]


def test_the_library_is_the_teams_alone(app: Flask, cast: Cast) -> None:
    page = draft(app, cast)
    shelf, lan = library_of(app, page), cast.client("lan")
    lan.submit(shelf, {"file": (io.BytesIO(PDF), "giay-phep.pdf")})  # type: ignore[attr-defined]
    (file_id,) = file_ids(app, page)
    sent = cast.client("minh").get(f"{shelf}/{file_id}")
    assert sent.headers["Content-Disposition"].startswith("attachment")
    hoa = cast.client("hoa")
    token = {"csrf_token": _token(hoa.get("/my/spaces/new").text)}
    assert [hoa.get(shelf).status_code, hoa.get(f"{shelf}/{file_id}").status_code] == [404, 404]
    assert hoa.post(f"{shelf}/{file_id}/drop", data=token).status_code == 404
    assert hoa.post(shelf, data=token | {"file": (io.BytesIO(PDF), "x.pdf")}).status_code == 404
    # A file of another space is not attached by naming it.
    own = draft_of_hoa(app, cast)
    save(hoa, own, "A4", {"files-A4": [file_id], "text-A4": "x"})
    assert evidence_names(app, own) == {}


def draft_of_hoa(app: Flask, cast: Cast) -> str:
    from tests.applications.factories import make_draft, make_space

    with app.app_context():
        return f"{HOME}/" + transact(
            lambda: make_draft(cast.user("hoa"), space=make_space(cast.user("hoa"), name="Nhà Hoa")).public_id
        )


def _token(html: str) -> str:
    from tests.web.browserless import forms_of

    return next(form.fields["csrf_token"] for form in forms_of(html) if "csrf_token" in form.fields)
