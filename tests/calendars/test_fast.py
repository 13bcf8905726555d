"""The fast path says what the house would say, from one statement, and leaves to the house whatever is odd."""

import gzip
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import text
from werkzeug.test import TestResponse

from app import create_app
from app.calendars import fast as fast_path
from app.calendars import freshness, queries, rules
from app.calendars.models import FeedContent, FeedLink
from app.calendars.shelf import Bytes, Shelf
from app.config import ROOT
from app.core import clock
from app.core.db import db, make_engine, transact
from app.settings.service import change_setting
from tests.calendars.conftest import Studio
from tests.calendars.factories import confirmed_event, staff
from tests.calendars.fastlane import asleep, fast, lane, read, slow
from tests.calendars.links import made_for
from tests.conftest import make_config

PUBLIC = "/calendars/public.ics"
OLD, FUTURE = "Thu, 01 Jan 1970 00:00:00 GMT", "Sun, 01 Jan 2034 00:00:00 GMT"


def said(answer: TestResponse) -> tuple[int, list[tuple[str, str]], bytes]:
    headers = [(name, value) for name, value in answer.headers if name != "X-Request-Id"]
    return answer.status_code, sorted(headers), answer.data


def ways(answer: TestResponse, packed: TestResponse) -> list[dict[str, str]]:
    """What clients send along, by the headers of an answer of each form."""
    tag, packed_tag, changed = answer.headers["ETag"], packed.headers["ETag"], answer.headers["Last-Modified"]
    return [
        {},
        {"If_None_Match": tag},
        {"If_None_Match": f"W/{tag}"},
        {"If_None_Match": packed_tag},
        {"If_None_Match": packed_tag, "Accept_Encoding": "gzip"},
        {"If_None_Match": f'"x", {tag}'},
        {"If_None_Match": "*"},
        {"If_None_Match": '"other"', "If_Modified_Since": changed},
        {"If_None_Match": ";;;"},
        {"If_Modified_Since": changed},
        {"If_Modified_Since": OLD},
        {"If_Modified_Since": FUTURE},
        {"If_Modified_Since": "yesterday"},
        {"Accept_Encoding": "gzip, deflate, br"},
        {"Accept_Encoding": "gzip;q=0"},
        {"Accept": "text/html", "User_Agent": "Google-Calendar-Importer"},
        {"Range": "bytes=0-10"},
        {"Cookie": "session=x"},
    ]


def test_both_ways_say_the_same(app: Flask, studio: Studio) -> None:
    studio.book("Đêm nhạc")
    private, dead = made_for(app, "lan"), made_for(app, "lan")
    with app.app_context():
        gone = db.session.query(FeedLink).order_by(FeedLink.id.desc()).first()
        transact(lambda: setattr(db.session.merge(gone), "revoked_at", clock.now()))
    paths = [PUBLIC, "/calendars/venues/ngay.ics", f"/calendars/spaces/{studio.slug}.ics", private,
             made_for(app, "tuan", "staff")]  # fmt: skip
    for path in paths:
        read(fast(app), path)
    asked = 0
    with time_machine.travel(clock.now() + timedelta(seconds=5), tick=False) as time:
        for path in paths:
            for query in ("", "?lang=en", "?cancelled=0", "?download=1", "?lang=xx&utm=1", "?lang=vi&lang=en"):
                time.shift(rules.FETCH_WINDOW * 2)  # past the brake
                before = read(slow(app), path + query), read(slow(app), path + query, Accept_Encoding="gzip")
                time.shift(timedelta(seconds=2))
                before = read(slow(app), path + query), read(slow(app), path + query, Accept_Encoding="gzip")
                for headers in ways(*before) if query in ("", "?lang=en") else ways(*before)[:2]:
                    for method in ("GET", "HEAD"):
                        time.shift(timedelta(minutes=1))
                        one = read(fast(app), path + query, method, **headers)
                        assert said(one) == said(read(slow(app), path + query, method, **headers)), (path, headers)
                        asked += 1
        odd = [(PUBLIC, "POST", {}), (PUBLIC, "OPTIONS", {}), (PUBLIC, "GET", {"Host": "evil.example"}), (dead, "GET", {}),
               (dead, "HEAD", {"If_None_Match": "*"}), ("/calendars/private/" + "a" * 43 + ".ics", "GET", {}),
               ("/calendars/private/x.ics", "GET", {}), ("/calendars/venues/khong-co.ics", "GET", {}),
               ("/calendars/venues/..%2Fpublic.ics", "GET", {}), (PUBLIC + "?lang=%00", "GET", {}),
               (PUBLIC + "?lang=%ff", "GET", {}), ("/calendars/PUBLIC.ics", "GET", {})]  # fmt: skip
        for path, method, headers in odd:
            one, other = (read(way(app), path, method, **headers) for way in (fast, slow))
            assert one.status_code == other.status_code, (path, method, headers)
            assert one.headers["Content-Type"] == other.headers["Content-Type"]
    assert asked > 350


def test_a_304_is_one_statement_and_the_house_sleeps(app: Flask, studio: Studio, database_url: str) -> None:
    studio.book("Đêm nhạc")
    for path in (PUBLIC, made_for(app, "lan")):
        tag = read(fast(app), path).headers["ETag"]
        asked: list[str] = []
        if database_url.startswith("sqlite"):
            lane(app)._rows._connection().set_trace_callback(asked.append)
        with asleep(app):
            assert read(fast(app), path, If_None_Match=tag).status_code == 304
        if database_url.startswith("sqlite"):
            assert len(asked) == 1, asked
            assert asked[0].lstrip().startswith("SELECT")


def test_kept_bytes_are_sent_without_waking_it_either(app: Flask, studio: Studio) -> None:
    studio.book("Đêm nhạc")
    for path in (PUBLIC, made_for(app, "tuan", "staff")):
        first = read(fast(app), path)
        with asleep(app):
            assert read(fast(app), path).data == first.data
            packed = read(fast(app), path, Accept_Encoding="gzip")
        assert packed.headers["Content-Encoding"] == "gzip"
        assert packed.headers["ETag"] == first.headers["ETag"][:-1] + '-gz"'
        assert gzip.decompress(packed.data) == first.data


def test_each_statement_goes_by_indexes_alone(app: Flask, database_url: str) -> None:
    values = {"key": "public|", "digest": "x", "variant": ""}
    with app.app_context(), db.engine.connect() as connection:
        for statement in (queries.OPEN_FEED, queries.PRIVATE_FEED, queries.CONTENT):
            asked = text(statement).bindparams(**{n: v for n, v in values.items() if f":{n}" in statement})
            if database_url.startswith("sqlite"):
                plan = [
                    row[-1]
                    for row in connection.execute(text(f"EXPLAIN QUERY PLAN {asked.text}"), asked.compile().params)
                ]
                assert not [line for line in plan if line.startswith("SCAN")], plan
            else:  # a few rows are always scanned; told not to, it finds an index for each
                connection.execute(text("SET enable_seqscan = off"))
                plan = [row[0] for row in connection.execute(text(f"EXPLAIN {asked.text}"), asked.compile().params)]
                assert not [line for line in plan if "Seq Scan" in line], plan


def test_who_lost_the_memory_answers_from_the_tables(
    app: Flask, studio: Studio, database_url: str, tmp_path: Path
) -> None:
    """A restart, or the other process: 304 and 200 without anything being built."""
    studio.book("Đêm nhạc")
    first = read(fast(app), PUBLIC)
    other = create_app(make_config(tmp_path, database_url))
    with asleep(other):
        assert read(fast(other), PUBLIC, If_None_Match=first.headers["ETag"]).status_code == 304
        assert read(fast(other), PUBLIC).data == first.data
    studio.book("Đêm thơ", venue="kia")
    changed = read(fast(other), PUBLIC, If_None_Match=first.headers["ETag"])
    assert changed.status_code == 200
    with asleep(app):
        assert read(fast(app), PUBLIC).data == changed.data
    other.extensions["database"].dispose()


def test_a_second_process_sees_each_change_at_its_next_read(app: Flask, database_url: str, tmp_path: Path) -> None:
    """Really another one, which knows nothing of this one but the database."""
    there = (
        "import sys; from pathlib import Path; from datetime import timedelta; from app import create_app;"
        "from tests.conftest import NOW, make_config; from tests.calendars.fastlane import fast, read; import time_machine\n"
        "app = create_app(make_config(Path(sys.argv[1]), sys.argv[2]))\n"
        "tag = ''\n"
        "for line in sys.stdin:\n"
        "    with time_machine.travel(NOW + timedelta(minutes=5), tick=True):\n"
        f"        answer = read(fast(app), {PUBLIC!r}, If_None_Match=tag)\n"
        "    tag = answer.headers['ETag']\n"
        "    print(answer.status_code, answer.data.count(b'BEGIN:VEVENT'), flush=True)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", there, str(tmp_path), database_url],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None

    def asked() -> str:
        process.stdin.write("\n")  # type: ignore[union-attr]
        process.stdin.flush()  # type: ignore[union-attr]
        return process.stdout.readline().strip()  # type: ignore[union-attr]

    try:
        assert asked() == "200 0"
        assert asked() == "304 0"
        with app.app_context():
            confirmed_event(title="Đêm nhạc", days=10)
        assert read(fast(app), PUBLIC).data.count(b"BEGIN:VEVENT") == 1
        assert asked() == "200 1"
        assert asked() == "304 0"
        with app.app_context():
            transact(lambda: change_setting("site.name", "Cầu Gỗ", actor=staff("ha")))
        assert asked() == "200 1"
    finally:
        process.stdin.close()
        process.wait(20)


def test_answers_that_were_not_kept_in_time_are_kept_after_the_next(app: Flask, studio: Studio) -> None:
    studio.book("Đêm nhạc")
    fast(app).get(PUBLIC)  # and killed before it is closed
    with app.app_context():
        assert db.session.query(FeedContent).count() == 0
    assert "Content-Encoding" not in read(fast(app), PUBLIC, Accept_Encoding="gzip").headers
    with app.app_context():
        assert db.session.query(FeedContent).one().packed is not None
    assert read(fast(app), PUBLIC, Accept_Encoding="gzip").headers["Content-Encoding"] == "gzip"


def test_what_goes_wrong_is_left_to_the_house(app: Flask, studio: Studio) -> None:
    studio.book("Đêm nhạc")
    first = read(fast(app), PUBLIC)
    lane(app)._rows._connection().close()
    assert said(read(fast(app), PUBLIC))[2] == first.data
    with asleep(app):  # and the next one has a connection again
        assert read(fast(app), PUBLIC).data == first.data


def test_without_a_database_it_is_a_pause_and_no_empty_calendar(app: Flask) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.extensions["database"].dispose()
    app.extensions["database"] = make_engine("sqlite:////nowhere/app.db")
    for path in (PUBLIC, "/calendars/private/" + "a" * 43 + ".ics"):
        answer = read(fast(app), path)
        assert answer.status_code == 503
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
        assert b"VCALENDAR" not in answer.data


def test_too_many_readings_are_refused_on_both_ways_together(app: Flask, studio: Studio) -> None:
    path = made_for(app, "lan")
    with time_machine.travel(clock.now(), tick=False):
        tag = read(slow(app), path).headers["ETag"]
        halves = 2 * (rules.FETCHES_ALLOWED - 1)
        for n in range(halves):
            assert read((fast, slow)[n % 2](app), path, If_None_Match=tag).status_code == 304
        one, other = read(fast(app), path), read(slow(app), path)
        assert one.status_code == 429
        assert said(one) == said(other)
        assert one.headers["Retry-After"] == "300"


def test_the_log_has_the_rule_and_no_path() -> None:
    """Of what the fast path itself knows; `test_private` reads the log of both."""
    source = Path(fast_path.__file__).read_text(encoding="utf-8")
    assert re.findall(r"log\.\w+\([^)]*path", source) == []


def test_what_is_far_too_long_is_answered_and_not_remembered(app: Flask) -> None:
    """Anybody may send it, and a thousand of them would take the memory of the process."""
    read(fast(app), PUBLIC)
    before = fast_path._plainly_asked.cache_info().misses, freshness._reads_gzip.cache_info().misses
    for n in range(3):
        answer = read(fast(app), f"{PUBLIC}?x={n}{'a' * 30_000}", Accept_Encoding=f"gzip;q=0.{n}{'0' * 30_000}")
        assert answer.status_code == 200
        assert "Content-Encoding" not in answer.headers
    assert (fast_path._plainly_asked.cache_info().misses, freshness._reads_gzip.cache_info().misses) == before


def test_the_shelf_forgets_what_was_not_asked_for_the_longest() -> None:
    shelf = Shelf(room=100)
    for name in "abc":
        shelf.put(name, Bytes(b"x" * 30, None))
    assert shelf.get("a") is not None
    shelf.put("d", Bytes(b"x" * 20, b"x" * 10))
    assert [name for name in "abcd" if shelf.get(name)] == ["a", "c", "d"]
    shelf.put("e", Bytes(b"x" * 60, None))  # would take the room of all
    assert shelf.get("e") is None
    for n in range(1000):
        shelf.put("f", Bytes(b"x" * (n % 50), None))
    assert shelf.taken <= 100


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:5000"])
def test_a_host_that_is_ours_is_taken_as_it_is(app: Flask, host: str) -> None:
    read(fast(app), PUBLIC)
    with asleep(app):
        assert read(fast(app), PUBLIC, Host=host).status_code == 200
