"""Spaces that nobody can act for: the Centre sees them and invites somebody to be their owner."""

from typing import Any

import pytest
from flask import Flask

from app import jobs
from app.accounts.models import Role
from app.accounts.queries import user_by_email
from app.accounts.service import disable_user, revoke_role
from app.audit.queries import entries_of, payload_of
from app.core import clock
from app.core.db import db
from app.spaces import queries, service
from app.spaces.models import TeamMember, TeamRole
from tests.cast import Cast, email_of
from tests.mail.sink import Sink, text_of
from tests.spaces.factories import make_space
from tests.spaces.test_invitations import House

LIST = "/desk/spaces/without-owner"
REASON = "Chị Lan đã chuyển công tác."


@pytest.fixture
def house(app: Flask, cast: Cast) -> House:
    """Lan's space, with Minh on the team, and Lan's account is disabled."""
    house = House(app, cast, "")

    def prepare() -> str:
        space = make_space(cast.user("lan"), cast.user("minh"))
        cast.user("lan").disabled_at = clock.now()
        return space.public_id

    house.public_id = house.do(prepare)
    return house


def appoint(house: House, email: str, by: str = "tuan", **more: Any) -> str:
    return house.invite(email, TeamRole.OWNER, by, on_behalf_of_centre=True, **{"reason": REASON} | more)


def test_the_centre_sees_which_spaces_have_nobody(house: House, cast: Cast) -> None:
    def more() -> None:
        make_space(cast.user("hoa"), name_vi="Nhà Hoa")
        bare = make_space(cast.user("hoa"), name_vi="Thư viện Giấy Cũ")
        db.session.query(TeamMember).filter_by(space_id=bare.id).delete()

    house.do(more)
    with house.app.app_context():
        assert [space.name_vi for space in queries.without_owner()] == ["Thư viện Giấy Cũ", "Xưởng gốm Bờ Sông"]
    for key in ("tuan", "dung", "ha"):
        for page in (LIST, "/desk"):
            text = cast.client(key).get(page).text
            assert "Không gian chưa có người phụ trách" in text
            assert "Thư viện Giấy Cũ" in text
            assert "Nhà Hoa" not in text
    assert cast.client("hoa").get(LIST).status_code == 403


def test_a_desk_where_every_space_has_somebody_says_nothing(cast: Cast) -> None:
    assert "chưa có người phụ trách" not in cast.client("tuan").get("/desk").text
    assert "Không gian nào cũng có người đứng tên" in cast.client("tuan").get(LIST).text


def test_from_the_desk_to_a_new_owner(house: House, cast: Cast, sink: Sink) -> None:
    page = f"{LIST}/{house.public_id}"
    tuan = cast.client("tuan")
    assert tuan.submit(page, {"email": email_of("hoa"), "reason": REASON}).status_code == 302
    assert email_of("hoa") in tuan.get(page).text
    assert email_of("hoa") in tuan.get(LIST).text
    jobs.run(house.app, "mail")
    assert "mời bạn đứng tên không gian Xưởng gốm" in text_of(sink.letters_to(email_of("hoa"))[0])
    assert REASON in text_of(sink.letters_to(email_of("minh"))[0])
    assert sink.letters_to(email_of("lan")) == []
    link = house.link()
    assert "Trung tâm điều phối" in cast.client("hoa").get(link).text
    assert cast.client("hoa").submit(link, to=f"{link}/accept").status_code == 302
    assert house.roles() == {"lan": "owner", "minh": "member", "hoa": "owner"}
    assert house.public_id not in tuan.get(LIST).text
    with house.app.app_context():
        noted = next(e for e in entries_of(f"space:{house.space.id}") if e.action == "space.invited")
        payload = payload_of(noted)
        assert payload is not None
        assert payload.payload["reason"] == REASON
        assert noted.actor_id == cast.user("tuan").id


def test_somebody_of_the_team_can_be_appointed(house: House) -> None:
    appoint(house, email_of("minh"))
    house.answer("minh")
    assert house.roles()["minh"] == "owner"


def test_a_space_without_any_team_takes_an_owner(house: House) -> None:
    house.do(lambda: db.session.query(TeamMember).delete())
    appoint(house, email_of("hoa"))
    house.answer("hoa")
    assert house.roles() == {"hoa": "owner"}


def test_what_the_centre_must_not(house: House, cast: Cast) -> None:
    for act, refused in (
        (lambda: appoint(house, email_of("hoa"), reason=" "), ("space.reason_missing", "reason")),
        (lambda: appoint(house, email_of("hoa"), reason="x" * 1001), ("space.too_long", "reason")),
        (lambda: appoint(house, email_of("tuan")), ("space.own_space", None)),
        (lambda: appoint(house, email_of("lan"), by="hoa"), ("space.own_space", None)),
        (lambda: appoint(house, email_of("lan"), by="mai"), ("space.own_space", None)),
    ):
        assert house.refused(act) == refused
    house.do(lambda: service.add_to_team(house.space, cast.user("tuan"), TeamRole.MEMBER, actor=None) and None)
    assert house.refused(lambda: appoint(house, email_of("hoa"))) == ("space.own_space", None)
    appoint(house, email_of("hoa"), by="thu")


def test_a_space_with_an_owner_is_none_of_the_centres_business(house: House, cast: Cast) -> None:
    """Also one that has found an owner since the Centre invited somebody."""
    appoint(house, email_of("hoa"))
    house.do(lambda: service.add_to_team(house.space, cast.user("minh"), TeamRole.OWNER, actor=None) and None)
    dead = ("space.invitation_dead", None)
    assert house.refused(lambda: house.answer("hoa")) == dead
    again = lambda: service.renew_invitation(house.invitation, actor=cast.user("tuan"))  # noqa: E731
    assert house.refused(lambda: house.do(again)) == dead
    assert house.refused(lambda: appoint(house, "b@example.org")) == ("space.has_owner", None)
    answer = cast.client("tuan").get(f"{LIST}/{house.public_id}")
    assert "đang có người đứng tên: Bùi Minh" in answer.text
    assert 'name="reason"' not in answer.text


@pytest.mark.parametrize("how", ["without a role", "disabled"])
def test_an_appointment_falls_with_the_role_of_who_made_it(house: House, cast: Cast, how: str) -> None:
    """A colleague makes it theirs by sending it again."""
    appoint(house, email_of("hoa"))

    def send_away() -> None:
        tuan = cast.user("tuan")
        if how == "disabled":
            disable_user(tuan, reason="Đã nghỉ việc.", actor=cast.user("ha"))
        else:
            revoke_role(tuan, Role.COORDINATOR, actor=cast.user("ha"))

    house.do(send_away)
    assert house.refused(lambda: house.answer("hoa")) == ("space.invitation_dead", None)
    assert house.link() not in cast.client("hoa").get("/my/spaces").text
    house.do(lambda: service.renew_invitation(house.invitation, actor=cast.user("thu")))
    house.answer("hoa")
    assert house.roles()["hoa"] == "owner"


def test_nobody_moves_to_the_address_they_have_appointed(house: House, cast: Cast) -> None:
    appoint(house, "tuan.khac@example.org")

    def move() -> None:
        cast.user("tuan").email = "tuan.khac@example.org"

    def accept() -> None:
        tuan = user_by_email("tuan.khac@example.org")
        assert tuan is not None
        service.accept_invitation(house.invitation, actor=tuan)

    house.do(move)
    assert house.refused(lambda: house.do(accept)) == ("space.own_space", None)
    assert "tuan.khac" not in house.roles()


def test_the_centre_renews_and_withdraws_its_own_invitations_only(house: House, cast: Cast) -> None:
    appoint(house, email_of("hoa"))
    page, thu = f"{LIST}/{house.public_id}", cast.client("thu")
    one = house.do(lambda: house.invitation.public_id)
    assert thu.submit(page, to=f"{page}/{one}/renew").status_code == 302
    assert thu.submit(page, to=f"{page}/{one}/withdraw").status_code == 302
    assert house.refused(lambda: house.answer("hoa")) == ("space.invitation_withdrawn", None)
    house.do(lambda: service.add_to_team(house.space, cast.user("minh"), TeamRole.OWNER, actor=None) and None)
    own = house.invite("b@example.org", by="minh")
    token = thu.get(LIST).text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    assert thu.post(f"{page}/{own}/withdraw", data={"csrf_token": token}).status_code == 404


def test_what_is_typed_wrong_is_kept(house: House, cast: Cast) -> None:
    answer = cast.client("tuan").submit(f"{LIST}/{house.public_id}", {"email": "hoa@", "reason": REASON})
    assert answer.status_code == 422
    assert REASON in answer.text
    assert 'href="#email"' in answer.text
