"""The background of the map: none, unless the Centre has chosen one. Only the map's page may fetch it."""

from werkzeug.wrappers import Response

from app.places.tiles import normal_tiles_url, origin
from app.settings.queries import value
from app.web.headers import CSP

_IMAGES = "img-src 'self' data:"


def chosen() -> dict[str, str] | None:
    """Its address and whom to name for it; without somebody to name there is none."""
    try:
        url = normal_tiles_url(value("map.tiles_url"))
    except ValueError:
        return None
    credit = value("map.tiles_credit").strip()
    return {"url": url, "credit": credit} if credit else None


def allow(answer: Response) -> None:
    """Let this page, and no other, fetch images from that one origin."""
    if found := chosen():
        answer.headers["Content-Security-Policy"] = CSP.replace(_IMAGES, f"{_IMAGES} {origin(found['url'])}")
