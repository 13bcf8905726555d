"""The page that tells how fresh a device is: what it has not read yet, for whom, and what it does not say."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from app.calendars import rules, service
from app.calendars.choices import Choice, told_late
from app.calendars.client_words import FAMILY_NAMES, FAMILY_PACES, WHEN_QUIET
from app.calendars.definition import Chosen, Definition, Depth, Kind, Part
from app.calendars.health import How, State, how_it_changed, how_it_moved, not_read, state_of
from app.calendars.models import FeedFetch, FeedLink
from app.core import clock
from app.core.db import db, transact
from app.core.ical import Entry, Status
from tests.bookings import factories as make
from tests.calendars.conftest import Studio
from tests.calendars.factories import staff
from tests.calendars.links import MINE, counted, made_for
from tests.cast import Cast

DESK = "/desk/calendars"
GOOGLE = {"User-Agent": "Google-Calendar-Importer"}
THUNDERBIRD = {"User-Agent": "Mozilla/5.0 Thunderbird/128.4.0"}
AT = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)


def public_id(app: Flask) -> str:
    with app.app_context():
        return db.session.query(FeedLink).order_by(FeedLink.id.desc()).first().public_id  # type: ignore[union-attr]


def read(app: Flask, path: str, agent: dict[str, str] = GOOGLE) -> None:
    assert app.test_client().get(path, headers=agent).status_code == 200
    counted(app)


def later(**by: float) -> time_machine.travel:
    return time_machine.travel(clock.now() + timedelta(**by), tick=True)


def entry(uid: str = "bk-1", **values: object) -> Entry:
    whole = Entry(
        uid=f"{uid}@x.example",
        sequence=0,
        starts_at=AT + timedelta(days=3),
        ends_at=AT + timedelta(days=3, hours=2),
        summary="Đêm nhạc",
        created_at=AT - timedelta(days=9),
        revised_at=AT - timedelta(days=9),
    )
    return replace(whole, **values)  # type: ignore[arg-type]


# What is told, by values in hand


def test_a_program_is_late_only_after_its_own_time() -> None:
    def state(family: str, *, behind: bool, **away: float) -> State:
        return state_of(AT - timedelta(**away), behind=behind, family=family, now=AT)

    assert state("google", behind=True, hours=30) == State.WAITS
    assert state("thunderbird", behind=True, hours=30) == State.LATE
    assert state("thunderbird", behind=False, hours=30) == State.FRESH
    assert state("google", behind=False, days=8) == State.QUIET


def test_set_up_and_strike_are_no_changes_of_their_own() -> None:
    changed = [entry(f"bk-1{phase}", revised_at=AT) for phase in ("-strike", "", "-setup")]
    assert [one.uid for one in not_read([*changed, entry("bk-2")], AT - timedelta(hours=1))] == ["bk-1@x.example"]
    assert len(not_read([*changed, entry("bk-2")], None)) == 2


def test_how_an_event_changed() -> None:
    since = AT - timedelta(hours=1)
    assert how_it_changed(entry(status=Status.CANCELLED), since) == How.CANCELLED
    assert how_it_changed(entry(status=Status.CANCELLED, moved=True), since) == How.LEFT
    assert how_it_changed(entry(created_at=AT), since) == How.ADDED
    assert how_it_changed(entry(), None) == How.ADDED
    assert how_it_changed(entry(), since) == How.OTHER
    here = {"venues": [1], "public_starts_at": "a", "public_ends_at": "b"}
    assert how_it_moved(here, here | {"public_starts_at": "x"}) == How.TIME
    assert how_it_moved(here, here | {"venues": [2]}) == How.PLACE
    assert how_it_moved(here, here | {"venues": [2], "public_ends_at": "x"}) == How.TIME_AND_PLACE
    assert how_it_moved(here, here) == How.OTHER


def test_every_family_has_its_words() -> None:
    assert set(WHEN_QUIET) == set(FAMILY_NAMES) == {name for name, _marks in rules.CLIENTS} | {""}
    assert set(FAMILY_PACES) == set(FAMILY_NAMES) - {""}


# The page


def test_a_link_that_nobody_read_says_what_to_do(app: Flask, cast: Cast) -> None:
    made_for(app, "lan")
    assert f'href="{MINE}/{public_id(app)}"' in cast.client("lan").get(MINE).text
    page = cast.client("lan").get(f"{MINE}/{public_id(app)}")
    assert page.status_code == 200
    assert "Chưa có thiết bị nào đọc lịch này" in page.text
    assert "Từng ngày" not in page.text


def test_a_change_is_missing_until_the_device_reads_again(app: Flask, cast: Cast, studio: Studio) -> None:
    booking = studio.book("Đêm nhạc Mây")
    path = made_for(app, "lan")
    lan, page = cast.client("lan"), f"{MINE}/{public_id(app)}"
    read(app, path)
    assert "Không sót thay đổi nào" in lan.get(page).text
    with later(hours=2):
        studio.move(booking, make.span("14:00", "15:30"))
        told = lan.get(page).text
        assert "Chờ lần đọc tới" in told
        assert "Google thường đọc lại sau 8 đến 24 giờ, có khi vài ngày; lần cuối 09:00 hôm nay" in told
        assert "trước khi “Đêm nhạc Mây” đổi giờ." in told
        assert "Đổi giờ, 11:00 hôm nay" in told
        read(app, path)
        assert "Không sót thay đổi nào" in lan.get(page).text
        assert "Thay đổi thiết bị chưa đọc" not in lan.get(page).text


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (lambda studio, booking: studio.cancel(booking), "“Đêm nhạc Mây” bị huỷ"),
        (lambda studio, booking: studio.move(booking, make.span("14:00", "15:30"), "kia"), "đổi giờ và địa điểm"),
        (
            lambda studio, booking: studio.book("Buổi chiếu", when=make.span("14:00", "15:30")),
            "“Buổi chiếu” được thêm",
        ),
    ],
    ids=["cancelled", "moved", "added"],
)
def test_the_change_has_its_words(app: Flask, cast: Cast, studio: Studio, act: object, words: str) -> None:
    booking = studio.book("Đêm nhạc Mây")
    path = made_for(app, "lan")
    read(app, path)
    with later(hours=1):
        act(studio, booking)  # type: ignore[operator]
        assert words in cast.client("lan").get(f"{MINE}/{public_id(app)}").text


def test_busy_hours_do_not_tell_where(app: Flask, cast: Cast, studio: Studio) -> None:
    booking = studio.book("Đêm nhạc Mây")
    path = made_for(app, "lan", "busy")
    read(app, path)
    with later(hours=1):
        studio.move(booking, make.span("14:00", "15:30"), "kia")
        page = cast.client("lan").get(f"{MINE}/{public_id(app)}").text
        assert "“Bận” có thay đổi" in page
        assert "Đêm nhạc Mây" not in page


def test_a_device_that_has_not_come_for_a_week_gets_its_advice(app: Flask, cast: Cast, studio: Studio) -> None:
    path = made_for(app, "lan")
    read(app, path)
    with later(days=8):
        page = cast.client("lan").get(f"{MINE}/{public_id(app)}").text
        assert "Không đọc hơn 7 ngày" in page
        assert "Gỡ ra rồi thêm lại cùng địa chỉ cũng không nhanh hơn" in page


@pytest.mark.parametrize(
    ("who", "scope", "told"), [("lan", "mine", True), ("tuan", "staff", False), ("mai", "deadlines", False)]
)
def test_letters_are_promised_to_those_who_get_them(
    app: Flask, cast: Cast, studio: Studio, who: str, scope: str, told: bool
) -> None:
    read(app, made_for(app, who, scope))
    page = cast.client(who).get(f"{MINE}/{public_id(app)}").text
    assert ("được báo thêm qua thư" in page) is told


def test_a_calendar_of_the_centre_alone_promises_no_letters() -> None:
    def held(*parts: Part) -> bool:
        return told_late(Definition(kind=Kind.PERSONAL, chosen=Chosen(parts=parts)))

    assert held(Part.EVENTS, Part.STAFF) and held(Part.MINE)
    assert not held(Part.STAFF, Part.CLOSURES, Part.DEADLINES)


def test_owner_and_desk_count_the_same_week(app: Flask, cast: Cast, studio: Studio) -> None:
    """The day of the reading is the eighth by then, though it is less than seven times 24 hours ago."""
    read(app, made_for(app, "lan"))
    midnight = (clock.now().astimezone(clock.HOUSE_ZONE) + timedelta(days=7)).replace(hour=0, minute=0, second=30)
    with time_machine.travel(midnight, tick=True):
        mine = cast.client("lan").get(f"{MINE}/{public_id(app)}").text
        desk = cast.client("ha").get(DESK).text
    assert "0 lần nhận cả lịch" in mine
    assert '<td class="end figures" data-label="Nhận cả lịch, 7 ngày">0</td>' in desk


def test_two_programs_stand_apart_and_are_worth_a_word(app: Flask, cast: Cast, studio: Studio) -> None:
    booking = studio.book("Đêm nhạc Mây")
    path = made_for(app, "lan")
    read(app, path)
    with later(hours=1):
        studio.cancel(booking)
        read(app, path, THUNDERBIRD)
        page = cast.client("lan").get(f"{MINE}/{public_id(app)}").text
        assert "Hơn một loại ứng dụng đọc đường dẫn này" in page
        assert page.index("Thunderbird</h3>") < page.index("Google</h3>")
        assert "Google thường đọc lại" in page  # it lacks what the other has
        assert "“Đêm nhạc Mây” bị huỷ" in page
        assert "Không sót thay đổi nào" in page


def test_a_dead_link_tells_its_past_alone(app: Flask, cast: Cast, studio: Studio) -> None:
    studio.book("Đêm nhạc Mây")
    read(app, made_for(app, "lan"))
    lan = cast.client("lan")
    with app.app_context():
        transact(lambda: setattr(staff("lan"), "credentials_changed_at", clock.now()))
    page = cast.client("lan").get(f"{MINE}/{public_id(app)}").text
    assert "Đường dẫn này đã ngừng" in page
    assert "Đêm nhạc Mây" not in page
    assert lan.get(f"{MINE}/{public_id(app)}").status_code in (200, 302)


def test_looking_writes_nothing_and_is_no_reading(app: Flask, cast: Cast, studio: Studio) -> None:
    studio.book("Đêm nhạc Mây")
    read(app, made_for(app, "lan"))
    cast.client("lan").get(f"{MINE}/{public_id(app)}")
    assert counted(app) == 0
    with app.app_context():
        before = db.session.query(FeedFetch).one().last_at
    cast.client("ha").get(f"{DESK}/{public_id(app)}")
    with app.app_context():
        assert db.session.query(FeedFetch).one().last_at == before


# Who sees it


def test_others_find_nothing(app: Flask, cast: Cast) -> None:
    made_for(app, "lan")
    for key in ("minh", "hoa", "tuan", "mai", "dung", "ha"):
        assert cast.client(key).get(f"{MINE}/{public_id(app)}").status_code == 404, key
    for key in ("lan", "tuan", "mai", "dung"):
        for path in (DESK, f"{DESK}/{public_id(app)}"):
            assert cast.client(key).get(path).status_code == 403, key
    for path in (f"{MINE}/{public_id(app)}", DESK, f"{DESK}/{public_id(app)}"):
        assert app.test_client().get(path).status_code == 302


def test_what_was_taken_back_is_not_there(app: Flask, cast: Cast) -> None:
    made_for(app, "lan")
    with app.app_context():
        transact(lambda: setattr(db.session.query(FeedLink).one(), "revoked_at", clock.now()))
    assert cast.client("lan").get(f"{MINE}/{public_id(app)}").status_code == 404
    assert cast.client("ha").get(f"{DESK}/{public_id(app)}").status_code == 404
    assert "Máy" not in cast.client("ha").get(DESK).text


def test_an_administrator_sees_when_and_not_what(app: Flask, cast: Cast, studio: Studio) -> None:
    booking = studio.book("Đêm nhạc Mây")
    path = made_for(app, "lan")
    read(app, path)
    with later(hours=1):
        studio.cancel(booking)
        page = cast.client("ha").get(f"{DESK}/{public_id(app)}").text
        assert "trước khi có thay đổi lúc 10:00 hôm nay" in page
        for hidden in ("Đêm nhạc Mây", "bị huỷ", path.rsplit("/", 1)[1].removesuffix(".ics")):
            assert hidden not in page


def test_the_list_begins_with_who_has_been_away_the_longest(app: Flask, cast: Cast) -> None:
    paths = {key: made_for(app, key) for key in ("lan", "minh", "hoa")}
    read(app, paths["lan"])
    with later(days=2):
        read(app, paths["minh"], THUNDERBIRD)
    with later(days=9):
        ha = cast.client("ha")
        page = ha.get(DESK).text
        names = {key: staff_name(app, key) for key in paths}
        order = sorted(names, key=lambda key: page.index(f">{names[key]}<"))
        assert order == ["hoa", "lan", "minh"]
        assert "Chưa đọc lần nào" in page
        assert "9 ngày chưa đọc" in page
        never = ha.get(f"{DESK}?show=never").text
        assert (names["hoa"] in never, names["lan"] in never) == (True, False)
        found = ha.get(f"{DESK}?q={names['minh'].split()[-1].lower()}").text
        assert (names["minh"] in found, names["lan"] in found) == (True, False)
        assert "Không có đường dẫn nào như vậy." in ha.get(f"{DESK}?q=zzz").text


def staff_name(app: Flask, key: str) -> str:
    with app.app_context():
        return staff(key).name


def test_the_list_comes_in_pages(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    for _n in range(3):
        made_for(app, "lan")
    monkeypatch.setattr("app.calendars.views.health.LINKS_SHOWN", 2)
    ha = cast.client("ha")
    assert ha.get(DESK).text.count(f'href="{DESK}/') == 2
    assert ha.get(f"{DESK}?page=2").text.count(f'href="{DESK}/') == 1


def test_the_pages_are_english_too(app: Flask, cast: Cast, client: FlaskClient, studio: Studio) -> None:
    booking = studio.book("Đêm nhạc Mây")
    read(app, made_for(app, "lan"))
    with later(hours=1):
        studio.move(booking, make.span("14:00", "15:30"))
        page = cast.client("lan", "en").get(f"{MINE}/{public_id(app)}").text
        assert 'before “<span lang="vi">Đêm nhạc Mây</span>” was given another time' in page


def test_a_choice_that_the_device_has_not_seen_is_told(app: Flask, cast: Cast, studio: Studio) -> None:
    def device() -> str:
        return service.add_device(name="iPhone của Lan", depth=Depth.OWN, actor=staff("lan"), language="vi", key="")

    path = f"/calendars/private/{studio.do(device)}.ics"
    read(app, path)
    with later(hours=1):
        chosen = Choice(chosen=Chosen(parts=(Part.MINE, Part.CLOSURES)))
        studio.do(lambda: service.change_personal(chosen, version=1, actor=staff("lan")))
        lan, page = cast.client("lan"), f"{MINE}/{public_id(app)}"
        told = "Bạn đã chọn lại những gì lịch chứa lúc 10:00 hôm nay"
        assert told in lan.get(page).text
        read(app, path)
        assert told not in lan.get(page).text


@pytest.mark.parametrize("name", ["a%00b", "x" * 3000, "..%2Fpublic", "ă"])
def test_a_made_up_name_is_not_found(cast: Cast, name: str) -> None:
    assert cast.client("lan").get(f"{MINE}/{name}").status_code == 404
    assert cast.client("ha").get(f"{DESK}/{name}").status_code == 404
