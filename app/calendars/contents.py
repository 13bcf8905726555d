"""What stands in a feed: the one place that decides it, for readings, health, single days and letters alike."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.accounts.models import User
from app.accounts.rules import is_coordinator
from app.bookings import calendar_entry
from app.bookings.calendar_entry import Surroundings
from app.bookings.models import Booking, Departure
from app.bookings.queries import departures_from, private_entries, public_entries
from app.calendars import rules
from app.calendars.definition import Definition, Depth, Kind, Site
from app.core.db import db
from app.core.ical import Entry, Feed, Status, feed_bytes
from app.core.text import pick
from app.revisions import queries as revisions
from app.settings.queries import value
from app.spaces.models import Space
from app.spaces.queries import team_space_ids
from app.venues.models import Venue
from app.venues.queries import sharing_floor

NAMES = {
    "vi": ("Sự kiện tại {place}", "Sự kiện mở cửa cho công chúng của {network}."),
    "en": ("Events at {place}", "Events open to the public, by the {network}."),
}
PRIVATE_NAMES = {
    "vi": {
        "mine": ("Đặt chỗ của tôi · {site}", "Đặt chỗ của các không gian bạn tham gia, cả những lượt chờ duyệt."),
        "busy": ("Bận · {site}", "Giờ bận, không kèm nội dung."),
        "staff": ("Lịch địa điểm (nội bộ) · {site}", "Mọi lượt đặt chỗ, kèm giờ lắp đặt và tháo dỡ."),
    },
    "en": {
        "mine": ("My bookings · {site}", "Bookings of your spaces, those that wait for a decision too."),
        "busy": ("Busy · {site}", "Busy hours, and nothing about what they are."),
        "staff": ("Venue calendar (internal) · {site}", "Every booking, with set-up and strike."),
    },
}


@dataclass(frozen=True, kw_only=True)
class Body:
    """The bytes of a feed, how many events they hold, and the latest change of any of them."""

    plain: bytes
    events: int
    latest_revised_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Contents:
    """`topics` are the revisions that everything shown depends on: while none of them moves, and the day is the
    same, neither do the bytes."""

    heading: Feed
    topics: frozenset[str]
    _entries: Sequence[Entry]

    def entries(self) -> Sequence[Entry]:
        """Whole entries by start, then UID, for pages and letters."""
        return sorted(self._entries, key=lambda entry: (entry.starts_at, entry.uid))

    def body(self) -> Body:
        return Body(
            plain=feed_bytes(self.heading, self._entries),
            events=len(self._entries),
            latest_revised_at=max((entry.revised_at for entry in self._entries), default=None),
        )


def contents(asked: Definition, *, today: date, site: Site) -> Contents:
    """What the feed holds on the house's day `today`. Rights are those of this moment: who lost them reads an
    empty feed. Equal data, equal contents."""
    if asked.viewer_id is None:
        return _public(asked, today, site)
    return _private(asked, db.session.get_one(User, asked.viewer_id), today, site)


def _public(asked: Definition, today: date, site: Site) -> Contents:
    venue = db.session.get_one(Venue, asked.venue_id) if asked.kind == Kind.VENUE else None
    space = db.session.get_one(Space, asked.space_id) if asked.kind == Kind.SPACE else None
    window = rules.window(today, asked.past_days, asked.future_days)
    floor = None if venue is None else [v.id for v in sharing_floor(venue)]
    bookings = public_entries(floor, space_id=space.id if space else None, window=window, today=today)
    around = _around(asked, site, page="events")
    entries = _entries(bookings, around)
    if floor is not None:
        left = departures_from(floor, window=window, today=today)
        entries += _left_behind(left, {booking.id for booking in bookings}, around)
    topics = {"words"}
    if floor is not None:
        topics |= {f"venue:{venue_id}" for venue_id in floor} | {"venues"}
    elif space is not None:
        topics |= {f"space:{space.id}", "members"}
    else:
        topics |= {"bookings"}
    return _contents(asked, _heading(venue or space, asked.language), entries, topics)


def _private(asked: Definition, viewer: User, today: date, site: Site) -> Contents:
    window = rules.window(today, asked.past_days, asked.future_days)
    around = _around(asked, site, page="bookings")
    topics = {f"person:{viewer.id}", "words"}
    if asked.kind == Kind.STAFF:
        bookings = private_entries(None, window=window, today=today) if is_coordinator(viewer) else []
        topics |= {"bookings", "closures"}
    else:
        spaces = team_space_ids(viewer)
        bookings = private_entries(spaces, window=window, today=today)
        topics |= {f"space:{space_id}" for space_id in spaces}
    entries = _entries(bookings, around)
    if asked.kind == Kind.STAFF:
        entries = [e for b, whole in zip(bookings, entries, strict=True) for e in rules.phases(b, whole, around)]
    elif asked.depth == Depth.BUSY:
        entries = [
            rules.busy(b, whole, around, str(viewer.id))
            for b, whole in zip(bookings, entries, strict=True)
            if b.status not in rules.NEVER_BUSY
        ]
    return _contents(asked, _private_heading(asked), entries, topics)


def _contents(asked: Definition, heading: Feed, entries: Iterable[Entry], topics: Iterable[str]) -> Contents:
    shown = [e for e in entries if asked.with_cancelled or e.status is not Status.CANCELLED]
    return Contents(heading=heading, topics=frozenset(topics), _entries=shown)


def _left_behind(departures: Iterable[Departure], still_here: Collection[int], around: Surroundings) -> list[Entry]:
    """One for each booking, the latest; none for what is still on this floor, whose UID the feed has already."""
    latest: dict[int, Departure] = {}
    for departure in departures:
        if departure.booking_id not in still_here:
            latest.setdefault(departure.booking_id, departure)
    gone = list(latest.values())
    elsewhere = _entries([departure.booking for departure in gone], around)
    changed = _changed([f"words:venue:{departure.venue_id}" for departure in gone])
    return [rules.left_behind(d, entry, around, changed) for d, entry in zip(gone, elsewhere, strict=True)]


def _around(asked: Definition, site: Site, *, page: str) -> Surroundings:
    return calendar_entry.surroundings(asked.language, site_url=site.url, uid_domain=site.uid_domain, page=page)


def _entries(bookings: Sequence[Booking], around: Surroundings) -> list[Entry]:
    changed = _changed(topic for booking in bookings for topic in calendar_entry.topics(booking))
    return [calendar_entry.entry(booking, around, changed) for booking in bookings]


def _changed(topics: Iterable[str]) -> dict[str, datetime]:
    return {revision.topic: revision.changed_at for revision in revisions.of(sorted(set(topics)))}


def _heading(place: Venue | Space | None, language: str) -> Feed:
    network = value(f"network.name_{language}")
    name, description = NAMES[language]
    return _titled(
        _name_of(place, language, name) if place else network, description.format(network=network), language
    )


def _name_of(place: Venue | Space, language: str, pattern: str) -> str:
    shown = pick(place, "name", language)
    return pattern.format(place=shown) if isinstance(place, Venue) else shown


def _private_heading(asked: Definition) -> Feed:
    words = PRIVATE_NAMES[asked.language]
    name, description = words.get("busy" if asked.depth == Depth.BUSY else asked.kind.value, words["mine"])
    return _titled(name.format(site=value("site.name")), description, asked.language)


def _titled(name: str, description: str, language: str) -> Feed:
    return Feed(
        name=name,
        description=description,
        prodid=f"-//Cau Kinh//{value('site.name')}//{language.upper()}",
        color="#0B6E69",
        color_name="teal",
    )
