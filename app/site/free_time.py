"""Which venues are free in the days to come: what the finder says, asked for everybody at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from app.bookings import finder
from app.bookings.rules import LAST_MINUTE
from app.bookings.schedule import floor_of
from app.core.timespan import Timespan
from app.venues.models import Venue
from app.venues.terms import Who

DAYS_AHEAD = 7
AT_LEAST = timedelta(hours=2)
GAPS_SHOWN = 2


@dataclass(frozen=True)
class Gap:
    """Bookable hours that nobody has; `wish` are the first of them, with which a request begins."""

    day: date
    whole: Timespan
    wish: Timespan


@dataclass(frozen=True)
class FreeVenue:
    venue: Venue
    gaps: tuple[Gap, ...]


def free_in_days(venues: Sequence[Venue], today: date) -> list[FreeVenue]:
    """Of the venues that take bookings, those where a member might still ask for two hours within a week: the first such
    hours of two days. Terms count, as far as they hold for every member."""
    offered = [venue for venue in venues if venue.open_to_bookings]
    if not offered:
        return []
    days = tuple(today + timedelta(days=one) for one in range(DAYS_AHEAD))
    wish = finder.Wish(days=days, earliest=time.min, latest=LAST_MINUTE, length=AT_LEAST, who=Who.MEMBER)
    answers = finder.find(wish, floor_of(offered, days))
    return [FreeVenue(one.venue, _gaps(one)) for one in answers if one.why is None]


def _gaps(answer: finder.Answer) -> tuple[Gap, ...]:
    fits = [(day, day.fit) for day in answer.fitting if day.fit is not None]
    return tuple(
        Gap(day.day, Timespan(fit.start, next(one.end for one in day.free if one.contains(fit))), fit)
        for day, fit in fits[:GAPS_SHOWN]
    )
