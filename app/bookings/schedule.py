"""The day table with its facts fetched: one way for every page that shows it."""

from collections.abc import Collection, Sequence
from datetime import date, time

from app.bookings import queries
from app.bookings.day_table import DayTable, Depth, day_table
from app.core import clock
from app.core.timespan import day_span
from app.venues.models import Venue
from app.venues.queries import all_venues, exceptions_of_day, weekly_hours_of_day
from app.venues.rules import bookable
from app.workdays.queries import day_off


def table_of_day(venues: Sequence[Venue], day: date, *, depth: Depth = "public") -> DayTable:
    """Six queries, however many venues. Hours are wall-clock times of the house."""
    zone = clock.HOUSE_ZONE
    return day_table(
        venues,
        _hours(venues, day),
        queries.on_day([venue.id for venue in venues], day_span(day, zone)),
        day,
        zone,
        depth=depth,
        ahead=day >= clock.today(),
    )


def _hours(venues: Collection[Venue], day: date) -> dict[int, list[tuple[time, time]]]:
    weekly, exceptions, off = weekly_hours_of_day(day), exceptions_of_day(day), day_off(day) is not None
    return {
        venue.id: bookable(
            [row for row in weekly if row.venue_id == venue.id],
            [row for row in exceptions if row.venue_id == venue.id],
            day,
            off,
        )
        for venue in venues
    }


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
