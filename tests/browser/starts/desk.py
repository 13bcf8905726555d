from typing import TYPE_CHECKING

from playwright.sync_api import APIRequestContext

from app.accounts.queries import user_by_email
from app.core import clock
from app.demo.people import DOMAIN
from app.desk import tasks

if TYPE_CHECKING:
    from tests.browser.pages import Tour


def starts(tour: "Tour", role: str, request: APIRequestContext) -> list[str]:
    """What a search box, a ticked task and a text of one's own lead to."""
    match role:
        case "coordinator":
            return [
                "/desk/search?q=gom",
                f"/desk/tasks?act=take&task={_task(tour)}",
                "/desk/mail-texts/booking_confirmed/history",
            ]
        case "administrator":
            return ["/desk/tasks/machine"]
    return []


def _task(tour: "Tour") -> str:
    with tour.app.app_context():
        tuan = user_by_email(f"tuan@{DOMAIN}")
        assert tuan is not None
        return next(task.key for task in tasks.waiting(tasks.look_at(tuan, clock.now())))
