"""A series in calendars: an event of its own for every date, whatever becomes of it."""

from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient

from app.bookings import service
from app.core import clock
from app.core.timespan import Timespan
from app.mail.delivery import deliver_waiting
from app.spaces.service import remove_from_team
from tests.bookings import factories as make
from tests.calendars.conftest import Studio
from tests.calendars.factories import staff
from tests.calendars.links import made_for
from tests.calendars.test_invitations import Diary
from tests.calendars.test_moved import read
from tests.mail.sink import Sink, text_of
from tests.readers.clients import icalendar_reads, instant
from tests.readers.strict import faults

DATES = 4


def evenings() -> list[Timespan]:
    first = clock.today() + timedelta(days=15)
    return [make.span("19:00", "21:00", first + timedelta(weeks=n)) for n in range(DATES)]


def ask(studio: Studio, who: str = "lan") -> list[str]:
    def act() -> list[str]:
        host, place = studio.space(), make.the_venue("ngay")
        asked = [make.request(host, place, when=when) for when in evenings()]
        return [b.public_id for b in service.request_series(asked, actor=staff(who), key="loat")]

    return list(studio.do(act))


def cancel(studio: Studio, ids: list[str], reason: str = "") -> None:
    studio.do(lambda: service.cancel_dates([studio.booking(one) for one in ids], actor=staff("lan"), reason=reason))


def test_every_feed_has_one_event_for_each_date_and_tombstones_for_those_that_fell_through(
    app: Flask, client: FlaskClient, studio: Studio
) -> None:
    ids = ask(studio)
    cancel(studio, ids[1:3])
    uids = [f"bk-{studio.uuid(one)}@cau-kinh.example" for one in ids]
    private = client.get(made_for(app, "minh")).data
    assert faults(private) == []
    for events in (read(client, "public"), read(client, "ngay"), icalendar_reads(private)):
        found = sorted(events, key=lambda one: one.starts)
        assert [event.uid for event in found] == uids
        assert [event.status for event in found] == ["CONFIRMED", "CANCELLED", "CANCELLED", "CONFIRMED"]
        assert [event.sequence for event in found] == [0, 1, 1, 0]
        assert [event.starts for event in found] == [instant(when.start) for when in evenings()]


def test_who_left_the_team_gets_a_cancel_for_each_date_and_no_reason(app: Flask, sink: Sink, studio: Studio) -> None:
    ids = ask(studio, "minh")
    studio.do(lambda: remove_from_team(studio.space(), staff("minh"), actor=staff("lan")))
    cancel(studio, ids[:2], reason="Nhà dột")
    with app.app_context():
        deliver_waiting()
    diary = Diary()
    for letter in sink.letters_to("minh@example.org"):
        diary.take(letter)
        assert "Nhà dột" not in text_of(letter)
    assert diary.methods == ["PUBLISH", "CANCEL", "CANCEL"]
    assert sorted(str(event.status) for event in diary.events.values()) == ["CANCELLED"] * 2 + ["CONFIRMED"] * 2
    (to_owner,) = [text_of(one) for one in sink.letters_to("lan@example.org") if "Nhà dột" in text_of(one)]
    assert to_owner
