"""What whoever is on duty needs of one day: by venue, everything on its floor in order, with phases, people and
neighbours. A fixed number of queries, however much is on."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.bookings import queries
from app.bookings.models import Booking, ChecklistAnswer, Closure, Handover, Usage
from app.core import clock
from app.core.timespan import Timespan, day_span
from app.venues.models import Area, SoftEdge, Venue
from app.venues.queries import all_venues, soft_edges_of


@dataclass(frozen=True)
class Phase:
    """`code` is setup, public or strike."""

    code: str
    span: Timespan


@dataclass(frozen=True)
class Beside:
    """Something across a soft edge at the same time."""

    kind: str
    area: Area
    booking: Booking


@dataclass(frozen=True)
class Handed:
    """How far a checklist is, and how many of its lines were not in order."""

    answered: int = 0
    wrong: int = 0


@dataclass(frozen=True)
class Line:
    booking: Booking
    usage: Usage | None
    phases: tuple[Phase, ...]
    beside: tuple[Beside, ...]
    given: Handed
    taken_back: Handed


@dataclass(frozen=True)
class Sheet:
    venue: Venue
    lines: tuple[Line, ...]
    closures: tuple[Closure, ...]

    @property
    def is_empty(self) -> bool:
        return not self.lines and not self.closures


def phases_of(booking: Booking) -> tuple[Phase, ...]:
    """Those that take any time, in order."""
    bounds = (
        ("setup", booking.starts_at, booking.public_starts_at),
        ("public", booking.public_starts_at, booking.public_ends_at),
        ("strike", booking.public_ends_at, booking.ends_at),
    )
    return tuple(Phase(code, Timespan(start, end)) for code, start, end in bounds if start < end)


def sheets(venues: Sequence[Venue], day: date) -> list[Sheet]:
    """One for each of these venues. What stands on a part stands on its whole, and the other way round."""
    span = day_span(day, clock.HOUSE_ZONE)
    bookings, closures = queries.confirmed_on(span), queries.closures_between(span)
    ids = [booking.id for booking in bookings]
    usages, answers = queries.usages_of(ids), queries.answers_of(ids)
    edges = soft_edges_of({area for booking in bookings for area in _areas(booking)})
    lines = [
        Line(
            booking,
            usages.get(booking.id),
            phases_of(booking),
            tuple(beside(booking, bookings, edges)),
            _handed(answers.get((booking.id, Handover.GIVEN), ())),
            _handed(answers.get((booking.id, Handover.TAKEN_BACK), ())),
        )
        for booking in bookings
    ]
    return [_sheet(venue, lines, closures) for venue in venues]


def line_of(booking: Booking) -> Line:
    """One booking by itself, with what is beside it at any time."""
    all_venues()  # with their areas, instead of each venue's own
    others = queries.confirmed_on(booking.blocked)
    usages, answers = queries.usages_of([booking.id]), queries.answers_of([booking.id])
    return Line(
        booking,
        usages.get(booking.id),
        phases_of(booking),
        tuple(beside(booking, others, soft_edges_of(_areas(booking)))),
        _handed(answers.get((booking.id, Handover.GIVEN), ())),
        _handed(answers.get((booking.id, Handover.TAKEN_BACK), ())),
    )


def beside(booking: Booking, others: Iterable[Booking], edges: Iterable[SoftEdge]) -> list[Beside]:
    """Who is across a soft edge while this booking has its floor, earliest first."""
    own = _areas(booking)
    across: dict[int, SoftEdge] = {}
    for edge in edges:
        for here, there in ((edge.area_id, edge.other_area_id), (edge.other_area_id, edge.area_id)):
            if here in own and there not in own:
                across.setdefault(there, edge)
    found = []
    for other in others:
        if other.id == booking.id or not other.blocked.overlaps(booking.blocked):
            continue
        near = next((area for area in _area_rows(other) if area.id in across), None)
        if near is not None:
            found.append(Beside(across[near.id].kind, near, other))
    return found


def _sheet(venue: Venue, lines: Iterable[Line], closures: Iterable[Closure]) -> Sheet:
    here = {area.id for area in venue.areas}
    return Sheet(
        venue,
        tuple(line for line in lines if here & _areas(line.booking)),
        tuple(c for c in closures if here & {area.id for one in c.venues for area in one.areas}),
    )


def _area_rows(booking: Booking) -> list[Area]:
    return [area for venue in booking.venues for area in venue.areas]


def _areas(booking: Booking) -> set[int]:
    return {area.id for area in _area_rows(booking)}


def _handed(answers: Collection[ChecklistAnswer]) -> Handed:
    return Handed(len(answers), sum(not answer.in_order for answer in answers))


def marks_of(booking: Booking, names: Mapping[str, object]) -> list[str]:
    return [str(name) for mark, name in names.items() if getattr(booking, mark)]


def state_of(line: Line, now: datetime) -> str:
    """no_show, left, over, in, late, coming: what whoever is on duty looks for."""
    usage, booking = line.usage, line.booking
    if usage is not None and usage.no_show_at is not None:
        return "no_show"
    if usage is not None and usage.left_at is not None:
        return "left"
    if booking.ends_at <= now:
        return "over"
    if usage is not None and usage.checked_in_at is not None:
        return "in"
    return "late" if booking.public_starts_at <= now else "coming"
