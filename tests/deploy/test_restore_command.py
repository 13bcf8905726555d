"""`make restore` on a machine that has nothing but the code, and then again where something is."""

import stat
import sys
from pathlib import Path

import pytest
from dotenv import dotenv_values
from flask import Flask

from app.backup.take import take_backup
from deploy import restore
from tests.backup.factories import fill

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def archive(app: Flask, tmp_path: Path) -> Path:
    fill(app)
    path = tmp_path / "one.tar.gz"
    with app.app_context():
        take_backup(path, with_keys=True)
    return path


@pytest.fixture
def bare_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("MODE", "SECRET_KEY", "DATABASE_URL", "SITE_URL", "UID_DOMAIN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("INSTANCE", str(tmp_path / "there"))
    monkeypatch.setattr(restore, "ENV", tmp_path / ".env")
    return tmp_path


def _run(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    monkeypatch.setattr(sys, "argv", ["restore", *map(str, arguments)])
    return restore.main()


@SQLITE
def test_it_becomes_the_same_installation(
    app: Flask, archive: Path, bare_machine: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(monkeypatch, archive) == 0
    env = bare_machine / ".env"
    assert stat.S_IMODE(env.stat().st_mode) == 0o600
    written = dotenv_values(env)
    assert written["SECRET_KEY"] == app.config["SETTINGS"].secret_key
    assert written["INSTANCE"] == str(bare_machine / "there")
    assert (bare_machine / "there" / "app.db").exists()
    said = capsys.readouterr().out
    assert "letters waited then" in said
    assert "its settings were written" in said


@SQLITE
def test_a_second_time_only_by_force(
    archive: Path, bare_machine: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MODE", "test")
    monkeypatch.setenv("SECRET_KEY", "another-" * 5)
    assert _run(monkeypatch, archive) == 0
    assert not (bare_machine / ".env").exists()
    assert "SECRET_KEY here is another" in capsys.readouterr().out
    assert _run(monkeypatch, archive) == 1
    assert "nothing was restored: there is an installation here already" in capsys.readouterr().err
    assert _run(monkeypatch, archive, "--force") == 0
    assert "what was here is kept as before_restore_" in capsys.readouterr().out


def test_what_is_no_archive_changes_nothing(
    bare_machine: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    no_archive = bare_machine / "x.tar.gz"
    no_archive.write_bytes(b"hello")
    assert _run(monkeypatch, no_archive) == 1
    assert "nothing was restored" in capsys.readouterr().err
    assert not (bare_machine / ".env").exists()
