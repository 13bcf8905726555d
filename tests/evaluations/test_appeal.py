from datetime import timedelta

import pytest
from flask import Flask

from app.accounts.models import Role
from app.applications.models import ApplicationStatus
from app.core import clock
from app.core.db import db, transact
from app.core.errors import DomainError
from app.evaluations import queries, rules, service
from app.evaluations.models import Appeal, Decision, DecisionStatus, Outcome
from app.mail.models import Mail
from tests.cast import Cast
from tests.evaluations.factories import extra, extra_reviewer, person, proposed, review_of


def refused() -> Decision:
    """By Tuấn and Dũng, on the sheets of Mai and Sơn."""
    if not any(one.name == "Trịnh Hòa" for one in (person("dung"),)):
        extra("hoa2", "Trịnh Hòa", Role.APPROVER)
    decision = proposed(Outcome.REFUSE, "Nhóm B3 dưới mức sàn.")
    service.sign_decision(decision, actor=person("dung"), decision_number="5/QĐ")
    return decision


def filed() -> Appeal:
    return service.file_appeal(refused(), "Chưa tính bốn buổi mở cửa.", actor=person("lan"))


def answered(*, granting: bool) -> Appeal:
    appeal = filed()
    service.answer_appeal(appeal, granting=granting, reasons="Đã xem lại.", actor=person("thu"))
    return appeal


def letters(template: str) -> int:
    return db.session.query(Mail).filter_by(template=template).count()


def test_an_appeal_is_filed_once_and_in_time(ctx: Flask) -> None:
    decision = transact(refused)
    assert decision.appeal_until == clock.today() + timedelta(days=30)
    appeal = transact(lambda: service.file_appeal(decision, "Chưa đúng.", actor=person("lan")))
    assert decision.application.status == ApplicationStatus.APPEALED
    assert letters("evaluation_appeal_received") == 1
    with pytest.raises(DomainError, match=r"appeal\.not_open"):
        transact(lambda: service.file_appeal(decision, "Lần nữa.", actor=person("lan")))
    assert queries.appeal_to(decision) == appeal


def test_the_last_day_counts_and_the_day_after_is_too_late(ctx: Flask) -> None:
    decision = transact(refused)
    last = decision.appeal_until
    assert last is not None
    told = {"status": "refused", "appealed": False}
    assert rules.may_appeal(decision, today=last, **told)  # type: ignore[arg-type]
    assert not rules.may_appeal(decision, today=last + timedelta(days=1), **told)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("who", "may"), [("tuan", False), ("thu", True), ("dung", False), ("mai", False), ("lan", False), ("ha", False)]
)
def test_who_answers_an_appeal(ctx: Flask, who: str, may: bool) -> None:
    appeal = transact(filed)
    act = lambda: service.answer_appeal(appeal, granting=False, reasons="Giữ nguyên.", actor=person(who))  # noqa: E731
    if may:
        transact(act)
        return
    with pytest.raises(DomainError, match=r"appeal\.not_yours"):
        transact(act)


@pytest.mark.parametrize(("who", "may"), [("dung", False), ("hoa2", True), ("thu", False), ("tuan", False)])
def test_who_signs_the_answer(ctx: Flask, who: str, may: bool) -> None:
    appeal = transact(lambda: answered(granting=False))
    if may:
        transact(lambda: service.sign_appeal(appeal, actor=person(who)))
        return
    with pytest.raises(DomainError, match=r"appeal\.(not_yours_to_sign|four_eyes)"):
        transact(lambda: service.sign_appeal(appeal, actor=person(who)))


@pytest.mark.parametrize("part", ["proposed", "signed", "scored"])
def test_nobody_with_a_part_in_it_hears_it(ctx: Flask, part: str) -> None:
    """Whatever else they are: here somebody with every role."""
    judge = transact(lambda: extra("kiem", "Đặng Kiêm", *Role))
    appeal = transact(filed)
    application, decision = appeal.decision.application, appeal.decision
    reviews, team = queries.reviews_of(application), queries.tied_ids(application)
    assert rules.can_answer_appeal(judge, decision, reviews, team)
    match part:
        case "proposed":
            decision.proposed_by = judge.id
        case "signed":
            decision.signed_by = judge.id
        case "scored":
            reviews[0].reviewer_id = judge.id
    assert not rules.can_answer_appeal(judge, decision, reviews, team)
    assert not rules.can_sign_appeal(judge, appeal, reviews, team)
    db.session.rollback()


def test_dismissed_it_is_again_what_it_was(ctx: Flask) -> None:
    appeal = transact(lambda: answered(granting=False))
    transact(lambda: service.sign_appeal(appeal, actor=person("hoa2")))
    assert appeal.decision.application.status == ApplicationStatus.REFUSED
    assert letters("evaluation_appeal_dismissed") == 1


def test_granted_it_is_reviewed_anew_by_others(ctx: Flask) -> None:
    appeal = transact(lambda: answered(granting=True))
    application = appeal.decision.application
    transact(lambda: service.return_appeal(appeal, note="Ghi rõ hơn.", actor=person("hoa2")))
    transact(lambda: service.answer_appeal(appeal, granting=True, reasons="Đã rõ.", actor=person("thu")))
    transact(lambda: service.sign_appeal(appeal, actor=person("hoa2")))
    assert (application.status, appeal.decision.status) == (ApplicationStatus.IN_REVIEW, DecisionStatus.UNDONE)
    assert letters("evaluation_appeal_granted") == 1
    assert rules.in_force(queries.reviews_of(application)) == []
    assert review_of(application, "mai").status == "former"
    with pytest.raises(DomainError, match=r"review\.barred"):
        transact(lambda: service.assign_reviewer(application, person("mai"), actor=person("tuan")))
    transact(lambda: service.assign_reviewer(application, extra_reviewer(), actor=person("tuan")))


def test_answering_on_the_page(cast: Cast) -> None:
    with cast.app.app_context():
        appeal = transact(filed)
        page = f"/desk/applications/{appeal.decision.application.public_id}"
        act = f"{page}/appeals/{appeal.public_id}"
    thu, other = cast.client("thu"), cast.client("hoa2")
    assert f"{act}/answer" not in cast.client("tuan").get(page).text
    assert "Trả lời được: Lê Thu." in cast.client("tuan").get(page).text
    assert thu.submit(page, {"appeal-reasons": ""}, to=f"{act}/answer").status_code == 422
    sent = {"appeal-granting": "no", "appeal-reasons": "Bốn buổi đó đã được tính."}
    assert thu.submit(page, sent, to=f"{act}/answer").status_code == 302
    assert f"{act}/sign" not in cast.client("dung").get(page).text
    assert other.submit(page, to=f"{act}/sign").status_code == 302
    assert "Chưa được công nhận" in other.get(page).text
