"""Who reads which feed, and what a private one makes of a booking. Pure."""

import hashlib
import hmac
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from app.accounts.models import User
from app.bookings.calendar_entry import A_DAY, Surroundings
from app.bookings.models import Booking, BookingStatus, Departure
from app.calendars.models import FeedFetch, FeedLink
from app.core.clock import HOUSE_ZONE
from app.core.ical import Entry, Status, entry_uid
from app.core.text import pick
from app.core.timespan import Timespan, day_span

LINKS_EACH = 10
NAME_MAX = 60
# Clients come once in five minutes at the most; a loop in one must not keep the server busy.
FETCHES_ALLOWED, FETCH_WINDOW = 30, timedelta(minutes=5)

PHASE_WORDS = {"setup": {"vi": "Lắp đặt", "en": "Set-up"}, "strike": {"vi": "Tháo dỡ", "en": "Strike"}}
MOVED_WORD = {"vi": "Chuyển đến", "en": "Moved to"}
BUSY_WORD = {"vi": "Bận", "en": "Busy"}
NEVER_BUSY = frozenset(BookingStatus) - {BookingStatus.CONFIRMED, BookingStatus.CANCELLED, BookingStatus.DISPLACED}

# Marks in user agents, the most telling first.
CLIENTS = (
    ("google", ("google-calendar", "googlebot-calendar")),
    ("apple", ("dataaccessd", "calendaragent", "ios/", "macos/", "mac_os_x", "mac os x", "iphone os")),
    ("outlook", ("outlook", "microsoft", "exchange")),
    ("thunderbird", ("thunderbird", "lightning")),
    ("nextcloud", ("nextcloud",)),
    ("icsx5", ("icsx5", "davx5", "icsdroid")),
)


def window(today: date, past_days: int, future_days: int) -> Timespan:
    """By the house's days, so that it moves at midnight and not in between."""
    first, last = today - timedelta(days=past_days), today + timedelta(days=future_days)
    return Timespan(day_span(first, HOUSE_ZONE).start, day_span(last, HOUSE_ZONE).end)


def is_alive(link: FeedLink, user: User) -> bool:
    """A new password and a disabled account kill what was handed out before, also by hands unknown."""
    return link.revoked_at is None and user.disabled_at is None and link.created_at > user.credentials_changed_at


def wait_before_fetch(fetch: FeedFetch, now: datetime) -> timedelta | None:
    """How long a client that came too often must wait; None when it may read."""
    opens_at = fetch.counted_since + FETCH_WINDOW
    return opens_at - now if fetch.count >= FETCHES_ALLOWED and now < opens_at else None


def client_of(user_agent: str) -> str:
    """A known calendar's short name, or nothing: what strangers write about themselves is not kept."""
    lowered = user_agent.lower()
    known = (name for name, marks in CLIENTS if any(mark in lowered for mark in marks))
    return next(known, "")


def left_behind(
    departure: Departure, now_elsewhere: Entry, around: Surroundings, words_changed_at: Mapping[str, datetime]
) -> Entry:
    """A tombstone for the feed of a venue that a booking left: under its own UID, which is why only that feed may
    hold it. Other feeds have the booking itself."""
    language = around.language
    venue, span = departure.venue, Timespan(departure.starts_at, departure.ends_at)
    name = pick(venue, "name", language)
    goes_on = now_elsewhere.status is Status.CONFIRMED
    renamed_at = words_changed_at.get(f"words:venue:{venue.id}", departure.left_at)
    return replace(
        now_elsewhere,
        starts_at=span.start,
        ends_at=span.end,
        all_day=span.length > A_DAY,
        zone=venue.zone_name,
        location=f"{name}, {around.place}",
        categories=(name,),
        description=f"{MOVED_WORD[language]}: {now_elsewhere.location}" if goes_on else now_elsewhere.description,
        status=Status.CANCELLED,
        moved=goes_on,
        revised_at=max(departure.left_at, renamed_at, now_elsewhere.revised_at),
    )


def phases(booking: Booking, whole: Entry, around: Surroundings) -> Iterator[Entry]:
    """For the house: the public phase, and set-up and strike as entries of their own."""
    yield whole
    for part, span in (
        ("setup", (booking.starts_at, booking.public_starts_at)),
        ("strike", (booking.public_ends_at, booking.ends_at)),
    ):
        if span[0] < span[1]:
            yield replace(
                whole,
                uid=entry_uid("bk", booking.uuid, around.uid_domain, part),
                starts_at=span[0],
                ends_at=span[1],
                all_day=False,
                summary=f"{PHASE_WORDS[part][around.language]}: {pick(booking, 'title', around.language)}",
            )


def busy(booking: Booking, whole: Entry, around: Surroundings, key: str) -> Entry:
    """The hours somebody is bound, from set-up to strike, and nothing else.

    The UID of public feeds would tell which event it is, so here it is another one, made with the link's own `key`.
    """
    mark = hmac.new(key.encode(), booking.uuid.encode(), hashlib.sha256).hexdigest()[:32]
    return Entry(
        uid=entry_uid("busy", mark, around.uid_domain),
        sequence=whole.sequence,
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        all_day=False,
        zone=whole.zone,
        summary=BUSY_WORD[around.language],
        status=Status.CONFIRMED if whole.status is Status.CONFIRMED else Status.CANCELLED,
        created_at=booking.created_at,
        revised_at=booking.revised_at,
        language=around.language,
    )
