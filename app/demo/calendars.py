"""Calendars that people have on their devices. Nobody holds their addresses: they are shown once, and this is how."""

from datetime import timedelta

from app.accounts.models import User
from app.calendars import service
from app.calendars.choices import Choice
from app.calendars.definition import Chosen, Depth, Part
from app.calendars.models import FeedLink
from app.calendars.queries import links_of
from app.calendars.service.reads import Buffer, note_readings
from app.core import clock
from app.demo.cases import Cast
from app.demo.story import Story
from app.spaces.queries import spaces_of
from app.venues.queries import venue_by_slug

NEARBY = "san-khau-kinh"
# What read the devices by yesterday evening: the program, hours between two readings, and since when it is silent.
READERS = {
    "iPhone của Lan": ("apple", 6, 0),
    "Máy tính ở quầy": ("thunderbird", 12, 9),
    "Máy ở phòng điều phối": ("outlook", 8, 0),
    "Bảng ở cửa xưởng": ("google", 17, 0),
}


def write_calendars(story: Story, cast: Cast) -> None:
    people = cast.people
    story.on(-20, "20:10", lambda: _choose_for(people["lan"]))
    story.on(-20, "20:15", lambda: _device(people["lan"], "iPhone của Lan", Depth.OWN))
    story.on(-19, "09:05", lambda: _device(people["lan"], "Máy tính ở quầy", Depth.BUSY))
    story.on(-18, "08:20", lambda: _device(people["tuan"], "Máy ở phòng điều phối", Depth.STAFF))
    story.on(-12, "08:40", lambda: _ready(people["lan"], "Bảng ở cửa xưởng", "busy"))
    story.on(-9, "21:30", lambda: _ready(people["mai"], "Điện thoại của Mai", "deadlines"))
    story.on(-1, "22:00", lambda: _read([*links_of(people["lan"]), *links_of(people["tuan"])]))


def _choose_for(lan: User) -> None:
    """Her bookings, and what goes on nearby in her field."""
    nearby = venue_by_slug(NEARBY)
    own = spaces_of(lan)[0]
    chosen = Chosen(
        parts=(Part.EVENTS, Part.MINE, Part.CLOSURES),
        venue_ids=(nearby.id,) if nearby else (),
        fields=tuple(own.fields[:1]),
    )
    service.change_personal(Choice(chosen=chosen), version=0, actor=lan)


def _device(owner: User, name: str, depth: Depth) -> None:
    service.add_device(name=name, depth=depth, actor=owner)


def _ready(owner: User, name: str, scope: str) -> None:
    service.make_link(name=name, scope=scope, actor=owner)


def _read(links: list[FeedLink]) -> None:
    """What changed after that, the devices have not got yet."""
    buffer, now = Buffer(), clock.now()
    for link in links:
        if link.name in READERS:
            client, hours, silent_days = READERS[link.name]
            at = now - timedelta(days=silent_days, minutes=20)
            while at > link.created_at:
                status = 200 if at.day % 3 == 0 else 304
                buffer.add(link.id, client, status=status, events=8, revised_at=at, at=at)
                at -= timedelta(hours=hours)
    note_readings(buffer.take())
