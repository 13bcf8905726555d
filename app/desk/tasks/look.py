"""One look at the list: what several kinds of work are told from is read once."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import Select, String, case, cast, select

from app.accounts.models import Absence, RoleGrant, User
from app.accounts.queries import Named
from app.bookings.queries import open_lines
from app.core import clock
from app.core.timespan import day_span
from app.desk.models import SavedFilter, Snooze, Take
from app.desk.rules import Put
from app.desk.tasks.few import Few, line
from app.venues.models import Venue
from app.venues.queries import all_venues
from app.workdays.models import SpecialDay

OWN_SPACE, OWNERLESS = "own_space", "ownerless"
"""Lines that are no tasks: spaces whose team the actor is on; and spaces nobody looks after, which are told beside."""
_STAFF, _AWAY, _SPECIAL, _TAKEN, _PUT_OFF, _FILTER = "staff", "away", "special", "taken", "put_off", "filter"
DAYS_BACK = timedelta(days=30)


class Kept(NamedTuple):
    """A view of the list."""

    public_id: str
    name: str
    query: dict[str, str]
    own: bool


@dataclass
class Look:
    actor: Any
    now: datetime
    lines: Sequence[Few]

    def of(self, *steps: str) -> list[Few]:
        return [one for one in self.lines if one.step in steps]

    @cached_property
    def venues(self) -> Sequence[Venue]:
        return all_venues()

    @cached_property
    def bookings(self) -> list[Any]:
        """What waits and what is to come, and of today also what is over."""
        return open_lines(self.venues, since=day_span(clock.today(), clock.HOUSE_ZONE).start)

    @cached_property
    def own_spaces(self) -> frozenset[int]:
        return frozenset(one.id for one in self.of(OWN_SPACE))

    @cached_property
    def people(self) -> dict[int, Named]:
        """Whoever has a role, by id."""
        return {one.id: Named(one.id, one.public_id, one.title_vi) for one in self.of(_STAFF)}

    @cached_property
    def standing_in(self) -> list[Few]:
        """For whom the actor does the work today: their id, their name, and the last day."""
        return sorted(self.of(_AWAY), key=lambda one: (one.on or date.max, one.id))

    @cached_property
    def answers_for(self) -> frozenset[int]:
        """As `accounts.queries.answers_for`."""
        return frozenset({self.actor.id, *(one.id for one in self.standing_in)})

    @cached_property
    def special_days(self) -> dict[date, bool]:
        """Of the last weeks, whether they are worked."""
        return {one.on: bool(one.number) for one in self.of(_SPECIAL) if one.on}

    @cached_property
    def filters(self) -> list[Kept]:
        """One's own, then those that others share."""
        kept = [
            Kept(one.public_id, one.title_vi, json.loads(one.note), one.person == self.actor.id)
            for one in self.of(_FILTER)
        ]
        return sorted(kept, key=lambda one: not one.own)

    @cached_property
    def taken(self) -> dict[str, int]:
        """By the task's key, the id of who does it."""
        return {one.public_id: one.id for one in self.of(_TAKEN)}

    @cached_property
    def put_off(self) -> dict[str, Put]:
        """What the actor does not want to see yet, by the task's key."""
        return {one.public_id: Put(one.at, one.note) for one in self.of(_PUT_OFF) if one.at}


def lines(actor: Any, now: datetime) -> Iterator[Select[Any]]:
    today = clock.today()
    yield line(_STAFF, id=User.id, ref=User.public_id, title=User.name).where(User.id.in_(select(RoleGrant.user_id)))
    yield (
        line(_AWAY, id=Absence.user_id, ref="", title=User.name, on=Absence.last_on)
        .select_from(Absence)
        .join(User, User.id == Absence.user_id)
        .where(
            Absence.deputy_id == actor.id,
            Absence.ended_at.is_(None),
            Absence.first_on <= today,
            Absence.last_on >= today,
        )
    )
    yield line(_SPECIAL, id=0, ref="", number=case((SpecialDay.works, 1), else_=0), on=SpecialDay.day).where(
        SpecialDay.day.between(today - DAYS_BACK, today)
    )
    yield line(
        _FILTER,
        id=SavedFilter.id,
        ref=SavedFilter.public_id,
        title=SavedFilter.name,
        note=cast(SavedFilter.query, String),
        person=SavedFilter.user_id,
    ).where((SavedFilter.user_id == actor.id) | SavedFilter.shared)
    yield line(_TAKEN, id=Take.user_id, ref=Take.task_key)
    yield line(_PUT_OFF, id=Snooze.user_id, ref=Snooze.task_key, note=Snooze.stamp, at=Snooze.until_at).where(
        Snooze.user_id == actor.id, Snooze.until_at > now
    )
