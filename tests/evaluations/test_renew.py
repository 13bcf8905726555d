"""What a running application is judged by, and what signing a renewal does."""

from flask import Flask

from app.applications import queries as applications
from app.applications import service as steps
from app.applications.models import Application
from app.applications.rules import seen_now
from app.applications.service import Reply
from app.core import clock
from app.core.db import db, transact
from app.criteria.queries import current_set
from app.criteria.service import import_set, publish_set
from app.evaluations import service
from app.evaluations.models import Outcome
from app.evaluations.queries import reviews_of
from app.mail.delivery import compose
from app.mail.models import Mail
from app.memberships.models import Certificate, EventKind
from app.memberships.queries import events_of, standing_of
from app.memberships.rules import last_day
from app.settings.service import change_setting
from tests.applications.test_service import fetched
from tests.criteria.factories import edition
from tests.evaluations.factories import hand_in, person, proposed, submitted


def publish(number: str) -> None:
    published = import_set(edition(number), actor=None)
    publish_set(published, actor=None)


def decide(application: Application, number: str) -> Certificate:
    for key in ("mai", "son"):
        service.assign_reviewer(application, person(key), actor=person("tuan"))
    for review in reviews_of(application):
        hand_in(review)
    decision = service.propose_decision(application, Outcome.APPROVE, "Đủ điều kiện.", actor=person("tuan"))
    certificate = service.sign_decision(decision, actor=person("dung"), decision_number=number)
    assert certificate is not None
    return certificate


def letter(template: str) -> str:
    mails = db.session.query(Mail).filter_by(template=template, recipient="lan@example.org").order_by(Mail.id).all()
    return compose(mails[-1]).body


def test_a_running_application_keeps_the_version_it_began_with_to_the_certificate(ctx: Flask) -> None:
    number = transact(lambda: submitted().public_id)
    transact(lambda: publish("0.2"))
    current = current_set()
    assert current is not None
    assert current.edition == "0.2"
    certificate = transact(lambda: decide(fetched(number), "5/QĐ-TTĐP"))
    assert fetched(number).criteria_set.edition == "0.1"
    assert certificate.data["criteria_label"] == "Bộ tiêu chí mặc định, 0.1"
    for template in ("application_received", "evaluation_approved"):
        assert "Bộ tiêu chí mặc định, 0.1" in letter(template)


def test_signing_a_renewal_extends_the_term_from_its_old_end(ctx: Flask) -> None:
    decision = transact(proposed)
    before = decision.application_id
    transact(lambda: service.sign_decision(decision, actor=person("dung"), decision_number="5/QĐ-TTĐP"))
    space_id = db.session.get_one(Application, before).space_id
    until = standing_of(space_id, clock.today()).until
    assert until is not None
    transact(lambda: change_setting("membership.renewal_days", 1000, actor=None))

    def renewed() -> Certificate:
        lan = person("lan")
        application = steps.start_renewal(db.session.get_one(Application, before).space, actor=lan)
        consent = Reply(seen=seen_now(applications.answers_of(application).get("A6")), declared=True)
        steps.save_replies(application, {"A6": consent}, actor=lan)
        steps.confirm_answers(
            application, {one.item.code for one in steps.carried_to_confirm(application)}, actor=lan
        )
        steps.submit_application(application, actor=lan)
        return decide(application, "6/QĐ-TTĐP")

    certificate = transact(renewed)
    assert certificate.valid_until == last_day(until, 24)
    assert standing_of(space_id, clock.today()).until == last_day(until, 24)
    assert [one.kind for one in events_of(space_id)] == [EventKind.ADMITTED, EventKind.RENEWED]
    assert "được gia hạn thành viên" in letter("evaluation_approved")
