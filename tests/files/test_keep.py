"""Rows and bytes: no row without its file, no file without a row for longer than an hour."""

import os

import pytest
from sqlalchemy import select
from time_machine import travel

from app.core import clock
from app.core.db import db, transact
from app.core.errors import DomainError
from app.files import service
from app.files.models import StoredFile
from app.files.queries import file_by_public_id
from app.files.responses import send
from app.files.service import keep, path_of, prepare_bytes
from app.files.store import folder, path_of_digest


def _stored(name: str = "tệp.pdf", data: bytes = b"%PDF-data") -> StoredFile:
    prepared = prepare_bytes(data, name, "application/pdf")
    return transact(lambda: keep(prepared, actor=None))


def test_a_kept_file_is_found_again_with_its_bytes(ctx, cast):
    prepared = prepare_bytes(b"%PDF-x", "a.pdf", "application/pdf")
    public_id = transact(lambda: keep(prepared, actor=cast.user("lan")).public_id)
    stored = file_by_public_id(public_id)
    assert stored is not None
    assert path_of(stored).read_bytes() == b"%PDF-x"
    assert (stored.size, stored.created_by) == (6, cast.user("lan").id)
    assert file_by_public_id("nothing") is None


def test_no_row_is_written_for_a_file_that_is_gone(ctx):
    prepared = prepare_bytes(b"gone", "a.pdf", "application/pdf")
    path_of_digest(prepared.sha256).unlink()
    with pytest.raises(DomainError, match=r"file\.gone"):
        transact(lambda: keep(prepared, actor=None))
    assert db.session.scalars(select(StoredFile)).all() == []


def test_files_are_not_written_while_others_wait_for_the_database(ctx):
    with pytest.raises(RuntimeError, match="before the transaction"):
        transact(lambda: prepare_bytes(b"x", "a", "text/plain"))


def test_the_sweep_takes_old_orphans_only(ctx):
    kept = _stored()
    orphan = path_of_digest(prepare_bytes(b"orphan", "a", "text/plain").sha256)
    young = path_of_digest(prepare_bytes(b"young", "a", "text/plain").sha256)
    torn = orphan.parent / ".new-torn"
    torn.write_bytes(b"half")
    old = clock.now().timestamp() - 3700
    for path in (path_of(kept), orphan, torn):
        os.utime(path, (old, old))
    assert service.sweep() == 2
    assert [path.exists() for path in (path_of(kept), orphan, torn, young)] == [True, False, False, True]


def test_the_sweep_is_a_command(app):
    runner = app.test_cli_runner()
    assert runner.invoke(args=["files", "sweep"]).output == "0 removed\n"
    with app.app_context():
        prepare_bytes(b"orphan", "a", "text/plain")
        with travel(clock.now().timestamp() + 3700):
            assert runner.invoke(args=["files", "sweep"]).output == "1 removed\n"
        assert list(folder().glob("??/*")) == []


def test_an_answer_runs_nothing_and_is_kept_nowhere(app):
    with app.test_request_context("/"):
        answer = send(_stored('giấy "mời".pdf'))
        headers = answer.headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Content-Security-Policy"].startswith("sandbox;")
        assert headers["Cache-Control"] == "private, no-store"
        assert headers["Content-Type"] == "application/pdf"
        assert headers["Content-Disposition"].startswith("attachment; ")
        assert "filename*=UTF-8''gi%E1%BA%A5y%20%22m%E1%BB%9Di%22.pdf" in headers["Content-Disposition"]
        assert "ETag" not in headers
        answer.direct_passthrough = False
        assert answer.get_data() == b"%PDF-data"


def test_shown_in_place_only_when_asked(app):
    with app.test_request_context("/"):
        assert send(_stored(), inline=True).headers["Content-Disposition"].startswith("inline")


def test_a_file_lost_from_the_disk_is_not_an_error_page_of_ours(app):
    with app.test_request_context("/"):
        stored = _stored()
        path_of(stored).unlink()
        with pytest.raises(Exception, match="404"):
            send(stored)
