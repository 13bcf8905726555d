"""What a feed shows of a booking. Pure; CALENDARS' golden files hold the bytes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.bookings.models import Booking, BookingStatus
from app.core.clock import HOUSE_ZONE
from app.core.ical import Entry, Status, entry_uid
from app.core.text import pick
from app.core.timespan import Timespan, day_span

PAST = timedelta(days=180)
FUTURE = timedelta(days=730)
A_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What every entry of a feed shares: the reader's language, the site's address, and the museum's."""

    language: str
    site_url: str
    uid_domain: str
    place: str
    host_word: str
    centre_name: str


def window(today: date) -> Timespan:
    """180 days back and 24 months ahead, by the house's days, so that it moves at midnight and not in between."""
    return Timespan(day_span(today - PAST, HOUSE_ZONE).start, day_span(today + FUTURE, HOUSE_ZONE).end)


def entry(booking: Booking, around: Surroundings, words_changed_at: Mapping[str, datetime]) -> Entry:
    """The public phase only. Longer than a day is an all-day entry; the host's address is never shown.

    `words_changed_at` tells when a name that is rendered here last changed, by revision topic.
    """
    language = around.language
    host = pick(booking.space, "name", language) if booking.space else around.centre_name
    about = pick(booking, "about", language)
    return Entry(
        uid=entry_uid("bk", booking.uuid, around.uid_domain),
        sequence=booking.sequence,
        starts_at=booking.public_starts_at,
        ends_at=booking.public_ends_at,
        all_day=booking.public.length > A_DAY,
        zone=booking.venues[0].zone_name,
        summary=pick(booking, "title", language),
        location=", ".join([*(pick(v, "name", language) for v in booking.venues), around.place]),
        description="\n\n".join(part for part in (about, f"{around.host_word}: {host}") if part),
        url=f"{around.site_url}/events/{booking.public_id}",
        categories=tuple(pick(v, "name", language) for v in booking.venues),
        status=Status.CONFIRMED if booking.status == BookingStatus.CONFIRMED else Status.CANCELLED,
        created_at=booking.created_at,
        revised_at=max([booking.revised_at, *(words_changed_at.get(t, booking.revised_at) for t in topics(booking))]),
        language=language,
    )


def topics(booking: Booking) -> Sequence[str]:
    """The revisions of names that the entry shows."""
    venues = [f"words:venue:{venue.id}" for venue in booking.venues]
    host = [f"words:space:{booking.space_id}"] if booking.space_id else _both("words:centre.name")
    return [*venues, *host, *_both("words:centre.place")]


def _both(topic: str) -> list[str]:
    return [f"{topic}_vi", f"{topic}_en"]
