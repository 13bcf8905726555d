"""Lines that are kept: used again until what they were made from has changed, and never beyond that."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask

from app.bookings.models import Booking
from app.calendars.contents import contents
from app.calendars.definition import Definition, Depth, Kind, Site
from app.calendars.models import FeedFragment
from app.calendars.service import forget_fragments, keep_fragments
from app.core import clock
from app.core.db import db, transact
from app.core.ical import feed_bytes
from app.settings.service import change_setting
from app.spaces.service import rename_space
from app.venues import service as venues
from tests.bookings import factories as make
from tests.calendars.conftest import Studio
from tests.calendars.factories import staff

HERE = {"url": "https://cau-kinh.example", "uid_domain": "cau-kinh.example"}
PUBLIC = Definition(kind=Kind.PUBLIC)


@pytest.fixture
def several(studio: Studio) -> list[str]:
    hours = (("08:00", "09:00"), ("10:30", "11:30"), ("13:00", "14:00"))
    return [
        *(studio.book(f"Buổi {start}", when=make.span(start, end)) for start, end in hours),
        studio.book("Ở nhà kia", venue="kia"),
    ]


def written(app: Flask, asked: Definition = PUBLIC, **site: str) -> list[str]:
    """What was written anew for this reading, and is kept from now on."""
    with app.app_context():
        found = contents(asked, today=clock.today(), site=Site(**HERE | site))
        body = found.body()
        assert body.plain == feed_bytes(found.heading, found.entries()), "kept lines are those that would be written"
        assert body.events == body.plain.count(b"BEGIN:VEVENT")
        assert body.latest_revised_at == max((e.revised_at for e in found.entries()), default=None)
        transact(lambda: keep_fragments(body.made))
        return sorted(one.piece.thing for one in body.made)


@pytest.fixture
def kept(app: Flask, several: list[str]) -> list[str]:
    assert len(written(app)) == 4
    assert written(app) == []
    return several


def number(app: Flask, public_id: str, studio: Studio) -> int:
    with app.app_context():
        return studio.booking(public_id).id


def test_one_change_writes_one_entry(app: Flask, studio: Studio, kept: list[str]) -> None:
    studio.move(kept[0], make.span("16:00", "17:00"))
    assert written(app) == [f"booking:{number(app, kept[0], studio)}"]
    studio.cancel(kept[1])
    assert written(app) == [f"booking:{number(app, kept[1], studio)}"]
    studio.move(kept[2], make.span("13:00", "14:00"), "kia")
    assert written(app) == [f"booking:{number(app, kept[2], studio)}"], "also when only the venue is another"
    assert written(app) == []


def test_other_words_write_only_those_that_say_them(app: Flask, studio: Studio, kept: list[str]) -> None:
    everything = sorted(f"booking:{number(app, one, studio)}" for one in kept)
    studio.do(lambda: venues.change_venue(make.the_venue("kia"), actor=staff(), name_vi="Nhà mới"))
    assert written(app) == [f"booking:{number(app, kept[3], studio)}"]
    studio.do(lambda: venues.change_venue(make.the_venue("kia"), actor=staff(), latitude=21.0, longitude=105.7))
    assert written(app) == [f"booking:{number(app, kept[3], studio)}"]
    studio.do(lambda: rename_space(studio.space(), name_vi="Xưởng Gió", name_en=None, actor=staff()))
    assert written(app) == everything
    studio.do(lambda: change_setting("centre.place_vi", "Bảo tàng mới", actor=staff("ha")))
    assert written(app) == everything
    studio.do(lambda: change_setting("centre.name_vi", "Trung tâm mới", actor=staff("ha")))
    assert written(app) == [], "which none of them says"


def test_another_address_of_the_site_writes_all_anew(app: Flask, kept: list[str]) -> None:
    assert len(written(app, url="https://khac.example")) == 4
    assert len(written(app, uid_domain="khac.example")) == 4


def test_lines_are_those_of_one_depth_and_language(app: Flask, kept: list[str]) -> None:
    with app.app_context():
        viewer_id = staff("lan").id
    mine = Definition(kind=Kind.MINE, viewer_id=viewer_id, depth=Depth.OWN)
    assert len(written(app, mine)) == 4
    assert len(written(app, Definition(kind=Kind.PUBLIC, language="en"))) == 4
    assert len(written(app, Definition(kind=Kind.MINE, viewer_id=viewer_id, depth=Depth.BUSY))) == 12
    assert written(app, Definition(kind=Kind.MINE, viewer_id=viewer_id, depth=Depth.PUBLIC)) == []
    assert written(app, Definition(kind=Kind.PUBLIC, past_days=30, future_days=90)) == []


def test_a_tombstone_of_a_venue_has_lines_of_its_own(app: Flask, studio: Studio, kept: list[str]) -> None:
    with app.app_context():
        ngay = make.the_venue("ngay").id
    here = Definition(kind=Kind.VENUE, venue_id=ngay)
    assert written(app, here) == []
    studio.move(kept[0], make.span("08:00", "09:00"), "kia")
    gone = number(app, kept[0], studio)
    assert written(app, here) == [f"left:{gone}:{ngay}"]
    assert written(app) == [f"booking:{gone}"]
    studio.do(lambda: venues.change_venue(make.the_venue("ngay"), actor=staff(), name_vi="Nhà cũ"))
    assert f"left:{gone}:{ngay}" in written(app, here)
    studio.cancel(kept[0])
    assert written(app, here) == [f"left:{gone}:{ngay}"]


def test_lines_from_before_a_change_are_not_used_though_they_are_kept_after_it(
    app: Flask, studio: Studio, several: list[str]
) -> None:
    """A slow reader writes down what it read before somebody else's change."""
    with app.app_context():
        slow = contents(PUBLIC, today=clock.today(), site=Site(**HERE)).body().made
    studio.move(several[0], make.span("16:00", "17:00"))
    assert len(written(app)) == 4
    with app.app_context():
        transact(lambda: keep_fragments(slow))
    assert written(app) == [f"booking:{number(app, several[0], studio)}"]


def changed_elsewhere(booking_id: int, **values: Any) -> None:
    """By another transaction, while this session has read what was there before."""
    if db.is_sqlite:  # whose sessions see one moment only
        db.session.rollback()
    table = Booking.__table__
    with db.engine.begin() as elsewhere:
        elsewhere.execute(table.update().where(table.c.id == booking_id).values(version=99, **values))  # type: ignore[attr-defined]


def test_an_entry_is_as_new_as_its_stamp_though_the_session_knew_an_older_one(
    app: Flask, studio: Studio, several: list[str]
) -> None:
    with app.app_context():
        known = studio.booking(several[0])
        changed_elsewhere(known.id, title_vi="Tên mới")
        body = contents(PUBLIC, today=clock.today(), site=Site(**HERE)).body()
        assert "Tên mới".encode() in body.plain
        assert known.title_vi == "Tên mới"


def test_lines_that_no_window_reaches_are_forgotten(app: Flask, kept: list[str]) -> None:
    def count() -> int:
        with app.app_context():
            transact(forget_fragments)
            return db.session.query(FeedFragment).count()

    for days, there in ((210, 4), (212, 0)):
        with time_machine.travel(make.span("10:00", "11:00").start + timedelta(days=days), tick=False):
            assert count() == there


@pytest.fixture
def long(app: Flask, studio: Studio) -> list[str]:
    return [
        studio.book(f"Buổi {n}", when=make.span(f"{8 + 3 * n:02}:00", f"{9 + 3 * n:02}:00"), about_vi="Chữ " * 400)
        for n in range(4)
    ]


def test_what_is_too_long_gives_way_as_it_would_without_kept_lines(
    app: Flask, long: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes = []
    for limit in (1_000_000, 8_000, 4_000):
        monkeypatch.setattr("app.core.ical.FEED_LIMIT", limit)
        written(app)
        with app.app_context():
            sizes.append(len(contents(PUBLIC, today=clock.today(), site=Site(**HERE)).body().plain))
    assert sizes[0] > 8_000 >= sizes[1] > 4_000 >= sizes[2]


def test_what_goes_between_two_readings_of_one_build_is_left_out_and_no_accident(
    app: Flask, studio: Studio, several: list[str]
) -> None:
    with app.app_context():
        asked = Definition(kind=Kind.MINE, viewer_id=staff("lan").id, depth=Depth.BUSY)
        found = contents(asked, today=clock.today(), site=Site(**HERE))
        known = studio.booking(several[0])
        changed_elsewhere(known.id, starts_at=known.public_starts_at)
        assert found.body().events == 11
