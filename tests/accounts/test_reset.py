"""A forgotten password, from the question to the next sign-in."""

from datetime import timedelta
from threading import Barrier, Thread
from unicodedata import normalize

import pytest
from sqlalchemy import func, select
from time_machine import travel

from app.accounts.models import Attempt, EmailLink
from app.accounts.rules import ATTEMPT_WINDOW, RESET_LINK_LIFE
from app.accounts.service import passwords
from app.audit.queries import entries_of
from app.core import clock
from app.core.db import db, transact
from app.core.errors import DomainError
from app.mail import links
from tests.accounts.factories import enrol, give_password
from tests.accounts.steps import TYPED, letters, link_in
from tests.cast import PASSWORD, email_of

NEW = "ba con mèo trên mái ngói"
NEW_FORM = {"password": NEW, "repeat": NEW}


def ask(client, address: str = "lan@example.org"):
    return client.submit("/forgot-password", {"email": address})


def reset_link(app, sink, address: str = "lan@example.org") -> str:
    return link_in(letters(app, sink, address)[-1])


def can_sign_in(app, key: str, password: str) -> bool:
    return give_password(app.test_client(), key, password=password).status_code == 302


def test_from_the_question_through_the_letter_to_the_new_password(app, cast, client, sink):
    elsewhere = cast.client("lan")
    answer = ask(client, " LAN@Example.org ")
    assert (answer.status_code, answer.location) == (302, "/forgot-password/sent")
    link = reset_link(app, sink)
    assert link.startswith("/reset-password/")
    assert client.get(link).status_code == 200
    assert can_sign_in(app, "lan", PASSWORD)  # a scanner that opens the link has changed nothing
    answer = client.submit(link, NEW_FORM)
    assert (answer.status_code, answer.location) == (302, "/sign-in")
    assert elsewhere.get("/my/spaces").status_code == 302
    assert client.get("/my/spaces").status_code == 302  # nobody is signed in by a link
    assert not can_sign_in(app, "lan", PASSWORD)
    assert can_sign_in(app, "lan", NEW)
    assert "vừa được đổi" in letters(app, sink, "lan@example.org")[-1]
    with app.app_context():
        assert "user.password_reset" in [entry.action for entry in entries_of(f"user:{cast.user('lan').id}")]
        assert clock.now() - cast.user("lan").credentials_changed_at < timedelta(minutes=1)


def test_known_unknown_and_disabled_are_answered_alike_after_the_same_work(app, cast, sink, monkeypatch):
    class Counting:
        worked = 0

        def verify(self, *given):
            Counting.worked += 1
            return real.verify(*given)

        def __getattr__(self, name):
            return getattr(real, name)

    real = passwords._hasher
    monkeypatch.setattr(passwords, "_hasher", Counting())
    with app.app_context():
        transact(lambda: setattr(cast.user("hoa"), "disabled_at", clock.now()))
    met = []
    for address in ("lan@example.org", "nobody@example.org", "hoa@example.org"):
        Counting.worked = 0
        client = app.test_client()
        answer = ask(client, address)
        shown = client.get(answer.location)
        met.append((answer.status_code, answer.location, answer.text, shown.status_code, shown.text, Counting.worked))
    assert met[0] == met[1] == met[2]
    assert met[0][-1] == 1
    assert [len(letters(app, sink, email_of(key))) for key in ("lan", "nobody", "hoa")] == [1, 0, 0]
    for address in ("lan@example.org", "nobody@example.org"):
        Counting.worked = 0
        app.test_client().submit("/sign-in", {"email": address, "password": "sai mật khẩu rồi"})
        assert Counting.worked == 1, address


@pytest.mark.parametrize("address", ["lan@example.org", "nobody@example.org"])
def test_asking_is_limited_for_an_address_and_the_limit_passes(client, address):
    with travel(clock.now(), tick=False) as time:
        assert [ask(client, address).status_code for _ in range(6)] == [302] * 5 + [429]
        assert "quá nhiều lần" in ask(client, address).text
        assert ask(client, "other@example.org").status_code == 302
        time.shift(ATTEMPT_WINDOW + timedelta(seconds=1))
        assert ask(client, address).status_code == 302


def test_asking_is_limited_for_a_client(app, client):
    statuses = [ask(client, f"n{n}@example.org").status_code for n in range(31)]
    assert statuses == [302] * 30 + [429]
    with app.app_context():
        keys = db.session.scalars(select(Attempt.key_digest)).all()
        assert not [key for key in keys if "@" in key]


def test_a_link_works_once_and_burns_the_others(app, client, sink):
    ask(client)
    ask(client)
    first, second = (link_in(letter) for letter in letters(app, sink, "lan@example.org"))
    assert client.submit(second, NEW_FORM).status_code == 302
    for link in (first, second):
        shown = client.get(link)
        assert "Liên kết này đã dùng rồi hoặc đã quá hạn." in shown.text
        assert 'type="password"' not in shown.text
    assert can_sign_in(app, "lan", NEW)


def test_a_link_that_died_while_its_page_was_open_changes_nothing(app, client, sink):
    with travel(clock.now(), tick=False) as time:
        ask(client)
        link = reset_link(app, sink)
        page = client.get(link).text
        token = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
        time.shift(RESET_LINK_LIFE)
        answer = client.post(link, data={"csrf_token": token, **NEW_FORM})
        assert answer.status_code == 422
        assert "Bạn xin liên kết mới." in answer.text
        time.shift(-timedelta(seconds=1))
        assert client.submit(link, NEW_FORM).status_code == 302


def test_a_forged_link_and_one_made_for_something_else_open_nothing(app, cast, client, sink):
    ask(client)
    token = reset_link(app, sink).removeprefix("/reset-password/")
    with app.app_context():
        link_id = links.read("reset", token)
        assert link_id is not None
        others = [links.sign(purpose, link_id) for purpose in ("confirm", "change_email")]
        foreign = EmailLink(
            user_id=cast.user("lan").id,
            purpose="confirm",
            public_id="f" * 24,
            expires_at=clock.now() + timedelta(days=1),
        )
        transact(lambda: db.session.add(foreign))
        others.append(links.sign("reset", "f" * 24))
    for forged in (("A" if token[0] != "A" else "B") + token[1:], *others, link_id, "x", "x" * 3000):
        answer = client.get(f"/reset-password/{forged}")
        assert answer.status_code in (200, 404), forged
        assert 'type="password"' not in answer.text
    assert can_sign_in(app, "lan", PASSWORD)


def test_the_second_factor_is_asked_as_ever(app, cast, client, sink):
    enrol(cast.client("lan"))
    ask(client)
    client.submit(reset_link(app, sink), NEW_FORM)
    answer = give_password(client, "lan", password=NEW)
    assert answer.location == "/sign-in/code"
    assert client.get("/my/spaces").status_code == 302


def test_the_letter_also_proves_the_address(app, client, sink):
    client.submit("/sign-up", TYPED)
    ask(client, "ngoc@example.org")
    client.submit(reset_link(app, sink, "ngoc@example.org"), NEW_FORM)
    assert client.submit("/sign-in", {"email": "ngoc@example.org", "password": NEW}).status_code == 302


def test_a_disabled_account_is_not_opened_by_an_earlier_link(app, cast, client, sink):
    ask(client)
    link = reset_link(app, sink)
    with app.app_context():
        transact(lambda: setattr(cast.user("lan"), "disabled_at", clock.now()))
    assert client.submit(link, NEW_FORM).status_code == 422
    with app.app_context():
        assert passwords.password_fits(cast.user("lan"), PASSWORD)


def test_who_was_locked_out_by_guesses_gets_in_after_the_reset(app, client, sink):
    for _ in range(11):
        give_password(client, "lan", password="sai mật khẩu rồi")
    ask(client)
    client.submit(reset_link(app, sink), NEW_FORM)
    assert can_sign_in(app, "lan", NEW)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"password": "ngắn", "repeat": "ngắn"}, "Cần từ 10 đến 200 ký tự."),
        ({"password": "lan@example.org", "repeat": "lan@example.org"}, "quá dễ đoán"),
        ({"password": NEW, "repeat": NEW + "!"}, "chưa giống nhau"),
        ({"password": "", "repeat": ""}, "Bạn chưa điền mục này."),
    ],
)
def test_a_bad_new_password_is_told_and_the_link_stays_good(app, client, sink, given, sentence):
    ask(client)
    link = reset_link(app, sink)
    answer = client.submit(link, given)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert client.submit(link, NEW_FORM).status_code == 302


def test_marks_typed_apart_are_the_same_password(app, client, sink):
    ask(client)
    apart = normalize("NFD", NEW)
    client.submit(reset_link(app, sink), {"password": apart, "repeat": apart})
    assert can_sign_in(app, "lan", normalize("NFC", NEW))
    assert can_sign_in(app, "lan", apart)


@pytest.mark.both_engines
def test_of_two_who_use_one_link_at_once_one_wins(app, client, sink):
    ask(client)
    link = reset_link(app, sink)
    with app.app_context():
        link_id = links.read("reset", link.rpartition("/")[2])
        hashes = {
            word: passwords.hash_password(word) for word in ("mật khẩu của người một", "mật khẩu của người hai")
        }
    start, won, refused = Barrier(2), [], []

    def use(word: str) -> None:
        with app.app_context():
            start.wait()
            try:
                transact(lambda: passwords.reset_password(link_id, hashes[word]))
                won.append(word)
            except DomainError as error:
                refused.append(error.code)

    threads = [Thread(target=use, args=(word,)) for word in hashes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(won), refused) == (1, ["account.reset_link_dead"])
    assert can_sign_in(app, "lan", won[0])
    with app.app_context():
        used = select(func.count()).select_from(EmailLink).where(EmailLink.used_at.is_not(None))
        assert db.session.execute(used).scalar_one() == 1
