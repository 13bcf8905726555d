"""What is asked of an applicant after the receipt, item by item, and what comes of it."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from app.applications.models import ApplicationStatus, Consequence, SupplementStatus
from app.applications.queries import answers_of, open_supplement, supplements_of
from app.applications.service import (
    Reply,
    answer_supplement,
    remind_of_supplements,
    save_replies,
    withdraw_application,
)
from app.applications.supplements import differences_in
from app.core import clock
from app.core.db import db, transact
from app.core.errors import DomainError
from app.evaluations import queries, service
from app.evaluations.models import Outcome, ReviewStatus
from app.mail.models import Mail
from tests.applications.factories import application_by_public_id
from tests.cast import Cast
from tests.evaluations.factories import (
    answer,
    ask,
    change,
    hand_in,
    in_review,
    person,
    review_of,
    reviewed,
    sheet,
    submitted,
)

S = ApplicationStatus


def letters(template: str) -> list[Mail]:
    return list(db.session.query(Mail).filter_by(template=template).order_by(Mail.id))


def token_in(text: str) -> dict[str, str]:
    return {"csrf_token": text.partition('name="csrf_token" value="')[2].partition('"')[0]}


def refused(act: Any) -> str:
    with pytest.raises(DomainError) as error:
        transact(act)
    db.session.rollback()
    return error.value.code


def test_asking_begins_the_check_sends_the_letter_and_keeps_what_stood_there(ctx: Flask) -> None:
    application = transact(submitted)
    supplement = transact(lambda: ask(application, {"B2.1": "Cần ảnh lối vào.", "profile:summary": "Viết dài hơn."}))
    assert (application.status, application.handler_id) == (S.RETURNED, person("tuan").id)
    assert [item.code for item in supplement.items] == ["B2.1", "profile:summary"]
    assert supplement.items[0].before["text"] == "Trả lời cho B2.1"
    (letter,) = letters("application_returned")
    assert letter.recipient == person("lan").email
    assert [one["sentence"] for one in letter.values["items"]] == ["Cần ảnh lối vào.", "Viết dài hơn."]
    assert letter.values["due_on"] == f"{supplement.due_on:%d/%m/%Y}"


@pytest.mark.parametrize(
    ("asked", "days", "code"),
    [
        ({}, 10, "supplement.nothing_asked"),
        ({"B2.1": "  "}, 10, "supplement.sentence_missing"),
        ({"Z9": "Gì đó."}, 10, "supplement.unknown_item"),
        ({"profile:kinds": "Gì đó."}, 10, "supplement.unknown_item"),
        ({"B2.1": "Ảnh."}, 0, "supplement.due_too_early"),
        ({"B2.1": "Ảnh."}, 400, "supplement.due_too_late"),
    ],
)
def test_what_cannot_be_asked(ctx: Flask, asked: dict[str, str], days: int, code: str) -> None:
    application = transact(submitted)
    assert refused(lambda: ask(application, asked, days=days)) == code
    assert application.status == S.SUBMITTED


def test_only_what_is_asked_unlocks(ctx: Flask) -> None:
    application = transact(submitted)
    transact(lambda: ask(application, {"B2.1": "Cần ảnh."}))
    assert refused(lambda: change(application, "A1", "khác")) == "application.item_locked"
    # One locked item among others: none of them is written.
    both = {code: Reply(seen="", text="khác") for code in ("B2.1", "A1")}
    assert refused(lambda: save_replies(application, both, actor=person("lan"))) == "application.item_locked"
    transact(lambda: change(application, "B2.1", "Đã có ảnh."))
    texts = {code: one.text for code, one in answers_of(application).items()}
    assert (texts["A1"], texts["B2.1"]) == ("Trả lời cho A1", "Đã có ảnh.")


def test_it_is_sent_when_each_item_was_changed_or_has_a_word_why_not(ctx: Flask) -> None:
    application = transact(submitted)
    supplement = transact(lambda: ask(application, {"B2.1": "Cần ảnh.", "B2.2": "Thêm lịch."}))
    assert refused(lambda: answer(application, {"B2.1": "Đã có ảnh lối vào."})) == "supplement.unanswered"
    transact(lambda: answer(application, {"B2.1": "Đã có ảnh lối vào."}, {"B2.2": "Năm nay chưa có lịch."}))
    assert (application.status, supplement.status) == (S.INTAKE, SupplementStatus.ANSWERED)
    assert supplement.items[1].nothing_more == "Năm nay chưa có lịch."
    changes = differences_in(supplement)
    assert list(changes) == ["B2.1"]
    assert [(one.change, one.text) for one in changes["B2.1"].pieces] == [
        ("gone", "Trả lời cho B2.1"),
        ("new", "Đã có ảnh lối vào."),
    ]
    # What is changed in a second round does not change what the first one brought.
    transact(lambda: ask(application, {"B2.1": "Ảnh rõ hơn."}))
    transact(lambda: answer(application, {"B2.1": "Ảnh mới."}))
    assert differences_in(supplement) == changes


def test_a_sheet_opens_again_for_what_was_changed_and_for_nothing_else(ctx: Flask) -> None:
    application = transact(reviewed)
    before = queries.sheets_of(queries.reviews_of(application))
    transact(lambda: ask(application, {"A5": "Cần bản cam kết.", "B2.1": "Cần ảnh."}))
    assert {one.status for one in queries.reviews_of(application)} == {ReviewStatus.SUBMITTED}
    transact(lambda: answer(application, {"B2.1": "Đã có ảnh."}, {"A5": "Bản đã gửi là bản cuối."}))
    transact(lambda: service.resume_review(application, actor=person("thu")))
    reviews = queries.reviews_of(application)
    assert application.status == S.IN_REVIEW
    assert [(one.status, one.reopened) for one in reviews] == [(ReviewStatus.ASSIGNED, ["B2.1"])] * 2
    assert queries.sheets_of(reviews) == before
    assert len(letters("evaluation_resumed")) == 2
    mai, old = review_of(application, "mai"), sheet(application)
    other = {**old.points, "B2.2": Decimal(0)}
    score = lambda points: service.save_scores(mai, old.gates, points, "", actor=person("mai"))  # noqa: E731
    assert refused(lambda: score(other)) == "review.item_closed"
    transact(lambda: score({"B2.1": Decimal(1)}))
    assert queries.sheets_of([mai])[mai.id].points == {**old.points, "B2.1": Decimal(1)}
    transact(lambda: service.submit_review(mai, actor=person("mai")))
    assert (mai.status, mai.reopened) == (ReviewStatus.SUBMITTED, None)


def test_sheets_stay_handed_in_when_nothing_that_is_scored_was_changed(ctx: Flask) -> None:
    application = transact(reviewed)
    transact(lambda: ask(application, {"B2.1": "Cần ảnh."}))
    transact(lambda: answer(application, {}, {"B2.1": "Không có ảnh nào khác."}))
    transact(lambda: service.resume_review(application, actor=person("tuan")))
    assert {one.status for one in queries.reviews_of(application)} == {ReviewStatus.SUBMITTED}
    assert letters("evaluation_resumed") == []
    transact(lambda: service.propose_decision(application, Outcome.APPROVE, "", actor=person("tuan")))


def test_nothing_is_decided_or_scored_while_it_is_open(ctx: Flask) -> None:
    application = transact(in_review)
    transact(lambda: hand_in(review_of(application, "mai")))
    transact(lambda: ask(application, {"B2.1": "Cần ảnh."}))
    propose = lambda: service.propose_decision(application, Outcome.REFUSE, "Thiếu.", actor=person("tuan"))  # noqa: E731
    assert refused(propose) == "decision.supplement_open"
    save = lambda: service.save_scores(review_of(application, "son"), {}, {}, "", actor=person("son"))  # noqa: E731
    assert refused(save) == "review.locked"


def test_one_reminder_before_the_day_one_letter_after_it_and_nothing_by_itself(ctx: Flask) -> None:
    application = transact(submitted)
    supplement = transact(lambda: ask(application, {"B2.1": "Cần ảnh."}, consequence=Consequence.CLOSE))
    assert transact(remind_of_supplements) == 0

    def due(days: int) -> None:
        supplement.due_on = clock.today() + timedelta(days=days)

    for days, template in ((2, "supplement_reminder"), (0, "supplement_reminder"), (-1, "supplement_overdue")):
        transact(lambda days=days: due(days))
        transact(remind_of_supplements)
        transact(remind_of_supplements)
        assert len(letters(template)) == 1
    assert letters("supplement_overdue")[0].values["consequence"] == "close"
    assert (application.status, supplement.status) == (S.RETURNED, SupplementStatus.OPEN)
    transact(lambda: service.extend_supplement(supplement, clock.today() + timedelta(days=2), actor=person("thu")))
    assert transact(remind_of_supplements) == 1


def test_going_on_with_what_is_there_counts_what_was_saved(ctx: Flask) -> None:
    application = transact(reviewed)
    supplement = transact(lambda: ask(application, {"B2.1": "Cần ảnh.", "B2.2": "Cần lịch."}))
    lapse = lambda: service.lapse_supplement(supplement, actor=person("tuan"))  # noqa: E731
    assert refused(lapse) == "supplement.not_overdue"
    transact(lambda: change(application, "B2.1", "Đã có ảnh."))

    def past() -> None:
        supplement.due_on = clock.today() - timedelta(days=1)

    transact(past)
    transact(lapse)
    assert (application.status, supplement.status) == (S.INTAKE, SupplementStatus.LAPSED)
    assert len(letters("supplement_lapsed")) == 1
    assert list(differences_in(supplement)) == ["B2.1"]
    assert refused(lambda: answer_supplement(supplement, {}, actor=person("lan"))) == "supplement.ended"
    transact(lambda: service.resume_review(application, actor=person("tuan")))
    assert review_of(application, "mai").reopened == ["B2.1"]


def test_the_centre_takes_it_back_or_the_applicant_the_whole_case(ctx: Flask) -> None:
    application = transact(submitted)
    first = transact(lambda: ask(application, {"B2.1": "Cần ảnh."}))
    transact(lambda: service.withdraw_supplement(first, actor=person("thu")))
    assert (application.status, first.status) == (S.INTAKE, SupplementStatus.WITHDRAWN)
    assert len(letters("supplement_withdrawn")) == 1
    transact(lambda: ask(application, {"B2.1": "Cần ảnh."}))
    transact(lambda: withdraw_application(application, actor=person("lan")))
    assert open_supplement(application) is None
    assert supplements_of(application)[0].ended_at is not None


def test_only_a_coordinator_without_a_tie_asks(ctx: Flask) -> None:
    application = transact(submitted)
    assert refused(lambda: ask(application, {"B2.1": "Ảnh."}, by="dung")) == "evaluation.not_yours"
    supplement = transact(lambda: ask(application, {"B2.1": "Ảnh."}))
    for act in (service.withdraw_supplement, service.lapse_supplement):
        assert refused(lambda act=act: act(supplement, actor=person("dung"))) == "evaluation.not_yours"
    later = clock.today() + timedelta(days=60)
    assert (
        refused(lambda: service.extend_supplement(supplement, later, actor=person("dung"))) == "evaluation.not_yours"
    )


def test_sections_are_ticked_with_who_and_when(ctx: Flask) -> None:
    application = transact(submitted)
    transact(lambda: service.check_section(application, "A1", True, actor=person("tuan")))
    assert application.status == S.INTAKE
    transact(lambda: service.check_section(application, "A1", False, actor=person("thu")))
    check = queries.section_checks_of(application)["A1"]
    assert (check.complete, check.checker.name) == (False, "Lê Thu")
    assert (
        refused(lambda: service.check_section(application, "Z", True, actor=person("thu"))) == "case.unknown_section"
    )
    assert (
        refused(lambda: service.check_section(application, "A1", True, actor=person("dung")))
        == "evaluation.not_yours"
    )
    assert refused(lambda: service.begin_check(application, actor=person("tuan"))) == "application.cannot_move"


def test_the_round_on_the_pages(cast: Cast) -> None:
    with cast.app.app_context():
        case = transact(submitted).public_id
    staff, mine = f"/desk/applications/{case}", f"/my/applications/{case}"
    tuan, lan = cast.client("tuan"), cast.client("lan")
    assert tuan.submit(staff, {}, to=f"{staff}/begin").status_code == 302
    assert tuan.submit(staff, {"complete": "no"}, to=f"{staff}/sections/A1").status_code == 302
    assert "Chưa đủ" in tuan.get(staff).text
    asking = {"ask-B2.1": "y", "consequence": "close", "due_on": f"{clock.today() + timedelta(days=9):%d/%m/%Y}"}
    wrong = tuan.submit(f"{staff}/supplement", {**asking, "sentence-A1": "Gì đó."})
    assert wrong.status_code == 422
    assert "Bạn viết một câu: mục này cần bổ sung gì." in wrong.text
    assert "Bạn đánh dấu mục này, hoặc xoá câu vừa gõ." in wrong.text
    assert tuan.submit(f"{staff}/supplement", {**asking, "sentence-B2.1": "Cần ảnh lối vào."}).status_code == 302

    page = lan.get(f"{mine}/supplement").text
    assert "Cần ảnh lối vào." in page
    assert "Trung tâm sẽ đề nghị khép lại hồ sơ" in page
    locked = lan.get(f"{mine}/sections/A1").text
    assert "<textarea" not in locked
    assert "Trả lời cho A1" in locked
    token = token_in(locked)
    raw = lan.post(f"{mine}/sections/A1", data={**token, "text-A1": "lén sửa", "seen-A1": ""})
    assert raw.status_code == 422
    assert "vẫn khoá" in raw.text
    # Beside an open item on the same page the others are read-only, and a POST to them is refused as a whole.
    section = lan.get(f"{mine}/sections/B2").text
    assert section.count("<textarea") == 1
    raw = lan.post(f"{mine}/sections/B2", data={**token, "text-B2.2": "lén", "text-B2.1": "Có ảnh."})
    assert raw.status_code == 422
    with cast.app.app_context():
        texts = {one.item_code: one.text for one in answers_of(_fetched(case)).values()}
        assert (texts["A1"], texts["B2.1"], texts["B2.2"]) == tuple(
            f"Trả lời cho {c}" for c in ("A1", "B2.1", "B2.2")
        )

    early = lan.submit(f"{mine}/supplement", {"action": "send"})
    assert early.status_code == 422
    assert "Mục này chưa có gì mới" in early.text
    assert lan.submit(f"{mine}/sections/B2", {"text-B2.1": "Trả lời cho B2.1, kèm ảnh."}).status_code == 302
    assert "<ins>" in lan.get(f"{mine}/supplement").text
    assert lan.submit(f"{mine}/supplement", {"action": "send"}).status_code == 302
    shown = tuan.get(staff).text
    assert "Bổ sung lần 1" in shown
    assert "<ins>" in shown
    assert lan.get(f"{mine}/supplement").status_code == 404


def test_strangers_find_no_supplement(cast: Cast) -> None:
    with cast.app.app_context():
        application = transact(submitted)
        case, supplement = application.public_id, transact(lambda: ask(application, {"B2.1": "Ảnh."})).public_id
    assert cast.client("hoa").get(f"/my/applications/{case}/supplement").status_code == 404
    staff = f"/desk/applications/{case}"
    tuan = cast.client("tuan")
    other = tuan.post(f"{staff}/supplements/{supplement}x/withdraw", data=token_in(tuan.get(staff).text))
    assert other.status_code == 404
    extended = f"{clock.today() + timedelta(days=30):%d/%m/%Y}"
    early = tuan.submit(staff, {"later-due_on": "01/01/2026"}, to=f"{staff}/supplements/{supplement}/extend")
    assert early.status_code == 422
    assert (
        tuan.submit(staff, {"later-due_on": extended}, to=f"{staff}/supplements/{supplement}/extend").status_code
        == 302
    )
    assert extended in tuan.get(staff).text
    assert tuan.submit(staff, {}, to=f"{staff}/supplements/{supplement}/withdraw").status_code == 302
    assert "Đã rút lại" in tuan.get(staff).text


def _fetched(public_id: str) -> Any:
    application = application_by_public_id(public_id)
    assert application is not None
    return application
