"""All certificates of a ceremony, or none: in its order, without a gap, whatever else happens meanwhile."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.ceremonies import queries, service
from app.ceremonies.models import Proof, Stage
from app.ceremonies.papers import try_proofs
from app.ceremonies.rules import Obstacle, Order, ordered
from app.core import clock
from app.core.db import db, transact
from app.core.errors import DomainError
from app.memberships.models import Certificate
from app.memberships.papers import make_missing_papers
from app.memberships.service import issue_certificate, suspend
from app.numbering.queries import last_number
from app.spaces.models import TeamRole
from app.spaces.service import add_to_team
from tests.cast import Cast
from tests.ceremonies.factories import (
    all_confirmed,
    asked,
    confirm,
    guests,
    issue,
    prepared,
    ready,
    several,
    the_ceremony,
    waiting,
)
from tests.memberships.factories import changed, person
from tests.memberships.test_admit import together

YEAR = 2026


def numbers() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(Certificate.number).order_by(Certificate.id)))


def test_numbers_follow_the_order_of_the_list(ctx: Flask) -> None:
    public_id = ready()
    tuan = person("tuan")
    by_hand = [one.public_id for one in reversed(guests(public_id))]
    transact(lambda: service.put_in_order(the_ceremony(public_id), by_hand, actor=tuan))
    assert transact(lambda: issue(public_id)) == 6
    found = guests(public_id)
    assert [one.public_id for one in found] == by_hand
    held = queries.certificates_of(found)
    assert [held[one.id].number for one in found] == [f"KGST-{YEAR}-{n:03}" for n in range(1, 7)]
    assert {held[one.id].data["grade"] for one in found} == {"full", "associate"}
    assert the_ceremony(public_id).stage == Stage.ISSUED


def test_one_bad_guest_of_twelve_and_no_number_is_used(ctx: Flask) -> None:
    public_id = ready(12)
    bad = guests(public_id)[6]
    transact(lambda: changed(suspend, bad.space))
    with pytest.raises(DomainError, match="blocked") as refused:
        transact(lambda: issue(public_id))
    assert refused.value.values == {"count": 1}
    assert numbers() == []
    assert last_number(f"certificate:{YEAR}") == 0
    assert the_ceremony(public_id).stage == Stage.PROOFING
    assert queries.obstacles_of(guests(public_id)) == {bad.id: [Obstacle.NOT_MEMBER]}
    transact(lambda: service.remove_guest(the_ceremony(public_id), bad.public_id, actor=person("tuan")))
    assert transact(lambda: issue(public_id)) == 11
    assert numbers()[-1] == f"KGST-{YEAR}-011"


def test_two_approvers_at_once_issue_once(app: Flask) -> None:
    with app.app_context():
        public_id = ready(4)
        version = the_ceremony(public_id).version

    def press() -> None:
        transact(lambda: service.issue_all(the_ceremony(public_id), seen=version, actor=person("dung")))

    (refused,) = together(app, press, press)
    assert isinstance(refused, DomainError)
    assert refused.code == "ceremony.no_longer"
    with app.app_context():
        assert numbers() == [f"KGST-{YEAR}-{n:03}" for n in range(1, 5)]


def test_a_suspension_meanwhile_comes_before_or_after(app: Flask) -> None:
    """Never between: either nobody has a certificate, or all have and one is suspended."""
    with app.app_context():
        public_id = ready(4)
        version, space_id = the_ceremony(public_id).version, guests(public_id)[1].space_id

    def press() -> None:
        transact(lambda: service.issue_all(the_ceremony(public_id), seen=version, actor=person("dung")))

    def stop() -> None:
        def act() -> None:
            space = next(one.space for one in guests(public_id) if one.space_id == space_id)
            changed(suspend, space)

        transact(act)

    refused = together(app, press, stop)
    with app.app_context():
        if refused:
            assert [getattr(one, "code", one) for one in refused] == ["ceremony.blocked"]
            assert numbers() == []
        else:
            assert len(numbers()) == 4


def _unanswered(public_id: str) -> None:
    service.ask_again(guests(public_id)[0], actor=person("tuan"))


def _wanted(public_id: str) -> None:
    guest = guests(public_id)[0]
    service.want_correction(guest, name_vi="Tên Khác", name_en="", words="", actor=person("lan"))


def _renamed(public_id: str) -> None:
    guests(public_id)[0].space.name_vi = "Tên Khác"


def _issued_alone(public_id: str) -> None:
    guest = guests(public_id)[0]
    issue_certificate(guest.space, guest.event, actor=person("dung"))


def _own(public_id: str) -> None:
    add_to_team(guests(public_id)[0].space, person("dung"), TeamRole.MEMBER, actor=None)


def _unprintable(public_id: str) -> None:
    guest = guests(public_id)[0]
    service.note_tried(guest, tried_for=guest.tried_for, fault="no such sign")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("happens", "obstacle"),
    [
        (_unanswered, {Obstacle.UNANSWERED}),
        (_wanted, {Obstacle.WANTED}),
        (_renamed, {Obstacle.NAME_CHANGED, Obstacle.NOT_TRIED}),
        (_issued_alone, {Obstacle.HAS_CERTIFICATE}),
        (_own, {Obstacle.OWN_SPACE}),
        (_unprintable, {Obstacle.UNPRINTABLE}),
    ],
)
def test_what_stands_in_the_way_stops_all(
    ctx: Flask, happens: Callable[[str], None], obstacle: set[Obstacle]
) -> None:
    public_id = ready(3)
    transact(lambda: happens(public_id))
    before = numbers()
    with pytest.raises(DomainError, match="blocked"):
        transact(lambda: issue(public_id))
    assert numbers() == before
    found = queries.obstacles_of(guests(public_id), actor=person("dung"))
    assert [set(several) for several in found.values()] == [obstacle]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
class TestWho:
    def test_only_an_approver(self, ctx: Flask) -> None:
        public_id = ready(2)
        for key in ("tuan", "ha", "mai", "lan"):
            with pytest.raises(DomainError, match="not_yours_to_issue"):
                transact(lambda key=key: issue(public_id, by=key))

    def test_of_the_list_that_was_looked_at(self, ctx: Flask) -> None:
        public_id = ready(2)
        seen = the_ceremony(public_id).version

        def add() -> None:
            late = waiting("Đến Sau")
            service.add_guests(the_ceremony(public_id), [late.public_id], actor=person("tuan"))

        transact(add)
        with pytest.raises(DomainError, match="changed"):
            transact(lambda: service.issue_all(the_ceremony(public_id), seen=seen, actor=person("dung")))
        assert numbers() == []

    def test_not_before_names_were_proofed(self, ctx: Flask) -> None:
        public_id = transact(lambda: prepared(several(2)).public_id)
        with pytest.raises(DomainError, match="no_longer"):
            transact(lambda: issue(public_id))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_unprintable_name_is_found_before(ctx: Flask) -> None:
    public_id = transact(lambda: all_confirmed([waiting("Xưởng 𒀀"), waiting("Xưởng Mây")]).public_id)
    assert try_proofs() == 2
    assert try_proofs() == 0
    faults = {one.space.name_vi: bool(one.fault) for one in guests(public_id)}
    assert faults == {"Xưởng 𒀀": True, "Xưởng Mây": False}
    with pytest.raises(DomainError, match="blocked"):
        transact(lambda: issue(public_id))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_one_that_was_not_answered_goes_with_a_reason_after_the_day(ctx: Flask) -> None:
    public_id = transact(lambda: asked(several(2)).public_id)
    try_proofs()
    first, second = guests(public_id)
    transact(lambda: confirm(first))
    tuan = person("tuan")
    with pytest.raises(DomainError, match="too_early"):
        transact(lambda: service.waive_answer([second], reason="Gọi không được", actor=tuan))
    with clock.pinned(clock.now() + timedelta(days=8)):
        transact(lambda: service.waive_answer([guests(public_id)[1]], reason="Gọi không được", actor=person("tuan")))
        assert transact(lambda: issue(public_id)) == 2
    assert [one.proof for one in guests(public_id)] == [Proof.CONFIRMED, Proof.ASKED]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_names_order_as_in_a_vietnamese_dictionary(ctx: Flask) -> None:
    public_id = transact(lambda: prepared(several(6)).public_id)
    names = [one.space.name_vi for one in ordered(reversed(guests(public_id)), Order.NAME)]
    assert names == ["Áo Dài", "Ấm Chè", "Ẩn Hoa", "Chợ Phiên", "Đình Làng", "Xưởng Mây"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_approver_issues_from_the_page(app: Flask, cast: Cast) -> None:
    with app.app_context():
        public_id = ready(3)
    where = f"/desk/ceremonies/{public_id}/issue"
    assert "Lãnh đạo ký duyệt bấm cấp" in cast.client("tuan").get(where).text
    dung = cast.client("dung")
    assert "đều đủ điều kiện cấp" in dung.get(where).text
    answer = dung.submit(where)  # type: ignore[attr-defined]
    assert answer.status_code == 302, answer.text
    shown = dung.get(where).text
    assert '<progress value="0" max="3"' in shown
    assert f"KGST-{YEAR}-003" in shown
    assert dung.get(f"/desk/ceremonies/{public_id}/certificates.pdf").status_code == 302
    with app.app_context():
        assert make_missing_papers() == 3
    shown = dung.get(where).text
    assert '<progress value="3" max="3"' in shown
    bound = dung.get(f"/desk/ceremonies/{public_id}/certificates.pdf")
    assert bound.mimetype == "application/pdf"
    assert bound.data.startswith(b"%PDF-")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_page_names_who_is_in_the_way(app: Flask, cast: Cast) -> None:
    with app.app_context():
        public_id = ready(3)
        transact(lambda: _wanted(public_id))
        name = guests(public_id)[0].space.name_vi
    where = f"/desk/ceremonies/{public_id}/issue"
    answer = cast.client("dung").submit(where)  # type: ignore[attr-defined]
    assert answer.status_code == 422
    assert f"<b>{name}</b>: Không gian xin sửa tên" in answer.text
