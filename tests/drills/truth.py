"""What must hold after whatever happened: the answers people got, the rows, the files and the letters agree."""

import hashlib
from collections import Counter
from datetime import timedelta
from itertools import pairwise

import time_machine
from flask import Flask
from sqlalchemy import select

from app.bookings.models import Occupancy
from app.core import clock
from app.core.db import db
from app.files import store
from app.files.models import StoredFile
from app.mail.delivery import CLAIM, deliver_waiting
from app.mail.models import Mail, MailStatus
from tests.drills.people import Crowd, evidence_in, titles_in
from tests.mail.sink import Sink, connect


def nothing_acknowledged_is_lost(crowd: Crowd) -> None:
    there = titles_in(crowd.app)
    assert {one.what for one in crowd.booked if one.acknowledged} - there == set(), "acknowledged, but lost"
    assert {one.what for one in crowd.booked if one.refused} & there == set(), "refused, but there"
    now = evidence_in(crowd.app)
    for draft, tries in crowd.uploaded.items():
        last = max((n for n, one in enumerate(tries) if one.acknowledged), default=0)
        assert now.get(draft) in {one.what for one in tries[last:] if not one.refused}


def nothing_overlaps(app: Flask) -> None:
    with app.app_context():
        rows = db.session.scalars(
            select(Occupancy).where(Occupancy.blocking).order_by(Occupancy.area_id, Occupancy.starts_at)
        ).all()
        assert rows
        for one, following in pairwise(rows):
            assert one.area_id != following.area_id or one.ends_at <= following.starts_at


def files_are_whole(app: Flask) -> int:
    """Returns how many there are."""
    with app.app_context():
        rows = db.session.scalars(select(StoredFile).order_by(StoredFile.id)).all()
        for row in rows:
            data = store.path_of_digest(row.sha256).read_bytes()
            assert (hashlib.sha256(data).hexdigest(), len(data)) == (row.sha256, row.size)
        for path in store.all_files():
            assert hashlib.sha256(path.read_bytes()).hexdigest() == path.name, "a torn file"
        return len(rows)


def orphans_are_gone_within_the_hour(app: Flask) -> None:
    with app.app_context(), time_machine.travel(clock.now() + timedelta(minutes=61)):
        store.remove_orphans(
            lambda name: db.session.scalars(select(StoredFile).where(StoredFile.sha256 == name)).first()
        )
        db.session.rollback()
        named = set(db.session.scalars(select(StoredFile.sha256)))
        assert {path.name for path in store.folder().glob("??/*")} == named


def every_letter_left_once(app: Flask, sink: Sink, *, deaths: int) -> tuple[int, int]:
    """Returns letters and twins. What a dead worker held is free again after a while."""
    connect(app, sink)
    with app.app_context():
        with time_machine.travel(clock.now() + CLAIM + timedelta(minutes=1)):
            deliver_waiting()
        letters = db.session.scalars(select(Mail).order_by(Mail.id)).all()
        assert {mail.status for mail in letters} == {MailStatus.SENT}
        wanted = {f"<{mail.message_id}@{app.config['SETTINGS'].uid_domain}>" for mail in letters}
    arrived = Counter(str(taken.message["Message-ID"]) for taken in sink.taken)
    assert set(arrived) == wanted
    twins = arrived.total() - len(arrived)
    assert max(arrived.values()) <= 2
    assert twins <= deaths, "at most one letter leaves twice for each worker that died"
    return len(wanted), twins
