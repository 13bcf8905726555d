"""The board of all venues: what its feed and its list say, to whom, and what they cost."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.bookings import service
from app.bookings.board import Chosen, Item, Scale, State, days_around, days_of, groups_of, items_of, kept
from app.bookings.models import Booking, BookingStatus
from app.bookings.queries import booking_by_public_id
from app.core import clock
from app.core.db import db
from app.core.text import Bilingual
from app.venues.models import Area, Venue
from tests.bookings.conftest import Town
from tests.bookings.factories import HOUR, MONDAY, span, the_venue
from tests.statements import counted

EAST, WEST, HALL = (Area(id=n, code=code, name_vi=code) for n, code in enumerate(("east", "west", "hall"), start=1))
GARDEN = Venue(id=1, slug="garden", position=1, name_vi="Sân vườn", areas=[EAST, WEST])
EASTERN = Venue(id=2, slug="garden-east", position=2, whole_id=1, name_vi="Khu Đông", areas=[EAST])
HALLS = Venue(id=3, slug="hall", position=3, name_vi="Phòng lớn", areas=[HALL])
VENUES = [GARDEN, EASTERN, HALLS]
DAY = f"from={MONDAY}&to={MONDAY + timedelta(days=1)}"


def item(name: str, state: State = State.CONFIRMED, *areas: Area, host: str = "lan") -> Item:
    when = span("09:00", "10:00")
    return Item(
        name,
        state,
        Bilingual(name),
        host,
        None,
        when.start,
        when.end,
        when.start,
        when.end,
        tuple(a.id for a in areas),
    )


def test_every_area_is_a_row_once_under_its_whole() -> None:
    groups = groups_of(VENUES)
    assert [(g.venue.slug, [(r.area.code, r.venue.slug) for r in g.rows]) for g in groups] == [
        ("garden", [("east", "garden-east"), ("west", "garden")]),
        ("hall", [("hall", "hall")]),
    ]
    assert [[r.area.code for r in g.rows] for g in groups_of(VENUES, ("garden-east",))] == [["east"]]


@pytest.mark.parametrize(
    ("chosen", "names"),
    [
        (Chosen(), ["whole", "hall"]),
        (Chosen(venues=("garden-east",)), ["whole"]),
        (Chosen(venues=("nowhere",)), []),
        (Chosen(state="held"), ["hall"]),
        (Chosen(host="hoa"), ["hall"]),
        (Chosen(venues=("hall",), host="lan"), []),
    ],
)
def test_filters_leave_what_touches_the_floor(chosen: Chosen, names: list[str]) -> None:
    both = [item("whole", State.CONFIRMED, EAST, WEST), item("hall", State.HELD, HALL, host="hoa")]
    assert [one.public_id for one in kept(both, chosen, VENUES)] == names


def test_days_of_a_week_and_a_month() -> None:
    assert days_of(Scale.DAY, MONDAY) == [MONDAY]
    assert days_of(Scale.WEEK, MONDAY + timedelta(days=6))[0] == MONDAY
    assert len(days_of(Scale.MONTH, date(2028, 2, 29))) == 29
    assert days_around(Scale.MONTH, date(2026, 12, 31)) == (date(2026, 11, 1), date(2027, 1, 1))


def test_nothing_makes_nothing() -> None:
    assert items_of([], []) == []


def _feed(client: FlaskClient, asked: str = DAY, **headers: str) -> Any:
    answer = client.get(f"/desk/board.json?{asked}", headers=headers)
    assert answer.status_code == 200, answer.text
    return json.loads(answer.text)


def test_the_feed_tells_phases_places_and_states(town: Town) -> None:
    confirmed = town.book("lan", "lang-nghe", title_vi="Đêm nhạc", setup=HOUR, strike=HOUR / 2)
    held = town.book("hoa", "cau-kinh", title_vi="Họp kín", open_to_public=False)
    asked = town.book("hoa", "san-khau-kinh")
    found = _feed(town.cast.client("tuan"))
    events = {one["id"]: one for one in found["events"]}
    assert events[confirmed] == {
        "id": confirmed, "of": confirmed, "state": "confirmed", "title": "Đêm nhạc", "host": "Xưởng Mây", "centre": False,
        "where": "Không gian làng nghề", "rows": ["lang-nghe"], "wide": 1, "start": "2026-12-07T18:00",
        "from": "2026-12-07T19:00", "to": "2026-12-07T21:00", "end": "2026-12-07T21:30", "move": True,
    }  # fmt: skip
    assert (events[held]["state"], events[asked]["state"]) == ("held", "requested")
    assert [row["id"] for group in found["rows"] if group["venue"] == "san-vuon" for row in group["rows"]] == [
        "san-vuon-dong", "san-vuon-tay", "san-vuon-ho",
    ]  # fmt: skip


def test_a_whole_venue_is_one_event_on_all_its_areas(town: Town) -> None:
    town.book("lan", "san-vuon")
    (event,) = _feed(town.cast.client("tuan"))["events"]
    assert event["rows"] == ["san-vuon-dong", "san-vuon-tay", "san-vuon-ho"]
    assert event["where"] == "Sân vườn (cả ba khu)"


def test_closures_and_notices_are_told(town: Town) -> None:
    def shut() -> None:
        for soft, slug in ((False, "cau-kinh"), (True, "lang-nghe")):
            made = service.close_venues(
                actor=town.cast.user("tuan"),
                venue_ids=[the_venue(slug).id],
                span=span("08:00", "12:00"),
                title_vi=slug,
            )
            made.soft = soft

    town.do(shut)
    events = _feed(town.cast.client("tuan"))["events"]
    assert {(e["title"], e["state"], e.get("move")) for e in events} == {
        ("cau-kinh", "closed", None), ("lang-nghe", "notice", None),
    }  # fmt: skip


def test_what_is_over_or_waits_in_line_is_not_there(town: Town) -> None:
    gone, waits = town.book("lan", "lang-nghe"), town.book("hoa", "cau-kinh")

    def end() -> None:
        for public_id, status in ((gone, BookingStatus.CANCELLED), (waits, BookingStatus.WAITLISTED)):
            booking = booking_by_public_id(public_id)
            assert booking is not None
            booking.status = status

    town.do(end)
    assert _feed(town.cast.client("tuan"))["events"] == []


def test_no_way_to_reach_people_is_in_it(town: Town) -> None:
    public_id = town.book("lan", "lang-nghe", note_to_staff="Gọi tôi")

    def name() -> None:
        booking = booking_by_public_id(public_id)
        assert booking is not None
        booking.contact_name, booking.contact_phone = "Chị Liên", "0912345678"

    town.do(name)
    told = town.cast.client("tuan").get(f"/desk/board.json?{DAY}").text
    for private in ("Chị Liên", "0912345678", "Gọi tôi", "@"):
        assert private not in told


def test_only_the_centre_reads_and_only_coordinators_move(town: Town, client: FlaskClient) -> None:
    town.book("lan", "lang-nghe")
    assert client.get(f"/desk/board.json?{DAY}", headers={"Accept": "application/json"}).status_code == 401
    assert town.cast.client("lan").get(f"/desk/board.json?{DAY}").status_code == 403
    assert "move" not in _feed(town.cast.client("dung"))["events"][0]
    page = town.cast.client("dung").get(f"/desk/board?day={MONDAY}").text
    assert "/move" not in page
    assert "/move" in town.cast.client("tuan").get(f"/desk/board?day={MONDAY}").text


def test_filters_work_in_the_feed_and_on_the_page_alike(town: Town) -> None:
    town.book("lan", "lang-nghe", title_vi="Của Lan")
    town.book("hoa", "cau-kinh", title_vi="Của Hoa")
    tuan = town.cast.client("tuan")
    for asked, left in (
        ("venue=lang-nghe", ["Của Lan"]), ("state=held", ["Của Hoa"]), (f"host={town.lan}", ["Của Lan"]),
        ("venue=cau-kinh&venue=lang-nghe", ["Của Lan", "Của Hoa"]), ("state=strange", ["Của Lan", "Của Hoa"]),
        ("host=nobody", []),
    ):  # fmt: skip
        feed = {one["title"] for one in _feed(tuan, f"{DAY}&{asked}")["events"]}
        page = tuan.get(f"/desk/board?scale=day&day={MONDAY}&{asked}").text
        assert feed == set(left), asked
        assert {title for title in ("Của Lan", "Của Hoa") if f">{title}</a>" in page} == set(left), asked


def test_304_until_something_is_written_or_runs_out(town: Town, noon: Any) -> None:
    tuan, address = town.cast.client("tuan"), f"/desk/board.json?{DAY}"

    def same(tag: str) -> tuple[int, str]:
        answer = tuan.get(address, headers={"If-None-Match": tag})
        return answer.status_code, answer.headers["ETag"]

    tag = tuan.get(address).headers["ETag"]
    assert same(tag) == (304, tag)
    town.book("hoa", "cau-kinh")
    status, newer = same(tag)
    assert (status, newer != tag) == (200, True)
    assert same(newer) == (304, newer)
    noon.shift(timedelta(hours=80))  # longer than a hold is kept, and nobody has put it away
    tuan = town.cast.client("tuan")
    answer = tuan.get(address, headers={"If-None-Match": newer})
    assert (answer.status_code, json.loads(answer.text)["events"]) == (200, [])


def test_the_tag_knows_the_language_and_the_role(town: Town) -> None:
    tuan, dung = town.cast.client("tuan"), town.cast.client("dung")
    tags = {client.get(f"/desk/board.json?{DAY}").headers["ETag"] for client in (tuan, dung)}
    tuan.get("/language/en")
    tags.add(tuan.get(f"/desk/board.json?{DAY}").headers["ETag"])
    assert len(tags) == 3


@pytest.mark.parametrize(
    "asked", ["", "from=2026-12-07", "from=x&to=y", "from=2026-12-08&to=2026-12-07", "from=2026-01-01&to=2026-12-31"]
)
def test_a_span_that_cannot_be_read_is_refused(town: Town, asked: str) -> None:
    answer = town.cast.client("tuan").get(f"/desk/board.json?{asked}")
    assert (answer.status_code, answer.content_type) == (422, "text/plain; charset=utf-8")


@pytest.mark.parametrize(
    "asked", ["scale=year", "day=hôm nay", "view=3d", "venue=khong-co", "host=%F0%9F%98%80", "day=9999-12-31"]
)
def test_a_page_that_cannot_be_read_is_as_if_not_asked(town: Town, asked: str) -> None:
    assert town.cast.client("tuan").get(f"/desk/board?{asked}").status_code == 200


def test_the_feed_asks_as_much_for_a_thousand_as_for_ten(town: Town) -> None:
    tuan = town.cast.client("tuan")

    def count() -> int:
        with counted(town.app) as asked:
            _feed(tuan)
        return len(asked)

    town.do(lambda: _plant(town, 10))
    few = count()
    town.do(lambda: _plant(town, 990))
    assert len(_feed(tuan)["events"]) == 1000
    assert count() == few


def _plant(town: Town, count: int) -> None:
    """Requests compete, so as many as one likes stand at one time."""
    from app.bookings.models import Occupancy
    from app.core.ids import new_public_id, new_uuid

    stage, when, now = the_venue("san-khau-kinh"), span("19:00", "21:00"), clock.now()
    for _n in range(count):
        made = Booking(
            public_id=new_public_id(), uuid=new_uuid(), title_vi="Nhiều", starts_at=when.start, ends_at=when.end,
            public_starts_at=when.start, public_ends_at=when.end, status=BookingStatus.REQUESTED,
            request_key=new_public_id(), request_digest="", requested_by=town.cast.user("lan").id, created_at=now,
            revised_at=now, venues=[stage],
        )  # fmt: skip
        db.session.add(made)
        db.session.flush()
        db.session.add(
            Occupancy(
                area_id=stage.areas[0].id, starts_at=when.start, ends_at=when.end, blocking=False, kind="booking",
                booking_id=made.id,
            )
        )  # fmt: skip


def test_the_list_tells_what_the_drawing_tells(town: Town) -> None:
    public_id = town.book("lan", "lang-nghe", title_vi="Đêm nhạc", setup=HOUR, strike=HOUR / 2)
    page = town.cast.client("tuan").get(f"/desk/board?day={MONDAY}&view=table").text
    for told in (
        "Đêm nhạc", "Xưởng Mây", "Không gian làng nghề", "Đã xác nhận", "19:00–21:00, Thứ Hai 07/12/2026",
        "Lắp đặt từ 18:00", "Tháo dỡ đến 21:30", f"/bookings/{public_id}", f"/desk/bookings/{public_id}/move",
    ):  # fmt: skip
        assert told in page, told
    assert "vendor/board." not in page


def test_a_filter_of_states_shows_no_floor_as_free(town: Town) -> None:
    tuan, day = town.cast.client("tuan"), f"/desk/board?scale=day&view=table&day={MONDAY}"
    town.book("lan", "lang-nghe")
    assert "slot-free" in tuan.get(day).text
    assert "slot-free" not in tuan.get(f"{day}&state=held").text
    assert "slot-free" in tuan.get(f"{day}&venue=lang-nghe").text


def test_where_the_tables_were_leads_to_the_board(town: Town) -> None:
    tuan = town.cast.client("tuan")
    day = tuan.get("/desk/schedule?day=2026-12-07")
    assert day.headers["Location"] == "/desk/board?scale=day&day=2026-12-07&view=table"
    month = tuan.get("/desk/schedule/month?month=2026-12&venue=lang-nghe")
    assert month.headers["Location"] == "/desk/board?scale=month&day=2026-12-01&view=table&venue=lang-nghe"
