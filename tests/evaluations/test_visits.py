"""Going to look at a space: agreed on, made or cancelled; meanwhile nobody proposes a decision."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from PIL import Image
from sqlalchemy import select

from app.applications.models import Application
from app.core import clock
from app.core.db import db, transact
from app.core.errors import DomainError
from app.evaluations import queries, service
from app.evaluations.models import Outcome, SiteVisit
from app.mail.models import Mail
from tests.applications.factories import application_by_public_id
from tests.cast import Cast, email_of
from tests.conftest import NOW
from tests.evaluations import factories
from tests.files.factories import picture, upload

SOON = timedelta(days=3)


class House:
    def __init__(self, app: Flask, cast: Cast) -> None:
        self.app, self.cast = app, cast
        self.case_id = str(self.do(lambda: factories.reviewed().public_id))
        self.page = f"/desk/applications/{self.case_id}"

    def do(self, act: Callable[[], Any]) -> Any:
        with self.app.app_context():
            return transact(act)

    def refused(self, act: Callable[[], Any]) -> tuple[str, str | None]:
        with self.app.app_context(), pytest.raises(DomainError) as refused:
            transact(act)
        return refused.value.code, refused.value.field

    @property
    def case(self) -> Application:
        case = application_by_public_id(self.case_id)
        assert case is not None
        return case

    @property
    def visit(self) -> SiteVisit:
        return queries.visits_of(self.case)[0]

    def planning(self, by: str = "tuan", **more: Any) -> Callable[[], str]:
        told = {"starts_at": clock.now() + SOON, "visitors": "Tuấn, Thu", "note": "", "checklist": ["A1"]} | more
        return lambda: service.plan_visit(self.case, **told, actor=self.cast.user(by)).public_id

    def finishing(self, **more: Any) -> Callable[[], None]:
        told: dict[str, Any] = {"visitors": "Tuấn", "findings": {"A1": "Có thật.", "Z9": "x"}, "summary": "Đúng."}
        return lambda: service.finish_visit(self.visit, **told | more, actor=self.cast.user("tuan"))

    def proposing(self) -> None:
        service.propose_decision(self.case, Outcome.APPROVE, "Đủ.", actor=self.cast.user("tuan"))

    def letters(self, template: str) -> list[Mail]:
        with self.app.app_context():
            return list(db.session.scalars(select(Mail).where(Mail.template == template).order_by(Mail.id)))


@pytest.fixture
def house(app: Flask, cast: Cast) -> House:
    return House(app, cast)


def test_from_the_plan_to_what_was_seen(house: House, cast: Cast) -> None:
    tuan, lan = cast.client("tuan"), cast.client("lan")
    day = (clock.today() + SOON).isoformat()
    sent = {"visit-day": day, "visit-hour": "09:30", "visit-visitors": "Tuấn", "visit-checklist": ["A1"]}
    assert tuan.submit(house.page, sent, to=f"{house.page}/visits").status_code == 302
    one = house.do(lambda: house.visit.public_id)
    told = house.letters("site_visit")
    assert [mail.recipient for mail in told] == [email_of("lan")]
    assert told[0].invitation is not None
    mine = f"/my/visits/{one}"
    assert told[0].values["path"] == mine
    assert (
        lan.submit(mine, {"day": day, "hour": "14:00", "note": "Sáng có lớp."}, to=f"{mine}/other-time").status_code
        == 302
    )
    shown = tuan.get(house.page).text
    assert "Sáng có lớp." in shown
    assert tuan.submit(house.page, to=f"{house.page}/visits/{one}/take-time").status_code == 302
    assert "14:00" in lan.get(mine).text
    assert house.do(lambda: (house.visit.sequence, house.visit.confirmed_at is not None)) == (1, True)
    photo = {
        "photo-photo": upload(picture("JPEG", exif=b"Exif\0\0secret"), "loi-vao.jpg"),
        "photo-caption": "Lối vào",
    }
    address = f"{house.page}/visits/{one}/photos"
    assert tuan.submit(house.page, photo, to=address, content_type="multipart/form-data").status_code == 302
    with house.app.app_context():
        kept = queries.photos_of_visits([house.visit])[house.visit.id][0].public_id
    drawn = tuan.get(f"{address}/{kept}").data
    assert b"secret" not in drawn
    assert Image.open(io.BytesIO(drawn)).format == "WEBP"
    assert f"{house.page}/visits/{one}/finish" not in tuan.get(house.page).text  # not before it has begun
    with time_machine.travel(NOW + SOON + timedelta(days=1), tick=False):
        tuan = cast.client("tuan")
        result = {"finish-visitors": "Tuấn", "finish-finding-A1": "Có thật.", "finish-overall": "Đúng như hồ sơ."}
        assert tuan.submit(house.page, result, to=f"{house.page}/visits/{one}/finish").status_code == 302
        shown = tuan.get(house.page).text
        assert "Đúng như hồ sơ." in shown
        assert "Có thật." in shown
    assert cast.client("hoa").get(mine).status_code == 404


def test_a_planned_visit_holds_back_the_decision(house: House, cast: Cast) -> None:
    house.do(house.planning())
    assert house.refused(house.proposing) == ("decision.visit_open", None)
    house.do(lambda: service.cancel_visit(house.visit, reason="Mưa bão.", actor=cast.user("thu")))
    assert house.letters("site_visit")[-1].values["reason"] == "Mưa bão."
    house.do(house.planning())
    with time_machine.travel(NOW + SOON + timedelta(hours=2), tick=False):
        house.do(house.finishing())
        assert house.do(lambda: house.visit.findings) == {"A1": "Có thật."}
        house.do(house.proposing)
        assert house.refused(house.planning()) == ("application.cannot_move", None)


def test_what_cannot_be_planned_or_finished(house: House, cast: Cast) -> None:
    for starts_at in (None, clock.now(), clock.now() + timedelta(days=121)):
        assert house.refused(house.planning(starts_at=starts_at)) == ("visit.bad_time", "day")
    assert house.refused(house.planning(visitors=" ")) == ("visit.missing", "visitors")
    assert house.refused(house.planning(by="dung")) == ("evaluation.not_yours", None)
    house.do(house.planning())
    assert house.refused(house.planning()) == ("visit.planned_already", None)
    assert house.refused(house.finishing()) == ("visit.too_early", None)
    cancel = lambda reason: lambda: service.cancel_visit(house.visit, reason=reason, actor=cast.user("tuan"))  # noqa: E731
    assert house.refused(cancel(" ")) == ("visit.missing", "reason")
    stranger = lambda: service.confirm_visit(house.visit, actor=cast.user("hoa"))  # noqa: E731
    assert house.refused(stranger)[0] == "not_found"
    house.do(lambda: service.confirm_visit(house.visit, actor=cast.user("lan")))
    assert [mail.values["event"] for mail in house.letters("site_visit_answered")] == ["confirmed"]
    house.do(cancel("Bận."))
    assert house.refused(cancel("Bận.")) == ("visit.settled", None)
    late = lambda: service.confirm_visit(house.visit, actor=cast.user("lan"))  # noqa: E731
    assert house.refused(late) == ("visit.settled", None)
