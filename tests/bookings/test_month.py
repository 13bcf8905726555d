"""A month at a glance: what is left of each day, who is told of what, and how much it asks of the database."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

import pytest
from flask.testing import FlaskClient

from app.bookings.day_table import Depth, day_table
from app.bookings.models import BookingStatus, Closure, Occupancy
from app.bookings.month_table import Day, days_of_month, month_after, month_before, month_table
from app.bookings.schedule import everywhere, table_of_month
from app.core.db import db
from app.core.timespan import at
from app.venues.models import HoursException
from app.workdays.models import SpecialDay
from tests.bookings import factories as make
from tests.bookings.conftest import NOON, Town
from tests.bookings.factories import MONDAY, ZONE, span, the_venue
from tests.bookings.test_day_table_screens import DAYTIME, EAST, EASTERN, GARDEN, WEST, WESTERN, booking
from tests.statements import counted

FIRST = MONDAY.replace(day=1)
EARLY = at(FIRST, time(0), ZONE) - timedelta(days=40)
PLACES = [GARDEN, EASTERN, WESTERN]
for part in (EASTERN, WESTERN):
    part.whole_id = GARDEN.id


def day_of(
    occupancies: list[Occupancy],
    *,
    venues: Sequence = PLACES,
    depth: Depth = "public",
    now: datetime = EARLY,
    hours: Sequence[tuple[time, time]] = DAYTIME,
    day: date = MONDAY,
) -> Day:
    written = {one: {venue.id: hours for venue in venues} for one in days_of_month(FIRST)}
    table = month_table(venues, written, occupancies, ZONE, depth=depth, now=now)
    return next(one for week in table.weeks for one in week if one is not None and one.day == day)


def states(day: Day) -> list[str]:
    return [str(state) for _venue, state in day.states]


def test_weeks_run_from_monday_to_sunday() -> None:
    hours = {day: {} for day in days_of_month(date(2026, 12, 1))}
    weeks = month_table([], hours, [], ZONE, now=EARLY).weeks
    shown = [[day.day.day if day else 0 for day in week] for week in weeks]
    assert shown[0] == [0, 1, 2, 3, 4, 5, 6]
    assert shown[-1] == [28, 29, 30, 31, 0, 0, 0]
    assert [len(week) for week in shown] == [7] * 5
    assert (month_before(date(2027, 1, 1)), month_after(date(2026, 12, 1))) == (date(2026, 12, 1), date(2027, 1, 1))


@pytest.mark.parametrize(
    ("occupancies", "expected"),
    [
        ([], "free"),
        (booking(span("09:00", "10:00"), areas=[EAST, WEST]), "partly"),
        (booking(span("07:00", "22:00"), areas=[EAST, WEST]), "taken"),
        (booking(span("07:00", "22:00"), areas=[EAST]), "partly"),
        (booking(span("07:00", "22:00"), "held", areas=[EAST, WEST]), "taken"),
        (booking(span("07:00", "22:00"), "requested", areas=[EAST, WEST]), "free"),
    ],
)
@pytest.mark.parametrize("depth", ["public", "staff"])
def test_what_is_left_of_a_whole(occupancies: list[Occupancy], expected: str, depth: Depth) -> None:
    """Of a whole something is left as long as one of its parts can be booked; requests take nothing."""
    assert states(day_of(occupancies, depth=depth)) == [expected]


def test_a_part_shown_alone_speaks_for_itself() -> None:
    taken = booking(span("07:00", "22:00"), areas=[EAST])
    assert states(day_of(taken, venues=[EASTERN])) == ["taken"]
    assert states(day_of(taken, venues=[WESTERN])) == ["free"]


def test_closed_and_shut_are_not_full() -> None:
    closure = Closure(
        id=1, title_vi="Sơn sửa", starts_at=span("00:00", "01:00").start, ends_at=span("22:30", "23:00").end
    )
    closed = [
        Occupancy(
            area_id=area.id, starts_at=closure.starts_at, ends_at=closure.ends_at, closure=closure, blocking=True
        )
        for area in (EAST, WEST)
    ]
    day = day_of(closed)
    assert states(day) == ["closed"]
    assert [(entry.kind, entry.at, entry.title.vi) for entry in day.entries] == [("closed", None, "Sơn sửa")]
    assert states(day_of([], hours=[])) == ["shut"]


def test_what_is_over_is_not_free() -> None:
    noon = at(MONDAY, time(12), ZONE)
    assert states(day_of([], now=noon)) == ["free"]
    assert states(day_of([], now=at(MONDAY, time(22), ZONE))) == ["past"]
    assert states(day_of([], now=noon, day=MONDAY - timedelta(days=1))) == ["past"]
    (row,) = day_table([EASTERN], {EASTERN.id: DAYTIME}, [], MONDAY, ZONE, now=noon + timedelta(minutes=1)).rows
    assert [(cell.mark.state, cell.start.hour, cell.start.minute) for cell in row.cells] == [
        ("shut", 6, 0),
        ("past", 7, 0),
        ("free", 12, 15),
        ("shut", 22, 0),
    ]


def test_the_public_reads_only_what_it_is_invited_to() -> None:
    known = [
        *booking(span("09:00", "10:00"), name="open"),
        *booking(span("11:00", "12:00"), name="own", open_to_public=False),
        *booking(span("13:00", "14:00"), BookingStatus.HELD, name="held"),
        *booking(span("15:00", "16:00"), BookingStatus.REQUESTED, name="asked"),
    ]
    assert [(entry.kind, entry.booking) for entry in day_of(known).entries] == [("public", "open")]
    staff = day_of(known, depth="staff").entries
    assert [entry.kind for entry in staff] == ["public", "private", "held", "asked"]


def test_what_goes_on_for_days_is_named_on_each() -> None:
    known = booking(
        span("18:00", "19:00").widened(after=timedelta(days=2)), setup=timedelta(days=1), areas=[EAST, WEST]
    )
    named = [bool(day_of(known, day=MONDAY + timedelta(days=n)).entries) for n in range(-1, 4)]
    assert named == [False, True, True, True, False]
    assert day_of(known, day=MONDAY - timedelta(days=1)).venues("partly") == [GARDEN]
    assert day_of(known, day=MONDAY + timedelta(days=1)).entries[0].at is None


def _open(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.text


def test_the_page_of_a_month(town: Town, client: FlaskClient) -> None:
    month = f"{MONDAY:%Y-%m}"
    town.do(lambda: _venues())
    open_one = town.book("lan", "a", title_vi="Đêm thơ", when=span("09:00", "10:00"))
    page = _open(client, f"/venues/month?month={month}")
    for part in ("Thứ Hai", "Đêm thơ", f"/events/{open_one}", f"/venues/day?day={MONDAY.isoformat()}", 'scope="col"'):
        assert part in page
    assert "Đêm thơ" not in _open(client, f"/venues/month?month={month}&venue=b")
    assert "Đêm thơ" in _open(client, f"/venues/month?month={month}&venue=a")
    for strange in ("", "2026-13", "khong", "9999-01", "2026-12-24", "2026-12&venue=khong-co"):
        assert "Tháng" in _open(client, f"/venues/month?month={strange}")
    assert "month=1999" not in _open(client, "/venues/month?month=2000-01")


def test_today_is_marked_and_linked_back_to(town: Town, client: FlaskClient) -> None:
    here = _open(client, "/venues/month")
    assert here.count('aria-current="date"') == 1
    assert "Tháng này" not in here
    elsewhere = _open(client, f"/venues/month?month={month_after(NOON.date().replace(day=1)):%Y-%m}")
    assert 'aria-current="date"' not in elsewhere
    assert "Tháng này" in elsewhere


def test_staff_read_titles_that_the_public_does_not(town: Town, client: FlaskClient) -> None:
    town.do(lambda: _venues())
    town.book("lan", "a", title_vi="Họp kín", when=span("09:00", "10:00"), open_to_public=False)
    month = f"{MONDAY:%Y-%m}"
    assert "Họp kín" not in _open(client, f"/venues/month?month={month}")
    assert "Họp kín" in _open(town.cast.client("tuan"), f"/desk/board?scale=month&view=table&day={month}-01")
    assert client.get("/desk/board?scale=month").status_code == 302
    assert town.cast.client("hoa").get("/desk/board?scale=month").status_code == 403


def test_days_off_and_exceptions_count_on_their_day(town: Town) -> None:
    town.do(lambda: _venues())
    shut, other = MONDAY, MONDAY + timedelta(days=1)

    def write() -> None:
        db.session.add(SpecialDay(day=shut, works=False, name_vi="Nghỉ", name_en="Off"))
        venue = the_venue("a")
        db.session.add(HoursException(venue_id=venue.id, day=other, opens=None, closes=None, note_vi="Sửa"))

    town.do(write)

    def look() -> dict[date, dict[str, str]]:
        weeks = table_of_month(everywhere(), MONDAY.replace(day=1)).weeks
        return {
            day.day: {venue.slug: str(state) for venue, state in day.states} for week in weeks for day in week if day
        }

    seen = town.do(look)
    assert (seen[shut]["a"], seen[shut]["b"]) == ("shut", "shut")
    assert (seen[other]["a"], seen[other]["b"]) == ("shut", "free")


def _venues() -> None:
    make.venue("a")
    make.venue("b")


def _queries(town: Town, address: str) -> int:
    client = town.app.test_client()
    client.get(address)
    with counted(town.app) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_a_full_month_asks_no_more_than_an_empty_one(town: Town) -> None:
    slugs = [f"noi-{n}" for n in range(8)]
    town.do(lambda: [make.venue(slug).id for slug in slugs])
    address = f"/venues/month?month={MONDAY:%Y-%m}"
    town.book("lan", slugs[0], when=span("09:00", "10:00"))
    one = _queries(town, address)
    for n, slug in enumerate(slugs):
        town.book("lan", slug, when=span("13:00", "14:00", MONDAY + timedelta(days=n)))
    assert _queries(town, address) == one
