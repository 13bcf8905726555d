"""The letter by criterion: what it says of each, and who may read it."""

from datetime import timedelta
from fractions import Fraction

import pytest
from flask import Flask

from app.applications.models import ApplicationStatus
from app.applications.queries import answers_of, application_for
from app.core import clock
from app.core.db import db, transact
from app.criteria.queries import current_set, definition_of
from app.criteria.rules import Assessment, CriterionResult
from app.evaluations import letter, queries, service
from app.evaluations.letter import Verdict
from app.evaluations.models import Decision, Outcome
from app.evaluations.rules import Terms
from tests.cast import Cast
from tests.evaluations.factories import hand_in, in_review, person, review_of, reviewed

ADVICE = "Mở cửa đều mỗi thứ Bảy và ghi lại số người đến."


def refused(advice: dict[str, str] | None = None) -> Decision:
    application = in_review()
    hand_in(review_of(application, "mai"), "0.5", unmet=("A5",), comment="Chỉ Trung tâm đọc")
    hand_in(review_of(application, "son"), "0.6", unmet=("A5",))
    decision = service.propose_decision(
        application, Outcome.REFUSE, "Chưa có cam kết an toàn.", advice=advice, actor=person("tuan")
    )
    service.sign_decision(decision, actor=person("dung"), decision_number="5/QĐ")
    return decision


@pytest.mark.parametrize(
    ("points", "verdict"),
    [
        ("6", Verdict.MET),
        ("5.5", Verdict.PARTLY),
        ("4", Verdict.PARTLY),
        ("3.5", Verdict.NOT_MET),
        ("0", Verdict.NOT_MET),
    ],
)
def test_the_marks_of_the_set_say_what_is_met(ctx: Flask, points: str, verdict: Verdict) -> None:
    criteria_set = current_set()
    assert criteria_set is not None
    definition = definition_of(criteria_set)
    told = CriterionResult(code="B1.1", max=Fraction(10), skipped=False, value=Fraction(points), spread=Fraction(1))
    assert letter.verdict_of(told, definition) == verdict


def test_advice_begins_with_the_next_anchor_up(ctx: Flask) -> None:
    application = transact(lambda: reviewed(share="0.5"))
    definition = definition_of(application.criteria_set)
    assessment = Assessment.from_document(
        transact(lambda: service.propose_decision(application, Outcome.REFUSE, "x", actor=person("tuan"))).assessment
    )
    told = {line.item.code: letter.next_step(line, "vi") for line in letter.weak_lines(assessment, definition)}
    assert told["B2.2"] == "4-9 hoạt động"
    assert told["B1.1"] == "Hồ sơ 3-5 dự án"


def test_the_team_reads_each_criterion_and_no_names(cast: Cast) -> None:
    with cast.app.app_context():
        page = f"/my/applications/{transact(lambda: refused({'B3.3': ADVICE})).application.public_id}"
    lan = cast.client("lan")
    assert f"{page}/decision" in lan.get(page).text
    shown = lan.get(f"{page}/decision").text
    for words in ("Chưa có cam kết an toàn.", ADVICE, "Đạt một phần", "Chưa đạt", "5/QĐ", "phiên bản 0.1"):
        assert words in shown
    for words in ("Đỗ Mai", "Vũ Sơn", "Trần Tuấn", "Phạm Dũng", "Chỉ Trung tâm đọc"):
        assert words not in shown
    assert cast.client("hoa").get(f"{page}/decision").status_code == 404
    english = cast.client("lan", "en").get(f"{page}/decision").text
    assert "Partly met" in english


def test_an_appeal_on_the_page(cast: Cast) -> None:
    with cast.app.app_context():
        page = f"/my/applications/{transact(refused).application.public_id}/decision"
    lan = cast.client("lan")
    assert lan.submit(page, {"appeal-text": ""}, to=f"{page}/appeal").status_code == 422
    assert lan.submit(page, {"appeal-text": "Cam kết ở tệp A5."}, to=f"{page}/appeal").status_code == 302
    shown = lan.get(page).text
    assert "Cam kết ở tệp A5." in shown
    assert f"{page}/appeal" not in shown


def test_answering_a_condition_on_the_page(cast: Cast) -> None:
    with cast.app.app_context():
        page, condition_id = transact(_conditional)
    lan, to = cast.client("lan"), f"{page}/conditions/{condition_id}"
    assert lan.submit(page, to=to).status_code == 422
    assert lan.submit(page, {f"answer-{condition_id}-text": "Đã làm đường dốc."}, to=to).status_code == 302
    assert "Đã làm đường dốc." in lan.get(page).text
    desk = page.replace("/my/", "/desk/").removesuffix("/decision")
    assert "Đã làm đường dốc." in cast.client("tuan").get(desk).text


def _conditional() -> tuple[str, str]:
    terms = [Terms("Làm đường dốc.", clock.today() + timedelta(days=30), "B2.1")]
    decision = service.propose_decision(reviewed(), Outcome.CONDITIONAL, "", conditions=terms, actor=person("tuan"))
    service.sign_decision(decision, actor=person("dung"), decision_number="6/QĐ")
    return f"/my/applications/{decision.application.public_id}/decision", queries.conditions_of(decision)[0].public_id


def test_there_is_no_letter_before_it_is_public(cast: Cast) -> None:
    with cast.app.app_context():
        decision = transact(lambda: service.propose_decision(reviewed(), Outcome.APPROVE, "", actor=person("tuan")))
        page, decision_id = f"/my/applications/{decision.application.public_id}/decision", decision.id
    lan = cast.client("lan")
    assert lan.get(page).status_code == 404
    with cast.app.app_context():
        transact(
            lambda: service.sign_decision(
                db.session.get_one(Decision, decision_id), actor=person("dung"), staged=True
            )
        )
    assert lan.get(page).status_code == 404
    with cast.app.app_context():
        held = db.session.get_one(Decision, decision_id)
        assert held.application.status == ApplicationStatus.STAGED


def test_another_try_begins_with_the_last_and_marks_what_was_weak(cast: Cast) -> None:
    with cast.app.app_context():
        old = transact(lambda: refused({"B3.3": ADVICE})).application
        page, old_id = f"/my/applications/{old.public_id}/decision", old.id
        before = {code: one.text for code, one in answers_of(old).items() if one.text}
    lan = cast.client("lan")
    begun = lan.submit(page, to=f"{page}/again")
    assert begun.status_code == 302
    tasks = lan.get(begun.location).text
    assert "Lần trước còn yếu: A5" in tasks
    assert ADVICE in lan.get(f"{begun.location}/sections/B3").text
    with cast.app.app_context():
        draft = application_for(person("lan"), begun.location.rpartition("/")[2])
        assert draft is not None
        assert draft.previous_id == old_id
        assert {code: one.text for code, one in answers_of(draft).items()} == before
        assert "A6" not in answers_of(draft)
    assert f"{page}/again" not in lan.get(page).text
