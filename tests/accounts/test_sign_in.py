from datetime import timedelta

import pytest
from sqlalchemy import select
from time_machine import travel

from app.accounts import service
from app.accounts.models import SignIn
from app.accounts.rules import MEMBER_ABSOLUTE, MEMBER_IDLE, STAFF_ABSOLUTE, STAFF_IDLE
from app.accounts.views import COOKIE_KEY
from app.core import clock
from app.core.db import db, transact
from app.core.errors import DomainError
from app.core.ids import digest
from tests.cast import PASSWORD, email_of

PAYLOADS = [
    "//evil.example",
    "///evil.example",
    "////evil.example/%2e%2e",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "\t//evil.example",
    "/\n/evil.example",
    "/\r\nSet-Cookie: x=1",
    " //evil.example",
    "https://evil.example",
    "http:evil.example",
    "HTTPS:/evil.example",
    "https:///evil.example",
    "//evil.example\\@127.0.0.1",
    "javascript:alert(1)",
    "data:text/html,x",
    "//127.0.0.1@evil.example",
    "/.evil.example//\x01",
    "//\u3002evil.example",
    "\u2028//evil.example",
    "evil.example",
    "?next=//evil.example",
]


def sign_in(client, key, **changes):
    return client.submit("/sign-in", {"email": email_of(key), "password": PASSWORD} | changes)


def cookie(client) -> str:
    kept = client.get_cookie("session")
    assert kept is not None
    return kept.value


def signed_in(client) -> bool:
    return client.get("/my/spaces").status_code == 200


@pytest.mark.parametrize(
    ("key", "landing"),
    [("lan", "/my/spaces"), ("tuan", "/desk"), ("dung", "/desk"), ("ha", "/desk"), ("mai", "/reviews")],
)
def test_everybody_lands_where_their_work_is(cast, key, landing):
    answer = cast.client(key).get("/home")
    assert answer.status_code == 302
    assert answer.location.startswith(landing)


def test_wrong_and_unknown_are_answered_alike(client):
    wrong = sign_in(client, "lan", password="sai mật khẩu rồi")
    unknown = sign_in(client, "nobody", password="sai mật khẩu rồi")
    assert wrong.status_code == unknown.status_code == 422
    assert "Thư điện tử hoặc mật khẩu chưa đúng." in wrong.text

    def without_the_variable_parts(answer, key):
        token = answer.text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
        return answer.text.replace(email_of(key), "").replace(token, "")

    assert without_the_variable_parts(wrong, "lan") == without_the_variable_parts(unknown, "nobody")
    assert 'value="lan@example.org"' in wrong.text
    assert "sai mật khẩu rồi" not in wrong.text


def test_empty_fields_are_told(client):
    answer = client.submit("/sign-in", {"email": "", "password": ""})
    assert answer.status_code == 422
    assert 'href="#email"' in answer.text
    assert 'href="#password"' in answer.text


def test_guessing_is_slowed_and_ends_by_itself(client):
    with travel(clock.now(), tick=False) as time:
        for _n in range(10):
            assert "chưa đúng" in sign_in(client, "lan", password="sai mật khẩu rồi").text
        stopped = sign_in(client, "lan")
        assert (stopped.status_code, stopped.headers["Retry-After"]) == (429, "900")
        assert f'value="{email_of("lan")}"' in stopped.text
        assert "Bạn đã thử quá nhiều lần. Vui lòng đợi 15 phút" in stopped.text
        assert sign_in(client, "hoa").status_code == 302  # others from the same line are not locked out
        time.shift(timedelta(minutes=15, seconds=1))
        assert sign_in(client, "lan").status_code == 302


def test_getting_in_clears_the_count(client):
    for _n in range(9):
        sign_in(client, "lan", password="sai mật khẩu rồi")
    assert sign_in(client, "lan").status_code == 302
    for _n in range(9):
        sign_in(client, "lan", password="sai mật khẩu rồi")
    assert sign_in(client, "lan").status_code == 302


def test_signing_out_kills_the_cookie_on_the_server(app, cast):
    client = cast.client("lan")
    kept = cookie(client)
    assert signed_in(client)
    answer = client.submit("/my/spaces", to="/sign-out")
    assert answer.status_code == 302
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    replayed = app.test_client()
    replayed.set_cookie("session", kept)
    assert not signed_in(replayed)
    with app.app_context():
        assert db.session.scalars(select(SignIn)).one().ended_at is not None


def test_signing_in_takes_a_new_secret_and_forgets_what_was_planted(app):
    client = app.test_client()
    client.get("/sign-in")
    with client.session_transaction() as planted:
        planted[COOKIE_KEY] = "chosen by somebody else"
        planted["extra"] = "planted"
    before = cookie(client)
    assert sign_in(client, "lan").status_code == 302
    with client.session_transaction() as now:
        secret = now[COOKIE_KEY]
        assert secret != "chosen by somebody else"
        assert "extra" not in now
    assert cookie(client) != before
    stranger = app.test_client()
    stranger.set_cookie("session", before)
    assert not signed_in(stranger)
    with app.app_context():
        assert db.session.scalars(select(SignIn.secret_digest)).all() == [digest(secret)]


def test_two_browsers_are_two_sign_ins(app, cast):
    one, two = cast.client("lan"), cast.client("lan")
    one.submit("/my/spaces", to="/sign-out")
    assert (signed_in(one), signed_in(two)) == (False, True)


@pytest.mark.parametrize(("key", "idle"), [("lan", MEMBER_IDLE), ("tuan", STAFF_IDLE)])
def test_an_idle_browser_is_signed_out(cast, key, idle):
    with travel(clock.now(), tick=False) as time:
        client = cast.client(key)
        time.shift(idle - timedelta(seconds=1))
        assert signed_in(client)
        time.shift(idle - timedelta(seconds=1))
        assert signed_in(client)  # it was seen meanwhile
        time.shift(idle)
        assert not signed_in(client)


@pytest.mark.parametrize(
    ("key", "step", "absolute"),
    [("lan", timedelta(days=10), MEMBER_ABSOLUTE), ("tuan", timedelta(minutes=50), STAFF_ABSOLUTE)],
)
def test_no_sign_in_lives_for_ever(cast, key, step, absolute):
    with travel(clock.now(), tick=False) as time:
        client, lived = cast.client(key), timedelta()
        while lived + step < absolute:
            time.shift(step)
            lived += step
            assert signed_in(client), lived
        time.shift(absolute - lived)
        assert not signed_in(client)


def test_a_disabled_account_is_out_at_once(app, cast):
    client = cast.client("lan")
    with app.app_context():
        transact(lambda: setattr(cast.user("lan"), "disabled_at", clock.now()))
    assert not signed_in(client)
    answer = sign_in(app.test_client(), "lan")
    assert answer.status_code == 422
    assert "Thư điện tử hoặc mật khẩu chưa đúng." in answer.text


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_address_outside_is_ever_the_next_page(app, payload):
    client = app.test_client()
    shown = client.get("/sign-in")
    token = shown.text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    data = {"csrf_token": token, "email": email_of("lan"), "password": PASSWORD}
    answer = client.post("/sign-in", query_string={"next": payload}, data=data)
    assert (answer.status_code, answer.location) == (302, "/home")
    answer = client.get("/language/en", query_string={"next": payload})
    assert (answer.status_code, answer.location) == (302, "/")


def test_an_encoded_tab_stays_encoded(client):
    """Decoded, it would vanish from `/<tab>/evil.example` and leave an address outside."""
    answer = client.get("/language/en", query_string={"next": "/%09/evil.example"})
    assert answer.location == "/%09/evil.example"


def test_the_way_back_is_kept(client):
    answer = client.get("/my/spaces/new?a=1")
    assert answer.location == "/sign-in?next=/my/spaces/new?a%3D1"
    answer = sign_in_at(client, answer.location)
    assert answer.location == "/my/spaces/new?a=1"


def sign_in_at(client, page):
    return client.submit(page, {"email": email_of("lan"), "password": PASSWORD})


@pytest.mark.parametrize("path", ["/sign-in", "/sign-up", "/sign-out", "/confirm/x"])
def test_a_form_without_its_token_is_refused(client, path):
    assert client.post(path, data={"email": email_of("lan"), "password": PASSWORD}).status_code == 400


def test_the_cookie_is_out_of_reach_of_scripts(client):
    sign_in(client, "lan")
    answer = client.get("/sign-in")
    header = answer.headers.get("Set-Cookie") or sign_in(client, "lan").headers["Set-Cookie"]
    assert "HttpOnly" in header
    assert "SameSite=Lax" in header


def test_a_password_that_was_replaced_while_it_was_checked_opens_nothing(app, cast):
    """Checking takes a while, and a reset in that while has ended every sign-in."""
    with app.app_context():
        user = cast.user("lan")
        checked, fresh = user.password_hash, service.hash_password("một câu khác hẳn")

        def replace() -> None:
            cast.user("lan").password_hash = fresh

        transact(replace)
        with pytest.raises(DomainError, match=r"account\.wrong_sign_in"):
            transact(lambda: service.begin_sign_in(cast.user("lan").id, service.Browser(), checked_hash=checked))
        step = transact(lambda: service.begin_sign_in(cast.user("lan").id, service.Browser(), checked_hash=fresh))
        assert step.signed_in


def test_who_signed_in_is_written_down(app, cast):
    from app.audit.queries import entries_of

    cast.client("lan")
    with app.app_context():
        actions = [entry.action for entry in entries_of(f"user:{cast.user('lan').id}")]
    assert actions[-1] == "user.signed_in"


def test_a_hash_of_nobody_is_checked_too(ctx, cast):
    assert not service.password_fits(None, PASSWORD)
    assert service.password_fits(cast.user("lan"), PASSWORD)
