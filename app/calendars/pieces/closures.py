"""Closures in feeds: what shuts a venue, and what was announced."""

from collections.abc import Mapping
from datetime import datetime

from app.bookings.calendar_entry import Surroundings, geo_of
from app.bookings.models import Closure
from app.core.ical import Entry, Status, entry_uid
from app.core.text import pick

CLOSED_WORD = {"vi": "Đóng cửa", "en": "Closed"}


def entry(closure: Closure, around: Surroundings, words_changed_at: Mapping[str, datetime], *, inside: bool) -> Entry:
    """To those `inside` all of it. To everybody else one that was not announced is that the doors are shut, and not
    why. It takes no time of those who follow it, and is an all-day entry only where it is of whole days: when a door
    opens again is what people look for."""
    language, venues = around.language, closure.venues
    told = closure.announced or inside
    title = pick(closure, "title", language) if told else ""
    closed = "" if closure.soft else CLOSED_WORD[language]
    names = tuple(pick(venue, "name", language) for venue in venues)
    places = {(venue.latitude, venue.longitude) for venue in venues}
    topics = (f"words:venue:{venue.id}" for venue in venues)
    place = (f"words:centre.place_{one}" for one in ("vi", "en"))
    changed = (words_changed_at.get(topic, closure.revised_at) for topic in (*topics, *place))
    return Entry(
        uid=entry_uid("cl", closure.uuid, around.uid_domain),
        sequence=closure.sequence,
        starts_at=closure.starts_at,
        ends_at=closure.ends_at,
        all_day=closure.span.whole_days(venues[0].zone) is not None,
        transparent=True,
        zone=venues[0].zone_name,
        summary=": ".join(part for part in (closed, title) if part),
        location=", ".join([*names, around.place]),
        geo=geo_of(venues[0]) if len(places) == 1 else None,
        description=pick(closure, "message", language) if told else "",
        url=f"{around.site_url}/venues/{venues[0].slug}",
        categories=names,
        status=Status.CONFIRMED if closure.lifted_at is None else Status.CANCELLED,
        created_at=closure.created_at,
        revised_at=max([closure.revised_at, *changed]),
        language=language,
    )
