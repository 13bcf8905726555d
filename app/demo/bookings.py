"""Bookings in every state, a closure, a series, and half a year of public events."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from app.accounts.models import User
from app.bookings import conflicts, service
from app.bookings.models import Booking, BookingStatus
from app.bookings.rules import BookingRequest
from app.core import clock
from app.core.timespan import Timespan, at
from app.demo.cases import Cast
from app.demo.events import BRIDGE, CRAFT, EVENTS, INSIDE, LAKE, NORTH, STAGE, DemoEvent
from app.demo.story import Story
from app.venues.models import Venue
from app.venues.queries import venue_by_slug

SAMPLE_VI, SAMPLE_EN = "Dữ liệu minh họa.", "Sample data."
SOFT_NOTE = "Hai bên đã thống nhất giờ thử âm thanh và lối đi cho khách."
LOOK_AHEAD = 12  # days in which another one is sought when the wanted day is off or taken


@dataclass
class Bookings:
    story: Story
    cast: Cast
    owners: dict[str, str]

    def event(self, event: DemoEvent, lead: int) -> None:
        """Asked for `lead` days before it, confirmed on the next day where the venue did not do so at once."""
        made: list[Booking] = []
        asked = min(event.day - lead, -3)
        self.story.on(asked, "09:40", lambda: made.append(self._ask(event)))
        self.story.on(asked + 1, "10:30", lambda: self._confirm(made[0]))

    def _ask(self, event: DemoEvent) -> Booking:
        actor = self._speaker(event)
        return service.request_booking(self._request(event), actor=actor, key=f"demo:{event.day}:{event.en}")

    def _confirm(self, booking: Booking) -> None:
        if booking.status == BookingStatus.CONFIRMED:
            return
        areas = conflicts.areas_of(booking.venues)
        near = conflicts.soft_conflicts(areas, booking.blocked, ignoring=[booking.id], now=clock.now())
        service.confirm_booking(booking, actor=self.cast.people["thu"], soft_note=SOFT_NOTE if near else "")

    def _speaker(self, event: DemoEvent) -> User:
        return self.cast.people[self.owners[event.host] if event.host else "tuan"]

    def _request(self, event: DemoEvent) -> BookingRequest:
        venues = _venues(event.venues)
        wanted = BookingRequest(
            space_id=self.cast.spaces[event.host].id if event.host else None,
            venue_ids=tuple(venue.id for venue in venues),
            title_vi=event.vi,
            title_en=event.en,
            about_vi=f"{event.about_vi}\n\n{SAMPLE_VI}",
            about_en=f"{event.about_en}\n\n{SAMPLE_EN}",
            public=_span(self.story.day(event.day), event),
            setup=timedelta(minutes=event.setup),
            strike=timedelta(minutes=event.strike),
            expected_people=event.people,
        )
        return _on_a_free_day(wanted, venues)

    def series(self, event: DemoEvent, times: int, asked: int) -> None:
        """Weekly, in one request."""

        def act() -> None:
            weeks = [replace(event, day=event.day + 7 * week) for week in range(times)]
            requests = [self._request(one) for one in weeks]
            for booking in service.request_series(requests, actor=self._speaker(event), key="demo:series"):
                self._confirm(booking)

        self.story.on(asked, "11:15", act)

    def waiting(self, event: DemoEvent, hours_ago: int) -> None:
        """Asked for and not decided yet. Where requests compete, none is in the way of the next."""
        self.story.then(
            self.story.now - timedelta(hours=hours_ago),
            lambda: service.request_booking(
                self._request(event), actor=self._speaker(event), key=f"demo:{event.host}:{event.en}"
            ),
        )

    def declined(self, event: DemoEvent, asked: int, reason: str) -> None:
        made: list[Booking] = []
        self.story.on(asked, "13:10", lambda: made.append(self._ask(event)))
        self.story.on(
            asked + 1,
            "09:05",
            lambda: service.decline_booking(made[0], actor=self.cast.people["thu"], reason=reason),
        )

    def expired(self, event: DemoEvent, asked: int) -> None:
        """Nobody decided within the hold's time."""
        self.story.on(asked, "16:20", lambda: self._ask(event))
        self.story.on(asked + 4, "00:05", lambda: service.release_expired_holds())

    def cancelled(self, event: DemoEvent, asked: int, cancelled: int, reason: str) -> None:
        made: list[Booking] = []
        self.story.on(asked, "08:50", lambda: made.append(self._ask(event)))
        self.story.on(asked + 1, "10:45", lambda: self._confirm(made[0]))
        self.story.on(
            cancelled,
            "17:30",
            lambda: service.cancel_booking(made[0], actor=self._speaker(event), reason=reason),
        )

    def closure(self, venues: tuple[str, ...], vi: str, en: str, first: int, last: int, decided: int) -> None:
        def act() -> None:
            service.close_venues(
                actor=self.cast.people["tuan"],
                venue_ids=[venue.id for venue in _venues(venues)],
                span=Timespan(self.story.moment(first, "00:00"), self.story.moment(last + 1, "00:00")),
                title_vi=vi,
                title_en=en,
            )

        self.story.on(decided, "15:45", act)


def write_bookings(bookings: Bookings) -> None:
    for place, event in enumerate(EVENTS):
        bookings.event(event, lead=18 + place % 14)
    bookings.series(
        DemoEvent(
            4, "09:00", "11:00", CRAFT, "lo-gom", "Lớp gốm buổi sáng", "Morning Pottery Class",
            "Sáu buổi liền cho người mới: từ nhào đất đến tráng men.",
            "Six mornings for beginners, from clay to glaze.", 20, 30, 30,
        ), times=6, asked=-24,
    )  # fmt: skip
    _every_state(bookings)


def _every_state(bookings: Bookings) -> None:
    # fmt: off
    slot = DemoEvent(6, "19:00", "21:30", STAGE, "xuong-in", "Đêm trống hội xưởng", "Night of Workshop Drums",
                     "Ba nhóm trống cùng một bản nhạc dài.", "Three drum groups, one long piece.", 240, 120, 60)
    rival = DemoEvent(6, "18:30", "21:00", STAGE, "hai-gian", "Nhạc mộc bên hồ", "Unplugged by the Lake",
                      "Sáu người hát, sáu cây đàn, không loa lớn.", "Six singers, six guitars, no big speakers.", 140, 90, 60)
    bookings.waiting(slot, 70)
    bookings.waiting(rival, 27)
    bookings.waiting(
        DemoEvent(12, "15:00", "17:00", BRIDGE, "san-dinh", "Trình diễn áo dài giấy", "Paper Áo Dài on the Bridge",
                  "Học sinh trong phường mặc áo dài gấp từ giấy báo.", "Children of the ward in áo dài folded from newspaper.", 90, 60, 30), 60)
    bookings.waiting(
        DemoEvent(18, "09:00", "12:00", NORTH, "che-tao", "Đường đua xe tự chế", "Soap-Box Race",
                  "Xe không động cơ, phanh tốt, người lái đội mũ.", "No engines, good brakes, helmets on.", 150, 120, 60), 9)
    bookings.declined(
        DemoEvent(15, "20:00", "22:00", LAKE, "hai-gian", "Thả đèn trên hồ", "Lanterns on the Lake",
                  "Thả đèn giấy trên mặt hồ.", "Paper lanterns on the water.", 200), -7,
        "Khu Hồ không cho dùng lửa và vật nổi. Mời chuyển sang sân ngoài trời với đèn pin.")
    bookings.expired(
        DemoEvent(13, "14:00", "16:00", INSIDE, "lo-gom", "Họp nhóm làng nghề", "Craft Villages Meet",
                  "Bàn lịch chợ gốm quý tới.", "Planning next quarter's pottery market.", 30), -15)
    bookings.cancelled(
        DemoEvent(7, "16:00", "18:00", LAKE, "xuong-in", "Vẽ tường nước", "Painting With Water",
                  "Vẽ bằng nước trên lối đi, bức tranh tự biến mất.", "Paint with water on the path; the picture vanishes by itself.", 60), -20, -2,
        "Người hướng dẫn bị ốm, nhóm xin hẹn lại tháng sau.")
    bookings.event(
        DemoEvent(30, "18:30", "20:30", BRIDGE, "hai-gian", "Đọc truyện trên cầu", "Stories on the Bridge",
                  "Bốn truyện ngắn đọc giữa hai bờ kính.", "Four short stories read between two walls of glass.", 60), 50)
    # fmt: on
    bookings.closure(BRIDGE, "Kiểm định kết cấu kính", "Inspection of the glass structure", 29, 32, -2)


def _venues(slugs: Sequence[str]) -> list[Venue]:
    return [venue for slug in slugs if (venue := venue_by_slug(slug)) is not None]


def _span(day: date, event: DemoEvent) -> Timespan:
    last = day + timedelta(days=(event.last or event.day) - event.day)
    return Timespan(
        at(day, time.fromisoformat(event.starts), clock.HOUSE_ZONE),
        at(last, time.fromisoformat(event.ends), clock.HOUSE_ZONE),
    )


def _on_a_free_day(wanted: BookingRequest, venues: Sequence[Venue]) -> BookingRequest:
    """The demo is loaded on any day of any year: where the day is a holiday or the floor taken, a later one."""
    areas = conflicts.areas_of(venues)
    for days in range(LOOK_AHEAD):
        later = timedelta(days=days)
        moved = replace(wanted, public=Timespan(wanted.public.start + later, wanted.public.end + later))
        taken = conflicts.obstacles(areas, moved.blocked, now=clock.now())
        if not taken and conflicts.first_shut_day(venues, moved.public) is None:
            return moved
    return wanted
