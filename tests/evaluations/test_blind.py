"""A blind call: the reviewer is not to learn whose application it is, on no page and in no letter."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.applications import queries as applications
from app.applications.models import Application, ApplicationStatus, Evidence, EvidenceFile
from app.applications.service import move
from app.core import clock
from app.core.db import db, transact
from app.evaluations import queries, service
from app.files.service import PreparedFile, keep, prepare_bytes
from app.mail.models import Mail
from tests.applications.factories import PDF, make_space
from tests.cast import Cast
from tests.evaluations.factories import in_review, person, review_of
from tests.files.factories import picture

MARKS = ("Tuyệt Mật", "tuyệt mật", "Nguyễn Lan", "lan@example.org", "sổ đỏ.pdf", "so-do")


def made_blind() -> Application:
    pdf = prepare_bytes(PDF, "sổ đỏ.pdf", "application/pdf")
    return transact(lambda: blind_case(pdf))


def blind_case(pdf: PreparedFile) -> Application:
    application = in_review(space=make_space(person("lan"), name="Gác Tuyệt Mật"))
    application.call.blind = True
    answer = next(one for one in applications.answers_of(application).values() if one.text)
    answer.text = "GÁC TUYỆT MẬT mở từ năm 2019, do Nguyễn Lan phụ trách, thư lan@example.org."
    now, lan = clock.now(), person("lan")
    file = keep(pdf, actor=lan)
    db.session.flush()
    held = EvidenceFile(space_id=application.space_id, file_id=file.id, added_at=now, added_by=lan.id)
    db.session.add(held)
    db.session.flush()
    told = {"application_id": application.id, "evidence_file_id": held.id, "added_at": now, "added_by": lan.id}
    db.session.add(Evidence(item_code="B1.1", **told))
    db.session.flush()
    return application


def test_no_page_or_file_of_the_reviewer_tells(cast: Cast) -> None:
    with cast.app.app_context():
        application = made_blind()
        code, address = application.case_code, f"/reviews/{review_of(application, 'mai').public_id}"
        files = [one.file.public_id for several in applications.evidence_of(application).values() for one in several]
        public_id = application.public_id
    mai = cast.client("mai")
    pages = [mai.get(path) for path in ("/reviews", address, "/account")]
    pages.append(mai.submit(address, {"action": "whole"}, to=address))
    pages.append(mai.get(f"{address}/hand-in"))
    pages.append(mai.submit(address, {"recuse-reason": ""}, to=f"{address}/recuse"))
    for page in pages:
        assert [mark for mark in MARKS if mark in page.text] == []
    assert f"Hồ sơ {code}" in pages[1].text
    assert "[…] mở từ năm 2019, do […] phụ trách, thư […]." in pages[1].text
    assert files
    for file in files:
        answer = mai.get(f"{address}/files/{file}")
        assert answer.status_code == 200
        assert str(code) in answer.headers["Content-Disposition"]
        assert "s%E1%BB%95" not in answer.headers["Content-Disposition"]
    staff = cast.client("tuan").get(f"/desk/applications/{public_id}").text
    assert "Gác Tuyệt Mật" in staff
    assert "Chấm kín" in staff


def test_no_letter_to_a_reviewer_tells(ctx: Flask) -> None:
    application = made_blind()
    transact(lambda: service.unassign(review_of(application, "mai"), actor=person("tuan")))
    transact(lambda: service.assign_reviewer(application, person("mai"), actor=person("tuan")))
    review = review_of(application, "mai")
    transact(lambda: move(application, ApplicationStatus.RETURNED, actor=person("tuan"), note="Thiếu ảnh."))
    transact(lambda: move(application, ApplicationStatus.INTAKE, actor=person("lan")))
    transact(lambda: service.resume_review(application, actor=person("tuan")))
    with clock.pinned(clock.now() + timedelta(days=40)):
        transact(service.remind_reviewers)
    letters = db.session.scalars(select(Mail).where(Mail.recipient == "mai@example.org").order_by(Mail.id)).all()
    # The first was queued before the call was made blind.
    told = [letter.values for letter in letters if letter.values["path"].endswith(review.public_id)]
    assert len(told) == 3  # asked, asked again, reminded
    assert [one for one in told if any(mark in str(one) for mark in MARKS)] == []
    assert queries.review_for(person("mai"), review.public_id) is not None


@pytest.mark.parametrize("blind", [True, False])
def test_the_call_says_so_when_it_is_opened(cast: Cast, blind: bool) -> None:
    tuan = cast.client("tuan")
    told = {"title_vi": "Đợt kín", "opens_on": "2026-11-01"} | ({"blind": "y"} if blind else {})
    assert tuan.submit("/desk/calls/new", told).status_code == 302
    with cast.app.app_context():
        assert [one.blind for one in applications.all_calls() if one.title_vi == "Đợt kín"] == [blind]


@pytest.mark.parametrize("blind", [True, False])
def test_a_reviewer_reads_what_was_seen_on_a_visit_and_not_who_went(cast: Cast, blind: bool) -> None:
    def seen() -> tuple[str, str, str]:
        case = in_review(space=make_space(person("lan"), name="Gác Tuyệt Mật"))
        case.call.blind = blind
        told = {"visitors": "Trần Tuấn, Lê Thu", "note": "Gọi cổng sau 0900", "checklist": ["A1"]}
        visit = service.plan_visit(case, starts_at=clock.now() + timedelta(days=1), **told, actor=person("tuan"))
        visit.starts_at = clock.now() - timedelta(hours=2)
        service.finish_visit(
            visit,
            visitors="Trần Tuấn, Lê Thu",
            findings={"A1": "Gác Tuyệt Mật có thật, Trần Tuấn đã đếm."},
            summary="Đúng như hồ sơ.",
            actor=person("tuan"),
        )
        photo = service.add_visit_photo(visit, png, caption="Cửa Gác Tuyệt Mật", actor=person("tuan"))
        return review_of(case, "mai").public_id, visit.public_id, photo.public_id

    with cast.app.app_context():
        png = prepare_bytes(picture(), "gác tuyệt mật.png", "image/png")
        review, visit, photo = transact(seen)
    mai = cast.client("mai")
    page = mai.get(f"/reviews/{review}").text
    assert "Đúng như hồ sơ." in page
    assert "Trần Tuấn" not in page
    assert "Gọi cổng sau" not in page
    assert ("[…] có thật, […] đã đếm." in page) == blind
    assert ("Tuyệt Mật" in page) == (not blind)
    shown = mai.get(f"/reviews/{review}/visits/{visit}/photos/{photo}")
    assert shown.status_code == 200
    assert "tuy" not in shown.headers["Content-Disposition"].lower()
    assert cast.client("son").get(f"/reviews/{review}/visits/{visit}/photos/{photo}").status_code == 404
