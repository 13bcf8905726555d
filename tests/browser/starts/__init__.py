"""Where the walk through all pages begins, beside the home page: one file a feature. Its `starts(tour, role, request)`
names what no link leads to and, signed in as that role, does what has to be done before some pages can be seen."""

from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

from playwright.sync_api import APIRequestContext

if TYPE_CHECKING:
    from tests.browser.pages import Tour

_FEATURES = sorted(one.name for one in iter_modules(__path__))


def of(tour: "Tour", role: str, request: APIRequestContext) -> list[str]:
    """In the order of the files' names."""
    found: list[str] = []
    for feature in _FEATURES:
        found += import_module(f"{__name__}.{feature}").starts(tour, role, request)
    return found
