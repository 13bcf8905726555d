from datetime import datetime

from app.bookings.queries import public_entries
from app.calendars import queries, rules
from app.calendars.models import FeedBody
from app.core import clock
from app.core.db import db
from app.core.ical import Feed, Status, feed_bytes
from app.core.text import pick
from app.revisions import queries as revisions
from app.settings.queries import value
from app.venues.models import Venue
from app.venues.queries import sharing_floor

HOST_WORD = {"vi": "Đơn vị tổ chức", "en": "Host"}
NAMES = {
    "vi": ("Sự kiện tại {place}", "Sự kiện mở cửa cho công chúng của {network}."),
    "en": ("Events at {place}", "Events open to the public, by the {network}."),
}


def feed(venue: Venue | None, *, language: str, site_url: str, uid_domain: str, with_cancelled: bool) -> bytes:
    """The bytes of a public feed, of everything or of what happens on a venue's floor. Equal data, equal bytes."""
    venues = None if venue is None else [v.id for v in sharing_floor(venue)]
    bookings = public_entries(venues, window=rules.window(clock.today()))
    around = rules.Surroundings(
        language=language,
        site_url=site_url,
        uid_domain=uid_domain,
        place=value(f"centre.place_{language}"),
        host_word=HOST_WORD[language],
        centre_name=value(f"centre.name_{language}"),
    )
    topics = sorted({topic for booking in bookings for topic in rules.topics(booking)})
    changed = {revision.topic: revision.changed_at for revision in revisions.of(topics)}
    entries = [rules.entry(booking, around, changed) for booking in bookings]
    if not with_cancelled:
        entries = [entry for entry in entries if entry.status is not Status.CANCELLED]
    return feed_bytes(_heading(venue, language), entries)


def _heading(venue: Venue | None, language: str) -> Feed:
    network = value(f"network.name_{language}")
    name, description = NAMES[language]
    place = pick(venue, "name", language) if venue else value(f"centre.place_{language}").split(",")[0]
    return Feed(
        name=name.format(place=place) if venue else network,
        description=description.format(network=network),
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
