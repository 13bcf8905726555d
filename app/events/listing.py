"""How the calendar of all that happens is asked for, and how it is laid out. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from app.core.clock import HOUSE_ZONE
from app.core.timespan import Timespan, day_span
from app.events.rules import FACETS, Card, Happening, cards, matching, narrowed, on_days, weekend_of
from app.web.fields import YEARS, read_day

A_DAY, A_WEEK = timedelta(days=1), timedelta(days=7)
Q_MAX = 200


class View(StrEnum):
    LIST = "list"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class When(StrEnum):
    """Ready-made stretches of the list."""

    TODAY = "today"
    WEEKEND = "weekend"
    MONTH = "month"


@dataclass(frozen=True)
class Choices:
    """What was asked; whatever made no sense is left out. `day` is any day of the week or month that is shown."""

    view: View
    day: date
    today: date
    when: When | None = None
    chosen: Mapping[str, str] = field(default_factory=dict)
    q: str = ""
    begins: date | None = None  # of a list that does not begin now

    @property
    def first(self) -> date:
        match self.view:
            case View.WEEK:
                return self.day - timedelta(days=self.day.weekday())
            case View.MONTH:
                return self.day.replace(day=1)
        return self.day

    @property
    def last(self) -> date:
        match self.view:
            case View.WEEK:
                return self.first + timedelta(days=6)
            case View.MONTH:
                return (self.first + timedelta(days=31)).replace(day=1) - A_DAY
        return self.day

    @property
    def span(self) -> Timespan | None:
        """None for a list of all that is not over."""
        if self.view != View.LIST:
            return _days(self.first, self.last)
        match self.when:
            case When.TODAY:
                return _days(self.today, self.today)
            case When.WEEKEND:
                return _days(max(self.today, weekend_of(self.today)[0]), weekend_of(self.today)[1])
            case When.MONTH:
                return _days(self.today, (self.today.replace(day=1) + timedelta(days=31)).replace(day=1) - A_DAY)
        return _days(self.begins, self.begins + timedelta(days=366)) if self.begins else None

    @property
    def before(self) -> date | None:
        return _known(self.first - A_DAY if self.view == View.MONTH else self.first - self._step)

    @property
    def after(self) -> date | None:
        return _known(self.last + A_DAY)

    @property
    def _step(self) -> timedelta:
        return A_WEEK if self.view == View.WEEK else A_DAY

    def address(self, **changes: str | None) -> dict[str, Any]:
        """The query of a page that differs by these alone; None takes one away."""
        now: dict[str, str | None] = {
            "view": self.view if self.view != View.LIST else None,
            "from": self.day.isoformat() if self.view != View.LIST and self.day != self.today else None,
            "when": self.when,
            "q": self.q or None,
            **{name: self.chosen.get(name) for name in FACETS},
        }
        return {name: value for name, value in (now | changes).items() if value}

    def at(self, day: date) -> "Choices":
        return replace(self, day=day)


def _days(first: date, last: date) -> Timespan:
    return Timespan(day_span(first, HOUSE_ZONE).start, day_span(last, HOUSE_ZONE).end)


def _known(day: date) -> date | None:
    return day if day.year in YEARS else None


def read_choices(args: Mapping[str, str], today: date) -> Choices:
    asked, wanted = args.get("view", ""), args.get("when", "")
    view = View(asked) if asked in set(View) else View.LIST
    begins = read_day(args.get("from")) or read_day(f"{args.get('from', '')}-01")
    return Choices(
        view=view,
        day=begins or today,
        today=today,
        when=When(wanted) if wanted in set(When) and view == View.LIST else None,
        chosen={name: args[name][:Q_MAX] for name in FACETS if args.get(name)},
        q=args.get("q", "")[:Q_MAX].replace("\0", "").strip(),
        begins=begins if begins and begins > today else None,
    )


@dataclass(frozen=True)
class Listing:
    """What was found. `counts` tell how many things each choice would leave, all others kept."""

    found: Sequence[Happening]
    counts: Mapping[str, Counter[str | None]]
    total: int

    @property
    def cards(self) -> list[Card]:
        return cards(self.found)

    def weeks(self, first: date, last: date) -> list[list[tuple[date, list[Happening]] | None]]:
        """The days from `first` to `last` in weeks from Monday on, with what is on; None beyond either end."""
        days = on_days(self.found, first, last)
        before, after = first.weekday(), 6 - last.weekday()
        cells: list[tuple[date, list[Happening]] | None] = [None] * before
        cells += [(day, there) for day, there in days.items()]
        cells += [None] * after
        return [cells[n : n + 7] for n in range(0, len(cells), 7)]


def listing(happening: Sequence[Happening], choices: Choices) -> Listing:
    matched = matching(happening, choices.q) if choices.q else list(happening)
    return Listing(
        found=narrowed(matched, choices.chosen),
        counts={name: _counted(narrowed(matched, choices.chosen, but=name), name) for name in FACETS},
        total=len(cards(happening)),
    )


def _counted(found: Sequence[Happening], name: str) -> Counter[str | None]:
    """A thing with eight dates counts once."""
    values = {(one.series, value) for one in found for value in FACETS[name](one)}
    return Counter(value for _series, value in values)
