"""The reviewer's own list: what waits, what is in, and what is long over."""

from flask import Flask

from app.applications.service import withdraw_application
from app.core.db import transact
from app.evaluations.views import reviews as views
from tests.applications.factories import make_space
from tests.cast import Cast
from tests.evaluations.factories import hand_in, in_review, person, review_of


def test_closed_cases_stand_apart_the_latest_first_and_by_pages(app: Flask, cast: Cast, monkeypatch) -> None:
    def act() -> list[str]:
        codes = []
        for name in ("Nhà Một", "Nhà Hai", "Nhà Ba"):
            application = in_review(space=make_space(person("lan"), name=name))
            hand_in(review_of(application, "mai"))
            if name != "Nhà Ba":
                withdraw_application(application, actor=person("lan"))
            codes.append(str(application.case_code))
        return codes

    with app.app_context():
        first, second, waiting = transact(act)
    monkeypatch.setattr(views, "CLOSED_SHOWN", 1)
    mai = cast.client("mai")
    waits, _, closed = mai.get("/reviews").text.partition("Hồ sơ đã khép lại")
    assert [code in waits for code in (first, second, waiting)] == [False, False, True]
    assert [code in closed for code in (first, second, waiting)] == [False, True, False]
    assert first in mai.get("/reviews?page=2").text
