"""Whatever happens in whatever order (CHANGES=2000 for more of it, SEED=… for another): a calendar that asks only by tag,
only by date or packed ends with exactly what the database holds, and no 304 on the way was wrong.

Each change is one of the services, as people and hours bring them about; after many of them one feed is read by all of
its subscribers, at times within the same second. What a feed must hold is put together anew from the rows for every
reading, and compared byte by byte; at times and at the end also with what plain SQL finds, by rules written down here
a second time."""

import gzip
import os
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from difflib import unified_diff
from itertools import islice
from typing import Any, Protocol

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.accounts import service as accounts
from app.accounts.models import Role
from app.bookings import service
from app.bookings.models import Booking, BookingStatus, Closure
from app.bookings.rules import LIVE, TOMBSTONE_KEPT
from app.calendars import service as calendars
from app.calendars.choices import Choice, depths_for, parts_for
from app.calendars.contents import contents
from app.calendars.definition import FUTURE_CHOICES, PAST_CHOICES, Chosen, Definition, Depth, Kind
from app.calendars.models import FeedLink, PersonalFeed
from app.calendars.queries import link_by_secret
from app.calendars.views.answers import site
from app.core import clock
from app.core.db import db, transact
from app.core.errors import DomainError
from app.core.ical import feed_bytes, plain
from app.core.timespan import Timespan, at
from app.settings.service import change_setting
from app.spaces import service as spaces
from app.spaces.models import Space, TeamRole
from app.venues import service as venues
from app.workdays import service as workdays
from app.workdays.models import SpecialDay
from tests.bookings import factories as make
from tests.calendars.conftest import Studio
from tests.calendars.factories import staff
from tests.conftest import NOW
from tests.readers.clients import icalendar_reads
from tests.readers.strict import faults
from tests.readers.titles import TITLES

CHANGES, SEED = int(os.environ.get("CHANGES", "300")), int(os.environ.get("SEED", "7"))
PLACES = ("ngay", "kia", "cho", "ca", "trai", "phai")
DAY = timedelta(days=1)


class Answers(Protocol):
    """A client of the app."""

    def get(self, path: str, *, headers: dict[str, str]) -> TestResponse: ...


@dataclass
class Subscriber:
    """A calendar program that has one way of asking, and keeps what it was given."""

    way: str
    body: bytes | None = None
    validator: str = ""
    answers: Counter[int] = field(default_factory=Counter)

    def read(self, client: Answers, path: str) -> int:
        answer = client.get(path, headers=self._headers())
        self.answers[answer.status_code] += 1
        if answer.status_code == 200:
            packed = answer.headers.get("Content-Encoding") == "gzip"
            self.body = gzip.decompress(answer.data) if packed else answer.data
            self.validator = self._validator(answer)
        elif answer.status_code in {404, 410}:
            self.body, self.validator = None, ""
        return answer.status_code

    def _headers(self) -> dict[str, str]:
        packed = {"Accept-Encoding": "gzip"} if self.way == "packed" else {}
        name = "If-Modified-Since" if "date" in self.way else "If-None-Match"
        return packed | ({name: self.validator} if self.validator else {})

    def _validator(self, answer: TestResponse) -> str:
        if self.way == "by date":
            return answer.headers.get("Last-Modified", "")
        return answer.headers["Date"] if self.way == "by date of the answer" else answer.headers["ETag"]


WAYS = ("by tag", "packed", "by date", "by date of the answer")


@dataclass
class Feed:
    """An address, what it means, and who reads it."""

    path: str
    means: Callable[[], Definition]
    # What of the database stands in it, by rules of the test's own; None where only the bytes are compared.
    holds: Callable[[Booking, "World"], bool] | None = None
    subscribers: list[Subscriber] = field(default_factory=lambda: [Subscriber(way) for way in WAYS])


@dataclass
class World:
    """A space of Lan's with Minh on the team, one of Hoa's, six venues three of which share floor, and the feeds."""

    app: Flask
    studio: Studio
    dice: random.Random
    clock: Any
    other_space: int
    feeds: dict[str, Feed] = field(default_factory=dict)
    done: list[str] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    readings: Counter[int] = field(default_factory=Counter)

    # What may happen

    def ask(self) -> None:
        host = self.dice.choice([self.studio.space(), self.hoas(), None])
        actor = "thu" if host is None else "lan" if host.slug == self.studio.slug else "hoa"
        make.book(
            staff(actor), host, make.the_venue(self.dice.choice((*PLACES, "cho"))), when=self.when(),
            title_vi=self.title(), open_to_public=self.dice.random() < 0.8,
            setup=timedelta(minutes=30 * self.dice.randint(0, 2)), strike=timedelta(minutes=30 * self.dice.randint(0, 1)),
        )  # fmt: skip

    def confirm(self) -> None:
        service.confirm_booking(self.pick(BookingStatus.HELD), actor=staff("thu"), soft_note="x")

    def decline(self) -> None:
        service.decline_booking(self.pick(BookingStatus.HELD), actor=staff("thu"), reason="Kín lịch")

    def move(self) -> None:
        places = [make.the_venue(self.dice.choice(PLACES)).id] if self.dice.random() < 0.6 else None
        service.move_booking(
            self.pick(*LIVE), actor=staff("thu"), public=self.when(), venue_ids=places, soft_note="x"
        )

    def swap(self) -> None:
        service.swap_bookings(self.pick(*LIVE), self.pick(*LIVE), actor=staff("thu"), soft_note="x")

    def change_words(self) -> None:
        service.change_words(self.pick(*LIVE), actor=staff("thu"), title_vi=self.title(), about_vi=self.title())

    def cancel(self) -> None:
        service.cancel_booking(self.pick(*LIVE), actor=staff("thu"), reason="Mưa lớn")

    def close(self) -> None:
        service.close_venues(
            actor=staff("thu"), venue_ids=[make.the_venue(self.dice.choice(PLACES)).id], span=self.when(),
            title_vi=self.title(), soft=self.dice.random() < 0.3, announced=self.dice.random() < 0.5,
        )  # fmt: skip

    def lift(self) -> None:
        standing = db.session.scalars(select(Closure).where(Closure.lifted_at.is_(None)).order_by(Closure.id)).all()
        service.lift_closure(self.one_of(standing), actor=staff("thu"))

    def rename_venue(self) -> None:
        name = f"Nhà {self.dice.randint(1, 99)}"
        venues.change_venue(make.the_venue(self.dice.choice(PLACES)), actor=staff("thu"), name_vi=name)

    def rename_space(self) -> None:
        name = f"Xưởng {self.dice.randint(1, 99)}"
        spaces.rename_space(
            self.dice.choice([self.studio.space(), self.hoas()]), name_vi=name, name_en=None, actor=None
        )

    def rename_museum(self) -> None:
        key = self.dice.choice(["centre.place_vi", "centre.name_vi", "network.name_vi", "site.name"])
        change_setting(key, f"Bảo tàng {self.dice.randint(1, 99)}", actor=staff("ha"))

    def leave(self) -> None:
        spaces.leave_team(self.studio.space(), actor=staff("minh"))

    def come_back(self) -> None:
        spaces.add_to_team(self.studio.space(), staff("minh"), TeamRole.MEMBER, actor=staff("lan"))

    def lose_role(self) -> None:
        accounts.revoke_role(staff("tuan"), Role.COORDINATOR, actor=staff("ha"))

    def be_appointed(self) -> None:
        accounts.grant_role(staff("tuan"), Role.COORDINATOR, actor=staff("ha"))

    def add_holiday(self) -> None:
        day = clock.today() + self.dice.randint(1, 90) * DAY
        workdays.add_special_day(day, works=False, name_vi=self.title(), actor=staff("ha"))

    def drop_holiday(self) -> None:
        days = db.session.scalars(select(SpecialDay).order_by(SpecialDay.day)).all()
        workdays.remove_special_day(self.one_of([day for day in days if day.added_at]), actor=staff("ha"))

    def let_holds_run_out(self) -> None:
        if not service.release_expired_holds():
            raise DomainError("nothing ran out")

    def revoke(self) -> None:
        """A new address for the same device; who has the old one reads nothing any more, and its reader moves on."""
        name = self.dice.choice([name for name, feed in self.feeds.items() if "/private/" in feed.path])
        old = self.link_of(name)
        secret = calendars.renew_link(old, actor=old.user)
        self.renewed = (name, f"/calendars/private/{secret}.ics")

    renewed: tuple[str, str] | None = None

    def choose_anew(self) -> None:
        """The one calendar that Tuấn put together, by whatever rights he has left."""
        tuan = staff("tuan")
        venue_ids = [make.the_venue(slug).id for slug in self.dice.sample(PLACES, self.dice.randint(0, 2))]
        chosen = Chosen(
            parts=tuple(part for part in parts_for(tuan) if self.dice.random() < 0.6),
            venue_ids=tuple(sorted(venue_ids)),
            space_ids=tuple(one.id for one in (self.studio.space(), self.hoas()) if self.dice.random() < 0.3),
            fields=("crafts",) if self.dice.random() < 0.2 else (),
        )
        choice = Choice(
            chosen=chosen,
            depth=self.dice.choice(depths_for(tuan)),
            language=self.dice.choice(["vi", "en"]),
            past_days=self.dice.choice(PAST_CHOICES),
            future_days=self.dice.choice(FUTURE_CHOICES),
            with_cancelled=self.dice.random() < 0.7,
        )
        known = db.session.get(PersonalFeed, tuan.id)
        calendars.change_personal(choice, version=known.version if known else 0, actor=tuan)

    def pass_a_day(self) -> None:
        self.clock.shift(DAY)

    def pass_a_month(self) -> None:
        self.clock.shift(31 * DAY)

    # With what

    def when(self) -> Timespan:
        day = clock.today() + self.dice.randint(1, 20) * DAY
        start = at(day, datetime.min.time().replace(hour=self.dice.randint(8, 18)), clock.HOUSE_ZONE)
        long = self.dice.random() < 0.05
        return Timespan(start, start + timedelta(hours=26 if long else self.dice.randint(1, 3)))

    def title(self) -> str:
        """PostgreSQL keeps no NUL."""
        return self.dice.choice(TITLES)[0].replace("\0", "") if self.dice.random() < 0.3 else "Đêm nhạc"

    def hoas(self) -> Space:
        return db.session.get_one(Space, self.other_space)

    def pick(self, *states: str) -> Booking:
        found = (
            select(Booking).where(Booking.status.in_(states), Booking.starts_at > clock.now()).order_by(Booking.id)
        )
        return self.one_of(db.session.scalars(found).all())

    def one_of(self, things: Any) -> Any:
        if not things:
            raise DomainError("nothing to pick")
        return self.dice.choice(list(things))

    def link_of(self, name: str) -> FeedLink:
        secret = self.feeds[name].path.removeprefix("/calendars/private/").removesuffix(".ics")
        link = link_by_secret(secret)
        assert link is not None
        return link

    # What is asked of it

    def step(self) -> None:
        act = self.dice.choices(list(OFTEN), weights=list(OFTEN.values()))[0]
        try:
            with self.app.app_context():
                state = self.dice.getstate()
                transact(lambda: (self.dice.setstate(state), act(self)))
        except DomainError as refusal:
            self.refused[refusal.code] += 1
            return
        self.done.append(act.__name__)
        if self.renewed:
            name, path = self.renewed
            self.read(name, at_all=410)
            self.feeds[name].path, self.renewed = path, None
        if self.dice.random() < 0.6:
            self.read(self.dice.choice(list(self.feeds)))
        # Two changes of a second are as two changes of an hour.
        self.clock.shift(timedelta(seconds=self.dice.choice([0, 0, 0.2, 0.7, 1, 2, 90, 900, 7200])))

    def read(self, name: str, at_all: int = 200) -> None:
        """By all its subscribers; what each of them then has is what the rows say."""
        feed = self.feeds[name]
        expected = self.built_anew(name) if at_all == 200 else None
        for subscriber in self.dice.sample(feed.subscribers, len(feed.subscribers)):
            status = subscriber.read(self.app.test_client(), feed.path)
            self.readings[status] += 1
            where = f"{name}, {subscriber.way}, {status} after {len(self.done)} changes, the last: {self.done[-8:]}"
            if status == 429:
                continue  # and keeps what it has
            assert status in ({200, 304} if at_all == 200 else {at_all}), where
            assert subscriber.body == expected, f"{where}\n{_differences(subscriber.body, expected)}"

    def built_anew(self, name: str) -> bytes:
        """From whole entries, nothing of which was kept."""
        with self.app.test_request_context():
            held = contents(self.feeds[name].means(), today=clock.today(), site=site())
            return feed_bytes(held.heading, held.entries())

    def compare_with_rows(self) -> None:
        """No ghost, no duplicate, nothing missing, by a second telling of the rules."""
        for name, feed in self.feeds.items():
            if feed.holds is None:
                continue
            body = next(one.body for one in feed.subscribers if one.way == "by tag")
            assert body is not None
            assert faults(body) == [], name
            seen = {event.uid: event for event in icalendar_reads(body)}
            with self.app.app_context():
                shown = {f"bk-{b.uuid}@cau-kinh.example": b for b in self.rows() if feed.holds(b, self)}
                assert set(seen) >= {uid for uid, b in shown.items() if not self.fading(b)}, name
                for uid, event in seen.items():
                    if uid in shown:
                        booking = shown[uid]
                        assert event.sequence == booking.sequence, (name, uid)
                        assert event.summary.endswith(plain(booking.title_vi)) or not plain(booking.title_vi)
                        fell_through = booking.status not in LIVE
                        assert (event.status == "CANCELLED") is fell_through, (name, uid)
                    else:
                        assert (name.startswith("venue") and event.status == "CANCELLED") or "-setup@" in uid or (
                            "-strike@" in uid
                        ), (name, event)  # fmt: skip

    def rows(self) -> list[Booking]:
        first = clock.now() - 179 * DAY
        return list(db.session.scalars(select(Booking).where(Booking.public_ends_at > first)))

    def fading(self, booking: Booking) -> bool:
        """On its last day as a tombstone it may be there or not."""
        gone_at = booking.public_ends_at + TOMBSTONE_KEPT
        return booking.status not in LIVE and gone_at < clock.now() + DAY


def _differences(held: bytes | None, expected: bytes | None) -> str:
    lines = [(body or b"").decode().split("\r\n") for body in (held, expected)]
    return "\n".join(islice(unified_diff(*lines, "held", "expected", lineterm="", n=12), 60))


def _public(booking: Booking, world: World) -> bool:
    fell_through = {BookingStatus.CANCELLED, BookingStatus.DISPLACED}
    standing = booking.status == BookingStatus.CONFIRMED or (
        booking.status in fell_through and booking.public_ends_at + TOMBSTONE_KEPT > clock.now() - DAY
    )
    return booking.open_to_public and booking.shown_publicly_at is not None and standing


OFTEN: dict[Callable[[World], None], int] = {
    World.ask: 24,
    World.confirm: 8,
    World.decline: 4,
    World.move: 12,
    World.swap: 4,
    World.change_words: 6,
    World.cancel: 8,
    World.close: 5,
    World.lift: 4,
    World.rename_venue: 3,
    World.rename_space: 2,
    World.rename_museum: 2,
    World.leave: 3,
    World.come_back: 3,
    World.lose_role: 2,
    World.be_appointed: 2,
    World.add_holiday: 2,
    World.drop_holiday: 1,
    World.let_holds_run_out: 6,
    World.revoke: 2,
    World.choose_anew: 8,
    World.pass_a_day: 5,
    World.pass_a_month: 1,
}


@pytest.fixture
def world(app: Flask, studio: Studio) -> Iterator[World]:
    def build() -> int:
        left, right = make.area("trai"), make.area("phai")
        for slug, *areas in (("ca", left, right), ("trai", left), ("phai", right)):
            make.venue(slug, *areas)
        studio.space().fields = ["crafts"]
        return make.space(staff("hoa"), "Nhà Hoa").id

    other_space = studio.do(build)
    with time_machine.travel(NOW, tick=False) as travel:
        made = World(app, studio, random.Random(SEED), travel, other_space)
        made.feeds = _feeds(made)
        yield made


def _feeds(world: World) -> dict[str, Feed]:
    with world.app.app_context():
        ids = {slug: make.the_venue(slug).id for slug in PLACES}
        space_id = world.studio.space().id
    feeds = {
        "public": Feed("/calendars/public.ics", lambda: Definition(kind=Kind.PUBLIC), _public),
        "venue": Feed("/calendars/venues/ngay.ics", lambda: Definition(kind=Kind.VENUE, venue_id=ids["ngay"])),
        "venue of shared floor": Feed(
            "/calendars/venues/ca.ics",
            lambda: Definition(kind=Kind.VENUE, venue_id=ids["ca"]),
            lambda booking, world: _public(booking, world) and bool({v.slug for v in booking.venues} & {*PLACES[3:]}),
        ),
        "space": Feed(
            f"/calendars/spaces/{world.studio.slug}.ics",
            lambda: Definition(kind=Kind.SPACE, space_id=space_id),
            lambda booking, world: _public(booking, world) and booking.space_id == space_id,
        ),
    }
    for name, person, scope in (
        ("mine", "minh", "mine"),
        ("hours only", "lan", "busy"),
        ("the house", "tuan", "staff"),
    ):
        feeds[name] = _private(world, name, person, scope)
    return feeds


def _private(world: World, name: str, person: str, scope: str) -> Feed:
    def make_it() -> str:
        if scope == "personal":
            return calendars.add_device(name=name, depth=Depth.STAFF, actor=staff(person))
        return calendars.make_link(name=name, scope=scope, actor=staff(person))

    def means() -> Definition:
        return calendars.definition_of(world.link_of(name))

    return Feed(f"/calendars/private/{world.studio.do(make_it)}.ics", means)


@pytest.mark.parametrize("database_url", ["sqlite", "postgres"], indirect=True)
def test_whatever_happens_every_subscriber_has_what_the_rows_say(world: World) -> None:
    tried = 0
    while len(world.done) < CHANGES:
        tried += 1
        assert tried < 20 * CHANGES, world.refused
        world.step()
        if len(world.done) % 100 == 0:
            _all_read(world)
    for _again in range(3):
        _all_read(world)
    for name, feed in world.feeds.items():
        for subscriber in feed.subscribers:
            assert subscriber.answers[200], (name, subscriber)
            assert subscriber.answers[304], (name, subscriber)
    happened = Counter(world.done)
    assert len(happened) > len(OFTEN) * 3 // 4, happened
    print(f"{len(world.done)} changes, {dict(world.readings)} readings")


def _all_read(world: World) -> None:
    world.clock.shift(timedelta(minutes=6))  # whoever was asked to wait need not any more
    for name in world.feeds:
        world.read(name)
    world.compare_with_rows()
