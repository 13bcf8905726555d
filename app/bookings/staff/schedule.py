"""The day and the month of all venues."""

from werkzeug.wrappers import Response

from app.accounts.rules import is_centre_staff, is_coordinator
from app.bookings.schedule import everywhere, table_of_day
from app.bookings.screens import asked_day, month_page
from app.bookings.staff.desk import blueprint
from app.core import clock
from app.web.guard import actor, guard
from app.web.pages import page


@blueprint.get("/schedule")
@guard(is_centre_staff)
def day() -> Response:
    asked = asked_day()
    return page(
        "bookings/schedule.html",
        table=table_of_day(everywhere(), asked, depth="staff"),
        today=clock.today(),
        may_book=is_coordinator(actor()),
    )


@blueprint.get("/schedule/month")
@guard(is_centre_staff)
def month() -> Response:
    return month_page("bookings/schedule_month.html", "bookings_staff.month", depth="staff")
