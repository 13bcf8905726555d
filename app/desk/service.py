"""What people do with their list: take, hand over, put off, remind, send again; and views of it they keep.

Tasks follow from how things stand, so each act looks at the list anew: what has been done meanwhile is left alone, and
counted for the person who asked.
"""

from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from app.accounts.models import User
from app.accounts.queries import answers_for
from app.accounts.rules import is_administrator
from app.audit.service import record
from app.bookings.queries import booking_by_public_id
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError
from app.core.ids import new_public_id
from app.core.text import one_line
from app.core.timespan import at
from app.desk import queries, rules, tasks
from app.desk.models import SavedFilter, Snooze, Take
from app.desk.rules import Act, Step, Task
from app.evaluations.queries import case_for
from app.evaluations.service import hand_over, prepared, remind_of_case, send_lost_letters
from app.events import service as events
from app.events.queries import event_for_moderator
from app.mail.models import MailStatus
from app.mail.queries import lost_about
from app.mail.service import queue_mail, release_letters, send_again
from app.memberships import service as memberships
from app.spaces.queries import space_by_public_id

MOST = 200
NAME_MAX, FILTERS_MAX = 60, 20
TAKES_KEPT = timedelta(days=90)
MORNING = time(7)


@dataclass
class Done:
    """`refused` by the code of why, how many; `gone` were done by somebody else meanwhile."""

    done: int = 0
    gone: int = 0
    refused: dict[str, int] = field(default_factory=dict)

    def refuse(self, code: str) -> None:
        self.refused[code] = self.refused.get(code, 0) + 1


def act_on(
    keys: Collection[str], act: Act, *, actor: User, to: User | None = None, until: date | None = None
) -> Done:
    """Raises `desk.none_chosen`, `desk.too_many`, and for what the act itself lacks `desk.who_missing`,
    `desk.day_missing`."""
    wanted = set(keys)
    if not wanted:
        raise DomainError("desk.none_chosen")
    if len(wanted) > MOST:
        raise DomainError("desk.too_many", most=MOST)
    if act == Act.HAND and to is None:
        raise DomainError("desk.who_missing", field="to")
    if act == Act.LATER and until is None:
        raise DomainError("desk.day_missing", field="day")
    now = clock.now()
    chosen = [task for task in tasks.waiting(tasks.look_at(actor, now)) if task.key in wanted]
    found = Done(gone=len(wanted) - len(chosen))
    doing = _doing(act, actor, to, until, now)
    for task in chosen:
        if not rules.fits(act, task):
            found.refuse("desk.does_not_fit")
            continue
        try:
            with db.session.begin_nested():
                doing(task)
            found.done += 1
        except DomainError as refused:
            found.refuse(refused.code)
    if act == Act.HAND and to is not None and found.done and to.id != actor.id:
        _tell(to, actor, found.done)
    return found


def _doing(act: Act, actor: User, to: User | None, until: date | None, now: datetime) -> Callable[[Task], None]:
    mine = answers_for(actor, clock.today())
    if act == Act.TAKE:
        return lambda task: _take(task, mine, actor)
    if act == Act.HAND and to is not None:
        theirs = {task.key for task in tasks.waiting(tasks.look_at(to, now))}
        return lambda task: _hand(task, to, theirs, mine, actor)
    if act == Act.LATER and until is not None:
        return lambda task: _put_off(task, until, actor)
    return {
        Act.BACK: lambda task: _give_back(task, mine, actor),
        Act.SHOW: lambda task: _wake(task, actor),
        Act.REMIND: lambda task: _remind(task, actor),
        Act.RELEASE: lambda task: _release(task, actor),
    }[act]


def _take(task: Task, mine: Collection[int], actor: User) -> None:
    """Also from somebody one stands in for; never from anybody else, who hands over by themselves."""
    if task.person == actor.id:
        raise DomainError("desk.yours_already")
    _allow(task, mine, actor)
    _give_to(task, actor, actor)


def _allow(task: Task, mine: Collection[int], actor: User) -> None:
    """What somebody has taken is theirs and their deputy's to give, and the administrator's where nobody else is."""
    if task.person is not None and task.person not in mine and not is_administrator(actor):
        raise DomainError("desk.taken")


def _hand(task: Task, to: User, theirs: Collection[str], mine: Collection[int], actor: User) -> None:
    if task.step not in rules.OF_CASES:  # a case has its own rule of who hands it over
        _allow(task, mine, actor)
    if task.key not in theirs:
        raise DomainError("desk.not_theirs")
    if task.person != to.id:
        _give_to(task, to, actor)


def _give_to(task: Task, to: User, actor: User) -> None:
    if task.step in rules.OF_CASES:
        case = case_for(actor, task.subject.public_id)
        if case is None:
            raise DomainError("evaluation.not_yours")
        case = prepared(case, actor=actor)
        db.session.refresh(case, ["handler_id"])
        if case.handler_id not in (task.person, to.id):
            raise DomainError("desk.taken")
        hand_over(case, to, actor=actor)
        return
    seen = task.person
    take = queries.take_held(task.key)
    if take is None:
        try:
            with db.session.begin_nested():
                db.session.add(Take(task_key=task.key, user_id=to.id, taken_at=clock.now()))
            return
        except IntegrityError:  # somebody else said so at the same moment
            raise DomainError("desk.taken") from None
    if take.user_id != seen:
        raise DomainError("desk.taken")
    take.user_id, take.taken_at = to.id, clock.now()
    db.session.flush()


def _give_back(task: Task, mine: Collection[int], actor: User) -> None:
    _allow(task, mine, actor)
    take = queries.take_held(task.key)
    if take is not None:
        db.session.delete(take)
        db.session.flush()


def _put_off(task: Task, until: date, actor: User) -> None:
    fault = rules.snooze_fault(task, until, today=clock.today(), zone=clock.HOUSE_ZONE)
    if fault:
        raise DomainError(fault)
    snooze, wakes_at = queries.snooze_of(actor.id, task.key), at(until, MORNING, clock.HOUSE_ZONE)
    if snooze is None:
        new = Snooze(user_id=actor.id, task_key=task.key, until_at=wakes_at, stamp=task.stamp, made_at=clock.now())
        with suppress(IntegrityError), db.session.begin_nested():  # a second click put it off at the same moment
            db.session.add(new)
        return
    snooze.until_at, snooze.stamp, snooze.made_at = wakes_at, task.stamp, clock.now()
    db.session.flush()


def _wake(task: Task, actor: User) -> None:
    snooze = queries.snooze_of(actor.id, task.key)
    if snooze is not None:
        db.session.delete(snooze)
        db.session.flush()


def _remind(task: Task, actor: User) -> None:
    case = case_for(actor, task.subject.public_id)
    if case is None:
        raise DomainError("evaluation.not_yours")
    if not remind_of_case(prepared(case, actor=actor), actor=actor):
        raise DomainError("desk.nobody_to_remind")


def _release(task: Task, actor: User) -> None:
    if task.step == Step.HELD:
        release_letters(MailStatus.HELD)
        return
    about, ref = task.subject.note, task.subject.public_id
    if about == "case":
        case = case_for(actor, ref)
        sent = send_lost_letters(case, actor=actor) if case else 0
    elif about == "event":
        event = event_for_moderator(actor, ref)
        sent = events.send_lost_letters(event, actor=actor) if event else 0
    elif about == "space":
        space = space_by_public_id(ref)
        sent = memberships.send_lost_letters(space, actor=actor) if space else 0
    else:
        booking = booking_by_public_id(ref)
        sent = send_again(lost_about(booking.thread)) if booking else 0
        if booking and sent:
            record(f"booking:{booking.id}", "booking.letters_again", actor=actor, payload={"letters": sent})
    if not sent:
        raise DomainError("desk.nothing_lost")


def _tell(to: User, actor: User, many: int) -> None:
    queue_mail(
        "desk_handed",
        to=to.email,
        name=to.name,
        language=to.language,
        values={"who": actor.name, "many": many, "path": "/desk?who=me"},
        key=f"desk_handed:{to.id}:{actor.id}:{clock.now().isoformat()}",
    )


def save_filter(name: str, query: Mapping[str, str], *, shared: bool, actor: User) -> SavedFilter:
    """The same name again is the same view, seen anew. Raises `desk.filter_empty`, `desk.filters_full`."""
    name = one_line(name)[:NAME_MAX]
    if not name:
        raise DomainError("desk.filter_nameless", field="name")
    if not query:
        raise DomainError("desk.filter_empty")
    own = [one for one in queries.filters_for(actor) if one.user_id == actor.id]
    known = next((one for one in own if one.name == name), None)
    if known is None and len(own) >= FILTERS_MAX:
        raise DomainError("desk.filters_full", most=FILTERS_MAX)
    saved = known or SavedFilter(
        public_id=new_public_id(), user_id=actor.id, name=name, position=len(own), made_at=clock.now()
    )
    saved.query, saved.shared = dict(query), shared
    db.session.add(saved)
    db.session.flush()
    return saved


def remove_filter(saved: SavedFilter) -> None:
    db.session.delete(saved)
    db.session.flush()


def forget_old_tasks() -> None:
    """A job: what was put off until a day that is over, and takes of long ago, whose tasks are done."""
    now = clock.now()
    db.session.execute(delete(Snooze).where(Snooze.until_at <= now))
    db.session.execute(delete(Take).where(Take.taken_at < now - TAKES_KEPT))
