from typing import TYPE_CHECKING

from playwright.sync_api import APIRequestContext

from app.spaces.queries import listed_spaces

if TYPE_CHECKING:
    from tests.browser.pages import Tour


def starts(tour: "Tour", role: str, request: APIRequestContext) -> list[str]:
    match role:
        case "operator_stranger":
            with tour.app.app_context():
                return [f"/my/claims/of/{listed_spaces()[-1].slug}"]
        case "nobody":
            return [tour.linked("tram@", "invitations")]
    return []
