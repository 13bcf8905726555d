"""A draft that keeps itself: what the page's script sends while somebody types, and what it is answered."""

from typing import Any

import pytest
from flask import Flask

from app.applications import service
from app.applications.rules import log_of
from app.audit.queries import entries_of
from app.core.db import db, transact
from app.kept.models import KeptForm
from tests.applications.factories import fill_in
from tests.applications.test_form import LOCKED, _fields, draft, id_of, save, stored_text
from tests.applications.test_service import fetched
from tests.cast import Cast

SCRIPT = {"Accept": "application/json"}


def typed(client: Any, page: str, code: str, item: str, text: str, **fields: str) -> Any:
    """What the script sends: the fields of one item as they stand on the page."""
    form = _fields(client.get(f"{page}/sections/{code}").text)
    sent = {name: value for name, value in form.items() if name == "csrf_token" or name.endswith(f"-{item}")}
    data = {**sent, "item": item, f"text-{item}": text, **fields}
    return client.post(f"{page}/sections/{code}/autosave", data=data, headers=SCRIPT)


def test_one_item_is_kept_and_the_next_save_goes_over_it(app: Flask, cast: Cast) -> None:
    page = draft(app, cast)
    lan = cast.client("lan")
    told = typed(lan, page, "B1", "B1.1", "Xưởng mở cửa")
    assert told.status_code == 200, told.text
    assert told.json["words"].startswith("Đã lưu lúc ")
    assert stored_text(app, page, "B1.1") == "Xưởng mở cửa"
    form = _fields(lan.get(f"{page}/sections/B1").text)
    assert form["seen-B1.1"] == told.json["seen"]
    typed(lan, page, "B1", "B1.1", "Xưởng mở cửa bảy ngày")
    assert stored_text(app, page, "B1.1") == "Xưởng mở cửa bảy ngày"
    with app.app_context():
        saves = [one for one in entries_of(log_of(fetched(id_of(page)))) if one.action == "application.saved"]
        assert len(saves) == 1  # one sitting, one line


def test_somebody_elses_words_are_not_written_over(app: Flask, cast: Cast) -> None:
    page = draft(app, cast)
    lan = cast.client("lan")
    seen = _fields(lan.get(f"{page}/sections/B1").text)["seen-B1.1"]
    save(cast.client("minh"), page, "B1", {"text-B1.1": "mở bảy ngày"})
    told = typed(lan, page, "B1", "B1.1", "mở sáu ngày", **{"seen-B1.1": seen})
    assert told.status_code == 409
    assert (told.json["theirs"], told.json["merged"]) == ("mở bảy ngày", "mở bảy sáu ngày")
    assert "<del>" in told.json["block"]
    assert 'value="theirs"' in told.json["block"]
    assert stored_text(app, page, "B1.1") == "mở bảy ngày"
    met = {"seen-B1.1": seen, "met-B1.1": told.json["met"]}
    assert typed(lan, page, "B1", "B1.1", "mở sáu ngày", **met).status_code == 409  # shown, but not decided
    assert typed(lan, page, "B1", "B1.1", "mở sáu ngày", **met, **{"choice-B1.1": "mine"}).status_code == 200
    assert stored_text(app, page, "B1.1") == "mở sáu ngày"


def test_an_ended_session_is_told_to_the_script_and_the_form_brings_the_text_along(app: Flask, cast: Cast) -> None:
    page = draft(app, cast)
    lan = cast.client("lan")
    form = _fields(lan.get(f"{page}/sections/B1").text)
    form["text-B1.1"] = "gõ khi phiên đã hết"
    lan.delete_cookie("session")
    told = lan.post(f"{page}/sections/B1/autosave", data={**form, "item": "B1.1"}, headers=SCRIPT)
    assert told.status_code == 401
    with app.app_context():
        assert db.session.query(KeptForm).count() == 0


@pytest.mark.parametrize(
    ("item", "text", "words"),
    [("B1.1", "dài" * 3000, "Tối đa 6000 ký tự."), ("Z9", "x", "Chưa lưu được mục này.")],
)
def test_what_cannot_be_kept_is_told(app: Flask, cast: Cast, item: str, text: str, words: str) -> None:
    page = draft(app, cast)
    told = typed(cast.client("lan"), page, "B1", item, text)
    assert (told.status_code, told.json["words"]) == (422, words)


def test_what_was_sent_meanwhile_is_locked(app: Flask, cast: Cast) -> None:
    page = draft(app, cast)
    lan = cast.client("lan")
    form = _fields(lan.get(f"{page}/sections/B1").text)
    with app.app_context():
        transact(lambda: fill_in(fetched(id_of(page)), actor=cast.user("lan")))
        transact(lambda: service.submit_application(fetched(id_of(page)), actor=cast.user("lan")))
    told = lan.post(f"{page}/sections/B1/autosave", data={**form, "item": "B1.1"}, headers=SCRIPT)
    assert told.status_code == 422
    assert told.json["words"].startswith(LOCKED)


def test_strangers_learn_nothing(app: Flask, cast: Cast) -> None:
    page = draft(app, cast)
    hoa = cast.client("hoa")
    token = _token(hoa.get("/my/spaces/new").text)
    assert hoa.post(f"{page}/sections/B1/autosave", data={"csrf_token": token, "item": "B1.1"}).status_code == 404


def _token(html: str) -> str:
    from tests.web.browserless import forms_of

    return next(form.fields["csrf_token"] for form in forms_of(html) if "csrf_token" in form.fields)
