from contextlib import suppress
from datetime import timedelta
from threading import Barrier, Thread
from unicodedata import normalize

import pytest
from sqlalchemy import func, select
from time_machine import travel

from app.accounts import service
from app.accounts.models import Consent, User
from app.accounts.rules import ATTEMPTS_ALLOWED, LINK_LIFE
from app.content.queries import current_text
from app.core import clock
from app.core.db import db, transact
from app.core.errors import DomainError, TooMany
from app.core.ids import digest
from app.mail import links
from tests.accounts.steps import PASSWORD, TYPED, letters, link_in, send

SHOWN = {"password": PASSWORD}


def people() -> int:
    return db.session.execute(select(func.count()).select_from(User)).scalar_one()


def test_from_the_form_through_the_letter_to_the_first_sign_in(app, client, sink):
    answer = client.submit("/sign-up", TYPED)
    assert (answer.status_code, answer.location) == (302, "/sign-up/check-mail")
    assert "Mời bạn kiểm tra hộp thư" in client.get("/sign-up/check-mail").text
    (letter,) = letters(app, sink)
    link = link_in(letter)

    shown = client.get(link)
    assert shown.status_code == 200
    with app.app_context():  # a scanner that opens the link has confirmed nothing
        assert db.session.scalars(select(User).where(User.email == "ngoc@example.org")).one().confirmed_at is None

    answer = client.submit(link, SHOWN)
    assert (answer.status_code, answer.location) == (302, "/home")
    assert client.get("/my/spaces").status_code == 200


def test_the_letter_is_in_the_language_of_the_form(app, client, sink):
    client.set_cookie("lang", "en")
    client.submit("/sign-up", TYPED)
    assert letters(app, sink)[0].startswith("Dear Đặng Ngọc,")


def test_consent_is_kept_with_the_text_that_was_agreed_to(app, client):
    with travel(clock.now(), tick=False):
        client.submit("/sign-up", TYPED)
        with app.app_context():
            consent = db.session.scalars(select(Consent)).one()
            text = current_text("privacy")
            assert (consent.text_id, consent.text_digest) == (text.id, digest(text.body_vi + (text.body_en or "")))
            assert (consent.purpose, consent.channel, consent.withdrawn_at) == ("account", "sign_up", None)
            assert consent.given_at == clock.now()
            assert text.body_vi.split("\n\n")[0] in client.get("/sign-up").text


def test_nothing_is_ticked_beforehand_and_without_consent_there_is_no_account(app, client, sink):
    with app.app_context():
        before = people()
    assert "checked" not in client.get("/sign-up").text
    answer = client.submit("/sign-up", TYPED | {"consent": None})
    assert answer.status_code == 422
    assert "Bạn cần đọc và đồng ý" in answer.text
    assert 'href="#consent"' in answer.text
    assert 'value="Đặng Ngọc"' in answer.text
    with app.app_context():
        assert people() == before
        assert db.session.scalars(select(Consent)).all() == []
    assert letters(app, sink) == []


def test_the_service_itself_asks_for_consent(ctx):
    values = {"email": "a@example.org", "name": "A", "password_hash": "", "language": "vi"}
    with pytest.raises(DomainError, match=r"account\.consent_missing"):
        transact(lambda: service.sign_up(**values, consented=False))


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"name": ""}, "name", "Bạn chưa điền mục này."),
        ({"name": "a" * 121}, "name", "Tối đa 120 ký tự."),
        ({"email": ""}, "email", "Bạn chưa điền mục này."),
        ({"email": "ngoc"}, "email", "Địa chỉ thư điện tử chưa đúng"),
        ({"email": "ngoc@example.org, eve@example.org"}, "email", "Địa chỉ thư điện tử chưa đúng"),
        ({"email": "ngoc@example.org\r\nBcc: eve@example.org"}, "email", "Địa chỉ thư điện tử chưa đúng"),
        ({"password": "ngắn", "repeat": "ngắn"}, "password", "Cần từ 10 đến 200 ký tự."),
        ({"password": "a" * 201, "repeat": "a" * 201}, "password", "Cần từ 10 đến 200 ký tự."),
        ({"password": "aaaaaaaaaaaa", "repeat": "aaaaaaaaaaaa"}, "password", "quá dễ đoán"),
        ({"password": "ngoc@example.org", "repeat": "ngoc@example.org"}, "password", "quá dễ đoán"),
        ({"repeat": "một câu khác hẳn"}, "repeat", "Hai lần nhập mật khẩu chưa giống nhau."),
    ],
)
def test_each_bad_answer_is_told_at_its_field(app, client, changes, field, sentence):
    with app.app_context():
        before = people()
    answer = client.submit("/sign-up", TYPED | changes)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'href="#{field}"' in answer.text
    assert field == "name" or 'value="Đặng Ngọc"' in answer.text
    assert PASSWORD not in answer.text
    with app.app_context():
        assert people() == before


def test_an_address_in_use_gets_the_same_page_and_a_letter_of_its_own(app, client, sink):
    with app.app_context():
        before = people()
    known = client.submit("/sign-up", TYPED | {"email": " LAN@example.org "})
    new = client.submit("/sign-up", TYPED)
    assert (known.status_code, known.location, known.text) == (new.status_code, new.location, new.text)
    assert "đã có tài khoản rồi" in letters(app, sink, "lan@example.org")[0]
    with app.app_context():
        assert people() == before + 1
    client.submit("/sign-up", TYPED | {"email": "lan@example.org"})
    assert len(letters(app, sink, "lan@example.org")) == 1  # nobody's box is filled by strangers


def test_asking_again_before_confirming_sends_a_new_link(app, client, sink):
    client.submit("/sign-up", TYPED)
    client.submit("/sign-up", TYPED | {"password": "mật khẩu của kẻ khác", "repeat": "mật khẩu của kẻ khác"})
    first, second = letters(app, sink)
    assert link_in(first) != link_in(second)
    assert client.submit(link_in(second), SHOWN).status_code == 302


def test_an_account_that_somebody_else_opened_in_advance_is_not_confirmed_by_the_owner_of_the_address(
    app, client, sink
):
    """Whoever knows which address will be invited could otherwise wait behind it with a password of their own."""
    theirs = "mật khẩu của kẻ khác"
    app.test_client().submit("/sign-up", TYPED | {"password": theirs, "repeat": theirs})
    client.submit("/sign-up", TYPED)
    for letter in letters(app, sink):
        answer = client.submit(link_in(letter), SHOWN)
        assert answer.status_code == 422
        assert "không phải mật khẩu lúc tạo tài khoản" in answer.text
    assert app.test_client().submit("/sign-in", {"email": "ngoc@example.org", "password": theirs}).status_code == 422
    client.submit("/forgot-password", {"email": "ngoc@example.org"})
    own = {"password": PASSWORD, "repeat": PASSWORD}
    assert client.submit(link_in(letters(app, sink)[-1]), own).status_code == 302
    assert client.submit("/sign-in", {"email": "ngoc@example.org", "password": PASSWORD}).status_code == 302
    assert app.test_client().submit("/sign-in", {"email": "ngoc@example.org", "password": theirs}).status_code == 422


def test_guesses_at_the_link_count_as_those_at_the_door(app, client, sink):
    client.submit("/sign-up", TYPED)
    link = link_in(letters(app, sink)[0])
    for _ in range(10):
        assert "không phải mật khẩu" in client.submit(link, {"password": "sai mật khẩu rồi"}).text
    assert "quá nhiều lần" in client.submit(link, SHOWN).text
    assert "quá nhiều lần" in client.submit("/sign-in", {"email": "ngoc@example.org", "password": PASSWORD}).text


def test_before_confirming_the_right_password_brings_a_new_letter(app, client, sink):
    client.submit("/sign-up", TYPED)
    answer = client.submit("/sign-in", {"email": "ngoc@example.org", "password": PASSWORD})
    assert answer.status_code == 422
    assert "Bạn chưa xác nhận địa chỉ thư." in answer.text
    assert len(letters(app, sink)) == 2
    client.submit("/sign-in", {"email": "ngoc@example.org", "password": "sai mật khẩu rồi"})
    assert len(letters(app, sink)) == 2


def test_a_link_works_once(app, client, sink):
    client.submit("/sign-up", TYPED)
    link = link_in(letters(app, sink)[0])
    assert client.submit(link, SHOWN).status_code == 302
    again = send(client, link, SHOWN)
    assert again.status_code == 422
    assert "Liên kết này đã dùng rồi hoặc đã quá hạn." in again.text


def test_a_link_grows_old(app, client, sink):
    with travel(clock.now(), tick=False) as time:
        client.submit("/sign-up", TYPED)
        link = link_in(letters(app, sink)[0])
        time.shift(LINK_LIFE)
        assert send(client, link, SHOWN).status_code == 422
        time.shift(-timedelta(seconds=1))
        assert client.submit(link, SHOWN).status_code == 302


def test_a_forged_link_and_one_made_for_something_else_open_nothing(app, client, sink):
    client.submit("/sign-up", TYPED)
    link = link_in(letters(app, sink)[0])
    token = link.removeprefix("/confirm/")
    with app.app_context():
        link_id = links.read("confirm", token)
        assert link_id is not None
        other = links.sign("reset", link_id)
    for forged in (("A" if token[0] != "A" else "B") + token[1:], other, link_id, "x", "x" * 3000):
        answer = send(client, f"/confirm/{forged}", SHOWN)
        assert answer.status_code in (404, 422), forged
    with app.app_context():
        assert db.session.scalars(select(User).where(User.email == "ngoc@example.org")).one().confirmed_at is None


def test_a_password_counts_whole_and_in_whichever_way_its_marks_were_typed(app, client, sink):
    long = "ề" * 150 + "rất dài"
    client.submit("/sign-up", TYPED | {"password": normalize("NFD", long), "repeat": normalize("NFD", long)})
    typed = TYPED | {"password": normalize("NFC", long), "repeat": normalize("NFC", long)}
    client.submit("/sign-up", typed)
    link = link_in(letters(app, sink)[0])
    assert client.submit(link, {"password": long[:-1]}).status_code == 422
    assert client.submit(link, {"password": normalize("NFD", long)}).status_code == 302


def test_two_sign_ups_for_one_address_at_once_make_one_account(app):
    start, answers = Barrier(4), []

    def sign_up() -> None:
        client = app.test_client()
        client.get("/sign-up")
        start.wait()
        answers.append(client.submit("/sign-up", TYPED).status_code)

    threads = [Thread(target=sign_up) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [302] * 4
    with app.app_context():
        assert db.session.scalars(select(User.name).where(User.email == "ngoc@example.org")).all() == ["Đặng Ngọc"]


def test_tries_at_the_same_moment_are_counted_one_after_the_other(app):
    """Or all of them would look before any of them is there."""
    allowed, people = ATTEMPTS_ALLOWED["sign_in"]["mail"], 14
    start, went_through = Barrier(people), []

    def attempt() -> None:
        with app.app_context():
            start.wait()
            with suppress(TooMany):
                transact(lambda: service.note_attempt("sign_in", "mail:ngoc@example.org", "ip:113.190.44.7"))
                went_through.append(True)

    threads = [Thread(target=attempt) for _ in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(went_through) == allowed


def test_sign_ups_from_one_place_are_limited(client):
    statuses = [client.submit("/sign-up", TYPED | {"email": f"n{n}@example.org"}).status_code for n in range(21)]
    assert statuses == [302] * 20 + [429]


def test_nobody_fills_one_letter_box_from_many_places(app, sink):
    statuses = []
    for n in range(6):
        client = app.test_client()
        client.environ_base["REMOTE_ADDR"] = f"113.190.44.{n}"
        statuses.append(client.submit("/sign-up", TYPED).status_code)
    assert statuses == [302] * 5 + [429]
    assert len(letters(app, sink)) == 5


def test_extra_fields_give_nothing(app, client):
    client.submit("/sign-up", TYPED | {"roles": "administrator", "confirmed_at": "2026-01-01", "is_admin": "1"})
    with app.app_context():
        user = db.session.scalars(select(User).where(User.email == "ngoc@example.org")).one()
        assert (user.roles, user.confirmed_at) == (set(), None)
