"""Whatever people try, in whatever order: no certificate without two of them, one proposing and another signing."""

from flask import Flask
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from app.accounts.models import Role
from app.accounts.queries import user_by_email
from app.applications.models import Application
from app.core.db import db, transact
from app.core.errors import DomainError
from app.evaluations import queries, service
from app.evaluations.models import DecisionStatus, Outcome
from app.memberships.models import Certificate
from tests.applications.factories import make_space
from tests.cast import email_of
from tests.evaluations.factories import ask, extra, hand_in, person, review_of, submitted

PEOPLE = ("lan", "mai", "son", "tuan", "thu", "dung", "ha", "kiem")
ACTS = ("assign", "hand_in", "recuse", "ask_for_more", "propose", "sign", "send_back")
PREPARED = [("assign", "tuan"), ("assign", "tuan"), ("hand_in", "mai"), ("hand_in", "son")]


def attempt(act: str, key: str, application: Application) -> None:
    actor = person(key)
    decisions = queries.decisions_of(application)
    match act:
        case "assign":
            known = {one.reviewer_id for one in queries.reviews_of(application)}
            free = next((one for one in ("mai", "son", "kiem") if person(one).id not in known), "mai")
            service.assign_reviewer(application, person(free), actor=actor)
        case "hand_in" if any(one.reviewer_id == actor.id for one in queries.reviews_of(application)):
            hand_in(review_of(application, key))
        case "recuse" if any(one.reviewer_id == actor.id for one in queries.reviews_of(application)):
            service.recuse(review_of(application, key), "Có quan hệ", actor=actor)
        case "ask_for_more":
            ask(application, {"B2.1": "Thiếu ảnh."}, by=key)
        case "propose":
            service.propose_decision(application, Outcome.APPROVE, "", actor=actor)
        case "sign" if decisions:
            service.sign_decision(decisions[0], actor=actor, decision_number="1/QĐ")
        case "send_back" if decisions:
            service.return_decision(decisions[0], actor=actor, note="Xem lại")


def run(steps: list[tuple[str, str]]) -> Application:
    application = transact(lambda: submitted(space=make_space(person("lan"))))
    for act, key in steps:
        try:
            transact(lambda act=act, key=key: attempt(act, key, application))
        except DomainError:
            db.session.rollback()
    return application


def certificates(application: Application) -> int:
    return db.session.query(Certificate).filter_by(space_id=application.space_id).count()


@given(
    prepared=st.booleans(),
    steps=st.lists(st.tuples(st.sampled_from(ACTS), st.sampled_from(PEOPLE)), min_size=1, max_size=8),
)
@example(prepared=True, steps=[("propose", "kiem"), ("sign", "kiem"), ("sign", "dung"), ("sign", "kiem")])
@example(prepared=True, steps=[("propose", "tuan"), ("send_back", "dung"), ("sign", "dung")])
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_no_certificate_without_two_people(ctx: Flask, prepared: bool, steps: list[tuple[str, str]]) -> None:
    if user_by_email(email_of("kiem")) is None:
        transact(lambda: extra("kiem", "Đặng Kiêm", *Role))
    application = run((PREPARED if prepared else []) + steps)
    signed = [one for one in queries.decisions_of(application) if one.status == DecisionStatus.SIGNED]
    assert certificates(application) == len(signed) <= 1
    for decision in signed:
        assert decision.signed_by is not None
        assert decision.signed_by != decision.proposed_by
        assert "coordinator" in decision.proposer.roles
        assert decision.signer is not None
        assert "approver" in decision.signer.roles


def test_the_walk_can_reach_a_certificate(ctx: Flask) -> None:
    """So that the property above is about something."""
    assert certificates(run([*PREPARED, ("propose", "tuan"), ("sign", "dung")])) == 1
