from typing import TYPE_CHECKING

from playwright.sync_api import APIRequestContext
from pyotp import TOTP

from tests.accounts.factories import key_on
from tests.browser.conftest import PASSWORDS
from tests.browser.reading import send

if TYPE_CHECKING:
    from tests.browser.pages import Tour


def starts(tour: "Tour", role: str, request: APIRequestContext) -> list[str]:
    match role:
        case "operator_draft":
            (email,) = tour.site.accounts()[role][:1]
            send(request, "/account/email", email="minh.moi@example.org", password=PASSWORDS[email])
            return ["/account/email/sent", tour.linked("minh.moi@example.org", "change-email")]
        case "operator_stranger":
            (email,) = tour.site.accounts()[role][:1]
            send(request, "/account/second-factor", password=PASSWORDS[email])
            return ["/account/second-factor/enrol"]
        case "nobody":
            return _doors(tour, request)
        case "half":
            _stand_between(request)
            return ["/sign-in/code"]
    return []


def _doors(tour: "Tour", request: APIRequestContext) -> list[str]:
    newcomer, password = "khach.moi@example.org", "giấy dó phơi trên dây"
    send(request, "/sign-up", name="Đỗ Quỳnh Chi", email=newcomer, password=password, repeat=password, consent="y")
    lan = tour.site.accounts()["operator_approved"][0]
    send(request, "/forgot-password", email=lan)
    return [
        "/privacy",
        "/sign-up/check-mail",
        "/forgot-password/sent",
        tour.linked(newcomer, "confirm"),
        tour.linked(lan, "reset-password"),
        "/confirm/khong-dung",
    ]


def _stand_between(request: APIRequestContext) -> None:
    """Password given, code not yet."""
    email = "khoi@cau-kinh.example"
    password = next(iter(PASSWORDS.values()))
    send(request, "/sign-in", email=email, password=password)
    enrolment = send(request, "/account/second-factor", password=password)
    send(request, "/account/second-factor/enrol", code=TOTP(key_on(enrolment.text())).now())
    send(request, "/sign-out", form="/sign-out")
    send(request, "/sign-in", email=email, password=password)
