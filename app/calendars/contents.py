"""What stands in a feed: the one place that decides it, for readings, health, single days and letters alike."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property

from flask_babel import force_locale

from app.accounts.models import User
from app.accounts.rules import is_coordinator, is_reviewer
from app.bookings import calendar_entry
from app.bookings.queries import closures_shown, departures_from, private_standing, public_standing
from app.bookings.queries.shown import Gone, Standing, Wanted, kept_since
from app.bookings.rules import TOMBSTONE_KEPT
from app.calendars import fragments, rules
from app.calendars.definition import Definition, Depth, Kind, Part, Site
from app.calendars.fragments import Fragment
from app.calendars.pieces import bookings, closures, deadlines, events, holidays
from app.calendars.pieces.bookings import Piece
from app.core.db import db
from app.core.ical import Entry, Feed, Status, feed_of_lines
from app.core.text import pick
from app.evaluations.queries import deadlines_of
from app.events.queries import members_among, own_dates
from app.settings.queries import value
from app.spaces.models import Space
from app.spaces.queries import space_ids_in, team_space_ids
from app.spaces.words import FIELD_NAMES
from app.venues.models import Venue
from app.venues.queries import sharing_floor, venues_by_id
from app.workdays.queries import days_gone, special_days

NAMES = {
    "vi": ("Sự kiện tại {place}", "Sự kiện mở cửa cho công chúng của {network}."),
    "en": ("Events at {place}", "Events open to the public, by the {network}."),
}
FIELD_HEADING = {"vi": "Sự kiện: {field}", "en": "Events: {field}"}
# Of feeds that are not of one place: a name and what it holds.
HEADINGS = {
    "vi": {
        "closures": ("Đóng cửa và thông báo · {site}", "Khi nào các địa điểm đóng cửa, và những điều đã thông báo."),
        "holidays": ("Ngày nghỉ, ngày làm bù · {site}", "Theo lịch làm việc của Trung tâm."),
        "mine": ("Đặt chỗ của tôi · {site}", "Đặt chỗ của các không gian bạn tham gia, cả những lượt chờ duyệt."),
        "own_space": ("Đặt chỗ của {space} · {site}", "Mọi lượt đặt chỗ của không gian, cả những lượt chờ duyệt."),
        "busy": ("Bận · {site}", "Giờ bận, không kèm nội dung."),
        "staff": ("Lịch địa điểm (nội bộ) · {site}", "Mọi lượt đặt chỗ, kèm giờ lắp đặt và tháo dỡ."),
        "deadlines": ("Hạn chấm hồ sơ · {site}", "Ngày bạn cần nộp phiếu chấm, chỉ ghi mã hồ sơ."),
        "personal": ("Lịch của tôi · {site}", "Những gì bạn đã chọn ở trang Lịch riêng."),
    },
    "en": {
        "closures": ("Closures and notices · {site}", "When venues are closed, and what was announced."),
        "holidays": ("Days off, days worked in exchange · {site}", "The Centre's working days."),
        "mine": ("My bookings · {site}", "Bookings of your spaces, those that wait for a decision too."),
        "own_space": (
            "Bookings of {space} · {site}",
            "Every booking of the space, those that wait for a decision too.",
        ),
        "busy": ("Busy · {site}", "Busy hours, and nothing about what they are."),
        "staff": ("Venue calendar (internal) · {site}", "Every booking, with set-up and strike."),
        "deadlines": ("Sheets due · {site}", "When your sheets are to be in, by case code alone."),
        "personal": ("My calendar · {site}", "What you chose on the page Private calendars."),
    },
}


@dataclass(frozen=True, kw_only=True)
class Body:
    """The bytes of a feed, how many events they hold, and the latest change of any of them. `made` are the lines
    that were not kept from before: who may write keeps them (`service.keep_fragments`)."""

    plain: bytes
    events: int
    latest_revised_at: datetime | None
    made: Sequence[Fragment] = ()


@dataclass(kw_only=True)
class Contents:
    """`topics` are the revisions that everything shown depends on: while none of them moves, and the day is the
    same, neither do the bytes."""

    heading: Feed
    language: str
    site: Site
    with_cancelled: bool
    topics: frozenset[str]
    _pieces: Sequence[Piece] = ()
    _entries: list[Entry] = field(default_factory=list)

    def entries(self) -> Sequence[Entry]:
        """Whole entries by start, then UID, for pages and letters."""
        told = [entry for _piece, entry in bookings.entries_of(self._pieces, self.language, self.site)]
        return sorted(filter(self._wanted, [*told, *self._entries]), key=lambda entry: (entry.starts_at, entry.uid))

    def count(self) -> int:
        """How many entries that is, for pages: nothing is written to know it, unless some are left out."""
        return len(self._pieces) + len(self._entries) if self.with_cancelled else self.body().events

    def body(self) -> Body:
        """The same entries as bytes, put together from lines that are kept."""
        told, made = fragments.written_of(self._pieces, self.language, self.site)
        told += [fragments.write(entry) for entry in self._entries]
        shown = sorted(one for one in told if self.with_cancelled or not one.cancelled)
        if len({one.order.partition(b" ")[2] for one in shown}) < len(shown):
            raise ValueError("two entries of one feed share a UID")
        return Body(
            plain=feed_of_lines(self.heading, [one.lines for one in shown]),
            events=len(shown),
            latest_revised_at=fragments.latest_of(shown),
            made=made,
        )

    def _wanted(self, entry: Entry) -> bool:
        return self.with_cancelled or entry.status is not Status.CANCELLED


def contents(asked: Definition, *, today: date, site: Site) -> Contents:
    """What the feed holds on the house's day `today`. Rights are those of this moment: who lost them reads an
    empty feed. Equal data, equal contents."""
    viewer = None if asked.viewer_id is None else db.session.get_one(User, asked.viewer_id)
    return _Gathering(asked, viewer, today, site).done()


class _Gathering:
    """One feed on its way. A booking that is chosen twice is there once, as deep as the deepest choice may see it."""

    def __init__(self, asked: Definition, viewer: User | None, today: date, site: Site) -> None:
        self.asked, self.viewer, self.today, self.site = asked, viewer, today, site
        self.window = rules.window(today, asked.past_days, asked.future_days)
        self.wanted = Wanted(self.window, today, asked.activity_kinds)
        self.topics = {"words"}
        self.chosen: dict[int, tuple[Standing, Depth]] = {}
        self.left: dict[int, Gone] = {}
        self.entries: list[Entry] = []

    def done(self) -> Contents:
        heading = self._gather()
        left = [one for one in self.left.values() if one.booking_id not in self.chosen]
        return Contents(
            heading=heading,
            language=self.asked.language,
            site=self.site,
            with_cancelled=self.asked.with_cancelled,
            topics=frozenset(self.topics),
            _pieces=bookings.stamped(self.chosen.values(), self.asked.depth, left, self.site, self.words),
            _entries=self.entries,
        )

    def _gather(self) -> Feed:
        asked = self.asked
        match asked.kind:
            case Kind.PUBLIC:
                self._events()
                return self._titled(self._network(), self._events_of())
            case Kind.VENUE:
                venue = db.session.get_one(Venue, asked.venue_id)
                self._events(venues=[venue])
                place = NAMES[asked.language][0].format(place=pick(venue, "name", asked.language))
                return self._titled(place, self._events_of())
            case Kind.SPACE:
                space = db.session.get_one(Space, asked.space_id)
                self._events(space_ids=[space.id])
                return self._titled(pick(space, "name", asked.language), self._events_of())
            case Kind.FIELD:
                self._events(fields=[asked.field])
                with force_locale(asked.language):
                    name = str(FIELD_NAMES[asked.field])
                return self._titled(FIELD_HEADING[asked.language].format(field=name), self._events_of())
            case Kind.CLOSURES:
                self._closures()
            case Kind.HOLIDAYS:
                self._holidays()
            case _:
                return self._gather_private()
        return self._headed(asked.kind)

    def _gather_private(self) -> Feed:
        asked, viewer = self.asked, self.viewer
        if viewer is None:
            raise ValueError("a private feed is somebody's")
        self.topics.add(f"person:{viewer.id}")
        own = team_space_ids(viewer)
        match asked.kind:
            case Kind.MINE:
                self._bookings_of(own)
            case Kind.OWN_SPACE if asked.space_id in own:
                self._bookings_of([asked.space_id])
                if asked.depth > Depth.BUSY:
                    space = db.session.get_one(Space, asked.space_id)
                    return self._headed(asked.kind, space=pick(space, "name", asked.language))
            case Kind.STAFF:
                self._everything(viewer)
            case Kind.DEADLINES:
                self._deadlines(viewer)
            case Kind.PERSONAL:
                self._personal(viewer, own)
                return self._headed(asked.kind)
        if asked.depth == Depth.BUSY and asked.kind != Kind.DEADLINES:
            return self._headed("busy")
        return self._headed(Kind.MINE if asked.kind == Kind.OWN_SPACE else asked.kind)

    def _personal(self, viewer: User, own: Collection[int]) -> None:
        chosen = self.asked.chosen
        if Part.EVENTS in chosen.parts:
            if chosen.venue_ids or chosen.space_ids or chosen.fields:
                venues = venues_by_id(chosen.venue_ids)
                self._events(venues=venues, space_ids=chosen.space_ids, fields=chosen.fields)
            else:
                self._events()
        if Part.MINE in chosen.parts:
            self._bookings_of(own)
        if Part.STAFF in chosen.parts:
            self._everything(viewer)
        if Part.CLOSURES in chosen.parts and not (Part.STAFF in chosen.parts and is_coordinator(viewer)):
            self._closures()
        if Part.HOLIDAYS in chosen.parts:
            self._holidays()
        if Part.DEADLINES in chosen.parts:
            self._deadlines(viewer)

    def _events(
        self,
        *,
        venues: Sequence[Venue] | None = None,
        space_ids: Collection[int] | None = None,
        fields: Collection[str] | None = None,
    ) -> None:
        """Open to the public; of all that are named, or all there are where nothing is."""
        if venues is None and space_ids is None and fields is None:
            self.topics.add("bookings")
            self._choose(public_standing(self.wanted), Depth.PUBLIC)
            self._own_dates(None)
            return
        floor = {one.id for venue in venues or () for one in sharing_floor(venue)}
        hosts = set(space_ids or ())
        self.topics |= {f"venue:{venue_id}" for venue_id in floor} | (set() if venues is None else {"venues"})
        self.topics |= {f"space:{space_id}" for space_id in hosts} | ({"members"} if hosts else set())
        if fields:
            self.topics |= {"bookings", "spaces"}
            hosts |= {space_id for one in fields for space_id in space_ids_in(one)}
        self._choose(public_standing(self.wanted, floor, hosts), Depth.PUBLIC)
        if hosts:
            self._own_dates(hosts)
        for one in departures_from(self.wanted, floor):
            self.left.setdefault(one.booking_id, one)

    def _own_dates(self, space_ids: Collection[int] | None) -> None:
        """What members announce at their own places and online; hours of nobody's own, as closures are."""
        if self.asked.depth == Depth.BUSY:
            return
        found = own_dates(self.window, kept_since(self.today), space_ids)
        if not found:
            return
        self.topics |= {
            "members",
            "spaces",
        }  # who is none any more is left out, and addresses are as they want them seen
        members = members_among({one.event.space_id for one in found if one.event.space_id is not None})
        kinds = self.asked.activity_kinds
        around = calendar_entry.surroundings(
            self.asked.language, site_url=self.site.url, uid_domain=self.site.uid_domain, page="events"
        )
        changed = self.words.changed_at
        self.entries += [
            events.entry(one, around, changed)
            for one in found
            if (one.event.space_id is None or one.event.space_id in members)
            and (not kinds or one.event.kind in kinds)
        ]

    def _bookings_of(self, space_ids: Collection[int]) -> None:
        self.topics |= {f"space:{space_id}" for space_id in space_ids}
        self._choose(private_standing(self.wanted, space_ids), Depth.OWN)

    def _everything(self, viewer: User) -> None:
        """The house's own calendar, for who may see it."""
        if is_coordinator(viewer):
            self.topics.add("bookings")
            self._choose(private_standing(self.wanted, None), Depth.STAFF)
            self._closures(inside=True)

    @cached_property
    def words(self) -> bookings.Words:
        """Read before anything is written with them: an entry may be newer than its stamp, never older."""
        return bookings.words_now()

    def _choose(self, rows: Iterable[Standing], may_see: Depth) -> None:
        for row in rows:
            known = self.chosen.get(row.id)
            if known is None or known[1] < may_see:
                self.chosen[row.id] = (row, may_see)

    def _closures(self, *, inside: bool = False) -> None:
        """Shut doors are no hours of one's own: who tells no more than those gets none."""
        if self.asked.depth == Depth.BUSY:
            return
        self.topics.add("closures")
        inside = inside and self.asked.depth == Depth.STAFF
        around = calendar_entry.surroundings(
            self.asked.language, site_url=self.site.url, uid_domain=self.site.uid_domain, page="venues"
        )
        changed = self.words.changed_at
        found = closures_shown(hidden=inside, window=self.window, today=self.today)
        self.entries += [closures.entry(one, around, changed, inside=inside) for one in found]

    def _holidays(self) -> None:
        if self.asked.depth == Depth.BUSY:
            return
        self.topics.add("workdays")
        first, last = self._days()
        language, site = self.asked.language, self.site
        self.entries += [holidays.entry(day, language, site) for day in special_days(first, last)]
        gone = days_gone(max(first, self.today - TOMBSTONE_KEPT), last)
        self.entries += [holidays.entry_gone(day, language, site) for day in gone]

    def _deadlines(self, viewer: User) -> None:
        """A case code is of the person's own work: it goes no further than their own depth."""
        self.topics |= {f"reviewer:{viewer.id}", "ties", "spaces", "cases"}
        if self.asked.depth < Depth.OWN or not is_reviewer(viewer):
            return
        first, last = self._days()
        for review in deadlines_of(viewer):
            due_on = review.due_on
            over = review.submitted_at is not None and due_on is not None and due_on < self.today - TOMBSTONE_KEPT
            if due_on is not None and first <= due_on <= last and not over:
                self.entries.append(deadlines.entry(review, due_on, self.asked.language, self.site))

    def _days(self) -> tuple[date, date]:
        return self.today - timedelta(days=self.asked.past_days), self.today + timedelta(days=self.asked.future_days)

    def _network(self) -> str:
        return str(value(f"network.name_{self.asked.language}"))

    def _events_of(self) -> str:
        return NAMES[self.asked.language][1].format(network=self._network())

    def _headed(self, key: str, **values: str) -> Feed:
        name, description = HEADINGS[self.asked.language][key]
        return self._titled(name.format(site=value("site.name"), **values), description)

    def _titled(self, name: str, description: str) -> Feed:
        return Feed(
            name=name,
            description=description,
            prodid=f"-//Cau Kinh//{value('site.name')}//{self.asked.language.upper()}",
            color="#0B6E69",
            color_name="teal",
        )
