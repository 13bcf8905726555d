"""A code from the phone after the password: set up, asked, lost, and taken away."""

from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import select
from time_machine import travel

from app import config as configuration
from app.accounts import keyed, queries, service
from app.accounts.models import RecoveryCode, SecondFactor
from app.accounts.rules import ATTEMPT_WINDOW, ENROLMENT_LIFE, HALF_SIGN_IN_LIFE
from app.accounts.views import COOKIE_KEY
from app.core import clock
from app.core.db import db, transact
from app.core.errors import DomainError
from tests.accounts.factories import code_of, enrol, give_password, key_of, key_on, submit
from tests.accounts.steps import letters
from tests.cast import PASSWORD

PAGE = "/account/second-factor"


def signed_in(client) -> bool:
    return client.get("/my/spaces").status_code == 200


def give_code(client, code: str):
    return submit(client, "/sign-in/code", {"code": code})


@pytest.fixture
def strict(app: Flask) -> Flask:
    """As in production: whoever has a role needs a second factor."""
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], require_second_factor=True)
    return app


@pytest.fixture
def still():
    """A clock that moves only when it is told to: a code lives for half a minute."""
    with travel(clock.now(), tick=False) as time:
        yield time


def test_set_up_then_asked_at_every_sign_in(app, cast, sink, still):
    lan, elsewhere = cast.client("lan"), cast.client("lan")
    key, codes = enrol(lan)
    assert len(set(codes)) == 10
    assert "Đang bật" in lan.get(PAGE).text
    assert (signed_in(lan), signed_in(elsewhere)) == (True, False)
    assert (
        "đã bật" in letters(app, sink, "lan@example.org")[-1]
        or "nhập thêm một mã" in letters(app, sink, "lan@example.org")[-1]
    )
    client = app.test_client()
    assert give_password(client, "lan").location == "/sign-in/code"
    assert not signed_in(client)
    still.shift(30)
    assert give_code(client, code_of(key)).location == "/home"
    assert signed_in(client)


def test_the_way_back_survives_both_steps(app, cast, still):
    key, _codes = enrol(cast.client("lan"))
    still.shift(30)
    client = app.test_client()
    answer = submit(client, "/sign-in?next=/my/spaces/new", {"email": "lan@example.org", "password": PASSWORD})
    assert answer.location == "/sign-in/code?next=/my/spaces/new"
    assert submit(client, answer.location, {"code": code_of(key)}).location == "/my/spaces/new"


@pytest.mark.parametrize("onward", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_the_second_step_leads_nowhere_else(app, cast, still, onward):
    key, _codes = enrol(cast.client("lan"))
    still.shift(30)
    client = app.test_client()
    give_password(client, "lan")
    assert submit(client, f"/sign-in/code?next={onward}", {"code": code_of(key)}).location == "/home"


def test_the_password_comes_first_even_to_set_it_up(cast):
    client = cast.client("lan")
    answer = submit(client, PAGE, {"password": "sai mật khẩu rồi"})
    assert answer.status_code == 422
    assert "Mật khẩu đang dùng chưa đúng." in answer.text
    assert client.get(f"{PAGE}/enrol").location == PAGE


def test_a_wrong_first_code_switches_nothing_on(app, cast, still):
    client = cast.client("lan")
    submit(client, PAGE, {"password": PASSWORD})
    key = key_on(client.get(f"{PAGE}/enrol").text)
    wrong = str((int(code_of(key)) + 1) % 10**6).zfill(6)
    answer = submit(client, f"{PAGE}/enrol", {"code": wrong})
    assert answer.status_code == 422
    assert key_on(answer.text) == key
    assert give_password(app.test_client(), "lan").location == "/home"
    still.shift(ENROLMENT_LIFE)
    assert client.get(f"{PAGE}/enrol").location == PAGE


def test_neither_secret_nor_recovery_codes_lie_in_the_database(app, cast, still):
    key, codes = enrol(cast.client("lan"))
    with app.app_context():
        stored = [
            str(value)
            for model in (SecondFactor, RecoveryCode)
            for row in db.session.execute(select(*model.__table__.columns))
            for value in row
        ]
    assert not {key, key.lower(), *codes, *(code.replace("-", "") for code in codes)} & set(stored)


@pytest.mark.parametrize(("steps", "good"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_one_step_off(app, cast, still, steps, good):
    key, _codes = enrol(cast.client("lan"))
    still.shift(300)
    client = app.test_client()
    give_password(client, "lan")
    give_code(client, code_of(key, steps=steps))
    assert signed_in(client) is good


def test_a_code_is_good_once(app, cast, still):
    key, _codes = enrol(cast.client("lan"))
    first, second = app.test_client(), app.test_client()
    give_password(first, "lan")
    assert give_code(first, code_of(key)).status_code == 422  # it has switched the factor on
    still.shift(60)
    code, earlier = code_of(key), code_of(key, steps=-1)
    assert give_code(first, code).status_code == 302
    give_password(second, "lan")
    for used in (code, earlier):
        answer = give_code(second, used)
        assert answer.status_code == 422
        assert "Mã chưa đúng hoặc đã dùng rồi." in answer.text
    assert not signed_in(second)


def test_a_recovery_code_is_good_once_and_told(app, cast, sink, still):
    _key, codes = enrol(cast.client("lan"))
    client = app.test_client()
    give_password(client, "lan")
    assert give_code(client, f" {codes[3].upper()} ").status_code == 302
    assert "Bạn còn 9 mã" in letters(app, sink, "lan@example.org")[-1]
    again = app.test_client()
    give_password(again, "lan")
    assert give_code(again, codes[3]).status_code == 422
    assert give_code(again, codes[4].replace("-", "")).status_code == 302


def test_codes_of_one_person_are_nothing_to_another(app, cast, still):
    key, codes = enrol(cast.client("lan"))
    enrol(cast.client("minh"))
    still.shift(60)
    client = app.test_client()
    give_password(client, "minh")
    assert give_code(client, codes[0]).status_code == 422
    assert give_code(client, code_of(key)).status_code == 422


def test_guessing_codes_is_slowed_and_ends_by_itself(app, cast, still):
    key, codes = enrol(cast.client("lan"))
    still.shift(ATTEMPT_WINDOW + timedelta(seconds=1))
    client = app.test_client()
    give_password(client, "lan")
    wrong = str((int(code_of(key)) + 1) % 10**6).zfill(6)
    assert {give_code(client, wrong).status_code for _ in range(10)} == {422}
    for good in (code_of(key), codes[0]):  # every way in has the same limit
        stopped = give_code(client, good)
        assert (stopped.status_code, stopped.headers["Retry-After"]) == (429, "900")
        assert "quá nhiều lần" in stopped.text
    still.shift(ATTEMPT_WINDOW + timedelta(seconds=1))
    assert give_password(client, "lan").location == "/sign-in/code"
    assert give_code(client, code_of(key)).status_code == 302


def test_the_half_way_ends_after_ten_minutes(app, cast, still):
    key, _codes = enrol(cast.client("lan"))
    client = app.test_client()
    give_password(client, "lan")
    page = client.get("/sign-in/code").text
    token = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    still.shift(HALF_SIGN_IN_LIFE)
    answer = client.post("/sign-in/code", data={"csrf_token": token, "code": code_of(key)})
    assert answer.status_code == 422
    assert "Mời bạn đăng nhập lại từ đầu." in answer.text
    assert "Mời bạn đăng nhập lại từ đầu." in client.get("/sign-in/code").text
    assert not signed_in(client)


@pytest.mark.parametrize("change", ["password", "account"])
def test_the_half_way_dies_with_the_password_and_with_the_account(app, cast, still, change):
    key, _codes = enrol(cast.client("lan"))
    still.shift(60)
    client = app.test_client()
    give_password(client, "lan")
    with client.session_transaction() as session:
        half = session["half_sign_in"]

    def end() -> None:
        if change == "password":
            service.end_sign_ins(cast.user("lan"))
        else:
            service.disable_user(cast.user("lan"), reason="x", actor=cast.user("ha"))

    with app.app_context():
        transact(end)
    assert 'name="code"' not in client.get("/sign-in/code").text
    with app.app_context(), pytest.raises(DomainError, match=r"account\.half_sign_in_over"):
        transact(lambda: service.finish_sign_in(half, code_of(key), service.Browser()))


def test_half_a_sign_in_is_no_sign_in(app, cast, still):
    enrol(cast.client("lan"))
    client = app.test_client()
    give_password(client, "lan")
    with client.session_transaction() as session:
        assert COOKIE_KEY not in session
        session[COOKIE_KEY] = session["half_sign_in"]
    assert not signed_in(client)


def test_new_recovery_codes_void_the_old_ones(app, cast, still):
    lan = cast.client("lan")
    _key, codes = enrol(lan)
    address = f"{PAGE}/codes"
    assert submit(lan, PAGE, {"codes-password": "sai mật khẩu rồi"}, to=address).status_code == 422
    answer = submit(lan, PAGE, {"codes-password": PASSWORD}, to=address)
    assert answer.status_code == 200
    assert codes[0] not in answer.text
    client = app.test_client()
    give_password(client, "lan")
    assert give_code(client, codes[0]).status_code == 422


def test_switching_off_takes_password_and_code_and_is_told(app, cast, sink, still):
    lan = cast.client("lan")
    key, _codes = enrol(lan)
    still.shift(60)
    address = f"{PAGE}/off"
    for given in (
        {"off-password": PASSWORD, "off-code": "000000"},
        {"off-password": "sai mật khẩu rồi", "off-code": code_of(key)},
        {"off-password": PASSWORD, "off-code": ""},
    ):
        assert submit(lan, PAGE, given, to=address).status_code == 422
    assert submit(lan, PAGE, {"off-password": PASSWORD, "off-code": code_of(key)}, to=address).status_code == 302
    assert give_password(app.test_client(), "lan").location == "/home"
    assert "chỉ cần mật khẩu" in letters(app, sink, "lan@example.org")[-1]


@pytest.mark.parametrize("key", ["tuan", "mai", "dung", "ha"])
def test_whoever_has_a_role_must_have_it(strict, cast, still, key):
    client = cast.client(key)
    for page in ("/home", "/desk", "/my/spaces", "/account", "/account/password", "/desk/people", "/reviews"):
        answer = client.get(page, follow_redirects=True)
        assert answer.request.path == PAGE, page
        assert "trước khi vào bàn điều phối" in answer.text
    assert submit(client, PAGE, to="/sign-out").status_code == 302
    client = cast.client(key)
    assert client.get("/language/en").status_code == 302
    enrol(client)
    assert client.get("/account").status_code == 200
    assert client.get("/home", follow_redirects=True).status_code == 200


def test_open_pages_show_them_nothing_of_their_own_before(strict, cast):
    page = cast.client("tuan").get("/").text
    assert "Trần Tuấn" not in page
    assert 'href="/desk"' not in page


def test_they_can_send_nothing_before(strict, cast):
    client = cast.client("ha")
    with strict.app_context():
        address = f"/desk/people/{cast.user('lan').public_id}"
    token = client.get(PAGE).text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    client.post(address, data={"csrf_token": token, "roles": "administrator"})
    with strict.app_context():
        assert cast.user("lan").roles == set()


def test_without_a_role_it_is_up_to_the_person(strict, cast):
    assert signed_in(cast.client("lan"))


def test_a_role_given_today_asks_for_it_today(strict, cast):
    lan = cast.client("lan")
    assert signed_in(lan)
    with strict.app_context():
        transact(lambda: service.grant_role(cast.user("lan"), "reviewer", actor=None))
    assert lan.get("/my/spaces", follow_redirects=True).request.path == PAGE


@pytest.mark.parametrize(("mode", "must"), [("production", True), ("demo", False), ("test", False)])
def test_the_mode_decides_and_production_is_strict(tmp_path, mode, must):
    given = {"MODE": mode, "SECRET_KEY": "s" * 40, "SITE_URL": "https://example.org", "INSTANCE": str(tmp_path)}
    assert configuration.load(given).require_second_factor is must


def test_in_the_demo_nobody_must(cast):
    assert cast.client("tuan").get("/desk").status_code == 200


@pytest.mark.both_engines
def test_of_two_who_use_one_code_at_once_one_wins(app, cast, still):
    lan = cast.client("lan")
    key, codes = enrol(lan)
    still.shift(60)
    for code in (codes[0], code_of(key)):
        halves = []
        for _ in range(2):
            client = app.test_client()
            give_password(client, "lan")
            with client.session_transaction() as session:
                halves.append(session["half_sign_in"])
        assert sorted(_finish_at_once(app, halves, code)) in (
            ["account.half_sign_in_over", "in"],
            ["account.wrong_code", "in"],
        )
    with app.app_context():
        assert len(queries.unused_recovery_codes(cast.user("lan").id)) == 9


def _finish_at_once(app: Flask, halves: list[str], code: str) -> list[str]:
    start, outcomes = Barrier(len(halves)), []

    def finish(half: str) -> None:
        with app.app_context():
            start.wait()
            try:
                transact(lambda: service.finish_sign_in(half, code, service.Browser()))
                outcomes.append("in")
            except DomainError as error:
                outcomes.append(error.code)

    threads = [Thread(target=finish, args=(half,)) for half in halves]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


@pytest.mark.both_engines
def test_of_two_who_switch_off_with_one_recovery_code_one_wins(app, cast, still):
    """No half of a sign-in keeps these apart, the person's row does."""
    _key, codes = enrol(cast.client("lan"))
    with app.app_context():
        user_id = cast.user("lan").id
    start, outcomes = Barrier(2), []

    def use() -> None:
        with app.app_context():
            start.wait()
            try:
                transact(lambda: service.turn_factor_off(user_id, codes[0]))
                outcomes.append("off")
            except DomainError as error:
                outcomes.append(error.code)

    threads = [Thread(target=use) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["account.wrong_code", "off"]


def test_another_key_of_the_site_makes_other_secrets(app, ctx):
    here = keyed.totp_secret("seed"), keyed.recovery_digest(1, "code")
    app.config["SECRET_KEY"] = "another-" * 5
    assert (keyed.totp_secret("seed"), keyed.recovery_digest(1, "code")) != here
    assert keyed.totp_secret("seed") != keyed.totp_secret("seed2")


def test_the_command_lets_a_locked_out_administrator_in(app, cast, sink, still):
    enrol(cast.client("ha"))
    half = app.test_client()
    give_password(half, "ha")
    done = app.test_cli_runner().invoke(args=["accounts", "reset-second-factor", "HA@example.org"])
    assert done.exit_code == 0, done.output
    assert give_password(app.test_client(), "ha").location == "/home"
    assert letters(app, sink, "ha@example.org")
    done = app.test_cli_runner().invoke(args=["accounts", "reset-second-factor", "nobody@example.org"])
    assert done.exit_code == 1
    assert "no such account" in done.output


def test_the_secret_shown_is_the_one_asked(app, cast, still):
    key, _codes = enrol(cast.client("lan"))
    assert key_of(app, cast, "lan") == key
