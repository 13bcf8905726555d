from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.applications.rules import kinds_of
from app.core.db import transact
from app.core.errors import DomainError
from app.criteria.queries import definition_of
from app.evaluations import queries, service
from app.evaluations.models import ReviewStatus
from app.evaluations.rules import Sheet, sheet_total
from app.evaluations.views.reviews import rounded
from tests.applications.factories import join_team, make_space
from tests.cast import Cast
from tests.evaluations.factories import hand_in, in_review, person, review_of, sheet
from tests.web.browserless import forms_of


def fields(full: Sheet) -> dict[str, str]:
    """A sheet as the form sends it."""
    gates = {f"gate-{code}": "yes" if met else "no" for code, met in full.gates.items()}
    return gates | {f"points-{code}": str(mark) for code, mark in full.points.items()}


def test_a_draft_may_have_gaps_and_replaces_the_one_before(ctx: Flask) -> None:
    application = transact(in_review)

    def save(gates: dict[str, bool], points: dict[str, Decimal]) -> None:
        transact(
            lambda: service.save_scores(review_of(application, "mai"), gates, points, "Đang xem", actor=person("mai"))
        )

    save({"A1": True, "A2": False}, {"B1.1": Decimal("7.5"), "B1.2": Decimal(3)})
    save({"A2": True}, {"B1.1": Decimal(8)})
    review = review_of(application, "mai")
    kept = queries.sheets_of([review])[review.id]
    assert (kept.gates, kept.points, review.comment) == ({"A2": True}, {"B1.1": Decimal(8)}, "Đang xem")


@pytest.mark.parametrize(
    ("code", "mark", "why"),
    [("B1.1", "10.5", "criteria.points_out_of_range"), ("B1.1", "-1", "criteria.points_out_of_range"),
     ("B1.1", "7.3", "criteria.points_not_half_step"), ("B1.1", "NaN", "criteria.points_not_a_number"),
     ("B9.9", "1", "criteria.unknown_criterion")],
)  # fmt: skip
def test_marks_outside_the_criterion_are_refused_and_nothing_is_kept(
    ctx: Flask, code: str, mark: str, why: str
) -> None:
    application = transact(in_review)
    with pytest.raises(DomainError) as error:
        transact(
            lambda: service.save_scores(
                review_of(application, "mai"), {"A1": True}, {code: Decimal(mark)}, "", actor=person("mai")
            )
        )
    assert error.value.code == why
    review = review_of(application, "mai")
    assert queries.sheets_of([review])[review.id].gates == {}


def test_an_online_archive_is_not_asked_about_its_rooms(ctx: Flask) -> None:
    application = transact(lambda: in_review(space=make_space(person("lan"), kinds=("online",))))
    assert "B2.1" not in sheet(application).points
    transact(lambda: hand_in(review_of(application, "mai")))
    assert review_of(application, "mai").status == ReviewStatus.SUBMITTED


def test_an_unfinished_sheet_is_not_handed_in(ctx: Flask) -> None:
    application = transact(in_review)
    full = transact(lambda: sheet(application))
    points = {code: mark for code, mark in full.points.items() if code != "B3.1"}
    transact(lambda: service.save_scores(review_of(application, "mai"), full.gates, points, "", actor=person("mai")))
    with pytest.raises(DomainError) as error:
        transact(lambda: service.submit_review(review_of(application, "mai"), actor=person("mai")))
    assert (error.value.code, error.value.values) == ("review.incomplete", {"items": ["B3.1"]})


@pytest.mark.parametrize("who", ["son", "tuan", "lan", "ha"])
def test_nobody_else_writes_on_a_sheet(ctx: Flask, who: str) -> None:
    application = transact(in_review)
    for act in (
        lambda: service.save_scores(review_of(application, "mai"), {"A1": True}, {}, "", actor=person(who)),
        lambda: service.submit_review(review_of(application, "mai"), actor=person(who)),
        lambda: service.recuse(review_of(application, "mai"), "Lý do", actor=person(who)),
    ):
        with pytest.raises(DomainError, match=r"review\.locked"):
            transact(act)


def test_a_reviewer_who_joined_the_team_meanwhile_is_stopped(ctx: Flask) -> None:
    application = transact(in_review)
    transact(lambda: join_team(application.space, person("mai")))
    with pytest.raises(DomainError, match=r"review\.locked"):
        transact(lambda: hand_in(review_of(application, "mai")))


def test_handed_in_is_final(ctx: Flask) -> None:
    application = transact(in_review)
    transact(lambda: hand_in(review_of(application, "mai"), "0.8"))
    with pytest.raises(DomainError, match=r"review\.locked"):
        transact(lambda: hand_in(review_of(application, "mai"), "0.1"))


# On the page


@pytest.fixture
def mine(cast: Cast) -> str:
    with cast.app.app_context():
        return "/reviews/" + review_of(transact(in_review), "mai").public_id


@pytest.fixture
def mai(cast: Cast) -> FlaskClient:
    return cast.client("mai")


def all_yes(cast: Cast, mine: str) -> dict[str, str]:
    with cast.app.app_context():
        review = queries.review_for(person("mai"), mine.rpartition("/")[2])
        assert review is not None
        return fields(sheet(review.application))


def test_a_draft_is_saved_and_shown_again(mine: str, mai: FlaskClient) -> None:
    answer = mai.submit(mine, {"gate-A1": "no", "points-B1.1": "7,5", "comment": "Nội dung tốt"}, to=mine)
    assert (answer.status_code, answer.location) == (302, mine)
    page = mai.get(mine).text
    assert 'value="7,5"' in page
    assert "Nội dung tốt" in page


@pytest.mark.parametrize(
    ("typed", "words"),
    [("11", "phải từ 0 đến 10"), ("-1", "phải từ 0 đến 10"), ("7,3", "chỉ lẻ đến nửa điểm"), ("nhiều", "Hãy điền một số từ 0 đến 10"),
     ("1e5", "Hãy điền một số"), ("9" * 400, "Hãy điền một số"), ("<b>", "Hãy điền một số")],
)  # fmt: skip
def test_a_wrong_mark_is_said_at_its_field_and_stays_typed(
    mine: str, mai: FlaskClient, typed: str, words: str
) -> None:
    answer = mai.submit(mine, {"points-B1.1": typed, "points-B1.2": "3", "comment": "giữ lại"}, to=mine)
    assert answer.status_code == 422
    assert words in answer.text
    assert 'href="#points-B1.1"' in answer.text
    assert f'value="{typed}"' in answer.text.replace("&lt;", "<").replace("&gt;", ">")
    assert "giữ lại" in answer.text
    assert 'value="3"' not in mai.get(mine).text  # nothing half-saved


def test_handing_in_names_every_gap_and_keeps_what_was_typed(cast: Cast, mine: str, mai: FlaskClient) -> None:
    sheet_without = all_yes(cast, mine) | {"gate-A3": None, "points-B2.2": ""}
    answer = mai.submit(mine, sheet_without | {"action": "whole"}, to=mine)
    assert answer.status_code == 422
    assert 'href="#gate-A3"' in answer.text
    assert 'href="#points-B2.2"' in answer.text
    assert answer.text.count('class="field-error"') == 2
    assert 'value="8"' in answer.text or 'value="8.0"' in answer.text


def test_handing_in_then_reading_back(cast: Cast, mine: str, mai: FlaskClient) -> None:
    answer = handed_in(mai, mine, all_yes(cast, mine) | {"comment": "Đồng ý"})
    assert (answer.status_code, answer.location) == (302, "/reviews")
    page = mai.get(mine).text
    assert "Bạn đã nộp phiếu" in page
    assert "<textarea" not in page
    refused = mai.post(mine, data={"csrf_token": _token(mai, "/reviews"), "points-B1.1": "0"})
    assert refused.status_code == 422
    assert "không sửa được nữa" in refused.text


def handed_in(client: FlaskClient, mine: str, typed: dict[str, str]) -> TestResponse:
    """By both steps: the sheet is saved whole, looked at with its sum, and handed in."""
    saved = client.submit(mine, typed | {"action": "whole"}, to=mine)
    assert (saved.status_code, saved.location) == (302, f"{mine}/hand-in")
    return client.submit(f"{mine}/hand-in")


def test_the_sum_is_looked_at_before_the_sheet_is_out_of_hand(cast: Cast, mine: str, mai: FlaskClient) -> None:
    step = f"{mine}/hand-in"
    assert mai.submit(mine, {"gate-A1": "yes", "points-B1.1": "7,5"}, to=mine).status_code == 302
    unfinished = mai.get(step).text
    assert "Phiếu còn thiếu A2, " in unfinished
    assert not [one for one in forms_of(unfinished) if one.action == step]
    mai.submit(mine, all_yes(cast, mine) | {"action": "whole"}, to=mine)
    with cast.app.app_context():
        review = queries.review_for(person("mai"), mine.rpartition("/")[2])
        assert review is not None
        total = rounded(
            sheet_total(
                sheet(review.application),
                definition_of(review.application.criteria_set),
                kinds_of(review.application),
            )
        )
    assert f"Tổng đã lưu: {total} trên 100." in mai.get(mine).text
    assert f"Tổng điểm của bạn: {total} trên 100." in mai.get(step).text
    assert "Bạn đã nộp phiếu" not in mai.get(mine).text  # looking hands nothing in


def test_what_was_not_looked_at_is_not_handed_in(cast: Cast, mine: str, mai: FlaskClient) -> None:
    """Saved once more in another window between the look and the click."""
    step = f"{mine}/hand-in"
    mai.submit(mine, all_yes(cast, mine) | {"action": "whole"}, to=mine)
    (looked_at,) = [one.fields["seen"] for one in forms_of(mai.get(step).text) if one.action == step]
    mai.submit(mine, all_yes(cast, mine) | {"points-B1.1": "1", "action": "save"}, to=mine)
    answer = mai.submit(step, {"seen": str(looked_at)})
    assert answer.status_code == 422
    assert "Phiếu vừa được lưu lại ở một trang khác." in answer.text
    assert "Bạn đã nộp phiếu" not in mai.get(mine).text
    assert mai.submit(step).status_code == 302


def _token(client: FlaskClient, page: str) -> str:
    return str(forms_of(client.get(page).text)[0].fields["csrf_token"])


def test_others_stay_hidden_until_mine_is_in(cast: Cast, mine: str, mai: FlaskClient) -> None:
    with cast.app.app_context():
        review = queries.review_for(person("mai"), mine.rpartition("/")[2])
        assert review is not None
        transact(lambda: hand_in(review_of(review.application, "son"), comment="Nhận xét của người kia"))
    assert "Nhận xét của người kia" not in mai.get(mine).text
    assert handed_in(mai, mine, all_yes(cast, mine)).status_code == 302
    assert "Nhận xét của người kia" in mai.get(mine).text


def test_declining_on_the_page(mine: str, mai: FlaskClient) -> None:
    answer = mai.submit(mine, {"recuse-kind": "conflict", "recuse-reason": ""}, to=f"{mine}/recuse")
    assert answer.status_code == 422
    assert "lý do từ chối" in answer.text
    assert (
        mai.submit(
            mine, {"recuse-kind": "conflict", "recuse-reason": "Tôi từng hợp tác."}, to=f"{mine}/recuse"
        ).status_code
        == 302
    )
    assert mai.get(mine).status_code == 404


@pytest.mark.parametrize(("who", "status"), [("son", 404), ("tuan", 403), ("lan", 403), ("dung", 403)])
def test_a_sheet_opens_only_for_its_reviewer(cast: Cast, mine: str, who: str, status: int) -> None:
    assert cast.client(who).get(mine).status_code == status


def test_the_signed_out_are_asked_to_sign_in(client: FlaskClient, mine: str) -> None:
    answer = client.get(mine)
    assert answer.status_code == 302
    assert answer.location.startswith("/sign-in?next=")


def test_abstaining_with_a_reason_and_a_word_to_each_group(cast: Cast, mai: FlaskClient, mine: str) -> None:
    told = all_yes(cast, mine)
    silent = {**told, "points-B1.1": "", "abstain-B1.1": "Tôi không rõ nghề này."}
    both = {**told, "abstain-B1.1": "Tôi không rõ nghề này."}
    answer = mai.submit(mine, {**both, "action": "save"}, to=mine)
    assert answer.status_code == 422
    assert "không ghi cả hai" in answer.text
    assert handed_in(mai, mine, {**silent, "note-B1": "Việc làm bền bỉ."}).status_code == 302
    shown = mai.get(mine).text
    assert "Việc làm bền bỉ." in shown
    assert "Tôi không rõ nghề này." in shown
    with cast.app.app_context():
        review = queries.review_for(person("mai"), mine.rpartition("/")[2])
        assert review is not None
        sheet_of = queries.sheets_of([review])[review.id]
        assert sheet_of.abstained == {"B1.1": "Tôi không rõ nghề này."}
        assert "B1.1" not in sheet_of.points


def test_a_sheet_without_any_points_is_not_handed_in(ctx: Flask) -> None:
    application = transact(in_review)
    full = transact(lambda: sheet(application))
    silent = dict.fromkeys(full.points, "Không rõ")
    transact(
        lambda: service.save_scores(
            review_of(application, "mai"), full.gates, {}, "", abstained=silent, actor=person("mai")
        )
    )
    with pytest.raises(DomainError, match=r"review\.nothing_scored"):
        transact(lambda: service.submit_review(review_of(application, "mai"), actor=person("mai")))


def test_a_criterion_nobody_can_judge_opens_a_seat(ctx: Flask) -> None:
    application = transact(in_review)
    full = transact(lambda: sheet(application))
    points = {code: mark for code, mark in full.points.items() if code != "B1.1"}
    for who in ("mai", "son"):
        transact(
            lambda who=who: service.save_scores(
                review_of(application, who), full.gates, points, "", abstained={"B1.1": "Không rõ"}, actor=person(who)
            )
        )
        transact(lambda who=who: service.submit_review(review_of(application, who), actor=person(who)))
    assert queries.open_seats([application]) == {application.id: 1}
