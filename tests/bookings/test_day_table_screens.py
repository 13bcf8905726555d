"""What a day looks like: the pure table first, then the pages that show it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.bookings.day_table import SLOTS, Depth, day_table
from app.bookings.models import Booking, BookingStatus, Closure, Occupancy, OccupancyKind
from app.bookings.waiting import soonest_first, wanting_the_same
from app.core.timespan import Timespan
from app.venues.models import Area, HoursException, Venue
from tests.bookings.conftest import Town
from tests.bookings.factories import MONDAY, ZONE, span, the_venue
from tests.statements import counted

EAST, WEST = Area(id=1, code="east"), Area(id=2, code="west")
GARDEN = Venue(id=1, slug="garden", name_vi="Sân vườn", open_to_bookings=True, areas=[EAST, WEST])
EASTERN = Venue(id=2, slug="east", name_vi="Khu Đông", open_to_bookings=True, areas=[EAST])
WESTERN = Venue(id=3, slug="west", name_vi="Khu Tây", open_to_bookings=True, areas=[WEST])
DAYTIME = [(time(7), time(22))]


def booking(
    public: Timespan,
    status: str = BookingStatus.CONFIRMED,
    *,
    setup: timedelta = timedelta(),
    strike: timedelta = timedelta(),
    open_to_public: bool = True,
    name: str = "one",
    areas: Sequence[Area] = (EAST,),
) -> list[Occupancy]:
    made = Booking(
        id=hash(name), public_id=name, title_vi=f"Tên {name}", status=status, open_to_public=open_to_public,
        starts_at=public.start - setup, ends_at=public.end + strike,
        public_starts_at=public.start, public_ends_at=public.end,
        venues=[EASTERN],
    )  # fmt: skip
    return [
        Occupancy(
            area_id=area.id, starts_at=made.starts_at, ends_at=made.ends_at, blocking=status != "requested",
            booking=made, kind=OccupancyKind.BOOKING,
        )
        for area in areas
    ]  # fmt: skip


def row(
    occupancies: list[Occupancy],
    *,
    depth: Depth = "public",
    venue: Venue = EASTERN,
    day: date = MONDAY,
    hours: Sequence[tuple[time, time]] = DAYTIME,
) -> list[str]:
    """The one row as "state[/what] from–to [title]"."""
    table = day_table([venue], {venue.id: hours}, occupancies, day, ZONE, depth=depth)
    cells = table.rows[0].cells
    assert sum(cell.span for cell in cells) == SLOTS == len(table.hours) * table.per_hour
    return [
        f"{c.mark.state}{'/' + c.mark.what if c.mark.what else ''} {c.start:%H:%M}–{c.end:%H:%M}"
        + (f" {c.mark.title.vi}" if c.mark.title else "")
        for c in cells
    ]


EMPTY = ["shut 06:00–07:00", "free 07:00–22:00", "shut 22:00–00:00"]
NIGHT = span("22:00", "02:00", last=MONDAY + timedelta(days=1))
LONG = span("10:00", "17:00", last=MONDAY + timedelta(days=2))
HOUR = timedelta(hours=1)


def test_an_empty_day_is_free_in_its_hours() -> None:
    assert row([]) == EMPTY
    assert row([], hours=[(time(8), time(11, 30)), (time(13, 30), time(17))])[1:4] == [
        "free 08:00–11:30", "shut 11:30–13:30", "free 13:30–17:00",
    ]  # fmt: skip
    assert row([], hours=[]) == ["shut 06:00–00:00"]
    assert row([], hours=[(time(0), time(23, 59))]) == ["free 06:00–00:00"]


@pytest.mark.parametrize(
    ("depth", "kwargs", "cells"),
    [
        ("public", {}, ["busy 19:00–21:00 Tên one"]),
        ("public", {"open_to_public": False}, ["busy 19:00–21:00"]),
        ("public", {"status": "held"}, ["busy 19:00–21:00"]),
        ("public", {"status": "requested"}, []),
        ("public", {"setup": HOUR, "strike": HOUR / 2},
         ["busy 18:00–19:00", "busy 19:00–21:00 Tên one", "busy 21:00–21:30"]),
        ("staff", {"setup": HOUR, "strike": HOUR / 2},
         ["prep/setup 18:00–19:00 Tên one", "busy 19:00–21:00 Tên one", "prep/strike 21:00–21:30 Tên one"]),
        ("staff", {"open_to_public": False}, ["busy 19:00–21:00 Tên one"]),
        ("staff", {"status": "held", "setup": HOUR}, ["hold/held 18:00–21:00 Tên one"]),
        ("staff", {"status": "requested", "setup": HOUR}, ["hold/requests 18:00–21:00 Tên one"]),
    ],
)  # fmt: skip
def test_what_each_reader_sees(depth: Depth, kwargs: dict[str, Any], cells: list[str]) -> None:
    shown = row(booking(span("19:00", "21:00"), **kwargs), depth=depth)
    assert [c for c in shown if not c.startswith(("free", "shut"))] == cells


@pytest.mark.parametrize(
    ("public", "day", "cells"),
    [
        (NIGHT, MONDAY, ["busy 22:00–00:00 Tên one"]),
        (NIGHT, MONDAY + timedelta(days=1), []),
        (LONG, MONDAY, ["busy 10:00–00:00 Tên one"]),
        (LONG, MONDAY + timedelta(days=1), ["busy 06:00–00:00 Tên one"]),
        (LONG, MONDAY + timedelta(days=2), ["busy 06:00–17:00 Tên one"]),
        (LONG, MONDAY + timedelta(days=3), []),
        (span("19:10", "20:50"), MONDAY, ["busy 19:00–21:00 Tên one"]),
        (span("23:50", "00:00", last=MONDAY + timedelta(days=1)), MONDAY, ["busy 23:45–00:00 Tên one"]),
    ],
)
def test_over_midnight_and_over_days(public: Timespan, day: date, cells: list[str]) -> None:
    assert [c for c in row(booking(public), day=day) if c.startswith("busy")] == cells


def test_what_ends_before_the_first_hour_is_said_beneath() -> None:
    tuesday = MONDAY + timedelta(days=1)
    late = day_table([EASTERN], {}, booking(NIGHT), tuesday, ZONE)
    assert [(e.venue.slug, e.span, e.mark.title.vi if e.mark.title else "") for e in late.early] == [
        ("east", NIGHT, ""), ("east", NIGHT, "Tên one"),
    ]  # fmt: skip
    assert day_table([EASTERN], {}, booking(LONG), tuesday, ZONE).early == ()
    assert day_table([EASTERN], {}, booking(NIGHT), MONDAY, ZONE).early == ()


def test_two_in_a_row_stay_two_and_nameless_ones_join() -> None:
    first, second = span("09:00", "10:00"), span("10:00", "11:00")
    named = booking(first) + booking(second, name="two")
    assert row(named)[2:4] == ["busy 09:00–10:00 Tên one", "busy 10:00–11:00 Tên two"]
    nameless = booking(first, open_to_public=False) + booking(second, open_to_public=False, name="two")
    assert row(nameless)[2] == "busy 09:00–11:00"


def test_a_part_takes_the_whole_and_not_the_other_part() -> None:
    taken = booking(span("09:00", "10:00"))
    assert row(taken, venue=GARDEN)[2] == "busy 09:00–10:00 Tên one"
    assert row(taken, venue=WESTERN) == EMPTY
    assert row(booking(span("09:00", "10:00"), areas=[EAST, WEST]), venue=GARDEN)[2] == "busy 09:00–10:00 Tên one"


def test_requests_that_compete_are_counted() -> None:
    asked = booking(span("09:00", "11:00"), "requested") + booking(span("10:00", "12:00"), "requested", name="two")
    table = day_table([EASTERN], {2: DAYTIME}, asked, MONDAY, ZONE, depth="staff")
    assert [(c.mark.count, c.start.hour, c.end.hour) for c in table.rows[0].cells if c.mark.what] == [
        (1, 9, 10), (2, 10, 11), (1, 11, 12),
    ]  # fmt: skip


def test_a_closure_is_said_to_everybody() -> None:
    shut = Occupancy(
        area_id=1, starts_at=span("08:00", "12:00").start, ends_at=span("08:00", "12:00").end, blocking=True,
        closure=Closure(title_vi="Thay kính"),
    )  # fmt: skip
    for depth in ("public", "staff"):
        assert row([shut], depth=depth)[2] == "closed 08:00–12:00 Thay kính"  # type: ignore[arg-type]


def test_what_takes_no_bookings_is_shut_but_shows_what_stands() -> None:
    paused = Venue(id=4, slug="paused", open_to_bookings=False, areas=[EAST])
    assert row([], venue=paused) == ["shut/closed_to_bookings 06:00–00:00"]
    assert row(booking(span("09:00", "10:00")), venue=paused)[1] == "busy 09:00–10:00 Tên one"


def test_who_wants_the_same_and_whose_time_runs_out_first() -> None:
    def one(number: int, public: Timespan, venue: Venue, until: datetime | None = None) -> Booking:
        return Booking(id=number, venues=[venue], starts_at=public.start, ends_at=public.end, hold_expires_at=until)

    morning, noonish = span("09:00", "12:00"), span("11:00", "13:00")
    bookings = [
        one(1, morning, EASTERN), one(2, noonish, GARDEN), one(3, noonish, WESTERN),
        one(4, span("15:00", "16:00"), EASTERN, until=morning.start - HOUR),
    ]  # fmt: skip
    assert wanting_the_same(bookings) == {1: 2, 2: 3, 3: 2, 4: 1}
    assert [b.id for b in soonest_first(bookings)] == [4, 1, 2, 3]


def test_everybody_sees_the_day(town: Town, client: FlaskClient) -> None:
    town.book("lan", "lang-nghe", title_vi="Đêm nhạc mở", setup=HOUR)
    secret = town.book("hoa", "cau-kinh", title_vi="Họp kín")
    page = client.get("/venues/day?day=07/12/2026")
    assert "Thứ Hai, 07/12/2026" in page.text
    assert "Đêm nhạc mở" in page.text
    assert "Họp kín" not in page.text
    assert secret not in page.text
    assert "/bookings/new?venue=lang-nghe&amp;day=2026-12-07" in page.text
    assert "day=2026-12-06" in page.text
    assert "day=2026-12-08" in page.text


def test_a_day_gone_by_offers_nothing(town: Town, client: FlaskClient) -> None:
    assert "/bookings/new?venue=" not in client.get("/venues/day?day=2026-11-20").text


def test_an_exception_shuts_the_day(town: Town, client: FlaskClient) -> None:
    before = client.get("/venues/day?day=2026-12-07").text.count("slot-free")

    def shut() -> None:
        from app.core.db import db

        db.session.add(HoursException(venue_id=the_venue("cau-kinh").id, day=MONDAY))

    town.do(shut)
    assert client.get("/venues/day?day=2026-12-07").text.count("slot-free") == before - 1


def test_staff_see_what_waits_and_who_sets_up(town: Town) -> None:
    town.book("lan", "lang-nghe", title_vi="Đêm nhạc mở", setup=HOUR)
    held = town.book("hoa", "cau-kinh", title_vi="Họp kín", open_to_public=False)
    page = town.cast.client("tuan").get("/desk/board?scale=day&view=table&day=2026-12-07")
    assert "Lắp đặt: Đêm nhạc mở" in page.text
    assert f"/bookings/{held}" in page.text
    assert "Họp kín" in page.text
    assert town.cast.client("dung").get("/desk/board").status_code == 200
    assert town.cast.client("lan").get("/desk/board").status_code == 403


def test_the_page_asks_as_much_for_many_bookings_as_for_one(town: Town, client: FlaskClient) -> None:
    def count() -> int:
        with counted(town.app) as asked:
            client.get("/venues/day?day=2026-12-07")
        return len(asked)

    town.book("lan", "lang-nghe")
    few = count()
    for hour in range(8, 18, 2):
        town.book("hoa", "lang-nghe", when=span(f"{hour:02d}:00", f"{hour + 1:02d}:00"))
    assert count() == few


def test_the_same_facts_make_the_same_table() -> None:
    known = booking(span("09:00", "10:00")) + booking(span("12:00", "13:00"), name="two")
    one = day_table([EASTERN], {2: DAYTIME}, known, MONDAY, ZONE)
    other = day_table([EASTERN], {2: DAYTIME}, reversed(known), MONDAY, ZONE)
    assert replace(one) == other
