"""One's own account: name, password, address, devices."""

from datetime import timedelta
from threading import Barrier, Thread
from unicodedata import normalize

import pytest
from time_machine import travel

from app.accounts import queries, service
from app.accounts.rules import ATTEMPT_WINDOW, CHANGE_LINK_LIFE, STAFF_IDLE
from app.accounts.views import COOKIE_KEY
from app.core import clock
from app.core.db import transact
from app.core.errors import DomainError
from app.core.ids import digest
from app.mail import links
from tests.accounts.factories import give_password
from tests.accounts.steps import letters, link_in, send
from tests.cast import PASSWORD

NEW = "ba con mèo trên mái ngói"
CHANGE = {"old": PASSWORD, "password": NEW, "repeat": NEW}


def signed_in(client) -> bool:
    return client.get("/my/spaces").status_code == 200


def secret_of(client) -> str:
    with client.session_transaction() as session:
        return session[COOKIE_KEY]


def ask(client, address: str = "lan.moi@example.org", password: str = PASSWORD):
    return client.submit("/account/email", {"email": address, "password": password})


def test_name_and_language_of_letters(app, cast, sink):
    client = cast.client("lan")
    assert client.submit("/account", {"name": " Nguyễn  Thị Lan ", "language": "en"}).status_code == 302
    with app.app_context():
        assert (cast.user("lan").name, cast.user("lan").language) == ("Nguyễn Thị Lan", "en")
    client.submit("/account/password", CHANGE)
    assert letters(app, sink, "lan@example.org")[-1].startswith("Dear Nguyễn Thị Lan,")


@pytest.mark.parametrize("given", [{"name": ""}, {"name": "a" * 121}, {"language": "fr"}])
def test_a_name_is_needed_and_a_language_we_write(app, cast, given):
    assert cast.client("lan").submit("/account", given).status_code == 422
    with app.app_context():
        assert (cast.user("lan").name, cast.user("lan").language) == ("Nguyễn Lan", "vi")


@pytest.mark.parametrize("key", ["lan", "tuan", "mai", "ha"])
def test_everybody_finds_their_account_from_every_page(cast, key):
    client = cast.client(key)
    assert 'href="/account"' in client.get("/home", follow_redirects=True).text
    assert client.get("/account").status_code == 200


def test_a_new_password_ends_the_other_devices_and_renews_this_one(app, cast, sink):
    here, elsewhere = cast.client("lan"), cast.client("lan")
    before = secret_of(here)
    with travel(clock.now() + timedelta(minutes=1), tick=False):
        assert here.submit("/account/password", CHANGE).location == "/account"
        assert (signed_in(here), signed_in(elsewhere)) == (True, False)
        assert secret_of(here) != before
        with app.app_context():
            assert queries.living_sign_in(before) is None
            assert cast.user("lan").credentials_changed_at == clock.now()
        assert "/forgot-password" in letters(app, sink, "lan@example.org")[-1]
    assert give_password(app.test_client(), "lan").status_code == 422
    assert give_password(app.test_client(), "lan", password=normalize("NFD", NEW)).status_code == 302


def test_the_old_password_is_asked_and_guesses_are_counted(app, cast):
    client = cast.client("lan")
    with travel(clock.now(), tick=False) as time:
        for _ in range(10):
            answer = client.submit("/account/password", CHANGE | {"old": "sai mật khẩu rồi"})
            assert answer.status_code == 422
            assert "Mật khẩu đang dùng chưa đúng." in answer.text
            assert 'href="#old"' in answer.text
        answer = client.submit("/account/password", CHANGE)
        assert (answer.status_code, answer.headers["Retry-After"]) == (429, "900")
        assert "quá nhiều lần" in answer.text
        assert ask(client).status_code == 429  # the same counter behind every door that asks the password
        time.shift(ATTEMPT_WINDOW + timedelta(seconds=1))
        assert client.submit("/account/password", CHANGE | {"old": normalize("NFD", PASSWORD)}).status_code == 302


@pytest.mark.both_engines
def test_of_two_changes_at_once_one_wins(app, cast):
    secrets = [secret_of(cast.client("lan")) for _ in range(2)]
    with app.app_context():
        user = cast.user("lan")
        user_id, checked = user.id, user.password_hash
        hashes = [service.hash_password(word) for word in ("mật khẩu của người một", "mật khẩu của người hai")]
    start, outcomes = Barrier(2), []

    def change(number: int) -> None:
        with app.app_context():
            start.wait()
            try:
                transact(
                    lambda: service.change_password(
                        user_id, hashes[number], checked_hash=checked, secret=secrets[number]
                    )
                )
                outcomes.append("changed")
            except DomainError as error:
                outcomes.append(error.code)

    threads = [Thread(target=change, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["account.wrong_password", "changed"]


def test_a_new_address_is_proved_and_the_old_one_is_told(app, cast, sink):
    here, elsewhere = cast.client("lan"), cast.client("lan")
    assert ask(here, " Lan.Moi@Example.org ").location == "/account/email/sent"
    assert "lan.moi@example.org" in letters(app, sink, "lan@example.org")[-1]
    link = link_in(letters(app, sink, "lan.moi@example.org")[-1])
    shown = here.get(link)
    assert "lan.moi@example.org" in shown.text
    assert signed_in(elsewhere)  # opened is not confirmed
    before = secret_of(here)
    assert here.submit(link).location == "/account"
    assert (signed_in(here), signed_in(elsewhere)) == (True, False)
    assert secret_of(here) != before
    assert "trả lời thư này ngay" in letters(app, sink, "lan@example.org")[-1]
    client = app.test_client()
    assert give_password(client, "lan").status_code == 422
    assert give_password(client, "lan", email="lan.moi@example.org").status_code == 302
    assert "đã dùng rồi, đã quá hạn" in here.get(link).text


def test_only_who_asked_for_it_moves_the_account(app, cast, client, sink):
    """Or a stranger's account could be given the address of whoever presses a button in a letter, and with it what
    that address is invited to."""
    here, minh = cast.client("lan"), cast.client("minh")
    ask(here)
    link = link_in(letters(app, sink, "lan.moi@example.org")[-1])
    assert "của một tài khoản khác" in minh.get(link).text
    assert send(minh, link).status_code == 422
    assert client.get(link).location == f"/sign-in?next={link}"
    assert send(client, link).location.startswith("/sign-in")
    with app.app_context():
        assert queries.user_by_email("lan.moi@example.org") is None
    phone = app.test_client()
    assert give_password(phone, "lan").status_code == 302
    assert phone.submit(link).location == "/account"
    assert (signed_in(phone), signed_in(here), signed_in(minh)) == (True, False, True)


def test_the_password_is_asked_for_a_new_address(app, cast, sink):
    client = cast.client("lan")
    answer = ask(client, password="sai mật khẩu rồi")
    assert answer.status_code == 422
    assert 'value="lan.moi@example.org"' in answer.text
    assert letters(app, sink, "lan.moi@example.org") == []
    assert "Đây là địa chỉ bạn đang dùng." in ask(client, "LAN@example.org").text


def test_an_address_in_use_looks_the_same_and_gets_no_link(app, cast, sink):
    client = cast.client("lan")
    free, taken = ask(client), ask(client, "minh@example.org")
    assert (free.status_code, free.location, free.text) == (taken.status_code, taken.location, taken.text)
    (letter,) = letters(app, sink, "minh@example.org")
    assert "/change-email/" not in letter


def test_an_address_taken_meanwhile_is_refused_without_saying_by_whom(app, cast, sink):
    client = cast.client("lan")
    ask(client)
    link = link_in(letters(app, sink, "lan.moi@example.org")[-1])
    with app.app_context():
        transact(lambda: service.add_user(email="lan.moi@example.org", name="Người Khác", password_hash=""))
    answer = client.submit(link)
    assert answer.status_code == 422
    assert "Địa chỉ này vừa có tài khoản khác dùng." in answer.text
    assert "Người Khác" not in answer.text
    assert signed_in(client)
    with app.app_context():
        assert cast.user("lan").name == "Nguyễn Lan"


def test_the_link_to_a_new_address_grows_old_and_dies_with_the_password(app, cast, sink):
    client = cast.client("lan")
    with travel(clock.now(), tick=False) as time:
        ask(client)
        link = link_in(letters(app, sink, "lan.moi@example.org")[-1])
        time.shift(CHANGE_LINK_LIFE)
        assert "đã quá hạn" in client.get(link).text
        time.shift(-timedelta(seconds=1))
        assert "đã quá hạn" not in client.get(link).text
        client.submit("/account/password", CHANGE)
        assert "đã quá hạn" in client.get(link).text
        with app.app_context(), pytest.raises(DomainError, match=r"account\.change_link_dead"):
            link_id = links.read("change_email", link.rpartition("/")[2])
            transact(lambda: service.change_email(link_id, actor=cast.user("lan"), secret=secret_of(client)))


def test_letters_to_new_addresses_are_limited(cast):
    client = cast.client("lan")
    assert [ask(client, f"n{n}@example.org").status_code for n in range(6)] == [302] * 5 + [429]


def test_devices_are_listed_and_ended_one_by_one(app, cast):
    phone, desktop = app.test_client(), cast.client("lan")
    phone.environ_base["HTTP_USER_AGENT"] = (
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1"
    )
    phone.environ_base["REMOTE_ADDR"] = "113.190.44.17"
    give_password(phone, "lan")
    shown = desktop.get("/account/sign-ins").text
    assert "Safari, iPhone" in shown
    assert "113.190.*.*" in shown
    assert "113.190.44.17" not in shown
    assert shown.count("Thiết bị này") == 1
    with app.app_context():
        found = queries.living_sign_in(secret_of(phone))
        assert found is not None
        address = f"/account/sign-ins/{found.public_id}/end"
    assert desktop.submit("/account/sign-ins", to=address).status_code == 302
    assert (signed_in(phone), signed_in(desktop)) == (False, True)
    assert "iPhone" not in desktop.get("/account/sign-ins").text


def test_nobody_ends_a_device_of_somebody_else(app, cast):
    minh, lan = cast.client("minh"), cast.client("lan")
    with app.app_context():
        found = queries.living_sign_in(secret_of(lan))
        assert found is not None
        address = f"/account/sign-ins/{found.public_id}/end"
    token = minh.get("/account").text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    assert minh.post(address, data={"csrf_token": token}).status_code == 404
    assert signed_in(lan)


def test_all_others_end_at_once_and_this_one_is_renewed(cast):
    here, *others = (cast.client("lan") for _ in range(3))
    foreign, before = cast.client("minh"), secret_of(here)
    here.submit("/account/sign-ins", to="/account/sign-ins/end-others")
    assert [signed_in(client) for client in (here, foreign, *others)] == [True, True, False, False]
    assert secret_of(here) != before


def test_what_is_over_is_not_listed(cast):
    with travel(clock.now(), tick=False) as time:
        cast.client("tuan")
        time.shift(STAFF_IDLE)
        shown = cast.client("tuan").get("/account/sign-ins").text
        assert shown.count('scope="row"') == 1


def test_only_a_digest_of_the_secret_is_kept(app, cast):
    client = cast.client("lan")
    with app.app_context():
        (row,) = queries.sign_ins_of(cast.user("lan").id)
        assert row.secret_digest == digest(secret_of(client))
