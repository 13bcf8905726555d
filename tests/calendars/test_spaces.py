"""The feed of one space, and the ways to it."""

import re
from datetime import timedelta

import time_machine
from flask import Flask
from flask.testing import FlaskClient

from app.core import clock
from app.core.db import db, transact
from app.memberships.models import EventKind, MembershipEvent
from app.revisions.service import bump
from tests.bookings import factories as make
from tests.calendars.conftest import Studio
from tests.calendars.factories import confirmed_event, staff
from tests.readers.clients import icalendar_reads
from tests.readers.strict import faults


def test_it_holds_the_public_events_of_that_space_alone(app: Flask, client: FlaskClient, studio: Studio) -> None:
    shown = studio.uuid(studio.book("Đêm nhạc"))
    studio.book("Họp nhóm", open_to_public=False, when=make.span("08:00", "09:00"))
    with app.app_context():
        confirmed_event(title="Của Trung tâm", days=8)
    answer = client.get(f"/calendars/spaces/{studio.slug}.ics")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert faults(answer.data) == []
    assert [event.uid for event in icalendar_reads(answer.data)] == [f"bk-{shown}@cau-kinh.example"]
    assert "X-WR-CALNAME:Xưởng Mây\r\n" in answer.data.decode()
    same = client.get(f"/calendars/spaces/{studio.slug}.ics", headers={"If-None-Match": answer.headers["ETag"]})
    assert same.status_code == 304
    head = client.head(f"/calendars/spaces/{studio.slug}.ics")
    assert (head.status_code, head.headers["ETag"], head.data) == (200, answer.headers["ETag"], b"")


def test_a_renamed_space_changes_its_events(client: FlaskClient, studio: Studio) -> None:
    studio.book("Đêm nhạc")
    path = f"/calendars/spaces/{studio.slug}.ics"
    before = client.get(path)
    with time_machine.travel(clock.now() + timedelta(minutes=1)):
        studio.do(lambda: (setattr(studio.space(), "name_vi", "Xưởng Gió"), bump(f"words:space:{studio.space().id}")))
    after = client.get(path, headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert "X-WR-CALNAME:Xưởng Gió\r\n" in after.data.decode()


def test_a_space_that_never_was_a_member_has_none(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        slug = transact(lambda: make.space(staff("hoa"), "Nhà Hoa", grade=None).slug)
    assert client.get(f"/calendars/spaces/{slug}.ics").status_code == 404
    assert client.get("/calendars/spaces/khong-co.ics").status_code == 404
    assert "Nhà Hoa" not in client.get("/calendars?q=nha hoa").text


def test_a_feed_outlives_the_membership(client: FlaskClient, studio: Studio) -> None:
    studio.book("Đêm nhạc")

    def leave() -> None:
        db.session.add(
            MembershipEvent(
                space_id=studio.space().id,
                kind=EventKind.REVOKED,
                effective_on=clock.today(),
                recorded_at=clock.now(),
            )
        )

    studio.do(leave)
    assert len(icalendar_reads(client.get(f"/calendars/spaces/{studio.slug}.ics").data)) == 1
    assert "Xưởng Mây" not in client.get("/calendars?q=xuong may").text


def test_the_page_finds_it_without_marks(client: FlaskClient, studio: Studio) -> None:
    href = f"http://127.0.0.1:5000/calendars/spaces/{studio.slug}.ics"
    assert href not in client.get("/calendars").text
    assert f'value="{href}"' in client.get("/calendars?q=xuong may").text
    assert "Không có không gian thành viên nào tên như vậy." in client.get("/calendars?q=xyz").text


def test_the_spaces_own_page_leads_there(client: FlaskClient, studio: Studio) -> None:
    page = client.get(f"/spaces/{studio.slug}").text
    found = re.search(r'href="(/calendars\?q=[^"]+)#spaces"', page)
    assert found is not None
    assert f"/calendars/spaces/{studio.slug}.ics" in client.get(found[1]).text
