"""The days around today at the venues: who has come, who has not, how places were handed over, and what hosts told."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any

from app.accounts.models import User
from app.bookings import conflicts, queries, rules, service
from app.bookings.models import Booking, BookingStatus, Handover, Noise
from app.bookings.rules import BookingRequest
from app.bookings.service import Found
from app.core import clock
from app.core.timespan import Timespan, at
from app.demo.bookings import SAMPLE_EN, SAMPLE_VI, SOFT_NOTE
from app.demo.cases import Cast
from app.demo.story import Story
from app.files.service import PreparedFile
from app.spaces.queries import team_space_ids
from app.venues.queries import layouts_at, venue_by_slug
from app.workdays.queries import worked_or_not

VENUES = (
    "trung-tam-trong-nha", "lang-nghe", "di-san-cong-nghiep", "trung-tam-ngoai-troi", "san-vuon-dong", "san-vuon-tay",
    "canh-quan-nam", "canh-quan-bac", "cau-kinh", "san-vuon-ho", "san-khau-kinh",
)  # fmt: skip
ASKED = -14
REPORTS_SINCE, ASKING_SINCE, SHOWS_SINCE, A_WEEK = -360, -40, -40, 7
LONGEST_HOLIDAY = 12  # Tết, with the days off around it
TOLD_OF = 7  # of so many, one report never came


@dataclass(frozen=True, kw_only=True)
class DemoUse:
    host: str
    vi: str
    en: str
    day: int
    last: int
    starts: str
    ends: str
    people: int
    kind: str
    layout: str = ""
    noise: str = Noise.SPEECH
    marks: frozenset[str] = frozenset()
    disadvantaged: str = ""
    note: str = ""


SHOW = DemoUse(
    host="xuong-in", vi="Chữ chì và giấy dó: trưng bày bản in thử", en="Lead type and dó paper: proofs on show",
    day=-1, last=0, starts="08:00", ends="17:00", people=120, kind="exhibition", layout="exhibition",
    noise=Noise.QUIET, note="Cần hai ổ cắm gần cửa. Xe chở khung vào lúc 07:10.",
)  # fmt: skip
AFTERNOON = DemoUse(
    host="lo-gom", vi="Nặn con giống cùng trẻ khiếm thị", en="Shaping clay animals with blind children",
    day=0, last=0, starts="14:00", ends="16:00", people=25, kind="workshop", layout="round_tables",
    disadvantaged="Trẻ em khiếm thị", note="Đường đi cần thông thoáng cho gậy dò.",
)  # fmt: skip
TONIGHT = DemoUse(
    host="xuong-in", vi="Kể chuyện phố nghề bằng trống", en="Stories of craft streets, told with drums",
    day=0, last=0, starts="19:00", ends="21:00", people=80, kind="performance", layout="theatre",
    noise=Noise.MUSIC, marks=frozenset({"livestream", "food"}),
)  # fmt: skip
NOBODY = DemoUse(
    host="lo-gom", vi="Nói chuyện về men tro", en="A talk about ash glaze",
    day=-1, last=-1, starts="18:30", ends="20:00", people=40, kind="talk", layout="theatre",
)  # fmt: skip
UNTOLD = DemoUse(
    host="xuong-in", vi="Đóng sổ tay bằng giấy in hỏng", en="Binding notebooks from misprints",
    day=-1, last=-1, starts="09:00", ends="11:00", people=20, kind="workshop", layout="classroom",
)  # fmt: skip
TOLD = DemoUse(
    host="xuong-in", vi="In lụa cho người cao tuổi", en="Screen printing for older people",
    day=-1, last=-1, starts="13:30", ends="15:30", people=30, kind="workshop", layout="classroom",
    disadvantaged="Người cao tuổi",
)  # fmt: skip


@dataclass
class Days:
    story: Story
    cast: Cast
    picture: PreparedFile

    def open_day(self, offset: int) -> int:
        """That day, or the nearest before it which is no day off: the places are shut on those."""
        known = worked_or_not(self.story.day(offset - LONGEST_HOLIDAY), self.story.day(offset))
        return next(
            day for day in range(offset, offset - LONGEST_HOLIDAY, -1) if known.get(self.story.day(day), True)
        )

    def book(self, use: DemoUse) -> list[Booking]:
        made: list[Booking] = []
        use = replace(use, day=self.open_day(use.day), last=self.open_day(use.last))
        self.story.on(ASKED, "10:15", lambda: self._ask(use, made))
        return made

    def _ask(self, use: DemoUse, made: list[Booking]) -> None:
        """At the first place that is free then: the demo is loaded on any day of any year."""
        for slug in VENUES:
            asked = self._request(use, slug)
            if asked is None:
                continue
            booking = service.request_booking(asked, actor=self.cast.people["tuan"], key=f"demo:day:{use.en}")
            if booking.status != BookingStatus.CONFIRMED:
                areas = conflicts.areas_of(booking.venues)
                near = conflicts.soft_conflicts(areas, booking.blocked, ignoring=[booking.id], now=clock.now())
                service.confirm_booking(booking, actor=self.cast.people["thu"], soft_note=SOFT_NOTE if near else "")
            made.append(booking)
            return

    def _request(self, use: DemoUse, slug: str) -> BookingRequest | None:
        venue, owner = venue_by_slug(slug), self.cast.owners[use.host]
        if venue is None:
            return None
        public = Timespan(self._at(use.day, use.starts), self._at(use.last, use.ends))
        blocked = public.widened(before=timedelta(hours=1), after=timedelta(hours=1))
        areas = conflicts.areas_of([venue])
        taken = conflicts.obstacles(areas, blocked, now=clock.now()) or queries.live_in(
            areas, blocked, now=clock.now()
        )
        if taken or conflicts.first_shut_day([venue], public) is not None:
            return None
        return BookingRequest(
            space_id=self.cast.spaces[use.host].id,
            venue_ids=(venue.id,),
            title_vi=use.vi,
            title_en=use.en,
            about_vi=SAMPLE_VI,
            about_en=SAMPLE_EN,
            public=public,
            setup=timedelta(hours=1),
            strike=timedelta(hours=1),
            expected_people=use.people,
            activity_kind=use.kind,
            layout=use.layout if use.layout in layouts_at([venue.id]).get(venue.id, {}) else "",
            noise=use.noise,
            marks=use.marks,
            disadvantaged=use.disadvantaged,
            contact_name=owner.name,
            contact_phone="0900 000 000",
            note_to_staff=use.note,
        )

    def _at(self, offset: int, wall: str) -> datetime:
        return at(self.story.day(offset), time.fromisoformat(wall), clock.HOUSE_ZONE)

    def then(self, made: list[Booking], offset: int, wall: str, act: Callable[[Booking], Any]) -> None:
        """If that moment is past, and the booking was given a place and still has it."""
        if self.story.moment(offset, wall) <= self.story.now:
            self.story.on(offset, wall, lambda: [act(one) for one in made if one.status == BookingStatus.CONFIRMED])

    def arrive(self, made: list[Booking], offset: int, wall: str) -> None:
        self.then(made, offset, wall, lambda one: service.check_in(one, actor=self.cast.people["tuan"]))

    def welcome_shows(self) -> None:
        """Exhibitions of many days are long there: somebody noted it on their first morning."""
        venues = [venue for slug in VENUES if (venue := venue_by_slug(slug))]
        this_morning = Timespan(clock.now(), clock.now() + timedelta(minutes=1))
        for booking in queries.live_in(conflicts.areas_of(venues), this_morning, now=clock.now()):
            if booking.status == BookingStatus.CONFIRMED and booking.public.length > timedelta(days=2):
                service.check_in(booking, actor=self.cast.people["tuan"])

    def hand_over(
        self, made: list[Booking], offset: int, wall: str, stage: Handover, wrong: str = "", photos: int = 0
    ) -> None:
        def act(booking: Booking) -> None:
            lines = queries.items_for(booking, stage)
            found = {line.public_id: Found(True) for line in lines}
            if wrong and lines:
                found[lines[1].public_id] = Found(False, wrong)
            service.hand_over(
                booking,
                stage,
                found,
                [self.picture] * photos,
                photo_note="Góc gần cửa ra vào (ảnh minh hoạ)" if photos else "",
                actor=self.cast.people["thu"],
            )

        self.then(made, offset, wall, act)

    def tell_of_lately(self) -> None:
        """Hosts tell of what they did since the last time; every seventh does not."""
        owners = {self.cast.spaces[key].id: owner for key, owner in self.cast.owners.items()}
        for use in queries.uses_in(Timespan(clock.now() - timedelta(days=2 * A_WEEK), clock.now())):
            owner = owners.get(use.booking.space_id or 0)
            if owner is None or use.report is not None or not use.booking.id % TOLD_OF:
                continue
            if not rules.wants_report(use.booking, use.usage, now=clock.now()):
                continue  # nobody came, before a long holiday
            if use.booking.space_id in team_space_ids(owner):
                _tell(use.booking, owner)


def _tell(booking: Booking, owner: User) -> None:
    expected = booking.expected_people or 20
    people = max(5, expected * (70 + booking.id % 40) // 100)
    service.report_usage(
        booking,
        people=people,
        disadvantaged_people=people // 10 if booking.disadvantaged else None,
        went=f"Diễn ra đúng chương trình. {SAMPLE_VI}",
        trouble="",
        actor=owner,
    )


def write_days(story: Story, cast: Cast, picture: PreparedFile) -> None:
    days = Days(story, cast, picture)
    eve, today = days.open_day(-1), days.open_day(0)
    show, afternoon, tonight = days.book(SHOW), days.book(AFTERNOON), days.book(TONIGHT)
    nobody, untold, told = days.book(NOBODY), days.book(UNTOLD), days.book(TOLD)
    for day in range(REPORTS_SINCE, -2, A_WEEK):
        story.on(day, "20:30", days.tell_of_lately)
    for day in range(ASKING_SINCE, 1):
        if story.moment(day, "08:15") <= story.now:
            story.on(day, "08:15", service.ask_for_reports)
    for day in range(SHOWS_SINCE, 1):
        if story.moment(day, "08:40") <= story.now:
            story.on(day, "08:40", days.welcome_shows)
    days.arrive(show, eve, "07:05")
    days.hand_over(show, eve, "07:20", Handover.GIVEN, photos=1)
    days.arrive(untold, eve, "08:10")
    days.hand_over(untold, eve, "11:40", Handover.TAKEN_BACK)
    days.arrive(told, eve, "12:50")
    days.hand_over(told, eve, "13:00", Handover.GIVEN)
    days.hand_over(told, eve, "16:10", Handover.TAKEN_BACK, wrong="Một ghế gãy chân", photos=2)
    days.then(nobody, eve, "19:20", lambda one: _nobody_came(one, cast))
    days.then(nobody, eve, "22:05", lambda one: _answer(one, cast))
    days.then(told, eve, "21:40", lambda one: _tell(one, cast.owners["xuong-in"]))
    days.arrive(afternoon, today, "13:40")
    days.hand_over(afternoon, today, "13:45", Handover.GIVEN)
    days.then(afternoon, today, "15:20", lambda one: service.leave_early(one, actor=cast.people["tuan"]))
    days.arrive(tonight, today, "18:30")


def _nobody_came(booking: Booking, cast: Cast) -> None:
    note = "Chờ đến 19:15, gọi số đã cho hai lần không ai nghe."
    service.note_no_show(booking, note=note, actor=cast.people["thu"])


def _answer(booking: Booking, cast: Cast) -> None:
    text = "Xe chở lò nung hỏng giữa đường, chúng tôi không kịp báo. Xin lỗi Trung tâm."
    service.answer_no_show(booking, text=text, actor=cast.owners["lo-gom"])
