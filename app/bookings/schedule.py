"""The tables of a day and of a month with their facts fetched: one way for every page that shows them."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date

from app.bookings import conflicts, queries
from app.bookings.day_table import DayTable, Depth, day_table
from app.bookings.finder import Floor
from app.bookings.month_table import MonthTable, days_of_month, month_table
from app.bookings.rules import LONGEST_PHASE
from app.core import clock
from app.core.timespan import Timespan, day_span
from app.venues.models import Venue
from app.venues.queries import all_venues, layouts_at


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


def in_order_of_places(venues: Sequence[Venue]) -> list[Venue]:
    """Each whole followed by its parts, as the list of venues stands."""
    wholes = [venue for venue in venues if venue.whole_id is None]
    return [one for whole in wholes for one in (whole, *(v for v in venues if v.whole_id == whole.id))]


def everywhere() -> list[Venue]:
    return in_order_of_places(all_venues())


def relatives_of(chosen: Collection[Venue]) -> list[Venue]:
    """The chosen venues with the wholes and parts that share their floor."""
    areas = {area.id for venue in chosen for area in venue.areas}
    return [venue for venue in everywhere() if areas & {area.id for area in venue.areas}]


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
