"""A page in calendars: its words under the booking's UID, and dates of its own."""

from datetime import timedelta

from app.calendars.contents import contents
from app.calendars.definition import Definition, Kind, Site
from app.core import clock
from app.core.db import db
from app.core.ical import Status
from app.core.timespan import Timespan
from app.events import service
from app.memberships.models import EventKind, MembershipEvent
from tests.bookings.factories import span
from tests.bumps import watched
from tests.events.conftest import Hall

SITE = Site(url="https://cau-kinh.example", uid_domain="cau-kinh.example")


def _entries(hall: Hall, kind: Kind = Kind.PUBLIC, **values):  # type: ignore[no-untyped-def]
    with hall.app.app_context():
        if kind == Kind.SPACE:
            values["space_id"] = hall.space().id
        told = contents(Definition(kind=kind, **values), today=clock.today(), site=SITE)
        told.body()
        return {entry.uid[:3]: entry for entry in told.entries()}


def test_a_page_tells_a_booking_under_the_same_uid_and_moves_what_was_kept(hall: Hall) -> None:
    booking = hall.books()
    before = _entries(hall)["bk-"]
    with watched(hall.app) as forgotten:
        page = hall.page_of(booking)
    after = _entries(hall)["bk-"]
    assert forgotten == []
    assert (after.uid, after.sequence, after.starts_at) == (before.uid, before.sequence, before.starts_at)
    assert (before.summary, after.summary) == ("Đêm nhạc", "Đêm đàn nước")
    assert after.url == f"https://cau-kinh.example/events/{hall.slug(page)}"
    assert "Mười hai người chơi đàn." in after.description
    hall.do(lambda: service.withdraw(hall.event(page), actor=hall.cast.user("lan")))
    assert _entries(hall)["bk-"].summary == "Đêm nhạc"


def test_dates_of_ones_own_stand_in_feeds_of_all_and_of_the_space(hall: Hall) -> None:
    page = hall.own_page()
    for kind in (Kind.PUBLIC, Kind.SPACE):
        entry = _entries(hall, kind)["ev-"]
        assert entry.location == "Xưởng Mây, phố Nhà Chung, Phường Hoàn Kiếm, Hà Nội"  # not the house number
        assert entry.starts_at == span("18:00", "20:00").start
    with hall.app.app_context():
        uuid = hall.event(page).dates[0].uuid
    moved = Timespan(span("18:00", "20:00").start + timedelta(hours=1), span("18:00", "20:00").end)
    hall.do(lambda: service.move_date(hall.event(page), uuid, moved, actor=hall.cast.user("lan")))
    assert (_entries(hall)["ev-"].sequence, _entries(hall)["ev-"].starts_at) == (1, moved.start)
    hall.do(lambda: service.cancel_date(hall.event(page), uuid, actor=hall.cast.user("lan")))
    assert _entries(hall)["ev-"].status is Status.CANCELLED
    file = hall.nobody().get(f"/calendars/events/{uuid}.ics")
    assert file.status_code == 200
    assert b"STATUS:CANCELLED" in file.data


def test_who_is_no_member_any_more_announces_nothing_at_home(hall: Hall) -> None:
    page = hall.own_page()
    slug = hall.slug(page)
    assert hall.nobody().get(f"/events/{slug}").status_code == 200

    def end() -> None:
        db.session.add(
            MembershipEvent(
                space_id=hall.space().id, kind=EventKind.ENDED, effective_on=clock.today(), recorded_at=clock.now()
            )
        )

    hall.do(end)
    assert "ev-" not in _entries(hall)
    assert hall.happening() == []
    assert hall.nobody().get(f"/events/{slug}").status_code == 404
    with hall.app.app_context():
        uuid = hall.event(page).dates[0].uuid
    assert hall.nobody().get(f"/calendars/events/{uuid}.ics").status_code == 404
    assert hall.client("lan").get(f"/my/events/{page}").status_code == 200  # her own she still keeps
