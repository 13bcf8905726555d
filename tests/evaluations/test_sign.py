import threading
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from app.accounts.models import Role, User
from app.applications.models import ApplicationStatus
from app.core import clock
from app.core.db import db, transact
from app.core.errors import DomainError
from app.evaluations import queries, service
from app.evaluations.models import Decision, DecisionStatus, Outcome
from app.evaluations.rules import Terms
from app.mail.delivery import compose
from app.mail.models import Mail
from app.memberships.models import Certificate, Grade, MembershipEvent
from tests.applications.factories import join_team, make_space
from tests.cast import Cast
from tests.evaluations.factories import extra, person, proposed, reviewed
from tests.web.browserless import forms_of

NUMBER = "12/QĐ-TTĐP"


def sign(decision: Decision, key: str, number: str = NUMBER) -> Certificate | None:
    return service.sign_decision(decision, actor=person(key), decision_number=number)


def letters(template: str) -> list[Mail]:
    return db.session.query(Mail).filter_by(template=template).order_by(Mail.recipient).all()


@pytest.mark.parametrize(
    ("outcome", "status", "grade", "template"),
    [
        (Outcome.APPROVE, ApplicationStatus.APPROVED, Grade.FULL, "evaluation_approved"),
        (Outcome.ASSOCIATE, ApplicationStatus.ASSOCIATE, Grade.ASSOCIATE, "evaluation_associate"),
    ],
)
def test_an_admission_enters_the_ledger_and_gets_its_certificate(
    ctx: Flask, outcome: Outcome, status: ApplicationStatus, grade: Grade, template: str
) -> None:
    decision = transact(lambda: proposed(outcome, "Lý do rõ ràng."))
    transact(lambda: join_team(decision.application.space, person("minh")))
    certificate = transact(lambda: sign(decision, "dung"))
    assert certificate is not None
    event = db.session.query(MembershipEvent).one()
    assert (decision.application.status, event.grade, event.decision_number) == (status, grade, NUMBER)
    assert [one.recipient for one in letters(template)] == ["lan@example.org", "minh@example.org"]
    assert letters(template)[0].values["certificate_path"] == f"/verify/{certificate.check_code}"


def test_a_refusal_says_why_and_admits_nobody(ctx: Flask) -> None:
    decision = transact(lambda: proposed(Outcome.REFUSE, "Nhóm B3 dưới mức sàn."))
    assert transact(lambda: sign(decision, "dung")) is None
    assert decision.application.status == ApplicationStatus.REFUSED
    assert db.session.query(MembershipEvent).count() == db.session.query(Certificate).count() == 0
    assert letters("evaluation_refused")[0].values["reasons"] == "Nhóm B3 dưới mức sàn."


def test_letters_carry_no_scores_and_no_names_of_reviewers(ctx: Flask) -> None:
    decision = transact(proposed)
    transact(lambda: sign(decision, "dung"))
    told = str(letters("evaluation_approved")[0].values)
    assert "Đỗ Mai" not in told
    assert "points" not in told


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_letter_of_a_case_can_be_read(ctx: Flask, language: str) -> None:
    for user in db.session.query(User).all():
        transact(lambda user=user: setattr(user, "language", language))
    decision = transact(lambda: proposed(Outcome.ASSOCIATE, "Mới hoạt động <6 tháng>."))
    transact(lambda: service.return_decision(decision, actor=person("dung"), note="Xem lại."))
    for outcome in Outcome:
        signed = transact(lambda outcome=outcome: _signed(outcome))
        assert signed.decided_on is not None
    texts = {mail.template: compose(mail).body for mail in db.session.query(Mail).all()}
    wanted = {"assigned", "sent_back", "approved", "conditional", "associate", "refused", "closed"}
    assert {f"evaluation_{name}" for name in wanted} <= set(texts)
    code = db.session.query(Certificate).order_by(Certificate.id).first()
    assert code is not None
    assert f"/verify/{code.check_code}" in texts["evaluation_approved"]
    assert "<6 tháng>" in texts["evaluation_associate"]


def _signed(outcome: Outcome) -> Decision:
    application = reviewed(space=make_space(person("lan")))
    terms = [Terms("Gửi ảnh lối thoát hiểm.", clock.today() + timedelta(days=60))]
    decision = service.propose_decision(
        application, outcome, "Mới hoạt động <6 tháng>.", conditions=terms, actor=person("tuan")
    )
    sign(decision, "dung")
    return decision


def test_the_proposer_never_signs_whatever_their_roles(ctx: Flask) -> None:
    transact(lambda: extra("kiem", "Đặng Kiêm", *Role))
    application = transact(reviewed)
    decision = transact(lambda: service.propose_decision(application, Outcome.APPROVE, "", actor=person("kiem")))
    with pytest.raises(DomainError, match=r"decision\.four_eyes"):
        transact(lambda: sign(decision, "kiem"))
    assert db.session.query(Certificate).count() == 0


def test_the_schema_refuses_one_pair_of_eyes_too(ctx: Flask) -> None:
    decision = transact(proposed)
    with pytest.raises(IntegrityError):
        transact(
            lambda: db.session.execute(
                update(Decision).where(Decision.id == decision.id).values(signed_by=Decision.proposed_by)
            )
        )


@pytest.mark.parametrize("who", ["lan", "mai", "thu", "ha"])
def test_only_approvers_sign(ctx: Flask, who: str) -> None:
    decision = transact(proposed)
    with pytest.raises(DomainError, match=r"decision\.not_yours_to_sign"):
        transact(lambda: sign(decision, who))


def test_an_approver_of_the_team_does_not_sign(ctx: Flask) -> None:
    decision = transact(proposed)
    transact(lambda: join_team(decision.application.space, person("dung")))
    with pytest.raises(DomainError, match=r"decision\.not_yours_to_sign"):
        transact(lambda: sign(decision, "dung"))


def test_no_signature_without_a_number(ctx: Flask) -> None:
    decision = transact(proposed)
    with pytest.raises(DomainError, match=r"decision\.number_missing"):
        transact(lambda: sign(decision, "dung", " "))


def test_what_was_sent_back_is_not_signed(ctx: Flask) -> None:
    decision = transact(proposed)
    transact(lambda: service.return_decision(decision, actor=person("dung"), note="Xem lại nhóm B3."))
    assert (decision.status, decision.application.status) == (DecisionStatus.RETURNED, ApplicationStatus.IN_REVIEW)
    assert [one.recipient for one in letters("evaluation_sent_back")] == ["tuan@example.org"]
    with pytest.raises(DomainError) as error:
        transact(lambda: sign(decision, "dung"))
    assert (error.value.code, error.value.values["note"]) == ("decision.already_returned", "Xem lại nhóm B3.")
    again = transact(
        lambda: service.propose_decision(decision.application, Outcome.APPROVE, "", actor=person("tuan"))
    )
    assert transact(lambda: sign(again, "dung")) is not None


@pytest.mark.parametrize(
    ("who", "may"), [("tuan", True), ("dung", True), ("thu", False), ("ha", False), ("mai", False)]
)
def test_who_sends_a_proposal_back(ctx: Flask, who: str, may: bool) -> None:
    decision = transact(proposed)
    if may:
        transact(lambda: service.return_decision(decision, actor=person(who), note="Xem lại."))
        return
    with pytest.raises(DomainError, match=r"decision\.not_yours_to_return"):
        transact(lambda: service.return_decision(decision, actor=person(who), note="Xem lại."))


def test_two_signatures_at_once_give_one_certificate_and_tell_the_other(app: Flask) -> None:
    with app.app_context():
        transact(lambda: extra("hoa2", "Trịnh Hòa", Role.APPROVER))
        decision_id = transact(proposed).id
    told: list[DomainError] = []
    start = threading.Barrier(2)

    def act(key: str) -> None:
        with app.app_context():
            start.wait()
            try:
                transact(lambda: sign(db.session.get_one(Decision, decision_id), key))
            except DomainError as error:
                told.append(error)

    threads = [threading.Thread(target=act, args=(key,)) for key in ("dung", "hoa2")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context():
        decision = db.session.get_one(Decision, decision_id)
        assert db.session.query(Certificate).count() == 1
        assert decision.signer is not None
        assert [(one.code, one.values["who"]) for one in told] == [("decision.already_signed", decision.signer.name)]


def test_signing_on_the_page(cast: Cast) -> None:
    with cast.app.app_context():
        transact(lambda: extra("hoa2", "Trịnh Hòa", Role.APPROVER))
        decision = transact(proposed)
        page = f"/desk/applications/{decision.application.public_id}"
        to = f"{page}/decisions/{decision.public_id}/sign"
    dung, other = cast.client("dung"), cast.client("hoa2")
    answer = dung.submit(page, {"sign-decision_number": ""}, to=to)
    assert answer.status_code == 422
    assert 'href="#sign-decision_number"' in answer.text
    late = {"csrf_token": _token(other, page), "sign-decision_number": "13/QĐ"}
    assert dung.submit(page, {"sign-decision_number": NUMBER}, to=to).status_code == 302
    refused = other.post(to, data=late)
    assert refused.status_code == 422
    assert "Phạm Dũng đã ký quyết định này lúc" in refused.text
    assert NUMBER in other.get(page).text


def _token(client: FlaskClient, page: str) -> str:
    return str(forms_of(client.get(page).text)[0].fields["csrf_token"])


def test_the_proposer_is_offered_no_signature(cast: Cast) -> None:
    with cast.app.app_context():
        transact(lambda: extra("kiem", "Đặng Kiêm", Role.COORDINATOR, Role.APPROVER))
        application = transact(reviewed)
        decision = transact(lambda: service.propose_decision(application, Outcome.APPROVE, "", actor=person("kiem")))
        page = f"/desk/applications/{application.public_id}"
        to = f"{page}/decisions/{decision.public_id}/sign"
    kiem = cast.client("kiem")
    shown = kiem.get(page).text
    assert to not in shown
    refused = kiem.post(to, data={"csrf_token": _token(kiem, page), "sign-decision_number": NUMBER})
    assert refused.status_code == 422
    assert "một người khác phải ký" in refused.text
    with cast.app.app_context():
        case = queries.case_for(person("dung"), page.rpartition("/")[2])
        assert case is not None
        assert case.status == ApplicationStatus.PROPOSED
