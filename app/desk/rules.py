"""What waits for whom, how pressing it is, and what a day holds. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from app.applications.models import Application, ApplicationStatus
from app.applications.rules import RECEIVED
from app.bookings.models import Booking, BookingStatus, Closure
from app.core.timespan import Timespan
from app.evaluations.queries import Progress

PRESSING = timedelta(hours=24)


class Kind(StrEnum):
    """Also what the filters of the list are called in its address."""

    APPLICATION = "applications"
    SIGNATURE = "signatures"
    BOOKING = "bookings"
    CLAIM = "claims"


class Step(StrEnum):
    CHECK = "check"  # is it complete? then give it to reviewers
    RECHECK = "recheck"  # what was missing has come
    ASSIGN = "assign"
    THIRD = "third"  # two sheets lie too far apart
    PROPOSE = "propose"
    REMIND = "remind"  # the day has come and sheets are missing
    OVERDUE = "overdue"  # the space was asked for something and its day is over
    REPLY = "reply"  # the space has written
    SIGN = "sign"
    DECIDE = "decide"
    CHOOSE = "choose"  # several want the same floor at the same time
    WISH = "wish"  # a host wants to move or grow a booking
    LAPSED = "lapsed"  # a space has bookings ahead and will be no member then
    CONDITION = "condition"  # one is overdue, or the space has answered about one
    APPEAL = "appeal"  # somebody who had no part in the decision has to answer it
    REACH = "reach"  # a closure took places, and nobody has spoken to some of the people
    ANSWER = "answer"  # somebody asks to look after a space
    RENAME = "rename"  # a member asks for another name on its certificate


@dataclass(frozen=True)
class Task:
    """`due_at` is the moment after which it is too late, None where nobody named a day; `by_hour` when its hour counts.

    `subject` is the application, the booking, the wish to change one, the claim, the closure or the space with its
    lapsed bookings; `wanting` how many want a booking's slot, or have to be told of a closure.
    """

    kind: Kind
    step: Step
    subject: Any
    due_at: datetime | None
    by_hour: bool = False
    progress: Progress | None = None
    wanting: int = 1

    def is_late(self, now: datetime) -> bool:
        return self.due_at is not None and self.due_at <= now

    def is_pressing(self, now: datetime) -> bool:
        return self.due_at is not None and self.due_at <= now + PRESSING

    def days_left(self, today: date, zone: ZoneInfo) -> int | None:
        """Negative when it is late. A whole day is over at the midnight after it, which is still that day's."""
        if self.due_at is None:
            return None
        last = self.due_at if self.by_hour else self.due_at - timedelta(microseconds=1)
        return (last.astimezone(zone).date() - today).days


def most_pressing_first(tasks: Iterable[Task], now: datetime) -> list[Task]:
    return sorted(tasks, key=lambda task: (task.due_at is None, task.due_at or now, task.kind, task.subject.id))


def step_of(application: Application, progress: Progress, *, late: bool) -> Step | None:
    """What a coordinator has to do with a case now; None while it is somebody else's turn."""
    if application.status in RECEIVED:
        return Step.RECHECK if progress.assigned else Step.CHECK
    if application.status != ApplicationStatus.IN_REVIEW:
        return None
    if progress.assigned < progress.needed:
        return Step.THIRD if progress.calls_third else Step.ASSIGN
    if progress.submitted == progress.assigned:
        return Step.PROPOSE
    return Step.REMIND if late or progress.late else None


class What(StrEnum):
    SETUP = "setup"
    PUBLIC = "public"
    GOES_ON = "goes_on"
    STRIKE = "strike"
    CLOSED = "closed"
    NOTICE = "notice"


@dataclass(frozen=True)
class Moment:
    """A line of the day's plan; no `at` for what lasts all day."""

    at: datetime | None
    what: What
    subject: Any


def moments_of(bookings: Iterable[Booking], closures: Iterable[Closure], day: Timespan) -> list[Moment]:
    """In the order of the day, what lasts all day on top; of bookings only those that are confirmed."""
    found = [moment for closure in closures for moment in _of_closure(closure, day)]
    for booking in bookings:
        if booking.status == BookingStatus.CONFIRMED:
            found += _of_booking(booking, day)
    return sorted(found, key=lambda moment: (moment.at or day.start, moment.subject.id))


def _of_closure(closure: Closure, day: Timespan) -> list[Moment]:
    if closure.ends_at <= day.start or day.end <= closure.starts_at:
        return []
    what = What.NOTICE if closure.soft else What.CLOSED
    return [Moment(closure.starts_at if day.start < closure.starts_at else None, what, closure)]


def _of_booking(booking: Booking, day: Timespan) -> list[Moment]:
    found = []
    if booking.starts_at < booking.public_starts_at and _within(booking.starts_at, day):
        found.append(Moment(booking.starts_at, What.SETUP, booking))
    if _within(booking.public_starts_at, day):
        found.append(Moment(booking.public_starts_at, What.PUBLIC, booking))
    elif booking.public.overlaps(day):
        found.append(Moment(None, What.GOES_ON, booking))
    if booking.public_ends_at < booking.ends_at and _within(booking.public_ends_at, day):
        found.append(Moment(booking.public_ends_at, What.STRIKE, booking))
    return found


def _within(moment: datetime, day: Timespan) -> bool:
    return day.start <= moment < day.end


def given_name(name: str) -> str:
    """The last word, as people are called in Viet Nam."""
    return name.split()[-1] if name.split() else name


def of_kind(tasks: Sequence[Task], kind: str, now: datetime) -> list[Task]:
    """`kind` as in the address: a Kind, "pressing", or anything else for all."""
    if kind == "pressing":
        return [task for task in tasks if task.is_pressing(now)]
    return [task for task in tasks if task.kind == kind or kind not in {*Kind}]
