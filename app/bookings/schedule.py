"""The tables of a day and of a month with their facts fetched: one way for every page that shows them."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.bookings import conflicts, queries
from app.bookings.day_table import DayTable, Depth, day_table
from app.bookings.finder import Floor
from app.bookings.month_table import Day, MonthTable, days_of_month, month_table
from app.bookings.rules import LONGEST_PHASE
from app.core import clock
from app.core.timespan import Timespan, day_span
from app.venues.models import Venue
from app.venues.queries import all_venues, layouts_at, written_hours
from app.venues.rules import WrittenHours, bookable
from app.workdays.queries import special_days


def table_of_day(venues: Sequence[Venue], day: date, *, depth: Depth = "public") -> DayTable:
    """Seven queries, however many venues. Hours are wall-clock times of the house."""
    zone = clock.HOUSE_ZONE
    return day_table(
        venues,
        conflicts.hours_on(venues, [day])[day],
        queries.on_day([venue.id for venue in venues], day_span(day, zone), bare=True),
        day,
        zone,
        depth=depth,
        now=clock.now(),
    )


def table_of_month(venues: Sequence[Venue], first: date, *, depth: Depth = "public") -> MonthTable:
    """The month that `first` begins; as many queries as for one day."""
    zone, days = clock.HOUSE_ZONE, days_of_month(first)
    span = Timespan(day_span(days[0], zone).start, day_span(days[-1], zone).end)
    taken = queries.on_day([venue.id for venue in venues], span, bare=True)
    return month_table(venues, conflicts.hours_on(venues, days), taken, zone, depth=depth, now=clock.now())


@dataclass(frozen=True)
class Glance:
    """A venue's day in hours with what shares its floor, how it stands on the days from then on, and its written hours."""

    table: DayTable
    days: Sequence[Day]
    written: WrittenHours


def glance(venue: Venue, everyone: Sequence[Venue], first: date, *, days: int, hours_until: date) -> Glance:
    """As anybody may know it, five queries in all. `everyone` are all venues in hand."""
    zone, now = clock.HOUSE_ZONE, clock.now()
    related = relatives_among(everyone, [venue])
    written = written_hours(related, first, hours_until)
    ahead = [first + timedelta(days=one) for one in range(days)]
    off = {special.day for special in special_days(ahead[0], ahead[-1]) if not special.works}
    hours = {day: {key: bookable(one, day, day in off) for key, one in written.items()} for day in ahead}
    whole, today = Timespan(day_span(ahead[0], zone).start, day_span(ahead[-1], zone).end), day_span(first, zone)
    taken = queries.on_day([one.id for one in related], whole, bare=True)
    here = [one for one in taken if one.starts_at < today.end and one.ends_at > today.start]
    own = [one for one in related if venue.id in (one.id, one.whole_id)]
    weeks = month_table(own, hours, taken, zone, now=now).weeks
    told = [day for week in weeks for day in week if day is not None]
    return Glance(day_table(related, hours[first], here, first, zone, now=now), told, written[venue.id])


def in_order_of_places(venues: Sequence[Venue]) -> list[Venue]:
    """Each whole followed by its parts, as the list of venues stands."""
    wholes = [venue for venue in venues if venue.whole_id is None]
    return [one for whole in wholes for one in (whole, *(v for v in venues if v.whole_id == whole.id))]


def everywhere() -> list[Venue]:
    return in_order_of_places(all_venues())


def relatives_of(chosen: Collection[Venue]) -> list[Venue]:
    """The chosen venues with the wholes and parts that share their floor."""
    return relatives_among(everywhere(), chosen)


def relatives_among(everyone: Sequence[Venue], chosen: Collection[Venue]) -> list[Venue]:
    areas = {area.id for venue in chosen for area in venue.areas}
    return [venue for venue in everyone if areas & {area.id for area in venue.areas}]


def floor_of(venues: Sequence[Venue], days: Sequence[date]) -> Floor:
    """What the finder reads, of days that follow each other; as many queries for one venue and day as for all."""
    now, zone = clock.now(), clock.HOUSE_ZONE
    span = Timespan(day_span(days[0], zone).start, day_span(days[-1], zone).end)
    reach = span.widened(before=LONGEST_PHASE, after=LONGEST_PHASE)
    taken: dict[int, list[Timespan]] = defaultdict(list)
    for area_id, when in queries.taken_in(conflicts.areas_of(venues), reach, now=now):
        taken[area_id].append(when)
    layouts = layouts_at([venue.id for venue in venues])
    return Floor(venues=venues, hours=conflicts.hours_on(venues, days), taken=taken, layouts=layouts, now=now)
