"""What a page of an event says to machines, by schema.org. Pure."""

from typing import Any

from app.core.text import pick
from app.events.models import Whereabouts
from app.events.rules import Happening
from app.events.screens import Shown

STATUS = {False: "https://schema.org/EventScheduled", True: "https://schema.org/EventCancelled"}
MODES = {
    Whereabouts.ONLINE: "https://schema.org/OnlineEventAttendanceMode",
    Whereabouts.VENUE: "https://schema.org/OfflineEventAttendanceMode",
    Whereabouts.SPACE: "https://schema.org/OfflineEventAttendanceMode",
}


def about(shown: Shown, language: str, *, url: str, centre: str, place: str, picture: str | None) -> dict[str, Any]:
    """The nearest date; of several ahead a series with each. No offers: the price is words, for people to read."""
    main = shown.main
    if main is None:
        return {}
    told = _one(main, shown, language, url=url, centre=centre, place=place, picture=picture)
    if len(shown.ahead) > 1:
        each = [
            _one(one, shown, language, url=f"{url}#d-{one.uuid}", centre=centre, place=place, picture=picture)
            for one in shown.ahead
        ]
        told |= {"@type": "EventSeries", "endDate": each[-1]["endDate"], "subEvent": each}
    return told


def _one(
    one: Happening, shown: Shown, language: str, *, url: str, centre: str, place: str, picture: str | None
) -> dict[str, Any]:
    text = pick(shown, "text", language)
    told: dict[str, Any] = {
        "@type": "Event",
        "name": pick(shown, "title", language),
        "startDate": one.span.start.astimezone(one.zone).isoformat(),
        "endDate": one.span.end.astimezone(one.zone).isoformat(),
        "eventStatus": STATUS[one.cancelled],
        "eventAttendanceMode": MODES[Whereabouts(one.where)],
        "location": _location(one, shown, language, place, url),
        "organizer": {"@type": "Organization", "name": pick(one.host, "name", language) if one.host else centre},
        "url": url,
    }
    if text:
        told["description"] = text[:500]
    if picture:
        told["image"] = picture
    return told


def _location(one: Happening, shown: Shown, language: str, place: str, url: str) -> dict[str, Any]:
    if one.where == Whereabouts.ONLINE:
        return {
            "@type": "VirtualLocation",
            "url": (shown.event.online_url if shown.event and not shown.over else "") or url,
        }
    if one.venues:
        names = ", ".join(pick(venue, "name", language) for venue in one.venues)
        return {"@type": "Place", "name": names, "address": place}
    return {
        "@type": "Place",
        "name": pick(one.host, "name", language) if one.host else one.address,
        "address": one.address,
    }
