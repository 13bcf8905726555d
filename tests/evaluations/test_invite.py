"""An assignment is an invitation: accepted, declined, passed on, reminded of."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from app.applications.models import ApplicationStatus
from app.applications.service import move
from app.core import clock
from app.core.db import transact
from app.core.errors import DomainError
from app.evaluations import queries, service
from app.evaluations.assigning import Council, freest_for
from app.evaluations.models import ReviewStatus
from app.mail.queries import by_key
from app.workdays.queries import working_days_from
from tests.applications.factories import join_team, make_space
from tests.cast import Cast
from tests.evaluations.factories import extra_reviewer, hand_in, in_review, person, review_of


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(DomainError) as error:
        transact(act)
    return error.value.code


def test_an_invitation_has_a_day_and_is_answered_once(ctx: Flask) -> None:
    application = transact(in_review)
    review = review_of(application, "mai")
    assert (review.accepted_at, review.due_on) == (None, working_days_from(clock.today(), 10))
    assert (
        refused(lambda: service.accept_review(review_of(application, "mai"), actor=person("son"))) == "review.locked"
    )
    for _twice in range(2):
        transact(lambda: service.accept_review(review_of(application, "mai"), actor=person("mai")))
    assert review_of(application, "mai").accepted_at is not None
    assert [line.action for line in queries.history_of(application)].count("review.accepted") == 1


def test_beginning_to_score_accepts(ctx: Flask) -> None:
    application = transact(in_review)
    transact(lambda: service.save_scores(review_of(application, "mai"), {"A1": True}, {}, "", actor=person("mai")))
    assert review_of(application, "mai").accepted_at is not None


def test_who_had_no_time_may_be_asked_again_with_an_empty_sheet(ctx: Flask) -> None:
    application = transact(in_review)
    transact(lambda: service.save_scores(review_of(application, "mai"), {"A1": True}, {}, "dở", actor=person("mai")))
    transact(lambda: service.decline_review(review_of(application, "mai"), "Tôi đi công tác.", actor=person("mai")))
    first = review_of(application, "mai").public_id
    assert queries.review_for(person("mai"), first) is None
    transact(lambda: service.assign_reviewer(application, person("mai"), actor=person("tuan")))
    again = review_of(application, "mai")
    assert (again.status, again.comment, again.recusal_reason) == (ReviewStatus.ASSIGNED, "", "")
    assert again.public_id != first
    assert queries.sheets_of([again])[again.id].gates == {}


def test_who_cannot_judge_it_counts_as_nobody_and_is_not_asked_again(ctx: Flask) -> None:
    application = transact(in_review)
    transact(lambda: service.abstain(review_of(application, "mai"), "Không rõ lĩnh vực này.", actor=person("mai")))
    assert queries.open_seats([application]) == {application.id: 1}
    assert (
        refused(lambda: service.assign_reviewer(application, person("mai"), actor=person("tuan")))
        == "review.declined_before"
    )


def name_deputy(who: str, deputy: str) -> None:
    service.keep_profile(person(who), fields=["crafts"], deputy=person(deputy))


def test_a_sheet_goes_to_the_deputy_who_is_checked_like_anybody(ctx: Flask) -> None:
    application = transact(lambda: in_review(reviewers=("mai",)))
    assert refused(lambda: service.pass_on(review_of(application, "mai"), actor=person("mai"))) == "review.no_deputy"
    transact(extra_reviewer)
    transact(lambda: name_deputy("mai", "ngan"))
    due = review_of(application, "mai").due_on
    assert (
        refused(lambda: service.pass_on(review_of(application, "mai"), actor=person("son"))) == "evaluation.not_yours"
    )
    transact(lambda: service.pass_on(review_of(application, "mai"), actor=person("mai")))
    assert [(one.reviewer.name, one.status) for one in queries.reviews_of(application)] == [
        ("Đỗ Mai", "passed_on"),
        ("Cao Ngân", "assigned"),
    ]
    assert review_of(application, "ngan").due_on == due
    assert by_key(f"evaluation_passed_on:{review_of(application, 'ngan').public_id}") is not None
    other = transact(lambda: in_review(space=make_space(person("hoa"), name="Gác Xép"), reviewers=("mai",)))
    transact(lambda: join_team(other.space, person("ngan")))
    assert (
        refused(lambda: service.pass_on(review_of(other, "mai"), actor=person("tuan")))
        == "review.conflict_of_interest"
    )


def test_reminded_before_and_after_the_day_once_each(ctx: Flask) -> None:
    application = transact(in_review)
    transact(lambda: hand_in(review_of(application, "son")))
    review = review_of(application, "mai")
    assert review.due_on is not None
    for days, letter in ((-3, None), (-2, "evaluation_due"), (0, "evaluation_due"), (1, "evaluation_late")):
        with clock.pinned(clock.now() + (review.due_on - clock.today()) + timedelta(days=days)):
            assert transact(service.remind_reviewers) == transact(service.remind_reviewers) == (letter is not None)
        found = [
            name
            for name in ("evaluation_due", "evaluation_late")
            if by_key(f"{name}:{review.public_id}:{review.due_on}")
        ]
        assert (found[-1] if found else None) == letter


def test_what_a_reviewer_says_of_themselves_on_the_page(cast: Cast) -> None:
    mai = cast.client("mai")
    with cast.app.app_context():
        son, own = cast.user("son").public_id, cast.user("mai").public_id
    page = "/reviews/profile"
    answer = mai.submit(page, {"fields": ["design"], "away_from": "2026-12-01", "away_until": "", "deputy": son})
    assert answer.status_code == 422
    assert "Bạn ghi cả ngày bắt đầu và ngày cuối" in answer.text
    assert mai.submit(page, {"deputy": own}).status_code == 422
    told = {"fields": ["design"], "away_from": "01/12/2026", "away_until": "05/12/2026", "deputy": son}
    assert mai.submit(page, told).status_code == 302
    with cast.app.app_context():
        profile = queries.profile_of(cast.user("mai").id)
        assert profile is not None and profile.deputy is not None
        assert (profile.fields, str(profile.away_until), profile.deputy.name) == (["design"], "2026-12-05", "Vũ Sơn")


def test_only_the_click_answers_not_the_look(cast: Cast) -> None:
    """Scanners of letters open every link in them."""
    with cast.app.app_context():
        application = transact(in_review).public_id
        address = "/reviews/" + review_of(_case(application), "mai").public_id
    mai = cast.client("mai")
    for path in (address, f"{address}/accept", f"{address}/recuse"):
        mai.get(path)
        mai.head(path)
    with cast.app.app_context():
        assert review_of(_case(application), "mai").accepted_at is None
    assert mai.submit(address, {}, to=f"{address}/accept").status_code == 302
    with cast.app.app_context():
        assert review_of(_case(application), "mai").accepted_at is not None
    assert (
        mai.submit(address, {"recuse-kind": "busy", "recuse-reason": "Tôi bận."}, to=f"{address}/recuse").status_code
        == 302
    )
    assert mai.get(address).status_code == 404
    with cast.app.app_context():
        assert review_of(_case(application), "mai").status == ReviewStatus.DECLINED


def _case(public_id: str):  # type: ignore[no-untyped-def]
    case = queries.case_for(person("tuan"), public_id)
    assert case is not None
    return case


def test_several_cases_are_given_out_with_one_click_and_it_says_why(cast: Cast) -> None:
    with cast.app.app_context():
        first = transact(lambda: in_review(reviewers=("mai",))).public_id
        second = transact(
            lambda: in_review(space=make_space(person("hoa"), name="Gác Xép"), reviewers=("son",))
        ).public_id
        transact(lambda: service.keep_profile(person("son"), fields=["design"]))
        mai, son = cast.user("mai").public_id, cast.user("son").public_id
    tuan, page = cast.client("tuan"), "/desk/applications/assign"
    shown = tuan.get(page).text
    assert "Vũ Sơn · 1 phiếu đang mở, cùng lĩnh vực Thiết kế sáng tạo" in shown
    answer = tuan.submit(page, {f"take-{first}": "y", f"seat-{first}-1": ""})
    assert answer.status_code == 422
    assert "Bạn chọn ít nhất một người" in answer.text
    told = {f"take-{first}": "y", f"seat-{first}-1": son, f"take-{second}": "y", f"seat-{second}-1": mai}
    assert tuan.submit(page, told).status_code == 302
    with cast.app.app_context():
        assert {one.reviewer.name for one in queries.reviews_of(_case(first))} == {"Đỗ Mai", "Vũ Sơn"}
        assert {one.reviewer.name for one in queries.reviews_of(_case(second))} == {"Đỗ Mai", "Vũ Sơn"}
    assert "đều đã đủ người chấm" in tuan.get(page).text


def test_nobody_with_a_tie_or_away_is_proposed_and_the_third_is_not_one_either(ctx: Flask) -> None:
    application = transact(lambda: in_review(reviewers=("mai",)))
    transact(extra_reviewer)
    transact(lambda: join_team(application.space, person("son")))
    council = Council([application])
    assert [one.person.name for one in council.offers(application)] == ["Cao Ngân"]
    assert [one.person for one in council.choose({application.id: 1})[application.id]] == [person("ngan").id]
    today = clock.today()
    transact(lambda: service.keep_profile(person("ngan"), fields=[], away_from=today, away_until=today))
    away = Council([application])
    assert [one.away_until for one in away.offers(application)] == [today]
    assert away.choose({application.id: 1}) == {application.id: []}
    assert freest_for(application) is None


def test_the_days_count_anew_once_the_case_is_back_from_the_applicant(ctx: Flask) -> None:
    application = transact(in_review)
    first = review_of(application, "mai").due_on
    assert first is not None
    transact(lambda: move(application, ApplicationStatus.RETURNED, actor=person("tuan"), note="Thiếu ảnh."))
    transact(lambda: move(application, ApplicationStatus.INTAKE, actor=person("lan")))
    with clock.pinned(clock.now() + timedelta(days=20)):
        transact(lambda: service.resume_review(application, actor=person("tuan")))
        assert review_of(application, "mai").due_on == working_days_from(clock.today(), 10) > first
