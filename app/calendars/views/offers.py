"""A feed as a page hands it out: its address, and the ways into the calendars people have."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from flask import current_app, url_for

from app.web.language import locale


@dataclass(frozen=True)
class Subscription:
    key: str
    title: str
    href: str
    parts: tuple["Subscription", ...] = ()

    @property
    def webcal(self) -> str:
        return "webcal://" + self.href.split("://", 1)[1]

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


def feed_url(endpoint: str, **values: Any) -> str:
    """Absolute, from the settings: a link in a calendar client must not follow whatever Host was asked for."""
    if locale() == "en":
        values["lang"] = "en"
    return str(current_app.config["SETTINGS"].site_url + url_for(endpoint, **values))
