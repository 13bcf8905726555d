"""What an administrator does to somebody's account."""

from datetime import timedelta
from unicodedata import normalize

import pytest
from argon2 import PasswordHasher
from time_machine import travel

from app.accounts import queries, service
from app.accounts.devices import coarse_network, describe
from app.accounts.models import Role
from app.accounts.service import passwords
from app.audit.queries import entries_of, payload_of
from app.core import clock
from app.core.db import transact
from tests.accounts.factories import enrol, give_password, submit
from tests.accounts.steps import letters, link_in
from tests.cast import PASSWORD


def address(app, cast, key: str, act: str = "") -> str:
    with app.app_context():
        return f"/desk/people/{cast.user(key).public_id}{act}"


def act(app, cast, client, key: str, verb: str, data: dict | None = None):
    return submit(client, address(app, cast, key), data, to=address(app, cast, key, f"/{verb}"))


def signed_in(client) -> bool:
    return client.get("/my/spaces").status_code == 200


def test_a_disabled_account_is_out_at_once_and_its_reason_is_kept(app, cast, sink):
    lan, ha = cast.client("lan"), cast.client("ha")
    submit(app.test_client(), "/forgot-password", {"email": "lan@example.org"})
    link = link_in(letters(app, sink, "lan@example.org")[-1])
    with travel(clock.now() + timedelta(minutes=1), tick=False):
        answer = act(app, cast, ha, "lan", "disable", {"disable-reason": "Máy bị mất"})
        assert answer.status_code == 302
        with app.app_context():
            user = cast.user("lan")
            assert user.disabled_at == user.credentials_changed_at == clock.now()
            entry = entries_of(f"user:{user.id}")[-1]
            assert (entry.action, entry.actor_id) == ("user.disabled", cast.user("ha").id)
            kept = payload_of(entry)
            assert kept is not None
            assert kept.payload == {"reason": "Máy bị mất"}
        assert not signed_in(lan)
        assert "Máy bị mất" in ha.get(address(app, cast, "lan")).text
        assert give_password(app.test_client(), "lan").status_code == 422
        assert "đã quá hạn" in app.test_client().get(link).text
        assert act(app, cast, ha, "lan", "enable").status_code == 302
        assert not signed_in(lan)  # what was ended stays ended
        assert give_password(app.test_client(), "lan").status_code == 302
        assert "Máy bị mất" not in ha.get(address(app, cast, "lan")).text


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_closed_and_an_opened_account_are_told_about_but_not_the_reason(app, cast, sink, language):
    ha = cast.client("ha")
    with app.app_context():
        transact(lambda: setattr(cast.user("lan"), "language", language))
    assert "Sẽ được báo qua thư:" in ha.get(address(app, cast, "lan")).text
    for _twice in range(2):
        act(app, cast, ha, "lan", "disable", {"disable-reason": "Máy bị mất"})
    (closed,) = letters(app, sink, "lan@example.org")
    assert {"vi": "hãy trả lời thư này", "en": "please reply to this letter"}[language] in closed
    assert "Máy bị mất" not in closed
    for _twice in range(2):
        act(app, cast, ha, "lan", "enable")
    opened = letters(app, sink, "lan@example.org")[1:]
    assert ["/sign-in" in letter and "/my/calendars" in letter for letter in opened] == [True]


@pytest.mark.parametrize("reason", ["", "   ", "a" * 501])
def test_a_reason_is_needed(app, cast, reason):
    answer = act(app, cast, cast.client("ha"), "lan", "disable", {"disable-reason": reason})
    assert answer.status_code == 422
    assert 'href="#disable-reason"' in answer.text
    with app.app_context():
        assert cast.user("lan").disabled_at is None


def test_the_last_administrator_cannot_be_disabled(app, cast):
    ha = cast.client("ha")
    answer = act(app, cast, ha, "ha", "disable", {"disable-reason": "Nghỉ việc"})
    assert answer.status_code == 422
    assert "Đây là quản trị viên cuối cùng" in answer.text
    assert "Nghỉ việc</textarea>" in answer.text
    with app.app_context():
        transact(lambda: service.grant_role(cast.user("tuan"), Role.ADMINISTRATOR, actor=None))
    assert act(app, cast, ha, "ha", "disable", {"disable-reason": "Nghỉ việc"}).status_code == 302
    assert ha.get("/desk/people").status_code == 302


def test_all_devices_of_a_person_end(app, cast):
    one, two, ha = cast.client("lan"), cast.client("lan"), cast.client("ha")
    assert act(app, cast, ha, "lan", "end-sign-ins").status_code == 302
    assert [signed_in(client) for client in (one, two, ha)] == [False, False, True]
    with app.app_context():
        entry = entries_of(f"user:{cast.user('lan').id}")[-1]
        assert (entry.action, entry.actor_id) == ("user.sign_ins_ended", cast.user("ha").id)


def test_a_lost_phone_is_forgotten_and_the_person_is_told(app, cast, sink):
    lan = cast.client("lan")
    enrol(lan)
    ha = cast.client("ha")
    assert act(app, cast, ha, "lan", "reset-second-factor").status_code == 302
    assert not signed_in(lan)
    assert give_password(app.test_client(), "lan").location == "/home"
    assert "nhờ quản trị viên" in letters(app, sink, "lan@example.org")[-1]
    with app.app_context():
        off = [entry for entry in entries_of(f"user:{cast.user('lan').id}") if entry.action == "user.factor_off"]
        assert [entry.actor_id for entry in off] == [cast.user("ha").id]
        assert queries.unused_recovery_codes(cast.user("lan").id) == []


@pytest.mark.parametrize("key", ["lan", "tuan", "mai", "dung"])
@pytest.mark.parametrize("verb", ["disable", "enable", "end-sign-ins", "reset-second-factor"])
def test_nobody_else_does_any_of_it(app, cast, key, verb):
    client, hoa = cast.client(key), cast.client("hoa")
    token = client.get("/account").text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    data = {"csrf_token": token, "disable-csrf_token": token, "disable-reason": "x"}
    assert client.post(address(app, cast, "hoa", f"/{verb}"), data=data).status_code == 403
    assert signed_in(hoa)


def test_a_role_taken_away_ends_what_it_opened_on_the_next_page(app, cast):
    tuan = cast.client("tuan")
    assert tuan.get("/desk").status_code == 200
    with app.app_context():
        transact(lambda: service.revoke_role(cast.user("tuan"), Role.COORDINATOR, actor=None))
    assert tuan.get("/desk").status_code == 403


def test_a_hash_of_yesterday_becomes_one_of_today_at_the_next_sign_in(app, cast):
    weak = PasswordHasher(time_cost=1, memory_cost=512, parallelism=1).hash(normalize("NFC", PASSWORD))
    with app.app_context():
        transact(lambda: setattr(cast.user("lan"), "password_hash", weak))
    assert give_password(app.test_client(), "lan").status_code == 302
    with app.app_context():
        user = cast.user("lan")
        assert user.password_hash != weak
        assert passwords.stronger_hash(user, PASSWORD) is None
        assert passwords.password_fits(user, PASSWORD)
    assert give_password(app.test_client(), "lan").status_code == 302


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36",
            "Chrome, Windows",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0", "Edge, Windows"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) AppleWebKit/605 CriOS/130 Safari/604", "Chrome, iPad"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0", "Firefox, Linux"),
        ("curl/8.0", ""),
        ("", ""),
        ("x" * 5000, ""),
    ],
)
def test_a_browser_in_plain_words(agent, words):
    assert describe(agent) == words


@pytest.mark.parametrize(
    ("known", "kept"),
    [("113.190.44.17", "113.190.*.*"), ("2405:4802:1c::5", "2405:4802:*"), ("", ""), (None, ""), ("x", "")],
)
def test_of_an_address_only_the_network_is_kept(known, kept):
    assert coarse_network(known) == kept
