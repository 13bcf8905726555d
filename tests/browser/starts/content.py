from typing import TYPE_CHECKING

from playwright.sync_api import APIRequestContext

if TYPE_CHECKING:
    from tests.browser.pages import Tour


def starts(tour: "Tour", role: str, request: APIRequestContext) -> list[str]:
    """Nothing leads to them but what is public by chance of the day."""
    return (
        ["/desk/content/new/news", "/desk/content/new/page", "/desk/content/new/banner"]
        if role == "coordinator"
        else []
    )
