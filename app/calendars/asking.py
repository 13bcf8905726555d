"""What an address asks for beside the feed it names. Pure: no cookie and no negotiation, the address alone decides."""

from collections.abc import Mapping
from typing import Any

from app.bookings.models import ActivityKind
from app.calendars.definition import FUTURE_CHOICES, PAST_CHOICES

LANGUAGES = ("vi", "en")
DOWNLOAD = "download"  # of the same bytes, so no part of what is asked


def asked_in(args: Mapping[str, str]) -> dict[str, Any]:
    """The fields of a `Definition` that the address sets; whatever else it says is passed over. Days are coarse, or
    there would be as many feeds as there are numbers. Raises ValueError for a kind of event that there is not."""
    asked: dict[str, Any] = {}
    if args.get("lang") in LANGUAGES:
        asked["language"] = args["lang"]
    if args.get("cancelled") == "0":
        asked["with_cancelled"] = False
    if (past := _nearest(args.get("past", ""), PAST_CHOICES)) is not None:
        asked["past_days"] = past
    if (future := _nearest(args.get("future", ""), FUTURE_CHOICES)) is not None:
        asked["future_days"] = future
    kinds = {one for one in args.get("kinds", "").split(",") if one}
    if not kinds <= set(ActivityKind):
        raise ValueError("there is no such kind of event")
    if kinds and kinds != set(ActivityKind):
        asked["activity_kinds"] = tuple(sorted(kinds))
    return asked


def _nearest(days: str, choices: tuple[int, ...]) -> int | None:
    """The smallest that is offered and no less, or the largest."""
    if not days.isascii() or not days.isdigit() or len(days) > 6:
        return None
    return next((one for one in choices if one >= int(days)), choices[-1])


def variant(asked: Mapping[str, Any]) -> str:
    """The same for every way of asking the same."""
    said = {name: ",".join(one) if isinstance(one, tuple) else one for name, one in asked.items()}
    return "&".join(f"{name}={said[name]}" for name in sorted(said))


def feed_key(path: str) -> str:
    """What the open feed at this path is remembered by."""
    return path.removeprefix("/calendars/").removesuffix(".ics")


def file_name(key: str) -> str:
    """ "venues/cau-kinh" is "venue-cau-kinh"."""
    group, _, name = key.rpartition("/")
    return f"{group.removesuffix('s')}-{name}" if group else name
