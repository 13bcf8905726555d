"""The address from which a map's background comes, tile by tile. Pure."""

import re
from urllib.parse import urlsplit

LONGEST = 300
_PLACES = ("{z}", "{x}", "{y}")


def normal_tiles_url(text: str) -> str:
    """An https address with `{z}`, `{x}` and `{y}` in its path, each once, and nothing else to fill in.

    Raises ValueError for anything else: its host is let into the pages' policy, so it must be exactly one.
    """
    text = text.strip()
    path = text.partition("://")[2].partition("/")[2]
    filled = re.sub(r"\{[zxy]\}", "0", text)
    if len(text) > LONGEST or any(path.count(place) != 1 or text.count(place) != 1 for place in _PLACES):
        raise ValueError("needs {z}, {x} and {y}")
    if not re.fullmatch(r"https://[a-z0-9.-]+(:\d{1,5})?/[A-Za-z0-9._~/?&=%@+-]*", filled):
        raise ValueError("not a plain https address")
    parts = urlsplit(filled)
    if not parts.hostname or "." not in parts.hostname or (parts.port is not None and not 0 < parts.port < 65536):
        raise ValueError("no such host")
    return text


def origin(tiles_url: str) -> str:
    """What a policy must let in for them."""
    parts = urlsplit(tiles_url)
    return f"{parts.scheme}://{parts.netloc}"
