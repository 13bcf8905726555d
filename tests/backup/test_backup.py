"""What is brought elsewhere is what was here, on both databases; and nothing half is ever put in anybody's place."""

import json
import os
import re
import stat
import tarfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import make_url, select, text

from app import config as configuration
from app import create_app
from app.backup import archive, tables
from app.backup import restore as restoring
from app.backup.archive import BrokenArchive, Manifest
from app.backup.places import InUse
from app.backup.restore import Refused, restore
from app.backup.take import settings_text, take_backup
from app.bookings.models import Booking
from app.config import Config
from app.core import schema
from app.core.db import db, make_engine, transact
from app.files import service as files
from app.files.models import StoredFile
from app.files.store import folder
from app.mail.models import Mail, MailStatus
from app.mail.service import release_letters
from migrations import guards
from tests.backup.factories import FEED, contents, files_in, fill
from tests.calendars.factories import confirmed_event
from tests.cast import PASSWORD, Cast, email_of
from tests.conftest import _admin, make_config
from tests.machine import somebody_waits_for, wait_for
from tests.web.browserless import Client

CHANGED_BY_RESTORE = ("mails", "sign_ins", *tables.CACHES)


@pytest.fixture
def backed_up(app: Flask, tmp_path: Path) -> Path:
    fill(app)
    return _back_up(app, tmp_path / "one.tar.gz")


def _back_up(app: Flask, path: Path, *, with_keys: bool = True) -> Path:
    with app.app_context():
        take_backup(path, with_keys=with_keys)
    app.extensions["database"].dispose()
    return path


def _app(config: Config) -> Flask:
    made = create_app(config)
    made.test_client_class = Client
    return made


def test_everything_arrives(app: Flask, cast: Cast, tmp_path: Path, elsewhere: Config) -> None:
    fill(app)
    lan = cast.client("lan")
    before = app.test_client().get(FEED)
    path = _back_up(app, tmp_path / "one.tar.gz")
    done = restore(path, elsewhere)
    there = _app(elsewhere)
    assert contents(there, but=CHANGED_BY_RESTORE) == contents(app, but=CHANGED_BY_RESTORE)
    assert files_in(elsewhere.instance) == files_in(app.config["SETTINGS"].instance)
    assert len(files_in(elsewhere.instance)) == 2
    after = there.test_client().get(FEED)
    assert after.data == before.data
    assert after.headers["ETag"] == before.headers["ETag"]
    assert (done.signed_out, done.kept_aside, done.same_key) == (1, None, True)
    signed_in = there.test_client().submit("/sign-in", {"email": email_of("lan"), "password": PASSWORD})  # type: ignore[attr-defined]
    assert signed_in.status_code == 302
    assert lan.get("/my/spaces").status_code == 200
    cookie = lan.get_cookie("session")
    assert cookie is not None
    stranger = there.test_client()
    stranger.set_cookie("session", cookie.value)
    assert stranger.get("/my/spaces").status_code == 302, "who signed out since must not be signed in by a restore"
    there.extensions["database"].dispose()


def test_calendars_are_made_anew(app: Flask, tmp_path: Path, elsewhere: Config) -> None:
    """Nobody is told that nothing has changed since something that, after the restore, never happened."""
    fill(app)
    then = app.test_client().get(FEED)
    path = _back_up(app, tmp_path / "one.tar.gz")
    with app.app_context():
        confirmed_event(title="Sau bản lưu", days=50)
    later = app.test_client().get(FEED)
    restore(path, elsewhere)
    there = _app(elsewhere)
    assert {contents(there)[name].rows for name in tables.CACHES} == {0}
    for tag in (later.headers["ETag"], '"x"'):
        answer = there.test_client().get(FEED, headers={"If-None-Match": tag})
        assert (answer.status_code, answer.data) == (200, then.data)
    assert there.test_client().get(FEED, headers={"If-None-Match": then.headers["ETag"]}).status_code == 304
    there.extensions["database"].dispose()


def test_one_database_moves_to_the_other(app: Flask, backed_up: Path, tmp_path: Path, an_empty_postgres: str) -> None:
    here = app.config["SETTINGS"]
    other = an_empty_postgres if here.database_url.startswith("sqlite") else ""
    there_config = make_config(tmp_path / "other", other)
    restore(backed_up, there_config)
    there = _app(there_config)
    assert contents(there, but=CHANGED_BY_RESTORE) == contents(app, but=CHANGED_BY_RESTORE)
    there.extensions["database"].dispose()


def test_the_guards_stand_and_ids_go_on(app: Flask, backed_up: Path, elsewhere: Config) -> None:
    restore(backed_up, elsewhere)
    there = _app(elsewhere)
    with there.app_context():
        with db.engine.connect() as connection:
            wanted = {guard.name for guard in guards.guards(connection.dialect.name)}
            assert guards.installed(connection) >= wanted
            assert len(wanted) > 5
        last = max(db.session.scalars(select(Booking.id)))
        db.session.rollback()
        public_id = confirmed_event(title="Sau đó", days=40)
        assert db.session.scalars(select(Booking.id).where(Booking.public_id == public_id)).one() > last
    there.extensions["database"].dispose()


def test_letters_that_waited_are_held_until_somebody_decides(app: Flask, backed_up: Path, elsewhere: Config) -> None:
    with app.app_context():
        waited = len(db.session.scalars(select(Mail).where(Mail.status == MailStatus.WAITING)).all())
    done = restore(backed_up, elsewhere)
    assert done.letters_held == waited > 0
    there = _app(elsewhere)
    with there.app_context():
        assert set(db.session.scalars(select(Mail.status))) == {MailStatus.HELD}
        assert transact(lambda: release_letters(MailStatus.HELD)) == waited
        assert set(db.session.scalars(select(Mail.status))) == {MailStatus.WAITING}
    there.extensions["database"].dispose()


def test_the_archive_and_its_keys_are_for_its_owner_alone(app: Flask, backed_up: Path, tmp_path: Path) -> None:
    assert stat.S_IMODE(backed_up.stat().st_mode) == 0o600
    keyed = archive.read_settings(backed_up)
    config = app.config["SETTINGS"]
    assert keyed is not None
    assert config.secret_key.encode() in keyed
    bare = _back_up(app, tmp_path / "bare.tar.gz", with_keys=False)
    assert archive.read_settings(bare) is None
    with tarfile.open(bare) as tar:
        assert all(config.secret_key.encode() not in tar.extractfile(m).read() for m in tar)  # type: ignore[union-attr]


def test_settings_survive_their_way_through_a_file(tmp_path: Path) -> None:
    from deploy.restore import _as_environment

    given = {
        "MODE": "production", "SECRET_KEY": "it's \\ a 'key' # of $HOME " * 2, "SITE_URL": "https://a.example",
        "TRUSTED_HOSTS": "b.example, c.example", "MAIL_TLS": "1", "MAIL_PORT": "587", "MAIL_PASSWORD": "p w",
        "INSTANCE": str(tmp_path),
    }  # fmt: skip
    config = configuration.load(given)
    assert "SIGNING" not in settings_text(config), "where the key lies that signs papers"
    read = configuration.load(_as_environment(settings_text(config)) | {"INSTANCE": str(tmp_path)})
    assert read == config


def test_a_place_that_is_taken_is_refused_and_untouched(app: Flask, backed_up: Path, cast: Cast) -> None:
    config = app.config["SETTINGS"]
    with app.app_context():
        confirmed_event(title="Sau bản lưu", days=50)
    before, kept = contents(app), files_in(config.instance)
    app.extensions["database"].dispose()
    with pytest.raises(Refused, match="FORCE=1"):
        restore(backed_up, config)
    assert contents(app) == before
    assert files_in(config.instance) == kept
    assert not list(config.instance.glob("*restor*ing*"))


def test_by_force_the_old_one_is_put_aside_whole(app: Flask, backed_up: Path, tmp_path: Path) -> None:
    config = app.config["SETTINGS"]
    with app.app_context():
        late = files.prepare_bytes(b"later", "later.txt", "text/plain")
        transact(lambda: files.keep(late, actor=None))
        confirmed_event(title="Sau bản lưu", days=50)
        then = _count(Booking), _count(StoredFile)
    app.extensions["database"].dispose()
    done = restore(backed_up, config, force=True)
    with app.app_context():
        assert (_count(Booking), _count(StoredFile)) == (then[0] - 1, then[1] - 1)
    assert done.kept_aside
    aside = config.instance / done.kept_aside
    assert late.sha256 in files_in(aside)
    if config.database_url.startswith("sqlite"):
        old = make_engine(f"sqlite:///{aside / 'app.db'}")
        count = "SELECT count(*) FROM bookings"
    else:
        old, count = make_engine(config.database_url), f'SELECT count(*) FROM "{done.kept_aside}".bookings'
    with old.connect() as connection:
        assert connection.execute(text(count)).scalar_one() == then[0]
    old.dispose()


def _count(model: type) -> int:
    return len(db.session.scalars(select(model)).all())


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_on_postgres_the_owner_of_the_database_suffices_and_nobody_less(
    app: Flask, backed_up: Path, tmp_path: Path, an_empty_postgres: str
) -> None:
    url = make_url(an_empty_postgres)
    role = f"role_{url.database}"
    as_role = url.set(username=role).render_as_string(hide_password=False)
    _admin(f"CREATE ROLE {role} LOGIN")
    try:
        theirs = make_config(tmp_path / "theirs", as_role)
        with pytest.raises(InUse, match="must own the database"):
            restore(backed_up, theirs)
        _admin(f"ALTER DATABASE {url.database} OWNER TO {role}")
        restore(backed_up, theirs)
        there = _app(theirs)
        assert contents(there, but=CHANGED_BY_RESTORE) == contents(app, but=CHANGED_BY_RESTORE)
        there.extensions["database"].dispose()
        app.extensions["database"].dispose()
        assert restore(backed_up, theirs, force=True).kept_aside
    finally:
        _admin(f"ALTER DATABASE {url.database} OWNER TO postgres")
        _admin(f"DROP DATABASE {url.database} WITH (FORCE)")
        _admin(f"CREATE DATABASE {url.database}")
        _admin(f"DROP ROLE {role}")


def test_while_the_app_runs_nothing_is_restored(app: Flask, backed_up: Path) -> None:
    config = app.config["SETTINGS"]
    before = contents(app)
    with app.app_context(), db.engine.connect() as connection:
        connection.execute(text("SELECT 1"))
        with pytest.raises(InUse, match="stop web and worker"):
            restore(backed_up, config, force=True)
    assert contents(app) == before


def test_half_a_restore_leaves_all_as_it_was(app: Flask, backed_up: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = app.config["SETTINGS"]
    with app.app_context():
        confirmed_event(title="Sau bản lưu", days=50)
    before = contents(app)
    app.extensions["database"].dispose()

    def breaks(_engine: object) -> None:
        raise OSError("the power goes")

    monkeypatch.setattr(restoring, "_settle", breaks)
    with pytest.raises(OSError, match="power"):
        restore(backed_up, config, force=True)
    assert contents(app) == before
    monkeypatch.undo()
    app.extensions["database"].dispose()
    assert restore(backed_up, config, force=True).kept_aside


def test_a_restore_that_was_killed_is_in_nobodys_way(app: Flask, backed_up: Path, elsewhere: Config) -> None:
    """The leftovers of one that could clear nothing away: a staging folder and a half-built database."""
    staging = elsewhere.instance / restoring.STAGING
    staging.mkdir(parents=True)
    (staging / "manifest.json").write_text("{")
    restoring.place_of(elsewhere.database_url).begin().dispose()
    assert restore(backed_up, elsewhere).kept_aside is None


def test_an_older_schema_is_brought_up(app: Flask, tmp_path: Path, elsewhere: Config) -> None:
    """A backup made before the latest migrations, with the rows of then."""
    old = replace(elsewhere, instance=tmp_path / "old")
    if elsewhere.database_url.startswith("sqlite"):
        old = replace(old, database_url=f"sqlite:///{tmp_path / 'old.db'}")
    old.instance.mkdir()
    engine = make_engine(old.database_url)
    schema.upgrade(engine, "0001")
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO settings (key, value) VALUES ('site.name', '\"Cũ\"')"))
    path = tmp_path / "old.tar.gz"
    bare = Flask("old")
    bare.config["SETTINGS"] = old
    db.init_app(bare, old.database_url)
    with bare.app_context():
        assert take_backup(path, with_keys=False).revision == "0001"
    bare.extensions["database"].dispose()
    engine.dispose()
    restore(path, elsewhere, force=True)
    there = _app(elsewhere)
    assert "Cũ" in there.test_client().get("/sign-in").text
    there.extensions["database"].dispose()


def test_a_newer_schema_is_refused(backed_up: Path, tmp_path: Path, elsewhere: Config) -> None:
    newer = _rewritten(backed_up, tmp_path, lambda manifest: replace(manifest, revision="f00d"))
    with pytest.raises(Refused, match="newer than this version"):
        restore(newer, elsewhere)
    assert not (elsewhere.instance / "app.db").exists()


def _rewritten(source: Path, folder: Path, change, parts=lambda name, data: data) -> Path:  # type: ignore[no-untyped-def]
    """The archive again, with a manifest that vouches for the changed parts."""
    opened = folder / "opened"
    manifest = archive.unpack(source, opened)
    target = folder / "changed.tar.gz"
    with archive.new_archive(target) as writer:
        for name in manifest.digests:
            writer.add(name, parts(name, (opened / name).read_bytes()))
        writer.finish(change(replace(manifest, digests=dict(writer.digests))))
    return target


def test_rows_that_do_not_fit_together_are_refused(backed_up: Path, tmp_path: Path, elsewhere: Config) -> None:
    def without_users(name: str, data: bytes) -> bytes:
        return data.splitlines(keepends=True)[0] if name == "tables/users.jsonl" else data

    torn = _rewritten(backed_up, tmp_path, lambda manifest: manifest, without_users)
    with pytest.raises(Exception, match=r"do not fit together|foreign key"):
        restore(torn, elsewhere)
    assert not restoring.place_of(elsewhere.database_url).is_taken()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
class TestBrokenArchives:
    def test_cut_off(self, backed_up: Path, tmp_path: Path, elsewhere: Config) -> None:
        whole = backed_up.read_bytes()
        for size in (0, 10, len(whole) // 2, len(whole) * 9 // 10):
            backed_up.write_bytes(whole[:size])
            with pytest.raises(BrokenArchive):
                restore(backed_up, elsewhere)
        assert not (elsewhere.instance / "app.db").exists()

    def test_changed_inside(self, backed_up: Path, tmp_path: Path, elsewhere: Config) -> None:
        opened = tmp_path / "opened"
        archive.unpack(backed_up, opened)
        users = opened / "tables/users.jsonl"
        users.write_bytes(users.read_bytes().replace(b"lan@", b"eve@"))
        _tar(backed_up, {p.relative_to(opened).as_posix(): p.read_bytes() for p in opened.rglob("*") if p.is_file()})
        with pytest.raises(BrokenArchive, match=re.escape("tables/users.jsonl")):
            restore(backed_up, elsewhere)

    def test_without_a_manifest(self, tmp_path: Path, elsewhere: Config) -> None:
        path = tmp_path / "bare.tar.gz"
        _tar(path, {"tables/users.jsonl": b"[]\n"})
        with pytest.raises(BrokenArchive, match="no manifest"):
            restore(path, elsewhere)

    def test_of_another_format(self, tmp_path: Path, elsewhere: Config) -> None:
        path = tmp_path / "bare.tar.gz"
        _tar(path, {"manifest.json": json.dumps({"format": 2}).encode()})
        with pytest.raises(BrokenArchive, match="format 2"):
            restore(path, elsewhere)

    @pytest.mark.parametrize(
        "name",
        ["../outside", "/etc/passwd", "files/../../x", "tables/../../x.jsonl", "files/ab/" + "c" * 64, "app.db",
         "tables/x.jsonl\n", "settings.env/x"],
    )  # fmt: skip
    def test_names_that_lead_elsewhere(self, tmp_path: Path, elsewhere: Config, name: str) -> None:
        path = tmp_path / "bad.tar.gz"
        _tar(path, {name: b"x"})
        with pytest.raises(BrokenArchive, match="no backup has"):
            restore(path, elsewhere)
        assert not (tmp_path / "outside").exists()
        assert {p.name for p in elsewhere.instance.iterdir()} == {"restore.lock"}

    @pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE])
    def test_links_and_devices(self, tmp_path: Path, elsewhere: Config, kind: bytes) -> None:
        path = tmp_path / "bad.tar.gz"
        with tarfile.open(path, "w:gz") as tar:
            member = tarfile.TarInfo("tables/users.jsonl")
            member.type, member.linkname = kind, "/etc/passwd"
            tar.addfile(member)
        with pytest.raises(BrokenArchive, match="no backup has"):
            restore(path, elsewhere)

    def test_the_same_part_twice(self, tmp_path: Path, elsewhere: Config) -> None:
        path = tmp_path / "bad.tar.gz"
        with tarfile.open(path, "w:gz") as tar:
            for data in (b"x", b"y"):
                member = tarfile.TarInfo("tables/users.jsonl")
                member.size = 1
                tar.addfile(member, BytesIO(data))
        with pytest.raises(BrokenArchive, match="no backup has"):
            restore(path, elsewhere)


def _tar(path: Path, parts: dict[str, bytes]) -> None:
    with tarfile.open(path, "w:gz") as tar:
        for name, data in parts.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, BytesIO(data))


def test_a_file_that_is_gone_or_damaged_is_told_and_the_rest_is_saved(
    app: Flask, tmp_path: Path, elsewhere: Config
) -> None:
    fill(app)
    with app.app_context():
        gone, damaged = db.session.scalars(select(StoredFile).order_by(StoredFile.id)).all()
        files.path_of(gone).unlink()
        files.path_of(damaged).write_bytes(b"rotten")
        wanted = sorted([gone.sha256, damaged.sha256])
    told = app.test_cli_runner().invoke(args=["backup", "--file", str(tmp_path / "one.tar.gz")])
    assert told.exit_code == 1
    assert "2 files are gone or damaged" in told.output
    app.extensions["database"].dispose()
    done = restore(tmp_path / "one.tar.gz", elsewhere)
    assert done.manifest.missing_files == wanted
    assert files_in(elsewhere.instance) == {}


def test_the_sweep_waits_for_a_backup(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row goes while the backup reads, and the sweep comes for its file: the snapshot still names it."""
    from threading import Thread

    fill(app)
    with app.app_context():
        for stored in db.session.scalars(select(StoredFile)):
            os.utime(files.path_of(stored), (1, 1))
    swept: list[int] = []
    sweep = Thread(target=lambda: swept.append(_sweep(app)))
    real = tables.dump

    def dump_while_rows_go(*arguments: object, **named: bool) -> tables.Digest:
        if not sweep.ident:
            with app.app_context():
                transact(lambda: [db.session.delete(s) for s in db.session.scalars(select(StoredFile))])
            sweep.start()
            wait_for(lambda: swept or somebody_waits_for(folder() / ".lock"), 20)
            assert swept == []
        return real(*arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(tables, "dump", dump_while_rows_go)
    path = _back_up(app, tmp_path / "one.tar.gz")
    sweep.join(20)
    assert swept == [2]
    manifest = archive.unpack(path, tmp_path / "opened")
    assert (manifest.rows["files"], len(manifest.files), manifest.missing_files) == (2, 2, [])


def _sweep(app: Flask) -> int:
    with app.app_context():
        return files.sweep()


def test_two_names_by_the_time_and_the_folder_of_the_settings(app: Flask, tmp_path: Path) -> None:
    said = app.test_cli_runner().invoke(args=["backup", "--dir", str(tmp_path / "saved"), "--without-keys"])
    assert said.exit_code == 0, said.output
    (made,) = (tmp_path / "saved").iterdir()
    assert re.fullmatch(r"cau-kinh-20261125T0200\d\dZ\.tar\.gz", made.name)
    assert "holds the keys" not in said.output
    manifest: Manifest = archive.unpack(made, tmp_path / "opened")
    assert manifest.rows["wards"] == 126
