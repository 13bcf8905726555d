"""What pages of events add to calendars: their words under the UID of a booking, and dates that are no bookings."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from app.bookings.calendar_entry import A_DAY, HOST_WORD, Surroundings
from app.core.clock import HOUSE_ZONE
from app.core.ical import Entry, Status, entry_uid
from app.core.text import pick
from app.events.models import Event, EventDate, Whereabouts
from app.spaces.rules import shown_address

ONLINE_WORD = {"vi": "Trực tuyến", "en": "Online"}


def with_page(told: Entry, event: Event, around: Surroundings, host: str) -> Entry:
    """The entry of a booking, as its page tells it. When and where stay the booking's."""
    return replace(
        told,
        summary=pick(event, "title", around.language),
        description=_description(event, host, around.language),
        url=f"{around.site_url}/events/{event.slug}",
    )


def entry(one: EventDate, around: Surroundings, words_changed_at: Mapping[str, datetime]) -> Entry:
    """A date at a host's own place, by the address it shows, or online."""
    event, language = one.event, around.language
    assert one.starts_at is not None
    assert one.ends_at is not None
    host = pick(event.space, "name", language) if event.space else around.centre_name
    there = shown_address(event.space) if event.space and event.where == Whereabouts.SPACE else ""
    changed = words_changed_at.get(f"words:space:{event.space_id}", event.updated_at)
    return Entry(
        uid=entry_uid("ev", one.uuid, around.uid_domain),
        sequence=one.sequence,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        all_day=one.ends_at - one.starts_at > A_DAY,
        zone=str(HOUSE_ZONE),
        summary=pick(event, "title", language),
        location=", ".join(part for part in (host, there) if part) if there else ONLINE_WORD[language],
        description=_description(event, host, language),
        url=f"{around.site_url}/events/{event.slug}",
        categories=(host,),
        status=Status.CONFIRMED if one.cancelled_at is None else Status.CANCELLED,
        created_at=event.created_at,
        revised_at=max(one.revised_at, event.updated_at, changed),
        language=language,
    )


def _description(event: Event, host: str, language: str) -> str:
    parts = (pick(event, "text", language), event.online_url, f"{HOST_WORD[language]}: {host}")
    return "\n\n".join(part for part in parts if part)
