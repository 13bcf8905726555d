from typing import TYPE_CHECKING

from playwright.sync_api import APIRequestContext

from app.demo import venues

if TYPE_CHECKING:
    from tests.browser.pages import Tour


def starts(tour: "Tour", role: str, request: APIRequestContext) -> list[str]:
    """The one of which the demo has said everything."""
    match role:
        case "coordinator" | "approver":
            return [f"/desk/venues/{venues.SAMPLE}/hours", f"/desk/venues/{venues.SAMPLE}/photos"]
    return []
