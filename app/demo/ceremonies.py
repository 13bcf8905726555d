"""Two days on which certificates are handed over: one past, two of them posted afterwards; one whose names are being
checked, with an answer of every kind."""

from datetime import time

from app.accounts.models import User
from app.ceremonies import queries, service
from app.ceremonies.models import Ceremony, Guest
from app.ceremonies.rules import Order, ordered, print_key, seats
from app.ceremonies.service import Plan
from app.core import clock
from app.core.timespan import at
from app.demo.cases import Cast
from app.demo.story import Story
from app.memberships.rules import printed_names
from app.settings.service import change_setting

KEPT_BACK, GIVEN_AT_ONCE = -171, -46  # while certificates wait for a ceremony
PAST, COMING = -45, 18
FIRST = ("nan-vot", "dam-bao", "goc-bang", "o-vuong", "pho-nghe", "hai-dang")
SECOND = ("gio-lua", "van-go", "day-to", "kho-muoi", "duong-kim", "bien-ve")


class Ceremonies:
    def __init__(self, story: Story, cast: Cast) -> None:
        self.story, self.cast = story, cast
        self.planned: dict[str, Ceremony] = {}

    def person(self, key: str) -> User:
        return self.cast.people[key]

    def kept_back(self, day: int, kept_back: bool) -> None:
        self.story.on(
            day, "17:45", lambda: change_setting("certificate.at_ceremony", kept_back, actor=self.person("ha"))
        )

    def guest(self, ceremony: str, space: str) -> Guest:
        wanted = self.cast.spaces[space].id
        return next(one for one in self.guests(ceremony) if one.space_id == wanted)

    def guests(self, ceremony: str) -> list[Guest]:
        return queries.guests_of(self.planned[ceremony].id)

    def plan(self, key: str, made: int, day: int, title_vi: str, title_en: str, spaces: tuple[str, ...]) -> None:
        def act() -> None:
            plan = Plan(
                title_vi=title_vi,
                title_en=title_en,
                starts_at=at(self.story.day(day), time(9, 0), clock.HOUSE_ZONE),
                place_vi="Sân khấu kính, Bảo tàng Hà Nội",
                place_en="The glass stage, Hanoi Museum",
            )
            tuan = self.person("tuan")
            ceremony = self.planned[key] = service.create_ceremony(plan, actor=tuan)
            service.add_guests(ceremony, [self.cast.spaces[one].public_id for one in spaces], actor=tuan)

        self.story.on(made, "09:20", act)

    def asked(self, key: str, day: int, due: int) -> None:
        def act() -> None:
            service.ask_for_proofs(self.planned[key], due_on=self.story.day(due), actor=self.person("tuan"))
            for guest in self.guests(key):
                self._tried(guest)
            service.invite_guests(self.planned[key], actor=self.person("tuan"))

        self.story.on(day, "10:30", act)

    def _tried(self, guest: Guest) -> None:
        """Every one of these names can be printed (tests/demo asks the press)."""
        service.note_tried(guest, tried_for=print_key(guest.space, guest.event), fault="")

    def confirmed(self, key: str, space: str, day: int, *, people: int = 0) -> None:
        def act() -> None:
            guest, owner = self.guest(key, space), self.cast.owners[space]
            service.confirm_proof(guest, seen=printed_names(guest.event, guest.space), actor=owner)
            service.answer_invitation(guest, coming=people > 0, people=people, actor=owner)

        self.story.on(day, "20:05", act)

    def wanted(self, key: str, space: str, day: int, name_en: str, words: str) -> None:
        def act() -> None:
            guest = self.guest(key, space)
            service.want_correction(
                guest, name_vi=guest.space.name_vi, name_en=name_en, words=words, actor=self.cast.owners[space]
            )

        self.story.on(day, "21:15", act)

    def accepted(self, key: str, space: str, day: int) -> None:
        def act() -> None:
            service.accept_correction(self.guest(key, space), actor=self.person("thu"))
            self._tried(self.guest(key, space))

        self.story.on(day, "08:50", act)

    def waived(self, key: str, space: str, day: int, reason: str) -> None:
        self.story.on(
            day,
            "08:40",
            lambda: service.waive_answer([self.guest(key, space)], reason=reason, actor=self.person("thu")),
        )

    def issued(self, key: str, day: int) -> None:
        def act() -> None:
            tuan, order = self.person("tuan"), ordered(self.guests(key), Order.NAME)
            service.put_in_order(self.planned[key], [one.public_id for one in order], actor=tuan)
            places = dict(zip((one.public_id for one in order), seats(2, 3), strict=True))
            service.seat_guests(self.planned[key], places, actor=tuan)
            service.issue_all(self.planned[key], seen=self.planned[key].version, actor=self.person("dung"))

        self.story.on(day, "15:10", act)

    def handed_over(self, key: str, day: int, *absent: str) -> None:
        def act() -> None:
            for guest in self.guests(key):
                if guest.space_id not in {self.cast.spaces[one].id for one in absent}:
                    service.hand_over(guest, actor=self.person("thu"))
            service.hold_day(self.planned[key], actor=self.person("tuan"))

        self.story.on(day, "11:15", act)

    def posted(self, key: str, space: str, day: int, tracking: str) -> None:
        self.story.on(
            day,
            "14:20",
            lambda: service.note_posted(
                self.guest(key, space), on=self.story.day(day), tracking=tracking, actor=self.person("thu")
            ),
        )


def write_ceremonies(told: Ceremonies) -> None:
    told.kept_back(KEPT_BACK, True)
    told.kept_back(GIVEN_AT_ONCE, False)
    _past(told)
    _coming(told)


def _past(told: Ceremonies) -> None:
    told.plan(
        "past", -76, PAST, "Lễ trao chứng nhận đợt 2 (minh họa)", "Certificate ceremony, call 2 (sample)", FIRST
    )
    told.asked("past", -75, -66)
    for place, space in enumerate(FIRST[:4]):
        told.confirmed("past", space, -74 + place, people=2)
    told.wanted(
        "past", "pho-nghe", -73, "Listening Streets Sound Map", "Tên tiếng Anh trên trang của chúng tôi đầy đủ hơn."
    )
    told.accepted("past", "pho-nghe", -72)
    told.waived("past", "hai-dang", -64, "Đã gọi điện hai lần, người đứng tên đồng ý giữ nguyên.")
    told.issued("past", -58)
    told.handed_over("past", PAST, "dam-bao", "hai-dang")
    told.posted("past", "dam-bao", PAST + 2, "EA 123 456 789 VN")
    told.posted("past", "hai-dang", PAST + 2, "EA 123 456 792 VN")


def _coming(told: Ceremonies) -> None:
    told.plan(
        "coming", -9, COMING, "Lễ trao chứng nhận đợt 3 (minh họa)", "Certificate ceremony, call 3 (sample)", SECOND
    )
    told.asked("coming", -8, 4)
    told.confirmed("coming", "gio-lua", -7, people=2)
    told.confirmed("coming", "van-go", -6)
    told.wanted(
        "coming", "day-to", -7, "Silk String Luthiers", "Tên tiếng Anh trên biển hiệu của xưởng là như thế này."
    )
    told.accepted("coming", "day-to", -5)
    told.wanted(
        "coming",
        "kho-muoi",
        -2,
        "Salt Warehouse",
        "Đối tác nước ngoài gọi chúng tôi bằng tên này, xin ghi cho thống nhất.",
    )
