"""What stands in which feed, how deep, and what never does."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.models import Role
from app.accounts.service import revoke_role
from app.bookings import service
from app.bookings.models import Closure
from app.bookings.queries import closure_by_public_id
from app.bookings.rules import ClosureWish
from app.calendars.contents import Contents, contents
from app.calendars.definition import Chosen, Definition, Depth, Kind, Part, Site
from app.core import clock
from app.core.db import transact
from app.core.ical import Entry, Status, feed_bytes, title
from app.core.timespan import day_span
from app.evaluations import service as evaluations
from app.workdays import service as workdays
from app.workdays.queries import special_day
from tests.bookings import factories as make
from tests.calendars.conftest import Studio
from tests.calendars.factories import staff
from tests.evaluations.factories import hand_in, in_review, review_of
from tests.readers.strict import faults

SITE = Site(url="https://cau-kinh.example", uid_domain="cau-kinh.example")
EVENING = make.span("19:00", "21:00")


def holds(kind: Kind, **values: Any) -> Contents:
    return contents(Definition(kind=kind, **values), today=clock.today(), site=SITE)


def read(app: Flask, kind: Kind, viewer: str | None = None, **values: Any) -> dict[str, Entry]:
    """By UID without its domain. What is put together from kept lines is always what the entries alone would be."""
    with app.app_context():
        found = holds(kind, **values, viewer_id=staff(viewer).id if viewer else None)
        body = found.body()
        assert body.plain == feed_bytes(found.heading, found.entries())
        assert faults(body.plain) == []
        return {entry.uid.partition("@")[0]: entry for entry in found.entries()}


def titles(entries: Mapping[str, Entry]) -> list[str]:
    return sorted(title(entry) for entry in entries.values())


# Closures


def close(studio: Studio, title_vi: str, **values: Any) -> str:
    def act() -> str:
        venue_id = make.the_venue("ngay").id
        wanted: dict[str, Any] = {
            "venue_ids": [venue_id],
            "span": EVENING,
            "title_vi": title_vi,
            "message_vi": f"Vì {title_vi}.",
        }
        return service.close_venues(actor=staff(), **wanted | values).public_id

    return str(studio.do(act))


def the_closure(public_id: str) -> Closure:
    found = closure_by_public_id(public_id)
    assert found is not None
    return found


@pytest.fixture
def closed(studio: Studio) -> dict[str, str]:
    return {
        "told": close(studio, "Bão số 9", announced=True),
        "untold": close(studio, "Thay kính nứt", span=make.span("09:00", "10:00")),
        "notice": close(studio, "Đường hoa", soft=True, announced=True),
        "hint": close(studio, "Đoàn khách quốc tế", soft=True),
    }


def test_of_closures_the_public_learns_what_is_shut_and_what_was_announced(
    app: Flask, studio: Studio, closed: dict[str, str]
) -> None:
    seen = read(app, Kind.CLOSURES)
    assert titles(seen) == ["Đóng cửa", "Đóng cửa: Bão số 9", "Đường hoa"]
    assert {entry.location for entry in seen.values()} == {next(iter(seen.values())).location}
    assert next(iter(seen.values())).location.startswith("Nhà ngay, ")
    told = {entry.summary: entry.description for entry in seen.values()}
    assert told == {"Đóng cửa": "", "Đóng cửa: Bão số 9": "Vì Bão số 9.", "Đường hoa": "Vì Đường hoa."}
    assert all(entry.transparent and not entry.all_day for entry in seen.values())
    assert titles(read(app, Kind.CLOSURES, language="en"))[0] == "Closed"


def test_the_house_reads_of_all_of_them(app: Flask, closed: dict[str, str]) -> None:
    seen = read(app, Kind.STAFF, "tuan", depth=Depth.STAFF)
    expected = ["Đoàn khách quốc tế", "Đóng cửa: Bão số 9", "Đóng cửa: Thay kính nứt", "Đường hoa"]
    assert titles(seen) == sorted(expected)
    for less in (Depth.OWN, Depth.PUBLIC):
        assert titles(read(app, Kind.STAFF, "tuan", depth=less)) == ["Đóng cửa", "Đóng cửa: Bão số 9", "Đường hoa"]
    assert read(app, Kind.STAFF, "tuan", depth=Depth.BUSY) == {}


def test_a_lifted_closure_is_called_off_for_thirty_days(app: Flask, studio: Studio, closed: dict[str, str]) -> None:
    with app.app_context():
        uid = f"cl-{the_closure(closed['told']).uuid}"
    studio.do(lambda: service.lift_closure(the_closure(closed["told"]), actor=staff()))
    lifted = read(app, Kind.CLOSURES)[uid]
    assert (title(lifted), lifted.status, lifted.sequence) == ("[ĐÃ HUỶ] Đóng cửa: Bão số 9", Status.CANCELLED, 1)
    assert uid not in read(app, Kind.CLOSURES, with_cancelled=False)
    for days, there in ((30, True), (31, False)):
        with time_machine.travel(EVENING.end + timedelta(days=days), tick=False):
            assert (uid in read(app, Kind.CLOSURES)) is there


def test_a_closure_that_is_changed_is_the_same_one(app: Flask, studio: Studio, closed: dict[str, str]) -> None:
    def act() -> None:
        venue_id, day = make.the_venue("kia").id, day_span(make.MONDAY + timedelta(days=1), clock.HOUSE_ZONE)
        wish = ClosureWish(venue_ids=(venue_id,), span=day, title_vi="Bão số 9", announced=True)
        service.change_closure(the_closure(closed["told"]), wish, actor=staff())

    before = read(app, Kind.CLOSURES)
    studio.do(act)
    after = read(app, Kind.CLOSURES)
    assert set(after) == set(before)
    (changed,) = (entry for uid, entry in after.items() if entry != before[uid])
    assert (changed.sequence, changed.all_day, changed.location.split(",")[0]) == (1, True, "Nhà kia")


# Days off


def test_days_off_and_days_worked_instead(app: Flask) -> None:
    def act() -> str:
        day = workdays.add_special_day(date(2026, 12, 12), works=True, name_vi="Bù Tết Dương lịch", actor=staff("ha"))
        return f"day-{day.uuid}"

    with app.app_context():
        uid = transact(act)
    seen = read(app, Kind.HOLIDAYS)
    assert title(seen[uid]) == "Làm bù: Bù Tết Dương lịch"
    assert (seen[uid].first_on, seen[uid].last_on) == (date(2026, 12, 12), date(2026, 12, 12))
    assert "Quốc khánh" in {entry.summary for entry in seen.values()}
    assert all(entry.all_day and entry.transparent for entry in seen.values())
    with app.app_context():
        topics = holds(Kind.HOLIDAYS).topics
        transact(lambda: workdays.remove_special_day(special_day(date(2026, 12, 12)), actor=staff("ha")))  # type: ignore[arg-type]
    assert topics == {"workdays", "words"}
    gone = read(app, Kind.HOLIDAYS)[uid]
    assert (gone.status, gone.sequence) == (Status.CANCELLED, 1)
    with time_machine.travel(day_span(date(2027, 1, 12), clock.HOUSE_ZONE).start, tick=False):
        assert uid not in read(app, Kind.HOLIDAYS)


# Fields


def works_in(studio: Studio, *fields: str) -> None:
    def act() -> None:
        studio.space().fields = list(fields)

    studio.do(act)


def test_a_field_holds_the_events_of_those_who_work_in_it(app: Flask, studio: Studio) -> None:
    studio.book("Đêm nhạc")
    studio.book("Họp nhóm", when=make.span("09:00", "10:00"), open_to_public=False)
    works_in(studio, "crafts", "design")
    assert titles(read(app, Kind.FIELD, field="crafts")) == ["Đêm nhạc"]
    assert read(app, Kind.FIELD, field="cinema") == {}
    works_in(studio, "design")
    assert read(app, Kind.FIELD, field="crafts") == {}
    with app.app_context():
        assert holds(Kind.FIELD, field="crafts").heading.name == "Sự kiện: Thủ công mỹ nghệ"
        assert holds(Kind.FIELD, field="crafts", language="en").heading.name == "Events: Handicrafts"


# Depths


@pytest.fixture
def full(studio: Studio) -> dict[str, str]:
    private = {
        "note_to_staff": "Gọi 0912 345 678", "contact_name": "Chị Hạnh", "contact_phone": "0987 654 321",
        "accessibility": "Lối xe lăn", "disadvantaged": "Lớp tình thương", "about_vi": "Có trà.",
    }  # fmt: skip
    ids = {
        "open": studio.book("Đêm nhạc", **private),
        "inside": studio.book("Họp nhóm", when=make.span("13:00", "14:00"), open_to_public=False, **private),
        "waits": studio.book("Lớp vẽ", venue="cho", **private),
    }

    def find_on_maps() -> None:
        venue = make.the_venue("ngay")
        venue.latitude, venue.longitude = 21.01, 105.78

    studio.do(find_on_maps)
    return {name: studio.uuid(public_id) for name, public_id in ids.items()}


def test_one_uid_and_one_hour_at_every_depth(app: Flask, full: dict[str, str]) -> None:
    seen = {
        "public": read(app, Kind.PUBLIC),
        **{f"mine {d.name}": read(app, Kind.MINE, "lan", depth=d) for d in (Depth.BUSY, Depth.PUBLIC, Depth.OWN)},
        **{f"staff {d.name}": read(app, Kind.STAFF, "tuan", depth=d) for d in Depth},
    }
    told: dict[str, set[Any]] = {}
    for entries in seen.values():
        for uid, entry in entries.items():
            told.setdefault(uid, set()).add((entry.starts_at, entry.ends_at, entry.all_day, entry.sequence))
    assert {len(spans) for spans in told.values()} == {1}
    assert all(f"bk-{full['open']}" in entries for entries in seen.values())
    words = {name: entries[f"bk-{full['open']}"].summary for name, entries in seen.items()}
    assert words == {name: "Bận" if name.endswith("BUSY") else "Đêm nhạc" for name in seen}


def test_told_what_the_public_is_told_everything_else_is_an_hour_taken(app: Flask, full: dict[str, str]) -> None:
    for viewer, kind in (("lan", Kind.MINE), ("tuan", Kind.STAFF)):
        seen = read(app, kind, viewer, depth=Depth.PUBLIC)
        assert {uid: title(e) for uid, e in seen.items() if "setup" not in uid and "strike" not in uid} == {
            f"bk-{full['open']}": "Đêm nhạc",
            f"bk-{full['inside']}": "Bận",
        }
        assert seen[f"bk-{full['open']}"].url.startswith("https://cau-kinh.example/events/")


def test_nobody_asks_for_more_than_they_may_see(app: Flask, studio: Studio, full: dict[str, str]) -> None:
    asked = {"depth": Depth.STAFF, "chosen": Chosen(parts=tuple(Part))}
    assert f"bk-{full['inside']}" not in read(app, Kind.PERSONAL, "hoa", **asked)
    assert f"bk-{full['inside']}-setup" not in read(app, Kind.PERSONAL, "lan", **asked)
    assert f"bk-{full['inside']}-setup" in read(app, Kind.PERSONAL, "tuan", **asked)
    studio.do(lambda: revoke_role(staff("tuan"), Role.COORDINATOR, actor=None))
    assert f"bk-{full['inside']}" not in read(app, Kind.PERSONAL, "tuan", **asked)
    assert f"bk-{full['open']}" in read(app, Kind.PERSONAL, "tuan", **asked)


SECRETS = ("0912", "Hạnh", "0987", "xe lăn", "tình thương", "Nguyễn Lan", "@example.org", "ATTENDEE", "ORGANIZER")
WORDS = (
    "Đêm nhạc",
    "Họp nhóm",
    "Lớp vẽ",
    "Có trà",
    "Nhà",
    "Bảo tàng",
    "events/",
    "bookings/",
    "105.78",
    "Lắp",
    "Set-up",
)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_private_word_is_in_any_of_them(app: Flask, full: dict[str, str], language: str) -> None:
    def body(kind: Kind, viewer: str | None, depth: Depth) -> str:
        chosen = Chosen(parts=tuple(Part))
        with app.app_context():
            viewer_id = staff(viewer).id if viewer else None
            found = holds(kind, viewer_id=viewer_id, depth=depth, chosen=chosen, language=language)
            # Without ids: four digits of a telephone number stand in a random one now and then.
            return re.sub(r"[0-9a-f-]{24,}", "", found.body().plain.replace(b"\r\n ", b"").decode())

    feeds = [
        (Kind.PUBLIC, None),
        (Kind.MINE, "lan"),
        (Kind.STAFF, "tuan"),
        (Kind.PERSONAL, "lan"),
        (Kind.PERSONAL, "tuan"),
    ]
    for kind, viewer in feeds:
        for depth in Depth:
            told = body(kind, viewer, depth)
            assert not [secret for secret in SECRETS if secret in told], (kind, depth)
            if depth <= Depth.PUBLIC:
                assert not [secret for secret in ("Họp nhóm", "Lớp vẽ") if secret in told], (kind, depth)
            if depth == Depth.BUSY:
                events = told.partition("BEGIN:VEVENT")[2]
                assert not [word for word in WORDS if word in events], (kind, depth)


# A feed of one's own choice


def test_a_choice_is_a_union_with_one_of_each(app: Flask, studio: Studio, full: dict[str, str]) -> None:
    other = studio.uuid(studio.book("Triển lãm", venue="kia", who="lan"))
    works_in(studio, "crafts")
    with app.app_context():
        ngay, kia = make.the_venue("ngay").id, make.the_venue("kia").id
        space_id = studio.space().id

    def chosen(*parts: Part, **values: Any) -> dict[str, Entry]:
        return read(app, Kind.PERSONAL, "lan", depth=Depth.OWN, chosen=Chosen(parts=parts, **values))

    assert titles(chosen(Part.EVENTS)) == ["Triển lãm", "Đêm nhạc"]
    assert set(chosen(Part.EVENTS, venue_ids=(kia,))) == {f"bk-{other}"}
    assert set(chosen(Part.EVENTS, venue_ids=(ngay,), fields=("crafts",))) == {f"bk-{other}", f"bk-{full['open']}"}
    assert chosen(Part.EVENTS, fields=("cinema",)) == {}
    both = chosen(Part.EVENTS, Part.MINE, space_ids=(space_id,))
    assert titles(both) == ["Họp nhóm", "Triển lãm", "[CHỜ DUYỆT] Lớp vẽ", "Đêm nhạc"]
    assert both[f"bk-{full['open']}"].url.startswith("https://cau-kinh.example/bookings/"), "the deepest wins"
    assert chosen() == {}


def test_an_address_of_one_space_is_of_that_space_alone(app: Flask, studio: Studio, full: dict[str, str]) -> None:
    with app.app_context():
        space_id = studio.space().id
    one = {"depth": Depth.OWN, "space_id": space_id}
    assert titles(read(app, Kind.OWN_SPACE, "minh", **one)) == ["Họp nhóm", "[CHỜ DUYỆT] Lớp vẽ", "Đêm nhạc"]
    assert read(app, Kind.OWN_SPACE, "hoa", **one) == {}
    with app.app_context():
        told = holds(Kind.OWN_SPACE, viewer_id=staff("hoa").id, **one)
    assert "Xưởng Mây" not in told.heading.name


def test_a_tombstone_of_a_venue_is_not_beside_what_stands_elsewhere(app: Flask, studio: Studio) -> None:
    public_id = studio.book("Đêm nhạc")
    studio.move(public_id, EVENING, "kia")
    with app.app_context():
        ngay, kia = make.the_venue("ngay").id, make.the_venue("kia").id
    chosen = {"depth": Depth.OWN, "chosen": Chosen(parts=(Part.EVENTS,), venue_ids=(ngay,))}
    assert titles(read(app, Kind.PERSONAL, "hoa", **chosen)) == ["[ĐÃ CHUYỂN CHỖ] Đêm nhạc"]
    chosen["chosen"] = Chosen(parts=(Part.EVENTS,), venue_ids=(ngay, kia))
    assert titles(read(app, Kind.PERSONAL, "hoa", **chosen)) == ["Đêm nhạc"]
    busy = {"depth": Depth.BUSY, "chosen": Chosen(parts=(Part.EVENTS,), venue_ids=(ngay,))}
    assert titles(read(app, Kind.PERSONAL, "hoa", **busy)) == ["[ĐÃ HUỶ] Bận"]


# Sheets that are due


def deadlines(app: Flask, key: str = "mai", **values: Any) -> dict[str, Entry]:
    return read(app, Kind.DEADLINES, key, **{"depth": Depth.OWN, **values})


def test_a_reviewer_reads_by_when_which_case_is_due_and_no_more(app: Flask) -> None:
    with app.app_context():
        case = transact(in_review)
        review = review_of(case, "mai")
        uid, due_on, code = f"rv-{review.uuid}", review.due_on, case.case_code
        space = case.space.name_vi
    (entry,) = deadlines(app).values()
    assert (entry.uid, entry.first_on, entry.all_day, entry.transparent) == (
        f"{uid}@cau-kinh.example",
        due_on,
        True,
        True,
    )
    assert entry.summary == f"Hạn chấm hồ sơ {code} (lần đầu)"
    assert space not in f"{entry.summary} {entry.description} {entry.location}"
    assert deadlines(app, depth=Depth.PUBLIC) == {}
    assert deadlines(app, "lan") == {}
    with app.app_context():
        transact(lambda: hand_in(review_of(case, "mai")))
    (handed,) = deadlines(app).values()
    assert (handed.summary[:9], handed.sequence) == ("[ĐÃ NỘP] ", entry.sequence + 1)
    assert due_on is not None
    for days, there in ((30, True), (31, False)):
        with time_machine.travel(day_span(due_on + timedelta(days=days), clock.HOUSE_ZONE).start, tick=False):
            assert bool(deadlines(app)) is there


def test_what_may_not_be_known_any_more_is_gone_at_once(app: Flask) -> None:
    with app.app_context():
        case = transact(in_review)
        organisation = case.space.name_vi
    assert deadlines(app)
    with app.app_context():
        before = holds(Kind.DEADLINES, viewer_id=staff("mai").id, depth=Depth.OWN).topics
        transact(lambda: evaluations.declare_tie(organisation, "Anh em", actor=staff("mai")))
    assert deadlines(app) == {}
    assert {f"reviewer:{_id(app, 'mai')}", "ties", "cases", "spaces"} <= before
    assert deadlines(app, "son")
    with app.app_context():
        transact(lambda: revoke_role(staff("son"), Role.REVIEWER, actor=None))
    assert deadlines(app, "son") == {}


def _id(app: Flask, key: str) -> int:
    with app.app_context():
        return staff(key).id


# What the address asks for


def test_the_address_asks_for_less(client: FlaskClient, studio: Studio) -> None:
    studio.book("Đêm nhạc", activity_kind="performance")
    studio.book("Chiếu phim", when=make.span("09:00", "11:00"), activity_kind="film")

    def said(query: str) -> list[bytes]:
        body = client.get(f"/calendars/public.ics?{query}").data
        return sorted(line for line in body.split(b"\r\n") if line.startswith(b"SUMMARY"))

    film, night = "SUMMARY:Chiếu phim".encode(), "SUMMARY:Đêm nhạc".encode()
    assert said("kinds=film") == said("kinds=film,market") == [film]
    assert said("kinds=film,performance") == said("kinds=") == [film, night]
    assert said("kinds=market") == []
    assert said("future=5") == said("future=30") == [film, night]
    with time_machine.travel(EVENING.start - timedelta(days=60), tick=False):
        assert said("future=30") == []
        assert said("future=90") == said("future=61") == said("future=abc") == [film, night]
    with time_machine.travel(EVENING.start + timedelta(days=5), tick=False):
        assert said("past=0") == []
        assert said("past=1") == said("past=30") == [film, night]


def test_a_kind_that_there_is_not_is_refused_in_a_line(client: FlaskClient) -> None:
    answer = client.get("/calendars/public.ics?kinds=film,concert")
    assert (answer.status_code, answer.mimetype) == (400, "text/plain")
    assert "performance" in answer.text
    assert "concert" not in answer.text


@pytest.mark.parametrize("path", ["fields/crafts", "closures", "holidays"])
def test_new_feeds_answer_like_the_others(client: FlaskClient, path: str) -> None:
    for language in ("vi", "en"):
        got = client.get(f"/calendars/{path}.ics?lang={language}")
        assert (got.status_code, got.headers["Cache-Control"]) == (200, "public, max-age=300")
        assert faults(got.data) == []
        assert (
            client.get(
                f"/calendars/{path}.ics?lang={language}", headers={"If-None-Match": got.headers["ETag"]}
            ).status_code
            == 304
        )
    assert client.get("/calendars/fields/khong-co.ics").status_code == 404
