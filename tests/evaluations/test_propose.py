import threading
from collections.abc import Sequence

import pytest
from flask import Flask

from app.applications.models import ApplicationStatus
from app.core.db import transact
from app.core.errors import DomainError
from app.criteria.queries import definition_of
from app.criteria.rules import Assessment
from app.evaluations import queries, rules, service
from app.evaluations.models import Outcome
from app.evaluations.rules import Sheet
from tests.applications.factories import join_team
from tests.cast import Cast
from tests.evaluations.factories import (
    extra_reviewer,
    hand_in,
    in_review,
    person,
    review_of,
    reviewed,
    sheet,
)


def test_a_proposal_keeps_the_assessment_it_rests_on(ctx: Flask) -> None:
    application = transact(reviewed)
    decision = transact(lambda: service.propose_decision(application, Outcome.APPROVE, "", actor=person("tuan")))
    full: list[Sheet] = [sheet(application), sheet(application)]
    definition = definition_of(application.criteria_set)
    assert Assessment.from_document(decision.assessment) == rules.assessment_of(full, definition, application.kinds)
    assert application.status == ApplicationStatus.PROPOSED


@pytest.mark.parametrize(
    ("share", "unmet", "allowed"),
    [
        ("0.8", (), {Outcome.APPROVE, Outcome.CONDITIONAL, Outcome.ASSOCIATE, Outcome.REFUSE, Outcome.CLOSE}),
        ("0.8", ("A3",), {Outcome.CONDITIONAL, Outcome.ASSOCIATE, Outcome.REFUSE, Outcome.CLOSE}),
        ("0.8", ("A5",), {Outcome.CONDITIONAL, Outcome.REFUSE, Outcome.CLOSE}),
        ("0.3", (), {Outcome.REFUSE, Outcome.CLOSE}),
    ],
)
def test_nobody_proposes_better_than_assessed(
    ctx: Flask, share: str, unmet: Sequence[str], allowed: set[Outcome]
) -> None:
    application = transact(lambda: reviewed(share=share, unmet=unmet))
    for outcome in set(Outcome) - allowed:
        with pytest.raises(DomainError, match=r"decision\.better_than_assessed"):
            transact(
                lambda outcome=outcome: service.propose_decision(application, outcome, "Lý do", actor=person("tuan"))
            )
    best = next(one for one in Outcome if one in allowed - {Outcome.CONDITIONAL})
    transact(lambda: service.propose_decision(application, best, "Lý do", actor=person("tuan")))


@pytest.mark.parametrize("outcome", [Outcome.ASSOCIATE, Outcome.REFUSE])
def test_what_disappoints_needs_reasons(ctx: Flask, outcome: Outcome) -> None:
    application = transact(reviewed)
    with pytest.raises(DomainError, match=r"decision\.reasons_missing"):
        transact(lambda: service.propose_decision(application, outcome, " \n", actor=person("tuan")))


def test_every_reviewer_asked_must_have_handed_in(ctx: Flask) -> None:
    application = transact(lambda: in_review(reviewers=("mai",)))
    transact(lambda: hand_in(review_of(application, "mai")))
    with pytest.raises(DomainError, match=r"decision\.reviews_missing"):
        transact(lambda: service.propose_decision(application, Outcome.APPROVE, "", actor=person("tuan")))
    second = transact(lambda: service.assign_reviewer(application, person("son"), actor=person("tuan")))
    with pytest.raises(DomainError, match=r"decision\.reviews_missing"):
        transact(lambda: service.propose_decision(application, Outcome.APPROVE, "", actor=person("tuan")))
    transact(lambda: hand_in(second))
    transact(lambda: service.propose_decision(application, Outcome.APPROVE, "", actor=person("tuan")))


def test_two_far_apart_call_a_third_whose_middle_counts(ctx: Flask) -> None:
    application = transact(in_review)
    transact(lambda: hand_in(review_of(application, "mai"), "0.9"))
    transact(lambda: hand_in(review_of(application, "son"), "0.5"))  # nobody else is there to be asked by itself
    with pytest.raises(DomainError, match=r"decision\.third_needed"):
        transact(lambda: service.propose_decision(application, Outcome.REFUSE, "Lý do", actor=person("tuan")))
    third = transact(lambda: service.assign_reviewer(application, extra_reviewer(), actor=person("tuan")))
    with pytest.raises(DomainError, match=r"decision\.reviews_missing"):
        transact(lambda: service.propose_decision(application, Outcome.REFUSE, "Lý do", actor=person("tuan")))
    transact(lambda: hand_in(third, "0.8"))
    decision = transact(lambda: service.propose_decision(application, Outcome.APPROVE, "", actor=person("tuan")))
    values = {one.code: one.value for one in Assessment.from_document(decision.assessment).criteria}
    assert values["B1.1"] == 8


@pytest.mark.parametrize("who", ["lan", "mai", "dung", "ha"])
def test_only_coordinators_propose(ctx: Flask, who: str) -> None:
    application = transact(reviewed)
    with pytest.raises(DomainError, match=r"evaluation\.not_yours"):
        transact(lambda: service.propose_decision(application, Outcome.APPROVE, "", actor=person(who)))


def test_a_coordinator_of_the_team_does_not_propose(ctx: Flask) -> None:
    application = transact(reviewed)
    transact(lambda: join_team(application.space, person("tuan")))
    with pytest.raises(DomainError, match=r"evaluation\.not_yours"):
        transact(lambda: service.propose_decision(application, Outcome.APPROVE, "", actor=person("tuan")))


def test_two_coordinators_at_once_make_one_proposal(app: Flask) -> None:
    with app.app_context():
        case = transact(reviewed).public_id
    told = _both(app, case)
    with app.app_context():
        application = queries.case_for(person("dung"), case)
        assert application is not None
        (decision,) = queries.decisions_of(application)
        (error,) = told
        assert (error.code, error.values["who"]) == ("decision.already_proposed", decision.proposer.name)


def _both(app: Flask, case: str) -> list[DomainError]:
    told: list[DomainError] = []
    start = threading.Barrier(2)

    def propose(key: str) -> None:
        with app.app_context():
            start.wait()
            try:
                transact(
                    lambda: service.propose_decision(
                        queries.case_for(person(key), case),  # type: ignore[arg-type]
                        Outcome.APPROVE,
                        "",
                        actor=person(key),
                    )
                )
            except DomainError as error:
                told.append(error)

    threads = [threading.Thread(target=propose, args=(key,)) for key in ("tuan", "thu")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def test_proposing_on_the_page(cast: Cast) -> None:
    with cast.app.app_context():
        case = transact(lambda: reviewed(unmet=("A3",))).public_id
    page, tuan = f"/desk/applications/{case}", cast.client("tuan")
    to = f"{page}/decisions/new"
    assert to in tuan.get(page).text
    shown = tuan.get(to).text
    assert 'value="associate"' in shown
    assert 'value="approve"' not in shown
    answer = tuan.submit(to, {"propose-decision": "associate", "propose-reasons": ""}, to=to)
    assert answer.status_code == 422
    assert 'href="#propose-reasons"' in answer.text
    answer = tuan.submit(to, {"propose-decision": "approve", "propose-reasons": "x"}, to=to)
    assert answer.status_code == 422
    assert "không có trong danh sách" in answer.text
    sent = {"propose-decision": "associate", "propose-reasons": "Mới hoạt động 6 tháng."}
    assert tuan.submit(to, sent, to=to).status_code == 302
    assert "Bạn là người trình" in tuan.get(page).text
