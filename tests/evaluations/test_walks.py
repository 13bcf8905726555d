"""Cases that wander (WALKS=500 for more of them): whatever three people try on them in whatever order, only steps of the table are taken, the log
stays whole, and the promised day is the one that counting day by day gives."""

import os
import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from app.applications import service
from app.applications.models import Application, ApplicationStatus, Consequence
from app.applications.queries import open_supplement, promise_of
from app.applications.rules import TRANSITIONS, log_of
from app.audit.verification import verify
from app.core import clock
from app.core.db import db, transact
from app.core.errors import DomainError
from app.settings.queries import value
from app.workdays.models import SpecialDay
from tests.applications.factories import make_draft
from tests.evaluations.factories import person

S = ApplicationStatus
WALKS, STEPS = int(os.environ.get("WALKS", "150")), 9
PEOPLE = ("lan", "tuan", "dung")
FIRST, LAST = date(2026, 1, 5), date(2027, 8, 31)  # its walks end within 2027


def attempt(case: Application, to: ApplicationStatus, who: str) -> bool:
    """Whether the step was taken."""
    try:
        transact(lambda: step(case, to, who))
    except DomainError:
        return False
    return True


def step(case: Application, to: ApplicationStatus, who: str) -> None:
    actor = person(who)
    waiting = open_supplement(case)
    if to == S.RETURNED:
        due = clock.today() + timedelta(days=20)
        service.ask_supplement(
            case, {"A4": "Xin gửi giấy giới thiệu."}, due_on=due, consequence=Consequence.AS_IS, actor=actor
        )
    elif waiting is not None and to == S.INTAKE:
        service.answer_supplement(waiting, {"A4": "Đã gửi đủ từ đầu."}, actor=actor)
    else:
        service.move(case, to, actor=actor)
    if to == S.SUBMITTED and case.submitted_at is None:
        case.submitted_at, case.kinds = clock.now(), ["art_space"]


def wander(chance: random.Random) -> tuple[list[tuple[date, ApplicationStatus]], Application]:
    """The steps that were taken, each with its day."""
    began = FIRST + timedelta(days=chance.randrange((LAST - FIRST).days))
    with time_machine.travel(datetime(began.year, began.month, began.day, 3, tzinfo=clock.UTC), tick=False) as now:
        case = transact(lambda: make_draft(person("lan")))
        taken: list[tuple[date, ApplicationStatus]] = []
        for _ in range(STEPS):
            here = S(case.status)
            # Half of the wishes are steps there are, or a case would hardly leave its first states.
            wishes = sorted(TRANSITIONS[here]) if chance.random() < 0.5 else list(S)
            wish = chance.choice(wishes or list(S))
            went = attempt(case, wish, chance.choice(PEOPLE))
            assert went == (wish in TRANSITIONS[here]), f"{here} → {wish}: {went}"
            assert case.status == (wish if went else here)
            if went:
                taken.append((clock.today(), wish))
            now.shift(timedelta(days=chance.randrange(9)))
        check(case, taken)
    return taken, case


def check(case: Application, taken: list[tuple[date, ApplicationStatus]]) -> None:
    assert verify(log_of(case)).faults == []
    promised = promise_of(case)
    received = next((day for day, to in taken if to == S.SUBMITTED), None)
    assert (promised is None) == (received is None)
    if promised is not None and received is not None:
        assert promised.on == counted(received, set(waited(taken)))


def waited(taken: list[tuple[date, ApplicationStatus]]) -> Iterator[date]:
    """The days on which the case lay with the applicant: after the one of asking, with the one of the answer."""
    since: date | None = None
    for day, to in [*taken, (clock.today(), None)]:
        if since is not None:
            yield from (since + timedelta(days=number) for number in range(1, (day - since).days + 1))
        since = day if to == S.RETURNED else None


def counted(received: date, held: set[date]) -> date:
    """Day by day, by the table of special days alone."""
    special = {row.day: row.works for row in db.session.query(SpecialDay)}
    day, left = received, value("case.promise_days")
    while left:
        day += timedelta(days=1)
        works = special.get(day, day.weekday() < 5)
        left -= works and day not in held
    return day


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_wandering_cases(ctx: Flask) -> None:
    chance, reached, steps = random.Random(2026), set(), 0
    for _ in range(WALKS):
        taken, _case = wander(chance)
        reached |= {to for _day, to in taken}
        steps += len(taken)
    assert reached == set(S)
    assert steps > WALKS
