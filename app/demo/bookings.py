"""Bookings in every state, series, closures, and a year of public events."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from app.accounts.models import User
from app.bookings import conflicts, service
from app.bookings.models import Booking, BookingStatus, Closure
from app.bookings.queries import live_in
from app.bookings.rules import BookingRequest
from app.core import clock
from app.core.timespan import Timespan, at
from app.demo.cases import Cast
from app.demo.events import Becomes, DemoClosure, DemoEvent
from app.demo.story import Story
from app.venues.models import Venue
from app.venues.queries import venue_by_slug, venues_by_id

SAMPLE_VI, SAMPLE_EN = "Dữ liệu minh họa.", "Sample data."
SOFT_NOTE = "Hai bên đã thống nhất giờ thử âm thanh và lối đi cho khách."
LOOK_AHEAD = 60  # days in which another one is sought when the wanted day is off or taken


@dataclass
class Bookings:
    story: Story
    cast: Cast

    def tell(self, event: DemoEvent) -> None:
        made: list[Booking] = []
        if event.becomes == Becomes.WAITING:
            asked = self.story.now - timedelta(hours=event.hours_ago)
            self.story.then(asked, lambda: self._ask(event, made))
            return
        self.story.on(event.asked, "09:40", lambda: self._ask(event, made))
        if event.becomes not in (Becomes.DECLINED, Becomes.EXPIRED):
            self.story.on(event.asked + 1, "10:30", lambda: self._confirm(made))
        self._turn(event, made)

    def _turn(self, event: DemoEvent, made: list[Booking]) -> None:
        match event.becomes:
            case Becomes.DECLINED:
                self.story.on(event.turned, "09:05", lambda: self._decline(event, made[0]))
            case Becomes.EXPIRED:
                self.story.on(event.asked + 4, "00:05", service.release_expired_holds)
            case Becomes.CANCELLED:
                self.story.on(event.turned, "17:30", lambda: self._cancel(event, made[0]))
            case Becomes.MOVED:
                self.story.on(event.turned, "11:20", lambda: self._move(event, made[0]))
            case Becomes.DISPLACED if event.closure is not None:
                self._close(event.closure, event.turned, made)

    def _ask(self, event: DemoEvent, made: list[Booking]) -> None:
        """One, or one a week; a week that is off is left out."""
        actor, key = self._speaker(event), f"demo:{event.day}:{event.host}:{event.en}"
        if event.weeks == 1:
            made.append(service.request_booking(self._request(event), actor=actor, key=key))
            return
        weeks = [
            self._wanted(replace(event, day=event.day + 7 * n, last=event.day + 7 * n)) for n in range(event.weeks)
        ]
        made += service.request_series([one for one in weeks if is_free(one)], actor=actor, key=key)

    def _confirm(self, made: list[Booking]) -> None:
        for booking in made:
            if booking.status == BookingStatus.CONFIRMED:
                continue
            areas = conflicts.areas_of(booking.venues)
            near = conflicts.soft_conflicts(areas, booking.blocked, ignoring=[booking.id], now=clock.now())
            service.confirm_booking(booking, actor=self.cast.people["thu"], soft_note=SOFT_NOTE if near else "")

    def _decline(self, event: DemoEvent, booking: Booking) -> None:
        service.decline_booking(booking, actor=self.cast.people["thu"], reason=event.reason)

    def _cancel(self, event: DemoEvent, booking: Booking) -> None:
        service.cancel_booking(booking, actor=self._speaker(event), reason=event.reason)

    def _move(self, event: DemoEvent, booking: Booking) -> None:
        later = booking.starts_at + timedelta(days=event.days_later)
        free = conflicts.free_times_after(
            booking.venues, booking, not_before=later, now=clock.now(), ignoring=[booking.id], limit=1
        )
        service.move_booking(booking, actor=self.cast.people["thu"], public=free[0], soft_note=SOFT_NOTE)

    def _close(self, words: DemoClosure, decided: int, made: list[Booking]) -> None:
        """From the day of the booking that is in its way."""
        closures: list[Closure] = []
        actor = self.cast.people

        def close() -> None:
            first = at(made[0].public_starts_at.astimezone(clock.HOUSE_ZONE).date(), time(), clock.HOUSE_ZONE)
            closures.append(
                service.close_venues(
                    actor=actor["tuan"],
                    venue_ids=[venue.id for venue in made[0].venues],
                    span=Timespan(first, first + timedelta(days=words.days)),
                    title_vi=words.vi,
                    title_en=words.en,
                )
            )

        self.story.on(decided, "15:45", close)
        if words.lifted is not None:
            self.story.on(words.lifted, "08:20", lambda: service.lift_closure(closures[0], actor=actor["tuan"]))

    def _speaker(self, event: DemoEvent) -> User:
        return self.cast.owners[event.host] if event.host else self.cast.people["tuan"]

    def _request(self, event: DemoEvent) -> BookingRequest:
        return on_a_free_day(self._wanted(event), among_rivals=event.becomes == Becomes.WAITING)

    def _wanted(self, event: DemoEvent) -> BookingRequest:
        return BookingRequest(
            space_id=self.cast.spaces[event.host].id if event.host else None,
            venue_ids=tuple(venue.id for venue in _named(event.venues)),
            title_vi=event.vi,
            title_en=event.en,
            about_vi=f"{event.about_vi}\n\n{SAMPLE_VI}",
            about_en=f"{event.about_en}\n\n{SAMPLE_EN}",
            public=_span(self.story.day(event.day), event),
            setup=timedelta(minutes=event.setup),
            strike=timedelta(minutes=event.strike),
            open_to_public=not event.private,
            expected_people=event.people,
            **(dict(event.told) | {"marks": frozenset(event.told.get("marks", ()))}),
        )


def write_bookings(bookings: Bookings, events: Sequence[DemoEvent]) -> None:
    for event in events:
        bookings.tell(event)


def _named(slugs: Sequence[str]) -> list[Venue]:
    return [venue for slug in slugs if (venue := venue_by_slug(slug)) is not None]


def _span(day: date, event: DemoEvent) -> Timespan:
    last = day + timedelta(days=event.last - event.day)
    return Timespan(
        at(day, time.fromisoformat(event.starts), clock.HOUSE_ZONE),
        at(last, time.fromisoformat(event.ends), clock.HOUSE_ZONE),
    )


def on_a_free_day(wanted: BookingRequest, *, among_rivals: bool) -> BookingRequest:
    """The demo is loaded on any day of any year: where the day is a holiday or the floor taken, a later one."""
    for days in range(LOOK_AHEAD):
        later = timedelta(days=days)
        moved = replace(wanted, public=Timespan(wanted.public.start + later, wanted.public.end + later))
        if is_free(moved, among_rivals=among_rivals):
            return moved
    return wanted


def is_free(wanted: BookingRequest, *, among_rivals: bool = False) -> bool:
    """`among_rivals`: where requests compete, others may wait for the same floor."""
    venues = venues_by_id(wanted.venue_ids)
    areas = conflicts.areas_of(venues)
    return (
        not conflicts.obstacles(areas, wanted.blocked, now=clock.now())
        and (among_rivals or not live_in(areas, wanted.blocked, now=clock.now()))
        and conflicts.first_shut_day(venues, wanted.public) is None
    )
