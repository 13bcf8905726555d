"""What an address asks for beside the feed it names. Pure: no cookie and no negotiation, the address alone decides."""

from collections.abc import Mapping
from typing import Any

LANGUAGES = ("vi", "en")
DOWNLOAD = "download"  # of the same bytes, so no part of what is asked


def asked_in(args: Mapping[str, str]) -> dict[str, Any]:
    """The fields of a `Definition` that the address sets; whatever else it says is passed over."""
    asked: dict[str, Any] = {}
    if args.get("lang") in LANGUAGES:
        asked["language"] = args["lang"]
    if args.get("cancelled") == "0":
        asked["with_cancelled"] = False
    return asked


def variant(asked: Mapping[str, Any]) -> str:
    """The same for every way of asking the same."""
    return "&".join(f"{name}={asked[name]}" for name in sorted(asked))


def feed_key(path: str) -> str:
    """What the open feed at this path is remembered by."""
    return path.removeprefix("/calendars/").removesuffix(".ics")


def file_name(key: str) -> str:
    """ "venues/cau-kinh" is "venue-cau-kinh"."""
    group, _, name = key.rpartition("/")
    return f"{group.removesuffix('s')}-{name}" if group else name
