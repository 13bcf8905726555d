"""`flask check --deploy`: silent about a server that is as it should be; each thing that is not is named, alone."""

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from shutil import disk_usage
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, insert, select, text, update

from app import checks, create_app
from app import config as configuration
from app.accounts.models import RoleGrant, SecondFactor, User
from app.audit.service import record
from app.checks import Level, findings
from app.config import Config
from app.core import clock, schema
from app.core.db import db, transact
from app.job_slots.service import take_slot
from app.mail.models import Mail, MailStatus
from app.mail.service import hold_waiting, queue_mail
from app.memberships.models import Certificate
from app.papers.press import PaperError
from tests.conftest import make_config
from tests.memberships import factories
from tests.papers import keys

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture
def good(database_url: str, tmp_path: Path) -> Config:
    backups = tmp_path / "backups"
    backups.mkdir()
    (backups / "cau-kinh-20261125T010000Z.tar.gz").touch()
    _age(backups, timedelta(hours=1))
    instance = tmp_path / "instance"
    instance.mkdir(mode=0o750)
    return configuration.load(
        {
            "MODE": "production",
            "INSTANCE": str(instance),
            "BACKUPS": str(backups),
            "DATABASE_URL": database_url,
            "SECRET_KEY": "zXq0-4f8vJt_1mPwYc7nKd3sHg6bRu9eLa2o",
            "SITE_URL": "https://network.example",
            "UID_DOMAIN": "calendar.network.example",
            "MAIL_SERVER": "smtp.example",
            "MAIL_TLS": "1",
            "MAIL_SENDER": "hello@network.example",
            "PROXIES": "1",
        }
    )


@pytest.fixture
def open_app(good: Config) -> Iterator[Callable[..., Flask]]:
    made: list[Flask] = []

    def open_(**changes: Any) -> Flask:
        app = create_app(replace(good, **changes))
        made.append(app)
        with app.app_context():
            transact(_at_work)
        return app

    yield open_
    for app in made:
        app.extensions["database"].dispose()


def _at_work() -> None:
    """A worker that was here a moment ago, and staff with their second factors."""
    take_slot("mail", every=MINUTE)
    staff = set(db.session.scalars(select(RoleGrant.user_id)))
    db.session.execute(
        insert(SecondFactor),
        [
            {"user_id": one, "seed": f"s{one}", "started_at": clock.now(), "confirmed_at": clock.now()}
            for one in staff
        ],
    )


def _age(backups: Path, age: timedelta) -> None:
    moment = (clock.now() - age).timestamp()
    for path in backups.iterdir():
        os.utime(path, (moment, moment))


def _named(app: Flask, *levels: Level) -> set[str]:
    """Without the clock of the database, which does not stand in the November of the tests."""
    return _all_named(app, *levels) - {"clock_database"}


def _all_named(app: Flask, *levels: Level) -> set[str]:
    with app.app_context():
        return {one.code for one in findings(deploy=True) if one.level in (levels or (Level.ERROR, Level.WARNING))}


def test_a_good_server_gives_no_cause(open_app: Callable[..., Flask]) -> None:
    app = open_app()
    assert _named(app) == set()
    said = app.test_cli_runner().invoke(args=["check", "--deploy"])
    assert said.exit_code == 0, said.output
    assert said.output.splitlines()[-1].startswith("0 errors, ")
    assert ("sqlite" in said.output) == app.config["SETTINGS"].database_url.startswith("sqlite")


SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@SQLITE
@pytest.mark.parametrize(
    ("changes", "code", "level"),
    [
        ({"secret_key": "secret" * 8}, "secret_key", Level.ERROR),
        ({"trusted_hosts": ()}, "trusted_hosts", Level.ERROR),
        ({"uid_domain": "network.example"}, "uid_domain", Level.WARNING),
        ({"mail_server": ""}, "mail_server", Level.ERROR),
        ({"mail_tls": False}, "mail_tls", Level.WARNING),
        ({"mail_tls": False, "mail_username": "x", "mail_password": "y"}, "mail_password", Level.ERROR),
        ({"mail_sender": "hello@other.example"}, "mail_sender", Level.WARNING),
        ({"proxies": 0}, "proxies", Level.WARNING),
        ({"backups": Path("/nowhere")}, "backup", Level.ERROR),
    ],
)
def test_settings_that_are_unsafe(
    open_app: Callable[..., Flask], changes: dict[str, Any], code: str, level: Level
) -> None:
    app = open_app(**changes)
    assert _named(app) == {code}
    assert _named(app, level) == {code}
    assert (app.test_cli_runner().invoke(args=["check", "--deploy"]).exit_code == 1) == (level is Level.ERROR)
    with app.app_context():
        assert code not in {one.code for one in findings(deploy=False)}


@SQLITE
def test_a_demo_is_no_place_for_the_world(open_app: Callable[..., Flask]) -> None:
    assert _named(open_app(mode="demo", site_url="http://network.example")) == {"mode", "http"}


@SQLITE
def test_mail_to_this_very_machine_needs_no_tls_and_a_parent_domain_may_send(open_app: Callable[..., Flask]) -> None:
    at_home = open_app(
        mail_server="localhost",
        mail_tls=False,
        mail_sender="a@network.example",
        site_url="https://www.network.example",
    )
    assert _named(at_home) == set()


@SQLITE
def test_debug(open_app: Callable[..., Flask]) -> None:
    app = open_app()
    app.debug = True
    assert _named(app) == {"debug"}


@SQLITE
def test_an_instance_that_others_can_read(open_app: Callable[..., Flask], good: Config) -> None:
    app = open_app()
    good.instance.chmod(0o755)
    assert _named(app) == {"instance_readable"}


@SQLITE
def test_a_readable_env(open_app: Callable[..., Flask], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = open_app()
    monkeypatch.setattr(checks, "ROOT", tmp_path)
    (tmp_path / ".env").touch(mode=0o644)
    assert "env_readable" in _named(app)
    (tmp_path / ".env").chmod(0o600)
    assert _named(app) == {"front_end", "catalogue"}, "they are not there either"


@SQLITE
def test_an_old_backup(open_app: Callable[..., Flask], good: Config) -> None:
    app = open_app()
    _age(good.backups, timedelta(hours=27))
    assert _named(app) == {"backup"}


@SQLITE
@pytest.mark.parametrize(("left", "level"), [(100, Level.ERROR), (800, Level.WARNING)])
def test_a_disk_that_is_nearly_full(
    open_app: Callable[..., Flask], left: int, level: Level, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_app()
    real = disk_usage("/")
    monkeypatch.setattr(checks.shutil, "disk_usage", lambda _path: real._replace(free=left * 1024**2))
    assert _named(app, level) == {"disk"}


@SQLITE
def test_a_typeface_that_is_missing(open_app: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        raise PaperError("no such family")

    app = open_app()
    monkeypatch.setattr(checks, "house_fonts", missing)
    assert _named(app) == {"fonts"}


def test_guards_that_are_gone(open_app: Callable[..., Flask]) -> None:
    app = open_app()
    with app.app_context(), db.engine.begin() as connection:
        on = "" if db.is_sqlite else " ON membership_events"
        connection.execute(text(f"DROP TRIGGER membership_events_no_update{on}"))
    assert _named(app) == {"guards"}
    app.test_cli_runner().invoke(args=["migrate"])
    with app.app_context():
        schema.upgrade(db.engine)
    assert _named(app) == set()


def test_a_schema_of_another_version(open_app: Callable[..., Flask]) -> None:
    app = open_app()
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    assert _named(app) == {"schema"}


def test_a_database_that_is_empty_or_away(tmp_path: Path) -> None:
    empty = create_app(make_config(tmp_path / "empty"))
    assert "schema" in _named(empty)
    away = create_app(make_config(tmp_path / "away", f"sqlite:///{tmp_path}/no/folder/app.db"))
    assert "database" in _named(away)


@SQLITE
def test_no_worker(open_app: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch) -> None:
    app = open_app()
    monkeypatch.setattr(checks, "WORKER_SILENT", timedelta(0))
    assert _named(app) == {"worker"}
    with app.app_context():
        transact(lambda: db.session.execute(text("DELETE FROM job_slots")))
    assert _named(app) == {"worker"}


@SQLITE
def test_people(open_app: Callable[..., Flask]) -> None:
    app = open_app()
    with app.app_context():
        transact(lambda: db.session.execute(delete(SecondFactor)))
    assert _named(app) == {"second_factor"}
    with app.app_context():
        transact(lambda: db.session.execute(delete(RoleGrant)))
    assert _named(app) == {"administrator"}
    with app.app_context():
        transact(lambda: db.session.execute(update(User).where(User.id == 1).values(email="lan@cau-kinh.example")))
    assert _named(app) == {"administrator", "demo_accounts"}


@SQLITE
def test_letters_that_did_not_leave(open_app: Callable[..., Flask]) -> None:
    app = open_app()

    def one_dead_one_held() -> None:
        for number in range(2):
            queue_mail("known_address", to="x@example.org", language="vi", key=f"k{number}")
        hold_waiting()
        db.session.scalars(select(Mail).order_by(Mail.id)).all()[0].status = MailStatus.DEAD

    with app.app_context():
        transact(one_dead_one_held)
    assert _named(app, Level.WARNING) == {"letters_dead", "letters_held"}


@SQLITE
def test_a_clock_that_is_behind(open_app: Callable[..., Flask]) -> None:
    app = open_app()
    with app.app_context(), clock.pinned(clock.now() + HOUR):
        transact(lambda: record("user:1", "user.seen", actor=None))
    assert _named(app) == {"clock"}


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_two_clocks_that_differ(open_app: Callable[..., Flask]) -> None:
    app = open_app()
    with app.app_context():
        there = db.session.execute(text("SELECT clock_timestamp()")).scalar_one()
        db.session.rollback()
    with clock.pinned(there + HOUR):
        assert "clock_database" in _all_named(app)
    with clock.pinned(there):
        assert "clock_database" not in _all_named(app)


@SQLITE
def test_a_key_that_cannot_sign_and_one_that_ends_soon(open_app: Callable[..., Flask], tmp_path: Path) -> None:
    """Neither keeps the site from starting."""

    def signing(days: int) -> dict[str, str]:
        key = keys.key_file(tmp_path, last=clock.now().replace(microsecond=0) + timedelta(days=days))
        return {"signing_pkcs12": str(key.path), "signing_passphrase_file": str(key.passphrase_file)}

    app = open_app(**signing(-1))
    assert _named(app) == {"signing_key"}
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], **signing(30))
    assert _named(app) == {"signing_ends"}
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], **signing(90))
    assert _named(app) == set()


@SQLITE
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"signing_pkcs12": "/nowhere/a.p12"}, "SIGNING_PKCS12 cannot be read"),
        ({"signing_passphrase_file": "/nowhere/a.txt"}, "SIGNING_PASSPHRASE_FILE cannot be read"),
        ({"passphrase": "một câu khác"}, "does not open with the passphrase"),
        ({"token": True}, "SIGNING_PKCS11 is no file"),
    ],
)
def test_a_key_that_is_set_wrongly_stops_the_start(
    good: Config, tmp_path: Path, changes: dict[str, Any], words: str
) -> None:
    key = keys.key_file(tmp_path, passphrase=changes.pop("passphrase", keys.PASSPHRASE))
    given = {"signing_pkcs12": str(key.path), "signing_passphrase_file": str(key.passphrase_file)} | changes
    if given.pop("token", False):
        given = {"signing_pkcs11": "/nowhere/b.so", "signing_token": "t", "signing_key": "k",
                 "signing_pin_file": str(key.passphrase_file)}  # fmt: skip
    with pytest.raises(configuration.ConfigError, match=words):
        create_app(replace(good, **given))


@SQLITE
def test_certificates_that_wait(open_app: Callable[..., Flask]) -> None:
    app = open_app()
    with app.app_context():
        transact(lambda: factories.member(factories.space()))
        transact(lambda: db.session.execute(update(Certificate).values(paper_fault="token_missing")))
    assert _named(app, Level.WARNING) == {"papers_waiting"}


def test_every_code_is_told_in_the_manual() -> None:
    manual = (configuration.ROOT / "docs/operations.md").read_text(encoding="utf-8")
    source = Path(checks.__file__).read_text(encoding="utf-8")
    codes = set(re.findall(r'(?:_error|_warning|Level\.NOTE,|level,)\(?\s*"([a-z_]+)"', source))
    assert len(codes) > 20
    assert {code for code in codes if f"`{code}`" not in manual} == set()
