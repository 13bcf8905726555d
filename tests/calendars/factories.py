"""Events as a coordinator makes them, inside an app context; each returns or takes a booking's public id."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.accounts.models import User
from app.accounts.queries import user_by_email
from app.bookings import service
from app.bookings.models import Booking, BookingStatus
from app.bookings.queries import booking_by_public_id
from app.bookings.rules import BookingRequest
from app.core import clock
from app.core.db import transact
from app.core.ids import new_secret
from app.core.timespan import Timespan
from app.venues.queries import venue_by_slug
from app.workdays.queries import day_off
from tests.cast import email_of

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def staff(key: str = "tuan") -> User:
    user = user_by_email(email_of(key))
    assert user is not None
    return user


def evening(days: int, *, hours: float = 2, at: time = time(19, 0)) -> Timespan:
    """The evening `days` from today, or the next one that is no day off."""
    day: date = clock.today() + timedelta(days=days)
    while day_off(day):
        day += timedelta(days=1)
    start = datetime.combine(day, at, HANOI)
    return Timespan(start, start + timedelta(hours=hours))


def confirmed_event(
    *,
    title: str,
    days: int,
    venue: str = "cau-kinh",
    span: Timespan | None = None,
    about: str = "",
    open_to_public: bool = True,
    confirm: bool = True,
) -> str:
    """A booking of the Centre itself, confirmed unless told otherwise."""
    place = venue_by_slug(venue)
    assert place is not None
    request = BookingRequest(
        space_id=None,
        venue_ids=(place.id,),
        title_vi=title,
        about_vi=about,
        public=span or evening(days),
        open_to_public=open_to_public,
    )
    public_id = transact(lambda: service.request_booking(request, actor=staff(), key=new_secret()).public_id)
    if confirm and _booking(public_id).status != BookingStatus.CONFIRMED:
        transact(lambda: service.confirm_booking(_booking(public_id), actor=staff("thu"), soft_note="Đã báo bảo vệ."))
    return public_id


def cancel(public_id: str) -> None:
    transact(lambda: service.cancel_booking(_booking(public_id), actor=staff(), reason="Mưa lớn"))


def move(public_id: str, *, days: int, venue: str | None = None) -> None:
    place = venue_by_slug(venue) if venue else None
    venue_ids = (place.id,) if place else None
    transact(
        lambda: service.move_booking(_booking(public_id), actor=staff(), public=evening(days), venue_ids=venue_ids)
    )


def _booking(public_id: str) -> Booking:
    booking = booking_by_public_id(public_id)
    assert booking is not None
    return booking
