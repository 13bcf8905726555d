"""The rest of a case's life: taken back to correct it, handed to somebody else, opened again after its end."""

import pytest
from flask import Flask

from app.applications import queries, rules, service
from app.applications.models import ApplicationStatus
from app.audit.queries import entries_of, payloads_of
from app.core.db import db, transact
from app.mail.models import Mail
from app.spaces.models import Ownership
from tests.applications.factories import make_draft
from tests.applications.test_form import HOME, draft, id_of, submitted
from tests.applications.test_service import fetched
from tests.cast import Cast, email_of

S = ApplicationStatus


def letters(app: Flask, template: str) -> list[str]:
    with app.app_context():
        return [one.recipient for one in db.session.query(Mail).filter_by(template=template).order_by(Mail.id)]


def ended(app: Flask, cast: Cast, status: ApplicationStatus) -> str:
    """Its public id."""
    page = submitted(app, cast)
    with app.app_context():

        def act() -> None:
            application = fetched(id_of(page))
            application.status = status
            db.session.flush()

        transact(act)
    return id_of(page)


def test_what_nobody_has_begun_on_is_taken_back_and_sent_again(app: Flask, cast: Cast) -> None:
    page = submitted(app, cast)
    with app.app_context():
        before = fetched(id_of(page))
        code, at = before.case_code, before.submitted_at
    minh = cast.client("minh")
    assert minh.submit(page, to=f"{page}/correct").status_code == 302  # type: ignore[attr-defined]
    assert "<textarea" in minh.get(f"{page}/sections/A1").text
    assert minh.submit(f"{page}/check").status_code == 302  # type: ignore[attr-defined]
    with app.app_context():
        after = fetched(id_of(page))
        assert (after.status, after.case_code, after.submitted_at) == (S.SUBMITTED, code, at)
        transact(lambda: service.begin_intake(fetched(id_of(page)), actor=cast.user("tuan")))
    shown = minh.get(page).text
    assert f"{page}/correct" not in shown
    assert f'action="{page}/withdraw"' in shown


def test_letters_go_to_the_one_the_team_names(app: Flask, cast: Cast) -> None:
    page = submitted(app, cast)
    lan = cast.client("lan")
    with app.app_context():
        minh, hoa = cast.user("minh").public_id, cast.user("hoa").public_id
    refused = lan.submit(page, {"contact-contact": hoa}, to=f"{page}/contact")  # type: ignore[attr-defined]
    assert refused.status_code == 422
    done = lan.submit(page, {"contact-contact": minh}, to=f"{page}/contact")  # type: ignore[attr-defined]
    assert done.status_code == 302
    assert letters(app, "application_contact") == [email_of("minh")]
    with app.app_context():
        transact(lambda: service.withdraw_application(fetched(id_of(page)), actor=cast.user("lan")))
        tuan = cast.user("tuan")
        transact(lambda: service.reopen_application(fetched(id_of(page)), actor=tuan, reason="Rút nhầm."))
    assert letters(app, "application_reopened") == [email_of("minh")]


@pytest.mark.parametrize(
    ("status", "who", "others"),
    [(S.WITHDRAWN, "tuan", "dung"), (S.CLOSED, "thu", "mai"), (S.REFUSED, "dung", "tuan")],
)
def test_an_ended_case_is_opened_again_by_whoever_may(
    app: Flask, cast: Cast, status: ApplicationStatus, who: str, others: str
) -> None:
    case = f"/desk/applications/{ended(app, cast, status)}"
    assert f"{case}/reopen" not in cast.client(others).get(case).text
    staff = cast.client(who)
    empty = staff.submit(case, {"reopen-reason": " "}, to=f"{case}/reopen")  # type: ignore[attr-defined]
    assert empty.status_code == 422
    done = staff.submit(case, {"reopen-reason": "Rút nhầm."}, to=f"{case}/reopen")  # type: ignore[attr-defined]
    assert done.status_code == 302, done.text
    with app.app_context():
        application = fetched(id_of(case))
        assert (application.status, application.return_note) == (S.INTAKE, "")
        entries = entries_of(f"application:{application.id}")
        assert entries[-1].action == "application.reopened"
        assert payloads_of(entries)[entries[-1].id].payload == {"note": "Rút nhầm."}
    assert letters(app, "application_reopened") == [email_of("lan")]


def test_not_while_the_space_has_another_one_under_way(app: Flask, cast: Cast) -> None:
    case = f"/desk/applications/{ended(app, cast, S.WITHDRAWN)}"
    with app.app_context():
        space = fetched(id_of(case)).space
        transact(lambda: make_draft(cast.user("lan"), space=queries.team_space(cast.user("lan"), space.public_id)))
    refused = cast.client("tuan").submit(case, {"reopen-reason": "Rút nhầm."}, to=f"{case}/reopen")  # type: ignore[attr-defined]
    assert refused.status_code == 422
    assert "đang có một hồ sơ khác chưa xong" in refused.text
    assert "Rút nhầm." in refused.text


def test_a_group_reads_what_is_different_for_it(app: Flask, cast: Cast) -> None:
    page = draft(app, cast)
    words = "Nhóm và cá nhân chưa có tư cách pháp nhân"
    assert words in cast.client("lan").get(page).text
    with app.app_context():
        space = fetched(id_of(page)).space
        assert rules.without_legal_form(space)
        space.ownership, space.legal_name = Ownership.PRIVATE, "Công ty Mũ Phú Viên"
        assert not rules.without_legal_form(space)


def test_strangers_take_nothing_back(app: Flask, cast: Cast) -> None:
    page = submitted(app, cast)
    hoa = cast.client("hoa")
    token = {"csrf_token": _token(hoa.get(f"{HOME}").text) if "csrf_token" in hoa.get(HOME).text else ""}
    for act in ("correct", "contact"):
        assert hoa.post(f"{page}/{act}", data=token).status_code == 404


def _token(html: str) -> str:
    from tests.web.browserless import forms_of

    return next(form.fields["csrf_token"] for form in forms_of(html) if "csrf_token" in form.fields)
