"""Another term: the letter, the application that begins with the last one, and the decision that extends."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import jobs
from app.applications import queries, rules, service
from app.applications.models import Application, ApplicationStatus
from app.applications.service import Reply
from app.core import clock
from app.core.db import db, transact
from app.core.errors import DomainError
from app.criteria.queries import definition_of
from app.files.models import StoredFile
from app.files.service import prepare_upload
from app.mail.models import Mail
from app.memberships.models import EventKind, Grade
from app.memberships.queries import events_of
from app.memberships.rules import last_day
from app.memberships.service import admit
from app.spaces.models import Space
from tests.accounts.steps import send
from tests.applications.factories import fill_in, make_draft, png
from tests.applications.test_service import fetched
from tests.cast import Cast
from tests.files.factories import upload

S = ApplicationStatus
TERM = 24


def make_member(cast: Cast, *, ends_in: int) -> Application:
    """Lan's space, a member for `ends_in` more days; with an answer and a file to B2.2."""
    lan = cast.user("lan")
    application = make_draft(lan)
    fill_in(application, actor=lan)
    service.submit_application(application, actor=lan)
    for step in (S.INTAKE, S.IN_REVIEW, S.PROPOSED, S.APPROVED):
        service.move(application, step, actor=cast.user("tuan"))
    until = clock.today() + timedelta(days=ends_in)
    certificate = enter(application.space, until, cast)
    assert certificate.valid_until == until
    return application


def enter(space: Space, until: date, cast: Cast) -> Any:
    return admit(
        space,
        grade=Grade.FULL,
        effective_on=until.replace(year=until.year - 2),
        term_months=TERM,
        decision_number="1/QĐ",
        decision_on=clock.today(),
        actor=cast.user("dung"),
        criteria_label="Bộ tiêu chí, 0.1",
    )


def renewal(cast: Cast) -> Application:
    before = make_member(cast, ends_in=60)
    return service.start_renewal(before.space, actor=cast.user("lan"))


def letters(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count(Mail.id)).where(Mail.template == "membership_renewal")) or 0


@pytest.mark.parametrize(("ends_in", "sent"), [(90, 1), (91, 0), (0, 1), (-1, 0)])
def test_the_letter_goes_out_once_a_term_when_its_end_is_near(
    app: Flask, cast: Cast, ends_in: int, sent: int
) -> None:
    with app.app_context():
        transact(lambda: make_member(cast, ends_in=ends_in))
    jobs.run(app, "renewals")
    jobs.run(app, "renewals")
    assert letters(app) == sent


def test_a_renewal_begins_with_what_was_said_before_but_for_the_consent(app: Flask, cast: Cast) -> None:
    with app.app_context():

        def act() -> None:
            application = renewal(cast)
            assert (application.kind, application.status) == ("renewal", S.DRAFT)
            answers = queries.answers_of(application)
            assert answers["B1.1"].text == "Trả lời cho B1.1"
            assert "A6" not in answers
            lacking = service.missing_from(application)
            assert {one.item.code for one in lacking if not one.unconfirmed} == {"A6"}
            asked = definition_of(application.criteria_set).renewal
            assert {one.item.code for one in lacking if one.unconfirmed} == asked

        transact(act)


def test_only_a_member_near_the_end_renews(app: Flask, cast: Cast) -> None:
    with app.app_context():
        space = transact(lambda: make_member(cast, ends_in=91).space.public_id)
        with pytest.raises(DomainError, match="renewal_not_open"):
            transact(
                lambda: service.start_renewal(queries.team_space(cast.user("lan"), space), actor=cast.user("lan"))
            )
    early: Any = cast.client("lan")
    assert "Chưa đến lúc gia hạn" in early.get(f"/my/applications/renew/{space}").text
    assert "Gia hạn</a>" not in early.get("/my/certificates").text
    assert cast.client("hoa").get(f"/my/applications/renew/{space}").status_code == 404


def test_from_the_certificate_to_the_new_application_that_is_sent(app: Flask, cast: Cast) -> None:
    with app.app_context():
        space = transact(lambda: make_member(cast, ends_in=30).space.public_id)
    lan: Any = cast.client("lan")
    assert f"/my/applications/renew/{space}" in lan.get("/my/certificates").text
    begun = lan.submit(f"/my/applications/renew/{space}")
    assert begun.status_code == 302, begun.text
    page = begun.location
    assert lan.get(f"/my/applications/renew/{space}").location == page  # who has begun goes on with that
    assert "Còn 5 mục cần xác nhận lại" in lan.get(page).text
    assert "Giữ nguyên từ hồ sơ trước" in lan.get(f"{page}/sections/B1").text
    assert "Cần xác nhận lại" in lan.get(f"{page}/check").text
    assert lan.submit(f"{page}/check").status_code == 422
    ticks = {f"confirm-{code}": "y" for code in ("A1", "A5", "B2.2", "B2.3")}
    assert lan.submit(f"{page}/confirm", ticks).location == page
    assert "Còn 1 mục cần xác nhận lại" in lan.get(page).text
    # Another answer needs no tick; nor does anybody tick the consent for them.
    lan.submit(f"{page}/sections/B5", {"text-B5.1": "Nay có thêm quỹ."}, content_type="multipart/form-data")
    lan.submit(f"{page}/sections/A6", {"declared-A6": "y"}, content_type="multipart/form-data")
    assert lan.submit(f"{page}/check").location == f"{page}/receipt"
    assert "Gia hạn thành viên" in lan.get(f"{page}/receipt").text
    assert send(lan, f"{page}/confirm").status_code == 422  # what is sent stands
    assert cast.client("hoa").get(f"{page}/confirm").status_code == 404


def test_a_file_taken_out_of_the_renewal_stays_with_the_application_before(app: Flask, cast: Cast) -> None:
    with app.app_context():
        picture = prepare_upload(upload(png(), "anh.png"), field="file")

        def act() -> tuple[str, str]:
            lan = cast.user("lan")
            draft = make_draft(lan)
            seen = rules.seen_now(None)
            service.save_replies(draft, {"B1.1": Reply(seen=seen, text="Có", uploads=(picture,))}, actor=lan)
            enter(draft.space, clock.today() + timedelta(days=10), cast)
            draft.status = S.APPROVED
            db.session.flush()
            return draft.public_id, service.start_renewal(draft.space, actor=lan).public_id

        before, after = transact(act)
        kept = queries.evidence_of(fetched(before))["B1.1"][0].file.id
        assert queries.evidence_of(fetched(after))["B1.1"][0].file.id == kept
        seen = rules.seen_now(queries.answers_of(fetched(after))["B1.1"])
        off = frozenset({queries.evidence_of(fetched(after))["B1.1"][0].file.public_id})
        reply = Reply(seen=seen, text="Có", detach=off)
        transact(lambda: service.save_replies(fetched(after), {"B1.1": reply}, actor=cast.user("lan")))
        assert queries.evidence_of(fetched(after)) == {}
        assert queries.evidence_of(fetched(before))["B1.1"][0].file.id == kept
        assert db.session.get(StoredFile, kept) is not None


def test_a_renewed_term_runs_on_from_the_end_of_the_old_one(app: Flask, cast: Cast) -> None:
    with app.app_context():

        def act() -> None:
            space = make_member(cast, ends_in=60).space
            until = clock.today() + timedelta(days=60)
            certificate = admit(
                space,
                grade=Grade.FULL,
                effective_on=clock.today(),
                term_months=TERM,
                decision_number="2/QĐ",
                decision_on=clock.today(),
                actor=cast.user("dung"),
                criteria_label="Bộ tiêu chí, 0.2",
                extends=True,
            )
            assert certificate.valid_until == last_day(until, TERM)
            assert [one.kind for one in events_of(space.id)] == [EventKind.ADMITTED, EventKind.RENEWED]

        transact(act)


def test_who_renews_is_offered_no_ordinary_call_and_the_calls_show_none(app: Flask, cast: Cast) -> None:
    with app.app_context():
        transact(lambda: renewal(cast))
        assert [one.for_renewals for one in queries.open_calls(clock.today())] == [False]
        assert [one.for_renewals for one in queries.all_calls()] == [False]
