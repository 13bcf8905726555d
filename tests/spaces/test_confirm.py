"""Once a year: is everything still right?"""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.db import db, transact
from app.mail.models import Mail
from app.spaces import queries, service
from app.spaces.models import Space
from app.spaces.rules import confirm_due_on
from tests.spaces.factories import make_space
from tests.spaces.test_edits import _post

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("said", "months", "due"),
    [
        (date(2025, 11, 23), 12, date(2026, 11, 23)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2025, 12, 31), 2, date(2026, 2, 28)),
    ],
)
def test_when_to_ask(said, months, due):
    assert confirm_due_on(said, months) == due


def _on(day: date, act):
    with clock.pinned(datetime(day.year, day.month, day.day, 2, tzinfo=UTC)):
        return transact(act)


def _space() -> Space:
    return db.session.scalars(select(Space)).one()


def _letters() -> list[bool]:
    mails = db.session.scalars(select(Mail).where(Mail.template == "space_confirm").order_by(Mail.id))
    return [mail.values["reminder"] for mail in mails]


@pytest.fixture
def made(app, cast):
    with app.app_context():
        transact(lambda: make_space(cast.user("lan")))


def _ask(day: date, since: date = date(2025, 11, 20)):
    return _on(day, lambda: service.ask_to_confirm({_space().id: since}))


def test_asked_once_reminded_once_and_never_hidden(app, cast, made):
    with app.app_context():
        assert _ask(date(2026, 11, 19)) == 0
        assert [_ask(TODAY), _ask(TODAY), _ask(TODAY + timedelta(29))] == [1, 0, 0]
        assert _letters() == [False]
        _ask(TODAY + timedelta(30))
        _ask(TODAY + timedelta(31))
        assert _letters() == [False, True]
        assert queries.unconfirmed(TODAY - timedelta(1)) == []
        assert queries.unconfirmed(TODAY) == [_space()]


def test_a_space_nobody_reads_is_not_asked(app, cast, made):
    with app.app_context():
        assert _on(TODAY, lambda: service.ask_to_confirm({})) == 0


def test_one_button_says_that_all_is_right(app, cast, made):
    with app.app_context():
        _ask(TODAY)
        address = f"/my/spaces/{_space().public_id}/confirm"
    lan = cast.client("lan")
    shown = lan.get(address).text
    assert "Xưởng gốm mở cửa cho mọi người" in shown
    assert lan.submit(address, {}).location == address
    with app.app_context():
        assert (_space().confirmed_on, _space().confirmed_by) == (clock.today(), cast.user("lan").id)
        assert _ask(clock.today()) == 0
    assert cast.client("hoa").get(address).status_code == 404


def test_what_changed_since_it_was_read_is_not_confirmed(app, cast, made):
    with app.app_context():
        address = f"/my/spaces/{_space().public_id}"
    lan = cast.client("lan")
    old = lan.get(f"{address}/confirm").text.split('name="version"')[1].split('value="')[1].split('"')[0]
    lan.submit(address, {"summary_vi": "Khác."})
    assert lan.submit(f"{address}/confirm", {"version": old}).status_code == 422
    with app.app_context():
        assert _space().confirmed_on is None


@pytest.mark.parametrize("page", ["", "/hours", "/confirm"])
def test_a_page_that_does_not_say_what_was_seen_saves_nothing(app, cast, made, page):
    with app.app_context():
        address = f"/my/spaces/{_space().public_id}{page}"
    answer = cast.client("lan").submit(address, {"version": None, "edit": None})
    assert answer.status_code == 422
    with app.app_context():
        assert (_space().version, _space().confirmed_on) == (1, None)


def test_the_centre_asks_again_or_notes_what_it_was_told(app, cast, made):
    with app.app_context():
        _on(clock.today() - timedelta(70), lambda: service.ask_to_confirm({_space().id: date(2020, 1, 1)}))
        public_id = _space().public_id
    tuan = cast.client("tuan")
    listed = tuan.get("/desk/edits").text
    assert "Họ nói vẫn đúng" in listed
    tuan.submit("/desk/edits", {}, to=f"/desk/edits/unconfirmed/{public_id}/ask")
    with app.app_context():
        assert (_space().confirm_asked_on, len(_letters())) == (clock.today(), 2)
        assert _space().version == 1, "whoever is at the form may still save"
    _post(tuan, f"/desk/edits/unconfirmed/{public_id}/confirmed")
    with app.app_context():
        assert _space().confirmed_on == clock.today()
    assert _post(tuan, f"/desk/edits/unconfirmed/{public_id}/ask").status_code == 404
