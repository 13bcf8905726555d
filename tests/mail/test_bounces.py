"""Letters that servers took and sent back later are found in the mailbox to which they come, where one is set."""

import json
import socket
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from app import config as configuration
from app.checks import findings
from app.config import ConfigError
from app.core.db import db, transact
from app.mail.delivery import deliver_waiting
from app.mail.mailbox import LARGEST, read_returned
from app.mail.models import Fate, Mail, MailboxRead
from app.mail.reports import Report, report_in
from app.mail.service import queue_mail
from tests.calendars.test_private import log as log
from tests.cast import Cast
from tests.mail.imap import Mailbox, Server
from tests.mail.sink import Sink

FOLDER = Path(__file__).parent / "returned"
DOMAIN = "cau-kinh.example"
SHAPES = {"postfix": "5.1.1", "exim": "5.0.0", "exchange": "5.2.2", "gmail": "5.1.1"}


def returned(message_id: str, shape: str = "postfix") -> bytes:
    return (FOLDER / f"{shape}.eml").read_bytes().replace(b"ID_HERE", message_id.encode())


@pytest.mark.parametrize(("shape", "code"), SHAPES.items())
def test_reports_of_the_usual_servers_are_read(shape: str, code: str) -> None:
    ours = str(uuid4())
    assert report_in(returned(ours, shape), uid_domain=DOMAIN) == Report(ours, code)


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        (b"Action: failed", b"Action: delayed"),
        (b"Status: 5.1.1", b"Status: 4.4.1"),
        (b"Status: 5.1.1", b"Status: yes"),
        (b"multipart/report", b"multipart/mixed"),
        (b"ID_HERE@cau-kinh.example", b"ID_HERE@elsewhere.example"),
        (b"<ID_HERE@cau-kinh.example>", b"<1@cau-kinh.example>"),
        (b"Message-ID: <ID_HERE", b"X-Other: <ID_HERE"),
        (b"message/delivery-status", b"text/plain"),
    ],
)
def test_what_is_no_end_or_is_not_ours_says_nothing(was: bytes, becomes: bytes) -> None:
    raw = returned("ID_HERE")
    assert was in raw
    assert report_in(raw.replace(was, becomes).replace(b"ID_HERE", str(uuid4()).encode()), uid_domain=DOMAIN) is None


def test_a_line_in_the_text_of_what_came_back_is_no_header() -> None:
    raw = returned("ID_HERE").replace(b"Message-ID: <ID_HERE", b"X-Other: <ID_HERE")
    raw = raw.replace("Chào Lan,".encode(), b"Message-ID: <" + str(uuid4()).encode() + b"@cau-kinh.example>")
    assert report_in(raw, uid_domain=DOMAIN) is None


@given(st.binary(max_size=400), st.integers(0, 3000), st.integers(0, 3000))
def test_no_bytes_break_the_reader(noise: bytes, start: int, length: int) -> None:
    raw = returned(str(uuid4()))
    for odd in (noise, raw[:start], raw[:start] + noise + raw[start + length :]):
        found = report_in(odd, uid_domain=DOMAIN)
        assert found is None or found.code.startswith("5.")


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def server(app: Flask, mailbox: Mailbox, tmp_path: Path) -> Iterator[Server]:
    secret = tmp_path / "imap.txt"
    secret.write_text(f"{mailbox.password}\n", encoding="utf-8")
    made = Server(mailbox)
    app.config["SETTINGS"] = replace(
        app.config["SETTINGS"],
        imap_host="127.0.0.1",
        imap_port=made.port,
        imap_tls=False,
        imap_user="reader",
        imap_password_file=str(secret),
    )
    yield made
    made.close()


@pytest.fixture
def sent(app: Flask, sink: Sink, server: Server) -> list[str]:
    """Message-IDs of three letters that their server took."""

    def write() -> None:
        for number in range(3):
            queue_mail("known_address", to="lan@example.org", name="Lan", language="vi", key=f"k{number}")

    with app.app_context():
        transact(write)
        deliver_waiting()
        return [mail.message_id for mail in db.session.query(Mail).order_by(Mail.id)]


def look(app: Flask) -> int:
    with app.app_context():
        return read_returned()


def fates(app: Flask) -> list[Fate | None]:
    with app.app_context():
        return [mail.fate for mail in db.session.query(Mail).order_by(Mail.id)]


def kept(app: Flask) -> MailboxRead:
    with app.app_context():
        return db.session.query(MailboxRead).one()


def test_what_came_back_is_noted_once_and_the_mailbox_is_only_looked_at(
    app: Flask, mailbox: Mailbox, sent: list[str]
) -> None:
    mailbox.add(b"Subject: hello\r\n\r\nNo report.\r\n")
    mailbox.add(returned(sent[0]))
    mailbox.add(returned(sent[1], "exchange"))
    mailbox.add(returned(str(uuid4())))
    assert [look(app), look(app)] == [2, 0]
    assert fates(app) == [Fate.NOBODY, Fate.RETURNED, None]
    assert (kept(app).last_uid, kept(app).error) == (4, None)
    assert set(mailbox.commands) == {"CAPABILITY", "LOGIN", "EXAMINE", "UID SEARCH", "UID FETCH", "LOGOUT"}
    assert mailbox.commands.count("UID FETCH") == 4


def test_a_mailbox_made_anew_is_read_from_its_beginning(app: Flask, mailbox: Mailbox, sent: list[str]) -> None:
    mailbox.add(b"Subject: x\r\n\r\n")
    mailbox.add(b"Subject: y\r\n\r\n")
    assert look(app) == 0
    mailbox.letters, mailbox.validity = {1: returned(sent[2])}, 8
    assert look(app) == 1
    assert (kept(app).uid_validity, kept(app).last_uid) == (8, 1)


def test_a_huge_report_is_read_by_its_beginning(app: Flask, mailbox: Mailbox, sent: list[str]) -> None:
    mailbox.add(returned(sent[0]).replace("Chào Lan,".encode(), b"x" * 70 * LARGEST))
    assert look(app) == 1


@pytest.mark.parametrize("command", ["LOGIN", "EXAMINE", "UID SEARCH", "UID FETCH"])
def test_a_server_that_goes_away_breaks_nothing_and_is_asked_again(
    app: Flask, mailbox: Mailbox, sent: list[str], command: str
) -> None:
    mailbox.add(returned(sent[0]))
    mailbox.dies_at = command
    assert look(app) == 0
    assert kept(app).last_uid == 0
    with app.app_context():
        assert "mailbox" in {one.code for one in findings(deploy=True)}
    mailbox.dies_at = ""
    assert look(app) == 1
    assert kept(app).error is None


def test_no_server_at_all(app: Flask, server: Server, log: StringIO) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        app.config["SETTINGS"] = replace(app.config["SETTINGS"], imap_port=free.getsockname()[1])
    assert look(app) == 0
    assert "ConnectionRefusedError" in str(kept(app).error)
    assert "mailbox_not_read" in log.getvalue()


@pytest.mark.parametrize("wrong", ["password", "file", "folder"])
def test_a_wrong_setting_is_named_and_no_password_is_told(
    app: Flask, mailbox: Mailbox, server: Server, log: StringIO, wrong: str
) -> None:
    mailbox.add(b"Subject: x\r\n\r\n")
    if wrong == "password":
        mailbox.password = "another"
    else:
        changes = {"file": {"imap_password_file": "/nowhere"}, "folder": {"imap_folder": 'No "such"'}}[wrong]
        app.config["SETTINGS"] = replace(app.config["SETTINGS"], **changes)
    assert look(app) == 0
    fault = str(kept(app).error)
    assert (
        fault
        == {
            "password": "the server does not let us in",
            "file": "the file with the password cannot be read",
            "folder": "there is no such folder",
        }[wrong]
    )
    with app.app_context():
        said = json.dumps([one.says for one in findings(deploy=True)])
    assert fault in said
    logged = log.getvalue()
    assert "mailbox_not_read" in logged
    assert "s3cret" not in said + logged


def test_without_settings_nobody_looks_and_the_pages_say_so(app: Flask, cast: Cast) -> None:
    assert look(app) == 0
    with app.app_context():
        assert db.session.query(MailboxRead).count() == 0
        assert "no_mailbox" in {one.code for one in findings(deploy=True)}
    said = "chưa khai hộp thư nhận thư trả lại"
    assert said in cast.client("ha").get("/desk").text
    assert said not in cast.client("tuan").get("/desk").text


def test_with_settings_the_desk_keeps_still(app: Flask, server: Server, cast: Cast) -> None:
    assert "chưa khai hộp thư" not in cast.client("ha").get("/desk").text


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"IMAP_HOST": "imap.example"}, "go together"),
        ({"IMAP_USER": "x"}, "go together"),
        ({"IMAP_PORT": "0"}, "IMAP_PORT"),
        (
            {"IMAP_HOST": "imap.example", "IMAP_USER": "x", "IMAP_PASSWORD_FILE": "/x", "IMAP_TLS": "0"},
            "in the clear",
        ),
    ],
)
def test_settings_that_cannot_be_right_are_refused_at_start(changes: dict[str, str], fault: str) -> None:
    with pytest.raises(ConfigError, match=fault):
        configuration.load({"MODE": "test", "SECRET_KEY": "x" * 40, **changes})
