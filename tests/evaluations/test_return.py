import pytest
from flask import Flask

from app.applications.models import ApplicationStatus
from app.applications.service import submit_application
from app.core.db import transact
from app.core.errors import DomainError
from app.evaluations import queries, service
from app.evaluations.models import ReviewStatus
from app.mail.queries import by_key
from tests.cast import Cast
from tests.evaluations.factories import in_review, person, review_of, reviewed, submitted


def test_an_incomplete_application_goes_back_with_the_note(ctx: Flask) -> None:
    application = transact(submitted)
    transact(lambda: service.return_to_applicant(application, actor=person("tuan"), note="B2.1 cần ảnh lối vào."))
    assert (application.status, application.return_note) == (ApplicationStatus.RETURNED, "B2.1 cần ảnh lối vào.")


def test_a_supplement_opens_finished_reviews_again_with_their_scores(ctx: Flask) -> None:
    application = transact(reviewed)
    before = queries.sheets_of(queries.reviews_of(application))
    transact(lambda: service.return_to_applicant(application, actor=person("tuan"), note="A5 cần bản cam kết."))
    transact(lambda: submit_application(application, actor=person("lan")))
    transact(lambda: service.resume_review(application, actor=person("thu")))
    reviews = queries.reviews_of(application)
    assert application.status == ApplicationStatus.IN_REVIEW
    assert {one.status for one in reviews} == {ReviewStatus.ASSIGNED}
    assert queries.sheets_of(reviews) == before
    assert by_key(f"evaluation_resumed:{reviews[0].public_id}:{application.version}") is not None


def test_nothing_is_scored_while_the_applicant_has_it(ctx: Flask) -> None:
    application = transact(in_review)
    transact(lambda: service.return_to_applicant(application, actor=person("tuan"), note="Thiếu ảnh."))
    with pytest.raises(DomainError, match=r"review\.locked"):
        transact(lambda: service.save_scores(review_of(application, "mai"), {}, {}, "", actor=person("mai")))


def test_only_what_came_back_is_resumed(ctx: Flask) -> None:
    application = transact(submitted)
    with pytest.raises(DomainError, match=r"application\.cannot_move"):
        transact(lambda: service.resume_review(application, actor=person("tuan")))
    transact(lambda: service.assign_reviewer(application, person("mai"), actor=person("tuan")))
    with pytest.raises(DomainError, match=r"application\.cannot_move"):
        transact(lambda: service.resume_review(application, actor=person("tuan")))


def test_returning_on_the_page(cast: Cast) -> None:
    with cast.app.app_context():
        case = transact(submitted).public_id
    page, tuan = f"/desk/applications/{case}", cast.client("tuan")
    answer = tuan.submit(page, {"return-note": "  "}, to=f"{page}/return")
    assert answer.status_code == 422
    assert "Bạn ghi rõ cần bổ sung" in answer.text
    assert tuan.submit(page, {"return-note": "B2.1 cần ảnh."}, to=f"{page}/return").status_code == 302
    assert "B2.1 cần ảnh." in tuan.get(page).text
    assert "B2.1 cần ảnh." in cast.client("lan").get(f"/my/applications/{case}").text
