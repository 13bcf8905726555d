from typing import TYPE_CHECKING

from playwright.sync_api import APIRequestContext

if TYPE_CHECKING:
    from tests.browser.pages import Tour


def starts(tour: "Tour", role: str, request: APIRequestContext) -> list[str]:
    return []
