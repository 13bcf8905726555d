"""An event that goes to another venue: the feed it leaves says so, and no other."""

from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient

from app.bookings import service
from app.core import clock
from app.venues import service as venues
from tests.bookings import factories as make
from tests.calendars.conftest import Studio
from tests.calendars.factories import staff
from tests.readers.clients import PARSERS, Seen, icalendar_reads, instant
from tests.readers.strict import faults

FIRST, LATER = make.span("19:00", "21:00"), make.span("14:00", "16:00")


def read(client: FlaskClient, place: str) -> list[Seen]:
    path = "/calendars/public.ics" if place == "public" else f"/calendars/venues/{place}.ics"
    body = client.get(path).data
    assert faults(body) == []
    seen = icalendar_reads(body)
    assert all(reader(body) == seen for reader in PARSERS.values())
    return seen


@pytest.fixture
def gone(studio: Studio) -> str:
    public_id = studio.book("Đêm nhạc", when=FIRST)
    studio.move(public_id, LATER, "kia")
    return public_id


def test_the_venue_it_left_has_a_tombstone_at_the_old_time(client: FlaskClient, studio: Studio, gone: str) -> None:
    (left,), (there,), (everywhere,) = (read(client, place) for place in ("ngay", "kia", "public"))
    uid = f"bk-{studio.uuid(gone)}@cau-kinh.example"
    assert (left.uid, left.sequence, left.status, left.summary) == (uid, 1, "CANCELLED", "[ĐÃ CHUYỂN CHỖ] Đêm nhạc")
    assert (left.starts, left.ends) == (instant(FIRST.start), instant(FIRST.end))
    assert left.location.startswith("Nhà ngay, ")
    assert left.description.startswith("Chuyển đến: Nhà kia, ")
    assert (there.uid, there.sequence, there.status, there.summary) == (uid, 1, "CONFIRMED", "Đêm nhạc")
    assert there.starts == instant(LATER.start)
    assert everywhere == there


def test_who_asks_by_date_hears_of_it(client: FlaskClient, studio: Studio) -> None:
    public_id, path = studio.book("Đêm nhạc", when=FIRST), "/calendars/venues/ngay.ics"
    client.get(path)
    with _later(minutes=1):
        seen = client.get(path).headers["Last-Modified"]
        assert client.get(path, headers={"If-Modified-Since": seen}).status_code == 304
    with _later(minutes=2):
        studio.move(public_id, FIRST, "kia")
    with _later(minutes=3):
        assert client.get(path, headers={"If-Modified-Since": seen}).status_code == 200


def test_who_does_not_want_tombstones_gets_none(client: FlaskClient, gone: str) -> None:
    assert b"VEVENT" not in client.get("/calendars/venues/ngay.ics?cancelled=0").data


def test_coming_back_takes_it_away(client: FlaskClient, studio: Studio, gone: str) -> None:
    studio.move(gone, LATER, "ngay")
    (here,), (left,) = read(client, "ngay"), read(client, "kia")
    assert (here.status, here.sequence) == ("CONFIRMED", 2)
    assert (left.status, left.sequence) == ("CANCELLED", 2)


def test_every_venue_on_the_way_has_one(client: FlaskClient, studio: Studio, gone: str) -> None:
    studio.do(lambda: make.venue("ba"))
    studio.move(gone, FIRST, "ba")
    marks = {place: [(e.status, e.sequence) for e in read(client, place)] for place in ("ngay", "kia", "ba")}
    assert marks == {"ngay": [("CANCELLED", 2)], "kia": [("CANCELLED", 2)], "ba": [("CONFIRMED", 2)]}


def test_another_time_at_the_same_venue_leaves_none(client: FlaskClient, studio: Studio) -> None:
    studio.move(studio.book("Đêm nhạc", when=FIRST), LATER)
    assert [(e.status, e.starts) for e in read(client, "ngay")] == [("CONFIRMED", instant(LATER.start))]


def test_on_the_same_floor_it_has_not_left(client: FlaskClient, studio: Studio) -> None:
    """From the whole to a part of it: the feed of the whole holds both, and must not hold one UID twice."""

    def act() -> None:
        left, right = make.area("trai"), make.area("phai")
        make.venue("ca", left, right)
        make.venue("trai", left)
        make.venue("phai", right)

    studio.do(act)
    public_id = studio.book("Đêm nhạc", venue="ca", when=FIRST)
    studio.move(public_id, FIRST, "trai")
    marks = {place: [e.status for e in read(client, place)] for place in ("ca", "trai", "phai")}
    assert marks == {"ca": ["CONFIRMED"], "trai": ["CONFIRMED"], "phai": ["CANCELLED"]}
    studio.move(public_id, LATER, "kia")
    marks = {place: [(e.status, e.starts) for e in read(client, place)] for place in ("ca", "trai", "phai")}
    assert marks == {place: [("CANCELLED", instant(FIRST.start))] for place in ("ca", "trai", "phai")}


def test_called_off_after_it_left_it_is_called_off_there_too(client: FlaskClient, studio: Studio, gone: str) -> None:
    studio.cancel(gone)
    for place in ("ngay", "kia", "public"):
        assert [(e.summary, e.sequence) for e in read(client, place)] == [("[ĐÃ HUỶ] Đêm nhạc", 2)]


def test_it_stays_for_thirty_days_after_the_time_it_had(client: FlaskClient, gone: str) -> None:
    for days, there in ((29, True), (31, False)):
        with time_machine.travel(FIRST.end + timedelta(days=days), tick=False):
            assert bool(read(client, "ngay")) is there


def test_a_new_name_of_the_venue_it_left_is_a_revision(client: FlaskClient, studio: Studio, gone: str) -> None:
    before = client.get("/calendars/venues/ngay.ics").data
    with _later(minutes=5):
        studio.do(lambda: venues.change_venue(make.the_venue("ngay"), actor=staff("tuan"), name_vi="Nhà mới"))
    after = client.get("/calendars/venues/ngay.ics").data
    assert "LOCATION:Nhà mới\\, " in after.decode()
    assert _modified(after) > _modified(before)


@pytest.mark.parametrize("values", [{"open_to_public": False}, {"venue": "cho"}], ids=["internal", "waiting"])
def test_what_never_stood_in_public_leaves_nothing(
    client: FlaskClient, studio: Studio, values: dict[str, object]
) -> None:
    studio.move(studio.book("Họp nhóm", when=FIRST, **values), LATER, "kia")
    for place in ("ngay", "cho", "kia", "public"):
        assert read(client, place) == []


def test_two_that_change_places_leave_one_each(client: FlaskClient, studio: Studio) -> None:
    one, other = studio.book("Một", when=FIRST), studio.book("Hai", venue="kia", when=LATER)
    studio.do(lambda: service.swap_bookings(studio.booking(one), studio.booking(other), actor=staff("tuan")))
    for place, here, left, old in (("ngay", "Hai", "Một", FIRST), ("kia", "Một", "Hai", LATER)):
        seen = {e.summary: (e.status, e.starts) for e in read(client, place)}
        assert seen == {
            here: ("CONFIRMED", instant(old.start)),
            f"[ĐÃ CHUYỂN CHỖ] {left}": ("CANCELLED", instant(old.start)),
        }


def _modified(body: bytes) -> str:
    return next(line for line in body.decode().split("\r\n") if line.startswith("LAST-MODIFIED"))


def _later(**by: float) -> time_machine.travel:
    return time_machine.travel(clock.now() + timedelta(**by), tick=True)


def test_who_holds_a_tombstone_hears_that_it_went_on(client: FlaskClient, studio: Studio, gone: str) -> None:
    """From the second venue to a third: the feed of the first, which nobody touches any more, says where."""
    studio.do(lambda: make.venue("ba"))
    held = client.get("/calendars/venues/ngay.ics")
    studio.move(gone, FIRST, "ba")
    again = client.get("/calendars/venues/ngay.ics", headers={"If-None-Match": held.headers["ETag"]})
    assert again.status_code == 200
    assert "Chuyển đến: Nhà ba".encode() in again.data
