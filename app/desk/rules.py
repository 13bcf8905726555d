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
from app.evaluations.queries import CaseLine, Progress

PRESSING = timedelta(hours=24)
LONGEST_SNOOZE = timedelta(days=90)


class Kind(StrEnum):
    """Also what the filters of the list are called in its address."""

    APPLICATION = "applications"
    SIGNATURE = "signatures"
    BOOKING = "bookings"
    EVENT = "events"
    MEMBER = "members"
    CLAIM = "claims"
    SPACE = "spaces"
    LETTER = "letters"
    SYSTEM = "system"


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
    PAPER = "paper"  # a booking's paper is due and has not come
    REPORT = "report"  # a booking is over and its host has not told how it went
    MODERATE = "moderate"  # an event's page waits for a look before it is public
    ENDING = "ending"  # a term runs out, and nothing was sent to renew it
    EDIT = "edit"  # a space wants something changed that needs a yes
    STALE = "stale"  # a space was asked whether its page is still right, and has not said
    BOUNCED = "bounced"  # letters about a case, a booking, an event or a space did not arrive
    HELD = "held"  # letters that came out of a backup, and nobody has said whether to send them
    FAILED = "failed"  # a regular job fails
    PRINT = "print"  # papers that could not be made


@dataclass(frozen=True)
class Task:
    """`due_at` is the moment after which it is too late, None where nobody named a day; `by_hour` when its hour counts.

    `subject` is the application, the booking, the wish to change one, the claim, the closure or the space with its
    lapsed bookings, of most only a line of columns until it is shown; `wanting` how many want a booking's slot, or have
    to be told of a closure. `person` is the id of whose it is, None while it is everybody's who may do it. `state` is
    what else makes it another task than the one somebody has put off.
    """

    kind: Kind
    step: Step
    subject: Any
    due_at: datetime | None
    by_hour: bool = False
    progress: Progress | None = None
    wanting: int = 1
    person: int | None = None
    state: str = ""

    @property
    def key(self) -> str:
        """Names it in addresses and forms: what is to be done, and of what."""
        about = self.subject
        if not hasattr(about, "public_id"):
            about = about.booking if hasattr(about, "booking") else about.space
        return f"{self.step}:{about.public_id}"

    @property
    def stamp(self) -> str:
        """Another one when something about it has changed, so that what was put off is back."""
        done = self.progress and f"{self.progress.assigned}/{self.progress.submitted}/{self.progress.late}"
        return f"{self.due_at and self.due_at.isoformat()}|{done or ''}|{self.wanting}|{self.state}"

    def is_late(self, now: datetime) -> bool:
        return self.due_at is not None and self.due_at <= now

    def is_pressing(self, now: datetime) -> bool:
        return self.due_at is not None and self.due_at <= now + PRESSING

    def days_left(self, today: date, zone: ZoneInfo) -> int | None:
        """Negative when it is late. A whole day is over at the midnight after it, which is still that day's."""
        last = self.last_day(zone)
        return None if last is None else (last - today).days

    def last_day(self, zone: ZoneInfo) -> date | None:
        """On which it can still be done in time."""
        if self.due_at is None:
            return None
        last = self.due_at if self.by_hour else self.due_at - timedelta(microseconds=1)
        return last.astimezone(zone).date()


class When(StrEnum):
    """How the list is parted; also what is asked for in its address."""

    LATE = "late"
    TODAY = "today"
    WEEK = "week"
    LATER = "later"
    NEVER = "undated"


def when_due(task: Task, now: datetime, zone: ZoneInfo) -> When:
    """The week ends with Sunday."""
    if task.is_late(now):
        return When.LATE
    today = now.astimezone(zone).date()
    left = task.days_left(today, zone)
    if left is None:
        return When.NEVER
    if left <= 0:
        return When.TODAY
    return When.WEEK if left <= 6 - today.weekday() else When.LATER


@dataclass(frozen=True)
class Put:
    """Put off by somebody until then, as the task was when they did."""

    until_at: datetime
    stamp: str

    def hides(self, task: Task, now: datetime, zone: ZoneInfo) -> bool:
        """Never on its last day, nor once it is another task than the one that was put off."""
        last = task.last_day(zone)
        awake = last is not None and last <= now.astimezone(zone).date()
        return now < self.until_at and self.stamp == task.stamp and not awake


def snooze_fault(task: Task, until: date, *, today: date, zone: ZoneInfo) -> str | None:
    """Why it cannot be put off until that day; None when it can."""
    last = task.last_day(zone)
    if last is not None and last <= today:
        return "desk.due_now"
    if until <= today:
        return "desk.snooze_past"
    if last is not None and until > last:
        return "desk.snooze_too_far"
    return "desk.snooze_too_long" if until > today + LONGEST_SNOOZE else None


class Act(StrEnum):
    """What can be done to several at once."""

    TAKE = "take"
    HAND = "hand"
    BACK = "back"  # nobody's again
    LATER = "later"
    SHOW = "show"  # no longer put off
    REMIND = "remind"
    RELEASE = "release"


OF_CASES = frozenset(
    {Step.CHECK, Step.RECHECK, Step.ASSIGN, Step.THIRD, Step.PROPOSE, Step.REMIND, Step.OVERDUE, Step.REPLY,
     Step.CONDITION}
)  # fmt: skip
"""Whoever takes one of these has the case in charge."""


def fits(act: Act, task: Task) -> bool:
    if act == Act.REMIND:
        return task.step == Step.REMIND
    if act == Act.RELEASE:
        return task.kind == Kind.LETTER
    return act != Act.BACK or task.step not in OF_CASES


def next_monday(today: date) -> date:
    return today + timedelta(days=7 - today.weekday())


@dataclass(frozen=True)
class Asked:
    """What somebody wants to see of the list. `people` are ids: of oneself and of those one stands in for, or of the
    person whose list it is; None for everybody's, empty for what nobody has taken."""

    show: str = ""
    step: str = ""
    due: str = ""
    people: frozenset[int] | None = None

    def takes(self, task: Task, now: datetime, zone: ZoneInfo) -> bool:
        return (
            (not self.step or task.step == self.step)
            and (not self.due or when_due(task, now, zone) == self.due)
            and (self.people is None or (task.person in self.people if self.people else task.person is None))
        )


def most_pressing_first(tasks: Iterable[Task], now: datetime) -> list[Task]:
    return sorted(
        tasks, key=lambda task: (task.due_at is None, task.due_at or now, task.kind, str(task.subject.id).zfill(9))
    )


def step_of(application: Application | CaseLine, progress: Progress, *, late: bool) -> Step | None:
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
