"""Which notices and permits an activity may need, the same for hosts and staff. Guidance, not advice."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from app.bookings import rules
from app.bookings.models import Booking, Noise
from app.bookings.queries.papers import papers_of
from app.core import clock
from app.licences.models import LicenceRule
from app.licences.queries import last_days_to_file, licence_rules
from app.licences.rules import needed


@dataclass(frozen=True)
class Needed:
    """`last_day` is the last working day to file it, None while nobody knows when the activity opens."""

    rule: LicenceRule
    last_day: date | None
    late: bool


def marks_from(*, open_to_public: bool, noise: str, marks: Iterable[str]) -> frozenset[str]:
    """What a licence rule may ask of an activity (`licences.rules.MARKS`), from what its host says of it."""
    told = set(marks)
    if open_to_public:
        told.add("open_to_public")
    if noise in (Noise.MUSIC, Noise.LOUD):
        told.add("music")
    return frozenset(told)


def marks_of(booking: Booking) -> frozenset[str]:
    own = [mark for mark in rules.MARKS if getattr(booking, mark)]
    return marks_from(open_to_public=booking.open_to_public, noise=booking.noise, marks=own)


def licences_of(booking: Booking, zone: ZoneInfo) -> list[Needed]:
    """But for those that are on the list of its papers, where their days stand."""
    opening = booking.public_starts_at.astimezone(zone).date()
    listed = {paper.rule_id for paper in papers_of(booking)}
    every = licences_for(booking.activity_kind, marks_of(booking), opening)
    return [one for one in every if one.rule.id not in listed]


def licences_for(kind: str, marks: Collection[str], opening: date | None) -> list[Needed]:
    """Two queries, however many rules there are."""
    found = needed(licence_rules(active=True), kind, marks)
    if opening is None or not found:
        return [Needed(rule, None, False) for rule in found]
    days, today = last_days_to_file(found, opening), clock.today()
    return [Needed(rule, days[rule.id], days[rule.id] < today) for rule in found]
