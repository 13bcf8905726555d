import pytest

from app.accounts import queries, service
from app.accounts.models import Role
from app.audit.queries import entries_of
from app.core.db import transact
from app.core.errors import DomainError


def _page(app, cast, key: str) -> str:
    with app.app_context():
        return f"/desk/people/{cast.user(key).public_id}"


def _give(app, cast, client, key: str, roles):
    page = _page(app, cast, key)
    return client.submit(page, {"roles": roles}, to=page)


def _roles(app, cast, key: str) -> set[str]:
    with app.app_context():
        return cast.user(key).roles


def test_the_administrator_gives_and_takes_roles_and_it_holds_at_once(app, cast):
    lan, ha = cast.client("lan"), cast.client("ha")
    assert lan.get("/desk").status_code == 403
    answer = _give(app, cast, ha, "lan", ["coordinator", "approver"])
    assert (answer.status_code, answer.location) == (302, "/desk/people")
    assert _roles(app, cast, "lan") == {"coordinator", "approver"}
    assert lan.get("/desk").status_code == 200
    _give(app, cast, ha, "lan", ["approver"])
    assert _roles(app, cast, "lan") == {"approver"}
    _give(app, cast, ha, "lan", None)
    assert lan.get("/desk").status_code == 403
    with app.app_context():
        entries = [entry for entry in entries_of(f"user:{cast.user('lan').id}") if "role" in entry.action]
        assert [entry.action for entry in entries] == [
            "user.role_granted",
            "user.role_granted",
            "user.role_revoked",
            "user.role_revoked",
        ]
        assert {entry.actor_id for entry in entries} == {cast.user("ha").id}


def test_an_unknown_role_is_refused(app, cast):
    answer = _give(app, cast, cast.client("ha"), "lan", ["emperor"])
    assert answer.status_code == 422
    assert "không có trong danh sách" in answer.text
    assert _roles(app, cast, "lan") == set()


def test_the_last_administrator_stays(app, cast):
    ha = cast.client("ha")
    answer = _give(app, cast, ha, "ha", ["coordinator"])
    assert answer.status_code == 422
    assert "Đây là quản trị viên cuối cùng" in answer.text
    assert _roles(app, cast, "ha") == {"administrator"}  # nor was the other half saved
    _give(app, cast, ha, "tuan", ["coordinator", "administrator"])
    assert _give(app, cast, ha, "ha", None).status_code == 302
    assert _roles(app, cast, "ha") == set()
    assert ha.get("/desk/people").status_code == 403


def test_a_disabled_administrator_does_not_count_as_one(app, cast):
    from app.core import clock

    with app.app_context():
        transact(lambda: service.grant_role(cast.user("tuan"), Role.ADMINISTRATOR, actor=None))
        transact(lambda: setattr(cast.user("tuan"), "disabled_at", clock.now()))
        with pytest.raises(DomainError, match=r"account\.last_administrator"):
            transact(lambda: service.revoke_role(cast.user("ha"), Role.ADMINISTRATOR, actor=None))


def test_the_list_shows_everybody_with_their_roles(cast):
    page = cast.client("ha").get("/desk/people").text
    for words in ("Nguyễn Lan", "lan@example.org", "Điều phối viên", "Lãnh đạo ký duyệt"):
        assert words in page


@pytest.mark.parametrize("key", ["lan", "tuan", "mai", "dung"])
def test_nobody_else_sees_or_gives_roles(app, cast, key):
    client = cast.client(key)
    page = _page(app, cast, "lan")
    assert client.get("/desk/people").status_code == 403
    assert client.get(page).status_code == 403
    token = client.get("/my/spaces/new").text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    assert client.post(page, data={"csrf_token": token, "roles": "administrator"}).status_code == 403
    assert "administrator" not in _roles(app, cast, "lan")


def test_signed_out_people_are_asked_to_sign_in(client):
    assert client.get("/desk/people").location == "/sign-in?next=/desk/people"


def test_an_unknown_person_is_not_found(cast):
    assert cast.client("ha").get("/desk/people/ffffffffffffffffffffffff").status_code == 404


def test_the_first_administrator_comes_by_a_command(app):
    runner = app.test_cli_runner()
    new = ["accounts", "make-administrator", "moi@example.org", "--name", "Người Mới", "--password"]
    assert runner.invoke(args=[*new, "ngắn"]).exit_code != 0
    done = runner.invoke(args=[*new, "một câu dài dễ nhớ"])
    assert done.exit_code == 0, done.output
    done = runner.invoke(args=["accounts", "make-administrator", "LAN@example.org", "--password", ""])
    assert done.exit_code == 0, done.output
    with app.app_context():
        emails = {user.email for user in queries.users_with_role(Role.ADMINISTRATOR)}
        assert emails == {"moi@example.org", "ha@example.org", "lan@example.org"}
