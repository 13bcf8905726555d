"""A series of Lan's: one date taken by the Centre waits, one is approved, one is offered at another time, one is open."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import time, timedelta

from app.bookings import conflicts, service
from app.bookings.models import Booking, BookingStatus
from app.bookings.rules import BookingRequest
from app.bookings.rules.series import Answer, Occasion, Verdict
from app.core import clock
from app.core.timespan import Timespan, at
from app.demo.bookings import LOOK_AHEAD, SAMPLE_EN, SAMPLE_VI, SOFT_NOTE, is_free
from app.demo.cases import Cast
from app.demo.story import Story
from app.venues.queries import venue_by_slug

HOST, VENUE, FIRST, DATES, TAKEN = "xuong-in", "canh-quan-bac", 40, 4, 1
TITLE = "Sáng vẽ ngoài vườn"
A_WEEK = timedelta(days=7)


@dataclass
class Series:
    story: Story
    cast: Cast
    dates: list[BookingRequest] = field(default_factory=list)
    made: list[Booking] = field(default_factory=list)

    def tell(self) -> None:
        self._ago(60, self._take_one)
        self._ago(28, self._ask)
        self._ago(2, self._answer)

    def _ago(self, hours: int, act: Callable[[], object]) -> None:
        self.story.then(self.story.now - timedelta(hours=hours), act)

    def _take_one(self) -> None:
        """Four weeks in which that time is free, and then one of them is not."""
        wanted = self._wanted()
        for days in range(LOOK_AHEAD):
            self.dates = [_later(wanted, timedelta(days=days) + n * A_WEEK) for n in range(DATES)]
            if all(is_free(one) for one in self.dates):
                break
        own = replace(
            self.dates[TAKEN],
            space_id=None,
            title_vi="Trung tâm chăm sóc vườn cây",
            title_en="The Centre looks after the trees",
            open_to_public=False,
        )
        booking = service.request_booking(own, actor=self.cast.people["tuan"], key="demo:series:centre")
        if booking.status != BookingStatus.CONFIRMED:
            service.confirm_booking(booking, actor=self.cast.people["thu"], soft_note=SOFT_NOTE)

    def _ask(self) -> None:
        asked = [Occasion(one, waits=n == TAKEN) for n, one in enumerate(self.dates)]
        self.made = service.request_series(asked, actor=self.cast.owners[HOST], key="demo:series")

    def _answer(self) -> None:
        approved, _waits, countered, _open = self.made
        free = conflicts.free_times_after(
            countered.venues,
            countered,
            not_before=countered.starts_at + timedelta(days=1),
            now=clock.now(),
            limit=1,
            within=timedelta(days=LOOK_AHEAD),
        )
        here = tuple(venue.id for venue in countered.venues)
        service.decide_dates(
            self.made,
            {
                approved.public_id: Verdict(Answer.APPROVE),
                countered.public_id: Verdict(Answer.COUNTER, free[0], here),
            },
            actor=self.cast.people["thu"],
            reason="Hôm ấy khu vườn đón một lớp học, ngày sau thì rộng rãi hơn.",
            soft_note=SOFT_NOTE,
        )

    def _wanted(self) -> BookingRequest:
        found = venue_by_slug(VENUE)
        start = at(self.story.day(FIRST), time(9), clock.HOUSE_ZONE)
        return BookingRequest(
            space_id=self.cast.spaces[HOST].id,
            venue_ids=(found.id,) if found is not None else (),
            title_vi=TITLE,
            title_en="Drawing in the Garden",
            about_vi=f"Bốn buổi sáng vẽ cây, mỗi tuần một buổi.\n\n{SAMPLE_VI}",
            about_en=f"Four mornings of drawing trees, one a week.\n\n{SAMPLE_EN}",
            public=Timespan(start, start + timedelta(hours=2)),
            expected_people=15,
        )


def _later(wanted: BookingRequest, days: timedelta) -> BookingRequest:
    return replace(wanted, public=Timespan(wanted.public.start + days, wanted.public.end + days))


def write_series(story: Story, cast: Cast) -> None:
    Series(story, cast).tell()
