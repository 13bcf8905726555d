"""What hosts wish to change: Lan's day that is to grow, two who could change places, and wishes that are answered."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import time, timedelta

from app.accounts.models import User
from app.bookings import conflicts, queries, service
from app.bookings.models import Booking, BookingChange, BookingStatus
from app.bookings.rules import BookingRequest
from app.core import clock
from app.core.errors import DomainError
from app.core.timespan import Timespan, at
from app.demo.bookings import LOOK_AHEAD, SAMPLE_EN, SAMPLE_VI, SOFT_NOTE, is_free
from app.demo.cases import Cast
from app.demo.story import Story
from app.venues.queries import venue_by_slug

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class DemoSlot:
    """`day` counts from the telling; where the floor is taken that day, it is a later one."""

    host: str
    venue: str
    day: int
    starts: int
    people: int
    vi: str
    en: str
    about_vi: str
    about_en: str


GROWS = DemoSlot(
    "xuong-in", "canh-quan-nam", 45, 14, 20, "Phơi vải nhuộm lá", "Drying Leaf-dyed Cloth",
    "Nhuộm vải bằng lá bàng, lá ổi rồi căng dây phơi giữa vườn; ai mang khăn cũ đến cũng được.",
    "Cloth dyed with almond and guava leaves and hung up in the garden; bring an old scarf.",
)  # fmt: skip
HERE = DemoSlot(
    "hai-gian", "canh-quan-bac", 50, 9, 25, "Xếp diều giấy", "Folding Paper Kites",
    "Trẻ em xếp diều giấy báo cũ, tô màu và thả thử.", "Children fold kites from old newspapers and fly them.",
)  # fmt: skip
THERE = DemoSlot(
    "san-dinh", "trung-tam-ngoai-troi", 50, 9, 30, "Trò chơi sân đình", "Games of the Village Yard",
    "Kéo co, ô ăn quan, nhảy dây, người lớn chơi cùng trẻ nhỏ.", "Tug of war, mancala, skipping, for young and old.",
)  # fmt: skip
GRANTED = DemoSlot(
    "san-dinh", "di-san-cong-nghiep", 62, 14, 40, "Tiếng nhà máy", "Sounds of the Factory",
    "Nghe lại tiếng còi tầm, tiếng máy dệt thu từ những năm tám mươi.", "Recordings of sirens and looms of the eighties.",
)  # fmt: skip
REFUSED = DemoSlot(
    "hai-gian", "di-san-cong-nghiep", 66, 9, 15, "Vẽ máy cũ", "Drawing Old Machines",
    "Một buổi sáng ký họa máy tiện, máy phay.", "A morning of sketching lathes and milling machines.",
)  # fmt: skip
WITHDRAWN = DemoSlot(
    "xuong-in", "canh-quan-bac", 70, 15, 18, "Đọc thơ dưới tán cây", "Poems under the Trees",
    "Mỗi người mang một bài thơ để đọc.", "Everybody brings a poem to read.",
)  # fmt: skip


@dataclass
class Changes:
    story: Story
    cast: Cast
    made: dict[str, Booking] = field(default_factory=dict)

    def tell(self) -> None:
        self._ago(170, lambda: self._book(GROWS))
        self._ago(168, lambda: self._book(HERE, THERE))
        for slot, hours in (GRANTED, 166), (REFUSED, 165), (WITHDRAWN, 164):
            self._ago(hours, lambda slot=slot: self._book(slot))  # type: ignore[misc]
        self._ago(70, lambda: self._wish(GRANTED, longer=HOUR, people=60, note="Câu lạc bộ hưu trí xin đến nghe."))
        self._ago(69, lambda: self._wish(REFUSED, longer=3 * HOUR, note="Muốn vẽ thêm sau giờ trưa."))
        self._ago(68, lambda: self._wish(WITHDRAWN, longer=HOUR))
        self._ago(46, lambda: service.grant_changes([self._open(GRANTED)], actor=self.cast.people["thu"]))
        self._ago(45, self._refuse)
        self._ago(44, lambda: service.withdraw_change(self._open(WITHDRAWN), actor=self._owner(WITHDRAWN)))
        self._ago(20, lambda: self._wish(GROWS, longer=HOUR, people=35, note="Lớp mẫu giáo gần đó xin đến cùng."))
        self._ago(9, lambda: self._wish(HERE, to=THERE, note="Có em đi xe lăn, sân ngoài trời bằng phẳng hơn."))
        self._ago(7, lambda: self._wish(THERE, to=HERE, note="Kéo co cần bãi cỏ."))

    def _ago(self, hours: int, act: Callable[[], object]) -> None:
        self.story.then(self.story.now - timedelta(hours=hours), act)

    def _book(self, *slots: DemoSlot) -> None:
        """On the first day on which all of them are free, with an hour to grow by."""
        asked = self._on_a_free_day([self._wanted(slot) for slot in slots])
        for slot, request in zip(slots, asked, strict=True):
            booking = service.request_booking(request, actor=self._owner(slot), key=f"demo:changes:{slot.en}")
            if booking.status != BookingStatus.CONFIRMED:
                areas = conflicts.areas_of(booking.venues)
                near = conflicts.soft_conflicts(areas, booking.blocked, ignoring=[booking.id], now=clock.now())
                service.confirm_booking(booking, actor=self.cast.people["thu"], soft_note=SOFT_NOTE if near else "")
            self.made[slot.en] = booking

    def _on_a_free_day(self, wanted: Sequence[BookingRequest]) -> list[BookingRequest]:
        for days in range(LOOK_AHEAD):
            later = timedelta(days=days)
            moved = [
                replace(one, public=Timespan(one.public.start + later, one.public.end + later)) for one in wanted
            ]
            if all(is_free(replace(one, public=one.public.widened(after=4 * HOUR))) for one in moved):
                return moved
        return list(wanted)

    def _wish(
        self,
        slot: DemoSlot,
        *,
        longer: timedelta = timedelta(),
        people: int | None = None,
        to: DemoSlot | None = None,
        note: str = "",
    ) -> None:
        booking = self.made[slot.en]
        service.change_booking(
            booking,
            actor=self._owner(slot),
            public=booking.public.widened(after=longer),
            venue_ids=[venue.id for venue in (booking if to is None else self.made[to.en]).venues],
            people=people or booking.expected_people,
            note=note,
        )

    def _refuse(self) -> None:
        service.refuse_change(
            self._open(REFUSED),
            actor=self.cast.people["thu"],
            reason="Buổi chiều hôm ấy chúng tôi lau dọn hiện vật, mong bạn giữ giờ cũ.",
        )

    def _open(self, slot: DemoSlot) -> BookingChange:
        found = queries.open_change(self.made[slot.en].id)
        if found is None:
            raise DomainError("change.gone")
        return found

    def _owner(self, slot: DemoSlot) -> User:
        return self.cast.owners[slot.host]

    def _wanted(self, slot: DemoSlot) -> BookingRequest:
        found = venue_by_slug(slot.venue)
        start = at(self.story.day(slot.day), time(slot.starts), clock.HOUSE_ZONE)
        return BookingRequest(
            space_id=self.cast.spaces[slot.host].id,
            venue_ids=(found.id,) if found is not None else (),
            title_vi=slot.vi,
            title_en=slot.en,
            about_vi=f"{slot.about_vi}\n\n{SAMPLE_VI}",
            about_en=f"{slot.about_en}\n\n{SAMPLE_EN}",
            public=Timespan(start, start + 2 * HOUR),
            expected_people=slot.people,
        )


def write_changes(story: Story, cast: Cast) -> None:
    Changes(story, cast).tell()
