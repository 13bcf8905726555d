"""Who may say what about something that happens, and what that becomes. Pure."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from app.accounts.rules import is_coordinator, signed_in
from app.bookings.models import ActivityKind, Booking, BookingStatus
from app.core.clock import HOUSE_ZONE
from app.core.errors import DomainError
from app.core.text import clean, one_line, slugify
from app.core.timespan import Timespan, at
from app.events.models import Event, EventDate, EventStatus, Whereabouts
from app.memberships.models import Grade
from app.memberships.rules import Standing
from app.spaces.rules import normal_link

TITLE_MAX, TEXT_MAX, PRICE_MAX, ACCESS_MAX, LICENCE_MAX, LINK_MAX, REASON_MAX = 200, 6000, 200, 1000, 500, 300, 2000
DATES_MAX = 60
FURTHEST, LONGEST = timedelta(days=730), timedelta(days=366)
LINES = ("title_vi", "title_en", "price_vi", "price_en")
TEXTS = ("text_vi", "text_en", "access_vi", "access_en", "licence_vi", "licence_en")
LONGEST_WORDS = {
    "title": TITLE_MAX,
    "text": TEXT_MAX,
    "price": PRICE_MAX,
    "access": ACCESS_MAX,
    "licence": LICENCE_MAX,
}
PAGES_AMONG_SLUGS = frozenset({"archive"})
_LIKE_AN_ID = re.compile(r"[0-9a-f]{24}")  # of a booking, whose page stands at the same place


class Moderated(StrEnum):
    """Which events wait for the Centre's look before they are shown: the setting `events.moderated`."""

    NEW = "new"  # a host's first, and those of hosts that are no full members
    ALL = "all"
    NONE = "none"


class Way(StrEnum):
    LIVE = "live"
    WAITING = "waiting"


TRANSITIONS: Mapping[EventStatus, frozenset[EventStatus]] = {
    EventStatus.DRAFT: frozenset({EventStatus.WAITING, EventStatus.PUBLISHED}),
    EventStatus.WAITING: frozenset({EventStatus.PUBLISHED, EventStatus.DECLINED, EventStatus.DRAFT}),
    EventStatus.PUBLISHED: frozenset({EventStatus.WITHDRAWN, EventStatus.WAITING}),
    EventStatus.DECLINED: frozenset({EventStatus.WAITING, EventStatus.PUBLISHED}),
    EventStatus.WITHDRAWN: frozenset({EventStatus.WAITING, EventStatus.PUBLISHED}),
}


def check_transition(was: str, becomes: EventStatus) -> None:
    if becomes not in TRANSITIONS[EventStatus(was)]:
        raise DomainError("event.changed_meanwhile")


@dataclass(frozen=True, kw_only=True)
class Words:
    """What a page of an event says."""

    title_vi: str
    title_en: str | None = None
    text_vi: str = ""
    text_en: str | None = None
    price_vi: str = ""
    price_en: str | None = None
    access_vi: str = ""
    access_en: str | None = None
    licence_vi: str = ""
    licence_en: str | None = None
    kind: str = ActivityKind.OTHER
    fields: list[str] = field(default_factory=list)
    registration_url: str = ""
    online_url: str = ""


def checked(words: Words, where: str, offered: Collection[str]) -> dict[str, Any]:
    """As columns; `offered` are the fields one may choose, in their order. Raises the first fault, at the field that
    holds it."""
    found: dict[str, Any] = {}
    for name in (*LINES, *TEXTS):
        text = (one_line if name in LINES else clean)(getattr(words, name) or "")
        longest = LONGEST_WORDS[name.rpartition("_")[0]]
        if len(text) > longest:
            raise DomainError("event.too_long", field=name, max=longest)
        found[name] = text if name.endswith("_vi") else text or None
    if not found["title_vi"]:
        raise DomainError("event.missing", field="title_vi")
    if words.kind not in set(ActivityKind):
        raise DomainError("event.unknown_choice", field="kind")
    if not {*words.fields} <= {*offered}:
        raise DomainError("event.unknown_choice", field="fields")
    found["kind"], found["fields"] = str(words.kind), [one for one in offered if one in words.fields]
    for name in ("registration_url", "online_url"):
        found[name] = _link(getattr(words, name), name)
    if where == Whereabouts.ONLINE and not found["online_url"]:
        raise DomainError("event.no_online_link", field="online_url")
    return found


def _link(text: str, name: str) -> str:
    if not (text or "").strip():
        return ""
    try:
        return normal_link(text)
    except (ValueError, UnicodeError):
        raise DomainError("event.bad_link", field=name) from None


def own_dates(
    day: date, starts: time, ends: time, *, until: date | None = None, weeks: int = 1, now: datetime
) -> list[Timespan]:
    """One date, from a day to another where `until` is a later one, and again in each of so many weeks. What ends before
    it begins ends on the next morning. Raises what is wrong, at its field."""
    if not 1 <= weeks <= DATES_MAX:
        raise DomainError("event.too_many_dates", field="weeks", max=DATES_MAX)
    last = until or day
    if last < day:
        raise DomainError("event.ends_before", field="until")
    found = []
    for week in range(weeks):
        first, end = day + timedelta(weeks=week), last + timedelta(weeks=week)
        start = at(first, starts, HOUSE_ZONE)
        finish = at(end + timedelta(days=1) if end == first and ends <= starts else end, ends, HOUSE_ZONE)
        if finish <= start:
            raise DomainError("event.ends_before", field="ends")
        found.append(Timespan(start, finish))
    if found[0].length > LONGEST:
        raise DomainError("event.too_long_span", field="until")
    if weeks > 1 and found[0].end > found[1].start:
        raise DomainError("event.weeks_overlap", field="weeks")
    if found[0].end <= now:
        raise DomainError("event.date_past", field="day")
    if found[-1].start > now + FURTHEST:
        raise DomainError("event.date_too_far", field="day")
    return found


def free_slug(title: str, taken: Collection[str], more: str) -> str:
    wanted = slugify(title, "su-kien")
    if _LIKE_AN_ID.fullmatch(wanted):
        wanted = f"su-kien-{wanted}"
    taken = {*taken, *PAGES_AMONG_SLUGS}
    numbered = (f"{wanted}-{n}" for n in range(2, len(taken) + 3))
    return next((slug for slug in (wanted, *numbered) if slug not in taken), f"{wanted}-{more}")


def way_of(
    *, space_id: int | None, standing: Standing, published_before: bool, moderated: str, refused: bool = False
) -> Way:
    """Whether an event is shown at once. The Centre's own are; who has a tie to the host plays no part. What the Centre
    has declined or taken down (`refused`) comes back through its hands alone."""
    if space_id is None or (moderated == Moderated.NONE and not refused):
        return Way.LIVE
    full = standing.is_member and standing.grade == Grade.FULL and not refused
    return Way.LIVE if moderated == Moderated.NEW and full and published_before else Way.WAITING


def may_host(where: str, standing: Standing) -> bool:
    """At the museum a booking is enough; what members do elsewhere is announced while they are members."""
    return where == Whereabouts.VENUE or standing.is_member


def can_edit(actor: Any, *, space_id: int | None, team_space_ids: Collection[int]) -> bool:
    """The team of the host; for the Centre and the museum the coordinators."""
    return signed_in(actor) and (is_coordinator(actor) if space_id is None else space_id in team_space_ids)


def can_moderate(actor: Any) -> bool:
    return is_coordinator(actor)


def bears_a_page(booking: Booking, now: datetime) -> bool:
    """Confirmed, open to all, not over: what is private cannot have a page."""
    return booking.status == BookingStatus.CONFIRMED and booking.open_to_public and booking.public_ends_at > now


def lies_ahead(one: EventDate, now: datetime) -> bool:
    if one.booking is not None:
        return bears_a_page(one.booking, now)
    return one.cancelled_at is None and one.ends_at is not None and one.ends_at > now


def has_dates_left(dates: Iterable[EventDate], now: datetime) -> bool:
    return any(lies_ahead(one, now) for one in dates)


def was_shown(event: Event) -> bool:
    """Once published its address stands in links: it is not made anew."""
    return event.published_at is not None
