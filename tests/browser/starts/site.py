from typing import TYPE_CHECKING

from playwright.sync_api import APIRequestContext

from app.demo import venues

if TYPE_CHECKING:
    from tests.browser.pages import Tour


def starts(tour: "Tour", role: str, request: APIRequestContext) -> list[str]:
    return (
        ["/robots.txt", "/sitemap.xml", f"/venues/{venues.SAMPLE}", "/search?q=gom", "/search?q=khongcogi"]
        if role == "nobody"
        else []
    )
