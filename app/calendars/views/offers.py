"""A feed as a page hands it out: its address, and the ways into the calendars people have."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import quote

import segno
from flask import current_app, url_for

from app.web.language import locale


@dataclass(frozen=True)
class Subscription:
    key: str
    title: str
    href: str
    about: str = ""
    parts: tuple["Subscription", ...] = ()

    @property
    def webcal(self) -> str:
        return "webcal://" + self.href.split("://", 1)[1]

    @property
    def picture(self) -> str:
        """A QR code of the address that asks a phone to subscribe: the plain one would be a file to download."""
        secret = "/calendars/private/" in self.href
        return _drawn(self.webcal) if secret else _picture(self.webcal)

    def way(self, app: str) -> str:
        """Where the button of `client_words.App` leads. Thunderbird has no address of its own to open: its steps do."""
        there = {"google": self.google, "apple": self.webcal, "outlook": self.outlook}
        return there.get(app) or url_for("calendars.subscribe", app=app, _anchor="how")

    @property
    def download(self) -> str:
        return f"{self.href}{'&' if '?' in self.href else '?'}download=1"

    @property
    def google(self) -> str:
        return "https://calendar.google.com/calendar/r?cid=" + quote(self.webcal, safe="")

    @property
    def outlook(self) -> str:
        return (
            f"https://outlook.live.com/calendar/0/addfromweb?url={quote(self.href, safe='')}&name={quote(self.title)}"
        )


@lru_cache(maxsize=512)
def _picture(address: str) -> str:
    """What everybody may know stays in memory; a secret does not."""
    return _drawn(address)


def _drawn(address: str) -> str:
    """Black on white also in the dark, or no camera would read it."""
    return str(segno.make_qr(address, error="m").png_data_uri(scale=6, border=4, dark="#16130f", light="#ffffff"))


def feed_url(endpoint: str, **values: Any) -> str:
    """Absolute, from the settings: a link in a calendar client must not follow whatever Host was asked for."""
    if locale() == "en":
        values["lang"] = "en"
    return str(current_app.config["SETTINGS"].site_url + url_for(endpoint, **values))
