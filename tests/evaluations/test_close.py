"""A case ended without judging it, and the way back of any proposal."""

import pytest
from flask import Flask

from app.applications.models import Application, ApplicationStatus
from app.applications.service import begin_intake
from app.core.db import db, transact
from app.core.errors import DomainError
from app.evaluations import service
from app.evaluations.models import Decision, Outcome
from app.mail.models import Mail
from app.memberships.models import Certificate
from tests.evaluations.factories import in_review, person, submitted


def in_intake() -> Application:
    application = submitted()
    begin_intake(application, actor=person("tuan"))
    return application


def close(application: Application, reasons: str = "Không gian không còn hoạt động.") -> Decision:
    return service.propose_decision(application, Outcome.CLOSE, reasons, actor=person("tuan"))


@pytest.mark.parametrize("make", [in_intake, in_review])
def test_a_case_is_closed_without_sheets_and_sent_back_to_where_it_was(ctx: Flask, make: object) -> None:
    application: Application = transact(make)  # type: ignore[arg-type]
    before = application.status
    decision = transact(lambda: close(application))
    transact(lambda: service.return_decision(decision, actor=person("dung"), note="Hỏi lại không gian."))
    assert application.status == before
    again = transact(lambda: close(application))
    assert transact(lambda: service.sign_decision(again, actor=person("dung"), decision_number="9/QĐ")) is None
    assert application.status == ApplicationStatus.CLOSED
    assert db.session.query(Certificate).count() == 0
    (letter,) = db.session.query(Mail).filter_by(template="evaluation_closed").all()
    assert letter.values["reasons"] == "Không gian không còn hoạt động."


def test_closing_needs_reasons_and_judges_nothing(ctx: Flask) -> None:
    application = transact(in_intake)
    with pytest.raises(DomainError, match=r"decision\.reasons_missing"):
        transact(lambda: close(application, " "))
    with pytest.raises(DomainError, match=r"application\.cannot_move"):
        transact(lambda: service.propose_decision(application, Outcome.REFUSE, "x", actor=person("tuan")))
