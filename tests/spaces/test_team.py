"""Who is on the team: roles, leaving, being taken off, and that there is always somebody in charge."""

import threading

import pytest
from flask import Flask

from app.audit.queries import entries_of
from app.core import clock
from app.core.db import db, transact
from app.core.errors import DomainError, NotFound
from app.mail.models import Mail
from app.spaces import queries, service
from app.spaces.models import Space, TeamRole
from tests.cast import Cast, email_of
from tests.spaces.factories import make_space


@pytest.fixture
def public_id(app: Flask, cast: Cast) -> str:
    """Lan's space, with Minh on the team."""
    with app.app_context():
        return transact(lambda: make_space(cast.user("lan"), cast.user("minh")).public_id)


def the_space(public_id: str) -> Space:
    space = queries.space_by_public_id(public_id)
    assert space is not None
    return space


def roles(app: Flask, public_id: str) -> dict[str, str]:
    with app.app_context():
        return {member.user.email: member.role for member in queries.team_of(the_space(public_id).id)}


def address(public_id: str, tail: str = "") -> str:
    return f"/my/spaces/{public_id}/team{tail}"


def user_id(app: Flask, cast: Cast, key: str) -> str:
    with app.app_context():
        return cast.user(key).public_id


def told(app: Flask) -> list[tuple[str, str]]:
    """(whom, of what) of the letters about teams."""
    with app.app_context():
        mails = db.session.query(Mail).filter_by(template="space_team").order_by(Mail.id)
        return [(mail.recipient, mail.values["event"]) for mail in mails]


def test_the_team_sees_who_is_on_it_and_only_owners_what_to_do(app: Flask, cast: Cast, public_id: str) -> None:
    lan, minh = (cast.client(key).get(address(public_id)).text for key in ("lan", "minh"))
    for page in (lan, minh):
        assert "Nguyễn Lan" in page
        assert "Bùi Minh" in page
        assert "25/11/2026" in page
    assert "Gửi thư mời" in lan
    assert email_of("minh") in lan
    assert "Gửi thư mời" not in minh
    assert email_of("lan") not in minh


@pytest.mark.parametrize("key", ["hoa", "tuan", "ha"])
def test_nobody_else_learns_of_the_page(cast: Cast, public_id: str, key: str) -> None:
    assert cast.client(key).get(address(public_id)).status_code == 404


def test_an_owner_shares_the_charge_and_takes_it_back(app: Flask, cast: Cast, public_id: str) -> None:
    lan = cast.client("lan")
    act = address(public_id, f"/{user_id(app, cast, 'minh')}/role")
    assert lan.submit(address(public_id), to=act).status_code == 302
    assert roles(app, public_id)[email_of("minh")] == "owner"
    assert lan.submit(address(public_id), to=act).status_code == 302
    assert roles(app, public_id)[email_of("minh")] == "member"
    assert told(app) == [(email_of("minh"), "role")] * 2
    with app.app_context():
        actions = [entry.action for entry in entries_of(f"space:{the_space(public_id).id}")]
    assert actions[-2:] == ["space.team_changed"] * 2


def test_a_new_role_counts_from_the_next_request_on(app: Flask, cast: Cast, public_id: str) -> None:
    lan, minh = cast.client("lan"), cast.client("minh")
    lan.submit(address(public_id), to=address(public_id, f"/{user_id(app, cast, 'minh')}/role"))
    assert "Gửi thư mời" in minh.get(address(public_id)).text
    minh.submit(address(public_id), to=address(public_id, f"/{user_id(app, cast, 'lan')}/role"))
    assert "Gửi thư mời" not in lan.get(address(public_id)).text


def test_who_is_not_an_owner_changes_nothing(app: Flask, cast: Cast, public_id: str) -> None:
    for act in (
        lambda: service.change_role(the_space(public_id), cast.user("minh"), TeamRole.OWNER, actor=cast.user("minh")),
        lambda: service.remove_from_team(the_space(public_id), cast.user("lan"), actor=cast.user("minh")),
        lambda: service.invite(
            the_space(public_id), email="a@example.org", role=TeamRole.MEMBER, actor=cast.user("minh")
        ),
    ):
        with app.app_context(), pytest.raises(DomainError, match=r"space\.owners_only"):
            transact(act)
    with app.app_context(), pytest.raises(NotFound):
        transact(lambda: service.remove_from_team(the_space(public_id), cast.user("minh"), actor=cast.user("hoa")))
    assert roles(app, public_id) == {email_of("lan"): "owner", email_of("minh"): "member"}


def test_a_member_posting_to_an_owners_door_is_told_so(app: Flask, cast: Cast, public_id: str) -> None:
    minh = cast.client("minh")
    token = minh.get("/my/spaces/new").text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    act = address(public_id, f"/{user_id(app, cast, 'lan')}/remove")
    answer = minh.post(act, data={"csrf_token": token})
    assert answer.status_code == 422
    assert "Chỉ người đứng tên" in answer.text
    assert len(roles(app, public_id)) == 2


def test_who_is_taken_off_finds_nothing_at_the_next_request(app: Flask, cast: Cast, public_id: str) -> None:
    minh = cast.client("minh")
    assert minh.get(address(public_id)).status_code == 200
    act = address(public_id, f"/{user_id(app, cast, 'minh')}/remove")
    assert cast.client("lan").submit(address(public_id), to=act).status_code == 302
    for page in (f"/my/spaces/{public_id}", address(public_id), f"/my/spaces/{public_id}/hand-over"):
        assert minh.get(page).status_code == 404
    assert "Xưởng gốm" not in minh.get("/my/spaces").text
    assert told(app) == [(email_of("minh"), "removed")]


def test_a_member_leaves_and_the_owners_hear_of_it(app: Flask, cast: Cast, public_id: str) -> None:
    minh = cast.client("minh")
    answer = minh.submit(address(public_id), to=address(public_id, "/leave"))
    assert (answer.status_code, answer.location) == (302, "/my/spaces")
    assert minh.get(address(public_id)).status_code == 404
    assert roles(app, public_id) == {email_of("lan"): "owner"}
    assert told(app) == [(email_of("lan"), "left")]


def test_the_last_owner_cannot_leave(app: Flask, cast: Cast, public_id: str) -> None:
    lan = cast.client("lan")
    assert 'action="/my/spaces/' + public_id + '/team/leave"' not in lan.get(address(public_id)).text
    token = lan.get("/my/spaces/new").text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    answer = lan.post(address(public_id, "/leave"), data={"csrf_token": token})
    assert answer.status_code == 422
    assert "cần ít nhất một người đứng tên" in answer.text
    assert roles(app, public_id)[email_of("lan")] == "owner"


def test_an_owner_whose_account_is_disabled_does_not_count(app: Flask, cast: Cast, public_id: str) -> None:
    def disable() -> None:
        service.add_to_team(the_space(public_id), cast.user("minh"), TeamRole.OWNER, actor=None)
        cast.user("minh").disabled_at = clock.now()

    with app.app_context():
        transact(disable)
        with pytest.raises(DomainError, match=r"space\.last_owner"):
            transact(lambda: service.leave_team(the_space(public_id), actor=cast.user("lan")))
        transact(lambda: service.remove_from_team(the_space(public_id), cast.user("minh"), actor=cast.user("lan")))
    assert told(app) == []


def _at_once(app: Flask, cast: Cast, *acts: tuple[str, object]) -> list[str]:
    together, said = threading.Barrier(len(acts)), []

    def work(key: str, act: object) -> None:
        with app.app_context():
            together.wait(20)
            try:
                transact(lambda: act(cast.user(key)))  # type: ignore[operator]
                said.append("ok")
            except DomainError as error:
                said.append(error.code)

    threads = [threading.Thread(target=work, args=act) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return sorted(said)


@pytest.mark.real_time
@pytest.mark.parametrize("way", ["leave", "demote", "remove"])
@pytest.mark.both_engines
def test_of_two_owners_at_once_one_stays(app: Flask, cast: Cast, way: str) -> None:
    """Each leaves, or takes the role from the other: both at the same instant."""
    for _round in range(6):
        with app.app_context():
            public_id = transact(lambda: make_space(cast.user("lan")).public_id)
            transact(
                lambda p=public_id: service.add_to_team(the_space(p), cast.user("minh"), TeamRole.OWNER, actor=None)
            )

        def act(actor: object, p: str = public_id) -> None:
            # As a page does: the role was read before the lock, and may have changed since.
            space, other = the_space(p), cast.user("minh" if actor.email == email_of("lan") else "lan")  # type: ignore[attr-defined]
            queries.team_of(space.id)
            if way == "leave":
                service.leave_team(space, actor=actor)
            elif way == "demote":
                service.change_role(space, other, TeamRole.MEMBER, actor=actor)
            else:
                service.remove_from_team(space, other, actor=actor)

        said = _at_once(app, cast, ("lan", act), ("minh", act))
        expected = {"leave": "space.last_owner", "demote": "space.owners_only", "remove": "not_found"}
        assert said == sorted(["ok", expected[way]])
        assert list(roles(app, public_id).values()).count("owner") == 1
