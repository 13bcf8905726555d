"""A backup while people book and upload, brought to an empty machine: whole, and of one moment."""

import time
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from app.backup import archive
from app.backup.restore import restore
from app.config import Config
from tests.backup.factories import contents, files_in
from tests.drills import truth
from tests.drills.people import Crowd, evidence_in, titles_in
from tests.machine import Machine

pytestmark = [pytest.mark.real_time, pytest.mark.by_turns, pytest.mark.timeout(600)]
CHANGED_BY_RESTORE = ("mails", "sign_ins")


def test_what_was_acknowledged_before_is_in_it(app: Flask, tmp_path: Path, elsewhere: Config) -> None:
    machine = Machine(app.config["SETTINGS"])
    machine.start_web()
    crowd = Crowd(app, machine.url)
    path = tmp_path / "under-load.tar.gz"
    try:
        crowd.begin()
        crowd.work_on(bookings=10, uploads=4)
        began = time.monotonic()
        machine.flask("backup", "--file", str(path))
        ended = time.monotonic()
        crowd.work_on(bookings=5, uploads=2)
    finally:
        try:
            crowd.stop()
        finally:
            machine.stop()
    assert any(began < one.ended < ended for one in crowd.tries()), "nobody worked while it was made"
    manifest = archive.unpack(path, tmp_path / "opened")
    assert manifest.missing_files == []
    app.extensions["database"].dispose()
    restore(path, elsewhere)
    there = create_app(elsewhere)
    restored = contents(there)
    assert {name: table.rows for name, table in restored.items()} == manifest.rows
    for name, table in restored.items():
        if name not in CHANGED_BY_RESTORE:
            assert table.sha256 == manifest.digests[f"tables/{name}.jsonl"], name
    here = files_in(app.config["SETTINGS"].instance)
    assert all(here[name] == data for name, data in files_in(elsewhere.instance).items())
    titles = titles_in(there)
    assert {one.what for one in crowd.booked if one.acknowledged and one.ended < began} <= titles
    assert not {one.what for one in crowd.booked if one.refused or one.began > ended} & titles
    for draft, name in evidence_in(there).items():
        seen = {one.what for one in crowd.uploaded[draft] if one.began < ended}
        assert name in seen
    truth.nothing_overlaps(there)
    truth.files_are_whole(there)
    there.extensions["database"].dispose()
