"""Two who wait for one evening of the Centre's, a place that Lan is offered because the Centre gave it up, and another
time offered in answer to a request."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import time, timedelta

from app.accounts.models import User
from app.bookings import conflicts, service
from app.bookings.models import Booking, BookingStatus
from app.bookings.rules import BookingRequest
from app.core import clock
from app.core.timespan import Timespan, at
from app.demo.bookings import SAMPLE_EN, SAMPLE_VI, SOFT_NOTE, on_a_free_day
from app.demo.cases import Cast
from app.demo.story import Story
from app.venues.queries import venue_by_slug, venues_by_id

KEPT, GIVEN_UP, COUNTERED = 26, 34, 29  # days from the telling


@dataclass
class Waiting:
    story: Story
    cast: Cast
    made: dict[str, Booking] = field(default_factory=dict)

    def tell(self) -> None:
        self._ago(150, lambda: self._book("kept", KEPT, "lang-nghe", *CRAFT))
        self._ago(149, lambda: self._book("given_up", GIVEN_UP, "san-vuon-tay", *GARDEN))
        self._ago(100, lambda: self._wait("hai-gian", "kept", *FAIR))
        self._ago(76, lambda: self._wait("xuong-in", "kept", *PRINTS))
        self._ago(52, lambda: self._wait("xuong-in", "given_up", *PAPER))
        self._ago(30, lambda: self._ask("san-dinh", "cau-kinh", *SONGS))
        self._ago(5, self._give_up)
        self._ago(3, self._counter)

    def _ago(self, hours: int, act: Callable[[], object]) -> None:
        self.story.then(self.story.now - timedelta(hours=hours), act)

    def _book(self, key: str, day: int, venue: str, vi: str, en: str) -> None:
        asked = on_a_free_day(self._wanted(day, venue, vi, en), among_rivals=False)
        tuan = self.cast.people["tuan"]
        booking = self.made[key] = service.request_booking(asked, actor=tuan, key=f"demo:waiting:{key}")
        if booking.status != BookingStatus.CONFIRMED:
            service.confirm_booking(booking, actor=self.cast.people["thu"], soft_note=SOFT_NOTE)

    def _wait(self, host: str, behind: str, vi: str, en: str) -> None:
        taken = self.made[behind]
        asked = self._request(host, [v.id for v in taken.venues], taken.public, vi, en)
        service.join_waiting_list(asked, actor=self._owner(host), key=f"demo:waiting:{host}:{behind}")

    def _ask(self, host: str, venue: str, vi: str, en: str) -> None:
        wanted = self._wanted(COUNTERED, venue, vi, en, host=host)
        asked = on_a_free_day(wanted, among_rivals=False)
        self.made["asked"] = service.request_booking(asked, actor=self._owner(host), key="demo:waiting:asked")

    def _give_up(self) -> None:
        service.cancel_booking(
            self.made["given_up"], actor=self.cast.people["tuan"], reason="Trung tâm dời sang mùa sau."
        )

    def _counter(self) -> None:
        booking = self.made["asked"]
        (free,) = conflicts.free_times_after(
            booking.venues, booking, not_before=clock.now(), now=clock.now(), limit=1, within=timedelta(days=60)
        )
        service.counter_offer(
            booking,
            actor=self.cast.people["thu"],
            public=free,
            reason="Hôm ấy Bảo tàng đón đoàn khách, ngày sau thì yên tĩnh hơn.",
            soft_note=SOFT_NOTE,
        )

    def _owner(self, host: str) -> User:
        return self.cast.owners[host]

    def _wanted(self, day: int, venue: str, vi: str, en: str, host: str | None = None) -> BookingRequest:
        found = venue_by_slug(venue)
        start = at(self.story.day(day), time(14), clock.HOUSE_ZONE)
        ids = [found.id] if found is not None else []
        return self._request(host, ids, Timespan(start, start + timedelta(hours=2)), vi, en)

    def _request(self, host: str | None, venue_ids: list[int], public: Timespan, vi: str, en: str) -> BookingRequest:
        return BookingRequest(
            space_id=self.cast.spaces[host].id if host else None,
            venue_ids=tuple(v.id for v in venues_by_id(venue_ids)),
            title_vi=vi,
            title_en=en,
            about_vi=f"Một buổi chiều ở Bảo tàng, mời mọi người cùng làm.\n\n{SAMPLE_VI}",
            about_en=f"An afternoon at the museum; everybody may join in.\n\n{SAMPLE_EN}",
            public=public,
        )


CRAFT = ("Chiều kể chuyện làng nghề", "An Afternoon of Craft Stories")
GARDEN = ("Dạo vườn cùng người làm vườn", "A Walk with the Gardeners")
FAIR = ("Hội chợ đồ cũ nhỏ", "A Small Second-hand Fair")
PRINTS = ("In tranh cùng trẻ em", "Printing with Children")
PAPER = ("Tự làm giấy từ vỏ cây", "Making Paper from Bark")
SONGS = ("Nghe hát cửa đình", "Songs at the Temple Gate")


def write_waiting(story: Story, cast: Cast) -> None:
    Waiting(story, cast).tell()
