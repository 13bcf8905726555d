"""Every kind of feed in both languages, byte by byte. `UPDATE_GOLDEN=1` rewrites them; look at the difference before you
keep it."""

import os
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import time_machine
from flask import Flask
from sqlalchemy import select, text

from app.bookings import service
from app.bookings.models import Booking, Closure
from app.calendars.contents import contents
from app.calendars.definition import Chosen, Definition, Depth, Kind, Part, Site
from app.core import clock
from app.core.db import db
from app.evaluations.models import Review
from app.revisions.models import Revision
from app.workdays import service as workdays
from app.workdays.models import SpecialDay
from tests.bookings import factories as make
from tests.calendars.conftest import Studio
from tests.calendars.factories import staff
from tests.evaluations.factories import hand_in, in_review, review_of
from tests.readers.strict import faults

GOLDEN = Path(__file__).with_name("golden")
NOW = datetime(2027, 3, 1, 3, 0, tzinfo=UTC)
DAY, NEXT = date(2027, 3, 8), date(2027, 3, 9)
SITE = Site(url="https://cau-kinh.example", uid_domain="cau-kinh.example")


def fill(studio: Studio) -> None:
    evening = make.span("19:00", "21:00", DAY)
    studio.book("Đêm nhạc", when=evening, title_en="Night of music", about_vi="Có trà.", about_en="There is tea.")
    studio.book("Họp nhóm", when=make.span("13:00", "14:00", DAY), open_to_public=False)
    studio.book("Lớp vẽ", when=evening, venue="cho")
    studio.cancel(studio.book("Phiên chợ", when=make.span("08:00", "09:30", DAY)))
    studio.move(studio.book("Chiếu phim", when=make.span("16:00", "17:00", DAY)), evening, "kia")
    studio.do(lambda: _fill(studio))


def _fill(studio: Studio) -> None:
    ngay = make.the_venue("ngay")
    ngay.latitude, ngay.longitude = 21.0106, 105.7866
    studio.space().fields = ["crafts"]
    shut = {"actor": staff(), "venue_ids": [ngay.id]}
    for title, hours, values in (
        ("Bão số 9", make.span("09:00", "10:00", NEXT), {"announced": True, "title_en": "Storm no. 9"}),
        ("Thay kính", make.span("00:00", "00:00", NEXT, date(2027, 3, 11)), {}),
        ("Đoàn khách", evening_of(NEXT), {"soft": True}),
    ):
        shut_by: dict[str, Any] = shut | {"span": hours, "title_vi": title} | values
        if title == "Thay kính":
            shut_by["venue_ids"] = [make.the_venue("kia").id]
        service.close_venues(**shut_by)
    workdays.add_special_day(date(2027, 3, 13), works=True, name_vi="Bù Tết", name_en="For Tet", actor=staff("ha"))
    day = workdays.add_special_day(date(2027, 3, 15), works=False, name_vi="Nghỉ bù", actor=staff("ha"))
    workdays.remove_special_day(day, actor=staff("ha"))
    workdays.add_special_day(date(2027, 3, 16), works=False, name_vi="Nghỉ bù", actor=staff("ha"))
    hand_in(review_of(in_review(), "son"))
    db.session.flush()
    _name_all()


def evening_of(day: date) -> Any:
    return make.span("18:00", "20:00", day)


def _name_all() -> None:
    """What is random has a number instead, and names were never changed."""
    db.session.query(Revision).filter(Revision.topic.startswith("words:")).delete(synchronize_session=False)
    for model in (Booking, Closure, Review):
        things: Any = db.session.scalars(select(model).order_by(model.id))  # type: ignore[attr-defined]
        for number, thing in enumerate(things, start=1):
            thing.uuid, thing.public_id = f"00000000-0000-4000-8000-{number:012d}", f"{number:024d}"
    for day in db.session.scalars(select(SpecialDay).order_by(SpecialDay.day)):
        day.uuid = f"00000000-0000-4000-8000-0000{day.day:%Y%m%d}"
        day.added_at = day.revised_at = NOW  # some were there before the clock stood still
    db.session.flush()
    db.session.execute(text("UPDATE special_days_gone SET uuid = '00000000-0000-4000-8000-999999999999'"))


def kinds(studio: Studio) -> dict[str, dict[str, Any]]:
    ngay, space = make.the_venue("ngay").id, studio.space().id
    lan, tuan, mai, son = (staff(key).id for key in ("lan", "tuan", "mai", "son"))
    everything = Chosen(parts=tuple(Part))
    chosen = Chosen(parts=(Part.EVENTS, Part.CLOSURES), venue_ids=(ngay,), fields=("cinema",))
    return {
        "public": {"kind": Kind.PUBLIC},
        "public_without_cancelled": {"kind": Kind.PUBLIC, "with_cancelled": False},
        "venue": {"kind": Kind.VENUE, "venue_id": ngay},
        "space": {"kind": Kind.SPACE, "space_id": space},
        "field": {"kind": Kind.FIELD, "field": "crafts"},
        "closures": {"kind": Kind.CLOSURES},
        "holidays": {"kind": Kind.HOLIDAYS, "past_days": 0, "future_days": 30},
        "mine": {"kind": Kind.MINE, "viewer_id": lan, "depth": Depth.OWN},
        "mine_as_public": {"kind": Kind.MINE, "viewer_id": lan, "depth": Depth.PUBLIC},
        "mine_busy": {"kind": Kind.MINE, "viewer_id": lan, "depth": Depth.BUSY},
        "own_space": {"kind": Kind.OWN_SPACE, "viewer_id": lan, "space_id": space, "depth": Depth.OWN},
        "staff": {"kind": Kind.STAFF, "viewer_id": tuan, "depth": Depth.STAFF},
        "deadlines": {"kind": Kind.DEADLINES, "viewer_id": mai, "depth": Depth.OWN},
        "deadlines_handed_in": {"kind": Kind.DEADLINES, "viewer_id": son, "depth": Depth.OWN},
        "personal": {"kind": Kind.PERSONAL, "viewer_id": tuan, "depth": Depth.STAFF, "chosen": everything},
        "personal_chosen": {"kind": Kind.PERSONAL, "viewer_id": mai, "depth": Depth.OWN, "chosen": chosen},
    }


def test_every_kind_of_feed(app: Flask, studio: Studio) -> None:
    with time_machine.travel(NOW, tick=False):
        fill(studio)
        with app.app_context():
            for name, values in kinds(studio).items():
                for language in ("vi", "en"):
                    window = {"past_days": 30, "future_days": 90} | values
                    asked = Definition(language=language, **window)
                    assert_golden(f"{name}.{language}", contents(asked, today=clock.today(), site=SITE).body().plain)


def assert_golden(name: str, body: bytes) -> None:
    file = GOLDEN / f"{name}.ics"
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.mkdir(exist_ok=True)
        file.write_bytes(body)
    assert body.decode() == file.read_bytes().decode(), name
    assert faults(body) == []


def test_every_golden_file_is_of_a_feed() -> None:
    assert len(list(GOLDEN.glob("*.ics"))) == 32
