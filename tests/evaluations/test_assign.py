from collections.abc import Callable

import pytest
from flask import Flask

from app.applications.models import ApplicationStatus
from app.core.db import transact
from app.core.errors import DomainError
from app.evaluations import queries, service
from app.mail.queries import by_key
from tests.applications.factories import join_team
from tests.cast import Cast
from tests.evaluations.factories import extra_reviewer, hand_in, in_review, person, review_of, submitted


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(DomainError) as error:
        transact(act)
    return error.value.code


def test_the_first_assignment_opens_the_review_and_writes_to_the_reviewer(ctx: Flask) -> None:
    application = transact(submitted)
    review = transact(lambda: service.assign_reviewer(application, person("mai"), actor=person("tuan")))
    assert application.status == ApplicationStatus.IN_REVIEW
    letter = by_key(f"evaluation_assigned:{review.public_id}")
    assert letter is not None
    assert (letter.recipient, letter.values["path"]) == ("mai@example.org", f"/reviews/{review.public_id}")


@pytest.mark.parametrize(
    ("who", "why"),
    [("mai", "review.assigned_already"), ("hoa", "review.not_a_reviewer"), ("tuan", "review.not_a_reviewer"),
     ("son", "review.conflict_of_interest")],
)  # fmt: skip
def test_who_cannot_be_assigned(ctx: Flask, who: str, why: str) -> None:
    application = transact(lambda: in_review(reviewers=("mai",)))
    transact(lambda: join_team(application.space, person("son")))
    assert refused(lambda: service.assign_reviewer(application, person(who), actor=person("tuan"))) == why


@pytest.mark.parametrize("who", ["lan", "mai", "dung", "ha"])
def test_only_coordinators_assign(ctx: Flask, who: str) -> None:
    application = transact(submitted)
    assert (
        refused(lambda: service.assign_reviewer(application, person("mai"), actor=person(who)))
        == "evaluation.not_yours"
    )


def test_a_coordinator_of_the_team_keeps_out(ctx: Flask) -> None:
    application = transact(submitted)
    transact(lambda: join_team(application.space, person("tuan")))
    assert (
        refused(lambda: service.assign_reviewer(application, person("mai"), actor=person("tuan")))
        == "evaluation.not_yours"
    )
    assert queries.case_for(person("tuan"), application.public_id) is None
    assert queries.case_for(person("thu"), application.public_id) is not None


def test_no_more_reviewers_than_the_set_asks_for_unless_two_disagree(ctx: Flask) -> None:
    application = transact(in_review)
    transact(extra_reviewer)

    def ask() -> object:
        return service.assign_reviewer(application, person("ngan"), actor=person("tuan"))

    assert refused(ask) == "review.enough_reviewers"
    transact(lambda: hand_in(review_of(application, "mai"), "0.9"))
    transact(lambda: hand_in(review_of(application, "son"), "0.5"))
    assert [one.reviewer.name for one in queries.reviews_of(application)] == ["Đỗ Mai", "Vũ Sơn", "Cao Ngân"]
    assert refused(ask) == "review.assigned_already"


def test_nobody_free_to_be_the_third_leaves_it_to_the_centre(ctx: Flask) -> None:
    application = transact(in_review)
    transact(lambda: hand_in(review_of(application, "mai"), "0.9"))
    transact(lambda: hand_in(review_of(application, "son"), "0.5"))
    assert len(queries.reviews_of(application)) == 2
    assert "review.nobody_free" in [line.action for line in queries.history_of(application)]
    assert queries.open_seats([application]) == {application.id: 1}


def test_the_third_is_called_without_a_click_and_the_log_says_so(ctx: Flask) -> None:
    application = transact(in_review)
    transact(extra_reviewer)
    transact(lambda: hand_in(review_of(application, "mai"), "0.9"))
    transact(lambda: hand_in(review_of(application, "son"), "0.5"))
    assert by_key(f"evaluation_assigned:{review_of(application, 'ngan').public_id}") is not None
    called = [line for line in queries.history_of(application) if line.action == "review.third_called"]
    assert [line.actor for line in called] == [None]


def test_taking_a_review_back_forgets_what_it_held(ctx: Flask) -> None:
    application = transact(in_review)
    review = transact(lambda: review_of(application, "mai"))
    transact(lambda: service.save_scores(review, {"A1": True}, {}, "dở dang", actor=person("mai")))
    transact(lambda: service.unassign(review_of(application, "mai"), actor=person("tuan")))
    assert [one.reviewer.name for one in queries.reviews_of(application)] == ["Vũ Sơn"]
    again = transact(lambda: service.assign_reviewer(application, person("mai"), actor=person("tuan")))
    assert queries.sheets_of([again])[again.id].gates == {}


def test_a_review_that_was_handed_in_stays(ctx: Flask) -> None:
    application = transact(in_review)
    transact(lambda: hand_in(review_of(application, "mai")))
    assert (
        refused(lambda: service.unassign(review_of(application, "mai"), actor=person("tuan")))
        == "review.submitted_already"
    )


def test_who_declined_is_not_asked_again(ctx: Flask) -> None:
    application = transact(in_review)
    assert (
        refused(lambda: service.recuse(review_of(application, "mai"), " ", actor=person("mai")))
        == "review.reason_missing"
    )
    transact(lambda: service.recuse(review_of(application, "mai"), "Tôi từng làm ở đây.", actor=person("mai")))
    assert (
        refused(lambda: service.assign_reviewer(application, person("mai"), actor=person("tuan")))
        == "review.declined_before"
    )
    letter = by_key(f"evaluation_recused:{review_of(application, 'mai').public_id}")
    assert letter is not None
    assert letter.recipient == "tuan@example.org"


def test_assigning_on_the_page(cast: Cast) -> None:
    with cast.app.app_context():
        case = transact(submitted).public_id
        mai = cast.user("mai").public_id
    page, tuan = f"/desk/applications/{case}", cast.client("tuan")
    answer = tuan.submit(page, {"assign-reviewer": ""}, to=f"{page}/reviewers")
    assert answer.status_code == 422
    assert "Bạn chọn một người." in answer.text
    assert tuan.submit(page, {"assign-reviewer": mai}, to=f"{page}/reviewers").status_code == 302
    assert "Đỗ Mai" in tuan.get(page).text
