"""One rule for every door at which a password is set."""

from unicodedata import normalize

import pytest
from flask import Flask

from app.accounts.rules import COMMON_PASSWORDS, password_fault
from tests.accounts.factories import submit
from tests.accounts.steps import TYPED
from tests.cast import PASSWORD, Cast

OWN = ("lan.nguyen@example.org", "Nguyễn Ngọc Lan", "Cầu Kính", "Mạng lưới không gian văn hóa sáng tạo Hà Nội")

OBVIOUS = [
    "password2026", "P@ssw0rd!!", "Matkhau@123", "mật khẩu 2026", "1234567890", "qwertyuiop", "iloveyou99",
    "hanoihanoi", "hanoi-hanoi-hanoi", "aaaaaaaaaaaa", "abcabcabcabc", "hanoivietnam", "xinchao2026!!", "2026password",
    "Cầu Kính 2026", "caukinh12345", "c4uk1nh2026", "lan.nguyen@example.org", "Lan.Nguyen1", "nguyễn ngọc lan",
    "NguyenNgocLan88", "MẬT KHẨU 12345", "adminadmin1", "matkhaumoi1", "bóng đá 2026",
]  # fmt: skip
GOOD = [
    PASSWORD, "một câu dài dễ nhớ", "ba con mèo trên mái ngói", "tàu điện chạy qua phố Huế", "correct horse battery",
    "h7#kQ2-zVx9", "lan đi chợ hoa sớm", "password của riêng tôi ở nhà", "8264 9317 5502 6",
]  # fmt: skip


@pytest.mark.parametrize("password", OBVIOUS)
def test_what_anybody_would_try_is_refused(password: str) -> None:
    assert password_fault(password, own=OWN) == "account.password_obvious"


@pytest.mark.parametrize("password", GOOD)
def test_a_sentence_of_ones_own_is_taken(password: str) -> None:
    assert password_fault(password, own=OWN) is None


@pytest.mark.parametrize(("length", "fault"), [(9, True), (10, False), (200, False), (201, True)])
def test_only_the_length_has_limits(length: str, fault: bool) -> None:
    password = ("ộ sâu thẳm " * 20)[: int(length)]
    assert (password_fault(password, own=()) == "account.password_length") is fault


def test_the_list_is_as_the_rule_reads_it() -> None:
    assert len(COMMON_PASSWORDS) > 500
    assert all(word == word.strip().lower() and " " not in word and word for word in COMMON_PASSWORDS)


@pytest.mark.parametrize("typed", ["Cầu Kính 2026", normalize("NFD", "Cầu Kính 2026"), "lan@example.org"])
def test_every_door_asks_the_same_rule(app: Flask, cast: Cast, typed: str) -> None:
    client, new = cast.client("lan"), {"password": typed, "repeat": typed}
    at_change = submit(client, "/account/password", {"old": PASSWORD, **new})
    at_sign_up = submit(app.test_client(), "/sign-up", TYPED | new | {"email": "lan@example.org"})
    for answer in (at_change, at_sign_up):
        assert answer.status_code == 422
        assert "quá dễ đoán" in answer.text
    command = ["accounts", "make-administrator", "lan@example.net", "--name", "Lan", "--password", "lan@example.net"]
    done = app.test_cli_runner().invoke(args=command)
    assert done.exit_code == 1
    assert "quá dễ đoán" in done.output
