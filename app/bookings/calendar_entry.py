"""What a booking looks like in calendars: the one description that feeds and invitations share."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.bookings.models import Booking, BookingStatus
from app.bookings.rules import LIVE
from app.core.ical import Entry, Status, entry_uid
from app.core.text import pick
from app.settings.queries import value
from app.venues.models import Venue

A_DAY = timedelta(days=1)
HOST_WORD = {"vi": "Đơn vị tổ chức", "en": "Host"}


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What the entries of one calendar share: the reader's language, the site, the museum's address, and the page an
    entry links to ("events", or "bookings" for those who may open that)."""

    language: str
    site_url: str
    uid_domain: str
    place: str
    centre_name: str
    page: str


def surroundings(language: str, *, site_url: str, uid_domain: str, page: str) -> Surroundings:
    return Surroundings(
        language=language,
        site_url=site_url,
        uid_domain=uid_domain,
        place=value(f"centre.place_{language}"),
        centre_name=value(f"centre.name_{language}"),
        page=page,
    )


def entry(booking: Booking, around: Surroundings, words_changed_at: Mapping[str, datetime]) -> Entry:
    """The public phase only. Longer than a day is an all-day entry; the host's address is never shown.

    `words_changed_at` tells when a name that is rendered here last changed, by revision topic.
    """
    language = around.language
    host = host_of(booking, around)
    about = pick(booking, "about", language)
    venues = tuple(pick(venue, "name", language) for venue in booking.venues)
    return Entry(
        uid=entry_uid("bk", booking.uuid, around.uid_domain),
        sequence=booking.sequence,
        starts_at=booking.public_starts_at,
        ends_at=booking.public_ends_at,
        all_day=booking.public.length > A_DAY,
        zone=booking.venues[0].zone_name,
        summary=pick(booking, "title", language),
        location=", ".join([*venues, around.place]),
        geo=next((at for at in map(geo_of, booking.venues) if at), None),
        description="\n\n".join(part for part in (about, f"{HOST_WORD[language]}: {host}") if part),
        url=f"{around.site_url}/{around.page}/{booking.public_id}",
        categories=venues,
        status=status_of(booking),
        created_at=booking.created_at,
        revised_at=max([booking.revised_at, *(words_changed_at.get(t, booking.revised_at) for t in topics(booking))]),
        language=language,
    )


def host_of(booking: Booking, around: Surroundings) -> str:
    return pick(booking.space, "name", around.language) if booking.space else around.centre_name


def status_of(booking: Booking) -> Status:
    if booking.status == BookingStatus.CONFIRMED:
        return Status.CONFIRMED
    return Status.TENTATIVE if booking.status in LIVE else Status.CANCELLED


def geo_of(venue: Venue) -> tuple[float, float] | None:
    """Where maps find it, once the Centre has said so."""
    return None if venue.latitude is None or venue.longitude is None else (venue.latitude, venue.longitude)


def topics(booking: Booking) -> Sequence[str]:
    """The revisions of names that the entry shows."""
    return topics_of([venue.id for venue in booking.venues], booking.space_id)


def topics_of(venue_ids: Iterable[int], space_id: int | None) -> Sequence[str]:
    """The same, by ids alone."""
    venues = [f"words:venue:{venue_id}" for venue_id in venue_ids]
    host = [f"words:space:{space_id}"] if space_id else _both("words:centre.name")
    return [*venues, *host, *_both("words:centre.place")]


def _both(topic: str) -> list[str]:
    return [f"{topic}_vi", f"{topic}_en"]
