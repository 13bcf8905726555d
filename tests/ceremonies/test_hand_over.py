"""The day itself and what is left over: ticked once, whoever was quicker, and posted to the others."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.audit.queries import entries_of
from app.ceremonies import service
from app.ceremonies.models import Guest, Stage
from app.core import clock
from app.core.db import db, transact
from app.core.errors import DomainError
from app.mail.models import Mail
from tests.cast import Cast
from tests.ceremonies.factories import guests, issued, ready, the_ceremony
from tests.memberships.factories import person
from tests.memberships.test_admit import together

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_two_phones_tick_once(app: Flask) -> None:
    with app.app_context():
        public_id = issued(2)
        ceremony_id = the_ceremony(public_id).id

    def tick(key: str) -> None:
        transact(lambda: service.hand_over(guests(public_id)[0], actor=person(key)))

    assert together(app, lambda: tick("tuan"), lambda: tick("thu")) == []
    with app.app_context():
        ticked = [entry for entry in entries_of(f"ceremony:{ceremony_id}") if entry.action == "ceremony.handed_over"]
        assert len(ticked) == 1
        assert guests(public_id)[0].handed_over_by == ticked[0].actor_id


@on_sqlite
def test_found_without_marks_and_ticked_by_one_tap(app: Flask, cast: Cast) -> None:
    with app.app_context():
        public_id = issued(4)
        first = next(one for one in guests(public_id) if one.space.name_vi == "Đình Làng").public_id
    here, thu = f"/desk/ceremonies/{public_id}/hand-over", cast.client("thu")
    found = thu.get(f"{here}?q=dinh+lang").text
    assert "Đình Làng" in found
    assert "Xưởng Mây" not in found
    assert "Đình Làng" in thu.get(f"{here}?q=003").text
    tap = thu.submit(f"{here}?q=dinh+lang", to=f"{here}/{first}?q=dinh+lang")  # type: ignore[attr-defined]
    assert tap.headers["Location"] == f"{here}?q=dinh+lang&last={first}#found"
    shown = thu.get(tap.headers["Location"]).text
    assert "Đã trao: Đình Làng" in shown
    assert '<progress value="1" max="4"' in shown
    assert "Đình Làng" not in thu.get(f"{here}?show=left").text
    back = thu.submit(here, to=f"{here}/{first}/undo")  # type: ignore[attr-defined]
    assert back.status_code == 302
    assert '<progress value="0" max="4"' in thu.get(here).text


@on_sqlite
def test_an_approver_sees_but_does_not_tick(app: Flask, cast: Cast) -> None:
    with app.app_context():
        public_id = issued(2)
        guest_id = guests(public_id)[0].public_id
    here, dung = f"/desk/ceremonies/{public_id}/hand-over", cast.client("dung")
    assert f"{here}/{guest_id}" not in dung.get(here).text


@on_sqlite
def test_nothing_is_handed_over_before_it_is_issued(ctx: Flask) -> None:
    public_id = ready(2)
    with pytest.raises(DomainError, match="no_longer"):
        transact(lambda: service.hand_over(guests(public_id)[0], actor=person("tuan")))


@on_sqlite
def test_who_was_not_there_gets_it_by_post(app: Flask, cast: Cast) -> None:
    with app.app_context():
        public_id = issued(2)
        first, second = (one.public_id for one in guests(public_id))
        with pytest.raises(DomainError, match="not_yet"):
            transact(lambda: service.hold_day(the_ceremony(public_id), actor=person("tuan")))
        transact(lambda: service.hand_over(guests(public_id)[0], actor=person("tuan")))
        with clock.pinned(clock.now() + timedelta(days=20, hours=3)):
            transact(lambda: service.hold_day(the_ceremony(public_id), actor=person("tuan")))
            with pytest.raises(DomainError, match="left_over"):
                transact(lambda: service.close_ceremony(the_ceremony(public_id), actor=person("tuan")))
    rest, tuan = f"/desk/ceremonies/{public_id}/rest", cast.client("tuan")
    assert "KGST-2026-002" in tuan.get(f"{rest}/{second}/letter").text
    to, prefix = f"{rest}/{second}", f"posted-{second}"
    early = tuan.submit(rest, {f"{prefix}-posted_on": "01/01/2026", f"{prefix}-tracking": "EA 1"}, to=to)  # type: ignore[attr-defined]
    assert early.status_code == 422
    assert "Ngày gửi sớm hơn ngày cấp" in early.text
    assert 'value="EA 1"' in early.text
    assert tuan.submit(rest, {f"{prefix}-tracking": "EA 1"}, to=to).status_code == 302  # type: ignore[attr-defined]
    with app.app_context():
        mail = db.session.scalars(select(Mail).where(Mail.template == "ceremony_posted")).one()
        assert (mail.values["tracking"], mail.values["number"]) == ("EA 1", "KGST-2026-002")
        posted = db.session.scalars(select(Guest).where(Guest.public_id == second)).one()
        with pytest.raises(DomainError, match="already_has"):
            transact(
                lambda: service.note_posted(guests(public_id)[0], on=clock.today(), tracking="", actor=person("tuan"))
            )
        assert posted.posted_on == clock.today()
    assert first
    assert tuan.submit(rest, to=f"/desk/ceremonies/{public_id}/close").status_code == 302  # type: ignore[attr-defined]
    with app.app_context():
        assert the_ceremony(public_id).stage == Stage.CLOSED
