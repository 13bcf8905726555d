"""Calendars that people have on their devices. Nobody holds their addresses: they are shown once, and this is how."""

from app.accounts.models import User
from app.calendars import service
from app.calendars.choices import Choice
from app.calendars.definition import Chosen, Depth, Part
from app.demo.cases import Cast
from app.demo.story import Story
from app.spaces.queries import spaces_of
from app.venues.queries import venue_by_slug

NEARBY = "san-khau-kinh"


def write_calendars(story: Story, cast: Cast) -> None:
    people = cast.people
    story.on(-20, "20:10", lambda: _choose_for(people["lan"]))
    story.on(-20, "20:15", lambda: _device(people["lan"], "iPhone của Lan", Depth.OWN))
    story.on(-19, "09:05", lambda: _device(people["lan"], "Máy tính ở quầy", Depth.BUSY))
    story.on(-18, "08:20", lambda: _device(people["tuan"], "Máy ở phòng điều phối", Depth.STAFF))
    story.on(-12, "08:40", lambda: _ready(people["lan"], "Bảng ở cửa xưởng", "busy"))
    story.on(-9, "21:30", lambda: _ready(people["mai"], "Điện thoại của Mai", "deadlines"))


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
