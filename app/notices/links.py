"""Where a notice leads: to the page that its letter names last, but for pages that are everybody's."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from app.config import ROOT

_LINK = re.compile(r"\{\{ site_url \}\}((?:[^\s{]|\{\{ \w+ \}\})+)")
_FILLED = re.compile(r"\{\{ (\w+) \}\}")
_ELSEWHERE = ("/verify/", "/letters/", "/agreements/", "/sign-in", "/forgot-password", "/my/calendars/edit")
_NEW = "/bookings/new"
UNSUBSCRIBE = "unsubscribe"  # purpose of a signed link, which names a letter by its message id


def link_in(template: str, values: Mapping[str, Any]) -> str:
    """ "" where it names none, or none that has all of its parts."""
    known = [link for source in _links(template) if (link := _filled(source, values))]
    return next(reversed([link for link in known if not link.startswith((*_ELSEWHERE, _NEW))]), "")


def _filled(source: str, values: Mapping[str, Any]) -> str:
    if not all(isinstance(values.get(name), str) and values[name] for name in _FILLED.findall(source)):
        return ""
    link = _FILLED.sub(lambda found: str(values[found[1]]), source).rstrip(".,;")
    return link if link.startswith("/") and not link.startswith("//") else ""


@cache
def _links(template: str) -> list[str]:
    file = ROOT / f"templates/mail/{template}.vi.txt"
    source = file.read_text(encoding="utf-8") if file.exists() else ""
    return [found[1] for found in _LINK.finditer(source)]
