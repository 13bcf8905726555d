"""Whom no mail reaches gets a letter on paper, and the log says when it left."""

from typing import Any

from flask import Flask

from app.applications import service
from app.applications.models import ApplicationStatus
from app.core import clock
from app.core.db import db, transact
from app.mail.models import Mail, MailStatus
from app.spaces.models import TeamMember
from tests.applications.factories import application_by_public_id, make_submitted
from tests.applications.test_service import fetched
from tests.cast import Cast

PAGE = "/desk/post"
NOTE = "Thiếu ảnh mặt bằng."


def returned(app: Flask, cast: Cast) -> str:
    def act() -> str:
        application = make_submitted(cast.user("lan"))
        service.begin_intake(application, actor=cast.user("tuan"))
        service.move(application, ApplicationStatus.RETURNED, actor=cast.user("tuan"), note=NOTE)
        return application.public_id

    with app.app_context():
        return transact(act)


def test_a_space_without_an_account_is_written_to_on_paper(app: Flask, cast: Cast) -> None:
    case = returned(app, cast)
    tuan: Any = cast.client("tuan")
    assert "Không có giấy báo nào" in tuan.get(PAGE).text
    with app.app_context():
        transact(lambda: db.session.query(TeamMember).delete())
        code = fetched(case).case_code
    assert code in tuan.get(PAGE).text
    letter = tuan.get(f"{PAGE}/{case}").text
    for words in (f"Giấy báo về hồ sơ {code}", "Kính gửi: Xưởng mũ Phú Viên", NOTE):
        assert words in letter
    field = f"posted-{case}-posted_on"
    late = tuan.submit(PAGE, {field: "2027-02-01"}, to=f"{PAGE}/{case}/posted")
    assert late.status_code == 422
    assert "Ngày gửi phải từ hôm nay trở về trước." in late.text
    done = tuan.submit(PAGE, {field: clock.today().isoformat()}, to=f"{PAGE}/{case}/posted")
    assert done.status_code == 302, done.text
    assert f"{PAGE}/{case}/posted" not in tuan.get(PAGE).text
    assert "Đã gửi giấy báo qua bưu điện" in tuan.get(f"/desk/applications/{case}").text
    assert cast.client("mai").get(PAGE).status_code == 403


def test_a_letter_that_came_back_puts_the_case_on_the_list(app: Flask, cast: Cast) -> None:
    case = returned(app, cast)
    tuan: Any = cast.client("tuan")
    with app.app_context():

        def act() -> None:
            for mail in db.session.query(Mail).filter_by(template="application_received"):
                mail.status = MailStatus.DEAD

        transact(act)
        code = application_by_public_id(case).case_code  # type: ignore[union-attr]
    assert code in tuan.get(PAGE).text
