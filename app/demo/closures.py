"""A repair ahead that moves a booking whose host nobody has called yet, and an exhibition from another calendar."""

from datetime import timedelta

from app.bookings import proposals, queries, service
from app.bookings.models import Booking, BookingStatus, ClosureKind
from app.bookings.rules import ClosureWish, Fate, Outcome
from app.bookings.service.outside import OutsideCalendar, compare, take_over
from app.core import clock
from app.core.ical_reading import OutsideEvent
from app.core.timespan import Timespan, day_span
from app.demo.cases import Cast
from app.demo.story import Story
from app.venues.queries import venue_by_slug

SOONEST, LATEST = 4, 12  # days ahead in which the repair falls, so that the site announces it
EXHIBITION_IN, EXHIBITION_DAYS, EXHIBITION_AT = 35, 7, "di-san-cong-nghiep"


def write_closures(story: Story, cast: Cast) -> None:
    story.then(story.now - timedelta(minutes=50), lambda: _repair(story, cast))
    story.then(story.now - timedelta(minutes=40), lambda: _exhibition(story, cast))


def _repair(story: Story, cast: Cast) -> None:
    booking = _somebody_ahead(story, cast)
    if booking is None:
        return
    venue_ids = tuple(venue.id for venue in booking.venues)
    wish = ClosureWish(
        venue_ids=venue_ids,
        span=booking.blocked,
        title_vi="Kiểm tra hệ thống điện (minh họa)",
        title_en="Check of the wiring (sample)",
        kind=ClosureKind.REPAIR,
        announced=True,
        message_vi="Mong bạn thông cảm. Các nơi khác mở cửa như thường lệ.",
        message_en="We are sorry for the trouble. All other places are open as usual.",
    )
    outcomes = {
        one.public_id: one.proposals[0].outcome(Fate.MOVE) if one.proposals else Outcome(Fate.DISPLACE)
        for one in proposals.in_the_way(wish, now=clock.now())
    }
    service.close_venues(actor=cast.people["tuan"], outcomes=outcomes, **vars(wish))


def _somebody_ahead(story: Story, cast: Cast) -> Booking | None:
    """Of a space that people who try the demo do not act for first."""
    span = Timespan(story.now + timedelta(days=SOONEST), story.now + timedelta(days=LATEST))
    lan = {space.id for key, space in cast.spaces.items() if cast.owners[key].id == cast.people["lan"].id}
    coming = queries.upcoming_public(now=story.now, limit=60)
    ours = [b for b in coming if b.space_id is not None and b.space_id not in lan and span.contains(b.blocked)]
    return next((b for b in ours if b.status == BookingStatus.CONFIRMED), None)


def _exhibition(story: Story, cast: Cast) -> None:
    venue = venue_by_slug(EXHIBITION_AT)
    if venue is None:
        return
    first, last = story.day(EXHIBITION_IN), story.day(EXHIBITION_IN + EXHIBITION_DAYS)
    span = Timespan(day_span(first, clock.HOUSE_ZONE).start, day_span(last, clock.HOUSE_ZONE).end)
    event = OutsideEvent("trung-bay-minh-hoa@cau-kinh.example", "Trưng bày ảnh tư liệu (minh họa)", span)
    calendar = OutsideCalendar("Lịch trưng bày (minh họa)", (venue.id,), True, (event,))
    chosen = [line.key for line in compare(calendar, now=clock.now())]
    take_over(calendar, chosen, actor=cast.people["tuan"])
