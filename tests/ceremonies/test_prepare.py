"""The list: who may be on it, in which order, on which seat."""

import pytest
from flask import Flask
from sqlalchemy import select

from app.ceremonies import queries, rules, service
from app.ceremonies.models import Guest, Stage
from app.core.db import db, transact
from app.core.errors import DomainError
from app.files.tables import read_table
from app.mail.models import Mail
from app.memberships.service import suspend
from tests.cast import Cast
from tests.ceremonies.factories import asked, guests, issued, plan, prepared, several, the_ceremony, waiting
from tests.memberships.factories import changed, person
from tests.memberships.test_admit import together

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_a_space_added_to_two_ceremonies_sits_at_one(app: Flask) -> None:
    with app.app_context():
        space_id = transact(lambda: waiting().public_id)
        ids = [transact(lambda: service.create_ceremony(plan(), actor=person("tuan")).public_id) for _ in range(2)]

    def put(public_id: str) -> None:
        transact(lambda: service.add_guests(the_ceremony(public_id), [space_id], actor=person("tuan")))

    (refused,) = together(app, lambda: put(ids[0]), lambda: put(ids[1]))
    assert getattr(refused, "code", "") == "ceremony.not_waiting" or "event_id" in str(refused)
    with app.app_context():
        assert len(db.session.scalars(select(Guest)).all()) == 1


@on_sqlite
def test_only_those_who_wait_and_are_members_are_offered(ctx: Flask) -> None:
    def story() -> None:
        first, second, third = several(3)
        changed(suspend, second)
        prepared([third])
        assert {one.space.id: one.fit for one in queries.candidates()} == {first.id: True, second.id: False}

    transact(story)


@on_sqlite
def test_taken_off_it_waits_again_and_the_others_close_up(ctx: Flask) -> None:
    public_id = transact(lambda: prepared(several(3)).public_id)
    gone = guests(public_id)[0]
    transact(lambda: service.remove_guest(the_ceremony(public_id), gone.public_id, actor=person("tuan")))
    assert [one.position for one in guests(public_id)] == [1, 2]
    assert [one.event.id for one in queries.candidates()] == [gone.event_id]


@on_sqlite
def test_called_off_everybody_waits_again_and_is_told(ctx: Flask) -> None:
    public_id = transact(lambda: asked(several(2)).public_id)
    transact(lambda: service.call_off(the_ceremony(public_id), reason="Mưa bão", actor=person("tuan")))
    assert the_ceremony(public_id).stage == Stage.CALLED_OFF
    assert len(queries.candidates()) == 2
    letters = db.session.scalars(select(Mail).where(Mail.template == "ceremony_called_off")).all()
    assert [letter.values["reason"] for letter in letters] == ["Mưa bão"] * 2


def test_numbers_typed_put_somebody_before_or_after() -> None:
    line = [Guest(public_id=name, position=place) for place, name in enumerate("abcde", 1)]

    def typed(**numbers: int) -> str:
        return "".join(one.public_id for one in rules.renumbered(line, numbers))

    assert typed() == "abcde"
    assert typed(d=2) == "adbce"
    assert typed(b=4) == "acdbe"
    assert typed(e=1, a=99) == "ebcda"
    assert "".join(one.public_id for one in rules.moved(line, line[2], up=True)) == "acbde"
    assert "".join(one.public_id for one in rules.moved(line, line[4], up=False)) == "abcde"


def test_seats_go_row_by_row() -> None:
    assert rules.seats(2, 3) == ["A1", "A2", "A3", "B1", "B2", "B3"]


@on_sqlite
class TestOnTheScreen:
    def test_from_nothing_to_a_list(self, app: Flask, cast: Cast) -> None:
        with app.app_context():
            transact(lambda: several(3))
        tuan = cast.client("tuan")
        assert "3 không gian đã có quyết định" in tuan.get("/desk/ceremonies").text
        given = {"title_vi": "Lễ", "day": "20/12/2026", "starts_at": "9h", "place_vi": ""}
        refused = tuan.submit("/desk/ceremonies/new", given)  # type: ignore[attr-defined]
        assert refused.status_code == 422
        assert 'value="Lễ"' in refused.text
        answer = tuan.submit("/desk/ceremonies/new", given | {"place_vi": "Sân khấu kính"})  # type: ignore[attr-defined]
        where = answer.headers["Location"]
        assert tuan.submit(where).status_code == 302  # type: ignore[attr-defined]
        shown = tuan.get(where).text
        assert "Danh sách của buổi lễ" in shown
        assert "Đang chờ chứng nhận" not in shown

    def test_order_and_seats_by_hand(self, app: Flask, cast: Cast) -> None:
        with app.app_context():
            public_id = transact(lambda: prepared(several(3)).public_id)
            first, second, third = (one.public_id for one in guests(public_id))
        here, tuan = f"/desk/ceremonies/{public_id}", cast.client("tuan")
        page, lines = f"{here}/issue", f"{here}/lines"
        given = {"move": f"up:{third}", f"seat_{first}": "A1"}
        assert tuan.submit(page, given, to=lines).headers["Location"] == f"{page}#line-{third}"  # type: ignore[attr-defined]
        with app.app_context():
            assert [(one.public_id, one.seat) for one in guests(public_id)] == [
                (first, "A1"), (third, ""), (second, "")
            ]  # fmt: skip
        twice = tuan.submit(page, {f"seat_{second}": "a1"}, to=lines)  # type: ignore[attr-defined]
        assert twice.status_code == 422
        assert "Chỗ a1 đã có người ngồi" in twice.text or "Chỗ A1 đã có người ngồi" in twice.text
        bad = tuan.submit(page, {f"place_{second}": "hai"}, to=lines)  # type: ignore[attr-defined]
        assert bad.status_code == 422
        assert 'value="hai"' in bad.text
        few = tuan.submit(page, {"seats-rows": "1", "seats-columns": "2"}, to=f"{here}/seats")  # type: ignore[attr-defined]
        assert few.status_code == 422
        assert "Chỉ có 2 chỗ cho 3 không gian" in few.text
        enough = {"seats-rows": "2", "seats-columns": "2"}
        assert tuan.submit(page, enough, to=f"{here}/seats").status_code == 302  # type: ignore[attr-defined]
        with app.app_context():
            assert [one.seat for one in guests(public_id)] == ["A1", "A2", "B1"]

    def test_the_lists_to_take_along(self, app: Flask, cast: Cast) -> None:
        with app.app_context():
            public_id = issued(3)
            names = [one.space.name_vi for one in guests(public_id)]
        tuan, here = cast.client("tuan"), f"/desk/ceremonies/{public_id}"
        read = read_table(tuan.get(f"{here}/list.xlsx").data, "ds.xlsx").lines
        assert [cells[2] for _number, cells in read[1:]] == names
        assert [cells[5] for _number, cells in read[1:]] == [f"KGST-2026-{n:03}" for n in (1, 2, 3)]
        assert tuan.get(f"{here}/list.pdf").data.startswith(b"%PDF-")
        assert cast.client("mai").get(f"{here}/list.xlsx").status_code == 403


@on_sqlite
def test_only_coordinators_prepare(ctx: Flask) -> None:
    for key in ("dung", "ha", "mai", "lan"):
        with pytest.raises(DomainError, match="not_yours"):
            transact(lambda key=key: service.create_ceremony(plan(), actor=person(key)))
