"""What bodies depend on that stands in no table: the release and the server's settings."""

import hashlib
from functools import cache

from app.calendars.definition import Site
from app.config import ROOT


@cache
def epoch_of(site: Site) -> str:
    """Another one after every change of either, so that no body outlives the code that made it."""
    return hashlib.sha256(f"{_release()}|{site.url}|{site.uid_domain}".encode()).hexdigest()[:16]


@cache
def _release() -> str:
    """Of all that is run and all that is said. Better a body made once too often than one that stays wrong."""
    read = hashlib.sha256()
    for path in sorted([*(ROOT / "app").rglob("*.py"), *(ROOT / "translations").rglob("*.po")]):
        read.update(path.read_bytes())
    return read.hexdigest()
