"""A dossier that comes on paper: typed in by a coordinator, with the signed sheet, up to the receipt."""

import io
from typing import Any

from flask import Flask

from app.applications import queries
from app.applications.models import ApplicationStatus
from app.core import clock
from app.core.db import db, transact
from app.mail.models import Mail
from app.places.queries import all_wards
from tests.applications.factories import PDF, make_call, make_draft, make_space
from tests.applications.test_service import fetched
from tests.cast import Cast

PAGE = "/desk/paper"


def begun(app: Flask, cast: Cast, tuan: Any) -> str:
    """The address of a dossier of a space that Tuấn has just entered."""
    with app.app_context():
        transact(make_call)
        ward = all_wards()[0].code
    fields = {
        "name_vi": "Nhóm Giấy Dó Nghĩa Đô",
        "summary_vi": "Nhóm làm giấy dó, chưa có tư cách pháp nhân.",
        "kinds": ["art_space"],
        "fields": ["crafts"],
        "ownership": "group",
        "ward_code": ward,
    }
    assert tuan.submit(f"{PAGE}/space", fields).status_code == 302
    with app.app_context():
        from app.spaces.queries import without_owner

        (space,) = without_owner()
        space_id = space.public_id
    answer = tuan.submit(PAGE, {"space": space_id})
    assert answer.status_code == 302, answer.text
    return str(answer.location)


def fill(tuan: Any, page: str) -> None:
    where = page
    for code in ("A1", "A2", "A3", "A4", "A5", "B1", "B2", "B3", "B4", "B5"):
        shown = tuan.get(f"{page}/sections/{code}")
        if shown.status_code == 404:
            continue
        from tests.web.browserless import forms_of

        form = next(one for one in forms_of(shown.text) if any(name.startswith("seen-") for name in one.fields))
        for name in list(form.fields):
            if name.startswith("text-"):
                form.fields[name] = "Chép từ hồ sơ giấy."
        where = tuan.post(f"{page}/sections/{code}", data=form.fields).location
    assert where == page


def test_a_dossier_on_paper_is_typed_in_and_sent(app: Flask, cast: Cast) -> None:
    tuan: Any = cast.client("tuan")
    page = begun(app, cast, tuan)
    fill(tuan, page)
    today = clock.today().isoformat()
    assert "Bạn gửi bản quét tờ giấy đã ký." in tuan.submit(page, {"signed_on": today}).text
    late = tuan.submit(page, {"signed_on": "2027-01-01", "scan": (io.BytesIO(PDF), "to-ky.pdf")})
    assert late.status_code == 422
    done = tuan.submit(page, {"signed_on": today, "scan": (io.BytesIO(PDF), "to-ky.pdf")})
    assert (done.status_code, done.location) == (302, f"{page}/receipt"), done.text
    receipt = tuan.get(f"{page}/receipt").text
    with app.app_context():
        application = fetched(page.rsplit("/", 1)[1])
        assert (application.status, application.channel) == (ApplicationStatus.SUBMITTED, "paper")
        assert application.case_code is not None
        assert application.case_code in receipt
        (paper,) = queries.papers_of(application)
        assert queries.answers_of(application)["A6"].declared
        assert db.session.query(Mail).count() == 0
        scan = paper.scan.public_id
    assert tuan.get(f"{page}/files/{scan}").headers["Content-Disposition"].startswith("attachment")
    assert cast.client("lan").get(page).status_code == 403
    assert "Nhóm Giấy Dó Nghĩa Đô" in cast.client("thu").get("/desk/applications").text


def test_a_space_that_somebody_acts_for_sends_its_own(app: Flask, cast: Cast) -> None:
    with app.app_context():
        theirs = transact(lambda: make_space(cast.user("lan")).public_id)
        online = transact(lambda: make_draft(cast.user("hoa"))).public_id
    tuan: Any = cast.client("tuan")
    assert tuan.submit(PAGE, {"space": theirs}).status_code == 422
    assert tuan.get(f"{PAGE}/{online}").status_code == 404
