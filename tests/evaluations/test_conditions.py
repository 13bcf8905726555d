from datetime import timedelta

import pytest
from flask import Flask

from app.applications.models import ApplicationStatus
from app.core import clock
from app.core.db import db, transact
from app.core.errors import DomainError
from app.evaluations import queries, service
from app.evaluations.models import Condition, Decision, Outcome
from app.evaluations.rules import Terms
from app.mail.models import Mail
from app.memberships.models import Certificate
from tests.cast import Cast
from tests.evaluations.factories import person, reviewed


def terms(*codes: str | None, days: int = 30) -> list[Terms]:
    return [Terms(f"Việc số {n}", clock.today() + timedelta(days=days + n), code) for n, code in enumerate(codes)]


def propose(*codes: str | None, unmet: tuple[str, ...] = (), days: int = 30) -> Decision:
    application = reviewed(unmet=unmet)
    told = terms(*codes, days=days)
    return service.propose_decision(application, Outcome.CONDITIONAL, "", conditions=told, actor=person("tuan"))


def signed(*codes: str | None, days: int = 30) -> list[Condition]:
    decision = propose(*codes, days=days)
    assert service.sign_decision(decision, actor=person("dung"), decision_number="7/QĐ") is None
    return list(queries.conditions_of(decision))


def letters(template: str) -> int:
    return db.session.query(Mail).filter_by(template=template).count()


def test_a_gate_that_is_not_met_wants_a_condition_of_its_own(ctx: Flask) -> None:
    with pytest.raises(DomainError, match=r"decision\.gate_without_condition"):
        transact(lambda: propose("B2.1", unmet=("A5",)))
    assert transact(lambda: propose("A5", unmet=("A5",))).outcome == Outcome.CONDITIONAL


@pytest.mark.parametrize(
    ("codes", "days", "error"),
    [((), 30, "conditions_missing"), ((None,), 0, "condition_not_ahead"), ((None,) * 9, 30, "too_many_conditions")],
)
def test_wrong_terms(ctx: Flask, codes: tuple[None, ...], days: int, error: str) -> None:
    with pytest.raises(DomainError, match=rf"decision\.{error}"):
        transact(lambda: propose(*codes, days=days))


def test_the_last_condition_met_admits_and_not_before(ctx: Flask) -> None:
    first, last = transact(lambda: signed("B2.1", None))
    application = first.decision.application
    assert application.status == ApplicationStatus.CONDITIONAL
    assert letters("evaluation_conditional") == 1
    transact(lambda: service.answer_condition(first, "Đã làm đường dốc.", None, actor=person("lan")))
    assert letters("evaluation_condition_answered") == 1
    with pytest.raises(DomainError, match=r"condition\.reason_missing"):
        transact(lambda: service.meet_condition(first, " ", actor=person("tuan")))
    assert transact(lambda: service.meet_condition(first, "Đã xem ảnh.", actor=person("tuan"))) is None
    assert db.session.query(Certificate).count() == 0
    certificate = transact(lambda: service.meet_condition(last, "Đã xem hợp đồng.", actor=person("thu")))
    assert certificate is not None
    assert application.status == ApplicationStatus.APPROVED
    assert (certificate.event.decision_number, certificate.event.grade) == ("7/QĐ", "full")
    assert letters("evaluation_conditions_met") == 1
    with pytest.raises(DomainError, match=r"condition\.settled"):
        transact(lambda: service.meet_condition(last, "Lần nữa", actor=person("thu")))


@pytest.mark.parametrize("who", ["lan", "mai", "dung", "ha"])
def test_only_coordinators_say_what_is_met(ctx: Flask, who: str) -> None:
    (condition,) = transact(lambda: signed(None))
    with pytest.raises(DomainError, match=r"evaluation\.not_yours"):
        transact(lambda: service.meet_condition(condition, "Được", actor=person(who)))


def test_more_time_for_a_reason_and_one_letter_for_each_day_missed(ctx: Flask) -> None:
    (condition,) = transact(lambda: signed(None))
    with pytest.raises(DomainError, match=r"condition\.not_later"):
        transact(lambda: service.extend_condition(condition, condition.due_on, "Chờ thợ", actor=person("tuan")))
    transact(
        lambda: service.extend_condition(
            condition, condition.due_on + timedelta(days=10), "Chờ thợ", actor=person("tuan")
        )
    )
    assert letters("evaluation_condition_extended") == 1
    assert transact(service.tell_overdue) == 0
    transact(lambda: setattr(condition, "due_on", clock.today() - timedelta(days=1)))
    for _ in range(2):
        assert transact(service.tell_overdue) == 1
    assert (letters("evaluation_condition_late"), letters("evaluation_condition_late_staff")) == (1, 1)


def test_a_new_decision_takes_the_place_of_missed_conditions(ctx: Flask) -> None:
    (condition,) = transact(lambda: signed(None))
    application = condition.decision.application
    second = transact(lambda: service.propose_decision(application, Outcome.REFUSE, "Quá hạn.", actor=person("tuan")))
    transact(lambda: service.return_decision(second, actor=person("dung"), note="Chờ thêm."))
    assert application.status == ApplicationStatus.CONDITIONAL
    third = transact(lambda: service.propose_decision(application, Outcome.REFUSE, "Quá hạn.", actor=person("tuan")))
    with pytest.raises(DomainError, match=r"condition\.settled"):
        transact(lambda: service.meet_condition(condition, "Muộn", actor=person("tuan")))
    transact(lambda: service.sign_decision(third, actor=person("dung"), decision_number="8/QĐ"))
    assert application.status == ApplicationStatus.REFUSED


def test_settling_on_the_page(cast: Cast) -> None:
    with cast.app.app_context():
        first, last = transact(lambda: signed("B2.1", None))
        page = f"/desk/applications/{first.decision.application.public_id}"
        ids = first.public_id, last.public_id
    tuan = cast.client("tuan")
    to = f"{page}/conditions/{ids[0]}/met"
    answer = tuan.submit(page, to=to)
    assert answer.status_code == 422
    assert f'href="#met-{ids[0]}-reason"' in answer.text
    later = {f"extend-{ids[1]}-due_on": "01/01/2030", f"extend-{ids[1]}-reason": "Chờ thợ."}
    assert tuan.submit(page, later, to=f"{page}/conditions/{ids[1]}/extend").status_code == 302
    assert "01/01/2030" in tuan.get(page).text
    for one in ids:
        sent = {f"met-{one}-reason": "Đã xem ảnh."}
        assert tuan.submit(page, sent, to=f"{page}/conditions/{one}/met").status_code == 302
    assert "Được công nhận" in tuan.get(page).text
