"""Signed and not yet public: nobody outside learns of it before the others do."""

import pytest
from flask import Flask

from app.applications.models import ApplicationStatus
from app.core.db import db, transact
from app.core.errors import DomainError
from app.evaluations import service
from app.evaluations.models import Decision, DecisionStatus
from app.mail.models import Mail
from app.memberships.models import Certificate
from tests.applications.factories import make_space
from tests.cast import Cast
from tests.evaluations.factories import person, proposed

MARK = "Lý do giữ kín đến ngày công bố"


def staged() -> Decision:
    decision = proposed(reasons=MARK)
    service.sign_decision(decision, actor=person("dung"), staged=True)
    return decision


def test_it_takes_effect_when_it_is_published(ctx: Flask) -> None:
    decision = transact(staged)
    assert (decision.status, decision.application.status) == (DecisionStatus.STAGED, ApplicationStatus.STAGED)
    assert decision.decided_on is None
    assert db.session.query(Certificate).count() == 0
    assert not db.session.query(Mail).filter(Mail.template.startswith("evaluation_approved")).count()
    with pytest.raises(DomainError, match=r"decision\.number_missing"):
        transact(lambda: service.publish_decision(decision, actor=person("dung")))
    with pytest.raises(DomainError, match=r"decision\.not_yours_to_publish"):
        transact(lambda: service.publish_decision(decision, actor=person("tuan"), decision_number="1/QĐ"))
    certificate = transact(lambda: service.publish_decision(decision, actor=person("dung"), decision_number="1/QĐ"))
    assert certificate is not None
    assert decision.application.status == ApplicationStatus.APPROVED
    with pytest.raises(DomainError, match=r"decision\.not_staged"):
        transact(lambda: service.publish_decision(decision, actor=person("dung"), decision_number="1/QĐ"))


def test_the_applicant_is_told_as_before_the_signature(cast: Cast) -> None:
    with cast.app.app_context():
        decision = transact(lambda: proposed(reasons=MARK))
        decision_id, code = decision.id, decision.application.public_id
    lan = cast.client("lan")
    pages = [f"/my/applications{tail}" for tail in ("", f"/{code}", f"/{code}/check", f"/{code}/receipt")]
    before = [lan.get(page).text for page in pages]
    with cast.app.app_context():
        transact(
            lambda: service.sign_decision(
                db.session.get_one(Decision, decision_id), actor=person("dung"), staged=True
            )
        )
    after = [lan.get(page).text for page in pages]
    for old, new in zip(before, after, strict=True):
        assert "chờ công bố" not in new
        assert "Được công nhận" not in new
        assert MARK not in new
        assert ("Chờ ký quyết định" in new) == ("Chờ ký quyết định" in old)


def test_publishing_on_the_page_goes_on_past_one_that_fails(cast: Cast) -> None:
    """One has no number and none is given for it; the other has its own."""
    with cast.app.app_context():
        transact(staged)
        bare, own = transact(_two_staged)
    page, dung = "/desk/decisions/staged", cast.client("dung")
    assert dung.submit(page, {"publish-chosen": None}, to=page).status_code == 422
    answer = dung.submit(page, {"publish-chosen": [bare, own]}, to=page)
    assert answer.status_code == 422
    assert "1 quyết định chưa công bố được" in answer.text
    assert "KGST-" in answer.text
    again = dung.submit(page, {"publish-decision_number": "20/QĐ", "publish-order": "name"}, to=page)
    assert again.status_code == 302
    assert "2 quyết định" in dung.get(again.location).text
    assert "Không có quyết định nào đang chờ" in dung.get(page).text


def _two_staged() -> tuple[str, str]:
    made = []
    for number in ("", "19/QĐ"):
        decision = proposed(space=make_space(person("lan"), name=f"Không gian {number or 'chưa có số'}"))
        service.sign_decision(decision, actor=person("dung"), decision_number=number, staged=True)
        made.append(decision.public_id)
    return made[0], made[1]


@pytest.mark.parametrize("who", ["tuan", "ha", "mai", "lan"])
def test_only_approvers_open_the_list(cast: Cast, who: str) -> None:
    assert cast.client(who).get("/desk/decisions/staged").status_code == 403
