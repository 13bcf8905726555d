"""A 304 can never be wrong: what changes while a feed is made, who makes it meanwhile, and which day it is."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import event
from werkzeug.test import TestResponse

from app.accounts.models import Role
from app.accounts.service import grant_role, revoke_role
from app.calendars import asking, queries
from app.calendars.models import FeedBody, FeedContent, FeedTopic
from app.calendars.service import forget_bodies
from app.core import clock
from app.core.db import db, transact
from app.revisions.models import Revision
from app.revisions.service import bump
from app.settings.service import change_setting
from app.spaces.service import leave_team
from app.venues.queries import venue_by_slug
from app.venues.service import change_venue
from tests.calendars.conftest import Studio
from tests.calendars.factories import cancel, confirmed_event, staff
from tests.calendars.fastlane import asleep, fast, read, slow
from tests.calendars.links import made_for

PUBLIC = "/calendars/public.ics"


@contextmanager
def meanwhile(app: Flask, act: Callable[[], Any], *, at: str) -> Iterator[list[bool]]:
    """`act` happens once, by other hands, just before the next statement with these words in it."""
    engine, done = app.extensions["database"], [False]

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if at in statement and not done[0]:
            done[0] = True
            act()

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield done
    finally:
        event.remove(engine, "before_cursor_execute", note)


def aside(app: Flask, act: Callable[[], Any]) -> Callable[[], Any]:
    """With a session of its own."""

    def run() -> Any:
        with app.app_context():
            return act()

    return run


def titles(answer: TestResponse) -> list[str]:
    lines = answer.data.replace(b"\r\n ", b"").decode().splitlines()
    return sorted(line.removeprefix("SUMMARY:") for line in lines if line.startswith("SUMMARY:"))


def polled(app: Flask, path: str, tag: str) -> TestResponse:
    return read(fast(app), path, If_None_Match=tag)


@pytest.mark.parametrize("at", ["FROM feed_bodies", "FROM bookings", "FROM feed_fragments", "sum(revisions.number)"])
def test_a_change_while_it_is_made_is_in_it_or_in_the_next(app: Flask, studio: Studio, at: str) -> None:
    """Wherever it falls: rows and revisions are read in one snapshot, so none is half there."""
    first = studio.book("Đêm nhạc")
    change = aside(app, lambda: cancel(first))
    with meanwhile(app, change, at=at) as done:
        made = read(slow(app), PUBLIC)
    assert done == [True]
    after = polled(app, PUBLIC, made.headers["ETag"])
    shown = titles(made) if after.status_code == 304 else titles(after)
    assert shown == ["[ĐÃ HUỶ] Đêm nhạc"]


def test_a_slow_maker_does_not_write_over_a_newer_one(app: Flask, studio: Studio) -> None:
    event_ = studio.book("Đêm nhạc")
    read(fast(app), PUBLIC)
    with app.app_context():
        transact(lambda: bump("bookings"))  # so that it is made anew
    newer: list[TestResponse] = []

    def overtake() -> None:
        cancel(event_)
        newer.append(read(fast(app), PUBLIC))

    with meanwhile(app, aside(app, overtake), at="FROM feed_fragments"):
        older = read(slow(app), PUBLIC)
    assert titles(older) == ["Đêm nhạc"]
    assert "Last-Modified" not in older.headers
    assert titles(newer[0]) == ["[ĐÃ HUỶ] Đêm nhạc"]
    assert polled(app, PUBLIC, older.headers["ETag"]).status_code == 200
    assert polled(app, PUBLIC, newer[0].headers["ETag"]).status_code == 304
    with time_machine.travel(clock.now() + timedelta(minutes=1), tick=False):
        dated = read(fast(app), PUBLIC, If_Modified_Since=older.headers["Date"])
        assert titles(dated) == ["[ĐÃ HUỶ] Đêm nhạc"]


def test_two_who_make_the_same_both_answer(app: Flask, studio: Studio) -> None:
    studio.book("Đêm nhạc")
    other: list[TestResponse] = []
    with meanwhile(app, aside(app, lambda: other.append(read(slow(app), PUBLIC))), at="FROM feed_fragments"):
        one = read(slow(app), PUBLIC)
    assert one.status_code == other[0].status_code == 200
    assert one.data == other[0].data
    with app.app_context():
        assert db.session.query(FeedBody).count() == 1
        assert db.session.query(FeedContent).count() == 1
    assert polled(app, PUBLIC, one.headers["ETag"]).status_code == 304


def test_midnight_while_it_is_made_belongs_to_the_day_before(app: Flask, studio: Studio) -> None:
    studio.book("Đêm nhạc")
    before = datetime(2026, 11, 25, 16, 59, 59, tzinfo=UTC)  # a second before midnight in Hanoi
    with time_machine.travel(before, tick=False) as time:
        with meanwhile(app, lambda: time.shift(timedelta(seconds=2)), at="FROM feed_fragments"):
            made = read(slow(app), PUBLIC)
        with app.app_context():
            assert db.session.query(FeedBody).one().for_day == before.astimezone(clock.HOUSE_ZONE).date()
            assert clock.today() > before.astimezone(clock.HOUSE_ZONE).date()
        assert polled(app, PUBLIC, made.headers["ETag"]).status_code == 304  # the same bytes, made anew to know it
        with app.app_context():
            assert db.session.query(FeedBody).one().for_day == clock.today()


def test_a_tombstone_goes_at_midnight_by_itself(app: Flask) -> None:
    with app.app_context():
        cancelled = confirmed_event(title="Đêm nhạc", days=1)
        cancel(cancelled)
    tag = read(fast(app), PUBLIC).headers["ETag"]
    gone_at = clock.now() + timedelta(days=32)
    with time_machine.travel(gone_at - timedelta(days=1), tick=False):
        assert polled(app, PUBLIC, tag).status_code == 304
    with time_machine.travel(gone_at, tick=False):
        assert titles(polled(app, PUBLIC, tag)) == []


def test_the_date_of_a_body_never_goes_back(app: Flask, studio: Studio) -> None:
    """Also where another machine's clock is an hour behind."""
    studio.book("Đêm nhạc")
    dates = []
    for by in (timedelta(), -timedelta(hours=1), timedelta(minutes=5)):
        with time_machine.travel(clock.now() + by, tick=False):
            with app.app_context():
                transact(lambda by=by: change_setting("site.name", f"Cầu {by}", actor=staff("ha")))
            read(fast(app), PUBLIC)
            with app.app_context():
                dates.append(db.session.query(FeedBody).one().changed_at)
    assert dates == sorted(set(dates))


def test_other_bytes_alone_move_the_date(app: Flask, studio: Studio) -> None:
    studio.book("Đêm nhạc")
    first = read(fast(app), PUBLIC)
    with time_machine.travel(clock.now() + timedelta(minutes=5), tick=False):
        with app.app_context():
            transact(lambda: bump("bookings"))
        again = read(fast(app), PUBLIC, If_Modified_Since="Wed, 25 Nov 2026 02:04:00 GMT")
    assert again.status_code == 304
    assert again.headers["ETag"] == first.headers["ETag"]


def test_the_date_of_an_answer_sent_back_never_vouches_for_an_older_body(app: Flask, studio: Studio) -> None:
    """Some clients send back `Date` instead of `Last-Modified`; it has no parts of a second."""
    event_ = studio.book("Đêm nhạc")
    with time_machine.travel(datetime(2026, 11, 26, 2, 0, 0, 100_000, tzinfo=UTC), tick=False) as time:
        old = read(fast(app), PUBLIC)
        time.shift(timedelta(milliseconds=300))
        studio.cancel(event_)
        time.shift(timedelta(milliseconds=300))
        read(fast(app), PUBLIC)  # somebody else, still in the same second
        time.shift(timedelta(seconds=10))
        assert titles(read(fast(app), PUBLIC, If_Modified_Since=old.headers["Date"])) == ["[ĐÃ HUỶ] Đêm nhạc"]
        new = read(fast(app), PUBLIC)
        assert read(fast(app), PUBLIC, If_Modified_Since=new.headers["Last-Modified"]).status_code == 304
        assert read(fast(app), PUBLIC, If_Modified_Since=new.headers["Date"]).status_code == 304


def test_another_release_makes_every_body_anew(app: Flask, studio: Studio) -> None:
    studio.book("Đêm nhạc")
    tag = read(fast(app), PUBLIC).headers["ETag"]
    with asleep(app):
        assert polled(app, PUBLIC, tag).status_code == 304
    with app.app_context():
        transact(lambda: db.session.query(FeedBody).update({"epoch": "of the release before"}))
    assert polled(app, PUBLIC, tag).status_code == 304  # made anew, with the same bytes
    with asleep(app):
        assert polled(app, PUBLIC, tag).status_code == 304


def test_losing_a_role_or_a_team_empties_the_feed_at_the_next_read(app: Flask, studio: Studio) -> None:
    studio.book("Đêm nhạc")
    staff_feed, own = made_for(app, "tuan", "staff"), made_for(app, "minh")
    tags = {path: read(fast(app), path).headers["ETag"] for path in (staff_feed, own)}
    for path, tag in tags.items():
        with asleep(app):
            assert polled(app, path, tag).status_code == 304
    studio.do(lambda: revoke_role(staff("tuan"), Role.COORDINATOR, actor=None))
    studio.do(lambda: leave_team(studio.space(), actor=staff("minh")))
    assert [titles(polled(app, path, tag)) for path, tag in tags.items()] == [[], []]
    studio.do(lambda: grant_role(staff("tuan"), Role.COORDINATOR, actor=None))
    assert titles(polled(app, staff_feed, "")) != []


def test_where_a_venue_lies_and_its_name_are_words_of_every_feed(app: Flask) -> None:
    def number() -> int:
        with app.app_context():
            found = db.session.get(Revision, "words")
            return found.number if found else 0

    def change(**values: Any) -> None:
        with app.app_context():
            transact(lambda: change_venue(venue_by_slug("cau-kinh"), actor=staff(), **values))

    before = number()
    for values in ({"latitude": 21.01}, {"longitude": 105.7}, {"name_en": "The bridge"}):
        change(**values)
        before += 1
        assert number() == before
    change(name_en="The bridge")
    assert number() == before


def test_what_it_was_made_of_is_kept_in_step(app: Flask, studio: Studio) -> None:
    """A person who joins a second space has one more thing to watch."""
    path = made_for(app, "minh")
    read(fast(app), path)

    def topics() -> set[str]:
        with app.app_context():
            return {topic.topic for topic in db.session.query(FeedTopic)}

    assert len([topic for topic in topics() if topic.startswith("space:")]) == 1
    studio.do(lambda: leave_team(studio.space(), actor=staff("minh")))
    read(fast(app), path)
    assert [topic for topic in topics() if topic.startswith("space:")] == []


def test_combinations_are_remembered_up_to_a_number(app: Flask) -> None:
    paths = [f"{PUBLIC}?past={past}&future={future}&lang={lang}&cancelled={n}"
             for past in (0, 30, 90, 180) for future in (30, 90, 180, 365, 730)
             for lang in ("vi", "en") for n in (0, 1)]  # fmt: skip
    for path in paths:
        assert read(slow(app), path).status_code == 200
    with app.app_context():
        assert db.session.query(FeedBody).count() == 64
    beyond = read(slow(app), paths[-1])
    assert "Last-Modified" not in beyond.headers
    assert read(slow(app), paths[-1], If_None_Match=beyond.headers["ETag"]).status_code == 304


def test_they_are_counted_byte_by_byte_whatever_the_locale_of_the_database(app: Flask, database_url: str) -> None:
    """In en_US and vi_VN the last sign weighs nothing: "public|lang=en" comes after the end, and nothing is counted."""
    said: list[str] = []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *given: said.append(given[2]))
        assert queries.count_variants("public|") == 0
    assert [one for one in said if 'COLLATE "C"' in one] == ([] if database_url.startswith("sqlite") else said[-1:])


def test_bytes_nobody_asked_for_in_two_weeks_go_and_come_again(app: Flask, studio: Studio) -> None:
    studio.book("Đêm nhạc")
    first = read(fast(app), PUBLIC)
    with time_machine.travel(clock.now() + timedelta(days=15), tick=False):
        with app.app_context():
            transact(forget_bodies)
            assert db.session.query(FeedContent).count() == 0
            assert db.session.query(FeedBody).count() == 1
        assert polled(app, PUBLIC, first.headers["ETag"]).status_code == 304
        assert read(fast(app), PUBLIC).data == first.data


def test_the_same_asked_in_other_ways_is_one_body() -> None:
    for one, other in (
        ({"lang": "en"}, {"lang": "en", "utm": "x"}),
        ({"cancelled": "0"}, {"cancelled": "0", "lang": "xx"}),
    ):
        assert asking.variant(asking.asked_in(one)) == asking.variant(asking.asked_in(other))
    assert asking.file_name(asking.feed_key("/calendars/venues/cau-kinh.ics")) == "venue-cau-kinh"
    assert asking.file_name(asking.feed_key("/calendars/closures.ics")) == "closures"
