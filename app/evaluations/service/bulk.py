"""One act on several cases, with a while to think again.

The act is only written down; the job carries it out when its time has come, case by case, each in a transaction of
its own and by the same service as a single act. So what is refused for one case stops no other, and undoing needs
nothing to be taken back: nothing has happened, no letter has left.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from app.accounts.models import User
from app.accounts.queries import user_by_public_id
from app.accounts.rules import is_coordinator
from app.applications.models import Application, ApplicationStatus
from app.applications.service import begin_intake, write_message
from app.core import clock
from app.core.db import db, transact
from app.core.errors import DomainError
from app.core.ids import new_public_id
from app.core.text import clean
from app.evaluations import queries
from app.evaluations.models import BulkAct, BulkAction, BulkItem
from app.evaluations.service.floor import prepared
from app.evaluations.service.handlers import hand_over

UNDO_WINDOW = timedelta(minutes=2)
MOST = 200


def plan_bulk(cases: Sequence[Application], act: BulkAct, told: Mapping[str, str], *, actor: User) -> BulkAction:
    """Give cases that are open to the actor. Raises `bulk.none_chosen`, `bulk.too_many`, and for what the act needs
    `bulk.who_missing`, `message.empty`."""
    if not cases:
        raise DomainError("bulk.none_chosen")
    if len(cases) > MOST:
        raise DomainError("bulk.too_many", most=MOST)
    if act == BulkAct.WRITE and not clean(told.get("body", "")):
        raise DomainError("message.empty", field="body")
    if act == BulkAct.HAND_OVER and _coordinator(told) is None:
        raise DomainError("case.handler_missing", field="to")
    now = clock.now()
    bulk = BulkAction(
        public_id=new_public_id(),
        act=act,
        told=dict(told),
        actor_id=actor.id,
        created_at=now,
        apply_at=now + UNDO_WINDOW,
    )
    db.session.add(bulk)
    db.session.flush()
    db.session.add_all(BulkItem(bulk_id=bulk.id, application_id=one.id) for one in cases)
    db.session.flush()
    return bulk


def undo_bulk(bulk: BulkAction) -> None:
    """Only as long as nothing has begun. Fetch it held; raises `bulk.begun`."""
    if bulk.undone_at is None:
        if clock.now() >= bulk.apply_at:
            raise DomainError("bulk.begun")
        bulk.undone_at = clock.now()
        db.session.flush()


def run_due_bulk() -> int:
    """A job: carries out what is due, and goes on where a run before was cut off. Returns how many cases it did."""
    return sum(_run(number) for number in queries.due_bulk_ids(clock.now()))


def _run(bulk_id: int) -> int:
    done = 0
    for application_id in queries.open_bulk_items(bulk_id):
        done += transact(lambda: _take_turn(bulk_id, application_id))  # noqa: B023
    transact(lambda: _finish(bulk_id))
    return done


def _take_turn(bulk_id: int, application_id: int) -> int:
    bulk = queries.bulk_held(bulk_id)
    item = db.session.get_one(BulkItem, (bulk_id, application_id))
    if bulk.undone_at is not None or item.done_at is not None:
        return 0
    case = queries.case_for(bulk.actor, item.application.public_id)
    try:
        with db.session.begin_nested():
            if case is None or not is_coordinator(bulk.actor) or bulk.actor.disabled_at is not None:
                raise DomainError("evaluation.not_yours")
            _ACTS[BulkAct(bulk.act)](prepared(case, actor=bulk.actor), bulk)
    except DomainError as refused:
        item.refusal = refused.code
    item.done_at = clock.now()
    db.session.flush()
    return 1


def _finish(bulk_id: int) -> None:
    bulk = queries.bulk_held(bulk_id)
    if bulk.undone_at is None and bulk.done_at is None:
        bulk.done_at = clock.now()
        db.session.flush()


def _begin(case: Application, bulk: BulkAction) -> None:
    if case.status != ApplicationStatus.SUBMITTED:
        raise DomainError("application.cannot_move")
    begin_intake(case, actor=bulk.actor)


def _hand_over(case: Application, bulk: BulkAction) -> None:
    hand_over(case, _coordinator(bulk.told), actor=bulk.actor)


def _write(case: Application, bulk: BulkAction) -> None:
    write_message(case, bulk.told["body"], actor=bulk.actor, from_centre=True)


def _coordinator(told: Mapping[str, str]) -> User | None:
    person = user_by_public_id(told.get("to") or "")
    return person if person and is_coordinator(person) and person.disabled_at is None else None


_ACTS: dict[BulkAct, Callable[[Application, BulkAction], None]] = {
    BulkAct.BEGIN: _begin,
    BulkAct.HAND_OVER: _hand_over,
    BulkAct.WRITE: _write,
}
