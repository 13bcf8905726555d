from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.accounts.models import User
from app.accounts.rules import is_coordinator
from app.audit.service import record
from app.bookings import calendar_entry
from app.bookings.calendar_entry import Surroundings
from app.bookings.models import Booking, Departure
from app.bookings.queries import departures_from, private_entries, public_entries
from app.calendars import queries, rules
from app.calendars.models import FeedBody, FeedFetch, FeedLink, Scope
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError
from app.core.ical import Entry, Feed, Status, feed_bytes
from app.core.ids import digest, new_public_id, new_secret
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
        Scope.MINE: ("Đặt chỗ của tôi · {site}", "Đặt chỗ của các không gian bạn tham gia, cả những lượt chờ duyệt."),
        Scope.BUSY: ("Bận · {site}", "Giờ bận, không kèm nội dung."),
        Scope.STAFF: ("Lịch địa điểm (nội bộ) · {site}", "Mọi lượt đặt chỗ, kèm giờ lắp đặt và tháo dỡ."),
    },
    "en": {
        Scope.MINE: ("My bookings · {site}", "Bookings of your spaces, those that wait for a decision too."),
        Scope.BUSY: ("Busy · {site}", "Busy hours, and nothing about what they are."),
        Scope.STAFF: ("Venue calendar (internal) · {site}", "Every booking, with set-up and strike."),
    },
}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """How a feed is asked for, by its address alone."""

    language: str
    with_cancelled: bool
    site_url: str
    uid_domain: str


def feed(venue: Venue | None, space: Space | None, asked: Asked) -> bytes:
    """A public feed, of everything, of what happens on a venue's floor, or of a space. Equal data, equal bytes."""
    window = rules.window(clock.today())
    floor = None if venue is None else [v.id for v in sharing_floor(venue)]
    bookings = public_entries(floor, space_id=space.id if space else None, window=window)
    around = _around(asked, page="events")
    entries = _entries(bookings, around)
    if floor is not None:
        left = departures_from(floor, window=window)
        entries += _left_behind(left, {booking.id for booking in bookings}, around)
    return _bytes(_heading(venue or space, asked.language), entries, asked)


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


def private_feed(link: FeedLink, asked: Asked) -> bytes:
    """What its owner may see at this moment; a feed whose owner lost the right to it is an empty one."""
    around = _around(asked, page="bookings")
    bookings = _bookings_of(link)
    entries = _entries(bookings, around)
    if link.scope == Scope.STAFF:
        entries = [e for b, whole in zip(bookings, entries, strict=True) for e in rules.phases(b, whole, around)]
    elif link.scope == Scope.BUSY:
        entries = [
            rules.busy(b, whole, around, link.secret_digest)
            for b, whole in zip(bookings, entries, strict=True)
            if b.status not in rules.NEVER_BUSY
        ]
    return _bytes(_private_heading(Scope(link.scope), asked.language), entries, asked)


def _bookings_of(link: FeedLink) -> Sequence[Booking]:
    window = rules.window(clock.today())
    if link.scope == Scope.STAFF:
        return private_entries(None, window=window) if is_coordinator(link.user) else []
    return private_entries(team_space_ids(link.user), window=window)


def _around(asked: Asked, *, page: str) -> Surroundings:
    return calendar_entry.surroundings(
        asked.language, site_url=asked.site_url, uid_domain=asked.uid_domain, page=page
    )


def _entries(bookings: Sequence[Booking], around: Surroundings) -> list[Entry]:
    changed = _changed(topic for booking in bookings for topic in calendar_entry.topics(booking))
    return [calendar_entry.entry(booking, around, changed) for booking in bookings]


def _changed(topics: Iterable[str]) -> dict[str, datetime]:
    return {revision.topic: revision.changed_at for revision in revisions.of(sorted(set(topics)))}


def _bytes(heading: Feed, entries: Iterable[Entry], asked: Asked) -> bytes:
    shown = [e for e in entries if asked.with_cancelled or e.status is not Status.CANCELLED]
    return feed_bytes(heading, shown)


def _heading(place: Venue | Space | None, language: str) -> Feed:
    network = value(f"network.name_{language}")
    name, description = NAMES[language]
    return _titled(
        _name_of(place, language, name) if place else network, description.format(network=network), language
    )


def _name_of(place: Venue | Space, language: str, pattern: str) -> str:
    shown = pick(place, "name", language)
    return pattern.format(place=shown) if isinstance(place, Venue) else shown


def _private_heading(scope: Scope, language: str) -> Feed:
    name, description = PRIVATE_NAMES[language][scope]
    return _titled(name.format(site=value("site.name")), description, language)


def _titled(name: str, description: str, language: str) -> Feed:
    return Feed(
        name=name,
        description=description,
        prodid=f"-//Cau Kinh//{value('site.name')}//{language.upper()}",
        color="#0B6E69",
        color_name="teal",
    )


def note_body(key: str, digest: str) -> datetime:
    """Remember when the bytes under `key` last changed, whatever changed them; that instant never goes back."""
    known = queries.feed_body(key)
    now = clock.now()
    if known is None:
        known = FeedBody(key=key, body_digest=digest, changed_at=now)
        db.session.add(known)
        db.session.flush()
    elif known.body_digest != digest:
        known.body_digest, known.changed_at = digest, max(now, known.changed_at)
    return known.changed_at


def make_link(*, name: str, scope: str, actor: User) -> str:
    """A new private feed; returns the secret of its address, which is stored nowhere.

    Raises `calendar.no_name`, `calendar.scope_not_yours`, `calendar.too_many_links`.
    """
    if not name:
        raise DomainError("calendar.no_name", field="name")
    if len(name) > rules.NAME_MAX:
        raise DomainError("calendar.name_too_long", field="name", max=rules.NAME_MAX)
    if scope not in rules.scopes_for(actor):
        raise DomainError("calendar.scope_not_yours", field="scope")
    if queries.count_links(actor.id) >= rules.LINKS_EACH:
        raise DomainError("calendar.too_many_links", limit=rules.LINKS_EACH)
    return _add_link(name=name, scope=Scope(scope), actor=actor)


def renew_link(link: FeedLink, *, actor: User) -> str:
    """A new address for the same device; the old one is dead at once. Raises `calendar.scope_not_yours`."""
    if link.scope not in rules.scopes_for(actor):
        raise DomainError("calendar.scope_not_yours")
    revoke_link(link, actor=actor)
    return _add_link(name=link.name, scope=Scope(link.scope), actor=actor)


def revoke_link(link: FeedLink, *, actor: User) -> None:
    link.revoked_at = clock.now()
    record(f"feed_link:{link.id}", "feed_link.revoked", actor=actor)


def _add_link(*, name: str, scope: Scope, actor: User) -> str:
    secret, now = new_secret(), clock.now()
    link = FeedLink(
        public_id=new_public_id(),
        user_id=actor.id,
        secret_digest=digest(secret),
        name=name,
        scope=scope,
        created_at=now,
        fetch=FeedFetch(counted_since=now),
    )
    db.session.add(link)
    db.session.flush()
    record(f"feed_link:{link.id}", "feed_link.made", actor=actor, payload={"scope": scope})
    return secret


def note_fetch(link_id: int, client: str) -> timedelta | None:
    """Count a reading; how long to wait when there were too many, in which case nothing is written."""
    fetch, now = queries.fetch_held(link_id), clock.now()
    if wait := rules.wait_before_fetch(fetch, now):
        return wait
    if now >= fetch.counted_since + rules.FETCH_WINDOW:
        fetch.counted_since, fetch.count = now, 0
    fetch.count += 1
    fetch.last_at, fetch.client = now, client
    return None
